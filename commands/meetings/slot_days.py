"""Which slot of a poll is meant by a day instead of its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from commands.base import UserError
from commands.words import _
from storage.meetings import Meeting, Slot

TimeOfDay = tuple[int, int]
"""Hour and minute."""


def slot_on(meeting: Meeting, slots: Sequence[Slot], said: str, day: int, month: int, clock: TimeOfDay | None) -> int:
    """The number of the only slot on that day of that month, and at that time if one is said. Raises UserError."""
    found = [slot for slot in slots if (_day(slot).day, _day(slot).month) == (day, month)]
    if clock is not None:
        found = [slot for slot in found if _clock(slot) in (clock, None)]
    return _only(meeting, slots, found, said)


def slot_on_weekday(meeting: Meeting, slots: Sequence[Slot], said: str, weekday: int) -> int:
    """The number of the only slot on that weekday (0 is Monday). Raises UserError."""
    return _only(meeting, slots, [slot for slot in slots if _day(slot).weekday() == weekday], said)


def _only(meeting: Meeting, slots: Sequence[Slot], found: Sequence[Slot], said: str) -> int:
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
