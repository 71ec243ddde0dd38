"""The tables in README.md, the handbooks and other documents, made from the declarations: `python -m docs.tables`."""

from __future__ import annotations

import re
from pathlib import Path

from commands.base import Command, Group
from commands.clear_events import ROWS
from commands.features import vocabulary
from commands.privacy.table import TABLE as KEPT
from commands.undoable import HAPPENINGS, TABLE
from commands.words import Text
from commands.words.catalogue import catalogue

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "docs/handbuch.md", "docs/handbook.md", "docs/trust.md", "docs/datenschutz.md")
MARKED = re.compile(
    r"(<!-- (commands|overview|clear|undo|kept)(?: (en))?: python -m docs\.tables -->\n).*?(<!-- end -->)", re.DOTALL
)


def with_tables(text: str) -> str:
    """The document with its marked tables as the declarations are now, each handbook's in its language."""
    whole = {"overview": overview_table, "clear": clear_table}
    spoken = {"commands": commands_table, "undo": undo_table, "kept": kept_table}

    def table(match: re.Match[str]) -> str:
        made = whole[match[2]]() if match[2] in whole else spoken[match[2]](match[3] or "de")
        return f"{match[1]}\n{made}\n{match[4]}"

    return MARKED.sub(table, text)


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


_HEADS = {
    "de": (
        "| zurückgenommen wird | wieder da ist | gesagt wird es |",
        "| Befehl | englisch | wozu | Beispiel |",
        "Auch",
        "nichts:",
    ),
    "en": (
        "| what is taken back | what comes back | who is told |",
        "| command | German | what for | example |",
        "Also",
        "nothing:",
    ),
}


def undo_table(language: str) -> str:
    """A row for commands that are taken back alike: what comes back, what is said to whom."""
    head, _, _, nothing = _HEADS[language]
    rows = [head, "|---|---|---|"]
    for row in TABLE:
        said = (HAPPENINGS.get(name) for name in row.names)
        names = ", ".join(
            _cell(text, language) if text else f"`!{_command(name, language)}`"
            for name, text in zip(row.names, said, strict=True)
        )
        back = f"{nothing} {_cell(row.kept, language)}" if row.kept else _cell(row.back, language)
        rows.append(f"| {names} | {back} | {_cell(row.told, language)} |")
    return "\n".join(rows) + "\n"


_KEPT_HEADS = {
    "de": "| was | wie lange | wer löscht |",
    "en": "| what | how long | who deletes |",
}


def kept_table(language: str) -> str:
    """A row for each kind of record: what is kept, how long, who deletes it."""
    rows = [_KEPT_HEADS[language], "|---|---|---|"]
    rows += [
        "| " + " | ".join(_cell(text, language) for text in (kind.what, kind.kept, kind.who)) + " |" for kind in KEPT
    ]
    return "\n".join(rows) + "\n"


def _command(name: str, language: str) -> str:
    """A command by its words in that language."""
    known = vocabulary()
    command = known.commands[name]
    if language == "en":
        return command.name
    group = next(group for group in known.groups if group.name == command.group)
    return f"{_words(group, language)[0]} {command.words[0] if command.words else command.verb}".strip()


def commands_table(language: str) -> str:
    """For each group a table of its commands with an example."""
    known = vocabulary()
    found = (known.of_group(group.name) for group in known.groups)
    return "\n".join(_group_table(*entry, language) for entry in found if entry)


def _group_table(group: Group, commands: tuple[Command, ...], language: str) -> str:
    word, *others = _words(group, language)
    _, head, also, _ = _HEADS[language]
    rows = [f"### `!{word}` – {_cell(group.help, language)}", ""]
    if others:
        rows += [f"{also} {_typed(others)}.", ""]
    rows += [head, "|---|---|---|---|"]
    other = "en" if language == "de" else "de"
    for command in commands:
        example = "<br>".join(_cell(text, language) for text in command.examples)
        first, second = (_command(command.name, one) for one in (language, other))
        rows.append(f"| `!{first}` | `!{second}` | {_cell(command.help, language)} | {example} |")
    return "\n".join(rows) + "\n"


def _words(group: Group, language: str) -> tuple[str, ...]:
    """The group's words, the one of that language first."""
    if language == "en" or not group.words:
        return (group.name, *group.words)
    return (*group.words[:1], group.name, *group.words[1:])


def _typed(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`!{word}`" for word in words)


def _cell(text: Text, language: str) -> str:
    """The sentence as it is marked up: what is bold or to be typed in a template is so in Markdown too."""
    return catalogue(language).choose(text.template, None, 1).replace("\n", " ⏎ ").replace("|", "\\|")


if __name__ == "__main__":
    for document in (ROOT / name for name in DOCUMENTS):
        document.write_text(with_tables(document.read_text("utf-8")), "utf-8")
