"""Reactions on reminders: 👍 where one was set, ✅ 💤 ▶️ where it rang."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, from_ms, to_ms
from commands.base.happenings import Reaction, Redaction
from commands.base.names import REMINDERS_RANG
from commands.clear_events import DONE
from commands.reminders.sentences import id_when_set, name_when_set, over, standing, when_set
from commands.reminders.snoozing import snooze_for
from commands.words import Content, Message, Said, lines
from storage import Store
from storage.reminders import Reminder
from storage.series import NEVER

BUTTONS = ("✅", "💤", "▶️")
"""What the bot puts under a reminder that rings: done, in an hour, tomorrow."""
_IN_AN_HOUR = frozenset("💤😴")
_TOMORROW = frozenset("▶⏩⏭")


def on_redaction(call: Call, store: Store, redaction: Redaction) -> tuple[Said, ...]:
    """A 👍 was taken back: its reminder rings without that member."""
    left = store.reminders.take_back(redaction.target)
    return _standing_anew(call, left) if left else ()


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """What a reaction on a reminder changes; the answer says it in reply to the reminder."""
    if reaction.name is None:
        return ()
    key = reaction.key
    set_under = id_when_set(reaction.name)
    if set_under is not None:
        return _me_too(call, store, set_under) if key == "👍" else ()
    if not REMINDERS_RANG.read(reaction.name):
        return ()
    rang = [r for r in store.reminders.rang_in(reaction.name) if _concerns(call, r)]
    said = [text for reminder in rang if (text := _after_ringing(call, store, reminder, key))]
    return (Message(lines(*said), answers=reaction.target, chat=call.chat),) if said else ()


def _me_too(call: Call, store: Store, reminder_id: int) -> tuple[Said, ...]:
    """The member is rung as well, unless the reminder has rung, rings everybody or is somebody's own."""
    found = store.reminders.of_ids([reminder_id])
    joins = found and found[0].state == "waiting" and found[0].chat == call.room.room_id and not found[0].everyone
    if not joins or not store.reminders.join(reminder_id, call.member.user_id, call.event_id):
        return ()
    return _standing_anew(call, store.reminders.of_ids([reminder_id])[0])


def _standing_anew(call: Call, reminder: Reminder) -> tuple[Said, ...]:
    """The answer by which it was set says whom it rings now."""
    return (Message(when_set(reminder, call), replaces=name_when_set(reminder.id), about=reminder.key),)


def _after_ringing(call: Call, store: Store, reminder: Reminder, key: str) -> Content | None:
    if reminder.state == "cancelled":
        return None
    if key in DONE:
        if reminder.goes_on or reminder.state == "done":
            return None
        store.reminders.settle(reminder.id, "done")
        return over(replace(reminder, state="done"))
    due = _later(call, reminder, key)
    return standing(snooze_for(call, store, reminder, to_ms(due)), call) if due else None


def _later(call: Call, reminder: Reminder, key: str) -> datetime | None:
    """When it comes again: in an hour, or tomorrow at its own time of day."""
    if key in _IN_AN_HOUR:
        return call.now + timedelta(hours=1)
    if key in _TOMORROW:
        zone = ZoneInfo(call.zone)
        tomorrow = call.now.astimezone(zone).date() + timedelta(days=1)
        own = from_ms(reminder.due) if reminder.due < NEVER else call.now
        return datetime.combine(tomorrow, own.astimezone(zone).time(), zone)
    return None


def _concerns(call: Call, reminder: Reminder) -> bool:
    me = call.member.user_id
    return reminder.everyone or me in reminder.members or me == reminder.creator
