"""What is remembered of encrypted messages."""

from __future__ import annotations

import random
import sqlite3

from storage import migrate as module
from storage.fingerprints import fingerprint, place_of
from storage.inbox import Inbox
from storage.migrate import migrate
from storage.persons import FORMER
from tests.records import in_memory

ANNA, BEN = "@anna:board.test", "@ben:board.test"


def test_a_place_tells_messages_and_senders_apart_and_fits_a_row() -> None:
    names = [f"{session} {index}" for session in ("one", "two 1", "\ud800") for index in (*range(500), 10**30)]
    found = {place_of(who, name) for who in (ANNA, BEN) for name in [*names, "x", "x 1x"]}
    assert len(found) == 2 * len(names) + 4
    assert all(0 <= row < 2**56 and -(2**63) <= bit < 2**63 for row, bit in found)
    assert len({row for row, _bit in found}) == 2 * (3 * 9 + 2)


def test_each_message_of_a_session_is_done_once_in_whatever_order() -> None:
    connection = in_memory()
    inbox, chance = Inbox(connection), random.Random(7)
    names = [f"session {index}" for index in range(200)]
    said = chance.sample(names * 3, 600)
    done = [name for number, name in enumerate(said) if inbox.accept(f"${number}", "!r", ANNA, 0, name)]
    assert done == list(dict.fromkeys(said))
    assert connection.execute("SELECT count(*) FROM ciphertext_blocks").fetchone()[0] == 4
    connection.close()


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


def test_what_was_done_before_blocks_is_still_known() -> None:
    connection = in_memory()
    for sender, name in ((ANNA, "session 1"), (FORMER, "session 2")):
        connection.execute("INSERT INTO ciphertexts (fingerprint) VALUES (?)", (fingerprint(sender, name),))
    inbox = Inbox(connection)
    told = [inbox.accept(f"${number}", "!r", ANNA, 0, f"session {number}") for number in range(5)]
    assert told == [True, False, False, True, True]
    connection.close()
