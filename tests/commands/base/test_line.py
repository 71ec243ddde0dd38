"""A message as a command line, however a phone has written it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.base.claims import Claims
from commands.base.line import read_line, read_lines, split_word
from commands.base.options import claim_options
from commands.base.typed import clean, fold, straight, without_courtesy


@pytest.mark.parametrize(
    ("body", "group", "rest"),
    [
        ("!task add Leitfaden", "task", "add Leitfaden"),
        ("  !Task\u00a0add\u202fLeitfaden ", "task", "add Leitfaden"),
        ("\u200b!task\u200d add Leit\u00adfaden", "task", "add Leitfaden"),
        ("!ÜBERSICHT", "uebersicht", ""),
        ("! task add Leitfaden", "task", "add Leitfaden"),
        ("!meeting propose Herbst\r\n8.12. 14 Uhr", "meeting", "propose Herbst\n8.12. 14 Uhr"),
        ("> <@ben:x> Wer kann?\n> Ich nicht\n\n!ping", "ping", ""),
    ],
)
def test_what_phones_change_does_not_matter(body: str, group: str, rest: str) -> None:
    line = read_line(body, "!")
    assert line is not None
    assert (line.group, line.rest) == (group, rest)


def taken(text: str, names: set[str]) -> tuple[str, dict[str, str]]:
    said = Claims(text)
    options = claim_options(said, names)
    return said.rest(), options


@pytest.mark.parametrize("body", ["", "!", "!!", "!1", "task add", "Hallo !task", "> !task\n\nnein", "?!"])
def test_what_is_no_command_line_is_none(body: str) -> None:
    assert read_line(body, "!") is None


@pytest.mark.parametrize(
    ("run", "kept"), [(" ", " "), ("\n", "\n\n"), (" \n", "\n\n"), ("\u00a0\t", " "), ("\u200b", "")]
)
def test_runs_of_blanks_and_breaks_are_squeezed_before_anything_is_read(run: str, kept: str) -> None:
    line = read_line(f"!sitzung ansetzen a{run * 12_000}b", "!")
    assert line is not None
    assert line.rest == f"ansetzen a{kept}b"


def test_talk_without_the_prefix_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.base.line.clean", lambda _text: pytest.fail("it was normalised"))
    assert read_lines("Hallo zusammen " * 4_000, "!") == ()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
@given(st.lists(st.text("ab 1.,;ü", min_size=1, max_size=12), min_size=1, max_size=5))
def test_whatever_ends_a_row_ends_it_as_a_line_feed_does(end: str, rows: list[str]) -> None:
    assert clean(end.join(rows)) == clean("\n".join(rows))
    assert read_lines(f"!ping{end}!task list", "!") == read_lines("!ping\n!task list", "!")


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_read(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "\x00" not in cleaned
    assert "\u200b" not in cleaned
    line = read_line("!task " + text, "!")
    assert line is not None or not text.isascii()
    taken(cleaned, {"frist"})
    Claims(cleaned).take_quotation()
    assert len(straight(text)) == len(text)


def test_options_are_taken_as_lines_with_dashes_and_behind_semicolons() -> None:
    names = {"frist", "ort"}
    wanted = {"frist": "30.11. 18:00", "ort": "Bochum, Saal 2"}
    assert taken("Titel\nFrist: 30.11. 18:00\nOrt: Bochum, Saal 2", names) == ("Titel", wanted)
    assert taken("Titel --frist 30.11. 18:00 --ort Bochum, Saal 2", names) == ("Titel", wanted)
    assert taken("Titel —frist 30.11. 18:00 –ort Bochum, Saal 2", names) == ("Titel", wanted)
    assert taken("Titel; Frist: 30.11. 18:00; Ort: Bochum, Saal 2", names) == ("Titel", wanted)


def test_unknown_options_and_addresses_stay_in_the_text() -> None:
    text = "https://example.org/a?b=1 Titel: mit Doppelpunkt – Notiz --nichts hier"
    assert taken(text, {"frist", "https"}) == (text, {})


def test_a_title_in_any_quotes_is_taken() -> None:
    for opening, closing in ('""', "„“", "“”", "«»", "»«"):
        said = Claims(f"{opening}Jour fixe{closing}: 8.12.")
        assert (said.take_quotation(), said.left()) == ("Jour fixe", ("8.12.",))
    assert Claims("Jour fixe 8.12.").take_quotation() is None
    assert Claims('"nie geschlossen').take_quotation() is None


def test_pieces_are_what_nobody_claimed_without_the_signs_between() -> None:
    said = Claims("Bochum – 8.12., für 25;\nRaum „Saal 2, links“, ")
    said.claim(9, 14)
    assert [said.words(piece) for piece in said.pieces()] == ["Bochum", "für 25", "Raum „Saal 2, links“"]


def test_folding_makes_umlauts_and_case_equal() -> None:
    assert fold("Übernehmen") == fold("uebernehmen") == fold("U\u0308BERNEHMEN") == "uebernehmen"
    assert fold("Café") == "cafe"


def test_the_first_word_ends_at_a_line_break() -> None:
    assert split_word("add\nTitel") == ("add", "\nTitel")
    assert split_word("   ") == ("", "")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("bitte M1", "M1"),
        ("M1 bitte.", "M1"),
        ("please, M1, thanks!", "M1"),
        ("bitter Tee", "bitter Tee"),
        ("um Rückmeldung wird gebeten", "um Rückmeldung wird gebeten"),
    ],
)
def test_courtesy_is_no_part_of_what_is_meant(text: str, bare: str) -> None:
    assert without_courtesy(text) == bare


def test_a_full_stop_ends_a_command() -> None:
    line = read_line("!hilfe!", "!")
    assert line is not None
    assert line.group == "hilfe"
