"""The database with a key: no word of it in clear on the disk, and no other key opens it."""

from __future__ import annotations

import ast
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import Database, engine
from storage.engine import KeyFault, KeyMismatch, StorageKey
from storage.health import is_empty, is_sound, look
from tests.sources import ROOT, nodes

WORD = "Zwetschgendatschi"
KEY = StorageKey(bytes(range(32)))


def write(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS said (words TEXT) STRICT")
    connection.execute("INSERT INTO said VALUES (?)", (WORD,))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def on_the_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_with_a_key_no_word_lies_in_clear_in_the_database_or_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "board.db"
    database = await Database.open(path, KEY)
    await database.write(write)
    assert (tmp_path / "board.db-wal").stat().st_size > 0
    assert WORD.encode() not in on_the_disk(tmp_path)
    assert await database.read(lambda c: [row["words"] for row in c.execute("SELECT words FROM said")]) == [WORD]
    await database.close()
    assert WORD.encode() not in on_the_disk(tmp_path)
    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert (is_sound(path, KEY), is_empty(path, KEY), look(path, KEY).size) == (True, False, path.stat().st_size)
    again = await Database.open(path, KEY)
    assert await again.read(lambda c: c.execute("SELECT count(*) FROM said").fetchone()[0]) == 1
    await again.close()


async def test_without_a_key_everything_is_as_before(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "board.db")
    await database.write(write)
    await database.close()
    with closing(sqlite3.connect(tmp_path / "board.db")) as plain:
        assert plain.execute("SELECT words FROM said").fetchone() == (WORD,)


@pytest.mark.parametrize(
    ("made", "opened", "fault"),
    [
        (KEY, None, KeyFault.MISSING),
        (KEY, StorageKey(bytes(32)), KeyFault.WRONG),
        (None, KEY, KeyFault.NEEDLESS),
    ],
)
async def test_what_does_not_fit_is_told_and_nothing_is_touched(
    tmp_path: Path, made: StorageKey | None, opened: StorageKey | None, fault: KeyFault
) -> None:
    path = tmp_path / "board.db"
    await (await Database.open(path, made)).close()
    before = path.read_bytes()
    with pytest.raises(KeyMismatch) as refused:
        await Database.open(path, opened)
    with pytest.raises(KeyMismatch):
        is_sound(path, opened)
    assert refused.value.fault == fault
    assert path.read_bytes() == before
    assert names(tmp_path) == ["board.db"]


@pytest.mark.parametrize("key", [None, KEY])
async def test_other_bytes_are_damage_and_not_another_key(tmp_path: Path, key: StorageKey | None) -> None:
    path = tmp_path / "board.db"
    path.write_bytes(b"\xff\x00 other bytes" * 500)
    assert engine.can_encrypt()  # SQLCipher is loaded by now: its exceptions are among those that are named next
    with pytest.raises(engine.DatabaseError):
        await Database.open(path, key)
    assert not is_sound(path, key)


async def test_damage_behind_the_first_page_is_known_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "board.db"
    await (await Database.open(path, KEY)).close()
    pages = bytearray(path.read_bytes())
    pages[len(pages) // 2 : len(pages) // 2 + 9_000] = bytes(9_000)
    path.write_bytes(pages)
    assert not is_sound(path, KEY)
    with pytest.raises(engine.DatabaseError):
        await Database.open(path, KEY)


async def test_without_the_extra_a_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_cipher", lambda: None)
    with pytest.raises(KeyMismatch, match="not installed"):
        await Database.open(tmp_path / "board.db", KEY)


async def test_the_key_is_written_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    path = tmp_path / "board.db"
    database = await Database.open(path, KEY)
    await database.write(write)
    await database.close()
    with pytest.raises(KeyMismatch) as refused:
        await Database.open(path, StorageKey(bytes(32)))
    written = caplog.text + "".join(capfd.readouterr()) + repr(refused.value) + repr(KEY)
    assert "00010203" not in written
    assert "00000000" not in written
    assert "ERROR CORE" not in written


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "ab" * 33, "ä" * 64, "a b" * 21 + "a"])
def test_what_is_no_key_is_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        StorageKey.read(text)


def test_a_key_is_read_as_it_is_written() -> None:
    assert StorageKey.new() != StorageKey.new()
    assert StorageKey.read(KEY.secret.hex()) == StorageKey.read(KEY.secret.hex().upper()) == KEY


@pytest.mark.long
def test_nothing_but_the_engine_knows_which_sqlite_it_is() -> None:
    """Elsewhere `sqlite3` names types and codes of errors, never what opens a file or what is caught."""
    free = {"Connection", "Row"}
    used = {
        f"{path.relative_to(ROOT)}: {node.attr}"
        for package in ("storage", "commands", "matrixbot")
        for path in (ROOT / package).rglob("*.py")
        if path != ROOT / "storage/engine.py"
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sqlite3"
        if node.attr not in free and not node.attr.startswith("SQLITE_")
    }
    assert used == set()
