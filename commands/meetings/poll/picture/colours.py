"""The colours of the picture, and the signs for votes, which say the same without any colour."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, pairwise, product
from typing import Final, Literal, TypeAlias

from PIL import Image, ImageDraw

Cell: TypeAlias = Literal["yes", "maybe", "no"] | None
_Colour: TypeAlias = tuple[int, int, int]

_PAPER: Final[_Colour] = (255, 255, 255)
_INK: Final[_Colour] = (20, 20, 20)
_GREY: Final[_Colour] = (170, 170, 170)
# Okabe and Ito's colours, which people with any kind of colour blindness tell apart.
_BLUE: Final[_Colour] = (0, 114, 178)
_PALE_BLUE: Final[_Colour] = (222, 238, 248)
_VOTES: Final[dict[Cell, tuple[_Colour, _Colour]]] = {  # the field, and the sign on it
    "yes": ((0, 158, 115), _PAPER),
    "maybe": ((240, 228, 66), _INK),
    "no": ((213, 94, 0), _PAPER),
    None: (_GREY, _PAPER),
}

SIGN_SIZE: Final = (48, 34)
_SMOOTH: Final = 4  # signs are drawn so many times too large, then shrunk: Pillow draws slanting lines with stairs


def _ramp(*stops: tuple[_Colour, int]) -> list[_Colour]:
    """The colours on the way from stop to stop, each reached after so many steps from the one before."""
    colours = [stops[0][0]]
    for (start, _), (end, steps) in pairwise(stops):
        for n in range(1, steps + 1):
            red, green, blue = (a + (b - a) * n // steps for a, b in zip(start, end, strict=True))
            colours.append((red, green, blue))
    return colours


# The picture is drawn in numbers of a palette: a quarter of the time and half the bytes that true colours take. Where
# colours meet, Pillow mixes their numbers. So what meets stands in one ramp: a ground and the letters on it; a ground,
# the field of a vote and the sign on that.
PAPER: Final = 0
INK: Final = 15
PALE_BLUE: Final = 16
BLUE: Final = 31
_SIGNS: Final = 32
_FIELD: Final = 7
_SIGNED: Final = 23
PALETTE: Final = [
    *_ramp((_PAPER, 0), (_INK, INK - PAPER)),
    *_ramp((_PALE_BLUE, 0), (_BLUE, BLUE - PALE_BLUE)),
    *chain.from_iterable(
        _ramp((ground, 0), (field, _FIELD), (sign, _SIGNED - _FIELD))
        for ground in (_PAPER, _PALE_BLUE)
        for field, sign in _VOTES.values()
    ),
]
LIGHT_GREY: Final = PAPER + 2


def coloured(image: Image.Image) -> Image.Image:
    """The image of palette numbers with its palette."""
    image.putpalette(bytes(chain.from_iterable(PALETTE)))
    return image


@lru_cache(maxsize=8)
def sign(vote: Cell, ground: int) -> Image.Image:
    """A vote on PAPER or PALE_BLUE in numbers of the palette: a coloured field with a tick, a question mark or a cross.

    A vote that is missing is an empty frame.
    """
    width, height = (n * _SMOOTH for n in SIGN_SIZE)
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, width - 1, height - 1), 8 * _SMOOTH, _FIELD)
    if vote == "yes":
        _stroke(draw, (-9.5, 0), (-3, 7.5), (9.5, -7.5))
    elif vote == "no":
        _stroke(draw, (-7.5, -7.5), (7.5, 7.5))
        _stroke(draw, (7.5, -7.5), (-7.5, 7.5))
    elif vote == "maybe":
        x, y = width / 2, height / 2 - 6 * _SMOOTH
        around = (x - 8 * _SMOOTH, y - 8 * _SMOOTH, x + 8 * _SMOOTH, y + 8 * _SMOOTH)
        draw.arc(around, 170, 90, _SIGNED, 5 * _SMOOTH)
        _stroke(draw, (0, 0), (0, 4))
        draw.circle((x, y + 17 * _SMOOTH), 3 * _SMOOTH, _SIGNED)
    else:
        inside = (2 * _SMOOTH, 2 * _SMOOTH, width - 1 - 2 * _SMOOTH, height - 1 - 2 * _SMOOTH)
        draw.rounded_rectangle(inside, 6 * _SMOOTH, _SIGNED)
    signs = list(product((PAPER, PALE_BLUE), _VOTES))
    first = _SIGNS + signs.index((ground, vote)) * (_SIGNED + 1)
    return image.reduce(_SMOOTH).point([first + n for n in range(256 - first)] + [255] * first)


def _stroke(draw: ImageDraw.ImageDraw, *points: tuple[float, float]) -> None:
    """A thick line with round ends through `points`, counted from the middle of a sign."""
    there = [((SIGN_SIZE[0] / 2 + x) * _SMOOTH, (SIGN_SIZE[1] / 2 + y) * _SMOOTH) for x, y in points]
    draw.line(there, _SIGNED, 5 * _SMOOTH, "curve")
    for end in (there[0], there[-1]):
        draw.circle(end, 2.5 * _SMOOTH, _SIGNED)
