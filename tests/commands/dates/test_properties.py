"""What holds for any text whatever: an answer or a DateError, spans that make sense, lines that are read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.dates import DateError, Span, find_date, find_due, read_dates, read_duration
from tests.commands.dates.reading import BERLIN, WEDNESDAY, ZONE, read, sections

ALWAYS_THE_SAME = settings(derandomize=True)
PIECES = sorted(set(chain.from_iterable((text, *text.split()) for rows in sections().values() for _, text, _ in rows)))
# hypothesis takes naive bounds and adds the zone
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
any_text = st.text(st.characters(), max_size=400)
datelike = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).flatmap(
    lambda words: st.sampled_from([" ".join(words), ", ".join(words), "\n".join(words), "".join(words)])
)


@ALWAYS_THE_SAME
@given(any_text)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(read(text), tuple)


@ALWAYS_THE_SAME
@given(st.text(st.sampled_from("0123456789.:-/ ,;uhrhbisvomkw\n"), max_size=120))
def test_digits_and_signs_are_read_or_refused(text: str) -> None:
    assert isinstance(read(text), tuple)


@ALWAYS_THE_SAME
@given(datelike.filter(lambda t: len(t) <= 400), moments)
def test_what_is_read_makes_sense_and_its_question_is_read_without_one(text: str, now: datetime) -> None:
    for span in read(text, now):
        assert isinstance(span.start, datetime) != span.all_day
        if isinstance(span.start, datetime):
            assert span.start.tzinfo == BERLIN
        if span.end is not None:
            assert type(span.end) is type(span.start)
            assert span.start < span.end
        assert abs((_day(span) - now.date()).days) < 9 * 366
        if span.ask is not None:
            (said,) = read_dates(span.ask.say, now, ZONE)
            assert (said.key, said.ask) == ((span.ask.other or span).key, None)


@ALWAYS_THE_SAME
@given(any_text | datelike, st.sampled_from(["start", "end", "anywhere"]))
def test_a_date_found_in_a_text_loses_nothing_of_the_rest(text: str, where: str) -> None:
    found = find_date(text, WEDNESDAY, ZONE, where=where)  # type: ignore[arg-type]
    if found is not None:
        rest = found.before + found.after
        assert found.spans
        assert set(rest) <= set(text)
        assert len(rest) < len(text)


@ALWAYS_THE_SAME
@given(any_text | datelike)
def test_a_due_date_is_found_or_not(text: str) -> None:
    found = find_due(text, WEDNESDAY, ZONE)
    assert found is None or len(found.spans) == 1


@ALWAYS_THE_SAME
@given(st.text(max_size=200))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    try:
        assert read_duration(text) > timedelta(0)
    except DateError:
        return


@pytest.mark.parametrize("length", [401, 100_000])
def test_more_than_four_hundred_characters_are_refused(length: int) -> None:
    with pytest.raises(DateError, match="More than"):
        read_dates("morgen " * length, WEDNESDAY, ZONE)


def _day(span: Span) -> date:
    return span.start.date() if isinstance(span.start, datetime) else span.start
