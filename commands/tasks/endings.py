"""A task ends: it is done or dropped, and perhaps opened again; of one that comes again the next one opens."""

from __future__ import annotations

from commands.base import Call, Claims, UserError, Words, command
from commands.base.arguments import claim_key
from commands.base.typed import fold
from commands.tasks.line import claim_tasks, together
from commands.tasks.repeating import next_one, open_next
from commands.tasks.sentences import of
from commands.tasks.timers import arrange
from commands.tasks.which import WHICH, holders, must_be_open, must_have_a_say
from commands.words import Reply, Text, _, lines, offered_line
from storage import Store
from storage.tasks import Task

_SECOND_THOUGHT = 3_600_000
"""Milliseconds within which a task that is done again by its name is the one that was done already."""
_ONCE = frozenset(("einmal", "nur einmal", "diesmal", "nur diese", "once", "only this one"))
_ALWAYS = frozenset(("immer", "fuer immer", "alle", "always", "all", "for good"))


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
    tasks = claim_tasks(call, store, said, store.tasks.called)
    if claim_key("T", Claims(said.text)) is None:
        _require_not_just_opened(call, store, tasks[0])
    return together([_done(call, store, task) for task in tasks])


def _require_not_just_opened(call: Call, store: Store, task: Task) -> None:
    """Raises UserError for a task that was named, and has that name only since the one before it was done just now."""
    before = store.tasks.find(task.follows) if task.follows is not None else None
    if before and before.state == "done" and (before.closed or 0) + _SECOND_THOUGHT > call.ms:
        raise UserError(
            _(
                "“{title}” ({key}) was done just now; the next one, {next}, is due on {due}.",
                **of(before),
                next=task.key,
                due=task.due or "",
            ),
            offered_line("task done", task.key),
        )


def _giving_back(call: Call, task: Task) -> Text:
    """How its holder gives a duty back; whoever does not hold it sees who does."""
    if task.owner(call.member.user_id):
        return offered_line("task release", task.key)
    return offered_line("task show", task.key)


def _done(call: Call, store: Store, task: Task) -> Reply:
    must_be_open(task)
    if task.duty:
        raise UserError(
            _("“{title}” ({key}) is a standing duty and is never done; it can be given back.", **of(task)),
            _giving_back(call, task),
        )
    must_have_a_say(call, task)
    task = store.tasks.close(task, "done", call.member.user_id, call.ms)
    following = open_next(call, store, task)
    arrange(call, store, store.tasks.get(task.id))
    thanks = _("Thanks to {owners}.", owners=holders(call.room, task)) if task.owners else None
    return Reply(
        lines(_("“{title}” ({key}) is done.", **of(task)), thanks, _after(call, task, following)), about=task.key
    )


def _after(call: Call, task: Task, following: Task | None) -> Text | None:
    """What comes after one that came again."""
    if following:
        return next_one(call, following)
    return _("That was the last one by its rule.") if task.repeat else None


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
    tasks = claim_tasks(call, store, said, lambda words: store.tasks.called(words, finished=True))
    return together([_reopen(call, store, task) for task in tasks])


def way_back(call: Call, store: Store, task_id: int) -> Text | None:
    """The line that opens a task again that was done or dropped."""
    task = store.tasks.find(task_id)
    return None if task is None or task.state == "open" else offered_line("task reopen", task.key)


def _reopen(call: Call, store: Store, task: Task) -> Reply:
    if task.state == "open":
        raise UserError(_("“{title}” ({key}) is open already.", **of(task)), offered_line("task show", task.key))
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
        lines(
            _("“{title}” ({key}) is open again.", **of(task)),
            _("{line} takes it on.", line=offered_line("task claim", task.key)),
        ),
        about=task.key,
    )


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
    tasks = claim_tasks(call, store, said, store.tasks.called)
    words = fold(said.rest()).strip(" .!")
    once, always = words in _ONCE, words in _ALWAYS
    if once or always:
        said.take_rest()
    return together([_drop(call, store, task, once=once, always=always) for task in tasks])


def _drop(call: Call, store: Store, task: Task, *, once: bool, always: bool) -> Reply:
    must_be_open(task)
    if any(duty.key == task.duty for duty in call.settings.duties):
        raise UserError(
            _("“{title}” ({key}) is a standing duty of the configuration; it can be given back.", **of(task)),
            _giving_back(call, task),
        )
    must_have_a_say(call, task)
    if task.repeat and not (once or always):
        raise _once_or_always(task)
    task = store.tasks.close(task, "dropped", call.member.user_id, call.ms)
    following = open_next(call, store, task) if once else None
    stays = None if following else store.task_rules.after(task.id)
    arrange(call, store, store.tasks.get(task.id))
    return Reply(
        lines(
            _("“{title}” ({key}) is dropped.", **of(task)),
            _("All that would come after it is dropped as well.") if task.repeat and always else None,
            _after(call, task, following) if once else None,
            _("The next one, {key}, stays on the list.", key=store.tasks.get(stays).key) if stays else None,
            _("{line} brings it back.", line=offered_line("task reopen", task.key)),
        ),
        about=task.key,
    )


def _once_or_always(task: Task) -> UserError:
    once = _("only this one: {line}", line=offered_line("task drop", task.key, _("once")))
    always = _("all: {line}", line=offered_line("task drop", task.key, _("always")))
    return UserError(
        _("“{title}” ({key}) comes again. Is only this one to be dropped, or all from now on?", **of(task)),
        Text("{once}; {always}", {"once": once, "always": always}),
    )
