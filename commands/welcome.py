"""What somebody new is told, once: what is open here, and how to vote by words, as they cannot read what was said."""

from __future__ import annotations

from collections.abc import Sequence

from commands.ahead import meetings_ahead
from commands.base import Call, Moment
from commands.calendar.schedule import local, period
from commands.meetings.poll.heading import posted_for_newcomers
from commands.meetings.sentences import slot_label, vote_line
from commands.parts import short
from commands.words import Content, Member, Message, Said, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.decisions import Decision
from storage.meetings import Meeting
from storage.series import When

MOST_POLLS, MOST_DATES, MOST_MEETINGS = 3, 5, 3
"""How much of it is shown; `!me` knows the rest."""


def welcome(at: Call | Moment, store: Store, members: Sequence[Member]) -> tuple[Said, ...]:
    """Rings those who are new, and nobody else; nothing where nothing is open. Polls that nobody has answered yet are
    posted anew, readable for them."""
    polls = [poll for poll in store.meetings.voting() if poll.takes_votes(at.ms)]
    ahead = meetings_ahead(at, store)
    decisions = [decision for decision in store.decisions.voting() if decision.takes_ballots(at.ms)]
    if not members or not (polls or decisions or ahead):
        return ()
    anew = {poll.id: posted_for_newcomers(at, store, poll) for poll in polls}
    text = lines(
        _(
            "Welcome, {members}! What was said before you came cannot be read by you. This is open:",
            members=(*members,),
        ),
        bullets(
            *(_poll(at, store, poll, anew=bool(anew[poll.id])) for poll in polls[:MOST_POLLS]),
            *(_decision(decision) for decision in decisions[:MOST_POLLS]),
            *(_meeting(meeting, single) for meeting, single in ahead[:MOST_MEETINGS]),
        ),
        _("`!me` shows all that waits for you, `!help` what one can say, here or in a direct chat with the assistant."),
    )
    return (Message(text, rings=(*members,)), *(said for posted in anew.values() for said in posted))


def _poll(at: Call | Moment, store: Store, poll: Meeting, *, anew: bool) -> Content:
    """What is voted on and how; where that is posted `anew`, it stands there."""
    if anew:
        return _("**{key} {title}**: which dates suit? The list and the polls follow.", key=poll.key, title=poll.title)
    slots = store.slots.of(poll.id)
    title: dict[str, Value] = {"key": poll.key, "title": poll.title}
    until = local(poll.deadline, at.settings.zone) if poll.deadline is not None else None
    more: Text | None = None
    if len(slots) > MOST_DATES:
        line = offered_line("meeting show", poll.key)
        more = _n("One more date: {line}", "{count} more dates: {line}", len(slots) - MOST_DATES, line=line)
    shown: list[Content | None] = [slot_label(slot) for slot in slots[:MOST_DATES]]
    return lines(
        _("**{key} {title}**: which dates suit? Until {moment}.", moment=until, **title)
        if until
        else _("**{key} {title}**: which dates suit?", **title),
        *shown,
        more,
        _("To vote: {line}", line=vote_line(poll, slots)),
    )


def _decision(decision: Decision) -> Text:
    """Somebody new sees what is decided, and has no vote in it."""
    return _(
        "**{key}** is being decided by those who were here before: {text}",
        key=decision.key,
        text=short(decision.text),
    )


def _meeting(meeting: Meeting, single: When) -> Text:
    line = offered_line("meeting attend", meeting.key, "online")
    return _(
        "**{key} {title}**: {when}. Who comes says so: {line}",
        key=meeting.key,
        title=meeting.title,
        when=period(single),
        line=line,
    )
