"""`!meeting move`, `place`, `link`, `cancel`: every change is told as old → new; calendar file and reminders follow."""

from __future__ import annotations

from commands.base import Call, Key, Rest, UsageError, UserError, command
from commands.calendar.files import calendar_file
from commands.calendar.when import shifted
from commands.dates import DateError
from commands.doubts import question
from commands.meetings.attending import attend_end, attend_poll
from commands.meetings.finding import alive_meant, fixed_meant, must_organise
from commands.meetings.heading import heading_edits, particulars, poll_ends
from commands.meetings.outcome import date_remarks
from commands.meetings.particulars import read_link, read_place
from commands.meetings.reading import read_event, to_come
from commands.meetings.series import next_dates, shown, skip_date
from commands.meetings.timing import clear_poll_timers, set_reminders
from commands.words import Content, Link, Message, Reply, Said, Text, _, lines
from storage import Store
from storage.meetings import Meeting

_KEY = Key("M", _("Which meeting is meant?"), optional=True)


@command(
    "meeting move",
    de=("verschieben", "verlegen"),
    help=_("Moves a fixed meeting to another date."),
    examples=(_("`!meeting move M3 9.12. 15h`"),),
    takes={"number": _KEY, "text": Rest(_("To which date?"))},
    public=True,
)
def move(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """The new date is as long as the old one if nobody says an end. Who comes is asked anew."""
    meeting = fixed_meant(call, store, number, lambda key: _("`!meeting move {key} 9.12. 15h`", key=key))
    must_organise(call, meeting)
    _not_over(call, meeting)
    try:
        span = to_come(call, read_event(call, _without_arrow(text)))
    except DateError as mistake:
        mistake.example = mistake.example or _("`!meeting move {key} 9.12. 15h`", key=meeting.key)
        raise
    if (span.rrule is None) != (meeting.date.rule is None):
        raise _series_differs(meeting)
    if doubt := question(call, store, [span]):
        return doubt
    new = shifted(meeting.date, span, call.zone)
    if new == meeting.date:
        raise UserError(
            _("{key} is at that date already.", key=meeting.key), _("`!meeting show {key}`", key=meeting.key)
        )
    moved = store.meetings.fix(meeting.id, new, call.ms)
    set_reminders(call, store, moved)
    ends = (attend_end(meeting),) if attend_poll(meeting) else ()
    change = _change(_("Date"), shown(meeting.date, call.settings.language), shown(new, call.settings.language))
    notes = date_remarks(call, store, moved)
    also = (*ends, *_told(call, store, moved, change, notes), *attend_poll(moved))
    return Reply(_done(moved, change), also, about=moved.key)


@command(
    "meeting place",
    de=("ort",),
    help=_("Says where a meeting is; `-` takes the place back."),
    examples=(_("`!meeting place M3 Bochum, town hall`"),),
    takes={"number": _KEY, "text": Rest(_("Which place is meant?"))},
    public=True,
)
def place(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """Told to all once the date is fixed; before that the heading shows it."""
    meeting = alive_meant(call, store, number, lambda key: _("`!meeting place {key} Bochum`", key=key))
    new = read_place(text)
    change = _change(_("Place"), _or_none(meeting.place), _or_none(new))
    changed = store.meetings.set_place(meeting.id, new, call.ms)
    return Reply(_done(changed, change), _told(call, store, changed, change), about=changed.key)


@command(
    "meeting link",
    help=_("Says the address of a meeting's video conference; `-` takes it back."),
    examples=(_("`!meeting link M3 https://meet.example.org/board`"),),
    takes={"number": _KEY, "text": Rest(_("Which address is meant?"))},
    public=True,
)
def link(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """Told to all once the date is fixed; before that the heading shows it."""
    meeting = alive_meant(call, store, number, lambda key: _("`!meeting link {key} https://…`", key=key))
    try:
        new = read_link(text)
    except UserError as mistake:
        mistake.example = _("`!meeting link {key} https://meet.example.org/board`", key=meeting.key)
        raise
    change = _change(_("Link"), _link(meeting.link), _link(new))
    changed = store.meetings.set_link(meeting.id, new, call.ms)
    return Reply(_done(changed, change), _told(call, store, changed, change), about=changed.key)


@command(
    "meeting cancel",
    de=("absagen", "stornieren"),
    help=_("Cancels a meeting or a vote, with a reason if one is said; of a series one date alone, if it is said."),
    examples=(_("`!meeting cancel M3`"), _("`!meeting cancel M3 too few can come`"), _("`!meeting cancel M3 5.1.`")),
    takes={"number": _KEY, "text": Rest(_("Why?"), optional=True)},
    public=True,
)
def cancel(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """Polls and reminders end; if the date was fixed, the calendar file that takes it out follows."""
    meeting = alive_meant(call, store, number, lambda key: _("`!meeting cancel {key}`", key=key))
    must_organise(call, meeting)
    if meeting.when is not None:
        _not_over(call, meeting)
        if meeting.when.rule is not None and (skipped := skip_date(call, store, meeting, text)):
            return skipped
    reason = " ".join(text.split())[:500]
    ends: tuple[Said, ...] = poll_ends(store, meeting) if meeting.state == "voting" and meeting.ended is None else ()
    if meeting.state == "fixed" and attend_poll(meeting):
        ends = (attend_end(meeting),)
    store.meetings.end_poll(meeting.id, call.said)
    cancelled = store.meetings.cancel(meeting.id, call.ms)
    clear_poll_timers(store, cancelled)
    set_reminders(call, store, cancelled)
    file = (calendar_file(call, cancelled),) if cancelled.when else ()
    told = Message(_cancelled(cancelled, reason, call.settings.language), call.room.members, about=cancelled.key)
    said = _("**{key} {title}** is cancelled; everybody is told.", key=cancelled.key, title=cancelled.title)
    return Reply(said, (*ends, *heading_edits(call, store, cancelled), told, *file), about=cancelled.key)


def _cancelled(meeting: Meeting, reason: str, language: str) -> Content:
    if meeting.when is None:
        head = _("**{key} {title} is cancelled; the vote has ended.**", key=meeting.key, title=meeting.title)
    else:
        head = _(
            "**{key} {title} is cancelled.** It was to be: {when}.",
            key=meeting.key,
            title=meeting.title,
            when=shown(meeting.when, language),
        )
    return lines(head, _("Reason: {reason}", reason=reason) if reason else None)


def _told(call: Call, store: Store, meeting: Meeting, change: Text, notes: tuple[Text, ...] = ()) -> tuple[Said, ...]:
    """Of a fixed meeting everybody is rung with the change and gets the new file; of a poll the heading shows it."""
    headings = heading_edits(call, store, meeting)
    if meeting.state == "voting":
        return headings
    head = _("**{key} {title} has changed.**", key=meeting.key, title=meeting.title)
    rest = [
        _("It takes place: {when}.", when=shown(meeting.date, call.settings.language)),
        *next_dates(meeting.date, call.ms),
        *particulars(meeting, call.zone),
    ]
    message = Message(lines(head, change, *notes, *rest), call.room.members, about=meeting.key)
    return (*headings, message, calendar_file(call, meeting))


def _done(meeting: Meeting, change: Text) -> Content:
    return lines(_("**{key} {title}** is changed:", key=meeting.key, title=meeting.title), change)


def _change(what: Text, old: Text, new: Text) -> Text:
    """`Ort: Bochum → Essen`"""
    return Text("{what}: {old} → {new}", {"what": what, "old": old, "new": new})


def _or_none(value: str | None) -> Text:
    return Text("{value}", {"value": value}) if value else _("none")


def _link(value: str | None) -> Text:
    return Text("{link}", {"link": Link(value)}) if value else _("none")


def _not_over(call: Call, meeting: Meeting) -> None:
    if meeting.date.over <= call.ms:
        raise UserError(
            _("{key} {title} is over.", key=meeting.key, title=meeting.title),
            _("`!meeting done {key} anna, ben`", key=meeting.key),
        )


def _series_differs(meeting: Meeting) -> UserError:
    if meeting.date.rule is None:
        return UsageError(
            _("{key} is a single meeting; a series is planned anew.", key=meeting.key),
            _("`!meeting plan Jour fixe every first Tuesday of the month 14-15h`"),
        )
    return UsageError(
        _("{key} is a series. One date of it can be cancelled, and another one planned.", key=meeting.key),
        _("`!meeting cancel {key} 5.1.`", key=meeting.key),
    )


def _without_arrow(text: str) -> str:
    """The date behind `auf` or `→`, which some write before it."""
    return text.strip().removeprefix("auf ").removeprefix("to ").lstrip("→> ").strip()
