"""A task's own life: given a date or a note, finished, opened again, changed, dropped."""

from __future__ import annotations

import re

from commands.base import Call, Claims, ExampleLine, Option, UsageError, UserError, Words, command, title
from commands.base.typed import fold
from commands.tasks.due import Due, claim_bare_due, claim_due_date, claim_whole_due, read_due, soon
from commands.tasks.line import claim_task, claim_tasks, claim_title, require_task, together
from commands.tasks.sentences import of, require_open, require_say
from commands.tasks.timers import arrange
from commands.tasks.which import LIST, WHICH, holders
from commands.words import Reply, Text, _, _n, lines
from storage import Store
from storage.tasks import Task

_NOTE = _("`!task note T4 The first draft is with Cem.`")
_EDIT = _("`!task edit T5 Draft the position paper`")
_EDIT_PLACES = _("`!task edit T5 --places 2`")
PLACES = Option("places", ("places", "plätze", "personen", "people"))
_MOST_PLACES = 50
_NOTE_LENGTH = 2000
_LEADS = re.compile(r"(?:auf|bis|am|zum|by|until|till|on|to)\s+", re.IGNORECASE)
_NO_DATE = frozenset({"-", "–", "keine", "keiner", "kein", "ohne", "none", "no", "never", "nie", "weg"})


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
    tasks = claim_tasks(call, store, said, store.tasks.open)
    for task in tasks:
        require_open(task)
        require_say(call, task)
    said.take_head(_LEADS)
    if not said.left():
        raise UsageError(_("When is it due?"), _("`!task due {key} {date}`", key=tasks[0].key, date=soon(call)))
    if fold(said.rest()) in _NO_DATE:
        said.take_rest()
        found = None
    else:
        found = claim_whole_due(call, said)
    return together([_set_date(call, store, task, found) for task in tasks])


def _set_date(call: Call, store: Store, task: Task, found: Due | None) -> Reply:
    answer = _set_term(call, store, task, found) if task.duty else _set_due(store, task, found)
    arrange(call, store, store.tasks.get(task.id))
    return Reply(lines(answer, found.other(task.key) if found else None), about=task.key)


def _set_due(store: Store, task: Task, due: Due | None) -> Text:
    changed = store.tasks.change(task, title=task.title, places=task.places, due=due.when if due else None)
    if changed.due is None:
        return _("“{title}” ({key}) has no due date any more.", **of(task))
    if task.due and task.due != changed.due:
        return _("“{title}” ({key}) is now due on {due} instead of {old}.", **of(task), due=changed.due, old=task.due)
    return _("“{title}” ({key}) is due on {due}.", **of(task), due=changed.due)


def _set_term(call: Call, store: Store, task: Task, due: Due | None) -> Text:
    if not task.owner(call.member.user_id):
        raise UserError(
            _(
                "“{title}” ({key}) is a standing duty: only a member who holds it has a date, the end of the term.",
                **of(task),
            ),
            _("`!task claim {key} until {date}`", key=task.key, date=soon(call)),
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
    task = claim_task(call, store, said, store.tasks.open)
    words = read_note(said.take_rest())
    if not words:
        raise UsageError(_("What shall be noted?"), _NOTE)
    store.tasks.add_note(task, call.member.user_id, words, call.ms)
    store.tasks.confirm(task, call.member.user_id, call.ms)
    arrange(call, store, store.tasks.get(task.id))
    return Reply(_("The note is kept with “{title}” ({key}).", **of(task)), about=task.key)


@command(
    "task done",
    de=("erledigt", "fertig", "abgeschlossen", "abschließen", "erledigen", "finished", "finish", "complete"),
    help=_("Finishes a task."),
    examples=(_("`!task done T5`"),),
    takes={"said": Words(WHICH)},
    public=True,
)
def done(call: Call, store: Store, said: Claims) -> Reply:
    """The task is done for all who share it; a standing duty never is."""
    tasks = claim_tasks(call, store, said, store.tasks.open)
    return together([_done(call, store, task) for task in tasks])


def _giving_back(call: Call, task: Task) -> Text:
    """How its holder gives a duty back; whoever does not hold it sees who does."""
    if task.owner(call.member.user_id):
        return _("`!task release {key}`", key=task.key)
    return _("`!task show {key}`", key=task.key)


def _done(call: Call, store: Store, task: Task) -> Reply:
    require_open(task)
    if task.duty:
        raise UserError(
            _("“{title}” ({key}) is a standing duty and is never done; it can be given back.", **of(task)),
            _giving_back(call, task),
        )
    require_say(call, task)
    task = store.tasks.close(task, "done", call.member.user_id, call.ms)
    arrange(call, store, task)
    thanks = _("Thanks to {owners}.", owners=holders(call.room, task)) if task.owners else None
    return Reply(lines(_("“{title}” ({key}) is done.", **of(task)), thanks), about=task.key)


@command(
    "task reopen",
    de=("wiederöffnen", "öffnen", "wieder", "zurückholen"),
    help=_("Opens a task again that was done or dropped."),
    examples=(_("`!task reopen T5`"),),
    takes={"said": Words(WHICH)},
    public=True,
)
def reopen(call: Call, store: Store, said: Claims) -> Reply:
    """Who held it holds it again, unless they have left the room."""
    tasks = claim_tasks(call, store, said, store.tasks.done)
    return together([_reopen(call, store, task) for task in tasks])


def _reopen(call: Call, store: Store, task: Task) -> Reply:
    if task.state == "open":
        raise UserError(_("“{title}” ({key}) is open already.", **of(task)), _("`!task show {key}`", key=task.key))
    for owner in task.owners:
        if call.room.member(owner.user_id):
            store.tasks.confirm(task, owner.user_id, call.ms)
        else:
            store.tasks.release(task, owner.user_id)
    task = store.tasks.reopen(task)
    arrange(call, store, task)
    if task.owners:
        answer = _("“{title}” ({key}) is open again, with {owners}.", **of(task), owners=holders(call.room, task))
        return Reply(answer, about=task.key)
    return Reply(
        lines(_("“{title}” ({key}) is open again.", **of(task)), _("`!task claim {key}` takes it on.", key=task.key)),
        about=task.key,
    )


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
    task = claim_task(call, store, said, store.tasks.open)
    require_open(task)
    require_say(call, task)
    if task.duty:
        raise UserError(
            _("“{title}” ({key}) is a standing duty; the configuration says what it is called.", **of(task)), LIST
        )
    line = _edit_line(task, call)
    date = read_due(call, due) if due else claim_due_date(call, said, line) or claim_bare_due(call, said)
    words = name or (claim_title(said, _EDIT) if said.left() else "")
    if not (words or places or date):
        raise UsageError(_("What shall be different?"), _EDIT)
    count = read_places(places, _EDIT_PLACES) if places else task.places
    if count < len(task.owners):
        raise UserError(
            _(
                "“{title}” ({key}) is held by {owners}; it needs as many places.",
                **of(task),
                owners=holders(call.room, task),
            ),
            _("`!task edit {key} --places {n}`", key=task.key, n=len(task.owners)),
        )
    new = title(words, WHICH, _EDIT) if words else task.title
    changed = store.tasks.change(task, title=new, places=count, due=date.when if date else task.due)
    arrange(call, store, changed)
    return Reply(
        lines(
            _("“{old}” ({key}) is now called “{title}”.", **of(changed), old=task.title) if new != task.title else None,
            _("“{title}” ({key}) is due on {due}.", **of(changed), due=changed.due) if date and changed.due else None,
            _n("“{title}” ({key}) has one place.", "“{title}” ({key}) has {count} places.", count, **of(changed))
            if places
            else None,
        ),
        about=task.key,
    )


def _edit_line(task: Task, call: Call) -> ExampleLine:
    key, date = task.key, soon(call)
    return lambda name: _("`!task edit {key} {name} by {date}`", key=key, name=name, date=date)


@command(
    "task drop",
    de=("streichen", "löschen", "verwerfen", "delete", "remove", "cancel"),
    help=_("Takes a task off the list that is not to be done any more."),
    examples=(_("`!task drop T5`"),),
    takes={"said": Words(WHICH)},
    public=True,
)
def drop(call: Call, store: Store, said: Claims) -> Reply:
    """The task is off the list; it can be brought back. A duty stands as long as the configuration lists it."""
    tasks = claim_tasks(call, store, said, store.tasks.open)
    return together([_drop(call, store, task) for task in tasks])


def _drop(call: Call, store: Store, task: Task) -> Reply:
    require_open(task)
    if any(duty.key == task.duty for duty in call.settings.duties):
        raise UserError(
            _("“{title}” ({key}) is a standing duty of the configuration; it can be given back.", **of(task)),
            _giving_back(call, task),
        )
    require_say(call, task)
    task = store.tasks.close(task, "dropped", call.member.user_id, call.ms)
    arrange(call, store, task)
    return Reply(
        lines(
            _("“{title}” ({key}) is dropped.", **of(task)),
            _("`!task reopen {key}` brings it back.", key=task.key),
        ),
        about=task.key,
    )
