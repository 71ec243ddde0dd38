"""Who is reminded: the asker, the whole room, or those who are named before the date or, by a sign, behind it."""

from __future__ import annotations

import re

from commands.base import Call, Claims, NotAllowed, UserError
from commands.base.claims import Place
from commands.base.people import claim_row, named_in_row, no_member
from commands.base.typed import fold
from commands.dated import Dated, date_at
from commands.patterns import regex
from commands.reminders.moments import said_at, set_line
from commands.words import Member, Text, _
from storage.values import frozen

EXAMPLE = _("`!remind in 2 days send the slides`")
_SELF = frozenset({"me", "mich", "mir"})
_ALL = frozenset({"room", "raum", "alle", "all", "everyone", "everybody", "uns", "us"})
_ALL_SIGNED = frozenset({"@room", "@raum", "@alle", "@all", "@everyone"})
_AND = regex(r"\s(?:und|and|&|\+)\s", re.IGNORECASE)
_TOWARDS = frozenset((
    "an", "von", "mit", "fuer", "bei", "und", "oder", "to", "for", "with", "from", "and", "or", "of", "ask", "call",
))  # fmt: skip
_NUMBERED = regex(
    r"\s\d+(?!\S)(?!\s(?:tage?n?|wochen?|stunden?|std|minuten?|min|monate?n?|uhr|h|days?|weeks?|hours?|minutes?)\b)",
    re.I,
)
"""A number that counts no time, behind «Raum»."""
_FEW = regex(r"alle\s(?:paar|einige)\s(?:tage|wochen|monate)(?!\w)", re.IGNORECASE)
_NOUN = regex(r"\s(?!M\d)[A-ZÄÖÜ]")


@frozen
class Whom:
    """Who is reminded, nobody where the whole room is meant, and by which words that was said, none of the asker."""

    members: tuple[Member, ...]
    words: str = ""


def claim_whom(call: Call, said: Claims) -> tuple[Whom, bool]:
    """Who is named at the head of the line, and whether anybody is; nobody: the asker.

    A name without a sign is one only if a date follows it: `Anna Fr 12 Uhr …`.
    """
    me = Whom((call.member,))
    head = said.head
    word = next(iter(said.each_word(head, 1)), head)
    name = fold(said.words(word)).strip(",:")
    row = named_in_row(said.text, call, head.start, head.end)
    if name in _SELF and not (row and _AND.match(said.text, word.end) and _dated(call, said, row.end)):
        said.claim(word.start, word.end)
        return me, True
    if (name in _ALL or (row is None and name in _ALL_SIGNED)) and not _repeats(call, said, head.start):
        dated = _dated(call, said, word.end)
        if not dated and _NUMBERED.match(said.text, word.end):  # «Raum 12 buchen morgen»
            return me, False
        if not dated and name == "alle" and _NOUN.match(said.text, word.end):
            said.doubt(name)  # «alle Protokolle lesen»: who is reminded, or what is read?
        return Whom((), said.claim(word.start, word.end).strip(",:")), True
    if row is None and name.startswith("@"):
        raise no_member(said.words(word), call.room, _("`!remind @anna Fri 12:00 call the city of Bochum`"))
    if row is None or not (row.signed or _dated(call, said, row.end)):
        return me, False
    members = claim_row(said, call)
    return Whom(members, ", ".join(member.local for member in members) if members != me.members else ""), True


def claim_whom_behind(call: Call, said: Claims, dated: Dated) -> tuple[Member, ...]:
    """Who is named by a sign or a pill right behind the date: `morgen 9 Uhr @ben Folien`."""
    head = said.head
    row = named_in_row(said.text, call, head.start, head.end) if head.start >= dated.end else None
    first = next(iter(said.each_word(head, 1)), head)
    if row is None and fold(said.words(first)).strip(",:") in _ALL_SIGNED:
        said.doubt(said.words(first))
    if row and row.mixed and not row.signed:
        said.doubt(said.words(row))  # «Freitag Ben und @anna Folien»
    if row is None:
        _doubt_last(call, said)
    return claim_row(said, call) if row and row.signed else ()


def _doubt_last(call: Call, said: Claims) -> None:
    """Doubts a name with a sign that ends the line, unless a word before it makes it a part of the text: «Folien
    @anna», not «Folien an @anna»."""
    words = said.each_word(said.head)
    if len(words) < 2 or not said.words(words[-1]).startswith("@") or fold(said.words(words[-2])) in _TOWARDS:
        return
    if named_in_row(said.text, call, words[-1].start, words[-1].end):
        said.doubt(said.words(words[-1]))


def allowed(call: Call, said: Claims, members: tuple[Member, ...], alone: Text | None = None) -> tuple[Member, ...]:
    """The same members. Raises UserError for others in a direct chat, for the whole room if it may not be notified.

    `alone` is the line for the asker alone, where it is not the one that was typed.
    """
    if not members and call.member.power < call.room.notify_power:
        words = said.each_word(Place(0, len(said.text)))
        whom = next((word for word in words if fold(said.words(word)).strip(",:@") in _ALL), None)
        raise NotAllowed(
            _("Only members who may notify the whole room can have all of it reminded; organisers may."),
            alone or (set_line(said.before(whom.start), None, said.behind(whom.end)) if whom else EXAMPLE),
        )
    if call.direct and members != (call.member,):
        raise UserError(_("A reminder for others is set in the board room, where they can see it."), alone or EXAMPLE)
    return members


def _dated(call: Call, said: Claims, start: int) -> bool:
    """Whether a date stands there."""
    return date_at(said, start, call, said_at(call)) is not None


def _repeats(call: Call, said: Claims, start: int) -> bool:
    """Whether what begins there with «alle» is a rule, `alle zwei Wochen`, or one that says no number."""
    if _FEW.match(said.text, start):
        return True
    dated = date_at(said, start, call, said_at(call))
    return dated is not None and any(span.rrule for span in dated.spans)
