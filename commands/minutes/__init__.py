"""Minutes that grow from the records: who came, what was noted and decided, what followed; drafted and approved."""

from commands.base import Group
from commands.base.command import ErrandResults
from commands.minutes import drafts, orders
from commands.words import _
from storage.errands import ErrandKind

GROUPS = (
    Group(
        "minutes",
        ("protokoll", "protokolle", "niederschrift"),
        _("Minutes: notes, presence, drafts as files, approved versions"),
        default="minutes show",
        letter="M",
    ),
)

COMMANDS = (orders.show, orders.note, orders.present, drafts.draft, orders.approve)

ERRANDS: ErrandResults = {ErrandKind.MINUTES: drafts.drafted}
