"""`!meeting add` and `drop`: a slot more, a slot less; no vote on another slot is lost."""

from __future__ import annotations

from commands.base import Call, Claims, Key, Number, UsageError, UserError, Words, command
from commands.calendar.schedule import lasting, minutes
from commands.doubts import question
from commands.meetings.dates_said import MOST_SLOTS, read_slots
from commands.meetings.place_behind import take_places
from commands.meetings.poll.closing import after_votes, claim_slot
from commands.meetings.poll.heading import heading_edit, slot_poll_redaction, slot_polls
from commands.meetings.poll.nudges import ask_missing
from commands.meetings.poll.outcome import prolonging
from commands.meetings.poll.places import new_slots, own_places
from commands.meetings.poll.proposal import doubtful, slots_mistake
from commands.meetings.poll.tentative import taken_out
from commands.meetings.reopening import posted_anew
from commands.meetings.sentences import slot_label
from commands.meetings.timers import is_open
from commands.meetings.which import must_organise, poll_meant, slot_of
from commands.words import MadeUp, Reply, Said, _, _n, lines, offered_line
from storage import Store
from storage.meetings import Meeting


@command(
    "meeting add",
    de=("ergänzen", "ergänze", "dazu"),
    help=_("Adds dates to an open vote; all other votes stay."),
    examples=(_("`!meeting add M3 11.12. 14-16h`"),),
    takes={
        "number": Key("M", _("Which meeting is meant?"), optional=True),
        "said": Words(_("Which dates shall be added?")),
    },
    public=True,
)
def add(call: Call, store: Store, number: int | None, said: Claims) -> Reply:
    """Posts a poll for each new slot and asks everybody for the new ones only."""
    said.doubt_question()
    text, placed = take_places(call, said, said.keep_rest())
    meeting = poll_meant(call, store, number, lambda key: offered_line("meeting add", key, text[:60]))
    ended = not is_open(meeting, call.said)
    if ended:
        must_organise(call, meeting)  # a date more opens the vote again
    slots = store.slots.of(meeting.id)
    read = read_slots(call, text)
    places = own_places(call, said, placed, read)
    spans = [lasting(span, minutes(meeting.minutes)) for span in read]
    if mistake := slots_mistake(call, spans):
        mistake.example = mistake.example or offered_line("meeting add", meeting.key, MadeUp(_("11.12. 14-16h")))
        raise mistake
    if doubt := question(call, store, doubtful(spans)):
        return doubt
    there = {(slot.when.start, slot.when.end): slot for slot in slots}
    new = new_slots(call, store, spans, places)
    known = next((there[one.when.start, one.when.end] for one in new if (one.when.start, one.when.end) in there), None)
    if known is not None:
        raise UserError(
            _("{key} has that date already: {slot}.", key=meeting.key, slot=slot_label(known)),
            offered_line("meeting show", meeting.key),
        )
    if len(slots) + len(new) > MOST_SLOTS:
        n = len(slots) + len(new)
        raise UserError(
            _("These are {n} dates; a vote can have at most {most}.", n=n, most=MOST_SLOTS),
            offered_line("meeting drop", meeting.key, "1"),
        )
    if ended:
        meeting = store.meetings.open_poll(meeting.id, None, call.ms)
    added = [store.slots.add(meeting.id, one) for one in new]
    opened = _n(
        "**{key} {title}** has one more date:",
        "**{key} {title}** has {count} more dates:",
        len(added),
        key=meeting.key,
        title=meeting.title,
    )
    also: tuple[Said, ...] = (
        heading_edit(call, store, meeting),
        *(posted_anew(call, store, meeting) if ended else slot_polls(call, store, meeting, added)),
        *(() if ended else ask_missing(call, store, meeting, added_by=call.member)),
    )
    again = (_("Voting is open again; all votes are still there."), *prolonging(call, store, meeting)) if ended else ()
    return Reply(lines(opened, *(slot_label(slot) for slot in added), *again), also, about=meeting.key)


@command(
    "meeting drop",
    de=("streichen", "streiche", "weglassen"),
    help=_("Takes a date out of an open vote; all other votes stay."),
    examples=(_("`!meeting drop M3 2`"),),
    takes={
        "number": Key("M", _("Which meeting is meant?")),
        "dropped": Number(_("Which date is meant?"), optional=True),
        "said": Words(_("Which date is meant?"), optional=True),
    },
    public=True,
)
def drop(call: Call, store: Store, number: int, dropped: int | None, said: Claims) -> Reply:
    """Ends the slot's poll; the numbers of the others stay as they are."""
    meeting = _open_poll(call, store, number, str(dropped))
    dropped = claim_slot(store, meeting, said) if dropped is None else dropped
    slots = store.slots.of(meeting.id)
    line = offered_line("meeting drop", meeting.key, slots[-1].number)
    if dropped is None:
        raise UsageError(_("Which date is meant?"), line)
    slot = slot_of(store, meeting, dropped, line)
    if any(vote.slot == slot.id for vote in store.ballots.counting(meeting.id)):
        must_organise(call, meeting)  # what others have voted on is not anybody's to take away
    if len(slots) == 1:
        raise UserError(
            _("This is the only date that is left in {key}.", key=meeting.key),
            offered_line("meeting cancel", meeting.key),
        )
    end = slot_poll_redaction(meeting, slot)
    gone = taken_out(call, store, meeting, [slot])
    store.slots.drop(slot.id, call.ms)
    text = _("**{key} {title}** goes on without {slot}.", key=meeting.key, title=meeting.title, slot=slot_label(slot))
    left = _("The other dates keep their numbers and votes.")
    return Reply(lines(text, left), (end, *after_votes(call, store, meeting), *gone), about=meeting.key)


def _open_poll(call: Call, store: Store, number: int | None, text: str) -> Meeting:
    meeting = poll_meant(call, store, number, lambda key: offered_line("meeting drop", key, text[:60]))
    if not meeting.takes_votes(call.said):
        raise UserError(
            _("Voting on {key} {title} has ended.", key=meeting.key, title=meeting.title),
            offered_line("meeting close", meeting.key),
        )
    return meeting
