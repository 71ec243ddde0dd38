"""What follows where a meeting is as it was before: its heading, its native polls, the calendar file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from commands.base import Call
from commands.base.names import ANNOUNCEMENT, MEETING
from commands.base.undoing import PutBack
from commands.calendar_files import calendar_file
from commands.meetings.changes import OLD_ENTRY
from commands.meetings.fixed.attendance import attend_poll
from commands.meetings.fixed.series import shown
from commands.meetings.poll.heading import heading_edits, heading_name, slot_polls
from commands.meetings.poll.tentative import taken_out
from commands.meetings.timers import is_open
from commands.words import Content, Message, MessageRedaction, Poll, Said, Text, _
from storage import Store
from storage.meetings import Meeting
from storage.timers import TimerKind


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """Polls that no longer ask about anything are taken out, those that ask again are posted anew, files and words
    follow."""
    left = [meeting for meeting_id in ids if (meeting := store.meetings.of_id(meeting_id))]
    asking = {meeting.id: _polls(call, store, meeting) for meeting in left}
    tentative = {meeting.id: taken_out(call, store, meeting) for meeting in left}

    def put_back() -> PutBack:
        each = [_put_back(call, store, meeting, asking[meeting.id], mark) for meeting in left]
        each += [PutBack(said=tentative[meeting.id]) for meeting in left if store.meetings.of_id(meeting.id) is None]
        return PutBack(
            tuple(record for one in each for record in one.records),
            tuple(text for one in each for text in one.standing),
            tuple(said for one in each for said in one.said),
        )

    return put_back


def _polls(call: Call, store: Store, meeting: Meeting) -> dict[str, Poll]:
    """The native polls that ask something about the meeting now, by name."""
    polls: tuple[Poll, ...] = ()
    if meeting.state == "voting" and is_open(meeting, call.ms):
        polls = slot_polls(call, store, meeting, store.slots.of(meeting.id))
    elif meeting.state == "fixed":
        polls = attend_poll(meeting)
    return {poll.name: poll for poll in polls}


def _put_back(call: Call, store: Store, left: Meeting, asked: dict[str, Poll], mark: str) -> PutBack:
    label = Text("{key} {title}", {"key": left.key, "title": left.title})
    back = store.meetings.of_id(left.id)
    if back is None:
        return PutBack((label,), said=_gone(call, store, left, asked, mark))
    label = Text("{key} {title}", {"key": back.key, "title": back.title})
    if replace(back, sequence=left.sequence, changed=left.changed) == left:
        return PutBack(
            (label,), said=(*heading_edits(call, store, back), *_other_polls(call, store, back, asked, mark))
        )
    back = store.meetings.put_back(left.id, call.ms)
    if left.asked != back.asked:
        store.outbox.set_aside(call.room.room_id, ANNOUNCEMENT.of(meeting=left.id, asked=left.asked), mark)
    files: tuple[Said, ...] = ()
    if back.when is not None:
        files = (calendar_file(call, back),)
    elif left.state == "fixed":
        files = (_taken_out(call, left),)
    said = (*heading_edits(call, store, back), *files, *_other_polls(call, store, back, asked, mark))
    return PutBack((label,), _standing(call, left, back), said)


def _standing(call: Call, left: Meeting, back: Meeting) -> tuple[Content, ...]:
    """How the meeting stands now."""
    old = (OLD_ENTRY,) if left.state == "fixed" and left.when != back.when else ()
    if back.state == "fixed":
        return (_("It takes place: {when}.", when=shown(back.date)), *old)
    if back.state == "cancelled":
        return (_("This meeting was cancelled."), *old)
    if is_open(back, call.ms):
        return (_("Voting is open; all votes are still there."), *old)
    return (_("Voting has ended."), *old)


def _other_polls(call: Call, store: Store, back: Meeting, asked: dict[str, Poll], mark: str) -> tuple[Said, ...]:
    """Takes out the native polls that ask no more, and posts those that ask again, under the name they had."""
    asks = _polls(call, store, back)
    gone = _redactions(call, store, back, [name for name in asked if name not in asks], mark)
    for name in asks.keys() - asked.keys():
        store.outbox.set_aside(call.room.room_id, name, mark)
    return (*gone, *(poll for name, poll in asks.items() if name not in asked))


def _redactions(call: Call, store: Store, meeting: Meeting, names: list[str], mark: str) -> tuple[Said, ...]:
    """Takes those native polls out of the room; they are found under another name from now on: it may be needed
    again."""
    aside = [name for one in names for name in store.outbox.set_aside(call.room.room_id, one, mark)]
    return tuple(MessageRedaction(name, about=meeting.key) for name in aside)


def _gone(call: Call, store: Store, left: Meeting, asked: dict[str, Poll], mark: str) -> tuple[Said, ...]:
    """The meeting was not there before: its messages say so, and are never found again."""
    said = list(_redactions(call, store, left, list(asked), mark))
    aside = store.outbox.set_aside(call.room.room_id, MEETING.of(meeting=left.id), mark)
    if (heading := mark + heading_name(left)) in aside:
        text = _("**{key} {title}** was taken back by {member}.", key=left.key, title=left.title, member=call.member)
        said.append(Message(text, replaces=heading, about=left.key))
    if left.state == "fixed":
        said.append(_taken_out(call, left))
        store.timers.set(TimerKind.MEETING_COUNTED, left.id, call.ms)
    return tuple(said)


def _taken_out(call: Call, left: Meeting) -> Said:
    """The file that takes the date out of calendars."""
    return calendar_file(call, replace(left, state="cancelled", sequence=left.sequence + 1, changed=call.ms))
