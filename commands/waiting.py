"""What `!me` shows beside votes, tasks and reminders: questions of the assistant's that the asker has not answered,
points and speakers that are theirs; and the speakers in `!status`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, Moment, from_ms
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import coming, period
from commands.parts import MOST, named, part, short
from commands.patterns import regex
from commands.sittings import Sitting, in_order, sitting_at
from commands.words import Content, Text, _, offered_line
from storage import Store
from storage.hosting import HostRequest
from storage.impulses import Impulse, ImpulseState
from storage.meetings import Meeting
from storage.tasks import HeldForNow, Task

RELEASES = _("`!release list`")
TERM_ENDS = timedelta(days=14)
"""A duty whose term ends so soon is about to run out."""
_EVENT = regex(r"\$\S+")
"""An event id in a line that waits for a yes: nothing that a member has typed."""


def open_question(call: Call, store: Store) -> Content | None:
    """What the assistant has asked here and waits for a yes to."""
    line = store.confirmations.waiting(call.chat, call.member.user_id, call.ms)
    if line is None:
        return None
    said = short(call.settings.prefix + _EVENT.sub("", line))
    return part(_("**A question is open**"), [_("“{said}”: `!yes` or `!no`", said=said)], _("`!me`"))


def asked_to_host(call: Call, store: Store) -> Content | None:
    """Whether it can be at the asker's, and what everybody is asked; who proposed a meeting that nobody can host."""
    found = [
        text for asked in store.hosting.requests(call.member.user_id) if (text := _asked_to_host(call, store, asked))
    ]
    return part(_("**A host is looked for**"), found, _("`!host list`"))


def _asked_to_host(call: Call, store: Store, asked: HostRequest) -> Text | None:
    meeting = store.meetings.of_id(asked.meeting)
    ahead = meeting and (
        meeting.state == "voting" or (meeting.state == "fixed" and coming(meeting.date, call.ms) is not None)
    )
    if meeting is None or not ahead or meeting.place or store.hosting.needs_none(meeting.id):
        return None
    offer = store.hosting.of_id(asked.offer) if asked.offer is not None else None
    if offer is not None:
        return (
            None
            if offer.withdrawn is not None
            else _(
                "{meeting}: {line}",
                meeting=named(meeting.key, meeting.title),
                line=offered_line("host accept", offer.key, meeting.key),
            )
        )
    if asked.user_id is not None:
        return _(
            "{meeting}: nobody who was asked can; {line} asks everybody",
            meeting=named(meeting.key, meeting.title),
            line=offered_line("host call", meeting.key),
        )
    return _("{meeting}: everybody is asked; a town is enough: `!host offer Bochum`",
             meeting=named(meeting.key, meeting.title))  # fmt: skip


def running_out(call: Call, store: Store) -> tuple[Content | None, frozenset[int]]:
    """The asker's tasks that are free again soon if nothing is said, and the row ids of those."""
    found = [one for one in store.tasks.held_for_now(call.member.user_id) if _ends_soon(call, one)]
    said = [_runs_out(call, store.tasks.get(one.id), one) for one in found[:MOST]]
    return (
        part(_("**About to be free again**"), said, _("`!task mine`"), len(found)),
        frozenset(one.id for one in found),
    )


def _ends_soon(call: Call, held: HeldForNow) -> bool:
    if held.until is not None:
        return held.until <= call.now.astimezone(ZoneInfo(call.zone)).date() + TERM_ENDS
    return held.freed > 0


def _runs_out(call: Call, task: Task, held: HeldForNow) -> Text:
    if held.until is not None:
        return _(
            "{task}: the term ends on {until}; {line} makes it longer",
            task=named(task.key, task.title),
            until=held.until,
            line=offered_line("task due", task.key, "…"),
        )
    return _(
        "{task}: on {day}; {line} keeps it",
        task=named(task.key, task.title),
        day=from_ms(held.freed).astimezone(ZoneInfo(call.zone)).date(),
        line=offered_line("task claim", task.key),
    )


def points_of(call: Call, meetings: Iterable[Meeting]) -> Content | None:
    """The points on the agendas of those meetings that are the asker's to present."""
    points = [
        (one, number, topic)
        for one in in_order(call, meetings)
        for number, topic in enumerate(one.topics(call.settings), start=1)
        if call.member.user_id in topic.speakers and topic.state == "open"
    ]
    found = [
        _("{meeting}: TOP {number}, “{title}”", meeting=named(one.key, one.meeting.title), number=number,
          title=short(topic.title))
        for one, number, topic in points[:MOST]
    ]  # fmt: skip
    return part(_("**Your points on the agenda**"), found, _("`!agenda`"), len(points))


def impulses_of(call: Call, store: Store) -> Content | None:
    """The speakers whom the asker asks, or keeps the contact to."""
    me = call.member.user_id
    found = [_impulse(call, store, one, me) for one in store.impulses.of_member(me, MOST_AHEAD)]
    return part(_("**Your impulses**"), [text for text in found if text], _("`!impulse list`"))


def _impulse(call: Call, store: Store, impulse: Impulse, me: str) -> Text | None:
    name = named(impulse.key, impulse.title)
    if impulse.state == "idea":
        return _("{impulse}: {line}", impulse=name, line=offered_line("impulse ask", impulse.key))
    if impulse.state == "asked":
        return _asked_impulse(call, impulse) if impulse.asker == me else None
    if impulse.contact != me:
        return None
    sitting = _sitting_of(store, impulse)
    if sitting is not None and sitting.has_begun(call.ms):
        return _("{impulse}: {line}", impulse=name, line=offered_line("impulse held", impulse.key))
    return _confirmed_impulse(sitting, impulse)


def _asked_impulse(at: Call | Moment, impulse: Impulse) -> Text:
    name = named(impulse.key, impulse.title)
    asker = at.room.named(impulse.asker or impulse.author)
    if impulse.until is None:
        return _("{impulse}: {member} has asked", impulse=name, member=asker)
    day = from_ms(impulse.until).astimezone(ZoneInfo(at.settings.zone)).date()
    return _("{impulse}: {member} has asked, answer until {day}", impulse=name, member=asker, day=day)


def _confirmed_impulse(sitting: Sitting | None, impulse: Impulse) -> Text:
    name = named(impulse.key, impulse.title)
    if sitting is None:
        return _("{impulse}: confirmed, without a meeting so far", impulse=name)
    meeting = _("{key} {title}", key=sitting.key, title=short(sitting.meeting.title))
    if sitting.when is None:
        return _("{impulse}: confirmed for {meeting}", impulse=name, meeting=meeting)
    return _("{impulse}: confirmed for {meeting}, {when}", impulse=name, meeting=meeting, when=period(sitting.when))


def _sitting_of(store: Store, impulse: Impulse) -> Sitting | None:
    meeting = store.meetings.of_id(impulse.meeting) if impulse.meeting is not None else None
    return sitting_at(meeting, impulse.occasion) if meeting else None


def impulses_at_a_glance(at: Call | Moment, store: Store) -> Content | None:
    """Who has confirmed, who was asked, and the ideas that most members would like to hear."""
    states: tuple[ImpulseState, ...] = ("confirmed", "asked", "idea")
    found = [one for state in states for one in store.impulses.listed((state,), MOST)]
    shown = [_at_a_glance(at, store, one) for one in found]
    return part(_("**Impulses**"), shown, _("`!impulse list`"), store.impulses.count(states))


def _at_a_glance(at: Call | Moment, store: Store, impulse: Impulse) -> Text:
    if impulse.state == "confirmed":
        return _confirmed_impulse(_sitting_of(store, impulse), impulse)
    if impulse.state == "asked":
        return _asked_impulse(at, impulse)
    return _("{impulse}: an idea", impulse=named(impulse.key, impulse.title))


def releases_to_agree_to(call: Call, store: Store) -> Content | None:
    """What others propose to release, for whoever organises."""
    if not call.member.organiser:
        return None
    user_id = call.member.user_id
    found = [
        _(
            "**{key}** {records}: {line}",
            key=one.key,
            records=tuple(row.key for row in one.records),
            line=offered_line("release agree", one.key),
        )
        for one in store.releases.open(MOST, but_of=user_id)
    ]
    count = store.releases.count_open(but_of=user_id)
    return part(_("**Releases that wait for your agreement**"), found, RELEASES, count)


def words_of_organisers(call: Call, store: Store) -> Content | None:
    """For whom an organiser's word is awaited: newcomers, new identities, those who may moderate the room."""
    if not call.member.organiser:
        return None
    return part(_("**An organiser’s word is awaited**"), list(_awaited(call, store)), _("`!trust`"))


def _awaited(call: Call, store: Store) -> Iterator[Text]:
    for member in call.room.waiting:
        yield _("{member} is new: {line}", member=member, line=offered_line("trust", member.user_id))
    changed = [user for user in call.trust.changed if user != call.member.user_id]
    for found in filter(None, map(call.room.member, changed)):
        yield _("{member} has a new identity: {line}", member=found, line=offered_line("trust", found.user_id))
    for known in store.members.all():
        powerful = call.room.member(known.user_id)
        if known.organiser == "asked" and powerful is not None and not powerful.organiser:
            yield _(
                "{member} may moderate: {line}",
                member=powerful,
                line=offered_line("trust", known.user_id, _("organiser")),
            )
