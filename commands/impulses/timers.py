"""When the bot speaks of an impulse: its timers, worked out anew from the record after every change."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import Call, Moment, from_ms, to_ms
from commands.calendar.schedule import reminded
from commands.impulses.which import sitting_of_impulse
from commands.quiet import by_day
from commands.words import Said
from storage import Store
from storage.impulses import OUTSIDERS_KEPT, Impulse
from storage.series import NEVER
from storage.timers import TimerKind

AGAIN_AFTER: Final = timedelta(days=14)
"""So long after a question whether an answer came it is asked again."""
BEFORE: Final = timedelta(days=7)
"""So long before the meeting the contact is reminded of what is to be prepared."""
_KINDS: Final = (TimerKind.IMPULSE_ASKED, TimerKind.IMPULSE_NEAR, TimerKind.IMPULSE_OVER)
_MORNING: Final = time(9)
_LAST_MINUTE: Final = time(23, 59)
"""Until then a day lasts that was said without a time."""


def arrange(at: Call | Moment, store: Store, impulse: Impulse) -> None:
    """Sets all timers of the impulse as its record stands now, and takes back those that no longer apply."""
    for kind in _KINDS:
        store.timers.clear(kind, impulse.id)
    if impulse.state == "asked":
        store.timers.set(TimerKind.IMPULSE_ASKED, impulse.id, next_question(at, store, impulse))
    elif impulse.state == "confirmed" and (due := prepared_at(at, store, impulse)) is not None:
        store.timers.set(TimerKind.IMPULSE_NEAR, impulse.id, due)
    elif impulse.state in ("declined", "dropped") and impulse.ended is not None:
        store.timers.set(TimerKind.IMPULSE_OVER, impulse.id, impulse.ended + OUTSIDERS_KEPT)


def set_right(at: Moment, store: Store) -> tuple[Said, ...]:
    """What a clock that was ahead has spent or put off comes in its time."""
    for impulse in store.impulses.listed(("asked", "confirmed")):
        if impulse.state == "asked":
            store.timers.bring_forward(TimerKind.IMPULSE_ASKED, impulse.id, next_question(at, store, impulse))
        elif (due := prepared_at(at, store, impulse)) is not None:
            store.timers.bring_forward(TimerKind.IMPULSE_NEAR, impulse.id, due)
    return ()


def next_question(at: Call | Moment, store: Store, impulse: Impulse) -> int:
    """When (ms) it is asked next whether an answer came: on the day that was said, and every 14 days after that, or
    after the person was asked."""
    zone = ZoneInfo(at.settings.zone)
    asked = [step.time for step in store.impulses.steps(impulse) if step.state == "asked"]
    since = from_ms(asked[-1] if asked else impulse.changed).astimezone(zone)
    due = since + AGAIN_AFTER if impulse.until is None else from_ms(impulse.until).astimezone(zone)
    if due.time() == _LAST_MINUTE and impulse.until is not None:
        due = datetime.combine(due.date(), _MORNING, zone)
        due = due if since < due else due + timedelta(days=1)  # «bis heute», said in the afternoon
    while (rings := by_day(at.settings, to_ms(due), NEVER)) <= at.ms:
        due += AGAIN_AFTER
    return rings


def prepared_at(at: Call | Moment, store: Store, impulse: Impulse) -> int | None:
    """When (ms) the contact is reminded of what is to be prepared; None if that moment is over, or there is no date."""
    sitting = sitting_of_impulse(store, impulse)
    when = sitting.when if sitting else None
    due = reminded(when, BEFORE) if when else None
    if when is None or due is None:
        return None
    due = by_day(at.settings, due, when.over if when.all_day else when.begins)
    return due if due > at.ms else None


def told_of(store: Store, impulse: Impulse) -> str:
    """The date and place as they stand now, as the contact is told them; empty where there is no meeting."""
    sitting = sitting_of_impulse(store, impulse)
    if sitting is None:
        return ""
    when = sitting.when
    known = {"meeting": sitting.key, "place": sitting.meeting.place or ""}
    if when is not None:
        known |= {"start": when.start, "end": when.end or "", "zone": when.zone}
    return json.dumps(known, ensure_ascii=False)
