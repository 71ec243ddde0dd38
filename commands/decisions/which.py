"""Which decision a line means, and who may end or change it."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Claims, ExampleLine, NotAllowed, UserError
from commands.base.arguments import claim_key
from commands.base.names import decision_named
from commands.base.titles import Titled, like_head, several, whole_at_head
from commands.parts import short
from commands.results import result
from commands.words import OneOf, Text, _
from storage import Store
from storage.decisions import Decision

_LIST = _("`!decision list`")


def decision_of(store: Store, number: int) -> Decision:
    """The decision of that number. Raises UserError if there is none."""
    found = store.decisions.find(number)
    if found is None:
        raise UserError(_("There is no decision {key}.", key=f"B{number}"), _LIST)
    return found


def claim_decision(call: Call, store: Store, said: Claims, example: ExampleLine, *, alone: bool = False) -> Decision:
    """The decision at the head of what is left, by number or text; without one that whose message was answered, or the
    only one that is voted on. `alone`: no words follow that are no part of its name. Raises UserError."""
    number = claim_key("B", said)
    if number is not None:
        return decision_of(store, number)
    named = _claim_named(store, said, alone=alone)
    if named is not None:
        return named
    answered = decision_named(store.outbox.name_of(call.chat, call.answered)) if call.answered else None
    found = store.decisions.of_id(answered) if answered is not None else None
    return found or only_open(store.decisions.voting(), example)


def only_open(voting: Sequence[Decision], example: ExampleLine) -> Decision:
    """The only one. Raises UserError that asks which one is meant."""
    if len(voting) == 1:
        return voting[0]
    if not voting:
        raise UserError(_("Nothing is being voted on at the moment."), _LIST)
    named = tuple(_("{key} “{title}”", key=one.key, title=short(one.text)) for one in voting)
    raise UserError(_("Which decision is meant: {decisions}?", decisions=OneOf(named)), example(voting[0].key))


def _claim_named(store: Store, said: Claims, *, alone: bool) -> Decision | None:
    head = said.head
    words = said.words(head).partition("\n")[0]
    if not words:
        return None
    known = store.decisions.newest(_MOST)
    among = [Titled(one.key, one.text) for one in known]
    found, length = whole_at_head(words, among)
    if len(found) > 1:
        raise several(words[:length], found, _("`!decision show {key}`", key=found[0].key))
    if not found:
        voting = [Titled(one.key, one.text) for one in known if one.state == "voting"]
        like = like_head(words, among if alone else voting) if alone or len(voting) > 1 else None
        if like is None or (alone and like[1] < len(words.rstrip(" .!?"))):
            if alone:
                raise UserError(_("Nothing here is called “{name}”.", name=words[:60]), _LIST)
            return None
        found, length = [like[0]], like[1]
    said.claim(head.start, head.start + length)
    return next(one for one in known if one.key == found[0].key)


_MOST = 500
"""Decisions that can be meant by their text, the newest."""


def must_decide(call: Call, *decisions: Decision) -> None:
    """Raises NotAllowed unless the member proposed one of them or organises."""
    me, first = call.member, decisions[0]
    if me.organiser or any(me.user_id == decision.proposer for decision in decisions):
        return
    proposer = call.room.member(first.proposer) if first.proposer else None
    if proposer is None:
        raise NotAllowed(_("Only an organiser may do this with {key}.", key=first.key), _show(first))
    raise NotAllowed(
        _("Only {member} or an organiser may do this with {key}.", member=proposer, key=first.key), _show(first)
    )


def must_be_open(decision: Decision) -> None:
    """Raises UserError for one that is no longer voted on, which says what came of it."""
    if decision.state != "voting":
        raise UserError(Text("{result}", {"result": result(decision)}), _show(decision))


def _show(decision: Decision) -> Text:
    return _("`!decision show {key}`", key=decision.key)
