"""Patterns of clock times, lengths, parts of the day and zones."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final, Literal

from commands.dates.items.date_patterns import FURTHEST_ZONE
from commands.dates.items.durations import LENGTH, length_of
from commands.dates.items.items import (
    Away,
    Clock,
    Figure,
    Form,
    FromNow,
    Item,
    Lasting,
    Mark,
    PartOfDay,
    Patterns,
    Stop,
    Zone,
)
from commands.dates.items.lexicon import END, number, one_of, said
from commands.dates.vocabulary.days import WHICH
from commands.dates.vocabulary.numbers import ENGLISH_NUMBERS, FROM_THE_END, HOURS, ORDINALS
from commands.dates.vocabulary.roles import FOREIGN_ZONES, THINGS
from commands.dates.vocabulary.times import PARTS, PLAIN_PARTS

_NO_THINGS = rf"(?! ?(?:{one_of(THINGS)}{END}|%))"
_DATIVE = one_of(word for word in {**WHICH, **ORDINALS, **FROM_THE_END} if word.endswith("en"))
_DAY_NOUN = rf"[a-z]*(?:tag|abend|mittwoch|advent|neujahr|anfang|ende){END}"
_NO_DAY = (  # `9 am Montag`, `9 am dritten Advent`
    rf"(?! (?:<wd>|\d|den |dem |(?:fruehen |spaeten )?{one_of(PLAIN_PARTS)}|{_DATIVE}{END}|{_DAY_NOUN}))"
)
_HALF_DAY = rf"(?:in the )?(?P<half>am\b\.?{_NO_DAY}|a\. ?m\b\.?|p\.? ?m\b\.?)"
_HOUR_WORD = f"(?:{one_of(HOURS)}{END})"
_SPELT_HOUR = one_of(w for w, n in ENGLISH_NUMBERS.items() if 1 <= n <= 12)
_SPELT_MINUTE = one_of((f"oh {w}" if n < 10 else w) for w, n in ENGLISH_NUMBERS.items() if 1 <= n <= 59)
_HOUR = rf"(?:\d\d?(?![\d.:])|{_HOUR_WORD})"
_MINUTES = r"(?:\d\d?|<word>)"


def _valid(hour: int, minute: int) -> bool:
    return 0 <= minute < 60 and (0 <= hour < 24 or (hour == 24 and minute == 0))


def _no_such_time(m: re.Match[str]) -> Item:
    return Stop("time", m[0])


def _on_the_dial(m: re.Match[str]) -> Item:
    """`14:30`, `9:30`, `02:30`: with a leading zero or past noon it is the 24-hour clock."""
    hour, minute = int(m["hour"]), int(m["minute"])
    if not _valid(hour, minute):
        return _no_such_time(m)
    sure = len(m["hour"]) == 2 or hour == 0 or not 1 <= hour <= 5
    return Clock(hour, minute, "exact" if sure else "written")


def _hour_uhr(m: re.Match[str]) -> Item:
    hour = number(m["hour"])
    if not _valid(hour, 0):
        return _no_such_time(m)
    return Clock(hour, 0, "exact" if hour > 12 or hour == 0 or m["hour"].startswith("0") else "hour")


def _hour_minutes(m: re.Match[str]) -> Item | None:
    hour, minute = number(m["hour"]), number(m["minute"])
    if minute < 5 and not m["minute"].isdecimal():
        return None
    if not _valid(hour, minute):
        return _no_such_time(m)
    return Clock(hour, minute, "exact" if hour > 12 or hour == 0 else "hour")


def _half_day(m: re.Match[str]) -> Item | None:
    hour, minute = number(m["hour"]), int(said(m, "minute") or 0)
    if not (1 <= hour <= 12 and minute < 60):
        if m["half"].startswith("a"):
            return None  # `13 Uhr am Ort`
        return Clock(hour, minute) if _valid(hour, minute) else _no_such_time(m)
    half: Literal["am", "pm"] = "pm" if m["half"].startswith("p") else "am"
    return Clock(hour % 12 + (12 if half == "pm" else 0), minute, "exact", half)


def _compact(m: re.Match[str]) -> Item:
    hour, minute = int(m["hour"]), int(m["minute"])
    return Clock(hour, minute) if _valid(hour, minute) else _no_such_time(m)


def _spelt_out(m: re.Match[str]) -> Item:
    """`seven thirty p.m.`, `four oh five`; without a half of the day it is asked about like `um 4`."""
    hour, minute = number(m["hour"]), number(m["minute"].removeprefix("oh "))
    if m["half"] is None:
        return Clock(hour, minute, "hour")
    half: Literal["am", "pm"] = "pm" if m["half"].startswith("p") else "am"
    return Clock(hour % 12 + (12 if half == "pm" else 0), minute, "exact", half)


def _four_digits(m: re.Match[str]) -> Item | None:
    """`1430`, `2027`: a time or a year."""
    hour, minute = int(m["hour"]), int(m["minute"])
    return Figure("four", m[0], clock=Clock(hour, minute)) if _valid(hour, minute) else None


def _hour_or_length(m: re.Match[str]) -> Item | None:
    hour, minute = int(m["hour"]), int(said(m, "minute") or 0)
    if not _valid(hour, minute):
        return None
    clock = Clock(hour, minute, "exact" if hour > 5 else "hour")
    return Figure("hours", m[0], clock=clock, length=Lasting(timedelta(hours=hour, minutes=minute)))


def _spoken(hour: int, minutes: int, form: Form = "spoken") -> Clock | None:
    """`minutes` from the full `hour`, which may lie before it."""
    if hour > 24:
        return None
    total = (hour or 24) * 60 + minutes
    if total <= 0 or (hour < 13 and total < 60):
        total += 12 * 60
    return Clock(total // 60 % 24, total % 60, form)


def _half(m: re.Match[str]) -> Item | None:
    return _spoken(number(m["hour"]), -30)


def _near_half(m: re.Match[str]) -> Item | None:
    minutes = 15 if m["minutes"] == "viertel" else number(m["minutes"])
    return _spoken(number(m["hour"]), -30 + (minutes if m["side"] in ("nach", "ueber") else -minutes))


def _near_full(m: re.Match[str]) -> Item | None:
    minutes = 15 if m["minutes"] in ("viertel", "quarter") else number(m["minutes"])
    after = m["side"] in ("nach", "ueber", "past", "after")
    return _spoken(number(m["hour"]), minutes if after else -minutes) if minutes < 60 else None


def _near_half_day(m: re.Match[str]) -> Item | None:
    """`twenty after 3pm`, `15 minutes from 1pm`."""
    hour, minutes = number(m["hour"]), 15 if m["minutes"] == "quarter" else number(m["minutes"])
    if not (1 <= hour <= 12 and minutes < 60):
        return None
    total = hour % 12 * 60 + (12 * 60 if m["half"].startswith("p") else 0)
    total += minutes if m["side"] in ("past", "after", "from") else -minutes
    return Clock(total // 60 % 24, total % 60)


def _half_past(m: re.Match[str]) -> Item | None:
    """`half past two`; `half two` means the same in Britain, but an hour less to a German ear."""
    return _spoken(number(m["hour"]), 30, "spoken" if m["past"] else "regional")


def _quarter(m: re.Match[str]) -> Item | None:
    return _spoken(number(m["hour"]), -45, "regional")


def _three_quarters(m: re.Match[str]) -> Item | None:
    return _spoken(number(m["hour"]), -15, "regional")


def _midnight(m: re.Match[str]) -> Item:
    return Clock(24, form="spoken")


def _part(m: re.Match[str]) -> Item:
    return PartOfDay(PARTS[m["part"]])


def _tonight(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(0, "day", word=True), PartOfDay("evening"))


def _this_part(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(0, "day", word=True), PartOfDay(PARTS.get(m["part"], "morning")))


def _from_now(m: re.Match[str]) -> Item | None:
    """`in einer Stunde`, `in einer Stunde und einer Viertelstunde`."""
    length, more = length_of(m["length"]), length_of(said(m, "more")) if said(m, "more") else timedelta(0)
    return FromNow(length + more) if length is not None and more is not None and "tag" not in m["length"] else None


def _shortly(m: re.Match[str]) -> Item:
    """`in 2h`, `in 45m`, `in 3d`, `in 2w`."""
    amount = int(m["number"])
    if m["unit"] in "hm":
        return FromNow(timedelta(hours=amount) if m["unit"] == "h" else timedelta(minutes=amount))
    return Away(amount, "week" if m["unit"] == "w" else "day")


def _hours_and_minutes(m: re.Match[str]) -> Item:
    return FromNow(timedelta(hours=int(m["hours"]), minutes=int(m["minutes"])))


def _ago(m: re.Match[str]) -> Item | None:
    length = length_of(m["length"] or m["length_ago"])
    return FromNow(-length) if length is not None else None


def _lasting(m: re.Match[str]) -> Item | None:
    length = length_of(m["length"])
    if length is None:
        return None
    return Lasting(length, said=bool(m["said"]))


def _lasting_days(m: re.Match[str]) -> Item:
    days = number(m["number"]) * (7 if m["unit"].startswith("w") else 1)
    return Lasting(timedelta(days=days), days=days, said=bool(said(m, "said")))


def _nights(m: re.Match[str]) -> Item:
    days = number(m["number"]) + 1
    return Lasting(timedelta(days=days), days=days)


def _offset(m: re.Match[str]) -> Item:
    minutes = int(m["hours"]) * 60 + int(m["minutes"] or 0)
    if minutes > FURTHEST_ZONE:
        return Stop("zone", m[0])
    return Zone(-minutes if m["sign"] == "-" else minutes)


def _named_zone(m: re.Match[str]) -> Item:
    name = m["zone"]
    if name in ("mez", "cet"):
        return Zone(60, central=True)
    if name in ("mesz", "cest"):
        return Zone(120, central=True)
    return Zone(0)


def _foreign(m: re.Match[str]) -> Item:
    return Stop("zone", m[0].strip())


_LOCAL_TIME = r"(?:deutscher|mitteleuropaeischer|berliner|lokaler|unserer|german|berlin|local|central european)"
_FAR_TIME = (
    r"(?<![a-z])(?:[a-z]+ )?(?:[a-z]{3,}er zeit|(?:eastern|pacific|mountain|central|uk|us|london|paris|york|new york|"
    r"tokyo|moscow|indian|british|irish|greek|finnish|israel|dubai|singapore)(?: standard| daylight| summer)? time)"
)
_ABOUT = r"(?:genau |etwa |ca\.? |circa |rund |knapp |exactly |about |around )?"

TIME_PATTERNS: Final[Patterns] = (
    # from now
    (rf"in {_ABOUT}(?P<length>{LENGTH})(?: und (?P<more>{LENGTH})|' time| time)?", _from_now),
    (rf"in (?P<number>\d{{1,3}}) ?(?P<unit>h|m|d|t|w){END}", _shortly),
    (rf"in (?P<hours>\d\d?):(?P<minutes>[0-5]\d) ?(?:h|std\.?|stunden|hours){END}", _hours_and_minutes),
    (rf"(?P<length>{LENGTH}) (?:from now|ab jetzt)", _from_now),
    (rf"(?:vor (?:genau |etwa )?(?P<length>{LENGTH})|(?P<length_ago>{LENGTH}) ago){END}", _ago),
    # zones
    (r"(?<=\d)z" + END, lambda m: Zone(0)),
    (r"(?:utc|gmt) ?(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?" + END, _offset),
    (r"(?:(?<=\d)|(?<=\d ))(?P<sign>\+)(?P<hours>\d\d):?(?P<minutes>\d\d)" + END, _offset),
    (rf"(?P<zone>mez|cet|mesz|cest|utc|gmt){END}", _named_zone),
    (rf"(?<=[ap]m )(?:et|pt|ct|mt){END}", _foreign),
    (rf"{_LOCAL_TIME} (?:zeit|time){END}", lambda m: Mark.FILLER),
    (rf"{one_of(FOREIGN_ZONES)}{END}|{_FAR_TIME}{END}|ortszeit (?:in |von )?(?!<wd>)[a-z]{{4,}}{END}", _foreign),
    # the dial
    (rf"(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d))? ?{_HALF_DAY}", _half_day),
    (r"(?P<hour>\d\d?)(?::(?P<minute>\d\d))?(?P<half>[ap])(?![a-z0-9])\.?", _half_day),
    (rf"(?P<hour>\d\d?)(?P<minute>[0-5]\d) ?{_HALF_DAY}", _half_day),
    (
        rf"(?:at )?(?P<hour>{_SPELT_HOUR}) (?P<minute>{_SPELT_MINUTE}){END}(?! min){_NO_THINGS}"
        r"(?: ?(?P<half>(?:a\.? ?m|p\.? ?m)\b\.?))?",
        _spelt_out,
    ),
    (rf"(?P<hour>\d\d?|{_HOUR_WORD}) ?o'? ?clock {_HALF_DAY}", _half_day),
    (rf"(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d)?(?!\d)(?: ?(?:uhr|h|hrs|hours){END})?", _on_the_dial),
    (rf"(?P<hour>{_HOUR_WORD}) ?{_HALF_DAY}", _half_day),
    (rf"(?P<hour>\d\d?)\.(?P<minute>\d\d) ?(?:uhr|h){END}", _on_the_dial),
    (rf"(?P<hour>\d\d?) ?uhr ?(?P<minute>\d\d){END}(?!-[a-z]|[:.]\d){_NO_THINGS}", _hour_minutes),
    (rf"(?P<hour>\d\d?|{_HOUR_WORD}) uhr (?P<minute><word>){_NO_THINGS}", _hour_minutes),
    (rf"(?P<hour>\d\d?|{_HOUR_WORD}) uhr und (?P<minute><num>) min(?:uten?|\.)?{END}", _hour_minutes),
    (
        rf"(?:at|um) (?P<hour>\d\d?|{_HOUR_WORD}) (?P<minute>[1-5]\d|<word>){END}(?! ?(?:uhr|[.:/-])){_NO_THINGS}",
        _hour_minutes,
    ),
    (rf"(?P<hour>\d\d?) ?h ?(?P<minute>\d\d){END}(?! ?h)", _hour_or_length),
    (rf"(?P<hour>\d\d)(?P<minute>\d\d) ?(?:uhr|hrs|hours){END}", _compact),
    (rf"(?P<hour>\d\d)(?P<minute>\d\d){END}(?![.,:/]\d)", _four_digits),
    (rf"(?P<hour>\d\d?|{_HOUR_WORD}) ?uhr{END}", _hour_uhr),
    (rf"(?P<hour>\d\d?|{_HOUR_WORD}) ?o'? ?clock{END}", _hour_uhr),
    # spoken
    (rf"halb (?P<hour>{_HOUR}){END}(?: uhr{END})?", _half),
    (
        rf"(?P<minutes>{_MINUTES}|viertel)(?: min(?:uten|\.)?)? (?P<side>vor|nach|ueber) halb (?P<hour>{_HOUR}){END}"
        rf"(?: uhr{END})?",
        _near_half,
    ),
    (
        rf"(?P<minutes>{_MINUTES}|viertel|quarter)(?: min(?:uten|\.)?)? (?P<side>vor|nach|ueber) (?P<hour>{_HOUR}){END}"
        rf"(?: uhr{END})?{_NO_THINGS}",
        _near_full,
    ),
    (
        r"(?<!from )(?:a )?(?P<minutes>quarter|<word>|\d\d?(?= min))(?: min(?:ute)?s)?"
        rf" (?P<side>past|after|to|before|till) (?P<hour>{_HOUR}){END}{_NO_THINGS}(?! ?[ap]\.?m\b)",
        _near_full,
    ),
    (
        r"(?<!from )(?:a )?(?P<minutes>quarter|<word>|\d\d?(?= min))(?: min(?:ute)?s)?"
        rf" (?P<side>past|after|to|before|till|from) (?P<hour>\d\d?|{_HOUR_WORD}) ?{_HALF_DAY}",
        _near_half_day,
    ),
    (rf"half(?P<past> past)? (?P<hour>{_HOUR}){END}(?! ?(?:hour|day))", _half_past),
    (rf"(?:dreiviertel|drei viertel|3/4) (?P<hour>{_HOUR}){END}", _three_quarters),
    (rf"viertel (?P<hour>{_HOUR}){END}", _quarter),
    (rf"(?:um )?(?:12 )?(?:mitternacht|midnight){END}", _midnight),
    (rf"12 (?:noon|midday){END}", lambda m: Clock(12)),
    # parts of the day
    (rf"(?:late )?toni(?:ght|te){END}", _tonight),
    (
        rf"(?:this|diesen|an diesem) (?P<part>morning|afternoon|evening|morgen|vormittag|nachmittag|abend){END}",
        _this_part,
    ),
    (rf"(?P<part>{one_of(PARTS)}){END}", _part),
    # lengths
    (
        r"(?P<said>fuer |for |dauer:? (?:ca\.? |etwa )?|je |jeweils |a |plus |\+ ?)?"
        rf"(?P<length>{LENGTH})(?: lang)?{END}",
        _lasting,
    ),
    (rf"(?P<said>fuer |for |dauer:? )(?P<number><num>) (?P<unit>tage?n?|days?|<weeks>)(?: lang)?{END}", _lasting_days),
    (rf"(?P<number><num>) (?P<unit>tage?|<weeks>) (?:lang{END}|(?=ab (?:dem )?(?:<wd>|\d)))", _lasting_days),
    (rf"(?:fuer |for )?(?P<number><num>) (?:nacht|naechte?|nights?|uen|uebernachtung(?:en)?){END}", _nights),
    (rf"(?:fuer )?(?:den |einen )?halbe[nr] tag{END}", lambda m: Stop("length", m[0])),
    (rf"(?P<hour>\d\d?) ?h{END}", _hour_or_length),
    (rf"(?:c\.? ?t\.?|cum tempore){END}", lambda m: Mark.QUARTER_PAST),
    (rf"(?:bis )?open[ -]end{END}", lambda m: Mark.FILLER),
    (rf"(?:s\.? ?t\.?|sine tempore){END}", lambda m: Mark.FILLER),
    (
        r"(?:den )?(?:ganzen tag|ganzer tag|ganztaegige?|ganztags|all[ -]day|whole day|(?:the )?entire day)" + END,
        lambda m: Mark.WHOLE_DAY,
    ),
    (r"(?:den )?ganzen (?=<wdl>)|all (?=<wdl>)", lambda m: Mark.WHOLE_DAY),
)
