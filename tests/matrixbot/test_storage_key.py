"""Where the key of the database comes from, and every way in which it can be wrong: one sentence, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matrixbot.config import Config, load
from matrixbot.config.storagekey import new_key_file, read_key
from matrixbot.errors import OperatorError
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.sessionfile import Session, SessionFile
from matrixbot.records import open_records
from storage import Database
from storage.engine import StorageKey
from tests.matrixbot.test_damaged_files import MAIN
from tests.processes import Processes
from tests.selection import some

HEX = "0123456789abcdef" * 4
OTHER = "f" * 64
SMALL = 'homeserver: http://127.0.0.1:1\nuser_id: "@bot:x"\nrooms: ["!a:x"]\npassword: x\n'


def configured(folder: Path, more: str = "", **env: str) -> Config:
    (folder / "config.yaml").write_text(SMALL + more)
    return load(folder / "config.yaml", env)


def key_file(folder: Path, content: str = HEX + "\n", mode: int = 0o600) -> Path:
    path = folder / "key"
    path.write_text(content)
    path.chmod(mode)
    return path


def test_the_key_comes_from_a_file_a_variable_or_a_credential(tmp_path: Path) -> None:
    key = StorageKey.read(HEX)
    path = key_file(tmp_path, HEX + "\nwhat stands below is not read\n")
    assert configured(tmp_path).storage_key() is None
    assert configured(tmp_path, f"storage: {{key_file: {path}}}").storage_key() == key
    assert configured(tmp_path, "storage: {key_file: key}").storage_key() == key
    assert configured(tmp_path, MATRIXBOT_STORAGE_KEY=HEX).storage_key() == key
    (tmp_path / "storage_key").write_text(HEX)
    (tmp_path / "storage_key").chmod(0o440)
    assert configured(tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path)).storage_key() == key
    assert configured(tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path / "none")).storage_key() is None
    both = configured(tmp_path, "storage: {key_file: key}", CREDENTIALS_DIRECTORY=str(tmp_path))
    assert both.storage_key() == key


def test_two_keys_are_one_too_many(tmp_path: Path) -> None:
    key_file(tmp_path)
    config = configured(tmp_path, "storage: {key_file: key}", MATRIXBOT_STORAGE_KEY=OTHER)
    with pytest.raises(OperatorError, match="give different keys for the database") as two:
        config.storage_key()
    assert HEX not in str(two.value)
    assert OTHER not in str(two.value)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("", 0o600, "is empty. Its first line must be 64 hexadecimal digits"),
        ("\n" + HEX, 0o600, "is empty"),
        (HEX[:40], 0o600, "must be 64 hexadecimal digits, which `matrixbot rekey --new FILE` writes; found 40 charac"),
        (HEX + "00", 0o600, "found 66 characters"),
        ("passphrase" * 6 + "pass", 0o600, "found 64 characters that are not all hexadecimal"),
        (HEX, 0o644, "Every account on this machine can read the key file .*: chmod 600 "),
        (None, 0o600, "cannot be read"),
    ],
)
def test_a_file_that_is_no_key_is_named_and_not_quoted(
    tmp_path: Path, content: str | None, mode: int, said: str
) -> None:
    path = tmp_path / "key" if content is None else key_file(tmp_path, content, mode)
    with pytest.raises(OperatorError, match=said) as refused:
        configured(tmp_path, "storage: {key_file: key}").storage_key()
    assert str(path) in str(refused.value)
    assert content is None or len(content) < 5 or content[:8] not in str(refused.value)


@pytest.mark.parametrize("text", ["", "ab", HEX[:63] + "x"])
def test_a_variable_that_holds_no_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(OperatorError, match="MATRIXBOT_STORAGE_KEY must be 64 hexadecimal digits"):
        configured(tmp_path, MATRIXBOT_STORAGE_KEY=text).storage_key()


def test_a_new_key_is_for_this_account_and_over_no_file(tmp_path: Path) -> None:
    path = tmp_path / "new"
    key = new_key_file(path)
    assert read_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) == 65
    with pytest.raises(OperatorError, match="exists already"):
        new_key_file(path)
    assert read_key(path) == key
    with pytest.raises(OperatorError, match="cannot be made"):
        new_key_file(tmp_path / "missing" / "new")


ANSWERS = {
    "wrong": "does not open",
    "missing": "is encrypted, and no key is given",
    "needless": "is not encrypted, but MATRIXBOT_STORAGE_KEY",
    "short": "must be 64 hexadecimal digits",
}


@pytest.mark.parametrize("command", some(["run", "check"], 2))
@pytest.mark.parametrize("case", ["wrong", "missing", "needless", "short"])
async def test_the_program_ends_with_one_sentence(
    processes: Processes, tmp_path: Path, case: str, command: str
) -> None:
    given = {"wrong": OTHER, "needless": HEX, "short": HEX[:10]}.get(case)
    made = {} if case == "needless" else {"MATRIXBOT_STORAGE_KEY": HEX}
    _folder(tmp_path)
    database = await open_records(configured(tmp_path, **made))
    await database.close()
    before = (tmp_path / "data" / "board.db").read_bytes()
    environment = {"MATRIXBOT_STORAGE_KEY": given} if given is not None else {}
    done = processes.run(MAIN, command, "--config", str(tmp_path / "config.yaml"), **environment)
    assert (done.status, done.out) == (2, ""), done
    assert ANSWERS[case].replace("MATRIXBOT_STORAGE_KEY", "the environment") in done.err
    assert len(done.err.splitlines()) == 1
    assert given is None or given not in done.err
    assert (tmp_path / "data" / "board.db").read_bytes() == before


def _folder(folder: Path) -> None:
    (folder / "data").mkdir()


async def test_records_whose_exchange_cannot_be_ended_do_not_stay_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Database] = []
    close = Database.close

    async def noted(self: Database) -> None:
        closed.append(self)
        await close(self)

    def fail(*_arguments: object) -> None:
        raise OperatorError("no")

    monkeypatch.setattr(Database, "close", noted)
    monkeypatch.setattr("matrixbot.records.end_exchange", fail)
    _folder(tmp_path)
    with pytest.raises(OperatorError, match=r"^no$"):
        await open_records(configured(tmp_path))
    assert len(closed) == 1


def test_a_session_is_sealed_with_the_key_and_read_with_it_alone(tmp_path: Path) -> None:
    (tmp_path / "crypto").mkdir()
    seal = Seal(bytes(32))
    session = Session("http://x", "@bot:x", "DEVICE", "very-secret", "ab" * 32)
    file = SessionFile(tmp_path, seal)
    assert file.read() is None
    file.write(session)
    written = file.path.read_text()
    assert ("very-secret" in written, "abab" in written, "DEVICE" in written) == (False, False, True)
    assert SessionFile(tmp_path, seal).read() == session
    for other, why in ((None, "No key is given"), (Seal(b"x" * 32), "The key that is given does not open it")):
        with pytest.raises(OperatorError, match=why):
            SessionFile(tmp_path, other).read()
    assert file.path.read_text() == written


def test_while_the_key_is_exchanged_each_opens_the_session_and_then_one(tmp_path: Path) -> None:
    (tmp_path / "crypto").mkdir()
    seals = [None, Seal(b"a" * 32), Seal(b"b" * 32)]
    session = Session("http://x", "@bot:x", "DEVICE", "very-secret", "ab" * 32)
    for seal in seals:
        SessionFile(tmp_path, None).path.unlink(missing_ok=True)
        SessionFile(tmp_path, None).write(session)
        SessionFile(tmp_path, None).open_with(seals)
        assert SessionFile(tmp_path, seal).read() == session
        content = json.loads((tmp_path / "session.json").read_text())
        assert ("access_token" in content, len(content.get("sealed", []))) == (
            (True, 0) if seal is None else (False, 1)
        )


def test_the_key_of_the_crypto_store_moves_into_the_session(tmp_path: Path) -> None:
    (tmp_path / "crypto").mkdir()
    old = {"homeserver": "http://x", "user_id": "@bot:x", "device_id": "DEVICE", "access_token": "token"}
    (tmp_path / "session.json").write_text(json.dumps(old))
    (tmp_path / "crypto" / "pickle_key").write_text("cd" * 32)
    kept = SessionFile(tmp_path, None).read()
    assert kept == Session(**old, pickle_key="cd" * 32)
    assert not (tmp_path / "crypto" / "pickle_key").exists()
    assert SessionFile(tmp_path, None).read() == kept
