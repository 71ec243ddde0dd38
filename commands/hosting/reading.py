"""What a line says about an offer: where, on which days, for how many, and what else `Raum:` and the like say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from commands.base import Call, UserError, title
from commands.base.typed import fold
from commands.dates import DateError, Found, Span, find_date, in_past, read_dates, refusal
from commands.hosting.numbers import NUMBER, is_article, number
from commands.words import Text, _
from storage.hosting import Days, Terms

EXAMPLE = _("`!host offer Bochum on 8.12. for 25, Room: Town hall, room 2`")
WHERE = _("Where can the meeting take place?")

_LABELS: dict[str, tuple[str, ...]] = {
    "place": ("ort", "stadt", "place", "city"),
    "dates": ("datum", "termin", "termine", "wann", "date", "dates", "when"),
    "seats": ("plätze", "personen", "kapazität", "places", "seats", "people", "capacity"),
    "room": ("raum", "räume", "saal", "room", "rooms"),
    "address": ("adresse", "anschrift", "address"),
    "equipment": ("ausstattung", "technik", "equipment"),
    "access": ("barrierefrei", "barrierefreiheit", "accessible", "accessibility"),
    "note": ("hinweis", "hinweise", "anmerkung", "note", "notes"),
}
_NAMES = {fold(word): name for name, words in _LABELS.items() for word in words}
_LABEL = re.compile(
    r"(?i)(?:^|(?<=[\s,;]))(?P<dash>--|—|–)?(?P<word>"
    + "|".join(sorted((word for words in _LABELS.values() for word in words), key=len, reverse=True))
    + r")(?(dash)(?:[ =]+|:[ ]*)|[ ]*:[ ]*)"
)
_FOR = r"(?:für|for|bis zu|up to|max\.?)\s+(?:bis zu\s+|up to\s+|ca\.?\s*|etwa\s+|rund\s+|about\s+)?"
_PEOPLE = r"(?:personen|leute|plätze|sitzplätze|teilnehm\w+|people|persons|seats|places|pers\.?)"
_SEATS = re.compile(
    rf"(?i)(?<!\S)(?:{_FOR}(\d{{1,5}})"
    r"(?![\d.:]|\s*(?:uhr|tage?n?|wochen?|stunden?|std|h|min\w*|monate?n?|days?|weeks?|hours?|months?)\b)"
    rf"(?:\s*{_PEOPLE})?|(\d{{1,5}})\s*{_PEOPLE})(?!\w)"
)
_SEATS_IN_WORDS = re.compile(
    rf"(?i)(?<!\S)(?:{_FOR}({NUMBER})(?=\s*(?:[,;\n]|$))|(?:{_FOR})?({NUMBER})\s+(?:person|{_PEOPLE})(?!\w))"
)
_BARE_DAY = re.compile(r"(?i)(?<!\S)(?:(?:mo|di|mi|do|fr|sa|so|\w+tag|mittwoch)\.?,?\s+)?\d{1,2}\.\d{1,2}\.")
_BEFORE_DATE = re.compile(r"(?i)(?<!\S)(am|ab|an|vom|von|zwischen|on|from|starting|im|in|in der|between)\s+")
_MONTH = "im "
"""Put before a month without a day (`ab Januar`), which alone is no date to the reader."""
_ANY_DAY = re.compile(r"(?i)(?<!\S)(?:ab sofort|ab jetzt|jederzeit|from now on|any ?time|at any time)(?!\w)")
_FROM_THEN_ON = frozenset({"ab", "from", "starting"})
_MOST_TRIES, _GLANCE = 8, 40
"""How many words such as `am` are looked behind for a date, and how many characters tell whether there is one."""
_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Read:
    """An offer as it was typed; `doubts` are the dates that can be read in another way."""

    terms: Terms
    doubts: tuple[Span, ...] = ()


def read_offer(call: Call, text: str, old: Terms | None = None) -> Read:
    """The offer in the text; what it does not say stays as in `old`.

    Raises UserError for a missing place, a date that is none or over, a number of seats that cannot be.
    """
    head, details = _details(_ANY_DAY.sub("", text))
    spans: list[Span] = []
    days: tuple[Days, ...] = ()
    if "dates" in details:
        spans, days = _labelled_dates(call, details.pop("dates"))
    else:
        head, spans, days = _take_dates(call, head)
    seats, head = _take_seats(details.pop("seats", ""), head)
    place = details.pop("place", "") or re.sub(r"(?i)^(?:in|bei)\s+", "", head.strip(" ,;\n"))
    place = re.sub(r"(?:\s*[,;]\s*)+", ", ", " ".join(place.split()))
    if old is None or place:
        place = title(place, WHERE, EXAMPLE)
    if old is None:
        return Read(Terms(place, days, seats, details), _doubtful(spans))
    terms = replace(
        old,
        place=place or old.place,
        dates=days or old.dates,
        seats=seats or old.seats,
        details={**old.details, **details},
    )
    return Read(terms, _doubtful(spans))


def _doubtful(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.ask)


def _details(text: str) -> tuple[str, dict[str, str]]:
    """The text without `Raum: …` and the like, and what they say: up to the next one, or the end of the line."""
    rest, found = [], {}
    for row in text.split("\n"):
        labels = list(_LABEL.finditer(row))
        rest.append(row[: labels[0].start()] if labels else row)
        ends = [*(label.start() for label in labels[1:]), len(row)] if labels else []
        for label, end in zip(labels, ends, strict=True):
            value = row[label.end() : end].strip(" ,;")
            if len(value) > _LONGEST_DETAIL:
                raise UserError(
                    _(
                        "That is {n} characters long; {most} are the most. Please shorten it.",
                        n=len(value),
                        most=_LONGEST_DETAIL,
                    ),
                    EXAMPLE,
                )
            if value:
                found[_NAMES[fold(label["word"])]] = value
    return "\n".join(rest), found


def _take_seats(labelled: str, head: str) -> tuple[int | None, str]:
    """How many it holds, in digits or in words, and the text without that."""
    if labelled:
        digits, words = re.search(r"\d{1,5}", labelled), re.search(NUMBER, labelled, re.IGNORECASE)
        return (_seats(int(digits[0])) if digits else number(words[0]) if words else None), head
    if match := _SEATS.search(head):
        seats = _seats(int(match[1] or match[2]))
    elif (match := _SEATS_IN_WORDS.search(head)) and not is_article(match[1] or ""):
        seats = number(match[1] or match[2])
    else:
        return None, head
    return seats, f"{head[: match.start()]}, {head[match.end() :]}"


def _seats(said: int) -> int:
    if said < 1:
        raise UserError(_("An offer holds at least one person."), EXAMPLE)
    return said


def _labelled_dates(call: Call, text: str) -> tuple[list[Span], tuple[Days, ...]]:
    marker = _BEFORE_DATE.match(text)
    open_end = bool(marker and marker[1].lower() in _FROM_THEN_ON)
    behind = text[marker.end() :] if marker else text
    found = find_date(_MONTH + behind, call.now, call.zone)
    try:
        spans = found.spans if found and not found.after else read_dates(behind, call.now, call.zone)
    except DateError as mistake:
        mistake.example = mistake.example or _with_date(call, "Bochum")
        raise
    return spans, _days(call, spans, "Bochum", open_end=open_end)


def _take_dates(call: Call, head: str) -> tuple[str, list[Span], tuple[Days, ...]]:
    """The text without its dates: behind `am`, `ab` and the like, or at its end."""
    for marker in islice(_BEFORE_DATE.finditer(head), _MOST_TRIES):
        behind, before = head[marker.end() :], head[: marker.start()]
        if not _may_be_date(call, behind):
            continue
        found = find_date(behind, call.now, call.zone) or find_date(_MONTH + behind, call.now, call.zone)
        if found is not None and not found.before:
            open_end = marker[1].lower() in _FROM_THEN_ON
            return f"{before}, {found.after}", found.spans, _days(call, found.spans, before, open_end=open_end)
        mistake = refusal(behind, call.now, call.zone)
        if mistake is not None:
            mistake.example = mistake.example or _with_date(call, before)
            raise mistake
    at_end: Found | None = find_date(head, call.now, call.zone, where="end")
    if at_end is None or not at_end.before or _BARE_DAY.search(at_end.before):
        return _take_bare(call, head)
    return at_end.before, at_end.spans, _days(call, at_end.spans, at_end.before, open_end=False)


def _may_be_date(call: Call, text: str) -> bool:
    """Whether a date, or what looks like one, is at the head of the text: a look at its first words."""
    head = text[:_GLANCE]
    if head != text:
        head = head.rpartition(" ")[0] or head
    return bool(
        find_date(head, call.now, call.zone)
        or find_date(_MONTH + head, call.now, call.zone)
        or refusal(head, call.now, call.zone)
    )


def _take_bare(call: Call, head: str) -> tuple[str, list[Span], tuple[Days, ...]]:
    """`Bochum 8.12. 25 Plätze`: a date amid the words; it never stays in the place silently."""
    day = _BARE_DAY.search(head)
    if day is None:
        return head, [], ()
    before, behind = head[: day.start()], head[day.start() :]
    found = find_date(behind, call.now, call.zone)
    if found is None:
        mistake = refusal(behind, call.now, call.zone) or UserError(WHERE)
        mistake.example = _with_date(call, before)
        raise mistake
    return f"{before}, {found.after}", found.spans, _days(call, found.spans, before, open_end=False)


def _days(call: Call, spans: list[Span], place: str, *, open_end: bool) -> tuple[Days, ...]:
    example = _with_date(call, place)
    for span in spans:
        if span.rrule:
            raise UserError(_("An offer is for single days, or from a day on."), example)
        if in_past(span, call.now):
            raise UserError(_("{when} is over.", when=span.period), example)
    zone = ZoneInfo(call.zone)
    return tuple((_day(span.start, zone), None if open_end else _day(span.end or span.start, zone)) for span in spans)


def _day(moment: date | datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def _with_date(call: Call, place: str) -> Text:
    """An offer that works, with a date two weeks from now."""
    day = call.now + timedelta(days=14)
    name = " ".join(place.split()).strip(" ,;") or "Bochum"
    return _("`!host offer {place} on {date}`", place=name[:60], date=f"{day.day}.{day.month}.")
