"""`matrixbot setup` at a terminal against a real Synapse: from an invitation to a bot that answers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from matrixbot.demo.synapse import Synapse
from tests.processes import Processes
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.running import RunningBot, asks
from tests.typist import Typist

MakeMember = Callable[..., Awaitable[Member]]


def set_up(processes: Processes, config: Path, account: Account) -> str:
    """Answers the questions; gives all that was shown."""
    there = Typist(processes, "setup", "--config", str(config))
    for question, answer in {
        "Auf welchem Homeserver liegt das Konto": account.homeserver,
        "Welches Konto hat der Assistent": account.user_id,
        "1 mit Passwort, 2 mit Zugangstoken? [1]: ": "",
        "Passwort (es wird nicht angezeigt): ": account.password,
        "Welche Sprache spricht der Assistent, de oder en? [de]: ": "",
        "Die Datenbank verschlüsseln?": "nein",
    }.items():
        there.sees(question)
        there.types(answer)
    there.sees("Das ist der Wiederherstellungsschlüssel des Assistenten.")
    there.sees("So startet er:")
    assert there.ended() == 0
    return there.shown


async def test_what_setup_has_written_is_run_and_answers(
    synapse: Synapse, account: Account, member: MakeMember, processes: Processes, tmp_path: Path
) -> None:
    anna = await member("anna")
    room_id = await anna.room(account.user_id)
    folder = tmp_path / "bot"
    shown = await asyncio.to_thread(set_up, processes, folder / "config.yaml", account)
    assert f"({room_id})." in shown or f"Einladung: {room_id}" in shown
    assert "✓ The device is cross-signed" in shown
    assert account.password not in shown
    assert (folder / "password").read_text() == account.password + "\n"
    bot = RunningBot(folder)
    try:
        await bot.start()
        assert await asks(anna, room_id, "!ping") == "Der Board-Assistent ist da und hört zu."
        assert await bot.stop() == 0
    finally:
        await bot.close()


async def test_every_answer_as_an_option_needs_no_terminal(
    account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna = await member("anna")
    room_id = await anna.room(account.user_id)
    (tmp_path / "secret").write_text(account.password)
    config = tmp_path / "bot" / "config.yaml"
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "matrixbot"),
        *("setup", "--config", str(config), "--homeserver", account.homeserver, "--user", account.user_id),
        *("--password-file", str(tmp_path / "secret"), "--room", room_id, "--language", "en", "--no-encrypt"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    shown = (await program.communicate())[0].decode()
    assert program.returncode == 0
    assert f'rooms: ["{room_id}"]\nlanguage: en\n' in config.read_text()
    assert "This is the assistant's recovery key." in shown
    assert "✓ The device is cross-signed" in shown
