"""The place that is named behind the dates of a meeting: `in Bochum`, `H2`, `@ Rathaus`."""

from __future__ import annotations

import re

from commands.base import Call, Claims, at_most
from commands.base.claims import Place
from commands.base.people import find_people, named_in_row
from commands.base.turning import EITHER
from commands.dates import carries, strange
from commands.meetings.dates_said import MOST_PIECES, MOST_SLOTS, says_something
from commands.patterns import regex
from storage.values import frozen

_LONGEST_DATES = 150 * MOST_SLOTS
"""Characters of all dates in a line, each with its times and its place; longer ones are refused before any is read."""
_LOOSE = " \t\n,;:–—-"
_LEADING_TO = regex(r"(?:mit|with|in|im|bei(?!\s+(?:mir|uns)\b)|beim|nach|at|@)\s+", re.IGNORECASE)
_PREPOSITION = regex(r"(?<=\s)(?P<words>(?:in|im|bei|beim|at)\s{1,3}(?:(?:the|der|dem|den)\s{1,3})?)\Z", re.IGNORECASE)
_NAMES_A_PLACE = regex(
    r"(?:(?:mit|with)\s+)?\(?h#?\d{1,7}\)?$|(?:in|im|bei|beim|nach|at)\s+\S|@|"
    r"online\b|digital\b|per video|videokonferenz\b",
    re.IGNORECASE,
)
_SAYS_MORE = regex(
    r"\A(?:aber|but|(?:mit|with)(?! \(?h?#?\d))\b"
    r"|\b(?:bitte|please|danke|thanks|wir|ich|ihr|sie|alle|we|you|weil|denn|damit|falls|wenn|dass|because|if)\b"
    r"|\b(?:ist|sind|wird|werden|hat|haben|folgt|kommt|bringt|macht|leitet|spricht|willkommen|is|are|will|welcome)\b"
    r"|\b(?:hosted|moderated|chaired|led)\b|\A(?:im anschluss|anschließend|danach|afterwards|followed)\b"
    r"|\b(?:mitbringen|mitnehmen|kommen|sein|denken|beachten|anmelden|\w{3,12}iert|follows|brings?|comes?)[.!]*+\Z"
    r"|\A(?:teilnahme|einladung|anmeldung|tagesordnung|agenda|thema|themen|protokoll|eintritt|kosten|gäste|dauer|pause"
    r"|attendance|invitation|registration|topics?|minutes|costs|guests)\b|\A[^\W\d_]{2,20}+ ?: |\?\Z",
    re.IGNORECASE,
)
"""What is said to those who come, and no place: «bitte pünktlich sein!»."""
_BRACKET = regex(r"(?<=\s)\(([^()]{1,200})\)\Z")
"""What stands in brackets behind a place: a part of it, or what is said to those who come."""
_SIGNS_BEFORE = regex(r"[\s,;:–—@-]*\Z")


@frozen
class Placed:
    """A piece of the dates and the place that was named behind it: `in Bochum`, `H2`."""

    dates: str
    place: str


def says_more(place: str) -> bool:
    """Whether the words are what is said to those who come, or hold that beside a place."""
    return _SAYS_MORE.search(place) is not None


def take_strange(call: Call, said: Claims, dates: str) -> tuple[str, dict[str, str]]:
    """The dates without the words among them that say nothing about time, and the place if those behind them name one.

    `in Bochum` and `online` are a place; what else stands there, words between the dates, and a second place are asked
    about.
    """
    text, placed = take_places(call, said, dates, rows=True)
    for one in placed:
        if one.place != placed[0].place:
            said.doubt(one.place)
    return text, {"place": placed[0].place} if placed else {}


def take_places(call: Call, said: Claims, dates: str, *, rows: bool = False) -> tuple[str, list[Placed]]:
    """The same with the place behind each piece of the dates, for who can use several of them.

    `rows`: a piece without a date is a place as well, or doubted; without, whoever reads the dates refuses it. Raises
    UserError for more than all dates of a line can be.
    """
    at_most(dates, _LONGEST_DATES)
    line, placed = Claims(dates), list[Placed]()
    for quoted in line.take_quotations():
        said.doubt(quoted)
    pieces = line.parts()
    if sum(says_something(line.words(piece)) for piece in pieces) > MOST_PIECES:
        return line.rest(), []  # whoever reads the dates says so
    for piece in pieces:
        seen = line.look(piece)
        carried, runs = carries(seen), strange(seen)
        if not carried:
            if rows and runs and _SAYS_MORE.search(line.words(piece).strip(_LOOSE)):
                said.doubt(line.claim(piece.start, piece.end))
            elif rows and runs:
                placed += _claim_place(call, said, line, piece, piece.start)
            continue
        behind = next((start for start, _end in runs if start >= carried[-1].end), None)
        for start, end in runs:
            if behind is None or start < behind:
                said.doubt(line.rest(piece.start + start, piece.start + end))
        if behind is not None:
            placed += _claim_place(call, said, line, piece, piece.start + _with_preposition(seen, behind))
    return line.rest().strip(), placed


def _claim_place(call: Call, said: Claims, line: Claims, piece: Place, start: int) -> list[Placed]:
    """The place that the words from `start` on name; «@anna» is somebody, «@ Rathaus» is where."""
    place = line.rest(start, _bracket_end(line, Place(start, piece.end))).strip(_LOOSE)
    signs = _SIGNS_BEFORE.search(line.text, piece.start, start)
    begin = signs.start() if signs else start
    line.claim(begin, piece.end)
    if not place:
        return []
    signed = signs is not None and "@ " in signs[0]
    named = signed or _NAMES_A_PLACE.match(place) or f", {place}" in said.text
    place, more = _without_bracket(call, place)
    if not named or _SAYS_MORE.search(place) or EITHER.search(place) or named_in_row(place, call):
        said.doubt(place)
    if more:
        said.doubt(more)
    words = Claims(place)
    words.take_head(_LEADING_TO)
    return [Placed(line.rest(piece.start, begin).strip(), words.rest())]


def _without_bracket(call: Call, place: str) -> tuple[str, str]:
    """The place, and what is said in brackets behind it to those who come, or of somebody: «(Anna organisiert)»; empty
    if that is a part of the place: «(Raum 3)»."""
    bracket = _BRACKET.search(place)
    if bracket and (_SAYS_MORE.search(bracket[1]) or find_people(bracket[1], call.room)):
        return Claims(place).before(bracket.start()).rstrip(), bracket[0]
    return place, ""


def _bracket_end(line: Claims, place: Place) -> int:
    """Where it ends without the bracket that it stood in: «(wie immer im Rathaus)»."""
    words, end = line.words(place), line.trimmed(place, _LOOSE).end
    return end - 1 if words.count(")") > words.count("(") and line.text.endswith(")", place.start, end) else place.end


def _with_preposition(piece: str, start: int) -> int:
    """Where the words begin that name a place: «at» and «in the» belong to dates as well, so they were not strange."""
    before = _PREPOSITION.search(piece, 0, start)
    return before.start("words") if before else start
