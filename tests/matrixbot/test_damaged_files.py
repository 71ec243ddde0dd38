"""Each file under data_dir overwritten with other bytes: one sentence that names it and what to do, exit status 2."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from matrixbot.aliases import room_ids
from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, private_folder
from matrixbot.gateway import Refused
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.trust import console
from matrixbot.matrix.trust.devices import Book
from matrixbot.matrix.trust.pending import Pending
from matrixbot.matrix.trust.storedidentity import IdentityStorage
from storage.health import is_empty
from tests.matrixbot.homeserver import Homeserver, TestClient
from tests.processes import KILLED, Processes
from tests.records import migrated
from tests.selection import some

pytestmark = pytest.mark.long

BOT = "@bot:board.test"
BYTES = [
    *(b"\xff\x00\xfe" * 300, b"no such thing", b"[]", b"{}", b"null", b'{"pins": [1]}', b'[{"a": 1}]', b'["a"]'),
    *(b'{"pins": {"@a:b": 7}, "told_unverified": []}', b"[" * 100_000, b'{"#a:b": 7}', b"\x1b[2J" * 50),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a bot that has worked: their paths in data_dir, and what stands in them."""
    data = tmp_path_factory.mktemp("data")
    (data / "crypto").mkdir()
    client = Client("http://127.0.0.1:1", data / "crypto", "ab" * 32)
    client.restore_login(BOT, "DEVICE", "token")
    client.store.database.close()
    (data / "crypto" / "pickle_key").write_text("ab" * 32)
    (data / "crypto" / "trust.json").write_text('{"pins": {}, "told_unverified": []}')
    (data / "crypto" / "unread.json").write_text("[]")
    session = {"homeserver": "http://127.0.0.1:1", "user_id": BOT, "device_id": "DEVICE", "access_token": "token"}
    (data / "session.json").write_text(json.dumps(session))
    (data / "board.db").write_bytes(migrated())
    return {str(file.relative_to(data)): file.read_bytes() for file in data.rglob("*") if file.is_file()}


MAIN = "import sys; from matrixbot.__main__ import main; sys.exit(main())"


def started(
    processes: Processes, folder: Path, files: dict[str, bytes], command: str = "run", until: str = ""
) -> tuple[int, str]:
    """That command on those files: exit status and what it says; KILLED if it said `until` and was still running."""
    data = folder / "data"
    (data / "crypto").mkdir(parents=True)
    for name, content in files.items():
        (data / name).write_bytes(content)
    config = folder / "config.yaml"
    config.write_text(f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["!a:board.test"]\npassword: x\n')
    done = processes.run(MAIN, command, "--config", str(config), until=until)
    return done.status, done.out + done.err


@pytest.mark.parametrize(
    ("name", "remedy"),
    some(
        [
            ("board.db", "Restore the newest backup"),
            ("session.json", "Remove it"),
            ("crypto/pickle_key", "Restore it from a backup, or remove"),
            ("crypto/DEVICE.db", "Remove session.json"),
            ("crypto/trust.json", "Restore it from a backup"),
        ],
        3,
    ),
)
def test_the_program_ends_with_one_sentence_that_names_the_file_and_the_remedy(
    processes: Processes, tmp_path: Path, sound: dict[str, bytes], name: str, remedy: str
) -> None:
    status, said = started(processes, tmp_path, {**sound, name: b"\xff\x00\x1b[2J other bytes" * 300})
    assert status == 2, said
    (line,) = said.strip().splitlines()
    assert str(tmp_path / "data" / name) in line
    assert remedy in line


def emptied(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return path.read_bytes()


@pytest.mark.parametrize("left", ["nothing", "no bytes", "no tables"])
def test_a_lost_database_is_not_taken_for_a_first_start(
    processes: Processes, tmp_path: Path, sound: dict[str, bytes], left: str
) -> None:
    files = {name: content for name, content in sound.items() if name != "board.db"}
    if left != "nothing":
        files["board.db"] = b"" if left == "no bytes" else emptied(tmp_path / "emptied.db")
    status, said = started(processes, tmp_path, files)
    data = tmp_path / "data"
    assert (status, said.strip()) == (
        2,
        f"{data}/board.db is missing or empty, though the bot has worked here before: the board's records are lost. "
        f"Restore the newest backup; or remove {data}/session.json to begin anew without them.",
    )
    assert (data / "board.db").exists() == (left != "nothing")


JOURNALS = (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"x" * 2_000, b"[]", b"\xff\x00\xfe" * 300)


@pytest.mark.parametrize("journal", some(JOURNALS, 3))
def test_a_journal_of_other_bytes_is_done_without(
    processes: Processes, tmp_path: Path, sound: dict[str, bytes], journal: bytes
) -> None:
    status, said = started(processes, tmp_path, {**sound, "board.db-journal": journal}, until="cannot be reached")
    assert (status, "Traceback" in said) == (KILLED, False), said


def test_without_a_session_an_empty_folder_is_a_first_start(processes: Processes, tmp_path: Path) -> None:
    status, said = started(processes, tmp_path, {}, until="cannot be reached")
    assert (status, "are lost" in said) == (KILLED, False), said
    assert not is_empty(tmp_path / "data" / "board.db")


def test_a_check_before_the_first_start_leaves_no_session_without_a_database(
    processes: Processes, tmp_path: Path
) -> None:
    assert started(processes, tmp_path, {}, "check")[0] == 1
    (tmp_path / "data" / "session.json").write_text("{}")
    assert not is_empty(tmp_path / "data" / "board.db")


def test_a_check_finds_a_lost_database(processes: Processes, tmp_path: Path, sound: dict[str, bytes]) -> None:
    status, said = started(processes, tmp_path, {**sound, "board.db": b""}, "check")
    assert status == 1
    assert "board.db is missing or empty, though the bot has worked here before.\n  → Restore the newest" in said
    assert (tmp_path / "data" / "board.db").read_bytes() == b""


def test_a_database_that_is_damaged_in_its_middle_is_not_opened(
    processes: Processes, tmp_path: Path, sound: dict[str, bytes]
) -> None:
    pages = bytearray(sound["board.db"])
    pages[len(pages) // 3 : len(pages) // 3 + 20_000] = os.urandom(20_000)
    status, said = started(processes, tmp_path, {**sound, "board.db": bytes(pages)})
    assert (status, "board.db is damaged" in said) == (2, True), said


def test_what_can_be_done_without_is_dropped_and_said(
    processes: Processes, tmp_path: Path, sound: dict[str, bytes]
) -> None:
    files = {**sound, "crypto/unread.json": b"other bytes", "lock": b"\x1b[2J other"}
    status, said = started(processes, tmp_path, files, until="cannot be reached")
    assert status == KILLED, said
    assert "unread.json is damaged and was dropped" in said


@pytest.mark.parametrize("content", BYTES)
async def test_every_kind_of_other_bytes_is_known_as_such(
    tmp_path: Path, server: Homeserver, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    client = TestClient(server, private_folder(tmp_path / "store"))
    with pytest.raises(OperatorError, match="is damaged"):
        Book(BOT, path, only_verified=True)
    with pytest.raises(OperatorError, match="holds no recovery key"):
        IdentityStorage(client, path).key()
    await client.close()
    assert Pending(path).all() == []
    assert content == b"[]" or "was dropped" in caplog.text


class Directory:
    """Where an alias leads; nowhere without a room."""

    def __init__(self, room_id: str | None) -> None:
        self.room_id = room_id

    async def resolve(self, alias: str) -> str:
        if self.room_id is None:
            raise Refused("404")
        return self.room_id


async def test_an_alias_stays_the_room_that_it_first_meant(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def found(room_id: str | None) -> Any:
        return room_ids(Directory(room_id), ["#board:x", "!other:x"], tmp_path)  # type: ignore[arg-type]

    with pytest.raises(OperatorError, match="knows no room #board:x"):
        await found(None)
    assert await found("!a:x") == ["!a:x", "!other:x"]
    assert await found("!evil:x") == ["!a:x", "!other:x"]
    assert "#board:x points to another room than at first" in caplog.text
    assert await found(None) == ["!a:x", "!other:x"]
    for content in (b"other", b"[]", b'{"#board:x": 7}', b"\xff"):
        (tmp_path / "aliases.json").write_bytes(content)
        with pytest.raises(OperatorError, match=r"aliases\.json is damaged"):
            await found("!a:x")


async def test_control_characters_in_a_device_id_do_not_reach_the_operators_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(console, "LOOK_SECONDS", 0)

    def answer(question: str) -> str:
        shown.append(question)
        raise KeyboardInterrupt

    console.Console(tmp_path).show("one", "@anna\u202e:x", "DEV\x1b[2J\r\nyes\u009b", [("🐶", "Dog")] * 7)
    for name, content in (("broken", "other bytes"), ("list", "[]"), ("kinds", '{"user_id": 7}')):
        (tmp_path / "verification" / f"{name}.json").write_text(content)
    with exclusive(tmp_path), pytest.raises(KeyboardInterrupt):
        monkeypatch.setattr(console, "is_held", lambda folder: True)
        await console.verify_console(tmp_path, say=shown.append, ask=answer)
    text = "".join(shown)
    assert "\\u001b[2J\\u000d\\u000ayes\\u009b" in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)


def test_an_answer_of_the_operators_that_is_damaged_is_no_yes(tmp_path: Path) -> None:
    shown = console.Console(tmp_path)
    for content in (b"\xff\xfe", b"", b"yes\n\x00", b"no"):
        (tmp_path / "verification" / "one.answer").write_bytes(content)
        assert shown.answer("one") is False
    (tmp_path / "verification" / "one.answer").write_bytes(b"yes")
    assert shown.answer("one") is True


def test_the_password_leaves_the_environment_and_no_core_is_dumped(processes: Processes, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["!a:x"]\n')
    script = """
import ctypes, os, resource, sys
from matrixbot import __main__
from matrixbot.health import check
async def look(config):
    core = resource.getrlimit(resource.RLIMIT_CORE)
    dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
    print(config.password.get_secret_value(), os.environ.get("MATRIXBOT_PASSWORD"), core, dumpable)
    return 0
check.check = look
__main__.main(["check", "--config", sys.argv[1]])
"""
    done = processes.run(script, str(tmp_path / "config.yaml"), MATRIXBOT_PASSWORD="secret")
    assert done == (0, "secret None (0, 0) 0\n", "")
