"""The modules of the product as they stand in their files, read once for all tests that look at them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

N = TypeVar("N", bound=ast.AST)
ROOT = Path(__file__).parents[1]
PACKAGES = ("matrixbot", "commands", "storage")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The module at that path."""
    return ast.parse(path.read_text("utf-8"))


def nodes(path: Path, *kinds: type[N]) -> Sequence[N]:
    """All that stands in it, the outer before the inner; only what is of just those kinds, one kind after the other."""
    return [node for kind in kinds for node in _by_kind(path)[kind]] if kinds else _all_nodes(path)


@cache
def _by_kind(path: Path) -> dict[type[Any], list[Any]]:
    found = defaultdict(list)
    for node in _all_nodes(path):
        found[type(node)].append(node)
    return found


@cache
def _all_nodes(path: Path) -> list[Any]:
    return below(parsed(path))


def below(node: ast.AST) -> list[Any]:
    """It and all within it: as `ast.walk`, without the marks of what a name is used for, which are a part of it."""
    found: list[ast.AST] = [node]
    for one in found:  # it grows meanwhile
        for field in one._fields:
            value = getattr(one, field, None)
            if isinstance(value, list):
                found += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return found
