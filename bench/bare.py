"""The yardstick: the least a bot on matrix-nio can be that loses nothing. `python -m bench.bare` answers `!ping`, and
`!task add`, which it keeps.

Every command is noted with its answer in one durable commit, answers keep their transaction id until the homeserver
has taken them, the place in the stream is written after the batch, what a timeline leaves out is paged. One answer at
a time, no rights, no trust, one row for a task: everything beyond that is what our bot costs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import secrets
import sqlite3
from pathlib import Path
from typing import Any, TypeAlias

import nio

PING, ADD = "!ping", "!task add "
COMMANDS = (PING, ADD)
PAUSE = 1.0
"""Seconds between two tries while the homeserver is away."""
_FILTER = {"room": {"timeline": {"limit": 100}, "ephemeral": {"types": []}}, "presence": {"types": []}}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (event_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, room_id TEXT, txn TEXT, content TEXT, asker TEXT);
CREATE TABLE IF NOT EXISTS tasks (id INTEGER PRIMARY KEY, room_id TEXT, title TEXT, creator TEXT);
CREATE TABLE IF NOT EXISTS place (only INTEGER PRIMARY KEY CHECK (only = 1), token TEXT);
"""
Row: TypeAlias = tuple[int, str, str, str, str]
"""Of the outbox: its id, who asked, the room, the transaction id, the content."""


class Bare:
    """One client, one database, one answer after the other."""

    def __init__(self, homeserver: str, user_id: str, folder: Path) -> None:
        config = nio.AsyncClientConfig(store_sync_tokens=False)
        self._client = nio.AsyncClient(homeserver, user_id, store_path=str(folder), config=config)
        self._session = folder / "session.json"
        self._database = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_SCHEMA}")

    async def run(self, password: str, rooms: list[str]) -> None:
        """Logs in, joins the rooms and answers until it is killed."""
        await self._log_in(password)
        for room_id in rooms:
            await self._client.join(room_id)
        token, started, timeout = self._place(), False, 0
        while True:
            await self._say_all()
            synced = await self._client.sync(timeout, sync_filter=_FILTER, since=token, full_state=not started)
            if not isinstance(synced, nio.SyncResponse):
                await asyncio.sleep(PAUSE)
                continue
            await self._look_after_keys()
            await self._batch(synced, token)
            token = synced.next_batch
            self._database.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (token,))
            if not started:
                print("ready in", len(synced.rooms.join), flush=True)
            started, timeout = True, 30_000

    async def _log_in(self, password: str) -> None:
        if self._session.exists():
            self._client.restore_login(**json.loads(self._session.read_text()))
            return
        await self._client.login(password, "bare")
        kept = {key: getattr(self._client, key) for key in ("user_id", "device_id", "access_token")}
        self._session.write_text(json.dumps(kept))

    def _place(self) -> str | None:
        row = self._database.execute("SELECT token FROM place").fetchone()
        return str(row[0]) if row else None

    async def _look_after_keys(self) -> None:
        if self._client.should_upload_keys:
            await self._client.keys_upload()
        if self._client.should_query_keys:
            await self._client.keys_query()
        await self._client.send_to_device_messages()

    async def _batch(self, synced: nio.SyncResponse, since: str | None) -> None:
        if since is None:
            return
        for room_id, room in synced.rooms.join.items():
            events = room.timeline.events
            if room.timeline.limited:
                events = await self._missed(room_id, room.timeline.prev_batch, since) + events
            for event in events:
                if isinstance(event, nio.RoomMessageText) and event.body.startswith(COMMANDS):
                    self._accept(room_id, event)
                    await self._accepted()

    async def _accepted(self) -> None:
        await self._say_all()

    async def _missed(self, room_id: str, start: str, since: str) -> list[nio.Event]:
        newest_first: list[nio.Event] = []
        while True:
            page = await self._client.room_messages(room_id, start, since, limit=100)
            if not isinstance(page, nio.RoomMessagesResponse) or not page.chunk:
                return newest_first[::-1]
            newest_first += page.chunk
            if not page.end:
                return newest_first[::-1]
            start = page.end

    def _accept(self, room_id: str, event: nio.RoomMessageText) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        if self._database.execute("INSERT OR IGNORE INTO inbox VALUES (?)", (event.event_id,)).rowcount:
            content = {
                "msgtype": "m.notice",
                "body": self._carry_out(room_id, event),
                "m.mentions": {},  # as every client should: it rings nobody
                "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}},
            }
            row = (room_id, secrets.token_urlsafe(18), json.dumps(content), event.sender)
            self._database.execute("INSERT INTO outbox (room_id, txn, content, asker) VALUES (?, ?, ?, ?)", row)
        self._database.execute("COMMIT")

    def _carry_out(self, room_id: str, event: nio.RoomMessageText) -> str:
        if event.body == PING:
            return "pong"
        title = event.body.removeprefix(ADD)
        row = (room_id, title, event.sender)
        added = self._database.execute("INSERT INTO tasks (room_id, title, creator) VALUES (?, ?, ?)", row)
        return f"{title} is T{added.lastrowid}."

    async def _say_all(self) -> None:
        for row in self._waiting():
            if not await self._say(*row):
                return

    def _waiting(self) -> list[Row]:
        """What waits to be said, oldest first."""
        return self._database.execute("SELECT id, asker, room_id, txn, content FROM outbox ORDER BY id").fetchall()

    async def _say(self, row_id: int, asker: str, room_id: str, transaction_id: str, content: str) -> bool:
        """Whether the homeserver has taken it; after a pause if not."""
        said: Any = await self._client.room_send(
            room_id, "m.room.message", json.loads(content), transaction_id, ignore_unverified_devices=True
        )
        if not isinstance(said, nio.RoomSendResponse):
            await asyncio.sleep(PAUSE)
            return False
        self._database.execute("DELETE FROM outbox WHERE id = ?", (row_id,))
        return True


def main(client: type[Bare] = Bare) -> None:
    """Runs that client with what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("homeserver")
    parser.add_argument("user_id")
    parser.add_argument("password")
    parser.add_argument("folder", type=Path)
    parser.add_argument("rooms", nargs="+")
    options = parser.parse_args()
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    bare = client(options.homeserver, options.user_id, options.folder)
    asyncio.run(bare.run(options.password, options.rooms))


if __name__ == "__main__":
    main()
