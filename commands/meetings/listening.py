"""Votes that are not typed: native polls, reactions where they are allowed, redactions, members coming and going."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call
from commands.base.listening import Came, Happening, Left, PollAnswer, Reaction, Redaction
from commands.meetings.outcome import after_votes
from commands.words import Said
from storage import Store
from storage.ballots import Answer, Choice, Coming, ComingValue, Source, Value

_SIGNS: Final[dict[str, Choice]] = {
    "👍": "yes", "✅": "yes", "🤷": "maybe", "❔": "maybe", "👎": "no", "❌": "no",
}  # fmt: skip
_VARIANTS: Final = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d\u2640\u2642]")
"""What gives a sign its colour or sex."""
_CHOICES: Final[dict[str, Choice]] = {"yes": "yes", "maybe": "maybe", "no": "no"}
_COMING: Final[dict[str, Coming]] = {"onsite": "onsite", "online": "online", "no": "no"}


def listen(call: Call, store: Store, happening: Happening) -> tuple[Said, ...]:
    """Keeps what concerns a meeting; nobody waits for an answer, the heading shows the standing."""
    match happening:
        case PollAnswer():
            return _answered(call, store, happening)
        case Reaction() if call.settings.votes_by_reaction and happening.name:
            sign = _SIGNS.get(_VARIANTS.sub("", happening.key))
            return _cast(call, store, happening.name, "reaction", sign, happening.time) if sign else ()
        case Redaction():
            changed = [store.meetings.of_id(meeting) for meeting in sorted(store.ballots.redact(happening.target))]
            return tuple(said for m in changed if m and m.state == "voting" for said in after_votes(call, store, m))
        case Came() | Left():
            polls = [meeting for meeting in store.meetings.voting() if meeting.takes_votes(call.ms)]
            return tuple(said for meeting in polls for said in after_votes(call, store, meeting))
    return ()


def _answered(call: Call, store: Store, answer: PollAnswer) -> tuple[Said, ...]:
    """A poll is single choice: what stands behind the first answer does not count (MSC3381)."""
    first = answer.answers[0] if answer.answers else None
    if found := re.fullmatch(r"meeting (\d+) attend (\d+)(?: round \d+)?", answer.poll):
        coming: ComingValue = "none" if first is None else _COMING.get(first, "spoilt")
        meeting = store.meetings.of_id(int(found[1]))
        if meeting is not None:
            who = call.member.user_id
            store.ballots.answer_coming(meeting.id, int(found[2]), who, coming, call.event_id, answer.time)
        return ()
    value: Value = "none" if first is None else _CHOICES.get(first, "spoilt")
    return _cast(call, store, answer.poll, "poll", value, answer.time)


def _cast(call: Call, store: Store, name: str, source: Source, value: Value, time: int) -> tuple[Said, ...]:
    found = re.fullmatch(r"meeting \d+ slot (\d+)(?: round \d+)?", name)
    slot = store.meetings.slot(int(found[1])) if found else None
    if slot is None:
        return ()
    who = call.member.user_id
    store.ballots.cast(Answer(slot.id, who, who, source, value, call.event_id, time))
    meeting = store.meetings.of_id(slot.meeting)
    if meeting is None or not meeting.takes_votes(time):
        return ()
    return after_votes(call, store, meeting)
