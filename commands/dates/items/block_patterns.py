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
    r"(?:(?:(?:im|in|of|vom|des|of the|in the|in this) )?(?:monat )?(?P<month><mon>)(?: (?P<year><year>))?"
    rf"|(?:(?:im|in|of|des|of the|in the|vom) )?(?P<ahead>{_AHEAD}) (?:monats?|month){END}"
    rf"|(?:im|des|of the|in the|eines) (?:monats?|month){END})"
)


def ahead(word: str) -> int:
    """What `nächsten`, `this` … adds to the running week, month or year."""
    return AHEAD_WORDS[word if word in AHEAD_WORDS else word.rstrip("nmrs")]


def _nth(m: re.Match[str]) -> Item | None:
    kind = m["kind"].rstrip(".")
    if kind in ("werktag", "werktage", "arbeitstag", "working day", "business day", "weekday"):
        which = WORKDAY
    elif kind in ("tag", "day"):
        which = ANYDAY
    elif kind in WEEKDAYS_SHORT and not m["nth"][0].isdecimal() and len(kind) < 3:
        return None
    else:
        which = weekday(kind)
    n = ordinal(m["nth"])
    if not -2 <= n <= (31 if which >= WORKDAY else 5) or n == 0:
        return None
    if m["month"]:
        of: Block | None = Block("month", month(m["month"]), year_of(m["year"]))
    elif m["ahead"]:
        of = Block("month", ahead=ahead(m["ahead"]))
    else:
        of = None
    return Nth(n, which, of)


def _nth_week(m: re.Match[str]) -> Item | None:
    """`erste Januarwoche`, `letzte Woche im November`."""
    n = ordinal(m["nth"])
    if not -2 <= n <= 5 or n == 0:
        return None
    return Nth(n, WEEK, Block("month", month(m["glued_month"] or m["month"]), year_of(m["year"])))


def _block(m: re.Match[str]) -> Item:
    """A week, month, quarter or year by its distance."""
    return Block(BLOCKS[m["kind"]], ahead=ahead(m["ahead"]))


def _block_after_next(m: re.Match[str]) -> Item:
    return Block(BLOCKS[m["kind"]], ahead=2)


def _weekend(m: re.Match[str]) -> Item:
    said = m["which"] or m["short_which"]
    which = WHICH.get(said) if said else None
    return Block("weekend", which=which)


def _day_of_weekend(m: re.Match[str]) -> Item | None:
    """`dieses Wochenende Samstag`: the Saturday or the Sunday of it."""
    day = weekday(m["day"])
    return Weekday(day, which=WHICH.get(m["which"] or "")) if day in (5, 6) else None


def _days_of_weekend(m: re.Match[str]) -> tuple[Item, ...]:
    """`Wochenende 9./10.1.`: these days, if they are a Saturday and a Sunday."""
    of, year = int(m["month"]), year_of(m["year"])
    first, last = (OnDate(int(m[name]), of, year, marked=True) for name in ("first", "last"))
    return Weekday(5), Mark.TO, Weekday(6), DayRange(first, last)


def _week(m: re.Match[str]) -> Item | None:
    return Block("week", int(m["week"]), year_of(m["year"]))


def _quarter(m: re.Match[str]) -> Item | None:
    return Block("quarter", ordinal(m["quarter"]), year_of(m["year"])) if 1 <= ordinal(m["quarter"]) <= 4 else None


def _month_alone(m: re.Match[str]) -> Item:
    return Block("month", month(m["month"]), year_of(m["year"]))


def _which_month(m: re.Match[str]) -> Item | None:
    """`nächsten März`: the next one; the one after it is a year later."""
    which = WHICH[m["which"]]
    if which == "last":
        return None
    return Block("month", month(m["month"]), which=which)


def _year(m: re.Match[str]) -> Item:
    return Block("year", int(m["year"]))


def _month_or_word(m: re.Match[str]) -> Item:
    """`Mai`, which may be a name."""
    return Figure("named", m[0], month=Block("month", month(m["month"])))


def _third_of_month(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"].strip()], Block("month", month(m["month"]), year_of(m["year"])))


def _third_of_numbered_month(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"].strip()], Block("month", int(m["month"]), int(m["year"])))


def _third_of_block(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"].strip()], Block(BLOCKS[m["kind"]], ahead=ahead(m["ahead"]) if m["ahead"] else 0))


def _glued_third(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"]], Block(BLOCKS[m["kind"]], ahead=0))


def _third_of_quarter(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"].strip()], Block("quarter", int(m["quarter"]), year_of(m["year"])))


def _third_of_year(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"].strip()], Block("year", int(m["year"])))


def _third_of_week(m: re.Match[str]) -> Item:
    return Third(THIRDS[m["third"].strip()], Block("week", int(m["week"] or m["ordinal_week"]), year_of(m["year"])))


def _short_third(m: re.Match[str]) -> Item:
    return Third(2, Block(BLOCK_LETTERS[m["kind"]], ahead=0))


def _day_of_any_month(m: re.Match[str]) -> Item | None:
    n = ordinal(m["nth"])
    return Nth(n, ANYDAY, None) if 1 <= n <= 31 else None


def _day_of_month_ahead(m: re.Match[str]) -> Item | None:
    n = ordinal(m["nth"])
    return Nth(n, ANYDAY, Block("month", ahead=ahead(m["ahead"]))) if 1 <= n <= 31 else None


def _edge_of_month(m: re.Match[str]) -> Item:
    return Nth(1 if m[0].startswith("monatserst") else -1, ANYDAY, None)


def _some_weeks(m: re.Match[str]) -> tuple[Item, ...]:
    """`KW 5 oder 6`."""
    items: list[Item] = []
    for digits in (m["first"], *re.findall(r"\d+", m["rest"])):
        items += [Block("week", int(digits)), Mark.NEXT]
    return tuple(items[:-1])


def _weeks(m: re.Match[str]) -> tuple[Item, ...]:
    """`KW 49-51`."""
    return (
        Block("week", int(m["first"]), year_of(m["year"])),
        Mark.TO,
        Block("week", int(m["last"]), year_of(m["year"])),
    )


BLOCK_PATTERNS: Final[Patterns] = (
    # counted weekdays
    (
        rf"(?P<nth><nth>) (?P<kind><wd>|werktag|arbeitstag|working day|business day|weekday|tag|day){END},?"
        rf" {_IN_MONTH}",
        _nth,
    ),
    (
        rf"(?P<nth><nth>) (?:(?P<glued_month>{one_of(MONTHS)})[- ]?<week>"
        rf"|<week> (?:im |in |of |vom |des )?(?:monat )?(?P<month><mon>)){END}"
        r"(?: (?P<year><year>))?",
        _nth_week,
    ),
    (rf"(?P<nth><ord>) (?:im|des|of the|in the) (?:monats?|month){END}", _day_of_any_month),
    (rf"(?P<nth><ord>|\d\d?) (?:of |des )(?:the )?(?P<ahead>{_AHEAD}) (?:monats?|month){END}", _day_of_month_ahead),
    (rf"(?:monatsletzten?r?|monatserste[nr]|ultimo){END}", _edge_of_month),
    # thirds
    (
        rf"(?P<third>{one_of(THIRDS)}) ?(?:des |im |of )?(?:monats? )?(?P<month><mon>)(?:,? (?P<year><year>))?",
        _third_of_month,
    ),
    (rf"(?P<third>{one_of(THIRDS)}) (?P<month>0?[1-9]|1[0-2])[/.](?P<year><year>)", _third_of_numbered_month),
    (rf"(?:zum |zur |am )?(?P<kind>monat|quartal|jahr)(?:es|s)?(?P<third>anfang|mitte|ende){END}", _glued_third),
    (
        rf"(?P<third>{one_of(THIRDS)}) (?:des |der |dem |of |the |around ){{0,4}}(?:(?P<ahead>{_AHEAD}) )?"
        rf"(?P<kind>monats|monat|<week>|jahres|quartals|month|year|quarter){END}",
        _third_of_block,
    ),
    (rf"(?P<third>{one_of(THIRDS)}) (?:des jahres )?(?P<year><year>)", _third_of_year),
    (
        rf"(?P<third>{one_of(THIRDS)}) (?:of )?q ?(?P<quarter>[1-4]){END}(?:(?: ?/ ?|, | )?(?P<year><year>))?",
        _third_of_quarter,
    ),
    (
        rf"(?P<third>{one_of(THIRDS)}) (?:der |of )?(?:<kw> ?(?P<week>\d\d?)|(?P<ordinal_week>\d\d?)\. ?<kw>){END}"
        rf"(?: ?/? ?(?P<year><year>))?",
        _third_of_week,
    ),
    (rf"eo(?P<kind>[wmqy]){END}", _short_third),
    # weeks and other blocks
    (
        r"<kw> ?(?P<first>\d\d?)(?P<rest>(?: ?(?:,|/|oder|und|or|and) ?(?:<kw> ?)?\d\d?){1,5})<end>"
        r"(?![.:/]\d| ?uhr)",
        _some_weeks,
    ),
    (rf"<kw>[sn]? ?(?P<first>\d\d?)(?:<to>)(?P<last>\d\d?){END}(?![.:]\d)(?:(?: ?/ ?|, | )(?P<year><year>))?", _weeks),
    (
        r"(?:(?:ganze|gesamte) )?"
        r"<kw> ?\.?(?P<week>\d\d?)(?!\d)(?:(?: ?/ ?|, | )(?P<year><year>))?",
        _week,
    ),
    (r"kw ?(?P<week>\d\d?)/(?P<year>2[4-9]|3[0-5])(?!\d)", _week),
    (rf"(?P<week>\d\d?)\. ?<kw>{END}(?:(?: ?/ ?|, | )(?P<year>(?:19|2[01])\d\d)(?!\d))?", _week),
    (
        rf"(?:(?:die |der )?(?:ganzen?|gesamten?) )?(?P<ahead>{_AHEAD})"
        rf" (?P<kind>{one_of(BLOCKS)}){END}",
        _block,
    ),
    (
        rf"(?:(?:am|das|dem|dieses|diesem) )?(?:<weekend>|we){END},?(?: vom| am| den)?"
        r" (?P<first>\d\d?)\.(?: ?[/-] ?| und )(?P<last>\d\d?)\. ?(?P<month>\d\d?)\.(?: ?(?P<year><year>))?",
        _days_of_weekend,
    ),
    (
        rf"(?:(?:am|an diesem|on the|at the|over the|uebers) )?(?:(?P<which><which>) )?<weekend>{END},? (?:am |on )?"
        rf"(?P<day><wd>){END}",
        _day_of_weekend,
    ),
    (
        rf"(?:(?:am|an diesem|on the|at the|over the|uebers) )?(?:(?P<which><which>) )?<weekend>{END}"
        rf"|(?:am |(?P<short_which><which>) )we{END}",
        _weekend,
    ),
    (rf"(?:the )?(?P<kind><week>|month|year) after next{END}", _block_after_next),
    (rf"(?:q|quartal )(?P<quarter>[1-4]){END}(?:(?: ?/ ?|, | )?(?P<year><year>))?", _quarter),
    (rf"(?P<quarter><ord>) (?:quartal|quarter){END}(?:(?: ?/ ?|, | )?(?P<year><year>))?", _quarter),
    (r"(?P<which><which>) (?P<month><mon>)", _which_month),
    (r"(?:(?:im|in|des) )?jahre?s? (?P<year><year>)", _year),
    # months without a day only where a word or a year says so
    (r"(?:im ganzen|im|in the month of|during|in) (?P<month><mon>)(?: (?P<year><year>))?", _month_alone),
    (r"(?P<month><mon>) (?P<year><year>)", _month_alone),
    (r"(?P<month><mon>)", _month_or_word),
)
