"""What minutes say, in sentences: for the room and for the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commands.minutes.content import MinutesChange
from commands.words import Bilingual, Text, Value, _


def person_name(person: Mapping[str, str]) -> Value:
    """The name; of somebody who was forgotten that they were a member."""
    return person["name"] or _("former member")


def names(persons: Sequence[Mapping[str, str]]) -> tuple[Value, ...]:
    """All of them, to be listed."""
    return tuple(person_name(person) for person in persons)


def decided(decision: Mapping[str, Any]) -> Text:
    """A decision: its text, and what came of it."""
    result = Bilingual(decision["result"]["en"], decision["result"]["de"])
    return _("Decision “{text}”: {result}", text=decision["text"], result=result)


def changed(change: MinutesChange) -> Text:
    """What is different from the version before."""
    where = _where(change)
    text: Value = Bilingual(change.english, change.text) if change.english else change.text
    if change.added:
        return _("{where}: new: {text}", where=where, text=text)
    return _("{where}: no longer: {text}", where=where, text=text)


def _where(change: MinutesChange) -> Text:
    if change.number:
        return _("TOP {number}", number=change.number)
    known = {
        "title": _("Title"),
        "when": _("Date"),
        "place": _("Place"),
        "present": _("Present"),
        "excused": _("Declined"),
        "decision": _("Decisions"),
    }
    return known.get(change.section, _("Other notes"))
