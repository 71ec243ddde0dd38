"""Which days an offer is for: dates, weekdays, hours, a first or a last day, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, UserError
from commands.base.claims import Place
from commands.dates import Found, Span, carries, find_date, in_past, refusal
from commands.hosting.clock import HOURS, hours, is_all_day
from commands.hosting.offered_days import OfferedDays, SameHours
from commands.hosting.weekdays import WEEKDAYS, weekdays_at
from commands.words import Text, _
from storage.hosting import Days

Example: TypeAlias = Callable[[], Text]
"""A line with a date that works."""
Bound: TypeAlias = Literal["from", "to", "on", "between"]

_FROM: Final = r"(?:erst\s+)?(?:ab|vom|von|from|starting|seit)|nicht\s+vor|not\s+before|frühestens"
_TO: Final = (
    r"(?:nur\s+|noch\s+){0,3}bis(?:\s+zum|\s+zur)?(?:\s+(?:einschließlich|inkl(?:usive|\.)?))?"
    r"|until|till|through|nicht\s+nach|not\s+after"
)
_ON: Final = (
    r"am|an|im|in\s+der|in\s+den|in|zum|on|the|den|dem|der|nur|immer|jeweils|auch|meist(?:ens)?|only|always|und|oder|and"
    r"|or|dann|jedoch|aber|but"
)
_MARKER: Final = re.compile(
    rf"(?:(?P<between>zwischen|between)|(?P<from>{_FROM})|(?P<to>{_TO})|(?P<on>{_ON}))(?!\w)\s*(?:dem\s+|den\s+)?|[,;/&+–-]\s*|\s+",
    re.IGNORECASE,
)
_ONWARDS: Final = re.compile(r"\s{1,3}(?:on|onwards?)(?!\w)", re.IGNORECASE)
_BOUNDS: Final[tuple[Bound, ...]] = ("between", "from", "to")
_RANGE: Final = re.compile(r"(?<!\w)(?:bis|to|until|till)(?!\w)|\d\.?\s*[–-]", re.IGNORECASE)
_LEAD: Final = re.compile(
    rf"(?:(?:(?<!\w)(?:zwischen|between|{_FROM}|{_TO}|am|an|im|in|zum|on|nur|immer|jeweils|auch|only|always|den|dem|der|und|oder|and|or)"
    r"(?!\w)|[,;/&+–-])\s{0,3}){1,8}\Z",
    re.IGNORECASE,
)
"""What stands before a date and belongs to it."""
_EXCEPT: Final = re.compile(
    r"(?<!\w)(?:(?:aber|jedoch|but|nur|allerdings)\s+)?(?:nicht|außer|ausser|ausgenommen|ohne|kein(?:e[nmrs]?)?|nie(?:mals)?"
    r"|except(?:\s+for)?|excluding|not|never|without|no)\s+(?!vor(?!\w)|nach(?!\w)|before|after)",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(r"(?<!\w)(?:(?:an)?statt|an(?:\s+)?stelle|instead\s+of)\s+(?=\S)", re.IGNORECASE)
_NOT_BEHIND: Final = re.compile(
    r"\s{0,2}(?:nicht|nie(?:mals)?|ausgenommen|not|never|excluded)(?=\s*(?:[,;.!\n]|$))", re.IGNORECASE
)
"""Behind the days that it leaves out: «freitags nie»."""
_WORD: Final = re.compile(r"\w")
_ANY_DAY: Final = re.compile(
    r"(?<!\w)(?:ab\s+sofort|ab\s+jetzt|jederzeit|ganzjährig|immer|das\s+ganze\s+jahr|jeden\s+tag|täglich|from\s+now\s+on"
    r"|any\s?time|at\s+any\s+time|all\s+year|every\s+day)(?=\s*(?:[,;.!\n]|$))",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"(?<!\w)(?:(?:außer|ausser|ausgenommen|nicht|except|not)\s+)?(?:(?:ab|bis|im|in\s+den|in|nach|vor|über|während|during|after|before|until|from)\s+)(?:den\s+|dem\s+|der\s+|the\s+)?"
    r"(?:\w+\s+)?(?:frühjahr|frühling|sommer|herbst|winter|\w*ferien|spring|summer|autumn|fall|\w*holidays?|fasching"
    r"|karneval|advent)(?!\w)[^,;\n]*",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    r"(?:jan|feb|mär|maer|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w*\.?(?!\w)(?!\s?\d{1,2}(?![\d.:]))",
    re.IGNORECASE,
)
"""A month by itself: «Dec 8» is a day of it."""
_YEAR: Final = re.compile(r"20\d\d(?![\d.:]|\w)")
_CODES: Final = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
_LEADS: Final[dict[Bound, str]] = {"to": "bis ", "between": "zwischen "}
_OVER: Final = re.compile(
    rf"[,;\n]\s{{0,3}}(?=(?:{_FROM}|{_TO}|am|im|in|on|zwischen|between|nur|only|aber|but)(?!\w))", re.IGNORECASE
)
"""Where an exception is over: «nicht freitags, ab Januar»."""
_NAMED: Final = re.compile(r"(?:\bdes|\bof)\s+\Z", re.IGNORECASE)
"""«Straße des 17. Juni» is an address."""
_MOST_TRIES: Final = 30
_LONGEST_PIECE: Final = 80
"""Characters in which one date is looked for."""
_NEAR: Final = 400
"""Characters in which the next day is looked for first: who names many days is not read to the end for each."""


def claim_days(said: Claims, call: Call, example: Example) -> OfferedDays:
    """Claims all that the line says about days. Raises UserError for a date that is none, is over, or no single day."""
    reader = _Reader(said, call, example)
    reader.exceptions()
    reader.instead()
    if said.take(_ANY_DAY):
        reader.when.any_day = True
    reader.days()
    while vague := said.take(_VAGUE):
        said.doubt(vague[0])
    return reader.when


def read_days(call: Call, text: str, example: Example) -> OfferedDays:
    """The days behind `Datum:`; `-` and the like are any day. Raises UserError for anything that is none."""
    if text.strip() in ("-", "–", "—") or text.strip().casefold() in ("keine", "keins", "alle", "any", "none"):
        return OfferedDays(any_day=True)
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

    def __init__(self, said: Claims, call: Call, example: Example) -> None:
        self.said, self.call, self.example = said, call, example
        self.when = OfferedDays()
        self.zone = ZoneInfo(call.zone)
        self.tried = 0

    def _try(self) -> None:
        """Raises UserError where a line names more days than anybody means."""
        self.tried += 1
        if self.tried > _MOST_TRIES:
            raise UserError(_("There are too many days in one line; please name fewer at once."), self.example())

    def exceptions(self) -> None:
        """`nicht im August`, `außer freitags`: what behind such a word is no day is left where it stands."""
        at = 0
        while match := self.said.search(_EXCEPT, at):
            self._try()
            at = match.end()
            place = next(place for place in self.said.open() if place.start <= match.start() < place.end)
            out = OfferedDays()
            over = _OVER.search(self.said.text, match.end(), place.end)
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
            end = self._sequence(Place(match.end(), place.end), OfferedDays(), leaving=True)
            if end > match.end():
                self.when.instead = self.said.claim(match.start(), end)

    def days(self) -> None:
        """Every other day, wherever it stands outside of quotations."""
        for place in self.said.open():
            at = place.start
            while (start := self._next(Place(at, place.end))) is not None:
                self._try()
                end = self._left_out(start, place.end)
                offered = Place(start, self._until_left_out(start, place.end))
                end = end or self._sequence(offered, self.when, leaving=False)
                if end > start:
                    self.said.claim(start, end)
                at = max(end, start + 1)
                if end <= start:
                    self._refuse(self.said.words(Place(start, place.end)))
                    word = re.compile(r"\S+\s*").match(self.said.text, start, place.end)
                    at = word.end() if word else at

    def _left_out(self, start: int, end: int) -> int:
        """Where days that begin there end with a word that leaves them out; 0 if they are offered."""
        if not _NOT_BEHIND.search(self.said.text, start, end):
            return 0
        out = OfferedDays()
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

    def _next(self, place: Place) -> int | None:
        """Where the next day or hour begins, its preposition included."""
        text = self.said.words(Place(place.start, place.end))
        start = _first_day(text[:_NEAR])
        if start is None or start > _NEAR - _LONGEST_PIECE:
            start = _first_day(text)
        return None if start is None else place.start + start

    def _sequence(self, place: Place, when: OfferedDays, *, leaving: bool) -> int:
        """Reads days and hours from the beginning of that place on; gives where they end."""
        text, at, end = self.said.text, place.start, place.start
        bound: Bound = "on"
        if not when.groups or when.groups[-1].hours:
            when.groups.append(SameHours())
        while at < place.end:
            self._try()
            mark = _MARKER.match(text, at, place.end)
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
            self._refuse(text[end : place.end])
        return end

    def _piece(self, at: int, end: int, bound: Bound, when: OfferedDays, *, leaving: bool) -> int | None:
        """Reads one piece there and gives where it ends; None if there is none."""
        text = self.said.text
        group = when.groups[-1]
        if match := HOURS.match(text, at, end):
            said = hours(match)
            if said[0] and said[1] and said[1] <= said[0]:
                raise UserError(
                    _("{hours}: the end lies before the beginning.", hours=match[0].strip()), self.example()
                )
            if not is_all_day(match):
                group.hours = said
                when.groups.append(SameHours())
            return match.end()
        if bound == "on" and (weekdays := weekdays_at(text, at, end, single=leaving)):
            group.weekdays += weekdays[0]
            return weekdays[1]
        end = min(end, at + _LONGEST_PIECE)
        following = HOURS.search(text, at, end)
        until = following.start() if following else end
        found = self._date(text[at:until], bound)
        if found is None:
            return None
        if {one.kind for one in carries(text[at : at + found.end])} == {"time"}:
            self._add_hours(found.spans[0], bound, when)
            return at + found.end
        if bound == "from" and _RANGE.search(text, at, at + found.end):
            bound = "on"
        self._add(found.spans, bound, group, when, leaving=leaving)
        onwards = _ONWARDS.match(text, at + found.end, end) if bound == "from" else None
        return onwards.end() if onwards else at + found.end

    def _add_hours(self, span: Span, bound: Bound, when: OfferedDays) -> None:
        """A time of day without a day, «von neun bis sechzehn Uhr», is no day of today's."""
        since, until = _hour(span.start, self.zone), _hour(span.end, self.zone)
        when.groups[-1].hours = (None, since) if bound == "to" else (since, until)
        when.groups.append(SameHours())

    def _date(self, words: str, bound: Bound) -> Found | None:
        """The date that the words begin with; a month or a year alone is one behind `ab`, `im` and the like."""
        if _MARKER.match(words) and not re.match(r"(?:in der|in den|an)\s", words, re.IGNORECASE):
            return None
        lead = "im Jahr " if _YEAR.match(words) else "im " if _MONTH.match(words) else _LEADS.get(bound, "")
        found = find_date(lead + words, self.call.now, self.call.zone)
        if found is None and lead:
            lead = ""
            found = find_date(words, self.call.now, self.call.zone)
        if found is None or found.before or found.start or found.end <= len(lead):
            return None
        return replace(found, end=found.end - len(lead))

    def _add(self, spans: list[Span], bound: Bound, group: SameHours, when: OfferedDays, *, leaving: bool) -> None:
        if bound == "to" and len(when.groups) > 1 and group == SameHours():  # «donnerstags ab 15 Uhr bis Ostern»
            group = when.groups[-2] if when.groups[-2].weekdays and not when.groups[-2].ranges else group
        for span in spans:
            if span.rrule:
                days, weekdays = self._rule(span)
                group.weekdays += weekdays
                group.ranges += [days] if days != Days() else []
                continue
            if in_past(span, self.call.now) and not leaving:
                raise UserError(_("{when} is over.", when=span.period), self.example())
            days = self._range(span, bound)
            last = group.ranges[-1] if group.ranges else None
            if bound == "to" and last is not None and last.last is None and last.first is not None:
                group.ranges[-1] = replace(last, last=days.last)
            else:
                group.ranges.append(days)
            when.spans.append(span)

    def _range(self, span: Span, bound: Bound) -> Days:
        first, last = _day(span.start, self.zone), _day(span.end or span.start, self.zone)
        since, until = _hour(span.start, self.zone), _hour(span.end, self.zone)
        if bound == "from" and (span.end is None or span.all_day):
            return Days(first, None, weekdays=(), since=since, until=until)
        if bound == "to":
            return Days(self.call.now.date(), last, weekdays=(), since=None, until=since)
        return Days(first, last, weekdays=(), since=since, until=until)

    def _rule(self, span: Span) -> tuple[Days, list[int]]:
        """Weekdays as the reader says them. Raises UserError for every other rule."""
        rule = dict(part.split("=", 1) for part in (span.rrule or "").split("\n")[0].split(";"))
        weekly = rule.get("FREQ") == "WEEKLY" and rule.get("INTERVAL", "1") == "1"
        if not weekly or set(rule) - {"FREQ", "BYDAY", "INTERVAL", "WKST", "UNTIL"} or "\n" in (span.rrule or ""):
            raise UserError(_("An offer is for single days, for weekdays, or from a day on."), self.example())
        first, until = _day(span.start, self.zone), rule.get("UNTIL")
        later = first if (first - self.call.now.date()).days > 7 else None
        last = datetime.strptime(until[:8], "%Y%m%d").date() if until else None  # noqa: DTZ007
        since, end = _hour(span.start, self.zone), _hour(span.end, self.zone)
        days = Days(later or (self.call.now.date() if last else None), last, weekdays=(), since=since, until=end)
        return days, [_CODES[code] for code in rule.get("BYDAY", "").split(",") if code in _CODES]

    def _refuse(self, words: str) -> None:
        lead = _LEAD.match(words)
        mistake = refusal(words[lead.end() :] if lead else words.strip(), self.call.now, self.call.zone)
        if mistake is not None:
            mistake.example = mistake.example or self.example()
            raise mistake


def _first_day(text: str) -> int | None:
    """Where the first day or hour in the text begins, its preposition included."""
    starts = [match.start() for match in _starts(text)]
    starts += [one.start for one in carries(text) if one.kind in ("date", "time", "rule")]
    for start in sorted(starts):
        if _NAMED.search(text, 0, start):
            continue
        lead = _LEAD.search(text, 0, start)
        return lead.start() if lead else start
    return None


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Where hours, weekdays, and a month or a year behind a preposition begin."""
    for pattern in (HOURS, *WEEKDAYS):
        yield from (
            match for match in pattern.finditer(text) if not re.match(r"\w", text[match.start() - 1 : match.start()])
        )
    yield from _BEHIND.finditer(text)


_BEHIND: Final = re.compile(
    rf"(?<!\w)(?:{_FROM}|{_TO}|im|in)\s+(?=(?:{_MONTH.pattern}|{_YEAR.pattern}))", re.IGNORECASE
)


def _day(moment: date | datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def _hour(moment: date | datetime | None, zone: ZoneInfo) -> time | None:
    return moment.astimezone(zone).time() if isinstance(moment, datetime) else None
