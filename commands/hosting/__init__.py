"""Hosting: who offers which room, where a meeting takes place, whose turn it is."""

from commands.base import Group
from commands.hosting import choosing, fairness, following, offering, withdrawing
from commands.hosting.withdrawing import free_those_of as free_those_of
from commands.words import _

GROUPS = (
    Group(
        "host",
        ("gastgeber", "raum", "gastgeberin", "gastgeberschaft", "hosting", "hosts"),
        _("Rooms for meetings: who offers one, who hosts when"),
        default="host list",
        suggests="host offer",
    ),
)

COMMANDS = (
    offering.offer,
    offering.list_,
    offering.show,
    offering.edit,
    withdrawing.withdraw,
    choosing.call_for,
    choosing.accept,
    fairness.history,
    fairness.next_,
    fairness.skip,
)

NOTICES = {following.REMINDER: following.remind, following.CHANGED: following.follow}

LISTENERS = (withdrawing.listen,)
