"""`!meeting reopen`: brings back what was cancelled, and opens a poll again that has ended or was fixed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from commands.base import Call, Claims, Key, UserError, Words, command
from commands.calendar.schedule import coming, period
from commands.calendar.series import origin_of, put_back
from commands.calendar_files import calendar_file
from commands.dated import claim_dates
from commands.meetings.changes import OLD_ENTRY
from commands.meetings.fixed.attendance import ask_of_next, attend_ends, attend_poll
from commands.meetings.fixed.series import next_dates, shown
from commands.meetings.poll.heading import heading_edits, in_thread, slot_polls
from commands.meetings.poll.outcome import prolonging
from commands.meetings.rescheduling import on_days
from commands.meetings.sentences import apart, particulars
from commands.meetings.timers import clear_poll_timers, is_open, set_poll_timers, set_reminders
from commands.meetings.which import any_meant, must_organise
from commands.words import File, MadeUp, Message, Reply, Said, Text, _, lines, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.meetings import Meeting
from storage.series import When
from storage.slots import Slot


@command(
    "meeting reopen",
    de=("wieder", "wiederaufnehmen", "zurückholen", "reaktivieren", "uncancel", "restore"),
    help=_("Brings back a meeting that was cancelled, or a poll that was ended or fixed; of a series one date."),
    examples=(_("`!meeting reopen M3`"), _("`!meeting reopen M4 8.12.`")),
    takes={
        "number": Key("M", _("Which meeting is meant?"), optional=True, alone=True, cancelled=True),
        "said": Words(_("Which meeting is meant?"), optional=True),
    },
    public=True,
)
def reopen(call: Call, store: Store, number: int | None, said: Claims) -> Reply:
    """A date that was cancelled takes place after all; anything that was voted on is voted on again."""
    meeting = any_meant(call, store, number, lambda key: offered_line("meeting reopen", key))
    if dates := _dates_meant(call, meeting, said):
        must_organise(call, meeting)
        return bring_dates_back(call, store, meeting, dates)
    _require_reopenable(call, store, meeting)
    if meeting.state == "cancelled" and meeting.when is not None:
        return bring_back(call, store, meeting)
    return open_again(call, store, meeting)


def way_back(call: Call, store: Store, meeting_id: int) -> Text | None:
    """The line that brings back a meeting that was cancelled or fixed; None where it would be refused."""
    meeting = store.meetings.of_id(meeting_id)
    if meeting is None:
        return None
    try:
        _require_reopenable(call, store, meeting)
    except UserError:
        return None
    return offered_line("meeting reopen", meeting.key)


def _require_reopenable(call: Call, store: Store, meeting: Meeting) -> None:
    """Raises UserError for a meeting that the member cannot bring back, or that has nothing ahead."""
    must_organise(call, meeting)
    if meeting.state == "cancelled" and meeting.when is not None:
        if coming(meeting.when, call.ms) is None:
            raise UserError(
                _("{key} {title} is over.", key=meeting.key, title=meeting.title),
                offered_line("meeting plan", meeting.title, MadeUp(_in_a_week(call)), _("14h")),
            )
        return
    slots = store.slots.of(meeting.id)
    if meeting.state == "fixed" and not slots:
        raise UserError(
            _("{key} {title} is fixed and was not cancelled.", key=meeting.key, title=meeting.title),
            offered_line("meeting show", meeting.key),
        )
    if is_open(meeting, call.ms):
        raise UserError(
            _("Voting on {key} {title} is open.", key=meeting.key, title=meeting.title),
            offered_line("meeting show", meeting.key),
        )
    if not any(slot.when.begins > call.ms for slot in slots):
        raise UserError(
            _("All dates of {key} {title} are over.", key=meeting.key, title=meeting.title),
            offered_line("meeting propose", _("{title}; {day} 14h", title=meeting.title, day=MadeUp(_in_a_week(call)))),
        )


def _dates_meant(call: Call, meeting: Meeting, said: Claims) -> list[When]:
    """Of a series the dates that fell out of it and that the line names, those over left out."""
    series = meeting.when
    if meeting.state != "fixed" or series is None or not series.skipped:
        return []
    dated = claim_dates(said, call, call.confirmed or call.now, "head")
    whole = put_back(series, series.skipped)
    found = on_days(whole, tuple(dated.spans)) if dated else []
    if dated and not found:
        raise UserError(
            _("{key} has no date on {when}.", key=meeting.key, when=dated.spans[0].period),
            offered_line("meeting show", meeting.key),
        )
    return [one for one in found if origin_of(one) in series.skipped and one.over > call.ms]


def bring_dates_back(call: Call, store: Store, meeting: Meeting, dates: list[When]) -> Reply:
    """Those dates of the series take place after all."""
    series = put_back(meeting.date, {origin_of(one) for one in dates})
    back = store.meetings.reschedule(meeting.id, series, call.ms)
    set_reminders(call, store, back)
    when = apart(Text("{when}", {"when": period(one)}) for one in dates)
    text = _("**{key} {title} takes place after all: {when}.**", key=back.key, title=back.title, when=when)
    message = Message(lines(text, *next_dates(back.date, call.ms)), call.room.members, about=back.key)
    said = _("**{key} {title}** takes place again; everybody is told.", key=back.key, title=back.title)
    also: tuple[Said, ...] = (message, calendar_file(call, back), *ask_of_next(call, store, back))
    return Reply(said, also, about=back.key)


def bring_back(call: Call, store: Store, meeting: Meeting) -> Reply:
    """The cancelled meeting takes place as it was fixed: calendar file, reminders and who comes are there again."""
    back = store.meetings.bring_back(meeting.id, call.ms)
    set_reminders(call, store, back)
    text = lines(
        _(
            "**{key} {title} takes place after all: {when}.**",
            key=back.key,
            title=back.title,
            when=shown(back.date),
        ),
        *next_dates(back.date, call.ms),
        *particulars(back, call.zone),
    )
    message = Message(text, call.room.members, about=back.key)
    said = _("**{key} {title}** takes place again; everybody is told.", key=back.key, title=back.title)
    asked = ask_of_next(call, store, back) or attend_poll(back)
    also: tuple[Said, ...] = (*heading_edits(call, store, back), message, calendar_file(call, back), *asked)
    return Reply(said, also, about=back.key)


def open_again(call: Call, store: Store, meeting: Meeting) -> Reply:
    """The poll is open again: with the deadline it had if that is still to come, else without one."""
    deadline = meeting.deadline if meeting.deadline is not None and meeting.deadline > call.ms else None
    opened = store.meetings.open_poll(meeting.id, deadline, call.ms)
    clear_poll_timers(store, meeting)
    set_poll_timers(call, store, opened)
    set_reminders(call, store, opened)
    said = lines(
        _("**{key} {title}** is open for votes again; all votes are still there.", key=opened.key, title=opened.title),
        *(() if deadline else prolonging(call, store, opened)),
    )
    taken_back = _no_longer_fixed(call, meeting, opened)
    also: tuple[Said, ...] = (
        *heading_edits(call, store, opened),
        *taken_back,
        *posted_anew(call, store, opened, meeting),
    )
    return Reply(said, also, about=opened.key)


def posted_anew(call: Call, store: Store, opened: Meeting, before: Meeting | None = None) -> tuple[Said, ...]:
    """Calls everybody to the poll that is open again, and posts its native polls anew."""
    slots = [slot for slot in store.slots.of(opened.id) if slot.when.begins > call.ms]
    fixed = before is not None and before.state == "fixed"
    text = lines(
        _("**{key} {title}: voting is open again.**", key=opened.key, title=opened.title),
        _("The date that was fixed no longer holds: {when}.", when=period(before.date)) if before and fixed else None,
        OLD_ENTRY if fixed else None,
        *particulars(opened, call.zone),
        _(
            "All votes are still there; who wants to change theirs answers the polls in the thread of the list or "
            "writes {line}.",
            line=_vote(opened, slots),
        )
        if in_thread(call, store, opened)
        else _(
            "All votes are still there; who wants to change theirs answers the polls below or writes {line}.",
            line=_vote(opened, slots),
        ),
    )
    rung = tuple(member for member in call.room.members if member != call.member)
    return (Message(text, rung, about=opened.key), *slot_polls(call, store, opened, slots))


def _no_longer_fixed(call: Call, meeting: Meeting, opened: Meeting) -> tuple[Said, ...]:
    """The file that takes the fixed date out of calendars, and the end of the question who comes."""
    if meeting.state != "fixed":
        return ()
    file: File = calendar_file(call, replace(meeting, state="cancelled", sequence=opened.sequence, changed=call.ms))
    return (*attend_ends(call, meeting), file)


def _vote(meeting: Meeting, slots: list[Slot]) -> Text:
    return offered_line("vote", meeting.key, slots[0].number if slots else 1, _("yes"))


def _in_a_week(call: Call) -> str:
    return typed_date(call.now.date() + timedelta(days=7))
