"""`!yes`: what can be meant in two ways is shown first, and carried out when its sender confirms it (SPEC §3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.base import Call, Command, Group, UserError, command
from commands.base.line import Line, split_word
from commands.base.resolve import Vocabulary, carry_out
from commands.dates import Ask, Span, occurrences, read_dates
from commands.words import Period, Reply, Text, _, bullets, lines
from storage import Store

_FIRST = 3
"""Dates of a series that are shown."""

GROUPS = (
    Group("yes", ("ja", "confirm", "bestätigen"), _("Confirms what the assistant asked about")),
    Group("no", ("nein",), _("Drops what the assistant asked about")),
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
        _("If it is meant as understood, `!yes` is enough. Otherwise please edit the message or write it anew."),
    )
    return Reply(text, asks=True)


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


@command("no", help=_("Drops what the assistant has just asked about."), examples=(_("`!no`"),))
def drop(call: Call, store: Store) -> Reply:
    """The member's waiting line is forgotten."""
    if store.confirmations.take(call.chat, call.member.user_id, call.ms) is None:
        raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
    return Reply(_("It is dropped; nothing was done."))


def yes_command(vocabulary: Vocabulary) -> Command:
    """`!yes` over that vocabulary."""

    @command(
        "yes",
        help=_("Carries out what the assistant has just asked about, as it was understood."),
        examples=(_("`!yes`"),),
    )
    def confirm(call: Call, store: Store) -> Reply:
        waiting = store.confirmations.take(call.chat, call.member.user_id, call.ms)
        if waiting is None:
            raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
        group, rest = split_word(waiting.line)
        asked = vocabulary.resolve(Line(group, rest))
        if asked is None:
            raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
        as_of = datetime.fromtimestamp(waiting.asked / 1000, ZoneInfo(call.zone))
        again = replace(call, line=waiting.line, confirmed=as_of)
        return carry_out(asked, again, store)

    return confirm
