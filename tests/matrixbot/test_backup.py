"""Backups, and what cannot be restored: beside the running bot, checked, over no file, a sentence for each mistake."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from matrixbot.config import load
from matrixbot.files import exclusive
from matrixbot.records import moment_of, open_records
from storage import engine
from storage.backups import read_backup
from storage.engine import StorageKey
from storage.outbox import Draft, Outbox
from tests.matrixbot.test_damaged_files import MAIN
from tests.processes import Done, Processes

pytestmark = pytest.mark.long

WORD = "Zwetschgendatschi"
HEX = "0123456789abcdef" * 4
KEY = StorageKey.read(HEX)
OTHER = "f" * 64
BOT = "@bot:x"
SMALL = f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["!a:x"]\npassword: x\n'

PATCHED = {
    "full disk": "def full(path): raise OSError(28, 'No space left on device')\nb.sync_file = full",
    "quicker": "b.sync_file = lambda path: (path.parent / 'one').write_text('mine')",
}
"""What happens while the file is on its way to the disk."""

IMPATIENT = f"""
import functools, storage.engine as e
e._cipher().connect = functools.partial(e._cipher().connect, timeout=0.1)
{MAIN}
"""
"""Does not wait five seconds for whoever holds a file."""


class There:
    """A bot's folder, and another machine's beside it."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self.folder, self.data, self.bare = folder, folder / "data", folder / "bare"
        self.config, self.elsewhere = folder / "config.yaml", folder / "elsewhere.yaml"
        self.config.write_text(SMALL)
        self.elsewhere.write_text(SMALL + "data_dir: bare\n")
        self._processes = processes

    async def begun(self) -> There:
        (self.data / "crypto").mkdir(parents=True)
        database = await open_records(load(self.config, {"MATRIXBOT_STORAGE_KEY": HEX}))
        await database.write(_speak)
        await database.close()
        (self.data / "recovery_key").write_text("EsTx the recovery key\n")
        (self.data / "crypto" / "trust.json").write_text('{"pins": {}, "told_unverified": []}')
        return self

    def run(self, *arguments: str, key: str | None = HEX, config: Path | None = None, script: str = MAIN) -> Done:
        environment = {"MATRIXBOT_STORAGE_KEY": key} if key else {}
        return self._processes.run(script, *arguments, "--config", str(config or self.config), **environment)

    def everything(self, folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _speak(connection: sqlite3.Connection) -> None:
    Outbox(connection).put(Draft("!a:x", "m.room.message", {"body": WORD}), 0)


@pytest.fixture
async def there(tmp_path: Path, processes: Processes) -> There:
    return await There(tmp_path, processes).begun()


async def test_a_backup_is_made_while_the_bot_writes_and_holds_all_that_was_committed(there: There) -> None:
    target = there.folder / "one.backup"
    database = await open_records(load(there.config, {"MATRIXBOT_STORAGE_KEY": HEX}))
    await database.write(_speak)
    done = there.run("backup", str(target))
    await database.write(_speak)
    await database.close()
    assert (done.status, done.err) == (0, ""), done
    assert f"{target}: a backup of {BOT} as of " in done.out
    assert "It is encrypted with the key of the database" in done.out
    assert target.stat().st_mode & 0o777 == 0o600
    content = target.read_bytes()
    assert [word for word in (WORD.encode(), b"recovery key", b"SQLite format") if word in content] == []
    found = read_backup(target, KEY)
    assert found.files["recovery_key"] == b"EsTx the recovery key\n"
    assert "crypto/trust.json" in found.files
    with closing(engine.connect(target, KEY)) as copy:
        assert copy.execute("SELECT count(*) FROM outbox").fetchone()[0] == 2
    checked = there.run("backup", "--check", str(target))
    assert (checked.status, "It can be restored." in checked.out) == (0, True), checked
    assert sorted(path.name for path in there.folder.iterdir()) == [
        "config.yaml",
        "data",
        "elsewhere.yaml",
        "one.backup",
    ]


def test_in_a_folder_a_backup_gets_a_name_with_the_moment(there: There) -> None:
    (there.folder / "backups").mkdir()
    assert there.run("backup", str(there.folder / "backups")).status == 0
    (made,) = (there.folder / "backups").iterdir()
    assert re.fullmatch(r"matrixbot-20\d\d-\d\d-\d\dT\d{6}Z\.backup", made.name)


async def test_without_a_key_a_backup_is_plain_and_says_so(there: There) -> None:
    assert there.run("rekey", "--decrypt").status == 0
    done = there.run("backup", str(there.folder / "plain"), key=None)
    assert (done.status, "It is NOT encrypted" in done.out) == (0, True), done
    assert WORD.encode() in (there.folder / "plain").read_bytes()
    refused = there.run("backup", "--check", str(there.folder / "plain"))
    assert (refused.status, "is not encrypted, but the environment gives a key" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("existing", "exists already. A backup is never written over a file"),
        ("itself", "exists already"),
        ("its journal", "is a name that belongs to the database itself"),
        ("no folder", "There is no folder"),
        ("wrong key", "does not open"),
        ("no key", "is encrypted, and no key is given"),
        ("no records", "There are no records in"),
        ("damaged", "is damaged"),
        ("full disk", "cannot be written (No space left on device). Nothing was left there."),
        ("quicker", "another backup was quicker"),
    ],
)
def test_a_backup_that_cannot_be_made_is_one_sentence_and_leaves_nothing(there: There, case: str, said: str) -> None:
    target, key, script = there.folder / "one", {"wrong key": OTHER, "no key": None}.get(case, HEX), MAIN
    if case == "existing":
        target.write_text("mine")
    elif case in ("itself", "its journal"):
        target = there.data / ("board.db" if case == "itself" else "board.db-journal")
    elif case == "no folder":
        target = there.folder / "nowhere" / "one"
    elif case == "no records":
        (there.data / "board.db").unlink()
    elif case == "damaged":
        with (there.data / "board.db").open("r+b") as file:
            file.seek(40_000)
            file.write(os.urandom(9_000))
    elif case in PATCHED:
        script = f"import matrixbot.backup as b\n{PATCHED[case]}\n{MAIN}"
    before = there.everything(there.data)
    done = there.run("backup", str(target), key=key, script=script)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1), done
    assert said in done.err
    assert there.everything(there.data) == before
    kept = {"config.yaml", "data", "elsewhere.yaml"} | ({"one"} if case in ("existing", "quicker") else set())
    assert {path.name for path in there.folder.iterdir()} == kept
    assert case not in ("existing", "quicker") or (there.folder / "one").read_text() == "mine"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("damaged", "is damaged, or no backup at all"),
        ("cut short", "is damaged, or no backup at all"),
        ("text", "is damaged, or no backup at all"),
        ("a bare database", "is a database, but no backup that `matrixbot backup` has made"),
        ("another key", "does not open"),
        ("no key", "is encrypted or damaged, and no key is given"),
        ("newer", "Install the newer matrixbot first"),
        ("missing", "cannot be read"),
        ("another account", "the configuration says @other:x"),
        ("in use", "is not empty"),
        ("running", "is in use by another matrixbot"),
        ("no homeserver", "A new device could not log in"),
    ],
)
def test_what_cannot_be_restored_is_one_sentence_and_nothing_is_changed(there: There, case: str, said: str) -> None:
    file, key = there.folder / "one", {"another key": OTHER, "no key": None}.get(case, HEX)
    assert there.run("backup", str(file)).status == 0
    config = there.elsewhere
    if case == "damaged":
        content = bytearray(file.read_bytes())
        content[50_000:60_000] = os.urandom(10_000)
        file.write_bytes(content)
    elif case == "cut short":
        file.write_bytes(file.read_bytes()[:100_000])
    elif case == "text":
        file.write_text("a shopping list")
    elif case == "a bare database":
        file.write_bytes((there.data / "board.db").read_bytes())
    elif case == "newer":
        with closing(engine.connect(file, KEY)) as newer:
            newer.execute("PRAGMA user_version=999")
    elif case == "missing":
        file.unlink()
    elif case == "another account":
        config.write_text(SMALL.replace(BOT, "@other:x") + "data_dir: bare\n")
    elif case in ("in use", "running"):
        config = there.config
    before = there.everything(there.data)
    if case == "running":
        with exclusive(there.data):
            done = there.run("restore", str(file), key=key, config=config)
        before = there.everything(there.data)
    else:
        done = there.run("restore", str(file), key=key, config=config)
    assert (done.status, done.out) == (2, ""), done
    assert said in done.err.splitlines()[-1]
    assert "Traceback" not in done.err
    assert {k: v for k, v in there.everything(there.data).items() if k != "lock"} == {
        k: v for k, v in before.items() if k != "lock"
    }
    assert set(there.everything(there.bare)) <= {"lock", "recovery_key"}


def test_a_moment_is_told_with_its_weekday_in_the_boards_time(there: There) -> None:
    assert moment_of(load(there.config, {}), 0) == "Thu 01.01.1970 01:00:00"


def test_a_locked_database_is_not_called_damaged(there: There) -> None:
    file = there.folder / "one"
    assert there.run("backup", str(file)).status == 0
    held = "is held by another program, such as a shell of sqlite3. End that one first.\n"
    for path, arguments in (
        (file, ["backup", "--check", str(file)]),
        (there.data / "board.db", ["check"]),
        (there.data / "board.db", ["backup", str(there.folder / "two")]),
    ):
        with closing(engine.connect(path, KEY)) as other:
            other.execute("PRAGMA journal_mode=DELETE")
            other.execute("BEGIN EXCLUSIVE")
            done = there.run(*arguments, script=IMPATIENT)
        assert (done.status, done.err) == (2, f"{path} {held}"), done


def test_a_restore_into_records_that_cannot_be_written_is_one_sentence(there: There) -> None:
    file = there.folder / "one"
    assert there.run("backup", str(file)).status == 0
    script = f"""
import matrixbot.restore as r
from storage.database import StorageBusy
async def full(*arguments):
    raise StorageBusy("SQLITE_FULL")
r._logged_in = full
{MAIN}
"""
    done = there.run("restore", str(file), config=there.elsewhere, script=script)
    said = f"{there.bare} cannot be written (SQLITE_FULL). Nothing was restored.\n"
    assert (done.status, done.out, done.err) == (2, "", said)


def test_an_interrupted_restore_is_not_taken_for_a_first_start(there: There) -> None:
    (there.bare / "restoring" / "crypto").mkdir(parents=True)
    (there.bare / "session.json").write_text("{}")
    done = there.run("run", config=there.elsewhere)
    assert (done.status, done.err) == (
        2,
        f"A restore into {there.bare} was interrupted. Say `matrixbot restore FILE` once more.\n",
    )
    assert there.run("backup", str(there.folder / "one")).status == 0
    again = there.run("restore", str(there.folder / "one"), config=there.elsewhere)
    assert "A new device could not log in" in again.err
    assert not (there.bare / "session.json").exists()


def test_records_are_exported_with_the_key_alone(there: There) -> None:
    for key, status in ((None, 2), (OTHER, 2), (HEX, 0)):
        done = there.run("export", str(there.folder / "export"), key=key)
        assert done.status == status, done
        assert (there.folder / "export").exists() == (status == 0)
