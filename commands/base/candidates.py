"""The records of which one may be meant: as many as are looked at one by one, and of more those that the words name."""

from __future__ import annotations

from typing import Final

from commands.base.call import Call, Moment
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting

MOST_AHEAD: Final = 60
"""Meetings or offers that are looked at one by one: of more the next, or the newest. What words name is found by an
index besides."""


def meetings_meant(at: Call | Moment, store: Store, words: str, *, voting: bool = True) -> list[Meeting]:
    """The meetings ahead of which one may be meant by the words, those that are voted on first."""
    polls = store.meetings.voting() if voting else []
    fixed = store.meetings.to_come(at.ms, MOST_AHEAD)
    if len(fixed) >= MOST_AHEAD:
        named = (one for one in store.meetings.called(words) if one.state == "fixed" and one.date.over > at.ms)
        fixed = list({one.id: one for one in (*fixed, *named)}.values())
    return [*polls, *fixed]


def offers_meant(store: Store, words: str) -> list[Offer]:
    """The offers that stand, of very many the newest and those that the words may name by their place; by number."""
    found = store.hosting.newest(MOST_AHEAD)
    if len(found) >= MOST_AHEAD:
        found = sorted({one.id: one for one in (*found, *store.hosting.called(words))}.values(), key=lambda o: o.number)
    return found


def words_meant(call: Call) -> str:
    """What stands behind the words of the verb in the line as it was typed, its first line."""
    return call.line.partition("\n")[0].split(maxsplit=2)[-1] if call.line else ""
