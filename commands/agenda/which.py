"""Whose points a line means: those of a meeting's agenda, or those of the backlog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from commands.base import Call, Claims, ExampleLine
from commands.base.claims import Place
from commands.base.retyped import retyped
from commands.base.titles import Titled, whole_at_head
from commands.patterns import regex
from commands.sittings import Sitting, answered_sitting, claim_sitting, sitting_meant, sittings_ahead
from commands.topics import begun_topics, require_alive
from commands.words import Bilingual, Value, offered_line
from storage import Store
from storage.agenda import Backlog, Topic
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
    there = claim_sitting(named, call, store, example) or answered_sitting(call, store)
    if there is None:
        return _with_point(said, call, store, example)
    return PointList(there, begun_topics(call, store, there))


def _with_point(said: Claims, call: Call, store: Store, example: ExampleLine) -> PointList:
    """Where the point stands whose title begins the line, if on one list alone, else the only agenda there is.

    Raises UserError that asks for the meeting, with the line for each that has such a point.
    """
    ahead = sittings_ahead(call, store)
    words = said.words(said.head_row)
    holding = [one for one in ahead if names_point(words, one.topics(call.settings))] if len(ahead) > 1 else []
    titled = holding if _BARE.match(words) is None else []
    if len(ahead) > 1 and not holding and names_point(words, waiting := store.agenda.backlog()):
        return PointList(None, waiting)
    if len(titled) == 1:
        return PointList(titled[0], begun_topics(call, store, titled[0]))
    line = line_with_key(call, said) if holding else (lambda key: offered_line("agenda", key)) if words else example
    sitting = sitting_meant(Claims(""), call, store, line, among=holding or None)
    return PointList(sitting, begun_topics(call, store, sitting))


def names_point(words: str, topics: Sequence[Topic]) -> bool:
    """Whether they begin with the number or the title of a point of those."""
    if bare := _BARE.match(words):
        return 1 <= int(bare[1]) <= len(topics)
    numbered = topics.called(words) if isinstance(topics, Backlog) else enumerate(topics, start=1)
    return bool(whole_at_head(words, [Titled(f"P{number}", topic.title) for number, topic in numbered])[0])


def line_with_key(call: Call, said: Claims) -> ExampleLine:
    """The line that was typed, with the meeting before what is left of it."""
    start = said.head.start
    show = partial(offered_line, "agenda")
    return lambda key: retyped(call, said, Place(start, start), f"{key} ") or show(key)


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
