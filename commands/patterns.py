"""Patterns that are compiled at their first use.

The commands hold three hundred, and `!ping` needs a dozen: compiling them all took a seventh of the start.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Compiled:
    """What a pattern has become: all that `re.Pattern` has is its own."""

    __class__ = property(lambda _: re.Pattern)  # for `isinstance`


class _OnUse(_Compiled):
    """Stands for `re.compile(text, flags)`; a mistake in the text is told at the first use."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        """The first that is asked for: from then on there is no such method, which would make each use slower."""
        compiled: Any = re.compile(self._text, self._flags)
        vars(self).update({own: getattr(compiled, own) for own in dir(compiled) if own[0] != "_"})
        vars(object)["__class__"].__set__(self, _Compiled)
        return getattr(compiled, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, for a pattern of a module; the module functions of `re` do not take it."""
    return cast("re.Pattern[str]", _OnUse(text, flags))
