"""What is said when reminders are due: one message to each person, or many and late ones together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, islice

from commands.base import Moment, from_ms, to_ms
from commands.base.names import REMINDERS_HOMELESS, REMINDERS_RANG
from commands.calendar.schedule import period
from commands.reminded import subject
from commands.reminders.counted import CountedDate, dates_due, next_counted, place_of, still_due
from commands.reminders.reactions import BUTTONS
from commands.reminders.rules import next_moment
from commands.reminders.sentences import about_message, alone, among_others
from commands.words import ROOM, Content, Member, Message, Said, Text, Value, _, _n, bullets, lines
from commands.words.sizes import paged
from storage import Store
from storage.reminders import UNHEARD, Reminder
from storage.timers import Timer, TimerKind

SINGLY = 5
"""So many persons whose reminders are due at once still get a message each."""
_BUTTONED = 2
"""So many messages of one moment get buttons: with more, a homeserver would ask the bot to wait, and words with it."""
LATE = timedelta(minutes=1)
"""From here on a reminder is marked with how late it is."""
WRONG = timedelta(minutes=5)
"""A series that rang so much later than now did so by a wrong clock."""
AGAIN = timedelta(minutes=10)
"""So often it is looked whether there is a direct chat again for what waits for one."""


def ring(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Rings those whose timers are due; a series is set for its next moment. Who left the room is not rung.

    What was set in a direct chat that was given up rings in another one with the member, or waits for one.
    """
    due = still_due(moment, store, store.reminders.of_ids(timer.about for timer in timers))
    unheard = {timer.about for timer in timers if timer.tag == UNHEARD}
    for gone in (r for r in due if not _rung(moment, r)):
        store.reminders.settle(gone.id, "cancelled")
    said: list[Said] = []
    kept = [(None if r.id in unheard else place_of(moment, r), r) for r in due if _rung(moment, r)]
    for place, group in groupby(sorted(kept, key=_by_place), key=_by_place):
        reminders = [reminder for _where, reminder in group]
        said += _in_chat(moment, store, place, reminders) if place else _nowhere(moment, store, reminders)
    ringing = sum(one.buttons != () for one in said if isinstance(one, Message))
    return tuple(said) if ringing <= _BUTTONED else tuple(_unbuttoned(one) for one in said)


def _unbuttoned(said: Said) -> Said:
    return replace(said, buttons=()) if isinstance(said, Message) else said


def set_right(moment: Moment, store: Store) -> tuple[Said, ...]:
    """Sets the series that rang by a clock that was ahead for the next moment of their rules."""
    for reminder in store.reminders.rang_after(to_ms(moment.now + WRONG)):
        following = next_moment(reminder.repeat, moment.now) if reminder.repeat else None
        if following is not None:
            store.reminders.move(reminder.id, to_ms(following), reminder.repeat)
    return ()


def _by_place(placed: tuple[str | None, Reminder]) -> str:
    return placed[0] or ""


def _nowhere(moment: Moment, store: Store, due: Sequence[Reminder]) -> Iterator[Message]:
    """The members are told in the board room, once, that something private waits for them, but not what."""
    for reminder in due:
        store.timers.set(TimerKind.REMINDER, reminder.id, to_ms(moment.now + AGAIN))
    for user_id, group in groupby(sorted(due, key=lambda r: r.creator), key=lambda r: r.creator):
        theirs = list(group)
        member = moment.room.named(user_id)
        text = _n(
            "⏰ {member}: a private reminder is due, and there is no direct chat any more in which it could come. "
            "It comes in a new one; there, `!remind list` shows it.",
            "⏰ {member}: {count} private reminders are due, and there is no direct chat any more in which they could "
            "come. They come in a new one; there, `!remind list` shows them.",
            len(theirs),
            member=member,
        )
        name = REMINDERS_HOMELESS.of(who=user_id, moment=theirs[-1].due, reminder=theirs[-1].id)
        yield Message(text, rings=(member,), name=name)


def _in_chat(moment: Moment, store: Store, chat: str, due: list[Reminder]) -> Iterator[Message]:
    over = [r for r in due if _is_over(moment, store, r)]
    if over:
        named = tuple(Text("{key} {text}", {"key": r.key, "text": subject(r)}) for r in over)
        missed = _("The meetings of these reminders have begun or are over: {reminders}.", reminders=named)
        yield replace(_message(moment, store, chat, over, missed), rings=(), buttons=())
        due = [r for r in due if r not in over]
    late = [r for r in due if _lateness(moment, r)]
    punctual = [r for r in due if not _lateness(moment, r)]
    shared = _by_person(moment, punctual)
    for group in shared if len(shared) <= SINGLY else [punctual]:
        if len(group) > 1:
            yield from _together(moment, store, chat, group, late=False)
        else:
            text = alone(group[0], _whom(moment, group[0]), *_about(moment, store, group[0]))
            yield _message(moment, store, chat, group, text)
    yield from _together(moment, store, chat, late, late=True)


def _by_person(moment: Moment, due: list[Reminder]) -> list[list[Reminder]]:
    """Those that ring one person stand together, so that nobody is rung twice; in their order."""
    groups: list[tuple[set[Member], list[Reminder]]] = []
    for reminder in due:
        rung, together = set(moment.room.members if reminder.everyone else _members(moment, reminder)), [reminder]
        for other in [group for group in groups if group[0] & rung]:
            groups.remove(other)
            rung, together = rung | other[0], [*other[1], *together]
        groups.append((rung, together))
    return [sorted(group, key=due.index) for _rung_by_it, group in groups]


def _together(moment: Moment, store: Store, chat: str, due: list[Reminder], *, late: bool) -> Iterator[Message]:
    rows: list[Content] = [
        among_others(r, _whom(moment, r), _lateness(moment, r), *_about(moment, store, r)) for r in due
    ]
    waiting = iter(due)
    for part in paged(rows, moment.settings.style):
        if late:
            lead = _n("⏰ This reminder comes late:", "⏰ These reminders come late:", len(part))
        else:
            lead = _n("⏰ A reminder is due:", "⏰ {count} reminders are due:", len(part))
        text = lines(lead, bullets(*part), _("✅ done · 💤 in an hour · ▶️ tomorrow"))
        yield _message(moment, store, chat, list(islice(waiting, len(part))), text)


def _message(moment: Moment, store: Store, chat: str, due: list[Reminder], text: Content) -> Message:
    """The message in which these ring; from then on a reaction on it means them."""
    name = REMINDERS_RANG.of(moment=moment.ms, first=due[0].id)
    for reminder in due:
        store.reminders.rang(reminder.id, name, moment.ms, _again(moment, store, reminder))
    everyone = any(reminder.everyone for reminder in due)
    members = dict.fromkeys(member for reminder in due for member in _members(moment, reminder))
    about = due[0].key if len(due) == 1 else None
    answers = due[0].message if len(due) == 1 and chat == due[0].chat else None
    return Message(
        text,
        rings=ROOM if everyone else tuple(members),
        name=name,
        about=about,
        chat=chat,
        answers=answers,
        buttons=BUTTONS if len(due) == 1 else (),  # a tap would answer all of several
    )


def _again(moment: Moment, store: Store, reminder: Reminder) -> int | None:
    """When it rings next (ms); None if this was the last time."""
    following = next_moment(reminder.repeat, moment.now) if reminder.repeat else None
    return to_ms(following) if following else next_counted(store, reminder, moment.ms)


def _about(moment: Moment, store: Store, reminder: Reminder) -> list[Text]:
    """What it reminds of; then the meetings that it is counted from, as far as they are to come, and the message."""
    dates = dates_due(store, reminder, moment.ms)
    ahead = [_meeting(one) for one in dates if not one.over(moment.ms)] or [_meeting(one) for one in dates[-1:]]
    what = [Text("{text}", {"text": reminder.text})] if reminder.text else []
    message = about_message(reminder)
    return [*what, *ahead, *([message] if message else [])]


def _meeting(one: CountedDate) -> Text:
    return Text(
        "{key} {title}: {when}", {"key": one.meeting.key, "title": one.meeting.title, "when": period(one.single)}
    )


def _is_over(moment: Moment, store: Store, reminder: Reminder) -> bool:
    """Whether all that it was to come before has begun."""
    dates = dates_due(store, reminder, moment.ms)
    return bool(dates) and all(one.over(moment.ms) for one in dates)


def _lateness(moment: Moment, reminder: Reminder) -> timedelta | None:
    late = moment.now - from_ms(reminder.due)
    return late if late > LATE else None


def _whom(moment: Moment, reminder: Reminder) -> Value:
    return _("everybody") if reminder.everyone else _members(moment, reminder)


def _members(moment: Moment, reminder: Reminder) -> tuple[Member, ...]:
    return tuple(member for user_id in reminder.members if (member := moment.room.member(user_id)))


def _rung(moment: Moment, reminder: Reminder) -> bool:
    return reminder.everyone or bool(_members(moment, reminder))
