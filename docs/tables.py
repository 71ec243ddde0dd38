"""The tables in README.md, docs/handbuch.md and docs/trust.md, made from the declarations: `python -m docs.tables`."""

from __future__ import annotations

import re
from pathlib import Path

from commands import vocabulary
from commands.base import Command, Group
from commands.clear_events import ROWS
from commands.undoable import HAPPENINGS, TABLE
from commands.words import Text
from commands.words.catalogue import catalogue

ROOT = Path(__file__).parents[1]
MARKED = re.compile(r"(<!-- (commands|overview|clear|undo): python -m docs\.tables -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """The document with its marked tables as the declarations are now."""
    tables = {"commands": commands_table, "overview": overview_table, "clear": clear_table, "undo": undo_table}
    return MARKED.sub(lambda match: f"{match[1]}\n{tables[match[2]]()}\n{match[3]}", text)


def overview_table() -> str:
    """A row for each group: English and German word, and what it is for."""
    known = vocabulary()
    rows = ["| say | German | for |", "|---|---|---|"]
    rows += [f"| `!{group.name}` | {_typed(group.words[:1])} | {_cell(group.help, 'en')} |" for group in known.groups]
    return "\n".join(rows) + "\n"


def clear_table() -> str:
    """A row for each thing that Matrix sends in clear: what it may do, how that is undone, who is told."""
    rows = ["| in clear | may do | undone by | told |", "|---|---|---|---|"]
    rows += [f"| {row.what} | {row.may} | {row.undone} | {row.told} |" for row in ROWS]
    return "\n".join(rows) + "\n"


def undo_table() -> str:
    """A row for commands that are taken back alike, in German: what comes back, what is said to whom."""
    rows = ["| zurückgenommen wird | wieder da ist | gesagt wird es |", "|---|---|---|"]
    for row in TABLE:
        names = ", ".join(_cell(HAPPENINGS[n], "de") if n in HAPPENINGS else f"`!{_german(n)}`" for n in row.names)
        back = f"nichts: {_cell(row.kept, 'de')}" if row.kept else _cell(row.back, "de")
        rows.append(f"| {names} | {back} | {_cell(row.told, 'de')} |")
    return "\n".join(rows) + "\n"


def _german(name: str) -> str:
    """A command by its German words."""
    known = vocabulary()
    command = known.commands[name]
    group = next(group for group in known.groups if group.name == command.group)
    return f"{_words(group)[0]} {command.words[0] if command.words else command.verb}".strip()


def commands_table() -> str:
    """For each group, in German, a table of its commands with an example."""
    known = vocabulary()
    found = (known.of_group(group.name) for group in known.groups)
    return "\n".join(_group_table(*entry) for entry in found if entry)


def _group_table(group: Group, commands: tuple[Command, ...]) -> str:
    word, *others = _words(group)
    rows = [f"### `!{word}` – {_cell(group.help, 'de')}", ""]
    if others:
        rows += [f"Auch {_typed(others)}.", ""]
    rows += ["| Befehl | englisch | wozu | Beispiel |", "|---|---|---|---|"]
    for command in commands:
        german = f"{word} {command.words[0] if command.words else command.verb}".strip()
        example = "<br>".join(_cell(text, "de") for text in command.examples)
        rows.append(f"| `!{german}` | `!{command.name}` | {_cell(command.help, 'de')} | {example} |")
    return "\n".join(rows) + "\n"


def _words(group: Group) -> tuple[str, ...]:
    """The group's words, the German one first."""
    return (*group.words[:1], group.name, *group.words[1:]) if group.words else (group.name,)


def _typed(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`!{word}`" for word in words)


def _cell(text: Text, language: str) -> str:
    """The sentence as it is marked up: what is bold or to be typed in a template is so in Markdown too."""
    return catalogue(language).choose(text.template, None, 1).replace("\n", " ⏎ ").replace("|", "\\|")


if __name__ == "__main__":
    for document in (ROOT / "README.md", ROOT / "docs/handbuch.md", ROOT / "docs/trust.md"):
        document.write_text(with_tables(document.read_text("utf-8")), "utf-8")
