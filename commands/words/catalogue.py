"""The German catalogue: every `.po` file of a language, merged and held in memory.

Read here are the files as they are written here, which Babel checks in a test: it would take five times as long, at
every start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from commands.patterns import regex
from storage.values import frozen

LOCALE = Path(__file__).parent / "locale"
_LINES = r'(?:"[^\n]*"\n)+'
_ENTRY = regex(rf"^msgid ({_LINES})(?:msgid_plural {_LINES})?((?:msgstr(?:\[\d\])? {_LINES})+)", re.MULTILINE)
_FORM = regex(rf"msgstr(?:\[\d\])? ({_LINES})")
_ESCAPED = regex(r"\\(.)")
_CONTROLS = {"n": "\n", "t": "\t"}


@frozen
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
        for template, forms in _ENTRY.findall(path.read_text("utf-8") + "\n"):
            if key := _unquoted(template):  # the first entry of a file speaks of the file
                said = tuple(_unquoted(form) for form in _FORM.findall(forms))
                messages[key] = said if "msgstr[" in forms else said[0]
    return Catalogue(language, messages, lambda n: 0 if n == 1 else 1)


def _unquoted(lines: str) -> str:
    """The text in one or more quoted lines (GNU gettext, The Format of PO Files)."""
    text = lines[1:-2].replace('"\n"', "")
    return _ESCAPED.sub(lambda escaped: _CONTROLS.get(escaped[1], escaped[1]), text) if "\\" in text else text
