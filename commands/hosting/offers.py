"""`!host offer`, `edit`, `list`, `show`: what is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from commands.base import Call, Claims, Key, Number, UsageError, UserError, Words, command
from commands.base.titles import titled
from commands.calendar.schedule import days_of
from commands.calendar_files import calendar_file
from commands.doubts import other_reading
from commands.host_offers import LIST, known_offer
from commands.hosting.line import EXAMPLE, OPTIONS, WHERE, Read, read_offer
from commands.hosting.sentences import (
    chosen_for,
    details_of,
    entry,
    fits,
    meeting_line,
    next_date,
    offer_line,
    without_host,
)
from commands.hosting.timers import set_end, set_place
from commands.hosting.which import WHICH, claim_for_title, own_offer
from commands.pages import in_full
from commands.words import Content, Member, Reply, Said, Text, _, _n, bullets, lines, offered_line
from storage import Store
from storage.hosting import Days, Offer, Terms

PAGE = 10
_DAYS_TRIED = 60
"""Days that are looked at for an example that the offer does not leave out."""
_EDIT = _("`!host edit H1 for 30, Equipment: projector`")

_LONGEST: Final = 3_000
"""Characters of a line about an offer: its place, its days and what the room has."""


@command(
    "host offer",
    de=("anbieten", "biete", "angebot", "neu", "new", "add"),
    help=_("Offers a room; a town is enough, and days, places, `Room:`, `Address:`, `Equipment:`, `Note:` can follow."),
    examples=(_("`!host offer Bochum`"), EXAMPLE, _("`!host offer Essen from January, Accessible: yes`")),
    takes={"said": Words(WHERE, optional=True)},
    options=OPTIONS,
    longest=_LONGEST,
    public=True,
)
def offer(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """A new offer of the member's; the same one again is none."""
    if not said.left() and not any(options.values()):
        raise UsageError(WHERE)
    meeting = claim_for_title(said, titled("M", call, store, said.text))
    read = read_offer(call, said, options)
    read = _for_meeting(call, store, replace(read, meeting=read.meeting or meeting))
    _must_have_days(read, EXAMPLE)
    same = next((o for o in store.hosting.called(read.terms.place) if _is_same(o, call.member, read.terms)), None)
    if same:
        raise UserError(_("This offer stands already, as {key}.", key=same.key), offered_line("host show", same.key))
    new = store.hosting.add(call.member.user_id, read.terms, call.ms)
    set_end(call, store, new)
    noted = _("{key} by {member} is noted: {offer}.", key=new.key, member=call.member, offer=offer_line(new.terms))
    return Reply(
        lines(noted, *details_of(new.terms), *_others(new, read), _for_which(call, store, new, read.meeting)),
        about=new.key,
    )


def _is_same(offer: Offer, member: Member, terms: Terms) -> bool:
    return offer.host == member.user_id and offer.terms == terms


def _others(offer: Offer, read: Read) -> list[Text]:
    """The other readings of its dates."""
    return [
        other_reading(span.ask, offered_line("host edit", offer.key, _("Date: {date}", date=span.ask.say)))
        for span in read.doubts
        if span.ask
    ]


def _for_meeting(call: Call, store: Store, read: Read) -> Read:
    """`für M3`: an offer for a meeting with a fixed date is for its days, unless it says others."""
    if read.meeting is None:
        return read
    meeting = store.meetings.find(read.meeting)
    if meeting is None:
        raise UserError(_("There is no meeting {key}.", key=f"M{read.meeting}"), _("`!meeting list`"))
    when = next_date(meeting, call)
    if when is None or meeting.date.rule or read.terms.dates:
        return read
    return replace(read, terms=replace(read.terms, dates=(Days(*days_of(when)),)))


def _for_which(call: Call, store: Store, offer: Offer, number: int | None) -> Content:
    """The meeting it is or would do for, or how to say more."""
    wanted = sorted(without_host(call, store), key=lambda m: m.number != number)
    meeting = next((m for m in wanted if fits(store, offer.terms, m, call)), None)
    if meeting is None:
        ahead = [call.now.date() + timedelta(days=14 + n) for n in range(_DAYS_TRIED)]
        day = next((one for one in ahead if not any(out.hold(one) for out in offer.terms.without)), ahead[0])
        line = offered_line("host edit", offer.key, _("on {date} for 25", date=f"{day.day}.{day.month}."))
        return _("Dates, places and more can be said later, for example {line}", line=line)
    return lines(
        _("It would do for {meeting}.", meeting=meeting_line(meeting, call)),
        _("{line} accepts it.", line=offered_line("host accept", offer.key, meeting.key)),
    )


@command(
    "host edit",
    de=("ändern", "bearbeiten", "ergänzen", "change"),
    help=_("Changes an offer: what is said takes the place of what was."),
    examples=(_EDIT,),
    takes={"number": Key("H", WHICH), "said": Words(_("What shall be different?"), optional=True)},
    options=OPTIONS,
    longest=_LONGEST,
    public=True,
)
def edit(call: Call, store: Store, /, number: int, said: Claims, **options: str) -> Reply:
    """What is not said stays. Meetings that take place there follow."""
    found = own_offer(call, store, number)
    if not said.left() and not any(options.values()):
        raise UsageError(_("What shall be different?"), _EDIT)
    read = read_offer(call, said, options, found.terms)
    _must_have_days(read, offered_line("host withdraw", found.key))
    changed = store.hosting.change(found, read.terms)
    set_end(call, store, changed)
    told = _("{key} is changed: {offer}.", key=changed.key, offer=offer_line(changed.terms))
    return Reply(
        lines(told, *details_of(changed.terms), *_others(changed, read)),
        _move_along(call, store, found, changed),
        about=changed.key,
    )


def _must_have_days(read: Read, line: Text) -> None:
    if read.terms.none_left:
        raise UserError(_("Then no day would be left on which this is offered."), line)


def _move_along(call: Call, store: Store, old: Offer, new: Offer) -> tuple[Said, ...]:
    """The meetings that take place there get the new place, and those with a date a new calendar file."""
    place = new.terms.where
    if place == old.terms.where:
        return ()
    meetings = chosen_for(call, store, old)
    for meeting in meetings:
        store.hosting.accept(new, meeting.id, place, call.ms)
    changed = [set_place(call, store, meeting, place) for meeting in meetings]
    return tuple(calendar_file(call, meeting) for meeting in changed if meeting.state == "fixed")


@command(
    "host list",
    reads=True,
    de=("liste", "alle", "all"),
    help=_("Lists the offers that stand, and the meetings that have no host yet."),
    examples=(LIST,),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def list_(call: Call, store: Store, page: int | None) -> Reply:
    """Pages of ten; what is missing stands below the last."""
    count = store.hosting.count_open()
    pages = max(1, -(-count // PAGE))
    page = page or 1
    if not 1 <= page <= pages:
        raise UserError(_n("This list has one page.", "This list has {count} pages.", pages), LIST)
    shown = store.hosting.open(PAGE, (page - 1) * PAGE)
    wanted = without_host(call, store) if page == pages else []
    missing = _("Without a host: {meetings}.", meetings=tuple(meeting_line(m, call) for m in wanted))
    more = _("The next page: {line}", line=offered_line("host list", page + 1)) if page < pages else None
    if not count:
        nothing = _("Nobody has offered a room yet. A town is enough: `!host offer Bochum`")
        return Reply(lines(nothing, missing if wanted else None))
    heading = _n("**One offer stands.**", "**{count} offers stand.**", count)
    entries = bullets(*(entry(call, store, offer) for offer in shown))
    return Reply(lines(heading, entries, missing if wanted else None, more))


@command(
    "host show",
    reads=True,
    de=("zeigen", "zeige", "anzeigen", "info"),
    help=_("Shows all about one offer."),
    examples=(_("`!host show H1`"),),
    takes={"number": Key("H", WHICH, alone=True), "page": Number(_("Which page?"), optional=True)},
)
def show(call: Call, store: Store, number: int, page: int | None) -> Reply:
    """Where, when, for how many, what else was said, and for which meetings it was accepted."""
    found = known_offer(store, number)
    gone = _("This offer was withdrawn.") if found.withdrawn else None
    rows = [*details_of(found.terms), gone]
    shown = in_full(call, entry(call, store, found), rows, page, lambda n: offered_line("host show", found.key, n))
    return Reply(shown, about=found.key)
