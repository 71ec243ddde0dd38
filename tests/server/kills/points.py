"""The bot as a process that ends itself at a named point: `KILL_AT="send answer: taken 2" python -m … run --config …`.

The points exist only here: the steps of the way of one message are wrapped from outside. A point is passed before and
after each step; at the n-th passing of the wanted one the process gets SIGKILL, so nothing can be tidied up.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")

STEPS = (
    "sync",
    "room keys",
    "batch",
    "accept",
    "handler",
    "take back",
    "deed",
    "queue",
    "conclude",
    "place",
    "words",
    "encrypt",
    "share",
    "request",
    "upload",
    "note",
    "take due",
    "notice",
    "commit event",
    "commit place",
    "commit note",
    "commit reminder",
)
"""What is passed as «… : before» and «… : after»."""
SENT = ("answer", "edit", "message", "poll", "redaction", "file")
"""What is sent: each has the points «send …: before», «send …: written» (the answer is still under way) and
«send …: taken» (the homeserver has answered, nobody has looked yet)."""

POINTS = tuple(f"{step}: {side}" for step in STEPS for side in ("before", "after")) + tuple(
    f"send {what}: {side}" for what in SENT for side in ("before", "written", "taken")
)

_wanted, _, _nth = os.environ.get("KILL_AT", "").rpartition(" ")
_left = int(_nth or 0)
_in_transaction = threading.local()
_sending: contextvars.ContextVar[str | None] = contextvars.ContextVar("sending", default=None)


def reach(point: str) -> None:
    """The process is at this point; it may be its last."""
    global _left  # noqa: PLW0603 - a process has one end
    if point == _wanted:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, attribute: str, step: str) -> None:
    """Puts a point before and after a method or function."""
    original = getattr(owner, attribute)

    def before() -> None:
        _in_transaction.step = {"accept": "event", "place": "place", "note": "note", "take due": "reminder"}.get(
            step, getattr(_in_transaction, "step", None)
        )
        reach(f"{step}: before")

    async def waiting(*arguments: Any, **named: Any) -> Any:
        before()
        result = await original(*arguments, **named)
        reach(f"{step}: after")
        return result

    def at_once(*arguments: Any, **named: Any) -> Any:
        before()
        result = original(*arguments, **named)
        reach(f"{step}: after")
        return result

    setattr(owner, attribute, waiting if inspect.iscoroutinefunction(original) else at_once)


def install() -> None:
    """Puts all points into the bot of this process."""
    from matrixbot.bot import timers
    from matrixbot.bot.answers import Answering
    from matrixbot.bot.carrying import Carrier
    from matrixbot.bot.sync import Sync
    from matrixbot.matrix.homeserver.client import Client
    from matrixbot.matrix.matrix_gateway import MatrixGateway
    from matrixbot.matrix.reader import Reader
    from matrixbot.matrix.trust.sharing import Sharing
    from storage import database
    from storage.deeds import Deeds
    from storage.inbox import Inbox
    from storage.outbox import Outbox

    around(MatrixGateway, "sync", "sync")
    around(Reader, "take_to_device", "room keys")
    around(Sync, "_handle", "batch")
    around(Inbox, "accept", "accept")
    around(Answering, "answer", "handler")
    around(Deeds, "take_back", "take back")
    around(Deeds, "end", "deed")
    around(Outbox, "put", "queue")
    around(Inbox, "conclude", "conclude")
    around(Inbox, "move", "place")
    around(Outbox, "words", "words")
    around(Sharing, "encrypt", "encrypt")
    around(Sharing, "_share", "share")
    around(MatrixGateway, "upload", "upload")
    around(Outbox, "delivered", "note")
    around(timers, "take_due", "take due")
    around(timers.TimerLoop, "_notice", "notice")
    around(Client, "call", "request")
    _around_sending(Carrier, Client)
    _around_commit(database)


def _around_sending(carrier: Any, client: Any) -> None:
    carry_out, call = carrier.carry_out, client.call

    async def carried_out(self: Any, words: Any) -> str:
        _sending.set(_what(words))
        return str(await carry_out(self, words))

    async def called(self: Any, method: str, path: str, *arguments: Any, **named: Any) -> Any:
        what = _sending.get()
        if what is None or "/send/" not in path:
            return await call(self, method, path, *arguments, **named)
        reach(f"send {what}: before")
        request = asyncio.ensure_future(call(self, method, path, *arguments, **named))
        await asyncio.wait([request], timeout=0.003)
        reach(f"send {what}: written")
        answer = await request
        reach(f"send {what}: taken")
        return answer

    carrier.carry_out, client.call = carried_out, called


def _what(words: Any) -> str:
    relation: Mapping[str, Any] = words.content.get("m.relates_to", {})
    if words.kind in ("edit", "file"):
        return str(words.kind)
    if words.type.endswith("poll.start"):
        return "poll"
    if words.type == "m.room.redaction":
        return "redaction"
    return "answer" if "m.in_reply_to" in relation else "message"


def _around_commit(database: Any) -> None:
    transaction = database._transaction

    def committed(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
        _in_transaction.step = None

        def and_before(connection: sqlite3.Connection) -> T:
            result = work(connection)
            reach(f"commit {_in_transaction.step}: before")
            return result

        result: T = transaction(connection, and_before)
        reach(f"commit {_in_transaction.step}: after")
        return result

    database._transaction = committed


if __name__ == "__main__":
    from matrixbot.__main__ import main

    install()
    sys.exit(main(sys.argv[1:]))
