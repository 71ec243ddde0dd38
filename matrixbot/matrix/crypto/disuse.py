"""Sessions that nobody has used for very long, so that the store of keys does not grow for ever.

nio's tables keep no time of use, and a clock may jump: what is counted is the nights that the bot was there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from datetime import date
from time import monotonic
from typing import Any, Final

from peewee import PeeweeException

A_NIGHT: Final = 20 * 3600.0
"""Seconds that lie between two nights of one run at least, whatever the clock says."""
WRITTEN_AFTER: Final = 7
"""Nights after which a use is written down again: by so many a session may seem to be longer unused than it is."""
AT_ONCE: Final = 200
"""Sessions that are forgotten in one transaction, so that nobody waits."""

SessionName = tuple[str, str]
"""The key of the device that made a session, and the session's id."""

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS nights (one INTEGER PRIMARY KEY CHECK (one = 1), night INTEGER, day TEXT)",
    "CREATE TABLE IF NOT EXISTS session_use (sender_key TEXT, session_id TEXT, night INTEGER NOT NULL, "
    "PRIMARY KEY (sender_key, session_id)) WITHOUT ROWID",
    "INSERT OR IGNORE INTO nights VALUES (1, 0, '')",
)


class Disuse:
    """How many nights each session has not been used; in the file of the keys themselves.

    A use is noted in memory and written with the next night: the way of a message never waits for it, nor fails of it.
    """

    def __init__(self, database: Any) -> None:
        self._database = database
        self._used: set[SessionName] = set()
        self._counted: float | None = None

    def used(self, session: SessionName) -> None:
        """That session has come, or has opened or closed a message."""
        self._used.add(session)

    def night(self, day: date, sessions: Collection[SessionName], most: int) -> list[SessionName]:
        """Counts a night, and gives some of the `sessions` that were not used for more than `most`; inside a
        transaction, after which `written` is told.

        Not counted is a second night within hours, and one of a clock that was set back before the bot was started
        again. The bot's absence counts nothing, so that what was said meanwhile can be read.
        """
        run = self._database.execute_sql
        for statement in _TABLES:
            run(statement)
        night, last = run("SELECT night, day FROM nights").fetchone()
        if self._counts(day, last):
            night += 1
            run("UPDATE nights SET night = ?, day = ?", (night, day.isoformat()))
        self._write_uses()
        known = {(sender, session): since for sender, session, since in run("SELECT * FROM session_use")}
        there = set(sessions)
        for session in there - known.keys():
            run("INSERT INTO session_use VALUES (?, ?, ?)", (*session, night))
        for session in known.keys() - there:
            run("DELETE FROM session_use WHERE sender_key = ? AND session_id = ?", session)
        unused = [session for session in sessions if night - known.get(session, night) > most + WRITTEN_AFTER]
        return unused[:AT_ONCE]

    def _counts(self, day: date, last: str) -> bool:
        if self._counted is None:
            return day.isoformat() > last
        return monotonic() - self._counted >= A_NIGHT

    def written(self) -> None:
        """The transaction of the night is on the disk."""
        self._used.clear()
        if self._counted is None or monotonic() - self._counted >= A_NIGHT:
            self._counted = monotonic()

    def save(self) -> None:
        """Writes what was used since the last night; what cannot be written is let go."""
        with contextlib.suppress(PeeweeException), self._database.atomic():
            self._write_uses()

    def _write_uses(self) -> None:
        for session in self._used:
            self._database.execute_sql(
                "UPDATE session_use SET night = (SELECT night FROM nights) "
                "WHERE sender_key = ? AND session_id = ? AND night <= (SELECT night FROM nights) - ?",
                (*session, WRITTEN_AFTER),
            )
