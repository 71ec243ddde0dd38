"""What follows where a decision is as it was before: its status message, its native poll. What is closed stays so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from commands.base import Call, UserError
from commands.base.names import DECISION
from commands.base.undoing import PutBack
from commands.decisions.heading import (
    decision_heading_name,
    decision_poll_name,
    status_edit,
)
from commands.results import result
from commands.words import Message, MessageRedaction, Said, Text, _, offered_line
from storage import Store
from storage.decisions import Decision


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """A vote that was opened is gone with its poll; a ballot before counts again. Raises UserError where that would
    touch a decision that is closed."""
    left = [decision for one in ids if (decision := store.decisions.of_id(one))]
    ballots = {decision.id: store.decision_ballots.all(decision.id) for decision in left}

    def put_back() -> PutBack:
        said: list[Said] = []
        for decision in left:
            back = store.decisions.of_id(decision.id)
            closed = decision.state != "voting"
            if closed and (
                back is None
                or replace(back, successor=decision.successor, repealed=decision.repealed) != decision
                or store.decision_ballots.all(decision.id) != ballots[decision.id]
            ):
                text = _("A decision that is closed is never taken back. {result}", result=result(decision))
                raise UserError(text, offered_line("decision show", decision.key))
            said += [status_edit(call, store, back)] if back else _gone(call, store, decision, mark)
        return PutBack(tuple(_label(decision) for decision in left), said=tuple(said))

    return put_back


def _label(decision: Decision) -> Text:
    return Text("{key} {text}", {"key": decision.key, "text": decision.text})


def _gone(call: Call, store: Store, left: Decision, mark: str) -> list[Said]:
    """It was not there before: its poll goes, its status message says so, and neither is found again."""
    room = call.room.room_id
    said: list[Said] = []
    for name in store.outbox.set_aside(room, decision_poll_name(left), mark):
        said.append(MessageRedaction(name, about=left.key))
    aside = store.outbox.set_aside(room, DECISION.of(decision=left.id), mark)
    if (heading := mark + decision_heading_name(left)) in aside:
        text = _("**{key}** was taken back by {member}: {text}", key=left.key, member=call.member, text=left.text)
        said.append(Message(text, replaces=heading, about=left.key))
    return said
