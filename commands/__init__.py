"""The board's rules: every command, every notice and every listener, named one by one."""

from __future__ import annotations

from functools import cache

from commands import (
    boards,
    confirm,
    digest,
    hosting,
    literature,
    meetings,
    membership,
    reminders,
    status,
    tasks,
    trust,
    when,
)
from commands import help as help_
from commands.base.command import AtStart, Command, Group, Notices
from commands.base.happenings import Came, Happening, Left, Listener, Listeners, PollAnswer, Reaction, Redaction
from commands.base.vocabulary import Vocabulary
from storage.timers import TimerKind

GROUPS: tuple[Group, ...] = (
    *meetings.GROUPS,
    *hosting.GROUPS,
    *tasks.GROUPS,
    *literature.GROUPS,
    *reminders.GROUPS,
    *status.GROUPS,
    *confirm.GROUPS,
    *help_.GROUPS,
    *trust.GROUPS,
    *when.GROUPS,
    *boards.GROUPS,
    *membership.GROUPS,
)

COMMANDS: tuple[Command, ...] = (
    *meetings.COMMANDS,
    *hosting.COMMANDS,
    *tasks.COMMANDS,
    *literature.COMMANDS,
    *reminders.COMMANDS,
    *status.COMMANDS,
    confirm.drop,
    help_.ping,
    trust.trust,
    when.when,
    boards.board,
    membership.free,
)

NOTICES: Notices = {
    TimerKind.UNREAD_MESSAGE: trust.unread_messages,
    TimerKind.DIGEST: digest.say_digest,
    **membership.NOTICES,
    **meetings.NOTICES,
    **hosting.NOTICES,
    **tasks.NOTICES,
    **reminders.NOTICES,
}
"""What is said when timers of a kind are due."""

_LISTENING: tuple[Listeners, ...] = (meetings.LISTENERS, hosting.LISTENERS, tasks.LISTENERS, reminders.LISTENERS)
LISTENERS: dict[type[Happening], tuple[Listener, ...]] = {
    kind: tuple(listeners[kind] for listeners in _LISTENING if kind in listeners)
    for kind in (PollAnswer, Reaction, Redaction, Came, Left)
}
"""Who is told of each kind of happening, in this order."""

AT_START: tuple[AtStart, ...] = (
    *meetings.AT_START,
    *tasks.AT_START,
    *reminders.AT_START,
    digest.set_digest,
)
"""What is put in order in each board room when the bot starts or comes into it, and when the clock is set back."""

NIGHTLY: tuple[AtStart, ...] = (*meetings.NIGHTLY,)
"""What is put in order in each board room every night."""


@cache
def vocabulary() -> Vocabulary:
    """All commands by all their words, `!help` among them."""
    known = Vocabulary(GROUPS, COMMANDS)
    return Vocabulary(GROUPS, (*COMMANDS, confirm.yes_command(known), help_.help_command(known)))
