"""What a meeting is about: its agenda, and the backlog of what has no meeting yet."""

from commands.agenda import changes, notices, orders, undoing
from commands.base import Group
from commands.base.command import Notices
from commands.base.undoing import Undoings
from commands.words import _
from storage.timers import TimerKind

GROUPS = (
    Group(
        "agenda",
        ("tagesordnung", "top", "tops", "themen"),
        _("What a meeting is about, point by point"),
        default="agenda show",
        suggests="agenda add",
        letter="M",
        usual=("agenda show", "agenda add", "agenda move", "agenda defer", "agenda take"),
    ),
)

COMMANDS = (
    orders.show,
    orders.add,
    orders.take,
    orders.backlog,
    changes.edit,
    changes.duration,
    changes.move,
    changes.defer,
    changes.drop,
)

NOTICES: Notices = {TimerKind.MEETING_AGENDA: notices.agendas_follow}

UNDOINGS: Undoings = {"topics": undoing.undoing}
