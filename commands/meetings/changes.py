"""`!meeting place` and `link`; how every change of a meeting is told: as old → new, with the calendar file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from commands.base import Call, Claims, Key, Rest, UsageError, UserError, Words, command
from commands.base.turning import EITHER, UNSURE
from commands.base.typed import BECOMES
from commands.beside_dates import doubt_dates_in
from commands.calendar_files import calendar_file
from commands.meetings.at_host import refuse_offer
from commands.meetings.cancellation import is_reason
from commands.meetings.details import read_link, read_place
from commands.meetings.fixed.series import next_dates, shown
from commands.meetings.place_behind import says_more
from commands.meetings.poll.heading import heading_edits
from commands.meetings.sentences import particulars
from commands.meetings.timers import rung_once
from commands.meetings.which import alive_meant
from commands.patterns import regex
from commands.words import Link, MadeUp, Message, Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.values import frozen

OLD_ENTRY = _("If the old date is still in the calendar, please delete it.")
"""Said beside a file about a date that was moved or cancelled: many calendars keep what a file takes out."""
_CONDITION = regex(
    r"(?<!\w)(?:falls|wenn|sofern|if)(?!\w)[^,;\n]*|(?<!\w)[MHT]#?\d{1,7}(?!\w)(?=[\s.]*$)"
    r"|(?<!\w)(?:bleibt|unverändert|wie (?:bisher|gehabt)|stays|unchanged|as before)(?!\w)",
    re.IGNORECASE,
)
"""On what a place depends, another record that is perhaps meant, or that nothing changes."""
_LEADS = regex(
    r"(?:(?:wir|alle|we)\s+(?:treffen|sehen|versammeln|tagen|sind|meet|gather|are)\s+(?:(?:uns|us)\s+)?(?=\S)"
    r"|(?:(?:der|die|das|the)\s+)?(?:(?:neue[rs]?|new)\s+)?(?:ort|treffpunkt|place|venue)(?!\w)\s*:?\s*(?=\S))",
    re.IGNORECASE,
)
"""What leads to a place and says nothing of it: «wir treffen uns», «neuer Ort»."""
_IN = regex(r"(?:in|nach)\s+(?!(?:der|dem|den|die|das|the|einer?|einem)\s)(?=\S)", re.IGNORECASE)
_TAKE_PLACE = regex(r"(?<=\w)\s(?-i:tagen|treffen|zusammenkommen|stattfinden|meet)[.!]?\Z", re.IGNORECASE)
_FROM_TO = regex(r"(?:von|from)\s\S.{0,60}\s(?:nach|to)\s\S", re.IGNORECASE)
_ADDRESS = regex(r"(?<!\w)(?:link|adresse|url|web)\s?:\s?\S+|(?<=\S )https?://\S+", re.IGNORECASE)
"""What belongs to the meeting's link, and is told to nobody as a part of the place."""
_PLACE_MEANT = _("Which place is meant?")
Changed: TypeAlias = Literal[
    "title", "place", "link", "description", "duration", "deadline", "date", "dates", "one date"
]
"""What of a meeting can be another; `date` is its only one, `dates` are all of a series, `one date` is one of them."""
_CALLED: Final[dict[Changed, Text]] = {
    "title": _("Title"),
    "place": _("Place"),
    "link": _("Link"),
    "description": _("Description"),
    "duration": _("Duration"),
    "deadline": _("Deadline"),
    "date": _("Date"),
    "dates": _("Dates"),
    "one date": _("Date"),
}
_KEY = Key("M", _("Which meeting is meant?"), optional=True)


@frozen
class MeetingChange:
    """What of a meeting is another now, and how that is said."""

    what: Changed
    line: Text


@command(
    "meeting place",
    de=("ort",),
    help=_("Says where a meeting is; `-` takes the place back."),
    examples=(_("`!meeting place M3 Bochum, town hall`"),),
    takes={"number": _KEY, "said": Words(_PLACE_MEANT, optional=True)},
    public=True,
)
def place(call: Call, store: Store, number: int | None, said: Claims) -> Reply:
    """Told to all once the date is fixed; before that the heading shows it."""
    said.take_head(_LEADS)
    said.take_head(BECOMES)
    said.take_head(_IN)
    said.take(_TAKE_PLACE)
    said.doubt_question()
    for unclear in (UNSURE, EITHER, _CONDITION, _ADDRESS):
        for match in unclear.finditer(said.text):
            if said.unquoted(match.start()):
                said.doubt(match[0])
    for gap in said.free():
        doubt_dates_in(said, gap)
    text = said.keep_rest()
    if not text:
        raise UsageError(_PLACE_MEANT)
    if not said.doubted() and (says_more(text) or _FROM_TO.match(text)):
        said.doubt(text)
    meeting = alive_meant(call, store, number, lambda key: offered_line("meeting place", key, text[:60]))
    new = read_place(text)
    if new == meeting.place:
        raise unchanged(meeting)
    refuse_offer(store, meeting, new)
    changed_to = change("place", or_none(meeting.place), or_none(new))
    changed = store.meetings.set_place(meeting.id, new, call.ms)
    return done(changed, (changed_to,), told(call, store, changed, (changed_to,)))


@command(
    "meeting link",
    help=_("Says the address of a meeting's video conference; `-` takes it back."),
    examples=(_("`!meeting link M3 https://meet.example.org/board`"),),
    takes={"number": _KEY, "text": Rest(_("Which address is meant?"))},
    public=True,
)
def link(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """Told to all once the date is fixed; before that the heading shows it."""
    meeting = alive_meant(call, store, number, lambda key: offered_line("meeting link", key, text[:200]))
    try:
        new = read_link(text)
    except UserError as mistake:
        mistake.example = offered_line("meeting link", meeting.key, "https://meet.example.org/board")
        raise
    if new == meeting.link:
        raise unchanged(meeting)
    changed_to = change("link", link_shown(meeting.link), link_shown(new))
    changed = store.meetings.set_link(meeting.id, new, call.ms)
    return done(changed, (changed_to,), told(call, store, changed, (changed_to,)))


def unchanged(meeting: Meeting) -> UserError:
    """Nothing would change, so nobody is told."""
    return UserError(_("{key} is like that already.", key=meeting.key), offered_line("meeting show", meeting.key))


def told(
    call: Call, store: Store, meeting: Meeting, changes: Sequence[MeetingChange], notes: Sequence[Text] = ()
) -> tuple[Said, ...]:
    """Of a fixed meeting everybody is rung with the changes and gets the new file; of a poll the heading shows it. What
    the changes say is not said again."""
    headings = heading_edits(call, store, meeting)
    if meeting.state == "voting":
        return headings
    head = _("**{key} {title} has changed.**", key=meeting.key, title=meeting.title)
    said = {one.what for one in changes}
    rest = [
        None if said & {"date", "dates"} else _("It takes place: {when}.", when=shown(meeting.date)),
        *next_dates(meeting.date, call.ms),
        *particulars(meeting, call.zone, without=said),
    ]
    message = Message(
        lines(head, *_lines(changes), *notes, *rest),
        rung_once(call, store, meeting, call.room.members),
        about=meeting.key,
    )
    return (*headings, message, calendar_file(call, meeting))


def reason_line(reason: str) -> Text | None:
    """The reason as a sentence: words that say themselves that they are one need no heading."""
    if not reason:
        return None
    if is_reason(reason):
        return Text("{reason}.", {"reason": reason[0].upper() + reason[1:].rstrip(".")})
    return _("Reason: {reason}", reason=reason)


def done(meeting: Meeting, changes: Sequence[MeetingChange], also: tuple[Said, ...]) -> Reply:
    """What was changed, for whoever changed it; where everybody is told, that stands in the next message."""
    if meeting.state == "voting":
        head = _("**{key} {title}** is changed:", key=meeting.key, title=meeting.title)
        return Reply(lines(head, *_lines(changes)), also, about=meeting.key)
    text = _("**{key} {title}** is changed; everybody is told.", key=meeting.key, title=meeting.title)
    return Reply(text, also, about=meeting.key, beside=lines(*_lines(changes)))


def _lines(changes: Sequence[MeetingChange]) -> list[Text]:
    return [one.line for one in changes]


def change(what: Changed, old: Text, new: Text) -> MeetingChange:
    """`Ort: Bochum → Essen`"""
    return MeetingChange(what, Text("{what}: {old} → {new}", {"what": _CALLED[what], "old": old, "new": new}))


def or_none(value: str | None) -> Text:
    return Text("{value}", {"value": value}) if value else _("none")


def link_shown(value: str | None) -> Text:
    return Text("{link}", {"link": Link(value)}) if value else _("none")


def not_over(call: Call, meeting: Meeting) -> None:
    """Raises UserError for what has taken place."""
    if meeting.date.over <= call.ms:
        raise UserError(
            _("{key} {title} is over.", key=meeting.key, title=meeting.title),
            offered_line("meeting done", meeting.key, MadeUp("anna, ben")),
        )
