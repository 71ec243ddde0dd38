"""What cannot be known for certain is asked before anything is done: the one place that puts a doubt into words."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Unclear
from commands.dates import Ask, Span, occurrences, read_dates
from commands.words import Code, Content, Lines, Period, Quoted, Reply, Text, _, bullets, lines
from storage import Store

_FIRST = 3
"""Dates of a series that are shown."""


AS_UNDERSTOOD = _(
    "Is it meant like this? Then **yes** is enough for an answer. Otherwise please edit the message or write it anew."
)


def read_again(call: Call, text: str) -> tuple[Span, ...]:
    """The dates in the text, of a confirmed line as they were understood when it was asked about."""
    return tuple(read_dates(text, call.confirmed or call.now, call.zone))


def question(call: Call, store: Store, spans: Sequence[Span]) -> Reply | None:
    """What to ask before anything is done with those dates; None if they are clear or confirmed.

    The line waits for `!yes` from then on. A handler returns the question instead of doing its work.
    """
    doubtful = [(span, span.ask) for span in spans if span.ask]
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


def ask_about(call: Call, store: Store, unclear: Unclear) -> Reply:
    """The question that a line with something unclear in it is answered by; what was understood waits for `!yes`."""
    line = call.line if unclear.line is None else unclear.line
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, line, call.ms)
    words = tuple(Quoted(word) for word in unclear.words)
    not_understood = _("Nothing was done yet. Not understood: {words}.", words=words) if words else None
    meant = (
        None
        if unclear.line is None
        else _("Nothing was done yet. Is this meant? {line}", line=_typed(call, unclear.line))
    )
    if unclear.would.asks:
        return Reply(lines(not_understood or meant, unclear.would.text), asks=True)
    return Reply(
        lines(
            not_understood or meant,
            _("Understood so far: {deed}", deed=first_sentence(unclear.would.text)),
            AS_UNDERSTOOD,
        ),
        asks=True,
    )


def other_reading(ask: Ask, line: Text) -> Text:
    """Why the date could be meant otherwise and, if there is another reading, the line that changes to it.

    `line` is a command with `ask.say` as its date.
    """
    if ask.other is None:
        return ask.reason
    if ask.other.rrule is not None:  # its first date alone would not tell the readings apart
        return _("{reason} If it is meant differently: {line}", reason=ask.reason, line=line)
    return _("{reason} If {other} is meant: {line}", reason=ask.reason, other=ask.other.period, line=line)


def _typed(call: Call, line: str) -> Code:
    return Code(call.settings.prefix + " ".join(line.split()))


def first_sentence(content: Content) -> Text:
    """What an answer says first: what would be done, without what can be said next."""
    while isinstance(content, Lines):
        content = content.items[0]
    return content


def _doubt(call: Call, span: Span, ask: Ask) -> Text:
    when = _understood(call, span)
    if ask.other is None:
        return _("Understood: {when}. {reason} More exactly: `{say}`", when=when, reason=ask.reason, say=ask.say)
    if ask.other.rrule is not None:
        return _("Understood: {when}. {reason} Otherwise: `{say}`", when=when, reason=ask.reason, say=ask.say)
    return _(
        "Understood: {when}. {reason} For {other}: `{say}`",
        when=when,
        reason=ask.reason,
        other=ask.other.period,
        say=ask.say,
    )


def _understood(call: Call, span: Span) -> Text:
    """The date; of a series its first dates, as one alone does not tell how it goes on."""
    if span.rrule is None:
        return Text("{when}", {"when": span.period})
    first = occurrences(span.rrule, span.start, call.zone, _FIRST)
    dates = {f"n{n}": Period(day, None, span.all_day) for n, day in enumerate(first)}
    return _("{dates} and so on", dates=Text("; ".join(f"{{{name}}}" for name in dates), dates))
