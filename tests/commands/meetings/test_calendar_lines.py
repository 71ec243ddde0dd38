"""The lines of a calendar file: those that many events share are made once, and the bytes are the library's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.calendar.ical import CalendarEntry, meeting_file
from tests.commands.meetings.test_calendar import BERLIN, SPRING_MEETING

MOMENTS = st.builds(
    lambda minutes, zone, fold: (datetime(2026, 1, 1, tzinfo=zone) + timedelta(minutes=minutes)).replace(fold=fold),
    st.integers(0, 1_000_000),
    st.sampled_from([BERLIN, UTC, ZoneInfo("America/Lima")]),
    st.sampled_from([0, 1]),
)
SAID = st.sampled_from(["", "Plenum", "ä" * 70, "x" * 66, "Komma, Semikolon; \\n", "🦄" * 30, "zwei\nZeilen"])


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
        replaces=None if rule else start,
        location=draw(SAID),
        url=draw(st.sampled_from(["", "https://meet.example/ä b", "https://x.example/" + "y" * 90])),
        description=draw(SAID),
        alarms=draw(st.sampled_from([(), (timedelta(days=1), timedelta(hours=1))])),
        cancelled=draw(st.booleans()),
        tentative=draw(st.booleans()),
    )


@given(several=st.lists(entries(), min_size=1, max_size=6))
def test_each_event_is_written_as_the_library_writes_it_alone(several: list[CalendarEntry]) -> None:
    """A line that was made for another event, of the same moment in another zone, is not taken for it."""
    data = meeting_file(several)
    events = [b"BEGIN:VEVENT" + event.partition(b"END:VEVENT\r\n")[0] for event in data.split(b"BEGIN:VEVENT")[1:]]
    alone = [meeting_file([entry]).partition(b"BEGIN:VEVENT")[2].partition(b"END:VEVENT\r\n")[0] for entry in several]
    assert events == [b"BEGIN:VEVENT" + event for event in alone]
    for event in events:
        read = icalendar.Event.from_ical(event + b"END:VEVENT\r\n")
        assert read.to_ical() == event + b"END:VEVENT\r\n"


def test_what_many_events_say_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    content_line = icalendar.Component.content_line

    def counted(component: Any, name: str, *rest: Any, **named: Any) -> Any:
        made.append(name)
        return content_line(component, name, *rest, **named)

    monkeypatch.setattr(icalendar.Component, "content_line", counted)
    meeting_file([SPRING_MEETING])
    alone, made[:] = len(made), []
    meeting_file([replace(SPRING_MEETING, uid=f"{number}@board.example") for number in range(50)])
    assert len(made) == alone + 49
