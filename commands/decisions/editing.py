"""`!decision edit`: another text or another deadline. A text on which somebody has voted is a new decision."""

from __future__ import annotations

from commands.base import Call, Claims, UserError, Words, command
from commands.base.retyped import to_type
from commands.base.turning import is_no_name
from commands.calendar.schedule import local
from commands.deadlines import read_deadline
from commands.decisions.adding import put_to_vote
from commands.decisions.closing import set_end, withdrawn
from commands.decisions.fields import DEADLINE, MAJORITY, QUORUM, TASK, refuse_unmarked_rules, says_rule
from commands.decisions.heading import native_poll, opening, poll_withdrawn, status_edit
from commands.decisions.line import claim_text, replaced
from commands.decisions.nudges import set_nudges
from commands.decisions.rules import needed_of
from commands.decisions.which import claim_decision, must_be_open, must_decide
from commands.doubts import question
from commands.words import Reply, Text, _, lines, offered_line
from storage import Store
from storage.decisions import Decision, NewDecision


@command(
    "decision edit",
    de=("ändern", "bearbeiten", "korrigieren", "change"),
    help=_("Gives a decision that is being voted on another text or deadline; once somebody has voted, another text is "
           "a new decision, and no vote carries over."),
    examples=(
        _("`!decision edit B4 The board adopts the paper of 8.12.`"),
        _("`!decision edit B4 Deadline: 20.1. 18:00`"),
    ),
    takes={"said": Words(_("Which decision is meant?"))},
    options=(DEADLINE, MAJORITY, QUORUM, TASK),
    public=True,
)  # fmt: skip
def edit(call: Call, store: Store, /, said: Claims, deadline: str = "", **fixed: str) -> Reply:
    """What is not said stays, and so do the rules by which is voted."""
    decision = claim_decision(call, store, said, lambda key: offered_line("decision show", key))
    must_be_open(decision)
    must_decide(call, decision)
    if fixed or says_rule(said.words(said.head)):
        raise UserError(
            _("Of what is being voted on text and deadline can be changed; majority, quorum and task stay."),
            offered_line("decision show", decision.key),
        )
    moment = decision.deadline
    if deadline:
        try:
            span, moment = read_deadline(call, deadline)
        except UserError as mistake:
            mistake.example = mistake.example or replaced(call, deadline, "")
            raise
        if doubt := question(call, store, [span]):
            return doubt
    refuse_unmarked_rules(call, said, {"deadline"} if deadline else set())
    text = claim_text(said) if said.left() else None
    if text and is_no_name(text):
        said.doubt(text)
    if text is None and not deadline:
        raise UserError(
            _("What shall {key} say, or until when shall it be voted on?", key=decision.key),
            to_type(f"{call.line} {decision.text}"),
        )
    if text is None or text == decision.text:
        return _prolonged(call, store, decision, moment)
    if store.decision_ballots.any_cast(decision.id):
        return _anew(call, store, decision, text, moment)
    if moment != decision.deadline and moment is not None:
        decision = _set_deadline(call, store, decision, moment)
    old = poll_withdrawn(decision)
    reworded = store.decisions.reword(decision, text)
    answer = _("{key} says now: “{text}”. Nobody had voted yet.", key=reworded.key, text=reworded.text)
    return Reply(answer, (old, status_edit(call, store, reworded), native_poll(reworded)), about=reworded.key)


def _prolonged(call: Call, store: Store, decision: Decision, moment: int | None) -> Reply:
    if moment is not None and moment != decision.deadline:
        decision = _set_deadline(call, store, decision, moment)
    if decision.deadline is None:
        return Reply(_("{key} stays as it is.", key=decision.key), about=decision.key)
    text = _(
        "Voting on {key} is open until {moment}; all votes are still there.",
        key=decision.key,
        moment=local(decision.deadline, call.zone),
    )
    return Reply(text, (status_edit(call, store, decision),), about=decision.key)


def _set_deadline(call: Call, store: Store, decision: Decision, moment: int) -> Decision:
    decision = store.decisions.set_deadline(decision, moment)
    set_end(call, store, decision)
    set_nudges(call, store, decision)
    return decision


def _anew(call: Call, store: Store, old: Decision, text: str, moment: int | None) -> Reply:
    """The other text is a decision of its own, with who is in the room now in its list; the old one stays in the
    register, without a result."""
    eligible = len(call.room.members)
    new = put_to_vote(
        call,
        store,
        NewDecision(
            text,
            call.member.user_id,
            old.majority,
            needed=min(needed_of(old.share, eligible), eligible),
            share=old.share,
            meeting=old.meeting,
            point=old.point,
            topic=old.topic,
            deadline=moment,
            task=old.task,
        ),
    )
    gone, beside = withdrawn(call, store, old, new.id)
    answer = lines(
        _(
            "There were votes on {old} already, so the other text is a new decision, {new}; no vote carries over.",
            old=gone.key,
            new=new.key,
        ),
        _("**{key}** is open for votes: {text}", key=new.key, text=new.text),
    )
    return Reply(answer, (*beside, *opening(call, store, new)), about=new.key)


def edited(call: Call, store: Store) -> Text | None:
    """What is said to whoever edits the message that put something to the vote: how another text is given to it."""
    deed = store.deeds.of_event(call.event_id, call.member.user_id)
    if deed is None or "decision add" not in deed.what:
        return None
    ids = store.deeds.records(store.deeds.changes(deed)).get("decisions", ())
    decision = next((found for one in ids if (found := store.decisions.of_id(one)) and found.state == "voting"), None)
    if decision is None:
        return None
    return _(
        "{key} is being voted on already; editing the message changes nothing. Another text: {line}",
        key=decision.key,
        line=offered_line("decision edit", decision.key, "…"),
    )
