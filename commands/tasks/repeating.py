"""Tasks that come again by a rule: when one is done, or its day has come, the next one opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, Moment, UsageError, UserError, Words, command, to_ms
from commands.base.typed import fold
from commands.dates import Span, in_both, next_occurrence
from commands.patterns import regex
from commands.tasks.due import Due, claim_rule_alone
from commands.tasks.line import claim_task
from commands.tasks.sentences import of
from commands.tasks.timers import arrange
from commands.tasks.which import WHICH, holders, must_be_open, must_have_a_say
from commands.words import Bilingual, Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.tasks import Task

WRONG = timedelta(minutes=5)
"""What was opened so much later than now was opened by a wrong clock."""
_REPEAT = _("`!task repeat T5 every first Monday of the month`")
_NO_MORE = regex(r"(?:-|–|kein\w*|nie|nicht(?: mehr)?|nichts|einmal|ende|none|no(?: more)?|not|never|once|stop)\.?")


@command(
    "task repeat",
    de=("wiederholen", "wiederkehrend", "recur"),
    help=_("Has a task come again by a rule, from its next date on; `none` ends that."),
    examples=(_REPEAT, _("`!task repeat T5 none`")),
    takes={"said": Words(WHICH)},
    public=True,
)
def repeat(call: Call, store: Store, said: Claims) -> Reply:
    """The task is due on the first date of the rule, and the next one opens when it is done or that day has come."""
    task = claim_task(call, store, said, store.tasks.called)
    must_be_open(task)
    must_have_a_say(call, task)
    if not said.left():
        raise UsageError(_("By which rule does it come again?"), _REPEAT)
    if _NO_MORE.fullmatch(fold(said.rest())):
        said.take_rest()
        return _ended(call, store, task)
    if task.duty:
        raise no_duty(task)
    due = claim_rule_alone(call, said, _REPEAT)
    task = store.tasks.change(task, title=task.title, places=task.places, due=due.when)
    task = set_rule(store, task, due)
    arrange(call, store, task)
    return Reply(lines(comes_again(call, task), due.other(task.key)), about=task.key)


def no_duty(task: Task) -> UserError:
    """A standing duty has a term, and is never done."""
    return UserError(
        _("“{title}” ({key}) is a standing duty, which is never done and so does not come again.", **of(task)),
        offered_line("task show", task.key),
    )


def _ended(call: Call, store: Store, task: Task) -> Reply:
    if task.repeat is None:
        raise UserError(_("“{title}” ({key}) does not come again.", **of(task)), offered_line("task show", task.key))
    store.task_rules.end(task.id)
    arrange(call, store, store.tasks.get(task.id))
    return Reply(_("“{title}” ({key}) stays on the list and does not come again after that.", **of(task)),
                 about=task.key)  # fmt: skip


def set_rule(store: Store, task: Task, due: Due) -> Task:
    """The task as it comes again by what was read; a mere date keeps the rule it has, and no date ends it."""
    if due.repeat is None:
        return task
    store.task_rules.set(task.id, due.repeat, due.when)
    return store.tasks.get(task.id)


def comes_again(at: Call | Moment, task: Task) -> Text | None:
    """When it is due, and by which rule it comes again."""
    if task.repeat is None or task.due is None:
        return None
    return _("“{title}” ({key}) is due on {due} and comes again: {rule}.", **of(task), due=task.due,
             rule=rule_of(task))  # fmt: skip


def rule_of(task: Task) -> Bilingual:
    """The rule as one types it."""
    assert task.repeat is not None  # noqa: S101  (asked by the caller)
    first = datetime.fromisoformat(task.repeat.first)
    timed = "T" in task.repeat.first
    start = first.replace(tzinfo=ZoneInfo(task.repeat.zone)) if timed else first.date()
    return in_both(Span(start, None, not timed, task.repeat.rule), task.repeat.zone)


def open_next(at: Call | Moment, store: Store, task: Task) -> Task | None:
    """Opens the one that comes after it by its rule; None if the rule has no date left, or there is none."""
    turn = _next_turn(at, task)
    if turn is None:
        store.task_rules.end(task.id)
        return None
    following = store.tasks.get(store.task_rules.open_next(task.id, turn, at.ms))
    arrange(at, store, following)
    return following


def set_turns_right(at: Moment, store: Store) -> tuple[Said, ...]:
    """What was opened by a clock that was ahead takes the date of its rule that it would have had by this one."""
    for task in store.tasks.open_since(to_ms(at.now + WRONG) + 1):
        before = store.tasks.find(task.follows) if task.follows is not None else None
        if before is None or before.due is None:
            continue
        turn = _next_turn(at, replace(task, turn=before.due))
        if turn is not None and task.repeat is not None:
            store.task_rules.correct(task.id, task.repeat, turn, at.ms)
            arrange(at, store, store.tasks.get(task.id))
    return ()


def _next_turn(at: Call | Moment, task: Task) -> date | datetime | None:
    """The first date of the rule behind the one that the task is for, and behind now."""
    if task.repeat is None or task.turn is None:
        return None
    zone = ZoneInfo(task.repeat.zone)
    first: date | datetime = datetime.fromisoformat(task.repeat.first)
    if "T" not in task.repeat.first:
        first = date.fromisoformat(task.repeat.first)
    turn = task.turn if isinstance(task.turn, datetime) else datetime.combine(task.turn, time(), zone)
    return next_occurrence(task.repeat.rule, first, task.repeat.zone, max(turn, at.now))


def next_one(at: Call | Moment, following: Task) -> Text:
    """That it has opened, until when, and with whom."""
    owners = holders(at.room, following)
    if owners:
        return _("The next one is {key}, due on {due}, with {owners}.", **_facts(following), owners=owners)
    return _("The next one is {key}, due on {due}; nobody has taken it on yet.", **_facts(following))


def opened_again(at: Moment, following: Task) -> Text:
    """That it is on the list again, said by itself."""
    owners, facts = holders(at.room, following), {"title": following.title, **_facts(following)}
    if owners:
        return _("“{title}” is on the list for the next time as {key}, due on {due}, with {owners}.", **facts,
                 owners=owners)  # fmt: skip
    return _("“{title}” is on the list for the next time as {key}, due on {due}; nobody has taken it on yet.", **facts)


def _facts(task: Task) -> dict[str, str | date | datetime]:
    assert task.due is not None  # noqa: S101  (what comes by a rule has a date)
    return {"key": task.key, "due": task.due}
