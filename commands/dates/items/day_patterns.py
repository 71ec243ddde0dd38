"""Patterns of weekdays, named days, and days by their distance from today."""

from __future__ import annotations

import re
from typing import Final

from commands.dates.items.date_patterns import year_of
from commands.dates.items.items import (
    Away,
    Counted,
    Item,
    NamedDay,
    PartOfDay,
    Patterns,
    Step,
    Unknown,
    WeekBeside,
    Weekday,
    Workdays,
)
from commands.dates.items.lexicon import END, number, one_of, ordinal, weekday
from commands.dates.vocabulary.days import DAY_WORDS, UNITS, WEEKDAYS_LONG, WEEKDAYS_SHORT, WHICH, Unit
from commands.dates.vocabulary.feasts import FEAST_WEEKS, FEASTS, HOLIDAYS
from commands.dates.vocabulary.numbers import HALVES
from commands.dates.vocabulary.times import GLUED_PARTS

_UNIT = one_of(UNITS) + END
_PARTS_OF_UNITS: Final[dict[str, tuple[int, Unit]]] = {  # halves of them are counted in these
    **dict.fromkeys("w", (7, "day")),
    **dict.fromkeys("m", (30, "day")),
    **dict.fromkeys("jy", (12, "month")),
}


def _holiday(m: re.Match[str]) -> Item:
    return NamedDay(HOLIDAYS[m["feast"]], year_of(m["year"]))


def _easter_or_more(m: re.Match[str]) -> Item:
    """`Ostern`, `Weihnachten`, `Pfingsten` last for days: only the first of them with a question (see `days`)."""
    return NamedDay(FEASTS[m["feast"]], year_of(m["year"]))


def _week_beside_feast(m: re.Match[str]) -> Item:
    """`Woche vor Ostern`, `week after Christmas`."""
    name = FEASTS.get(m["feast"]) or HOLIDAYS[m["feast"]]
    return WeekBeside(NamedDay(name, year_of(m["year"])), -1 if m["side"] in ("vor", "before") else 1)


def _week_of_feast(m: re.Match[str]) -> Item:
    name, side = FEAST_WEEKS[m["week"]]
    return WeekBeside(NamedDay(name, year_of(m["year"])), side)


def _between_the_years(m: re.Match[str]) -> Item:
    return NamedDay("between the years", year_of(m["year"]))


def _workdays(m: re.Match[str]) -> Item:
    return Workdays(
        -number(m["number"]) if m["side"] == "vor" else number(m["number"]),
        "werktag" if m["kind"] == "werktag" else "arbeitstag",
    )


def _workdays_ahead(m: re.Match[str]) -> Item:
    return Workdays(number(m["number"]), "arbeitstag")


def _week_beside(m: re.Match[str]) -> Item:
    """`die Woche nach`, of a day that follows."""
    return Step(-1 if m["side"] in ("vor", "before") else 1, "week", word=m["side"], whole=True)


def _in_units(m: re.Match[str]) -> Item:
    amount = number(m["number"])
    unit = UNITS[m["unit"]]
    return Away(amount, unit, eight=m["number"] == "acht", english=m["unit"] in ("day", "days"))


def _hence(m: re.Match[str]) -> Item:
    return Away(number(m["number"]), UNITS[m["unit"]], rough=True)


def _some_time_later(m: re.Match[str]) -> Item:
    """`3 Wochen später`, from a day that was not said."""
    return Away(number(m["number"] or m["later_number"]), UNITS[m["unit"] or m["later_unit"]], rough=True)


def _nth_from(m: re.Match[str]) -> Item | None:
    """`dritter Dienstag nach`."""
    n = ordinal(m["nth"])
    side = -1 if m["side"] in ("vor", "before") else 1
    n = 1 if n == -1 and side < 0 else n  # `letzter Freitag vor`
    return Step(n * side, "week", weekday(m["weekday"]), word=m["side"]) if 1 <= n <= 5 else None


def _units_ago(m: re.Match[str]) -> Item:
    return Away(-number(m["number"]), UNITS[m["unit"]])


def _half_units(m: re.Match[str]) -> Item:
    """`in anderthalb Wochen`: one of the days about then."""
    return Away(int(HALVES[m["half"]] * _PARTS_OF_UNITS[m["unit"][0]][0]), _PARTS_OF_UNITS[m["unit"][0]][1], rough=True)


def _half_year(m: re.Match[str]) -> Item:
    return Away(6, "month")


def _fortnight(m: re.Match[str]) -> Item:
    return Away(2, "week")


def _day_morning(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m["day"]], "day", word=True), PartOfDay("morning"))


def _glued(m: re.Match[str]) -> tuple[Item, ...]:
    """`Montagmorgen`, `Montag morgen`: the morning of that Monday, not tomorrow."""
    return (Weekday(weekday(m["weekday"])), PartOfDay(GLUED_PARTS[m["part"]]))


def _which_glued(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m["weekday"]), which=WHICH[m["which"]]), PartOfDay(GLUED_PARTS[m["part"]]))


def _day_word(m: re.Match[str]) -> Item:
    return Away(DAY_WORDS[m["day"]], "day", word=True)


def _weekdays_from_now(m: re.Match[str]) -> Item:
    """`three fridays from now`."""
    return Counted(
        Step(number(m["number"]), "week", weekday(m["weekday"].removesuffix("s"))), Away(0, "day", word=True)
    )


def _steps(m: re.Match[str]) -> Item:
    """`2 Tage vor`, `eine Woche nach dem`: so far from a day that follows."""
    return Step(number(m["number"]) * (-1 if m["side"] in ("vor", "before") else 1), UNITS[m["unit"]], word=m["side"])


def _eve(m: re.Match[str]) -> Item:
    return Step(1 if m[0].endswith(("nach", "after")) else -1, "day", word=m[0])


def _from_weekday(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m["weekday"])), Away(number(m["number"]), UNITS[m["unit"]]))


def _from_day(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m["day"]], "day", word=True), Away(number(m["number"]), UNITS[m["unit"]]))


def _fortnight_from_day(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m["day"]], "day", word=True), Away(2, "week"))


def _weekday_week(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m["weekday"])), Away(1, "week"))


def _which_weekday(m: re.Match[str]) -> Item:
    return Weekday(weekday(m["weekday"]), which=WHICH[m["which"]])


def _weekday_after_next(m: re.Match[str]) -> Item:
    return Weekday(weekday(m["weekday"]), which="after next")


def _weekday(m: re.Match[str]) -> Item:
    word = m["weekday"].rstrip(". ")
    return Weekday(weekday(word), short=word if word in WEEKDAYS_SHORT else "")


DAY_PATTERNS: Final[Patterns] = (
    (rf"mit{END}(?= \d\d?[:.]\d\d)", lambda m: Unknown(m[0])),  # Mittwoch, or with
    # named days and weeks
    (
        rf"(?:(?:in )?(?:der|die|the) )?<week> (?P<side>vor|nach|before|after)(?: dem| der| den)?"
        rf" (?P<feast>{one_of([*FEASTS, *HOLIDAYS])}){END}(?:<inyear>)?",
        _week_beside_feast,
    ),
    (rf"(?:(?:in )?(?:der|die|the) )?<week> (?P<side>vor|nach|before|after){END}", _week_beside),
    (rf"(?P<week>{one_of(FEAST_WEEKS)}){END}(?:<inyear>)?", _week_of_feast),
    (r"(?:zwischen den (?:jahren|feiertagen)|between the years)<end>(?:<inyear>)?", _between_the_years),
    (rf"(?P<feast>{one_of(HOLIDAYS)}){END}(?:<inyear>)?", _holiday),
    (
        rf"(?:zu |an |ueber |at )?(?P<feast>ostern|easter|weihnachten|christmas|pfingsten|pentecost){END}(?:<inyear>)?",
        _easter_or_more,
    ),
    # distances
    (rf"(?P<number><num>) (?P<unit>{_UNIT}) (?:from now|from today|ab heute|ab jetzt)", _in_units),
    (rf"(?P<number><num>) (?P<unit>{_UNIT}) hence{END}", _hence),
    (rf"(?P<number><num>) (?P<weekday><wdls>) (?:from now|from today|ab heute){END}", _weekdays_from_now),
    (
        rf"(?P<number><num>) (?P<unit>{_UNIT}) (?:from|after) (?:the )?(?:coming |next )?(?P<weekday><wd>)",
        _from_weekday,
    ),
    (rf"(?P<number><num>) (?P<unit>{_UNIT}) (?:(?:from|after) )?(?P<day>{one_of(DAY_WORDS)}){END}", _from_day),
    (rf"(?:a )?fortnight (?:from )?(?P<day>{one_of(DAY_WORDS)}){END}", _fortnight_from_day),
    (
        r"(?:in|within) (?:den naechsten |the next |genau |exactly |spaetestens |at most )?"
        rf"(?P<number><num>) (?P<unit>{_UNIT})(?:' time| time)?",
        _in_units,
    ),
    (rf"(?:heute )?vor (?:genau )?(?P<number><num>) (?P<unit>{_UNIT})", _units_ago),
    (rf"(?P<number><num>) (?P<unit>{_UNIT}) ago", _units_ago),
    (
        rf"(?:(?:nach|after) (?P<number><num>) (?P<unit>{_UNIT})"
        rf"|(?P<later_number><num>) (?P<later_unit>{_UNIT}) (?:spaeter|later)){END}",
        _some_time_later,
    ),
    (rf"(?P<nth><nth>) (?P<weekday><wdl>) (?P<side>vor|nach|before|after){END}", _nth_from),
    (
        r"(?P<side>in|vor) (?:genau )?(?P<number><num>) "
        rf"(?P<kind>werktag|arbeitstag|wochentag|working day|business day|workday)(?:en|s)?{END}",
        _workdays,
    ),
    (rf"(?P<number><num>) (?:working|business|work)[ -]?days from (?:now|today){END}", _workdays_ahead),
    (
        rf"(?P<number><num>) (?P<unit>{_UNIT}) (?P<side>vor|nach|before|after|from){END}(?! (?:\d+(?![\d.])|<word>))",
        _steps,
    ),
    (rf"(?:(?:am |der |den )?vorabend|eve) (?:des|der|von|vom|vor|zu|of){END}", _eve),
    (rf"(?:am |der |den |the |on the |einen |a )?(?:tag|day) (?:vor|nach|before|after){END}", _eve),
    (rf"in (?P<half>{one_of(HALVES)}) (?P<unit><weeks>|monaten?|months?|jahren?|years?){END}", _half_units),
    (rf"in (?:einem )?(?:halben jahr|half a year){END}", _half_year),
    (rf"in (?:einem )?vierteljahr{END}", lambda m: Away(3, "month")),
    (rf"a fortnight hence{END}", lambda m: Away(2, "week", rough=True)),
    (r"in a fortnight|a fortnight from now|in a couple of weeks", _fortnight),
    (rf"(?P<day>{one_of(DAY_WORDS)}) (?:am )?morgen{END}", _day_morning),
    (rf"(?P<day>{one_of(DAY_WORDS)}){END}", _day_word),
    (rf"(?P<weekday>{one_of(WEEKDAYS_LONG)})[- ]?(?P<part>{one_of(GLUED_PARTS)})s?{END}", _glued),
    # weekdays
    (rf"(?P<weekday><wd>) week{END}(?! ?\d)", _weekday_week),
    (rf"(?P<weekday><wd>) (?:after next|nach dem (?:naechsten|kommenden)){END}", _weekday_after_next),
    (
        rf"(?P<which><which>)\.? (?P<weekday>{one_of(WEEKDAYS_LONG)})[- ]?(?P<part>{one_of(GLUED_PARTS)})s?{END}",
        _which_glued,
    ),
    (r"(?P<which><which>)\.? (?P<weekday><wd>)", _which_weekday),
    (r"(?P<weekday><wd>)", _weekday),
)
