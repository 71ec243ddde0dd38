"""What of a record goes out, and nothing else of it: made here, for the room that agrees to it and for the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from commands.calendar.schedule import local, parts_of, period, single
from commands.dates import Span, in_both
from commands.documents.document import printable
from commands.results import result
from commands.words import Link, Text, _
from storage.decisions import Decision
from storage.literature import Entry
from storage.meetings import Meeting
from storage.series import Part, When
from storage.values import frozen


@frozen
class PublicName:
    """A person, or in one piece (`literal`) an institution."""

    literal: str
    family: str
    given: str

    @property
    def shown(self) -> str:
        """`Müller, Anna`"""
        return ", ".join(part for part in (self.literal or self.family, self.given) if part)


@frozen
class PublicEntry:
    """Of an entry title, authors, address and tags."""

    key: str
    title: str
    authors: tuple[PublicName, ...]
    address: str
    tags: tuple[str, ...]

    def facts(self) -> Mapping[str, Any]:
        authors = [[one.literal, one.family, one.given] for one in self.authors]
        return {"title": self.title, "authors": authors, "address": self.address, "tags": self.tags}

    def texts(self) -> Mapping[str, str]:
        authors = "; ".join(one.shown for one in self.authors)
        return {"title": self.title, "authors": authors, "address": self.address, "tags": " ".join(self.tags)}

    def rows(self) -> tuple[Text, ...]:
        said = [_("Title: {title}", title=self.title)] if self.title else []
        said += [_("Authors: {value}", value=self.texts()["authors"])] if self.authors else []
        said += [_("Address: {address}", address=Link(self.address))] if self.address else []
        said += [_("Tags: {tags}", tags=" ".join(f"#{tag}" for tag in self.tags))] if self.tags else []
        return tuple(said)


@frozen
class PublicDecision:
    """Of a decision its text and what came of it, in figures and without names; when it ended, and what holds in its
    place if it is repealed."""

    key: str
    text: str
    outcome: Text
    figures: tuple[str | int, ...]
    day: date
    repealed: date | None
    successor: str

    def facts(self) -> Mapping[str, Any]:
        repealed = self.repealed.isoformat() if self.repealed else ""
        return {
            "text": self.text,
            "result": self.figures,
            "day": self.day.isoformat(),
            "repealed": repealed,
            "successor": self.successor,
        }

    def texts(self) -> Mapping[str, str]:
        return {"text": self.text}

    def results(self) -> tuple[Text, ...]:
        """What came of it, a sentence each."""
        said = [_("Result: {result}", result=self.outcome), _("Ended on: {day}", day=self.day)]
        if self.repealed is not None:
            said.append(_("Repealed on {day}: {key} holds in its place.", day=self.repealed, key=self.successor))
        return tuple(said)

    def rows(self) -> tuple[Text, ...]:
        return (_("Text: {text}", text=self.text), *self.results())


@frozen
class PublicMeeting:
    """Of a meeting title, date and place; of a series its rules and exceptions. `mark` tells its calendar entry from
    all others and says nothing to a reader."""

    key: str
    title: str
    when: When
    place: str
    cancelled: bool
    mark: str

    def facts(self) -> Mapping[str, Any]:
        when = self.when
        return {
            "title": self.title,
            "date": [when.start, when.end, when.zone, when.rule],
            "left out": when.skipped,
            "moved": [[one.origin, one.start, one.end] for one in when.moved],
            "parts": [[one.start, one.end, one.rule] for one in when.parts],
            "place": self.place,
            "cancelled": self.cancelled,
        }

    def texts(self) -> Mapping[str, str]:
        return {"title": self.title, "place": self.place}

    def dates(self) -> tuple[Text, ...]:
        """When it takes place; of a series its rules, what was moved and what is left out."""
        when = self.when
        if when.rule is None:
            return (_("Date: {when}", when=period(when)),)
        said = [_("Dates: {dates}", dates=_apart(_by_rule(part, when) for part in parts_of(when)))]
        moved = [
            Text(
                "{old} → {new}",
                {
                    "old": period(single(one.origin, None, when.zone)),
                    "new": period(single(one.start, one.end, when.zone)),
                },
            )
            for one in when.moved
        ]
        left_out = [Text("{when}", {"when": period(single(start, None, when.zone))}) for start in when.skipped]
        said += [_("Moved: {dates}.", dates=_apart(moved))] if moved else []
        said += [_("Does not take place: {dates}.", dates=_apart(left_out))] if left_out else []
        return tuple(said)

    def rows(self) -> tuple[Text, ...]:
        said = [_("Title: {title}", title=self.title), *self.dates()]
        said += [_("Place: {place}", place=self.place)] if self.place else []
        said += [_("The meeting is cancelled.")] if self.cancelled else []
        return tuple(said)


PublicRecord: TypeAlias = PublicEntry | PublicDecision | PublicMeeting
"""`facts` are all that goes out of it, `rows` show just that, `texts` are the words in it by their field."""


def public_entry(entry: Entry) -> PublicEntry:
    """What of an entry goes out: neither notes nor reading marks, nor who added it when."""
    names = (
        PublicName(*(public_text(name.get(part, "")) for part in ("literal", "family", "given")))
        for name in entry.csl.get("author", ())
    )
    return PublicEntry(
        entry.key,
        public_text(entry.title),
        authors=tuple(name for name in names if name.shown),
        address="".join(printable(entry.address or "").split()),
        tags=tuple(sorted(tag for one in entry.tags if (tag := public_text(one)))),
    )


def public_decision(decision: Decision, successor: Decision | None, zone: str) -> PublicDecision:
    """What of a decision with a result goes out: neither who proposed it nor who voted how. Raises ValueError for one
    without a result."""
    figures = decision.figures
    if figures is None or decision.ended is None:
        raise ValueError("the decision has no result")
    counted = (figures.yes, figures.no, figures.abstain, decision.eligible, decision.needed)
    return PublicDecision(
        decision.key,
        public_text(decision.text),
        outcome=result(decision),
        figures=(decision.state, decision.majority, *counted),
        day=local(decision.ended, zone).date(),
        repealed=None if decision.repealed is None else local(decision.repealed, zone).date(),
        successor=successor.key if successor is not None and decision.repealed is not None else "",
    )


def public_meeting(meeting: Meeting) -> PublicMeeting:
    """What of a meeting with a date goes out: neither link nor description nor agenda, nor who comes. Raises
    ValueError before a date is fixed."""
    return PublicMeeting(
        meeting.key,
        public_text(meeting.title),
        meeting.date,
        public_text(meeting.place or ""),
        cancelled=meeting.state == "cancelled",
        mark=meeting.uid,
    )


def public_text(words: Any) -> str:
    """Words on one line, without what cannot be seen: so what is read in the room is what goes out."""
    return " ".join(printable(str(words)).split())


def fingerprint(record: PublicRecord) -> str:
    """SHA-256 of all that goes out of the record: the same for the same fields."""
    facts = json.dumps({"key": record.key, **record.facts()}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


def _by_rule(part: Part, when: When) -> Text:
    span = period(single(part.start, part.end, when.zone))
    return Text("{rule}", {"rule": in_both(Span(span.start, span.end, span.all_day, part.rule), when.zone)})


def _apart(texts: Iterable[Text]) -> Text:
    values = {f"n{n}": text for n, text in enumerate(texts)}
    return Text("; ".join(f"{{{name}}}" for name in values), values)
