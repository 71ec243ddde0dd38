"""Asks those who have not voted: on demand, when a slot was added, and 48 and 12 hours before the end."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Key, Moment, UserError, command
from commands.calendar.schedule import local
from commands.meetings.poll.heading import in_thread
from commands.meetings.sentences import vote_line
from commands.meetings.standing import standing
from commands.meetings.timers import rung_once
from commands.meetings.which import poll_meant
from commands.quiet import PAUSE
from commands.words import Content, Member, Message, Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.slots import Slot
from storage.timers import Pause, Timer


@command(
    "meeting nudge",
    de=("nachhaken", "erinnern", "mahnen"),
    help=_("Rings those, and only those, who have not voted yet."),
    examples=(_("`!meeting nudge M3`"),),
    takes={"number": Key("M", _("Which meeting is meant?"), optional=True, alone=True)},
    public=True,
)
def nudge(call: Call, store: Store, number: int | None) -> Reply:
    """Rings the missing, except those who have muted this poll and those who were just asked."""
    meeting = poll_meant(call, store, number, lambda key: offered_line("meeting nudge", key))
    if not meeting.takes_votes(call.ms):
        raise UserError(
            _("Voting on {key} {title} has ended.", key=meeting.key, title=meeting.title),
            offered_line("meeting close", meeting.key),
        )
    missing = standing(store, meeting, call.room).missing
    asked = ask_missing(call, store, meeting)
    if not missing:
        return Reply(
            _("All have voted on **{key} {title}**; nobody needs asking.", key=meeting.key, title=meeting.title)
        )
    rung = asked[0].rings if asked else ()
    quiet = tuple(m for m in missing if m.user_id in store.meetings.muted(meeting.id))
    lately = tuple(m for m in missing if m not in quiet and m not in rung)
    text = lines(
        _("Those who have not voted on **{key} {title}** yet are asked.", key=meeting.key, title=meeting.title)
        if asked
        else None,
        _("Asked less than twelve hours ago, and so not again: {members}.", members=lately) if lately else None,
        _("Not asked, by their own wish: {members}.", members=quiet) if quiet else None,
    )
    return Reply(text, asked, about=meeting.key)


@command(
    "meeting mute",
    de=("stumm", "stummschalten"),
    help=_("No longer asks one to vote in this poll."),
    examples=(_("`!meeting mute M3`"),),
    takes={"number": Key("M", _("Which meeting is meant?"), optional=True, alone=True)},
)
def mute(call: Call, store: Store, number: int | None) -> Reply:
    """The member is not nudged about this poll any more."""
    meeting = poll_meant(call, store, number, lambda key: offered_line("meeting mute", key))
    store.meetings.mute(meeting.id, call.member.user_id, muted=True)
    return Reply(
        _(
            "You will not be asked about **{key} {title}** any more. {line} changes that.",
            key=meeting.key,
            title=meeting.title,
            line=offered_line("meeting unmute", meeting.key),
        )
    )


@command(
    "meeting unmute",
    de=("laut", "lautschalten"),
    help=_("Asks one to vote in this poll again."),
    examples=(_("`!meeting unmute M3`"),),
    takes={"number": Key("M", _("Which meeting is meant?"), optional=True, alone=True)},
)
def unmute(call: Call, store: Store, number: int | None) -> Reply:
    """The member is nudged again."""
    meeting = poll_meant(call, store, number, lambda key: offered_line("meeting unmute", key))
    store.meetings.mute(meeting.id, call.member.user_id, muted=False)
    return Reply(_("You will be asked about **{key} {title}** again.", key=meeting.key, title=meeting.title))


def ask_missing(
    at: Call | Moment, store: Store, meeting: Meeting, *, added_by: Member | None = None
) -> tuple[Message, ...]:
    """One message that rings those who have not voted on every slot and have not muted the poll, each at most once in
    twelve hours. Where somebody has just added a date, the question is new, and that member knows of it."""
    now = standing(store, meeting, at.room)
    quiet = store.meetings.muted(meeting.id)
    rung = {
        m: slots
        for m, slots in now.missing.items()
        if m.user_id not in quiet and m != added_by and (added_by or not _just_asked(at, store, meeting, m))
    }
    if not rung:
        return ()
    for member in rung:
        store.timers.pause(Pause.POLL_NUDGED, meeting.id, at.ms + PAUSE, member.user_id)
    silent = tuple(m for m in rung if m in now.silent)
    partly: list[Text] = [
        Text("{member} ({slots})", {"member": member, "slots": ", ".join(str(slot.number) for slot in slots)})
        for member, slots in rung.items()
        if member not in silent
    ]
    asked = [slot for slot in store.slots.of(meeting.id) if any(slot in left for left in rung.values())]
    ringing = rung_once(at, store, meeting, tuple(rung)) if added_by else tuple(rung)
    return (Message(_question(at, store, meeting, silent, tuple(partly), asked), ringing, about=meeting.key),)


def _question(
    at: Call | Moment,
    store: Store,
    meeting: Meeting,
    silent: tuple[Member, ...],
    partly: tuple[Text, ...],
    slots: Sequence[Slot],
) -> Content:
    until = local(meeting.deadline, at.settings.zone) if meeting.deadline is not None else None
    title, line = {"key": meeting.key, "title": meeting.title}, vote_line(meeting, slots)
    return lines(
        _("**{key} {title}**: your vote is still missing.", **title),
        _("Please write {line} or answer the polls in the thread of the list.", line=line)
        if in_thread(at, store, meeting)
        else _("Please write {line} or answer the polls above.", line=line),
        _("Not voted yet: {members}.", members=silent) if silent else None,
        _("Not voted on every slot yet: {members}.", members=partly) if partly else None,
        _("Voting is open until {moment}.", moment=until) if until else None,
        _("No more questions about this: {line}", line=offered_line("meeting mute", meeting.key)),
    )


def _just_asked(at: Call | Moment, store: Store, meeting: Meeting, member: Member) -> bool:
    return store.timers.pauses(Pause.POLL_NUDGED, meeting.id, at.ms, member.user_id)


def nudges_due(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """The nudges before the end of voting, one for each poll however many of them are due."""
    polls = {timer.about: store.meetings.of_id(timer.about) for timer in timers}
    return tuple(
        said
        for meeting in polls.values()
        if meeting is not None and meeting.takes_votes(at.ms)
        for said in ask_missing(at, store, meeting)
    )
