"""The weekly overview: what the board has to do and what is new since the last one, at the time of the
configuration."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from commands.ahead import meetings_ahead
from commands.base import Moment, Settings, from_ms, to_ms
from commands.base.candidates import MOST_AHEAD
from commands.base.names import DIGEST
from commands.parts import MOST, named, part
from commands.results import result
from commands.status import entry_line, to_do
from commands.waiting import RELEASES
from commands.words import Content, Message, Said, Text, _, lines
from storage import Store
from storage.literature import Filter
from storage.tasks import Task
from storage.timers import Timer, TimerKind

WEEK = timedelta(days=7)
_MOST_DUE = 60
"""Tasks that are counted as due this week."""
LATE = timedelta(minutes=2)
"""From so much on the overview says how late it is."""
LATEST = timedelta(days=2)
"""One that is later is not said: the next one tells of what it would have told."""
_EVERYTHING = 0
"""The overview is about no record."""


def set_digest(moment: Moment, store: Store) -> tuple[Said, ...]:
    """The overview's timer follows the configuration. One that is due stays so, unless it is another one by now."""
    settings = moment.settings
    if settings.digest is None:
        store.timers.clear(TimerKind.DIGEST, _EVERYTHING)
        return ()
    tag, due = _tag(settings, settings.digest), _next(settings, settings.digest, moment.now)
    if store.timers.due_of(TimerKind.DIGEST, _EVERYTHING, tag) is None:
        store.timers.clear(TimerKind.DIGEST, _EVERYTHING)
        store.timers.set(TimerKind.DIGEST, _EVERYTHING, due, tag)
    else:  # by a clock that was ahead it may be set for later
        store.timers.bring_forward(TimerKind.DIGEST, _EVERYTHING, due, tag)
    return ()


def say_digest(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Says the overview, unless nothing is new or due or it comes too late; the next one follows in a week."""
    set_digest(moment, store)
    due = max(from_ms(timer.due) for timer in timers)
    late = moment.now - due
    if moment.settings.digest is None or late > LATEST:
        return ()
    told = store.digests.told()
    since = to_ms(due - WEEK) if told is None else told
    store.digests.tell(moment.ms)
    soon, new = _due_soon(moment, store), _new(moment, store, since)
    if not (soon or new or _stirs(moment, store, since)):
        return ()
    head = _("**The week at a glance**")
    mark = _("This overview is {late} late; the assistant was away.", late=late) if late >= LATE else None
    return (Message(lines(head, mark, *to_do(moment, store), *soon, *new), name=DIGEST.of(moment=to_ms(due))),)


def _stirs(moment: Moment, store: Store, since: int) -> bool:
    """Whether anything that the overview shows is due before the next one, or new: a standing duty that is free, an old
    offer or a meeting in half a year are no reason to say it all again."""
    until = to_ms(moment.now + WEEK)
    meetings = meetings_ahead(moment, store)
    return (
        bool(
            store.meetings.voting()
            or store.decisions.count_voting()
            or store.releases.count_open()
            or store.tasks.count("overdue", "", moment.now.astimezone(_zone(moment)))
        )
        or any(single.begins <= until or m.created >= since for m, single in meetings)
        or any(offer.created >= since for offer in store.hosting.newest(MOST_AHEAD))
        or store.impulses.changed_since(since)
    )


def _due_soon(moment: Moment, store: Store) -> tuple[Content, ...]:
    """The tasks that are due before the next overview."""
    today = moment.now.astimezone(_zone(moment)).date()
    due = [
        _("{task}, due on {due}", task=named(task.key, task.title), due=task.due)
        for task in store.tasks.due_within(today, today + WEEK, _MOST_DUE)
        if task.due
    ]
    shown = part(_("**Due this week**"), due, _("`!task list`"))
    return (shown,) if shown else ()


def _new(moment: Moment, store: Store, since: int) -> tuple[Content, ...]:
    """What was decided, the literature and tasks that were added, and the tasks that were done since then (ms)."""
    day = from_ms(since).astimezone(_zone(moment)).date()
    added = Filter(since=since)
    entries = [entry_line(entry) for entry in store.literature.newest(MOST, which=added)]
    done = [_done(moment, task) for task in store.tasks.done_since(since)]
    tasks = [named(t.key, t.title) for t in store.tasks.open_since(since) if t.duty is None]
    decided = [result(d) for d in store.decisions.decided_since(since)]
    released = [
        Text("**{key}** {records}", {"key": one.key, "records": tuple(row.key for row in one.records)})
        for one in store.releases.agreed_since(since)
    ]
    parts = (
        part(_("**Decided since {day}**", day=day), decided, _("`!decision list`")),
        part(_("**Released since {day}**", day=day), released, RELEASES),
        part(_("**New literature since {day}**", day=day), entries, _("`!lit list`"), store.literature.count(added)),
        part(_("**New tasks since {day}**", day=day), tasks, _("`!task list`")),
        part(_("**Tasks done since {day}**", day=day), done, _("`!task list done`")),
    )
    return tuple(one for one in parts if one)


def _done(moment: Moment, task: Task) -> Text:
    name = named(task.key, task.title)
    return _("{task}, by {member}", task=name, member=moment.room.named(task.closer)) if task.closer else name


def _zone(moment: Moment) -> ZoneInfo:
    return ZoneInfo(moment.settings.zone)


def _tag(settings: Settings, digest: tuple[int, time]) -> str:
    weekday, at = digest
    return f"{weekday} {at:%H:%M} {settings.zone}"


def _next(settings: Settings, digest: tuple[int, time], now: datetime) -> int:
    """The first such time of the week after `now`, in ms: local time, so the clock on the wall says it."""
    (weekday, at), zone = digest, ZoneInfo(settings.zone)
    today = now.astimezone(zone).date()
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    moments = (to_ms(datetime.combine(first + week * WEEK, at, zone)) for week in count())
    return next(moment for moment in moments if moment > to_ms(now))
