"""BibTeX's way of writing letters, as letters: accents, symbols, dashes, and the braces that only protect."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from commands.patterns import regex

_ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_ACCENT: Final = regex(
    r"""\\(?:(?P<sign>[`'^~"=.])[ ]{0,3}(?:\{[ ]{0,3}(?P<in1>\\?[A-Za-z])[ ]{0,3}\}"""
    r"""|(?P<bare1>\\[ij](?![A-Za-z])|[A-Za-z]))"""
    r"""|(?P<word>[uvHckrdb])(?:\{(?P<in2>\\?[A-Za-z])\}|[ ]{1,3}(?P<bare2>\\[ij](?![A-Za-z])|[A-Za-z])))"""
)
_SYMBOLS: Final = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ", "textbackslash": "\\", "textbraceleft": "{",
    "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^", "textendash": "–", "textemdash": "—",
    "textquotedblleft": "“", "textquotedblright": "”", "glqq": "„", "grqq": "“", "ldots": "…", "dots": "…", "S": "§",
    "euro": "€", "texteuro": "€", "copyright": "©", "textregistered": "®", "texttrademark": "™", "pounds": "£",
    "slash": "/",
}  # fmt: skip
_WORD: Final = regex(r"\\([A-Za-z]+)(?:\{\}| ?(?![A-Za-z]))")
_LOOKS: Final = regex(r"\\(?:emph|text(?:bf|it|rm|sc|tt|sf|up)|mkbibquote|enquote|url|href|it|bf|em|rm|sc|tt)\b ?")
_ESCAPED: Final = regex(r"\\([&%$#_{}~^ ,-])")
_PLACES: Final = {"{": "\ue000", "}": "\ue001"}


def unlatexed(value: str) -> str:
    """The value as one reads it. What is not known of LaTeX stays as it was typed; a brace that was meant stays too."""
    if "\\" in value:
        value = _ACCENT.sub(_accented, value)
        value = _LOOKS.sub("", value)
        value = _WORD.sub(lambda match: _kept(_SYMBOLS.get(match[1], match[0])), value)
        value = _ESCAPED.sub(lambda match: _kept(match[1].strip(",-")), value)
    value = value.replace("{", "").replace("}", "").replace("---", "—").replace("--", "–")
    value = value.replace("``", "“").replace("''", "”").replace("~", " ")
    for sign, place in {**_PLACES, "~": "\ue002"}.items():
        value = value.replace(place, sign)
    return " ".join(unicodedata.normalize("NFC", value).split())


def verbatim(value: str) -> str:
    """An address or a number as it stands; escapes that old programs put into it are none of its own."""
    value = re.sub(r"\\(?:url|href)\b\s*", "", value)
    return re.sub(r"\\([&%$#_~{}])", r"\1", value).strip(" {}<>\n\t")


def _accented(match: re.Match[str]) -> str:
    accent = _ACCENTS[match["sign"] or match["word"]]
    letter = (match["in1"] or match["bare1"] or match["in2"] or match["bare2"]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + accent)


def _kept(sign: str) -> str:
    """What was meant as a sign, so that it is not taken for markup in the next step."""
    return {**_PLACES, "~": "\ue002"}.get(sign, sign)
