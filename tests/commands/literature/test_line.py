"""The orders in which people write address, title, tags and note."""

from __future__ import annotations

import pytest

from commands.literature.line import Described, describe, take_address

KGST = "https://kgst.de/b"


@pytest.mark.parametrize(
    ("text", "title", "tags", "note"),
    [
        (f"{KGST} KGSt-Bericht 5/2021 #gov #kgst – Grundlagen", "KGSt-Bericht 5/2021", "gov kgst", "Grundlagen"),
        (f"{KGST}", "", "", ""),
        (f"KGSt – ein Bericht ({KGST}) #a – gut – sehr gut", "KGSt – ein Bericht", "a", "gut – sehr gut"),
        (f"Titel <{KGST}> -- Notiz", "Titel", "", "Notiz"),
        (f"[Titel hier]({KGST}) #öpnv", "Titel hier", "öpnv", ""),
        (f"{KGST}, Open-Source-Strategie - kurz", "Open-Source-Strategie", "", "kurz"),
        (f"{KGST}\nTitel #a, #b\nerste Zeile\nzweite Zeile", "Titel", "a b", "erste Zeile\nzweite Zeile"),
        (f"{KGST}\nTitel: A\nNotiz: gut\nSchlagworte: a, b", "A", "a b", "gut"),
        (f"{KGST} --note gut --title A", "A", "", "gut"),
        (f"{KGST} Heft #3 #Recht #recht", "Heft #3", "Recht", ""),
    ],
)  # fmt: skip
def test_a_line_is_taken_apart_as_it_was_meant(text: str, title: str, tags: str, note: str) -> None:
    address, rest = take_address(text)
    assert address is not None
    assert address.address == KGST
    described = describe(rest)
    assert (described.title, " ".join(tag for tag, _folded in described.tags), described.note) == (title, tags, note)


@pytest.mark.parametrize(
    ("text", "key", "title"),
    [
        ("10.1787/9789264118706-de Titel", "doi:10.1787/9789264118706-de", "Titel"),
        ("Titel arXiv:2101.12345v2", "arxiv:2101.12345", "Titel"),
        ("ISBN 978-3-16-148410-0 Ein Buch", "isbn:9783161484100", "Ein Buch"),
        ("978-3-16-148410-0", "isbn:9783161484100", ""),
        ("https://a.de/wiki/Open_Source_(Begriff) Titel", "https://a.de/wiki/Open_Source_(Begriff)", "Titel"),
        ("Siehe https://a.de/x.", "https://a.de/x", "Siehe"),
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_found_in_a_line(text: str, key: str, title: str) -> None:
    address, rest = take_address(text)
    assert address is not None
    assert (address.key, describe(rest).title) == (key, title)


def test_a_line_without_an_address_keeps_its_text() -> None:
    assert take_address("Kaffee 5/2021") == (None, "Kaffee 5/2021")


def test_authors_are_given_by_name_and_may_be_several() -> None:
    described = describe("Autoren: Müller, Anna; Stadt Bochum\nTitel: A")
    assert described == Described("A", "", (), "Müller, Anna; Stadt Bochum")
