"""What is to be said: written in the transaction that causes it, said later, kept under its transaction id."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from typing import Any, Literal, TypeAlias

from storage.reminders import unheard
from storage.values import frozen

Kind: TypeAlias = Literal["event", "edit", "file", "clear", "accept"]


@frozen
class Draft:
    """Something to be said or done. `kind` is `edit` for a replacement, `file` for an attachment to be uploaded first,
    `clear` for what is never encrypted, `accept` for a member's identity that is trusted from now on.

    `target` is the row whose event id the content needs; `not_before` in ms.
    """

    chat: str
    type: str
    content: Mapping[str, Any]
    kind: Kind = "event"
    attachment: bytes | None = None
    thumbnail: bytes | None = None
    name: str | None = None
    target: int | None = None
    asker: str | None = None
    about: str | None = None
    not_before: int = 0


@frozen
class WaitingRow:
    """What the sender must know of a row to find whose turn it is."""

    id: int
    chat: str
    kind: Kind
    target: int | None
    asker: str | None
    about: str | None
    not_before: int


@frozen
class RowContent:
    """A row as it is to be said now. `target_event` is the event id of what it edits or refers to.

    `instead` tells that the words stand in the place of others that were refused; `forbidden` (ms) since when the
    homeserver lets the bot say nothing in that chat.
    """

    chat: str
    kind: Kind
    type: str
    transaction_id: str
    target_event: str | None
    asker: str | None
    content: dict[str, Any] = field(repr=False)
    attachment: bytes | None = field(repr=False, default=None)
    thumbnail: bytes | None = field(repr=False, default=None)
    instead: bool = False
    forbidden: int | None = None


class Outbox:
    """The words of the bot in all rooms."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, draft: Draft, now: int) -> int:
        """Queues the draft under a fresh transaction id; gives its row. `now` in ms."""
        row = self._connection.execute(
            """
            INSERT INTO outbox (chat, kind, type, content, attachment, thumbnail, transaction_id, name, target, asker,
                                about, not_before, created)
            VALUES (:chat, :kind, :type, :content, :attachment, :thumbnail, :txn, :name, :target, :asker, :about,
                    :not_before, :now)
            RETURNING id
            """,
            {
                "chat": draft.chat,
                "kind": draft.kind,
                "type": draft.type,
                "content": _dump(draft.content),
                "attachment": draft.attachment,
                "thumbnail": draft.thumbnail,
                "txn": fresh_transaction_id(),
                "name": draft.name,
                "target": draft.target,
                "asker": draft.asker,
                "about": draft.about,
                "not_before": draft.not_before,
                "now": now,
            },
        ).fetchone()
        return int(row["id"])

    def edit(self, draft: Draft, now: int, pause: int) -> int:
        """Queues a replacement of `draft.target`, at the earliest `pause` ms after the one before.

        A replacement that still waits takes the new words instead, under a new transaction id: if the old ones are on
        their way at this moment, the new ones follow (`delivered`).
        """
        row = self._connection.execute(
            """
            UPDATE outbox SET content = :content, transaction_id = :txn, instead = 0
            WHERE id = (SELECT max(id) FROM outbox WHERE target = :target AND kind = 'edit'
                        AND sent IS NULL AND refused IS NULL)
            RETURNING id
            """,
            {"content": _dump(draft.content), "txn": fresh_transaction_id(), "target": draft.target},
        ).fetchone()
        if row:
            return int(row["id"])
        last = self._connection.execute(
            "SELECT max(sent) AS sent FROM outbox WHERE target = :target AND kind = 'edit'", {"target": draft.target}
        ).fetchone()["sent"]
        # A clock that was put back would have it wait for hours: no pause is longer than itself.
        not_before = max(draft.not_before, min(last, now) + pause) if last is not None else draft.not_before
        return self.put(replace(draft, not_before=not_before), now)

    def name(self, row_id: int, name: str) -> None:
        """Names a message that is there already."""
        self._connection.execute("UPDATE outbox SET name = :name WHERE id = :id", {"id": row_id, "name": name})

    def set_aside(self, chat: str, stem: str, mark: str) -> list[str]:
        """Messages of that name, or whose names begin with it if it ends in a blank, are found under `mark` and their
        name from now on; gives those."""
        rows = self._connection.execute(
            """
            UPDATE outbox SET name = :mark || name
            WHERE chat = :chat AND (name = :stem OR :stem LIKE '% ' AND name > :stem AND name < :stem || :last)
            RETURNING name
            """,
            {"chat": chat, "stem": stem, "mark": mark, "last": "\U0010ffff"},
        ).fetchall()
        return [str(row["name"]) for row in rows]

    def find(self, chat: str, name: str) -> int | None:
        """The row of the message of that name."""
        row = self._connection.execute(
            "SELECT id FROM outbox WHERE chat = :chat AND name = :name AND refused IS NULL",
            {"chat": chat, "name": name},
        ).fetchone()
        return int(row["id"]) if row else None

    def refers(self, row_id: int) -> bool:
        """Whether that message refers to another, as one in a thread does to the thread's root."""
        row = self._connection.execute("SELECT target FROM outbox WHERE id = :id", {"id": row_id}).fetchone()
        return row is not None and row["target"] is not None

    def name_of(self, chat: str, event_id: str) -> str | None:
        """The name of the bot's own message with that event id, if it has one."""
        row = self._connection.execute(
            "SELECT name FROM outbox WHERE event_id = :event AND chat = :chat", {"event": event_id, "chat": chat}
        ).fetchone()
        return row["name"] if row else None

    def delivered(self, row_id: int, transaction_id: str, event_id: str, now: int, pause: int) -> None:
        """Notes the event id and wipes the words. If an edit got new words while the old ones were on their way, the
        new ones follow in a row of their own, `pause` ms later."""
        ids = {"id": row_id, "txn": transaction_id}
        newer = self._connection.execute(
            "SELECT * FROM outbox WHERE id = :id AND transaction_id <> :txn AND sent IS NULL AND refused IS NULL", ids
        ).fetchone()
        self._connection.execute(
            """
            UPDATE outbox SET sent = :now, event_id = :event, transaction_id = :txn, content = NULL, attachment = NULL,
                              thumbnail = NULL
            WHERE id = :id AND sent IS NULL
            """,
            {**ids, "event": event_id, "now": now},
        )
        if newer:
            values = {key: newer[key] for key in ("chat", "type", "kind", "target", "asker", "about")}
            self.put(Draft(**values, content=json.loads(newer["content"]), not_before=now + pause), now)

    def refused(self, row_id: int, transaction_id: str, errcode: str) -> None:
        """Those words will never be taken: they are wiped, and their name is free to be said again. Reminders that were
        to ring in them ring elsewhere. Nothing happens to a row that has other words by now."""
        ids = {"id": row_id, "txn": transaction_id, "code": errcode}
        where = "id = :id AND transaction_id = :txn AND sent IS NULL AND refused IS NULL"
        row = self._connection.execute(f"SELECT name FROM outbox WHERE {where}", ids).fetchone()
        self._connection.execute(
            f"""
            UPDATE outbox SET refused = :code, name = NULL, content = NULL, attachment = NULL, thumbnail = NULL
            WHERE {where}
            """,
            ids,
        )
        if row and row["name"]:
            unheard(self._connection, row["name"])

    def instead(self, row_id: int, transaction_id: str, draft: Draft, *, last: bool, elsewhere: bool) -> None:
        """Other words take the place of those, which were refused: in the same row, so that who refers to it finds
        them. Nothing happens to a row that has other words by now. Reminders that were to ring in it ring elsewhere
        instead, where there is another place and `elsewhere` lets them. Nothing takes the place of what is the
        `last`."""
        if elsewhere and self._rings_elsewhere(row_id, transaction_id):
            self.refused(row_id, transaction_id, "elsewhere")
            return
        self._connection.execute(
            """
            UPDATE outbox SET kind = :kind, type = :type, content = :content, attachment = NULL, thumbnail = NULL,
                              transaction_id = :fresh, name = iif(:type = type, name, NULL), instead = :last
            WHERE id = :id AND transaction_id = :txn AND sent IS NULL AND refused IS NULL
            """,
            {
                "id": row_id,
                "txn": transaction_id,
                "kind": draft.kind,
                "type": draft.type,
                "content": _dump(draft.content),
                "fresh": fresh_transaction_id(),
                "last": last,
            },
        )

    def _rings_elsewhere(self, row_id: int, transaction_id: str) -> bool:
        row = self._connection.execute(
            "SELECT name FROM outbox WHERE id = :id AND transaction_id = :txn AND sent IS NULL AND refused IS NULL",
            {"id": row_id, "txn": transaction_id},
        ).fetchone()
        return bool(row and row["name"]) and unheard(self._connection, row["name"])

    def is_refused(self, row_id: int) -> bool:
        """Whether that message was given up."""
        row = self._connection.execute("SELECT refused FROM outbox WHERE id = :id", {"id": row_id}).fetchone()
        return row is None or row["refused"] is not None

    def forbidden(self, chat: str, now: int | None) -> None:
        """Notes since when (ms) what waits for that chat may not be said there; with None, that it may again."""
        self._connection.execute(
            """
            UPDATE outbox SET forbidden = CASE WHEN :now IS NULL THEN NULL ELSE coalesce(forbidden, :now) END
            WHERE chat = :chat AND sent IS NULL AND refused IS NULL
            """,
            {"chat": chat, "now": now},
        )

    def waiting(self, after: int, limit: int) -> list[WaitingRow]:
        """The first rows behind the row `after` that wait, in their order."""
        rows = self._connection.execute(
            """
            SELECT id, chat, kind, target, asker, about, not_before FROM outbox
            WHERE sent IS NULL AND refused IS NULL AND id > :after ORDER BY id LIMIT :limit
            """,
            {"after": after, "limit": limit},
        )
        return [WaitingRow(**row) for row in rows]

    def first_of_others(self, after: int) -> list[WaitingRow]:
        """The first waiting row of each asker (and of nobody) in each chat, if it stands behind the row `after` and
        waits for nothing that stands before it."""
        rows = self._connection.execute(
            """
            WITH RECURSIVE firsts (id, chat, asker) AS (  -- along `outbox_askers`, however many words each waits for
                SELECT * FROM (SELECT id, chat, coalesce(asker, '') FROM outbox
                               WHERE sent IS NULL AND refused IS NULL ORDER BY chat, coalesce(asker, ''), id LIMIT 1)
                UNION ALL
                SELECT o.id, o.chat, coalesce(o.asker, '') FROM firsts f JOIN outbox AS o ON o.id = coalesce(
                    (SELECT n.id FROM outbox AS n WHERE n.sent IS NULL AND n.refused IS NULL
                        AND n.chat = f.chat AND coalesce(n.asker, '') > f.asker
                     ORDER BY coalesce(n.asker, ''), n.id LIMIT 1),
                    (SELECT n.id FROM outbox AS n WHERE n.sent IS NULL AND n.refused IS NULL AND n.chat > f.chat
                     ORDER BY n.chat, coalesce(n.asker, ''), n.id LIMIT 1))
            )
            SELECT w.id, w.chat, w.kind, w.target, w.asker, w.about, w.not_before
            FROM firsts JOIN outbox AS w USING (id)
            WHERE w.id > :after
              AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.about = w.about AND o.id < w.id
                              AND o.sent IS NULL AND o.refused IS NULL)
              AND NOT EXISTS (SELECT 1 FROM outbox AS t WHERE t.id = w.target
                              AND t.sent IS NULL AND t.refused IS NULL)
            ORDER BY w.id LIMIT 100
            """,
            {"after": after},
        )
        return [WaitingRow(**row) for row in rows]

    def words(self, row_id: int) -> RowContent | None:
        """The row with its words, or None if it no longer waits. `target_event` is "" if what it edits or
        refers to will never be said."""
        row = self._connection.execute(
            """
            SELECT o.chat, o.kind, o.type, o.transaction_id, t.event_id AS target_event,
                   coalesce(o.asker, t.asker) AS asker, o.content,
                   o.attachment, o.thumbnail, o.instead, o.forbidden, t.refused
            FROM outbox o LEFT JOIN outbox t ON t.id = o.target
            WHERE o.id = :id AND o.sent IS NULL AND o.refused IS NULL
            """,
            {"id": row_id},
        ).fetchone()
        if row is None:
            return None
        values = dict(row)
        if values.pop("refused") is not None:
            values["target_event"] = ""
        return RowContent(**{**values, "content": json.loads(row["content"]), "instead": bool(row["instead"])})

    def unsettled(self) -> dict[str, int]:
        """The rows that wait, by transaction id: one of them may have been taken without our noting it."""
        rows = self._connection.execute("SELECT transaction_id, id FROM outbox WHERE sent IS NULL AND refused IS NULL")
        return {row["transaction_id"]: row["id"] for row in rows}

    def last_unasked(self) -> int | None:
        """When (ms) something was said last that nobody had asked for."""
        row = self._connection.execute("SELECT max(sent) AS sent FROM outbox WHERE asker IS NULL").fetchone()
        return None if row["sent"] is None else int(row["sent"])

    def oldest_waiting(self) -> tuple[int, int | None]:
        """How many rows wait, and since when (ms) the oldest of them does."""
        row = self._connection.execute(
            "SELECT count(*) AS n, min(created) AS since FROM outbox WHERE sent IS NULL AND refused IS NULL"
        ).fetchone()
        return int(row["n"]), row["since"]

    def oldest_sayable(self, now: int, held: Collection[str]) -> int | None:
        """Since when (ms) the first row waits that may be said at `now` (ms), outside the chats that are `held`."""
        row = self._connection.execute(
            """
            SELECT min(max(created, not_before)) AS since FROM outbox
            WHERE sent IS NULL AND refused IS NULL AND forbidden IS NULL AND not_before <= :now
              AND chat NOT IN (SELECT value FROM json_each(:held))
            """,
            {"now": now, "held": json.dumps(list(held))},
        ).fetchone()
        return None if row["since"] is None else int(row["since"])


def fresh_transaction_id() -> str:
    """A random id: one per message, kept over restarts, so that the homeserver knows a repeat."""
    return secrets.token_urlsafe(18)


def _dump(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
