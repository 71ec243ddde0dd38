"""Whose points a line means: those of a meeting's agenda, or those of the backlog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from commands.base import Call, Claims, ExampleLine
from commands.patterns import regex
from commands.sittings import Sitting, answered_sitting, claim_sitting, sitting_meant
from commands.topics import begun_topics, require_alive
from commands.words import Bilingual, Value
from storage import Store
from storage.agenda import Topic
from storage.values import frozen

BACKLOG: Final = regex(
    r"(?:(?:in|aus|auf|im|to|into|from|in)\s+)?(?:(?:den|dem|die|der|the)\s+)?(?:themenspeicher|speicher|backlog)(?!\w)",
    re.IGNORECASE,
)

_BARE: Final = regex(r"(?:top\s?)?(\d{1,7})(?=[\s.,:;]|$)", re.IGNORECASE | re.ASCII)


@frozen
class PointList:
    """The points of one sitting, or of the backlog if that is None."""

    sitting: Sitting | None
    topics: Sequence[Topic]

    @property
    def word(self) -> Value:
        """How a line names it."""
        return self.sitting.key if self.sitting else Bilingual("backlog", "Themenspeicher")

    @property
    def last(self) -> int:
        """The number of the last point that can be changed."""
        numbers = range(len(self.topics), 0, -1)
        return next((number for number in numbers if self.topics[number - 1].state == "open"), 1)


def claim_list(said: Claims, call: Call, store: Store, example: ExampleLine) -> PointList:
    """The agenda or the backlog named at the head of the line, its standing points kept from now on."""
    if said.take_head(BACKLOG):
        return PointList(None, store.agenda.backlog())
    bare = _BARE.match(said.text, said.head.start)
    # A number that is no meeting's is a point's: «streichen 2».
    named = said if bare is None or store.meetings.find(int(bare[1])) else Claims("")
    sitting = sitting_meant(named, call, store, example)
    return PointList(sitting, begun_topics(call, store, sitting))


def claim_new_place(said: Claims, call: Call, store: Store, example: ExampleLine) -> Sitting | None:
    """Where a new point goes: the sitting that is named or answered; None is the backlog.

    A number alone counts something in the title; where there is a meeting of that number it is asked about.
    """
    if said.take_head(BACKLOG):
        return None
    sitting = claim_sitting(said, call, store, example, bare=False)
    if sitting is None:
        sitting = answered_sitting(call, store)
    if sitting is not None:
        require_alive(sitting)
    return sitting
