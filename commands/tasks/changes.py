"""A task is changed: given a date or a note, another title, other places."""

from __future__ import annotations

import re

from commands.base import Call, Claims, ExampleLine, Option, UsageError, UserError, Words, command, title
from commands.base.turning import is_no_name
from commands.base.typed import fold
from commands.dated import claim_shift
from commands.patterns import regex
from commands.tasks.due import (
    Due,
    claim_bare_due,
    claim_due_date,
    claim_rule_date,
    claim_whole_due,
    due_line,
    put_off,
    read_due,
    soon,
)
from commands.tasks.line import claim_task, claim_tasks, claim_title, require_task, together
from commands.tasks.repeating import comes_again, no_duty, rule_of, set_rule
from commands.tasks.sentences import of
from commands.tasks.timers import arrange
from commands.tasks.which import LIST, WHICH, holders, must_be_open, must_have_a_say
from commands.words import Content, Reply, Text, Value, _, _n, lines, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.tasks import Task

_NOTE = _("`!task note T4 The first draft is with Cem.`")
_EDIT = _("`!task edit T5 Draft the position paper`")
_EDIT_PLACES = _("`!task edit T5 --places 2`")
PLACES = Option("places", ("places", "plätze", "personen", "people"))
_MOST_PLACES = 50
_NOTE_LENGTH = 2000
_INTO = regex(r"(?:in|zu|into|to|→|->)\s+(?=\S)")
"""Behind which a new title may stand: «ändern Bericht in Jahresbericht»."""
_LEADS = regex(r"(?:auf|bis|am|zum|by|until|till|on|to)\s+", re.IGNORECASE)
_NO_DATE = frozenset((
    "-", "–", "keine", "keiner", "kein", "ohne", "none", "no", "never", "nie", "weg", "keine frist", "ohne frist",
    "kein termin", "ohne termin", "no date", "no deadline",
))  # fmt: skip


def read_places(text: str, example: Text) -> int:
    """How many can share the task. Raises UserError."""
    if not re.fullmatch(r"\d{1,3}", text.strip()) or not 1 <= int(text) <= _MOST_PLACES:
        raise UserError(_("A task has 1 to {most} places.", most=_MOST_PLACES), example)
    return int(text)


def read_note(text: str) -> str:
    """A note as it is kept. Raises UserError for one that is too long."""
    if len(text) > _NOTE_LENGTH:
        raise UserError(
            _("A note has at most {most} characters; this one has {n}.", most=_NOTE_LENGTH, n=len(text)), _NOTE
        )
    return text.strip()


@command(
    "task due",
    de=("frist", "fällig", "termin", "deadline", "verschieben"),
    help=_("Sets when a task is due, or until when one holds a duty; `none` takes the date away."),
    examples=(_("`!task due T4 15.1.`"), _("`!task due T4 none`")),
    takes={"said": Words(WHICH)},
    public=True,
)
def due(call: Call, store: Store, said: Claims) -> Reply:
    """The due date is told as old and new; reminders follow."""
    require_task(call, store, said)
    tasks = claim_tasks(call, store, said, store.tasks.called)
    for task in tasks:
        must_be_open(task)
        must_have_a_say(call, task)
    said.take_head(_LEADS)
    if not said.left():
        raise UsageError(_("When is it due?"), due_line(call, tasks[0].key))
    if fold(said.rest()) in _NO_DATE:
        said.take_rest()
        return together([set_date(call, store, task, None) for task in tasks])
    if by := claim_shift(said):
        return together([set_date(call, store, task, put_off(call, task, by)) for task in tasks])
    found = claim_whole_due(call, said, tasks[0].key)
    return together([set_date(call, store, task, found) for task in tasks])


def set_date(call: Call, store: Store, task: Task, found: Due | None) -> Reply:
    """The task is due then, or held until then if it is a duty of the member's; without a date neither."""
    answer = _set_term(call, store, task, found) if task.duty else _set_due(call, store, task, found)
    arrange(call, store, store.tasks.get(task.id))
    return Reply(lines(answer, found.other(task.key) if found else None), about=task.key)


def _set_due(call: Call, store: Store, task: Task, due: Due | None) -> Content:
    changed = store.tasks.change(task, title=task.title, places=task.places, due=due.when if due else None)
    if due is None:
        store.task_rules.end(task.id)
        if task.repeat:
            return _("“{title}” ({key}) has no due date any more and does not come again.", **of(task))
        return _("“{title}” ({key}) has no due date any more.", **of(task))
    changed = set_rule(store, changed, due)
    if due.repeat:
        return lines(comes_again(call, changed))
    rule = _("It comes again as before: {rule}.", rule=rule_of(changed)) if changed.repeat else None
    return lines(_now_due(task, changed), rule)


def _now_due(task: Task, changed: Task) -> Text:
    facts: dict[str, Value] = {**of(task), "due": changed.due or ""}
    if task.due and task.due != changed.due:
        return _("“{title}” ({key}) is now due on {due} instead of {old}.", **facts, old=task.due)
    return _("“{title}” ({key}) is due on {due}.", **facts)


def _set_term(call: Call, store: Store, task: Task, due: Due | None) -> Text:
    if due and due.repeat:
        raise no_duty(task)
    if not task.owner(call.member.user_id):
        raise UserError(
            _(
                "“{title}” ({key}) is a standing duty: only a member who holds it has a date, the end of the term.",
                **of(task),
            ),
            offered_line("task claim", task.key, _("until {date}", date=typed_date(due.day) if due else soon(call))),
        )
    store.tasks.confirm(task, call.member.user_id, call.ms)
    store.tasks.set_term(task, call.member.user_id, due.day if due else None)
    if due is None:
        return _("{member} holds “{title}” ({key}) without an end.", **of(task), member=call.member)
    return _("{member} holds “{title}” ({key}) until {until}.", **of(task), member=call.member, until=due.day)


@command(
    "task note",
    de=("notiz", "notieren", "kommentar", "comment"),
    help=_("Keeps a note with a task."),
    examples=(_NOTE,),
    takes={"said": Words(WHICH)},
    public=True,
)
def note(call: Call, store: Store, said: Claims) -> Reply:
    """The note stays with the task; an owner's note also says that they still do it."""
    task = claim_task(call, store, said, store.tasks.called)
    words = read_note(said.take_rest())
    said.settle()
    if not words:
        line = offered_line("task note", task.key, _("The first draft is with Cem."))
        raise UsageError(_("What shall be noted?"), line)
    store.tasks.add_note(task, call.member.user_id, words, call.ms)
    store.tasks.confirm(task, call.member.user_id, call.ms)
    arrange(call, store, store.tasks.get(task.id))
    return Reply(_("The note is kept with “{title}” ({key}).", **of(task)), about=task.key)


@command(
    "task edit",
    de=("ändern", "bearbeiten", "umbenennen", "rename", "change"),
    help=_("Gives a task another title, another due date or another number of places."),
    examples=(_EDIT, _EDIT_PLACES),
    takes={"said": Words(WHICH)},
    options=(PLACES, Option("name", ("title", "titel")), Option("due", ("due", "deadline", "frist"))),
    public=True,
)
def edit(call: Call, store: Store, said: Claims, places: str = "", name: str = "", due: str = "") -> Reply:
    """The title, the due date and the places of a task; those of a duty stand in the configuration."""
    task = claim_task(call, store, said, store.tasks.called)
    must_be_open(task)
    must_have_a_say(call, task)
    if task.duty:
        raise UserError(
            _("“{title}” ({key}) is a standing duty; the configuration says what it is called.", **of(task)), LIST
        )
    line = _edit_line(task, call)
    if due:
        date: Due | None = read_due(call, due, line(task.title))
    else:
        date = claim_rule_date(call, said) or claim_due_date(call, said, line)
    date = date or claim_bare_due(call, said, task.key)
    if into := said.take_head(_INTO):
        said.doubt(into[0])
    words = name or (claim_title(said, _EDIT) if said.left() else "")
    if not name and is_no_name(words):
        said.doubt(words)
    if not (words or places or date):
        raise UsageError(_("What shall be different?"), line(task.title))
    count = read_places(places, _EDIT_PLACES) if places else task.places
    if count < len(task.owners):
        raise UserError(
            _(
                "“{title}” ({key}) is held by {owners}; it needs as many places.",
                **of(task),
                owners=holders(call.room, task),
            ),
            offered_line("task edit", task.key, _("--places {n}", n=len(task.owners))),
        )
    new = title(words, WHICH, _EDIT) if words else task.title
    if new == task.title and not (date or places):
        raise UserError(_("{key} is like that already.", key=task.key), offered_line("task show", task.key))
    changed = store.tasks.change(task, title=new, places=count, due=date.when if date else task.due)
    changed = set_rule(store, changed, date) if date else changed
    arrange(call, store, changed)
    return Reply(
        lines(
            _("“{old}” ({key}) is now called “{title}”.", **of(changed), old=task.title) if new != task.title else None,
            comes_again(call, changed) if date and date.repeat else None,
            _("“{title}” ({key}) is due on {due}.", **of(changed), due=changed.due)
            if date and changed.due and not date.repeat
            else None,
            _n("“{title}” ({key}) has one place.", "“{title}” ({key}) has {count} places.", count, **of(changed))
            if places
            else None,
        ),
        about=task.key,
    )


def _edit_line(task: Task, call: Call) -> ExampleLine:
    key, date = task.key, soon(call)
    return lambda name: offered_line("task edit", key, name, _("by {date}", date=date))
