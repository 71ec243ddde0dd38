"""What speaks against a date or for it: public holidays, weekends, other meetings, offers of hosts."""

from __future__ import annotations

from datetime import date, timedelta

from commands.base import Call, Moment
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import coming, days_of, hours_of, within
from commands.meetings.fixed.public_holidays import holidays_on
from commands.words import Text, _, _n
from storage import Store
from storage.meetings import Meeting
from storage.series import When

_MOST_CLASHES, _TITLE = 5, 80
"""How many meetings at the same time are named, and how many characters of their titles."""


def remarks(
    at: Call | Moment, store: Store, meeting: Meeting | None, when: When, *, rooms: bool = True
) -> tuple[Text, ...]:
    """The notes on one date of that meeting, None for one that is not kept yet; `rooms`: also which offers fit."""
    offers = _offers(store, meeting, when) if rooms else []
    return (*_days(at, when), *_clashes(store, meeting, when), *offers)


def date_remarks(at: Call | Moment, store: Store, meeting: Meeting) -> tuple[Text, ...]:
    """The notes on the meeting's date, of a series on its next, as a line of their own."""
    single = coming(meeting.date, at.ms)
    notes = remarks(at, store, meeting, single) if single else ()
    return (_("Please note: {notes}.", notes=notes),) if notes else ()


def _days(at: Call | Moment, when: When) -> list[Text]:
    first = date.fromisoformat(when.start[:10])
    last = date.fromisoformat(when.end[:10]) if when.end and when.all_day else first
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    notes: list[Text] = []
    found = dict.fromkeys(holiday for day in days for holiday in holidays_on(day, at.settings.holidays))
    nationwide = tuple(dict.fromkeys(holiday.name for holiday in found if holiday.nationwide))
    if nationwide:
        notes.append(_("public holiday in all of Germany: {name}", name=nationwide))
    notes += [
        _("public holiday in {states}: {name}", name=holiday.name, states=", ".join(holiday.states))
        for holiday in found
        if not holiday.nationwide
    ]
    if any(day.weekday() >= 5 for day in days):
        notes.append(_("weekend"))
    return notes


def _clashes(store: Store, meeting: Meeting | None, when: When) -> list[Text]:
    others = store.meetings.between(when.begins, when.over, MOST_AHEAD)
    found = [
        other
        for other in others
        if (meeting is None or other.id != meeting.id)
        and other.when is not None
        and any(within(other.when, when.begins, when.over))
    ]
    notes = [_("same time as {key} {title}", key=m.key, title=_short(m.title)) for m in found[:_MOST_CLASHES]]
    rest = len(found) - len(notes)
    return [*notes, _n("same time as one more", "same time as {count} more", rest)] if rest else notes


def _short(title: str) -> str:
    """Another meeting's title, which is there to be recognised."""
    return title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"


def _offers(store: Store, meeting: Meeting | None, when: When) -> list[Text]:
    """The offers of rooms for that very day, as long as there is no place; one for any day says nothing about it."""
    if meeting is not None and meeting.place:
        return []
    return [
        _("offer {key}: {place}", key=offer.key, place=offer.terms.place)
        for offer in store.hosting.newest(MOST_AHEAD)
        if offer.terms.dates and offer.terms.fits(*days_of(when), *hours_of(when))
    ]
