"""`!meeting plan`: a meeting with a fixed date, or a series, without a poll."""

from __future__ import annotations

import re

from commands.base import Call, Claims, UsageError, UserError, Words, command, title
from commands.beside_dates import doubt_unsure
from commands.calendar.schedule import keep, lasting
from commands.deadlines import to_come
from commands.doubts import question
from commands.meetings.at_host import offer_at, settle_at_host
from commands.meetings.dates_said import read_event
from commands.meetings.details import DURATION, LINK, PLACE, read_particulars, take_from_dates, take_link
from commands.meetings.fixed.announcement import announce
from commands.meetings.line import Named, account, bare_title, numbered, split_title, take_sentence
from commands.meetings.place_behind import take_strange
from commands.meetings.timers import set_reminders
from commands.patterns import regex
from commands.words import MadeUp, Reply, Text, _, offered_line
from storage import Store
from storage.meetings import NewMeeting

_HALF_OPEN = regex(r"(?:bis|spätestens|until|till|by)(?!\w).*", re.IGNORECASE)
"""A last day says no date of a meeting."""
_EXAMPLE = _("`!meeting plan Summer meeting 8.12. 14-16h; Place: Bochum`")


@command(
    "meeting plan",
    de=("ansetzen", "planen", "neu", "new", "anlegen", "create"),
    help=_("Sets a meeting or a series whose date is fixed already, without a vote."),
    examples=(_EXAMPLE, _("`!meeting plan Jour fixe every first Tuesday of the month 14-15h`")),
    takes={"said": Words(_("What is the meeting called, and when is it?"))},
    options=(PLACE, LINK, DURATION),
    public=True,
)
def plan(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """Keeps the meeting, rings everybody and sends the calendar file."""
    named = None
    try:
        link = take_link(said)
        doubt_unsure(said)
        take_sentence(said)
        named = split_title(call, said.rest())
        name = title(named.title, _("What is the meeting called?"))
        dates, among = take_from_dates(named.dates)
        dates, place = take_strange(call, said, dates)
        if place and (among | options).get("place"):
            said.doubt(place["place"])  # «im Rathaus; Ort: Bochum»
        account(said, name, dates)
        besides = read_particulars({**link, **place, **among, **options})
        if not dates:
            raise UsageError(_("When is the meeting?"))
        if half_open := _HALF_OPEN.match(dates):
            said.doubt(half_open[0])
        span = lasting(to_come(call, read_event(call, dates)), besides.length)
        host = offer_at(store, besides.place or "")
    except UserError as mistake:
        mistake.example = mistake.example or _offered(call, named)
        raise
    if doubt := question(call, store, [span]):
        return doubt
    new = NewMeeting(name, call.member.user_id, keep(span, call.zone), place=besides.place, link=besides.link)
    meeting = store.meetings.add(new, (), call.ms)
    if host:
        meeting = settle_at_host(call, store, meeting, host)
    set_reminders(call, store, meeting)
    planned = _("**{key} {title}** is planned; everybody is told.", key=meeting.key, title=meeting.title)
    return Reply(planned, announce(call, store, meeting, asks_apart=True), about=meeting.key)


def _offered(call: Call, named: Named | None) -> Text:
    """A line that plans what was named, with its number in the title if that is what was taken for a date."""
    if named is None or not named.title:
        return _EXAMPLE
    if meant := numbered(call, named):
        return offered_line("meeting plan", f'"{meant.title}"', meant.dates)
    bare = bare_title(named.title)
    return offered_line("meeting plan", bare, MadeUp(_("8.12. 14-16h"))) if bare else _EXAMPLE
