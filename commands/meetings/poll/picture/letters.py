"""Text for the picture: what the font can draw of it, cut or broken to a width in pixels."""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from math import ceil
from pathlib import Path
from typing import Final

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from commands.patterns import regex

_FONTS: Final = Path(__file__).parent / "fonts"
# The characters of the fonts, see fonts/README.md, but for U+00AD, the soft hyphen, which is not to be seen.
_UNKNOWN: Final = regex(
    "[^\x20-\x7e\xa0-\xac\xae-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1efb\u2010-\u2027\u2030-\u203a"
    "\u20ac\u2116\u2190-\u2193\u2212\u2260\u2264\u2265]"
)
_LONGEST: Final = 200  # characters looked at; more do not fit anywhere


@lru_cache(maxsize=4)
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """The font in that size (pixels)."""
    name = "DejaVuSansCondensed-Bold.ttf" if bold else "DejaVuSansCondensed.ttf"
    # The other layout engine is not on every machine, and would draw other pixels.
    return ImageFont.truetype(_FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def known(text: str) -> str:
    """`text` on one line, cut to what a row holds, without what the font cannot draw: emoji, control characters,
    the scripts of Asia."""
    normal = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join(_UNKNOWN.sub("", normal).split())[:_LONGEST]


def fitted(text: str, width: int, letters: FreeTypeFont) -> str:
    """As much of `text` as fits, with «…» if that is not all."""
    whole = known(text)
    if letters.getlength(whole) <= width:
        return whole
    fit = bisect(range(len(whole)), float(width), key=lambda n: letters.getlength(whole[:n].rstrip() + "…"))
    return whole[: max(fit - 1, 0)].rstrip() + "…"


def wrapped(text: str, width: int, most: int, letters: FreeTypeFont) -> list[str]:
    """`text` in at most so many lines that fit. Its own line breaks are kept; what is too long is cut with «…».

    A word breaks behind a dash only if it fits nowhere: 14:00–16:00.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        words = known(paragraph).split()
        for word in chain(*(w.replace("–", "– ").split() if letters.getlength(w) > width else [w] for w in words)):
            longer = f"{line} {word}".lstrip()
            if line and letters.getlength(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines += [line] if line else []
    if len(lines) > most:
        lines[most - 1] += "…"
    return [fitted(line, width, letters) for line in lines[:most]]


def widest(texts: Sequence[str], least: int, most: int, letters: FreeTypeFont) -> int:
    """The width of the widest of `texts`, between `least` and `most`."""
    return min(max([least, *(ceil(letters.getlength(text)) for text in texts)]), most)
