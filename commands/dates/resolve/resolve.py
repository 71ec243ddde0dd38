"""From entries to spans: the day, the time and the zone put together, and every doubt turned into a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from commands.dates import refusals
from commands.dates.days import FoundDays
from commands.dates.entries.entries import DateEntry, SaidDay
from commands.dates.items.items import Away, Block, Clock, PartOfDay, Third, Zone
from commands.dates.resolve.clock import (
    DAY,
    Dialled,
    Minutes,
    at_minutes,
    dial,
    doubled,
    from_offset,
    instant,
    later_by,
    second_of,
)
from commands.dates.resolve.here import Here, asking
from commands.dates.resolve.whole_days import each_month, first_day, last_day, whole, whole_days, window
from commands.dates.spans import Ask, Span, ask

_JUST_OVER = 30  # minutes: a time that went by so shortly ago is perhaps none of tomorrow
MOST_DAYS = 31  # of one range that a time is said for


def resolve(entry: DateEntry, here: Here) -> Iterator[Span]:
    """The spans of one entry: one, or one a day for a range of days with a time of day. Raises DateError."""
    if entry.moment is not None:
        yield _moment(entry, here)
    elif not entry.first:
        yield _time_alone(entry, here)
    elif entry.clock is None and not (entry.part is not None and entry.part.name == "noon"):
        yield _perhaps_timed(whole_days(entry, here), entry, here)
    elif entry.last and entry.clock_last:
        yield from _each_day(entry, here)
    else:
        yield _timed(entry, here)


def _moment(entry: DateEntry, here: Here) -> Span:
    today = entry.first == SaidDay(day=Away(0, "day", word=True))
    if (entry.first and not today) or entry.clock is not None or entry.moment is None:
        raise refusals.nothing_understood(here.today)
    of = entry.moment.of.moment if entry.moment.of is not None else None
    base = of if isinstance(of, datetime) else here.now
    start = later_by(base, entry.moment.distance).replace(microsecond=0)
    end = later_by(start, entry.lasting.length) if entry.lasting else None
    return Span(start, end)


def _perhaps_timed(span: Span, entry: DateEntry, here: Here) -> Span:
    """A day said after another one with a time (`Dienstag 14 Uhr oder Mittwoch`) may have that time too."""
    if entry.untimed is None or span.ask is not None or isinstance(span.start, datetime):
        return span
    other = _on(span.start, dialled_time(entry.untimed, here).time, entry.untimed, here)[0]
    return asking(span, ask("time for all", other), here)


def _each_day(entry: DateEntry, here: Here) -> Iterator[Span]:
    """`7.-9.12. 9-12 Uhr`: that time on every day of the range, with a question unless `jeweils` was said."""
    found = first_day(entry, here, over=False)
    last = last_day(entry, here, found).first
    count = (last - found.first).days + 1
    if count > MOST_DAYS:
        raise refusals.too_many(MOST_DAYS)
    time = dialled_time(entry, here).time
    for n in range(count):
        span, _ = _on(found.first + timedelta(days=n), time, entry, here)
        yield span if entry.each else asking(span, ask("every day of", first=found.first, last=last), here)


# --- days with a time


def dialled_time(entry: DateEntry, here: Here) -> Dialled:
    """The entry's time of day; noon if only that was said."""
    clock = entry.clock or Clock(12)
    part = entry.part if entry.clock is not None else None
    dialled = dial(clock, entry.until, part, dated=bool(entry.first), english=here.english)
    if entry.quarter_past:
        time = Minutes(dialled.time.start + 15, dialled.time.end)
        return Dialled(time, ask("academic quarter", dialled.time))
    return dialled


def _timed(entry: DateEntry, here: Here) -> Span:
    dialled = dialled_time(entry if not entry.last else replace_until(entry), here)
    over = here.minute > dialled.time.start
    found = first_day(entry, here, over=over)
    if found.last is not None or (isinstance(entry.first.day, Third | Block) and entry.first.weekday is None):
        raise refusals.no_single_day()
    if entry.last:
        return _until_other_day(entry, here, found, dialled)
    dialled = _today_in_the_evening(entry, here, found, dialled)
    dialled = _night(entry, here, found, dialled)
    span, twice = _on(found.first, dialled.time, entry, here)
    if found.doubt is not None:
        other = (
            _on(found.doubt.other[0], dialled.time, entry, here)[0] if found.doubt.other else each_month(span, entry)
        )
        return asking(span, found.doubt.of(other), here)
    doubt = dialled.doubt
    other_over = found.first == here.today and doubt is not None and doubt.other and doubt.other.start < here.minute
    if doubt is not None and not (other_over and _is_guess_of_half(entry, dialled)):
        other = _on(found.first, doubt.other, entry, here)[0] if doubt.other else None
        return asking(span, doubt.of(other), here)
    if (doubt_of_length := _length_doubt(span, entry)) is not None:
        return asking(span, doubt_of_length, here)
    if entry.second is not None:
        other = _on(found.first, dialled_time(entry.second, here).time, entry, here)[0]
        return asking(span, ask("times of last", other), here)
    if entry.borrowed:
        return asking(span, ask("time for all", whole(found.first, None)), here)
    return _sure_of_clock(span, twice, entry, here)


def _length_doubt(span: Span, entry: DateEntry) -> Ask[Span] | None:
    """`9 Uhr für 5 Wochen` does not say when it ends; `zwischen 14 und 16 Uhr eine Stunde` does not say when it is."""
    if entry.lasting is None or not isinstance(span.start, datetime) or not isinstance(span.end, datetime):
        return None
    if entry.lasting.days:
        return ask("ends by days")
    return ask("length differs") if later_by(span.start, entry.lasting.length) != span.end else None


def _is_guess_of_half(entry: DateEntry, dialled: Dialled) -> bool:
    """Whether the other reading is only the other half of the day, which does not count once it is over."""
    early = entry.clock is not None and entry.clock.hour <= 5 and entry.clock.form != "regional"
    other = dialled.doubt.other if dialled.doubt is not None else None
    return early and other is not None and other.start == dialled.time.start - 12 * 60


def replace_until(entry: DateEntry) -> DateEntry:
    """The entry without the end of its time, which belongs to another day."""
    return replace(entry, until=None)


def _sure_of_clock(span: Span, twice: Span | None, entry: DateEntry, here: Here) -> Span:
    """The span, with a question if the clocks show its time twice or a zone was said that is not in force."""
    if twice is not None:
        return asking(span, ask("clock goes back", twice, day=span.start), here)
    zone = entry.zone
    if zone is not None and zone.central and isinstance(span.start, datetime):
        exactly = _shift(span, zone, here)
        if exactly.start != span.start:
            return asking(span, ask("sloppy zone", exactly), here)
    return span


def _shift(span: Span, zone: Zone, here: Here) -> Span:
    """The span with its clock times taken at the offset of `zone`."""
    assert isinstance(span.start, datetime)  # noqa: S101  (asked by the caller)
    start = from_offset(span.start.replace(tzinfo=None), zone.minutes, here.zone)
    end = span.end
    if isinstance(end, datetime):
        end = from_offset(end.replace(tzinfo=None), zone.minutes, here.zone)
    return Span(start, end)


def _on(day: date, time: Minutes, entry: DateEntry, here: Here) -> tuple[Span, Span | None]:
    """The span at that time of that day; and the second one if the clocks show one of its ends twice."""
    start = at_minutes(day, time.start)
    end = at_minutes(day, time.end) if time.end is not None else None
    if entry.zone is not None and not entry.zone.central:
        minutes = entry.zone.minutes
        first = from_offset(start, minutes, here.zone)
        return _lasting(Span(first, from_offset(end, minutes, here.zone) if end else None), entry), None
    if entry.zone is not None and doubled(start, here.zone):
        span = _shift(Span(instant(start, here.zone), instant(end, here.zone) if end else None), entry.zone, here)
        return _lasting(span, entry), None
    span = _lasting(Span(instant(start, here.zone), instant(end, here.zone) if end else None), entry)
    twice = [m for m in (start, end) if m is not None and doubled(m, here.zone)]
    if not twice:
        return span, None
    later = Span(
        second_of(start, here.zone) if doubled(start, here.zone) else span.start,
        second_of(end, here.zone) if end and doubled(end, here.zone) else span.end,
    )
    return span, _lasting(later, entry)


def _lasting(span: Span, entry: DateEntry) -> Span:
    if entry.lasting is None or span.end is not None or not isinstance(span.start, datetime):
        return span
    return replace(span, end=later_by(span.start, entry.lasting.length))


def _today_in_the_evening(entry: DateEntry, here: Here, found: FoundDays, dialled: Dialled) -> Dialled:
    """`heute um 8`, said at ten, is the evening."""
    clock, time = entry.clock, dialled.time
    said_today = isinstance(entry.first.day, Away) and entry.first.day.word and found.first == here.today
    if not said_today or clock is None or dialled.doubt is not None or entry.part is not None or time.end is not None:
        return dialled
    later = Minutes(time.start + 12 * 60)
    if clock.hour < 12 and time.start < here.minute <= later.start and clock.half is None:
        doubt = ask("half of the day", time, first=later.show(), second=time.show())
        if clock.form in ("bare", "spoken"):
            return Dialled(later, doubt)
        if clock.form == "hour":
            return Dialled(time, doubt.of(later))
    return dialled


def _night(entry: DateEntry, here: Here, found: FoundDays, dialled: Dialled) -> Dialled:
    """`heute Nacht um 2` is after the midnight that follows; `Freitag um Mitternacht` the end of Friday."""
    clock, time = entry.clock, dialled.time
    day, after = found.first, found.first + timedelta(days=1)
    if clock is None or time.end is not None or dialled.doubt is not None:
        return dialled
    if clock == Clock(24, form="spoken") or (entry.part == PartOfDay("night") and time.start == DAY):
        return Dialled(time, ask("midnight between", Minutes(0), first=day, second=after))
    if entry.part == PartOfDay("night") and time.start < 7 * 60:
        next_day = Minutes(time.start + 24 * 60)
        tonight = day == here.today
        return Dialled(
            next_day if tonight else time,
            ask("night after", time, first=day, second=after)
            if tonight
            else ask("night after", next_day, first=day - timedelta(days=1), second=day),
        )
    return dialled


def _until_other_day(entry: DateEntry, here: Here, found: FoundDays, dialled: Dialled) -> Span:
    """`24.10. 22 Uhr bis 25.10. 6 Uhr`."""
    if entry.until is None:
        raise refusals.no_end_time()
    last_found = last_day(entry, here, found)
    last, doubt = last_found.first, found.doubt or last_found.doubt
    until = entry.until
    if dialled.time.start >= 18 * 60 and last == found.first + timedelta(days=1) and until.hour <= 6:
        until = replace(until, form="exact")  # after an evening it is the night, not the afternoon
    end_time = dial(until, None, None, dated=True, english=here.english)
    start, twice = _on(found.first, dialled.time, entry, here)
    end, end_twice = _on(last, end_time.time, entry, here)
    if end.start <= start.start:  # on the wall clock: days differ
        raise refusals.ends_before_start()
    span = Span(start.start, end.start)
    if doubt is not None:
        return asking(span, doubt.of(None), here)
    if twice or end_twice:
        other = Span((twice or start).start, (end_twice or end).start)
        return asking(span, ask("clock goes back", other, day=(twice or end).start), here)
    if dialled.doubt is not None or end_time.doubt is not None:
        return asking(span, ask("which half"), here)
    return span


# --- a time without a day


def _time_alone(entry: DateEntry, here: Here) -> Span:
    """The next such time: today, or tomorrow if it is over. DateError if there is not even a time."""
    if entry.part == PartOfDay("close") and entry.clock is None:
        day = whole(here.today, None)
        return asking(day, ask("no clock time", window(here.today, PartOfDay("close"), here)), here)
    if entry.clock is None and entry.part != PartOfDay("noon"):
        raise refusals.only_a_length() if entry.lasting else refusals.nothing_understood(here.today)
    dialled = dialled_time(entry, here)
    time, doubt = dialled.time, dialled.doubt
    today, tomorrow = here.today, here.today + timedelta(days=1)
    over = time.start < here.minute
    span, twice = _on(tomorrow if over else today, time, entry, here)
    if doubt is not None:
        evening = _evening(entry, time, here) if over else None
        other = _on(tomorrow if over else today, doubt.other, entry, here)[0] if doubt.other else None
        return asking(span, doubt.of(evening or other), here)
    if entry.clock is not None and entry.clock.form == "dotted" and entry.until is None:
        return asking(span, ask("dotted time", time=time.show()), here)
    if over and entry.part is None and (evening := _evening(entry, time, here)) is not None:
        return asking(span, ask("over today", evening), here)
    if over and time.end is None and here.minute - time.start <= _JUST_OVER:
        return asking(span, ask("over today"), here)
    if over and time.end is not None and time.end > here.minute:
        return asking(span, ask("still going on", _on(today, time, entry, here)[0]), here)
    return _sure_of_clock(span, twice, entry, here)


def _evening(entry: DateEntry, time: Minutes, here: Here) -> Span | None:
    """`um 8`, said at ten: perhaps this evening."""
    clock = entry.clock
    later = time.start + 12 * 60
    if (
        clock is None
        or clock.form in ("exact", "written")
        or clock.hour > 11
        or later < here.minute
        or time.end is not None
    ):
        return None
    return _on(here.today, Minutes(later), entry, here)[0] if later < 24 * 60 else None
