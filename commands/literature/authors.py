"""Who wrote it: persons and institutions in the ways members write them, as CSL-JSON's names."""

from __future__ import annotations

import re
from typing import Final

from commands.base import UserError
from commands.patterns import regex
from commands.words import _

OTHERS: Final = "et al."
"""The name that stands for those who are not named."""

_OTHERS_END = regex(r"[\s,;]{0,3}(?:\b(?:et\.? al|u\.\s?a|and others|und andere|u\. a)\b\.?)\s{0,3}$", re.IGNORECASE)
_AND = regex(r"\s{1,3}(?:und|and|&)\s{1,3}", re.IGNORECASE)
_PARTICLES: Final = frozenset({
    "von", "vom", "van", "de", "der", "den", "zu", "zum", "zur", "da", "dos", "di", "du", "del", "della", "la", "le",
    "el", "al", "bin", "ibn", "ten", "ter", "af", "av", "y",
})  # fmt: skip
_OFFICE: Final = regex(
    r"\w{0,40}stadt$|stadt|städt|staedt|land(?:$|es|kreis|tag)|freie|länder|kreis|gemeinde|kommun|\w{0,40}amt$|bund|ministeri|verband|verein|institut|universit|hochschul|schule"
    r"|gmbh|deutsche|europ|zentrum|center|centre|stiftung|foundation|council|agency|agentur|department|ministry"
    r"|commission|kommission|\w{0,40}rat$|gesellschaft|society|bank|group|gruppe|press|verlag|union|nation|office|tag$|partner"
    r"|organi[sz]|association|akademie|academy|netzwerk|network|projekt|project|initiative|redaktion|open|software"
    r"|digital|verwaltung|government|regierung|senat|partei|forum|labor|lab$|team|alliance|allianz|dienst|service|referat"
    r"|abteilung|behörde|kanzlei|zentrale|werk|rechenzentrum|institute|college|school|wiki|community|magazin|zeitung|the$"
    r"|freie|bayer|stelle|konferenz|kammer|architekt|entwicklung|forschung|company|inc|ltd|e\.?v",
    re.IGNORECASE,
)
_NAME_WORD = regex(r"[^\W\d_](?:[^\W\d_]|['’.-])*")


def read_names(text: str) -> list[dict[str, str]]:
    """The names in the text: `;` always separates, a comma and *und* only where each side is a person.

    Raises UserError where both an institution and persons would stand on one side.
    """
    names: list[dict[str, str]] = []
    for written in re.split(r"[;\n]", text):
        piece = " ".join(written.split()).strip(" ,")
        more = _OTHERS_END.search(piece)
        if more:
            piece = piece[: more.start()].strip(" ,;")
        names += _names(piece) if piece else []
        names += [{"literal": OTHERS}] if more else []
    return names


def _names(piece: str) -> list[dict[str, str]]:
    sides = _AND.split(piece)
    if len(sides) > 1:
        read = [_persons(side.strip(" ,")) for side in sides]
        if all(read):
            return [name for side in read if side for name in side]
        if any(read):
            raise _unclear(piece)
        return [{"literal": piece}]
    persons = _persons(piece)
    if persons:
        return persons
    if "," in piece and all(_is_surname(part.strip()) for part in piece.split(",")):
        raise _unclear(piece)
    return [{"literal": piece}]


def _persons(text: str) -> list[dict[str, str]] | None:
    """The persons that make up the whole text, separated by commas; None if it is anything else."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if parts and all(_is_full_name(part) for part in parts):
        return [full_name(part) for part in parts]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if parts and len(parts) % 2 == 0 and all(_is_surname(one) and _is_given(other) for one, other in pairs):
        return [{"family": one, "given": other} for one, other in pairs]
    return None


def _is_full_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and _are_names(words) and words[-1][-1] != "." and not _is_short(words[-1])


def _is_surname(text: str) -> bool:
    words = text.split()
    named = [word for word in words if word.lower() not in _PARTICLES]
    return len(named) in (1, 2) and len(words) <= 4 and _are_names(words) and not _is_short(named[-1])


def _is_given(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 4 and all(
        _NAME_WORD.fullmatch(word) and (word[0].isupper() or word.lower() in _PARTICLES) for word in words
    )


def _are_names(words: list[str]) -> bool:
    return all(
        word.lower() in _PARTICLES
        or (_NAME_WORD.fullmatch(word) and word[0].isupper() and word[-1] != "-" and not _OFFICE.match(word))
        for word in words
    ) and not all(word.lower() in _PARTICLES for word in words)


def _is_short(word: str) -> bool:
    """KGSt, OECD, BMI: what is spelled in capitals is no surname."""
    return sum(letter.isupper() for letter in word) > 2 or (len(word) > 1 and word.isupper())


def full_name(text: str) -> dict[str, str]:
    """`Anna von der Heide` in family and given name; particles belong to the family."""
    words = text.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES and words[start - 1][0].islower():
        start -= 1
    return {"family": " ".join(words[start:]), "given": " ".join(words[:start])}


def _unclear(text: str) -> UserError:
    return UserError(
        _("Who is who in {names}? A semicolon between the names makes it clear.", names=text[:120]),
        _("`!lit edit L4 Authors: Müller, Anna; Stadt Bochum`"),
    )
