"""In which language a member is spoken with alone."""

from __future__ import annotations

import sqlite3


class Languages:
    """What members chose, each for themselves; it is theirs in every board room."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, user_id: str) -> str | None:
        """The language (`de`, `en`) that the member chose; None is the board's."""
        row = self._connection.execute("SELECT language FROM languages WHERE user_id = :user", {"user": user_id})
        found = row.fetchone()
        return str(found["language"]) if found else None

    def choose(self, user_id: str, language: str) -> None:
        """From now on it is that one."""
        self._connection.execute(
            """
            INSERT INTO languages (user_id, language) VALUES (:user, :language)
            ON CONFLICT (user_id) DO UPDATE SET language = :language
            """,
            {"user": user_id, "language": language},
        )
