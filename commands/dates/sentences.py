"""What the reader says: why it asks, and why it refuses. German stands in the catalogue `dates.po`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commands.dates.spans import DateError, NoDate
from commands.words import Text, _, _n

# --- why it asks


def two_meanings(first: date, second: date) -> Text:
    """`nächsten Freitag`."""
    return _("“Next” is said of the coming one, {first}, and of the one after, {second}.", first=first, second=second)


def this_or_gone(first: date, second: date) -> Text:
    """`diesen Montag`, on a Wednesday."""
    return _("{second} is over; {first} is understood.", first=first, second=second)


def last_or_before(first: date, second: date) -> Text:
    """`letzten Montag`, on a Wednesday."""
    return _("“Last” can mean {first} or {second}.", first=first, second=second)


def today_is_that_day(first: date) -> Text:
    """A bare weekday that is today's."""
    return _("Today is the same weekday; {first} is understood, not today.", first=first)


def weekday_differs(day: date) -> Text:
    """`Mo 8.12.` on a Tuesday."""
    return _("The weekday does not fit the date, which is {day}.", day=day)


def week_differs(day: date) -> Text:
    """`3.12. (KW 50)`."""
    return _("The week does not fit the date, which is {day}.", day=day)


def just_gone(first: date, second: date) -> Text:
    """A date without a year that has just gone by."""
    return _("{second} is over; without a year {first} is understood.", first=first, second=second)


def over_today() -> Text:
    """Today's date without a year and a time that is over."""
    return _("That time today is over.")


def eight_days(first: date, second: date) -> Text:
    """`in acht Tagen`."""
    return _("“Eight days” is often said of a week, {first}; counted it is {second}.", first=first, second=second)


def only_roughly() -> Text:
    """`Anfang Dezember`."""
    return _("That names no single day.")


def which_week(first: date, second: date) -> Text:
    """`Montag in einer Woche`, on a Monday; `in zwei Wochen am Dienstag`."""
    return _("That can mean {first} or {second}.", first=first, second=second)


def week_or_seven_days(first: date, second: date) -> Text:
    """`Woche ab 9.12.`, a Wednesday."""
    return _("That can mean the week from {first} or seven days from {second}.", first=first, second=second)


def no_clock_time() -> Text:
    """`morgen Nachmittag`."""
    return _("No clock time was said.")


def half_of_the_day(first: str, second: str) -> Text:
    """`um 3` with a date."""
    return _("Without “a.m.” or “p.m.” it can be {first} or {second}.", first=first, second=second)


def regional(first: str) -> Text:
    """`viertel drei`."""
    return _("Where one does not speak so, {first} is easily misunderstood.", first=first)


def academic_quarter() -> Text:
    """`10 Uhr c.t.`."""
    return _("“c.t.” is understood as a quarter of an hour later.")


def so_or_sunday(first: date) -> Text:
    """`so um 14 Uhr`."""
    return _("“So” is understood as the German short word for Sunday, {first}.", first=first)


def dotted_time(time: str) -> Text:
    """`14.30` alone."""
    return _("A number with a dot can be something else; {time} o’clock is understood.", time=time)


def last_day_of_it(first: date, second: date) -> Text:
    """`bis nächste Woche`."""
    return _("That can mean until {first} or until {second}.", first=first, second=second)


def midnight_between(first: date, second: date) -> Text:
    """`Freitag um Mitternacht`."""
    return _("Midnight lies between {first} and {second}.", first=first, second=second)


def night_after(first: date, second: date) -> Text:
    """`heute Nacht um 2`."""
    return _("That night lies between {first} and {second}.", first=first, second=second)


def clock_goes_back(day: date) -> Text:
    """A time that comes twice."""
    return _("The clocks go back on {day}, so this time comes twice; the first is understood.", day=day)


def typo(word: str, day: date) -> Text:
    """`Donerstag`."""
    return _("“{word}” is understood as {day}.", word=word, day=day)


def sloppy_zone() -> Text:
    """`MEZ` in summer."""
    return _("The zone that was said is not the one of that day; local time is understood.")


def no_leap_day(day: date, year: int) -> Text:
    """`in einem Jahr` on 29 February."""
    return _("There is no 29 February in {year}; {day} is understood.", day=day, year=str(year))


def date_or_time(day: date) -> Text:
    """`3.12` alone."""
    return _("A number with a dot can be something else; {day} is understood.", day=day)


def day_or_month_first(first: date, second: date) -> Text:
    """`3/12/2026` in English, `12/25/2026`."""
    return _("With the day first it is {first}, with the month first {second}.", first=first, second=second)


def american_order(day: date) -> Text:
    """`12/25/2026`."""
    return _("Only with the month first this is a date, {day}.", day=day)


def every_day_of(first: date, last: date) -> Text:
    """`7.-9.12. 9-12 Uhr`."""
    return _("That time is understood on every day from {first} to {last}.", first=first, last=last)


def time_for_all() -> Text:
    """`Dienstag 14 Uhr oder Mittwoch`."""
    return _("No time of its own was said for this one.")


def workdays() -> Text:
    """`werktags`."""
    return _("“Werktag” is understood as Monday to Friday; in law it includes Saturday.")


def second_or_fortnight() -> Text:
    """`jeden zweiten Donnerstag`."""
    return _("That can mean every two weeks, or the second one of each month.")


def counted_in_month() -> Text:
    """`jeden dritten Donnerstag`, `ersten Dienstag im Monat`."""
    return _("That is understood as counted in the month.")


def twice_a_week() -> Text:
    """`biweekly`."""
    return _("“Biweekly” is understood as every two weeks; some say it of twice a week.")


def beginning_open() -> Text:
    """`alle zwei Wochen` without a day."""
    return _("It was not said when this begins; it is understood from the next possible time on.")


def not_in_every_month(day: int) -> Text:
    """`jeden 31.`."""
    return _("Not every month has a day {day}; those without it are left out.", day=day)


def once_or_weekly() -> Text:
    """`jeweils Dienstag 14 Uhr`."""
    return _("It was not said whether this happens once or every week; once is understood.")


def once_or_each() -> Text:
    """`ersten Dienstag im Monat`."""
    return _("It was not said whether this happens once or every month; once is understood.")


def shape_of_feast() -> Text:
    """`Ostern`."""
    return _("That lasts for several days.")


def still_going_on() -> Text:
    """`9-11 Uhr` said at ten."""
    return _("That time is going on today; tomorrow is understood.")


def which_half() -> Text:
    """`von 2 bis 5`, `9 bis 5`."""
    return _("It was not said which half of the day is meant.")


def words_between() -> Text:
    """Several times with words between them that nobody knows."""
    return _("Not every word beside it was understood.")


# --- why it refuses


def nothing_understood(example: date) -> DateError:
    """There is no date in the text."""
    return NoDate(_("No date was understood. Examples: {one}, {two}, {three}.", **_examples(example)))


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
    return DateError(_("There is no day {day}.{month}.; the nearest is {near}.", day=day, month=month, near=near))


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


def only_in_leap_years() -> DateError:
    """`jährlich am 29.2.`."""
    return DateError(_("29 February comes only every four years. Please give the day before or after it."))


def only_a_length() -> DateError:
    """`5 Minuten`."""
    return DateError(_("That is a length of time, not a date. From now on it would be: {line}.", line="in 2 h"))


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


def never_happens() -> DateError:
    """A rule that ends before it begins."""
    return DateError(_("That rule never happens: its end lies before its first date."))
