"""What cannot be known for certain is asked before anything is done: the one place that puts a doubt into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from commands.base import Call, Unclear
from commands.dates import Ask, Span, occurrences, read_dates
from commands.dates.spans import AskKind
from commands.words import (
    Closed,
    Code,
    Content,
    Lines,
    Message,
    OfferedLine,
    Period,
    Quoted,
    Reply,
    Text,
    Value,
    _,
    bullets,
    lines,
)
from commands.words.render import line_behind_prefix
from storage import Store

_FIRST = 3
"""Dates of a series that are shown."""


AS_UNDERSTOOD = _(
    "Is it meant like this? Then **yes** is enough for an answer. Otherwise please edit the message or write it anew."
)


_REASONS: Final[dict[AskKind, Callable[..., Text]]] = {
    "two meanings": lambda **about: _(
        "“Next” is said of the coming one, {first}, and of the one after, {second}.", **about
    ),
    "this or gone": lambda **about: _("{second} is over; {first} is understood.", **about),
    "last or before": lambda **about: _("“Last” can mean {first} or {second}.", **about),
    "today is that day": lambda **about: _("Today is the same weekday; {first} is understood, not today.", **about),
    "weekday differs": lambda **about: _("The weekday does not fit the date, which is {day}.", **about),
    "days differ": lambda **about: _("The words for the day contradict each other: {day} and {other}.", **about),
    "day or time": lambda **about: _("That can mean the day {day} or {time} o’clock.", **about),
    "counted from": lambda **about: _("Counted from {base} that is {day}.", **about),
    "year or time": lambda **about: _("The last number is understood as a time, {time} o’clock.", **about),
    "second reader": lambda **about: _("That is an unusual way to write a date; {day} is understood.", **about),
    "number as time": lambda **about: _("The number {number} is understood as the hour.", **about),
    "limit beside": lambda **about: _("{day} is understood as a deadline, not as a second date.", **about),
    "half open": lambda **about: _(
        "{time} o’clock was said as the earliest or the latest, not as the time itself.", **about
    ),
    "minutes joined": lambda **about: _("That is understood as one time, {time} o’clock.", **about),
    "night or moved": lambda **about: _("That can mean from {first} to {last}, or {last} instead of {first}.", **about),
    "week differs": lambda **about: _("The week does not fit the date, which is {day}.", **about),
    "just gone": lambda **about: _("{second} is over; without a year {first} is understood.", **about),
    "over today": lambda: _("That time today is over."),
    "eight days": lambda **about: _("“Eight days” is often said of a week, {first}; counted it is {second}.", **about),
    "only roughly": lambda: _("That names no single day."),
    "which week": lambda **about: _("That can mean {first} or {second}.", **about),
    "week or seven days": lambda **about: _(
        "That can mean the week from {first} or seven days from {second}.", **about
    ),
    "no clock time": lambda: _("No clock time was said."),
    "half of the day": lambda **about: _("Without “a.m.” or “p.m.” it can be {first} or {second}.", **about),
    "regional": lambda **about: _("Where one does not speak so, {first} is easily misunderstood.", **about),
    "academic quarter": lambda: _("“c.t.” is understood as a quarter of an hour later."),
    "so or sunday": lambda **about: _("“So” is understood as the German short word for Sunday, {first}.", **about),
    "dotted time": lambda **about: _(
        "A number with a dot can be something else; {time} o’clock is understood.", **about
    ),
    "last day of it": lambda **about: _("That can mean until {first} or until {second}.", **about),
    "midnight between": lambda **about: _("Midnight lies between {first} and {second}.", **about),
    "night after": lambda **about: _("That night lies between {first} and {second}.", **about),
    "clock goes back": lambda **about: _(
        "The clocks go back on {day}, so this time comes twice; the first is understood.", **about
    ),
    "typo": lambda **about: _("“{word}” is understood as {day}.", **about),
    "sloppy zone": lambda: _("The zone that was said is not the one of that day; local time is understood."),
    "no leap day": lambda **about: _("There is no 29 February in {year}; {day} is understood.", **about),
    "date or time": lambda **about: _("A number with a dot can be something else; {day} is understood.", **about),
    "day or month first": lambda **about: _(
        "With the day first it is {first}, with the month first {second}.", **about
    ),
    "american order": lambda **about: _("Only with the month first this is a date, {day}.", **about),
    "every day of": lambda **about: _("That time is understood on every day from {first} to {last}.", **about),
    "time for all": lambda: _("No time of its own was said for this one."),
    "times of last": lambda: _(
        "A second time was said behind the last day only; with “each” before the times they hold for all."
    ),
    "workdays": lambda: _("“Werktag” is understood as Monday to Friday; in law it includes Saturday."),
    "workdays counted": lambda **about: _(
        "Counted are Monday to Friday without the holidays of the whole country; that is {day}.", **about
    ),
    "which of the weeks": lambda **about: _(
        "People mean different weeks by that; the one from {first} is understood.", **about
    ),
    "second or fortnight": lambda: _("That can mean every two weeks, or the second one of each month."),
    "counted in month": lambda: _("That is understood as counted in the month."),
    "twice a week": lambda: _("“Biweekly” is understood as every two weeks; some say it of twice a week."),
    "beginning open": lambda: _("It was not said when this begins; it is understood from the next possible time on."),
    "not in every month": lambda **about: _("Not every month has a day {day}; those without it are left out.", **about),
    "once or weekly": lambda: _("It was not said whether this happens once or every week; once is understood."),
    "once or each": lambda: _("It was not said whether this happens once or every month; once is understood."),
    "shape of feast": lambda: _("That lasts for several days."),
    "still going on": lambda: _("That time is going on today; tomorrow is understood."),
    "which half": lambda: _("It was not said which half of the day is meant."),
    "left out once": lambda **about: _("Only {day} is left out, not the same day of other years.", **about),
    "ends by days": lambda: _(
        "It was not said at what time that ends on its last day, nor whether it comes every day."
    ),
    "length differs": lambda: _("The length that was said does not fit the beginning and the end."),
    "word inside": lambda **about: _("“{word}” between the date and the time was not understood.", **about),
    "words between": lambda: _("Not every word beside it was understood."),
}
"""What each kind of doubt says; `about` are the days, times and words of the doubt."""


def reason(ask: Ask[Span]) -> Text:
    """Why the date is asked about."""
    return _REASONS[ask.kind](**ask.about)


def read_again(call: Call, text: str) -> tuple[Span, ...]:
    """The dates in the text, of a confirmed line as they were understood when it was asked about."""
    return tuple(read_dates(text, call.confirmed or call.now, call.zone))


def question(call: Call, store: Store, spans: Sequence[Span]) -> Reply | None:
    """What to ask before anything is done with those dates; None if they are clear or confirmed.

    The line waits for `!yes` from then on. A handler returns the question instead of doing its work.
    """
    doubtful = each_once(spans)
    if not doubtful or call.confirmed:
        store.confirmations.settle(call.event_id)
        return None
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, call.line, call.ms)
    text = lines(
        _("Nothing was done yet, because this can be meant differently:"),
        bullets(*(_doubt(call, span, ask) for span, ask in doubtful)),
        AS_UNDERSTOOD,
    )
    return Reply(text, asks=True)


def each_once(spans: Sequence[Span]) -> list[tuple[Span, Ask[Span]]]:
    """The dates that can be meant in two ways, and why; of those that the same is asked about the first alone."""
    found: dict[object, tuple[Span, Ask[Span]]] = {}
    for span in spans:
        if span.ask:
            alike = span.ask.other is None and span.ask.about
            about = (span.ask.kind, *sorted(map(str, span.ask.about.items()))) if alike else span.key
            found.setdefault(about, (span, span.ask))
    return list(found.values())


def ask_about(call: Call, store: Store, unclear: Unclear) -> Reply:
    """The question that a line with something unclear in it is answered by; what was understood waits for `!yes`."""
    line = call.line if unclear.line is None else line_behind_prefix(unclear.line, call.style)
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, line, call.ms)
    words = tuple(Quoted(word) for word in unclear.words)
    if unclear.would.asks:  # a question that says already that nothing was done
        misread = _("Not understood: {words}.", words=words) if words else None
        return Reply(lines(misread, unclear.would.text), asks=True)
    if words or unclear.line is None:
        doubt = _("Nothing was done yet. Not understood: {words}.", words=words)
    else:
        doubt = _("Nothing was done yet. Is this meant? {line}", line=unclear.line)
    first, *more = deeds(unclear.would, call)
    return Reply(lines(doubt, _("Understood so far: {deed}", deed=first), *more, AS_UNDERSTOOD), asks=True)


def other_reading(ask: Ask[Span], line: Text) -> Text:
    """Why the date could be meant otherwise and, if there is another reading, the line that changes to it.

    `line` is a command with `ask.say` as its date.
    """
    if ask.other is None:
        return reason(ask)
    if ask.other.rrule is not None:  # its first date alone would not tell the readings apart
        return _("{reason} If it is meant differently: {line}", reason=reason(ask), line=line)
    return _("{reason} If {other} is meant: {line}", reason=reason(ask), other=ask.other.period, line=line)


def doubted(ask: Ask[Span]) -> Text:
    """Why the date could be meant otherwise, and what to type for the other reading."""
    if ask.other is None:
        return _("⚠️ {reason} More exactly: {say}", reason=reason(ask), say=Code(ask.say))
    if ask.other.rrule is not None:
        return _("⚠️ {reason} If it is meant differently: {say}", reason=reason(ask), say=Code(ask.say))
    return _("⚠️ {reason} For {other}: {say}", reason=reason(ask), other=ask.other.period, say=Code(ask.say))


def deeds(reply: Reply, call: Call) -> list[Text]:
    """What an answer says would be done, line by line, without what can be typed next; where it says little itself,
    with what everybody would be told."""
    said = _plain_lines(reply.text) or [first_sentence(reply.text)]
    if reply.beside is not None:
        return said + _plain_lines(reply.beside)
    told = next((one for one in reply.also if isinstance(one, Message) and one.rings == call.room.members), None)
    return said + _plain_lines(told.text) if told and len(said) == 1 else said


def _plain_lines(content: Content) -> list[Text]:
    """The texts of it that offer no line to type."""
    if isinstance(content, Lines):
        return [text for item in content.items for text in _plain_lines(item)]
    if isinstance(content, Closed):
        return []
    return [] if _offers(content) else [content]


def _offers(value: Value) -> bool:
    """Whether a line to type stands in it."""
    if isinstance(value, Text):
        return "`" in value.template or any(_offers(one) for one in value.values.values())
    return isinstance(value, Code | OfferedLine)


def first_sentence(content: Content) -> Text:
    """What an answer says first: what would be done, without what can be said next."""
    while not isinstance(content, Text):
        content = content.items[0] if isinstance(content, Lines) else content.summary
    return content


def _doubt(call: Call, span: Span, ask: Ask[Span]) -> Text:
    when = _understood(call, span)
    if ask.other is None:
        return _("Understood: {when}. {reason} More exactly: {say}", when=when, reason=reason(ask), say=Code(ask.say))
    if ask.other.rrule is not None:
        return _("Understood: {when}. {reason} Otherwise: {say}", when=when, reason=reason(ask), say=Code(ask.say))
    return _(
        "Understood: {when}. {reason} For {other}: {say}",
        when=when,
        reason=reason(ask),
        other=ask.other.period,
        say=Code(ask.say),
    )


def _understood(call: Call, span: Span) -> Text:
    """The date; of a series its first dates, as one alone does not tell how it goes on."""
    if span.rrule is None:
        return Text("{when}", {"when": span.period})
    first = occurrences(span.rrule, span.start, call.zone, _FIRST)
    dates = {f"n{n}": Period(day, None, span.all_day) for n, day in enumerate(first)}
    return _("{dates} and so on", dates=Text("; ".join(f"{{{name}}}" for name in dates), dates))
