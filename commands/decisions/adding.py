"""`!decision add`: opens a vote on a decision, with who may vote frozen."""

from __future__ import annotations

from commands.base import Call, Claims, UserError, Words, command
from commands.decisions.closing import set_end
from commands.decisions.fields import DEADLINE, MAJORITY, QUORUM, TASK
from commands.decisions.heading import opening, particulars_of
from commands.decisions.line import read_terms
from commands.decisions.nudges import set_nudges
from commands.doubts import question
from commands.words import Reply, _, lines
from storage import Store
from storage.decisions import Decision, NewDecision


@command(
    "decision add",
    de=("neu", "vorschlagen", "propose", "new"),
    help=_(
        "Puts a decision to the vote: `to M3 4` is where it belongs; without a meeting it needs a deadline. "
        "Votes are shown by name, this is no secret ballot."
    ),
    examples=(
        _("`!decision add The board adopts the paper; Deadline: 15.1. 18:00`"),
        _(
            "`!decision add The board adopts the paper; Majority: two thirds; Quorum: 60 %; Deadline: 15.1.; "
            "Task: Publish the paper by 1.2.`"
        ),
        _("`!decision add The board meets every month; Majority: consent; Deadline: 15.1.`"),
    ),
    takes={"said": Words(_("What is to be decided?"))},
    options=(MAJORITY, QUORUM, DEADLINE, TASK),
    public=True,
)
def add(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """The vote is open at once, unless one of its dates can be meant in two ways: then its sender is asked first."""
    if not call.room.members:
        raise UserError(_("Nobody is in this room who could vote."))
    terms = read_terms(call, store, said, options)
    if doubt := question(call, store, terms.doubtful):
        return doubt
    decision = put_to_vote(
        call,
        store,
        NewDecision(
            terms.text,
            call.member.user_id,
            terms.majority,
            needed=terms.needed,
            share=terms.share,
            meeting=terms.meeting,
            point=terms.point,
            topic=terms.topic,
            deadline=terms.deadline,
            task=terms.task,
        ),
    )
    text = _("**{key}** is open for votes: {text}", key=decision.key, text=decision.text)
    particulars = lines(*particulars_of(call, store, decision)[1:])
    return Reply(text, opening(call, store, decision), about=decision.key, beside=particulars)


def put_to_vote(call: Call, store: Store, new: NewDecision) -> Decision:
    """The vote, with everybody who is in the room now in its list, and its moments."""
    decision = store.decisions.open(new, (member.user_id for member in call.room.members), call.ms)
    set_end(call, store, decision)
    set_nudges(call, store, decision)
    return decision
