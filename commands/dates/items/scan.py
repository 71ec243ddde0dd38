"""The scanner: folded text into items, left to right, the pattern with the most context first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

from commands.dates.items.beginnings import first_characters
from commands.dates.items.block_patterns import BLOCK_PATTERNS
from commands.dates.items.date_patterns import DATE_PATTERNS, LOOSE_DATE_PATTERNS, bare_hour
from commands.dates.items.day_patterns import DAY_PATTERNS
from commands.dates.items.items import (
    Build,
    Figure,
    Item,
    Mark,
    OnDate,
    Patterns,
    Piece,
    Role,
    Stop,
    Unknown,
    Weekday,
    Why,
)
from commands.dates.items.lexicon import (
    ARTICLES,
    END,
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
    WEEKDAYS_LONG,
    meant,
    one_of,
    pattern,
)
from commands.dates.items.rule_patterns import RULE_PATTERNS
from commands.dates.items.smalltalk import (
    ADMISSIONS,
    CALLED_OFF,
    COUNTED,
    COUNTING,
    DEADLINES,
    EACH,
    EXCEPTIONS,
    FILLERS,
    INSTEAD,
    LEADING_TO_DAY,
    LENGTHS,
    NEGATIONS,
    SHIFTED,
    SIDES,
    TALK,
    VAGUE_BEFORE,
    WITHOUT,
)
from commands.dates.items.time_patterns import TIME_PATTERNS

_AFTER_ISO_TIME: Final = (
    "(?:" + "|".join(f"(?<=t\\d\\d:\\d\\d{tail})" for tail in ("", "z", r":\d\d", r":\d\dz", r"\+\d\d:\d\d")) + ")"
)
_MARKS: Final = (
    (r"\d{1,2}\)|[a-h]\)", Mark.NEXT),
    (
        rf"(?:option|vorschlag|variante|alternative|slot|termine?) (?:\d{{1,2}}|[a-h])"
        rf"(?: ?:|{END}(?= ?(?:<wd>|\d)))",
        Mark.NEXT,
    ),
    (
        rf"(?:(?:um |bitte )?(?:rueckmeldung|rueckmeldungen|anmelden|zusagen?|antwort(?:en)?|abstimmen|abstimmung)"
        rf"(?: bitte| erbeten)?){END}(?=:? (?:bis|by|until){END})",
        Mark.DEADLINE,
    ),
    (rf"\d\d?\. {one_of(COUNTED)}{END}", Mark.TALK),
    (rf"(?:to|we|you|i|they|can|could|shall|should|would|what|how|please) do{END}", Mark.TALK),
    (rf"do (?:we|you|i|they|it|that|this){END}", Mark.TALK),
    (r"[;\n]", Mark.NEXT_LINE),
    (rf"/(?=20\d\d-\d\d-\d\d)|{_AFTER_ISO_TIME}/(?=\d\d:\d\d)", Mark.TO),  # an interval of ISO 8601
    (
        rf"(?:(?:in der |die )?woche (?:vom|ab(?: dem)?|des|ab dem|beginnend am)"
        rf"|(?:in )?(?:the )?week (?:of|commencing|beginning|starting)(?: on)?(?: the)?|w/c){END}",
        Mark.WEEK_OF,
    ),
    (r"[|/]", Mark.NEXT),
    (
        rf"(?:oder|or|od\.?|o\.|bzw\.?|beziehungsweise|alternativ|wahlweise|sonst|ansonsten|ersatzweise|respektive){END}",
        Mark.NEXT,
    ),
    (rf"(?:und|u\.?|and|sowie|plus){END}|[&+]", Mark.AND),
    (
        rf"bis spaetestens|spaetestens(?: bis| am)?{END}"
        rf"|(?:no later than|at the latest|by|due|faellig|deadline|frist){END}",
        Mark.BY,
    ),
    (
        rf"(?:bis(?: zum| zur| einschliesslich| einschl\.?| inkl\.?)?|to|untill?|til|till|thru|through|und bis){END}",
        Mark.TO,
    ),
    (r"-", Mark.DASH),
    (rf"(?:zum|zur){END}", Mark.UP_TO),
    (rf"auf{END}", Mark.ONTO),
    (rf"(?:ab|von|vom|erstmals|erstmalig|from|starting|beginning|beginnend|startend){END}", Mark.FROM),
    (rf"(?:zwischen|zw\.|between){END}", Mark.BETWEEN),
    (rf"(?:um|at|gegen){END}|@", Mark.AT),
    (rf"(?:ca\.?|circa|punkt|zirka|etwa|ungefaehr|about|around|approximately|approx\.?|rund){END}", Mark.ABOUT),
    (rf"(?:sharp|puenktlich){END}", Mark.SHARP),
    (rf"(?:jeweils|jew\.?|je|each|immer){END}", Mark.EACH),
    (r",", Mark.COMMA),
)
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:'[a-z]+)?", re.ASCII)
_COMPOUND: Final = re.compile(r"(?<![a-z])[a-z]++(?:-[a-z0-9]+)+-?", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(?:[.,/:]\d+)*(?:[a-z][a-z0-9]*)?", re.ASCII)
_STOPS_OF_TWO: Final = (
    rf"(?:noch nicht|(?:is|are|called) off|faellt aus|fallen aus|faellt flach|rund um|bis auf){END}"
    rf"|(?:in der )?nacht (?:vom|von|auf|zum|zu){END}"
)
_SIDES_OF_TWO: Final[tuple[tuple[str, Literal[-1, 1]], ...]] = (
    (
        rf"(?:nicht (?:vor|frueher(?: als)?)|(?:ab |am |from )?(?:aller)?fruehe?stens(?: ab| nach)?|not before"
        rf"|no earlier than|not earlier than|later than|(?:from )?earliest(?: after)?){END}",
        1,
    ),
    (rf"(?:nicht (?:nach|spaeter(?: als)?)|not (?:after|later than)){END}", -1),
)
_HYPHENABLE: Final = (
    frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(NUMBERS)
    | frozenset(ORDINALS)
    | frozenset(
        [
            "mid",
            "half",
            "bi",
            "all",
            "day",
            "yearly",
            "weekly",
            "kw",
            "wochen",
            "rhythmus",
            "und",
            "am",
            "im",
            "fixe",
            "jour",
        ]
    )
)
_STOPS: Final[tuple[tuple[frozenset[str], Why], ...]] = (
    (NEGATIONS | EXCEPTIONS | CALLED_OFF, "not"),
    (INSTEAD | WITHOUT, "instead"),
    (VAGUE_BEFORE, "vague"),
    (SHIFTED, "shifted"),
    (EACH, "each"),
    (LENGTHS, "length"),
)
_BLANKS: Final = " .:!?()"


def _stop(why: Why, side: Literal[-1, 0, 1] = 0) -> Build:
    return lambda m: Stop(why, m[0], side, role=_role(m[0]))


def _role(said: str) -> Role:
    """Whether a word denies what follows, excepts it, or puts something else in its place."""
    words = said.split()
    if words[0] in EXCEPTIONS | WITHOUT or said == "bis auf":
        return "exception"
    if words[0] in INSTEAD:
        return "replacement"
    return "negation" if any(word in NEGATIONS for word in words) else ""


def _mark(mark: Mark) -> Build:
    return lambda m: mark


PATTERNS: Final[Patterns] = (
    *((words, _stop("vague", side)) for words, side in _SIDES_OF_TWO),
    (_STOPS_OF_TWO, _stop("not")),
    *RULE_PATTERNS,
    *DATE_PATTERNS,
    *BLOCK_PATTERNS,
    *DAY_PATTERNS,
    *LOOSE_DATE_PATTERNS,
    *TIME_PATTERNS,
    *((template, _mark(mark)) for template, mark in _MARKS),
)


@cache
def _beginning_with(character: str) -> tuple[tuple[re.Pattern[str], Build], ...]:
    """The patterns that may match where that character stands; to try all of them everywhere would take long."""
    return tuple((pattern(t), build) for t, build in PATTERNS if character in first_characters(t))


def scan(text: str) -> tuple[Piece, ...]:
    """All items of a folded text. Every letter and digit of it belongs to one of them."""
    return tuple(_pieces(text))


def begins_strange(text: str) -> bool:
    """Whether the first item of a folded text is a word that nobody knows; none of the others is read."""
    return isinstance(next((piece.item for piece in _pieces(text)), None), Unknown)


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    while at < len(text):
        if text[at] in _BLANKS:
            at += 1
            continue
        items, end = _read(text, at)
        for item in items:
            yield Piece(item, at, end)
        at = end


def _read(text: str, at: int) -> tuple[tuple[Item, ...], int]:
    """The items that begin at `at`, and where they end."""
    compound = _COMPOUND.match(text, at)
    if compound and not all(part in _HYPHENABLE for part in compound[0].split("-") if part):
        return (Unknown(compound[0]),), compound.end()
    for compiled, build in _beginning_with(text[at]):
        if match := compiled.match(text, at):
            built = build(match)
            if built is not None:
                return (built if isinstance(built, tuple) else (built,)), match.end()
    if digits := _NUMBER.match(text, at):
        return (_number(digits[0]),), digits.end()
    if word := _WORD.match(text, at):
        return (_word(word[0]),), word.end()
    return (Unknown(text[at]),), at + 1


def _number(text: str) -> Item:
    return _figure(int(text), text) if text.isdecimal() and len(text) <= 2 else Unknown(text)


_MARK_WORDS: Final = (
    dict.fromkeys(LEADING_TO_DAY, Mark.ON)
    | dict.fromkeys(DEADLINES, Mark.DEADLINE)
    | dict.fromkeys(ADMISSIONS, Mark.ADMISSION)
)


def _figure(value: int, written: str) -> Figure:
    return Figure("number", written, OnDate(value) if 1 <= value <= 31 else None, bare_hour(value, written))


def _word(word: str) -> Item:
    for words, why in _STOPS:
        if word in words:
            return Stop(why, word, SIDES.get(word, 0), counts=word in COUNTING, role=_role(word))
    if mark := _MARK_WORDS.get(word):
        return mark
    if word in FILLERS or word in TALK:
        return Mark.FILLER if word in FILLERS else Mark.TALK
    if word in NUMBERS and NUMBERS[word] <= 24 and word not in ARTICLES:
        return _figure(NUMBERS[word], word)
    right = meant(word)
    return Weekday(WEEKDAYS_LONG[right], typo=word) if right in WEEKDAYS_LONG else Unknown(word)
