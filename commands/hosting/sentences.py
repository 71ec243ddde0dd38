"""How an offer is said: where, when, for how many, by whom, and what a host has to think of."""

from __future__ import annotations

from datetime import date

from commands.base import Call, Moment, Room
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import coming, days_of, hours_of, period
from commands.words import Content, Period, Text, Value, _, _n, bullets, lines
from storage import Store
from storage.hosting import Days, Offer, Terms
from storage.meetings import Meeting
from storage.series import When


def dates_of(terms: Terms) -> tuple[Value, ...]:
    """The days of an offer, to be listed in a sentence."""
    return tuple(_days(one) for one in terms.dates)


def _days(days: Days) -> Text:
    hours = _hours(days)
    if days.weekdays:
        names = tuple(_WEEKDAYS[number - 1] for number in days.weekdays)
        named = Text("{names}", {"names": names})
        if days.first is not None or days.last is not None:
            sign = "," if days.first is not None and days.last is not None else ""
            named = Text(f"{{weekdays}}{sign} {{dates}}", {"weekdays": named, "dates": _dates(days)})
    elif days.first is None and days.last is None:
        return hours or _("any day")
    else:
        named = _dates(days)
    return _("{days}, {hours}", days=named, hours=hours) if hours else named


def _dates(days: Days) -> Text:
    if days.first is None:
        return _("until {day}", day=days.last or date.max)
    if days.last is None:
        return _("from {day}", day=days.first)
    last = None if days.first == days.last else days.last
    return Text("{day}", {"day": Period(days.first, last, all_day=True)})


def _hours(days: Days) -> Text | None:
    since, until = (hour.strftime("%H:%M") if hour else "" for hour in (days.since, days.until))
    if since and until:
        return Text("{since}–{until}", {"since": since, "until": until})
    if since:
        return _("from {hour} on", hour=since)
    return _("until {hour}", hour=until) if until else None


_WEEKDAYS = (
    _("Mondays"),
    _("Tuesdays"),
    _("Wednesdays"),
    _("Thursdays"),
    _("Fridays"),
    _("Saturdays"),
    _("Sundays"),
)


def offer_line(terms: Terms) -> Text:
    """Where, when, for how many: `Bochum, Rathaus – Di, 8. Dezember 2026 – 25 Plätze`."""
    return _dashed(terms.where, *_bounds(terms))


def entry(at: Call | Moment, store: Store, offer: Offer) -> Text:
    """One offer on one line of a list, with its host and the meetings it was accepted for."""
    terms = offer.terms
    chosen = tuple(meeting.key for meeting in chosen_for(at, store, offer))
    used = (_("accepted for {meetings}", meetings=chosen),) if chosen else ()
    line = _dashed(terms.where, at.room.named(offer.host), *_bounds(terms), *used)
    return Text("**{key}** {offer}", {"key": offer.key, "offer": line})


def details_of(terms: Terms) -> list[Content]:
    """What else an offer says, one line for each."""
    said = {name: terms.details.get(name, "") for name in ("equipment", "access", "note")}
    found = (
        _("Equipment: {value}", value=said["equipment"]) if said["equipment"] else None,
        _("Accessible: {value}", value=said["access"]) if said["access"] else None,
        _("Note: {value}", value=said["note"]) if said["note"] else None,
    )
    return [line for line in found if line]


def chosen_for(at: Call | Moment, store: Store, offer: Offer) -> list[Meeting]:
    """The meetings to come for which the offer was accepted."""
    found = map(store.meetings.of_id, store.hosting.ahead_at(offer.id, at.ms))
    return sorted((m for m in found if m and is_ahead(m, at)), key=lambda m: m.number)


def is_ahead(meeting: Meeting, at: Call | Moment) -> bool:
    """Whether it is voted on or still to come."""
    return meeting.state == "voting" or (meeting.state == "fixed" and meeting.date.over > at.ms)


def without_host(at: Call | Moment, store: Store) -> list[Meeting]:
    """The meetings ahead that need a host and have neither one nor a place: fixed ones by date, then open votes."""
    ahead = [*store.meetings.to_come(at.ms, MOST_AHEAD), *store.meetings.voting()]
    chosen = {choice.meeting for choice in store.hosting.choices(m.id for m in ahead)}
    return [m for m in ahead if m.id not in chosen and not m.place and not store.hosting.needs_none(m.id)]


def next_date(meeting: Meeting, at: Call | Moment) -> When | None:
    """When it takes place next, if a date is fixed."""
    return coming(meeting.date, at.ms) if meeting.state == "fixed" else None


def key_and_title(meeting: Meeting) -> Text:
    """`M3 „Frühjahrssitzung“`, where the next message says when it is."""
    return _("{key} “{title}”", key=meeting.key, title=meeting.title)


def meeting_line(meeting: Meeting, at: Call | Moment) -> Text:
    """`M3 „Frühjahrssitzung“ am Di, 8. Dezember 2026, 14:00–16:00`"""
    when = next_date(meeting, at)
    if when is None:
        return key_and_title(meeting)
    return _("{key} “{title}” on {when}", key=meeting.key, title=meeting.title, when=period(when))


def fits(store: Store, terms: Terms, meeting: Meeting, at: Call | Moment) -> bool:
    """Whether the offer is for the meeting's day, or while it is voted on for one of its slots."""
    if meeting.state == "voting":
        slots = store.slots.of(meeting.id)
        return not slots or any(terms.fits(*days_of(slot.when), *hours_of(slot.when)) for slot in slots)
    when = next_date(meeting, at)
    return when is not None and terms.fits(*days_of(when), *hours_of(when))


def expected(store: Store, meeting: Meeting, room: Room) -> int:
    """How many members said yes or if need be to its date; while it is voted on, to the best slot."""
    members = {member.user_id for member in room.members}
    coming_to: dict[int, int] = {}
    for vote in store.ballots.counting(meeting.id):
        if vote.voter in members and vote.value in ("yes", "maybe"):
            coming_to[vote.slot] = coming_to.get(vote.slot, 0) + 1
    if meeting.state == "voting":
        return max(coming_to.values(), default=0)
    slots = [slot for slot in store.slots.of(meeting.id) if slot.when.begins == meeting.date.begins]
    return max((coming_to.get(slot.id, 0) for slot in slots), default=0)


def checklist(people: int) -> Content:
    """What a host has to think of."""
    room = _("Book the room for {n} people.", n=people) if people > 1 else _("Book the room.")
    return lines(
        _("To think of:"),
        bullets(
            room,
            _("Try out picture, sound and video conference."),
            _("Have access to the network for guests."),
            _("Tell all how to get there, also without steps."),
            _("Have drinks, and somebody who opens the door."),
        ),
    )


def _bounds(terms: Terms) -> tuple[Value, ...]:
    dates: tuple[Value, ...] = (Text("{dates}", {"dates": dates_of(terms)}),) if terms.dates else ()
    if terms.without:
        dates = (*dates, _("except {dates}", dates=tuple(_days(one) for one in terms.without)))
    return (*dates, _n("one place", "{count} places", terms.seats)) if terms.seats else dates


def _dashed(*parts: Value) -> Text:
    names = [f"part{n}" for n in range(len(parts))]
    return Text(" – ".join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))
