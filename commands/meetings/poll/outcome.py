"""What comes of a poll: the call to fix a date, the date that is fixed, and why it is that one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from commands.base import Call, Moment, to_ms
from commands.calendar.schedule import local
from commands.meetings.fixed.announcement import announce
from commands.meetings.poll.heading import heading_edit, poll_redactions
from commands.meetings.poll.places import settle_place
from commands.meetings.poll.tentative import all_taken_out
from commands.meetings.sentences import apart, counted, slot_label, votes_counted
from commands.meetings.standing import Best, Standing, Tally, best, standing
from commands.meetings.timers import clear_poll_timers, set_reminders
from commands.words import Member, Message, Said, Text, _, lines, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting


def decide(at: Call | Moment, store: Store, meeting: Meeting, now: Standing, why: Text) -> tuple[Said, ...]:
    """Fixes the best slot if the poll does so by itself; else names it and rings whoever may fix it."""
    found = best(now.tallies, at.ms)
    if found is not None and meeting.auto:
        open_polls = poll_redactions(store, meeting) if meeting.ended is None else ()
        ended = store.meetings.end_poll(meeting.id, max(at.ms, at.said if isinstance(at, Call) else 0))
        return (*open_polls, *fix(at, store, ended, found.tally, (why, *reason(found))))
    return (heading_edit(at, store, meeting, now), _call_to_fix(at, store, meeting, now, found, why))


def fix(
    at: Call | Moment, store: Store, meeting: Meeting, tally: Tally, why: tuple[Text, ...], host: Offer | None = None
) -> tuple[Said, ...]:
    """The meeting, whose poll has ended, takes place at that slot: everybody is rung, the calendar file follows.

    Where is said by the `host`, else by the slot, else by the meeting.
    """
    clear_poll_timers(store, meeting)
    votes = _table(standing(store, meeting, at.room))
    settle_place(at, store, meeting, tally, host)
    fixed = store.meetings.fix(meeting.id, tally.slot.when, at.ms)
    set_reminders(at, store, fixed)
    return (heading_edit(at, store, fixed), *announce(at, store, fixed, why, votes), *all_taken_out(at, store, fixed))


def _table(now: Standing) -> tuple[Text, ...]:
    """The votes on each date, as the native polls are gone; nothing where there was no choice or no vote."""
    if len(now.tallies) < 2 or not now.votes:
        return ()
    return (_("The votes:"), *(counted(tally) for tally in now.tallies))


def reason(found: Best) -> tuple[Text, ...]:
    """Why that slot is the best, and which others are as good."""
    why = _("Reason: {votes}.", votes=votes_counted(found.tally))
    if not found.ties:
        return (why,)
    others = apart(slot_label(tally.slot) for tally in found.ties)
    return (why, _("As many votes: {slots}. Of these the earliest is taken.", slots=others))


def _call_to_fix(
    at: Call | Moment, store: Store, meeting: Meeting, now: Standing, found: Best | None, why: Text
) -> Message:
    if found is not None:
        text = lines(
            why,
            _("Best date: **{slot}**.", slot=slot_label(found.tally.slot)),
            *reason(found),
            _("{line} fixes it.", line=offered_line("meeting close", meeting.key)),
        )
    elif now.votes:
        text = lines(
            why,
            _("There is no date to come on which anybody can."),
            _(
                "To vote anew: {reopen_line} Or: {cancel_line}",
                reopen_line=offered_line("meeting reopen", meeting.key),
                cancel_line=offered_line("meeting cancel", meeting.key),
            ),
        )
    else:
        text = lines(
            why,
            _("Nobody has voted."),
            *prolonging(at, store, meeting),
            _(
                "Without a deadline: {reopen_line} Or: {cancel_line}",
                reopen_line=offered_line("meeting reopen", meeting.key),
                cancel_line=offered_line("meeting cancel", meeting.key),
            ),
        )
    return Message(text, _deciders(at, meeting), about=meeting.key)


def prolonging(at: Call | Moment, store: Store, meeting: Meeting) -> tuple[Text, ...]:
    """The line that gives the poll a deadline before its last date; nothing if there is no time for one."""
    ahead = [slot.when.begins for slot in store.slots.of(meeting.id) if slot.when.begins > at.ms]
    today = local(at.ms, at.settings.zone)
    for limit in (min(ahead, default=0), max(ahead, default=0)):
        for days in (7, 3, 2, 1):
            end = datetime.combine(today.date() + timedelta(days=days), time(18), today.tzinfo)
            if to_ms(end) < limit:
                day = typed_date(end)
                return (
                    _(
                        "To vote until then: {line}",
                        line=offered_line("meeting edit", meeting.key, _("Deadline: {day} 18:00", day=day)),
                    ),
                )
    return ()


def _deciders(at: Call | Moment, meeting: Meeting) -> tuple[Member, ...]:
    """The proposer; if that one has left, the organisers."""
    proposer = at.room.member(meeting.proposer)
    return (proposer,) if proposer else tuple(m for m in at.room.members if m.organiser)
