"""A meeting whose minutes are written: before it begins, while it goes on, and with notes."""

from __future__ import annotations

from datetime import datetime

from tests.board import BERLIN, Board, refused

LINES = (
    "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr; Ort: Bochum",
    "!sitzung ansetzen Klausur 15.12. 10-16 Uhr",
    "!lit add https://example.org/1 Bericht",
    "!tagesordnung neu M1 Positionspapier; 20 min; von @anna; zu L1",
    "!tagesordnung neu M1 Haushalt",
)
PAPER = "Das Papier geht nicht an alle Städte."


async def planned(room: Board) -> None:
    """A meeting of two points comes into the room; it has not begun."""
    for line in LINES:
        assert not refused(await room.says("anna", line)), line


async def under_way(room: Board) -> None:
    """The same while the meeting goes on."""
    await planned(room)
    await room.says("ben", "!sitzung teilnahme M1 nein")
    await room.later(datetime(2026, 12, 8, 14, 10, tzinfo=BERLIN))


async def with_notes(room: Board) -> None:
    """The same with a note on each point, who was there, and a task and an entry that came of it."""
    await under_way(room)
    for who, line in (
        ("anna", f"!protokoll notiz M1 1 {PAPER}"),
        ("ben", "!protokoll notiz 2 Der Haushalt ist knapp."),
        ("anna", "!protokoll anwesend M1 @anna, Ben und Cem"),
        ("anna", "!aufgabe neu Papier verschicken bis 15.1."),
        ("anna", "!aufgabe übernehmen T5"),
        ("cem", "!lit add https://example.org/2 Leitfaden"),
    ):
        assert not refused(await room.says(who, line)), line


def files(room: Board, chat: str | None = None) -> dict[str, bytes]:
    """The minutes that the bot has sent, by the end of their name."""
    said = room.matrix.said_by_bot(chat) if chat else room.heard()
    sent = [event.content for event in said if "rotokoll" in event.content.get("filename", "")]
    return {one["filename"].rpartition(".")[2]: room.matrix.files[one["file"]["url"]] for one in sent}
