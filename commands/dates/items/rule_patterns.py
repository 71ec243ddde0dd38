"""Patterns of recurrence: `jeden ersten Dienstag im Monat`, `alle zwei Wochen`, `montags`, `every other Friday`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from commands.dates.items.items import WORKDAY, Every, Item, OnDate, PartOfDay, Patterns, RuleDoubt, Stop, Times
from commands.dates.items.lexicon import END, month, number, one_of, ordinal, said, weekday
from commands.dates.vocabulary.days import UNITS, WEEKDAYS_LONG, Unit
from commands.dates.vocabulary.numbers import NUMBERS
from commands.dates.vocabulary.times import GLUED_PARTS, PARTS_OF_EACH_DAY, PLAIN_PARTS
from commands.patterns import regex

Freq: TypeAlias = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
MONDAY_TO_FRIDAY: Final = tuple((0, day) for day in range(5))

_EACH = r"(?:an jede[mr]|am jeweils|jede[nrsm]?|immer(?: am| an)?|every|each|on every|on each)"
_AND = r"(?: ?, ?| ?/ ?| ?& ?| ?\+ ?| und | u\. | and | sowie | oder )"
_WORKDAYS = r"(?:werktags?|arbeitstags?|wochentags?|werktaeglich|arbeitstaeglich)"
_IN_MONTH = (
    r"(?: ?,? ?(?:im|in|of|des|eines|of the|of each|of every|in the|in each|jeden|jedes|in jedem|every|each)"
    rf" (?:monats?|month)s?{END})"
)
_DAYS_OF_WEEK = rf"<wd>(?:{_AND}(?:am )?<wd>){{0,6}}"  # so many and no more: patterns are tried at every place
_NTHS = rf"<nth>(?:{_AND}<nth>){{0,4}}"
_PLURALS = one_of([f"{w}s" for w in WEEKDAYS_LONG])
_ALL_OF_THEM = one_of([f"{w}e" for w in WEEKDAYS_LONG if w.endswith(("tag", "abend"))]) + "n?"
_OF_UNITS: Final[dict[Unit, Freq]] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_FREQS: Final = {word: _OF_UNITS[unit] for word, unit in UNITS.items()}
_UNIT = one_of(_FREQS) + END
_PER = r"(?:im|in der|die|das|den|pro|je|per|an?|each|every) "
_MANY = one_of(word for word, many in NUMBERS.items() if many > 1)
_SPLIT = regex(_AND, re.ASCII)


def _english(text: str) -> bool:
    return bool(re.search(r"every|each|ly\b|days?\b|month\b|week\b", text))


def _weekdays(text: str) -> tuple[int, ...]:
    words = re.findall(r"[a-z]+", text)
    return tuple(dict.fromkeys(weekday(w) for w in words if w not in ("und", "and", "u", "am", "sowie", "oder")))


def _ordinals(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ordinal(w.strip()) for w in _SPLIT.split(text) if w.strip()))


def _nth_weekday(m: re.Match[str]) -> Item | None:
    """`jeden ersten und dritten Dienstag im Monat`; without the month only `zweiten` can mean anything."""
    numbers, day = _ordinals(m["nths"]), m["weekdays"].rstrip(".")
    if any(not -2 <= n <= 5 or n == 0 for n in numbers):
        return None
    if day in ("werktag", "arbeitstag", "working day", "business day"):
        return (
            Every("MONTHLY", days=tuple((n, WORKDAY) for n in numbers), english=_english(m[0]))
            if m["in_month"]
            else None
        )
    days = _weekdays(m["weekdays"])
    if m["in_month"]:
        return Every("MONTHLY", days=tuple((n, d) for d in days for n in numbers), english=_english(m[0]))
    if numbers == (2,):
        return Every("WEEKLY", 2, tuple((0, d) for d in days), doubt="second", english=_english(m[0]))
    return Every("MONTHLY", days=tuple((n, d) for d in days for n in numbers), doubt="second", english=_english(m[0]))


def _month_nth(m: re.Match[str]) -> Item | None:
    """`monatlich am ersten Dienstag`, `every month on the first Tuesday`."""
    numbers, days = _ordinals(m["nths"]), _weekdays(m["weekdays"])
    if any(not -2 <= n <= 5 or n == 0 for n in numbers):
        return None
    step = number(said(m, "step") or "1")
    return Every("MONTHLY", step, tuple((n, d) for d in days for n in numbers), english=_english(m[0]))


def _each_weekday(m: re.Match[str]) -> Item:
    return Every("WEEKLY", days=tuple((0, d) for d in _weekdays(m["weekdays"])), english=_english(m[0]))


def _all_weekdays(m: re.Match[str]) -> Item:
    """`alle Dienstage und Freitage`."""
    days = tuple(weekday(word.removesuffix("n").removesuffix("e")) for word in re.findall(_ALL_OF_THEM, m["weekdays"]))
    return Every("WEEKLY", days=tuple((0, d) for d in dict.fromkeys(days)))


def _each_glued(m: re.Match[str]) -> tuple[Item, ...]:
    """`jeden Montagvormittag`, `montagabends`."""
    return (Every("WEEKLY", days=((0, weekday(m["weekday"])),)), PartOfDay(GLUED_PARTS[m["part"]]))


def _each_part(m: re.Match[str]) -> tuple[Item, ...]:
    """`jeden Abend`, `every morning`."""
    return (Every("DAILY", english=_english(m[0])), PartOfDay(PARTS_OF_EACH_DAY[m["part"]]))


def _other_weekday(m: re.Match[str]) -> Item:
    return Every("WEEKLY", 2, tuple((0, d) for d in _weekdays(m["weekdays"])), english=True)


def _each_workday(m: re.Match[str]) -> Item:
    return Every("WEEKLY", days=MONDAY_TO_FRIDAY, doubt="workdays")


def _monday_to_friday(m: re.Match[str]) -> Item:
    return Every("WEEKLY", days=MONDAY_TO_FRIDAY, english=_english(m[0]))


def _span_of_weekdays(m: re.Match[str]) -> Item:
    first, last = weekday(m["first"].removesuffix("s")), weekday(m["last"].removesuffix("s"))
    days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return Every("WEEKLY", days=tuple((0, d) for d in days), english=_english(m[0]))


def _nth_unit(m: re.Match[str]) -> Item:
    return Every(_FREQS[m["unit"]], ordinal(m["nth"]), english=_english(m[0]))


def _every_unit(m: re.Match[str]) -> Item:
    return Every(_FREQS[m["unit"]], english=_english(m[0]))


def _other_unit(m: re.Match[str]) -> Item:
    return Every(_FREQS[m["unit"]], 2, english=True)


def _every_so_many(m: re.Match[str]) -> Item | None:
    count = number(m["number"])
    freq = _FREQS[m["unit"]]
    if count < 1:
        return None
    if freq == "DAILY" and count % 7 == 0:
        return Every("WEEKLY", count // 7, english=_english(m[0]))
    return Every(freq, count, english=_english(m[0]))


def _monthday(m: re.Match[str]) -> Item | None:
    days = _ordinals(m["days"])
    return Every("MONTHLY", monthdays=days, english=_english(m[0])) if all(1 <= d <= 31 for d in days) else None


def _last_day(m: re.Match[str]) -> Item:
    return Every("MONTHLY", monthdays=(-1,), english=_english(m[0]))


def _last_day_of_some(m: re.Match[str]) -> Item:
    return Every("MONTHLY", number(m["number"]), monthdays=(-1,), english=_english(m[0]))


def _each_date(m: re.Match[str]) -> tuple[Item, ...]:
    """`jeden 24.12.`: every year."""
    return (Every("YEARLY", english=_english(m[0])), OnDate(int(m["day"]), int(m["month"]), marked=True))


def _each_named_date(m: re.Match[str]) -> tuple[Item, ...]:
    return (Every("YEARLY", english=_english(m[0])), OnDate(ordinal(m["day"]), month(m["month"])))


def _each_nth_of_month(m: re.Match[str]) -> Item | None:
    """`jeden letzten Sonntag im März`: every year."""
    n = ordinal(m["nth"])
    if not -2 <= n <= 5 or n == 0:
        return None
    return Every("YEARLY", days=((n, weekday(m["weekday"])),), months=(month(m["month"]),), english=_english(m[0]))


def _each_weekend(m: re.Match[str]) -> Item:
    return Every("WEEKLY", days=((0, 5), (0, 6)), english=_english(m[0]))


def _plurals(m: re.Match[str]) -> Item:
    names = re.findall(_PLURALS, m[0])
    return Every("WEEKLY", days=tuple((0, WEEKDAYS_LONG[n[:-1]]) for n in names), english=_english(m[0]))


def _word(freq: Freq, interval: int = 1, doubt: RuleDoubt = "") -> Callable[[re.Match[str]], Item]:
    def build(m: re.Match[str]) -> Item:
        return Every(freq, interval, doubt=doubt, english=_english(m[0]))

    return build


def _once_a(m: re.Match[str]) -> Item:
    return Every(_FREQS[m["unit"]], english=_english(m[0]))


def _so_often(m: re.Match[str]) -> Item:
    return Stop("each", m[0])


def _times(m: re.Match[str]) -> Item:
    return Times(number(m["number"]))


RULE_PATTERNS: Final[Patterns] = (
    (rf"{_EACH} (?P<day>\d\d?)\. ?(?P<month>\d\d?)\.(?!\d)", _each_date),
    (rf"{_EACH} (?P<day><ord>|\d\d?) ?(?P<month><mon>){END}", _each_named_date),
    (
        rf"{_EACH} (?P<nth><nth>) (?P<weekday><wd>) (?:im|in|of|in the) (?:monat )?(?P<month><mon>){END}",
        _each_nth_of_month,
    ),
    (rf"(?:jede[sn]?|every|each|an jedem) <weekend>{END}", _each_weekend),
    (
        rf"{_EACH} (?P<nths>{_NTHS}) (?P<weekdays>{_DAYS_OF_WEEK}|werktag|arbeitstag|working day|business day)"
        rf"(?P<in_month>{_IN_MONTH})?",
        _nth_weekday,
    ),
    (
        rf"jeweils(?: am)? (?P<nths>{_NTHS}) (?P<weekdays>{_DAYS_OF_WEEK}|werktag|arbeitstag)(?P<in_month>{_IN_MONTH})",
        _nth_weekday,
    ),
    (
        rf"(?:am |an jedem |on the |the |der )?(?P<nths>{_NTHS}) (?P<weekdays>{_DAYS_OF_WEEK})"
        rf"(?P<in_month> ?(?:eines jeden|jeden|jedes|in jedem|of every|of each|every|each) (?:monats?|month){END})",
        _nth_weekday,
    ),
    (
        rf"(?:am |on the )?(?P<nths><nth>(?:{_AND}<nth>){{1,4}}) (?P<weekdays>{_DAYS_OF_WEEK})"
        rf"(?P<in_month>{_IN_MONTH})",
        _nth_weekday,
    ),
    (
        rf"(?:monatlich|jeden monat|every month|monthly|each month),? ?(?:jeweils |immer )?"
        rf"(?:am |an |on )?(?:the |dem )?"
        rf"(?P<nths>{_NTHS}) (?P<weekdays>{_DAYS_OF_WEEK})",
        _month_nth,
    ),
    (
        rf"(?:alle|every) (?P<step><num>) (?:monate|months),? (?:jeweils |immer )?(?:am |on )?(?:the )?"
        rf"(?P<nths>{_NTHS}) (?P<weekdays>{_DAYS_OF_WEEK})",
        _month_nth,
    ),
    (
        rf"(?:{_EACH}|jeweils(?: am)?) (?P<days><ord>(?:{_AND}<ord>){{0,6}})(?: tag)? ?"
        rf"(?:des monats|im monat|eines monats|of the month|of each month){END}",
        _monthday,
    ),
    (
        rf"(?:am |on )?(?:the )?(?P<days><ord>(?:{_AND}<ord>){{0,6}})(?: tag)? ?"
        rf"(?:(?:eines )?jede[sn] monats|in jedem monat|of every month|of each month|every month|each month){END}",
        _monthday,
    ),
    (
        rf"{_EACH} (?:letzten tag|monatsletzten|last day)"
        rf" ?(?:jedes monats|of every month|of each month|im monat|of the month|des monats){END}",
        _last_day,
    ),
    (
        rf"(?:am|on the) (?:letzten tag|monatsletzten|ultimo|last day)"
        rf" ?(?:(?:eines )?jede[sn] monats|in jedem monat|of every month|of each month){END}",
        _last_day,
    ),
    (rf"(?:{_EACH}|jeweils(?: am| zum)?) monatsersten{END}", lambda m: Every("MONTHLY", monthdays=(1,))),
    (rf"{_EACH} (?:letzten tag im monat|last day of the month|monatsletzten|monatsende){END}", _last_day),
    (
        rf"(?:alle|every) (?P<number><num>) (?:monate|months),? (?:am letzten tag|on the last day){END}",
        _last_day_of_some,
    ),
    (rf"(?:monatlich|monthly|jeden monat|every month),? (?:am letzten tag|on the last day){END}", _last_day),
    (rf"(?:jede[nrs]?|every|each) (?P<nth><ord>) (?P<unit>{_UNIT})", _nth_unit),
    (rf"{_EACH} (?P<days>\d{{1,2}}\.|\d{{1,2}}(?:st|nd|rd|th){END})(?! ?(?:<wd>|<mon>))", _monthday),
    (rf"(?:on )?(?:every|each) other (?P<weekdays>{_DAYS_OF_WEEK})", _other_weekday),
    (rf"(?:every|each) other (?P<unit>{_UNIT})", _other_unit),
    (rf"(?:alle|every|each) (?P<number><num>) (?P<unit>{_UNIT})", _every_so_many),
    (
        rf"{_EACH}? ?(?:an )?{_WORKDAYS}{END}|an (?:werktagen|arbeitstagen|wochentagen){END}|alle werktage{END}",
        _each_workday,
    ),
    (
        rf"(?:on |every |each )(?:weekdays?|working days?|workdays?|business days?){END}"
        rf"|weekdays{END}|unter der woche{END}",
        _monday_to_friday,
    ),
    (rf"(?P<first>{_PLURALS})(?: bis |-| - | to |-)(?P<last>{_PLURALS}){END}", _span_of_weekdays),
    (rf"{_EACH} (?P<weekday>{one_of(WEEKDAYS_LONG)})[- ]?(?P<part>{one_of(GLUED_PARTS)})s?{END}", _each_glued),
    (rf"(?P<weekday>{one_of(WEEKDAYS_LONG)})(?:s[- ]?)?(?P<part>{one_of(PLAIN_PARTS)})s{END}", _each_glued),
    (rf"(?:jede[nr]?|every|each) (?P<part>{one_of(PARTS_OF_EACH_DAY)}){END}", _each_part),
    (rf"{_EACH} (?P<weekdays>{_DAYS_OF_WEEK})", _each_weekday),
    (rf"(?:an )?allen? (?P<weekdays>{_ALL_OF_THEM}{END}(?:{_AND}{_ALL_OF_THEM}{END}){{0,6}})", _all_weekdays),
    (rf"(?:on )?{_PLURALS}{END}(?:{_AND}{_PLURALS}{END}){{0,6}}", _plurals),
    (rf"(?:jede[nrs]?|every|each) (?P<unit>{_UNIT})", _every_unit),
    (
        rf"(?:jedes quartal|vierteljaehrlich|quartalsweise|quartalsmaessig|quarterly|every quarter){END}",
        _word("MONTHLY", 3, "quarter"),
    ),
    (rf"(?:jedes halbjahr|halbjaehrlich|half-yearly|every half year){END}", _word("MONTHLY", 6)),
    (rf"(?:taeglich|daily|everyday){END}", _word("DAILY")),
    (rf"(?:woechentlich|weekly){END}", _word("WEEKLY")),
    (
        rf"(?:14[- ]?taegig|14[- ]?taeglich|vierzehntaegig|vierzehntaeglich|zweiwoechentlich|2[- ]?woechentlich|"
        rf"zweiwoechig|fortnightly|every fortnight|im 2-wochen-rhythmus|im zwei-wochen-rhythmus){END}",
        _word("WEEKLY", 2),
    ),
    (rf"(?:biweekly|bi-weekly){END}", _word("WEEKLY", 2, "biweekly")),
    (rf"(?:dreiwoechentlich|3[- ]?woechentlich){END}", _word("WEEKLY", 3)),
    (rf"(?:vierwoechentlich|4[- ]?woechentlich){END}", _word("WEEKLY", 4)),
    (rf"(?:monatlich|monthly){END}", _word("MONTHLY")),
    (rf"(?:zweimonatlich|alle 2 monate|bimonthly){END}", _word("MONTHLY", 2)),
    (rf"(?:jaehrlich|alljaehrlich|yearly|annually){END}", _word("YEARLY")),
    (rf"(?:einmal|1 ?x|1 ?mal|once) {_PER} ?(?P<unit>{_UNIT})", _once_a),
    (rf"(?:\w{{2,10}}mals?|<num> ?(?:x|mal|times)|twice) {_PER} ?{_UNIT}", _so_often),
    (rf"(?:alle|every) (?:paar|few|einige|wenige|couple of) {_UNIT}|(?:pro|je|per) {_UNIT}", _so_often),
    (
        r"(?:insgesamt |for |x)?(?P<number><num>)[ -]?"
        r"(?:mal|x|times|termine|wiederholungen|occurrences|sitzungen)<end>",
        _times,
    ),
    (rf"(?:insgesamt )?(?P<number>{_MANY})mal{END}(?!:)", _times),  # `zehnmal montags`
)
