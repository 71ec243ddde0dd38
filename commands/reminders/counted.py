"""Reminders that are counted from meetings: when they ring, and how they follow what becomes of the meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from heapq import merge
from itertools import groupby, takewhile

from commands.base import Moment, to_ms
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import days_of, moment_of, within
from commands.reminded import subject
from commands.reminders.sentences import name_when_set, when_set
from commands.words import Content, Message, Said, Text, _n, bullets, lines
from commands.words.sizes import paged
from storage import Store
from storage.meetings import Meeting
from storage.reminders import FromMeeting, Reminder
from storage.series import NEVER, When
from storage.timers import Timer
from storage.values import frozen

_WIDEST = 2 * 86_400_000
"""Milliseconds by which a day and the time on it that is counted to can lie apart, and more."""


@frozen
class CountedDate:
    """A date of a meeting, and when a reminder that is counted from it is due (ms)."""

    due: int
    meeting: Meeting
    single: When

    def over(self, at: int) -> bool:
        """Whether a reminder before it is of no use any more at `at` (ms)."""
        begins = self.single.over if self.single.all_day else self.single.begins
        return self.due <= begins <= at


def dates_from(store: Store, counted: FromMeeting, after: int) -> Iterator[CountedDate]:
    """The dates that are counted from and whose reminder is due later than `after` (ms), by when it is."""
    if counted.meeting is not None:
        found = store.meetings.of_id(counted.meeting)
        meetings = [found] if found and found.state == "fixed" else []
    else:
        meetings = store.meetings.to_come(after, MOST_AHEAD)
    return merge(*(_dates_of(meeting, counted, after) for meeting in meetings), key=lambda one: one.due)


def _dates_of(meeting: Meeting, counted: FromMeeting, after: int) -> Iterator[CountedDate]:
    earliest = after - max(0, counted.seconds) * 1000 - _WIDEST
    for single in within(meeting.date, max(0, earliest), NEVER):
        due = counted_due(single, counted)
        if due is not None and due > after:
            yield CountedDate(due, meeting, single)


def counted_due(single: When, counted: FromMeeting) -> int | None:
    """When a reminder of that date is due (ms); None where hours are counted from whole days."""
    if counted.clock is not None:
        day = days_of(single)[counted.seconds > 0] + timedelta(seconds=counted.seconds)
        return to_ms(moment_of(f"{day.isoformat()}T{counted.clock}:00", single.zone))
    if single.all_day:
        return None
    return (single.begins if counted.seconds < 0 else single.over) + counted.seconds * 1000


def next_counted(store: Store, reminder: Reminder, after: int) -> int | None:
    """When a counted reminder rings next, later than `after` (ms).

    NEVER while no meeting is to come that a lead time is for, None where there is nothing more to be reminded of.
    """
    if reminder.counted is None:
        return None
    found = next(dates_from(store, reminder.counted, after), None)
    if found is not None:
        return found.due
    return NEVER if reminder.counted.meeting is None else None


def dates_due(store: Store, reminder: Reminder, at: int) -> list[CountedDate]:
    """The dates of which a counted reminder that is due now is to remind: several if the bot was away."""
    if reminder.counted is None:
        return []
    dates = dates_from(store, reminder.counted, reminder.due - 1)
    return list(takewhile(lambda one: one.due <= at, dates))


def still_due(moment: Moment, store: Store, due: Sequence[Reminder]) -> list[Reminder]:
    """Those that are due as the meetings stand now; the others wait for the next date that they are counted from."""
    kept: list[Reminder] = []
    for reminder in due:
        if reminder.counted is None or dates_due(store, reminder, moment.ms):
            kept.append(reminder)
        elif (following := next_counted(store, reminder, moment.ms)) is not None:
            store.reminders.move(reminder.id, following, counted=reminder.counted)
        else:
            store.reminders.rest(reminder.id)
    return kept


def follow(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Meetings were fixed, have changed or are gone: what is counted from them moves along, or ends and says so."""
    said: list[Said] = []
    for meeting_id in dict.fromkeys(timer.about for timer in timers):
        meeting = store.meetings.of_id(meeting_id)
        ended: list[Reminder] = []
        back: list[Reminder] = []
        for reminder in store.reminders.counted_from(meeting_id):
            due = _due_now(moment, store, reminder)
            if due is None and reminder.state == "waiting":
                store.reminders.rest(reminder.id)
                ended.append(reminder)
            elif due is not None and (due != reminder.due or reminder.state != "waiting"):
                store.reminders.move(reminder.id, due, counted=reminder.counted)
                said += _standing_anew(moment, store, reminder)
                back += [reminder] if reminder.state != "waiting" else []
        if meeting:
            said += _told(moment, meeting, ended, _why_ended)
            said += _told(moment, meeting, back, _why_back)
    return tuple(said)


def _due_now(moment: Moment, store: Store, reminder: Reminder) -> int | None:
    """When it is due as the meetings stand now: of a single one even if that has gone by, unless it is over."""
    counted = reminder.counted
    if counted is None:
        return None
    if counted.meeting is not None:
        first = next(dates_from(store, counted, 0), None)
        if first is not None and first.meeting.date.rule is None:
            return None if first.over(moment.ms) else first.due
    if reminder.due <= moment.ms and any(one.due == reminder.due for one in dates_due(store, reminder, moment.ms)):
        return reminder.due
    return next_counted(store, reminder, moment.ms)


def _standing_anew(moment: Moment, store: Store, reminder: Reminder) -> Iterator[Message]:
    """The answer by which it was set says when it comes now, if the chat is still there."""
    if place_of(moment, reminder) == reminder.chat:
        text = when_set(store.reminders.of_ids([reminder.id])[0], moment)
        yield Message(text, replaces=name_when_set(reminder.id), about=reminder.key, chat=reminder.chat)


def place_of(moment: Moment, reminder: Reminder) -> str | None:
    """Where it is spoken of: where it was set, if all who are there may hear it, else in an encrypted direct chat."""
    theirs = [direct for direct in moment.directs if direct.user_id == reminder.creator]
    if reminder.chat in (moment.room.room_id, *(direct.chat for direct in theirs)):
        return reminder.chat
    return next((direct.chat for direct in theirs if direct.encrypted), None)


def _told(
    moment: Moment, meeting: Meeting, reminders: Sequence[Reminder], why: Callable[[Meeting, int], Text]
) -> Iterator[Message]:
    """What has become of them, where they are spoken of; it rings nobody."""
    placed = sorted(((place_of(moment, one) or "", one) for one in reminders), key=lambda one: (one[0], one[1].number))
    for place, group in groupby(placed, key=lambda one: one[0]):
        here = [one for _place, one in group]
        rows: list[Content] = [Text("**{key}** {text}", {"key": one.key, "text": subject(one)}) for one in here]
        for part in paged(rows, moment.settings.style) if place else ():
            text = lines(why(meeting, len(part)), bullets(*part))
            yield Message(text, about=meeting.key, chat=place)


def _why_back(meeting: Meeting, count: int) -> Text:
    return _n(
        "{key} “{title}” has a date again, and this reminder holds again:",
        "{key} “{title}” has a date again, and these reminders hold again:",
        count,
        key=meeting.key,
        title=meeting.title,
    )


def _why_ended(meeting: Meeting, count: int) -> Text:
    about = {"key": meeting.key, "title": meeting.title}
    if meeting.state == "cancelled":
        return _n(
            "{key} “{title}” is cancelled, and with it this reminder:",
            "{key} “{title}” is cancelled, and with it these reminders:",
            count,
            **about,
        )
    if meeting.state == "voting":
        return _n(
            "{key} “{title}” has no date any more; this reminder waits until there is one:",
            "{key} “{title}” has no date any more; these reminders wait until there is one:",
            count,
            **about,
        )
    return _n(
        "{key} “{title}” is no longer to come, and this reminder has nothing left to come before:",
        "{key} “{title}” is no longer to come, and these reminders have nothing left to come before:",
        count,
        **about,
    )
