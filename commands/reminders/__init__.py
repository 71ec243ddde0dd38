"""Reminders that members set for themselves, for others or for the room."""

from commands.base.command import Notices
from commands.base.happenings import Listeners, Reaction, Redaction
from commands.base.undoing import Undoings
from commands.reminders import counted, notices, orders, reactions, undoing
from storage.timers import TimerKind

GROUPS = orders.GROUPS

COMMANDS = (
    orders.set_reminder,
    orders.list_reminders,
    orders.show_reminder,
    orders.cancel,
    orders.snooze,
    orders.move,
)

NOTICES: Notices = {TimerKind.REMINDER: notices.ring, TimerKind.MEETING_COUNTED: counted.follow}

LISTENERS: Listeners = {Reaction: reactions.on_reaction, Redaction: reactions.on_redaction}

AT_START = (notices.set_right,)

UNDOINGS: Undoings = {"reminders": undoing.undoing}
