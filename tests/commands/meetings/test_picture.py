"""The table of votes as a picture: read back pixel by pixel, as eyes without colours see it, and with hostile words."""

from __future__ import annotations

import io
import itertools
import struct
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from commands.meetings.poll.picture.colours import PALE_BLUE, PALETTE, PAPER, Cell, sign
from commands.meetings.poll.picture.letters import _UNKNOWN, fitted, font, known, wrapped
from commands.meetings.poll.picture.table import Picture, TableWords, vote_table

WORDS = TableWords(totals="Können", yes="ja", maybe="wenn nötig", no="nein", missing="noch keine Stimme")
CELLS: tuple[Cell, ...] = ("yes", "maybe", "no", None)
GREEN, YELLOW, VERMILION, BLUE = (0, 158, 115), (240, 228, 66), (213, 94, 0), (0, 114, 178)


def picture(
    votes: Sequence[Sequence[Cell]],
    *,
    best: int | None = None,
    title: str = "Frühjahrssitzung",
    name: str = "Anna Müller",
) -> Picture:
    count = len(votes[0]) if votes else 0
    slots = [f"{n + 1}\nDi {n + 1}.12.\n14–16 Uhr" for n in range(count)]
    return vote_table(
        title,
        slots,
        [(name, row) for row in votes],
        ["4 (3 ja)"] * count,
        frozenset() if best is None else {best},
        WORDS,
    )


def pixels(shown: Picture) -> Image.Image:
    return Image.open(io.BytesIO(shown.png)).convert("RGB")


def area(image: Image.Image, colour: tuple[int, int, int]) -> int:
    return {found: count for count, found in image.getcolors(image.width * image.height) or ()}.get(colour, 0)


def bounds(image: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box around all pixels of `colour` above the legend."""
    above = image.crop((0, 0, image.width, image.height - 80))
    red, green, blue = ImageChops.difference(above, Image.new("RGB", above.size, colour)).split()
    box = ImageChops.lighter(ImageChops.lighter(red, green), blue).point([255] + [0] * 255).getbbox()
    assert box is not None
    return box[0], box[1], box[2] - 1, box[3] - 1


def test_both_pictures_are_png_of_the_size_they_say() -> None:
    shown = picture([["yes"] * 20] * 30)
    assert shown.png[:8] == shown.thumbnail[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", shown.png[16:24]) == (shown.width, shown.height)
    assert struct.unpack(">II", shown.thumbnail[16:24]) == (shown.thumbnail_width, shown.thumbnail_height)
    assert 400 <= shown.thumbnail_width <= 1200 and shown.thumbnail_height <= 900
    assert shown.thumbnail_width / shown.thumbnail_height == pytest.approx(shown.width / shown.height, rel=0.01)


def test_the_same_votes_give_the_same_bytes() -> None:
    first = picture([["yes", None], ["no", "maybe"]], best=0)
    sign.cache_clear()
    font.cache_clear()
    assert picture([["yes", None], ["no", "maybe"]], best=0) == first


def test_each_vote_is_shown_once() -> None:
    votes: list[list[Cell]] = [["yes", "maybe", "no"], ["yes", "yes", None]]
    per_sign = {colour: area(pixels(picture([])), colour) for colour in (GREEN, YELLOW, VERMILION)}
    image = pixels(picture(votes, best=1))
    shown = {colour: area(image, colour) / alone - 1 for colour, alone in per_sign.items()}  # one is in the legend
    assert shown == {GREEN: 3, YELLOW: 1, VERMILION: 1}


@pytest.mark.parametrize(("row", "slot"), [(0, 0), (0, 3), (2, 1), (4, 3)])
def test_a_vote_stands_in_the_row_of_the_member_and_the_column_of_the_slot(row: int, slot: int) -> None:
    votes: list[list[Cell]] = [["no"] * 4 for _ in range(5)]
    votes[row][slot] = "yes"
    image = pixels(picture(votes))
    here = bounds(image, GREEN)
    everywhere = bounds(pixels(picture([["yes"] * 4] * 5)), GREEN)
    across, down = everywhere[2] - here[2] + here[0] - everywhere[0], everywhere[3] - here[3] + here[1] - everywhere[1]
    assert here[0] - everywhere[0] == pytest.approx(across * slot / 3, abs=1)
    assert here[1] - everywhere[1] == pytest.approx(down * row / 4, abs=1)


def test_the_best_slot_has_a_frame_around_all_its_votes() -> None:
    votes: list[list[Cell]] = [["no", "yes", "no"]] * 4
    image = pixels(picture(votes, best=1))
    frame, inside = bounds(image, BLUE), bounds(image, GREEN)
    assert frame[0] < inside[0] and frame[1] < inside[1] and frame[2] > inside[2] and frame[3] > inside[3]
    assert image.getpixel(inside[:2]) == PALETTE[PALE_BLUE]  # beside the round corner of a vote
    assert area(pixels(picture(votes)), BLUE) == 0


def test_each_of_several_best_slots_has_a_frame() -> None:
    def framed(best: set[int]) -> int:
        rows: list[tuple[str, list[Cell]]] = [("Anna", ["yes"] * 3)]
        return area(pixels(vote_table("", ["1", "2", "3"], rows, ["1"] * 3, best, WORDS)), BLUE)

    assert framed({0, 2}) == framed({0}) + framed({2})


def test_a_small_table_is_as_wide_as_the_legend_below_it() -> None:
    image = pixels(picture([["yes"] * 3]))
    assert bounds(image, GREEN)[2] > 0.8 * image.width


def test_the_totals_stand_between_the_slots_and_the_votes() -> None:
    image = pixels(vote_table("", ["1\n2"], [("", ["yes"])], ["3"], frozenset(), WORDS))
    votes = bounds(image, GREEN)
    column = image.crop((votes[0], 0, votes[2], votes[1])).convert("L")
    ink = [min(column.crop((0, y, column.width, y + 1)).tobytes()) < 128 for y in range(column.height)]
    assert [inked for inked, _ in itertools.groupby(ink)].count(
        True
    ) == 4  # both lines of the slot, its total, the line


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(CELLS, 2)))
def test_signs_differ_in_shape_without_any_colour(one: Cell, other: Cell) -> None:
    outlines = []
    for cell in (one, other):
        numbers = sign(cell, PAPER)
        field = min(numbers.tobytes())
        outlines.append(bytes(n - field > 15 for n in numbers.tobytes()))  # what is drawn on the field
    assert sum(a != b for a, b in zip(*outlines, strict=True)) > 60


@pytest.mark.parametrize("ground", [PAPER, PALE_BLUE])
@pytest.mark.parametrize("cell", CELLS)
def test_the_corners_of_a_sign_are_its_ground(cell: Cell, ground: int) -> None:
    assert PALETTE[sign(cell, ground).tobytes()[0]] == PALETTE[ground]


# Viénot, Brettel and Mollon (1999), and Brettel's plane for the blue-blind, on linear RGB.
SEEN = {
    "protanopia": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranopia": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "tritanopia": ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.805, 0.11911)),
}


@pytest.mark.parametrize("eyes", list(SEEN))
def test_the_colours_are_told_apart_by_colour_blind_eyes(eyes: str) -> None:
    def seen(colour: tuple[int, int, int]) -> list[float]:
        linear = [(c / 255) ** 2.2 for c in colour]
        there = (sum(a * b for a, b in zip(line, linear, strict=True)) for line in SEEN[eyes])
        return [255 * max(v, 0) ** (1 / 2.2) for v in there]

    for one, other in itertools.combinations((GREEN, YELLOW, VERMILION), 2):
        assert sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5 > 60


@pytest.mark.parametrize("bold", [False, True])
def test_the_font_has_every_character_it_is_trusted_with(bold: bool) -> None:
    letters = font(24, bold=bold)
    unassigned = set(map(chr, (0x378, 0x379, 0x380, 0x381, 0x382, 0x383, 0x38B, 0x38D, 0x3A2)))
    trusted = [c for c in map(chr, range(0x20, 0x10000)) if not _UNKNOWN.match(c) and c not in unassigned]
    assert not any(letters.getmask("\ufffe"))  # what is missing is drawn as nothing
    assert {"ä", "ß", "ẞ", "Ç", "ğ", "Ł", "ș", "ệ", "Ω", "Ж", "–", "„", "“", "…", "’", "€"} <= set(trusted)
    assert [c for c in trusted if not any(letters.getmask(c))] == [" ", "\xa0"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\u202eslipped\u202c",
        "\x00\x07\x1b[31m",
        "👩\u200d👩\u200d👧\u200d👦",
        "李明",
        "שלום עולם",
        "مرحبا",
        "\ud83d",
        "a\u0308" * 300,
        "W" * 10_000,
        "so\nmany\nlines\n" * 50,
        "\u00ad" * 50,
        "Z\u0335\u0334\u0321a\u0337\u0321l\u0336\u0322g\u0334o",
    ],
)
def test_hostile_words_neither_fail_nor_blow_up_the_picture(words: str) -> None:
    around = TableWords(words, words, words, words, words)
    shown = vote_table(words, [words] * 3, [(words, ["yes", "no", None])] * 4, [words] * 3, {2}, around)
    assert 100 < shown.width < 3500
    assert 100 < shown.height < 1000


def test_what_the_font_cannot_draw_is_left_out_of_a_name() -> None:
    assert known("Ben 🦄 Öz\u00adgür\u202e\n Ça\u0308glar\x00") == "Ben Özgür Çäglar"


def test_a_name_that_is_too_long_ends_in_an_ellipsis() -> None:
    letters = font(24)
    short = fitted("Friedrich-Wilhelm von und zu Hohenlohe-Langenburg", 220, letters)
    assert short == "Friedrich-Wilhelm…"
    assert letters.getlength(short) <= 220
    assert fitted("Anna", 200, letters) == "Anna"
    assert fitted("WWW", 1, letters) == "…"


def test_lines_break_between_words_and_where_they_are_told_to() -> None:
    letters = font(24)
    assert wrapped("3\nDi 8.12.\n14–16 Uhr", 120, 5, letters) == ["3", "Di 8.12.", "14–16 Uhr"]
    assert wrapped("Di 8.12. 14–16 Uhr", 120, 5, letters) == ["Di 8.12.", "14–16 Uhr"]
    assert wrapped("eins zwei drei vier", 80, 2, letters) == ["eins", "zwei…"]
    assert wrapped("8.12. 14:00–16:00", 110, 3, letters) == ["8.12.", "14:00–", "16:00"]
    assert wrapped("", 60, 2, letters) == []


def test_a_poll_without_members_or_slots_is_still_a_picture() -> None:
    assert picture([]).height > 100
    assert vote_table("", [], [("Anna", [])], [], frozenset(), replace(WORDS, totals="")).width > 100


def test_a_long_title_takes_two_lines_and_no_more() -> None:
    heights = [picture([["yes"]], title=title).height for title in ("Kurz", "Lang " * 12, "Lang " * 500)]
    assert heights[0] < heights[1] == heights[2]


@pytest.mark.long
def test_twenty_slots_and_thirty_members_take_less_than_a_tenth_of_a_second_to_draw() -> None:
    votes: list[list[Cell]] = [[CELLS[(row * 7 + slot * 3) % 4] for slot in range(20)] for row in range(30)]
    times = []
    for _ in range(5):
        started = time.thread_time()
        picture(votes, best=3)
        times.append(time.thread_time() - started)
    assert min(times) < 0.1
