"""`!vote`: a ballot in words, in the room or in the direct chat, for oneself or for another member."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from commands.base import (
    Call,
    Claims,
    Command,
    Group,
    UsageError,
    UserError,
    Words,
    command,
    named_at,
    no_member,
    one,
)
from commands.base.people import claim_person, named_in_row
from commands.base.titles import Titled, nearest_at_head, several, whole_at_head
from commands.base.typed import fold
from commands.meetings.poll.ballot_line import read_votes
from commands.meetings.poll.ballot_words import piece_of_vote
from commands.meetings.poll.closing import after_votes
from commands.meetings.sentences import missing_lines, slot_label, vote_line
from commands.meetings.standing import Standing, standing
from commands.meetings.which import poll_meant
from commands.patterns import regex
from commands.words import Content, Member, Message, Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.ballots import Answer, VoteValue
from storage.meetings import Meeting
from storage.slots import Slot

GROUPS = (Group("vote", ("abstimmen", "stimme", "stimmen", "wahl"), _("Voting on dates")),)

SAID: dict[VoteValue, Text] = {
    "yes": _("yes"),
    "maybe": _("if need be"),
    "no": _("no"),
    "none": _("vote taken back"),
}
_EXAMPLE = _("`!vote M3 1 yes, 2 maybe, 3 no`")
_UNDO = frozenset({"undo", "rueckgaengig", "widerrufen", "revoke"})


def _vote(call: Call, store: Store, words: Claims) -> Reply:
    """Keeps the votes and repeats them; what was said before on other slots stays."""
    words.settle()
    if decision := words.take_head(_A_DECISION):
        key = f"B{decision['number']}"
        raise UserError(_("{key} is a decision; it is voted on so:", key=key), offered_line("decision yes", key))
    meeting = _claim_meeting(call, store, words)
    voter = _claim_voter(call, words)
    meeting = meeting or _claim_meeting(call, store, words) or _only_poll(call, store, words.text)
    text = words.take_rest().strip(" :,")
    if not meeting.takes_votes(call.counted_at(meeting.end, call.said)):
        raise UserError(
            _("Voting on {key} {title} has ended.", key=meeting.key, title=meeting.title),
            offered_line("meeting show", meeting.key),
        )
    if fold(text) in _UNDO:
        return _undo(call, store, meeting)
    slots = store.slots.of(meeting.id)
    try:
        said = read_votes(text, meeting, slots)
    except UserError as mistake:
        shown = offered_line("meeting show", meeting.key)
        mistake.example = mistake.example or (_understood(text, meeting, slots) if voter == call.member else shown)
        raise
    for slot in slots:
        if slot.number in said:
            _cast(call, store, slot, voter, said[slot.number])
    now = standing(store, meeting, call.room)
    receipt = _receipt(call, meeting, voter, [(s, said[s.number]) for s in slots if s.number in said], now)
    return Reply(receipt, (*_tell(call, meeting, voter), *after_votes(call, store, meeting, now)), about=meeting.key)


vote: Command = command(
    "vote",
    help=_("Votes on the dates of a poll by their numbers; `-` takes a vote back."),
    examples=(
        _EXAMPLE,
        _("`!vote 1,3 yes`"),
        _("`!vote all yes`"),
        _("`!vote M3 2 -`"),
        _("`!vote M3 for @cem 1 yes`"),
        _("`!vote M3 undo`"),
    ),
    takes={"words": Words(_("Which vote is it?"), optional=True)},
)(_vote)

meeting_vote: Command = command(
    "meeting vote",
    de=("abstimmen", "stimme"),
    help=_("The same as `!vote`."),
    examples=(_("`!meeting vote M3 1 yes, 2 maybe, 3 no`"),),
    takes={"words": Words(_("Which vote is it?"), optional=True)},
)(_vote)


_A_DECISION = regex(r"b#?(?P<number>\d{1,7})(?!\w)", re.IGNORECASE | re.ASCII)
_FOR_POLL = regex(r"(?:für|fuer|for|zu|in|bei)\s+(?=m#?\d)", re.IGNORECASE)
_KEY = regex(r"(?:m#?|#)(?P<number>\d{1,7})[:,.]?(?!\S)", re.IGNORECASE | re.ASCII)
_FOR = regex(r"(?:für|fuer|for)(?!\S)", re.IGNORECASE)
_FOR_BEHIND = regex(r"(?<=\S)\s(?:für|fuer|for)\s(?=[^\d\s])", re.IGNORECASE)


def _claim_meeting(call: Call, store: Store, words: Claims) -> Meeting | None:
    """The poll named at the head as `M3` or `#3`, or by its whole title; a bare number is a slot."""
    words.take_head(_FOR_POLL)
    if named := words.take_head(_KEY):
        line = offered_line("vote", f"M{named['number']}", _("1 yes, 2 maybe"))
        return poll_meant(call, store, int(named["number"]), lambda _key: line)
    return _claim_titled(call, store, words)


def _only_poll(call: Call, store: Store, said: str) -> Meeting:
    """The only poll there is, or the one that was answered. Raises UserError that names the one that comes nearest."""
    polls = [Titled(poll.key, poll.title) for poll in store.meetings.voting()]
    alone = fold(call.line.split()[0]) in (GROUPS[0].name, *GROUPS[0].words)
    if len(polls) > 1 and alone and not call.answered and (mistake := nearest_at_head(call, polls, verb=1)):
        raise mistake
    return poll_meant(call, store, None, lambda key: _same_vote(key, said))


def _claim_titled(call: Call, store: Store, words: Claims) -> Meeting | None:
    """The poll with whose whole title it begins; what can be part of a vote («Dienstag ja») is no title."""
    head = words.head
    first = piece_of_vote().match(fold(words.words(head)))
    if first is None or first.lastgroup != "word":
        return None
    polls = store.meetings.voting()
    found, length = whole_at_head(words.words(head), [Titled(poll.key, poll.title) for poll in polls])
    if not found:
        return None
    name = words.claim(head.start, head.start + length)
    if len(found) > 1:
        raise several(name, found, _same_vote(found[0].key, words.rest()))
    return next(poll for poll in polls if poll.key == found[0].key)


def _understood(text: str, meeting: Meeting, slots: Sequence[Slot]) -> Text:
    """A line of what was read of the vote, with a yes or without a word: it votes on nothing that was not said."""
    words = text.split()
    if not words:
        return vote_line(meeting, slots)
    if len(text) > _LONGEST_TRIED:
        return vote_line(meeting, slots[:1])
    shorter = Claims(text)
    bracket = [shorter.rest()] if shorter.take(_BRACKET) else []
    if _TURNED.search(text) or shorter.search(_ONLY):
        return offered_line("meeting show", meeting.key)
    without = [" ".join(words[:n] + words[n + 1 :]) for n in range(min(len(words), _MOST_WORDS))]
    tried = [(said, _as_said(meeting.key, said)) for said in (*bracket, *filter(None, without))]
    tried.insert(len(bracket), (f"{text} yes", _agreeing(meeting.key, text)))
    tried += [(f"{said} yes", _agreeing(meeting.key, said)) for said in filter(None, without)]
    for attempt, line in tried:
        with suppress(UserError):
            read_votes(attempt, meeting, slots)
            return line
    return vote_line(meeting, slots[:1])


def _agreeing(key: str, text: str) -> Text:
    return offered_line("vote", key, " ".join(text.split()), _("yes"))


def _as_said(key: str, text: str) -> Text:
    return offered_line("vote", key, text)


_MOST_WORDS = 12
_LONGEST_TRIED = 400
"""Characters of a vote that is looked for in what was not understood."""
_BRACKET = regex(r"\(.*", re.DOTALL)
_ONLY = regex(r"(?<!\w)(?:nur|only)(?!\w)", re.IGNORECASE)
"""«2 nur online» is no vote on 2 yet."""
_TURNED = regex(r"(?<!\w)(?:nicht|nie|kein\w*|ohne|statt|außer|ausser|not|never|without|except)(?!\w)", re.IGNORECASE)
"""Words without which a vote would say the opposite."""


def _same_vote(key: str, text: str) -> Text:
    """The same vote once more, with the poll it is for."""
    if not text:
        return offered_line("vote", key, _("1 yes, 2 maybe"))
    return offered_line("vote", key, text[:60])


def _claim_voter(call: Call, words: Claims) -> Member:
    """Whose vote it is: the sender's, or another member's behind `für`, at the head or at the end."""
    if words.take_head(_FOR):
        return _claim_named(call, words)
    for behind in [*_FOR_BEHIND.finditer(words.text, words.head.start)][-1:]:
        named = named_at(words.text, behind.end(), call.room, call.mentions, call.member)
        if named and named.candidates and not words.rest(named.end).strip(" .!"):
            words.claim(behind.start(), len(words.text))
            return one(named, words.text)
        if words.text.startswith("@", behind.end()):
            raise no_member(words.behind(behind.end()), call.room, _for_another(call))
    return call.member


def _claim_named(call: Call, words: Claims) -> Member:
    """The one member at the head of what is left. Raises UserError if nobody is, or several are."""
    head = words.head
    row = named_in_row(words.text, call, head.start, head.end)
    if row and len(row.members) > 1:
        words.claim(row.start, row.end)
        line = offered_line("vote", _("for {member}", member=row.members[0].name), words.rest()[:60] or "1")
        raise UserError(_("A vote is for one member at a time."), line)
    if voter := claim_person(words, call):
        return voter
    if not words.rest():
        raise UsageError(_("For whom is the vote?"), _for_another(call))
    raise no_member(words.rest(), call.room, _for_another(call))


def _for_another(call: Call) -> Text:
    another = next((member for member in call.room.members if member != call.member), call.member)
    return offered_line("vote", _("for {member} 1 yes", member=another.name))


def _cast(call: Call, store: Store, slot: Slot, voter: Member, value: VoteValue) -> None:
    store.ballots.cast(
        Answer(
            slot.id,
            voter.user_id,
            caster=call.member.user_id,
            source="typed",
            value=value,
            event_id=call.event_id,
            time=call.said,
        )
    )


def _receipt(call: Call, meeting: Meeting, voter: Member, said: list[tuple[Slot, VoteValue]], now: Standing) -> Content:
    """What was saved, what is still open, and how to change it."""
    if voter == call.member:
        head = _("Saved for **{key} {title}**:", key=meeting.key, title=meeting.title)
    else:
        head = _("Saved for **{key} {title}**, for {member}:", key=meeting.key, title=meeting.title, member=voter)
    left = now.missing.get(voter, ())
    numbers = tuple(str(slot.number) for slot in left)
    return lines(
        head,
        *(Text("{slot}: **{said}**", {"slot": slot_label(slot), "said": SAID[value]}) for slot, value in said),
        _("Without a vote yet: {numbers}.", numbers=numbers) if left else None,
        *([] if now.missing else missing_lines(now)),
    )


def _tell(call: Call, meeting: Meeting, voter: Member) -> tuple[Said, ...]:
    """Whose vote was cast by another is told, and how to undo it."""
    if voter == call.member:
        return ()
    text = _(
        "{voter}, {caster} has voted for you in {key} {title}. {line} takes that back.",
        voter=voter,
        caster=call.member,
        key=meeting.key,
        title=meeting.title,
        line=offered_line("vote", meeting.key, _("undo")),
    )
    return (Message(text, (voter,), about=meeting.key),)


def _undo(call: Call, store: Store, meeting: Meeting) -> Reply:
    """Takes back the latest votes that were cast for the sender; those before count again."""
    event = store.ballots.latest_event(meeting.id, call.member.user_id)
    if event is None:
        raise UserError(
            _("There is no vote to take back in {key}.", key=meeting.key),
            vote_line(meeting, store.slots.of(meeting.id)),
        )
    store.ballots.take_back(event, call.member.user_id)
    now = standing(store, meeting, call.room)
    mine = [
        Text(
            "{slot}: **{said}**", {"slot": slot_label(t.slot), "said": SAID[now.votes[t.slot.id, call.member.user_id]]}
        )
        for t in now.tallies
        if (t.slot.id, call.member.user_id) in now.votes
    ]
    head = _("The last vote in **{key} {title}** was taken back.", key=meeting.key, title=meeting.title)
    after = _("These count now:") if mine else _("No vote is left there.")
    return Reply(lines(head, after, *mine), after_votes(call, store, meeting, now), about=meeting.key)
