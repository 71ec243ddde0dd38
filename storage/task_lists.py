"""The lists of tasks: what is in each, in which order, and the values that say so for one member at one moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

Listed: TypeAlias = Literal["open", "free", "held", "overdue", "done"]
"""Which list: all that is to be done, what has a place left, what a user holds, what is overdue, what is finished."""

BY_DUE: Final = "due IS NULL, due, number"
LISTS: dict[Listed, tuple[str, str]] = {
    "open": ("room_id = :room AND state = 'open'", BY_DUE),
    "free": ("room_id = :room AND state = 'open' AND taken < places", BY_DUE),
    "overdue": (
        """
        room_id = :room AND state = 'open' AND (due IS NULL) = 0 AND due < :late
        AND CASE WHEN due LIKE '%T%' THEN unixepoch(due) <= :seconds ELSE due < :today END
        """,
        "due, number",
    ),
    "done": ("room_id = :room AND state = 'done'", "closed DESC, number DESC"),
}
"""What is in a list, and its order; each can be walked along an index. What a member holds stands in a
list of theirs (`storage.listings`)."""


def values_of_lists(now: datetime) -> dict[str, Any]:
    """The values of the lists' conditions. `late` is as far as the index is searched for what is overdue: the day of a
    due moment, in its own zone, is at most one ahead."""
    today = now.date()
    return {
        "today": today.isoformat(),
        "late": (today + timedelta(days=2)).isoformat(),
        "seconds": int(now.timestamp()),
    }
