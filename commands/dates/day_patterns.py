"""Patterns of days, those with the most context first. A builder may decline what only looks like a day."""

from __future__ import annotations

import re
from typing import Final

from commands.dates.items import (
    ANYDAY,
    WORKDAY,
    Away,
    Block,
    Clock,
    Days,
    Holiday,
    Item,
    Nth,
    OnDate,
    Part,
    Third,
    Unit,
    Unknown,
    Weekday,
    Zone,
)
from commands.dates.lexicon import (
    END,
    GLUED_PARTS,
    HOLIDAYS,
    MONTHS,
    WEEKDAYS_LONG,
    WEEKDAYS_SHORT,
    WHICH,
    meant,
    month,
    number,
    one_of,
    ordinal,
    pattern,
    weekday,
)
from commands.dates.smalltalk import COUNTED

_MARKED = re.compile(r"(?:^|[^a-z])(?:am|den|dem|der|vom|zum|ab|bis|on|the|by|until)(?: [a-z]+[.,]*)?,? ?$", re.ASCII)
AHEAD_WORDS: Final = {
    **dict.fromkeys(("naechste", "kommende", "next", "coming", "folgende", "the coming", "the next"), 1),
    **dict.fromkeys(("uebernaechste",), 2),
    **dict.fromkeys(("diese", "this", "laufende", "aktuelle"), 0),
    **dict.fromkeys(("letzte", "vergangene", "vorige", "last", "past", "previous"), -1),
}
_AHEAD = "(?:" + one_of(AHEAD_WORDS) + "[nmrs]?)"
DAY_WORDS: Final = {
    **dict.fromkeys(("heute", "heut", "today", "heutigen tages"), 0),
    **dict.fromkeys(("morgen", "tomorrow", "tomorow", "tommorow", "tommorrow", "tmrw", "tmr", "morgigen tag"), 1),
    **dict.fromkeys(("uebermorgen", "the day after tomorrow", "day after tomorrow", "overmorrow"), 2),
    **dict.fromkeys(("ueberuebermorgen",), 3),
    **dict.fromkeys(("gestern", "yesterday"), -1),
    **dict.fromkeys(("vorgestern", "the day before yesterday", "day before yesterday"), -2),
}
UNITS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tag", "tage", "tagen", "day", "days", "d"), "day"),
    **dict.fromkeys(("woche", "wochen", "week", "weeks", "wk", "wks"), "week"),
    **dict.fromkeys(("monat", "monate", "monaten", "month", "months"), "month"),
    **dict.fromkeys(("jahr", "jahre", "jahren", "year", "years"), "year"),
}
_UNIT = one_of(UNITS) + END


def ahead(word: str) -> int:
    """What `nächsten`, `this` … adds to the running week, month or year."""
    return AHEAD_WORDS.get(word) if word in AHEAD_WORDS else AHEAD_WORDS[word.rstrip("nmrs")]  # type: ignore[return-value]


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    value = int(digits.strip(" '"))
    return value if value > 99 else 2000 + value


def _iso(m: re.Match[str]) -> Item:
    return OnDate(int(m[3]), int(m[2]), int(m[1]), marked=True)


def _iso_time(m: re.Match[str]) -> tuple[Item, ...] | None:
    """`2026-12-03T09:00:00Z` (RFC 3339), with or without its zone."""
    hour, minute = int(m[4]), int(m[5])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    items: tuple[Item, ...] = (_iso(m), Clock(hour, minute))
    if m[6]:
        return (*items, Zone(0))
    if m[7]:
        minutes = int(m[8]) * 60 + int(m[9] or 0)
        return (*items, Zone(-minutes if m[7] == "-" else minutes))
    return items


def _numeric(m: re.Match[str]) -> Item:
    return OnDate(int(m[1]), int(m[2]), _year(m[3]), marked=True)


def _slashed(m: re.Match[str]) -> Item:
    first, second = int(m[1]), int(m[2])
    if second > 12 >= first:
        return OnDate(second, first, _year(m[3]), marked=True, american=True)
    return OnDate(first, second, _year(m[3]), marked=True, american=first <= 12 and first != second)


def _day_and_month(m: re.Match[str]) -> Item:
    return OnDate(int(m[1]), int(m[2]), marked=True)


def _loose(m: re.Match[str]) -> Item | None:
    day, of = int(m[1]), int(m[2])
    if not (1 <= day <= 31 and 1 <= of <= 12):
        return None
    marked = bool(_MARKED.search(m.string[max(0, m.start() - 14) : m.start()]))
    return OnDate(day, of, marked=marked, loose=not marked, short=len(m[2]) == 1)


def _numeric_days(m: re.Match[str]) -> Item:
    of, year = int(m[3]), _year(m[4] or m[5])
    return Days(OnDate(int(m[1]), of, year, marked=True), OnDate(int(m[2]), of, year, marked=True))


def _named_days(m: re.Match[str]) -> Item:
    of, year = month(m[3]), _year(m[4])
    return Days(OnDate(ordinal(m[1]), of, year, named=True), OnDate(ordinal(m[2]), of, year, named=True))


def _english_days(m: re.Match[str]) -> Item:
    of, year = month(m[1]), _year(m[4])
    return Days(OnDate(int(m[2]), of, year, named=True), OnDate(int(m[3]), of, year, named=True))


def _named(m: re.Match[str]) -> Item:
    return OnDate(ordinal(m[1]), month(m[2]), _year(m[3] or m[4]), named=True)


def _word_and_word(m: re.Match[str]) -> Item | None:
    of = ordinal(m[2])
    return OnDate(ordinal(m[1]), of, _year(m[3]), marked=True) if of <= 12 else None


def _month_first(m: re.Match[str]) -> Item:
    return OnDate(ordinal(m[2]), month(m[1]), _year(m[3]), named=True)


def _mistyped_month(m: re.Match[str]) -> Item | None:
    """`3. Dezmber`: a question, not a refusal."""
    right = meant(m[2])
    return OnDate(ordinal(m[1]), MONTHS[right], _year(m[3]), named=True, typo=m[2]) if right in MONTHS else None


def _number_of_day(m: re.Match[str]) -> Item:
    marked = bool(_MARKED.search(m.string[max(0, m.start() - 16) : m.start()]))
    if not marked and m[1].isalpha():
        return Unknown(m[1])
    return OnDate(ordinal(m[1]), marked=marked, named=m[1].isalpha())


def _nth(m: re.Match[str]) -> Item | None:
    kind = m[2].rstrip(".")
    if kind in ("werktag", "werktage", "arbeitstag", "working day", "business day", "weekday"):
        which = WORKDAY
    elif kind in ("tag", "day"):
        which = ANYDAY
    elif kind in WEEKDAYS_SHORT and not m[1][0].isdigit() and len(kind) < 3:
        return None
    else:
        which = weekday(kind)
    n = ordinal(m[1])
    if not -2 <= n <= (31 if which >= WORKDAY else 5) or n == 0:
        return None
    if m[3]:
        of: Block | None = Block("month", month(m[3]), _year(m[4]))
    elif m[5]:
        of = Block("month", ahead=ahead(m[5]))
    else:
        of = None
    return Nth(n, which, of)


def _block(m: re.Match[str]) -> Item:
    """A week, month, quarter or year by its distance."""
    kinds = {"woche": "week", "kw": "week", "kalenderwoche": "week", "monat": "month", "quartal": "quarter"}
    word = m[2]
    kind = kinds.get(word.removesuffix("s") if word not in kinds else word, word)
    kind = "year" if word in ("jahr", "jahres", "year") else kind
    return Block(kind, ahead=ahead(m[1]))  # type: ignore[arg-type]


def _weekend(m: re.Match[str]) -> Item:
    which = WHICH.get(m[1] or "") if m[1] else None
    return Block("weekend", which=which)  # type: ignore[arg-type]


def _week(m: re.Match[str]) -> Item | None:
    return Block("week", int(m[1]), _year(m[2]))


def _quarter(m: re.Match[str]) -> Item | None:
    return Block("quarter", ordinal(m[1]), _year(m[2])) if 1 <= ordinal(m[1]) <= 4 else None


def _month_alone(m: re.Match[str]) -> Item:
    return Block("month", month(m[1]), _year(m[2]))


def _month_alone_open(m: re.Match[str]) -> Item:
    return Block("month", month(m[1]))


_THIRDS = {"anfang": 0, "mitte": 1, "ende": 2, "beginning of": 0, "start of": 0, "early": 0, "early in": 0}
_THIRDS |= {"mid": 1, "mid-": 1, "middle of": 1, "end of": 2, "late": 2, "late in": 2, "the end of": 2, "eo": 2}


def _third_of_month(m: re.Match[str]) -> Item:
    return Third(_THIRDS[m[1].strip()], Block("month", month(m[2]), _year(m[3])))


def _third_of_block(m: re.Match[str]) -> Item:
    stem = m[3].removesuffix("es").removesuffix("s")
    kind = {"monat": "month", "woche": "week", "jahr": "year", "quartal": "quarter"}.get(stem, stem)
    return Third(_THIRDS[m[1].strip()], Block(kind, ahead=ahead(m[2]) if m[2] else 0))  # type: ignore[arg-type]


def _glued_third(m: re.Match[str]) -> Item:
    kinds = {"monat": "month", "quartal": "quarter", "jahr": "year"}
    return Third(_THIRDS[m[2]], Block(kinds[m[1]], ahead=0))  # type: ignore[arg-type]


def _third_of_year(m: re.Match[str]) -> Item:
    return Third(_THIRDS[m[1].strip()], Block("year", int(m[2])))


def _third_of_week(m: re.Match[str]) -> Item:
    return Third(_THIRDS[m[1].strip()], Block("week", int(m[2] or m[3]), _year(m[4])))


def _short_third(m: re.Match[str]) -> Item:
    return Third(2, Block({"w": "week", "m": "month", "q": "quarter", "y": "year"}[m[1]], ahead=0))  # type: ignore[arg-type]


def _holiday(m: re.Match[str]) -> Item:
    return Holiday(HOLIDAYS[m[1]], _year(m[2]))


def _easter_or_more(m: re.Match[str]) -> Item | None:
    """`Ostern`, `Weihnachten`, `Pfingsten` last for days: only the first of them with a question (see `days`)."""
    names = {"ostern": "easter", "easter": "easter", "weihnachten": "christmas", "christmas": "christmas"}
    return Holiday(f"{names.get(m[1], 'pentecost')} days", _year(m[2]))


def _in_units(m: re.Match[str]) -> Item:
    amount = number(m[1])
    unit = UNITS[m[2]]
    return Away(amount, unit, eight=m[1] == "acht", english=m[2] in ("day", "days"))


def _units_ago(m: re.Match[str]) -> Item:
    return Away(-number(m[1]), UNITS[m[2]])


def _half_year(m: re.Match[str]) -> Item:
    return Away(6, "month")


def _fortnight(m: re.Match[str]) -> Item:
    return Away(2, "week")


def _day_morning(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m[1]], "day", word=True), Part("morning"))


def _glued(m: re.Match[str]) -> tuple[Item, ...]:
    """`Montagmorgen`, `Montag morgen`: the morning of that Monday, not tomorrow."""
    return (Weekday(weekday(m[1])), Part(GLUED_PARTS[m[2]]))  # type: ignore[arg-type]


def _day_word(m: re.Match[str]) -> Item:
    return Away(DAY_WORDS[m[1]], "day", word=True)


def _from_weekday(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m[3])), Away(number(m[1]), UNITS[m[2]]))


def _from_day(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m[3]], "day", word=True), Away(number(m[1]), UNITS[m[2]]))


def _weekday_week(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m[1])), Away(1, "week"))


def _which_weekday(m: re.Match[str]) -> Item:
    return Weekday(weekday(m[2]), which=WHICH[m[1]])  # type: ignore[arg-type]


def _weekday_after_next(m: re.Match[str]) -> Item:
    return Weekday(weekday(m[1]), which="after next")


def _weekday(m: re.Match[str]) -> Item:
    word = m[1].rstrip(". ")
    soft = m[1] == "so" and m.string.startswith(_AFTER_SO, m.end())
    return Weekday(weekday(word), short=word in WEEKDAYS_SHORT, soft=soft)


_TIME_FOLLOWS = r"(?! ?(?:uhr|h\b|:|am\b|pm\b|min|std|stunden|personen|leute))"
_AFTER_SO = (" um ", " gegen ", " ca", " circa ", " etwa ", " ungefaehr ", " ab ", " zwischen ")
_YEAR_AFTER_MONTH = rf"(?:,? (<year>)|,? ?('\d\d|2[5-9]|3[0-5]){END}{_TIME_FOLLOWS}(?! ?[-.:]))?"
_IN_MONTH = (
    r"(?:(?:(?:im|in|of|vom|des|of the|in the|in this) )?(?:monat )?(<mon>)(?: (<year>))?"
    rf"|(?:(?:im|in|of|des|of the|in the|vom) )?({_AHEAD}) (?:monats?|month){END}"
    rf"|(?:im|des|of the|in the|eines) (?:monats?|month){END})"
)

DAY_PATTERNS: Final = tuple(
    (pattern(template), build)
    for template, build in (
        (
            r"(20\d\d)-?(\d\d)-?(\d\d)t(\d\d):?(\d\d)(?::?\d\d(?:[.,]\d+)?)?(?:(z)|([+-])(\d\d):?(\d\d)?)?<end>",
            _iso_time,
        ),
        (r"(20\d\d)-(\d\d?)-(\d\d?)(?![\d-])", _iso),
        (r"(20\d\d)[/.](\d\d?)[/.](\d\d?)(?![\d/.])", _iso),
        # numbers
        (
            r"(\d\d?)\.?(?: ?- ?| bis(?: zum)? )(\d\d?)\. ?(\d\d?)\.(?: ?(20\d\d)(?!\d)|(\d\d)(?![\d:.-]))?",
            _numeric_days,
        ),
        (r"(\d\d?)\. ?(\d\d?)\. ?(20\d\d)(?!\d)", _numeric),
        (r"(\d\d?)\.(\d\d?)\.'?(\d\d)(?![\d:]|\.\d| ?uhr| ?h\b|-\d\d?(?:[: ]|uhr|h|$))", _numeric),
        (r"(\d\d?)/(\d\d?)/(20\d\d|\d\d)(?![\d/])", _slashed),
        (r"(\d\d?)-(\d\d?)-(20\d\d)(?![\d-])", _numeric),
        (r"(\d\d?)\. ?(\d\d?)\.(?!\d)", _day_and_month),
        (r"(\d\d?)\.(\d\d?)(?![\d:]|\.\d| ?uhr| ?h\b|-[a-z])", _loose),
        # month names
        (r"(<ord>|\d\d?)(?:<to>|-)(<ord>|\d\d?) ?(?:of )?(<mon>)(?:,? (<year>))?", _named_days),
        (
            rf"(<mon>) (\d\d?)(?:st|nd|rd|th)?(?:<to>)(\d\d?)(?:st|nd|rd|th)?{END}(?![.:]\d)"
            r"(?! ?(?:am|pm|uhr|h\b|<mon>))(?:,? (<year>))?",
            _english_days,
        ),
        (rf"(<ord>|\d\d?) ?(?:of )?(<mon>){_YEAR_AFTER_MONTH}", _named),
        (r"(<ordword>) (<ordword>)(?! ?<wd>)(?: (<year>))?", _word_and_word),
        (
            rf"(<mon>) (?:the )?(\d\d?(?:st|nd|rd|th)|\d\d?\.?|<ordword>){END}{_TIME_FOLLOWS}(?![.:]\d)(?:,? (<year>))?",
            _month_first,
        ),
        # counted weekdays
        (rf"(<nth>) (<wd>|werktag|arbeitstag|working day|business day|weekday|tag|day){END},? {_IN_MONTH}", _nth),
        # named days
        (rf"({one_of(HOLIDAYS)}){END}(?: (<year>))?", _holiday),
        (
            rf"(?:zu |an |ueber |at )?(ostern|easter|weihnachten|christmas|pfingsten|pentecost){END}(?: (<year>))?",
            _easter_or_more,
        ),
        # thirds
        (rf"({one_of(_THIRDS)}) ?(?:des |im |of )?(?:monats? )?(<mon>)(?:,? (<year>))?", _third_of_month),
        (rf"(?:zum |zur |am )?(monat|quartal|jahr)(?:es|s)?(anfang|mitte|ende){END}", _glued_third),
        (
            rf"({one_of(_THIRDS)}) (?:des |der |dem |of |the )*(?:({_AHEAD}) )?"
            rf"(monats|monat|woche|jahres|quartals|month|week|year|quarter){END}",
            _third_of_block,
        ),
        (rf"({one_of(_THIRDS)}) (?:des jahres )?(<year>)", _third_of_year),
        (
            rf"({one_of(_THIRDS)}) (?:der |of )?(?:(?:kw|week) ?(\d\d?)|(\d\d?)\. ?(?:kw|kalenderwoche)){END}"
            rf"(?: ?/? ?(<year>))?",
            _third_of_week,
        ),
        (rf"eo([wmqy]){END}", _short_third),
        # weeks and other blocks
        (
            r"(?:kw|kalenderwoche|cw|calendar week|week|wk|woche) ?\.?(\d\d?)(?!\d)(?:(?: ?/ ?|, | )(20\d\d)(?!\d))?",
            _week,
        ),
        (r"kw ?(\d\d?)/(2[4-9]|3[0-5])(?!\d)", _week),
        (rf"(\d\d?)\. ?(?:kw|kalenderwoche|woche){END}(?:(?: ?/ ?|, | )(20\d\d)(?!\d))?", _week),
        (
            rf"({_AHEAD}) (woche|week|kw|kalenderwoche|monats|monat|month|quartals|quartal|quarter|jahr|jahres|year){END}",
            _block,
        ),
        (
            rf"(?:(?:am|an diesem|on the|at the|over the|uebers) )?(?:(<which>) )?(?:wochenende|weekend|we){END}",
            _weekend,
        ),
        (rf"(?:q|quartal )([1-4]){END}(?:(?: ?/ ?|, | )?(<year>))?", _quarter),
        (rf"(<ord>) (?:quartal|quarter){END}(?:(?: ?/ ?|, | )?(<year>))?", _quarter),
        # distances
        (rf"(<num>) ({_UNIT}) (?:from|after) (?:the )?(?:coming |next )?(<wd>)", _from_weekday),
        (rf"(<num>) ({_UNIT}) (?:from|after) ({one_of(DAY_WORDS)}){END}", _from_day),
        (rf"(?:in|within) (?:den naechsten |the next )?(<num>) ({_UNIT})(?:' time| time)?", _in_units),
        (rf"(<num>) ({_UNIT}) (?:from now|from today|ab heute|ab jetzt)", _in_units),
        (rf"(?:heute )?vor (?:genau )?(<num>) ({_UNIT})", _units_ago),
        (rf"(<num>) ({_UNIT}) ago", _units_ago),
        (rf"in (?:einem )?(?:halben jahr|half a year){END}", _half_year),
        (r"in a fortnight|a fortnight from now|in a couple of weeks", _fortnight),
        (rf"({one_of(DAY_WORDS)}) (?:am )?morgen{END}", _day_morning),
        (rf"({one_of(DAY_WORDS)}){END}", _day_word),
        (rf"({one_of(WEEKDAYS_LONG)})[- ]?({one_of(GLUED_PARTS)})s?{END}", _glued),
        # weekdays
        (rf"(<wd>) week{END}(?! ?\d)", _weekday_week),
        (rf"(<wd>) after next{END}", _weekday_after_next),
        (r"(<which>) (<wd>)", _which_weekday),
        (r"(<wd>)", _weekday),
        # months without a day only where a word or a year says so
        (r"(?:im ganzen|im|in the month of|in) (<mon>)(?: (<year>))?", _month_alone),
        (r"(?:(?<=ab )|(?<=bis )|(?<=from )|(?<=until )|(?<=by ))(<mon>)", _month_alone_open),
        (r"(<mon>) (<year>)", _month_alone),
        (r"(<ord>|\d\d?) ?([a-z]{6,})<end>(?: (<year>))?", _mistyped_month),
        (rf"(<ord>)(?!\d| {one_of(COUNTED)}<end>)", _number_of_day),
    )
)
