"""Which decision a line means, and who may end or change it."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Claims, ExampleLine, NotAllowed, UserError
from commands.base.arguments import claim_key
from commands.base.names import decision_named
from commands.base.titles import Titled, claim_titled, like_head
from commands.parts import short
from commands.results import result
from commands.words import OneOf, Text, _, offered_line
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
    named = _claim_named(call, store, said, alone=alone)
    if named is not None:
        return named
    answered = decision_named(store.outbox.name_of(call.chat, call.answered)) if call.answered else None
    found = store.decisions.of_id(answered) if answered is not None else None
    return found or only_open(store.decisions.voting(_MOST), example)


def only_open(voting: Sequence[Decision], example: ExampleLine) -> Decision:
    """The only one. Raises UserError that asks which one is meant."""
    if len(voting) == 1:
        return voting[0]
    if not voting:
        raise UserError(_("Nothing is being voted on at the moment."), _LIST)
    named = tuple(_("{key} “{title}”", key=one.key, title=short(one.text)) for one in voting)
    raise UserError(_("Which decision is meant: {decisions}?", decisions=OneOf(named)), example(voting[0].key))


def _claim_named(call: Call, store: Store, said: Claims, *, alone: bool) -> Decision | None:
    """By its whole text; where no other words follow, or several are voted on, by a part of it."""
    words = said.words(said.head)
    known = [*store.decisions.newest(_SHOWN), *store.decisions.voting(_MOST), *store.decisions.called(words)]
    known = list({one.id: one for one in known}.values())
    number = claim_titled(said, call, [Titled(one.key, one.text) for one in known], alone=alone)
    voting = [Titled(one.key, one.text) for one in known if one.state == "voting"]
    if number is None and len(voting) > 1 and (like := like_head(words, voting)):
        said.claim(said.head.start, said.head.start + like[1])
        number = like[0].number
    return next((one for one in known if one.number == number), None)


_MOST, _SHOWN = 60, 3
"""What is voted on is looked at one by one, and the newest, which are named where none is like the words; an index of
their texts finds the others."""


def must_decide(call: Call, *decisions: Decision) -> None:
    """Raises NotAllowed unless the member proposed one of them or organises."""
    me, first = call.member, decisions[0]
    if me.organiser or any(me.user_id == decision.proposer for decision in decisions):
        return
    proposer = call.room.member(first.proposer)
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
    return offered_line("decision show", decision.key)
