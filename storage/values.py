"""Values: frozen dataclasses with slots, whose methods are made with the first instance.

The board has two hundred and fifty kinds, and the first answer needs a few dozen: writing and compiling `__init__`,
`__eq__` and the like for all of them was a fifth of the start, and 2 MB. Of a kind that is needed these two are written
and compiled at once; the other methods are the same functions for all kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")
_OF_EACH_CLASS = frozenset({"__dict__", "__weakref__"})


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """As `dataclass(frozen=True, slots=True)`, for a class that inherits from none of its kind. A mistake in its fields
    is told at the first instance; `replace` and `asdict` know it, `copy` and `pickle` do not."""
    whole = {name: one for name, one in vars(cls).items() if name not in _OF_EACH_CLASS}
    whole |= {"__qualname__": cls.__qualname__, "__doc__": cls.__doc__ or cls.__name__}
    names = tuple(cls.__annotations__)
    bare = {name: one for name, one in whole.items() if name not in names}
    value: Any = type(cls.__name__, cls.__bases__, {**_METHODS, **bare, "__slots__": names})

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        """Two threads that come at once make the methods twice, which are the same."""
        plain: Any = dataclass(init=False, repr=False, eq=False)(type(cls.__name__, cls.__bases__, dict(whole)))
        made = _made(cls, plain.__dataclass_fields__.values())
        made |= {name: vars(plain)[name] for name in ("__dataclass_fields__", "__match_args__")}
        for name in made.keys() - whole.keys() - {"__init__"}:
            setattr(value, name, made[name])
        value.__init__ = made["__init__"]  # the last: from now on nobody comes here
        self.__init__(*given, **named)

    value.__init__ = __init__
    return cast("type[T]", value)


def _made(cls: type, fields: Iterable[Field[Any]]) -> dict[str, Any]:
    """What a class with those fields has of its own."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_new": object()}
    asked, done = ["self"], ["pass"]
    for one in fields:
        name, given = one.name, one.name
        if one.default_factory is not MISSING:
            known[f"_{name}"], given = one.default_factory, f"_{name}() if {name} is _new else {name}"
            asked.append(f"{name}=_new")
        elif one.default is not MISSING:
            known[f"_{name}"] = one.default
            asked.append(f"{name}=_{name}")
        else:
            asked.append(name)
        done.append(f"_set(self, {name!r}, {given})")
    compared = [one.name for one in fields if one.compare]
    mine, theirs = ("".join(f"{whose}.{name}, " for name in compared) for whose in ("self", "other"))
    exec(  # noqa: S102 - as `dataclass` does it
        f"def __init__({', '.join(asked)}):\n {'; '.join(done)}\n"
        "def __eq__(self, other):\n"
        f" return ({mine}) == ({theirs}) if other.__class__ is self.__class__ else NotImplemented\n",
        known,
    )
    known["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    hashed = attrgetter(*compared) if compared else type
    return {"__init__": known["__init__"], "__eq__": known["__eq__"], "_hashed": hashed}


def _set(self: Any, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _hash(self: Any) -> int:
    return hash(self._hashed(self))


def _shown(self: Any) -> str:
    fields = [one.name for one in self.__dataclass_fields__.values() if one.repr]
    return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in fields)})"


_METHODS: Mapping[str, Any] = {"__setattr__": _set, "__delattr__": _delete, "__hash__": _hash, "__repr__": _shown}
