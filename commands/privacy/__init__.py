"""What is stored about whom, a member's own copy of it, and how it is forgotten."""

from commands.base import Group
from commands.privacy import forgetting, show
from commands.words import _

GROUPS = (
    Group(
        "privacy",
        ("datenschutz",),
        _("What is stored about you, and how it is forgotten"),
        default="privacy show",
    ),
)

COMMANDS = (show.show, show.export, forgetting.forget)
