"""The board's literature: one entry for each address, found by its words."""

from commands.base.undoing import Undoings
from commands.literature import listing, orders, undoing

GROUPS = orders.GROUPS

COMMANDS = (
    orders.add,
    listing.list_,
    listing.search,
    orders.show,
    orders.edit,
    orders.tag,
    orders.read,
    orders.remove,
    orders.export,
)

UNDOINGS: Undoings = {"literature": undoing.undoing}
