"""No door leads nowhere: what the product defines, keeps and lets one choose is used by it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from commands.features import COMMANDS
from tests.sources import FUNCTIONS, PACKAGES, ROOT, nodes, sources

pytestmark = pytest.mark.in_full

READERS = (*PACKAGES, "docs")
"""Where a use counts: `docs/tables.py` makes the tables of the documents."""


@cache
def used_names() -> set[str]:
    """Every name that is read somewhere. That a package hands it on, or that a text spells so, is no use."""
    used = set[str]()
    for path in sources(*READERS):
        for node in nodes(path, ast.Name, ast.Attribute, ast.MatchClass):
            match node:
                case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                    used.add(name)
                case ast.MatchClass(kwd_attrs=names):
                    used.update(names)
    return used


def test_what_the_product_defines_is_used_by_the_product() -> None:
    """By name: a function, class or constant whose name is read nowhere in the three packages is a door to nowhere."""
    defined = set[tuple[str, str]]()
    for path in sources(*PACKAGES):
        where = path.relative_to(ROOT).as_posix()
        for node in nodes(path, *FUNCTIONS, ast.ClassDef, ast.Module):
            match node:
                case ast.FunctionDef(decorator_list=[]) | ast.AsyncFunctionDef() | ast.ClassDef():
                    defined.add((where, node.name))
                case ast.FunctionDef(decorator_list=[ast.Name()]):  # a property, a classmethod, something cached
                    defined.add((where, node.name))
                case ast.Module(body=body):
                    defined.update((where, name) for one in body for name in assigned(one))
    used = {*used_names(), *OVERRIDDEN}
    assert {(path, name) for path, name in defined if name not in used and not name.startswith("__")} == set()


def test_every_field_and_every_member_of_an_enum_is_read() -> None:
    """What is only ever written is nobody's."""
    fields = {
        (path.relative_to(ROOT).as_posix(), node.name, name)
        for path in sources(*PACKAGES)
        for node in nodes(path, ast.ClassDef)
        for one in node.body
        for name in assigned(one)
    }
    used = used_names()
    assert len(fields) > 700
    assert {field for field in fields if field[2] not in used and not field[2].startswith("__")} == set()


def assigned(statement: ast.stmt) -> list[str]:
    """The names to which a statement of a module or a class gives a value or a type."""
    match statement:
        case ast.Assign(targets=targets):
            return [one.id for one in targets if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


OVERRIDDEN = frozenset({"bind_ctx", "save_session", "_create_database", "_handle_olm_event", "load_store", "resolve"})
"""What nio, peewee and aiohttp call."""
SEAMS = {
    ("main", "arguments"), ("serve", "on_ready"), ("notify", "env"), ("watchdog_interval", "env"),
    ("play", "seconds"), ("register", "admin"), ("Synapse", "extra"),
    ("verify_console", "say"), ("verify_console", "ask"),
    ("Pages", "allows"), ("Pages", "names"),
    ("Settling", "rows"), ("Settling", "words"),
}  # fmt: skip
"""What the tests alone give: a program started within them and its environment; the demo's homeserver, and patience;
somebody at a terminal; a web within this machine; a table of readings without one of its rows."""


def test_what_one_may_leave_out_is_given_by_somebody() -> None:
    """By name: a parameter with a default that no call in the product gives is a choice that nobody makes."""
    given = calls()
    called = given.keys() - OVERRIDDEN - HANDLERS
    left_out = {
        (name, parameter)
        for path in sources(*PACKAGES)
        for outer in nodes(path, ast.Module, ast.ClassDef)
        for function in outer.body
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in (outer.name if function.name == "__init__" else function.name,)
        if name in called
        for parameter in optional(function, given[name][0])
        if parameter not in given[name][1]
    }
    assert sorted(left_out - SEAMS) == [] == sorted(SEAMS - left_out)


def calls() -> dict[str, tuple[int, set[str]]]:
    """Of each name that is called: how many values it gets in their order at most, and which by name."""
    found: dict[str, tuple[int, set[str]]] = {}
    for path in sources(*READERS):
        for node in nodes(path, ast.Call):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                    most, words = found.get(name) or (0, set())
                    unpacked = [one for one in args if isinstance(one, ast.Starred)]
                    unpacked += [one for one in keywords if one.arg is None]
                    count = sys.maxsize if unpacked else len(args)
                    words.update(str(one.arg) for one in keywords)
                    found[name] = max(most, count), words
    return found


HANDLERS = frozenset(command.handler.__name__ for command in COMMANDS)
"""What stands in a line decides what they are given."""


def optional(function: ast.FunctionDef | ast.AsyncFunctionDef, given: int) -> Iterator[str]:
    """The parameters with a default behind the first `given`, and those that are given by name; none where somebody
    hands on whatever there is."""
    if given == sys.maxsize:
        return
    places = [*function.args.posonlyargs, *function.args.args]
    first = len(places) - len(function.args.defaults)
    bound = bool(places) and places[0].arg in ("self", "cls")
    yield from (one.arg for one in places[max(first, given + bound) :])
    named = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    yield from (one.arg for one, default in named if default is not None)
