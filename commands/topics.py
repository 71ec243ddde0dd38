"""The points of an agenda in words: for the room, the reminder and the calendar file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

from commands.base import Call, Moment, UserError
from commands.base.names import AGENDA
from commands.calendar.schedule import period
from commands.dates import read_duration
from commands.sittings import Sitting, date_of, sitting_of, standing_topics
from commands.words import Content, Link, Message, Text, Value, _, _n, lines, offered_line
from commands.words.render import render
from storage import Store
from storage.agenda import LAST, NewTopic, Topic
from storage.meetings import Meeting
from storage.series import When

LONGEST_POINT: Final = timedelta(hours=12)
Shorter: TypeAlias = Callable[[], Text | None]
"""Makes a line that works with another length."""


def joined(values: Sequence[Value]) -> Text:
    """The values behind each other, with commas between them."""
    return Text(", ".join(f"{{v{n}}}" for n in range(len(values))), {f"v{n}": value for n, value in enumerate(values)})


def numbered_topics(at: Call | Moment, topics: Sequence[Topic]) -> list[Content]:
    """Each point on a line of its own, as members say it: `TOP 1`."""
    return [topic_line(at, number, topic) for number, topic in enumerate(topics, start=1)]


def topic_line(at: Call | Moment, number: int, topic: Topic) -> Text:
    """`TOP 1 Positionspapier – Anna, 20 Minuten, L17`; where a deferred one was carried over to."""
    head = _("**TOP {number}** {title}", number=number, title=topic.title)
    return _with_details(at, head, topic)


def backlog_line(at: Call | Moment, number: int, topic: Topic) -> Text:
    """A point that waits for a meeting."""
    head = Text("**{number}.** {title}", {"number": number, "title": topic.title})
    return _with_details(at, head, topic)


def topic_details(at: Call | Moment, topic: Topic) -> list[Value]:
    """Who, how long, with what."""
    speakers = tuple(at.room.named(user_id) for user_id in topic.speakers)
    return [
        *([topic.guest] if topic.guest else []),
        *([speakers] if speakers else []),
        *([timedelta(minutes=topic.minutes)] if topic.minutes else []),
        *(Link(one) if "://" in one else one for one in topic.material),
    ]


def carried_to(key: str | None, day: str | None) -> Text:
    """Where a deferred point went: to the meeting of that short name, of a series to that day; else to the backlog."""
    if key is None:
        return _("deferred to the backlog")
    if not day:
        return _("deferred to {key}", key=key)
    return _("deferred to {key} ({day})", key=key, day=date.fromisoformat(day))


def deferred_to(topic: Topic) -> Text:
    """Where a deferred point went."""
    key = f"M{topic.to_meeting}" if topic.to_meeting is not None else None
    return carried_to(key, (topic.to_occasion or "")[:10])


def _with_details(at: Call | Moment, head: Text, topic: Topic) -> Text:
    details = topic_details(at, topic)
    if topic.state == "deferred":
        details.append(deferred_to(topic))
    return Text("{head} – {details}", {"head": head, "details": joined(details)}) if details else head


def read_minutes(text: str, shorter: Shorter) -> int:
    """A length in minutes; a number alone counts them. Raises UserError for one that no point has."""
    try:
        length = read_duration(f"{text} min" if text.isdigit() else text)
    except UserError as mistake:
        mistake.example = shorter()
        raise
    if not timedelta(minutes=1) <= length <= LONGEST_POINT:
        raise UserError(
            _("A point takes a minute to {most}, not {length}.", most=LONGEST_POINT, length=length), shorter()
        )
    return round(length.total_seconds()) // 60


def sum_line(sitting: Sitting, topics: Sequence[Topic]) -> Text | None:
    """How long the points take together, and whether that is more than the meeting has; None if nobody has said."""
    known = [topic.minutes for topic in topics if topic.minutes and topic.state == "open"]
    if not known:
        return None
    total, length = sum(known), sitting_length(sitting)
    if length is None:
        return _("Together: {total}.", total=timedelta(minutes=total))
    over = timedelta(minutes=total) - length
    if over > timedelta(0):
        return _(
            "**Together {total}, but the meeting lasts {length}: {over} too much.**",
            total=timedelta(minutes=total),
            length=length,
            over=over,
        )
    return _("Together: {total} of {length}.", total=timedelta(minutes=total), length=length)


def sitting_length(sitting: Sitting) -> timedelta | None:
    """How long the meeting lasts; None where nobody has said an end, or it lasts whole days."""
    when, minutes = sitting.when, sitting.meeting.minutes
    if when is None:
        return timedelta(minutes=minutes) if minutes else None
    if when.all_day or when.end is None:
        return None
    return timedelta(milliseconds=when.over - when.begins)


def agenda_head(sitting: Sitting) -> Text:
    """Which agenda it is."""
    title: dict[str, Value] = {"key": sitting.key, "title": sitting.meeting.title}
    if sitting.meeting.state == "cancelled":
        return _("**Agenda of {key} {title}**: cancelled", **title)
    if sitting.when is None and sitting.meeting.when is not None:
        return _("**Agenda of {key} {title}**: this date is cancelled", **title)
    if sitting.when is None:
        return _("**Agenda of {key} {title}**: the date is still voted on", **title)
    return _("**Agenda of {key} {title}**: {when}", **title, when=period(sitting.when))


def agenda_text(at: Call | Moment, sitting: Sitting) -> Content:
    """The whole agenda, as its status message shows it."""
    topics = sitting.topics(at.settings)
    empty = _(
        "There is no point yet. {line} adds one.", line=offered_line("agenda add", sitting.key, _("Budget; 20 min"))
    )
    return lines(agenda_head(sitting), *numbered_topics(at, topics), sum_line(sitting, topics) if topics else empty)


def reminded_topics(at: Moment, meeting: Meeting, single: When) -> Content | None:
    """What stands on the agenda of that date, for a reminder on the day before; the line that shows it, shortly before.

    None if nothing does, or the date is farther away.
    """
    topics = sitting_of(meeting, single).topics(at.settings)
    left = single.begins - at.ms
    if not topics or left > 48 * 3_600_000:
        return None
    if left <= 2 * 3_600_000:
        return _("Agenda: {line}", line=offered_line("agenda", meeting.key))
    return lines(_("Agenda:"), *numbered_topics(at, topics))


def described_topics(at: Call | Moment, meeting: Meeting, occasion: str) -> str:
    """The agenda as a calendar file's description has it: plain, in the board's language; empty if nothing stands on
    it."""
    topics = Sitting(meeting, None, occasion).topics(at.settings)
    if not topics:
        return ""
    return render(lines(_("Agenda:"), *numbered_topics(at, topics)), at.settings.style).body


def moved_on(before: Meeting, after: Meeting) -> Text | None:
    """What becomes of the points of dates that a series has no more; None if they had none of their own."""
    own = [topic for topic in before.topics if topic.state == "open" and not topic.standing and topic.occasion]
    count = sum(date_of(before, one.occasion) is not None and date_of(after, one.occasion) is None for one in own)
    if not count:
        return None
    return _n(
        "The point on its agenda goes to the next date’s: {line}",
        "The {count} points on its agenda go to the next date’s: {line}",
        count,
        line=offered_line("agenda", after.key),
    )


def went_back(meeting: Meeting) -> Text | None:
    """What becomes of the points of a meeting that is cancelled; None if it has none of its own."""
    count = sum(topic.state == "open" and not topic.standing for topic in meeting.topics)
    if not count:
        return None
    return _n(
        "The point on its agenda is in the backlog now: `!agenda backlog`",
        "The {count} points on its agenda are in the backlog now: `!agenda backlog`",
        count,
    )


def no_point(number: int, count: int, example: Text | None = None) -> UserError:
    """That there is no point of that number."""
    if not count:
        return UserError(_("There is no point {number}: nothing stands there yet.", number=number), example)
    return UserError(_("There is no point {number}; the last one is {count}.", number=number, count=count), example)


def require_alive(sitting: Sitting) -> None:
    """Raises UserError for a meeting that was cancelled."""
    if sitting.meeting.state == "cancelled":
        raise UserError(
            _("{key} {title} was cancelled.", key=sitting.key, title=sitting.meeting.title),
            _("`!agenda backlog`"),
        )


def begun_topics(call: Call, store: Store, sitting: Sitting) -> list[Topic]:
    """The points of that agenda; those that always stand there are kept from now on, so that they can be changed."""
    require_alive(sitting)
    meeting, occasion = sitting.meeting.id, sitting.occasion
    if not store.agenda.has(meeting, occasion):
        for topic in standing_topics(call.settings, sitting.meeting):
            last = topic.position >= LAST
            new = NewTopic(topic.title, call.member.user_id, minutes=topic.minutes, standing=True, last=last)
            store.agenda.add(new, meeting, occasion, call.ms)
    return store.agenda.of(meeting, occasion)


def anew(store: Store, sitting: Sitting) -> Sitting:
    """The sitting with its points as they are now."""
    meeting = store.meetings.of_id(sitting.meeting.id)
    return sitting if meeting is None else Sitting(meeting, sitting.when, sitting.occasion)


def agenda_name(sitting: Sitting) -> str:
    return AGENDA.of(meeting=sitting.meeting.id, date=sitting.tag)


def is_shown(at: Call | Moment, store: Store, sitting: Sitting) -> bool:
    """Whether its status message stands in the room."""
    return store.outbox.find(at.room.room_id, agenda_name(sitting)) is not None


def agenda_edit(at: Call | Moment, store: Store, sitting: Sitting) -> Message:
    """The status message as it is now, in its place."""
    return Message(agenda_text(at, anew(store, sitting)), replaces=agenda_name(sitting), about=sitting.key)
