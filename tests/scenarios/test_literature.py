"""The board's literature as members add, find, change and remove it."""

from __future__ import annotations

import pytest

from tests.board import Board, refused, rings

KGST = "!lit add https://www.kgst.de/bericht KGSt-Bericht 5/2021 #governance #kgst – Grundlagen"
EXAMPLE = "!literatur neu https://www.kgst.de/bericht KGSt-Bericht 5/2021 #governance – Grundlagen"


async def test_an_entry_is_added_and_shown(room: Board) -> None:
    assert await room.says("anna", KGST) == (
        "Aufgenommen: L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #kgst\nGrundlagen"
    )
    assert room.heard()[-1].content["formatted_body"] == (
        'Aufgenommen: <strong>L1</strong> <a href="https://www.kgst.de/bericht">KGSt-Bericht 5/2021</a> '
        "#governance #kgst<br>Grundlagen"
    )
    assert await room.says("ben", "!lit show L1") == (
        "L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #kgst\nGrundlagen\n"
        "Aufgenommen von Anna am Mi, 25. November 2026, 10:00."
    )


async def test_the_same_address_is_not_stored_twice_and_new_tags_are_kept(room: Board) -> None:
    await room.says("anna", KGST)
    await room.passes(days=1)
    assert await room.says(
        "ben", "!literatur neu http://WWW.kgst.de:80/bericht/?utm_source=x Anders #Prüfung #KGST"
    ) == (
        "Das hat Anna schon am Mi, 25. November 2026, 10:00 aufgenommen: L1 KGSt-Bericht 5/2021: "
        "https://www.kgst.de/bericht #governance #kgst #Prüfung\nNeues Schlagwort: #Prüfung\n"
        "Der Eintrag bleibt sonst, wie er war; so wird er geändert: !literatur ändern L1 Anders"
    )
    assert await room.says("ben", "!lit add https://www.kgst.de/bericht") == (
        "Das hat Anna schon am Mi, 25. November 2026, 10:00 aufgenommen: L1 KGSt-Bericht 5/2021: "
        "https://www.kgst.de/bericht #governance #kgst #Prüfung"
    )
    assert await room.says("ben", "!lit") == (
        "1 Eintrag:\n• L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #kgst #Prüfung"
    )


async def test_what_has_no_title_says_how_to_give_it_one(room: Board) -> None:
    assert await room.says("anna", "!lit add 10.1787/9789264118706-de") == (
        "Aufgenommen: L1 https://doi.org/10.1787/9789264118706-de\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L1 Titel"
    )
    assert await room.says("anna", "!literatur ändern L1 Übergang in der Straße #öpnv – lesen") == (
        "Geändert: L1 Übergang in der Straße: https://doi.org/10.1787/9789264118706-de #öpnv\nlesen"
    )
    for typed in ("uebergang", "ubergang", "Übergang Strasse", "oepnv", "10.1787"):
        answer = await room.says("ben", f"!lit suche {typed}")
        assert answer == (
            f"1 Treffer für „{typed}“:\n• L1 Übergang in der Straße: https://doi.org/10.1787/9789264118706-de #öpnv"
        )


async def test_a_book_has_an_isbn_instead_of_an_address(room: Board) -> None:
    assert await room.says("anna", "!lit add ISBN 978-3-16-148410-0 Ein Buch #recht") == (
        "Aufgenommen: L1 Ein Buch, ISBN 978-3-16-148410-0 #recht"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "!lit add Kaffee",
            "⚠️ Welche Adresse ist gemeint? Sie beginnt mit http:// oder https://, oder es ist eine DOI, eine "
            f"arXiv-Nummer oder eine ISBN.\n{EXAMPLE}",
        ),
        ("!lit add", f"⚠️ Welche Adresse ist gemeint?\n{EXAMPLE}"),
        (
            "!lit add ftp://kgst.de/x",
            f"⚠️ Aufgenommen werden nur Adressen, die mit http:// oder https:// beginnen.\n{EXAMPLE}",
        ),
        ("!lit add https://kgst", f"⚠️ „https://kgst“ ist keine Adresse, die sich öffnen lässt.\n{EXAMPLE}"),
        (
            "!lit add ISBN 978-3-16-148410-1",
            "⚠️ „ISBN 978-3-16-148410-1“ ist keine ISBN: Die Prüfziffer passt nicht.\n"
            "!literatur neu ISBN 978-3-16-148410-0",
        ),
        (
            "!lit add https://a.de/ " + "x" * 301,
            f"⚠️ Das sind 301 Zeichen; höchstens 300 sind möglich. Bitte kürzen.\n{EXAMPLE}",
        ),
        ("!lit add https://a.de/ " + "x" * 60_000, "⚠️ Das sind mehr als 12000 Zeichen; bitte kürzer fassen."),
        ("!lit remove L9", "⚠️ Einen Eintrag L9 gibt es nicht.\n!literatur liste"),
    ],
)  # fmt: skip
async def test_what_cannot_be_added_changes_nothing(room: Board, line: str, answer: str) -> None:
    assert await room.says("anna", line) == answer
    assert (
        await room.says("anna", "!lit")
        == f"Es ist noch keine Literatur aufgenommen.\nSo wird welche aufgenommen: {EXAMPLE}"
    )


async def test_markup_and_mentions_in_a_title_are_only_text_and_ring_nobody(room: Board) -> None:
    answer = await room.says("anna", "!lit add https://a.de/?a=1&b=2 <b>@room</b> @ben:board.test")
    assert answer == "Aufgenommen: L1 <b>@room</b> @ben:board.test: https://a.de/?a=1&b=2"
    assert answer.event is not None
    assert rings(answer.event) == []
    assert answer.event.content["m.mentions"] == {}
    assert answer.event.content["formatted_body"] == (
        "Aufgenommen: <strong>L1</strong> <a "
        'href="https://a.de/?a=1&amp;b=2">&lt;b&gt;@room&lt;/b&gt; @ben:board.test</a>'
    )


async def test_lists_come_in_pages_and_by_tag_member_and_day(room: Board) -> None:
    for n in range(1, 13):
        await room.says("anna" if n % 2 else "ben", f"!lit add https://a.de/{n} Titel {n} #gerade{n % 2}")
    first = (await room.says("cem", "!lit")).split("\n")
    assert (first[0], first[1]) == ("12 Einträge, die neuesten zuerst:", "• L12 Titel 12: https://a.de/12 #gerade0")
    assert first[-1] == "Seite 1 von 2; !literatur liste 2 zeigt die nächste."
    assert await room.says("cem", "!lit 2") == (
        "12 Einträge, die neuesten zuerst:\n"
        "• L2 Titel 2: https://a.de/2 #gerade0\n"
        "• L1 Titel 1: https://a.de/1 #gerade1"
    )
    assert await room.says("cem", "!lit #Gerade1") == (
        "6 Einträge (#Gerade1), die neuesten zuerst:\n"
        "• L11 Titel 11: https://a.de/11 #gerade1\n"
        "• L9 Titel 9: https://a.de/9 #gerade1\n"
        "• L7 Titel 7: https://a.de/7 #gerade1\n"
        "• L5 Titel 5: https://a.de/5 #gerade1\n"
        "• L3 Titel 3: https://a.de/3 #gerade1\n"
        "• L1 Titel 1: https://a.de/1 #gerade1"
    )
    assert await room.says("cem", "!lit @ben") == (
        "6 Einträge (@Ben), die neuesten zuerst:\n"
        "• L12 Titel 12: https://a.de/12 #gerade0\n"
        "• L10 Titel 10: https://a.de/10 #gerade0\n"
        "• L8 Titel 8: https://a.de/8 #gerade0\n"
        "• L6 Titel 6: https://a.de/6 #gerade0\n"
        "• L4 Titel 4: https://a.de/4 #gerade0\n"
        "• L2 Titel 2: https://a.de/2 #gerade0"
    )
    assert await room.says("cem", "!lit list @ben seit 25.11. #gerade1") == (
        "Dazu gibt es keinen Eintrag: @Ben #gerade1 seit Mi, 25. November 2026.\n!literatur liste zeigt alle."
    )
    assert await room.says("cem", "!lit list seit 25.11. Quatsch") == (
        "⚠️ „Quatsch“ ist als Teil eines Datums nicht zu verstehen. Beispiele: 2.12. 14:00-16:00, "
        "2.12., 2.12.2026 9:30.\n"
        "!literatur liste"
    )
    dated = (await room.says("cem", "!lit list seit 1.12.")).split("\n")
    assert dated[-1] == "Seite 1 von 2; !literatur liste 2 seit 01.12.2025 zeigt die nächste."
    assert await room.says("cem", "!literatur liste 2 seit 01.12.2025") == (
        "12 Einträge (seit Mo, 1. Dezember 2025), die neuesten zuerst:\n"
        "• L2 Titel 2: https://a.de/2 #gerade0\n"
        "• L1 Titel 1: https://a.de/1 #gerade1"
    )
    since = await room.says("cem", "!lit list #gerade0 @ben seit 1.12.")
    assert since == (
        "6 Einträge (#gerade0 @Ben seit Mo, 1. Dezember 2025), die neuesten zuerst:\n"
        "• L12 Titel 12: https://a.de/12 #gerade0\n"
        "• L10 Titel 10: https://a.de/10 #gerade0\n"
        "• L8 Titel 8: https://a.de/8 #gerade0\n"
        "• L6 Titel 6: https://a.de/6 #gerade0\n"
        "• L4 Titel 4: https://a.de/4 #gerade0\n"
        "• L2 Titel 2: https://a.de/2 #gerade0"
    )
    nothing = await room.says("cem", "!lit #nichts")
    assert nothing == "Dazu gibt es keinen Eintrag: #nichts.\n!literatur liste zeigt alle."
    assert await room.says("cem", "!lit list Kaffee") == (
        "⚠️ Die Liste versteht eine Seite, ein #Schlagwort, ein @Mitglied und „seit“ mit einem Tag.\n"
        "!literatur liste #governance"
    )


async def test_a_search_shows_the_best_first_in_pages_and_takes_any_text(room: Board) -> None:
    for n in range(1, 12):
        await room.says("anna", f"!lit add https://a.de/{n} Titel {n} – Verwaltung")
    await room.says("anna", "!lit add https://a.de/12 Verwaltung")
    hits = (await room.says("ben", "!lit verwal")).split("\n")
    assert hits[:2] == ["12 Treffer für „verwal“, die besten zuerst:", "• L12 Verwaltung: https://a.de/12"]
    assert hits[-1] == "!literatur suche verwal --seite 2 zeigt die nächsten."
    assert len((await room.says("ben", "!literatur suche verwal --seite 2")).split("\n")) == 3
    assert await room.says("ben", '!lit suche ")( OR *') == (
        'Zu „")( OR *“ wurde nichts gefunden.\nWortanfänge genügen: !literatur suche verwal'
    )
    assert await room.says("ben", "!lit https://a.de/99") == (
        "Aufgenommen: L13 https://a.de/99\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L13 Titel"
    )
    assert await room.says("ben", "!lit https://A.de/3/?utm_source=x") == (
        "Das hat Anna schon am Mi, 25. November 2026, 10:00 aufgenommen: L3 Titel 3: https://a.de/3"
    )


async def test_tags_readers_and_authors_are_kept(room: Board) -> None:
    await room.says("anna", KGST)
    assert await room.says("ben", "!lit tag L1 neu, -#kgst") == (
        "Geändert: L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #neu"
    )
    await room.says("anna", "!lit ändern L1 Autoren: Müller, Anna; Stadt Bochum")
    assert await room.says("anna", "!lit read 1") == "L1 ist als gelesen vermerkt: Anna."
    assert await room.says("ben", "!lit gelesen #1") == "L1 ist als gelesen vermerkt: Anna und Ben."
    assert await room.says("cem", "!lit l1") == (
        "L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #neu\nAutoren: Müller, Anna; Stadt Bochum\n"
        "Grundlagen\nAufgenommen von Anna am Mi, 25. November 2026, 10:00.\nGelesen: Anna und Ben."
    )
    assert await room.says("cem", "!lit suche muller") == (
        "1 Treffer für „muller“:\n• L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #neu"
    )


async def test_an_entry_is_removed_with_the_line_that_brings_it_back(room: Board) -> None:
    await room.says("anna", KGST)
    removed = await room.says("ben", "!lit löschen L1")
    assert removed == (
        "Gelöscht: L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #kgst\n"
        "So kommt der Eintrag zurück: !literatur neu https://www.kgst.de/bericht KGSt-Bericht 5/2021 #governance #kgst "
        "– Grundlagen"
    )
    assert await room.says("ben", "!lit suche kgst") == (
        "Zu „kgst“ wurde nichts gefunden.\nWortanfänge genügen: !literatur suche verwal"
    )
    again = await room.says("ben", removed.rpartition("zurück: ")[2])
    assert again == "Aufgenommen: L2 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance #kgst\nGrundlagen"


async def test_an_address_cannot_be_changed_to_one_that_is_there(room: Board) -> None:
    await room.says("anna", KGST)
    await room.says("anna", "!lit add https://a.de/1 Titel")
    assert await room.says("ben", "!lit edit L2 https://www.kgst.de/bericht/") == (
        "⚠️ Diese Adresse steht schon in der Liste: L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #governance "
        "#kgst\n!literatur zeigen L1"
    )
    assert await room.says("ben", "!lit edit L2 https://a.de/2") == "Geändert: L2 Titel: https://a.de/2"


async def test_the_answer_shows_the_fields_and_what_is_removed_comes_back_whole(room: Board) -> None:
    assert await room.says("anna", "!lit https://a.de/1 Titel – gut; Autoren: Müller, Anna et al.; Jahr: 2024") == (
        "Aufgenommen: L1 Titel: https://a.de/1\nAutoren: Müller, Anna; et al.; Jahr: 2024\ngut"
    )
    removed = await room.says("anna", "!lit löschen L1")
    again = await room.says("anna", removed.rpartition("zurück: ")[2])
    assert again == "Aufgenommen: L2 Titel: https://a.de/1\nAutoren: Müller, Anna; et al.; Jahr: 2024\ngut"


async def test_several_addresses_without_words_are_several_entries(room: Board) -> None:
    answer = await room.says("anna", "!lit neu https://a.de/1 https://b.de/2 #x")
    assert answer == (
        "Aufgenommen: L1 https://a.de/1 #x\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L1 Titel\n"
        "Aufgenommen: L2 https://b.de/2 #x\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L2 Titel"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!lit neu https://a.de/1\nTitel\nNotiz", "Aufgenommen: L1 Titel: https://a.de/1\nNotiz"),
        ("!lit neu „https://a.de/1“ Titel", "Aufgenommen: L1 Titel: https://a.de/1"),
        (
            "!lit neu https://a.de/1 „Mehr auf https://b.de; Jahr: 2020“ #x",
            "Aufgenommen: L1 Mehr auf https://b.de; Jahr: 2020: https://a.de/1 #x",
        ),
        (
            "!lit neu [Eins](https://a.de/1) #x\n[Zwei](https://a.de/2)",
            "Aufgenommen: L1 Eins: https://a.de/1 #x\nAufgenommen: L2 Zwei: https://a.de/2",
        ),
        ("!lit neu https://a.de/nicht/1 Titel", "Aufgenommen: L1 Titel: https://a.de/nicht/1"),
        ("!lit neu Bericht (https://a.de/1), gut", "Aufgenommen: L1 Bericht, gut: https://a.de/1"),
    ],
)
async def test_nothing_in_quotes_is_read_and_every_word_goes_where_it_belongs(
    room: Board, line: str, answer: str
) -> None:
    assert await room.says("anna", line) == answer


async def test_a_second_address_given_by_name_is_asked_about(room: Board) -> None:
    assert await room.says("anna", "!lit neu https://a.de/1 Titel; URL: https://a.de/2") == (
        "⚠️ Darin stehen 2 Adressen, und welche Worte zu welcher gehören, ist nicht klar. Bitte jede Adresse mit ihren "
        "Worten in eine eigene Zeile schreiben.\n!lit add https://a.de/1 https://a.de/2"
    )
    assert await room.says("anna", "!lit neu https://a.de/1 Titel; URL: https://a.de/1") == (
        "Aufgenommen: L1 Titel: https://a.de/1"
    )


async def test_an_unknown_field_is_named_with_the_nearest(room: Board) -> None:
    assert await room.says("anna", "!lit neu https://a.de/1 Titel; Verlg: Springer") == (
        "⚠️ Ein Feld „Verlg“ gibt es nicht. Ist „Verlag“ gemeint?\n"
        "!literatur neu https://www.kgst.de/bericht KGSt-Bericht 5/2021 #governance – Grundlagen"
    )


async def test_a_joined_emoji_stays_one(room: Board) -> None:
    answer = await room.says("anna", "!lit neu https://a.de/1 Emoji 👩\u200d💻 testen")
    assert answer == "Aufgenommen: L1 Emoji 👩\u200d💻 testen: https://a.de/1"


async def test_the_line_that_shows_the_next_hits_holds_the_whole_search(room: Board) -> None:
    words = " ".join(f"verwaltung{n}" for n in range(12))
    for n in range(12):
        await room.says("anna", f"!lit neu https://example.org/{n} {words}")
    answer = await room.says("ben", f"!literatur suche {words}")
    following = f"!literatur suche {words} --seite 2"
    assert answer.splitlines()[-1] == f"{following} zeigt die nächsten."
    assert (await room.says("ben", following)).count("•") == 2


async def test_a_search_of_twelve_thousand_characters_is_refused_in_one_sentence(room: Board) -> None:
    assert await room.says("ben", "!literatur suche " + "x " * 2_000) == (
        "⚠️ Eine Suche hat höchstens 300 Zeichen; diese hat 3999.\n!literatur suche governance"
    )


async def test_a_mistake_in_a_new_entry_offers_no_line_that_changes_another(room: Board) -> None:
    for field in ("Jahr: abc", "Foo: bar", "Art: Quatsch"):
        answer = await room.says("ben", f"!lit add https://example.org/a Titel; {field}")
        assert refused(answer), answer
        assert "L4" not in answer
