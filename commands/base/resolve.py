"""From a line to a command with its values: aliases in both languages, near misses, arguments, options."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from commands.base.call import Call
from commands.base.command import Command, Group, Values
from commands.base.errors import UsageError, UserError
from commands.base.line import LONGEST, Line, split_word, take_options
from commands.base.typed import fold, without_courtesy
from commands.words import Code, Instead, Reply, Text, _
from storage import Store

K = TypeVar("K")
V = TypeVar("V")

_NEAR = 0.72
"""difflib's likeness from which a word is taken for a slip of another."""
_POLITE = frozenset({"bitte", "bitte,", "please", "please,"})
_SHORT_NAME = re.compile(r"\s*([a-z])#?(\d{1,7})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The command a line means, and the text behind its verb."""

    command: Command
    rest: str


class Vocabulary:
    """All commands by every word that means them. Refuses to be built from words that mean two things."""

    def __init__(self, groups: Iterable[Group], commands: Iterable[Command]) -> None:
        self.groups = tuple(groups)
        self.commands = {command.name: command for command in commands}
        self._groups: dict[str, Group] = {}
        self._verbs: dict[tuple[str, str], Command] = {}
        for group in self.groups:
            for word in (group.name, *group.words):
                _once(self._groups, fold(word), group)
        for command in self.commands.values():
            for word in (command.verb, *command.words) if command.verb else ():
                _once(self._verbs, (command.group, fold(word)), command)

    def resolve(self, line: Line) -> Asked | None:
        """The command that is meant, or None for a line that is not for the bot.

        Raises UsageError naming the likely command for a near miss, and the verbs for an unknown one.
        """
        group = self._groups.get(line.group)
        if group is None:
            near = difflib.get_close_matches(line.group, self._groups, n=1, cutoff=_NEAR)
            if near and len(line.group) > 2:
                raise UsageError(
                    _("There is no command {word}.", word=Code("!" + line.group)), self._meant(near[0], line)
                )
            return None
        if len(line.rest) > LONGEST:
            raise UserError(_("That is more than {n} characters; please say it in fewer.", n=LONGEST))
        if group.name in self.commands:
            return Asked(self.commands[group.name], line.rest)
        return self._verb(group, line)

    def of_group(self, name: str) -> tuple[Group, tuple[Command, ...]] | None:
        """A group by any of its words, and its commands in the order of their declaration."""
        group = self._groups.get(fold(name))
        if group is None:
            return None
        return group, tuple(c for c in self.commands.values() if c.group == group.name)

    def _verb(self, group: Group, line: Line) -> Asked:
        word, rest = line.first()
        if word in _POLITE:
            return self._verb(group, Line(line.group, rest))
        word = word.rstrip(".,:;!?") or word
        if not word and group.default:
            return Asked(self.commands[group.default], "")
        found = self._verbs.get((group.name, word))
        if found:
            return Asked(found, rest)
        named = r"(?:[a-z]|#)\d{1,7}" if group.otherwise else r"(?:[a-z]|#)?\d{1,7}"  # `!remind 8 Uhr …` is a time
        if re.fullmatch(named, word) and (group.name, "show") in self._verbs:
            return Asked(self._verbs[group.name, "show"], line.rest)
        verbs = [verb for name, verb in self._verbs if name == group.name]
        near = difflib.get_close_matches(word, verbs, n=1, cutoff=_NEAR)
        if group.otherwise and not (near and len(word) > 4):
            chosen = group.otherwise if isinstance(group.otherwise, str) else group.otherwise(line.rest)
            return Asked(self.commands[chosen], line.rest)
        raise self._unknown(group, line, near)

    def _unknown(self, group: Group, line: Line, near: list[str]) -> UsageError:
        typed = split_word(line.rest)[0][:40]
        text = _("{word} is not something one can do with {group}.", word=typed, group=Code("!" + line.group))
        likely = f"!{line.group} {near[0]} {line.first()[1]}".strip() if near else f"!help {line.group}"
        return UsageError(text, Text("{line}", {"line": Code(_short(likely))}))

    def _meant(self, group_word: str, line: Line) -> Text:
        return Text("{line}", {"line": Code(_short(f"!{group_word} {line.rest}".strip()))})


def carry_out(asked: Asked, call: Call, store: Store) -> Reply:
    """Runs the command. A line that was not understood raises UsageError with an example of the command."""
    command = asked.command
    try:
        return command.handler(call, store, **read_values(asked, call))
    except UserError as mistake:
        if isinstance(mistake, UsageError):
            mistake.example = mistake.example or next(iter(command.examples), None)
        mistake.example = _about_the_same(mistake.example, asked.rest)
        raise


def _about_the_same(example: Text | None, rest: str) -> Text | None:
    """The example with the short name that was typed: a line that is copied must not change another record."""
    typed = _SHORT_NAME.match(rest)
    if example is None or typed is None:
        return example
    own = re.search(rf"\b{typed[1].upper()}\d+\b", example.template)
    if own is None:
        return example
    return Text("{line}", {"line": Instead(example, own[0], f"{typed[1].upper()}{typed[2]}")})


def read_values(asked: Asked, call: Call) -> Values:
    """The values for the handler's keywords. Raises UserError."""
    command = asked.command
    names = {fold(word): option.keyword for option in command.options for word in option.words}
    rest, options = take_options(asked.rest, names) if names else (asked.rest, {})
    values: Values = {names[name]: value for name, value in options.items()}
    for keyword, kind in command.takes.items():
        values[keyword], rest = kind.take(rest, call)
    if without_courtesy(rest).strip(" ?"):
        raise UsageError(_("{text} is more than this command takes.", text=_short(rest.strip())))
    return values


def _once(words: dict[K, V], key: K, value: V) -> None:
    if words.setdefault(key, value) is not value:
        raise ValueError(f"{key} means two things")


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 80 else one[:79] + "…"
