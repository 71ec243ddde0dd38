"""Values: frozen dataclasses with slots, whose methods are made with the first instance.

The board has two hundred and fifty kinds, and the first answer needs a few dozen: writing and compiling `__init__`,
`__eq__` and the like for all of them was a fifth of the start, and 2 MB.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")
_OF_EACH_CLASS = frozenset({"__dict__", "__weakref__"})


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """As `dataclass(frozen=True, slots=True)`, for a class that inherits from none of its kind. A mistake in its fields
    is told at the first instance; `replace` and `asdict` know it, `copy` and `pickle` do not."""
    whole = {name: one for name, one in vars(cls).items() if name not in _OF_EACH_CLASS}
    whole["__qualname__"] = cls.__qualname__
    fields = tuple(cls.__annotations__)
    bare = {name: one for name, one in whole.items() if name not in fields}
    value: Any = type(cls.__name__, cls.__bases__, {**bare, "__slots__": fields})

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        """Two threads that come at once make the methods twice, which are the same."""
        made = vars(dataclass(frozen=True)(type(cls.__name__, cls.__bases__, dict(whole))))
        for name in made.keys() - {*fields, *_OF_EACH_CLASS, "__init__"}:
            setattr(value, name, made[name])
        value.__init__ = made["__init__"]  # the last: from now on nobody comes here
        self.__init__(*given, **named)

    value.__init__ = __init__
    return cast("type[T]", value)
