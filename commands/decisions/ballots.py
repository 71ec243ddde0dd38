"""A ballot in words: yes, no, abstain, in the room or in the direct chat, for oneself or for another member."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Claims, NotAllowed, UserError, Words, at_most, command, named_at, no_member, one
from commands.base.claims import Place
from commands.base.turning import EITHER_HEAD, ELSE_HEAD, GOES_ON, LIMITS
from commands.dates import carries
from commands.decisions.closing import after_ballots
from commands.decisions.heading import BallotStanding, ballot_standing
from commands.decisions.line import LONGEST_REASON
from commands.decisions.which import claim_decision
from commands.patterns import regex
from commands.results import result, votes
from commands.words import Content, Member, Message, Reply, Said, Text, Value, _, lines, offered_line
from storage import Store
from storage.decision_ballots import BallotChoice, NewBallot
from storage.decisions import Decision

SAID: Final[dict[BallotChoice, Text]] = {"yes": _("yes"), "no": _("no"), "abstain": _("abstention")}
_WHICH: Final = _("Which decision is meant?")
_OTHERWISE: Final = regex(
    r"(?<!\w)(?:enthal\w{2,10}|abstain\w{0,3}|vorbehalt\w{0,4}|doch (?:ja|nein)|vielleicht|maybe)(?!\w)"
    r"|\A\S{1,40} (?:auch|ebenfalls|ebenso|too|as well)[\s.!]*+\Z"
    r"|\A(?:(?:ja|nein|dafür|dagegen|yes|no)[\s:]{1,2}(?:(?:zu|bei|to|on)\s)?)?B#?\d{1,7}(?!\w)"
    r"|(?<!\w)(?:im namen|in vertretung|stellvertretend|i\. ?v\.|on behalf)(?!\w)",
    re.IGNORECASE,
)
"""In a reason: another ballot than the one that is cast, one on another decision, or somebody else's."""
_BALLOT: Final = regex(
    r"(?<!\w)(?:(?:ja|yes|dafür)[\s.!]*+\Z|(?:ja|yes) (?:zu|to|on|bei)(?!\w)|B#?\d{1,7}(?!\w))", re.IGNORECASE
)
"""In what goes on from a ballot: another ballot, or another decision."""
_JOINS: Final = regex(r"\A[\s,]*+(?:und|and|sowie|plus|[+&])", re.IGNORECASE)
_FOR: Final = regex(r"(?:für|fuer|for) (?=\S)", re.IGNORECASE)
_FOR_BEHIND: Final = regex(r"(?<=\s)(?:für|fuer|for) (?=@)", re.IGNORECASE)


@command(
    "decision yes",
    de=("ja", "zustimmen", "dafür", "agree"),
    help=_("Votes yes on a decision; `for @cem` for another member. The latest vote counts, by words or by the poll."),
    examples=(_("`!decision yes B4`"), _("`!decision yes B4 for @cem`")),
    takes={"said": Words(_WHICH, optional=True)},
)
def yes(call: Call, store: Store, said: Claims) -> Reply:
    return _vote(call, store, said, "yes")


@command(
    "decision no",
    de=("nein", "ablehnen", "dagegen", "disagree"),
    help=_("Votes no on a decision, with a reason behind it that only the room is shown; a consent needs one."),
    examples=(_("`!decision no B4 The paper is too long`"),),
    takes={"said": Words(_WHICH, optional=True)},
)
def no(call: Call, store: Store, said: Claims) -> Reply:
    return _vote(call, store, said, "no")


@command(
    "decision abstain",
    de=("enthaltung", "enthalten", "abstention"),
    help=_("Abstains from a decision; an abstention counts for the quorum."),
    examples=(_("`!decision abstain B4`"),),
    takes={"said": Words(_WHICH, optional=True)},
)
def abstain(call: Call, store: Store, said: Claims) -> Reply:
    return _vote(call, store, said, "abstain")


@command(
    "decision undo",
    de=("rückgängig", "widerrufen", "revoke"),
    help=_("Takes back the latest vote that was cast for you on a decision; the one before counts again."),
    examples=(_("`!decision undo B4`"),),
    takes={"said": Words(_WHICH, optional=True)},
)
def revoke(call: Call, store: Store, said: Claims) -> Reply:
    """Whoever cast it, the one whose vote it is takes it back."""
    decision = claim_decision(call, store, said, lambda key: offered_line("decision undo", key), alone=True)
    _must_take_ballots(call, decision)
    before = ballot_standing(store, decision, call.room).of(call.member.user_id)
    if not store.decision_ballots.take_back(decision.id, call.member.user_id):
        raise UserError(
            _("There is no vote of yours to take back on {key}.", key=decision.key),
            offered_line("decision yes", decision.key),
        )
    now = ballot_standing(store, decision, call.room)
    left = now.of(call.member.user_id)
    text = lines(
        _("The last vote on {key}, {said}, was taken back.", key=decision.key, said=SAID[before.value])
        if before and before.value
        else _("The last vote on {key} was taken back.", key=decision.key),
        _("This counts now: {said}.", said=SAID[left.value]) if left and left.value else _("No vote is left there."),
    )
    return Reply(text, after_ballots(call, store, decision), about=decision.key)


def _vote(call: Call, store: Store, said: Claims, value: BallotChoice) -> Reply:
    """Keeps the ballot and repeats it; whoever it was cast for is told."""
    voter = _claim_voter(call, said)
    decision = claim_decision(call, store, said, lambda key: _again(key, value, said))
    voter = voter or _claim_voter(call, said) or call.member
    _must_take_ballots(call, decision)
    _must_be_eligible(call, store, decision, voter)
    if _FOR_BEHIND.search(said.text) and voter == call.member and (late := said.search(_FOR_BEHIND)):
        said.doubt(said.behind(late.start()))  # «zu teuer für @cem»: for whom is it?
    _doubt_limits(call, said, value)
    said.settle()
    reason = at_most(said.take_rest().strip(" ,;:–-"), LONGEST_REASON) or None
    earlier = ballot_standing(store, decision, call.room).of(voter.user_id)
    store.decision_ballots.cast(
        NewBallot(
            decision.id,
            voter.user_id,
            caster=call.member.user_id,
            source="typed",
            value=value,
            event_id=call.event_id,
            time=call.counted_at(decision.end, call.said),
            reason=reason,
        )
    )
    now = ballot_standing(store, decision, call.room)
    before = earlier.value if earlier else None
    receipt = _receipt(call, decision, voter, value, before, reason, now)
    beside = (*_tell(call, decision, voter, value), *after_ballots(call, store, decision))
    return Reply(receipt, beside, about=decision.key)


def _doubt_limits(call: Call, said: Claims, value: BallotChoice) -> None:
    """Doubts a reason under which the ballot would not count as it is, or not for one alone: «wenn der Preis stimmt»,
    «und Cem auch», «oder doch ja». Of a no, «aber das ist zu weit» is its reason."""
    reason = said.rest()
    if EITHER_HEAD.match(reason) or _OTHERWISE.search(reason) or _else(reason, value) or _limits(call, reason, value):
        said.doubt(reason)


def _else(reason: str, value: BallotChoice) -> bool:
    """Whether something else is to hold otherwise; «sonst wird es zu teuer» is the reason of a no."""
    other = ELSE_HEAD.match(reason)
    return other is not None and (value != "no" or bool(carries(other[0]) or _BALLOT.search(other[0])))


def _limits(call: Call, reason: str, value: BallotChoice) -> bool:
    """Whether the ballot would hold only under a condition, or for another decision or somebody else as well."""
    if value != "no" or (on := GOES_ON.match(reason)) is None:
        return LIMITS.match(reason) is not None
    behind = Claims(reason).behind(on.end())
    whom = _FOR.match(behind)
    named = named_at(reason, on.end(), call.room, call.mentions, call.member)
    return bool(
        LIMITS.match(behind) or EITHER_HEAD.match(behind) or _OTHERWISE.search(behind) or _BALLOT.search(behind)
        or whom or (named and _JOINS.match(on[0]))
    )  # fmt: skip


def _claim_voter(call: Call, said: Claims) -> Member | None:
    """Another member behind `für` at the head of what is left, or with an `@` at its end. Raises UserError for nobody,
    or for several of one name."""
    head = said.head
    lead = _FOR.match(said.text, head.start, head.end)
    if lead is not None and said.unquoted(head.start):
        named = named_at(said.text, lead.end(), call.room, call.mentions, call.member)
        if named is not None and named.candidates:
            member = one(named, said.text)
            said.claim(head.start, named.end)
            return member
        if said.text.startswith("@", lead.end()):
            raise no_member(said.behind(lead.end()), call.room)
    if (last := said.search(_FOR_BEHIND)) is not None:
        named = named_at(said.text, last.end(), call.room, call.mentions, call.member)
        short = said.words(Place(head.start, last.start())).strip()
        if named and named.candidates and not said.behind(named.end).strip(" .!") and len(short.split()) <= 1:
            member = one(named, said.text)
            said.claim(last.start(), named.end)
            return member
    return None


def _must_take_ballots(call: Call, decision: Decision) -> None:
    """Raises UserError once the vote has ended; a ballot that was cast in time counts."""
    if decision.takes_ballots(call.counted_at(decision.end, call.said)):
        return
    text = (
        _("Voting on {key} has ended.", key=decision.key)
        if decision.state == "voting"
        else _("Voting on {key} has ended. {result}", key=decision.key, result=result(decision))
    )
    raise UserError(text, offered_line("decision show", decision.key))


def _must_be_eligible(call: Call, store: Store, decision: Decision, voter: Member) -> None:
    if store.decision_ballots.may_vote(decision.id, voter.user_id):
        return
    show = offered_line("decision show", decision.key)
    if voter == call.member:
        raise NotAllowed(not_eligible(decision), show)
    raise NotAllowed(
        _("{member} was not in the room when voting on {key} began, and has no vote there.", member=voter,
          key=decision.key),
        show,
    )  # fmt: skip


def not_eligible(decision: Decision) -> Text:
    """Why a member's ballot does not count."""
    return _(
        "On {key} those vote who were in the room when the vote began; whoever came later has no vote there.",
        key=decision.key,
    )


def _receipt(
    call: Call,
    decision: Decision,
    voter: Member,
    value: BallotChoice,
    before: BallotChoice | None,
    reason: str | None,
    now: BallotStanding,
) -> Content:
    values: dict[str, Value] = {"key": decision.key, "said": SAID[value]}
    mine = voter == call.member
    if before is not None and before != value:
        head = (
            _("Saved for {key}: **{said}** instead of {before}.", **values, before=SAID[before])
            if mine
            else _("Saved for {key}, for {member}: **{said}** instead of {before}.", **values, before=SAID[before],
                   member=voter)
        )  # fmt: skip
    elif mine:
        head = _("Saved for {key}: **{said}**.", **values)
    else:
        head = _("Saved for {key}, for {member}: **{said}**.", **values, member=voter)
    return lines(
        head,
        _("“{text}”", text=decision.text),
        _("Reason, which the room is shown: {reason}", reason=reason) if reason else None,
        asks_for_reason(decision) if value == "no" and not reason and decision.majority == "consent" else None,
        _("So far: {votes}.", votes=votes(now.figures)) if decision.state == "voting" else None,
    )


def asks_for_reason(decision: Decision) -> Text:
    """That an objection to a consent needs a reason."""
    return _(
        "A no to a consent is an objection and needs a reason: {line}",
        line=offered_line("decision no", decision.key, "…"),
    )


def _tell(call: Call, decision: Decision, voter: Member, value: BallotChoice) -> tuple[Said, ...]:
    """Whose vote was cast by another is told, and how to undo it."""
    if voter == call.member:
        return ()
    text = _(
        "{voter}, {caster} has voted for you on {key}: {said}. {line} takes that back.",
        voter=voter,
        caster=call.member,
        key=decision.key,
        said=SAID[value],
        line=offered_line("decision undo", decision.key),
    )
    return (Message(text, (voter,), about=decision.key),)


def _again(key: str, value: BallotChoice, said: Claims) -> Text:
    """The same ballot once more, with the decision it is for."""
    words = " ".join(said.rest().split())[:200]
    match value:
        case "yes":
            return offered_line("decision yes", key)
        case "abstain":
            return offered_line("decision abstain", key)
    return offered_line("decision no", key, words) if words else offered_line("decision no", key)
