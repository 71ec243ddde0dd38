"""The words of a vote: what answers, what names several slots, what only stands between."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from commands.base.typed import fold
from commands.dates.items.lexicon import one_of
from commands.dates.vocabulary.days import MONTHS, WEEKDAYS
from commands.dates.vocabulary.numbers import ORDINALS
from storage.ballots import VoteValue

_ANSWERS: Final[dict[VoteValue, tuple[str, ...]]] = {
    "maybe": (
        "wenn es sein muss", "wenns sein muss", "wenn nötig", "falls nötig", "bei bedarf", "if need be", "if needed",
        "if necessary", "ifneedbe", "nur zur not", "zur not", "notfalls", "vielleicht", "vieleicht", "villeicht",
        "vllt", "vlt", "evtl", "evt", "eventuell", "ggf", "gegebenenfalls", "unter umständen", "unter vorbehalt",
        "möglicherweise", "maybe", "perhaps", "weiß nicht", "weiß noch nicht", "weiß ich nicht", "weiß ich noch nicht",
        "nicht sicher", "unsicher", "?", "🤷",
        "❔", "❓",
    ),
    "no": (
        "passt nicht", "passt mir nicht", "passt leider nicht", "passt gar nicht", "geht nicht", "geht leider nicht",
        "geht bei mir nicht", "geht gar nicht", "kann nicht", "kann leider nicht", "kann ich nicht",
        "kann ich leider nicht", "kann gar nicht", "kann leider gar nicht", "kann überhaupt nicht",
        "lieber nicht", "besser nicht", "eher nicht",
        "auf keinen fall", "keinesfalls", "gar nicht", "überhaupt nicht", "leider nicht", "leider nein", "nein",
        "nee", "nö", "ne", "nicht", "not", "nope", "no", "n", "can't", "cannot", "can not", "doesn't work",
        "does not work", "don't work", "do not work", "gehen nicht", "passen nicht", "passen mir nicht",
        "👎", "❌", "✗", "✘",
    ),
    "yes": (
        "passt gut", "passt sehr gut", "passt super", "passt mir gut", "passt mir", "passt", "geht gut",
        "gehen", "passen", "passen mir",
        "geht bei mir", "geht", "kann ich gut", "kann ich", "kann", "bin ich dabei", "bin dabei", "dabei", "gerne",
        "gern", "ja gerne", "ja gern", "ja klar", "klar", "auf jeden fall", "jawohl", "ja", "jaa", "jo", "jep", "jepp",
        "jup", "jap", "j", "yes", "yep", "yeah", "y", "sure", "works for me", "works", "work", "can", "schon",
        "ok", "okay", "gut", "+", "👍", "✅", "✓", "✔",
    ),
    "none": (
        "zurückziehen", "zurück", "löschen", "keine stimme", "leer", "weg", "take back", "back", "none", "nothing",
        "clear", "-",
    ),
}  # fmt: skip
ANSWERS: Final = {fold(word): value for value, words in _ANSWERS.items() for word in words}

VERBS: Final = frozenset(
    {"passt", "passt mir", "passen", "passen mir", "geht", "geht bei mir", "gehen", "kann", "kann ich"}
)
NOT: Final = frozenset(fold(word) for word in ("nicht", "gar nicht", "überhaupt nicht", "leider nicht"))
"""«kann am 15. nicht», «Di passt mir gar nicht»: the verb stands before what it denies."""

_ALL = (
    "alle termine", "allen terminen", "allen", "allem", "alle", "alles", "immer", "jederzeit", "always", "any time",
    "all dates", "all", "everything",
)  # fmt: skip
_NOBODY = ("keiner", "keins", "keines", "keinen", "keinem", "nichts", "none of them", "neither")
_BOTH = ("alle beide", "beides", "beide", "beiden", "both")
_REST = (
    "die anderen", "die andern", "andere", "alle anderen", "alle andern", "alles andere", "alle übrigen",
    "die übrigen", "übrige", "die restlichen", "restliche", "den rest", "der rest", "rest", "sonst", "ansonsten",
    "the others", "others", "the rest", "otherwise",
)  # fmt: skip
_EXCEPT = ("außer", "bis auf", "ausgenommen", "nur nicht", "all but", "except for", "except")
_ONLY = ("nur", "only", "just")
_SAME = ("auch", "ebenso", "ebenfalls", "genauso", "dito", "desgleichen", "too", "as well", "same", "ditto")
"""Behind a slot: the answer that was given to the one before, `1 ja, 2 auch, 3 nein`."""
_GLUE = (
    "und", "and", "aber", "but", "am", "an", "bei", "beim", "für", "for", "on", "in", "da", "dann", "der", "die",
    "das", "den", "dem", "the", "mir", "ich", "i", "slot", "slots", "termin", "termine", "terminen", "tage", "tagen",
    "vorschlag", "option", "date",
    "nr", "nummer", "number", "stimme", "stimmen", "vote", "bitte", "please", "von", "sowie", "auch", "jeweils",
    "leider", "danke", "zu", "zum", "to", "auf",
)  # fmt: skip

_TIME: Final = (
    r"(?:,? ?(?:um |ab |at )?(?P<hour>\d{1,2})(?:"
    r"(?::(?P<minute>\d\d))(?: ?(?:-|bis) ?\d{1,2}:\d\d)?(?: ?(?:uhr|h)\b)?|(?: ?(?:-|bis) ?\d{1,2})? ?(?:uhr|h)\b))?"
)


def _words(words: tuple[str, ...]) -> str:
    return one_of(fold(word) for word in words) + r"(?![^\W_])"


@cache
def piece_of_vote() -> re.Pattern[str]:
    """One piece of a vote, in folded text with plain dashes and straight quotes; `word` is what nobody knows.

    Compiled when the first vote is read, not at the start of the bot.
    """
    weekday = one_of(WEEKDAYS)
    return re.compile(
        r"(?P<point>(?m:^) *[-*•] +(?=\d))"  # of a list
        rf"|(?P<date>(?:{weekday}\b\.?,? ?)?(?P<day>\d{{1,2}})\.(?:(?P<month>\d{{1,2}})(?:\.(?:\d{{4}}|\d\d)?)?(?!\d)"
        rf"| ?(?P<named>{one_of(MONTHS)})\b\.?(?: \d{{4}})?){_TIME})"
        r"|(?P<range>\d{1,3}\.?(?:-| - | ?(?:bis|to) ?)\d{1,3}(?!\d))\.?|(?P<number>\d{1,3}(?!\d))\.?"
        rf"|(?P<weekday>{weekday})s?\b\.?"
        rf"|(?P<nth>{one_of(ORDINALS)})\b"
        rf"|(?P<nobody>(?:(?:passt|geht)(?: mir)? )?(?:nix|kein(?:e|er|s|es| termin| tag))"
        rf"(?: (?:passt|geht)(?: (?:bei )?mir)?)?(?![^\W_])|{_words(_NOBODY)})"
        rf"|(?P<except>{_words(_EXCEPT)})|(?P<rest>{_words(_REST)})|(?P<both>{_words(_BOTH)})|(?P<all>{_words(_ALL)})"
        rf"|(?P<same>{_words(_SAME)})(?= ?(?:[,;.!)\n]|$|(?:und|aber|and|but) ))"
        rf"|(?P<value>{one_of(ANSWERS)})(?![^\W\d_])\.?"
        rf"|(?P<only>{_words(_ONLY)})"
        rf"|(?P<glue>[,;:=\n.!()&/|→>•*]+|{_words(_GLUE)}\.?| +)"
        r"|(?P<word>[^\s,;:]+)"
    )
