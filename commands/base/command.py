"""The declaration of a command: its words in two languages, what it takes, its help, and the handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeAlias

from commands.base.arguments import Argument
from commands.base.call import Call, Moment
from commands.words import Reply, Said, Text
from storage import Store
from storage.errands import Errand, ErrandKind
from storage.timers import Timer

P = ParamSpec("P")
Handler: TypeAlias = Callable[Concatenate[Call, Store, ...], Reply]


@dataclass(frozen=True, slots=True)
class Option:
    """`Name: value` or `--name value`: the handler's keyword, and the words members may write for it."""

    keyword: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The first word of commands: its English name, other words for it, what it is for.

    `default` is the command that runs without a verb, `otherwise` the one that takes text that starts with no verb
    (`!remind in 2 Tagen …`); where that depends on the text, `otherwise` chooses it. `suggests` is the one that is
    asked about then (`!task Protokoll schreiben`). `usual` are the five that most members need, of a group with more.
    """

    name: str
    words: tuple[str, ...]
    help: Text
    default: str | None = None
    otherwise: str | Callable[[str], str] | None = None
    suggests: str | None = None
    usual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `name` is «group verb» in English, or a single word; `words` are other words for the verb.

    `public` commands change what all members see, and so are refused in a direct chat. `reads` commands only look
    things up: they run beside the transactions, and nothing waits for them. `answers` ones answer a question of the
    bot's; any other change leaves what its sender was asked before unanswered.
    """

    name: str
    words: tuple[str, ...]
    handler: Handler
    help: Text
    examples: tuple[Text, ...]
    takes: Mapping[str, Argument] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    public: bool = False
    reads: bool = False
    answers: bool = False

    @property
    def group(self) -> str:
        return self.name.split(" ")[0]

    @property
    def verb(self) -> str:
        return self.name.partition(" ")[2]


def command(
    name: str,
    *,
    de: tuple[str, ...] = (),
    help: Text,
    examples: tuple[Text, ...],
    takes: Mapping[str, Argument] | None = None,
    options: tuple[Option, ...] = (),
    public: bool = False,
    reads: bool = False,
    answers: bool = False,
) -> Callable[[Callable[Concatenate[Call, Store, P], Reply]], Command]:
    """Declares the decorated handler as the command `name`; `de` are its other words, German first.

    Nothing is registered: `commands.COMMANDS` names every command.
    """

    def declare(handler: Callable[Concatenate[Call, Store, P], Reply]) -> Command:
        return Command(name, de, handler, help, examples, takes or {}, options, public, reads, answers)

    return declare


Notice: TypeAlias = Callable[[Moment, Store, list[Timer]], tuple[Said, ...]]
"""What the bot says when timers of one kind are due in one room; several at a time become one message."""

Notices: TypeAlias = dict[str, Notice]
"""The notice for each `TimerKind`; the disk may hold others, of a newer bot."""

AtStart: TypeAlias = Callable[[Moment, Store], tuple[Said, ...]]
"""What is put in order in one board room at every start; doing it again changes nothing."""

ErrandResults: TypeAlias = dict[ErrandKind, Callable[[Call, Store, Errand, Any], Reply]]
"""What is said when something was fetched, for each `ErrandKind`; the last argument is what was read of it."""

Values: TypeAlias = dict[str, Any]
