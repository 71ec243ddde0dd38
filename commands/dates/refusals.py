"""Why the reader refuses, each with what would be right. German stands in the catalogue `dates.po`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from commands.base.errors import Mend
from commands.dates.spans import DateError, NoDate
from commands.words import _, _n
from commands.words.moments import typed_date

LONGEST_QUOTED = 40  # characters


def nothing_understood(example: date) -> DateError:
    """There is no date in the text."""
    return NoDate(_("No date was understood. Examples: {one}, {two}, {three}.", **_examples(example)))


def not_a_date(text: str, example: date) -> DateError:
    """There is no date in the text, of which as much is named as fits into a sentence."""
    if not text:
        return nothing_understood(example)
    said = text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED].rstrip() + "…"
    return NoDate(
        _(
            "“{said}” was not understood as a date. Examples: {one}, {two}, {three}.",
            said=said,
            **_examples(example),
        )
    )


def word_unknown(word: str, example: date) -> DateError:
    """A word beside the date could change its meaning."""
    return DateError(
        _(
            "“{word}” was not understood as part of a date. Examples: {one}, {two}, {three}.",
            word=word,
            **_examples(example),
        )
    )


def _examples(day: date) -> dict[str, str]:
    week = day + timedelta(days=7)
    text = f"{week.day}.{week.month}."
    return {"one": f"{text} 14:00-16:00", "two": text, "three": f"{text}{week.year} 9:30"}


def no_such_day(day: int, month: int, near: date) -> DateError:
    """31 February."""
    mistake = DateError(_("There is no day {day}.{month}.; the nearest is {near}.", day=day, month=month, near=near))
    if near.month == month:
        wrong = rf"(?<![\d.])0?{day}\.\s?0?{month}\.(?:\d{{4}})?(?!\d)"
        mistake.mend = Mend(wrong, typed_date(near))
    return mistake


def no_such_month(month: int) -> DateError:
    """The thirteenth month."""
    return DateError(_("There is no month {month}: the day comes first, then the month, as in 3.12.", month=month))


def no_such_week(week: int, year: int, last: int) -> DateError:
    """Week 53 in a year of 52."""
    return DateError(
        _("There is no week {week} in {year}; the last one is week {last}.", week=week, year=str(year), last=last)
    )


def no_such_time(near: datetime) -> DateError:
    """Half past two when the clocks go forward."""
    return DateError(_("The clocks go forward then, so this time does not exist. The nearest is {near}.", near=near))


def not_on_the_clock(said: str) -> DateError:
    """`25 Uhr`, `14:75`."""
    text = _("There is no time “{said}”: a day goes from 0:00 to 24:00, an hour to 59 minutes.", said=said)
    mistake = DateError(text)
    mistake.mend = Mend(rf"(?<!\w){re.escape(said)}(?!\w)")
    return mistake


def no_such_nth(near: date) -> DateError:
    """The fifth Monday of a month of four."""
    return DateError(_("That month has fewer of them; the last one is {near}.", near=near))


def negated(word: str) -> DateError:
    """`nicht am Dienstag`."""
    return DateError(
        _("“{word}” makes it unclear which date is meant. Please give only dates that are meant.", word=word)
    )


def vague(word: str) -> DateError:
    """`nach Ostern`, `vor 12 Uhr`."""
    return DateError(_("“{word}” names no point in time. Please give a day, and the time if there is one.", word=word))


def counted_from_record(key: str) -> DateError:
    """`2 Tage vor M1`."""
    return DateError(
        _("Days are not counted from “{key}”. Please count from its date, as in “2 days before 8.12.”.", key=key)
    )


def record_without_time(key: str) -> DateError:
    """`2 Stunden vor M1`, of which only the day is known."""
    return DateError(_("“{key}” has a day but no time, so no hours can be counted from it.", key=key))


def foreign_zone(word: str) -> DateError:
    """`9 Uhr EST`."""
    return DateError(_("The time zone “{word}” is not read. Please give the local time.", word=word))


def too_long(most: int) -> DateError:
    """More text than a date needs."""
    return DateError(_n("More than {count} character.", "A date has no more than {count} characters.", most))


def too_many(most: int) -> DateError:
    """More dates than anybody can mean."""
    return DateError(_n("More than {count} date.", "No more than {count} dates can be read at once.", most))


def too_far() -> DateError:
    """Further away than five years."""
    return DateError(_("That is more than five years away. Is the year right?"))


def end_without_time() -> DateError:
    """`9 Uhr bis abends`, `vormittags bis 12 Uhr`."""
    return DateError(_("From when until when needs two clock times. Example: {line}.", line="9:00-17:00"))


def two_ends() -> DateError:
    """`9 - 10 - 11 Uhr`, `8.12. - 9.12. - 10.12.`."""
    return DateError(
        _(
            "“From … until …” has one beginning and one end. Several dates are set apart like this: {line}.",
            line="7.12. 10:00-12:00; 8.12. 14:00-16:00",
        )
    )


def only_in_leap_years() -> DateError:
    """`jährlich am 29.2.`."""
    return DateError(_("29 February comes only every four years. Please give the day before or after it."))


def only_a_length() -> DateError:
    """`5 Minuten`."""
    return DateError(_("That is a length of time, not a date. From now on it would be: {line}.", line="in 2 h"))


def length_unclear(said: str) -> DateError:
    """`ein paar Stunden`, `den halben Tag`."""
    return DateError(
        _(
            "How long that lasts was not understood (“{said}”). Examples: {one}, {two}.",
            said=said,
            one="90 min",
            two="2h",
        )
    )


def limit_among_dates() -> DateError:
    """`Anmeldung bis 1.12., Beginn 8.12.`."""
    return DateError(_("A date and a time limit stand side by side. Please give one of them."))


def ends_before_start() -> DateError:
    """`9.12. bis 7.12.2026`, `14 bis 13 Uhr`."""
    return DateError(_("The end lies before the beginning."))


def no_single_day() -> DateError:
    """`nächste Woche um 10`."""
    return DateError(_("That is more than one day, so a clock time does not fit. Please give the day."))


def no_end_time() -> DateError:
    """`Montag 9 Uhr bis Mittwoch`."""
    return DateError(_("The end has a day but no time. Example: {line}.", line="7.12. 9:00 - 9.12. 17:00"))


def part_differs(time: str) -> DateError:
    """`14 Uhr morgens`."""
    return DateError(_("The time {time} does not fit the part of the day.", time=time))


def rule_unclear() -> DateError:
    """A rule with parts that do not fit together."""
    return DateError(_("This rule was not understood. Example: {line}.", line="jeden Montag 9:00"))


def nothing_to_leave_out(day: date) -> DateError:
    """`jeden Mittwoch außer 24.12.`, a Thursday."""
    return DateError(_("The rule has no date on {day} that could be left out.", day=day))


def never_happens() -> DateError:
    """A rule that ends before it begins."""
    return DateError(_("That rule never happens: its end lies before its first date."))
