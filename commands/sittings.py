"""Which sitting a line means: a meeting, of a series one of its dates, which has an agenda and minutes of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from commands.base import Call, Claims, ExampleLine, Moment, Settings, UserError
from commands.base.arguments import claim_key
from commands.base.candidates import MOST_AHEAD
from commands.base.names import meeting_named
from commands.base.titles import Titled, claim_titled, line_for_each, titled
from commands.calendar.schedule import coming, local, single, within
from commands.calendar.series import origin_of
from commands.patterns import regex
from commands.words import OneOf, _
from storage import Store
from storage.agenda import LAST, Topic
from storage.meetings import Meeting
from storage.series import NEVER, When
from storage.values import frozen

_DAY: Final = regex(
    r"(?:(?:am|vom|on|of)\s+)?(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?(?=[\s,;:]|$)", re.IGNORECASE | re.ASCII
)
_WEEKS: Final = 28 * 86_400_000
_YEAR: Final = timedelta(days=366) // timedelta(milliseconds=1)


@frozen
class Sitting:
    """A meeting, and when it sits: None while its date is voted on. `occasion` is, of a series, where its rule has the
    date, and empty for a single meeting."""

    meeting: Meeting
    when: When | None
    occasion: str

    @property
    def key(self) -> str:
        return self.meeting.key

    @property
    def tag(self) -> str:
        """The occasion in digits, as names of messages hold it."""
        return re.sub(r"\D", "", self.occasion) or "0"

    def topics(self, settings: Settings) -> list[Topic]:
        """The points of its agenda in their order; of one that nobody has touched those that always stand there."""
        own = [topic for topic in self.meeting.topics if topic.occasion == self.occasion]
        if own:
            return [topic for topic in own if topic.state != "dropped"]
        return standing_topics(settings, self.meeting)

    def has_begun(self, now: int) -> bool:
        return self.when is not None and self.when.begins <= now


def standing_topics(settings: Settings, meeting: Meeting) -> list[Topic]:
    """The points that the configuration puts on every agenda, as if they stood on that one."""
    ordered = sorted(settings.agenda, key=lambda one: one.last)
    return [
        Topic(
            id=0, meeting=meeting.id, occasion="", position=number + (LAST if one.last else 0.0),
            title=one.titles.get(settings.language, ""), minutes=one.minutes, speakers=(), material=(), standing=True,
            state="open", author="", created=0, changed=0,
        )
        for number, one in enumerate(ordered, start=1)
    ]  # fmt: skip


def sitting_of(meeting: Meeting, when: When | None) -> Sitting:
    """The meeting at that date of its own."""
    series = meeting.when is not None and meeting.when.rule is not None
    return Sitting(meeting, when, origin_of(when) if series and when else "")


def sitting_at(meeting: Meeting, occasion: str) -> Sitting:
    """The meeting at the date that its rule has at `occasion`, empty for a single meeting."""
    return Sitting(meeting, date_of(meeting, occasion), occasion)


def date_of(meeting: Meeting, occasion: str) -> When | None:
    """When the meeting sits then: of a series the date that its rule has at `occasion`, wherever it takes place; None
    if there is none."""
    when = meeting.when
    if when is None or (when.rule is None and not occasion):
        return when
    if not occasion:
        return None
    start = next((moved.start for moved in when.moved if moved.origin == occasion), occasion)
    begins = single(start, None, when.zone).begins
    near = within(when, begins, begins + 1)
    return next((one for one in near if origin_of(one) == occasion), None)


def next_sitting(at: Call | Moment, meeting: Meeting) -> Sitting:
    """Of a series the date that goes on or comes next; its last one if none is left."""
    if meeting.when is None or meeting.when.rule is None:
        return sitting_of(meeting, meeting.when)
    return sitting_of(meeting, coming(meeting.when, at.ms) or last_begun(meeting.when, at.ms))


def latest_sitting(at: Call | Moment, meeting: Meeting) -> Sitting:
    """Of a series the date that has begun last; its next one if none has."""
    if meeting.when is None or meeting.when.rule is None:
        return sitting_of(meeting, meeting.when)
    return sitting_of(meeting, last_begun(meeting.when, at.ms) or coming(meeting.when, at.ms))


def last_begun(when: When, now: int) -> When | None:
    """The date that has begun last at `now` (ms), of a series of the last years."""
    begun: When | None = None
    for one in within(when, max(when.begins, now - 4 * _YEAR), now + 1):
        begun = one if one.begins <= now else begun
    return begun


def sittings_ahead(at: Call | Moment, store: Store) -> list[Sitting]:
    """The meetings to come, of very many the next, each at its next date, the earliest first."""
    return in_order(at, store.meetings.to_come(at.ms, MOST_AHEAD))


def in_order(at: Call | Moment, meetings: Iterable[Meeting]) -> list[Sitting]:
    """Each of the meetings at its next date, the earliest first."""
    found = [next_sitting(at, meeting) for meeting in meetings]
    return sorted((one for one in found if one.when), key=lambda one: (one.when.begins if one.when else 0, one.key))


def following(at: Call | Moment, store: Store, sitting: Sitting) -> Sitting | None:
    """Where what is carried over goes: the next date of the series, else the meeting that begins next."""
    meeting, when = sitting.meeting, sitting.when
    if when is None:
        return next(iter(sittings_ahead(at, store)), None)
    if sitting.occasion:
        later = (
            one for one in within(meeting.date, when.begins, NEVER) if one.begins > when.begins and one.over > at.ms
        )
        one = next(later, None)
        return sitting_of(meeting, one) if one else None
    later_ones = store.meetings.to_come(max(at.ms, when.begins), MOST_AHEAD)
    after = [one for one in in_order(at, later_ones) if one.when and one.when.begins > when.begins]
    return next((one for one in after if one.meeting.id != meeting.id), None)


def claim_sitting(
    said: Claims, call: Call, store: Store, example: ExampleLine, *, past: bool = False, bare: bool = True
) -> Sitting | None:
    """The sitting named at the head of the line: by its short name or title, of a series perhaps with its day; None if
    none is. Of a series the next date is meant, with `past` the one that has begun last.

    Without `bare` a number alone names none. Raises UserError where there is no such meeting.
    """
    if not bare and re.match(r"\d", said.words(said.head)):
        return None
    number = claim_key("M", said)
    if number is None and said.left():
        among = titled("M", call, store, said.words(said.head))
        if past:
            among = [*among, *(Titled(one.key, one.meeting.title) for one in recent_sittings(call, store))]
        number = claim_titled(said, call, list(dict.fromkeys(among)), alone=False)
    if number is None:
        return None
    meeting = store.meetings.find(number)
    if meeting is None:
        raise UserError(_("There is no meeting {key}.", key=f"M{number}"), _("`!meeting list`"))
    return _at_day(said, call, meeting, example) or (latest_sitting if past else next_sitting)(call, meeting)


def sitting_meant(
    said: Claims,
    call: Call,
    store: Store,
    example: ExampleLine,
    *,
    past: bool = False,
    among: Sequence[Sitting] | None = None,
) -> Sitting:
    """The sitting named at the head of the line, else the one that was answered, else the only one there can be, of
    those `among` which it is.

    `example` makes a line that works of a key. Raises UserError that asks which is meant.
    """
    found = claim_sitting(said, call, store, example, past=past) or answered_sitting(call, store, past=past)
    if found is not None:
        return found
    choice = among or (recent_sittings(call, store) if past else sittings_ahead(call, store))
    if len(choice) == 1:
        return choice[0]
    if not choice:
        raise UserError(_("There is no such meeting at the moment."), _("`!meeting list`"))
    named = tuple(_("{key} {title}", key=one.key, title=one.meeting.title) for one in choice)
    raise UserError(
        _("Which one is meant: {meetings}?", meetings=OneOf(named)), line_for_each([one.key for one in choice], example)
    )


def answered_sitting(call: Call, store: Store, *, past: bool = False) -> Sitting | None:
    """The sitting of whose messages one was answered."""
    name = store.outbox.name_of(call.chat, call.answered) if call.answered else None
    meeting_id = meeting_named(name)
    meeting = store.meetings.of_id(meeting_id) if meeting_id is not None else None
    return (latest_sitting if past else next_sitting)(call, meeting) if meeting else None


def recent_sittings(at: Call | Moment, store: Store) -> list[Sitting]:
    """The meetings of the last four weeks that have begun, the latest first."""
    since = at.ms - _WEEKS
    return _begun(at, store.meetings.between(since, at.ms + 1), since)


def latest_begun(at: Call | Moment, store: Store) -> Sitting | None:
    """The first of `recent_sittings`; None if there is none."""
    since = at.ms - _WEEKS
    return next(iter(_begun(at, store.meetings.begun_last(since, at.ms), since)), None)


def _begun(at: Call | Moment, meetings: Iterable[Meeting], since: int) -> list[Sitting]:
    found = [latest_sitting(at, meeting) for meeting in meetings]
    begun = [one for one in found if one.has_begun(at.ms) and one.when and one.when.over > since]
    return sorted(begun, key=lambda one: -(one.when.begins if one.when else 0))


def unapproved(at: Call | Moment, store: Store) -> list[Sitting]:
    """The meetings of late on which something was noted, and whose minutes nobody has approved."""
    since = at.ms - _WEEKS
    noted = store.minutes.unapproved(since, at.ms)
    found = _begun(at, filter(None, map(store.meetings.of_id, {meeting for meeting, _occasion in noted})), since)
    return [one for one in found if (one.meeting.id, one.occasion) in noted]


def _at_day(said: Claims, call: Call, meeting: Meeting, example: ExampleLine) -> Sitting | None:
    """The date of a series on the day that stands behind its name: the nearest of that day and month."""
    if meeting.when is None or meeting.when.rule is None:
        return None
    day = said.take_head(_DAY)
    if day is None:
        return None
    wanted = (int(day[1]), int(day[2]))
    years = (int(day[3]),) if day[3] else ()
    near = [
        one
        for one in within(meeting.when, max(call.ms - 4 * _YEAR, meeting.when.begins), call.ms + 2 * _YEAR)
        if (date := local(one.begins, call.zone).date()) and (date.day, date.month) == wanted
        if not years or date.year in years
    ]
    if not near:
        raise UserError(_("{key} has no date on “{day}”.", key=meeting.key, day=day[0].strip()), example(meeting.key))
    return sitting_of(meeting, min(near, key=lambda one: abs(one.begins - call.ms)))
