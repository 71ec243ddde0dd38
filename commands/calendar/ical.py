"""Meetings as a calendar file (RFC 5545) that Outlook, Thunderbird and phones open."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from commands.calendar.vtimezone import vtimezone
from commands.patterns import regex
from storage.values import frozen

if TYPE_CHECKING:
    from icalendar import Component

_PRODUCT: Final = "-//Board bot//Meetings//DE"
_UNWRITABLE: Final = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # RFC 5545 §3.1 CONTROL; half a character
_ADDRESS: Final = "%/:=&?~#+!$,;'@()*[]"  # what RFC 3986 gives a meaning, and what is percent-encoded already
_ANY_YEAR: Final = 2000
_MORNING: Final = timedelta(hours=9)
_MOST_VALUES: Final = 1_000
"""Values that are kept as they are written while a file is made."""
_FOLDED: Final = 75
"""Octets from which on the library folds a line. It looks at each character of a line for that."""
_UNTIL: Final = regex(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)


@frozen
class CalendarEntry:
    """A meeting, or a series of them, as a calendar shows it.

    `uid` stays the same for the meeting's whole life, `sequence` rises with each change. `start` and `end` are
    datetimes in a `ZoneInfo`, or dates where it lasts whole days; `end` is the last day, inclusive, or the moment it
    ends; None where nobody said. `rrule` is an RFC 5545 rule without `RRULE:`, its UNTIL a date, a local time or UTC;
    `exdates` are the starts that fall out of it. `replaces` is, of a single date of a series that was moved, where its
    rule has it: the entry has the `uid` of the series. Each of `alarms` is how long before the start it rings; whole
    days, which begin at midnight, ring at nine in the morning and only by days. `created` and `last_modified` are
    aware datetimes. What is `tentative` may still come to nothing.
    """

    uid: str
    sequence: int
    summary: str
    start: datetime | date
    created: datetime
    last_modified: datetime
    end: datetime | date | None = None
    rrule: str | None = None
    exdates: tuple[datetime | date, ...] = ()
    replaces: datetime | date | None = None
    location: str = ""
    url: str = ""
    description: str = ""
    alarms: tuple[timedelta, ...] = ()
    cancelled: bool = False
    tentative: bool = False


def meeting_file(entries: Sequence[CalendarEntry], empty: ZoneInfo | None = None) -> bytes:
    """All `entries` as one file; the same entries give the same bytes. Where there is none the file holds the zone
    `empty`: RFC 5545 §3.6 wants something in it.

    Its METHOD is PUBLISH, or CANCEL if every entry is cancelled. REQUEST would be an invitation: RFC 5546 §3.2.2 wants
    an ORGANIZER and ATTENDEEs with mail addresses, which Matrix members do not have, and Outlook would offer buttons
    whose answers reach nobody. PUBLISH is what every program takes as «put this into the calendar». RFC 5546 names an
    ORGANIZER there too, but a program that finds one who is not its owner keeps its owner from editing the entry; a
    file somebody opens by hand goes without.

    Few programs delete an entry because a file says CANCEL. So a cancelled entry says it in every way there is: METHOD,
    STATUS, the rising SEQUENCE, free time (TRANSP) and no alarm: where nothing is matched by UID, nothing rings either.
    """
    # 0.1 s that the bot's start does not need; it is paid when the first meeting is fixed.
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _PRODUCT)
    calendar.add("METHOD", "CANCEL" if entries and all(entry.cancelled for entry in entries) else "PUBLISH")
    head, end, _rest = calendar.to_ical().partition(b"END:VCALENDAR")
    lines = _ContentLines()
    return b"".join([head, *_zones(entries, empty), *(_event(entry, lines) for entry in entries), end, b"\r\n"])


def _zones(entries: Sequence[CalendarEntry], empty: ZoneInfo | None) -> list[bytes]:
    """The components of all zones that are needed: written once, as they are most of the lines of a short file."""
    if not entries and empty is not None:
        return [vtimezone(empty, _ANY_YEAR)]
    zones = sorted({zone for entry in entries if (zone := _zone(entry)) is not None}, key=lambda zone: zone.key)
    return [vtimezone(one, min(entry.start.year for entry in entries if _zone(entry) is one) - 1) for one in zones]


def _zone(entry: CalendarEntry) -> ZoneInfo | None:
    """The zone a VTIMEZONE is needed for; UTC needs none."""
    zone = entry.start.tzinfo if isinstance(entry.start, datetime) else None
    return zone if isinstance(zone, ZoneInfo) and zone.key != "UTC" else None


class _ContentLines:
    """The content lines of one file as the library writes them. What many events say, each of them is made of once:
    that is most of a long file, and the library takes long for a line."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, Any], bytes] = {}

    def component(self, kind: type[Component], said: dict[str, Any], *inside: bytes) -> bytes:
        """The component with these properties and with those that are inside it."""
        begin, properties, end = _shape(kind, *said)
        lines = [self.line(head, of, said[name]) for name, head, of in properties]
        return b"".join([begin, *lines, *inside, end])

    def line(self, name: bytes, kind: Any, value: Any) -> bytes:
        """The property with its value, which is none of the library's or one of that kind."""
        if isinstance(value, datetime):
            line = name + _moment(value)
        else:
            line = name + (_behind_name(value) if isinstance(value, kind) else self._kept(kind, value))
        return (line if len(line) < _FOLDED else _folded(line)) + b"\r\n"

    def _kept(self, kind: Any, value: Any) -> bytes:
        behind = self._made.get((kind, value))
        if behind is None:
            if len(self._made) >= _MOST_VALUES:
                self._made.clear()
            behind = self._made[kind, value] = _behind_name(kind(value))
        return behind


@lru_cache(maxsize=64)
def _shape(kind: type[Component], *names: str) -> tuple[bytes, list[tuple[str, bytes, Any]], bytes]:
    """The first line of such a component, its properties in the library's order, each with the library's kind of its
    values, and the last line."""
    ordered = kind(dict.fromkeys(names)).sorted_keys()
    properties = [(name, name.encode(), kind.types_factory.for_property(name)) for name in ordered]
    return f"BEGIN:{kind.name}\r\n".encode(), properties, f"END:{kind.name}\r\n".encode()


def _behind_name(value: Any) -> bytes:
    """What stands in a content line behind the property's name: its parameters and the value."""
    parameters = value.params.to_ical()
    # The library's own lines begin with no byte order mark either.
    written = value.to_ical().removeprefix(BOM_UTF8)
    return b"".join([b";" if parameters else b"", parameters, b":", written])


def _moment(value: datetime) -> bytes:
    """A moment behind a property's name. Four of each meeting are its own, so the library says once for each zone what
    stands around the digits."""
    before, after = _around_digits(value.tzinfo)
    parts = (value.year, value.month, value.day, value.hour, value.minute, value.second)
    return b"%b%04d%02d%02dT%02d%02d%02d%b" % (before, *parts, after)


@lru_cache(maxsize=64)
def _around_digits(zone: tzinfo | None) -> tuple[bytes, bytes]:
    from icalendar import vDDDTypes  # noqa: PLC0415

    before, _digits, after = _behind_name(vDDDTypes(datetime(2000, 1, 1, tzinfo=zone))).partition(b"20000101T000000")
    return before, after


def _folded(line: bytes) -> bytes:
    from icalendar.parser import Contentline  # noqa: PLC0415

    long: Any = Contentline
    return cast("bytes", long(line).to_ical())


def _event(entry: CalendarEntry, lines: _ContentLines) -> bytes:
    from icalendar import Event, vRecur  # noqa: PLC0415

    changed = entry.last_modified.astimezone(UTC)
    said: dict[str, Any] = {
        "UID": _line(entry.uid),
        "SEQUENCE": entry.sequence,
        # There is no clock here: the last change stands in for the moment of writing (RFC 5545 §3.8.7.2).
        "DTSTAMP": changed,
        "CREATED": entry.created.astimezone(UTC),
        "LAST-MODIFIED": changed,
        "SUMMARY": _line(entry.summary),
        **dict(_times(entry)),
    }
    if entry.replaces is not None:
        said["RECURRENCE-ID"] = entry.replaces
    if entry.rrule is not None:
        said["RRULE"] = vRecur.from_ical(_rule_as_required(entry.rrule, entry.start))
        if entry.exdates:
            said["EXDATE"] = _exceptions(entry)
    if entry.location:
        said["LOCATION"] = _line(entry.location)
    address = quote(entry.url, safe=_ADDRESS, errors="replace")
    if address:
        said["URL"] = address
    # Outlook and most phones show no URL: the address stands in the description as well.
    description = "\n\n".join(
        p for p in (entry.description, address if entry.url not in entry.description else "") if p
    )
    if description:
        said["DESCRIPTION"] = _text(description)
    said["STATUS"] = "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    said["TRANSP"] = "TRANSPARENT" if entry.cancelled else "OPAQUE"
    if entry.tentative and not entry.cancelled:
        said["X-MICROSOFT-CDO-BUSYSTATUS"] = "TENTATIVE"  # Outlook goes by this alone (MS-OXCICAL)
    return lines.component(Event, said, *(() if entry.cancelled else _alarms(entry, lines)))


def _times(entry: CalendarEntry) -> list[tuple[str, datetime | date]]:
    """DTSTART and DTEND. The end of whole days is exclusive in the file; a moment without length has no DTEND."""
    if not isinstance(entry.start, datetime):
        return [("DTSTART", entry.start), ("DTEND", (entry.end or entry.start) + timedelta(days=1))]
    series = entry.rrule is not None
    times: list[tuple[str, datetime | date]] = [("DTSTART", _unambiguous(entry.start, series=series))]
    if isinstance(entry.end, datetime) and entry.end > entry.start:
        times.append(("DTEND", _unambiguous(entry.end.astimezone(entry.start.tzinfo), series=series)))
    return times


def _unambiguous(moment: datetime, *, series: bool) -> datetime:
    """The second 02:30 in the night the clocks go back is written as UTC, as 02:30 with a zone means the first.

    A series keeps the local time: in UTC it would move by an hour over the clock change.
    """
    second = moment.fold == 1 and moment.utcoffset() != moment.replace(fold=0).utcoffset()
    return moment.astimezone(UTC) if second and not series else moment


def _exceptions(entry: CalendarEntry) -> Any:
    """`exdates` in the zone of the start, in which programs compare them, as the library's list of them."""
    from icalendar import Event  # noqa: PLC0415

    zone = entry.start.tzinfo if isinstance(entry.start, datetime) else None
    event = Event()
    event.add("EXDATE", sorted(out.astimezone(zone) if isinstance(out, datetime) else out for out in entry.exdates))
    return event["EXDATE"]


def _rule_as_required(rule: str, start: datetime | date) -> str:
    """`rule` with UNTIL of the kind RFC 5545 §3.3.10 wants: a date for whole days, else UTC.

    A bare date lasts until its end.
    """

    def until(m: re.Match[str]) -> str:
        day = datetime.strptime(m[1], "%Y%m%d").date()  # noqa: DTZ007 - only the date is taken
        if not isinstance(start, datetime):
            return f"UNTIL={day:%Y%m%d}"
        clock = time.fromisoformat(m[2]) if m[2] else time(23, 59, 59)
        last = datetime.combine(day, clock, UTC if m[3] else start.tzinfo)
        return f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    return _UNTIL.sub(until, rule)


def _trigger(entry: CalendarEntry, before: timedelta) -> timedelta | None:
    """When the alarm rings, counted from the start; None if it does not ring."""
    if isinstance(entry.start, datetime):
        return -before
    return None if before % timedelta(days=1) else _MORNING - before


def _alarms(entry: CalendarEntry, lines: _ContentLines) -> list[bytes]:
    from icalendar import vText  # noqa: PLC0415

    triggers = filter(None, (_trigger(entry, before) for before in entry.alarms))
    summary = lines.line(b"DESCRIPTION", vText, _line(entry.summary))
    return [summary.join(_around_summary(trigger)) for trigger in triggers]


@lru_cache(maxsize=64)
def _around_summary(trigger: timedelta) -> tuple[bytes, bytes]:
    """An alarm before and behind the line that says what for: all else is the same for every event."""
    from icalendar import Alarm  # noqa: PLC0415

    said = {"ACTION": "DISPLAY", "DESCRIPTION": "", "TRIGGER": trigger}
    before, _empty, after = _ContentLines().component(Alarm, said).partition(b"DESCRIPTION:\r\n")
    return before, after


def _text(text: str) -> str:
    """`text` with one kind of line break and nothing that a content line cannot hold; the library escapes the rest."""
    return _UNWRITABLE.sub("", "\n".join(text.splitlines()))


def _line(text: str) -> str:
    """`text` on one line: Outlook cuts a title at its first line break."""
    return _UNWRITABLE.sub("", " ".join(text.split()))
