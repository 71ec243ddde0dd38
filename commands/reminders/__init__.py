"""Reminders that members set for themselves, for others or for the room (SPEC §8)."""

from commands.base.happenings import Listeners, Reaction, Redaction
from commands.reminders import orders, reactions, ringing
from storage.reminders import TIMER

GROUPS = orders.GROUPS

COMMANDS = (
    orders.set_reminder,
    orders.list_reminders,
    orders.show_reminder,
    orders.cancel,
    orders.snooze,
    orders.move,
)

NOTICES = {TIMER: ringing.ring}

LISTENERS: Listeners = {Reaction: reactions.on_reaction, Redaction: reactions.on_redaction}
