"""The status message of a decision, its native poll, and how it stands."""

from __future__ import annotations

from typing import Final

from commands.base import Call, Moment, Room
from commands.base.names import DECISION_HEADING, DECISION_POLL
from commands.calendar.schedule import local
from commands.decisions.rules import HALF
from commands.parts import short
from commands.results import result, votes
from commands.words import Content, Member, Message, MessageRedaction, Poll, Said, Text, Value, _, lines, offered_line
from storage import Store
from storage.decision_ballots import Ballot, BallotChoice, counted
from storage.decisions import BallotFigures, Decision
from storage.persons import is_former
from storage.tasks import day_or_moment
from storage.timers import Timer
from storage.values import frozen

ANSWERS: Final[tuple[tuple[str, Text], ...]] = (("yes", _("Yes")), ("no", _("No")), ("abstain", _("Abstention")))
_LONGEST_QUESTION: Final = 300
"""Characters of the text that stand in the native poll; all of it stands in the message above."""
_MOST_REASONS: Final = 5
"""Reasons that stand in the status message; `show` has all."""


@frozen
class BallotStanding:
    """How a decision stands: what each of the frozen list says, and who of them is in the room and says nothing."""

    ballots: tuple[Ballot, ...]
    missing: tuple[Member, ...]

    @property
    def figures(self) -> BallotFigures:
        return counted(self.ballots)

    @property
    def complete(self) -> bool:
        """Whether everybody who may vote has voted, also those who have left since."""
        return all(ballot.value is not None for ballot in self.ballots)

    def of(self, user_id: str) -> Ballot | None:
        return next((ballot for ballot in self.ballots if ballot.voter == user_id), None)

    def who(self, choice: BallotChoice, room: Room) -> tuple[Member, ...]:
        """Those who say that, by name; members who were forgotten have none."""
        return tuple(room.named(b.voter) for b in self.ballots if b.value == choice and not is_former(b.voter))


def ballot_standing(store: Store, decision: Decision, room: Room) -> BallotStanding:
    """How it stands now."""
    ballots = tuple(store.decision_ballots.all(decision.id))
    silent = {ballot.voter for ballot in ballots if ballot.value is None}
    return BallotStanding(ballots, tuple(member for member in room.members if member.user_id in silent))


def decision_heading_name(decision: Decision) -> str:
    return DECISION_HEADING.of(decision=decision.id)


def decision_poll_name(decision: Decision) -> str:
    """What its native poll is found by: of another text it is another poll."""
    return DECISION_POLL.of(decision=decision.id, round=decision.rounds)


def opening(at: Call | Moment, store: Store, decision: Decision) -> tuple[Message | Poll, ...]:
    """The status message as it is first said, which calls those who may vote, and the native poll."""
    now = ballot_standing(store, decision, at.room)
    callees = tuple(member for member in now.missing if member.user_id != decision.proposer)
    heading = Message(
        heading_text(at, store, decision, now), callees, name=decision_heading_name(decision), about=decision.key
    )
    return (heading, native_poll(decision))


def native_poll(decision: Decision) -> Poll:
    """Yes, no, abstention."""
    question = Text("{key}: {text}", {"key": decision.key, "text": short(decision.text, _LONGEST_QUESTION)})
    return Poll(question, ANSWERS, decision_poll_name(decision), about=decision.key)


def poll_withdrawn(decision: Decision) -> MessageRedaction:
    """Takes the native poll out of the room; the ballots stay."""
    return MessageRedaction(decision_poll_name(decision), about=decision.key)


def status_edit(at: Call | Moment, store: Store, decision: Decision, now: BallotStanding | None = None) -> Message:
    """The status message as it stands now, in place of what it said before."""
    now = now or ballot_standing(store, decision, at.room)
    text = heading_text(at, store, decision, now)
    return Message(text, now.missing, replaces=decision_heading_name(decision), about=decision.key)


def statuses_due(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Another feature has changed something about these decisions: their status messages show it."""
    found = (store.decisions.of_id(one) for one in dict.fromkeys(timer.about for timer in timers))
    return tuple(status_edit(at, store, decision) for decision in found if decision is not None)


def heading_text(at: Call | Moment, store: Store, decision: Decision, now: BallotStanding) -> Content:
    """The text, the rules, how it stands, who is missing, and how to vote; of one that is over what came of it."""
    return lines(
        headline(decision),
        *particulars_of(at, store, decision),
        *(
            (*standing_lines(at, store, decision, now), how_to_vote(decision))
            if decision.state == "voting"
            else outcome_lines(store, decision)
        ),
    )


def headline(decision: Decision) -> Text:
    """The text, and whether it is decided by circulation."""
    values: dict[str, Value] = {"key": decision.key, "text": decision.text}
    if decision.meeting is None:
        return _("**{key}, decision by circulation**: {text}", **values)
    return _("**{key}, decision**: {text}", **values)


def particulars_of(at: Call | Moment, store: Store, decision: Decision) -> list[Text]:
    """Who proposes it, where it belongs, by what rules it is accepted, and what becomes of it."""
    said = []
    if not is_former(decision.proposer):
        said.append(_("Proposed by {member}.", member=at.room.named(decision.proposer)))
    if decision.meeting is not None:
        said.append(_("For {meeting}.", meeting=belongs_to(store, decision)))
    said.append(rules_of(decision))
    if decision.state == "voting" and decision.deadline is not None:
        said.append(_("Voting is open until {moment}.", moment=local(decision.deadline, at.settings.zone)))
    if decision.task is not None and decision.became is None and decision.state == "voting":
        said.append(task_of(at, decision))
    return said


def belongs_to(store: Store, decision: Decision) -> Text:
    """The meeting and the point of its agenda."""
    meeting = store.meetings.find(decision.meeting) if decision.meeting is not None else None
    values: dict[str, Value] = {"key": f"M{decision.meeting}", "title": meeting.title if meeting else ""}
    if decision.point is not None:
        values["point"] = decision.point
        if meeting is None:
            return _("{key}, TOP {point}", **{name: values[name] for name in ("key", "point")})
        return _("{key} “{title}”, TOP {point}", **values)
    return _("{key} “{title}”", **values) if meeting else Text("{key}", {"key": values["key"]})


def rules_of(decision: Decision) -> Text:
    """Majority and quorum."""
    values: dict[str, Value] = {"needed": decision.needed, "eligible": decision.eligible}
    match decision.majority:
        case "two thirds":
            return _("It needs two thirds of yes and no; quorum: {needed} of {eligible} ballots.", **values)
        case "consent":
            return _("It needs consent: no objection is left; quorum: {needed} of {eligible} ballots.", **values)
        case "simple" if decision.share != HALF:
            return _("It needs more yes than no; quorum as asked for: {needed} of {eligible} ballots.", **values)
    return _("It needs more yes than no; quorum: {needed} of {eligible} ballots.", **values)


def task_of(at: Call | Moment, decision: Decision) -> Text:
    """The task that follows from it."""
    task = decision.task
    due = task and task.due
    values: dict[str, Value] = {"title": task.title if task else ""}
    if due:
        values["due"] = day_or_moment(due)
    if task and task.assignee and not is_former(task.assignee):
        values["member"] = at.room.named(task.assignee)
        if due:
            return _("Accepted, it becomes a task for {member}, due on {due}: “{title}”", **values)
        return _("Accepted, it becomes a task for {member}: “{title}”", **values)
    if due:
        return _("Accepted, it becomes a task, due on {due}: “{title}”", **values)
    return _("Accepted, it becomes a task: “{title}”", **values)


def standing_lines(
    at: Call | Moment, store: Store, decision: Decision, now: BallotStanding, *, whole: bool = False
) -> list[Text]:
    """The figures, who is missing, what stands against it (`whole`: all of it)."""
    said = [_("So far: {votes}.", votes=votes(now.figures))]
    if now.missing:
        said.append(_("Not voted yet: {members}.", members=now.missing))
    against = objections(at.room, decision, now)
    said += against if whole else against[:_MOST_REASONS]
    if len(against) > _MOST_REASONS and not whole:
        said.append(
            _("{n} more: {line}", n=len(against) - _MOST_REASONS, line=offered_line("decision show", decision.key))
        )
    if waiting := unreadable(at.room, store, decision):
        said.append(_("Votes that cannot be read yet and do not count so far: {members}.", members=waiting))
    return said


def how_to_vote(decision: Decision) -> Text:
    return _(
        "To vote, answer the poll or write {line}, `no` or `abstain` in the same way. Each "
        "vote is shown with its name.",
        line=offered_line("decision yes", decision.key),
    )


def unreadable(room: Room, store: Store, decision: Decision) -> tuple[Member, ...]:
    """Whose answers to the native poll cannot be read yet."""
    unread = store.unread.answers([decision_poll_name(decision)])
    return tuple(member for member in room.members if member.user_id in unread)


def objections(room: Room, decision: Decision, now: BallotStanding) -> list[Text]:
    """Who is against it, and why, as far as they have said why; of a consent also who has not."""
    against = [b for b in now.ballots if b.value == "no" and (b.reason or decision.majority == "consent")]
    return [
        _("Against it, {member}: {reason}", member=room.named(ballot.voter), reason=ballot.reason)
        if ballot.reason
        else _("Against it, without a reason so far: {member}.", member=room.named(ballot.voter))
        for ballot in against
    ]


def outcome_lines(store: Store, decision: Decision) -> list[Text]:
    """The result, what has become of it, and what holds in its place."""
    successor = store.decisions.of_id(decision.successor) if decision.successor is not None else None
    said = [] if decision.state == "withdrawn" and successor else [result(decision)]
    if decision.became is not None:
        said.append(_("It has become the task {key}.", key=f"T{decision.became}"))
    if successor is not None and decision.repealed is not None:
        said.append(_("It is repealed; {key} holds in its place: {text}", key=successor.key, text=successor.text))
    elif successor is not None:
        said.append(_("Its text was changed; voted on is now {key}.", key=successor.key))
    return said
