"""Which meeting, and which of its slots, a line means; and who may change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeAlias

from commands.base import Call, ExampleLine, NotAllowed, UserError
from commands.base.candidates import meetings_meant, words_meant
from commands.base.names import meeting_named
from commands.base.titles import MOST_CHOICES, Titled, line_for_each, nearest_at_head
from commands.calendar.schedule import coming
from commands.words import OneOf, Text, _, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.slots import Slot

TimeOfDay: TypeAlias = tuple[int, int]
"""Hour and minute."""
_LIST = _("`!meeting list`")


def meeting_of(call: Call, store: Store, number: int) -> Meeting:
    """The meeting of that number, whatever its state."""
    found = store.meetings.find(number)
    if found is None:
        raise UserError(_("There is no meeting {key}.", key=f"M{number}"), _LIST)
    return found


def poll_meant(call: Call, store: Store, number: int | None, example: ExampleLine) -> Meeting:
    """The poll of that number; without one the poll whose message was answered, or the only one there is.

    `example` makes a line that works of a key. Where several could be meant, one that the words of the line come near
    to is named.
    """
    found = _meant(call, store, number, store.meetings.voting, example)
    if found.state == "fixed":
        raise UserError(
            _("The poll for {key} is over: its date is fixed.", key=found.key),
            offered_line("meeting show", found.key),
        )
    return found


def fixed_meant(call: Call, store: Store, number: int | None, example: ExampleLine) -> Meeting:
    """The meeting of that number if its date is fixed; without one the only one to come."""
    found = _meant(call, store, number, lambda: meetings_meant(call, store, words_meant(call), voting=False), example)
    if found.state == "voting":
        line = offered_line("meeting show", found.key)
        if store.ballots.counting(found.id) and may_organise(call, found):
            line = offered_line("meeting close", found.key)
        raise UserError(_("No date is fixed for {key} yet.", key=found.key), line)
    return found


def alive_meant(call: Call, store: Store, number: int | None, example: ExampleLine) -> Meeting:
    """The meeting of that number unless it was cancelled; without one the only one that is open or to come."""
    return _meant(call, store, number, lambda: meetings_meant(call, store, words_meant(call)), example)


def any_meant(call: Call, store: Store, number: int | None, example: ExampleLine) -> Meeting:
    """The meeting of that number, whatever its state; without one the one that was answered."""
    found = _answered(call, store) if number is None else meeting_of(call, store, number)
    if found is None:
        ahead = meetings_meant(call, store, "")
        raise UserError(_("Which meeting is meant?"), example(ahead[-1].key) if ahead else _LIST)
    return found


def may_organise(call: Call, meeting: Meeting) -> bool:
    """Whether the member proposed the meeting or organises."""
    return call.member.user_id == meeting.proposer or call.member.organiser


def must_organise(call: Call, meeting: Meeting) -> None:
    """Raises NotAllowed unless the member may."""
    if may_organise(call, meeting):
        return
    proposer = call.room.member(meeting.proposer)
    if proposer is None:
        raise NotAllowed(_("Only an organiser may do this with {key}.", key=meeting.key))
    raise NotAllowed(_("Only {member} or an organiser may do this with {key}.", member=proposer, key=meeting.key))


def slot_of(store: Store, meeting: Meeting, number: int, example: Text) -> Slot:
    """The slot of that number in the meeting's poll; `example` names one that is there."""
    slots = store.slots.of(meeting.id)
    found = next((slot for slot in slots if slot.number == number), None)
    if found is None:
        mistake = no_such_slot(meeting, number, slots)
        mistake.example = example
        raise mistake
    return found


def no_such_slot(meeting: Meeting, number: int, slots: Sequence[Slot]) -> UserError:
    """The mistake of naming a slot that is not there, with those that are."""
    there = tuple(str(slot.number) for slot in slots)
    return UserError(
        _("{key} has no slot {number}. These are there: {slots}.", key=meeting.key, number=number, slots=there)
    )


def _meant(
    call: Call, store: Store, number: int | None, choice: Callable[[], Sequence[Meeting]], example: ExampleLine
) -> Meeting:
    """The meeting of that number, else the one that was answered, else the only one of the choice; not cancelled."""
    found = _answered(call, store) if number is None else meeting_of(call, store, number)
    found = found or _only(call, choice(), example)
    if found.state == "cancelled":
        raise UserError(
            _("{key} {title} was cancelled.", key=found.key, title=found.title),
            offered_line("meeting reopen", found.key)
            if comes_back(call, found)
            else offered_line("meeting show", found.key),
        )
    return found


def comes_back(call: Call, meeting: Meeting) -> bool:
    """Whether the member may bring the cancelled meeting back, and it is not over."""
    return may_organise(call, meeting) and (meeting.when is None or coming(meeting.when, call.ms) is not None)


def _answered(call: Call, store: Store) -> Meeting | None:
    """The meeting of whose messages one was answered."""
    name = store.outbox.name_of(call.chat, call.answered) if call.answered else None
    meeting = meeting_named(name)
    return store.meetings.of_id(meeting) if meeting is not None else None


def _only(call: Call, meetings: Sequence[Meeting], example: ExampleLine) -> Meeting:
    if len(meetings) == 1:
        return meetings[0]
    if not meetings:
        raise UserError(_("There is no such meeting at the moment."), _LIST)
    if mistake := nearest_at_head(call, [Titled(one.key, one.title) for one in meetings]):
        raise mistake
    meetings = meetings[:MOST_CHOICES]
    named = tuple(_("{key} {title}", key=m.key, title=m.title) for m in meetings)
    raise UserError(
        _("Which one is meant: {meetings}?", meetings=OneOf(named)), line_for_each([m.key for m in meetings], example)
    )


def slot_on(meeting: Meeting, slots: Sequence[Slot], said: str, day: int, month: int, clock: TimeOfDay | None) -> int:
    """The number of the only slot on that day of that month, and at that time if one is said. Raises UserError."""
    found = [slot for slot in slots if (_day(slot).day, _day(slot).month) == (day, month)]
    if clock is not None:
        found = [slot for slot in found if _clock(slot) in (clock, None)]
    return _only_slot(meeting, slots, found, said)


def slot_on_weekday(meeting: Meeting, slots: Sequence[Slot], said: str, weekday: int) -> int:
    """The number of the only slot on that weekday (0 is Monday). Raises UserError."""
    return _only_slot(meeting, slots, [slot for slot in slots if _day(slot).weekday() == weekday], said)


def _only_slot(meeting: Meeting, slots: Sequence[Slot], found: Sequence[Slot], said: str) -> int:
    if len(found) == 1:
        return found[0].number
    there = tuple(str(slot.number) for slot in found or slots)
    if found:
        text = _(
            "“{day}” fits several slots of {key}: {slots}. Please say the number.",
            key=meeting.key,
            day=said,
            slots=there,
        )
    else:
        text = _("{key} has no slot on “{day}”. These are there: {slots}.", key=meeting.key, day=said, slots=there)
    raise UserError(text)


def _day(slot: Slot) -> date:
    return date.fromisoformat(slot.when.start[:10])


def _clock(slot: Slot) -> TimeOfDay | None:
    """When the slot begins; None for whole days."""
    begins = datetime.fromisoformat(slot.when.start)
    return None if slot.when.all_day else (begins.hour, begins.minute)
