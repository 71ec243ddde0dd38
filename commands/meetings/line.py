"""What a line says about a meeting: its title, and its dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise

from commands.base import Call, Claims, UserError, at_most
from commands.base.claims import Place, quotations, veiled
from commands.base.line import take_quoted
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
_NUMBERS = re.compile(r"[\d.,\s-]+")
_LOOSE = " \t\n,;:–—-"
_DAY = re.compile(r"(?:^|\s)(?:am )?(\d{1,2}\.\d{1,2}\.)")
_TOGETHER = re.compile(r"\b(?:und|and)\b|\bu\.|[&+]", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:oder|or|bzw|alternativ|wahlweise)\b|[;\n/|]", re.IGNORECASE)
_VERSION = re.compile(r"\d{1,2}\.(?:0\d?|1[3-9]|[2-9]\d)")
"""A number with a point that is no day of any month: «OZG 2.0»."""
_NUMBERED = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,4}){1,4})\s(?P<dates>\S.*)", re.DOTALL)
_LEADING_TO = re.compile(r"(?:mit|with|in|im|bei|beim|nach|at|@)\s+", re.IGNORECASE)
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
    named = _split_title(call, text)
    turned = _TURNED.search(named.title)
    if turned is None or not named.dates or take_quoted(text.strip(_LOOSE))[0] is not None:
        return named
    start = _beside(named.title, turned.start(1))
    return Named(named.title[:start].strip(_LOOSE), f"{named.title[start:]} {named.dates}")


def _beside(text: str, end: int) -> int:
    """Where the dates begin that go on to that place without another word between: a rule before its exception."""
    for one in reversed(carries(veiled(text[:end]))):
        if not CONNECTS.fullmatch(text, one.end, end):
            break
        end = one.start
    return end


def _split_title(call: Call, text: str) -> Named:
    text = re.sub(r" +", " ", text.strip(_LOOSE))
    quoted, behind = take_quoted(text)
    if quoted is not None:
        return Named(quoted, behind.strip())
    for colon in islice(re.finditer(r":(?=\s|$)", text.partition("\n")[0]), _MOST_COLONS):
        behind = text[colon.end() :].strip()
        if behind and _begins_with_dates(call, behind):
            return Named(text[: colon.start()], behind)
    first, sign, rest = _split_once(text)
    named = _at_end(call, first)
    # A line alone is a title, even with a date in it; with a time of day it holds the first slot as well.
    if sign == "\n" and (named is None or not _timed(call, named.dates)):
        return Named(first, rest.strip())
    # What looks like a date is never left in a title silently: it is read, or it is said that it cannot be.
    if day := _DAY.search(veiled(named.title if named else first)):
        holding = (one.start for one in carries(first) if one.start <= day.start(1) < one.end)
        start = next(holding, day.start(1))  # the weekday before it is the date's
        return Named(first[: min(day.start(), start)].strip(_LOOSE), f"{first[start:]}{sign}{rest}".strip())
    if named is None:
        return Named(first, rest.strip())
    return Named(named.title, f"{named.dates}{sign}{rest}".strip())


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
    for quoted in quotations(dates):
        said.doubt(quoted[1:-1])
        dates = dates.replace(quoted, "")
    pieces, placed = re.split(r"([;\n])", dates), []
    if sum(map(_says_something, pieces)) > _MOST_PIECES:
        return dates, []  # whoever reads the dates says so
    for index, piece in enumerate(pieces):
        carried = carries(piece)
        if not carried:
            continue  # no date at all: whoever reads the dates says so
        runs = strange(piece)
        behind = next((start for start, _end in runs if start >= carried[-1].end), len(piece))
        for start, end in runs:
            if start < behind:
                said.doubt(piece[start:end])
        if behind < len(piece):
            behind = _with_preposition(piece, behind)
            place = piece[behind:].strip(_LOOSE)
            pieces[index] = piece[:behind].rstrip(_LOOSE + "@")
            signed = re.search(r"@\s+$", piece[:behind])  # «@anna» is somebody, «@ Rathaus» is where
            if not (signed or _NAMES_A_PLACE.match(place) or f", {place}" in said.text):
                said.doubt(place)
            placed.append(Placed(pieces[index].strip(), _LEADING_TO.sub("", place)))
    return "".join(pieces).strip(), placed


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
    pieces = [piece for piece in re.split(r"[;\n]", text) if piece.strip()]
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
    return name[: next((one.start for one in carries(name)), len(name))].strip(_LOOSE)[:80]


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
        said.doubt(name[stretch.start :])
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


def _split_once(text: str) -> tuple[str, str, str]:
    """What stands before the first `;` or line break, that sign, and what stands behind it."""
    match = re.search(r"[;\n]", text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _at_end(call: Call, text: str) -> Named | None:
    """A title with dates behind it: it ends where the dates begin. None if the text does not end with a date.

    The reader passes over words such as «Sitzung» and «online» beside a date; here they belong to the title.
    """
    carried = [one for one in carries(text) if one.kind not in ("exception", "negation")]
    end = carried[-1].end if carried else len(text)
    plain = veiled(text)
    found = find_date(plain[:end], call.confirmed or call.now, call.zone, where="end")
    if found is None or found.after:
        return None
    if not found.before and (feast := _feast(call, text)):
        return feast
    if not found.before and text[end:].strip(_LOOSE):  # the title behind the date
        return Named(text[end:].strip(_LOOSE), text[:end].strip(_LOOSE))
    start = place = len(found.before)
    for word in re.finditer(r"[\s,;:–—-]*(\S+)", text[start:]):
        folded = fold(word[1]).strip(".,:")
        if folded not in FILLERS:
            break
        if folded not in _LEADING_OVER:
            place = start + word.end()
    # What looks like a date is never left in a title silently: «31.2. 14 Uhr» is wrong, not today at two.
    shred = re.search(r"(?:(?<=\s)|^)(?:\d{1,2}\.(?:\d{1,2}\.?)?(?:\d{2,4})?[\s,;]*)+$", plain[:place])
    if shred and not (
        _VERSION.fullmatch(shred[0].strip()) and any(one.kind == "date" for one in carries(text[place:]))
    ):
        place = shred.start()
    return Named(text[:place].strip(_LOOSE), text[place:].strip(_LOOSE))


_NAMES_OF_DAYS = frozenset({*FEASTS, *HOLIDAYS, "weekly", "daily", "monthly", "biweekly"})


def _feast(call: Call, text: str) -> Named | None:
    """A title that is the name of a feast, before a date with figures: «Nikolaus 6.12. 16 Uhr»."""
    for words in islice(reversed(list(re.finditer(r"\S+", text))[:2]), 2):
        dates = text[words.end() :]
        if fold(text[: words.end()]).strip(".,:") in _NAMES_OF_DAYS and re.search(r"\d", dates):
            found = find_date(dates, call.confirmed or call.now, call.zone, where="end")
            if found and not found.after and not any(map(str.isalnum, found.before)):
                start = words.end() + next(n for n, sign in enumerate(dates) if sign.isalnum())
                return Named(text[:start].strip(_LOOSE), text[start:].strip(_LOOSE))
    return None


def _begins_with_dates(call: Call, text: str) -> bool:
    """Whether the first piece of the text is a date and nothing else."""
    piece = _split_once(text)[0]
    found = find_date(piece, call.confirmed or call.now, call.zone, where="start")
    return bool(_NUMBERS.fullmatch(piece)) or (found is not None and not found.after)


def _timed(call: Call, text: str) -> bool:
    """Whether the dates say a time of day."""
    return any(isinstance(span.start, datetime) for span in read_again(call, text))
