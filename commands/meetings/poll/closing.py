"""`!meeting close`, and the end of a poll: all have voted, its deadline has passed, or its dates are over."""

from __future__ import annotations

import re

from commands.base import Call, Claims, Key, Moment, Number, UsageError, UserError, Words, command
from commands.base.claims import Place
from commands.base.turning import TURNS
from commands.calendar.schedule import period
from commands.meetings.doubts import ask
from commands.meetings.poll.ballot_line import slots_said
from commands.meetings.poll.heading import heading_edit, poll_redactions
from commands.meetings.poll.outcome import decide, fix, reason
from commands.meetings.poll.places import claim_host
from commands.meetings.sentences import apart, slot_label, votes_counted
from commands.meetings.standing import Best, Standing, Tally, best, standing
from commands.meetings.timers import clear_poll_timers
from commands.meetings.which import must_organise, poll_meant, slot_of
from commands.quiet import by_day
from commands.words import Reply, Said, Text, _, _n, offered_line
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting
from storage.series import NEVER
from storage.timers import Timer, TimerKind

_MOST_WORDS = 8
"""So many words say at most which date is meant."""


@command(
    "meeting close",
    de=("festlegen", "schließen", "abschließen", "fix"),
    help=_("Fixes the best date, or the one of that number; ends the polls and sends the calendar file."),
    examples=(_("`!meeting close M3`"), _("`!meeting close M3 2`"), _("`!meeting close M3 2 with H1`")),
    takes={
        "number": Key("M", _("Which meeting is meant?"), optional=True),
        "chosen": Number(_("Which date is meant?"), optional=True),
        "said": Words(_("At which host's?"), optional=True),
    },
    public=True,
)
def close(call: Call, store: Store, number: int | None, chosen: int | None, said: Claims) -> Reply:
    """The proposer or an organiser fixes the date, and with `mit H1` the host as well."""
    meeting = poll_meant(call, store, number, lambda key: offered_line("meeting close", key))
    must_organise(call, meeting)
    host = claim_host(said, store)
    chosen = claim_slot(store, meeting, said) if chosen is None else chosen
    now = standing(store, meeting, call.room)
    found = best(now.tallies, call.ms)
    if chosen is None and found is not None and found.ties and not call.confirmed and _few(call, now):
        return _which_of(call, store, meeting, now, found, host)
    open_polls = poll_redactions(store, meeting) if meeting.ended is None else ()
    ended = store.meetings.end_poll(meeting.id, call.said)
    if chosen is not None:
        tally, why = _chosen(call, store, meeting, now, chosen)
    elif found is not None:
        tally, why = found.tally, reason(found)
    else:
        raise _turned(meeting, said) or _nobody_can(call, store, meeting, now)
    fixed = _("**{key} {title}** is fixed; everybody is told.", key=meeting.key, title=meeting.title)
    return Reply(fixed, (*open_polls, *fix(call, store, ended, tally, why, host)), about=meeting.key)


def _turned(meeting: Meeting, said: Claims) -> UserError | None:
    """That the line says which date is not to be fixed, and no other can be."""
    turned = TURNS.search(" ".join(said.left()))
    line = offered_line("meeting show", meeting.key)
    return UsageError(_("Not understood: “{words}”.", words=turned[0].strip()[:60]), line) if turned else None


def claim_slot(store: Store, meeting: Meeting, said: Claims) -> int | None:
    """The number of the slot with which what is left of the line begins, `den 9.12.`; None for anything else."""
    head, slots = said.head, store.slots.of(meeting.id)
    ends = [word.end() for word in re.finditer(r"\S+", said.words(head))]
    for end in reversed(ends[:_MOST_WORDS]):
        named = slots_said(said.words(Place(head.start, head.start + end)), meeting, slots)
        if len(named) == 1:
            said.claim(head.start, head.start + end)
            return named[0]
    return None


def _few(call: Call, now: Standing) -> bool:
    """Whether fewer than half of the members have voted."""
    return 2 * len(now.silent) > len(call.room.members)


def _which_of(call: Call, store: Store, meeting: Meeting, now: Standing, found: Best, host: Offer | None) -> Reply:
    """A tie of few votes is asked about: whoever has not voted yet may decide it."""
    n = len(call.room.members) - len(now.silent)
    text = _n(
        "Only one member has voted on {key} {title}, and there is a tie: {slots}. If the earliest is meant, `!yes` is "
        "enough; another one: {line}",
        "Only {count} members have voted on {key} {title}, and there is a tie: {slots}. If the earliest is meant, "
        "`!yes` is enough; another one: {line}",
        n,
        key=meeting.key,
        title=meeting.title,
        slots=apart(slot_label(tally.slot) for tally in (found.tally, *found.ties)),
        line=offered_line("meeting close", meeting.key, found.ties[0].slot.number),
    )
    line = f"meeting close {meeting.key} {found.tally.slot.number}"
    return ask(call, store, text, f"{line} mit {host.key}" if host else line)


def _nobody_can(call: Call, store: Store, meeting: Meeting, now: Standing) -> UserError:
    """No slot can be fixed as the best; one may still be chosen by its number, if it is to come."""
    ahead = next((tally.slot for tally in now.tallies if tally.slot.when.begins > call.ms), None)
    text = _("There is no date to come on which anybody can.") if now.votes else _("Nobody has voted.")
    if ahead is None:
        return UserError(text, offered_line("meeting cancel", meeting.key))
    return UserError(text, offered_line("meeting close", meeting.key, ahead.number))


def _chosen(call: Call, store: Store, meeting: Meeting, now: Standing, chosen: int) -> tuple[Tally, tuple[Text, ...]]:
    """The slot of that number with its votes, and the better one if there is one."""
    found = best(now.tallies, call.ms)
    slot = slot_of(store, meeting, chosen, offered_line("meeting show", meeting.key))
    if slot.when.begins <= call.ms:
        raise UserError(_("{when} is over.", when=period(slot.when)), offered_line("meeting show", meeting.key))
    tally = now.of(slot)
    why = [_("Chosen by {member}: {votes}.", member=call.member, votes=votes_counted(tally))]
    if found is not None and found.tally.score == tally.score and found.ties:
        others = (other for other in (found.tally, *found.ties) if other is not tally)
        why.append(_("As many votes: {slots}.", slots=apart(slot_label(other.slot) for other in others)))
    if found is not None and found.tally.score > tally.score:
        why.append(
            _(
                "More votes: {slot}, {votes}.",
                slot=slot_label(found.tally.slot),
                votes=votes_counted(found.tally),
            )
        )
    return tally, tuple(why)


def after_votes(at: Call | Moment, store: Store, meeting: Meeting, now: Standing | None = None) -> tuple[Said, ...]:
    """What is said when votes or members have changed: the standing; and once all have voted, who fixes a date, by
    day."""
    now = now or standing(store, meeting, at.room)
    if not _complete(at, meeting, now):
        return (heading_edit(at, store, meeting, now),)
    morning = by_day(at.settings, at.ms, NEVER)
    if morning > at.ms and (meeting.deadline is None or meeting.deadline > morning):
        store.timers.set(TimerKind.POLL_VOTED, meeting.id, morning)
    if morning > at.ms or not store.meetings.ask_to_fix(meeting.id):
        return (heading_edit(at, store, meeting, now),)
    return decide(at, store, meeting, now, _("All have voted on {key} {title}.", key=meeting.key, title=meeting.title))


def all_voted(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """In the morning, if still no vote is missing: the best date is named, as after the last vote by day."""
    polls = [meeting for timer in timers if (meeting := store.meetings.of_id(timer.about))]
    return tuple(
        said
        for meeting in polls
        if _complete(at, meeting, now := standing(store, meeting, at.room))
        for said in after_votes(at, store, meeting, now)
    )


def _complete(at: Call | Moment, meeting: Meeting, now: Standing) -> bool:
    return bool(now.tallies and not now.missing and at.room.members) and meeting.takes_votes(at.ms)


def end_the_past(at: Moment, store: Store) -> tuple[Said, ...]:
    """A poll whose dates are all over ends by itself in the morning, whatever its deadline says: each as if it were
    then, so that one that fails keeps no other from it."""
    for meeting in store.meetings.voting():
        if meeting.ended is None and _all_over(at, store, meeting):
            store.timers.bring_forward(TimerKind.POLL_DEADLINE, meeting.id, by_day(at.settings, at.ms, NEVER))
    return ()


def _all_over(at: Moment, store: Store, meeting: Meeting) -> bool:
    slots = store.slots.of(meeting.id)
    return bool(slots) and all(slot.when.over <= at.ms for slot in slots)


def deadline_passed(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Voting ends: what came in time counts, the best slot is named, the proposer is rung."""
    said: list[Said] = []
    for timer in timers:
        meeting = store.meetings.of_id(timer.about)
        if meeting is None or meeting.state != "voting" or meeting.ended is not None:
            continue
        ends = poll_redactions(store, meeting)
        deadline = timer.due if meeting.deadline is None else min(meeting.deadline, timer.due)
        ended = store.meetings.end_poll(meeting.id, deadline)
        clear_poll_timers(store, ended)
        if deadline != meeting.deadline and _all_over(at, store, meeting):
            why = _("All dates of {key} {title} are over, so voting has ended.", key=meeting.key, title=meeting.title)
        else:
            why = _("Voting on {key} {title} has ended.", key=meeting.key, title=meeting.title)
        said += [*ends, *decide(at, store, ended, standing(store, ended, at.room), why)]
    return tuple(said)
