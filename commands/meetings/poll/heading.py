"""The heading message of a poll with its standing, its native polls, how slots are written, what is posted anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from commands.base import Call, Moment
from commands.base.names import HEADING, SLOT_POLL
from commands.calendar.schedule import local, period
from commands.meetings.fixed.remarks import remarks
from commands.meetings.standing import Standing, Tally, best, standing
from commands.words import (
    Content,
    Link,
    Member,
    Message,
    MessageRedaction,
    Poll,
    Said,
    Text,
    Value,
    _,
    _n,
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


def slot_label(slot: Slot) -> Text:
    """`2. Mi, 9. Dezember 2026, 10:00`, and where, if it has a place of its own"""
    if slot.place:
        values: dict[str, Value] = {"number": slot.number, "when": period(slot.when), "place": slot.place}
        return Text("{number}. {when}, {place}", values)
    return Text("{number}. {when}", {"number": slot.number, "when": period(slot.when)})


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


def counted(tally: Tally) -> Text:
    """A slot with the number of its votes."""
    return _(
        "{slot} – {yes} yes, {maybe} if need be, {no} no",
        slot=slot_label(tally.slot),
        yes=len(tally.yes),
        maybe=len(tally.maybe),
        no=len(tally.no),
    )


def with_notes(text: Text, notes: tuple[Text, ...]) -> Text:
    """The text with its notes in brackets behind it."""
    if not notes:
        return text
    return Text("{text} [{notes}]", {"text": text, "notes": notes})


def apart(texts: Iterable[Text]) -> Text:
    """The texts set apart by `;`, as dates have commas of their own."""
    values = {f"n{n}": text for n, text in enumerate(texts)}
    return Text("; ".join(f"{{{name}}}" for name in values), values)


def particulars(meeting: Meeting, zone: str, without: Collection[Value | None] = ()) -> list[Text]:
    """What was said about the meeting besides its date, a line each; `without` names what stands elsewhere."""
    said = []
    if meeting.place and _("Place") not in without:
        said.append(_("Place: {place}", place=meeting.place))
    if meeting.link and _("Link") not in without:
        said.append(_("Link: {link}", link=Link(meeting.link)))
    if meeting.description and _("Description") not in without:
        said.append(_("Description: {description}", description=meeting.description))
    if meeting.state == "voting" and meeting.deadline is not None and meeting.ended is None:
        said.append(_("Voting is open until {moment}.", moment=local(meeting.deadline, zone)))
    if meeting.state == "voting" and meeting.auto:
        said.append(_("The best slot will be fixed automatically."))
    return said


def missing_lines(now: Standing) -> list[Text]:
    """Who has not voted at all, and who not on every slot."""
    said = []
    if now.silent:
        said.append(_("Not voted yet: {members}.", members=now.silent))
    if now.partly:
        named = tuple(
            Text("{member} ({slots})", {"member": member, "slots": ", ".join(str(s.number) for s in slots)})
            for member, slots in now.partly.items()
        )
        said.append(_("Not voted on every slot yet: {members}.", members=named))
    if now.tallies and not now.missing:
        said.append(_("All have voted."))
    return said


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


def votes_counted(tally: Tally) -> Text:
    """The reason for a slot: how many can come, and how surely."""
    if not tally.can_come:
        return _("nobody has said yet that they can come")
    return _n(
        "one can come ({yes} yes, {maybe} if need be)",
        "{count} can come ({yes} yes, {maybe} if need be)",
        tally.can_come,
        yes=len(tally.yes),
        maybe=len(tally.maybe),
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
