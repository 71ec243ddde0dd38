"""Asks those who have not voted, 48 and 12 hours before the end of a vote, or when somebody asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from commands.base import Call, Claims, Moment, Words, command
from commands.calendar.schedule import local
from commands.decisions.heading import ballot_standing
from commands.decisions.which import claim_decision, must_be_open
from commands.quiet import PAUSE, by_day
from commands.words import Message, Reply, Said, _, lines, offered_line
from storage import Store
from storage.decisions import Decision
from storage.series import NEVER
from storage.timers import Pause, Timer, TimerKind

_BEFORE: Final = {"48h": timedelta(hours=48), "12h": timedelta(hours=12)}
"""How long before the end those who are missing are rung."""


@command(
    "decision nudge",
    de=("nachhaken", "erinnern", "mahnen"),
    help=_("Rings those, and only those, who have not voted on a decision yet."),
    examples=(_("`!decision nudge B4`"),),
    takes={"said": Words(_("Which decision is meant?"), optional=True)},
    public=True,
)
def nudge(call: Call, store: Store, said: Claims) -> Reply:
    """Rings the missing, except those who were just asked."""
    decision = claim_decision(call, store, said, lambda key: offered_line("decision nudge", key), alone=True)
    must_be_open(decision)
    missing = ballot_standing(store, decision, call.room).missing
    asked = _asked(call, store, decision)
    if not missing:
        return Reply(_("All have voted on {key}; nobody needs asking.", key=decision.key), about=decision.key)
    lately = tuple(member for member in missing if not asked or member not in asked[0].rings)
    text = lines(
        _("Those who have not voted on {key} yet are asked.", key=decision.key) if asked else None,
        _("Asked less than twelve hours ago, and so not again: {members}.", members=lately) if lately else None,
    )
    return Reply(text, asked, about=decision.key)


def set_nudges(at: Call | Moment, store: Store, decision: Decision) -> None:
    """The nudges before the end that do not follow upon the call to vote."""
    if decision.deadline is None:
        return
    store.timers.clear(TimerKind.DECISION_NUDGE, decision.id)
    for tag, before in _BEFORE.items():
        due = by_day(at.settings, decision.deadline - round(before.total_seconds() * 1000), decision.deadline)
        if due > at.ms + PAUSE:
            store.timers.set(TimerKind.DECISION_NUDGE, decision.id, due, tag)


def end_of_vote(store: Store, timer: Timer) -> int:
    """Until when (ms) a nudge is of use."""
    decision = store.decisions.of_id(timer.about)
    return NEVER if decision is None or decision.end is None else decision.end


def nudges_of_decisions(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """The nudges that are due, one for each decision however many of them are due."""
    found = [store.decisions.of_id(decision_id) for decision_id in dict.fromkeys(timer.about for timer in timers)]
    return tuple(
        said
        for decision in found
        if decision is not None and decision.state == "voting" and decision.takes_ballots(at.ms)
        for said in _asked(at, store, decision)
    )


def _asked(at: Call | Moment, store: Store, decision: Decision) -> tuple[Message, ...]:
    """One message that rings those who are missing, each at most once in twelve hours."""
    missing = tuple(
        member
        for member in ballot_standing(store, decision, at.room).missing
        if not store.timers.pauses(Pause.DECISION_NUDGED, decision.id, at.ms, member.user_id)
    )
    if not missing:
        return ()
    for member in missing:
        store.timers.pause(Pause.DECISION_NUDGED, decision.id, at.ms + PAUSE, member.user_id)
    until = local(decision.deadline, at.settings.zone) if decision.deadline is not None else None
    text = lines(
        _("**{key}**: your vote is still missing: {text}", key=decision.key, text=decision.text),
        _("Not voted yet: {members}.", members=missing),
        _(
            "Please answer the poll above, or write {line}, `no` or `abstain`.",
            line=offered_line("decision yes", decision.key),
        ),
        _("Voting is open until {moment}.", moment=until) if until else None,
    )
    return (Message(text, missing, about=decision.key),)
