"""`!meeting place` and `link`; how every change of a meeting is told: as old → new, with the calendar file."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Key, Rest, UserError, command
from commands.calendar.files import calendar_file
from commands.meetings.details import read_link, read_place
from commands.meetings.fixed.series import next_dates, shown
from commands.meetings.poll.heading import heading_edits, particulars
from commands.meetings.timers import rung_once
from commands.meetings.which import alive_meant
from commands.words import Content, Link, Message, Reply, Said, Text, _, lines
from storage import Store
from storage.meetings import Meeting

OLD_ENTRY = _("If the old date is still in the calendar, please delete it.")
"""Said beside a file about a date that was moved or cancelled: many calendars keep what a file takes out."""
_KEY = Key("M", _("Which meeting is meant?"), optional=True)


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
    meeting = alive_meant(call, store, number, lambda key: _("`!meeting place {key} {text}`", key=key, text=text[:60]))
    new = read_place(text)
    changed_to = change(_("Place"), or_none(meeting.place), or_none(new))
    changed = store.meetings.set_place(meeting.id, new, call.ms)
    return Reply(done(changed, changed_to), told(call, store, changed, (changed_to,)), about=changed.key)


@command(
    "meeting link",
    help=_("Says the address of a meeting's video conference; `-` takes it back."),
    examples=(_("`!meeting link M3 https://meet.example.org/board`"),),
    takes={"number": _KEY, "text": Rest(_("Which address is meant?"))},
    public=True,
)
def link(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """Told to all once the date is fixed; before that the heading shows it."""
    meeting = alive_meant(call, store, number, lambda key: _("`!meeting link {key} {text}`", key=key, text=text[:200]))
    try:
        new = read_link(text)
    except UserError as mistake:
        mistake.example = _("`!meeting link {key} https://meet.example.org/board`", key=meeting.key)
        raise
    changed_to = change(_("Link"), link_shown(meeting.link), link_shown(new))
    changed = store.meetings.set_link(meeting.id, new, call.ms)
    return Reply(done(changed, changed_to), told(call, store, changed, (changed_to,)), about=changed.key)


def told(
    call: Call, store: Store, meeting: Meeting, changes: Sequence[Text], notes: Sequence[Text] = ()
) -> tuple[Said, ...]:
    """Of a fixed meeting everybody is rung with the changes and gets the new file; of a poll the heading shows it."""
    headings = heading_edits(call, store, meeting)
    if meeting.state == "voting":
        return headings
    head = _("**{key} {title} has changed.**", key=meeting.key, title=meeting.title)
    rest = [
        _("It takes place: {when}.", when=shown(meeting.date, call.settings.language)),
        *next_dates(meeting.date, call.ms),
        *particulars(meeting, call.zone),
    ]
    message = Message(
        lines(head, *changes, *notes, *rest), rung_once(call, store, meeting, call.room.members), about=meeting.key
    )
    return (*headings, message, calendar_file(call, meeting))


def done(meeting: Meeting, *changes: Text) -> Content:
    """What was changed, for whoever changed it."""
    return lines(_("**{key} {title}** is changed:", key=meeting.key, title=meeting.title), *changes)


def change(what: Text, old: Text, new: Text) -> Text:
    """`Ort: Bochum → Essen`"""
    return Text("{what}: {old} → {new}", {"what": what, "old": old, "new": new})


def or_none(value: str | None) -> Text:
    return Text("{value}", {"value": value}) if value else _("none")


def link_shown(value: str | None) -> Text:
    return Text("{link}", {"link": Link(value)}) if value else _("none")


def not_over(call: Call, meeting: Meeting) -> None:
    """Raises UserError for what has taken place."""
    if meeting.date.over <= call.ms:
        raise UserError(
            _("{key} {title} is over.", key=meeting.key, title=meeting.title),
            _("`!meeting done {key} anna, ben`", key=meeting.key),
        )
