"""`!meeting edit`: title, end of voting, length, description, place, link; all told in one message as old → new."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from commands.base import Call, Claims, Key, Rest, UsageError, UserError, at_most, command, title
from commands.calendar.schedule import later, local, minutes, parts_of, recounted, single
from commands.dates import DateError, Span, read_duration
from commands.deadlines import read_deadline
from commands.doubts import question
from commands.meetings.at_host import refuse_offer
from commands.meetings.changes import (
    MeetingChange,
    change,
    done,
    link_shown,
    not_over,
    or_none,
    told,
    unchanged,
)
from commands.meetings.details import read_link, read_place
from commands.meetings.fields_said import NAMED, TITLE, claim_key_behind, fields_said
from commands.meetings.fixed.series import shown
from commands.meetings.prolonging import VERBS, prolonged
from commands.meetings.reopening import posted_anew
from commands.meetings.timers import clear_poll_timers, is_open, set_poll_timers, set_reminders
from commands.meetings.unnamed import NAMED_ANEW, is_length, refuse_unnamed
from commands.meetings.which import alive_meant, may_organise, must_organise
from commands.patterns import regex
from commands.words import MadeUp, Reply, Said, Text, _, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.meetings import Meeting
from storage.series import Part, When

LONGEST_DESCRIPTION = 2000
_DAY = timedelta(days=1)
_RENAME = regex(r"\A\S++\s++(?:umbenennen|rename)(?!\w)", re.IGNORECASE)


@command(
    "meeting edit",
    de=("ändern", "bearbeiten", "umbenennen", "rename", "change", *VERBS),
    help=_("Changes title, deadline, duration, description, place or link of a meeting."),
    examples=(
        _("`!meeting edit M3 Title: Summer party`"),
        _("`!meeting edit M3 Deadline: 30.11. 18h`"),
        _("`!meeting edit M3 Duration: 3h; Description: please bring the slides`"),
    ),
    takes={
        "number": Key("M", _("Which meeting is meant?"), optional=True),
        "text": Rest(_("What shall change?"), optional=True),
    },
    options=NAMED,
    public=True,
)
def edit(call: Call, store: Store, /, number: int | None, text: str, **said: str) -> Reply:
    """Each named field gets its new value, `-` takes it back; what is not named stays."""
    if number is None:
        words = Claims(text)
        number = claim_key_behind(words)
        text = words.rest()
    typed = " ".join(call.line.split()[2:])[:60]
    meeting = alive_meant(call, store, number, lambda key: offered_line("meeting edit", key, typed))
    return _edited(call, store, meeting, _said(call, meeting, text, said))


def _said(call: Call, meeting: Meeting, text: str, said: dict[str, str]) -> dict[str, str]:
    """The fields that were named, or that are meant. Raises UsageError for none, and for words of which nobody said
    what they shall be."""
    if not said and (meant := prolonged(call, meeting, text) or _renamed(call, text)):
        return meant
    refuse_unnamed(call, meeting, text, said)
    if not said:
        title_anew = offered_line("meeting edit", meeting.key, MadeUp(_("Title: Summer party")))
        mine = may_organise(call, meeting)
        raise UsageError(_("What shall change?"), title_anew if mine else offered_line("meeting show", meeting.key))
    return said


def _edited(call: Call, store: Store, meeting: Meeting, said: dict[str, str]) -> Reply:
    if meeting.when is not None:
        not_over(call, meeting)
    if said.keys() - {"place", "link"}:
        must_organise(call, meeting)
    deadline: tuple[Span, int] | None = None
    if "deadline" in said:
        deadline = _deadline(call, store, meeting, said["deadline"])
        if deadline and (doubt := question(call, store, [deadline[0]])):
            return doubt
    changes: list[MeetingChange] = []
    also: list[Said] = []
    changed = _edit_words(call, store, meeting, said, changes)
    if "duration" in said:
        changed = set_length(call, store, changed, _length(changed, said["duration"]), changes)
    if "deadline" in said:
        changed = set_deadline(call, store, changed, deadline[1] if deadline else None, changes, also)
    if not changes:
        raise unchanged(meeting)
    if changed.when is not None:
        set_reminders(call, store, changed)
    return done(changed, changes, (*told(call, store, changed, changes), *also))


def _renamed(call: Call, text: str) -> dict[str, str]:
    """The new title behind «umbenennen», if that is all that the words say."""
    named = NAMED_ANEW.fullmatch(text.strip(" ;,"))
    if named is None or not _RENAME.match(call.line) or ":" in text or is_length(text):
        return {}
    fields = fields_said(named["name"])
    if [(field.option, field.new) for field in fields] == [(TITLE, True)]:
        return {"title": fields[0].value}  # «umbenennen M1 neuer Titel KI»
    return {} if fields else {"title": named["name"]}


def set_length(call: Call, store: Store, meeting: Meeting, length: timedelta, changes: list[MeetingChange]) -> Meeting:
    """The meeting, every date of a series and every slot of a poll lasts so long."""
    if meeting.when is None:
        for slot in store.slots.of(meeting.id):
            store.slots.set_end(slot.id, _lasting(slot.when, length))
        old = minutes(meeting.minutes)
        changes.append(change("duration", Text("{length}", {"length": old}) if old else _("none"), _shown(length)))
        return store.meetings.set_length(meeting.id, round(length.total_seconds()) // 60, call.ms)
    new = _lasting(meeting.when, length)
    if new == meeting.when:
        return meeting
    changes.append(change("dates" if new.rule else "date", shown(meeting.when), shown(new)))
    return store.meetings.reschedule(meeting.id, new, call.ms)


def set_deadline(
    call: Call, store: Store, meeting: Meeting, deadline: int | None, changes: list[MeetingChange], also: list[Said]
) -> Meeting:
    """Voting ends then; a poll that has ended is open again, with all its votes, and its native polls posted anew."""
    old, new = (_moment(call, ms) for ms in (meeting.deadline, deadline))
    open_now = is_open(meeting, call.ms)
    if open_now and old == new:
        return meeting
    changes.append(change("deadline", old, new))
    clear_poll_timers(store, meeting)
    if open_now:
        changed = store.meetings.set_deadline(meeting.id, deadline, call.ms)
    else:
        changed = store.meetings.open_poll(meeting.id, deadline, call.ms)
        changes.append(MeetingChange("deadline", _("Voting is open again; all votes are still there.")))
        also += posted_anew(call, store, changed)
    set_poll_timers(call, store, changed)
    return changed


def _edit_words(
    call: Call, store: Store, meeting: Meeting, said: dict[str, str], changes: list[MeetingChange]
) -> Meeting:
    """Title, place, link, description."""
    meetings, changed = store.meetings, meeting
    if "title" in said:
        named = said["title"].strip(" -–—")
        name = title(named, _("What is the meeting called?"), offered_line("meeting show", meeting.key))
        if name != meeting.title:
            changes.append(change("title", or_none(meeting.title), or_none(name)))
            changed = meetings.set_title(meeting.id, name, call.ms)
    if "place" in said and (place := read_place(said["place"])) != meeting.place:
        refuse_offer(store, meeting, place)
        changes.append(change("place", or_none(meeting.place), or_none(place)))
        changed = meetings.set_place(meeting.id, place, call.ms)
    if "link" in said and (link := read_link(said["link"])) != meeting.link:
        changes.append(change("link", link_shown(meeting.link), link_shown(link)))
        changed = meetings.set_link(meeting.id, link, call.ms)
    if "description" in said:
        description = _description(said["description"])
        if description != meeting.description:
            changes.append(change("description", or_none(meeting.description), or_none(description)))
            changed = meetings.set_description(meeting.id, description, call.ms)
    return changed


def _description(text: str) -> str | None:
    at_most(text, LONGEST_DESCRIPTION)
    return None if text.strip() in ("", "-", "–", "—") else text.strip()


def _deadline(call: Call, store: Store, meeting: Meeting, text: str) -> tuple[Span, int] | None:
    """The new end of voting; None where the member takes it back. Raises UserError for what cannot be one."""
    if meeting.state != "voting":
        raise UserError(
            _("The poll for {key} is over: its date is fixed.", key=meeting.key),
            offered_line("meeting reopen", meeting.key)
            if store.slots.of(meeting.id)
            else offered_line("meeting show", meeting.key),
        )
    if text.strip() in ("", "-", "–", "—"):
        return None
    span, moment = read_deadline(call, text)
    last = max((slot.when.begins for slot in store.slots.of(meeting.id)), default=moment)
    if moment > last:
        raise UserError(
            _("The deadline lies behind all the dates that are voted on."),
            offered_line("meeting edit", meeting.key, _("Deadline: {day} 18:00", day=_day_before(call, last))),
        )
    return span, moment


def _day_before(call: Call, moment: int) -> str:
    return typed_date(max(local(moment, call.zone).date() - _DAY, call.now.date()))


def _length(meeting: Meeting, text: str) -> timedelta:
    """The length that the text says. Raises UserError where it does not fit: days to hours, hours to days."""
    try:
        length = read_duration(text)
    except DateError as mistake:
        mistake.example = offered_line("meeting show", meeting.key)
        raise
    when = meeting.when
    if length < timedelta(minutes=1):
        raise UserError(
            _("A meeting lasts a minute or more."), offered_line("meeting edit", meeting.key, _("Duration: 2h"))
        )
    if when is not None and when.all_day and length % _DAY:
        raise UserError(
            _("{key} is on whole days; hours need a time of day to begin at.", key=meeting.key),
            offered_line("meeting move", meeting.key, MadeUp(_("14-16h"))),
        )
    if when is not None and not when.all_day and not length % _DAY:
        raise UserError(
            _("{key} begins at a time of day; for whole days please say the days.", key=meeting.key),
            offered_line("meeting edit", meeting.key, _("Duration: 2h")),
        )
    return length


def _lasting(when: When, length: timedelta) -> When:
    """The date, of a series every one, with that length; whole days count themselves."""

    def end(start: str) -> str | None:
        if "T" not in start:
            return later(start, length - _DAY) if not length % _DAY and length > _DAY else None
        return later(start, length) if length % _DAY else None

    def ended(start: str, old: str | None) -> str | None:
        return old if "T" not in start and length % _DAY else end(start)

    if when.rule is None:
        return single(when.start, ended(when.start, when.end), when.zone, when.origin)
    first, *others = parts_of(when)
    return recounted(
        replace(
            when,
            end=ended(first.start, first.end),
            parts=tuple(Part(part.start, ended(part.start, part.end), part.rule) for part in others),
            moved=tuple(replace(one, end=ended(one.start, one.end)) for one in when.moved),
        )
    )


def _shown(length: timedelta) -> Text:
    return Text("{length}", {"length": length})


def _moment(call: Call, ms: int | None) -> Text:
    return Text("{moment}", {"moment": local(ms, call.zone)}) if ms is not None else _("none")
