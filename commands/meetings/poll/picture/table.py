"""The table of votes, drawn: members × slots, wide enough to be read on a phone."""

from __future__ import annotations

from collections.abc import Sequence, Set
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from commands.meetings.poll.picture.colours import (
    BLUE,
    INK,
    LIGHT_GREY,
    PALE_BLUE,
    PAPER,
    SIGN_SIZE,
    Cell,
    coloured,
    sign,
)
from commands.meetings.poll.picture.letters import fitted, font, known, widest, wrapped
from storage.values import frozen

# All lengths are in pixels.
_TEXT: Final = font(24)
_BOLD: Final = font(24, bold=True)
_LEADING: Final = 30
_TITLE: Final = font(32, bold=True)
_TITLE_LEADING: Final = 42
_MARGIN: Final = 24
_GAP: Final = 14
_ROW: Final = 42
_NAMES: Final = (110, 280)  # the least and the greatest width
_SLOTS: Final = (64, 118)
_STRETCHED: Final = 200
_LABEL_LINES: Final = 5
_TITLE_LINES: Final = 2
_THUMBNAIL: Final = (800, 600)  # about; the picture is shrunk by a whole number, which is fast


@frozen
class Picture:
    """A PNG with its size in pixels, and a smaller one of it."""

    png: bytes
    width: int
    height: int
    thumbnail: bytes
    thumbnail_width: int
    thumbnail_height: int


@frozen
class TableWords:
    """The words around the table in the reader's language: what the totals count, what the signs mean."""

    totals: str
    yes: str
    maybe: str
    no: str
    missing: str


@frozen
class _Grid:
    """Where things are: names left of `left`, slots from there on, each `step` wide; labels below `head`."""

    left: int
    step: int
    head: int
    table: int
    slots: int
    rows: int
    best: Set[int]

    @property
    def right(self) -> int:
        return self.column(self.slots)

    @property
    def bottom(self) -> int:
        return self.row(self.rows)

    def column(self, slot: int) -> int:
        return self.left + self.step * slot

    def middle(self, slot: int) -> int:
        return self.column(slot) + self.step // 2

    def row(self, row: int) -> int:
        """The upper edge of a member's row, counted from 0; the totals are row -1."""
        return self.table + _ROW * (row + 1)


def vote_table(
    title: str,
    slots: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Cell]]],
    totals: Sequence[str],
    best: Set[int],
    words: TableWords,
) -> Picture:
    """The table with a column for each of `slots`, a row for each member, and the `totals` of the slots on top.

    A line break in a slot's label is kept («3\\nDi 8.12.\\n14 Uhr»), its first line stands out. `best` are the
    places of the best slots in `slots`, counted from 0. What does not fit is cut with «…»; a character the font lacks
    is left out. The same values give the same bytes.
    """
    names = [fitted(name, _NAMES[1], _TEXT) or "…" for name, _ in rows]
    labels = [wrapped(slot, _SLOTS[1], _LABEL_LINES, _TEXT) for slot in slots]
    sums = [fitted(total, _SLOTS[1], _BOLD) for total in totals]
    counted = fitted(words.totals, _NAMES[1], _BOLD)
    legend = _legend(words)
    left = _MARGIN + max(widest(names, *_NAMES, _TEXT), widest([counted], *_NAMES, _BOLD)) + _GAP
    lines = [line for label in labels for line in label]
    step = max(widest(lines, *_SLOTS, _TEXT), widest(sums, *_SLOTS, _BOLD)) + _GAP
    if slots:  # a small table is as wide as the legend below it
        step = max(step, min((_MARGIN + legend.width - left) // len(slots), _STRETCHED))
    width = max(left + step * len(slots), _MARGIN + legend.width) + _MARGIN
    heading = wrapped(title, width - 2 * _MARGIN, _TITLE_LINES, _TITLE)
    head = _MARGIN + len(heading) * _TITLE_LEADING + _GAP
    table = head + max((len(label) for label in labels), default=0) * _LEADING + _GAP
    grid = _Grid(left, step, head=head, table=table, slots=len(slots), rows=len(rows), best=best)

    image = Image.new("L", (width, grid.bottom + _GAP + legend.height + _MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    for n, line in enumerate(heading):
        draw.text((_MARGIN, _MARGIN + n * _TITLE_LEADING), line, INK, _TITLE)
    _draw_ground(draw, grid)
    draw.text((_MARGIN, grid.row(-1) + _ROW // 2), counted, INK, _BOLD, "lm")
    _draw_head(draw, grid, labels, sums)
    _draw_votes(image, grid, names, [votes for _, votes in rows])
    image.paste(legend, (_MARGIN, grid.bottom + _GAP))
    return _as_picture(coloured(image))


def _draw_ground(draw: ImageDraw.ImageDraw, grid: _Grid) -> None:
    """A line below each row, and each of the best slots on a ground of its own."""
    for row in range(grid.rows):
        draw.line((_MARGIN, grid.row(row + 1), grid.right - 1, grid.row(row + 1)), LIGHT_GREY)
    for slot in grid.best:
        x = grid.column(slot)
        draw.rounded_rectangle((x, grid.head, x + grid.step - 1, grid.bottom + 4), 10, PALE_BLUE, BLUE, 4)
    draw.line((_MARGIN, grid.row(0), grid.right - 1, grid.row(0)), INK, 2)


def _draw_head(draw: ImageDraw.ImageDraw, grid: _Grid, labels: Sequence[Sequence[str]], sums: Sequence[str]) -> None:
    for slot, (label, total) in enumerate(zip(labels, sums, strict=True)):
        colour = BLUE if slot in grid.best else INK
        for n, line in enumerate(label):
            y = grid.head + _GAP // 2 + n * _LEADING
            draw.text((grid.middle(slot), y), line, colour, _TEXT if n else _BOLD, "ma")
        draw.text((grid.middle(slot), grid.row(-1) + _ROW // 2), total, colour, _BOLD, "mm")


def _draw_votes(image: Image.Image, grid: _Grid, names: Sequence[str], votes: Sequence[Sequence[Cell]]) -> None:
    draw = ImageDraw.Draw(image)
    for row, (name, cells) in enumerate(zip(names, votes, strict=True)):
        y = grid.row(row) + _ROW // 2 + 1
        draw.text((_MARGIN, y), name, INK, _TEXT, "lm")
        for slot, vote in enumerate(cells):
            at = (grid.middle(slot) - SIGN_SIZE[0] // 2, y - SIGN_SIZE[1] // 2)
            image.paste(sign(vote, PALE_BLUE if slot in grid.best else PAPER), at)


def _legend(words: TableWords) -> Image.Image:
    """What the signs mean, in one line."""
    texts: dict[Cell, str] = {"yes": words.yes, "maybe": words.maybe, "no": words.no, None: words.missing}
    parts = [(vote, known(text)) for vote, text in texts.items()]
    widths = [SIGN_SIZE[0] + _GAP + widest([text], 0, 600, _TEXT) + 2 * _GAP for _, text in parts]
    image = Image.new("L", (sum(widths), _ROW), PAPER)
    draw = ImageDraw.Draw(image)
    for n, (vote, text) in enumerate(parts):
        x = sum(widths[:n])
        image.paste(sign(vote, PAPER), (x, (_ROW - SIGN_SIZE[1]) // 2))
        draw.text((x + SIGN_SIZE[0] + _GAP, _ROW // 2), text, INK, _TEXT, "lm")
    return image


def _as_picture(image: Image.Image) -> Picture:
    shrunk = max(1, round(max(image.width / _THUMBNAIL[0], image.height / _THUMBNAIL[1])))
    small = image.convert("RGB").reduce(shrunk).quantize(palette=image, dither=Image.Dither.NONE)
    return Picture(_png(image), *image.size, _png(small), *small.size)


def _png(image: Image.Image) -> bytes:
    data = BytesIO()
    image.save(data, "PNG", compress_level=2)
    return data.getvalue()
