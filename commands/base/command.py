"""The declaration of a command: its words in two languages, what it takes, its help, and the handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Concatenate, ParamSpec, TypeAlias

from commands.base.arguments import Argument
from commands.base.call import Call, Moment
from commands.words import Bilingual, OfferedLine, Reply, Said, Text
from storage import Store
from storage.errands import Errand, ErrandKind
from storage.timers import Timer
from storage.values import frozen

P = ParamSpec("P")
Handler: TypeAlias = Callable[Concatenate[Call, Store, ...], Reply]


LONGEST_ORDER = 5_000
"""Characters behind a verb: a meeting with twenty dates, their places, a link and a description has fewer."""


@frozen
class Option:
    """`Name: value` or `--name value`: the handler's keyword, and the words members may write for it."""

    keyword: str
    words: tuple[str, ...]


@frozen
class Group:
    """The first word of commands: its English name, other words for it, what it is for.

    `default` is the command that runs without a verb, `otherwise` the one that takes text that starts with no verb
    (`!remind in 2 Tagen …`); where that depends on the text, `otherwise` chooses it. `suggests` is the one that is
    asked about then (`!task Protokoll schreiben`), `moves` the one that a record and a date behind it mean (`!task T5
    bis Freitag`).
    `letter` begins the short names of its records: what stands before one of them is meant as a verb. `usual` are the
    five that most members need, of a group with more.
    """

    name: str
    words: tuple[str, ...]
    help: Text
    default: str | None = None
    otherwise: str | Callable[[str], str] | None = None
    suggests: str | None = None
    moves: str | None = None
    letter: str = ""
    usual: tuple[str, ...] = ()

    @property
    def spoken(self) -> Bilingual:
        """Its word in each language."""
        return Bilingual(self.name, (*self.words, self.name)[0])


@frozen
class Command:
    """One command. `name` is «group verb» in English, or a single word; `words` are other words for the verb.

    `public` commands change what all members see, and so are refused in a direct chat. `reads` commands only look
    things up: they run beside the transactions, and nothing waits for them. `answers` ones answer a question of the
    bot's; any other change leaves what its sender was asked before unanswered. `longest` is how many characters may
    stand behind the verb: all that the command keeps, each field at its limit, and a few words more. What a `for_good`
    one does is never taken back: a yes to it has to come encrypted.
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
    longest: int = LONGEST_ORDER
    for_good: bool = False

    @property
    def group(self) -> str:
        return self.name.split(" ")[0]

    @property
    def verb(self) -> str:
        return self.name.partition(" ")[2]

    @property
    def spoken(self) -> Bilingual:
        """Its verb in each language; a single word has none."""
        return Bilingual(self.verb, (*self.words, self.verb)[0] if self.verb else "")

    def offer(self, words: str) -> OfferedLine:
        """The line that says it, with those words behind the verb."""
        return OfferedLine(self.name, (words,))


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
    longest: int = LONGEST_ORDER,
    for_good: bool = False,
) -> Callable[[Callable[Concatenate[Call, Store, P], Reply]], Command]:
    """Declares the decorated handler as the command `name`; `de` are its other words, German first.

    Nothing is registered: `commands.features.COMMANDS` names every command.
    """

    def declare(handler: Callable[Concatenate[Call, Store, P], Reply]) -> Command:
        return Command(
            name,
            de,
            handler=handler,
            help=help,
            examples=examples,
            takes=takes or {},
            options=options,
            public=public,
            reads=reads,
            answers=answers,
            longest=longest,
            for_good=for_good,
        )

    return declare


Notice: TypeAlias = Callable[[Moment, Store, list[Timer]], tuple[Said, ...]]
"""What the bot says when timers of one kind are due in one room; several at a time become one message."""

Notices: TypeAlias = dict[str, Notice]
"""The notice for each `TimerKind`; the disk may hold others, of a newer bot."""

AtStart: TypeAlias = Callable[[Moment, Store], tuple[Said, ...]]
"""What is put in order in one board room at every start; doing it again changes nothing."""

ErrandResults: TypeAlias = dict[ErrandKind, Callable[[Call, Store, Errand, Any], Reply | None]]
"""What is said when something was fetched, for each `ErrandKind`; the last argument is what was read of it."""

Values: TypeAlias = dict[str, Any]
