"""The slots of polls: the dates that are voted on."""

from __future__ import annotations

import sqlite3

from storage.series import When, when_values
from storage.values import frozen


@frozen
class NewSlot:
    """A slot to be kept; `place` if it has one of its own, `offer` (row id) if that is a host's."""

    when: When
    place: str | None = None
    offer: int | None = None


@frozen
class Slot:
    """One of the dates a poll asks about; `place` and `offer` (row id) where it has one of its own."""

    id: int
    meeting: int
    number: int
    when: When
    place: str | None = None
    offer: int | None = None


class Slots:
    """The slots of one board room's polls."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def of(self, meeting_id: int) -> list[Slot]:
        """The slots that have not been dropped, by number."""
        rows = self._connection.execute(
            "SELECT * FROM slots WHERE meeting = :id AND dropped IS NULL ORDER BY number", {"id": meeting_id}
        )
        return [_slot(row) for row in rows]

    def find(self, slot_id: int) -> Slot | None:
        """The slot, if it belongs to a meeting of this room and has not been dropped."""
        row = self._connection.execute(
            """
            SELECT slots.* FROM slots JOIN meetings ON meetings.id = slots.meeting
            WHERE slots.id = :id AND meetings.room_id = :room AND dropped IS NULL
            """,
            {"id": slot_id, "room": self._room_id},
        ).fetchone()
        return _slot(row) if row else None

    def add(self, meeting_id: int, new: NewSlot) -> Slot:
        """A slot more, with the next number; when all have voted again, the proposer is asked again."""
        row = self._connection.execute(
            """
            INSERT INTO slots (meeting, number, start, "end", zone, begins, over, place, offer)
            VALUES (:id, 1 + (SELECT coalesce(max(number), 0) FROM slots WHERE meeting = :id),
                    :start, :end, :zone, :begins, :over, :place, :offer)
            RETURNING *
            """,
            {"id": meeting_id, "place": new.place, "offer": new.offer, **when_values(new.when)},
        ).fetchone()
        self._connection.execute("UPDATE meetings SET asked_to_fix = 0 WHERE id = :id", {"id": meeting_id})
        return _slot(row)

    def drop(self, slot_id: int, now: int) -> None:
        """A slot less; its votes are kept but no longer shown."""
        self._connection.execute("UPDATE slots SET dropped = :now WHERE id = :id", {"id": slot_id, "now": now})

    def sent_to(self, meeting_id: int, chat: str, reader: str | None) -> None:
        """The dates of that poll were sent there as a calendar file: in a direct chat, to that user id."""
        self._connection.execute(
            "INSERT INTO tentative_files (meeting, chat, reader) VALUES (:id, :chat, :reader) ON CONFLICT DO NOTHING",
            {"id": meeting_id, "chat": chat, "reader": reader},
        )

    def chats_with(self, meeting_id: int) -> list[tuple[str, str | None]]:
        """Where the dates of that poll may stand in calendars, and with whom a direct chat is."""
        rows = self._connection.execute(
            "SELECT chat, reader FROM tentative_files WHERE meeting = :id ORDER BY chat", {"id": meeting_id}
        )
        return [(row["chat"], row["reader"]) for row in rows]

    def taken_out(self, meeting_id: int) -> None:
        """They stand in no calendar any more."""
        self._connection.execute("DELETE FROM tentative_files WHERE meeting = :id", {"id": meeting_id})

    def set_end(self, slot_id: int, when: When) -> None:
        """The slot lasts until another moment; its votes stay."""
        self._connection.execute(
            'UPDATE slots SET "end" = :end, over = :over WHERE id = :id',
            {"id": slot_id, "end": when.end, "over": when.over},
        )


def _slot(row: sqlite3.Row) -> Slot:
    when = When(row["start"], row["end"], zone=row["zone"], begins=row["begins"], over=row["over"])
    return Slot(row["id"], row["meeting"], number=row["number"], when=when, place=row["place"], offer=row["offer"])
