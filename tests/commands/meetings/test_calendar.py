"""Calendar files as others read them: vobject, ical, dateutil's reader of zones, and a reader of lines by hand."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from commands.calendar.ical import CalendarEntry, meeting_file
from tests.selection import some

BERLIN = ZoneInfo("Europe/Berlin")
SPRING_MEETING = CalendarEntry(
    uid="meeting-3.k7qd@board.example",
    sequence=0,
    summary="Frühjahrssitzung",
    start=datetime(2026, 12, 8, 14, tzinfo=BERLIN),
    end=datetime(2026, 12, 8, 16, tzinfo=BERLIN),
    created=datetime(2026, 11, 25, 10, 0, 5, tzinfo=BERLIN),
    last_modified=datetime(2026, 11, 26, 9, tzinfo=BERLIN),
    location="Rathaus Bochum, Saal 2",
    url="https://meet.example/board",
    description="Tagesordnung folgt.",
    alarms=(timedelta(days=7), timedelta(days=1), timedelta(hours=1)),
)
SERIES = replace(
    SPRING_MEETING,
    start=datetime(2026, 9, 29, 18, tzinfo=BERLIN),
    end=datetime(2026, 9, 29, 19, 30, tzinfo=BERLIN),
    rrule="FREQ=WEEKLY;BYDAY=TU",
)
HOSTILE = [
    "Sitzung\r\nATTENDEE:mailto:evil@example.org",
    "Ende\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:falsch",
    'Semikolon; Komma, Backslash \\ und \\n wörtlich, "Anführung": Doppelpunkt',
    "\U0001f984" * 200,
    "ä" * 400,
    "👩\u200d👩\u200d👧\u200d👦" * 60,
    "\u202eumgekehrt\u202c \u2028 Zeilentrenner \u2029 Absatz \x85 NEL",
    "Nullbyte \x00, Glocke \x07, Escape \x1b[31m, \x7f, halbes Zeichen \ud83d",
    " \t  Leerraum am Rand \t ",
    "\\",
    "=?utf-8?q?=0D=0AX:1?=",
]


def read_lines(data: bytes) -> list[str]:
    """The content lines of RFC 5545 §3.1, unfolded; an AssertionError where the octets break its rules."""
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in physical)
    assert max(len(line) for line in physical) <= 75
    for octets in physical:
        octets.decode("utf-8")  # no character is cut in two by a fold
    lines = data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    for line in lines:
        assert re.fullmatch(r"[A-Z][A-Z0-9-]*(;[A-Z-]+=[^\x00-\x1f\":;,]+)*:[^\x00-\x08\x0a-\x1f\x7f]*", line), line
    return lines


def read_events(data: bytes) -> list[dict[str, str]]:
    """The properties of each event by their names with parameters, alarms left out; values still escaped."""
    events: list[dict[str, str]] = []
    inside: list[str] = []
    for line in read_lines(data):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            assert name not in events[-1], "a property comes twice"
            events[-1][name] = value
    assert not inside
    return events


def by_vobject(data: bytes) -> Any:
    return vobject.readOne(data.decode())


def by_ical(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def zone_in(data: bytes) -> Any:
    """The zone as the file itself describes it, whatever this machine knows of zones."""
    return tzical(io.StringIO(data.decode().replace("\r\n", "\n"))).get()


def starts(event: Event, until: datetime) -> list[datetime]:
    calendar = Calendar(vevent=[event])
    first = datetime(2026, 1, 1, tzinfo=BERLIN)
    return [e.dtstart for e in calendar.timeline.overlapping(first, until) if isinstance(e.dtstart, datetime)]


def test_a_meeting_stands_in_the_file_line_by_line() -> None:
    lines = read_lines(meeting_file([SPRING_MEETING]))
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Board bot//Meetings//DE", "METHOD:PUBLISH"]
    assert lines.index("END:VTIMEZONE") < lines.index("BEGIN:VEVENT")
    assert read_events(meeting_file([SPRING_MEETING])) == [
        {
            "UID": "meeting-3.k7qd@board.example",
            "SEQUENCE": "0",
            "DTSTAMP": "20261126T080000Z",
            "CREATED": "20261125T090005Z",
            "LAST-MODIFIED": "20261126T080000Z",
            "SUMMARY": "Frühjahrssitzung",
            "DTSTART;TZID=Europe/Berlin": "20261208T140000",
            "DTEND;TZID=Europe/Berlin": "20261208T160000",
            "LOCATION": "Rathaus Bochum\\, Saal 2",
            "URL": "https://meet.example/board",
            "DESCRIPTION": "Tagesordnung folgt.\\n\\nhttps://meet.example/board",
            "STATUS": "CONFIRMED",
            "TRANSP": "OPAQUE",
        }
    ]


def test_two_other_programs_read_the_same_meeting() -> None:
    data = meeting_file([SPRING_MEETING])
    theirs = by_vobject(data)
    assert theirs.method.value == "PUBLISH"
    assert theirs.vevent.dtstart.value == SPRING_MEETING.start
    assert theirs.vevent.dtend.value == SPRING_MEETING.end
    assert theirs.vevent.location.value == "Rathaus Bochum, Saal 2"
    assert [a.trigger.value for a in theirs.vevent.valarm_list] == [-before for before in SPRING_MEETING.alarms]
    (event,) = by_ical(data).events
    assert (event.uid, event.sequence, event.summary) == (SPRING_MEETING.uid, 0, "Frühjahrssitzung")
    assert (event.dtstart, event.dtend) == (SPRING_MEETING.start, SPRING_MEETING.end)
    assert event.url is not None and str(event.url) == "https://meet.example/board"
    assert [(a.action, a.trigger) for a in event.alarm] == [("DISPLAY", -before) for before in SPRING_MEETING.alarms]


def test_the_same_meeting_gives_the_same_bytes() -> None:
    assert meeting_file([SPRING_MEETING, SERIES]) == meeting_file([SPRING_MEETING, SERIES])


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence() -> None:
    moved = replace(SPRING_MEETING, sequence=1, start=datetime(2026, 12, 9, 10, tzinfo=BERLIN), end=None)
    before, after = (by_vobject(meeting_file([entry])).vevent for entry in (SPRING_MEETING, moved))
    assert before.uid.value == after.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert not hasattr(after, "dtend")


def test_a_cancelled_meeting_says_so_everywhere_and_no_longer_rings() -> None:
    data = meeting_file([replace(SPRING_MEETING, sequence=2, cancelled=True)])
    assert "METHOD:CANCEL" in read_lines(data)
    (event,) = by_ical(data).events
    assert (event.uid, event.sequence, event.status, event.transparency) == (
        SPRING_MEETING.uid,
        2,
        "CANCELLED",
        "TRANSPARENT",
    )
    assert event.alarm == []


def test_one_cancelled_meeting_among_others_does_not_cancel_them() -> None:
    data = meeting_file([SPRING_MEETING, replace(SPRING_MEETING, uid="meeting-4", cancelled=True)])
    assert "METHOD:PUBLISH" in read_lines(data)
    assert [e["STATUS"] for e in read_events(data)] == ["CONFIRMED", "CANCELLED"]


def test_an_empty_list_is_still_a_calendar() -> None:
    assert read_lines(meeting_file([]))[-2:] == ["METHOD:PUBLISH", "END:VCALENDAR"]


def test_several_meetings_share_one_file_and_one_zone() -> None:
    entries = [replace(SPRING_MEETING, uid=f"meeting-{n}") for n in range(30)]
    data = meeting_file([*entries, SERIES])
    assert read_lines(data).count("BEGIN:VTIMEZONE") == 1
    assert len(by_ical(data).events) == len(by_vobject(data).vevent_list) == 31


def test_meetings_in_two_zones_bring_both() -> None:
    there = replace(
        SPRING_MEETING, uid="m4", start=datetime(2026, 12, 8, 9, tzinfo=ZoneInfo("America/New_York")), end=None
    )
    data = meeting_file([SPRING_MEETING, there])
    assert [line for line in read_lines(data) if line.startswith("TZID:")] == [
        "TZID:America/New_York",
        "TZID:Europe/Berlin",
    ]
    assert [e.dtstart.value for e in by_vobject(data).vevent_list] == [SPRING_MEETING.start, there.start]


def test_a_meeting_in_utc_needs_no_zone() -> None:
    data = meeting_file([replace(SPRING_MEETING, start=datetime(2026, 12, 8, 13, tzinfo=ZoneInfo("UTC")), end=None)])
    assert "DTSTART:20261208T130000Z" in read_lines(data)
    assert "BEGIN:VTIMEZONE" not in read_lines(data)


# Whole days


def test_the_last_of_several_days_is_in_the_calendar() -> None:
    data = meeting_file([replace(SPRING_MEETING, start=date(2026, 12, 8), end=date(2026, 12, 10))])
    (event,) = read_events(data)
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20261208", "20261211")
    (theirs,) = by_ical(data).events
    assert (theirs.dtstart, theirs.dtend) == (date(2026, 12, 8), date(2026, 12, 11))
    assert "BEGIN:VTIMEZONE" not in read_lines(data)


def test_a_whole_day_without_an_end_is_one_day() -> None:
    theirs = by_vobject(meeting_file([replace(SPRING_MEETING, start=date(2026, 12, 31), end=None)])).vevent
    assert (theirs.dtstart.value, theirs.dtend.value) == (date(2026, 12, 31), date(2027, 1, 1))


def test_a_series_of_whole_days_ends_on_a_date() -> None:
    entry = replace(
        SPRING_MEETING,
        start=date(2026, 12, 7),
        end=None,
        rrule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20270104T235959",
        exdates=(date(2026, 12, 28),),
    )
    data = meeting_file([entry])
    assert read_events(data)[0]["RRULE"] == "FREQ=WEEKLY;UNTIL=20270104;BYDAY=MO"
    assert read_events(data)[0]["EXDATE;VALUE=DATE"] == "20261228"
    theirs = [o.start for o in by_ical(data).timeline]
    assert theirs == [date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21), date(2027, 1, 4)]


# Series


def test_a_series_without_an_end_stays_at_its_hour_over_every_clock_change() -> None:
    data = meeting_file([SERIES])
    (event,) = by_ical(data).events
    there = starts(event, datetime(2030, 1, 1, tzinfo=BERLIN))
    assert {(t.hour, t.weekday()) for t in there} == {(18, 1)}
    assert len(there) == 170
    summer, winter = (t.astimezone(UTC).hour for t in (datetime(2026, 10, 20, 18, tzinfo=BERLIN), there[4]))
    assert (there[4].date(), summer, winter) == (date(2026, 10, 27), 16, 17)
    rule = by_vobject(data).vevent.getrruleset()
    assert [t.replace(tzinfo=BERLIN) for t in rule[:170]] == there


@pytest.mark.parametrize("until", ["20261110", "20261110T180000", "20261110T170000Z"])
def test_the_last_meeting_of_a_series_is_in_it_however_its_end_is_told(until: str) -> None:
    entry = replace(
        SERIES, rrule=f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}", exdates=(datetime(2026, 10, 27, 17, tzinfo=UTC),)
    )
    data = meeting_file([entry])
    (properties,) = read_events(data)
    assert re.search(r"UNTIL=20261110T(225959|170000)Z", properties["RRULE"])
    assert properties["EXDATE;TZID=Europe/Berlin"] == "20261027T180000"
    days = ["09-29", "10-06", "10-13", "10-20", "11-03", "11-10"]
    (event,) = by_ical(data).events
    assert [f"{t:%m-%d}" for t in starts(event, datetime(2027, 1, 1, tzinfo=BERLIN))] == days
    assert [f"{t:%m-%d}" for t in by_vobject(data).vevent.getrruleset()] == days


def test_the_first_tuesday_of_every_month_is_understood_elsewhere() -> None:
    entry = replace(
        SERIES, start=datetime(2026, 12, 1, 14, tzinfo=BERLIN), rrule="FREQ=MONTHLY;BYDAY=+1TU;COUNT=5", end=None
    )
    (event,) = by_ical(meeting_file([entry])).events
    days = [f"{t:%m-%d %H}" for t in starts(event, datetime(2028, 1, 1, tzinfo=BERLIN))]
    assert days == ["12-01 14", "01-05 14", "02-02 14", "03-02 14", "04-06 14"]


# Clock changes


def offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


ZONES = (
    *("Europe/Berlin", "Europe/Dublin", "America/New_York", "Asia/Tokyo", "America/Santiago", "Africa/Casablanca"),
    "Australia/Lord_Howe",
)


@pytest.mark.parametrize("name", some(ZONES, 5))
def test_the_zone_in_the_file_tells_the_same_time_as_the_zone(name: str) -> None:
    zone = ZoneInfo(name)
    told = zone_in(meeting_file([replace(SPRING_MEETING, start=datetime(2026, 1, 1, tzinfo=zone), end=None)]))
    days = [datetime(2026, 1, 2, tzinfo=UTC) + timedelta(hours=8 * n) for n in range(2 * 365 * 3)]
    hours = [
        t + timedelta(hours=n)
        for t, after in pairwise(days)
        if offset(t, zone) != offset(after, zone)
        for n in range(9)
    ]
    assert [t for t in [*days, *hours] if t.astimezone(told).utcoffset() != t.astimezone(zone).utcoffset()] == []


@pytest.mark.long
def test_the_zone_of_berlin_has_a_rule_for_all_years() -> None:
    told = zone_in(meeting_file([SPRING_MEETING]))
    days = [datetime(2026, 1, 2, tzinfo=UTC) + timedelta(days=3 * n) for n in range(11 * 365)]
    assert [t for t in days if t.astimezone(told).utcoffset() != t.astimezone(BERLIN).utcoffset()] == []


def test_a_meeting_right_after_the_clock_went_forward_is_not_an_hour_off() -> None:
    entry = replace(
        SPRING_MEETING, start=datetime(2027, 3, 28, 3, 15, tzinfo=BERLIN), end=datetime(2027, 3, 28, 4, tzinfo=BERLIN)
    )
    theirs = by_vobject(meeting_file([entry])).vevent
    assert theirs.dtstart.value.astimezone(UTC) == datetime(2027, 3, 28, 1, 15, tzinfo=UTC)


def test_both_half_past_two_of_the_long_night_are_told_apart() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    entries = [replace(SPRING_MEETING, uid=str(n), start=t, end=None) for n, t in enumerate((first, second))]
    there = [event.dtstart for event in by_ical(meeting_file(entries)).events]
    assert [t.astimezone(UTC).hour for t in there if isinstance(t, datetime)] == [0, 1]


def test_a_series_from_the_second_half_past_two_keeps_its_local_time() -> None:
    second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)
    data = meeting_file([replace(SERIES, start=second, end=None, rrule="FREQ=WEEKLY;BYDAY=SU")])
    assert "DTSTART;TZID=Europe/Berlin:20261025T023000" in read_lines(data)


def test_a_meeting_through_the_long_night_lasts_as_long_as_it_does() -> None:
    start = datetime(2026, 10, 25, 1, tzinfo=BERLIN)
    end = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)
    theirs = by_vobject(meeting_file([replace(SPRING_MEETING, start=start, end=end)])).vevent
    assert theirs.dtend.value.astimezone(UTC) - theirs.dtstart.value.astimezone(UTC) == timedelta(hours=2, minutes=30)


# What members write


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_add_no_line_and_come_back_whole(words: str) -> None:
    entry = replace(SPRING_MEETING, summary=words, location=words, description=words, uid=words)
    data = meeting_file([entry])
    (properties,) = read_events(data)
    assert properties.keys() == read_events(meeting_file([SPRING_MEETING]))[0].keys()
    one_line = "".join(
        c for c in " ".join(words.split()) if c == "\t" or not re.match("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", c)
    )
    (event,) = by_ical(data).events
    assert (event.summary, event.location) == (one_line, one_line)
    assert by_vobject(data).vevent.summary.value == one_line


def test_paragraphs_of_a_description_stay() -> None:
    data = meeting_file(
        [replace(SPRING_MEETING, description="TOP 1: Bericht\r\nTOP 2: Wahl; Aussprache\n\nEnde", url="")]
    )
    (event,) = by_ical(data).events
    assert event.description == "TOP 1: Bericht\nTOP 2: Wahl; Aussprache\n\nEnde"
    assert by_vobject(data).vevent.description.value == event.description


def test_an_address_cannot_break_out_of_its_line() -> None:
    entry = replace(SPRING_MEETING, url="https://meet.example/a b\r\nX-EVIL:1?q=ä&r=%20#frag", description="")
    (properties,) = read_events(meeting_file([entry]))
    assert properties["URL"] == "https://meet.example/a%20b%0D%0AX-EVIL:1?q=%C3%A4&r=%20#frag"
    assert properties["DESCRIPTION"] == properties["URL"]


def test_an_address_the_description_names_is_not_told_twice() -> None:
    entry = replace(SPRING_MEETING, description="Online: https://meet.example/board")
    assert read_events(meeting_file([entry]))[0]["DESCRIPTION"] == "Online: https://meet.example/board"


@given(st.text(), st.text(), st.text())
def test_any_words_make_a_file_that_keeps_to_the_rules(summary: str, location: str, url: str) -> None:
    entry = replace(SPRING_MEETING, summary=summary, location=location, description=summary, url=url)
    data = meeting_file([entry])
    (properties,) = read_events(data)
    assert properties["UID"] == SPRING_MEETING.uid
    assert len(by_ical(data).events) == 1
