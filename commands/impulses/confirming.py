"""A speaker confirms: the impulse becomes a point of a meeting's agenda."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, UsageError, UserError, Words, command, to_ms
from commands.base.titles import line_for_each
from commands.calendar.schedule import local, period, within
from commands.dated import claim_dates
from commands.impulses.points import agenda_shown, put_on
from commands.impulses.sentences import checklist, heading_edits, known_already, named, slot
from commands.impulses.timers import arrange, prepared_at, told_of
from commands.impulses.which import claim_impulse, label, show_line, sitting_of_impulse
from commands.patterns import regex
from commands.sittings import Sitting, claim_sitting, sitting_of, sittings_ahead
from commands.topics import anew, read_minutes, require_alive, sum_line
from commands.words import Content, Message, OneOf, Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.impulses import Impulse, ImpulseStep

BACKLOG: Final = regex(
    r"(?:(?:in|für|auf|im|to|for|into)\s+)?(?:(?:den|dem|die|the)\s+)?(?:themenspeicher|speicher|backlog)(?!\w)",
    re.IGNORECASE,
)
_LENGTH: Final = regex(
    r"(?:(?:dauer:?|ca\.?|circa|etwa|about|für|fuer|for)\s)?(\d{1,4}(?:[.,]\d{1,2})?(?:\s?[a-z]{1,8}\.?)?"
    r"(?:\s\d{1,2}\s?[a-z]{1,8})?|(?:eine?|an?)\s(?:halbe\s|half\s)?(?:stunde|hour)|half an hour)",
    re.IGNORECASE,
)
_DAY: Final = regex(r"\d{1,2}\.\s?\d{1,2}\.", re.ASCII)
_TOWARDS: Final = regex(
    r"(?:für|fuer|auf|in|an|bei|zu|zur|zum|am|for|at|to|on)\s+(?:(?:der|die|das|den|dem|the)\s+)?(?=\S)", re.IGNORECASE
)


@command(
    "impulse confirm",
    de=("zugesagt", "zusagen", "bestätigt", "bestätigen", "confirmed"),
    help=_(
        "A speaker has confirmed: the impulse becomes a point of that meeting’s agenda, and seven days before it the "
        "contact is reminded of what is to be prepared. The meeting may be another one later."
    ),
    examples=(_("`!impulse confirm I5 M4 20 min`"), _("`!impulse confirm I5 M4`")),
    takes={"said": Words(_("Which impulse, for which meeting?"))},
    public=True,
)
def confirm(call: Call, store: Store, said: Claims) -> Reply:
    """Also of one that was never asked, or had declined; said again for another meeting, it moves there."""
    impulse = claim_impulse(
        call,
        store,
        said,
        lambda key: _confirm_line(call, store, key),
        among=("idea", "asked", "confirmed"),
        parts=True,
    )
    if impulse.state == "held":
        raise UserError(_("{impulse} was held already.", impulse=label(impulse)), show_line(impulse))
    before = sitting_of_impulse(store, impulse)
    sitting, to_backlog = _claim_place(call, store, said, impulse)
    minutes = claim_minutes(call, store, said, impulse, sitting)
    if not to_backlog and sitting is None:
        if before is None or minutes is None:
            which = _("For which meeting is {impulse} confirmed?", impulse=label(impulse))
            raise UsageError(which, _confirm_line(call, store, impulse.key))
        sitting = before
    confirmed = confirmed_for(call, store, impulse, sitting, minutes)
    also: list[Said] = [*agenda_shown(call, store, before, sitting), *heading_edits(call, store, confirmed)]
    text, ring = _confirmed(call, store, confirmed, anew(store, sitting) if sitting else None)
    return Reply(text, (*ring, *also), about=confirmed.key)


def confirmed_for(call: Call, store: Store, impulse: Impulse, sitting: Sitting | None, minutes: int | None) -> Impulse:
    """The impulse as a point of that agenda; the contact counts as told of its date."""
    topic = put_on(call, store, impulse, sitting, minutes)
    step = ImpulseStep("confirmed", call.member.user_id, call.ms, sitting.key if sitting else "–")
    confirmed = store.impulses.confirm(impulse, topic.id, "", step)
    store.impulses.tell(confirmed, told_of(store, confirmed))
    confirmed = store.impulses.get(confirmed.id)
    arrange(call, store, confirmed)
    return confirmed


def _claim_place(call: Call, store: Store, said: Claims, impulse: Impulse) -> tuple[Sitting | None, bool]:
    """The sitting that is named, which is still to come; whether the backlog is."""
    if said.take_head(BACKLOG):
        return None, True
    sitting = claim_towards(call, store, said, impulse) or _claim_day(call, store, said, impulse)
    if sitting is None:
        return None, False
    require_alive(sitting)
    when = sitting.when
    if when is not None and when.over <= call.ms:
        raise UserError(
            _("{key} {title} is over: {when}.", key=sitting.key, title=sitting.meeting.title, when=period(when)),
            offered_line("impulse held", impulse.key, sitting.key),
        )
    if sitting.when is None and sitting.meeting.when is not None:
        raise UserError(_("{key} has no date any more.", key=sitting.key), show_line(impulse))
    return sitting, False


def claim_towards(call: Call, store: Store, said: Claims, impulse: Impulse, *, past: bool = False) -> Sitting | None:
    """The sitting at the head of what is left, perhaps behind «für» or «auf»."""
    said.take_head(_TOWARDS)
    return claim_sitting(
        said,
        call,
        store,
        lambda key: offered_line("impulse confirm", impulse.key, key),
        past=past,
        bare=False,
    )


def claim_minutes(call: Call, store: Store, said: Claims, impulse: Impulse, sitting: Sitting | None) -> int | None:
    """How long it takes: all that is left of the line, if that says so."""
    length = _LENGTH.fullmatch(said.rest().strip(" ,;."))
    if length is None:
        return None
    meeting = sitting or next(iter(sittings_ahead(call, store)), None)
    minutes = read_minutes(
        length[1],
        lambda: offered_line("impulse confirm", impulse.key, meeting.key, "20 min") if meeting else show_line(impulse),
    )
    said.take_rest()
    return minutes


def _claim_day(call: Call, store: Store, said: Claims, impulse: Impulse) -> Sitting | None:
    """The only sitting on the day at the head of what is left. Raises UserError where there is none, or several are."""
    if not _DAY.match(said.text, said.head.start):
        return None
    dated = claim_dates(said, call, call.confirmed or call.now, "head", lasting=False)
    if dated is None or len(dated.spans) > 1:
        return None
    start = dated.spans[0].start
    day = start.astimezone(ZoneInfo(call.zone)).date() if isinstance(start, datetime) else start
    begins = to_ms(datetime.combine(day, time(), ZoneInfo(call.zone)))
    found = [
        sitting_of(meeting, single)
        for meeting in store.meetings.to_come(call.ms)
        for single in within(meeting.date, begins, begins + 86_400_000)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(_("There is no meeting on {day}.", day=day), _confirm_line(call, store, impulse.key))
    named = tuple(_("{key} {title}", key=one.key, title=one.meeting.title) for one in found)
    each = line_for_each([one.key for one in found], lambda key: offered_line("impulse confirm", impulse.key, key))
    raise UserError(_("Which one is meant: {meetings}?", meetings=OneOf(named)), each)


def _confirm_line(call: Call, store: Store, key: str) -> Text:
    """A line that confirms it for the next meeting; into the backlog, if there is none."""
    ahead = next(iter(sittings_ahead(call, store)), None)
    if ahead is None:
        return offered_line("impulse confirm", key, _("backlog"))
    return offered_line("impulse confirm", key, ahead.key, "20 min")


def _confirmed(call: Call, store: Store, impulse: Impulse, sitting: Sitting | None) -> tuple[Content, tuple[Said, ...]]:
    """The answer; and what rings the contact, where the meeting is nearer than the reminder before it."""
    contact = call.room.named(impulse.contact or call.member.user_id)
    if sitting is None:
        text = lines(
            _("{impulse} is confirmed; without a meeting it waits in the backlog.", impulse=named(impulse)),
            _("Contact: {member}.", member=contact),
        )
        return text, ()
    others = tuple(
        label(one) for one in store.impulses.on(sitting.meeting.id, sitting.occasion) if one.id != impulse.id
    )
    due = prepared_at(call, store, impulse)
    soon = due is None and sitting.when is not None
    text = lines(
        _("{impulse} is confirmed: {slot}.", impulse=named(impulse), slot=slot(call, sitting, impulse)),
        _("At the same meeting there is already: {impulses}.", impulses=others) if others else None,
        *known_already(call, store, impulse, ("confirmed",)),
        sum_line(sitting, sitting.topics(call.settings)),
        _("Contact: {member}, who is reminded of the preparations on {day}.", member=contact,
          day=local(due, call.zone).date())
        if due is not None
        else _("Contact: {member}.", member=contact),
        *(prepare(impulse) if soon and contact.user_id == call.member.user_id else ()),
    )  # fmt: skip
    ring = soon and contact.user_id != call.member.user_id and call.room.member(contact.user_id) is not None
    head = _(
        "{member}: {impulse} is confirmed: {slot}.",
        member=contact,
        impulse=named(impulse),
             slot=slot(call, sitting, impulse))  # fmt: skip
    told = Message(lines(head, *prepare(impulse)), rings=(contact,), about=impulse.key)
    return text, (told,) if ring else ()


def prepare(impulse: Impulse) -> tuple[Content, ...]:
    """What the contact is to settle with whoever speaks."""
    head = _("To be settled with {speaker}:", speaker=impulse.speaker) if impulse.speaker else _("To be settled:")
    return head, checklist()
