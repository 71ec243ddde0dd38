"""Why the reader asks. Why it refuses is in `refusals`; German stands in the catalogue `dates.po`."""

from __future__ import annotations

from datetime import date

from commands.words import Text, _


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


def days_differ(day: date, other: date) -> Text:
    """`übermorgen, 10.1.` on the 7th."""
    return _("The words for the day contradict each other: {day} and {other}.", day=day, other=other)


def day_or_time(day: date, time: str) -> Text:
    """`Freitag 14`, `Montag 4.10`."""
    return _("That can mean the day {day} or {time} o’clock.", day=day, time=time)


def counted_from(day: date, base: date) -> Text:
    """`2 Tage vor Ostern`."""
    return _("Counted from {base} that is {day}.", day=day, base=base)


def year_or_time(time: str) -> Text:
    """`3. März 1940`."""
    return _("The last number is understood as a time, {time} o’clock.", time=time)


def second_reader(day: date) -> Text:
    """`12-Mär-2014`, `10Aug17`."""
    return _("That is an unusual way to write a date; {day} is understood.", day=day)


def number_as_time(number: int) -> Text:
    """`4.2. 9`."""
    return _("The number {number} is understood as the hour.", number=number)


def half_open(time: str) -> Text:
    """`nach 18 Uhr`, `frühestens 8 Uhr`."""
    return _("{time} o’clock was said as the earliest or the latest, not as the time itself.", time=time)


def minutes_joined(time: str) -> Text:
    """`18 Uhr und 12`."""
    return _("That is understood as one time, {time} o’clock.", time=time)


def night_or_moved(first: date, last: date) -> Text:
    """`vom 8. auf den 9.12.`."""
    return _("That can mean from {first} to {last}, or {last} instead of {first}.", first=first, last=last)


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


def workdays_counted(day: date) -> Text:
    """`in 5 Arbeitstagen`."""
    return _("Counted are Monday to Friday without the holidays of the whole country; that is {day}.", day=day)


def which_of_the_weeks(first: date) -> Text:
    """`Osterwoche`, `erste Januarwoche`."""
    return _("People mean different weeks by that; the one from {first} is understood.", first=first)


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


def word_inside(word: str) -> Text:
    """`Dienstag 14 Uhr außerplanmäßig Mittwoch`."""
    return _("“{word}” between the date and the time was not understood.", word=word)


def words_between() -> Text:
    """Several times with words between them that nobody knows."""
    return _("Not every word beside it was understood.")
