"""A sentence before it has a language: a template with named values, and the kinds of value there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from storage.values import frozen


@frozen
class Member:
    """A member of a board room: shown by name, as a pill in HTML. Showing somebody never rings them."""

    user_id: str
    name: str
    power: int = 0

    def __hash__(self) -> int:
        """That of the user id: the members of a room are looked up by all of them many times for each line."""
        return hash(self.user_id)

    @property
    def local(self) -> str:
        """The id without its server, `@anna`: as one types it."""
        return self.user_id.partition(":")[0]

    @property
    def organiser(self) -> bool:
        """Whether the member may close, move and cancel what others proposed."""
        return self.power >= 50


@frozen
class Period:
    """A point or stretch of time to be shown with its weekday.

    `start` and `end` are aware datetimes, or dates if `all_day`; `end` is inclusive for whole days,
    the moment it ends otherwise, None where nobody said.
    """

    start: datetime | date
    end: datetime | date | None = None
    all_day: bool = False


@frozen
class Code:
    """A line to be typed as it stands, such as `!task list 2`."""

    line: str


@frozen
class Quoted:
    """Words as a member typed them, shown in quotation marks."""

    words: str


@frozen
class Link:
    """An http or https address; `label` is shown in HTML, the address in plain text."""

    address: str
    label: str = ""


@frozen
class OneOf:
    """Values of which one is to be chosen, listed as «a, b or c»."""

    values: tuple[Value, ...]


@frozen
class Instead:
    """A text in which another word stands for one of its words: an example about the record that was meant."""

    text: Text
    word: str
    other: str


@frozen
class Bilingual:
    """What is said in a word of its own in each language and stands in no sentence, as a command's name; whoever reads
    it decides which it is."""

    english: Value
    german: Value


@frozen
class MadeUp:
    """A day, an hour or a name in an offered line that nobody has said and no record holds: the whole line is shown as
    an example then."""

    value: Value


@frozen
class OfferedLine:
    """A line that is offered to be typed: a command, and the words behind it one after the other.

    `command` is its name, or that of a group; it is shown in the words of whoever reads it, which stand in the
    catalogue as `!task claim`. Another word for it is shown as it is.
    """

    command: str
    words: tuple[Value, ...] = ()

    @property
    def is_example(self) -> bool:
        """Whether a word of it is made up."""
        return any(isinstance(one, MadeUp) for word in self.words for one in (word, *_within(word)))


@frozen
class Text:
    """A whole sentence (or more) as an English template with `{named}` values.

    In the template `**bold**` and `` `line to type` `` are marked up; values never are. A `tuple` value is
    listed («a, b and c»). `plural` and `count` choose between two templates by ngettext's rules.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1


@frozen
class Lines:
    """Several texts below each other; `bullet` puts a point before each."""

    items: tuple[Content, ...]
    bullet: bool = False


@frozen
class Closed:
    """Something that Element shows closed, under `summary`, until it is tapped. The plain form leaves it out: whoever
    reads that is to be told by a line of its own how to see it."""

    summary: Text
    inside: Content


Content: TypeAlias = "Text | Lines | Closed"
Value: TypeAlias = (
    "str | int | date | datetime | timedelta | Period | Member | Code | OfferedLine | Quoted | Link | Text | OneOf "
    "| Instead | Bilingual | MadeUp | tuple[Value, ...]"
)


def _within(value: Value) -> Iterator[Value]:
    for one in value.values.values() if isinstance(value, Text) else ():
        yield one
        yield from _within(one)


def _(template: str, /, **values: Value) -> Text:
    """The sentence `template`; its German stands in the catalogue under the very same words."""
    return Text(template, values)


def _n(one: str, many: str, count: int, /, **values: Value) -> Text:
    """The sentence `one` or `many`, as the language counts; `{count}` is set by itself."""
    return Text(one, {"count": count, **values}, many, count)


def offered_line(command: str, /, *words: Value) -> Text:
    """The line to type of that command, with those words behind it, as a text of its own or within another one."""
    return Text("{line}", {"line": OfferedLine(command, words)})


def lines(*items: Content | None) -> Lines:
    """The given texts below each other; None is left out, so that callers can write a condition in place."""
    return Lines(tuple(i for i in items if i is not None))


def bullets(*items: Content | None) -> Lines:
    """The given texts as a list with points."""
    return Lines(tuple(i for i in items if i is not None), bullet=True)
