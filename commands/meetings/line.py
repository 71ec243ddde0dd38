"""What a line says about a meeting: its title, and its dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise

from commands.base import Call, Claims, UserError, at_most
from commands.base.claims import Place, veiled
from commands.base.typed import fold
from commands.dated import CONNECTS
from commands.dates import DateError, Span, carries, find_date, in_past, strange
from commands.dates.vocabulary.feasts import FEASTS, HOLIDAYS
from commands.dates.vocabulary.roles import FILLERS
from commands.deadlines import only
from commands.doubts import read_again
from commands.words import _

_MOST_COLONS = 12
"""So many colons of a line are tried as the end of its title."""
LONGEST_READ = 400
"""Characters the date reader takes at once."""
MOST_SLOTS = 20
"""Dates that a vote can have."""
_MOST_PIECES = 3 * MOST_SLOTS
"""Pieces of a line that are read as dates: some stand there twice, some are days of a month to come."""
_LONGEST_DATES = 150 * MOST_SLOTS
"""Characters of all dates in a line, each with its times and its place; longer ones are refused before any is read."""
_COLON = re.compile(r":(?=\s|$)")
_WORD = re.compile(r"[\s,;:–—-]{0,40}(\S+)")
_SIGNS_BEFORE = re.compile(r"[\s,;:–—@-]*\Z")
_SHRED = re.compile(
    r"(?:(?<=\s)|^)"
    r"(?>(?:\d{1,2}\.(?:\d{1,2}\.(?:\d{2,4}(?![\d.]))?|\d{1,6}(?![\d.]))?[\s,;]*)"
    rf"{{1,{_MOST_PIECES}}})\Z"
)
"""What a text ends with that looks like days: taken as a whole or not at all, so that its time stays bounded."""
_NUMBERS = re.compile(r"[\d.,\s-]+")
_LOOSE = " \t\n,;:–—-"
_DAY = re.compile(r"(?:^|\s)(?:am )?(\d{1,2}\.\d{1,2}\.)")
_TOGETHER = re.compile(r"\b(?:und|and)\b|\bu\.|[&+]", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:oder|or|bzw|alternativ|wahlweise)\b|[;\n/|]", re.IGNORECASE)
_VERSION = re.compile(r"\d{1,2}\.(?:0\d?|1[3-9]|[2-9]\d)")
"""A number with a point that is no day of any month: «OZG 2.0»."""
_NUMBERED = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,4}){1,4})\s(?P<dates>\S.*)", re.DOTALL)
_LEADING_TO = re.compile(r"(?:mit|with|in|im|bei(?!\s+(?:mir|uns)\b)|beim|nach|at|@)\s+", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?<=\s)(?P<words>(?:in|im|bei|beim|at)\s{1,3}(?:(?:the|der|dem|den)\s{1,3})?)\Z", re.IGNORECASE
)
_NAMES_A_PLACE = re.compile(
    r"(?:(?:mit|with)\s+)?\(?h#?\d{1,7}\)?$|(?:in|im|bei|beim|nach|at)\s+\S|@|"
    r"online\b|digital\b|per video|videokonferenz\b",
    re.IGNORECASE,
)
_SMALL = frozenset(("am", "an", "im", "in", "um", "ab", "bei", "beim", "der", "die", "das", "den", "dem", "des"))
_LEADING_OVER = _SMALL | {"zum", "zur", "vom", "on", "at", "the", "of", "from"}
"""Words that lead over from a title to a date and belong to neither."""


_TAKES_PLACE = re.compile(r"(?<=\w)\s+(?:findet(?=\s.*\sstatt[\s.!]*$)|takes\s+place(?=\s))", re.IGNORECASE | re.DOTALL)
_PLACE_TAKEN = re.compile(r"\sstatt[\s.!]*$", re.IGNORECASE)
_TURNED = re.compile(
    r"(?:^|\s)((?:außer|ausser|ausgenommen|nicht|kein(?:e[nmrs]?)?|ohne|statt|except|excluding|not|without|instead of)"
    r"(?:\s+(?:am|im|an|den|dem|der|on|in|for|the|vom|von))*)$",
    re.IGNORECASE,
)


def take_sentence(said: Claims) -> None:
    """Claims the words that only make a sentence of a title and its date: «Der Beirat findet am 8.12. statt»."""
    if said.take(_TAKES_PLACE):
        said.take(_PLACE_TAKEN)


@dataclass(frozen=True, slots=True)
class Named:
    """A title and the text about dates behind it, which may be empty."""

    title: str
    dates: str


def split_title(call: Call, text: str) -> Named:
    """The title, quoted or plain, and the dates behind it: behind a colon, on further lines, or at the line's end.

    A word before the dates that turns them round is theirs: «außer 24.12.» is no date of a meeting.
    """
    line = Claims(text.strip(_LOOSE))
    if (quoted := line.take_quotation()) is not None:
        return Named(quoted, line.rest().strip(_LOOSE))
    named = _split_title(call, line)
    title = Claims(named.title)
    turned = _TURNED.search(named.title) if named.dates else None
    if turned is None:
        return named
    start = _beside(title, turned.start(1))
    return _parted(title, start, f" {named.dates}")


def _parted(line: Claims, start: int, more: str = "", *, until: int | None = None) -> Named:
    """The title before that place, the dates from there on, and more of them behind."""
    dates = line.words(Place(start, len(line.text) if until is None else until))
    return Named(line.words(Place(0, start)).strip(_LOOSE), f"{dates}{more}".strip(_LOOSE))


def _beside(line: Claims, end: int) -> int:
    """Where the dates begin that go on to that place without another word between: a rule before its exception."""
    for one in reversed(carries(line.look(Place(0, end)))):
        if not CONNECTS.fullmatch(line.text, one.end, end):
            break
        end = one.start
    return end


def _split_title(call: Call, line: Claims) -> Named:
    first = next(iter(line.parts()), Place(0, 0))
    colons = _COLON.finditer(line.look(Place(0, _row_end(line))))
    for colon in islice(colons, _MOST_COLONS):
        behind = Claims(line.words(Place(colon.end(), len(line.text))).strip())
        if behind.text and _begins_with_dates(call, behind):
            return Named(line.words(Place(0, colon.start())), behind.text)
    rest = line.words(Place(first.end + 1, len(line.text)))
    sign = line.words(Place(first.end, first.end + 1))
    named = _at_end(call, line, first.end)
    # A line alone is a title, even with a date in it; with a time of day it holds the first slot as well.
    if sign == "\n" and (named is None or not _timed(call, named.dates)):
        return Named(line.words(first), rest.strip())
    # What looks like a date is never left in a title silently: it is read, or it is said that it cannot be.
    if day := _DAY.search(veiled(named.title if named else line.words(first))):
        holding = (one.start for one in carries(line.words(first)) if one.start <= day.start(1) < one.end)
        start = next(holding, day.start(1))  # the weekday before it is the date's
        title = line.words(Place(0, min(day.start(), start))).strip(_LOOSE)
        return Named(title, f"{line.words(Place(start, first.end))}{sign}{rest}".strip())
    if named is None:
        return Named(line.words(first), rest.strip())
    return Named(named.title, f"{named.dates}{sign}{rest}".strip())


def _row_end(line: Claims) -> int:
    """Where the first row ends."""
    end = line.text.find("\n")
    return end if end >= 0 else len(line.text)


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of the dates and the place that was named behind it: `in Bochum`, `H2`."""

    dates: str
    place: str


def take_strange(said: Claims, dates: str) -> tuple[str, dict[str, str]]:
    """The dates without the words among them that say nothing about time, and the place if those behind them name one.

    `in Bochum` and `online` are a place; what else stands there, words between the dates, and a second place are asked
    about.
    """
    text, placed = take_places(said, dates)
    for one in placed:
        if one.place != placed[0].place:
            said.doubt(one.place)
    return text, {"place": placed[0].place} if placed else {}


def take_places(said: Claims, dates: str) -> tuple[str, list[Placed]]:
    """The same with the place behind each piece of the dates, for who can use several of them.

    Raises UserError for more than all dates of a line can be.
    """
    at_most(dates, _LONGEST_DATES)
    line, placed = Claims(dates), list[Placed]()
    for quoted in line.take_quotations():
        said.doubt(quoted)
    pieces = line.parts()
    if sum(_says_something(line.words(piece)) for piece in pieces) > _MOST_PIECES:
        return line.rest(), []  # whoever reads the dates says so
    for piece in pieces:
        seen = line.look(piece)
        carried, runs = carries(seen), strange(seen)
        if not carried:
            continue  # no date at all: whoever reads the dates says so
        behind = next((start for start, _end in runs if start >= carried[-1].end), None)
        for start, end in runs:
            if behind is None or start < behind:
                said.doubt(line.rest(piece.start + start, piece.start + end))
        if behind is not None:
            placed += _claim_place(said, line, piece, piece.start + _with_preposition(seen, behind))
    return line.rest().strip(), placed


def _claim_place(said: Claims, line: Claims, piece: Place, start: int) -> list[Placed]:
    """The place that the words from `start` on name; «@anna» is somebody, «@ Rathaus» is where."""
    place = line.rest(start, piece.end).strip(_LOOSE)
    signs = _SIGNS_BEFORE.search(line.text, piece.start, start)
    begin = signs.start() if signs else start
    line.claim(begin, piece.end)
    if not place:
        return []
    signed = signs is not None and "@ " in signs[0]
    if not (signed or _NAMES_A_PLACE.match(place) or f", {place}" in said.text):
        said.doubt(place)
    words = Claims(place)
    words.take_head(_LEADING_TO)
    return [Placed(line.rest(piece.start, begin).strip(), words.rest())]


def _with_preposition(piece: str, start: int) -> int:
    """Where the words begin that name a place: «at» and «in the» belong to dates as well, so they were not strange."""
    before = _PREPOSITION.search(piece, 0, start)
    return before.start("words") if before else start


def numbered(call: Call, named: Named) -> Named | None:
    """The same with the number that stands before the dates as a part of the title, «OZG 2.1»; None if none is there,
    or no date behind it."""
    found = _NUMBERED.fullmatch(named.dates)
    with suppress(UserError):
        if found:
            read_event(call, found["dates"])
            return Named(f"{named.title} {found['number']}".strip(), found["dates"])
    return None


def read_slots(call: Call, text: str) -> list[Span]:
    """All dates in the text, each once. Raises DateError naming the piece that is none."""
    line = Claims(text)
    pieces = [line.words(piece) for piece in line.parts()]
    if (n := sum(map(_says_something, pieces))) > _MOST_PIECES:
        raise UserError(_("These are {n} dates; a vote can have at most {most}.", n=n, most=MOST_SLOTS))
    if len(text) > LONGEST_READ:
        spans = [span for piece in pieces for span in _read_piece(call, piece)]
        return list({span.key: span for span in spans}.values())
    if len(pieces) > 1:
        for piece in pieces:
            # A day number takes its month from its neighbours. Whatever else says nothing alone would be lost.
            if not _NUMBERS.fullmatch(piece):
                _refuse_months(piece, _read_piece(call, piece))
    spans = list(read_again(call, text))
    _refuse_months(text, spans)
    return spans


_FIGURE = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_LONGEST_SAID = timedelta(days=14)
"""Days that a word without figures may mean as the days of a meeting: a week, not «im Juni»."""


def _refuse_months(text: str, spans: Sequence[Span]) -> None:
    """Raises UserError for a month or more that a word says: that is no date of a meeting yet."""
    for span in spans if not _FIGURE.search(text) else ():
        if span.all_day and span.end is not None and span.end - span.start >= _LONGEST_SAID:
            raise UserError(_("{when} is not a single day.", when=span.period))


def read_event(call: Call, text: str) -> Span:
    """The one date of something fixed: `7. und 8. Januar` is from the 7th to the 8th, not two dates to choose from."""
    spans = read_again(call, text)
    if len(spans) > 1 and _TOGETHER.search(text) and not _CHOICE.search(text) and _in_a_row(spans):
        return Span(spans[0].start, spans[-1].start, all_day=True)
    _refuse_months(text, spans)
    return only(spans)


def _in_a_row(spans: Sequence[Span]) -> bool:
    """Whether these are whole days, each the day after the one before, and nothing else."""
    plain = all(span.all_day and not (span.end or span.rrule or span.ask) for span in spans)
    return plain and all(after.start == before.start + timedelta(days=1) for before, after in pairwise(spans))


def bare_title(name: str) -> str:
    """The title without what in it carries a date or a rule, for a line that works."""
    end = next((one.start for one in carries(name)), len(name))
    return Claims(name).words(Place(0, end)).strip(_LOOSE)[:80]


def account(said: Claims, name: str, dates: str) -> None:
    """The line became that title and those dates: what in the title carries a date or a rule is asked about."""
    at = said.text.rfind(dates) if dates else -1
    if at >= 0:
        said.claim(at, at + len(dates))
    said.keep_rest()
    named = said.text.find(name)
    if said.quoted(Place(named, named + len(name))):
        return
    for stretch in carries(name):
        said.doubt(Claims(name).words(Place(stretch.start, len(name))))
        return
    if dates and (dangling := _DANGLING.search(name)):
        said.doubt(dangling[0])


_DANGLING = re.compile(
    r"(?:(?<!\w)(?:oder|und|or|and|bis|to|(?:über)?nächste[nrsm]?|kommende[nrsm]?|diese[nrsm]?|jede[nrsm]?|every|each|next"
    r"|this|erste[nrsm]?|zweite[nrsm]?|dritte[nrsm]?|letzte[nrsm]?|first|second|third|last|auf|jeweils|ca\.?|circa|gegen)\s*)+\Z",
    re.IGNORECASE,
)
"""Words at the end of a title that go on to the date behind it and were not read with it."""


def slot_mistake(call: Call, spans: Sequence[Span]) -> UserError | None:
    """What makes these dates no slots to be voted on."""
    for span in spans:
        if span.rrule is not None:
            return UserError(
                _("A series cannot be voted on; it is planned at once."),
                _("`!meeting plan Jour fixe every first Tuesday of the month 14-15h`"),
            )
        if in_past(span, call.now):
            return UserError(_("{when} is over.", when=span.period))
    return None


def _read_piece(call: Call, piece: str) -> tuple[Span, ...]:
    try:
        return read_again(call, piece)
    except DateError as mistake:
        shown = " ".join(piece.split())[:80]
        raise DateError(
            _("“{piece}” cannot be read as a date. {reason}", piece=shown, reason=mistake.text), mistake.example
        ) from None


def _says_something(piece: str) -> bool:
    return any(map(str.isalnum, piece))


def _at_end(call: Call, line: Claims, until: int) -> Named | None:
    """A title with dates behind it: it ends where the dates begin. None if that part does not end with a date.

    The reader passes over words such as «Sitzung» and «online» beside a date; here they belong to the title.
    """
    seen = line.look(Place(0, until))
    carried = [one for one in carries(line.words(Place(0, until))) if one.kind not in ("exception", "negation")]
    end = carried[-1].end if carried else until
    found = find_date(line.look(Place(0, end)), call.confirmed or call.now, call.zone, where="end")
    if found is None or found.after:
        return None
    if not found.before and (feast := _feast(call, line, until)):
        return feast
    if not found.before and (behind := line.words(Place(end, until)).strip(_LOOSE)):  # the title behind the date
        return Named(behind, line.words(Place(0, end)).strip(_LOOSE))
    start = place = len(found.before)
    for word in _WORD.finditer(line.text, start, until):
        folded = fold(word[1]).strip(".,:")
        if folded not in FILLERS:
            break
        if folded not in _LEADING_OVER:
            place = word.end()
    # What looks like a date is never left in a title silently: «31.2. 14 Uhr» is wrong, not today at two.
    shred = _SHRED.search(seen, 0, place)
    behind_it = carries(line.words(Place(place, until)))
    if shred and not (_VERSION.fullmatch(shred[0].strip()) and any(one.kind == "date" for one in behind_it)):
        place = shred.start()
    return _parted(line, place, until=until)


_NAMES_OF_DAYS = frozenset({*FEASTS, *HOLIDAYS, "weekly", "daily", "monthly", "biweekly"})


def _feast(call: Call, line: Claims, until: int) -> Named | None:
    """A title that is the name of a feast, before a date with figures: «Nikolaus 6.12. 16 Uhr»."""
    for words in reversed(list(islice(re.finditer(r"\S+", line.words(Place(0, until))), 2))):
        dates = line.look(Place(words.end(), until))
        named = fold(line.words(Place(0, words.end()))).strip(".,:")
        if named in _NAMES_OF_DAYS and re.search(r"\d", dates):
            found = find_date(dates, call.confirmed or call.now, call.zone, where="end")
            if found and not found.after and not any(map(str.isalnum, found.before)):
                start = words.end() + next(n for n, sign in enumerate(dates) if sign.isalnum())
                return _parted(line, start, until=until)
    return None


def _begins_with_dates(call: Call, line: Claims) -> bool:
    """Whether the first part of the line is a date and nothing else."""
    piece = line.look(line.parts()[0])
    found = find_date(piece, call.confirmed or call.now, call.zone, where="start")
    return bool(_NUMBERS.fullmatch(piece)) or (found is not None and not found.after)


def _timed(call: Call, text: str) -> bool:
    """Whether the dates say a time of day."""
    return any(isinstance(span.start, datetime) for span in read_again(call, text))
