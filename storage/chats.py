"""Which board room a direct chat speaks of."""

from __future__ import annotations

import sqlite3


def choose_board(connection: sqlite3.Connection, chat: str, room_id: str) -> None:
    """The direct chat speaks of that board room from now on."""
    connection.execute(
        "INSERT INTO chats (chat, room_id) VALUES (:chat, :room) ON CONFLICT (chat) DO UPDATE SET room_id = :room",
        {"chat": chat, "room": room_id},
    )


def chosen_board(connection: sqlite3.Connection, chat: str) -> str | None:
    """The board room that the direct chat speaks of, if one was chosen."""
    row = connection.execute("SELECT room_id FROM chats WHERE chat = :chat", {"chat": chat}).fetchone()
    return str(row["room_id"]) if row else None
