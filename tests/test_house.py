"""The house rules that can be checked: floors, migrations, the schema for readers, one list of all commands."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import commands
from commands.base import Command
from commands.features import AT_START, COMMANDS, GROUPS, LISTENERS, NOTICES, vocabulary
from docs.tables import DOCUMENTS, with_tables
from matrixbot.config import Config
from matrixbot.config.blocks import keys_of
from storage.migrate import MIGRATIONS
from storage.schema import schema
from storage.timers import Pause, TimerKind
from tests.sources import PACKAGES, ROOT, nodes, sources

LONGEST_FILE = 400

NO_FEATURES = ("base", "dates", "words", "calendar", "documents")
CUTTING = frozenset({"partition", "rpartition", "split", "rsplit", "removeprefix", "removesuffix"})
OTHER_TEXTS = (
    "literature/importing/",  # files of others
    "literature/formats.py",  # files for others
    "literature/address.py",  # an address, which is no sentence
    "literature/authors.py",  # the value of one field
    "meetings/poll/picture/",  # what is drawn
    "meetings/timers.py", "hosting/requests.py", "minutes/drafts.py", "impulses/lists.py", "impulses/wishes.py",
    # names of timers, errands and messages, which the bot has made itself
    "hosting/clock.py",  # a time of day that was claimed
    "hosting/which.py", "impulses/which.py", "releases/hindrances.py",  # titles and names of records
)  # fmt: skip
"""Where texts are taken apart that are no line of a member's."""


def modules_of_commands() -> Iterator[object]:
    for module in pkgutil.walk_packages(commands.__path__, "commands."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


@pytest.mark.in_full
def test_imports_go_down_the_floors_and_features_know_nothing_of_each_other() -> None:
    check = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_longer_than_one_can_read_at_a_sitting() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in sources(*PACKAGES, "tests")
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_every_module_says_in_its_docstring_what_lives_there() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sources(*PACKAGES)
        if path.stat().st_size and not re.match(r'"""[^"]', path.read_text("utf-8"))
    ]
    assert silent == []


def test_every_file_and_folder_that_one_could_look_for_is_named_in_the_house() -> None:
    house = (ROOT / "docs/house.md").read_text("utf-8")
    places = ("commands", "commands/base", "storage", "matrixbot", "matrixbot/bot", "matrixbot/matrix")
    names = {
        path.name + ("/" if path.is_dir() else "")
        for place in places
        for path in (ROOT / place).iterdir()
        if not path.name.startswith("__") and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert sorted(name for name in names if f"`{name}" not in house and f"/{name}" not in house) == []


def test_every_path_that_the_house_names_is_there() -> None:
    house = (ROOT / "docs/house.md").read_text("utf-8")
    named = re.findall(r"`((?:commands|storage|matrixbot|tests|docs)/[\w/.]+)`", house)
    assert len(named) > 60
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_table_stands_behind_the_words_for_it() -> None:
    house = (ROOT / "docs/house.md").read_text("utf-8")
    words = re.search(r"## One word for one thing\n(.*?)\n## ", house, re.DOTALL)[1]
    tables = set(re.findall(r"CREATE (?:VIRTUAL )?TABLE \"?(\w+)", (ROOT / "storage/schema.sql").read_text("utf-8")))
    assert len(tables) > 50
    assert sorted(table for table in tables if f"`{table}`" not in words) == []


def test_no_feature_cuts_the_text_of_a_line() -> None:
    """Readers claim stretches of a line (`commands/base/claims.py`): what is cut out of a text by hand is lost, or read
    although it is quoted."""
    cuts = {
        path.relative_to(ROOT / "commands").as_posix(): sum(map(_cuts, nodes(path)))
        for path in sources("commands")
        if path.parent != ROOT / "commands" and path.relative_to(ROOT / "commands").parts[0] not in NO_FEATURES
    }
    assert {path: n for path, n in cuts.items() if n and not path.startswith(OTHER_TEXTS)} == {}


def _cuts(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper)):
            return any(_is_place(one) for bound in (lower, upper) if bound is not None for one in ast.walk(bound))
        case ast.Call(func=ast.Attribute(attr=name), args=args):
            return name in ("sub", "subn", "splitlines") or (bool(args) and name in CUTTING)
        case ast.ImportFrom(names=names):
            return any(one.name in ("split_word", "unquoted") for one in names)
    return False


def _is_place(node: ast.AST) -> bool:
    """Whether it is a place in a text, as readers and patterns give it."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in ("start", "end", "at", "begin", "until", "place", "length")
        case ast.Call(func=ast.Name(id=name)):
            return name == "len"
    return False


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(script.name[:4]) for script in sorted(MIGRATIONS.glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_schema_for_readers_is_what_the_migrations_make() -> None:
    written = (ROOT / "storage/schema.sql").read_text("utf-8")
    assert written == schema(), "write it anew: python -m storage.schema > storage/schema.sql"


def test_every_command_that_is_declared_is_named_in_the_list() -> None:
    declared = {
        value.name for module in modules_of_commands() for value in vars(module).values() if isinstance(value, Command)
    }
    assert declared == {command.name for command in COMMANDS}


def test_every_command_stands_in_a_group_and_every_group_has_commands() -> None:
    groups = {group.name: group for group in GROUPS}
    names = set(vocabulary().commands)
    assert {name.split(" ")[0] for name in names} == set(groups)
    chosen = [group.otherwise("https://a.de") if callable(group.otherwise) else group.otherwise for group in GROUPS]
    lone = [word for word in (*(group.default for group in GROUPS), *chosen) if word and word not in names]
    assert lone == []


def test_no_command_and_no_listener_is_named_twice() -> None:
    names = [command.name for command in COMMANDS]
    assert sorted(names) == sorted(set(names))
    assert all(len(listeners) == len(set(listeners)) for listeners in LISTENERS.values())
    assert len(AT_START) == len(set(AT_START))


def test_every_kind_of_timer_is_set_and_has_something_to_say() -> None:
    assert set(NOTICES) == set(TimerKind)
    written = "".join(path.read_text("utf-8") for path in sources("commands", "storage"))
    unset = [kind.name for kind in TimerKind if not re.search(rf"\.set\(\s*TimerKind\.{kind.name}\b", written)]
    unset += [pause.name for pause in Pause if not re.search(rf"\.pause\(\s*Pause\.{pause.name}\b", written)]
    assert unset == []
    assert {str(kind) for kind in TimerKind}.isdisjoint(Pause)


def test_every_key_of_the_configuration_is_read_outside_of_it() -> None:
    outside = [path for path in sources("matrixbot") if "config" not in path.relative_to(ROOT / "matrixbot").parts]
    fields = [node for path in outside for node in nodes(path, ast.Attribute)]
    inner = {node.attr for node in fields}
    outer = {node.attr for node in fields if ast.unparse(node.value).endswith("config")}
    secrets = {"password", "password_file", "access_token_file"}  # read together, as `credential`
    keys = {*_keys(Config), ("credential",)} - {(name,) for name in secrets}
    unread = {key for key in keys if key[0] not in outer or not inner.issuperset(key)}
    assert unread == set()


def _keys(block: type) -> Iterator[tuple[str, ...]]:
    """The keys that hold a value, with the blocks they stand in."""
    for name, one in keys_of(block).items():
        reader = one.metadata["reader"]
        yield from ((name, *inner) for inner in _keys(reader)) if isinstance(reader, type) else [(name,)]


@pytest.mark.in_full
def test_no_text_names_a_document_that_is_not_in_the_project() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (*sources(*PACKAGES, "tests", "docs", "bench"), *ROOT.glob("docs/*.md"), *ROOT.glob("*.md"))
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"\b(SPEC|DESIGN)(\.md\b| §)|\bfacts/", line)
    ]
    assert named == []


def test_every_command_line_in_the_documents_is_one_that_the_program_takes() -> None:
    usage = subprocess.run(
        [sys.executable, "-m", "matrixbot", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    taken = set(re.search(r"\{([a-z,-]+)\}", usage)[1].split(","))
    written = {
        (path.relative_to(ROOT).as_posix(), word)
        for path in (*ROOT.glob("*.md"), *ROOT.glob("*.yaml"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*"))
        if path.is_file() and path.name != "CHANGELOG.md"
        for word in re.findall(r"(?:`|bin/|: |=)matrixbot ([a-z][a-z-]+)", path.read_text("utf-8"))
    }
    assert {word for _path, word in written} >= {"run", "check", "verify"}
    assert {(path, word) for path, word in written if word not in taken} == set()


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    line = (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1]
    assert line in (ROOT / "README.md").read_text("utf-8").splitlines()
    assert line.endswith("&& ./check")
    assert "./check --newest" in (ROOT / ".ci/run").read_text("utf-8").splitlines()


def test_the_tables_in_readme_and_handbook_are_those_of_the_declarations() -> None:
    for name in DOCUMENTS:
        written = (ROOT / name).read_text("utf-8")
        assert with_tables(written) == written, f"write {name} anew: python -m docs.tables"
        prose = name in ("docs/trust.md", "docs/datenschutz.md")  # they have no table of commands
        rows = "\n| " if prose else "\n| `!"
        assert written.count(rows) > len(GROUPS) / 2


def test_every_link_in_the_documents_leads_somewhere() -> None:
    documents = [
        *ROOT.glob("*.md"),
        *(page for part in ("docs", "deploy", "bench") for page in ROOT.glob(f"{part}/*.md")),
    ]
    links = [(d, link) for d in documents for link in re.findall(r"\]\(([^)#:]+)\)", d.read_text("utf-8"))]
    assert [f"{d.name}: {link}" for d, link in links if not (d.parent / link).exists()] == []
