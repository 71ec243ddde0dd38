"""The register of decisions: listed, searched, one of them in full."""

from __future__ import annotations

from typing import Final

from commands.base import Call, Claims, Number, Rest, UserError, Words, command
from commands.calendar.schedule import local
from commands.decisions.heading import (
    BallotStanding,
    ballot_standing,
    headline,
    how_to_vote,
    objections,
    outcome_lines,
    particulars_of,
    standing_lines,
)
from commands.decisions.which import claim_decision
from commands.pages import in_full
from commands.parts import short
from commands.results import votes
from commands.words import Content, Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.decision_ballots import BallotChoice
from storage.decisions import Decision
from storage.persons import is_former

PAGE: Final = 10
_LONGEST_SEARCH: Final = 300
_WHO: Final[tuple[BallotChoice, ...]] = ("yes", "no", "abstain")


@command(
    "decision list",
    reads=True,
    de=("liste", "register", "alle", "offen", "offene", "open"),
    help=_("Shows the register of decisions, the newest first, ten at a time."),
    examples=(_("`!decision list`"), _("`!decision list 2`")),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def list_(call: Call, store: Store, page: int | None) -> Reply:
    """One page; the answer says how many there are and how to see the next."""
    count = store.decisions.count()
    if not count:
        return Reply(
            lines(
                _("Nothing has been decided yet, and nothing is being voted on."),
                _("This puts something to the vote: `!decision add The board adopts the paper; Deadline: 15.1. 18:00`"),
            )
        )
    pages = -(-count // PAGE)
    number = min(max(page or 1, 1), pages)
    found = store.decisions.newest(PAGE, (number - 1) * PAGE)
    head = _n("**{count} decision:**", "**{count} decisions, the newest first:**", count)
    more = None
    if number < pages:
        more = _(
            "Page {page} of {pages}; {line} shows the next one.",
            page=number,
            pages=pages,
            line=offered_line("decision list", number + 1),
        )
    return Reply(lines(head, bullets(*(in_register(call, one) for one in found)), more))


@command(
    "decision search",
    reads=True,
    de=("suche", "suchen", "finde", "find"),
    help=_("Searches the texts of all decisions; beginnings of words are enough."),
    examples=(_("`!decision search position paper`"),),
    takes={"rest": Rest(_("What is to be looked for?"))},
)
def search(call: Call, store: Store, rest: str) -> Reply:
    """The best hits."""
    if len(rest) > _LONGEST_SEARCH:
        raise UserError(
            _("A search has at most {most} characters; this one has {n}.", most=_LONGEST_SEARCH, n=len(rest)),
            _("`!decision search position paper`"),
        )
    said = " ".join(rest.split())[:60]
    found = store.decisions.search(rest, PAGE + 1)
    if not found:
        return Reply(lines(_("No decision was found for “{text}”.", text=said), _("`!decision list` shows all.")))
    head = (
        _n("**{count} decision for “{text}”:**", "**{count} decisions for “{text}”:**", len(found), text=said)
        if len(found) <= PAGE
        else _("**The best {most} decisions for “{text}”:**", most=PAGE, text=said)
    )
    return Reply(lines(head, bullets(*(in_register(call, one) for one in found[:PAGE]))))


@command(
    "decision show",
    reads=True,
    de=("zeigen", "zeige", "anzeigen", "stand"),
    help=_("Shows a decision in full: its text and rules, who voted how, and what came of it."),
    examples=(_("`!decision show B4`"),),
    takes={"said": Words(_("Which decision is meant?"), optional=True)},
)
def show(call: Call, store: Store, said: Claims) -> Reply:
    """Votes are by name; reasons are shown in the room alone."""
    decision = claim_decision(call, store, said, lambda key: offered_line("decision show", key), alone=True)
    page = Number(_("Which page?"), optional=True).take(said, call, store)
    now = ballot_standing(store, decision, call.room)
    rows: list[Content | None] = [*particulars_of(call, store, decision)]
    if decision.state == "voting":
        rows += [
            row for row in standing_lines(call, store, decision, now, whole=True) if not call.direct or _no_reason(row)
        ]
        rows += [how_to_vote(decision)] if store.decision_ballots.may_vote(decision.id, call.member.user_id) else []
    else:
        rows += outcome_lines(store, decision)
        rows += [] if call.direct else objections(call.room, decision, now)
    rows += _by_name(call, store, decision, now)
    text = in_full(call, headline(decision), rows, page, lambda n: offered_line("decision show", decision.key, n))
    return Reply(text, about=decision.key)


def _no_reason(row: Text) -> bool:
    return "reason" not in row.values


def _by_name(call: Call, store: Store, decision: Decision, now: BallotStanding) -> list[Content | None]:
    """Who voted how, who voted for whom, and what does not count."""
    named = call.room.named
    yes, no, abstained = (now.who(choice, call.room) for choice in _WHO)
    former = sum(ballot.value is not None and is_former(ballot.voter) for ballot in now.ballots)
    late = tuple(named(one) for one in store.decision_ballots.late(decision.id) if not is_former(one))
    spoilt = tuple(named(b.voter) for b in now.ballots if b.spoilt and not is_former(b.voter))
    reasons = call.direct and any(ballot.reason for ballot in now.ballots)
    return [
        _("Yes: {members}.", members=yes) if yes else None,
        _("No: {members}.", members=no) if no else None,
        _("Abstained: {members}.", members=abstained) if abstained else None,
        _n("One vote of a former member.", "{count} votes of former members.", former) if former else None,
        *(
            _("{caster} voted for {voter}.", caster=named(ballot.caster or ""), voter=named(ballot.voter))
            for ballot in now.ballots
            if ballot.value and ballot.caster not in (None, ballot.voter) and not is_former(ballot.voter)
        ),
        _("These answers cannot be read and do not count: {members}.", members=spoilt) if spoilt else None,
        _("Answers that came after the end do not count: {members}.", members=late) if late else None,
        _("Reasons are shown in the room alone.") if reasons else None,
    ]


def in_register(call: Call, decision: Decision) -> Text:
    """A decision as one line of the register."""
    values: dict[str, Value] = {"key": decision.key, "text": short(decision.text)}
    figures = decision.figures
    if decision.state == "voting" and decision.deadline is not None:
        return _(
            "**{key}** {text}: voting is open until {moment}", **values, moment=local(decision.deadline, call.zone)
        )
    if decision.state == "voting":
        return _("**{key}** {text}: voting is open", **values)
    if figures is None or decision.ended is None:
        return _("**{key}** {text}: withdrawn", **values)
    values |= {"votes": votes(figures), "day": local(decision.ended, call.zone).date()}
    if decision.repealed is not None:
        return _("**{key}** {text}: repealed, was accepted on {day} ({votes})", **values)
    match decision.state:
        case "accepted":
            return _("**{key}** {text}: accepted on {day} ({votes})", **values)
        case "rejected":
            return _("**{key}** {text}: rejected on {day} ({votes})", **values)
    return _("**{key}** {text}: no quorum on {day} ({votes})", **values)
