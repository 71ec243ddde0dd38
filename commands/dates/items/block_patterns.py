"""Patterns of weeks, months and other stretches of days, of their thirds, and of the nth weekday in them."""

from __future__ import annotations

import re
from typing import Final

from commands.dates.items.date_patterns import year_of
from commands.dates.items.items import (
    ANYDAY,
    WEEK,
    WORKDAY,
    Block,
    DayRange,
    Figure,
    Item,
    Mark,
    Nth,
    OnDate,
    Patterns,
    Third,
    Weekday,
)
from commands.dates.items.lexicon import END, month, one_of, ordinal, weekday
from commands.dates.vocabulary.days import AHEAD_WORDS, BLOCK_LETTERS, BLOCKS, MONTHS, THIRDS, WEEKDAYS_SHORT, WHICH

_AHEAD = "(?:" + one_of(AHEAD_WORDS) + "[nmrs]?)"
_IN_MONTH = (
    r"(?:(?:(?:im|in|of|vom|des|of the|in the|in this) )?(?:monat )?(<mon>)(?: (<year>))?"
    rf"|(?:(?:im|in|of|des|of the|in the|vom) )?({_AHEAD}) (?:monats?|month){END}"
    rf"|(?:im|des|of the|in the|eines) (?:monats?|month){END})"
)


def ahead(word: str) -> int:
    """What `nächsten`, `this` … adds to the running week, month or year."""
    return AHEAD_WORDS[word if word in AHEAD_WORDS else word.rstrip("nmrs")]


def _nth(m: re.Match[str]) -> Item | None:
    kind = m[2].rstrip(".")
    if kind in ("werktag", "werktage", "arbeitstag", "working day", "business day", "weekday"):
        which = WORKDAY
    elif kind in ("tag", "day"):
        which = ANYDAY
    elif kind in WEEKDAYS_SHORT and not m[1][0].isdecimal() and len(kind) < 3:
        return None
    else:
        which = weekday(kind)
    n = ordinal(m[1])
    if not -2 <= n <= (31 if which >= WORKDAY else 5) or n == 0:
        return None
    if m[3]:
        of: Block | None = Block("month", month(m[3]), year_of(m[4]))
    elif m[5]:
        of = Block("month", ahead=ahead(m[5]))
    else:
        of = None
    return Nth(n, which, of)


def _nth_week(m: re.Match[str]) -> Item | None:
    """`erste Januarwoche`, `letzte Woche im November`."""
    n = ordinal(m[1])
    if not -2 <= n <= 5 or n == 0:
        return None
    return Nth(n, WEEK, Block("month", month(m[2] or m[3]), year_of(m[4])))


def _block(m: re.Match[str]) -> Item:
    """A week, month, quarter or year by its distance."""
    return Block(BLOCKS[m[2]], ahead=ahead(m[1]))


def _block_after_next(m: re.Match[str]) -> Item:
    return Block(BLOCKS[m[1]], ahead=2)


def _weekend(m: re.Match[str]) -> Item:
    said = m[1] or m[2]
    which = WHICH.get(said) if said else None
    return Block("weekend", which=which)


def _days_of_weekend(m: re.Match[str]) -> tuple[Item, ...]:
    """`Wochenende 9./10.1.`: these days, if they are a Saturday and a Sunday."""
    of, year = int(m["month"]), year_of(m["year"])
    first, last = (OnDate(int(m[name]), of, year, marked=True) for name in ("first", "last"))
    return Weekday(5), Mark.TO, Weekday(6), DayRange(first, last)


def _week(m: re.Match[str]) -> Item | None:
    return Block("week", int(m[1]), year_of(m[2]))


def _quarter(m: re.Match[str]) -> Item | None:
    return Block("quarter", ordinal(m[1]), year_of(m[2])) if 1 <= ordinal(m[1]) <= 4 else None


def _month_alone(m: re.Match[str]) -> Item:
    return Block("month", month(m[1]), year_of(m[2]))


def _which_month(m: re.Match[str]) -> Item | None:
    """`nächsten März`: the next one; the one after it is a year later."""
    which = WHICH[m[1]]
    if which == "last":
        return None
    return Block("month", month(m[2]), which=which)


def _year(m: re.Match[str]) -> Item:
    return Block("year", int(m[1]))


def _month_or_word(m: re.Match[str]) -> Item:
    """`Mai`, which may be a name."""
    return Figure("named", m[0], month=Block("month", month(m[1])))


def _third_of_month(m: re.Match[str]) -> Item:
    return Third(THIRDS[m[1].strip()], Block("month", month(m[2]), year_of(m[3])))


def _third_of_numbered_month(m: re.Match[str]) -> Item:
    return Third(THIRDS[m[1].strip()], Block("month", int(m[2]), int(m[3])))


def _third_of_block(m: re.Match[str]) -> Item:
    return Third(THIRDS[m[1].strip()], Block(BLOCKS[m[3]], ahead=ahead(m[2]) if m[2] else 0))


def _glued_third(m: re.Match[str]) -> Item:
    return Third(THIRDS[m[2]], Block(BLOCKS[m[1]], ahead=0))


def _third_of_year(m: re.Match[str]) -> Item:
    return Third(THIRDS[m[1].strip()], Block("year", int(m[2])))


def _third_of_week(m: re.Match[str]) -> Item:
    return Third(THIRDS[m[1].strip()], Block("week", int(m[2] or m[3]), year_of(m[4])))


def _short_third(m: re.Match[str]) -> Item:
    return Third(2, Block(BLOCK_LETTERS[m[1]], ahead=0))


def _day_of_any_month(m: re.Match[str]) -> Item | None:
    n = ordinal(m[1])
    return Nth(n, ANYDAY, None) if 1 <= n <= 31 else None


def _day_of_month_ahead(m: re.Match[str]) -> Item | None:
    n = ordinal(m[1])
    return Nth(n, ANYDAY, Block("month", ahead=ahead(m[2]))) if 1 <= n <= 31 else None


def _edge_of_month(m: re.Match[str]) -> Item:
    return Nth(1 if m[0].startswith("monatserst") else -1, ANYDAY, None)


def _some_weeks(m: re.Match[str]) -> tuple[Item, ...]:
    """`KW 5 oder 6`."""
    items: list[Item] = []
    for digits in (m[1], *re.findall(r"\d+", m[2])):
        items += [Block("week", int(digits)), Mark.NEXT]
    return tuple(items[:-1])


def _weeks(m: re.Match[str]) -> tuple[Item, ...]:
    """`KW 49-51`."""
    return Block("week", int(m[1]), year_of(m[3])), Mark.TO, Block("week", int(m[2]), year_of(m[3]))


BLOCK_PATTERNS: Final[Patterns] = (
    # counted weekdays
    (rf"(<nth>) (<wd>|werktag|arbeitstag|working day|business day|weekday|tag|day){END},? {_IN_MONTH}", _nth),
    (
        rf"(<nth>) (?:({one_of(MONTHS)})[- ]?woche|<week> (?:im |in |of |vom |des )?(?:monat )?(<mon>)){END}"
        r"(?: (<year>))?",
        _nth_week,
    ),
    (rf"(<ord>) (?:im|des|of the|in the) (?:monats?|month){END}", _day_of_any_month),
    (rf"(<ord>|\d\d?) (?:of |des )(?:the )?({_AHEAD}) (?:monats?|month){END}", _day_of_month_ahead),
    (rf"(?:monatsletzten?r?|monatserste[nr]|ultimo){END}", _edge_of_month),
    # thirds
    (rf"({one_of(THIRDS)}) ?(?:des |im |of )?(?:monats? )?(<mon>)(?:,? (<year>))?", _third_of_month),
    (rf"({one_of(THIRDS)}) (0?[1-9]|1[0-2])[/.](<year>)", _third_of_numbered_month),
    (rf"(?:zum |zur |am )?(monat|quartal|jahr)(?:es|s)?(anfang|mitte|ende){END}", _glued_third),
    (
        rf"({one_of(THIRDS)}) (?:des |der |dem |of |the |around ){{0,4}}(?:({_AHEAD}) )?"
        rf"(monats|monat|<week>|jahres|quartals|month|year|quarter){END}",
        _third_of_block,
    ),
    (rf"({one_of(THIRDS)}) (?:des jahres )?(<year>)", _third_of_year),
    (
        rf"({one_of(THIRDS)}) (?:der |of )?(?:<kw> ?(\d\d?)|(\d\d?)\. ?<kw>){END}"
        rf"(?: ?/? ?(<year>))?",
        _third_of_week,
    ),
    (rf"eo([wmqy]){END}", _short_third),
    # weeks and other blocks
    (
        rf"<kw> ?(\d\d?)((?: ?(?:,|/|oder|und|or|and) ?(?:<kw> ?)?\d\d?){{1,5}}){END}(?![.:/]\d| ?uhr)",
        _some_weeks,
    ),
    (rf"<kw>[sn]? ?(\d\d?)(?:<to>)(\d\d?){END}(?![.:]\d)(?:(?: ?/ ?|, | )(<year>))?", _weeks),
    (
        r"(?:(?:ganze|gesamte) )?"
        r"<kw> ?\.?(\d\d?)(?!\d)(?:(?: ?/ ?|, | )(<year>))?",
        _week,
    ),
    (r"kw ?(\d\d?)/(2[4-9]|3[0-5])(?!\d)", _week),
    (rf"(\d\d?)\. ?<kw>{END}(?:(?: ?/ ?|, | )((?:19|2[01])\d\d)(?!\d))?", _week),
    (
        rf"(?:(?:die |der )?(?:ganzen?|gesamten?) )?({_AHEAD})"
        rf" ({one_of(BLOCKS)}){END}",
        _block,
    ),
    (
        rf"(?:(?:am|das|dem|dieses|diesem) )?(?:<weekend>|we){END},?(?: vom| am| den)?"
        r" (?P<first>\d\d?)\.(?: ?[/-] ?| und )(?P<last>\d\d?)\. ?(?P<month>\d\d?)\.(?: ?(?P<year><year>))?",
        _days_of_weekend,
    ),
    (
        rf"(?:(?:am|an diesem|on the|at the|over the|uebers) )?(?:(<which>) )?<weekend>{END}"
        rf"|(?:am |(<which>) )we{END}",
        _weekend,
    ),
    (rf"(?:the )?(<week>|month|year) after next{END}", _block_after_next),
    (rf"(?:q|quartal )([1-4]){END}(?:(?: ?/ ?|, | )?(<year>))?", _quarter),
    (rf"(<ord>) (?:quartal|quarter){END}(?:(?: ?/ ?|, | )?(<year>))?", _quarter),
    (r"(<which>) (<mon>)", _which_month),
    (r"(?:(?:im|in|des) )?jahre?s? (<year>)", _year),
    # months without a day only where a word or a year says so
    (r"(?:im ganzen|im|in the month of|during|in) (<mon>)(?: (<year>))?", _month_alone),
    (r"(<mon>) (<year>)", _month_alone),
    (r"(<mon>)", _month_or_word),
)
