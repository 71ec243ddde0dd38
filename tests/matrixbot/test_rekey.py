"""The key of the database exchanged: from none to one, to another and back, killed before every step that it takes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from matrixbot.config import load
from matrixbot.config.storagekey import read_key
from matrixbot.files import exclusive
from matrixbot.leftovers import seal_of
from matrixbot.matrix.homeserver.sessionfile import Session, SessionFile
from matrixbot.records import open_records
from storage import engine
from storage.engine import KeyMismatch, StorageKey
from tests.matrixbot.test_damaged_files import MAIN
from tests.processes import KILLED, Done, Processes
from tests.selection import some

pytestmark = pytest.mark.long

WORD = "Zwetschgendatschi"
SESSION = Session("http://127.0.0.1:1", "@bot:x", "DEVICE", "very-secret-token", "ab" * 32)
SMALL = 'homeserver: http://127.0.0.1:1\nuser_id: "@bot:x"\nrooms: ["!a:x"]\npassword: x\n'
STEPS = 76
"""More than an exchange takes."""

KILLING = f"""
import os, signal, sys
left = int(os.environ["KILL_AT"])
def passing(real):
    def passed(*arguments, **options):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    return passed
import matrixbot.rekey, matrixbot.leftovers, storage.rekeying, matrixbot.files
for name in ("open", "fsync", "close", "write", "unlink", "rename", "replace", "link"):
    setattr(os, name, passing(getattr(os, name)))
matrixbot.rekey.copy_under = passing(matrixbot.rekey.copy_under)
storage.rekeying.is_damaged = passing(storage.rekeying.is_damaged)
storage.rekeying._is_same = passing(storage.rekeying._is_same)
{MAIN}
"""
"""Runs the program and kills it before the n-th thing that it does to a file, or in the middle of the copying."""


class There:
    """A data folder with a database and a session, and the configuration beside it."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.config = folder / "config.yaml"
        self._processes = processes
        self.says()

    def says(self, key_file: Path | None = None) -> None:
        """What the operator has written."""
        self.config.write_text(SMALL + (f"storage: {{key_file: {key_file}}}\n" if key_file else ""))

    async def begun(self) -> There:
        (self.data / "crypto").mkdir(parents=True)
        database = await open_records(load(self.config, {}))
        await database.write(_speak)
        await database.close()
        SessionFile(self.data, None).write(SESSION)
        return self

    def rekey(self, *arguments: str, script: str = MAIN, **environment: str) -> Done:
        return self._processes.run(script, "rekey", *arguments, "--config", str(self.config), **environment)

    def holds(self, key: StorageKey | None) -> bool:
        """Whether the database opens with that key; then it and the session must be whole."""
        try:
            with closing(engine.connect(self.data / "board.db", key)) as connection:
                assert connection.execute("SELECT words FROM said").fetchone()[0] == WORD
                assert connection.execute("SELECT id FROM searched('zwetsch*')").fetchone()[0] == 7
                assert connection.execute("PRAGMA user_version").fetchone()[0] > 20
                assert [row[0] for row in connection.execute("PRAGMA quick_check")] == ["ok"]
        except KeyMismatch:
            return False
        return True

    def everything(self) -> bytes:
        files = sorted(path for path in self.data.rglob("*") if path.is_file() and path.name != "lock")
        return b"".join(path.read_bytes() for path in files)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.data.iterdir())


def _speak(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE said (words TEXT) STRICT")
    connection.execute("INSERT INTO said VALUES (?)", (WORD,))
    connection.execute("CREATE VIRTUAL TABLE searched USING fts5(words, id UNINDEXED)")
    connection.execute("INSERT INTO searched VALUES (?, 7)", (WORD,))


@pytest.fixture
async def there(tmp_path: Path, processes: Processes) -> There:
    return await There(tmp_path, processes).begun()


def test_from_none_to_one_to_another_and_back(there: There) -> None:
    first, second = there.folder / "first", there.folder / "second"
    assert WORD.encode() in there.everything()
    done = there.rekey("--new", str(first))
    assert (done.status, done.err) == (0, ""), done
    assert f"\n\nstorage: {{key_file: {first}}}\n\n" in done.out
    assert first.stat().st_mode & 0o777 == 0o600
    assert read_key(first).secret.hex() not in done.out
    assert there.holds(read_key(first))
    assert SessionFile(there.data, seal_of(read_key(first))).read() == SESSION
    for secret in (WORD.encode(), b"very-secret-token", SESSION.pickle_key.encode()):
        assert secret not in there.everything()
    there.says(first)
    assert there.rekey("--new", str(second)).status == 0
    assert (there.holds(read_key(second)), there.holds(read_key(first))) == (True, False)
    there.says(second)
    done = there.rekey("--decrypt")
    assert (done.status, "storage: {key_file: null}" in done.out) == (0, True)
    assert there.holds(None)
    assert SessionFile(there.data, None).read() == SESSION
    assert there.names() == ["board.db", "crypto", "lock", "session.json"]
    assert (there.data / "board.db").stat().st_mode & 0o777 == 0o600


async def test_the_log_that_a_killed_bot_has_left_is_taken_over_and_wiped(there: There) -> None:
    database = await open_records(load(there.config, {}))
    await database.write(lambda connection: connection.execute("UPDATE said SET words = words || ' zwei'"))
    left = {name: (there.data / name).read_bytes() for name in ("board.db", "board.db-wal")}
    await database.close()
    for name, content in left.items():
        (there.data / name).write_bytes(content)
    assert WORD.encode() in left["board.db-wal"]
    assert there.rekey("--new", str(there.folder / "new")).status == 0
    with closing(engine.connect(there.data / "board.db", read_key(there.folder / "new"))) as connection:
        assert connection.execute("SELECT words FROM said").fetchone()[0] == f"{WORD} zwei"
    assert WORD.encode() not in there.everything()
    assert there.names() == ["board.db", "crypto", "lock", "session.json"]


@pytest.mark.parametrize("way", ["encrypt", "exchange", "decrypt"])
@pytest.mark.parametrize("after", ["rekey", "start"])
@pytest.mark.parametrize("step", some(range(1, STEPS), 24))
async def test_killed_at_any_step_the_old_or_the_new_database_is_whole(
    there: There, way: str, after: str, step: int
) -> None:
    old, new = None, there.folder / "new"
    if way != "encrypt":
        old = there.folder / "old"
        assert there.rekey("--new", str(old)).status == 0
        there.says(old)
    arguments = ("--decrypt",) if way == "decrypt" else ("--new", str(new))
    killed = there.rekey(*arguments, script=KILLING, KILL_AT=str(step))
    assert killed.status in (KILLED, 0), killed
    goal = None if way == "decrypt" else new
    is_new = (goal is None or goal.exists()) and _opens(there, goal)
    assert is_new or _opens(there, old)
    if killed.status == 0 or "In the configuration write" in killed.out:
        assert is_new
        there.says(goal)
    elif after == "rekey":
        done = there.rekey(*arguments)
        assert (done.status, done.err) == (0, ""), done
        assert _opens(there, goal)
        there.says(goal)
    else:
        there.says(goal if is_new else old)
    await (await open_records(load(there.config, {}))).close()
    key = load(there.config, {}).storage_key()
    assert SessionFile(there.data, seal_of(key)).read() == SESSION
    assert set(there.names()) <= {"board.db", "crypto", "lock", "session.json"}
    assert (WORD.encode() in there.everything()) == (key is None)
    content = json.loads((there.data / "session.json").read_text())
    assert ("access_token" in content) == (key is None)


def test_an_exchange_takes_fewer_steps_than_are_tried(there: There) -> None:
    done = there.rekey("--new", str(there.folder / "new"), script=KILLING, KILL_AT=str(STEPS))
    assert done.status == 0, done


def _opens(there: There, file: Path | None) -> bool:
    if file is not None and not file.stat().st_size:
        return False
    return there.holds(read_key(file) if file else None)


def test_an_interrupted_exchange_is_told_to_who_starts_with_the_old_configuration(there: There) -> None:
    new = there.folder / "new"
    for step in range(40, STEPS):  # before that nothing has changed its place
        killed = there.rekey("--new", str(new), script=KILLING, KILL_AT=str(step))
        if new.exists() and _opens(there, new):
            break
    assert killed.status == KILLED
    done = there._processes.run(MAIN, "check", "--config", str(there.config))
    assert (done.status, done.err) == (
        2,
        f"`matrixbot rekey` was interrupted, and {there.data}/board.db has the key in {new} already: give that one; or "
        "say the same `matrixbot rekey` once more.\n",
    )


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("existing file", "exists already. A key is never written over a file"),
        ("no folder", "There is no folder"),
        ("not encrypted", "is not encrypted: there is no key to take away"),
        ("needless key", "is not encrypted, but storage.key_file"),
        ("no database", "There is no database"),
        ("running", "is in use by another matrixbot"),
        ("damaged", "is damaged"),
        ("empty", "is empty"),
        ("own name", "belongs to the database"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(there: There, case: str, said: str) -> None:
    new = there.folder / "new"
    arguments = ["--new", str(new)]
    match case:
        case "existing file":
            new.write_text("ab" * 32)
        case "no folder":
            arguments[1] = str(there.folder / "nowhere" / "new")
        case "not encrypted":
            arguments = ["--decrypt"]
        case "needless key":
            key = there.folder / "key"
            key.write_text("ab" * 32)
            key.chmod(0o600)
            there.says(key)
        case "no database":
            (there.data / "board.db").unlink()
        case "damaged":
            (there.data / "board.db").write_bytes(b"other bytes" * 1000)
        case "empty":
            (there.data / "board.db").write_bytes(b"")
        case "own name":
            arguments[1] = str(there.data / "board.db.new")
    before = there.everything() if case != "running" else b""
    if case == "running":
        with exclusive(there.data):
            done = there.rekey(*arguments)
    else:
        done = there.rekey(*arguments)
        assert there.everything() == before
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1), done
    assert said in done.err
    assert not new.exists() or new.read_text() == "ab" * 32
    assert set(there.names()) <= {"board.db", "crypto", "lock", "session.json"}


def test_a_full_disk_leaves_all_as_it_was(there: There) -> None:
    script = f"""
import matrixbot.rekey
def full(*arguments):
    raise OSError(28, "No space left on device")
matrixbot.rekey.copy_under = full
{MAIN}
"""
    done = there.rekey("--new", str(there.folder / "new"), script=script)
    assert (done.status, done.out) == (2, "")
    assert "cannot be written beside" in done.err
    assert "(No space left on device). The old one is as it was." in done.err
    assert there.names() == ["board.db", "crypto", "lock", "session.json"]
    assert not (there.folder / "new").exists()
    assert there.holds(None)
    assert SessionFile(there.data, None).read() == SESSION
