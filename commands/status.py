"""`!status` and `!me`: what the board has to do, what waits for the asker, how the bot is; on one phone screen."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from commands.ahead import count_ahead, meetings_ahead, with_next_dates
from commands.base import Call, Group, Moment, command, from_ms
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import local, period
from commands.parts import MOST, named, part, short
from commands.releases.outgoing import HeldBack
from commands.releases.outlook import Outlook
from commands.releases.sentences import waiting_line
from commands.reminded import subject
from commands.sittings import Sitting, unapproved
from commands.waiting import (
    RELEASES,
    asked_to_host,
    impulses_at_a_glance,
    impulses_of,
    open_question,
    points_of,
    releases_to_agree_to,
    running_out,
    words_of_organisers,
)
from commands.words import Content, Link, Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.ballots import Unanswered
from storage.decisions import Decision
from storage.hosting import Offer
from storage.literature import Entry
from storage.meetings import Meeting
from storage.reminders import Reminder
from storage.series import NEVER
from storage.series import When as Date
from storage.task_lists import Listed
from storage.tasks import Task

_ANYBODY = ""
_DECISIONS = _("`!decision list`")
_COUNTED: tuple[Listed, ...] = ("open", "free", "overdue")

GROUPS = (
    Group("status", ("übersicht", "overview", "stand", "lage"), _("What the board has to do, at a glance")),
    Group("me", ("ich", "mein", "meine", "mine", "my"), _("What waits for you")),
)


@command(
    "status", reads=True, help=_("Shows polls, meetings, tasks and literature at a glance."), examples=(_("`!status`"),)
)
def status(call: Call, store: Store) -> Reply:
    """What the board has to do, and the newest literature; for organisers how the assistant is."""
    entries = [entry_line(entry) for entry in store.literature.newest(MOST)]
    newest = part(_("**Newest literature**"), entries, _("`!lit list`"), store.literature.count())
    parts = (*to_do(call, store), *((newest,) if newest else ()))
    nothing = _("There is nothing to do at the moment: no poll, no meeting, no task, no literature.")
    board = lines(*parts) if parts else nothing
    return Reply(lines(board, health(call, store) if call.member.organiser else None))


def to_do(at: Call | Moment, store: Store) -> tuple[Content, ...]:
    """Open polls and those to be fixed, the next meetings, those without a host, the offers on the table, the tasks."""
    polls, to_fix = store.meetings.voting(), store.ballots.to_be_fixed(None, at.ms)
    ahead = meetings_ahead(at, store)
    choices = store.hosting.choices(m.id for m, _single in ahead)
    chosen = {choice.meeting for choice in choices}
    homeless = [m for m, _single in ahead if not (m.place or m.id in chosen or store.hosting.needs_none(m.id))]
    taken = {choice.offer.id for choice in choices}
    today = at.now.astimezone(ZoneInfo(at.settings.zone)).date()
    offers = [
        offer for offer in store.hosting.newest(MOST_AHEAD) if offer.id not in taken and offer.terms.last_from(today)
    ]
    parts = (
        part(
            _("**Open polls**"),
            [_poll(at, m) for m in polls if m.id not in to_fix],
            _("`!meeting list`"),
        ),
        part(
            _("**A date is to be fixed**"),
            [_to_fix(store, m) for m in polls if m.id in to_fix],
            _("`!meeting list`"),
        ),
        part(
            _("**Decisions being voted on**"),
            [_decision(at, d) for d in store.decisions.voting(MOST)],
            _DECISIONS,
            store.decisions.count_voting(),
        ),
        part(
            _("**Next meetings**"),
            [_meeting(m, single) for m, single in ahead[:MOST]],
            _("`!meeting list`"),
            count_ahead(at, store, ahead),
        ),
        part(
            _("**Meetings without a host**"), [_homeless(m) for m in homeless[:MOST]], _("`!host list`"), len(homeless)
        ),
        part(
            _("**Offers on the table**"), [_offer(at, offer) for offer in offers[:MOST]], _("`!host list`"), len(offers)
        ),
        part(
            _("**In the backlog**"),
            [Text("{title}", {"title": short(topic.title)}) for topic in store.agenda.backlog()[:MOST]],
            _("`!agenda backlog`"),
            len(store.agenda.backlog()),
        ),
        impulses_at_a_glance(at, store),
        part(_("**Minutes to be approved**"), [_unapproved(one) for one in unapproved(at, store)], _("`!minutes`")),
        part(
            _("**Releases that wait for agreement**"),
            [waiting_line(at, one) for one in store.releases.open(MOST)],
            RELEASES,
            store.releases.count_open(),
        ),
        _held_back(at, store),
        _tasks(at, store),
    )
    return tuple(one for one in parts if one)


@command(
    "me",
    reads=True,
    help=_("Shows all that waits for you: questions, votes, requests, tasks, meetings to host, reminders."),
    examples=(_("`!me`"),),
)
def me(call: Call, store: Store) -> Reply:
    """All that waits for the asker: questions, votes, requests, tasks, what they host, their reminders as far as they
    may be seen here."""
    user_id = call.member.user_id
    polls = store.ballots.unanswered(user_id, call.ms)
    out, soon_free = running_out(call, store)
    tasks = _held(call, store, soon_free)
    to_come = store.meetings.to_come(call.ms, MOST_AHEAD)
    ahead = with_next_dates(call, to_come)
    chosen = {one.meeting for one in store.hosting.choices(m.id for m, _one in ahead) if one.offer.host == user_id}
    hosted = [(m, single) for m, single in ahead if m.id in chosen]
    asked = [(m, single) for m, single in ahead if m.asks_about(single)]
    said = store.ballots.said_whether_coming(user_id, (m.id for m, _single in asked))
    unsaid = [(m, single) for m, single in asked if m.id not in said]
    chat = None if call.direct else call.room.room_id
    reminders = store.reminders.waiting(chat, user_id, limit=MOST)
    parts = (
        open_question(call, store),
        part(
            _("**Votes not cast**"),
            [_vote(poll, call) for poll in polls],
            _("`!meeting list`"),
        ),
        part(
            _("**A date is to be fixed**"),
            [
                _to_fix(store, m)
                for one in store.ballots.to_be_fixed(user_id, call.ms)
                if (m := store.meetings.of_id(one))
            ],
            _("`!meeting list`"),
        ),
        part(
            _("**Decisions to vote on**"),
            [_to_decide(call, store.decisions.get(one)) for one in store.decision_ballots.asks(user_id, call.ms, MOST)],
            _DECISIONS,
            store.decision_ballots.count_asks(user_id, call.ms),
        ),
        part(
            _("**You are asked to take on**"),
            [_asked(store.tasks.get(task_id)) for task_id in store.task_offers.waiting_for(user_id)],
            _("`!task list`"),
        ),
        asked_to_host(call, store),
        out,
        releases_to_agree_to(call, store),
        words_of_organisers(call, store),
        part(
            _("**Not said yet whether you come**"),
            [_attend(m, single) for m, single in unsaid[:MOST]],
            _("`!meeting list`"),
            len(unsaid),
        ),
        part(
            _("**Your tasks**"),
            [_task(task, call) for task in tasks],
            _("`!task mine`"),
            store.tasks.count("held", user_id, call.now) - len(soon_free),
        ),
        part(
            _("**Meetings you host**"),
            [_meeting(m, single) for m, single in hosted[:MOST]],
            _("`!host list`"),
            len(hosted),
        ),
        points_of(call, to_come),
        impulses_of(call, store),
        part(
            _("**Your reminders**"),
            [_reminder(reminder) for reminder in reminders],
            _("`!remind list`"),
            store.reminders.count_waiting(chat, user_id),
        ),
    )
    if not any(parts):
        return Reply(_("Nothing waits for {member}.", member=call.member))
    return Reply(lines(_("**This waits for {member}:**", member=call.member), *parts))


def _held(call: Call, store: Store, but: frozenset[int]) -> list[Task]:
    """The first tasks that the asker has taken on, without those (row ids)."""
    found: list[Task] = []
    for limit in (2 * MOST, MOST + len(but)):
        page = store.tasks.page("held", call.member.user_id, call.now, limit)
        found = [task for task in page if task.id not in but][:MOST]
        if len(found) == MOST or len(page) < limit:
            break
    return found


def _tasks(at: Call | Moment, store: Store) -> Content | None:
    """How many tasks there are and how many are free; the overdue ones by name."""
    now = at.now.astimezone(ZoneInfo(at.settings.zone))
    count, free, late = (store.tasks.count(listed, _ANYBODY, now) for listed in _COUNTED)
    if not count:
        return None
    counted = _n("one task to be done", "{count} tasks to be done", count)
    parts = tuple(part for number, part in ((free, _("{n} free", n=free)), (late, _("{n} overdue", n=late))) if number)
    if not parts:
        return _("**Tasks**: {counted}", counted=counted)
    heading = _("**Tasks**: {counted}, of them {parts}", counted=counted, parts=parts)
    if not late:
        return heading
    shown = store.tasks.page("overdue", _ANYBODY, now, MOST)
    overdue = [_("{task}, due since {due}", task=named(t.key, t.title), due=t.due) for t in shown if t.due]
    return lines(heading, bullets(*overdue, *_rest(late)))


def _rest(count: int) -> tuple[Text, ...]:
    return (_("{n} more: {line}", n=count - MOST, line=_("`!task overdue`")),) if count > MOST else ()


def _is_overdue(task: Task, call: Call) -> bool:
    """Whether the due day, or the due moment, is over."""
    if isinstance(task.due, datetime):
        return task.due <= call.now
    return task.due is not None and task.due < call.now.astimezone(ZoneInfo(call.zone)).date()


def _poll(at: Call | Moment, meeting: Meeting) -> Text:
    name = named(meeting.key, meeting.title)
    if meeting.deadline is None:
        return _("{meeting}: voting is open", meeting=name)
    return _("{meeting}: voting until {moment}", meeting=name, moment=local(meeting.deadline, at.settings.zone))


def _meeting(meeting: Meeting, single: Date) -> Text:
    values: dict[str, Value] = {"meeting": named(meeting.key, meeting.title), "when": period(single)}
    if meeting.place:
        return Text("{meeting}: {when}, {place}", {**values, "place": meeting.place})
    return Text("{meeting}: {when}", values)


def _to_fix(store: Store, meeting: Meeting) -> Text:
    if not store.ballots.counting(meeting.id):
        return _(
            "{meeting}: {line}",
            meeting=named(meeting.key, meeting.title),
            line=offered_line("meeting show", meeting.key),
        )
    return _(
        "{meeting}: {line}", meeting=named(meeting.key, meeting.title), line=offered_line("meeting close", meeting.key)
    )


def _unapproved(sitting: Sitting) -> Text:
    name = named(sitting.key, sitting.meeting.title)
    return _("{meeting}: {line}", meeting=name, line=offered_line("minutes approve", sitting.key))


def _held_back(at: Call | Moment, store: Store) -> Content | None:
    """What was released and has changed since, or was released by a decision that holds no more."""
    outlook = Outlook(at, store)
    found = [
        Text("{why}", {"why": one.why}) for one in outlook.page("changed", limit=MOST) if isinstance(one, HeldBack)
    ]
    return part(_("**No longer released as it is now**"), found, RELEASES, outlook.count("changed"))


def _decision(at: Call | Moment, decision: Decision) -> Text:
    name = named(decision.key, decision.text)
    if decision.deadline is None:
        return _("{decision}: voting is open", decision=name)
    return _("{decision}: voting until {moment}", decision=name, moment=local(decision.deadline, at.settings.zone))


def _to_decide(call: Call, decision: Decision) -> Text:
    line = offered_line("decision yes", decision.key)
    return Text("{decision}: {line}", {"decision": _decision(call, decision), "line": line})


def _asked(task: Task) -> Text:
    return _("{task}: {line}", task=named(task.key, task.title), line=offered_line("task claim", task.key))


def _attend(meeting: Meeting, single: Date) -> Text:
    line = offered_line("meeting attend", meeting.key, "online")
    return Text("{meeting}: {line}", {"meeting": _meeting(meeting, single), "line": line})


def _homeless(meeting: Meeting) -> Text:
    return _(
        "{meeting}: {line} asks for one",
        meeting=named(meeting.key, meeting.title),
        line=offered_line("host call", meeting.key),
    )


def _offer(at: Call | Moment, offer: Offer) -> Text:
    name = named(offer.key, offer.terms.place)
    return _("{offer}, from {member}", offer=name, member=at.room.named(offer.host))


def _vote(poll: Unanswered, call: Call) -> Text:
    name = named(poll.key, poll.title)
    if poll.deadline is None:
        return _n(
            "{meeting}: one date without your vote",
            "{meeting}: {count} dates without your vote",
            poll.slots,
            meeting=name,
        )
    return _n(
        "{meeting}: until {moment}, one date without your vote",
        "{meeting}: until {moment}, {count} dates without your vote",
        poll.slots,
        meeting=name,
        moment=local(poll.deadline, call.zone),
    )


def _task(task: Task, call: Call) -> Text:
    name = named(task.key, task.title)
    owner = task.owner(call.member.user_id)
    if owner and owner.until:
        return _("{task}, until {until}", task=name, until=owner.until)
    if task.due is None:
        return name
    if _is_overdue(task, call):
        return _("{task}, due since {due}", task=name, due=task.due)
    return _("{task}, due on {due}", task=name, due=task.due)


def entry_line(entry: Entry) -> Text:
    """An entry by its name and title, or its address."""
    if not entry.address:
        return named(entry.key, entry.title or str(entry.csl.get("ISBN", "")))
    return Text("**{key}** {what}", {"key": entry.key, "what": Link(entry.address, short(entry.title))})


def _reminder(reminder: Reminder) -> Text:
    said = named(reminder.key, reminder.text)
    if not reminder.text:
        said = Text("**{key}** {what}", {"key": reminder.key, "what": subject(reminder)})
    if reminder.due >= NEVER:
        return said
    return Text("{reminder}: {when}", {"reminder": said, "when": datetime.fromtimestamp(reminder.due / 1000, UTC)})


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
