"""Every sentence in both languages: German is complete and fits; every line the bot suggests is one it understands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from commands.base import Call, Claims, Command, Room, Settings, UserError
from commands.base.execution import read_values
from commands.base.line import read_line
from commands.features import vocabulary
from commands.words import Member, OfferedLine, Text
from commands.words.catalogue import LOCALE, catalogue
from commands.words.render import Style, line_behind_prefix, render
from tests.board import NOW, PEOPLE, ROOM
from tests.sources import ROOT, nodes

LANGUAGES = ("de", "en")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
SUGGESTED = re.compile(r"`(![^`]+)`")
SPOKEN = tuple(dict.fromkeys([*(group.name for group in vocabulary().groups), *vocabulary().commands]))
"""The commands, and the groups whose name alone begins a line."""
COUNTED = {"count"}
"""What a singular may leave out: «a task» for «{count} tasks»."""


@dataclass(frozen=True)
class Sentence:
    """A call of `_` or `_n` as it stands in the code. `given` are its named values, None if some come as `**values`."""

    place: str
    templates: tuple[str, ...]
    given: frozenset[str] | None


@dataclass(frozen=True)
class Entry:
    """An entry of the catalogue: the template, and its German in one form or in both."""

    template: str
    german: tuple[str, ...]


def placeholders(template: str) -> set[str]:
    return set(PLACEHOLDER.findall(template))


@cache
def sentences() -> list[Sentence]:
    return [
        sentence
        for package in ("commands", "matrixbot")
        for path in sorted((ROOT / package).rglob("*.py"))
        for sentence in _sentences_in(path)
    ]


def _sentences_in(path: Path) -> Iterator[Sentence]:
    for node in nodes(path, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in ("_", "_n"):
            continue
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        forms = node.args[: 2 if node.func.id == "_n" else 1]
        texts = [form.value for form in forms if isinstance(form, ast.Constant) and isinstance(form.value, str)]
        assert texts and len(texts) == len(forms), f"{place}: the template must stand there as it is"
        names = {keyword.arg for keyword in node.keywords}
        given = None if None in names else frozenset(name for name in names if name)
        if given is not None and node.func.id == "_n":
            given |= COUNTED
        yield Sentence(place, tuple(texts), given)


@cache
def entries() -> list[Entry]:
    return [Entry(key, (text,) if isinstance(text, str) else text) for key, text in catalogue("de").messages.items()]


@pytest.mark.long
def test_the_catalogue_is_read_as_babel_reads_it_and_translates_nothing_in_two_ways() -> None:
    read: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALE / "de" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de", abort_invalid=True):
                if message.id:
                    place = f"{path.name}:{message.lineno}"
                    assert not message.fuzzy, f"{place} is marked as fuzzy"
                    template = message.id if isinstance(message.id, str) else message.id[0]
                    german = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    assert read.setdefault(template, german) == german, f"{place} is translated in two ways"
    assert {entry.template: entry.german for entry in entries()} == read


@pytest.mark.in_full
def test_every_sentence_has_its_german_in_every_form() -> None:
    german = {entry.template: entry.german for entry in entries()}
    missing = [
        f"{sentence.place}: {sentence.templates[0]}"
        for sentence in sentences()
        if len(german.get(sentence.templates[0], ())) != len(sentence.templates)
        or not all(german[sentence.templates[0]])
    ]
    assert missing == []


@pytest.mark.in_full
def test_the_catalogue_keeps_nothing_that_is_no_longer_said() -> None:
    said = {sentence.templates[0] for sentence in sentences()} | {f"!{name}" for name in SPOKEN}
    assert [entry.template for entry in entries() if entry.template not in said] == []


@pytest.mark.in_full
def test_every_sentence_is_given_exactly_the_values_that_it_names() -> None:
    wrong = [
        f"{sentence.place}: names {sorted(named)}, is given {sorted(sentence.given)}"
        for sentence in sentences()
        if sentence.given is not None
        and (named := set().union(*map(placeholders, sentence.templates))) | COUNTED != sentence.given | COUNTED
    ]
    assert wrong == []


@pytest.mark.in_full
def test_both_languages_name_the_same_values() -> None:
    forms = {sentence.templates[0]: sentence.templates for sentence in sentences()}
    wrong = [
        form
        for entry in entries()
        for form, english in zip(entry.german, forms.get(entry.template, entry.german), strict=True)
        if placeholders(form) - COUNTED != placeholders(english) - COUNTED
    ]
    assert wrong == []


@pytest.mark.in_full
def test_a_plural_shows_its_number_in_both_languages() -> None:
    many = {s.templates[0]: s.templates[1] for s in sentences() if len(s.templates) == 2}
    silent = [
        entry.german[1]
        for entry in entries()
        if "count" in placeholders(many.get(entry.template, "")) and "count" not in placeholders(entry.german[1])
    ]
    assert silent == []


@pytest.mark.in_full
def test_markup_is_opened_and_closed_in_both_languages() -> None:
    every = [(s.place, t) for s in sentences() for t in s.templates] + [
        (e.template, t) for e in entries() for t in e.german
    ]
    assert [where for where, text in every if text.count("**") % 2 or text.count("`") % 2] == []


def test_german_is_set_as_german_is() -> None:
    """„…“ in pairs, and an ellipsis of one character; what stands in backticks is typed and may have any quotes."""
    said = [(entry.template, re.sub(r"`[^`]*`", "", form)) for entry in entries() for form in entry.german]
    wrong = [f"{place}: {form}" for place, form in said if re.search(r"[\"”«»]|\.\.\.", form)]
    assert wrong + [f"{place}: {form}" for place, form in said if form.count("„") != form.count("“")] == []


@pytest.mark.in_full
def test_the_assistant_speaks_of_itself_in_one_voice() -> None:
    """It is „der Assistent“, never *ich*; what stands in backticks is typed, and members speak as they like."""
    said = [(s.place, text) for s in sentences() for text in s.templates]
    said += [(entry.template, form) for entry in entries() for form in entry.german]
    first = re.compile(r"\b(I|me|my|mine|us|our|[Ii]ch|[Mm]ich|[Mm]ir|[Mm]ein(e[mrs]?)?|[Ww]ir|[Uu]ns(er\w*)?)\b")
    assert [f"{place}: {text}" for place, text in said if first.search(re.sub(r"`[^`]*`|^!.*", "", text))] == []


EXAMPLES = [
    pytest.param(command, example, language, id=f"{command.name} {number} {language}")
    for command in vocabulary().commands.values()
    for number, example in enumerate(command.examples, start=1)
    for language in LANGUAGES
]


@pytest.mark.parametrize(("command", "example", "language"), EXAMPLES)
def test_the_example_in_the_help_calls_its_own_command(command: Command, example: Text, language: str) -> None:
    typed = render(example, Style(language, "Europe/Berlin")).body
    line = read_line(typed, "!")
    assert line is not None, typed
    asked = vocabulary().resolve(line)
    assert asked is not None and asked.command.name == command.name, typed
    assert set(read_values(command, Claims(asked.rest), _call(language), None)) >= set(command.takes)


def _call(language: str) -> Call:
    members = tuple(Member(person.user_id, person.name, person.power) for person in PEOPLE)
    room = Room(ROOM, members, "@bot:board.test")
    return Call(room, members[0], NOW, Settings(language=language), "$event", ROOM)


@pytest.mark.parametrize("name", SPOKEN)
def test_a_line_that_is_offered_names_its_command_in_both_languages(name: str) -> None:
    """What the catalogue has for `!task claim` are words that the declaration knows for it."""
    spoken = line_behind_prefix(OfferedLine(name), Style("de", "Europe/Berlin"))
    group, _, verb = spoken.partition(" ")
    known = vocabulary().of_group(group)
    assert known is not None, spoken
    meant = [command.name for command in vocabulary().of_verb(verb, known[0])] if verb else [known[0].name]
    assert meant == [name], spoken
    assert catalogue("de").messages[f"!{name}"] == f"!{spoken}"


@pytest.mark.in_full
def test_a_line_with_a_value_in_it_is_a_value() -> None:
    """A key, a title, a name or a date stands in no line of a sentence: `offered_line` puts it into one."""
    texts = [(s.place, t) for s in sentences() for t in s.templates] + [
        (e.template, t) for e in entries() for t in e.german
    ]
    assert [f"{place}: {text}" for place, text in texts if re.search(r"`[^`{]*\{[^`]*`", text)] == []


@pytest.mark.in_full
def test_every_line_that_is_offered_is_of_a_command_that_there_is() -> None:
    """What `offered_line` is called with stands there as it is."""
    named = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", ast.literal_eval(node.args[0]))
        for path in sorted((ROOT / "commands").rglob("*.py"))
        for node in nodes(path, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "offered_line"
    ]
    assert len(named) > 300
    assert [f"{place}: {name}" for place, name in named if name not in SPOKEN] == []


def test_every_command_has_an_example() -> None:
    assert [command.name for command in vocabulary().commands.values() if not command.examples] == []


@pytest.mark.in_full
def test_every_line_that_a_sentence_suggests_is_understood() -> None:
    texts = [(s.place, t) for s in sentences() for t in s.templates] + [
        (e.template, t) for e in entries() for t in e.german
    ]
    wrong = [
        f"{place}: {typed}" for place, text in texts for typed in SUGGESTED.findall(text) if not _understood(typed)
    ]
    assert wrong == []


def _understood(typed: str) -> bool:
    """Whether the line means a command; a value stands for a record's number, or for the group itself."""
    if typed.startswith("!{"):
        return True
    line = read_line(PLACEHOLDER.sub("1", typed), "!")
    try:
        return line is not None and vocabulary().resolve(line) is not None
    except UserError:
        return False


def test_every_line_that_the_documents_show_is_understood() -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
    shown = [(d.name, line) for d in documents for line in SUGGESTED.findall(d.read_text("utf-8"))]
    assert len(shown) > 100
    assert [f"{name}: {line}" for name, line in shown if not _understood(line)] == []
