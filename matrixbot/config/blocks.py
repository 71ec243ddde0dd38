"""What a configuration is made of: blocks of keys, each key with the reader of its value. Every mistake is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias

from storage.values import frozen

KeyPath: TypeAlias = tuple[str | int, ...]
"""The path of keys and positions in lists."""
ValueReader: TypeAlias = "Callable[[object], Any] | type | Many | Optional"
"""How a value is read: a function that raises ValueError with what was expected, a block, or one of these two."""


@frozen
class Many:
    """A list of such values; `if_empty` is what was expected then, where it must not be."""

    item: ValueReader
    if_empty: str = ""


@frozen
class Optional:
    """Such a value, or null."""

    value: ValueReader


@frozen
class Wrong:
    """A mistake: a key that is missing or that nobody knows, or a value of which other was `expected` than `found`."""

    place: KeyPath
    kind: Literal["missing", "unknown", "value"]
    expected: str = ""
    found: object = None


def setting(reader: ValueReader, default: Any = MISSING) -> Any:
    """A key of a block, which is a frozen dataclass. A path as its default starts where those in the file start."""
    return field(default=default, metadata={"reader": reader})


def keys_of(block: type) -> dict[str, Field[Any]]:
    """The keys that may stand in a block."""
    return {one.name: one for one in fields(block) if "reader" in one.metadata}


class Reading:
    """Reads on behind a mistake, so that all are known in the end: `wrong`. Paths start at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.wrong: list[Wrong] = []
        self._folder = folder

    def block(self, block: type, given: object, place: KeyPath = ()) -> dict[str, Any]:
        """What the keys of a block say; without those that say nothing valid."""
        known = keys_of(block)
        if not isinstance(given, Mapping):
            self._wrong(place, f"a block with the keys {', '.join(known)}", given)
            return {}
        self.wrong += [Wrong((*place, name), "unknown") for name in given if name not in known]
        values: dict[str, Any] = {}
        for name, one in known.items():
            if name in given:
                values[name] = self._value(one.metadata["reader"], given[name], (*place, name))
            elif one.default is MISSING:
                self.wrong.append(Wrong((*place, name), "missing"))
            else:
                values[name] = self._anchored(one.default)
        return values

    def _value(self, reader: ValueReader, given: object, place: KeyPath) -> Any:
        if isinstance(reader, Optional):
            return None if given is None else self._value(reader.value, given, place)
        if isinstance(reader, Many):
            return self._many(reader, given, place)
        if isinstance(reader, type):
            before = len(self.wrong)
            values = self.block(reader, given, place)
            return reader(**values) if len(self.wrong) == before else None
        try:
            return self._anchored(reader(given))
        except ValueError as wrong:
            self._wrong(place, str(wrong), given)
            return None

    def _many(self, reader: Many, given: object, place: KeyPath) -> tuple[Any, ...]:
        if not isinstance(given, list):
            self._wrong(place, "a list, like [a, b], or [] for an empty one", given)
            return ()
        if not given and reader.if_empty:
            self._wrong(place, reader.if_empty, given)
        return tuple(self._value(reader.item, item, (*place, number)) for number, item in enumerate(given))

    def _anchored(self, value: Any) -> Any:
        return self._folder / value if isinstance(value, Path) else value

    def _wrong(self, place: KeyPath, expected: str, found: object) -> None:
        self.wrong.append(Wrong(place, "value", expected, found))
