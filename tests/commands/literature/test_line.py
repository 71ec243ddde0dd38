"""The orders in which people write address, title, tags and note."""

from __future__ import annotations

import pytest

from commands.base import Claims, UserError
from commands.literature.line import Described, Posted, read_line

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
    [posted] = read_line(Claims(text))
    assert posted.address is not None
    assert posted.address.address == KGST
    described = posted.described
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
    [posted] = read_line(Claims(text))
    assert posted.address is not None
    assert (posted.address.key, posted.described.title) == (key, title)


def test_a_line_without_an_address_keeps_its_text() -> None:
    assert read_line(Claims("Kaffee 5/2021")) == (Posted(None, Described("Kaffee 5/2021", "", ())),)


def test_authors_are_given_by_name_and_may_be_several() -> None:
    [posted] = read_line(Claims("Autoren: Müller, Anna; Stadt Bochum\nTitel: A"))
    names = [{"family": "Müller", "given": "Anna"}, {"literal": "Stadt Bochum"}]
    assert posted.described == Described("A", "", (), {"author": names})


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{KGST} „Open CoDE – Neuigkeiten“", "Open CoDE – Neuigkeiten"),
        (f'{KGST} "Open Source" für alle', '"Open Source" für alle'),
        (f"{KGST} Bericht „Open Source“", "Bericht „Open Source“"),
        (f"{KGST} C# für [Profis] (2. Aufl.)", "C# für [Profis] (2. Aufl.)"),
        (f'{KGST} "#kein Tag; Jahr: 2020" Bericht', '"#kein Tag; Jahr: 2020" Bericht'),
        (f"{KGST} Der richtige Ort: Städte", "Der richtige Ort: Städte"),
        (f"{KGST} Open Source: Ein Leitfaden", "Open Source: Ein Leitfaden"),
        (f"{KGST}; Titel: A", "A"),
        (f"{KGST} 👩\u200d💻 Emoji", "👩\u200d💻 Emoji"),
    ],
)  # fmt: skip
def test_a_title_stays_whole(text: str, title: str) -> None:
    [posted] = read_line(Claims(text))
    assert (posted.described.title, posted.described.csl) == (title, {})


def test_fields_are_known_also_one_behind_the_other() -> None:
    [posted] = read_line(Claims(f"{KGST} Titel; Jahr: 2024, Verlag: Springer; Ort: Bonn Seiten: 3-5; Art: Studie"))
    assert posted.described.title == "Titel"
    assert posted.described.csl == {
        "issued": {"date-parts": [[2024]]}, "publisher": "Springer", "publisher-place": "Bonn", "page": "3-5",
        "type": "report",
    }  # fmt: skip


@pytest.mark.parametrize("field", ["Jahrr: 2024", "Kapitel: 3", "Jahr: bald", "Art: Quatsch", "Zugriff: 31.2.2024"])
def test_what_no_field_can_hold_is_refused(field: str) -> None:
    with pytest.raises(UserError):
        read_line(Claims(f"{KGST} Titel; {field}"))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("https://a.de und https://b.de #x", {"https://a.de/": "", "https://b.de/": ""}),
        ("https://a.de A\nhttps://b.de B", {"https://a.de/": "A", "https://b.de/": "B"}),
        ("https://a.de https://A.de/ Titel", {"https://a.de/": "Titel"}),
        ("https://a.de A; Notiz: siehe https://b.de", {"https://a.de/": "A"}),
        ("doi.org/10.1000/a_b A", {"doi:10.1000/a_b": "A"}),
        ("urn:nbn:de:0009-5-12345 A", {"urn:nbn:de:0009-5-12345": "A"}),
        ("A; URL: https://a.de/1", {"https://a.de/1": "A"}),
    ],
)  # fmt: skip
def test_each_address_of_a_line_is_an_entry(text: str, titles: dict[str, str]) -> None:
    assert {one.address.key: one.described.title for one in read_line(Claims(text)) if one.address} == titles


def test_two_addresses_with_words_between_are_asked_about() -> None:
    with pytest.raises(UserError):
        read_line(Claims("https://a.de Titel – siehe https://b.de"))
