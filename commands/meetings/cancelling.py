"""`!meeting cancel`: a poll, a meeting, one date of a series or several, all from a date on, or all."""

from __future__ import annotations

from itertools import islice
from typing import Final

from commands.base import Call, Claims, Key, UsageError, UserError, Words, command
from commands.calendar.schedule import coming, first_from, period, single, within
from commands.calendar.series import cut, without
from commands.calendar_files import calendar_file
from commands.dates import carries
from commands.doubts import question
from commands.meetings.cancellation import Cancellation, counts_dates, is_reason, only_turns, read_cancellation
from commands.meetings.changes import OLD_ENTRY, not_over, reason_line
from commands.meetings.doubts import ask
from commands.meetings.fixed.attendance import ask_of_next, attend_ends
from commands.meetings.fixed.series import shown, typed_day
from commands.meetings.poll.heading import heading_edits, poll_redactions
from commands.meetings.poll.tentative import all_taken_out
from commands.meetings.rescheduling import on_days
from commands.meetings.sentences import apart
from commands.meetings.timers import clear_poll_timers, set_reminders
from commands.meetings.which import alive_meant, must_organise
from commands.topics import moved_on, went_back
from commands.words import Content, Message, Reply, Said, Text, Value, _, _n, lines, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.series import NEVER, When

_LONGEST: Final = 3_000
"""Characters of a line that cancels: which dates, and why."""


@command(
    "meeting cancel",
    de=(
        "absagen",
        "stornieren",
        "löschen",
        "lösche",
        "delete",
        "fällt aus",
        "entfällt",
        "ausfallen",
        "is off",
        "ist abgesagt",
        "wird abgesagt",
        "is cancelled",
        "is canceled",
    ),
    help=_(
        "Cancels a meeting or a vote, with a reason if one is said; of a series one date, all from a date on, or all."
    ),
    examples=(
        _("`!meeting cancel M3`"),
        _("`!meeting cancel M3 too few can come`"),
        _("`!meeting cancel M4 5.1. because of holidays`"),
        _("`!meeting cancel M4 from 5.1. on`"),
    ),
    takes={"number": Key("M", _("Which meeting is meant?"), optional=True), "said": Words(_("Why?"), optional=True)},
    longest=_LONGEST,
    public=True,
)
def cancel(call: Call, store: Store, number: int | None, said: Claims) -> Reply:
    """Reads what shall not take place; asks where that is not clear, naming the words that are not."""
    reply = _cancel(call, store, number, said)
    if reply.asks:
        said.take_rest()
    elif call.confirmed is None:
        said.doubt_question()
    said.keep_rest()
    return reply


def _cancel(call: Call, store: Store, number: int | None, said: Claims) -> Reply:
    text = said.rest()
    meeting = alive_meant(call, store, number, lambda key: offered_line("meeting cancel", key, text[:60]))
    must_organise(call, meeting)
    if meeting.when is not None:
        not_over(call, meeting)
    wish = read_cancellation(call, said)
    if any(span.rrule for span in wish.spans):
        raise _unclear(meeting, text)
    if doubt := question(call, store, list(wish.spans)):
        return doubt
    if meeting.when is not None and meeting.when.rule is not None:
        return _of_series(call, store, meeting, wish)
    if wish.spans and not wish.doubt:
        _must_be_its_date(store, meeting, wish)
    unnamed = number is None and bool(wish.reason)  # «absagen Klausur» where the only meeting is called otherwise
    if (wish.doubt or unnamed) and not is_reason(wish.reason) and not call.confirmed:
        return _whether(call, store, meeting, wish)
    return cancel_meeting(call, store, meeting, wish.reason)


def cancel_meeting(call: Call, store: Store, meeting: Meeting, reason: str) -> Reply:
    """The poll, the meeting or the whole series is off: polls and reminders end, the file that takes it out follows."""
    open_polls = meeting.state == "voting" and meeting.ended is None
    ends: tuple[Said, ...] = poll_redactions(store, meeting) if open_polls else ()
    if meeting.state == "fixed":
        ends = attend_ends(call, meeting)
    store.meetings.end_poll(meeting.id, call.said)
    cancelled = store.meetings.cancel(meeting.id, call.ms)
    clear_poll_timers(store, cancelled)
    set_reminders(call, store, cancelled)
    file = (calendar_file(call, cancelled),) if cancelled.when else all_taken_out(call, store, cancelled)
    told = Message(_cancelled(cancelled, reason), call.room.members, about=cancelled.key)
    said = _("**{key} {title}** is cancelled; everybody is told.", key=cancelled.key, title=cancelled.title)
    return Reply(said, (*ends, *heading_edits(call, store, cancelled), told, *file), about=cancelled.key)


def cancel_dates(call: Call, store: Store, meeting: Meeting, dates: list[When], reason: str) -> Reply:
    """Those dates of the series do not take place; the others stay."""
    series = meeting.date
    for one in dates:
        series = without(series, one)
    text = _(
        "**{key} {title} does not take place: {dates}.**",
        key=meeting.key,
        title=meeting.title,
        dates=apart(Text("{when}", {"when": period(one)}) for one in dates),
    )
    said = _n(
        "**{key} {title}**: this date is cancelled; everybody is told.",
        "**{key} {title}**: these {count} dates are cancelled; everybody is told.",
        len(dates),
        key=meeting.key,
        title=meeting.title,
    )
    return _shortened(call, store, meeting, series, (text, said), reason)


def cancel_from(call: Call, store: Store, meeting: Meeting, first: When, reason: str) -> Reply:
    """The series ends before that date; if no date is left, it is off altogether."""
    series = cut(meeting.date, first.begins)
    if series is None:
        return cancel_meeting(call, store, meeting, reason)
    title: dict[str, Value] = {"key": meeting.key, "title": meeting.title, "when": period(first)}
    text = _("**{key} {title} ends: it does not take place any more from {when} on.**", **title)
    said = _("**{key} {title}**: all dates from {when} on are cancelled; everybody is told.", **title)
    return _shortened(call, store, meeting, series, (text, said), reason)


def _shortened(
    call: Call, store: Store, meeting: Meeting, series: When, words: tuple[Text, Text], reason: str
) -> Reply:
    """The series goes on without some of its dates: `words` for everybody and for who cancelled them."""
    changed = store.meetings.reschedule(meeting.id, series, call.ms)
    set_reminders(call, store, changed)
    following = coming(changed.date, call.ms)
    told = Message(
        lines(
            words[0],
            reason_line(reason),
            _("Next date: {when}.", when=period(following)) if following else _("No date is left."),
            moved_on(meeting, changed) if following else went_back(meeting),
            OLD_ENTRY,
        ),
        call.room.members,
        about=meeting.key,
    )
    return Reply(words[1], (told, calendar_file(call, changed), *ask_of_next(call, store, changed)), about=meeting.key)


def _of_series(call: Call, store: Store, meeting: Meeting, wish: Cancellation) -> Reply:
    when = meeting.date
    following = coming(when, call.ms)
    dates = _dates_meant(call, when, wish)
    without = next((span for span in wish.spans if not on_days(when, (span,))), None)
    if wish.which == "from" and dates and not call.confirmed and wish.reason == "" and without is not None:
        return _from_there(call, store, meeting, dates[0])
    if without is not None or (wish.spans and not dates):
        raise UserError(
            _("{key} has no date on {when}.", key=meeting.key, when=(without or wish.spans[0]).period),
            offered_line("meeting show", meeting.key),
        )
    unclear = counts_dates(wish.reason) and (wish.doubt or (not dates and wish.which is None))
    if not dates and wish.which is None and not is_reason(wish.reason):  # «die vor Weihnachten»
        unclear = unclear or any(one.kind == "date" for one in carries(wish.reason))
    if (wish.doubt and not dates) or unclear or only_turns(wish.reason):
        raise _unclear(meeting, wish.reason)
    if wish.doubt and not call.confirmed:
        return _whether(call, store, meeting, wish, dates)
    if wish.which == "from":
        return cancel_from(call, store, meeting, dates[0], wish.reason)
    if wish.which == "one":
        if len(dates) > len(wish.spans) and not wish.next_ones and not call.confirmed:
            return _several(call, store, meeting, wish, dates)
        return cancel_dates(call, store, meeting, dates, wish.reason)
    if wish.which == "all" or call.confirmed:
        return cancel_meeting(call, store, meeting, wish.reason)
    return _whole_series(call, store, meeting, wish, following or when)


def _dates_meant(call: Call, when: When, wish: Cancellation) -> list[When]:
    """The dates of the series that are meant, those over left out; of «from» the first."""
    if wish.which == "from":
        begins = single(f"{wish.spans[0].start:%Y-%m-%d}", None, when.zone).begins if wish.spans else call.ms
        first = first_from(when, max(begins, call.ms))
        return [first] if first else []
    if wish.next_ones:
        return list(islice(within(when, call.ms, NEVER), wish.next_ones))
    return [one for one in on_days(when, wish.spans) if one.over > call.ms]


def _unclear(meeting: Meeting, words: str) -> UserError:
    return UserError(
        _("“{words}” can be meant in several ways; please say the dates that are off.", words=words[:80]),
        offered_line("meeting show", meeting.key),
    )


def _whole_series(call: Call, store: Store, meeting: Meeting, wish: Cancellation, following: When) -> Reply:
    text = _(
        "{key} {title} is a series. If all of it is to be cancelled, `!yes` is enough. Only "
        "the next date, {when}: {line}",
        key=meeting.key,
        title=meeting.title,
        when=period(following),
        line=offered_line("meeting cancel", meeting.key, f"{typed_day(following)} {wish.reason[:60]}".strip()),
    )
    return ask(call, store, text, f"meeting cancel {meeting.key} all Reason: {wish.reason}")


def _from_there(call: Call, store: Store, meeting: Meeting, first: When) -> Reply:
    """A beginning that is none of its dates, «ab Januar»: the first date behind it is asked about."""
    what = _("**{key} {title}** from {dates} on", key=meeting.key, title=meeting.title, dates=period(first))
    text = _("Is this to be cancelled: {what}? Then `!yes` is enough.", what=what)
    return ask(call, store, text, f"meeting cancel {meeting.key} from {typed_day(first)} on")


def _several(call: Call, store: Store, meeting: Meeting, wish: Cancellation, dates: list[When]) -> Reply:
    text = _(
        "{key} {title} has these dates there: {dates}. If all of them are to be cancelled, `!yes` is enough.",
        key=meeting.key,
        title=meeting.title,
        dates=apart(Text("{when}", {"when": period(one)}) for one in dates),
    )
    days = ", ".join(typed_day(one) for one in dates)
    return ask(call, store, text, f"meeting cancel {meeting.key} {days} Reason: {wish.reason}")


def _whether(call: Call, store: Store, meeting: Meeting, wish: Cancellation, dates: list[When] | None = None) -> Reply:
    """Something in the line may turn its meaning round: what would be done is said first."""
    title = {"key": meeting.key, "title": meeting.title}
    days = ", ".join(typed_day(one) for one in dates or ())
    scope = days or "all"
    if wish.which == "from" and days:
        scope = f"from {days} on"
    what: Text = _("**{key} {title}** as a whole", **title)
    if dates:
        shown_dates = apart(Text("{when}", {"when": period(one)}) for one in dates)
        what = _("**{key} {title}** on {dates}", dates=shown_dates, **title)
        if wish.which == "from":
            what = _("**{key} {title}** from {dates} on", dates=shown_dates, **title)
    text = lines(
        _("Nothing was done yet: “{words}” can be meant in several ways.", words=wish.reason[:80]),
        _("Is this to be cancelled: {what}? Then `!yes` is enough, and the words are said as the reason.", what=what),
    )
    return ask(call, store, text, f"meeting cancel {meeting.key} {scope} Reason: {wish.reason}")


def _must_be_its_date(store: Store, meeting: Meeting, wish: Cancellation) -> None:
    """Raises UserError if the line names another day than the meeting's own."""
    days = {f"{span.start:%Y-%m-%d}" for span in wish.spans}
    if meeting.when is None:
        slot = next((slot for slot in store.slots.of(meeting.id) if slot.when.start[:10] in days), None)
        text = _("{key} is a vote on several dates. Is one of them to be taken out, or all cancelled?", key=meeting.key)
        if slot is not None:
            raise UsageError(text, offered_line("meeting drop", meeting.key, slot.number))
        raise UsageError(text, offered_line("meeting cancel", meeting.key))
    if meeting.when.start[:10] not in days:
        raise UserError(
            _("{key} is on {when}.", key=meeting.key, when=period(meeting.when)),
            offered_line("meeting cancel", meeting.key),
        )


def _cancelled(meeting: Meeting, reason: str) -> Content:
    if meeting.when is None:
        head = _("**{key} {title} is cancelled; the vote has ended.**", key=meeting.key, title=meeting.title)
        return lines(head, reason_line(reason), went_back(meeting))
    head = _(
        "**{key} {title} is cancelled.** It was to be: {when}.",
        key=meeting.key,
        title=meeting.title,
        when=shown(meeting.when),
    )
    return lines(head, reason_line(reason), OLD_ENTRY, went_back(meeting))
