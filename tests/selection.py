"""What the quick run (`pytest --quick`) takes of the long tests: a selection of each, one of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

T = TypeVar("T")
ONE_IN: Final = 15
"""Of so many rows of one test the quick run takes one: a long table has rows of many kinds."""
_quick = False


def choose(*, quick: bool) -> None:
    """Said once, before the tests are collected."""
    global _quick  # noqa: PLW0603 - parametrised tests ask while their modules are read, before any fixture
    _quick = quick


def quick() -> bool:
    """Whether this is the quick run."""
    return _quick


def some(things: Iterable[T], one_in: int) -> list[T]:
    """All of them; in the quick run the first and every `one_in`-th after it.

    A prime number walks through all columns of a table whose rows are not as long as a multiple of it.
    """
    return list(things)[:: one_in if _quick else 1]


def a_few_rows(rows: list[T]) -> list[T]:
    """Of the rows of one table one of every fifteen, at even distances."""
    return rows[min(len(rows), ONE_IN) // 2 :: ONE_IN]
