"""`!host next`, `skip`, `history`: who hosted when, and whose turn it would be."""

from __future__ import annotations

import re

from commands.base import Call, Claims, Moment, Number, UserError, Words, command, no_member
from commands.base.arguments import claim_key
from commands.base.candidates import meetings_meant
from commands.base.people import claim_person
from commands.base.typed import fold
from commands.calendar.schedule import period
from commands.hosting.choices import meeting_ahead
from commands.hosting.sentences import meeting_line, next_date, offer_line, without_host
from commands.hosting.which import claim_meeting
from commands.patterns import regex
from commands.words import Content, Member, Period, Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting
from storage.timers import TimerKind
from storage.values import frozen

_SHOWN = 5
_MOST_NAMED = 50
"""Members and meetings that are passed over in one line."""
_PAGE = 10
_TURN = regex(
    r"(?<!\w)(?:ist|w[äa]e?re|kommt|als|n[äa]e?chste[srn]?|dran|an|der|reihe|denn|jetzt|is|would|be|now|next|skip|ohne|without"
    r"|[üu]e?berspringen|[üu]e?bergehen|auslassen|und|and|außer|ausser|except)(?!\w)",
    re.IGNORECASE,
)
"""«wer ist als Nächstes dran, ohne Ben?»"""
_SKIPPING = frozenset(
    {"skip", "ohne", "without", "ueberspringen", "uebergehen", "auslassen", "ausser", "except"}
)  # fmt: skip


@frozen
class HostTurn:
    """How often a member has hosted or will, when last (ms, and as a date), and an offer of theirs that stands."""

    member: Member
    times: int
    latest: int
    day: Period | None
    offer: Offer | None


def turns(call: Call | Moment, store: Store) -> list[HostTurn]:
    """The members in the fair order: never hosted first, those with an offer before others; then longest ago."""
    found = []
    for member in call.room.members:
        times, last = store.hosting.turns_of(member.user_id)
        latest = store.meetings.of_id(last) if last is not None else None
        when = (next_date(latest, call) or latest.date) if latest else None  # of a series the date to come
        offer = next(iter(store.hosting.of_host(member.user_id, 1)), None)
        found.append(
            HostTurn(
                member,
                times,
                latest=when.begins if when else 0,
                day=period(when) if when else None,
                offer=offer,
            )
        )
    return sorted(found, key=lambda t: (t.times > 0, t.latest, t.offer is None, fold(t.member.name), t.member.user_id))


@command(
    "host next",
    de=("wer", "nächste", "nächster", "vorschlag", "who"),
    help=_("Suggests who hosts next, with the figures; `skip @ben` passes a member over."),
    examples=(_("`!host next`"), _("`!host next skip @ben`")),
    takes={"said": Words(_("Who is to be passed over?"), optional=True)},
)
def next_(call: Call, store: Store, said: Claims) -> Reply:
    """Never hosted first, then longest ago; those who are passed over are named, now and by `skip` before."""
    skipping = any(fold(one[0]) in _SKIPPING for one in said.take_all(_TURN))
    over = {user_id: call.room.named(user_id) for user_id in store.hosting.passed_over()}
    meetings: set[int] = set()
    for _turn in range(_MOST_NAMED):
        if not said.left():
            break
        number = claim_key("M", said)
        if number is not None:
            meetings.add(number)
        elif member := claim_person(said, call):
            over[member.user_id] = member
        else:
            raise no_member(said.words(said.head), call.room, _("`!host next`"))
    order = [turn for turn in turns(call, store) if turn.member.user_id not in over]
    if not order:
        raise UserError(_("Everybody is passed over."), _("`!host list`"))
    wanting = without_host(call, store)
    if meetings and not skipping:
        for number in meetings:
            meeting_ahead(call, store, number)
        wanting = [meeting for meeting in wanting if meeting.number in meetings]
    wanted = next((one for one in wanting if not skipping or one.number not in meetings), None)
    return Reply(_suggestion(call, order, wanted, tuple(over.values())))


def _suggestion(call: Call, order: list[HostTurn], wanted: Meeting | None, over: tuple[Member, ...]) -> Content:
    first = order[0]
    head = (
        _("{member} would be next, for {meeting}.", member=first.member, meeting=meeting_line(wanted, call))
        if wanted
        else _("{member} would be next.", member=first.member)
    )
    hint = None
    if wanted and first.offer:
        hint = _("{line} accepts the offer.", line=offered_line("host accept", first.offer.key, wanted.key))
    elif wanted:
        hint = _("{line} asks everybody.", line=offered_line("host call", wanted.key))
    return lines(
        head,
        _("Never hosted comes first, then longest ago:"),
        bullets(*(_figures(turn) for turn in order[:_SHOWN])),
        _("Passed over: {members}.", members=over) if over else None,
        hint,
    )


def _figures(turn: HostTurn) -> Text:
    times = _("never hosted")
    if turn.day is not None:
        times = _n("hosted once, on {day}", "hosted {count} times, the latest on {day}", turn.times, day=turn.day)
    values: dict[str, Value] = {"member": turn.member, "times": times}
    if turn.offer is None:
        return Text("{member} – {times}", values)
    offer = Text("{key} {offer}", {"key": turn.offer.key, "offer": offer_line(turn.offer.terms)})
    return Text("{member} – {times} – {offer}", {**values, "offer": offer})


@command(
    "host skip",
    de=("überspringen", "übergehen", "auslassen"),
    help=_("Passes a member over until the next offer is accepted, or says that a meeting needs no host."),
    examples=(_("`!host skip @ben`"), _("`!host skip M3`")),
    takes={"said": Words(_("Who is to be passed over?"))},
    public=True,
)
def skip(call: Call, store: Store, said: Claims) -> Reply:
    """A member, or a meeting by its key."""
    ahead = meetings_meant(call, store, said.rest())
    number = claim_key("M", said)
    meeting = claim_meeting(call, store, said, ahead) if number is None else meeting_ahead(call, store, number)
    if meeting is not None:
        return _without(call, store, meeting)
    member = claim_person(said, call)
    if member is None:
        raise no_member(said.words(said.head), call.room, _("`!host skip @ben`"))
    store.hosting.pass_over(member.user_id)
    theirs = {one.meeting for one in store.hosting.choices(m.id for m in ahead) if one.offer.host == member.user_id}
    hosted = tuple(meeting_line(m, call) for m in ahead if m.id in theirs)
    return Reply(
        lines(
            _("{member} is passed over until the next offer is accepted.", member=member),
            _("What is agreed stays: {meetings}.", meetings=hosted) if hosted else None,
            _("`!host next` shows whose turn it is."),
        )
    )


def _without(call: Call, store: Store, meeting: Meeting) -> Reply:
    """The meeting needs no host. Raises UserError if it has one: a promise is not broken in passing."""
    current = store.hosting.choice(meeting.id)
    if current:
        host = call.room.named(current.offer.host)
        own = call.member.organiser or call.member.user_id == current.offer.host
        line = offered_line("host withdraw", current.offer.key)
        raise UserError(
            _(
                "{key} takes place at {host}'s already: {place}. Only the host or an organiser can take that back.",
                key=meeting.key,
                host=host,
                place=current.place,
            ),
            line if own else offered_line("host show", current.offer.key),
        )
    store.hosting.need_none(meeting.id)
    store.timers.clear(TimerKind.HOST_WANTED, meeting.id)
    return Reply(
        lines(
            _("{meeting} needs no host.", meeting=meeting_line(meeting, call)),
            _("If it does after all: {line}", line=offered_line("host call", meeting.key)),
        ),
        about=meeting.key,
    )


@command(
    "host history",
    reads=True,
    de=("verlauf", "historie"),
    help=_("Shows who hosted when, the latest first."),
    examples=(_("`!host history`"),),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def history(call: Call, store: Store, page: int | None) -> Reply:
    """The meetings that have taken place at a member's, in pages of ten."""
    count = store.hosting.count_hosted(call.ms)
    if not count:
        return Reply(_("No meeting has had a host yet. `!host next` shows whose turn it would be."))
    pages = -(-count // _PAGE)
    page = page or 1
    if not 1 <= page <= pages:
        raise UserError(_n("This list has one page.", "This list has {count} pages.", pages), _("`!host history`"))
    shown = [
        _(
            "{when}: {host}, {place} ({key} {title})",
            when=period(meeting.date),
            host=call.room.named(choice.offer.host),
            place=choice.place,
            key=meeting.key,
            title=meeting.title,
        )
        for choice in store.hosting.hosted(call.ms, _PAGE, (page - 1) * _PAGE)
        if (meeting := store.meetings.of_id(choice.meeting))
    ]
    heading = _n("**One meeting has had a host.**", "**{count} meetings have had a host.**", count)
    more = _("The next page: {line}", line=offered_line("host history", page + 1)) if page < pages else None
    return Reply(lines(heading, bullets(*shown), more))
