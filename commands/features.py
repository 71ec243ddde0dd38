"""The board's rules: every command, every notice and every listener, named one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from commands import (
    agenda,
    boards,
    confirm,
    decisions,
    digest,
    hosting,
    impulses,
    language,
    literature,
    meetings,
    membership,
    minutes,
    privacy,
    releases,
    reminders,
    restored,
    status,
    tasks,
    trust,
    undo,
    when,
)
from commands import help as help_
from commands.base.call import Moment
from commands.base.command import AtStart, Command, ErrandResults, Group, Notices
from commands.base.happenings import Came, Happening, Left, Listener, Listeners, PollAnswer, Reaction, Redaction
from commands.base.undoing import Nets, Undoings
from commands.base.vocabulary import Vocabulary
from storage import Store
from storage.timers import TimerKind

GROUPS: tuple[Group, ...] = (
    *meetings.GROUPS,
    *decisions.GROUPS,
    *hosting.GROUPS,
    *tasks.GROUPS,
    *literature.GROUPS,
    *reminders.GROUPS,
    *agenda.GROUPS,
    *minutes.GROUPS,
    *impulses.GROUPS,
    *releases.GROUPS,
    *status.GROUPS,
    *confirm.GROUPS,
    *help_.GROUPS,
    *trust.GROUPS,
    *when.GROUPS,
    *boards.GROUPS,
    *language.GROUPS,
    *membership.GROUPS,
    *privacy.GROUPS,
    *undo.GROUPS,
)

COMMANDS: tuple[Command, ...] = (
    *meetings.COMMANDS,
    *decisions.COMMANDS,
    *hosting.COMMANDS,
    *tasks.COMMANDS,
    *literature.COMMANDS,
    *reminders.COMMANDS,
    *agenda.COMMANDS,
    *minutes.COMMANDS,
    *impulses.COMMANDS,
    *releases.COMMANDS,
    *status.COMMANDS,
    help_.ping,
    trust.trust,
    when.when,
    boards.board,
    language.language,
    membership.free,
    *privacy.COMMANDS,
)

NOTICES: Notices = {
    TimerKind.UNREAD_MESSAGE: trust.unread_messages,
    TimerKind.DIGEST: digest.say_digest,
    **membership.NOTICES,
    **meetings.NOTICES,
    **decisions.NOTICES,
    **hosting.NOTICES,
    **tasks.NOTICES,
    **reminders.NOTICES,
    **agenda.NOTICES,
    **impulses.NOTICES,
}
"""What is said when timers of a kind are due."""

ERRANDS: ErrandResults = {**literature.ERRANDS, **minutes.ERRANDS}
"""What is said when something was fetched."""

UNDOINGS: Undoings = {
    **meetings.UNDOINGS,
    **decisions.UNDOINGS,
    **hosting.UNDOINGS,
    **tasks.UNDOINGS,
    **literature.UNDOINGS,
    **reminders.UNDOINGS,
    **agenda.UNDOINGS,
    **impulses.UNDOINGS,
    **releases.UNDOINGS,
}
"""What follows where records of a kind are as they were before."""

NETS = Nets(UNDOINGS, {**meetings.WAYS_BACK, **tasks.WAYS_BACK})
"""All that is known of taking back."""


@cache
def vocabulary() -> Vocabulary:
    """All commands by all their words, `!help` among them."""
    nets = (undo.undo_command(NETS, vocabulary), undo.no_command(NETS, vocabulary))
    known = Vocabulary(GROUPS, (*COMMANDS, *nets))
    return Vocabulary(GROUPS, (*COMMANDS, *nets, confirm.yes_command(known), help_.help_command(known)))


_ANSWERING: Listeners = {Reaction: confirm.reaction_listener(vocabulary)}
_TAKING_BACK: Listeners = {Redaction: undo.redaction_listener(NETS, vocabulary)}
_LISTENING: tuple[Listeners, ...] = (
    _ANSWERING,
    _TAKING_BACK,
    meetings.LISTENERS,
    decisions.LISTENERS,
    hosting.LISTENERS,
    tasks.LISTENERS,
    reminders.LISTENERS,
    literature.LISTENERS,
    impulses.LISTENERS,
)
LISTENERS: dict[type[Happening], tuple[Listener, ...]] = {
    kind: tuple(listeners[kind] for listeners in _LISTENING if kind in listeners)
    for kind in (PollAnswer, Reaction, Redaction, Came, Left)
}
"""Who is told of each kind of happening, in this order."""

AT_START: tuple[AtStart, ...] = (
    *meetings.AT_START,
    *decisions.AT_START,
    *tasks.AT_START,
    *reminders.AT_START,
    *impulses.AT_START,
    digest.set_digest,
    restored.tell_of_restore,
)
"""What is put in order in each board room when the bot starts or comes into it, and when the clock is set back."""

NIGHTLY: tuple[AtStart, ...] = (*meetings.NIGHTLY,)
"""What is put in order in each board room every night."""

BIT_BY_BIT: tuple[Callable[[Moment, Store], int], ...] = (*releases.BIT_BY_BIT,)
"""What is done in each board room every night, a little at a time, until nothing of it is left."""
