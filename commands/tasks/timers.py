"""When the bot speaks of a task: its timers, worked out anew from the record after every change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, Moment, Settings, from_ms, to_ms
from commands.quiet import by_day
from commands.words import Said
from storage import Store
from storage.series import NEVER
from storage.tasks import Task
from storage.timers import Timer, TimerKind

ASKED_AFTER = timedelta(days=30)
"""A claim without a date is asked about so long after it was last confirmed."""
FREED_AFTER = timedelta(days=7)
"""A claim whose owner does not answer is freed so long after the question."""
_KINDS = (TimerKind.TASK_DUE, TimerKind.TASK_NEXT, TimerKind.TASK_ASK, TimerKind.TASK_FREE, TimerKind.TASK_TERM)
_OVERDUE = "overdue"
"""The tag of the reminder that comes again every week; the others are named by how long before they come."""
_WEEK = timedelta(days=7)
_MORNING = time(9)


def arrange(at: Call | Moment, store: Store, task: Task) -> None:
    """Sets all timers of the task as its record stands now, and takes back those that no longer apply."""
    for kind in _KINDS:
        store.timers.clear(kind, task.id)
    if task.state != "open":
        return
    zone = ZoneInfo(at.settings.zone)
    if task.due is not None:
        for tag, moment in _to_come(task.due, at, zone):
            store.timers.set(TimerKind.TASK_DUE, task.id, moment, tag)
        if task.repeat is not None:
            store.timers.set(TimerKind.TASK_NEXT, task.id, _day_comes(task.due, task, at.settings, zone))
    for owner in task.owners:
        if owner.until is not None:
            store.timers.set(
                TimerKind.TASK_TERM, task.id, to_ms(_nine(owner.until + timedelta(days=1), zone)), owner.user_id
            )
        elif owner.asked is not None:
            freed = by_day(at.settings, _later(owner.asked, FREED_AFTER, zone), NEVER)
            store.timers.set(TimerKind.TASK_FREE, task.id, freed, owner.user_id)
        elif task.due is None:
            asked = by_day(at.settings, _later(owner.confirmed, ASKED_AFTER, zone), NEVER)
            store.timers.set(TimerKind.TASK_ASK, task.id, asked, owner.user_id)


def due_moment(store: Store, timer: Timer) -> int:
    """Until when (ms) a reminder of the task is of use: the moment at which it is due, if one was said."""
    due = store.tasks.get(timer.about).due
    return to_ms(due) if isinstance(due, datetime) else NEVER


def set_right(at: Moment, store: Store) -> tuple[Said, ...]:
    """Reminders of due tasks that a clock that was ahead has spent or put off come in their time."""
    zone, today = ZoneInfo(at.settings.zone), local_day(at)
    # From a day before on: what may have rung today is looked at as well.
    due_from = {str(before): today + before - timedelta(days=1) for before in at.settings.task_reminders}
    for task in store.tasks.unreminded(due_from, _OVERDUE, at.ms):
        if task.due is not None:
            for tag, moment in _to_come(task.due, at, zone):
                store.timers.bring_forward(TimerKind.TASK_DUE, task.id, moment, tag)
    return ()


def is_overdue(task: Task, at: Call | Moment) -> bool:
    """Whether its due day, or its due moment, is over."""
    if task.due is None or task.state != "open":
        return False
    if isinstance(task.due, datetime):
        return task.due <= at.now
    return task.due < local_day(at)


def local_now(at: Call | Moment) -> datetime:
    """Now, on the clock where the board is."""
    return at.now.astimezone(ZoneInfo(at.settings.zone))


def local_day(at: Call | Moment) -> date:
    """Today, where the board is."""
    return local_now(at).date()


def day_of(at: Call | Moment, ms: int) -> date:
    """The day of a moment (ms), where the board is."""
    return from_ms(ms).astimezone(ZoneInfo(at.settings.zone)).date()


def due_day(due: date | datetime, zone: str) -> date:
    """The day of a due date, where the board is."""
    return due.astimezone(ZoneInfo(zone)).date() if isinstance(due, datetime) else due


def _reminders(due: date | datetime, settings: Settings, zone: ZoneInfo) -> list[tuple[str, datetime]]:
    """Whole days before at nine in the morning, anything shorter before the moment itself; never after it."""
    at = due if isinstance(due, datetime) else _nine(due, zone)
    found = []
    for before in settings.task_reminders:
        morning = _nine(due_day(due, settings.zone) - timedelta(days=before.days), zone)
        shorter = before - timedelta(days=before.days)
        found.append((str(before), at - before if shorter else min(morning, at)))
    return found


def _to_come(due: date | datetime, at: Call | Moment, zone: ZoneInfo) -> list[tuple[str, int]]:
    """The reminders of a due task that are still to come (ms), in no quiet hour, and when it is next overdue."""
    latest = to_ms(due) if isinstance(due, datetime) else NEVER
    rings = [(tag, by_day(at.settings, to_ms(moment), latest)) for tag, moment in _reminders(due, at.settings, zone)]
    ahead = [(tag, moment) for tag, moment in rings if moment > at.ms]
    return [*ahead, (_OVERDUE, to_ms(_next_overdue(due, at.now, zone)))]


def _day_comes(due: date | datetime, task: Task, settings: Settings, zone: ZoneInfo) -> int:
    """When (ms) the next one opens if this one is not done: in the morning of its day, of one that was added on that
    day in the next morning."""
    day = due_day(due, settings.zone)
    morning = to_ms(_nine(day, zone))
    comes = min(morning, to_ms(due)) if isinstance(due, datetime) else morning
    if task.created >= comes:
        comes = to_ms(_nine(day + timedelta(days=1), zone))
    return by_day(settings, comes, NEVER)


def _next_overdue(due: date | datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Nine in the morning of the day after, or as many weeks later as have gone by."""
    day = due_day(due, zone.key) + timedelta(days=1)
    while _nine(day, zone) <= now:
        day += _WEEK
    return _nine(day, zone)


def _nine(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _MORNING, zone)


def _later(since: int, after: timedelta, zone: ZoneInfo) -> int:
    """So many days after a moment (ms), at the same time of day on the wall."""
    return to_ms(from_ms(since).astimezone(zone) + after)
