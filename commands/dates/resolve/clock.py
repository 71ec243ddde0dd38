"""Times of day from the words for them, and instants from local times: halves, ends, zones, clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from commands.dates import refusals
from commands.dates.spans import Ask, ask, attach
from storage.values import frozen

if TYPE_CHECKING:
    from commands.dates.items.items import Clock, PartOfDay


def at_minutes(day: date, minutes: int) -> datetime:
    """Naive local time so many minutes after the midnight that begins `day`; 1440 is the next midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def exists(naive: datetime, zone: str) -> bool:
    """Whether the clocks in `zone` ever show this time: the round trip through UTC must bring it back."""
    return attach(naive, zone).replace(tzinfo=None) == naive


def doubled(naive: datetime, zone: str) -> bool:
    """Whether the clocks show this time twice, as when summer time ends."""
    tz = ZoneInfo(zone)
    earlier, later = naive.replace(tzinfo=tz, fold=0), naive.replace(tzinfo=tz, fold=1)
    return exists(naive, zone) and earlier.utcoffset() != later.utcoffset()


def second_of(naive: datetime, zone: str) -> datetime:
    """The second of a doubled time."""
    return naive.replace(tzinfo=ZoneInfo(zone), fold=1)


def instant(naive: datetime, zone: str) -> datetime:
    """The aware time in `zone`; DateError with the nearest right one if the clocks jump over it."""
    aware = attach(naive, zone)
    if aware.replace(tzinfo=None) != naive:
        raise refusals.no_such_time(aware)
    return aware


def from_offset(naive: datetime, minutes: int, zone: str) -> datetime:
    """The time in `zone` when it is `naive` at so many minutes east of UTC."""
    return naive.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(ZoneInfo(zone))


def offset_of(aware: datetime) -> int:
    """Minutes east of UTC."""
    offset = aware.utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60


def later_by(aware: datetime, length: timedelta) -> datetime:
    """Real time later: an hour is an hour, whatever the clocks do."""
    return (aware.astimezone(UTC) + length).astimezone(aware.tzinfo)


NOON: Final = 12 * 60
DAY: Final = 24 * 60
LONGEST_NIGHT: Final = 12 * 60  # a range over midnight lasts no longer
_ON_THE_DIAL: Final = ("exact", "written", "dotted", "listed")
WINDOWS: Final = {  # hours of the parts of the day, for the other reading of `morgen Nachmittag`
    "morning": (6, 12),
    "forenoon": (9, 12),
    "noon": (12, 14),
    "afternoon": (12, 18),
    "evening": (18, 22),
    "night": (22, 24),
    "close": (17, 18),
}


@frozen
class Minutes:
    """A time of day in minutes since midnight; from 1440 on it is the next day."""

    start: int
    end: int | None = None

    def show(self) -> str:
        """`14:00`, for a sentence."""
        return f"{self.start // 60 % 24}:{self.start % 60:02}"


@frozen
class Dialled:
    """The time understood, and the doubt about it if that is not certain."""

    time: Minutes
    doubt: Ask[Minutes] | None = None


def dial(clock: Clock, until: Clock | None, part: PartOfDay | None, *, dated: bool, english: bool) -> Dialled:
    """What `clock` (to `until`) is, said with a part of the day, with a date (`dated`), in an English sentence.

    Hours 1 to 5 that are not on the 24-hour clock are in the afternoon; with a date that is asked about.
    Raises DateError where the part of the day contradicts, or the end lies before the beginning.
    """
    if until is not None:
        return _range(clock, until, part, dated=dated)
    start = clock.hour * 60 + clock.minute
    if part is not None:
        return Dialled(Minutes(_in_part(clock, part)))
    early = 1 <= clock.hour <= 5
    if clock.form == "joined":
        return Dialled(Minutes(start), ask("minutes joined", time=Minutes(start).show()))
    if clock.form == "listed":
        return Dialled(Minutes(start), ask("dotted time", time=Minutes(start).show()))
    if clock.form in ("exact", "dotted") or (clock.form != "regional" and not early):
        return Dialled(Minutes(start))
    if clock.form == "written" and not english:
        return Dialled(Minutes(start), _halves(start, start + NOON))
    later = start + NOON if early else start
    if clock.form == "regional":
        misread = {15: Minutes(later + 60), 30: Minutes(later - 60)}.get(clock.minute)
        return Dialled(Minutes(later), ask("regional", misread, first=Minutes(later).show()))
    if dated:
        return Dialled(Minutes(later), _halves(later, start))
    return Dialled(Minutes(later))


def _halves(first: int, second: int) -> Ask[Minutes]:
    one, two = Minutes(first), Minutes(second)
    return ask("half of the day", two, first=one.show(), second=two.show())


def _in_part(clock: Clock, part: PartOfDay) -> int:
    """The minutes of `clock` in that part of the day; `8 Uhr abends` is 20:00, `12 Uhr nachts` midnight."""
    start, hour = clock.hour * 60 + clock.minute, clock.hour
    afternoon = {"noon": range(1, 4), "afternoon": range(1, 8), "evening": range(4, 12), "night": range(8, 12)}
    allowed = {
        "morning": range(12),
        "forenoon": range(6, 13),
        "noon": range(11, 15),
        "afternoon": range(12, 20),
        "evening": range(16, 25),
        "night": (*range(20, 25), *range(7)),
        "close": range(25),
    }
    if clock.half is None and hour in afternoon.get(part.name, ()):
        start, hour = start + NOON, hour + 12
    elif clock.half is None and hour == 12 and part.name in ("night", "evening"):
        start, hour = start + NOON, 24
    if hour not in allowed[part.name]:
        raise refusals.part_differs(Minutes(start).show())
    return start


def _range(clock: Clock, until: Clock, part: PartOfDay | None, *, dated: bool) -> Dialled:
    start, end = clock.hour * 60 + clock.minute, until.hour * 60 + until.minute
    open_start = clock.form not in _ON_THE_DIAL and clock.half is None
    open_end = until.form not in _ON_THE_DIAL and until.half is None
    if part is not None:
        start, end = _in_part(clock, part), _end_in_part(until, part)
        return Dialled(Minutes(start, _after(start, end)))
    if until.half and (open_start or clock.form == "written"):
        start = _same_half(start, end)
        return Dialled(Minutes(start, _after(start, end)))
    if clock.half and open_end:
        return Dialled(Minutes(start, _after(start, end if end > start else end + NOON)))
    afternoon = open_end and clock.hour > 12 and until.hour < 12  # `14 bis 4`
    doubt = afternoon and (end <= start < end + NOON or clock.hour < 18)
    if open_start and 60 <= start < 6 * 60 and (open_end or end > start + NOON):
        start, doubt = start + NOON, dated
    noonish = until.form == "written" and until.half is None and end <= start < NOON and not doubt
    if noonish:
        return Dialled(Minutes(start, end + NOON), ask("which half"))
    if open_end and until.hour < 12 and end <= start < end + NOON:
        doubt = doubt or start < NOON
        end += NOON
    dialled = Minutes(start, _after(start, end))
    if not doubt:
        return Dialled(dialled)
    early = Minutes(start - NOON, end - NOON) if clock.hour <= 12 and start >= NOON and end > start else None
    return Dialled(dialled, ask("which half", early))


def _end_in_part(until: Clock, part: PartOfDay) -> int:
    """The end may lie beyond the part of the day: `vormittags 10 bis 13 Uhr`."""
    if until.form in ("exact", "dotted") or (until.hour == 12 and part.name in ("morning", "forenoon", "noon")):
        return until.hour * 60 + until.minute
    return _in_part(until, part)


def _same_half(start: int, end: int) -> int:
    """`2 to 4pm` begins at 14:00, `10 to 12pm` at 10:00, `9 to 5pm` at 9:00."""
    return start + NOON if end >= NOON and start < NOON and start + NOON < end else start


def _after(start: int, end: int) -> int:
    """The end after the start, over midnight if need be, and then at most twelve hours."""
    if end <= start:
        end += DAY
        if end - start > LONGEST_NIGHT:
            raise refusals.ends_before_start()
    return end
