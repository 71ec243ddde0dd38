"""The lines of a calendar file: those that many events share are made once, and the bytes are the library's."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.calendar import ical
from commands.calendar.ical import CalendarEntry, meeting_file
from tests.commands.meetings.test_calendar import BERLIN, SPRING_MEETING

MOMENTS = st.builds(
    lambda minutes, zone, fold: (datetime(2026, 1, 1, tzinfo=zone) + timedelta(minutes=minutes)).replace(fold=fold),
    st.integers(0, 1_000_000),
    st.sampled_from([BERLIN, UTC, *map(ZoneInfo, ("UTC", "Etc/GMT", "Europe/London", "America/Lima"))]),
    st.sampled_from([0, 1]),
)
SAID = st.one_of(
    st.sampled_from(
        ["", "Plenum", "ä" * 70, "x" * 66, "Komma, Semikolon; \\n \\N", "🦄" * 30, "zwei\nZeilen", "\ufeff\ufeffMarke"]
    ),
    st.integers(50, 80).map("x".__mul__),  # with every name some are just as long as a line may be
    st.text(max_size=20),
)


@st.composite
def entries(draw: st.DrawFn) -> CalendarEntry:
    start: datetime | date = draw(MOMENTS)
    start = start.date() if draw(st.booleans()) and isinstance(start, datetime) else start
    rule = draw(st.sampled_from([None, "FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20280301"]))
    return CalendarEntry(
        uid=draw(st.sampled_from(["a@board", "b@board"])),
        sequence=draw(st.integers(0, 2)),
        summary=draw(SAID),
        start=start,
        end=start + timedelta(days=draw(st.integers(0, 2))),
        created=draw(MOMENTS),
        last_modified=draw(MOMENTS),
        rrule=rule,
        exdates=(start, start + timedelta(days=7)) if rule else (),
        replaces=draw(st.sampled_from([None, start])),
        location=draw(SAID),
        url=draw(st.sampled_from(["", "https://meet.example/ä b", "https://x.example/" + "y" * 90])),
        description=draw(SAID),
        alarms=draw(st.sampled_from([(), (timedelta(days=1), timedelta(hours=1)), (timedelta(0), timedelta(days=7))])),
        cancelled=draw(st.booleans()),
        tentative=draw(st.booleans()),
    )


@given(several=st.lists(entries(), min_size=1, max_size=6))
def test_each_event_is_written_as_it_is_alone(several: list[CalendarEntry]) -> None:
    """A line that was made for another event, of the same moment in another zone, is not taken for it."""
    data = meeting_file(several)
    events = [b"BEGIN:VEVENT" + event.partition(b"END:VEVENT\r\n")[0] for event in data.split(b"BEGIN:VEVENT")[1:]]
    alone = [meeting_file([entry]).partition(b"BEGIN:VEVENT")[2].partition(b"END:VEVENT\r\n")[0] for entry in several]
    assert events == [b"BEGIN:VEVENT" + event for event in alone]
    for event in events:
        if BOM_UTF8 not in event:  # which the library leaves out of what it reads
            read = icalendar.Event.from_ical(event + b"END:VEVENT\r\n")
            assert read.to_ical() == event + b"END:VEVENT\r\n"


def plain(_lines: Any, kind: type[icalendar.Component], said: dict[str, Any], *inside: bytes) -> bytes:
    """The component with all its properties made by the library alone, one by one."""
    component = kind()
    for name, value in said.items():
        component.add(name, value)
    head, end, rest = component.to_ical().rpartition(b"END:")
    return head + b"".join(inside) + end + rest


def plain_alarms(entry: CalendarEntry, lines: Any) -> list[bytes]:
    triggers = filter(None, (ical._trigger(entry, before) for before in entry.alarms))
    said = {"ACTION": "DISPLAY", "DESCRIPTION": ical._line(entry.summary)}
    return [plain(lines, icalendar.Alarm, {**said, "TRIGGER": trigger}) for trigger in triggers]


@given(several=st.lists(entries(), min_size=1, max_size=6))
def test_the_whole_file_is_what_the_library_alone_makes_of_it(several: list[CalendarEntry]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ical._ContentLines, "component", plain)
        patch.setattr(ical, "_alarms", plain_alarms)
        alone = meeting_file(several)
    assert meeting_file(several) == alone


def test_what_many_events_say_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    to_ical = icalendar.vText.to_ical

    def counted(text: icalendar.vText) -> bytes:
        made.append(text)
        return to_ical(text)

    monkeypatch.setattr(icalendar.vText, "to_ical", counted)
    meeting_file([SPRING_MEETING])
    alone, made[:] = len(made), []
    meeting_file([replace(SPRING_MEETING, uid=f"{number}@board.example") for number in range(50)])
    assert len(made) == alone + 49
