"""Ballots that are not typed: the native poll, reactions where they are allowed; redactions, coming and going."""

from __future__ import annotations

from typing import Final

from commands.base import Call
from commands.base.happenings import Came, Left, PollAnswer, Reaction, Redaction
from commands.base.names import DECISION_POLL
from commands.decisions.ballots import asks_for_reason, not_eligible
from commands.decisions.closing import after_ballots
from commands.decisions.heading import ballot_standing, status_edit
from commands.words import Message, Said, Text, _, lines, offered_line
from storage import Store
from storage.ballots import Source
from storage.decision_ballots import BallotChoice, BallotValue, NewBallot
from storage.decisions import Decision

_SIGNS: Final[dict[str, BallotChoice]] = {
    "👍": "yes", "✅": "yes", "🤷": "abstain", "❔": "abstain", "👎": "no", "❌": "no",
}  # fmt: skip
_CHOICES: Final[dict[str, BallotChoice]] = {"yes": "yes", "no": "no", "abstain": "abstain"}


def on_poll_answer(call: Call, store: Store, answer: PollAnswer) -> tuple[Said, ...]:
    """Keeps what the native poll was answered with. It is single choice: what stands behind the first answer does not
    count, an empty answer takes the ballot back (MSC3381)."""
    first = answer.answers[0] if answer.answers else None
    value: BallotValue = "none" if first is None else _CHOICES.get(first, "spoilt")
    return _cast(call, store, answer.poll, "poll", value, answer.time)


def on_sign(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """A ballot by a sign on the poll, where the configuration allows it."""
    value = _SIGNS.get(reaction.key)
    if value is None or reaction.name is None or not call.settings.votes_by_reaction:
        return ()
    return _cast(call, store, reaction.name, "reaction", value, reaction.time)


def on_ballot_redacted(call: Call, store: Store, redaction: Redaction) -> tuple[Said, ...]:
    """A ballot goes with its message, and its voter is told; what has a result keeps it."""
    lost = store.decision_ballots.of_event(redaction.target)
    redacted = store.decision_ballots.redact(redaction.target)
    said: list[Said] = []
    for decision in (store.decisions.get(one) for one in sorted(redacted)):
        voters = tuple(call.room.named(one.voter) for one in lost if one.decision == decision.id)
        text = lines(
            _("{voters}: a vote on {key} was removed with its message.", voters=voters, key=decision.key),
            _("If that was not meant: {line}", line=offered_line("decision yes", decision.key)),
        )
        name = f"ballots lost {decision.id} {call.member.user_id} {call.now:%Y-%m-%d}"
        said += [*after_ballots(call, store, decision), Message(text, replaces=name, about=decision.key)]
    return tuple(said)


def on_members_came_or_left(call: Call, store: Store, _change: Came | Left) -> tuple[Said, ...]:
    """Shows who is missing, where the one who came or went may vote. Nobody's coming or going, which a homeserver can
    invent, ends a vote."""
    return tuple(
        status_edit(call, store, decision) for decision in store.decisions.voting() if decision.takes_ballots(call.ms)
    )


def _cast(call: Call, store: Store, name: str, source: Source, value: BallotValue, time: int) -> tuple[Said, ...]:
    found = DECISION_POLL.read(name)
    decision = store.decisions.of_id(int(found["decision"])) if found else None
    if found is None or decision is None:
        return ()
    if int(found["round"] or 0) != decision.rounds:
        return (_once(call, decision, "old", _("{member}, the text of {key} has changed; please vote on the new one.",
                                               member=call.member, key=decision.key)),)  # fmt: skip
    if not store.decision_ballots.may_vote(decision.id, call.member.user_id):
        text = _("{member}: {why}", member=call.member, why=not_eligible(decision))
        return (_once(call, decision, "eligible", text),)
    if decision.state == "withdrawn":
        return ()
    earlier = ballot_standing(store, decision, call.room).of(call.member.user_id)
    reason = earlier.reason if earlier and earlier.value == value == "no" else None
    time = call.counted_at(decision.end, time)
    store.decision_ballots.cast(
        NewBallot(
            decision.id,
            call.member.user_id,
            caster=call.member.user_id,
            source=source,
            value=value,
            event_id=call.event_id,
            time=time,
            reason=reason,
        )
    )
    if not decision.takes_ballots(time):
        return ()
    said = after_ballots(call, store, decision)
    if value == "no" and reason is None and decision.majority == "consent" and decision.state == "voting":
        text = _("{member}: {why}", member=call.member, why=asks_for_reason(decision))
        return (*said, _once(call, decision, "reason", text, rings=True))
    return said


def _once(call: Call, decision: Decision, what: str, text: Text, *, rings: bool = False) -> Message:
    """What a member is told once about a decision."""
    name = f"decision {decision.id} {what} {decision.rounds} {call.member.user_id}"
    return Message(text, (call.member,) if rings else (), name=name, about=decision.key)
