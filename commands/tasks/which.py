"""Which task is meant: by number, by key, by title in any language or its head; what is nearest; who may change it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from commands.base import Call, Claims, NotAllowed, Room, Settings, UsageError, UserError, title
from commands.base.arguments import claim_key
from commands.base.titles import NEAR, SURE, Titled, like_head, ranked, several, shown
from commands.base.typed import fold, without_courtesy
from commands.dates import carries
from commands.patterns import regex
from commands.tasks.sentences import of
from commands.words import Member, Text, _, offered_line
from storage import Store
from storage.tasks import Task

WHICH = _("Which task is meant?")
LIST = _("`!task list`")
OPEN_ONES = _("`!task open`")

_ALL = frozenset({"alle", "alles", "all", "everything", "beide", "both", "keine", "none"})
_ARTICLES = regex(r"(?:(?:die|der|das|den|the|aufgabe|daueraufgabe|task|duty)\s+)++", re.I)


def holders(room: Room, task: Task) -> tuple[Member, ...]:
    """Who has taken it on, as members."""
    return tuple(room.named(owner.user_id) for owner in task.owners)


def find_task(call: Call, store: Store, text: str, among: Callable[[str], list[Task]]) -> Task:
    """The task that the whole text means: any by number, those that `among` finds by name.

    Raises UserError that names the nearest and the line that would add it, or all that could be meant.
    """
    said = Claims(text)
    number = claim_key("T", said)
    if number is not None:
        if more := " ".join(said.left()):
            raise UsageError(_("{text} is more than this command takes.", text=more[:80]))
        return numbered(store, number)
    wanted = title(_bare(text.strip()) or text, WHICH, LIST)
    tasks = {task.key: task for task in among(wanted)}
    found = ranked(wanted, _titled(tasks.values(), call.settings), NEAR)
    best = [one for likeness, one in found if likeness == found[0][0]]
    if best and found[0][0] >= SURE:
        if len(best) > 1:
            example = Text("{line}", {"line": offered_line("task show", best[0].key)})
            raise several(wanted, best, example)
        return tasks[best[0].key]
    raise _unknown(text, wanted, [one for likeness, one in found if likeness >= NEAR])


def named_at_head(words: str, tasks: list[Task], settings: Settings) -> tuple[Task, int] | None:
    """The one task that as many of the first words as possible name, and how many characters they are."""
    found = like_head(words, _titled(tasks, settings))
    return next(((task, found[1]) for task in tasks if task.key == found[0].key), None) if found else None


def _bare(text: str) -> str:
    """The name without articles before it, and without courtesy and signs behind it."""
    said = Claims(without_courtesy(text.rstrip(".!?")))
    said.take_head(_ARTICLES)
    return said.rest()


def numbered(store: Store, number: int) -> Task:
    """The task of that number, whatever its state. Raises UserError if there is none."""
    task = store.tasks.by_number(number)
    if task is None:
        raise UserError(_("There is no task {key}.", key=f"T{number}"), LIST)
    return task


def _titled(tasks: Iterable[Task], settings: Settings) -> list[Titled]:
    """The tasks by all that they may be called: a duty also by its key and its title in every language."""
    duties = {duty.key: (duty.key, *duty.titles.values()) for duty in settings.duties}
    return [Titled(task.key, task.title, duties.get(task.duty or "", ())) for task in tasks]


def _unknown(text: str, wanted: str, near: list[Titled]) -> UserError:
    """No task is called so; the line that adds one is offered where the words can be the title of a new one."""
    dated = any(stretch.kind in ("date", "time", "rule") for stretch in carries(text))
    numbered_there = re.search(r"(?<!\w)(?:T#?|#)\d", text, re.IGNORECASE)
    could_be_new = not (dated or numbered_there or fold(wanted) in _ALL)
    line = offered_line("task add", wanted) if could_be_new else LIST
    if not near:
        missing = _("There is no open task “{name}”. It can be added:", name=wanted)
        return UserError(missing if could_be_new else _("There is no open task “{name}”.", name=wanted), line)
    if not could_be_new:
        nearest = _("There is no open task “{name}”; nearest to it: {tasks}.", name=wanted, tasks=shown(near[:3]))
        return UserError(nearest, LIST)
    return UserError(
        _(
            "There is no open task “{name}”; nearest to it: {tasks}. It can be added:",
            name=wanted,
            tasks=shown(near[:3]),
        ),
        line,
    )


def must_be_open(task: Task) -> None:
    """Raises UserError for a task that is done or dropped, with the line that opens it again."""
    if task.state == "open":
        return
    done = task.state == "done"
    text = (
        _("“{title}” ({key}) is done already.", **of(task)) if done else _("“{title}” ({key}) was dropped.", **of(task))
    )
    raise UserError(text, offered_line("task reopen", task.key))


def must_have_a_say(call: Call, task: Task) -> None:
    """Raises NotAllowed unless the member holds the task, added it, or organises; a free one is everybody's."""
    owners = holders(call.room, task)
    creator = call.room.member(task.creator) if task.creator else None
    if not owners or call.member in owners or call.member == creator or call.member.organiser:
        return
    raise NotAllowed(
        _(
            "“{title}” ({key}) is held by {owners}, who can do this, like those who organise.",
            **of(task),
            owners=owners,
        ),
        offered_line("task note", task.key, "…"),
    )
