"""Folding: what phones, word processors and keyboards do to a text is undone before anything is recognised."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from commands.patterns import regex
from storage.values import frozen

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe"}
_ARROWS = "→⇒➔➜"
_APOSTROPHES = "'’‘`´ʼ"
_COMBINING_DIAERESIS = "\u0308"
_KEPT_SIGNS = frozenset(".,;:/+-@&|()?§%")
_PARENTHESES = regex(r"\([^()\n]*\)")
_BULLET_LINE = regex(r"(?:^|(?<=\n)) ?[-*] (?=\S)")
_LIST_NUMBER = regex(r"(?:^|(?<=\n)) ?\d{1,2}[.)] ")
_FIRST_THEN_SECOND = regex(r"(?:^|\n) ?1[.)] [^\n]*\n ?2[.)] ")
_GLUED = regex(
    r"(?<![a-z0-9.])(?:um|ab|bis|von|vom|am|den|dem|at|heute|(?:ueber)?morgen|frueh|(?:[a-z]{3,7}tag|mittwoch)s?(?:frueh|morgen|vormittag|mittag|nachmittag|abend)?s?|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)(?=\d\d?(?:-\d\d?)?(?:[.:]\d|uhr|h\b| ?[ap]m\b)))(?=\d)"
    r"|(?<![a-z0-9.])on(?=(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|(?<=\d\.)(?=(?:um|ab|bis)\d)|(?<=\d\.)(?:um|ab|bis)(?=\d)",
    re.ASCII,
)
_BARE_UMLAUT = regex(  # «ubermorgen», «nachsten», as typed without umlauts
    r"(?<![a-z])(?:u(?=ber(?:morgen|nachst))|(?:uberna|na)(?=chst)|(?:fru|spa|fu)(?=h|ter?|nf|r )|ma(?=rz)|zwo(?=lf)"
    r"|ja(?=hrlich)|ta(?=glich)|wo(?=chentlich))",
    re.ASCII,
)


@frozen
class Folded:
    """The folded text, and for each of its characters where in the original it came from."""

    text: str
    origin: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind `text[start:end]`, which must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=512)
def _fold_character(character: str) -> str:
    """The ASCII that stands for one character: lower case, one kind of dash, of blank, of apostrophe."""
    if character in "\n\r\u2028\u2029\x0b\x0c":
        return "\n"
    if character in _APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category == "Cf":  # zero width, soft hyphen, direction marks
        return ""
    if category == "Pd" or character == "−":
        return "-"
    if category in ("Zs", "Cc"):
        return " "
    if character in "•‣◦▪·*":
        return "*"
    lowered = unicodedata.normalize("NFKC", character).lower()
    if len(lowered) > 2 and character != "…":
        return "q"  # a sign for a whole word, of any length
    return "".join(_fold_lowered(c) for c in lowered)


def _fold_lowered(character: str) -> str:
    if character in _UMLAUTS:
        return _UMLAUTS[character]
    if character.isascii():
        return character if character.isalnum() or character in _KEPT_SIGNS else " "
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii() and base.isalnum():
        return base
    # a letter of another script must stay a word that nobody knows: skipping it could skip a "not"
    return "q" if base.isalnum() else " "


def fold(text: str) -> Folded:
    """`text` in lower-case ASCII with single blanks; lines stay apart, bullets and line numbers are blanked out."""
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if character == _COMBINING_DIAERESIS and letters and letters[-1] in "aou":
            folded = "e"  # decomposed umlauts, as macOS writes them
        elif character == ">" and letters[1:] and letters[-1] == "-":
            letters[-1], folded = "q", ""  # an arrow can mean «until» and «instead»: a word that nobody knows
        elif character in _ARROWS and letters:
            folded = "q"
        else:
            folded = _fold_character(character)
        for letter in folded:
            if letter in " \n" and (not letters or letters[-1] in " \n"):
                if letter == "\n" and letters:
                    letters[-1] = "\n"
                continue
            letters.append(letter)
            origin.append(index)
    letters, origin = _inserted(letters, origin, _BARE_UMLAUT, "e")
    letters, origin = _inserted(letters, origin, _GLUED, " ")  # `um10`, `Do10.12.`
    return Folded(_without_bullets(_PARENTHESES.sub(_unwrapped, "".join(letters))), tuple(origin))


def _inserted(letters: list[str], origin: list[int], after: re.Pattern[str], sign: str) -> tuple[list[str], list[int]]:
    """The letters with `sign` behind every match, which comes from where the letter after it came from."""
    places = {found.end() for found in after.finditer("".join(letters))}
    if not places:
        return letters, origin
    pairs = [
        pair
        for index, letter in enumerate(letters)
        for pair in ([(sign, origin[index])] if index in places else []) + [(letter, origin[index])]
    ]
    return [letter for letter, _ in pairs], [place for _, place in pairs]


def _without_bullets(folded: str) -> str:
    plain = _BULLET_LINE.sub(_blank, folded)
    if _FIRST_THEN_SECOND.search(plain):
        plain = _LIST_NUMBER.sub(_blank, plain)
    return plain


def _unwrapped(match: re.Match[str]) -> str:
    """What stood in parentheses, without them; a single `)` numbers a list."""
    return f" {match[0][1:-1]} "


def _blank(match: re.Match[str]) -> str:
    """As many blanks as was matched, so that places in the text stay true."""
    return " " * len(match[0])
