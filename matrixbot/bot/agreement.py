"""Which words are a yes or a no to what was asked."""

from __future__ import annotations

import re

from commands.base.line import LONGEST
from commands.base.typed import clean, fold, without_reply_fallback
from storage.values import frozen

_YES = frozenset(
    {
        *(
            "ja",
            "jo",
            "jup",
            "jep",
            "jap",
            "joa",
            "jawohl",
            "stimmt",
            "richtig",
            "korrekt",
            "alles klar",
            "klar",
            "ja klar",
            "ja bitte",
            "ja gern",
            "ja gerne",
            "ja passt",
            "passt",
            "passt so",
            "ok",
            "okay",
            "genau",
        ),
        *("gern", "gerne", "mach ich", "mache ich", "ja mach ich", "einverstanden", "👍", "✅"),
        *("yes", "yep", "yup", "yeah", "yes please", "sure", "i will", "will do"),
    }
)
_NO = frozenset(
    {
        *(
            "nein",
            "ne",
            "nee",
            "noe",
            "bitte nicht",
            "auf keinen fall",
            "nein danke",
            "lieber nicht",
            "leider nicht",
            "leider nein",
            "👎",
            "❌",
        ),
        *("no", "nope", "no thanks"),
    }
)
_BESIDE_YES = frozenset(
    {
        *(
            "ja",
            "ok",
            "okay",
            "gern",
            "gerne",
            "passt",
            "mach",
            "machs",
            "mache",
            "ich",
            "das",
            "es",
            "so",
            "mal",
            "bitte",
            "gut",
            "klar",
        ),
        *(
            "alles",
            "super",
            "prima",
            "danke",
            "genau",
            "einverstanden",
            "yes",
            "sure",
            "please",
            "do",
            "it",
            "that",
            "fine",
        ),
        *("go", "ahead", "thanks"),
    }
)
"""Words that say no more than the yes they stand beside: «ok mach das so»."""
_FIRST_WORD = re.compile(r"\w+")
_LONGEST_YES = 40
"""Characters that may be a yes or a no."""


@frozen
class Agreed:
    """A yes or no in reply to the event `answered`: perhaps a question of the bot's. `more` was said behind it."""

    yes: bool
    answered: str
    more: str = ""


def agreed(body: str, answered: str) -> Agreed | None:
    """A yes or no and nothing else, in reply to that event."""
    said = without_reply_fallback(body)
    if len(said) > _LONGEST_YES:
        return None
    parts = [" ".join(part.split()) for part in fold(clean(said)).strip(" .,!").split(",")]
    for known in (_YES, _NO):
        if " ".join(parts) in known or set(parts) <= known:
            return Agreed(known is _YES, answered)
    words = " ".join(parts).split()
    return Agreed(True, answered) if set(words) <= _BESIDE_YES and not _YES.isdisjoint(words) else None


def agreed_with_more(body: str, answered: str) -> Agreed | None:
    """A yes or no with other words behind it: «ja, aber bis Freitag»."""
    said = clean(without_reply_fallback(body)).strip()
    first = _FIRST_WORD.match(said)
    word = fold(first[0]) if first else ""
    if first is None or len(said) > LONGEST or word not in _YES | _NO:
        return None
    return Agreed(word in _YES, answered, said[first.end() :].lstrip(" ,.!").rstrip(" ,!"))
