"""Parts of the day."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

PartName: TypeAlias = Literal["morning", "forenoon", "noon", "afternoon", "evening", "night", "close"]

PLAIN_PARTS: Final[dict[str, PartName]] = {
    "morgen": "morning",
    "vormittag": "forenoon",
    "mittag": "noon",
    "nachmittag": "afternoon",
    "abend": "evening",
    "nacht": "night",
}

_PART_NOUNS_EN: Final[dict[str, PartName]] = {
    "morning": "morning", "forenoon": "forenoon", "afternoon": "afternoon", "evening": "evening", "night": "night",
}  # fmt: skip


def _part_words() -> dict[str, PartName]:
    """The words for parts of the day, early and late: `spätabends`, `am frühen Nachmittag`, `early morning`."""
    words = dict[str, PartName]()
    for noun, name in PLAIN_PARTS.items():
        sides = [f"{side}{noun}" for side in ("frueh", "spaet")]
        sides += [f"{side} {noun}s" for side in ("frueh", "spaet", "spaet am", "frueh am")]
        sides += [f"{side} am {noun}" for side in ("frueh", "spaet")]
        late = ("fruehen", "spaeten", "spaeteren", "frueheren", "fruehem", "spaetem")
        sides += [f"{a}{s} {noun}" for a in ("am ", "") for s in late]
        sides += [f"{s} {noun}" for s in ("frueher", "spaeter", "in der spaeten", "in der fruehen")]
        words |= dict.fromkeys([f"{noun}s", f"am {noun}", *sides, *(f"{s}s" for s in sides[:2])], name)
        words |= {noun: name} if noun != "morgen" else {}
    for noun, name in _PART_NOUNS_EN.items():
        sides = [
            f"{side} {noun}" for side in ("early", "late", "very early", "very late", "early in the", "late in the")
        ]
        words |= dict.fromkeys([noun, f"in the {noun}", *sides, *(f"in the {s}" for s in sides)], name)
    return words


PARTS: Final[dict[str, PartName]] = {
    **_part_words(),
    **dict.fromkeys(("frueh", "in der frueh", "in der fruehe", "in aller fruehe", "this morning", "early"), "morning"),
    **dict.fromkeys(("vorm.", "vm."), "forenoon"),
    **dict.fromkeys(("zu mittag", "zur mittagszeit", "midday", "at noon", "noontime", "at midday", "noon"), "noon"),
    **dict.fromkeys(("nachm.", "nm."), "afternoon"),
    **dict.fromkeys(("spaet", "late"), "evening"),
    **dict.fromkeys(("in der nacht", "at night"), "night"),
    **dict.fromkeys(("eod", "eob", "cob", "end of day", "end of business", "close of business"), "close"),
    **dict.fromkeys(("feierabend", "dienstschluss", "zum feierabend", "bueroschluss", "tagesende"), "close"),
    **dict.fromkeys(("ende des tages", "dienstende", "geschaeftsschluss"), "close"),
}

GLUED_PARTS: Final[dict[str, PartName]] = {  # «Montagmorgen», «freitagspätnachmittags»
    **{f"{side}{noun}": name for noun, name in PLAIN_PARTS.items() for side in ("", "frueh", "spaet")},
    "frueh": "morning",
}

PARTS_OF_EACH_DAY: dict[str, PartName] = {
    **GLUED_PARTS, "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night",
}  # fmt: skip
