"""Who asks a speaker, and who keeps the contact."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from commands.base import Call, Claims, UserError, Words, command, to_ms
from commands.base.people import claim_person
from commands.calendar.schedule import local
from commands.dated import claim_dates, claim_due
from commands.dates import in_past
from commands.deadlines import only, read_deadline
from commands.doubts import question
from commands.impulses.sentences import heading_edits, named, until_day
from commands.impulses.timers import AGAIN_AFTER, arrange, next_question
from commands.impulses.which import claim_impulse, label, show_line
from commands.patterns import regex
from commands.sittings import sittings_ahead
from commands.words import Content, Member, Message, Reply, Text, _, lines, offered_line
from storage import Store
from storage.impulses import Impulse, ImpulseStep

_BY: Final = regex(r"(?:von|durch|by)\s(?=\S)", re.IGNORECASE)
_BY_A_DAY: Final = _("`!impulse ask I5 until 15.1.`")


@command(
    "impulse ask",
    de=("anfragen", "angefragt", "anfrage", "fragen", "asked"),
    help=_(
        "Says who asks a speaker: you, or the member who is named. On the day, and every 14 days after it, the one who "
        "asks is asked whether an answer came."
    ),
    examples=(_("`!impulse ask I5 until 15.1.`"), _("`!impulse ask I5 @anna`")),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
    public=True,
)
def ask(call: Call, store: Store, said: Claims) -> Reply:
    """Also of one that was declined or dropped: it is asked once more."""
    impulse = claim_impulse(
        call, store, said, lambda key: offered_line("impulse ask", key), among=("idea", "asked"), parts=True
    )
    if impulse.state in ("confirmed", "held"):
        over = _("{impulse} was held already.", impulse=label(impulse))
        sure = _("{impulse} is confirmed already.", impulse=label(impulse))
        raise UserError(over if impulse.state == "held" else sure, show_line(impulse))
    said.take_head(_BY)
    asker = claim_person(said, call)
    until, doubt = _claim_until(call, store, said)
    if doubt is not None:
        return doubt
    said.take_head(_BY)
    asker = asker or claim_person(said, call) or call.member
    step = ImpulseStep("asked", call.member.user_id, call.ms, _day_of(call, until))
    asked = store.impulses.ask(impulse, asker.user_id, until, step)
    arrange(call, store, asked)
    text = lines(_asked(call, asked, asker), _answers(call, store, asked))
    rung = Message(_told(call, asked, asker), rings=(asker,), about=asked.key)
    also = (rung,) if asker.user_id != call.member.user_id else ()
    return Reply(text, (*also, *heading_edits(call, store, asked)), about=asked.key)


def _claim_until(call: Call, store: Store, said: Claims) -> tuple[int | None, Reply | None]:
    """Until when an answer is expected (ms), or the question how that is meant."""
    dated = claim_due(said, call, call.confirmed or call.now) or claim_dates(
        said, call, call.confirmed or call.now, "tail"
    )
    if dated is None:
        return None, None
    span = only(dated.spans)
    if in_past(span, call.now):
        raise UserError(_("{when} is over.", when=span.period), _BY_A_DAY)
    if span.rrule is not None:
        raise UserError(_("An answer is expected by one day."), _BY_A_DAY)
    if doubt := question(call, store, [span]):
        return None, doubt
    if isinstance(span.start, datetime):
        return to_ms(span.start), None
    return read_deadline(call, (span.end or span.start).strftime("%d.%m.%Y"))[1], None


def _day_of(call: Call, until: int | None) -> str:
    if until is None:
        return ""
    day = until_day(call, until)
    return day.date().isoformat() if isinstance(day, datetime) else str(day)


def _asked(call: Call, impulse: Impulse, asker: Member) -> Text:
    if impulse.until is None:
        return _("{member} asks: {impulse}.", member=asker, impulse=named(impulse))
    return _(
        "{member} asks: {impulse}; an answer is expected by {until}.",
        member=asker,
        impulse=named(impulse),
        until=until_day(call, impulse.until),
    )


def _told(call: Call, impulse: Impulse, asker: Member) -> Content:
    return lines(
        _("{member}, {by} says that you ask: {impulse}.", member=asker, by=call.member, impulse=named(impulse)),
        _("If somebody else does: {line}", line=offered_line("impulse claim", impulse.key)),
    )


def _answers(call: Call, store: Store, impulse: Impulse) -> Content:
    """What to say once an answer came, and when the bot asks for it."""
    ahead = next(iter(sittings_ahead(call, store)), None)
    first = local(next_question(call, store, impulse), call.settings.zone)
    again = AGAIN_AFTER.days
    return lines(
        _("Whether an answer came is asked on {day}, and then every {count} days.", day=first.date(), count=again)
        if impulse.until is not None
        else _("Whether an answer came is asked every {count} days.", count=again),
        _("Confirmed: {line}", line=offered_line("impulse confirm", impulse.key, ahead.key, "20 min"))
        if ahead
        else _("Confirmed: {line}", line=offered_line("impulse confirm", impulse.key, _("backlog"))),
        _("Declined: {line}", line=offered_line("impulse declined", impulse.key)),
    )


@command(
    "impulse claim",
    de=("übernehmen", "kontakt", "contact"),
    help=_("You keep the contact to a speaker from now on, and ask them where an answer is awaited."),
    examples=(_("`!impulse claim I5`"),),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
    public=True,
)
def claim(call: Call, store: Store, said: Claims) -> Reply:
    """Whoever kept it before hears that."""
    impulse = claim_impulse(call, store, said, lambda key: offered_line("impulse claim", key), alone=True)
    if not impulse.is_open:
        raise UserError(_("Nothing more comes of {impulse}.", impulse=label(impulse)), show_line(impulse))
    me = call.member
    if impulse.contact == me.user_id and impulse.asker in (None, me.user_id):
        raise UserError(_("You keep the contact to {impulse} already.", impulse=label(impulse)), show_line(impulse))
    before = call.room.member(impulse.contact) if impulse.contact else None
    taken = store.impulses.take_over(impulse, me.user_id, call.ms)
    arrange(call, store, taken)
    text = _("{member} keeps the contact to {impulse}.", member=me, impulse=label(taken))
    told = _("{before}, {member} keeps the contact to {impulse} from now on.", before=before or me, member=me,
             impulse=label(taken))  # fmt: skip
    also = (Message(told, rings=(before,), about=taken.key),) if before and before != me else ()
    return Reply(text, (*also, *heading_edits(call, store, taken)), about=taken.key)
