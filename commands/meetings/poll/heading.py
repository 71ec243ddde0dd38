"""The heading message of a poll with its standing, its native polls, what is posted anew."""

from __future__ import annotations

from collections.abc import Iterable

from commands.base import Call, Moment
from commands.base.names import HEADING, SLOT_POLL
from commands.calendar.schedule import period
from commands.meetings.fixed.remarks import remarks
from commands.meetings.sentences import apart, counted, missing_lines, particulars, slot_label, with_notes
from commands.meetings.standing import Standing, Tally, best, standing
from commands.words import (
    Content,
    Member,
    Message,
    MessageRedaction,
    Poll,
    Said,
    Text,
    _,
    lines,
    offered_line,
)
from storage import Store
from storage.meetings import Meeting
from storage.slots import Slot
from storage.timers import Timer

MOST_IN_ROOM = 4
"""So many native polls stand in the room; more of them would be screens full of polls."""

ANSWERS: tuple[tuple[str, Text], ...] = (("yes", _("Yes")), ("maybe", _("If need be")), ("no", _("No")))


def heading_name(meeting: Meeting) -> str:
    return HEADING.of(meeting=meeting.id)


def poll_name(meeting: Meeting, slot: Slot) -> str:
    """What its native poll is found by; one that was brought back is posted anew, under another name."""
    return SLOT_POLL.of(meeting=slot.meeting, slot=slot.id, round=meeting.rounds)


def heading(at: Call | Moment, store: Store, meeting: Meeting) -> Message:
    """The heading as it is first said: it calls all others to vote."""
    text = heading_text(at, store, meeting, standing(store, meeting, at.room))
    return Message(text, _callees(at, meeting), name=heading_name(meeting), about=meeting.key)


def heading_edit(at: Call | Moment, store: Store, meeting: Meeting, now: Standing | None = None) -> Message:
    """The heading as it stands now, in place of what it said before."""
    text = heading_text(at, store, meeting, now or standing(store, meeting, at.room))
    return Message(text, _callees(at, meeting), replaces=heading_name(meeting), about=meeting.key)


def heading_edits(at: Call | Moment, store: Store, meeting: Meeting) -> tuple[Message, ...]:
    """The edit of the heading; none for a meeting that was planned without a poll and so has no heading."""
    return (heading_edit(at, store, meeting),) if store.slots.of(meeting.id) else ()


def headings_due(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Another feature has changed these meetings: their headings show it."""
    meetings = (store.meetings.of_id(meeting_id) for meeting_id in dict.fromkeys(timer.about for timer in timers))
    return tuple(edit for meeting in meetings if meeting for edit in heading_edits(at, store, meeting))


def _callees(at: Call | Moment, meeting: Meeting) -> tuple[Member, ...]:
    return tuple(m for m in at.room.members if m.user_id != meeting.proposer)


def slot_polls(at: Call | Moment, store: Store, meeting: Meeting, slots: Iterable[Slot]) -> tuple[Poll, ...]:
    """The native polls that ask about those slots: in the room, or where there are more than MOST_IN_ROOM in
    the heading's thread."""
    thread = heading_name(meeting) if in_thread(at, store, meeting) else None
    return tuple(
        Poll(
            _("{key} {title}: {slot}", key=meeting.key, title=meeting.title, slot=slot_label(slot)),
            ANSWERS,
            poll_name(meeting, slot),
            thread,
            about=meeting.key,
        )
        for slot in slots
    )


def in_thread(at: Call | Moment, store: Store, meeting: Meeting) -> bool:
    """Whether the meeting's native polls stand in a thread: where those stand that are posted, else by their number."""
    slots = store.slots.of(meeting.id)
    posted = (store.outbox.find(at.room.room_id, poll_name(meeting, slot)) for slot in slots)
    first = next((row for row in posted if row is not None), None)
    return store.outbox.refers(first) if first is not None else len(slots) > MOST_IN_ROOM


def slot_poll_redaction(meeting: Meeting, slot: Slot) -> MessageRedaction:
    """Takes a slot's native poll out of the room."""
    return MessageRedaction(poll_name(meeting, slot), about=meeting.key)


def poll_redactions(store: Store, meeting: Meeting) -> tuple[Said, ...]:
    """Takes all native polls of the meeting out of the room, in one run."""
    return tuple(slot_poll_redaction(meeting, slot) for slot in store.slots.of(meeting.id))


def heading_text(at: Call | Moment, store: Store, meeting: Meeting, now: Standing) -> Content:
    """Title, particulars, the slots with their votes, who is missing, and how to vote."""
    proposer = at.room.member(meeting.proposer)
    title = _("**{key} {title}**: when shall we meet?", key=meeting.key, title=meeting.title)
    return lines(
        title,
        _("Proposed by {member}.", member=proposer) if proposer else None,
        *particulars(meeting, at.settings.zone),
        *(slot_line(at, store, meeting, tally) for tally in now.tallies),
        *_state(at, store, meeting, now),
    )


def slot_line(at: Call | Moment, store: Store, meeting: Meeting, tally: Tally) -> Text:
    """A slot with the number of its votes, and what speaks against it or for it."""
    return with_notes(counted(tally), remarks(at, store, meeting, tally.slot.when, rooms=tally.slot.place is None))


def unread_lines(at: Call | Moment, store: Store, meeting: Meeting) -> list[Text]:
    """Whose native answers cannot be read, because their key has not come."""
    senders = store.unread.answers(poll_name(meeting, slot) for slot in store.slots.of(meeting.id))
    members = tuple(m for m in at.room.members if m.user_id in senders)
    if not members:
        return []
    return [_("Votes that cannot be read yet and do not count so far: {members}.", members=members)]


def _state(at: Call | Moment, store: Store, meeting: Meeting, now: Standing) -> list[Text]:
    ahead = best(now.tallies, at.ms)
    first = (ahead.tally, *ahead.ties) if ahead else ()
    leading = [_("Ahead: {slots}.", slots=apart(slot_label(t.slot) for t in first))] if first else []
    if meeting.state == "cancelled":
        return [_("This meeting was cancelled.")]
    if meeting.state == "fixed" and meeting.when is not None:
        return [_("**It takes place: {when}.**", when=period(meeting.when))]
    if not meeting.takes_votes(at.ms):
        return [*leading, _("Voting has ended.")]
    return [*leading, *missing_lines(now), *unread_lines(at, store, meeting), _how(at, store, meeting, now)]


def _how(at: Call | Moment, store: Store, meeting: Meeting, now: Standing) -> Text:
    """How to vote; that this list counts, as a native poll knows only who clicked in it."""
    vote = offered_line("vote", meeting.key, now.tallies[0].slot.number, _("yes"))
    show = offered_line("meeting show", meeting.key)
    if in_thread(at, store, meeting):
        return _(
            "To vote, answer the polls in the thread of this message or write {vote}. This list counts. Who said "
            "what: {show}",
            vote=vote,
            show=show,
        )
    return _(
        "To vote, answer the polls below or write {vote}. This list counts. Who said what: {show}",
        vote=vote,
        show=show,
    )


def posted_for_newcomers(at: Call | Moment, store: Store, meeting: Meeting) -> tuple[Said, ...]:
    """The heading and the polls once more, which who came later could not read; quietly, in place of those before.

    Only as long as nobody has clicked: the new ones begin without votes in every client.
    """
    slots = store.slots.of(meeting.id)
    names = [poll_name(meeting, slot) for slot in slots]
    if store.ballots.clicked(meeting.id) or store.unread.answers(names):
        return ()
    gone = poll_redactions(store, meeting)
    before = store.outbox.set_aside(at.room.room_id, heading_name(meeting), f"before round {meeting.rounds + 1} ")
    meeting = store.meetings.next_round(meeting.id, at.ms)
    text = heading_text(at, store, meeting, standing(store, meeting, at.room))
    return (
        *(MessageRedaction(name, about=meeting.key) for name in before),
        *gone,
        Message(text, name=heading_name(meeting), about=meeting.key),
        *slot_polls(at, store, meeting, slots),
    )


def post_open_polls(at: Moment, store: Store) -> tuple[Said, ...]:
    """The heading and the polls of each open vote that were never posted in this room; no vote is lost."""
    polls = [
        meeting
        for meeting in store.meetings.voting()
        if meeting.takes_votes(at.ms) and store.outbox.find(at.room.room_id, heading_name(meeting)) is None
    ]
    said: list[Said] = []
    for meeting in polls:
        said.append(heading(at, store, meeting))
        said += slot_polls(at, store, meeting, store.slots.of(meeting.id))
    return tuple(said)
