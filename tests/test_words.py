"""One word, one thing: no public name means two things, no public function stands in two places."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.test_house import PACKAGES, ROOT, parsed, sources


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
    for path, module in modules():
        rows = (ROOT / path).read_text("utf-8").splitlines()
        for node in ast.walk(module):
            broad = isinstance(node, ast.ExceptHandler) and ast.unparse(node.type or ast.Name("BaseException"))
            if broad not in ("Exception", "BaseException") or not isinstance(node, ast.ExceptHandler):
                continue
            hands_on = any(isinstance(inner, ast.Raise) for statement in node.body for inner in ast.walk(statement))
            if not hands_on and "  # " not in rows[node.lineno - 1]:
                silent.append(f"{path}:{node.lineno}")
    assert " ".join(silent) == ""
