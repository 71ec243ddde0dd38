"""A span as a line to type that the reader reads as that span and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from commands.dates.resolve.clock import doubled, offset_of
from commands.dates.resolve.recurrence import apart, rule_parts
from commands.dates.spans import Span
from commands.words import Bilingual
from commands.words.moments import typed_date

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DE = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DE_LONG = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS_DE, _MONTHS_EN = (
    text.split(" ")
    for text in (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "January February March April May June July August September October November December",
    )
)
_EN_LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def line(span: Span, zone: str, *, english: bool = False) -> str:
    """The line to type for `span`; only rules need words, German ones unless `english`."""
    if span.rrule is None:
        return _stretch(span, zone)
    _rule, days = apart(span.rrule)
    parts = rule_parts(span.rrule)
    words = _english_rule(parts) if english else _german_rule(parts)
    begin = "from" if english else "ab"
    start = typed_date(span.start)
    clock = "" if span.all_day else f" {_clocks(span)}"
    ending = _ending(parts, english=english) + _left_out(parts, days, english=english)
    return f"{words}{clock} {begin} {start}{ending}"


def in_both(span: Span, zone: str) -> Bilingual:
    """The same line in the words of whoever reads it."""
    return Bilingual(line(span, zone, english=True), line(span, zone))


def _left_out(parts: dict[str, str], days: Sequence[date], *, english: bool) -> str:
    """The months and the days that a rule leaves out."""
    left = [typed_date(day) for day in days]
    if parts["FREQ"] != "YEARLY" and "BYMONTH" in parts:
        names = _MONTHS_EN if english else _MONTHS_DE
        left = [names[n - 1] for n in range(1, 13) if n not in map(int, parts["BYMONTH"].split(","))] + left
        return f" {'except in' if english else 'außer im'} {' and '.join(left) if english else ' und '.join(left)}"
    return (
        f" {'except' if english else 'außer'} {' and '.join(left) if english else ' und '.join(left)}" if left else ""
    )


def _clocks(span: Span) -> str:
    assert isinstance(span.start, datetime)  # noqa: S101  (asked by the caller)
    return f"{span.start:%H:%M}-{span.end:%H:%M}" if isinstance(span.end, datetime) else f"{span.start:%H:%M}"


def _stretch(span: Span, zone: str) -> str:
    start, end = span.start, span.end
    if not isinstance(start, datetime):
        return typed_date(start) if end is None else f"{typed_date(start)}-{typed_date(end)}"
    assert end is None or isinstance(end, datetime)  # noqa: S101  (timed spans end timed)
    mark = ""
    twice = [m for m in (start, end) if m is not None and doubled(m.replace(tzinfo=None, fold=0), zone)]
    if twice:
        minutes = offset_of(twice[0])
        fixed = timezone(timedelta(minutes=minutes))
        start, end = start.astimezone(fixed), end.astimezone(fixed) if end else None
        mark = f" UTC{minutes // 60:+d}" + (f":{minutes % 60:02}" if minutes % 60 else "")
    if end is None:
        return f"{typed_date(start)} {start:%H:%M}{mark}"
    if start.date() == end.date():
        return f"{typed_date(start)} {start:%H:%M}-{end:%H:%M}{mark}"
    return f"{typed_date(start)} {start:%H:%M} - {typed_date(end)} {end:%H:%M}{mark}"


def _weekdays(parts: dict[str, str]) -> list[tuple[int, int]]:
    codes = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    return [(int(code[:-2] or 0), _DAYS.index(code[-2:])) for code in codes]


def _german_rule(parts: dict[str, str]) -> str:
    step, days = int(parts.get("INTERVAL", "1")), _weekdays(parts)
    numbers = list(dict.fromkeys(n for n, _ in days))
    counted = " und ".join({-1: "letzten", -2: "vorletzten"}.get(n, f"{n}.") for n in numbers)
    months = "monatlich" if step == 1 else f"alle {step} Monate"
    match parts["FREQ"]:
        case "DAILY":
            return "täglich" if step == 1 else f"alle {step} Tage"
        case "WEEKLY" if days:
            names = _DE_LONG[days[0][1]] if len(days) == 1 else ", ".join(_DE[d] for _, d in days)
            return f"jeden {names}" if step == 1 else f"alle {step} Wochen {names}"
        case "WEEKLY":
            return "wöchentlich" if step == 1 else f"alle {step} Wochen"
        case "MONTHLY" if "BYSETPOS" in parts:
            nth = {"-1": "letzten", "-2": "vorletzten"}.get(parts["BYSETPOS"], f"{parts['BYSETPOS']}.")
            return f"jeden {nth} Arbeitstag im Monat"
        case "MONTHLY" if days:
            names = " und ".join(_DE_LONG[d] for d in dict.fromkeys(d for _, d in days))
            return f"jeden {counted} {names} im Monat" if step == 1 else f"{months} am {counted} {names}"
        case "MONTHLY" if parts.get("BYMONTHDAY") == "-1":
            return "jeden letzten Tag im Monat" if step == 1 else f"{months} am letzten Tag"
        case "MONTHLY" if "BYMONTHDAY" in parts:
            return f"{months} am " + " und ".join(f"{d}." for d in parts["BYMONTHDAY"].split(","))
        case "MONTHLY":
            return months
        case "YEARLY" if days:
            return f"jeden {counted} {_DE_LONG[days[0][1]]} im {_MONTHS_DE[int(parts['BYMONTH']) - 1]}"
        case _:
            return "jährlich" if step == 1 else f"alle {step} Jahre"


def _english_rule(parts: dict[str, str]) -> str:
    step, days = int(parts.get("INTERVAL", "1")), _weekdays(parts)
    counted = " and ".join(_ordinal(n) for n in dict.fromkeys(n for n, _ in days))
    months = "monthly" if step == 1 else f"every {step} months"
    match parts["FREQ"]:
        case "DAILY":
            return "daily" if step == 1 else f"every {step} days"
        case "WEEKLY" if days:
            names = _EN_LONG[days[0][1]] if len(days) == 1 else ", ".join(_EN[d] for _, d in days)
            return f"every {names}" if step == 1 else f"every {step} weeks {names}"
        case "WEEKLY":
            return "weekly" if step == 1 else f"every {step} weeks"
        case "MONTHLY" if "BYSETPOS" in parts:
            return f"every {_ordinal(int(parts['BYSETPOS']))} working day of the month"
        case "MONTHLY" if days:
            names = " and ".join(_EN_LONG[d] for d in dict.fromkeys(d for _, d in days))
            return f"every {counted} {names} of the month" if step == 1 else f"{months} on the {counted} {names}"
        case "MONTHLY" if parts.get("BYMONTHDAY") == "-1":
            return "every last day of the month" if step == 1 else f"{months} on the last day"
        case "MONTHLY" if "BYMONTHDAY" in parts:
            return f"{months} on the " + " and ".join(_ordinal(int(d)) for d in parts["BYMONTHDAY"].split(","))
        case "MONTHLY":
            return months
        case "YEARLY" if days:
            return f"every {counted} {_EN_LONG[days[0][1]]} in {_MONTHS_EN[int(parts['BYMONTH']) - 1]}"
        case _:
            return "yearly" if step == 1 else f"every {step} years"


def _ordinal(n: int) -> str:
    if n < 0:
        return "last" if n == -1 else "penultimate"
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _ending(parts: dict[str, str], *, english: bool) -> str:
    if "COUNT" in parts:
        return f" {parts['COUNT']} times" if english else f" {parts['COUNT']}-mal"
    if "UNTIL" not in parts:
        return ""
    until = parts["UNTIL"]
    moment = datetime.strptime(until[:8], "%Y%m%d").replace(tzinfo=UTC)
    return f" {'until' if english else 'bis'} {typed_date(moment)}"
