"""The end of a vote: by its deadline, because all have voted, or by an organiser's or the proposer's word."""

from __future__ import annotations

from commands.base import Call, Claims, Moment, Words, command
from commands.base.names import DECISION_RESULT
from commands.decisions.heading import (
    BallotStanding,
    ballot_standing,
    poll_withdrawn,
    status_edit,
    unreadable,
)
from commands.decisions.rules import decided
from commands.decisions.which import claim_decision, must_be_open, must_decide
from commands.quiet import by_day
from commands.results import result
from commands.words import Content, Message, Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.decisions import Decision
from storage.series import NEVER
from storage.tasks import day_or_moment
from storage.timers import Timer, TimerKind

_DEADLINE, _ALL_VOTED = "deadline", "all"


@command(
    "decision close",
    de=("schließen", "abschließen", "beenden", "end"),
    help=_("Ends the vote and says what came of it; who proposed it and organisers may."),
    examples=(_("`!decision close B4`"),),
    takes={"said": Words(_("Which decision is meant?"), optional=True)},
    public=True,
)
def close(call: Call, store: Store, said: Claims) -> Reply:
    """What was cast until the word was said counts."""
    decision = claim_decision(call, store, said, lambda key: offered_line("decision close", key), alone=True)
    must_be_open(decision)
    must_decide(call, decision)
    ended = call.said if decision.deadline is None else min(call.said, decision.deadline)
    over, beside = conclude(call, store, decision, ended)
    return Reply(result_text(call, store, over), beside, about=over.key, name=result_name(over))


def set_end(at: Call | Moment, store: Store, decision: Decision) -> None:
    """The deadline as a timer."""
    if decision.deadline is not None:
        store.timers.set(TimerKind.DECISION_END, decision.id, decision.deadline, _DEADLINE)


def ends_right(at: Moment, store: Store) -> tuple[Said, ...]:
    """Deadlines that a clock that was ahead has put off come in their time."""
    for decision in store.decisions.voting():
        if decision.deadline is not None:
            store.timers.bring_forward(TimerKind.DECISION_END, decision.id, decision.deadline, _DEADLINE)
    return ()


def after_ballots(at: Call | Moment, store: Store, decision: Decision) -> tuple[Said, ...]:
    """What follows when somebody has voted: the standing; the end, once all have; of one that is over, the corrected
    result, if the ballot was cast in time."""
    if decision.state in ("accepted", "rejected", "inquorate"):
        return _counted_again(at, store, decision)
    if decision.state == "withdrawn":
        return ()
    now = ballot_standing(store, decision, at.room)
    if all_agreed(decision, now):
        store.timers.set(TimerKind.DECISION_END, decision.id, at.ms, _ALL_VOTED)
    return (status_edit(at, store, decision, now),)


def all_agreed(decision: Decision, now: BallotStanding) -> bool:
    """Whether nothing more is to be waited for: all have voted, and no objection to a consent can still be settled."""
    return now.complete and not (decision.majority == "consent" and now.figures.no)


def ends_due(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Votes end whose deadline has come, or on which all have voted: each once. The result is said at any hour; it
    rings by day alone."""
    said: list[Said] = []
    for decision_id in dict.fromkeys(timer.about for timer in timers):
        decision = store.decisions.of_id(decision_id)
        if decision is None or decision.state != "voting":
            continue
        deadline = decision.deadline
        if deadline is not None and deadline <= at.ms:
            over, beside = conclude(at, store, decision, deadline)
            said += [*beside, _told(at, store, over)]
        elif all_agreed(decision, ballot_standing(store, decision, at.room)):
            latest = max(at.ms, store.decision_ballots.latest(decision.id))
            over, beside = conclude(at, store, decision, latest if deadline is None else min(latest, deadline))
            said += [*beside, _told(at, store, over, _("All have voted, so the vote is over."))]
    return tuple(said)


def conclude(at: Call | Moment, store: Store, decision: Decision, ended: int) -> tuple[Decision, tuple[Said, ...]]:
    """The vote has ended at that moment (ms): gives the decision with its result, and what is said beside that."""
    figures = store.decision_ballots.figures(decision.id, ended)
    over = store.decisions.conclude(decision, decided(decision.majority, figures, decision.needed), figures, ended)
    stop(store, over)
    over = _becomes_task(at, store, over)
    return over, (poll_withdrawn(over), status_edit(at, store, over))


def withdrawn(
    at: Call | Moment, store: Store, decision: Decision, successor: int | None = None
) -> tuple[Decision, tuple[Said, ...]]:
    """The vote has ended without a result, for that of another decision (its row id) perhaps: gives the decision, and
    what is said beside that."""
    gone = store.decisions.withdraw(decision, at.ms, successor)
    stop(store, gone)
    return gone, (poll_withdrawn(gone), status_edit(at, store, gone))


def stop(store: Store, decision: Decision) -> None:
    """Nothing is due any more on that vote."""
    for kind in (TimerKind.DECISION_END, TimerKind.DECISION_NUDGE):
        store.timers.clear(kind, decision.id)


def result_name(decision: Decision) -> str:
    return DECISION_RESULT.of(decision=decision.id)


def result_text(at: Call | Moment, store: Store, decision: Decision, why: Text | None = None) -> Content:
    """The result as one sentence, the text that was decided on, and what follows."""
    waiting = unreadable(at.room, store, decision)
    task = store.tasks.by_number(decision.became) if decision.became and decision.state == "accepted" else None
    return lines(
        result(decision),
        _("“{text}”", text=decision.text),
        why,
        _("It becomes the task {key} “{title}”.", key=task.key, title=task.title) if task else None,
        _(
            "Votes that cannot be read yet: {members}. If they were cast in time, they count, and the result is "
            "corrected here.",
            members=waiting,
        )
        if waiting
        else None,
    )


def _told(at: Call | Moment, store: Store, decision: Decision, why: Text | None = None) -> Message:
    """The result, for the room; it rings who proposed it, by day."""
    proposer = at.room.member(decision.proposer)
    rings = (proposer,) if proposer and by_day(at.settings, at.ms, NEVER) <= at.ms else ()
    return Message(result_text(at, store, decision, why), rings, name=result_name(decision), about=decision.key)


def _counted_again(at: Call | Moment, store: Store, decision: Decision) -> tuple[Said, ...]:
    """A ballot has come late that was cast in time: the one result is corrected where it stands. That it is another
    one now is said."""
    figures = store.decision_ballots.figures(decision.id)
    if figures == decision.figures or decision.ended is None:
        return ()
    again = store.decisions.conclude(
        decision, decided(decision.majority, figures, decision.needed), figures, decision.ended
    )
    again = _becomes_task(at, store, again)
    corrected: tuple[Said, ...] = (
        status_edit(at, store, again),
        Message(
            result_text(at, store, again, _("Corrected: a vote that was cast in time came late.")),
            replaces=result_name(again),
            about=again.key,
        ),
    )
    if again.state == decision.state:
        return corrected
    proposer = at.room.member(again.proposer)
    task = store.tasks.by_number(again.became) if again.became is not None and again.state != "accepted" else None
    text = lines(
        _("A vote that was cast in time came late, and it changes the result: {result}", result=result(again)),
        _("The task {key} had followed from it: {line}", key=task.key, line=offered_line("task drop", task.key))
        if task
        else None,
    )
    return (*corrected, Message(text, (proposer,) if proposer else (), about=again.key))


def _becomes_task(at: Call | Moment, store: Store, decision: Decision) -> Decision:
    """The task that follows from what was accepted, once."""
    wanted = decision.task
    if wanted is None or decision.state != "accepted" or decision.became is not None:
        return decision
    due = None if wanted.due is None else day_or_moment(wanted.due)
    task = store.tasks.add(wanted.title, at.ms, creator=decision.proposer, due=due)
    store.timers.set(TimerKind.TASK_ARISEN, task.id, at.ms, wanted.assignee or "")
    return store.decisions.became(decision, task.number)
