"""A reminder that rang comes again: the same one if it was the member's alone, else a copy of the member's own."""

from __future__ import annotations

from commands.base import Call
from storage import Store
from storage.reminders import NewReminder, Reminder


def snooze_for(call: Call, store: Store, reminder: Reminder, due: int) -> Reminder:
    """Lets it ring that member again at `due` (ms), nobody else, once; doing it twice moves it. Gives what rings."""
    own = reminder.members == (call.member.user_id,) and not reminder.goes_on and not reminder.everyone
    again = reminder if own else store.reminders.copy_of(reminder.id, call.member.user_id)
    if again is None:
        new = NewReminder(
            reminder.text or _next_meeting(call, store),
            call.member.user_id,
            chat=reminder.chat,
            due=due,
            members=(call.member.user_id,),
            origin=reminder.id,
            message=reminder.message,
        )
        return store.reminders.add(new, call.ms)
    store.reminders.move(again.id, due)
    return store.reminders.of_ids([again.id])[0]


def _next_meeting(call: Call, store: Store) -> str:
    """What a lead time without words of its own has just reminded of."""
    return next((f"{meeting.key} {meeting.title}" for meeting in store.meetings.to_come(call.ms, 1)), "")
