"""Tasks and standing duties: who does what by when."""

from commands.base import Group
from commands.base.command import Notices
from commands.base.happenings import Listeners, Reaction
from commands.base.undoing import Undoings, WayBack, WaysBack, told_by_name
from commands.quiet import by_day_only
from commands.tasks import adding, arising, changes, claims, duties, endings, lists, notices, repeating, show, timers
from commands.tasks.notices import free_those_of as free_those_of
from commands.words import Text, _
from storage.timers import TimerKind

GROUPS = (
    Group(
        "task",
        ("aufgabe", "aufgaben", "tasks", "todo", "todos"),
        _("Tasks and standing duties: who does what by when"),
        default="task list",
        suggests="task add",
        moves="task due",
        letter="T",
        usual=("task add", "task claim", "task done", "task mine", "task assign"),
    ),
)

COMMANDS = (
    lists.list_,
    lists.mine,
    lists.open_,
    lists.overdue,
    show.show,
    adding.add,
    claims.claim,
    claims.release,
    endings.done,
    claims.assign,
    claims.handover,
    changes.due,
    repeating.repeat,
    changes.note,
    changes.edit,
    endings.reopen,
    endings.drop,
)

NOTICES: Notices = {
    TimerKind.TASK_ARISEN: arising.arisen,
    TimerKind.TASK_DUE: by_day_only(notices.due, timers.due_moment),
    TimerKind.TASK_NEXT: notices.next_ones,
    TimerKind.TASK_ASK: by_day_only(notices.ask),
    TimerKind.TASK_FREE: by_day_only(notices.free),
    TimerKind.TASK_TERM: by_day_only(notices.term_over),
}

LISTENERS: Listeners = {Reaction: claims.on_reaction}

AT_START = (duties.make_duties, timers.set_right, repeating.set_turns_right)

UNDOINGS: Undoings = {
    "tasks": told_by_name(
        lambda store, task_id: store.tasks.find(task_id),
        lambda task: Text("{key} {title}", {"key": task.key, "title": task.title}),
    )
}

WAYS_BACK: WaysBack = dict.fromkeys(("task done", "task drop"), WayBack("tasks", endings.way_back))
