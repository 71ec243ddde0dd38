"""Who is or was in a board room, as the records know it: the room's state alone, which a homeserver writes, decides
neither who organises nor whose tasks are freed."""

from __future__ import annotations

import sqlite3
from typing import Literal, TypeAlias

from storage.values import frozen

Organises: TypeAlias = Literal["no", "asked", "yes"]


@frozen
class Known:
    """A member as they were seen last; `gone` (ms) is since when they are not in the room.

    `organiser` is `asked` where the room's state gives them the power and no organiser has confirmed it yet.
    `forgotten` (ms) is since when they have had themselves forgotten: nothing is to be known of them once they have
    left.
    """

    id: int
    user_id: str
    name: str
    organiser: Organises
    gone: int | None
    forgotten: int | None = None


class Members:
    """The members of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def all(self) -> list[Known]:
        """Everybody who is in the room or left it so lately that what they hold is still theirs."""
        rows = self._connection.execute(
            "SELECT id, user_id, name, organiser, gone, forgotten FROM members WHERE room_id = :room ORDER BY id",
            {"room": self._room_id},
        )
        return [Known(**row) for row in rows]

    def seen(self) -> bool:
        """Whether the room's members were looked at before."""
        row = self._connection.execute("SELECT 1 FROM seen_rooms WHERE room_id = :room", {"room": self._room_id})
        return row.fetchone() is not None

    def saw(self) -> None:
        """The room's members have been looked at: from now on whoever comes is new, though nobody were left."""
        self._connection.execute(
            "INSERT INTO seen_rooms (room_id) VALUES (:room) ON CONFLICT DO NOTHING", {"room": self._room_id}
        )

    def of_id(self, row_id: int) -> Known | None:
        return next((known for known in self.all() if known.id == row_id), None)

    def came(self, user_id: str, name: str, organiser: Organises, *, accepted: bool) -> None:
        """Notes somebody who was not known."""
        self._connection.execute(
            """
            INSERT INTO members (room_id, user_id, name, organiser, accepted)
            VALUES (:room, :user, :name, :organiser, :accepted)
            ON CONFLICT DO NOTHING
            """,
            {
                "room": self._room_id,
                "user": user_id,
                "name": name,
                "organiser": organiser,
                "accepted": accepted,
            },
        )

    def left(self, user_id: str, name: str, now: int) -> Known:
        """Notes that they are not in the room since `now` (ms), unless that is known."""
        self.came(user_id, name, "no", accepted=False)
        row = self._connection.execute(
            """
            UPDATE members SET gone = coalesce(gone, :now) WHERE room_id = :room AND user_id = :user
            RETURNING id, user_id, name, organiser, gone, forgotten
            """,
            {"room": self._room_id, "user": user_id, "now": now},
        ).fetchone()
        return Known(**row)

    def returned(self, known: Known) -> None:
        """They are in the room again."""
        self._connection.execute("UPDATE members SET gone = NULL WHERE id = :id", {"id": known.id})

    def called(self, known: Known, name: str) -> None:
        """They call themselves that now."""
        self._connection.execute("UPDATE members SET name = :name WHERE id = :id", {"id": known.id, "name": name})

    def set_organiser(self, user_id: str, organiser: Organises) -> None:
        self._connection.execute(
            "UPDATE members SET organiser = :organiser WHERE room_id = :room AND user_id = :user",
            {"room": self._room_id, "user": user_id, "organiser": organiser},
        )

    def accept(self, user_id: str) -> None:
        """An organiser has vouched for them."""
        self._connection.execute(
            "UPDATE members SET accepted = 1 WHERE room_id = :room AND user_id = :user",
            {"room": self._room_id, "user": user_id},
        )

    def to_forget(self) -> list[str]:
        """The user ids of those who had themselves forgotten and have left since."""
        rows = self._connection.execute(
            "SELECT user_id FROM members WHERE room_id = :room AND forgotten IS NOT NULL AND gone IS NOT NULL",
            {"room": self._room_id},
        )
        return [row["user_id"] for row in rows]

    def forget(self, known: Known) -> None:
        """Nothing is known of them any more: if they come again, they are new."""
        self._connection.execute("DELETE FROM members WHERE id = :id", {"id": known.id})
        self._connection.execute(
            """
            DELETE FROM languages WHERE user_id = :user AND NOT EXISTS (SELECT 1 FROM members WHERE user_id = :user)
            """,
            {"user": known.user_id},
        )

    def holders(self) -> set[str]:
        """The user ids of those who hold an open task, were asked to take one on, offer a place, or keep the contact to
        a speaker."""
        rows = self._connection.execute(
            """
            SELECT user_id FROM task_owners JOIN tasks ON tasks.id = task_id
            WHERE +room_id = :room AND +state = 'open'
            UNION SELECT asked FROM task_offers JOIN tasks ON tasks.id = task_id WHERE room_id = :room
            UNION SELECT host FROM host_offers WHERE room_id = :room AND withdrawn IS NULL
            UNION SELECT contact FROM impulses
            WHERE room_id = :room AND state IN ('idea', 'asked', 'confirmed') AND contact IS NOT NULL
            """,
            {"room": self._room_id},
        )
        return {row["user_id"] for row in rows}


def standings(connection: sqlite3.Connection) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each board room whose members were looked at: the user ids of those who organise, and of those who are
    newcomers no more."""
    rooms = {row["room_id"]: (set[str](), set[str]()) for row in connection.execute("SELECT room_id FROM seen_rooms")}
    query = "SELECT room_id, user_id, organiser = 'yes' AS organises, accepted FROM members"
    for room_id, user_id, organises, accepted in map(tuple, connection.execute(query)):
        for users, counts in zip(rooms.get(room_id, ()), (organises, accepted), strict=False):
            if counts:
                users.add(user_id)
    return {room_id: (frozenset(organisers), frozenset(known)) for room_id, (organisers, known) in rooms.items()}
