"""The dates in a line, claimed where they may stand; what stands beside them is doubted by `beside_dates`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from commands.base import Call, Claims
from commands.base.claims import Place
from commands.beside_dates import doubt_beside
from commands.dates import (
    Anchors,
    DateError,
    Found,
    Span,
    carries,
    find_date,
    find_due,
    no_anchors,
    read_duration,
)
from commands.patterns import regex
from storage.values import frozen

DateAt = Literal["head", "tail"]

_JOINS: Final = regex(r"(?:oder|und|or|and|sowie|aber|but)(?!\w)", re.IGNORECASE)
"""What joins a date to nothing at its head: «Oder» may be a name."""
_BY: Final = regex(r"(?:um|by|auf(?=.{1,40}sp(?:ä|ae)ter|.{1,40}fr(?:ü|ue)her))\s+", re.IGNORECASE)
_LATER: Final = regex(r"\s(?:sp(?:ä|ae)ter|nach\s{1,3}hinten|later)\Z", re.IGNORECASE)
_EARLIER: Final = regex(r"\s(?:fr(?:ü|ue)her|vor|nach\s{1,3}vorn\w{0,9}|earlier)\Z", re.IGNORECASE)
_NEXT_DAY: Final = regex(
    r"(?<!\S)(?:(?:auf|am|to|on)\s{1,3})?(?:(?:den|the)\s{1,3})?"
    r"(?:(?:n(?:ä|ae)chste[nr]|(?:darauf)?folgenden)\s{1,3}tag|folgetag|(?:next|following)\s{1,3}day)\Z",
    re.IGNORECASE,
)
_DELAYS: Final = regex(
    r"\s(?:verl(?:ä|ae)nger[nt]|verschieben|verlegen|schieben|extend|delay|postpone)\Z", re.IGNORECASE
)
_MOST_SHIFT: Final = 12
"""So many words at the end of a line may say how much later."""
_SIGNS: Final = " \t\n,;:–—-.!?"
_CLOSING: Final = " )?!."
_LONGEST_DUE: Final = 80
"""Characters that the end of a line may say a due date with."""


@frozen
class Dated:
    """Dates as they were read from the line, from `start` to before `end`."""

    spans: list[Span]
    start: int
    end: int

    @property
    def record(self) -> str:
        """The key of the record that the one date is counted from; empty if it is counted from none."""
        return self.spans[0].record if len(self.spans) == 1 else ""


def date_at(said: Claims, start: int, call: Call, now: datetime) -> Dated | None:
    """The date that begins right there, which stays unclaimed; None if none does."""
    place = said.trimmed(Place(start, len(said.text)), " ,:")
    found = find_date(said.look(place), now, call.zone)
    return Dated(found.spans, place.start + found.start, place.start + found.end) if found else None


def claim_dates(
    said: Claims,
    call: Call,
    now: datetime,
    where: DateAt,
    *,
    lasting: bool = True,
    anchors: Anchors = no_anchors,
) -> Dated | None:
    """The dates at the head or at the end of what is left of the line; None if none are there.

    Without `lasting` a length behind them is none of theirs: `Freitag 10 Uhr 2 Stunden blocken`. With `anchors` they
    may be counted from records.

    What carries a date, a rule, an exception or a negation directly beside them was meant of them and is doubted.
    """
    places = [place for place in said.open() if said.words(place).strip(_SIGNS)]
    for place in places[:1] if where == "head" else places[::-1][:1]:
        found = find_date(
            said.words(place), now, call.zone, where="start" if where == "head" else "end", anchors=anchors
        )
        if found and not (found.before if where == "head" else found.after).strip(" ?!."):
            found = found if lasting else _without_length(said.words(place), found, call, now)
            return _claimed(said, found, place.start, call, now, anchors)
    return None


def _without_length(text: str, found: Found, call: Call, now: datetime) -> Found:
    """What was found without the length at its end, if it is a date without it."""
    carried = [stretch for stretch in carries(text[: found.end]) if stretch.end > found.start]
    if len(carried) < 2 or carried[-1].kind != "length":
        return found
    shorter = find_date(text[found.start : carried[-1].start], now, call.zone)
    if shorter is None or shorter.after:
        return found
    return replace(shorter, start=found.start + shorter.start, end=found.start + shorter.end)


def _last_of_first_line(said: Claims) -> list[Place]:
    """The last place of the first line where one may look."""
    end = said.text.find("\n") if "\n" in said.text else len(said.text)
    places = [Place(place.start, min(place.end, end)) for place in said.open() if place.start < end]
    return [place for place in places[::-1] if said.words(place).strip(" .!?)")][:1]


def _first_of_first_line(said: Claims) -> list[Place]:
    """The first place of the first line where one may look."""
    end = said.text.find("\n") if "\n" in said.text else len(said.text)
    places = [Place(place.start, min(place.end, end)) for place in said.open() if place.start < end]
    return [place for place in places if said.words(place).strip(_SIGNS)][:1]


def claim_rule(said: Claims, call: Call, now: datetime) -> Dated | None:
    """The rule by which something comes again, at the end or at the head of the first line; None if there is none."""
    for place in _last_of_first_line(said):
        found = find_date(said.words(place), now, call.zone, where="end")
        if found and any(span.rrule for span in found.spans) and not found.after.strip(_CLOSING):
            return _claimed(said, found, place.start, call, now)
    for place in _first_of_first_line(said):
        found = find_date(said.words(place), now, call.zone, where="start")
        if found and any(span.rrule for span in found.spans) and not found.before:
            return _claimed(said, found, place.start, call, now)
    return None


_NUMBER_BEFORE: Final = regex(r"(?<![\w#])\d[\d.:]{0,5}\s{0,2}\Z")  # no short name of a record
_BARE: Final = regex(
    r"\s{0,2}(?!\d{1,2}\.\d{1,2}\.)\d{1,4}(?:[.:]\d\d)?(?:\s?(?:uhr|h)\b)?[\s.!?)]{0,5}", re.IGNORECASE
)


def claim_due(said: Claims, call: Call, now: datetime) -> Dated | None:
    """The date behind a word such as `bis` at the end of what is left of the line; None if it does not end so."""
    for place in _last_of_first_line(said):
        for marker in reversed(list(_DUE.finditer(said.text, max(place.start, place.end - _LONGEST_DUE), place.end))):
            if _NUMBER_BEFORE.search(said.text, place.start, marker.start()) and _BARE.fullmatch(
                said.text, marker.end(), place.end
            ):
                continue  # «Kapitel 3 bis 4», «Sprechstunde 8 bis 12 Uhr»
            whole, behind = said.words(Place(marker.start(), place.end)), said.words(Place(marker.end(), place.end))
            found, offset = find_due(whole, now, call.zone), marker.start()
            if found is None or found.before or found.after.strip(_CLOSING):
                found, offset = find_date(behind, now, call.zone), marker.end()
            if found and not found.after.strip(_CLOSING):
                return _claimed(said, replace(found, start=marker.start() - offset), offset, call, now)
    return None


_DUE: Final = regex(
    r"(?<!\w)(?:(?:bis|spätestens|fällig|frist|deadline|due|no later than|by|until|till|abgabe)(?!\w)\s{0,2}){1,3}"
    r"(?<=\w)",
    re.IGNORECASE,
)


def claim_shift(said: Claims) -> timedelta | None:
    """How much later the end of what is left says, or earlier if it is negative: `um eine Stunde`, `2 Tage früher`,
    `auf den nächsten Tag`."""
    for place in said.free()[-1:]:
        end = place.start + len(said.words(place).rstrip(" .!"))
        delays = _DELAYS.search(said.text, place.start, end)
        end = delays.start() if delays else end
        if day := _NEXT_DAY.search(said.text, place.start, end):
            said.claim(day.start(), place.end)
            return timedelta(days=1)
        for word in said.each_word(Place(place.start, end))[-_MOST_SHIFT:]:
            if by := _shift(said.words(Place(word.start, end))):
                said.claim(word.start, place.end)
                return by
    return None


def _shift(words: str) -> timedelta | None:
    """How much later all of those words say; a length alone says none of it."""
    by, later, earlier = _BY.match(words), _LATER.search(words), _EARLIER.search(words)
    way = later or earlier
    if not by and not way:
        return None
    try:
        length = read_duration(words[by.end() if by else 0 : way.start() if way else len(words)])
    except DateError:
        return None
    return -length if earlier else length


def _claimed(
    said: Claims, found: Found, offset: int, call: Call, now: datetime, anchors: Anchors = no_anchors
) -> Dated:
    """Claims it, with the brackets around it."""
    start, end = offset + found.start, offset + found.end
    if said.before(start).rstrip().endswith("(") and said.behind(end).lstrip().startswith(")"):
        start, end = said.text.rindex("(", 0, start), said.text.index(")", end) + 1
    dated = Dated(found.spans, start, end)
    said.claim(dated.start, dated.end)
    if joined := _JOINS.match(said.text, start, end):
        said.doubt(joined[0])
    doubt_beside(said, dated, call, now, anchors)
    return dated
