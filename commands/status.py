"""`!status` and `!me`: what the board has to do, what waits for the asker, how the bot is; on one phone screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from commands.base import Call, Group, command, from_ms
from commands.calendar.schedule import coming, local, period
from commands.words import Content, Lines, Link, Reply, Text, Value, _, _n, bullets, lines
from storage import Store
from storage.ballots import Unanswered
from storage.literature import Entry
from storage.meetings import Meeting
from storage.reminders import Reminder
from storage.series import When as Date
from storage.task_lists import Listed
from storage.tasks import Task

MOST = 3
"""Entries of a part that are shown; the part says where the others are."""
_TITLE = 70
"""Characters of a title."""
_COUNTED: tuple[Listed, ...] = ("open", "free", "overdue")

GROUPS = (
    Group("status", ("übersicht", "overview", "stand", "lage"), _("What the board has to do, at a glance")),
    Group("me", ("ich", "mein", "meine", "mine", "my"), _("What waits for you")),
)


@command(
    "status", reads=True, help=_("Shows polls, meetings, tasks and literature at a glance."), examples=(_("`!status`"),)
)
def status(call: Call, store: Store) -> Reply:
    """Open polls, the next meetings, those without a host, open and overdue tasks, the newest literature."""
    polls = store.meetings.voting()
    ahead = _ahead(call, store)
    chosen = {choice.meeting for choice in store.hosting.choices()}
    homeless = [m for m, _single in ahead if not (m.place or m.id in chosen or store.hosting.needs_none(m.id))]
    entries = store.literature.newest(MOST)
    parts = (
        _part(_("**Open polls**"), [_poll(call, m) for m in polls], _("`!meeting list`")),
        _part(_("**Next meetings**"), [_meeting(m, single) for m, single in ahead], _("`!meeting list`")),
        _part(_("**Meetings without a host**"), [_homeless(m) for m in homeless], _("`!host list`")),
        _tasks(call, store),
        _part(_("**Newest literature**"), [_entry(e) for e in entries], _("`!lit list`"), store.literature.count()),
    )
    nothing = _("There is nothing to do at the moment: no poll, no meeting, no task, no literature.")
    board = lines(*parts) if any(parts) else nothing
    return Reply(lines(board, health(call, store) if call.member.organiser else None))


@command(
    "me",
    reads=True,
    help=_("Shows what waits for you: votes, tasks, meetings to host, reminders."),
    examples=(_("`!me`"),),
)
def me(call: Call, store: Store) -> Reply:
    """The votes not cast, the asker's tasks, what they host, their reminders as far as they may be seen here."""
    user_id = call.member.user_id
    polls = store.ballots.unanswered(user_id, call.ms)
    hosted = {choice.meeting for choice in store.hosting.choices() if choice.offer.host == user_id}
    tasks = store.tasks.held_by(user_id)
    ahead = _ahead(call, store)
    chats = None if call.direct else (call.room.room_id,)
    reminders = store.reminders.waiting(chats, user_id, limit=MOST)
    parts = (
        _part(
            _("**Votes not cast**"),
            [_vote(poll, call) for poll in polls],
            _("`!meeting list`"),
        ),
        _part(
            _("**A date is to be fixed**"),
            [_to_fix(m) for one in store.ballots.to_be_fixed(user_id, call.ms) if (m := store.meetings.of_id(one))],
            _("`!meeting list`"),
        ),
        _part(
            _("**You are asked to take on**"),
            [_asked(store.tasks.get(task_id)) for task_id in store.task_offers.waiting_for(user_id)],
            _("`!task list`"),
        ),
        _part(
            _("**Not said yet whether you come**"),
            [_attend(m, single) for m, single in ahead if user_id not in store.ballots.coming(m.id)],
            _("`!meeting list`"),
        ),
        _part(_("**Your tasks**"), [_task(task, call) for task in tasks], _("`!task mine`")),
        _part(
            _("**Meetings you host**"),
            [_meeting(m, single) for m, single in ahead if m.id in hosted],
            _("`!host list`"),
        ),
        _part(
            _("**Your reminders**"),
            [_reminder(reminder) for reminder in reminders],
            _("`!remind list`"),
            store.reminders.count_waiting(chats, user_id),
        ),
    )
    if not any(parts):
        return Reply(_("Nothing waits for {member}.", member=call.member))
    return Reply(lines(_("**This waits for {member}:**", member=call.member), *parts))


def _part(heading: Text, items: Sequence[Text], all_of_them: Text, count: int | None = None) -> Lines | None:
    """A heading and its first entries, and where the rest is; None if there are none. `count` is how many there are
    in all, if `items` are not all of them."""
    count = len(items) if count is None else count
    if not items:
        return None
    more = _("{n} more: {line}", n=count - MOST, line=all_of_them) if count > MOST else None
    return lines(heading, bullets(*items[:MOST], more))


def _tasks(call: Call, store: Store) -> Content | None:
    """How many tasks there are and how many are free; the overdue ones by name."""
    asker, now = call.member.user_id, call.now.astimezone(ZoneInfo(call.zone))
    count, free, late = (store.tasks.count(listed, asker, now) for listed in _COUNTED)
    if not count:
        return None
    counted = _n("one task to be done", "{count} tasks to be done", count)
    heading = _("**Tasks**: {counted}, {free} of them free, {late} overdue", counted=counted, free=free, late=late)
    if not late:
        return heading
    shown = store.tasks.page("overdue", asker, now, MOST)
    named = [_("{task}, due since {due}", task=_named(t.key, t.title), due=t.due) for t in shown if t.due]
    return lines(heading, bullets(*named, *_rest(late)))


def _rest(count: int) -> tuple[Text, ...]:
    return (_("{n} more: {line}", n=count - MOST, line=_("`!task overdue`")),) if count > MOST else ()


def _ahead(call: Call, store: Store) -> list[tuple[Meeting, Date]]:
    """The meetings to come with their next single date, the earliest first."""
    found = [(m, single) for m in store.meetings.to_come(call.ms) if m.when and (single := coming(m.when, call.ms))]
    return sorted(found, key=lambda pair: (pair[1].begins, pair[0].number))


def _is_overdue(task: Task, call: Call) -> bool:
    """Whether the due day, or the due moment, is over."""
    if isinstance(task.due, datetime):
        return task.due <= call.now
    return task.due is not None and task.due < call.now.astimezone(ZoneInfo(call.zone)).date()


def _poll(call: Call, meeting: Meeting) -> Text:
    named = _named(meeting.key, meeting.title)
    if not meeting.takes_votes(call.ms):
        return _("{meeting}: voting has ended, a date has to be fixed", meeting=named)
    if meeting.deadline is None:
        return _("{meeting}: voting is open", meeting=named)
    return _("{meeting}: voting until {moment}", meeting=named, moment=local(meeting.deadline, call.zone))


def _meeting(meeting: Meeting, single: Date) -> Text:
    values: dict[str, Value] = {"meeting": _named(meeting.key, meeting.title), "when": period(single)}
    if meeting.place:
        return Text("{meeting}: {when}, {place}", {**values, "place": meeting.place})
    return Text("{meeting}: {when}", values)


def _to_fix(meeting: Meeting) -> Text:
    return _("{meeting}: `!meeting close {key}`", meeting=_named(meeting.key, meeting.title), key=meeting.key)


def _asked(task: Task) -> Text:
    return _("{task}: `!task claim {key}`", task=_named(task.key, task.title), key=task.key)


def _attend(meeting: Meeting, single: Date) -> Text:
    line = _("`!meeting attend {key} online`", key=meeting.key)
    return Text("{meeting}: {line}", {"meeting": _meeting(meeting, single), "line": line})


def _homeless(meeting: Meeting) -> Text:
    return _("{meeting}: `!host call {key}` asks for one", meeting=_named(meeting.key, meeting.title), key=meeting.key)


def _vote(poll: Unanswered, call: Call) -> Text:
    named = _named(poll.key, poll.title)
    if poll.deadline is None:
        return _n(
            "{meeting}: one date without your vote",
            "{meeting}: {count} dates without your vote",
            poll.slots,
            meeting=named,
        )
    return _n(
        "{meeting}: until {moment}, one date without your vote",
        "{meeting}: until {moment}, {count} dates without your vote",
        poll.slots,
        meeting=named,
        moment=local(poll.deadline, call.zone),
    )


def _task(task: Task, call: Call) -> Text:
    named = _named(task.key, task.title)
    if task.due is None:
        return named
    if _is_overdue(task, call):
        return _("{task}, due since {due}", task=named, due=task.due)
    return _("{task}, due on {due}", task=named, due=task.due)


def _entry(entry: Entry) -> Text:
    if not entry.address:
        return _named(entry.key, entry.title or str(entry.csl.get("ISBN", "")))
    return Text("**{key}** {what}", {"key": entry.key, "what": Link(entry.address, _short(entry.title))})


def _reminder(reminder: Reminder) -> Text:
    when = datetime.fromtimestamp(reminder.due / 1000, UTC)
    return Text("{reminder}: {when}", {"reminder": _named(reminder.key, reminder.text), "when": when})


def _named(key: str, title: str) -> Text:
    return Text("**{key}** {title}", {"key": key, "title": _short(title)})


def _short(title: str) -> str:
    one = " ".join(title.split())
    return one if len(one) <= _TITLE else one[: _TITLE - 1] + "…"


def health(call: Call, store: Store) -> Content:
    """The last sync, what waits to be said, the last reminder, the size of the database, and the device."""
    known = store.health()
    return lines(
        _("**The assistant itself** (organisers see this)"),
        bullets(
            _("Last sync: {when}", when=from_ms(known.last_sync)) if known.last_sync else _("Last sync: never"),
            _queue(known.waiting, known.oldest),
            _("Last reminder or notice: {when}", when=from_ms(known.last_unasked)) if known.last_unasked else None,
            _("Database: {size} KiB", size=known.size // 1024),
            _("Device: cross-signed") if call.trust.device_signed else _("⚠️ Device: not cross-signed, see `!trust`"),
        ),
    )


def _queue(waiting: int, oldest: int | None) -> Text:
    if oldest is None:
        return _("Nothing waits to be said.")
    return _n(
        "One message waits to be said, since {since}.",
        "{count} messages wait to be said, the oldest since {since}.",
        waiting,
        since=from_ms(oldest),
    )


COMMANDS = (status, me)
