"""How an impulse ends: it is declined, dropped, or held."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Claims, UserError, Words, at_most, command
from commands.base.turning import LIMITS
from commands.calendar.schedule import local, period
from commands.impulses.confirming import claim_minutes, claim_towards, confirmed_for
from commands.impulses.line import refuse_addresses
from commands.impulses.points import agenda_shown, taken_off
from commands.impulses.sentences import heading_edits, named
from commands.impulses.timers import arrange
from commands.impulses.which import claim_impulse, label, show_line, sitting_of_impulse
from commands.patterns import regex
from commands.sittings import Sitting, latest_begun, sittings_ahead
from commands.topics import require_alive
from commands.words import Message, Reply, Text, Value, _, lines, offered_line
from storage import Store
from storage.impulses import OUTSIDERS_KEPT, Impulse, ImpulseStep

LONGEST_REASON: Final = 500
_ANOTHER: Final = regex(r"\A[\s,;&+]*+I#?\d{1,7}(?!\w)", re.IGNORECASE)
"""A second impulse, which is no reason."""


@command(
    "impulse declined",
    de=("abgesagt", "absagen", "absage", "decline"),
    help=_(
        "A speaker has declined, perhaps with a reason; a point of an agenda goes. After twelve months it is deleted."
    ),
    examples=(_("`!impulse declined I5 perhaps next year`"), _("`!impulse declined I5`")),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
    public=True,
)
def declined(call: Call, store: Store, said: Claims) -> Reply:
    """Also after they had confirmed: the point of the agenda goes as well."""
    impulse = claim_impulse(
        call, store, said, lambda key: offered_line("impulse declined", key), among=("asked", "confirmed")
    )
    if impulse.state == "declined":
        raise UserError(_("{impulse} is declined already.", impulse=label(impulse)), show_line(impulse))
    return _ended(call, store, impulse, said, dropped=False)


@command(
    "impulse drop",
    de=("streichen", "verwerfen", "verworfen", "löschen", "dropped", "delete", "remove"),
    help=_("Nobody wants to go on with an impulse; a point of an agenda goes. After twelve months it is deleted."),
    examples=(_("`!impulse drop I5`"),),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
    public=True,
)
def drop(call: Call, store: Store, said: Claims) -> Reply:
    """A reason may follow."""
    impulse = claim_impulse(call, store, said, lambda key: offered_line("impulse drop", key))
    if impulse.state == "dropped":
        raise UserError(_("{impulse} was dropped already.", impulse=label(impulse)), show_line(impulse))
    return _ended(call, store, impulse, said, dropped=True)


def _ended(call: Call, store: Store, impulse: Impulse, said: Claims, *, dropped: bool) -> Reply:
    if impulse.state == "held":
        raise UserError(_("{impulse} was held already.", impulse=label(impulse)), show_line(impulse))
    if LIMITS.match(said.rest()) or _ANOTHER.match(said.rest()):
        said.doubt(said.rest())  # «nur für Januar», «I3»
    said.settle()
    reason = at_most(" ".join(said.take_rest().split()).strip(" ,;"), LONGEST_REASON)
    refuse_addresses(call, reason, phones=True)
    off, edits = taken_off(call, store, impulse)
    step = ImpulseStep("dropped" if dropped else "declined", call.member.user_id, call.ms, reason)
    ended = store.impulses.end(store.impulses.get(impulse.id), call.ms, step)
    arrange(call, store, ended)
    values: dict[str, Value] = {"impulse": named(ended), "reason": reason.rstrip(".")}
    head = (
        _("{impulse} is dropped: {reason}.", **values) if dropped and reason
        else _("{impulse} is dropped.", **values) if dropped
        else _("{impulse} is declined: {reason}.", **values) if reason
        else _("{impulse} is declined.", **values)
    )  # fmt: skip
    text = lines(
        head,
        off,
        _(
            "What is kept of it is deleted on {day}; {line} asks once more.",
            day=local(call.ms + OUTSIDERS_KEPT, call.zone).date(),
            line=offered_line("impulse ask", ended.key),
        ),
    )
    return Reply(text, (*edits, *heading_edits(call, store, ended)), about=ended.key)


@command(
    "impulse held",
    de=("gehalten", "erledigt", "done"),
    help=_("An impulse was held; asks for the slides. A meeting that was not said before may follow."),
    examples=(_("`!impulse held I5`"), _("`!impulse held I5 M4`")),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
    public=True,
)
def held(call: Call, store: Store, said: Claims) -> Reply:
    """Not before its date."""
    impulse = claim_impulse(call, store, said, lambda key: offered_line("impulse held", key), among=("confirmed",))
    if impulse.state == "held":
        raise UserError(_("{impulse} was held already.", impulse=label(impulse)), show_line(impulse))
    sitting = claim_towards(call, store, said, impulse, past=True)
    minutes = claim_minutes(call, store, said, impulse, sitting)
    before = sitting_of_impulse(store, impulse)
    sitting = sitting or before
    _must_have_begun(call, store, impulse, sitting)
    if sitting is None or sitting.when is None:
        raise LookupError("a sitting that has begun has a date")
    there = before is not None and (before.meeting.id, before.occasion) == (sitting.meeting.id, sitting.occasion)
    if impulse.state != "confirmed" or not there or minutes is not None:
        impulse = confirmed_for(call, store, impulse, sitting, minutes)
    step = ImpulseStep("held", call.member.user_id, call.ms, sitting.key)
    done = store.impulses.end(impulse, sitting.when.begins, step)
    arrange(call, store, done)
    text = lines(
        _("{impulse} was held: {key} {title}, {when}.", impulse=named(done), key=sitting.key,
          title=sitting.meeting.title, when=period(sitting.when)),
        _slides(done),
    )  # fmt: skip
    contact = call.room.member(done.contact) if done.contact else None
    asked = lines(_("{member}: {impulse} was held.", member=contact or call.member, impulse=named(done)), _slides(done))
    ring = (Message(asked, rings=(contact,), about=done.key),) if contact and contact != call.member else ()
    edits = (*agenda_shown(call, store, before, sitting), *heading_edits(call, store, done))
    return Reply(text, (*ring, *edits), about=done.key)


def _slides(impulse: Impulse) -> Text:
    return _(
        "Are there slides? {line} puts them on the list.", line=offered_line("lit add", "https://…", impulse.title)
    )


def _must_have_begun(call: Call, store: Store, impulse: Impulse, sitting: Sitting | None) -> None:
    """Raises UserError for one that has no meeting, or whose meeting is still to come."""
    if sitting is None:
        if (begun := latest_begun(call, store)) is not None:
            line = offered_line("impulse held", impulse.key, begun.key)
        elif (ahead := next(iter(sittings_ahead(call, store)), None)) is not None:
            line = offered_line("impulse confirm", impulse.key, ahead.key, "20 min")
        else:
            line = show_line(impulse)
        raise UserError(_("{impulse} has no meeting at which it was held.", impulse=label(impulse)), line)
    require_alive(sitting)
    if sitting.when is None:
        text = _(
            "{impulse} is for {meeting}, whose date is still voted on.", impulse=label(impulse), meeting=sitting.key
        )
        raise UserError(text, show_line(impulse))
    if not sitting.has_begun(call.ms):
        text = _("{impulse} is only on {when}.", impulse=label(impulse), when=period(sitting.when))
        raise UserError(text, show_line(impulse))
