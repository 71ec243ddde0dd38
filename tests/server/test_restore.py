"""The drill: a bot with an encrypted database is lost and comes back from a backup, on a real homeserver."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.running import ROOT, RunningBot, asks, content_of

MakeMember = Callable[..., Awaitable[Member]]
WORD = "Zwetschgendatschi"
"""Stands in everything that is said here."""


async def told(bot: RunningBot, *arguments: str) -> tuple[int, str]:
    """What that command line of the program says, and its exit status."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "matrixbot", *arguments, "--config", str(bot.folder / "config.yaml")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=ROOT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


def lies_in_clear(folder: Path) -> list[str]:
    """The files under the folder that hold a byte of what was said, or of what the session keeps secret."""
    secret = [WORD.encode(), WORD.lower().encode(), b"syt_", b"access_token", b"pickle_key"]
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in secret)
    ]


def said_by_bot(member: Member, account: Account) -> list[str]:
    return [str(content_of(event).get("body", "")) for event in member.heard if event.sender == account.user_id]


async def test_lost_and_restored_nothing_is_said_twice_and_the_identity_stays(
    synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna = await member("anna")
    room_id = await anna.room(account.user_id)
    folder, key, backup = tmp_path / "bot", tmp_path / "key", tmp_path / "one.backup"
    key.write_text("0123456789abcdef" * 4 + "\n")
    key.chmod(0o600)
    bot = RunningBot.configured(
        folder, synapse, account.user_id, account.password, room_id, storage=f"{{key_file: {key}}}"
    )
    await bot.start()
    assert await asks(anna, room_id, f"!task add {WORD} backen")
    assert await asks(anna, room_id, f"!remind tomorrow {WORD} kaufen")
    assert lies_in_clear(folder / "data") == []

    status, said = await told(bot, "backup", str(backup))
    assert (status, "It is encrypted" in said) == (0, True), said
    assert WORD.encode() not in backup.read_bytes()
    identity = (await anna.call("POST", "/keys/query", {"device_keys": {account.user_id: []}}))["master_keys"]
    lost = await asks(anna, room_id, f"!task add {WORD} essen")
    assert "T3" in lost
    status, said = await told(bot, "restore", str(backup))
    assert (status, "is in use by another matrixbot" in said) == (2, True), said
    await bot.kill()
    assert lies_in_clear(folder / "data") == []
    (device,) = await devices(anna, account)
    for _ in range(2):
        await anna.says(room_id, f"!task add {WORD} verschenken")
    (folder / "data").rename(tmp_path / "lost")
    before = len(said_by_bot(anna, account))

    status, said = await told(bot, "restore", str(backup))
    assert status == 0, said
    assert f"{room_id}: 3 message(s) since then are not read." in said
    assert lies_in_clear(folder / "data") == []
    status, said = await told(bot, "restore", str(backup))
    assert (status, "is not empty" in said) == (2, True), said
    await bot.start()
    await anna.hears("Sicherung")
    anna.nio.invalidate_outbound_session(room_id)  # nio shares a session that is there with no new device
    answer = await asks(anna, room_id, f"!task add {WORD} einfrieren")
    assert "T103" in answer
    since = said_by_bot(anna, account)[before:]
    assert sum("3 Nachrichten von seither wurden nicht gelesen" in text for text in since) == 1
    assert not any("essen" in text or "verschenken" in text or "lesen konnte" in text for text in since)
    assert len(since) == 2, since
    after = await anna.call("POST", "/keys/query", {"device_keys": {account.user_id: []}})
    assert after["master_keys"] == identity
    (new,) = await devices(anna, account)
    assert new != device
    assert await bot.stop() == 0
    assert lies_in_clear(folder / "data") == []
    session = json.loads((folder / "data" / "session.json").read_text())
    assert session["device_id"] == new


async def devices(anna: Member, account: Account) -> list[str]:
    """The bot's devices that are signed by its identity."""
    answer = await anna.call("POST", "/keys/query", {"device_keys": {account.user_id: []}})
    return sorted(answer["device_keys"][account.user_id])
