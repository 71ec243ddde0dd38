"""The board goes on from a backup: the room is told once, nothing is said twice, no number means two things."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from commands.base import to_ms
from matrixbot.gateway import Event, TryLater
from storage import Database
from storage.backups import make_backup, take_up
from tests.board import ROOM, Board, body, rings

pytestmark = pytest.mark.on_disk


async def backed_up(board: Board) -> Path:
    """A backup of that board as it stands."""
    file = board.folder / "one.backup"
    file.touch(mode=0o600)
    make_backup(board.folder / "board.db", None, file, user_id="@bot:x", files={}, now=to_ms(board.now))
    return file


def copied(file: Path, folder: Path) -> None:
    folder.mkdir()
    shutil.copy(file, folder / "board.db")


async def restored(board: Board, file: Path, folder: Path, missed: int | None = 3) -> Board:
    """Another machine's board with what is in the backup, at the place of the stream where all is now."""
    copied(file, folder)
    token = (await board.matrix.sync(None, 0)).token
    database = await Database.open(folder / "board.db")
    await database.write(lambda connection: take_up(connection, token, {ROOM: missed}, to_ms(board.now)))
    await database.close()
    other = Board(folder, board.settings)
    other.rules, other.matrix, other.now = board.rules, board.matrix, board.now
    return other


@pytest.fixture
async def other(room: Board, tmp_path: Path) -> AsyncIterator[Board]:
    """A board that was put back after a day on which much has happened."""
    await room.says("anna", "!task add Protokoll schreiben")
    await room.says("ben", "!remind tomorrow 9:00 Folien schicken")
    await room.says("cem", "!meeting propose Frühjahr: 8.12. 14 Uhr; 9.12. 10 Uhr")
    file = await backed_up(room)
    await room.passes(hours=25)
    await room.says("anna", "!task add Geht verloren")
    await room.says("ben", "!lit add https://example.org/geht-verloren Geht verloren")
    await room.stop()
    room.matrix.said_before_restore = len(room.heard())  # type: ignore[attr-defined]
    board = await restored(room, file, tmp_path / "bare")
    await board.start()
    yield board
    await board.stop()


def heard_since(board: Board) -> list[Event]:
    return board.heard()[board.matrix.said_before_restore :]  # type: ignore[attr-defined]


def since(board: Board) -> list[str]:
    return [body(event) for event in heard_since(board)]


LATE = (
    "⏰ Diese Erinnerung kommt verspätet:\n"
    "• Ben: Folien schicken (R1, fällig am Do, 26. November 2026, 09:00, Verspätung 2 Stunden)\n"
    "✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
)


async def test_the_room_is_told_once_and_what_was_due_is_listed_without_ringing(other: Board) -> None:
    said = heard_since(other)
    assert [rings(event) for event in said] == [[]] * len(said)
    told = [body(event) for event in said if "Sicherung" in body(event)]
    assert told == [
        "Der Assistent arbeitet mit einer Sicherung mit Stand Mi, 25. November 2026, 10:00.\n"
        "Was seitdem vereinbart wurde, fehlt: Bitte sagen Sie es noch einmal.\n"
        "3 Nachrichten von seither wurden nicht gelesen und werden nicht ausgeführt.\n"
        "Neue Einträge haben Nummern, die um hundert höher sind. Was inzwischen fällig war, wird aufgeführt und "
        "klingelt bei niemandem."
    ]
    assert [text for text in since(other) if "Folien schicken" in text] == [LATE]
    await other.stop()
    await other.start()
    await other.passes(hours=1)
    assert [text for text in since(other) if "Sicherung" in text] == told
    assert [text for text in since(other) if "Folien schicken" in text] == [LATE]


@pytest.mark.long
async def test_no_number_means_two_things_and_nothing_is_done_again(other: Board) -> None:
    assert await other.says("anna", "!task add Newsletter") == (
        "„Newsletter“ steht als T106 auf der Liste.\nÜbernehmen: !aufgabe übernehmen T106"
    )
    assert (
        await other.says("ben", "!lit add https://example.org/neu Neu")
        == "Aufgenommen: L101 Neu: https://example.org/neu"
    )
    assert await other.says("ben", "!host offer Bochum") == (
        "H101 von Ben ist notiert: Bochum.\nDas passt zu M1 „Frühjahr“.\nAnnehmen: !gastgeber annehmen H101 M1"
    )
    assert "Geht verloren" not in await other.says("anna", "!task list")
    assert [text for text in since(other)[:-1] if "Geht verloren" in text] == []


@pytest.mark.long
async def test_a_poll_goes_on_with_its_votes_by_words_and_by_tiles(other: Board) -> None:
    poll = other.polls()[0]
    await other.votes("anna", poll, "yes")
    await other.says("ben", "!vote M1 1 ja")
    shown = await other.says("cem", "!meeting show M1")
    assert shown == (
        "M1 „Frühjahr“\n"
        "1. Di, 8. Dezember 2026, 14:00\n"
        "Ja: Anna und Ben · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00.\n"
        "Noch nicht abgestimmt: Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Anna (2) und Ben (2).\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )


@pytest.mark.long
async def test_what_waited_to_be_said_when_the_backup_was_made_is_not_said(room: Board, tmp_path: Path) -> None:
    room.said("anna", {"msgtype": "m.text", "body": "!task add Newsletter"})
    room.matrix.fail_next = [TryLater("away")] * 3
    await room.bot.step()
    file = await backed_up(room)
    room.matrix.fail_next = []
    await room.stop()
    board = await restored(room, file, tmp_path / "bare", missed=None)
    before = len(board.heard())
    await board.start()
    await board.passes(hours=1)
    (told,) = [body(event) for event in board.heard()[before:]]
    assert told == (
        "Der Assistent arbeitet mit einer Sicherung mit Stand Mi, 25. November 2026, 10:00.\n"
        "Was seitdem vereinbart wurde, fehlt: Bitte sagen Sie es noch einmal.\n"
        "Wie viele Nachrichten der Assistent seitdem nicht gelesen hat, ist nicht bekannt.\n"
        "Neue Einträge haben Nummern, die um hundert höher sind. Was inzwischen fällig war, wird "
        "aufgeführt und klingelt bei niemandem."
    )
    assert await board.says("anna", "!task list") == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Newsletter – noch frei"
    )
    await board.stop()
