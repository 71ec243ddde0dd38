"""Which impulse a line means, and what it must be for that."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Claims, ExampleLine, UserError
from commands.base.arguments import claim_key
from commands.base.claims import Place
from commands.base.names import IMPULSES
from commands.base.retyped import retyped
from commands.base.titles import Titled, claim_titled, like_head, line_for_each
from commands.impulses.line import plain_name
from commands.parts import short
from commands.sittings import Sitting, sitting_at
from commands.words import OneOf, Text, _, offered_line
from storage import Store
from storage.impulses import OPEN, Impulse, ImpulseState, ImpulseTitle

LIST = _("`!impulse list`")
_SHORTEST = 4
"""Letters of the longest word that names an impulse by a part."""
_MOST = 60
"""The newest impulses are looked at one by one; others are found by an index of the persons' names."""


def impulse_of(store: Store, number: int) -> Impulse:
    """The impulse of that number. Raises UserError if there is none."""
    found = store.impulses.find(number)
    if found is None:
        raise UserError(_("There is no impulse {key}.", key=f"I{number}"), LIST)
    return found


def claim_impulse(
    call: Call,
    store: Store,
    said: Claims,
    example: ExampleLine,
    *,
    alone: bool = False,
    among: Sequence[ImpulseState] = OPEN,
    parts: bool = False,
) -> Impulse:
    """The impulse at the head of what is left, by number, topic or name; without one that whose message was answered,
    or the only one in one of those states. `alone`: no words follow that are no part of its name. `parts`: none follow
    that are a text, and a part of its name is enough. Raises UserError."""
    number = claim_key("I", said)
    if number is None and said.left():
        named = store.impulses.of_person(said.words(said.head))
        known = [*map(_titled, store.impulses.titles(_MOST)), *map(_titled, named)]
        number = claim_titled(said, call, list(dict.fromkeys(known)), alone=alone)
        number = number or (_by_part(said, known) if parts else None)
    if number is not None:
        return impulse_of(store, number)
    about = IMPULSES.read(store.outbox.name_of(call.chat, call.answered)) if call.answered else None
    if about and "," not in about["ids"] and (found := store.impulses.of_id(int(about["ids"]))):
        return found
    return _only(call, said, store.impulses.listed(among, 6), example)


def _by_part(said: Claims, known: Sequence[Titled]) -> int | None:
    """The one that the words at the head of what is left name by a part of its topic or name: «zugesagt Matrix M1»."""
    head = said.head
    like = like_head(said.words(head), list(dict.fromkeys(known)))
    if like is None or max(map(len, said.words(head)[: like[1]].split())) < _SHORTEST:
        return None
    said.claim(head.start, head.start + like[1])
    return like[0].number


def _titled(one: ImpulseTitle | Impulse) -> Titled:
    """It is also called by the name of whoever speaks, without titles and by the last part alone."""
    title = one.topic or one.person or one.office
    names = (one.person, plain_name(one.person), one.person.split(" ")[-1]) if one.person else ()
    return Titled(f"I{one.number}", title, tuple(dict.fromkeys(names)))


def _only(call: Call, said: Claims, found: Sequence[Impulse], example: ExampleLine) -> Impulse:
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(_("There is no such impulse at the moment."), LIST)
    named = tuple(label(one) for one in found[:5])
    line: Text | None = example(found[0].key)
    if said.left():
        start = said.head.start
        keys = [one.key for one in found]
        line = line_for_each(keys, lambda key: retyped(call, said, Place(start, start), f"{key} "))
    raise UserError(_("Which impulse is meant: {impulses}?", impulses=OneOf(named)), line)


def label(impulse: Impulse) -> Text:
    """The impulse in a sentence."""
    return _("{key} “{title}”", key=impulse.key, title=short(impulse.title))


def show_line(impulse: Impulse) -> Text:
    return offered_line("impulse show", impulse.key)


def sitting_of_impulse(store: Store, impulse: Impulse) -> Sitting | None:
    """At which sitting it is to be heard; None while its point is in the backlog, or there is none."""
    meeting = store.meetings.of_id(impulse.meeting) if impulse.meeting is not None else None
    return sitting_at(meeting, impulse.occasion) if meeting and meeting.state != "cancelled" else None
