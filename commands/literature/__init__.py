"""The board's literature: one entry for each address, found by its words."""

from commands.base.command import ErrandResults
from commands.base.happenings import Listeners, Reaction
from commands.base.undoing import Undoings
from commands.literature import imports, links, lists, orders, titles, undoing
from storage.errands import ErrandKind

GROUPS = orders.GROUPS

COMMANDS = (
    orders.add,
    lists.list_,
    lists.search,
    orders.show,
    orders.edit,
    orders.tag,
    orders.read,
    orders.remove,
    orders.export,
    imports.import_,
)

UNDOINGS: Undoings = {"literature": undoing.undoing}
LISTENERS: Listeners = {Reaction: links.on_reaction}
ERRANDS: ErrandResults = {
    ErrandKind.FILE: imports.file_read,
    ErrandKind.LINKS: links.links_read,
    ErrandKind.TITLES: titles.titles_read,
}
