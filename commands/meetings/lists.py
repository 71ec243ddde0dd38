"""`!meeting list` and `!meeting ics`: open polls, meetings to come, meetings past."""

from __future__ import annotations

import re
from typing import Final

from commands.ahead import count_ahead, meetings_ahead
from commands.base import Call, Key, Rest, UserError, command
from commands.base.candidates import MOST_AHEAD
from commands.base.typed import fold
from commands.calendar.schedule import local, period
from commands.calendar_files import calendar_file, calendar_of_all, tentative_file
from commands.meetings.poll.tentative import offered
from commands.meetings.sentences import apart
from commands.meetings.standing import standing
from commands.meetings.which import alive_meant
from commands.words import Content, Reply, Text, _, _n, bullets, lines, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.series import When

PAGE: Final = 10
_PAST = frozenset({"past", "vergangen", "vergangene", "frueher", "fruehere", "alt", "alte", "archiv", "old"})


@command(
    "meeting list",
    reads=True,
    de=("liste", "übersicht", "auflisten", "alle", "all", "kommende", "upcoming"),
    help=_("Lists open polls and meetings to come; with `past` those that are over."),
    examples=(_("`!meeting list`"), _("`!meeting list past`")),
    takes={"text": Rest(_("Which page?"), optional=True)},
)
def list_meetings(call: Call, store: Store, text: str) -> Reply:
    """A page of meetings, the next first, or of past ones, the latest first."""
    words = fold(text).split()
    page = next((int(word) for word in words if re.fullmatch(r"\d{1,4}", word)), 1)
    unknown = [word for word in words if word not in _PAST and not word.isdecimal()]
    if unknown or page < 1:
        raise UserError(_("The list can show a page or what is past."), _("`!meeting list past 2`"))
    return Reply(_past(call, store, page) if any(word in _PAST for word in words) else _to_come(call, store, page))


@command(
    "meeting ics",
    de=("kalender", "calendar"),
    help=_("Sends all meetings to come as one calendar file, or one of them; the dates of a poll are tentative."),
    examples=(_("`!meeting ics`"), _("`!meeting ics M3`")),
    takes={"number": Key("M", _("Which meeting is meant?"), optional=True, alone=True)},
)
def ics(call: Call, store: Store, number: int | None) -> Reply:
    """The calendar file, to where it was asked for; of an open poll one with a tentative event for each date."""
    if number is not None:
        meeting = alive_meant(call, store, number, lambda key: offered_line("meeting ics", key))
        if meeting.state == "voting":
            return _tentative(call, store, meeting)
        text = _("The calendar file of **{key} {title}** follows.", key=meeting.key, title=meeting.title)
        return Reply(text, (calendar_file(call, meeting, chat=call.chat),))
    meetings = store.meetings.to_come(call.ms)
    polls = [entry for meeting in store.meetings.voting() for entry in offered(call, store, meeting)]
    if not meetings and not polls:
        raise UserError(_("No meeting is to come."), _("`!meeting list`"))
    text = _n(
        "One calendar file with one meeting follows.", "One calendar file with {count} meetings follows.", len(meetings)
    )
    if not meetings:
        text = _("One calendar file follows.")
    return Reply(
        lines(text, _about_tentative(len(polls)) if polls else None),
        (calendar_of_all(call, meetings, polls),),
    )


def _tentative(call: Call, store: Store, meeting: Meeting) -> Reply:
    entries = offered(call, store, meeting)
    if not entries:
        raise UserError(
            _("All dates of {key} {title} are over.", key=meeting.key, title=meeting.title),
            offered_line("meeting show", meeting.key),
        )
    text = _("The calendar file of **{key} {title}** follows.", key=meeting.key, title=meeting.title)
    slots = [slot for slot in store.slots.of(meeting.id) if slot.when.begins > call.ms]
    file = tentative_file(call, meeting, slots, chat=call.chat)
    return Reply(lines(text, _about_tentative(len(entries))), (file,), about=meeting.key)


def _about_tentative(count: int) -> Text:
    return _n(
        "One date in it is tentative, as it is still voted on; when a date is fixed, another file takes it out again.",
        "{count} dates in it are tentative, as they are still voted on; when a date is fixed, another file takes them "
        "out again.",
        count,
    )


def _to_come(call: Call, store: Store, page: int) -> Content:
    polls = store.meetings.voting()
    fixed = meetings_ahead(call, store, max(MOST_AHEAD, page * PAGE))
    count = len(polls) + count_ahead(call, store, fixed)
    if not count:
        return _("No meeting is planned and no date is voted on. New: `!meeting propose Title; 8.12. 14h; 9.12. 10h`")
    entries = [*((m, None) for m in polls), *fixed]
    shown = [
        _fixed(m, single) if single else _poll(call, store, m) for m, single in entries[(page - 1) * PAGE : page * PAGE]
    ]
    return lines(
        _("**Open polls and meetings to come**"),
        bullets(*shown),
        _page_line(page, count, offered_line("meeting list", page + 1)),
    )


def _past(call: Call, store: Store, page: int) -> Content:
    count = store.meetings.count_past(call.ms)
    if count == 0:
        return _("No meeting is over yet.")
    found = store.meetings.past(call.ms, PAGE, (page - 1) * PAGE)
    more = offered_line("meeting list", _("past {page}", page=page + 1))
    return lines(
        _("**Past meetings**"), bullets(*(_past_line(call, store, m) for m in found)), _page_line(page, count, more)
    )


def _page_line(page: int, count: int, more: Text) -> Text | None:
    pages = -(-count // PAGE)
    if pages <= 1:
        return None
    if page >= pages:
        return _("Page {page} of {pages}, {count} in all.", page=page, pages=pages, count=count)
    return _("Page {page} of {pages}, {count} in all. More: {more}", page=page, pages=pages, count=count, more=more)


def _poll(call: Call, store: Store, meeting: Meeting) -> Text:
    now = standing(store, meeting, call.room)
    missing = len(now.missing)
    left = _n("one member is missing", "{count} members are missing", missing) if missing else _("all have voted")
    if not meeting.takes_votes(call.ms):
        return _("**{key} {title}**: voting has ended, no date is fixed yet", key=meeting.key, title=meeting.title)
    slots = _n("one date", "{count} dates", len(now.tallies))
    if meeting.deadline is None:
        return _(
            "**{key} {title}**: vote on {slots}, {left}", key=meeting.key, title=meeting.title, slots=slots, left=left
        )
    return _(
        "**{key} {title}**: vote on {slots} until {moment}, {left}",
        key=meeting.key,
        title=meeting.title,
        slots=slots,
        moment=local(meeting.deadline, call.zone),
        left=left,
    )


def _fixed(meeting: Meeting, single: When) -> Text:
    line = _("**{key} {title}**: {when}", key=meeting.key, title=meeting.title, when=period(single))
    extra = [_("series")] if meeting.when and meeting.when.rule else []
    extra += [_("moved")] if single.origin and single.origin != single.start else []
    extra += [Text("{place}", {"place": meeting.place})] if meeting.place else []
    return Text("{line} ({extra})", {"line": line, "extra": apart(extra)}) if extra else line


def _past_line(call: Call, store: Store, meeting: Meeting) -> Text:
    when = period(meeting.date)
    line = _("**{key} {title}**: {when}", key=meeting.key, title=meeting.title, when=when)
    if meeting.place:
        line = Text("{line}, {place}", {"line": line, "place": meeting.place})
    there = tuple(call.room.named(user_id) for user_id in store.meetings.attended(meeting.id))
    return _("{line}; there were {members}", line=line, members=there) if there else line
