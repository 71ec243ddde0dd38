"""`!meeting show`: the whole table of a poll, as a picture where that is wanted; a fixed meeting with who comes."""

from __future__ import annotations

import re

from commands.base import Call, Flag, Key, Number, UserError, command
from commands.calendar.schedule import coming, period
from commands.meetings.fixed.attendance import attendance_lines
from commands.meetings.fixed.remarks import date_remarks, remarks
from commands.meetings.fixed.series import exceptions, next_dates, shown
from commands.meetings.poll.heading import unread_lines
from commands.meetings.poll.picture.file import table_picture
from commands.meetings.poll.places import best_room, rooms_for
from commands.meetings.sentences import (
    apart,
    missing_lines,
    particulars,
    slot_label,
    vote_line,
    votes_counted,
    with_notes,
)
from commands.meetings.standing import Best, Standing, Tally, best, standing
from commands.meetings.which import alive_meant, comes_back, meeting_of
from commands.pages import fits_one, in_full
from commands.patterns import regex
from commands.results import result
from commands.words import Content, Member, Reply, Text, _, lines, offered_line
from storage import Store
from storage.meetings import Meeting

LONGEST_NAME = 30
_PICTURE = regex(r"(?<!\w)(?:(?:als|mit|as|with)\s{1,20})?(?:bild|grafik|picture|image)(?!\w)", re.IGNORECASE)


@command(
    "meeting show",
    reads=True,
    de=("zeigen", "zeige", "anzeigen", "stand"),
    help=_("Shows who said what and who is missing; with `picture` also as a picture."),
    examples=(_("`!meeting show M3`"), _("`!meeting show M3 picture`")),
    takes={
        "wanted": Flag(_PICTURE),
        "number": Key("M", _("Which meeting is meant?"), optional=True, alone=True),
        "page": Number(_("Which page?"), optional=True),
    },
)
def show(call: Call, store: Store, *, wanted: bool, number: int | None, page: int | None) -> Reply:
    """The table of a poll, or a fixed meeting with all that is known of it.

    The picture comes if it is wanted, or with the first page of a table that does not fit into one message.
    """
    if number is not None:
        meeting = meeting_of(call, store, number)
    else:
        meeting = alive_meant(call, store, None, lambda key: offered_line("meeting show", key))
    voting = meeting.state == "voting"
    now = standing(store, meeting, call.room)
    title = _("**{key} {title}**", key=meeting.key, title=meeting.title)
    rows = _table(call, store, meeting, now) if voting else _dated(call, store, meeting)
    text = in_full(call, title, rows, page, lambda n: offered_line("meeting show", meeting.key, n))
    if wanted and not voting:
        raise UserError(
            _("There is a picture of votes only while the date of {key} is open.", key=meeting.key),
            offered_line("meeting show", meeting.key),
        )
    pictured = voting and (wanted or ((page or 1) == 1 and not fits_one(call, title, rows)))
    return Reply(text, (table_picture(call, meeting, now),) if pictured else (), about=meeting.key)


def _table(call: Call, store: Store, meeting: Meeting, now: Standing) -> list[Content | None]:
    """Each slot with the names, then who is missing and what does not count."""
    ahead = best(now.tallies, call.ms)
    first = (ahead.tally, *ahead.ties) if ahead else ()
    open_now = meeting.takes_votes(call.ms)
    return [
        *particulars(meeting, call.zone),
        *(_slot(call, store, meeting, tally) for tally in now.tallies),
        _("Ahead: {slots}.", slots=apart(slot_label(t.slot) for t in first)) if first else None,
        best_room(store, meeting, first),
        *missing_lines(now),
        *unread_lines(call, store, meeting),
        *_not_counted(call, store, meeting, now),
        None if open_now else _ended(meeting, ahead),
        vote_line(meeting, [tally.slot for tally in now.tallies]) if open_now else None,
    ]


def _ended(meeting: Meeting, found: Best | None) -> Text:
    """That the poll is over, and what to do now."""
    if found is None:
        return _("Voting has ended. To vote anew: {line}", line=offered_line("meeting reopen", meeting.key))
    return _("Voting has ended. {line} fixes the date.", line=offered_line("meeting close", meeting.key))


def _slot(call: Call, store: Store, meeting: Meeting, tally: Tally) -> Content:
    label = Text("**{slot}**", {"slot": slot_label(tally.slot)})
    names = _(
        "Yes: {yes} · if need be: {maybe} · no: {no}",
        yes=_names(tally.yes),
        maybe=_names(tally.maybe),
        no=_names(tally.no),
    )
    noted = with_notes(label, remarks(call, store, meeting, tally.slot.when, rooms=False))
    return lines(noted, names, rooms_for(store, meeting, tally))


def _names(members: tuple[Member, ...]) -> tuple[str, ...]:
    """Names without links, cut short, so that a whole board's votes on 20 slots are one message."""
    return tuple(m.name if len(m.name) <= LONGEST_NAME else m.name[: LONGEST_NAME - 1] + "…" for m in members)


def _not_counted(call: Call, store: Store, meeting: Meeting, now: Standing) -> list[Text]:
    """Votes cast by others, and answers that do not count, with the reason."""
    named = call.room.named
    said = []
    number_of = {tally.slot.id: tally.slot.number for tally in now.tallies}
    numbers: dict[tuple[str, str], set[int]] = {}
    for vote in now.by_others:
        numbers.setdefault((vote.voter, vote.caster), set()).add(number_of[vote.slot])
    for (voter, caster), slots in sorted(numbers.items()):
        said.append(
            _(
                "{caster} voted for {voter}: {numbers}.",
                caster=named(caster),
                voter=named(voter),
                numbers=tuple(map(str, sorted(slots))),
            )
        )
    if now.spoilt:
        said.append(_("These answers cannot be read and do not count: {members}.", members=now.spoilt))
    if now.gone:
        gone = tuple(named(user_id) for user_id in now.gone)
        said.append(_("No longer in the room, so not counted: {members}.", members=gone))
    late = tuple(named(user_id) for user_id in store.ballots.late(meeting.id))
    if late:
        said.append(_("Answers that came after the end do not count: {members}.", members=late))
    return said


def _dated(call: Call, store: Store, meeting: Meeting) -> list[Content | None]:
    """A meeting that is no longer voted on."""
    when = meeting.when
    if when is None or meeting.state == "cancelled":
        back = (
            _("Brought back: {line}", line=offered_line("meeting reopen", meeting.key))
            if comes_back(call, meeting)
            else None
        )
        return [_("This meeting was cancelled."), *particulars(meeting, call.zone), back]
    single = coming(when, call.ms)
    voted = [t for t in standing(store, meeting, call.room).tallies if t.slot.when.start == when.start]
    date = shown(when)
    return [
        _("Takes place: {when}.", when=date) if single else _("Took place: {when}.", when=date),
        *next_dates(when, call.ms),
        *exceptions(when, call.ms),
        *particulars(meeting, call.zone),
        *date_remarks(call, store, meeting),
        *(_("Votes: {votes}.", votes=votes_counted(tally)) for tally in voted if tally.can_come),
        *_people(call, store, meeting),
        *(result(decision) for decision in store.decisions.of_meeting(meeting.number)),
    ]


def _people(call: Call, store: Store, meeting: Meeting) -> list[Text]:
    """Who was there, or who comes."""
    if meeting.done is not None:
        there = tuple(call.room.named(user_id) for user_id in store.meetings.attended(meeting.id))
        return [_("There were: {members}.", members=there)]
    if meeting.date.rule is None:
        return attendance_lines(call, store, meeting)
    one = coming(meeting.date, call.ms)
    if one is None or not meeting.asks_about(one):
        return []
    return [_("Who comes on {when}:", when=period(one)), *attendance_lines(call, store, meeting)]
