"""What was fetched first belongs to the message that sent for it: all of it is taken back with that."""

from __future__ import annotations

import pytest

from tests.board import Board, body
from tests.scenarios.test_literature_import import BIB, RIS, file, imports, replying
from tests.scenarios.test_undo_of_all import dumped

MESSAGE = {"msgtype": "m.text", "body": "Lesenswert: https://www.kgst.de/a und https://www.kgst.de/b"}


async def test_what_a_file_has_added_is_gone_and_can_be_added_again(room: Board) -> None:
    await room.says("ben", "!lit add https://www.kgst.de/bericht Steuerung #kgst")
    before = await dumped(room)
    await imports(room, BIB)
    await room.says("anna", "!ja")
    assert await dumped(room) != before
    await room.stop()
    await room.start()
    assert await room.says("anna", "!undo") == (
        "Zurückgenommen: !literatur importieren (L1 „Steuerung“ und L2 „Ohne Adresse“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert await dumped(room) == before
    assert "Ohne Adresse" not in await room.says("ben", "!lit search Adresse")
    assert "#governance" not in await room.says("ben", "!lit show L1")
    await imports(room, BIB)
    await room.says("anna", "!ja")
    assert body(room.heard()[-1]) == (
        "Aus der Datei aufgenommen: ein Eintrag (L3).\n"
        "Einer war bekannt; seine neuen Schlagworte kamen dazu.\n"
        "2 waren nicht lesbar."
    )


async def test_a_file_that_was_only_read_leaves_nothing_to_be_taken_back(room: Board) -> None:
    await room.says("anna", "!task claim T1")
    await imports(room, BIB)
    assert await room.says("anna", "!undo") == (
        "Zurückgenommen: !aufgabe übernehmen (T1 „Literaturverwaltung“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )


async def test_what_somebody_has_built_on_stays(room: Board) -> None:
    await imports(room, BIB)
    await room.says("anna", "!ja")
    await room.says("ben", "!lit read L1")
    assert await room.says("anna", "!undo") == (
        "⚠️ !literatur importieren lässt sich nicht mehr zurücknehmen: Ben hat seitdem darauf aufgebaut."
    )
    assert await room.says("ben", "!lit show L1") == (
        "L1 Steuerung & Prüfung: https://www.kgst.de/bericht #governance #open-source\n"
        "Autoren: Müller, Anna; Stadt Bochum; Jahr: 2021; Reihe: KGSt-Bericht\n"
        "Aufgenommen von Anna am Mi, 25. November 2026, 10:00.\n"
        "Gelesen: Ben."
    )


async def test_a_file_that_is_still_to_be_read_is_not_read_any_more(room: Board) -> None:
    sent = file(room, "anna", RIS.encode())
    room.said("anna", {"msgtype": "m.text", "body": "!lit import", **replying(sent)})
    await room.bot.sync.step(0)
    room.said("anna", {"msgtype": "m.text", "body": "!undo"})
    await room.bot.sync.step(0)
    await room.bot.step()
    assert body(room.heard()[-1]) == (
        "Zurückgenommen: !literatur importieren.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert "neue" not in "".join(body(event) for event in room.heard())


@pytest.mark.long
async def test_many_entries_are_taken_back_and_a_few_of_them_named(room: Board) -> None:
    await imports(room, "\n".join(f"@misc{{k{n}, title={{Titel {n}}}, year=2020}}" for n in range(300)))
    await room.says("anna", "!ja")
    answer = await room.says("anna", "!undo")
    some = ", ".join(f"L{n + 1} „Titel {n}“" for n in range(30))
    assert answer == (
        f"Zurückgenommen: !literatur importieren ({some} und 270 weitere).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert "L" not in (await room.says("ben", "!lit list")).replace("Literatur", "").replace("Link", "")


async def test_what_books_have_added_is_taken_back_for_a_day_by_either_word(room: Board) -> None:
    for word, saved in (
        ("!undo", "L1 „https://www.kgst.de/a“ und L2 „https://www.kgst.de/b“"),
        ("!nein", "L3 „https://www.kgst.de/a“ und L4 „https://www.kgst.de/b“"),
    ):
        said = room.said("ben", MESSAGE)
        await room.bot.step()
        before = await dumped(room)
        await room.reacts("anna", said, "📚")
        await room.passes(hours=20)
        answer = await room.says("anna", word)
        assert answer.splitlines()[0] == f"Zurückgenommen: eine Reaktion ({saved})."
        assert await dumped(room) == before


async def test_books_count_again_once_they_were_taken_back(room: Board) -> None:
    said = room.said("ben", MESSAGE)
    await room.bot.step()
    await room.reacts("anna", said, "📚")
    await room.says("anna", "!undo")
    await room.reacts("cem", said, "📚")
    assert body(room.heard()[-1]) == (
        "Aufgenommen: L3 https://www.kgst.de/a\n"
        "Lesenswert\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L3 Titel\n"
        "Aufgenommen: L4 https://www.kgst.de/b\n"
        "Lesenswert\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L4 Titel"
    )
    assert await room.says("anna", "!undo") == (
        "⚠️ Hier gibt es keine Änderung von Ihnen, die sich zurücknehmen ließe.\n!hilfe"
    )
    assert await room.says("cem", "!undo") == (
        "Zurückgenommen: eine Reaktion (L3 „https://www.kgst.de/a“ und L4 „https://www.kgst.de/b“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )


async def test_books_on_what_has_no_link_leave_nothing_to_be_taken_back(room: Board) -> None:
    said = room.said("ben", {"msgtype": "m.text", "body": "Nur Worte"})
    await room.bot.step()
    await room.reacts("anna", said, "📚")
    assert await room.says("anna", "!undo") == (
        "⚠️ Hier gibt es keine Änderung von Ihnen, die sich zurücknehmen ließe.\n!hilfe"
    )
