"""`!meeting propose`: opens a poll with a heading and one native poll for each slot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from commands.base import Call, Claims, UsageError, UserError, Words, command, title
from commands.calendar.schedule import keep, lasting
from commands.dates import DateError, Span, in_past, in_words
from commands.deadlines import read_deadline
from commands.doubts import question, read_again
from commands.meetings.at_host import names_offer
from commands.meetings.dates_said import MOST_SLOTS, read_slots, slot_mistake
from commands.meetings.details import (
    AUTO,
    DEADLINE,
    DURATION,
    LINK,
    PLACE,
    Particulars,
    read_particulars,
    take_deadline,
    take_from_dates,
    take_link,
)
from commands.meetings.line import Named, account, bare_title, split_title
from commands.meetings.place_behind import take_places
from commands.meetings.poll.heading import heading, slot_polls
from commands.meetings.poll.places import OwnPlaces, common_place, new_slots, own_places
from commands.meetings.sentences import particulars, slot_label
from commands.meetings.timers import set_poll_timers
from commands.patterns import regex
from commands.words import MadeUp, Reply, Said, Text, _, _n, lines, offered_line
from storage import Store
from storage.meetings import NewMeeting
from storage.values import frozen

_PIECE = regex(r"[^;\n]+")
_LIMIT = regex(
    r"(?<!\w)(?:(?:bis|spätestens|frist)(?!\s+\d{1,2}(?::\d\d)?(?:\s?uhr|\s?h|\s*$))|by|until|deadline)(?!\w)",
    re.IGNORECASE,
)
_LONGEST_MAIL = 2_000
"""Characters in which dates are looked for, once they cannot be read as a whole."""
_EXAMPLE = _("`!meeting propose Spring meeting; 8.12. 14-16h; 9.12. 10h; Deadline: 30.11. 18h`")


@frozen
class Proposal:
    """A poll as it was asked for."""

    title: str
    slots: tuple[Span, ...]
    places: OwnPlaces
    besides: Particulars
    deadline_span: Span | None
    deadline: int | None


@command(
    "meeting propose",
    de=("vorschlagen", "vorschlag", "umfrage", "poll"),
    help=_("Opens a vote on 1 to 20 dates, one per line or set apart by `;`."),
    examples=(
        _EXAMPLE,
        _('`!meeting propose "Jour fixe": 8.12. 14-16h; 9.12. 10h; Place: Bochum; Duration: 2h; Auto: yes`'),
    ),
    takes={"said": Words(_("What is the meeting called, and which dates are possible?"))},
    options=(PLACE, LINK, DURATION, DEADLINE, AUTO),
    public=True,
)
def propose(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """Opens the poll, unless a date can be meant in two ways: then its sender is asked first. The dates stand in the
    heading, which follows upon the answer."""
    proposal = _read(call, said, options)
    if doubt := question(call, store, doubtful(proposal.slots, proposal.deadline_span)):
        return doubt
    besides = proposal.besides
    new = NewMeeting(
        proposal.title,
        call.member.user_id,
        place=besides.place,
        link=besides.link,
        deadline=proposal.deadline,
        auto=besides.auto,
        minutes=int(besides.length.total_seconds()) // 60 if besides.length else None,
    )
    wanted = new_slots(call, store, proposal.slots, proposal.places)
    meeting = store.meetings.add(new, wanted, call.ms)
    set_poll_timers(call, store, meeting)
    slots = store.slots.of(meeting.id)
    opened = _n(
        "**{key} {title}** is open for votes, with one date.",
        "**{key} {title}** is open for votes, with {count} dates.",
        len(slots),
        key=meeting.key,
        title=meeting.title,
    )
    also: tuple[Said, ...] = (heading(call, store, meeting), *slot_polls(call, store, meeting, slots))
    dates = lines(*(slot_label(slot) for slot in slots), *particulars(meeting, call.zone))
    return Reply(opened, also, about=meeting.key, beside=dates)


def _read(call: Call, said: Claims, options: Mapping[str, str]) -> Proposal:
    """The proposal in the text. Raises UserError with an example for what is none."""
    named = None
    try:
        link = take_link(said) | take_deadline(call, said)
        named = split_title(call, said.rest())
        name = title(named.title, _("What is the meeting called?"))
        dates, among = take_from_dates(named.dates)
        dates, placed = take_places(call, said, dates)
        place = common_place(placed, dates)
        account(said, name, dates)
        besides = read_particulars({**link, **({"place": place} if place else {}), **among, **options})
        if not dates:
            raise UsageError(_("Which dates shall be voted on?"))
        spans = read_slots(call, dates)
        if mistake := slots_mistake(call, spans):
            if any(span.rrule for span in spans):
                mistake.example = offered_line("meeting plan", name, dates)
            raise mistake
        places = {} if place else own_places(call, said, placed, spans)
        if names_offer(besides.place or ""):  # `Place: H1` is each date's
            places = dict.fromkeys((span.start for span in spans), besides.place or "") | dict(places)
            besides = replace(besides, place=None)
        slots = tuple(lasting(span, besides.length) for span in spans)
        if not besides.deadline:
            return Proposal(name, slots, places=places, besides=besides, deadline_span=None, deadline=None)
        end, moment = read_deadline(call, besides.deadline)
        if moment > max(keep(span, call.zone).begins for span in slots):
            raise UserError(_("The deadline lies behind all the dates that are voted on."))
        return Proposal(name, slots, places=places, besides=besides, deadline_span=end, deadline=moment)
    except (UserError, DateError) as mistake_made:
        mistake_made.example = mistake_made.example or _offered(call, named, options)
        raise


def _offered(call: Call, named: Named | None, options: Mapping[str, str]) -> Text:
    """A line that proposes, for what was named, the dates among its lines that can be read, of a mail those alone; at
    the place that was named."""
    if named is None or not (bare := bare_title(named.title)):
        return _EXAMPLE
    if dates := [in_words(span, call.zone) for span in _readable(call, named.dates)]:
        if place := options.get("place", "")[:80]:
            where = _("{name}: {value}", name=_("Place"), value=place)
            return offered_line(
                "meeting propose", _("{title}; {dates}", title=bare, dates="; ".join([*dates, ""]).rstrip()), where
            )
        return offered_line("meeting propose", _("{title}; {dates}", title=bare, dates="; ".join(dates)))
    return offered_line("meeting propose", f"{bare};", MadeUp(_("8.12. 14-16h; 9.12. 10h")))


def _readable(call: Call, dates: str) -> list[Span]:
    """The dates of those lines that are nothing else and leave no doubt; a limit, «bis 4.12.», is none of them."""
    found: list[Span] = []
    for piece in islice(_PIECE.finditer(dates[:_LONGEST_MAIL]), 2 * MOST_SLOTS):
        with suppress(DateError, UserError):
            found += () if _LIMIT.search(piece[0]) else read_again(call, piece[0].strip())
    found = [span for span in found if not (span.ask or span.rrule or in_past(span, call.now))]
    sure = {span.key: span for span in found if not (span.all_day and span.end)}  # «im Juni» is no date yet
    return list(sure.values()) if len(sure) <= MOST_SLOTS else []


def doubtful(slots: Sequence[Span], *others: Span | None) -> list[Span]:
    """The dates to be asked about before anything is posted.

    A whole day is none of them merely because another slot has a time of day: the poll shows that it has none.
    """
    asked = [span for span in slots if not (span.ask and span.ask.kind == "time for all")]
    return [*asked, *(span for span in others if span is not None)]


def slots_mistake(call: Call, spans: list[Span]) -> UserError | None:
    """What makes these dates no poll."""
    if len(spans) > MOST_SLOTS:
        return UserError(_("These are {n} dates; a vote can have at most {most}.", n=len(spans), most=MOST_SLOTS))
    return slot_mistake(call, spans)
