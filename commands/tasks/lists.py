"""What there is to do: lists in pages of ten."""

from __future__ import annotations

import re
from collections.abc import Callable

from commands.base import Call, Number, Rest, UserError, command
from commands.base.typed import fold
from commands.tasks.timers import day_of, is_overdue, local_now
from commands.tasks.which import LIST, holders
from commands.words import Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.task_lists import Listed
from storage.tasks import Task
from storage.values import frozen

PAGE = 10
_PAGE_NUMBER = Number(_("Which page?"), optional=True)


@frozen
class _Kind:
    """A kind of list: `command` shows it, `heading` counts it, `empty` says that there is nothing in it."""

    listed: Listed
    command: str
    heading: Callable[[int], Text]
    empty: Text


_ALL = _Kind(
    "open",
    "task list",
    lambda n: _n("**One task is to be done.**", "**{count} tasks are to be done.**", n),
    _("There is nothing to be done. `!task add …` adds a task."),
)
_OPEN = _Kind(
    "free",
    "task open",
    lambda n: _n("**One task is still free.**", "**{count} tasks are still free.**", n),
    _("Every task has somebody who does it."),
)
_MINE = _Kind(
    "held",
    "task mine",
    lambda n: _n("**You have taken on one task.**", "**You have taken on {count} tasks.**", n),
    _("You have taken on no task. `!task open` shows those that are free."),
)
_OVERDUE = _Kind(
    "overdue",
    "task overdue",
    lambda n: _n("**One task is overdue.**", "**{count} tasks are overdue.**", n),
    _("Nothing is overdue."),
)
_DONE = _Kind(
    "done",
    "task list done",
    lambda n: _n("**One task is done.**", "**{count} tasks are done.**", n),
    _("No task is done yet."),
)
_WORDS: dict[str, _Kind] = {
    **dict.fromkeys(("mine", "meine", "my", "ich"), _MINE),
    **dict.fromkeys(("open", "offen", "offene", "free", "frei", "freie"), _OPEN),
    **dict.fromkeys(("overdue", "ueberfaellig", "ueberfaellige", "late"), _OVERDUE),
    **dict.fromkeys(("done", "erledigt", "erledigte", "fertig", "finished"), _DONE),
    **dict.fromkeys(("all", "alle", ""), _ALL),
}


@command(
    "task list",
    reads=True,
    de=("liste", "alle", "all"),
    help=_("Lists what is to be done; also `mine`, `open`, `overdue`, `done`, and the page."),
    examples=(LIST, _("`!task list 2`")),
    takes={"text": Rest(_("Which tasks?"), optional=True)},
)
def list_(call: Call, store: Store, text: str) -> Reply:
    """What is due first stands first."""
    match = re.fullmatch(r"(\D*?)\s*(\d{1,6})?", text)
    kind = _WORDS.get(fold(match[1])) if match else None
    if match is None or kind is None:
        raise UserError(_("There is no such list of tasks."), LIST)
    return _show(call, store, kind, int(match[2] or 1))


@command(
    "task mine",
    reads=True,
    de=("meine", "my"),
    help=_("Lists the tasks you have taken on."),
    examples=(_("`!task mine`"),),
    takes={"page": _PAGE_NUMBER},
)
def mine(call: Call, store: Store, page: int | None) -> Reply:
    return _show(call, store, _MINE, page or 1)


@command(
    "task open",
    reads=True,
    de=("offen", "offene", "frei", "freie"),
    help=_("Lists the tasks that somebody can still take on."),
    examples=(_("`!task open`"),),
    takes={"page": _PAGE_NUMBER},
)
def open_(call: Call, store: Store, page: int | None) -> Reply:
    return _show(call, store, _OPEN, page or 1)


@command(
    "task overdue",
    reads=True,
    de=("überfällig", "überfällige", "late"),
    help=_("Lists the tasks whose due date is over."),
    examples=(_("`!task overdue`"),),
    takes={"page": _PAGE_NUMBER},
)
def overdue(call: Call, store: Store, page: int | None) -> Reply:
    return _show(call, store, _OVERDUE, page or 1)


def _show(call: Call, store: Store, kind: _Kind, page: int) -> Reply:
    """One page of a list: how many there are, and how to see the next."""
    asker, now = call.member.user_id, local_now(call)
    count = store.tasks.count(kind.listed, asker, now)
    if not count:
        return Reply(kind.empty)
    pages = -(-count // PAGE)
    if not 1 <= page <= pages:
        raise UserError(_n("This list has one page.", "This list has {count} pages.", pages), _line(kind, 1))
    first = (page - 1) * PAGE
    shown = store.tasks.page(kind.listed, asker, now, PAGE, first)
    here: Text | None = None
    if pages > 1:
        here = _("{first} to {last} of {n}.", first=first + 1, last=first + len(shown), n=count)
    more = _("The next page: {line}", line=_line(kind, page + 1)) if page < pages else None
    return Reply(lines(kind.heading(count), bullets(*(_entry(call, task) for task in shown)), here, more))


def _line(kind: _Kind, page: int) -> Text:
    """The line that shows that page, in the words of the language in which it is said."""
    texts = {
        _ALL.command: offered_line("task list", page),
        _OPEN.command: offered_line("task open", page),
        _MINE.command: offered_line("task mine", page),
        _OVERDUE.command: offered_line("task overdue", page),
        _DONE.command: offered_line("task list", _("done {page}", page=page)),
    }
    return texts[kind.command]


def _entry(call: Call, task: Task) -> Text:
    """One task on one line: what, until when, who."""
    values: dict[str, Value] = {"key": task.key, "title": task.title, "who": _who(call, task)}
    if task.state == "done" and task.closed is not None:
        closed = day_of(call, task.closed)
        return Text("**{key}** {title} – {when} – {who}", {**values, "when": _("done on {day}", day=closed)})
    if task.due is None:
        return Text("**{key}** {title} – {who}", values)
    when = _("due since {due}", due=task.due) if is_overdue(task, call) else _("due on {due}", due=task.due)
    return Text("**{key}** {title} – {when} – {who}", {**values, "when": when})


def _who(call: Call, task: Task) -> Text:
    owners = holders(call.room, task)
    if not owners:
        return _("nobody yet") if task.state == "open" else _("nobody by name")
    if task.free and task.state == "open":
        return _n("{owners}, one place free", "{owners}, {count} places free", task.free, owners=owners)
    return Text("{owners}", {"owners": owners})
