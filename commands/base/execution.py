"""Carrying a command out: its values are read, the handler works, and every word of the line is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext

from commands.base.call import Call
from commands.base.claims import Claims
from commands.base.command import Command, Values
from commands.base.errors import Unclear, UsageError, UserError, more_than_taken, too_long
from commands.base.options import claim_options
from commands.base.turning import TURNS
from commands.base.typed import fold
from commands.base.vocabulary import Asked
from commands.patterns import regex
from commands.words import Code, Instead, Reply, Text, _
from storage import Store

_SHORT_NAME = regex(r"([a-z])#?(\d{1,7})(?!\w)", re.IGNORECASE)
_A_RECORD = regex(r"(?<![\w{])[A-Z]\d{1,7}\b")


class _NotNamed(UsageError):
    """The line names no record, and so it means something else."""


class _NamedAlone(UsageError):
    """The line names a record and says no more of it."""


def carry_out(asked: Asked, call: Call, store: Store) -> Reply:
    """Runs the command inside the caller's savepoint.

    Raises UserError with a line that would have worked, UsageError for a line that was not understood, and Unclear
    where part of it was not: unless the sender has confirmed it, nothing may be done then.
    """
    command = asked.command
    if len(asked.rest) > command.longest:
        raise too_long(command.longest)
    said = Claims(asked.rest.strip())
    if not (command.reads or command.answers):
        store.confirmations.close(call.chat, call.member.user_id)
    try:
        reply = _handled(asked, said, call, store)
        if command.reads:
            _refuse_left(said)
        elif command.answers:
            _refuse_beside(said)
    except UserError as mistake:
        if isinstance(mistake, _NamedAlone) and asked.alone is not None:
            return carry_out(Asked(asked.alone, asked.rest), call, store)
        if isinstance(asked.otherwise, Asked) and not (asked.named and not isinstance(mistake, _NotNamed)):
            return carry_out(asked.otherwise, call, store)
        raise _explained(mistake, asked, call.line) from None
    if command.reads or command.answers:
        return reply
    store.deeds.did(call.event_id, command.name)
    if call.confirmed is None and ((words := tuple(dict.fromkeys(unaccounted(said)))) or asked.meant):
        raise Unclear(words, reply, asked.meant)
    return reply


def _explained(mistake: UserError, asked: Asked, typed: str) -> UserError:
    """The mistake with a line that works, about the record that was meant: the one that was typed, where it is known
    what is right in it."""
    if isinstance(mistake, UsageError):
        if isinstance(asked.otherwise, UsageError):
            mistake = asked.otherwise
        mistake.example = mistake.example or next(iter(asked.command.examples), None)
    mistake.example = _about_the_same(mistake.example, asked.rest, asked.command)
    if mistake.mend and mistake.mend.right and "\n" not in typed and (line := mistake.mend.mended(typed)):
        mistake.example = Text("{line}", {"line": Code(f"!{line}")})
    return mistake


def _handled(asked: Asked, said: Claims, call: Call, store: Store) -> Reply:
    """What the handler says; where something else may be meant, nothing stays of what it did before it raised."""
    with store.attempt() if isinstance(asked.otherwise, Asked) else nullcontext():
        values = (
            _values_of_named(asked, said, call, store) if asked.named else read_values(asked.command, said, call, store)
        )
        return asked.command.handler(call, store, **values)


def _values_of_named(asked: Asked, said: Claims, call: Call, store: Store) -> Values:
    """The values of a line that is meant only if it names a record and says more of it. Raises `_NotNamed` if not."""
    head = said.head
    try:
        values = read_values(asked.command, said, call, store)
    except UsageError:
        if said.head == head:
            raise _NotNamed(asked.command.help) from None  # said to nobody
        if asked.alone and not said.left():
            raise _NamedAlone(asked.command.help) from None
        raise
    if values.get("number") is None or not said.left():
        raise _NotNamed(asked.command.help)
    return values


def read_values(command: Command, said: Claims, call: Call, store: Store) -> Values:
    """The values for the handler's keywords; what they stand for is claimed. Raises UserError."""
    names = {fold(word): option.keyword for option in command.options for word in option.words}
    values: Values = {names[name]: value for name, value in claim_options(said, names).items()} if names else {}
    for keyword, kind in command.takes.items():
        values[keyword] = kind.take(said, call, store)
    return values


def unaccounted(said: Claims) -> Iterator[str]:
    """The words of the line that nobody has understood or kept, and those that turn round what was kept.

    «Nicht im August» in a place or a title is more than a part of it: whoever says that means something.
    """
    if said.asks():
        yield "?"
    yield from said.left()
    yield from said.doubted()
    for kept in said.kept():
        for match in TURNS.finditer(said.text, kept.start, kept.end):
            if said.unquoted(match.start()):
                yield match[0].strip()


def _refuse_left(said: Claims) -> None:
    if words := said.left():
        raise more_than_taken(" ".join(words))


def _refuse_beside(said: Claims) -> None:
    """A yes with more behind it leaves the question open."""
    if words := said.left():
        shown = " ".join(" ".join(words).split())[:80]
        raise UserError(
            _(
                "The question did not say “{words}”. **Yes** alone does what it says; otherwise please say the whole "
                "line anew.",
                words=shown,
            )
        )


def _about_the_same(example: Text | None, rest: str, command: Command) -> Text | None:
    """The example with the short name that was typed: a line that is copied must not change another record.

    Where it names one that nobody typed, another example of the command stands in its place, or the list of them.
    """
    if example is None:
        return None
    named = set(_A_RECORD.findall(example.template))
    typed = _SHORT_NAME.match(rest.lstrip())
    own = next((key for key in named if typed and key.startswith(typed[1].upper())), None)
    if named - {own}:
        nameless = (one for one in command.examples if not _A_RECORD.search(one.template))
        return next(nameless, Text(f"`!{command.group} list`"))
    if own is None or typed is None:
        return example
    return Text("{line}", {"line": Instead(example, own, f"{typed[1].upper()}{typed[2]}")})
