"""`!remind` and its verbs: set, list, show, cancel, snooze, move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from commands.base import Call, Claims, Group, Key, Keys, NotAllowed, Number, UserError, Words, command, from_ms, to_ms
from commands.dates import DateError, Span, read_duration
from commands.doubts import other_reading, reason
from commands.reminded import subject
from commands.reminders.line import read_wanted
from commands.reminders.moments import GoneBy, RingTime, read_when_alone, said_at, still_to_come
from commands.reminders.moving import claim_length, claim_when, counted_on, read_moved
from commands.reminders.sentences import (
    in_list,
    name_when_set,
    over,
    rule_line,
    standing,
    when_set,
)
from commands.reminders.snoozing import snooze_for
from commands.reminders.unwanted import unwanted
from commands.words import MadeUp, Period, Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.reminders import NewReminder, Reminder

PAGE = 10
_WHICH = _("Which reminder is meant?")

GROUPS = (
    Group(
        "remind",
        ("erinnere", "erinnerung", "erinnern", "erinnerungen", "reminder", "reminders"),
        _("Reminders for oneself, for others or for the whole room"),
        default="remind list",
        otherwise="remind set",
        moves="remind move",
        letter="R",
        usual=("remind set", "remind list", "remind snooze", "remind move", "remind cancel"),
    ),
)


@command(
    "remind set",
    de=("setzen", "neu", "new", "add"),
    help=_("Sets a reminder: for oneself, for others or for the whole room, once or again and again."),
    examples=(
        _("`!remind in 2 days send the slides`"),
        _("`!remind room tomorrow 9:00 check the minutes`"),
        _("`!remind @anna Fri 12:00 call the city of Bochum`"),
        _("`!remind every Monday 8:30 read the agenda`"),
        _("`!remind 2 days before M3 send the slides`"),
        _("`!remind before meetings 2h`"),
    ),
    takes={"said": Words(_("What is to be remembered, and when?"))},
)
def set_reminder(call: Call, store: Store, said: Claims) -> Reply:
    """Sets it where it was said: in the board room for all to see, in the direct chat for the asker alone."""
    if mistake := unwanted(call, store, said):
        raise mistake
    wanted = read_wanted(call, store, said)
    new = NewReminder(
        wanted.text,
        call.member.user_id,
        chat=call.chat,
        due=wanted.when.ms,
        members=tuple(member.user_id for member in wanted.members),
        everyone=not wanted.members,
        repeat=wanted.when.repeat,
        counted=wanted.when.counted,
        message=call.replied_to,
    )
    return _set(call, store, new, wanted.when)


def _set(call: Call, store: Store, new: NewReminder, when: RingTime) -> Reply:
    """A new reminder; a lead time takes the place of the one that the member has in that chat."""
    every = new.counted is not None and new.counted.meeting is None
    before = store.reminders.before_every(new.chat, new.creator) if every else None
    if before is not None and before.text == new.text and before.members == new.members:
        store.reminders.move(before.id, new.due, counted=new.counted)
        changed = store.reminders.of_ids([before.id])[0]
        return Reply(standing(changed, call), about=changed.key)
    reminder = store.reminders.add(new, call.ms)
    return Reply(
        when_set(reminder, call, *_notes(call, when, reminder)), about=reminder.key, name=name_when_set(reminder.id)
    )


@command(
    "remind list",
    reads=True,
    de=("liste",),
    help=_("Lists the reminders that are still to come."),
    examples=(_("`!remind list`"),),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def list_reminders(call: Call, store: Store, page: int | None) -> Reply:
    """Those that were set in the board room; in the direct chat the asker's own, wherever they were set."""
    chat, member = (None, call.member.user_id) if call.direct else (call.room.room_id, None)
    count = store.reminders.count_waiting(chat, member)
    if not count:
        return Reply(
            lines(_("There are no reminders to come."), _("This sets one: `!remind in 2 days send the slides`"))
        )
    pages = -(-count // PAGE)
    shown = min(max(page or 1, 1), pages)
    items = store.reminders.waiting(chat, member, limit=PAGE, offset=(shown - 1) * PAGE)
    more = _("{line} shows the next page.", line=offered_line("remind list", shown + 1))
    return Reply(
        lines(
            _n("**{count} reminder is to come:**", "**{count} reminders are to come:**", count),
            bullets(*(in_list(item, call.room) for item in items)),
            more if shown < pages else None,
        )
    )


@command(
    "remind show",
    reads=True,
    de=("zeigen", "zeige"),
    help=_("Shows one reminder in full."),
    examples=(_("`!remind show R5`"),),
    takes={"number": Key("R", _WHICH, alone=True)},
)
def show_reminder(call: Call, store: Store, number: int) -> Reply:
    """What it is about, whom it rings, when."""
    reminder = _find(call, store, number)
    text = standing(reminder, call) if reminder.state == "waiting" else over(reminder)
    return Reply(text, about=reminder.key)


@command(
    "remind cancel",
    de=("löschen", "absagen", "streichen", "delete", "remove"),
    help=_("Takes reminders back."),
    examples=(_("`!remind cancel R5`"), _("`!remind cancel R1, R2`")),
    takes={"numbers": Keys("R", _WHICH)},
)
def cancel(call: Call, store: Store, numbers: tuple[int, ...]) -> Reply:
    """The one who set it and organisers take it back; a member whom it rings beside others only leaves it."""
    said: dict[int, Text] = {}
    mistakes: list[UserError] = []
    for number in numbers:
        try:
            said[number] = _cancel(call, store, _find(call, store, number))
        except UserError as mistake:
            mistakes.append(mistake)
    for first in mistakes:  # none is cancelled then; the line cancels the others
        others = ", ".join(f"R{number}" for number in said)
        first.example = offered_line("remind cancel", others) if others else first.example
        raise first
    return Reply(lines(*said.values()), about=f"R{numbers[0]}")


def _cancel(call: Call, store: Store, reminder: Reminder) -> Text:
    me = call.member.user_id
    if not _owns(call, reminder) and me not in reminder.members:
        raise _not_yours(call, reminder)
    if reminder.state != "waiting":
        raise UserError(over(reminder), _("`!remind list`"))
    if not _owns(call, reminder) and len(reminder.members) > 1:
        store.reminders.leave(reminder.id, me)
        return _("{member} will no longer be reminded by {key}.", member=call.member, key=reminder.key)
    store.reminders.settle(reminder.id, "cancelled")
    return _("{key} is cancelled: {text}", key=reminder.key, text=subject(reminder))


@command(
    "remind snooze",
    de=("später", "later"),
    help=_("Lets a reminder come later: after a length of time, or at another moment."),
    examples=(_("`!remind snooze R5 2h`"), _("`!remind snooze R5 tomorrow 9:00`")),
    takes={"number": Key("R", _WHICH), "said": Words(_("How much later?"), optional=True)},
)
def snooze(call: Call, store: Store, number: int, said: Claims) -> Reply:
    """Later than now if it rang, else than its own moment. What rang for several comes again only for the asker."""
    length = claim_length(said)
    rest = length or claim_when(call, said)
    reminder = _find(call, store, number)
    rings_me = reminder.everyone or call.member.user_id in reminder.members
    if reminder.rang_in is None or reminder.state == "cancelled":
        if reminder.counted and reminder.repeats and reminder.state == "waiting":
            raise counted_on(reminder, "" if length else rest)
        return _put_off(call, store, reminder, rest)
    if not rings_me and not _owns(call, reminder):
        raise _not_yours(call, reminder)
    when = _later(call, rest, to_ms(said_at(call)), reminder)
    later = snooze_for(call, store, reminder, when.ms)
    return Reply(lines(standing(later, call), *_notes(call, when, later)), about=later.key)


@command(
    "remind move",
    de=("verschieben", "ändern", "edit"),
    help=_("Moves a reminder to another moment, or gives it another rule."),
    examples=(_("`!remind move R5 Fri 12:00`"),),
    takes={"number": Key("R", _WHICH), "said": Words(_("When shall the reminder come?"))},
)
def move(call: Call, store: Store, number: int, said: Claims) -> Reply:
    """By the one who set it, an organiser, or the only member whom it rings."""
    reminder = _find(call, store, number)
    _must_own(call, reminder)
    if reminder.state == "cancelled":
        raise UserError(over(reminder), _("`!remind list`"))
    with _offering_move(reminder):
        when = read_moved(call, store, said, reminder)
    return _moved(call, store, reminder, when)


@contextmanager
def _offering_move(reminder: Reminder) -> Iterator[None]:
    """Of a moment that has gone by, the line that is offered moves this reminder and sets no other."""
    try:
        yield
    except GoneBy as mistake:
        when = _("once {date}", date=mistake.better) if reminder.repeat else mistake.better
        mistake.example = offered_line("remind move", reminder.key, when)
        raise


def _put_off(call: Call, store: Store, reminder: Reminder, rest: str) -> Reply:
    """Snoozing what has not rung yet moves it, for everybody whom it rings."""
    _must_own(call, reminder)
    if reminder.state != "waiting":
        raise UserError(over(reminder), _("`!remind list`"))
    if reminder.repeat:
        raise UserError(
            _("{key} comes again and again and has not rung yet; it can be given another rule.", key=reminder.key),
            offered_line("remind move", reminder.key, MadeUp(_("every Monday 9:00"))),
        )
    return _moved(call, store, reminder, _later(call, rest, reminder.due, reminder))


def _moved(call: Call, store: Store, before: Reminder, when: RingTime) -> Reply:
    store.reminders.move(before.id, when.ms, when.repeat, when.counted)
    if when.counted or before.counted:
        return Reply(standing(store.reminders.of_ids([before.id])[0], call), about=before.key)
    values: dict[str, Value] = {
        "key": before.key,
        "old": from_ms(before.due),
        "new": when.due,
        "text": before.text,
    }
    if when.repeat:
        text = _("{key} moves from {old} to {new} and comes again and again: {text}", **values)
    else:
        text = _("{key} moves from {old} to {new}: {text}", **values)
    rule = rule_line(when.repeat) if when.repeat else None
    return Reply(lines(text, rule, *_notes(call, when, before)), about=before.key)


def _later(call: Call, rest: str, base: int, reminder: Reminder) -> RingTime:
    """`2h` is a length from `base` (ms), `morgen 9 Uhr` a moment, nothing an hour."""
    try:
        length = read_duration(rest) if rest else timedelta(hours=1)
    except DateError:
        with _offering_move(reminder):
            return read_when_alone(call, rest, reminder)
    due = from_ms(base) + length
    return RingTime(due, None, Span(due), unsaid=False)


def _notes(call: Call, when: RingTime, reminder: Reminder) -> tuple[Text | None, ...]:
    """What was not said and so was taken for granted, what was said and does not ring, what else could have been
    meant."""
    said = when.span
    end = _("{period} was said; it comes at the beginning.", period=Period(said.start, said.end, all_day=said.all_day))
    unsaid = _("No time of day was given, so it comes at {time}.", time=_time(when)) if when.unsaid else None
    return end if said.end else None, unsaid, _otherwise(call, when, reminder)


def _otherwise(call: Call, when: RingTime, reminder: Reminder) -> Text | None:
    """What else could have been meant, with the line for it, if it is still to come."""
    ask = when.span.ask
    if ask is None:
        return None
    say = still_to_come(call, ask)
    return other_reading(ask, offered_line("remind move", reminder.key, say)) if say else reason(ask)


def _time(when: RingTime) -> str:
    return f"{when.due.hour}:{when.due.minute:02}"


def _find(call: Call, store: Store, number: int) -> Reminder:
    """What was set in a direct chat is spoken of only in direct chats of the one who set it."""
    reminder = store.reminders.find(number, (call.room.room_id,), call.member.user_id if call.direct else None)
    if reminder is None:
        raise UserError(_("There is no reminder {key} here.", key=f"R{number}"), _("`!remind list`"))
    return reminder


def _owns(call: Call, reminder: Reminder) -> bool:
    return call.member.organiser or reminder.creator == call.member.user_id


def _must_own(call: Call, reminder: Reminder) -> None:
    if not _owns(call, reminder) and reminder.members != (call.member.user_id,):
        raise _not_yours(call, reminder)


def _not_yours(call: Call, reminder: Reminder) -> NotAllowed:
    member = call.room.named(reminder.creator)
    return NotAllowed(
        _("{key} was set by {member}; only {member} and organisers can change it.", key=reminder.key, member=member),
        _("`!remind list`"),
    )
