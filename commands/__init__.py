"""The board's rules: every command, every notice and every listener, named one by one."""

from __future__ import annotations

from commands import help as help_
from commands import reminders, tasks, trust
from commands.base.command import AtStart, Command, Group, Notice
from commands.base.listening import Listener
from commands.base.resolve import Vocabulary

GROUPS: tuple[Group, ...] = (*tasks.GROUPS, *reminders.GROUPS, *help_.GROUPS, *trust.GROUPS)

COMMANDS: tuple[Command, ...] = (*tasks.COMMANDS, *reminders.COMMANDS, help_.ping, trust.trust)

NOTICES: dict[str, Notice] = {trust.UNREAD_TIMER: trust.unread_messages, **tasks.NOTICES, **reminders.NOTICES}
"""What is said when timers of a kind are due."""

LISTENERS: tuple[Listener, ...] = (*tasks.LISTENERS, *reminders.LISTENERS)
"""Who is told of poll answers, reactions, redactions, coming and going, in this order."""

AT_START: tuple[AtStart, ...] = (*tasks.AT_START,)
"""What is put in order in each board room when the bot starts or comes into it."""


def vocabulary() -> Vocabulary:
    """All commands by all their words, `!help` among them."""
    known = Vocabulary(GROUPS, COMMANDS)
    return Vocabulary(GROUPS, (*COMMANDS, help_.help_command(known)))
