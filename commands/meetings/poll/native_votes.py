"""Votes that are not typed: native polls, reactions where they are allowed, redactions, members coming and going."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from commands.base import Call
from commands.base.happenings import Came, Happening, Left, PollAnswer, Reaction, Redaction
from commands.base.names import ATTENDANCE_POLL, SLOT_POLL, VOTES_LOST
from commands.meetings.poll.closing import after_votes
from commands.meetings.poll.heading import heading_edit
from commands.words import Message, Said, _, _n, lines, offered_line
from storage import Store
from storage.ballots import Answer, Cast, Coming, ComingValue, Source, VoteChoice, VoteValue
from storage.meetings import Meeting

_SIGNS: Final[dict[str, VoteChoice]] = {
    "👍": "yes", "✅": "yes", "🤷": "maybe", "❔": "maybe", "👎": "no", "❌": "no",
}  # fmt: skip
_CHOICES: Final[dict[str, VoteChoice]] = {"yes": "yes", "maybe": "maybe", "no": "no"}
_COMING: Final[dict[str, Coming]] = {"onsite": "onsite", "online": "online", "no": "no"}


def on_answer(call: Call, store: Store, answer: PollAnswer) -> tuple[Said, ...]:
    """Keeps what a native poll was answered with; nobody waits for a word, the heading shows the standing.

    A poll is single choice: what stands behind the first answer does not count (MSC3381).
    """
    first = answer.answers[0] if answer.answers else None
    if found := ATTENDANCE_POLL.read(answer.poll):
        coming: ComingValue = "none" if first is None else _COMING.get(first, "spoilt")
        meeting = store.meetings.of_id(int(found["meeting"]))
        if meeting is not None:
            who = call.member.user_id
            store.ballots.answer_coming(meeting.id, int(found["asked"]), who, coming, call.event_id, answer.time)
        return ()
    value: VoteValue = "none" if first is None else _CHOICES.get(first, "spoilt")
    return _cast(call, store, answer.poll, "poll", value, answer.time)


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """A vote by a sign on a poll, where the configuration allows it."""
    sign = _SIGNS.get(reaction.key) if call.settings.votes_by_reaction and reaction.name else None
    return _cast(call, store, reaction.name or "", "reaction", sign, reaction.time) if sign else ()


def on_redaction(call: Call, store: Store, redaction: Redaction) -> tuple[Said, ...]:
    """What was voted in a message goes with it; its voter is told."""
    lost = store.ballots.of_event(redaction.target)
    changed = [store.meetings.of_id(meeting) for meeting in sorted(store.ballots.redact(redaction.target))]
    voting = [meeting for meeting in changed if meeting and meeting.state == "voting"]
    return tuple(said for m in voting for said in (*after_votes(call, store, m), _lost(call, m, lost)))


def on_members_changed(call: Call, store: Store, _change: Came | Left) -> tuple[Said, ...]:
    """Shows the standing among those who are members now. Nobody's coming or going, which a homeserver can invent,
    fixes a date by itself."""
    polls = [meeting for meeting in store.meetings.voting() if meeting.takes_votes(call.ms)]
    return tuple(
        said
        for meeting in polls
        for said in ((heading_edit(call, store, meeting),) if meeting.auto else after_votes(call, store, meeting))
    )


def _lost(call: Call, meeting: Meeting, lost: Sequence[Cast]) -> Message:
    """Tells the voter that a vote went with its message, and how it is said again; one message a day."""
    slots = [cast.slot for cast in lost if cast.meeting == meeting.id]
    voters = dict.fromkeys(cast.voter for cast in lost if cast.meeting == meeting.id)
    text = lines(
        _n(
            "{voters}: a vote on date {slots} of {key} “{title}” was removed with its message.",
            "{voters}: votes on dates {slots} of {key} “{title}” were removed with their message.",
            len(slots),
            voters=tuple(call.room.named(voter) for voter in voters),
            slots=tuple(str(slot) for slot in slots),
            key=meeting.key,
            title=meeting.title,
        ),
        _("If that was not meant: {line}", line=offered_line("vote", meeting.key, slots[0] if slots else 1, _("yes"))),
    )
    name = VOTES_LOST.of(meeting=meeting.id, who=call.member.user_id, day=f"{call.now:%Y-%m-%d}")
    return Message(text, replaces=name, about=meeting.key)


def still_counts(call: Call, store: Store, happening: Happening) -> tuple[Said, ...]:
    """A vote whose message somebody else removed counts on; that is said once for each poll and day."""
    if not isinstance(happening, Redaction):
        return ()
    said = []
    for cast in {cast.meeting: cast for cast in store.ballots.of_event(happening.target)}.values():
        meeting = store.meetings.of_id(cast.meeting)
        if meeting is not None and meeting.state == "voting":
            text = _(
                "A message with a vote of {voter} on {key} “{title}” was removed by somebody else; the vote still "
                "counts. Only who cast it takes it back.",
                voter=call.room.named(cast.voter),
                key=meeting.key,
                title=meeting.title,
            )
            name = f"votes kept {meeting.id} {cast.voter} {call.now:%Y-%m-%d}"
            said.append(Message(text, name=name, about=meeting.key))
    return tuple(said)


def _cast(call: Call, store: Store, name: str, source: Source, value: VoteValue, time: int) -> tuple[Said, ...]:
    found = SLOT_POLL.read(name)
    slot = store.slots.find(int(found["slot"])) if found else None
    if slot is None:
        return ()
    who = call.member.user_id
    meeting = store.meetings.of_id(slot.meeting)
    time = call.counted_at(meeting.end, time) if meeting else time
    store.ballots.cast(Answer(slot.id, who, caster=who, source=source, value=value, event_id=call.event_id, time=time))
    if meeting is None or not meeting.takes_votes(time):
        return ()
    return after_votes(call, store, meeting)
