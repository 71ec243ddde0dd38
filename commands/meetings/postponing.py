"""`!meeting move`: a single meeting, one date of a series, all its dates from one on, or all to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commands.base import Call, Key, Rest, UsageError, UserError, command
from commands.calendar.series import (
    clash,
    endless,
    on_weekday,
    origin_of,
    part_at,
    reruled,
    starting,
    with_moved,
)
from commands.calendar.when import coming, later, length_of, local, naive, period, single, within
from commands.dates import DateError, Span
from commands.doubts import question, read_again
from commands.meetings.attending import attend_end, attend_poll
from commands.meetings.changing import OLD_ENTRY, change, done, not_over, told
from commands.meetings.doubts import ask, which_dates
from commands.meetings.finding import fixed_meant, must_organise
from commands.meetings.outcome import date_remarks
from commands.meetings.remarks import remarks
from commands.meetings.series import rule_typed, shown, typed, typed_day
from commands.meetings.timing import set_reminders
from commands.meetings.wishes import (
    Move,
    NewDate,
    is_next,
    names,
    read_move,
    read_new_date,
    time_alone,
    weekday_alone,
)
from commands.words import Reply, Text, _
from storage import Store
from storage.meetings import NEVER, Meeting, When
from storage.series import Part


@command(
    "meeting move",
    de=("verschieben", "verlegen"),
    help=_("Moves a meeting; what is not said stays. Of a series one date, all from a date on, or all."),
    examples=(
        _("`!meeting move M3 9.12. 15h`"),
        _("`!meeting move M3 15h`"),
        _("`!meeting move M4 8.12. to 9.12. 15h`"),
        _("`!meeting move M4 from 5.1. on to 15h`"),
    ),
    takes={"number": Key("M", _("Which meeting is meant?"), optional=True), "text": Rest(_("To which date?"))},
    public=True,
)
def move(call: Call, store: Store, number: int | None, text: str) -> Reply:
    """Reads which date shall move and to when; asks where that is not clear."""
    meeting = fixed_meant(call, store, number, lambda key: _("`!meeting move {key} {text}`", key=key, text=text[:60]))
    must_organise(call, meeting)
    not_over(call, meeting)
    try:
        wish = read_move(call, text)
        if meeting.date.rule is None:
            return _of_single(call, store, meeting, wish)
        return _of_series(call, store, meeting, wish, text)
    except UserError as mistake:
        if isinstance(mistake, UsageError | DateError) and mistake.example is None:
            mistake.example = _("`!meeting move {key} {day} 15h`", key=meeting.key, day=_day_to_come(call, meeting))
        raise


def move_meeting(call: Call, store: Store, meeting: Meeting, new: When) -> Reply:
    """A single meeting takes place at `new` instead. Everybody is rung, who comes is asked anew."""
    moved = store.meetings.fix(meeting.id, new, call.ms)
    set_reminders(call, store, moved)
    ends = (attend_end(meeting),) if attend_poll(meeting) else ()
    told_as = change(_("Date"), shown(meeting.date, call.settings.language), shown(new, call.settings.language))
    notes = (*date_remarks(call, store, moved), OLD_ENTRY)
    also = (*ends, *told(call, store, moved, (told_as,), notes), *attend_poll(moved))
    return Reply(done(moved, told_as), also, about=moved.key)


def move_date(call: Call, store: Store, meeting: Meeting, one: When, new: When) -> Reply:
    """That date of a series takes place at `new` instead; the others stay. Raises UserError where another one lies."""
    if other := clash(meeting.date, one, new):
        raise UserError(
            _("{key} has a date there already: {when}.", key=meeting.key, when=period(other)),
            _("`!meeting cancel {key} {day}`", key=meeting.key, day=typed_day(one)),
        )
    series = with_moved(meeting.date, one, new.start, new.end)
    changed = store.meetings.reschedule(meeting.id, series, call.ms)
    set_reminders(call, store, changed)
    told_as = change(_("Date"), Text("{when}", {"when": period(one)}), Text("{when}", {"when": period(new)}))
    notes = remarks(call, store, changed, new)
    note = (_("Please note: {notes}.", notes=notes),) if notes else ()
    return Reply(done(changed, told_as), told(call, store, changed, (told_as,), (*note, OLD_ENTRY)), about=changed.key)


def move_series(call: Call, store: Store, meeting: Meeting, at: int, part: Part, days: int = 0) -> Reply:
    """From `at` (ms) on the series follows another rule; dates moved or left out stay so, `days` later."""
    series = reruled(meeting.date, at, part, days)
    changed = store.meetings.reschedule(meeting.id, series, call.ms)
    set_reminders(call, store, changed)
    language = call.settings.language
    told_as = change(_("Dates"), shown(meeting.date, language), shown(changed.date, language))
    return Reply(done(changed, told_as), told(call, store, changed, (told_as,), (OLD_ENTRY,)), about=changed.key)


def _of_single(call: Call, store: Store, meeting: Meeting, wish: Move) -> Reply:
    old = meeting.date
    if wish.old and wish.old != wish.new and not names(call, wish.old, old):
        raise UserError(
            _("{key} is on {when}, not on “{said}”.", key=meeting.key, when=period(old), said=wish.old),
            _("`!meeting move {key} {new}`", key=meeting.key, new=wish.new[:60]),
        )
    if _rule_said(call, wish.new):
        raise UsageError(
            _("{key} is a single meeting; a series is planned anew.", key=meeting.key),
            _("`!meeting plan Jour fixe every first Tuesday of the month 14-15h`"),
        )
    new = _new_date(call, old, wish)
    return _asked(call, store, meeting, old, new, "") or move_meeting(call, store, meeting, _settled(call, new))


def _of_series(call: Call, store: Store, meeting: Meeting, wish: Move, text: str) -> Reply:
    when = meeting.date
    if rule := _rule_said(call, text) or _rule_said(call, wish.new):
        at = _begin(call, meeting, wish)
        return _all(call, store, meeting, at, _part_of_rule(call, meeting, at, rule), rule)
    if wish.which is not None:
        at = _begin(call, meeting, wish)
        return _all(call, store, meeting, at, *_new_part(call, meeting, at, wish))
    one = _old_date(call, meeting, wish)
    if one is None:
        following = coming(when, call.ms) or when
        if wish.by or time_alone(call, call.now.date(), wish.new) or weekday_alone(call, wish.new):
            raise which_dates(meeting, following, _said_again(wish, text))
        return _unnamed(call, store, meeting, wish)
    new = _new_date(call, one, wish)
    if new.day_said and not new.time_said and wish.old == "" and new.when.start == one.start:
        raise UsageError(
            _("To which date shall it move?"),
            _("`!meeting move {key} {day} to {next}`", key=meeting.key, day=typed_day(one), next=_day_after(one)),
        )
    again = f"{typed_day(one)} to "
    return _asked(call, store, meeting, one, new, again) or move_date(call, store, meeting, one, _settled(call, new))


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
    found = on_days(meeting.date, spans[:1])
    if wish.old and len(found) != 1:
        raise UserError(
            _("{key} has no date on {when}.", key=meeting.key, when=spans[0].period),
            _("`!meeting move {key} {day} to {new}`", key=meeting.key, day=_next_day(call, meeting), new=wish.new[:60]),
        )
    return found[0] if len(found) == 1 else None


def on_days(when: When, spans: tuple[Span, ...]) -> list[When]:
    """The dates of a series on the days of the spans, in their order."""
    found: dict[str, When] = {}
    for span in spans:
        first = span.start.date() if isinstance(span.start, datetime) else span.start
        last = first if isinstance(span.start, datetime) or not isinstance(span.end, date) else span.end
        begins = single(first.isoformat(), last.isoformat(), when.zone)
        for one in within(when, begins.begins, begins.over):
            if first.isoformat() <= one.start[:10] <= last.isoformat():
                found[origin_of(one)] = one
    return sorted(found.values(), key=lambda one: one.begins)


def _unnamed(call: Call, store: Store, meeting: Meeting, wish: Move) -> Reply:
    """A new date, but not which date of the series shall move there: the nearest is asked about."""
    following = coming(meeting.date, call.ms) or meeting.date
    new = read_new_date(call, following, wish.new)
    around = list(within(meeting.date, call.ms, new.when.over + 366 * 86_400_000))[:60]
    nearest = min(around, key=lambda one: abs(one.begins - new.when.begins), default=following)
    to = read_new_date(call, nearest, wish.new).when
    text = _(
        "{key} {title} is a series, and {when} is none of its dates. Shall the one of {old} move there? Then `!yes` "
        "is enough. Another one: `!meeting move {key} {day} to {new}`",
        key=meeting.key,
        title=meeting.title,
        when=period(to),
        old=period(nearest),
        day=_day_but(call, meeting, nearest),
        new=typed(to),
    )
    return ask(call, store, text, f"meeting move {meeting.key} {typed_day(nearest)} to {typed(to)}")


def _new_date(call: Call, old: When, wish: Move) -> NewDate:
    """The new date of what takes place at `old`."""
    if wish.by is None:
        return read_new_date(call, old, wish.new)
    if old.all_day and wish.by % timedelta(days=1):
        raise UsageError(_("Whole days move by whole days."))
    start, end = later(old.start, wish.by), later(old.end, wish.by) if old.end else None
    new = single(start, end, old.zone, old.origin)
    span = Span(period(new).start, period(new).end, new.all_day)
    return NewDate(span, new, day_said=True, time_said=True)


def _asked(call: Call, store: Store, meeting: Meeting, old: When, new: NewDate, again: str) -> Reply | None:
    """What to ask before `old` moves to `new`; `again` names `old` in the line that waits."""
    if doubt := question(call, store, [new.span]):
        return doubt
    when = _settled(call, new)
    if (when.start, when.end) == (old.start, old.end):
        raise UserError(
            _("{key} is at that date already.", key=meeting.key), _("`!meeting show {key}`", key=meeting.key)
        )
    if new.other is None or new.other.start == when.start or new.other.over <= call.ms:
        return None
    text = _(
        "Is {when} meant? Then `!yes` is enough. For {other}: `!meeting move {key} {again}{line}`",
        when=period(when),
        other=period(new.other),
        key=meeting.key,
        again=again,
        line=typed(new.other),
    )
    return ask(call, store, text, f"meeting move {meeting.key} {again}{typed(when)}")


def _settled(call: Call, new: NewDate) -> When:
    """The date that is meant; raises UserError if it is over."""
    when = new.when if new.when.begins > call.ms or new.other is None else new.other
    over = when.over if when.all_day else when.begins
    if over <= call.ms:
        raise UserError(_("{when} is over.", when=period(when)))
    return when


def _begin(call: Call, meeting: Meeting, wish: Move) -> When:
    """The first date of the series that changes."""
    following = coming(meeting.date, call.ms)
    if wish.which == "from":
        spans = read_again(call, wish.old or wish.new)
        first = spans[0].start
        day = single(f"{first:%Y-%m-%d}", None, meeting.date.zone)
        begins = max(day.begins, call.ms)
        following = next((one for one in within(meeting.date, begins, NEVER) if one.begins >= begins), None)
    if following is None:
        raise UserError(
            _("{key} has no date from then on.", key=meeting.key), _("`!meeting show {key}`", key=meeting.key)
        )
    return following


def _all(call: Call, store: Store, meeting: Meeting, at: When, part: Part, said: Span | int) -> Reply:
    """Moves all from `at` on, once a doubt about the rule is settled."""
    if isinstance(said, Span) and (doubt := question(call, store, [said])):
        return doubt
    if single(part.start, part.end, meeting.date.zone).begins <= call.ms:
        part = starting(part, call.now.date() + timedelta(days=1), meeting.date.zone)
    old = part_at(meeting.date, at)
    if (part.start[10:], part.end and part.end[10:], part.rule) == (
        old.start[10:],
        old.end and old.end[10:],
        endless(old.rule),
    ):
        raise UserError(
            _("{key} is at that date already.", key=meeting.key), _("`!meeting show {key}`", key=meeting.key)
        )
    return move_series(call, store, meeting, at.begins, part, said if isinstance(said, int) else 0)


def _new_part(call: Call, meeting: Meeting, at: When, wish: Move) -> tuple[Part, int]:
    """The rule from `at` on with what was said, and by how many days its dates move."""
    old = part_at(meeting.date, at)
    day = origin_of(at)[:10]
    length = length_of(old.start, old.end)
    part = _at_time(old, f"{day}{old.start[10:]}", length)
    if wish.by is not None:
        start = later(part.start, wish.by)
        if start[:10] != day:
            raise _rule_needed(meeting)
        return _at_time(old, start, length), 0
    if timed := time_alone(call, date.fromisoformat(day), wish.new):
        return _timed(old, timed, length), 0
    weekday = weekday_alone(call, wish.new)
    if weekday is None and wish.which == "from" and wish.old == wish.new:
        (span, *_rest) = read_again(call, wish.new)
        if not isinstance(span.start, datetime):
            raise UsageError(
                _("To which time or day shall the dates move?"),
                _("`!meeting move {key} from {day} on to 15h`", key=meeting.key, day=typed_day(at)),
            )
        return _timed(_at_time(old, f"{day}{old.start[10:]}", length), span, length), 0
    if weekday is None:
        raise _rule_needed(meeting)
    number, behind = weekday
    if behind and (timed := time_alone(call, date.fromisoformat(day), behind)):
        part = _timed(old, timed, length)
    moved = on_weekday(part, at, number)
    if moved is None:
        raise _rule_needed(meeting)
    return moved, number - naive(day).weekday()


def _part_of_rule(call: Call, meeting: Meeting, at: When, rule: Span) -> Part:
    """The rule that was said, with the time and length of the series where it says none, from the week of `at` on."""
    old = part_at(meeting.date, at)
    length = length_of(old.start, old.end)
    day = date.fromisoformat(origin_of(at)[:10])
    first = day - timedelta(days=day.weekday()) if "FREQ=MONTHLY" not in (rule.rrule or "") else day.replace(day=1)
    first = max(first, call.now.date())
    if isinstance(rule.start, datetime):
        length = rule.end - rule.start if rule.end is not None else length
        part = _at_time(old, f"{rule.start:%Y-%m-%dT%H:%M:%S}", length)
    else:
        part = _at_time(old, f"{rule.start.isoformat()}{old.start[10:]}", length)
    part = Part(part.start, part.end, rule.rrule or "")
    begun = date.fromisoformat(part.start[:10])
    return part if begun >= first else starting(part, first, meeting.date.zone)


def _timed(old: Part, span: Span, length: timedelta | None) -> Part:
    """The rule at the time of day of the span."""
    assert isinstance(span.start, datetime)  # noqa: S101  (asked by the caller)
    if span.end is not None:
        length = span.end - span.start
    elif "T" not in old.start:
        length = None
    return _at_time(old, f"{span.start:%Y-%m-%dT%H:%M:%S}", length)


def _at_time(old: Part, start: str, length: timedelta | None) -> Part:
    return Part(start, None if length is None else later(start, length), endless(old.rule))


def _rule_said(call: Call, text: str) -> Span | None:
    """The rule that the text says, if it says one and nothing else."""
    text = text.strip().removeprefix("auf ").removeprefix("to ")
    try:
        spans = read_again(call, text)
    except DateError:
        return None
    return spans[0] if len(spans) == 1 and spans[0].rrule is not None else None


def _rule_needed(meeting: Meeting) -> UsageError:
    return UsageError(
        _("For all dates of {key} a time, another weekday, or a whole rule is needed.", key=meeting.key),
        _("`!meeting move {key} all to {rule}`", key=meeting.key, rule=rule_typed(meeting.date)),
    )


def _said_again(wish: Move, text: str) -> str:
    """The words of the new date, or of the length, as they were said."""
    return wish.new or " ".join(text.split())


def _next_day(call: Call, meeting: Meeting) -> str:
    return typed_day(coming(meeting.date, call.ms) or meeting.date)


def _day_but(call: Call, meeting: Meeting, but: When) -> str:
    """The day of the next date that is not that one."""
    ahead = within(meeting.date, call.ms, NEVER)
    return typed_day(next((one for one in ahead if origin_of(one) != origin_of(but)), but))


def _day_after(one: When) -> str:
    day = date.fromisoformat(one.start[:10]) + timedelta(days=1)
    return f"{day.day}.{day.month}.{day.year}"


def _day_to_come(call: Call, meeting: Meeting) -> str:
    """A day to which a meeting could move: a week behind its date, or behind today."""
    day = max(local(meeting.date.begins, call.zone).date(), call.now.date()) + timedelta(days=7)
    return f"{day.day}.{day.month}.{day.year}"
