"""What is remembered of encrypted messages."""

from __future__ import annotations

import sqlite3

from storage import migrate as module
from storage.fingerprints import fingerprint
from storage.inbox import Inbox
from storage.migrate import migrate
from storage.persons import FORMER

ANNA, BEN = "@anna:board.test", "@ben:board.test"


def test_a_fingerprint_tells_messages_and_senders_apart_and_fits_a_row() -> None:
    found = {fingerprint(who, f"session {index}") for who in (ANNA, BEN) for index in range(500)}
    assert len(found) == 1000
    assert all(-(2**63) <= one < 2**63 for one in found)
    assert fingerprint(ANNA, "\ud800") == fingerprint(ANNA, "\ud800")


def test_what_was_done_before_fingerprints_is_still_known() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    scripts = module._scripts(module.MIGRATIONS)
    before = next(n for n, script in enumerate(scripts) if "fingerprints" in script.name)
    for script in scripts[:before]:
        connection.executescript(script.read_text(encoding="utf-8"))
    connection.execute(f"PRAGMA user_version={before}")
    rows = [("session 1", ANNA), ("session 2", FORMER)]
    connection.executemany("INSERT INTO ciphertexts (ciphertext, sender) VALUES (?, ?)", rows)
    migrate(connection)
    inbox = Inbox(connection)
    assert not inbox.accept("$1", "!r", ANNA, 0, "session 1")
    assert not inbox.accept("$2", "!r", ANNA, 0, "session 2")
    assert inbox.accept("$3", "!r", BEN, 0, "session 1")
    assert inbox.accept("$4", "!r", ANNA, 0, "session 3")
    connection.close()
