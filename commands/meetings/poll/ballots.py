"""`!vote`: a ballot in words, in the room or in the direct chat, for oneself or for another member."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.base import (
    Call,
    Command,
    Group,
    Rest,
    UsageError,
    UserError,
    command,
    find_person,
    named_at,
    no_member,
    one,
)
from commands.base.line import split_word
from commands.base.people import named_in_row
from commands.base.titles import Titled, nearest_at_head, several, whole_at_head
from commands.base.typed import fold
from commands.meetings.poll.ballot_line import read_votes
from commands.meetings.poll.ballot_words import piece_of_vote
from commands.meetings.poll.heading import missing_lines, slot_label
from commands.meetings.poll.outcome import after_votes
from commands.meetings.standing import Standing, standing
from commands.meetings.vote_line import vote_line
from commands.meetings.which import poll_meant
from commands.words import Content, Member, Message, Reply, Said, Text, _, lines
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
_FOR = frozenset({"fuer", "for"})


def _vote(call: Call, store: Store, text: str) -> Reply:
    """Keeps the votes and repeats them; what was said before on other slots stays."""
    if decision := _A_DECISION.match(text):
        key = f"B{decision['number']}"
        raise UserError(_("{key} is a decision; it is voted on so:", key=key), _("`!decision yes {key}`", key=key))
    said_text = text
    meeting, text = _meeting(call, store, _FOR_POLL.sub("", text, count=1) if _FOR_POLL.match(text) else text)
    voter, text = _voter(call, text)
    if meeting is None:
        meeting, text = _meeting(call, store, text)
    meeting = meeting or _only_poll(call, store, said_text)
    if not meeting.takes_votes(call.counted_at(meeting.end, call.said)):
        raise UserError(
            _("Voting on {key} {title} has ended.", key=meeting.key, title=meeting.title),
            _("`!meeting show {key}`", key=meeting.key),
        )
    if fold(text.strip()) in _UNDO:
        return _undo(call, store, meeting)
    slots = store.slots.of(meeting.id)
    try:
        said = read_votes(text, meeting, slots)
    except UserError as mistake:
        shown = _("`!meeting show {key}`", key=meeting.key)
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
    takes={"text": Rest(_("Which vote is it?"), optional=True, free=True)},
)(_vote)

meeting_vote: Command = command(
    "meeting vote",
    de=("abstimmen", "stimme"),
    help=_("The same as `!vote`."),
    examples=(_("`!meeting vote M3 1 yes, 2 maybe, 3 no`"),),
    takes={"text": Rest(_("Which vote is it?"), optional=True, free=True)},
)(_vote)


_A_DECISION = re.compile(r"b#?(?P<number>\d{1,7})(?!\w)", re.IGNORECASE | re.ASCII)
_FOR_POLL = re.compile(r"(?:für|fuer|for|zu|in|bei)\s+(?=m#?\d)", re.IGNORECASE)
_FOR_BEHIND = re.compile(r"(?<=\S)\s(?:für|fuer|for)\s(?=[^\d\s])", re.IGNORECASE)


def _meeting(call: Call, store: Store, text: str) -> tuple[Meeting | None, str]:
    """The poll named at the head of the text as `M3` or `#3`; a bare number is a slot."""
    word, rest = split_word(text)
    match = re.fullmatch(r"(?:m|#|m#)(\d{1,7})[:,.]?", fold(word))
    if not match:
        return _titled(call, store, text)
    return poll_meant(call, store, int(match[1]), lambda key: _("`!vote {key} 1 yes, 2 maybe`", key=key)), rest


def _only_poll(call: Call, store: Store, said: str) -> Meeting:
    """The only poll there is, or the one that was answered. Raises UserError that names the one that comes nearest."""
    polls = [Titled(poll.key, poll.title) for poll in store.meetings.voting()]
    alone = fold(split_word(call.line)[0]) in (GROUPS[0].name, *GROUPS[0].words)
    if len(polls) > 1 and alone and not call.answered and (mistake := nearest_at_head(call, polls, verb=1)):
        raise mistake
    return poll_meant(call, store, None, lambda key: _same_vote(key, said))


def _titled(call: Call, store: Store, text: str) -> tuple[Meeting | None, str]:
    """The poll whose whole title the text begins with; what can be part of a vote («Dienstag ja») is no title."""
    head = piece_of_vote().match(fold(text))
    if head is None or head.lastgroup != "word":
        return None, text
    polls = store.meetings.voting()
    found, length = whole_at_head(text, [Titled(poll.key, poll.title) for poll in polls])
    if len(found) > 1:
        rest = text[length:].strip()
        raise several(text[:length], found, _as_said(found[0].key, rest) if rest else _EXAMPLE)
    return next((poll for poll in polls if found and poll.key == found[0].key), None), text[length:].lstrip(" ,:")


def _understood(text: str, meeting: Meeting, slots: Sequence[Slot]) -> Text:
    """A line of what was read of the vote, with a yes or without a word: it votes on nothing that was not said."""
    words = text.split()
    if not words:
        return vote_line(meeting, slots)
    if _TURNED.search(text):
        return _("`!meeting show {key}`", key=meeting.key)
    if len(text) > _LONGEST_TRIED:
        return vote_line(meeting, slots[:1])
    without = (" ".join(words[:n] + words[n + 1 :]) for n in range(min(len(words), _MOST_WORDS)))
    shorter = [text.partition("(")[0].strip()] if "(" in text else []
    said = [(rest, _as_said) for rest in shorter]
    for attempt, template in (*said, (f"{text} yes", _agreeing), *((rest, _as_said) for rest in without if rest)):
        try:
            read_votes(attempt, meeting, slots)
        except UserError:
            continue
        return template(meeting.key, attempt.removesuffix(" yes") if template is _agreeing else attempt)
    return vote_line(meeting, slots[:1])


def _agreeing(key: str, text: str) -> Text:
    return _("`!vote {key} {text} yes`", key=key, text=" ".join(text.split()))


def _as_said(key: str, text: str) -> Text:
    return _("`!vote {key} {text}`", key=key, text=text)


_MOST_WORDS = 12
_LONGEST_TRIED = 400
"""Characters of a vote that is looked for in what was not understood."""
_TURNED = re.compile(
    r"(?<!\w)(?:nicht|nie|kein\w*|ohne|statt|außer|ausser|not|never|without|except)(?!\w)", re.IGNORECASE
)
"""Words without which a vote would say the opposite."""


def _same_vote(key: str, text: str) -> Text:
    """The same vote once more, with the poll it is for."""
    if not text:
        return _("`!vote {key} 1 yes, 2 maybe`", key=key)
    return _("`!vote {key} {text}`", key=key, text=text[:60])


def _voter(call: Call, text: str) -> tuple[Member, str]:
    """Whose vote it is: the sender's, or another member's behind `für`, at the head or at the end of the text."""
    word, rest = split_word(text)
    if fold(word) not in _FOR:
        last = [match.start() for match in _FOR_BEHIND.finditer(text)][-1:]
        before, name = (text[: last[0]], text[last[0] :].split(maxsplit=1)[1]) if last else (text, "")
        named = named_at(name, 0, call.room, call.mentions, call.member)
        if named and named.candidates and not name[named.end :].strip(" .!"):
            return one(named, name), before
        if name.startswith("@"):
            raise no_member(name, call.room, _for_another(call))
        return call.member, text
    if len(row := named_in_row(rest, call)) > 1:
        first = one(row[0], rest)
        raise UserError(
            _("A vote is for one member at a time."),
            _("`!vote for {member} {text}`", member=first.name, text=rest[row[-1].end :].strip()[:60] or "1"),
        )
    found = find_person(rest, call.room, call.mentions, call.member)
    if found is None:
        if not rest.strip():
            raise UsageError(_("For whom is the vote?"), _for_another(call))
        raise no_member(rest, call.room, _for_another(call))
    return found


def _for_another(call: Call) -> Text:
    another = next((member for member in call.room.members if member != call.member), call.member)
    return _("`!vote for {member} 1 yes`", member=another.name)


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
        "{voter}, {caster} has voted for you in {key} {title}. `!vote {key} undo` takes that back.",
        voter=voter,
        caster=call.member,
        key=meeting.key,
        title=meeting.title,
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
