"""The dates of an open poll in calendars: one tentative event for each, taken out again when they no longer hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands.base import Call, Moment
from commands.calendar.ical import CalendarEntry
from commands.calendar_files import tentative_entries, tentative_file
from commands.words import Said, _n
from storage import Store
from storage.meetings import Meeting
from storage.slots import Slot


def offered(call: Call, store: Store, meeting: Meeting) -> list[CalendarEntry]:
    """An event for each date to come, which is kept in mind to be taken out where the call was made."""
    ahead = [slot for slot in store.slots.of(meeting.id) if slot.when.begins > call.ms]
    if ahead:
        store.slots.sent_to(meeting.id, call.chat, call.member.user_id if call.direct else None)
    return tentative_entries(call, meeting, ahead)


def taken_out(at: Call | Moment, store: Store, meeting: Meeting, dropped: Sequence[Slot] = ()) -> tuple[Said, ...]:
    """The file that takes those dates out of calendars, all of them without any; to wherever they were sent."""
    slots = list(dropped or store.slots.of(meeting.id))
    text = _n(
        "A tentative date of **{key} {title}** no longer holds: this file takes it out of calendars. If it is still "
        "there, please delete it.",
        "{count} tentative dates of **{key} {title}** no longer hold: this file takes them out of calendars. What is "
        "still there, please delete.",
        len(slots),
        key=meeting.key,
        title=meeting.title,
    )
    return tuple(
        replace(tentative_file(at, meeting, slots, chat=chat, gone=text), reader=reader)
        for chat, reader in store.slots.chats_with(meeting.id)
    )


def all_taken_out(at: Call | Moment, store: Store, meeting: Meeting) -> tuple[Said, ...]:
    """As `taken_out`, once and for all."""
    said = taken_out(at, store, meeting)
    store.slots.taken_out(meeting.id)
    return said
