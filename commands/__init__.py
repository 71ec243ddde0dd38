"""The board's rules: every command, every notice and every listener, named one by one."""

from __future__ import annotations

from commands import help as help_
from commands.base.command import AtStart, Command, Group, Notice
from commands.base.listening import Listener
from commands.base.resolve import Vocabulary

GROUPS: tuple[Group, ...] = (*help_.GROUPS,)

COMMANDS: tuple[Command, ...] = (help_.ping,)

NOTICES: dict[str, Notice] = {}
"""What is said when timers of a kind are due."""

LISTENERS: tuple[Listener, ...] = ()
"""Who is told of poll answers, reactions, redactions, coming and going, in this order."""

AT_START: tuple[AtStart, ...] = ()
"""What is put in order in each board room when the bot starts or comes into it."""


def vocabulary() -> Vocabulary:
    """All commands by all their words, `!help` among them."""
    known = Vocabulary(GROUPS, COMMANDS)
    return Vocabulary(GROUPS, (*COMMANDS, help_.help_command(known)))
