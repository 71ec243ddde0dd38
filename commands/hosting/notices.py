"""What hosts are told unasked: that their meeting comes near or has changed, that the days of an offer are over."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from commands.base import Moment
from commands.base.names import HOST_OTHER_DAY
from commands.calendar.schedule import period
from commands.hosting.sentences import (
    checklist,
    chosen_for,
    dates_of,
    expected,
    fits,
    is_ahead,
    meeting_line,
    next_date,
    offer_line,
)
from commands.hosting.timers import arrange, set_end
from commands.words import Message, Said, _, _n, bullets, lines, offered_line
from storage import Store
from storage.hosting import Choice, Offer
from storage.meetings import Meeting
from storage.timers import Timer


def remind(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Rings the hosts of meetings that come near."""
    said = []
    for meeting_id in dict.fromkeys(timer.about for timer in timers):
        meeting, choice = store.meetings.of_id(meeting_id), store.hosting.choice(meeting_id)
        if meeting is None or choice is None or meeting.state != "fixed" or not is_ahead(meeting, moment):
            continue
        arrange(moment, store, meeting)
        host = moment.room.member(choice.offer.host)
        when = next_date(meeting, moment)
        if host is None or when is None:
            continue
        text = lines(
            _(
                "{host}: you host {key} “{title}” on {when}: {place}.",
                host=host,
                key=meeting.key,
                title=meeting.title,
                when=period(when),
                place=choice.place,
            ),
            checklist(expected(store, meeting, moment.room)),
        )
        said.append(Message(text, rings=(host,), about=meeting.key))
    return tuple(said)


def follow(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """A meeting was changed: reminders follow its date, another place ends the choice, another day asks the host."""
    said: list[Said] = []
    for meeting_id in dict.fromkeys(timer.about for timer in timers):
        meeting, choice = store.meetings.of_id(meeting_id), store.hosting.choice(meeting_id)
        if meeting is None:
            continue
        if choice is None:
            arrange(moment, store, meeting)  # where the choice was taken back, so are its reminders
            continue
        if meeting.state != "cancelled" and meeting.place != choice.place:
            store.hosting.release(meeting.id)
        arrange(moment, store, meeting)
        if store.hosting.choice(meeting.id) and meeting.state == "fixed" and is_ahead(meeting, moment):
            said += _ask_whether_it_holds(moment, store, meeting, choice)
    return tuple(said)


def _ask_whether_it_holds(moment: Moment, store: Store, meeting: Meeting, choice: Choice) -> list[Said]:
    """Asks the host once for each date that the offer is not for."""
    host = moment.room.member(choice.offer.host)
    if host is None or fits(store, choice.offer.terms, meeting, moment):
        return []
    text = lines(
        _(
            "{host}: {meeting} is not on a day of {key}, which is for {dates}.",
            host=host,
            meeting=meeting_line(meeting, moment),
            key=choice.offer.key,
            dates=dates_of(choice.offer.terms),
        ),
        _(
            "If it is possible all the same, nothing has to be done; if not: {line}",
            line=offered_line("host withdraw", choice.offer.key),
        ),
    )
    name = HOST_OTHER_DAY.of(meeting=meeting.id, moment=meeting.date.begins)
    return [Message(text, rings=(host,), name=name, about=meeting.key)]


def offers_over(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Offers whose days are over stand no more; of those that nobody has used it is said, without ringing."""
    unused: list[Offer] = []
    today = at.now.astimezone(ZoneInfo(at.settings.zone)).date()
    for timer in timers:
        offer = store.hosting.of_id(timer.about)
        if offer is None or offer.withdrawn is not None or not offer.terms.dates:
            continue
        if offer.terms.last_from(today):
            set_end(at, store, offer)
        elif not chosen_for(at, store, offer):
            store.hosting.withdraw(offer, at.ms)
            if not store.hosting.used(offer.id):
                unused.append(offer)
    if not unused:
        return ()
    rows = (
        _("{key} by {host}: {offer}", key=o.key, host=at.room.named(o.host), offer=offer_line(o.terms)) for o in unused
    )
    head = _n("The day of this offer is over:", "The days of these offers are over:", len(unused))
    again = _("A room for another day: {line}", line=offered_line("host offer", unused[0].terms.place))
    return (Message(lines(head, bullets(*rows), again)),)
