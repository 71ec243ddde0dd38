"""What the bot says of tasks unasked: due, overdue, still being done, freed, a term over, a member gone."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from commands.base import Call, Moment
from commands.base.names import TASK_ASKED
from commands.tasks.repeating import open_next, opened_again
from commands.tasks.sentences import of
from commands.tasks.timers import FREED_AFTER, arrange, day_of, due_day, is_overdue, local_day
from commands.tasks.which import holders
from commands.words import ROOM, Content, Member, Message, Said, Text, Value, _, _n, bullets, lines, offered_line
from commands.words.sizes import paged
from storage import Store
from storage.tasks import Task
from storage.timers import Timer

MOST_FREED = 20
"""So many tasks of a member who is gone are named."""


def due(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Rings the owners of what will be due or is overdue; several tasks become one message, or as few as hold them."""
    known = [store.tasks.get(task_id) for task_id in dict.fromkeys(timer.about for timer in timers)]
    tasks = [(task, task.due) for task in known if task.due is not None]
    texts = [_due_text(moment, task, due) for task, due in tasks]
    for task in known:
        arrange(moment, store, task)
    waiting = (task for task, _due in tasks)
    return tuple(
        _due_message(moment, list(islice(waiting, len(part))), part) for part in paged(texts, moment.settings.style)
    )


def _due_message(moment: Moment, tasks: list[Task], texts: list[Content]) -> Message:
    owners = dict.fromkeys(owner for task in tasks for owner in holders(moment.room, task))
    rings = tuple(owner for owner in owners if moment.room.member(owner.user_id))
    if len(texts) == 1:
        key = tasks[0].key
        hint = _(
            "{done_line} finishes it, {due_line} moves the date.",
            done_line=offered_line("task done", key),
            due_line=offered_line("task due", key, "…"),
        )
        return Message(lines(*texts, hint), rings=rings, about=key)
    hint = _(
        "{done_line} finishes a task, {due_line} moves its date.",
        done_line=offered_line("task done", tasks[0].key),
        due_line=offered_line("task due", tasks[0].key, "…"),
    )
    return Message(lines(bullets(*texts), hint), rings=rings)


def _due_text(moment: Moment, task: Task, due: date | datetime) -> Text:
    days = (due_day(due, moment.settings.zone) - local_day(moment)).days
    facts: dict[str, Value] = {**of(task), "due": due}
    owners = holders(moment.room, task)
    if is_overdue(task, moment):
        if owners:
            return _("{owners}: “{title}” ({key}) was due on {due} and is still open.", **facts, owners=owners)
        return _("“{title}” ({key}) was due on {due}, and nobody has taken it on.", **facts)
    if days == 0:
        if owners:
            return _("{owners}: “{title}” ({key}) is due today, {due}.", **facts, owners=owners)
        return _("“{title}” ({key}) is due today, {due}, and nobody has taken it on.", **facts)
    if owners:
        return _n(
            "{owners}: “{title}” ({key}) is due tomorrow, on {due}.",
            "{owners}: “{title}” ({key}) is due in {count} days, on {due}.",
            days,
            **facts,
            owners=owners,
        )
    return _n(
        "“{title}” ({key}) is due tomorrow, on {due}, and nobody has taken it on.",
        "“{title}” ({key}) is due in {count} days, on {due}, and nobody has taken it on.",
        days,
        **facts,
    )


def next_ones(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """The day of tasks that come again has come: the next ones open. Who holds them is rung when those are due."""
    opened: list[Task] = []
    for task_id in dict.fromkeys(timer.about for timer in timers):
        task = store.tasks.get(task_id)
        if task.state == "open" and task.repeat is not None and (following := open_next(moment, store, task)):
            opened.append(following)
        arrange(moment, store, store.tasks.get(task.id))
    if len(opened) == 1:
        return (Message(opened_again(moment, opened[0]), about=opened[0].key),)
    texts: list[Content] = [opened_again(moment, task) for task in opened]
    return tuple(Message(bullets(*part)) for part in paged(texts, moment.settings.style))


def ask(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Asks each owner of a claim without a date whether it still stands."""
    messages = []
    for timer in timers:
        task = store.tasks.get(timer.about)
        owner, member = task.owner(timer.tag), moment.room.member(timer.tag)
        if owner is None or member is None or task.state != "open":
            continue
        store.tasks.ask(task, owner.user_id, moment.ms)
        arrange(moment, store, store.tasks.get(task.id))
        since = day_of(moment, owner.since)
        text = lines(
            _(
                "{member}: “{title}” ({key}) has been yours since {since}. Does that still hold?",
                **of(task),
                member=member,
                since=since,
            ),
            _(
                "👍 on this message or {claim_line} says yes, {due_line} sets a date.",
                claim_line=offered_line("task claim", task.key),
                due_line=offered_line("task due", task.key, "…"),
            ),
            _("Without an answer it is free again on {day}.", day=local_day(moment) + FREED_AFTER),
        )
        name = TASK_ASKED.of(task=task.id, who=owner.user_id, moment=moment.ms)
        messages.append(Message(text, rings=(member,), name=name, about=task.key))
    return tuple(messages)


def free(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Frees claims whose owner did not answer."""
    freed = []
    for timer in timers:
        task = store.tasks.get(timer.about)
        if not store.tasks.release(task, timer.tag):
            continue
        arrange(moment, store, store.tasks.get(task.id))
        member = moment.room.named(timer.tag)
        text = lines(
            _(
                "“{title}” ({key}), which {member} had taken on, is free again, as there was no answer.",
                **of(task),
                member=member,
            ),
            _("{line} takes it on.", line=offered_line("task claim", task.key)),
        )
        freed.append(Message(text, rings=_here(moment, member), about=task.key))
    return tuple(freed)


def term_over(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """The term of a duty is over: it goes back to open, and the room is asked for the next."""
    calls = []
    for timer in timers:
        task = store.tasks.get(timer.about)
        owner = task.owner(timer.tag)
        if owner is None or owner.until is None:
            continue
        store.tasks.release(task, timer.tag)
        arrange(moment, store, store.tasks.get(task.id))
        member = moment.room.named(timer.tag)
        text = lines(
            _(
                "The term of {member} for “{title}” ({key}) ended on {until}.",
                **of(task),
                member=member,
                until=owner.until,
            ),
            _("Who takes it on next? {line}", line=offered_line("task claim", task.key)),
        )
        calls.append(Message(text, rings=ROOM, about=task.key))
    return tuple(calls)


def free_those_of(at: Call | Moment, store: Store, member: Member, *, forgotten: bool = False) -> tuple[Said, ...]:
    """Frees all that a member who is gone had taken on; says so if there was any, of a `forgotten` one without the
    name."""
    store.task_offers.forget(member.user_id)
    tasks = store.tasks.held_by(member.user_id)
    if not tasks:
        return ()
    for task in tasks:
        store.tasks.release(task, member.user_id)
        arrange(at, store, store.tasks.get(task.id))
    entries: list[Content] = [Text("**{key}** {title}", {"key": task.key, "title": task.title}) for task in tasks]
    shown = paged(entries, at.settings.style, most=MOST_FREED)[0]
    rest = len(entries) - len(shown)
    gone = _n(
        "{member} has left the room; one task is free again:",
        "{member} has left the room; {count} tasks are free again:",
        len(tasks),
        member=member,
    )
    unnamed = _n(
        "One task is free again, as a member had themselves forgotten:",
        "{count} tasks are free again, as a member had themselves forgotten:",
        len(tasks),
    )
    text = lines(
        unnamed if forgotten else gone,
        bullets(*shown, _n("one more: `!task open`", "{count} more: `!task open`", rest) if rest else None),
        _("{line} takes it on.", line=offered_line("task claim", tasks[0].key)),
    )
    return (Message(text),)


def _here(moment: Moment, member: Member) -> tuple[Member, ...]:
    return (member,) if moment.room.member(member.user_id) else ()
