"""Tasks and standing duties: who does what by when."""

from commands.base import Group
from commands.tasks import adding, claiming, duties, editing, listing, reminding, timing
from commands.tasks.reminding import free_those_of as free_those_of
from commands.words import _

GROUPS = (
    Group(
        "task",
        ("aufgabe", "aufgaben", "tasks", "todo", "todos"),
        _("Tasks and standing duties: who does what by when"),
        default="task list",
        suggests="task add",
    ),
)

COMMANDS = (
    listing.list_,
    listing.mine,
    listing.open_,
    listing.overdue,
    listing.show,
    adding.add,
    claiming.claim,
    claiming.release,
    editing.done,
    claiming.assign,
    claiming.handover,
    editing.due,
    editing.note,
    editing.edit,
    editing.reopen,
    editing.drop,
)

NOTICES = {
    timing.DUE: reminding.due,
    timing.ASK: reminding.ask,
    timing.FREE: reminding.free,
    timing.TERM: reminding.term_over,
}

LISTENERS = (claiming.on_reaction,)

AT_START = (duties.make_duties,)
