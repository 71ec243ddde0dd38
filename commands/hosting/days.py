"""Which days an offer is for: dates, weekdays, hours, a first or a last day, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, UserError
from commands.base.claims import Place
from commands.dates import Span, carries, find_date, refusal
from commands.hosting.clock import HOURS, hours, is_all_day
from commands.hosting.day_words import LONGEST_PIECE, MARKER, MONTH, OVER, YEAR, first_day, means_hours
from commands.hosting.offered_days import Bound, OfferedDays
from commands.hosting.weekdays import weekdays_at
from commands.patterns import regex
from commands.words import Text, _

Example: TypeAlias = Callable[[], Text]
"""A line with a date that works."""

_EXCEPT: Final = regex(
    r"(?<!\w)(?:(?:aber|jedoch|but|nur|allerdings)\s+)?(?:nicht|außer|ausser|ausgenommen|ohne|kein(?:e[nmrs]?)?|nie(?:mals)?"
    r"|except(?:\s+for)?|(?<=day )but|excluding|not|never|without|no)\s+(?!vor(?!\w)|nach(?!\w)|before|after)",
    re.IGNORECASE,
)
_INSTEAD: Final = regex(r"(?<!\w)(?:(?:an)?statt|an(?:\s+)?stelle|instead\s+of)\s+(?=\S)", re.IGNORECASE)
_NOT_BEHIND: Final = regex(
    r"\s{0,2}(?:nicht|nie(?:mals)?|ausgenommen|not|never|excluded)(?=\s*(?:[,;.!\n]|$))", re.IGNORECASE
)
"""Behind the days that it leaves out: «freitags nie»."""
_ANY_DAY: Final = regex(
    r"(?<!\w)(?:ab\s+sofort|ab\s+jetzt|jederzeit|ganzjährig|(?<!wie )immer|das\s+ganze\s+jahr|jeden\s+tag|täglich"
    r"|from\s+now\s+on|any\s?time|at\s+any\s+time|all\s+year|every\s+day)(?=\s*(?:[,;.!\n]|$))",
    re.IGNORECASE,
)
_VAGUE: Final = regex(
    r"(?<!\w)(?:(?:außer|ausser|ausgenommen|nicht|except|not)\s+)?(?:(?:ab|bis|im|in\s+den|in|nach|vor|über|während|during|after|before|until|from)\s+)(?:den\s+|dem\s+|der\s+|the\s+)?"
    r"(?:\w+\s+)?(?:frühjahr|frühling|sommer|herbst|winter|\w*ferien|spring|summer|autumn|fall|\w*holidays?|fasching"
    r"|karneval|advent)(?!\w)[^,;\n]*",
    re.IGNORECASE,
)
_RANGE: Final = regex(r"(?<!\w)(?:bis|to|until|till)(?!\w)|\d\.?\s*[–-]", re.IGNORECASE)
_ONWARDS: Final = regex(r"\s{1,3}(?:on|onwards?)(?!\w)", re.IGNORECASE)
_WORD: Final = regex(r"\w")
_IN_THE: Final = regex(r"(?:in der|in den|an)\s", re.IGNORECASE)
_MONTH_ALONE: Final = regex(rf"{MONTH.pattern}(?:\s20\d\d)?", re.IGNORECASE)
_TOKEN: Final = regex(r"\S+\s*")
_BOUNDS: Final[tuple[Bound, ...]] = ("between", "from", "to")
_LEADS: Final[dict[Bound, str]] = {"to": "bis ", "between": "zwischen "}
_MOST_TRIES: Final = 30


def claim_days(said: Claims, call: Call, example: Example) -> OfferedDays:
    """Claims all that the line says about days. Raises UserError for a date that is none, is over, or no single day."""
    reader = _Reader(said, call)
    try:
        reader.exceptions()
        reader.instead()
        if said.take(_ANY_DAY):
            reader.when.any_day = True
        reader.days()
    except UserError as mistake:
        mistake.example = mistake.example or example()
        raise
    while vague := said.take(_VAGUE):
        said.doubt(vague[0])
    return reader.when


def read_days(call: Call, text: str, example: Example) -> OfferedDays:
    """The days behind `Datum:`; `-` and the like are any day. Raises UserError for anything that is none."""
    if text.strip() in ("-", "–", "—") or text.strip().casefold() in ("keine", "keins", "alle", "any", "none"):
        return OfferedDays(call.now, ZoneInfo(call.zone), any_day=True)
    said = Claims(text)
    when = claim_days(said, call, example)
    left = said.rest().strip(" .,;")
    if left:
        mistake = refusal(left, call.now, call.zone) or UserError(_("“{words}” is no day.", words=left))
        mistake.example = example()
        raise mistake
    return when


class _Reader:
    """Walks through a line, piece by piece."""

    def __init__(self, said: Claims, call: Call) -> None:
        self.said, self.call = said, call
        self.when = self._days()
        self.tried = 0

    def _try(self) -> None:
        """Raises UserError where a line names more days than anybody means."""
        self.tried += 1
        if self.tried > _MOST_TRIES:
            raise UserError(_("There are too many days in one line; please name fewer at once."))

    def exceptions(self) -> None:
        """`nicht im August`, `außer freitags`: what behind such a word is no day is left where it stands."""
        at = 0
        while match := self.said.search(_EXCEPT, at):
            self._try()
            at = match.end()
            place = next(place for place in self.said.open() if place.start <= match.start() < place.end)
            out = self._days()
            over = OVER.search(self.said.text, match.end(), place.end)
            end = self._sequence(Place(match.end(), over.start() if over else place.end), out, leaving=True)
            if end > match.end():
                self.said.claim(match.start(), end)
                self.when.without += [one for one in out.terms() if not (one.since or one.until)]
                if any(one.since or one.until for one in out.terms()):
                    self.said.doubt(self.said.words(Place(match.start(), end)))

    def instead(self) -> None:
        """`statt am 8.12.`: the days that are offered no more."""
        match = self.said.search(_INSTEAD)
        if match is not None:
            place = next(place for place in self.said.open() if place.start <= match.start() < place.end)
            end = self._sequence(Place(match.end(), place.end), self._days(), leaving=True)
            if end > match.end():
                self.when.instead = self.said.claim(match.start(), end)

    def days(self) -> None:
        """Every other day, wherever it stands outside of quotations."""
        for place in self.said.open():
            at = place.start
            while (start := first_day(self.said, Place(at, place.end))) is not None:
                self._try()
                end = self._left_out(start, place.end)
                offered = Place(start, self._until_left_out(start, place.end))
                end = end or self._sequence(offered, self.when, leaving=False)
                if end > start:
                    self.said.claim(start, end)
                at = max(end, start + 1)
                if end <= start:
                    self._refuse(Place(start, place.end))
                    word = _TOKEN.match(self.said.text, start, place.end)
                    at = word.end() if word else at

    def _left_out(self, start: int, end: int) -> int:
        """Where days that begin there end with a word that leaves them out; 0 if they are offered."""
        if not _NOT_BEHIND.search(self.said.text, start, end):
            return 0
        out = self._days()
        if self._until_left_out(start, end) < end:
            return 0
        negation = _NOT_BEHIND.match(self.said.text, self._sequence(Place(start, end), out, leaving=True), end)
        if negation is None:
            return 0
        self.when.without += out.terms()
        return negation.end()

    def _until_left_out(self, start: int, end: int) -> int:
        """Where the days end that are offered, if others behind a comma are left out: «ab 16 Uhr, freitags nie»."""
        negation = _NOT_BEHIND.search(self.said.text, start, end)
        if negation is None:
            return end
        first = _WORD.search(self.said.text, start, end)
        comma = max(self.said.text.rfind(sign, first.start() if first else start, negation.start()) for sign in ",;\n")
        return comma + 1 if comma >= 0 else end

    def _sequence(self, place: Place, when: OfferedDays, *, leaving: bool) -> int:
        """Reads days and hours from the beginning of that place on; gives where they end."""
        text, at, end = self.said.text, place.start, place.start
        bound: Bound = "on"
        when.begin()
        while at < place.end:
            self._try()
            mark = MARKER.match(text, at, place.end)
            piece = self._piece(at, place.end, bound, when, leaving=leaving)
            if piece is not None:
                at = end = piece
                bound = "on"
            elif mark:
                at = mark.end()
                bound = next((name for name in _BOUNDS if mark[name]), bound)
            else:
                break
        if bound != "on" and not leaving:
            self._refuse(Place(end, place.end))
        return end

    def _piece(self, at: int, end: int, bound: Bound, when: OfferedDays, *, leaving: bool) -> int | None:
        """Reads one piece there and gives where it ends; None if there is none."""
        text = self.said.text
        if (match := HOURS.match(text, at, end)) and means_hours(self.said, match):
            said = hours(match)
            if said[0] and said[1] and said[1] <= said[0]:
                raise UserError(_("{hours}: the end lies before the beginning.", hours=match[0].strip()))
            if not is_all_day(match):
                when.add_hours(said)
            return match.end()
        if bound == "on" and (weekdays := weekdays_at(text, at, end, single=leaving)):
            when.add_weekdays(weekdays[0])
            return weekdays[1]
        end = min(end, at + LONGEST_PIECE)
        following = HOURS.search(text, at, end)
        until = following.start() if following else end
        found = self._date(Place(at, until), bound)
        if found is None:
            return None
        spans, until = found
        if {one.kind for one in carries(self.said.words(Place(at, until)))} == {"time"}:
            when.add_time(spans[0], bound)
            return until
        if bound == "from" and _RANGE.search(text, at, until):
            bound = "on"
        when.add(spans, bound, leaving=leaving)
        onwards = _ONWARDS.match(text, until, end) if bound == "from" else None
        return onwards.end() if onwards else until

    def _date(self, place: Place, bound: Bound) -> tuple[list[Span], int] | None:
        """The date with which the place begins, and where it ends; a month or a year alone is one behind `ab`, `im` and
        the like."""
        words = self.said.words(place)
        if MARKER.match(words) and not _IN_THE.match(words):
            return None
        lead = "im Jahr " if YEAR.match(words) else "im " if MONTH.match(words) else _LEADS.get(bound, "")
        found = find_date(lead + words, self.call.now, self.call.zone)
        if found is None and lead:
            lead = ""
            found = find_date(words, self.call.now, self.call.zone)
        month = _MONTH_ALONE.match(words) if bound != "on" else None
        if found and month and any(span.rrule for span in found.spans):  # «ab März dienstags»: from then on
            found = find_date(lead + month[0], self.call.now, self.call.zone)
        if found is None or found.before or found.start or found.end <= len(lead):
            return None
        return found.spans, place.start + found.end - len(lead)

    def _refuse(self, place: Place) -> None:
        mistake = refusal(self.said.words(place).strip(), self.call.now, self.call.zone)
        if mistake is not None:
            raise mistake

    def _days(self) -> OfferedDays:
        return OfferedDays(self.call.now, ZoneInfo(self.call.zone))
