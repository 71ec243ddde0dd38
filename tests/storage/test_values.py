"""A value is a frozen dataclass with slots, made with its first instance."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import FrozenInstanceError, asdict, field, is_dataclass, replace
from importlib import import_module
from inspect import isclass

import pytest

from storage.values import frozen
from tests.sources import PACKAGES, ROOT, nodes, sources


@frozen
class Meal:
    """Something to eat."""

    name: str
    guests: int = 1
    courses: list[str] = field(default_factory=list)
    price: float = field(default=0.0, compare=False)

    @property
    def is_large(self) -> bool:
        return self.guests > 20


def test_it_does_what_a_frozen_dataclass_does() -> None:
    meal = Meal("Soup", courses=["Soup"])
    assert repr(meal) == "Meal(name='Soup', guests=1, courses=['Soup'], price=0.0)"
    assert meal == Meal("Soup", 1, ["Soup"], price=3.5) and meal != Meal("Soup", 2, ["Soup"])
    assert replace(meal, guests=30).is_large and not meal.is_large
    assert asdict(meal) == {"name": "Soup", "guests": 1, "courses": ["Soup"], "price": 0.0}
    assert Meal("Soup").courses is not Meal("Soup").courses
    with pytest.raises(FrozenInstanceError):
        meal.guests = 2  # type: ignore[misc]  # that is what is tried
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Meal()  # type: ignore[call-arg]  # that is what is tried
    match meal:
        case Meal(name, guests):
            assert (name, guests) == ("Soup", 1)
    assert not hasattr(meal, "__dict__")


def test_it_can_be_a_key() -> None:
    @frozen
    class Seat:
        row: int
        place: int = 1

    assert {Seat(1): "anna"}[Seat(1, 1)] == "anna"


def test_it_is_made_with_its_first_instance_and_not_before() -> None:
    @frozen
    class Wrong:
        courses: list[str] = []  # noqa: RUF012 - told late

    with pytest.raises(ValueError, match="mutable default"):
        Wrong()


@pytest.mark.long
def test_threads_that_come_at_once_get_the_same() -> None:
    with ThreadPoolExecutor(8) as threads:
        for _again in range(20):

            @frozen
            class Seat:
                row: int

            assert set(threads.map(Seat, [1] * 16)) == {Seat(1)}


def _kinds() -> list[type]:
    """Every value of the product."""
    names = [
        (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), node.name)
        for path in sources(*PACKAGES)
        for node in nodes(path)
        if isinstance(node, ast.ClassDef) and [ast.unparse(one) for one in node.decorator_list] == ["frozen"]
    ]
    kinds = [getattr(import_module(module), name) for module, name in names]
    return [kind for kind in kinds if isclass(kind)]


@pytest.mark.long
def test_the_fields_of_all_values_are_right() -> None:
    kinds = _kinds()
    assert len(kinds) > 200
    for kind in kinds:
        with suppress(TypeError):
            kind()
        assert is_dataclass(kind), kind
