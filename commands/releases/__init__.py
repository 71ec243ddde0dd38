"""What the board gives to others: proposed by one, shown field by field, agreed to by another or by a decision."""

from commands.base import Group
from commands.base.undoing import Undoings, told_by_name
from commands.releases import agreeing, lists, outlook, proposing
from commands.words import Text, _

GROUPS = (
    Group(
        "release",
        ("freigabe", "freigaben", "releases", "veröffentlichung"),
        _("What goes out to others: proposed, agreed to by a second one, withdrawn"),
        default="release list",
        suggests="release propose",
        letter="F",
        usual=("release propose", "release agree", "release withdraw", "release list", "release show"),
    ),
)

COMMANDS = (
    proposing.propose,
    agreeing.agree,
    agreeing.reject,
    agreeing.withdraw,
    lists.list_,
    lists.show,
)

UNDOINGS: Undoings = {
    "releases": told_by_name(
        lambda store, one: store.releases.of_id(one), lambda release: Text("{key}", {"key": release.key})
    )
}

BIT_BY_BIT = (outlook.look_anew,)
