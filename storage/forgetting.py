"""Forgets a member: every place in which they stand, by the table of what is kept (`storage.keeping`)."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection
from typing import Final

from storage import changes
from storage.keeping import KEPT, Fate, Kept
from storage.literature import Literature
from storage.minutes import forget_in_minutes
from storage.persons import FORMER, row_scope

_SHORTEST: Final = 2
"""Characters of a name that is looked for in texts."""
_BRACKETS: Final = re.compile(r"(?<!\s)\s*+[(\[][^()\[\]]*+[)\]]\s*$")
_BY_CHAT: Final = frozenset({"inbox", "outbox"})
"""Tables that belong to no board room: nothing goes there while the member is in another one."""
_APART: Final = frozenset({"members", "languages", "deeds", "reminders", "host_offers"})
"""Tables with steps of their own."""


def forget(connection: sqlite3.Connection, room_id: str, user_id: str, *, name: str, instead: str, now: int) -> None:
    """Takes the member out of the records of that board room: what is theirs alone is deleted, in all else stands
    somebody who was a member, and `instead` where their
    `name` stood in a text. Tasks and offers are to be free before.
    What belongs to no room goes if they are in no other one. It is nobody's deed: nothing is kept to take it back.

    They are still known to be in the room, and in which language they are spoken with; once they have left it,
    `forget_gone` ends that. `now` in ms.
    """
    changes.end(connection)
    values: dict[str, str | int] = {"room": room_id, "user": user_id, "former": FORMER, "now": now}
    connection.create_function("unnamed", 1, _unnaming(_names(user_id, name), instead), deterministic=True)
    _forget_deeds(connection, values)
    _forget_reminders(connection, values)
    _forget_offers(connection, values)
    _forget_ballots(connection, values)
    elsewhere = connection.execute(
        "SELECT 1 FROM members WHERE user_id = :user AND room_id <> :room AND gone IS NULL", values
    ).fetchone()
    forget_in_minutes(connection, room_id, user_id)
    for kept in KEPT:
        if kept.table not in _BY_CHAT or elsewhere is None:
            _forget_persons(connection, kept, values)
        _forget_names(connection, kept, values)
    Literature(connection, room_id).index_all_anew()
    connection.execute(
        "UPDATE members SET name = '', forgotten = coalesce(forgotten, :now) WHERE room_id = :room AND user_id = :user",
        values,
    )


def forget_gone(connection: sqlite3.Connection, room_id: str, user_id: str, *, instead: str, now: int) -> None:
    """As `forget`, of a member who has left the room: then their user id stands nowhere any more."""
    forget(connection, room_id, user_id, name="", instead=instead, now=now)
    values = {"room": room_id, "user": user_id}
    connection.execute(
        """
        DELETE FROM outbox WHERE asker = :user AND sent IS NULL AND refused IS NULL
          AND NOT EXISTS (SELECT 1 FROM members WHERE user_id = :user AND room_id <> :room AND gone IS NULL)
        """,
        values,
    )
    connection.execute("DELETE FROM members WHERE room_id = :room AND user_id = :user", values)
    connection.execute(
        """
        DELETE FROM languages WHERE user_id = :user AND NOT EXISTS (SELECT 1 FROM members WHERE user_id = :user)
        """,
        values,
    )


def _names(user_id: str, name: str) -> set[str]:
    """How the member may stand in a text: by their user id, or the name by which they are known, also without what
    stands behind it in brackets."""
    shown = {name.strip(), _BRACKETS.sub("", name).strip()}
    return {user_id, "@" + user_id[1:].partition(":")[0], *(one for one in shown if len(one) >= _SHORTEST)}


def _unnaming(names: Collection[str], instead: str) -> Callable[[str | None], str | None]:
    """Puts `instead` where one of the names stands, whole and in whatever case, also with a genitive's s and as JSON
    spells it. Addresses of pages stay, or they would lead nowhere."""
    spelt = {form for name in names for form in (name, _as_json(name, ascii=True), _as_json(name, ascii=False))}
    choice = "|".join(sorted(map(re.escape, spelt), key=len, reverse=True))
    pattern = re.compile(rf"https?://[^\s\"]+|(?<!\w)@?(?:{choice})s?(?!\w)", re.IGNORECASE)

    def unnamed(text: str | None) -> str | None:
        if not isinstance(text, str):
            return text
        return pattern.sub(lambda found: found[0] if found[0].lower().startswith("http") else instead, text)

    return unnamed


def _as_json(text: str, *, ascii: bool) -> str:
    return json.dumps(text, ensure_ascii=ascii)[1:-1]


def _forget_persons(connection: sqlite3.Connection, kept: Kept, values: dict[str, str | int]) -> None:
    if kept.table in _APART:
        return
    scope = row_scope(connection, kept.table)
    for column, fate in kept.persons.items():
        where = f'"{column}" = :user AND {scope}'
        if fate is Fate.GOES:
            connection.execute(f'DELETE FROM "{kept.table}" WHERE {where}', values)
        else:
            former = ":former" if fate is Fate.UNNAMED else ":former || ' ' || lower(hex(randomblob(8)))"
            if kept.table == "outbox":  # in a direct chat it tells for whom the words are
                where += " AND (sent IS NOT NULL OR refused IS NOT NULL OR chat = :room)"
            connection.execute(f'UPDATE OR REPLACE "{kept.table}" SET "{column}" = {former} WHERE {where}', values)
    if kept.table == "outbox":
        connection.execute("UPDATE outbox SET name = NULL WHERE instr(name, :user)", values)


def _forget_names(connection: sqlite3.Connection, kept: Kept, values: dict[str, str | int]) -> None:
    scope = row_scope(connection, kept.table)
    if kept.table == "literature_tags":
        connection.execute(f"DELETE FROM literature_tags WHERE unnamed(tag) IS NOT tag AND {scope}", values)
        return
    for column in kept.texts if kept.table != "members" else ():
        connection.execute(
            f'UPDATE "{kept.table}" SET "{column}" = unnamed("{column}") '
            f'WHERE unnamed("{column}") IS NOT "{column}" AND {scope}',
            values,
        )


def _forget_deeds(connection: sqlite3.Connection, values: dict[str, str | int]) -> None:
    """What others did to records in which the member stands cannot be taken back any more: they would stand there
    again."""
    connection.execute(
        """
        DELETE FROM deeds WHERE room_id = :room AND (user_id = :user OR instr(rung, :user) OR EXISTS (
            SELECT 1 FROM changes c WHERE c.deed = deeds.id AND (
                instr(c.key, :user) OR unnamed(c.before) IS NOT c.before OR unnamed(c.after) IS NOT c.after)))
        """,
        values,
    )


def _forget_reminders(connection: sqlite3.Connection, values: dict[str, str | int]) -> None:
    """Theirs go, and those that would ring nobody else."""
    connection.execute(
        """
        DELETE FROM reminder_members WHERE user_id = :user
          AND reminder IN (SELECT id FROM reminders WHERE room_id = :room)
        """,
        values,
    )
    gone = connection.execute(
        """
        DELETE FROM reminders WHERE room_id = :room AND (creator = :user AND direct IS NOT NULL OR NOT everyone
            AND NOT EXISTS (SELECT 1 FROM reminder_members m WHERE m.reminder = reminders.id)) RETURNING id
        """,
        values,
    ).fetchall()
    for row in gone:
        connection.execute(
            "DELETE FROM timers WHERE room_id = :room AND kind = 'reminder' AND about = :id",
            {"room": values["room"], "id": row["id"]},
        )
    connection.execute("UPDATE reminders SET creator = :former WHERE room_id = :room AND creator = :user", values)


def _forget_offers(connection: sqlite3.Connection, values: dict[str, str | int]) -> None:
    """Of offers at which meetings took place the place stays; the others go, with address and notes."""
    connection.execute(
        """
        DELETE FROM host_offers WHERE room_id = :room AND host = :user AND id NOT IN (SELECT offer FROM host_choices)
        """,
        values,
    )
    connection.execute(
        "UPDATE host_offers SET host = :former, details = '{}' WHERE room_id = :room AND host = :user", values
    )


def _forget_ballots(connection: sqlite3.Connection, values: dict[str, str | int]) -> None:
    """On decisions the member's ballots become numbers: of each the one that counts stays, without its reason, its
    moment and its message; so do the reasons that they gave for others."""
    own = """
        SELECT v.id FROM decision_voters v JOIN decisions d ON d.id = v.decision
        WHERE v.user_id = :user AND d.room_id = :room
    """
    connection.execute(
        f"""
        DELETE FROM decision_ballots WHERE voter IN ({own}) AND id NOT IN (
            SELECT id FROM (
                SELECT b.id, row_number() OVER (PARTITION BY b.voter ORDER BY b.time DESC, b.id DESC) AS place
                FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter JOIN decisions d ON d.id = v.decision
                WHERE v.user_id = :user AND NOT b.redacted AND b.time <= coalesce(d.ended, d.deadline, b.time))
            WHERE place = 1)
        """,
        values,
    )
    connection.execute(
        f"""
        UPDATE decision_ballots SET caster = :former, reason = NULL, event_id = NULL, time = (
            SELECT d.opened FROM decisions d JOIN decision_voters v ON v.decision = d.id WHERE v.id = voter)
        WHERE voter IN ({own})
        """,
        values,
    )
    connection.execute(
        """
        UPDATE decision_ballots SET reason = NULL WHERE caster = :user AND voter IN (
            SELECT v.id FROM decision_voters v JOIN decisions d ON d.id = v.decision WHERE d.room_id = :room)
        """,
        values,
    )
