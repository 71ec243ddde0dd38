"""What is said of a reminder: when it is set, in lists, when it rings."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from commands.base import Call, Moment, Room, from_ms
from commands.base.names import REMINDER_SET
from commands.dates import Span, in_both
from commands.reminded import before_meeting, subject
from commands.reminders.rules import next_moment
from commands.words import Content, Link, Text, Value, _, _n, lines, offered_line
from storage.reminders import Reminder, Repeat
from storage.series import NEVER

_NEXT_TIMES = 3


def whom(reminder: Reminder, room: Room) -> Value:
    """Those whom it rings, as a value for a sentence."""
    if reminder.everyone:
        return _("everybody")
    return tuple(room.named(user_id) for user_id in reminder.members)


def name_when_set(reminder_id: int) -> str:
    """The name of the answer that says that a reminder is set; a 👍 on it joins in."""
    return REMINDER_SET.of(reminder=reminder_id)


def id_when_set(name: str) -> int | None:
    """The reminder of which an answer of that name said that it is set."""
    found = REMINDER_SET.read(name)
    return int(found["reminder"]) if found else None


def about_message(reminder: Reminder) -> Text | None:
    """The link to the message that it is about."""
    if reminder.message is None:
        return None
    address = f"https://matrix.to/#/{quote(reminder.chat, safe='!:')}/{quote(reminder.message, safe='$:')}"
    return _("The message: {link}", link=Link(address))


def _counted(reminder: Reminder, whom_named: Value, count: int) -> Content:
    values: dict[str, Value] = {"key": reminder.key, "whom": whom_named, "before": before_meeting(reminder)}
    if reminder.text:
        first = _n(
            "**{key}** is set: {whom} will be reminded {before}: {text}",
            "**{key}** is set: {whom} will be reminded {before}: {text}",
            count,
            text=reminder.text,
            **values,
        )
    else:
        first = _n(
            "**{key}** is set: {whom} will be reminded {before}.",
            "**{key}** is set: {whom} will be reminded {before}.",
            count,
            **values,
        )
    if reminder.due >= NEVER:
        return lines(first, _("No meeting is to come yet."))
    when = from_ms(reminder.due)
    if reminder.repeats:
        return lines(first, _("That is next on {when}; if the meeting is moved, it moves too.", when=when))
    return lines(first, _("That is on {when}; if the meeting is moved, it moves too.", when=when))


def standing(reminder: Reminder, at: Call | Moment) -> Content:
    """One sentence: whom it will remind of what, and when; of a series its rule with what it leaves out, and its next
    times; the message it is about."""
    return lines(_standing(reminder, at), about_message(reminder))


def _standing(reminder: Reminder, call: Call | Moment) -> Content:
    count = 2 if reminder.everyone else len(reminder.members)
    if reminder.counted is not None:
        return _counted(reminder, whom(reminder, call.room), count)
    values: dict[str, Value] = {"key": reminder.key, "whom": whom(reminder, call.room)}
    values["text"] = reminder.text or subject(reminder)
    if reminder.repeat is None:
        return _n(
            "**{key}** is set: {whom} will be reminded on {when}: {text}",
            "**{key}** is set: {whom} will be reminded on {when}: {text}",
            count,
            when=from_ms(reminder.due),
            **values,
        )
    sentence = _n(
        "**{key}** is set: {whom} will be reminded again and again: {text}",
        "**{key}** is set: {whom} will be reminded again and again: {text}",
        count,
        **values,
    )
    return lines(
        sentence,
        rule_line(reminder.repeat),
        _("Next times: {when}", when=_next_times(reminder, reminder.repeat)),
    )


def when_set(reminder: Reminder, call: Call | Moment, *notes: Text | None) -> Content:
    """The answer that stays in the room for a reminder that was set, with its hints."""
    if reminder.chat == call.room.room_id and not reminder.everyone:
        hint = _(
            "{line} takes it back; a 👍 here lets others be reminded too.",
            line=offered_line("remind cancel", reminder.key),
        )
    else:
        hint = _("{line} takes it back.", line=offered_line("remind cancel", reminder.key))
    return lines(standing(reminder, call), *notes, hint)


def over(reminder: Reminder) -> Text:
    """One sentence on a reminder that will not ring any more."""
    if reminder.state == "cancelled":
        return _("{key} was cancelled: {text}", key=reminder.key, text=subject(reminder))
    if reminder.state == "done":
        return _("{key} is done: {text}", key=reminder.key, text=subject(reminder))
    return _("{key} rang on {when}: {text}", key=reminder.key, when=from_ms(reminder.due), text=subject(reminder))


def in_list(reminder: Reminder, room: Room) -> Text:
    """One line of a list."""
    values: dict[str, Value] = {
        "key": reminder.key,
        "when": from_ms(reminder.due) if reminder.due < NEVER else "",
        "whom": whom(reminder, room),
        "text": subject(reminder),
    }
    if reminder.counted is not None:
        return _counted_in_list(reminder, values)
    if reminder.repeat is None:
        return _("**{key}** {when}, {whom}: {text}", **values)
    return _("**{key}** {when} and again, {whom}: {text}", **values)


def _counted_in_list(reminder: Reminder, values: dict[str, Value]) -> Text:
    values["before"] = before_meeting(reminder)
    if reminder.due >= NEVER:
        return Text("**{key}** {before}, {whom}", values)
    if not reminder.text:
        return Text("**{key}** {when}, {before}, {whom}", values)
    return Text("**{key}** {when}, {before}, {whom}: {text}", values)


def alone(reminder: Reminder, whom_now: Value, subject_now: Text, *beside: Text) -> Content:
    """One reminder that rings on time, in a message of its own, with what is to be known beside it."""
    return lines(
        _("⏰ {whom}: {text}", whom=whom_now, text=subject_now),
        *beside,
        _("{key} · ✅ done · 💤 in an hour · ▶️ tomorrow", key=reminder.key),
    )


def among_others(
    reminder: Reminder, whom_now: Value, late: timedelta | None, subject_now: Text, *beside: Text
) -> Content:
    """One reminder among several in one message; `late` if it was due some time ago."""
    if late is None:
        row = _("{whom}: {text} ({key})", whom=whom_now, text=subject_now, key=reminder.key)
    else:
        row = _(
            "{whom}: {text} ({key}, was due on {when}, {late} late)",
            whom=whom_now,
            text=subject_now,
            key=reminder.key,
            when=from_ms(reminder.due),
            late=late,
        )
    return lines(row, *beside) if beside else row


def _next_times(reminder: Reminder, repeat: Repeat) -> Text:
    moment: datetime | None = from_ms(reminder.due)
    times: dict[str, Value] = {}
    while moment and len(times) < _NEXT_TIMES:
        times[f"time{len(times)}"] = moment
        moment = next_moment(repeat, moment)
    return Text(" · ".join(f"{{{name}}}" for name in times), times)


def rule_line(repeat: Repeat) -> Text:
    """The rule as one would type it, with what it leaves out."""
    span = Span(datetime.fromisoformat(repeat.first), None, all_day=False, rrule=repeat.rule)
    return _("Rule: {rule}", rule=in_both(span, repeat.zone))
