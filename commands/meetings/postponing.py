"""`!meeting move`: a single meeting, one date of a series, all its dates from one on, or all to come."""

from __future__ import annotations

import re
from datetime import timedelta

from commands.base import Call, Claims, Key, UsageError, UserError, Words, command
from commands.base.claims import Place
from commands.base.errors import Mend
from commands.base.turning import CORRECTS
from commands.calendar.schedule import coming, later, local, period, single, within
from commands.calendar.series import origin_of
from commands.dates import DateError, Span, carries, find_date
from commands.doubts import question, read_again
from commands.meetings.changes import not_over
from commands.meetings.doubts import ask, which_dates
from commands.meetings.fixed.series import typed, typed_day
from commands.meetings.rescheduling import day_after, move_date, move_meeting, on_days
from commands.meetings.series_moves import move_all, move_by_rule, rule_said
from commands.meetings.unnamed import lasting_said, said_otherwise
from commands.meetings.which import fixed_meant, must_organise
from commands.meetings.which_dates import is_next
from commands.meetings.wishes import AGAINST, Move, NewDate, claim_move, names, read_new_date, time_alone, weekday_alone
from commands.patterns import regex
from commands.words import MadeUp, Reply, Text, _, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.meetings import Meeting
from storage.series import NEVER, When

_PLACE = regex(
    r"(?:(?:ort|wo|place)\s?:|nach|in|ins|im|bei|beim|zum|zur|at|to)\s+(?P<place>.+)", re.IGNORECASE | re.DOTALL
)
_TIME_WORD = regex(r"zeit|stunde|dauer|tag\b|time|hour|day", re.IGNORECASE)
"""In words behind `bei` that name no place."""


@command(
    "meeting move",
    de=("verschieben", "verlegen", "postpone", "reschedule"),
    help=_("Moves a meeting; what is not said stays. Of a series one date, all from a date on, or all."),
    examples=(
        _("`!meeting move M3 9.12. 15h`"),
        _("`!meeting move M3 15h`"),
        _("`!meeting move M4 8.12. to 9.12. 15h`"),
        _("`!meeting move M4 from 5.1. on to 15h`"),
    ),
    takes={
        "number": Key("M", _("Which meeting is meant?"), optional=True),
        "said": Words(_("To which date?")),
    },
    public=True,
)
def move(call: Call, store: Store, number: int | None, said: Claims) -> Reply:
    """Reads which date shall move and to when; asks where that is not clear."""
    text = said.rest()
    if number is not None and (otherwise := said_otherwise(call, store, number, text)):
        raise otherwise
    meeting = fixed_meant(call, store, number, lambda key: offered_line("meeting move", key, text[:60]))
    must_organise(call, meeting)
    not_over(call, meeting)
    try:
        wish = claim_move(call, said)
        if meeting.date.rule is None:
            return _of_single(call, store, meeting, wish)
        return _of_series(call, store, meeting, wish, text)
    except UsageError as mistake:
        if longer := lasting_said(call, meeting, text):
            raise longer from None
        mistake.example = mistake.example or _line_that_works(call, meeting, text, mistake.mend)
        raise


def _of_single(call: Call, store: Store, meeting: Meeting, wish: Move) -> Reply:
    old = meeting.date
    if wish.old and wish.old != wish.new and not names(call, wish.old, old):
        if not carries(wish.old):
            line = offered_line("meeting move", meeting.key, wish.new[:60])
            raise UsageError(_("Not understood: “{words}”.", words=wish.old[:60]), line)
        raise UserError(
            _("{key} is on {when}, not on “{said}”.", key=meeting.key, when=period(old), said=wish.old),
            offered_line("meeting move", meeting.key, wish.new[:60]),
        )
    if rule_said(call, wish.new):
        raise UsageError(
            _("{key} is a single meeting; a series is planned anew.", key=meeting.key),
            _("`!meeting plan Jour fixe every first Tuesday of the month 14-15h`"),
        )
    new = _new_date(call, meeting, old, wish)
    doubt = _asked(call, store, meeting, old, new, wish)
    return doubt or move_meeting(call, store, meeting, _settled(call, new), wish.reason)


def _of_series(call: Call, store: Store, meeting: Meeting, wish: Move, text: str) -> Reply:
    when = meeting.date
    if rule := rule_said(call, text) or rule_said(call, wish.new):
        if doubt := question(call, store, [rule]):
            return doubt
        return move_by_rule(call, store, meeting, wish, rule)
    if wish.which is not None:
        return move_all(call, store, meeting, wish)
    one = _old_date(call, meeting, wish)
    if one is None:
        following = coming(when, call.ms) or when
        weekday = weekday_alone(call, wish.new)
        if wish.by or time_alone(call, call.now.date(), wish.new) or weekday:
            by = " ".join(text.split())[:60] if wish.by else ""
            raise which_dates(meeting, following, wish.new[:60], by, when.rule if weekday else None)
        return _unnamed(call, store, meeting, wish)
    new = _new_date(call, meeting, one, wish)
    if new.day_said and not new.time_said and wish.old == "" and new.when.start == one.start:
        raise UsageError(
            _("To which date shall it move?"),
            offered_line("meeting move", meeting.key, typed_day(one), _("to {next}", next=day_after(one))),
        )
    doubt = _asked(call, store, meeting, one, new, wish)
    return doubt or move_date(call, store, meeting, one, _settled(call, new), wish.reason)


def _old_date(call: Call, meeting: Meeting, wish: Move) -> When | None:
    """The date of the series that the line names, or that lies on the day it names; None if it names none."""
    if is_next(wish.old):
        return coming(meeting.date, call.ms)
    named = wish.old or (wish.new if not weekday_alone(call, wish.new) else "")
    if not named or time_alone(call, call.now.date(), named) or weekday_alone(call, named):
        return None
    try:
        spans = read_again(call, named)
    except DateError:
        if wish.old:
            raise
        return None
    if len(spans) > 1:
        raise UsageError(_("Only one date can be moved at a time."))
    found = on_days(meeting.date, spans)
    if wish.old and len(found) > 1:
        raise UsageError(_("Only one date can be moved at a time."))
    if wish.old and not found:
        raise UserError(
            _("{key} has no date on {when}.", key=meeting.key, when=spans[0].period),
            offered_line("meeting show", meeting.key),
        )
    return found[0] if len(found) == 1 else None


def _unnamed(call: Call, store: Store, meeting: Meeting, wish: Move) -> Reply:
    """A new date, but not which date of the series shall move there: the nearest is asked about."""
    _all_read(call, meeting, wish)
    following = coming(meeting.date, call.ms) or meeting.date
    new = read_new_date(call, following, wish.new)
    around = list(within(meeting.date, call.ms, new.when.over + 366 * 86_400_000))[:60]
    nearest = min(around, key=lambda one: abs(one.begins - new.when.begins), default=following)
    to = read_new_date(call, nearest, wish.new).when
    text = _(
        "{key} {title} is a series, and {when} is none of its dates. Shall the one of {old} "
        "move there? Then `!yes` is enough. Another one: {line}",
        key=meeting.key,
        title=meeting.title,
        when=period(to),
        old=period(nearest),
        line=offered_line("meeting move", meeting.key, _day_but(call, meeting, nearest), _("to {new}", new=typed(to))),
    )
    line = f"meeting move {meeting.key} {typed_day(nearest)} to {typed(to)}{_why(wish)}"
    return ask(call, store, text, line)


def _why(wish: Move) -> str:
    """The reason as it stands in a line."""
    return f" Reason: {wish.reason}" if wish.reason else ""


def _new_date(call: Call, meeting: Meeting, old: When, wish: Move) -> NewDate:
    """The new date of what takes place at `old`."""
    if wish.by is None:
        _all_read(call, meeting, wish)
        return read_new_date(call, old, wish.new)
    if old.all_day and wish.by % timedelta(days=1):
        raise UsageError(_("Whole days move by whole days."))
    start, end = later(old.start, wish.by), later(old.end, wish.by) if old.end else None
    new = single(start, end, old.zone, old.origin)
    span = Span(period(new).start, period(new).end, new.all_day)
    return NewDate(span, new, day_said=True, time_said=True)


def _asked(call: Call, store: Store, meeting: Meeting, old: When, new: NewDate, wish: Move) -> Reply | None:
    """What to ask before `old` moves to `new`."""
    if doubt := question(call, store, [new.span]):
        return doubt
    when = _settled(call, new)
    if (when.start, when.end) == (old.start, old.end):
        raise UserError(_("{key} is at that date already.", key=meeting.key), offered_line("meeting show", meeting.key))
    if new.other is None or new.other.start == when.start or new.other.over <= call.ms:
        return None
    again = f"{typed_day(old)} → " if meeting.date.rule is not None else ""
    text = _(
        "Is {when} meant? Then `!yes` is enough. For {other}: {whole_line}",
        when=period(when),
        other=period(new.other),
        whole_line=offered_line("meeting move", meeting.key, _("{again}{line}", again=again, line=typed(new.other))),
    )
    return ask(call, store, text, f"meeting move {meeting.key} {again}{typed(when)}{_why(wish)}")


def _settled(call: Call, new: NewDate) -> When:
    """The date that is meant; raises UserError if it is over."""
    when = new.when if new.when.begins > call.ms or new.other is None else new.other
    over = when.over if when.all_day else when.begins
    if over <= call.ms:
        raise UsageError(_("{when} is over.", when=period(when)))
    return when


def _day_but(call: Call, meeting: Meeting, but: When) -> str:
    """The day of the next date that is not that one."""
    ahead = within(meeting.date, call.ms, NEVER)
    return typed_day(next((one for one in ahead if origin_of(one) != origin_of(but)), but))


def _line_that_works(call: Call, meeting: Meeting, text: str, mend: Mend | None) -> Text:
    """A line that moves a single meeting, to the day that was said where the time alone was wrong; one that shows it
    where it is a series, so that no other date is moved, and where the line said «nicht» and no date."""
    if meeting.date.rule is not None or (AGAINST.search(text) and not any(one.kind == "date" for one in carries(text))):
        return offered_line("meeting show", meeting.key)
    said = mend.mended(text) if mend and not mend.right else None
    if said and any(one.kind == "date" for one in carries(said)):
        return offered_line("meeting move", meeting.key, said)
    day = max(local(meeting.date.begins, call.zone).date(), call.now.date()) + timedelta(days=7)
    return offered_line("meeting move", meeting.key, MadeUp(typed_date(day)))


def _all_read(call: Call, meeting: Meeting, wish: Move) -> None:
    """Raises UsageError if words stand behind the new date: a place, which is another command's, or what is unclear."""
    found = find_date(wish.new, call.confirmed or call.now, call.zone)
    if found is None and (place := _PLACE.match(wish.new)) and not carries(wish.new):
        line = offered_line("meeting place", meeting.key, place["place"][:60])
        raise UsageError(_("Not understood: “{words}”.", words=wish.new[:60]), line)
    if found is None or not found.after:
        return
    to = Claims(wish.new).words(Place(0, found.end)).rstrip(" ,;:")
    before = _PLACE.match(found.after)
    if corrected := CORRECTS.match(found.after):
        to = corrected["right"].strip(" !")
    words = f"{wish.old} → {to}" if wish.old else to
    why = [_("Reason: {reason}", reason=wish.reason)] if wish.reason else []
    line = offered_line("meeting move", meeting.key, words, *why)
    if before and not _TIME_WORD.search(found.after):
        line = _(
            "{move_line} and {place_line}",
            move_line=line,
            place_line=offered_line("meeting place", meeting.key, before["place"][:60]),
        )
    raise UsageError(_("Not understood: “{words}”.", words=found.after[:60]), line)
