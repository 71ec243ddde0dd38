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
from commands.dates.items.lexicon import END, meant, one_of, pattern
from commands.dates.items.rule_patterns import RULE_PATTERNS
from commands.dates.items.time_patterns import TIME_PATTERNS
from commands.dates.vocabulary.days import MONTHS, WEEKDAYS, WEEKDAYS_LONG
from commands.dates.vocabulary.numbers import ARTICLES, HOURS, NUMBERED, NUMBERED_ENDINGS, NUMBERS, ORDINALS
from commands.dates.vocabulary.roles import COUNTED, LIMIT_ENDINGS, ROLES, WordRole

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
    (rf"einladung(?= vom{END})", Mark.DEADLINE),
    (rf"doors open{END}", Mark.ADMISSION),
    (rf"\d\d?\. {one_of(COUNTED)}{END}", Mark.TALK),
    (rf"(?:to|we|you|i|they|can|could|shall|should|would|what|how|please) do{END}", Mark.TALK),
    (rf"do (?:we|you|i|they|it|that|this){END}", Mark.TALK),
    (rf"(?:nicht(?: zu)? vergessen|vergiss nicht|(?:don'?t|do not|not to) forget){END}", Mark.TALK),
    (r"[;\n]", Mark.NEXT_LINE),
    (rf"/(?=20\d\d-\d\d-\d\d)|{_AFTER_ISO_TIME}/(?=\d\d:\d\d)", Mark.TO),  # an interval of ISO 8601
    (
        rf"(?:(?:in der |die )?<week> (?:vom|ab(?: dem)?|des|ab dem|beginnend am)"
        rf"|(?:in )?(?:the )?<week> (?:of|commencing|beginning|starting)(?: on)?(?: the)?|w/c){END}",
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
        rf"|(?:letztmals|letztmalig|zum letzten mal|no later than|at the latest|by|due|faellig|deadline|frist){END}",
        Mark.BY,
    ),
    (
        rf"(?:bis(?: zum| zur| einschliesslich| einschl\.?| inkl\.?)?|to|untill?|til|till|thru|through|und bis){END}",
        Mark.TO,
    ),
    (r"-", Mark.DASH),
    (rf"(?:zum|zur|per(?= \d)){END}", Mark.UP_TO),
    (rf"auf{END}", Mark.ONTO),
    (rf"ab (?:sofort|jetzt){END}", Mark.FILLER),
    (
        rf"(?:ab|von|vom|erstmals|erstmalig|(?:das |zum )?erste[ns]? ?mal|for the first time|from|starting|beginning"
        rf"|beginnend|startend){END}",
        Mark.FROM,
    ),
    (rf"(?:zwischen|zw\.|between){END}", Mark.BETWEEN),
    (rf"(?:um|at|gegen){END}|@", Mark.AT),
    (rf"(?:ca\.?|circa|punkt|zirka|etwa|ungefaehr|about|around|approximately|approx\.?|rund){END}", Mark.ABOUT),
    (rf"(?:sharp|puenktlich){END}", Mark.SHARP),
    (rf"(?:jeweils|jew\.?|je|each|immer){END}", Mark.EACH),
    (r",", Mark.COMMA),
)
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:'[a-z]+)?", re.ASCII)
_NUMBER_BEFORE_AM: Final = re.compile(rf"\.? (?:\d{{1,3}}|{one_of(HOURS)})(?= am(?![a-z0-9]))", re.ASCII)
_COMPOUND: Final = re.compile(r"(?<![a-z])[a-z]++(?:-[a-z0-9]+)+-?", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(?:[.,/:]\d+)*(?:[a-z][a-z0-9]*)?", re.ASCII)
_STOPS_OF_TWO: Final = (
    rf"(?:noch nicht|(?:is|are|called) off|faellt aus|fallen aus|faellt flach|moved from|rund um|bis auf){END}"
    rf"|(?:in der )?nacht (?:vom|von|auf|zum|zu){END}"
)
_SIDES_OF_TWO: Final[tuple[tuple[str, Literal[-1, 1]], ...]] = (
    (
        rf"(?:nicht (?:vor|frueher(?: als)?)|(?:ab |am |from )?(?:aller)?fruehe?stens(?: ab| nach)?|not before"
        rf"|no earlier than|not earlier than|later than|(?:from |at the )?earliest(?: after)?){END}",
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
_STOPS: Final[tuple[tuple[WordRole, Why], ...]] = (  # the first that a word can be
    *((role, "not") for role in ("negation", "exception", "called off")),
    *((role, "instead") for role in ("instead", "without")),
    ("vague", "vague"),
    ("shifted", "shifted"),
    ("each", "each"),
    ("length", "length"),
)
_MARK_ROLES: Final[tuple[tuple[WordRole, Mark], ...]] = (
    ("leading", Mark.ON),
    ("deadline", Mark.DEADLINE),
    ("admission", Mark.ADMISSION),
    ("filler", Mark.FILLER),
    ("talk", Mark.TALK),
)
_LAST_YEAR: Final = 35  # that two digits alone are read as: `4.2. 28`
_BLANKS: Final = " .:!?()"
_NONE: Final[frozenset[WordRole]] = frozenset()


def _stop(why: Why, side: Literal[-1, 0, 1] = 0) -> Build:
    return lambda m: Stop(why, m[0], side, role=_role(m[0]))


def _role(said: str) -> Role:
    """Whether a word denies what follows, excepts it, or puts something else in its place."""
    words = said.split()
    first = ROLES.get(words[0], _NONE)
    if first & {"exception", "without"} or said == "bis auf":
        return "exception"
    if "instead" in first:
        return "replacement"
    return "negation" if any("negation" in ROLES.get(word, _NONE) for word in words) else ""


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


def compiling() -> Iterator[None]:
    """Compiles the patterns, one at a time."""
    for template, _ in PATTERNS:
        first_characters(template)
        pattern(template)
        yield


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
        if (numbered := _NUMBER_BEFORE_AM.match(text, word.end())) and _bears_number(word[0]):
            return (Unknown(text[at : numbered.end()]),), numbered.end()
        return (_word(word[0]),), word.end()
    return (Unknown(text[at]),), at + 1


def _bears_number(word: str) -> bool:
    """Whether it is a noun whose number is no hour: `Raum 3 am Markt`."""
    return word in NUMBERED or word.endswith(NUMBERED_ENDINGS)


def _number(text: str) -> Item:
    return _figure(int(text), text) if text.isdecimal() and len(text) <= 2 else Figure("digits", text)


def _figure(value: int, written: str) -> Figure:
    day, hour = OnDate(value) if 1 <= value <= 31 else None, bare_hour(value, written)
    return Figure("number", written, day, hour, year=2000 + value if hour is None and value <= _LAST_YEAR else None)


def _side(roles: frozenset[WordRole]) -> Literal[-1, 0, 1]:
    return 1 if "later" in roles else -1 if "sooner" in roles else 0


def _word(word: str) -> Item:
    roles = ROLES.get(word, _NONE)
    for role, why in _STOPS:
        if role in roles:
            return Stop(why, word, _side(roles), counts="counting" in roles, role=_role(word))
    if mark := next((mark for role, mark in _MARK_ROLES if role in roles), None):
        return mark
    if word.endswith(LIMIT_ENDINGS):
        return Mark.DEADLINE
    if word in NUMBERS and NUMBERS[word] <= 24 and word not in ARTICLES:
        return _figure(NUMBERS[word], word)
    right = meant(word)
    return Weekday(WEEKDAYS_LONG[right], typo=word) if right in WEEKDAYS_LONG else Unknown(word)
