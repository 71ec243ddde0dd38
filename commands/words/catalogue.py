"""The German catalogue: every `.po` file of a language, merged and held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The translations of one language: msgid → msgstr, or → the plural forms in order."""

    language: str
    messages: dict[str, str | tuple[str, ...]]
    plural: Callable[[int], int]

    def choose(self, template: str, plural: str | None, count: int) -> str:
        """The template in this language; English where the catalogue has no entry (a test forbids that)."""
        found = self.messages.get(template)
        if plural is None:
            return found if isinstance(found, str) and found else template
        if isinstance(found, tuple):
            return found[self.plural(count)]
        return template if count == 1 else plural


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `language`; empty for English, whose sentences stand in the code."""
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or message.fuzzy:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                messages[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
    return Catalogue(language, messages, lambda n: 0 if n == 1 else 1)
