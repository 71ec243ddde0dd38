"""Speakers from outside: ideas, who asks them, who has confirmed for which meeting, and whom the board would like to
hear."""

from commands.base import Group
from commands.base.command import Notices
from commands.base.happenings import Listeners, Reaction, Redaction
from commands.base.undoing import Undoings
from commands.impulses import adding, asking, confirming, endings, lists, notices, timers, undoing, wishes
from commands.impulses.notices import free_those_of as free_those_of
from commands.quiet import by_day_only
from commands.words import _
from storage.timers import TimerKind

GROUPS = (
    Group(
        "impulse",
        ("impuls", "impulses", "speaker", "speakers", "vortrag", "vorträge"),
        _("Speakers from outside: ideas, who asks them, who comes when"),
        default="impulse list",
        suggests="impulse add",
        moves="impulse ask",
        letter="I",
        usual=("impulse add", "impulse ask", "impulse confirm", "impulse declined", "impulse list"),
    ),
)

COMMANDS = (
    adding.add,
    asking.ask,
    confirming.confirm,
    endings.declined,
    endings.held,
    lists.list_,
    lists.open_,
    lists.show,
    adding.edit,
    asking.claim,
    wishes.wish,
    endings.drop,
)

NOTICES: Notices = {
    TimerKind.IMPULSE_ASKED: by_day_only(notices.answers_asked),
    TimerKind.IMPULSE_NEAR: by_day_only(notices.preparations, notices.beginning_of_sitting),
    TimerKind.IMPULSE_FOLLOWS: notices.impulses_follow,
    TimerKind.IMPULSE_OVER: notices.old_ones_go,
}

LISTENERS: Listeners = {Reaction: wishes.on_reaction, Redaction: wishes.on_redaction}

AT_START = (timers.set_right,)

UNDOINGS: Undoings = {"impulses": undoing.undoing}
