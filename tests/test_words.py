"""One word, one thing: no public name means two things, no public function stands in two places."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest

from tests.sources import FUNCTIONS, PACKAGES, ROOT, below, nodes, parsed, sources

pytestmark = pytest.mark.in_full


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*PACKAGES):
        yield path.relative_to(ROOT).as_posix(), parsed(path)


def named(module: ast.Module) -> Iterator[str]:
    """The classes and types that a module makes, as against those it imports."""
    for node in module.body:
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if name[0].isupper() and not name.isupper():
                    yield name


def test_no_public_class_or_type_means_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, module in modules():
        for name in named(module):
            places[name].append(path)
    assert {"Store", "Task", "Reply"} <= set(places)
    assert {name: found for name, found in places.items() if len(found) > 1 and not name.startswith("_")} == {}


def test_no_public_function_is_a_copy_of_another() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, module in modules():
        for node in module.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            spoken = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
            body = node.body[1:] if spoken else node.body
            if body:
                places[" ".join(map(ast.dump, (node.args, *body)))].append(f"{path}: {node.name}")
    assert [found for found in places.values() if len(found) > 1] == []


def test_who_catches_everything_hands_it_on_or_says_why_not() -> None:
    silent = []
    for path, _module in modules():
        rows = (ROOT / path).read_text("utf-8").splitlines()
        for node in nodes(ROOT / path, ast.ExceptHandler):
            if ast.unparse(node.type or ast.Name("BaseException")) not in ("Exception", "BaseException"):
                continue
            hands_on = any(isinstance(inner, ast.Raise) for statement in node.body for inner in ast.walk(statement))
            if not hands_on and "  # " not in rows[node.lineno - 1]:
                silent.append(f"{path}:{node.lineno}")
    assert " ".join(silent) == ""


def test_an_exception_from_the_types_says_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*PACKAGES)
        for number, row in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if "# type: ignore" in row and not re.search(r"# type: ignore\[[a-z,-]+\]  # \w", row)
    ]
    assert silent == []


def test_scenarios_assert_whole_answers() -> None:
    """A part of an answer lets the rest of it say anything."""
    parts = [
        f"{path.name}:{node.lineno}"
        for path in sources("tests/scenarios")
        for node in nodes(path, ast.Assert)
        if _of_a_part(node.test)
    ]
    assert parts == []


def _of_a_part(test: ast.expr) -> bool:
    """Whether it looks for a text in another one, or only at its beginning or end.

    No part is a whole line among those of a page (`in page.splitlines()`), nor what only chooses the messages or lines
    that are compared as wholes. What is a part by nature is said by a helper with a name: `refused`, `in_document`.
    """
    chosen = _of_choosing(test)
    for node in ast.walk(test):
        match node:
            case _ if node in chosen:
                continue
            case ast.Call(
                func=ast.Attribute(attr="startswith" | "endswith"),
                args=[ast.Constant(value=str()) | ast.JoinedStr()],
            ):
                return True
            case ast.Compare(comparators=[ast.Call(func=ast.Attribute(attr="splitlines"))]):
                continue
            case ast.Compare(left=ast.Constant(value=str()) | ast.JoinedStr(), ops=[ast.In()]):
                return True
    return False


def _of_choosing(test: ast.expr) -> set[ast.AST]:
    """The conditions by which what is compared was chosen; that there is one, or how many, compares nothing."""
    chosen: set[ast.AST] = set()
    counted: set[ast.AST] = {test}
    for node in ast.walk(test):
        match node:
            case ast.UnaryOp(operand=operand):
                counted.add(operand)
            case ast.BoolOp(values=values):
                counted.update(values)
            case ast.Call(func=ast.Name(id="any" | "all" | "len" | "sum" | "bool"), args=[inner]):
                counted.add(inner)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() if node not in counted:
                chosen.update(inner for one in node.generators for part in one.ifs for inner in ast.walk(part))
    return chosen


SAYS = {"Message", "Poll", "Reply", "MessageRedaction", "Draft", "find", "set_aside"}
"""What takes the name of a message."""


def test_the_name_of_a_message_is_made_and_read_in_one_place() -> None:
    """A name that is spelt where it is used is found again only by who spells it the same (`commands.base.names`)."""
    spelt = []
    for path, _module in modules():
        for node in nodes(ROOT / path, ast.Call):
            if _called(node) in SAYS:
                given = [keyword.value for keyword in node.keywords if keyword.arg in ("name", "replaces", "thread")]
                texts = [one for one in given if isinstance(one, ast.JoinedStr) or ast.unparse(one)[0] in "\"'"]
                spelt += [f"{path}:{one.lineno}" for one in texts if ast.unparse(one) != "''"]
    assert spelt == []


ROWS_OF_A_TABLE = {"ClearEvent"}
"""Its five texts are the columns of the printed table, in their order."""


def test_what_has_five_parts_or_more_is_made_with_their_names() -> None:
    classes = {node.name for path in sources(*PACKAGES) for node in nodes(path, ast.ClassDef)}
    nameless = []
    for path, _module in modules():
        for node in nodes(ROOT / path, ast.Call):
            made = _called(node)
            if made in classes and len(node.args) > (5 if made in ROWS_OF_A_TABLE else 4):
                nameless.append(f"{path}:{node.lineno}: {made}")
    assert nameless == []


def _called(node: ast.Call) -> str:
    """The name of what is called, without what it belongs to."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def test_nothing_is_decided_by_a_sentence() -> None:
    """What is said depends on what is so, never the other way round: a word that is put better must change nothing."""
    decided = [
        f"{path}:{node.lineno}"
        for path, _module in modules()
        for node in nodes(ROOT / path, ast.Compare)
        for part in (node.left, *node.comparators)
        if isinstance(part, ast.Call) and ast.unparse(part.func) in ("_", "_n")
    ]
    assert decided == []


RECKONING = (ast.BinOp, ast.AugAssign, ast.Call)
"""Where something may be reckoned."""


def test_nothing_is_reckoned_with_truth_values() -> None:
    """A condition is an `if`: `year + (month > 2)` hides one. Counting what holds (`sum`) is counting."""
    reckoned = []
    for path, _module in modules():
        for function in nodes(ROOT / path, *FUNCTIONS):
            inner = below(function)
            if parts := [part for node in inner if isinstance(node, RECKONING) for part in _parts(node)]:
                known = _truths(function, inner)
                reckoned += [f"{path}:{part.lineno}" for part in parts if _is_truth(part, known)]
    assert " ".join(reckoned) == ""


def _parts(node: ast.AST) -> list[ast.expr]:
    """What is reckoned with there."""
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult(), left=left, right=right):
            return [left, right]
        case ast.AugAssign(value=value):
            return [value]
        case ast.Call() if _called(node) in ("timedelta", "int"):
            return [*node.args, *(keyword.value for keyword in node.keywords)]
    return []


def _truths(function: ast.FunctionDef | ast.AsyncFunctionDef, inner: Iterable[ast.AST]) -> set[str]:
    """The names in a function that stand for yes or no; `inner` is all that stands in it."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    names = {one.arg for one in arguments if one.annotation and ast.unparse(one.annotation) == "bool"}
    for node in inner:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_truth(value, set()):
                names.add(name)
    return names


def _is_truth(node: ast.expr, known: set[str]) -> bool:
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp(values=values):
            return all(_is_truth(value, known) for value in values)
        case ast.Call(func=ast.Name(id=name)):
            return name in ("isinstance", "bool", "any", "all")
        case ast.Name(id=name):
            return name in known
    return False
