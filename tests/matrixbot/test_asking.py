"""`check` asks the running bot over its socket: what it says, and that nobody else can ask."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from matrixbot.config import Config, load
from matrixbot.files import exclusive
from matrixbot.gateway import Refused
from matrixbot.health.asking import NAME, asked, check_local
from matrixbot.health.door import open_door
from matrixbot.health.vitals import Vitals
from tests.board import ROOM, Board
from tests.fake_matrix import BOT


@pytest.fixture
def config(tmp_path: Path) -> Config:
    file = tmp_path / "config.yaml"
    file.write_text(
        f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["{ROOM}", "!other:board.test"]\npassword: x\n'
    )
    return load(file, {})


async def refuse(_room: str) -> str:
    raise Refused("the homeserver refused it: 403 M_FORBIDDEN", "M_FORBIDDEN")


@asynccontextmanager
async def running(config: Config, folder: Path) -> AsyncIterator[Board]:
    """A bot that runs on the configured folder and can be asked."""
    with exclusive(config.data_dir):
        board = Board(folder, room_ids=config.rooms)
        board.matrix.join = refuse  # type: ignore[method-assign]
        await board.start()
        vitals = Vitals(config)
        async with open_door(config.data_dir, vitals):
            vitals.runs(board.bot, board.database, board.matrix, ())
            yield board
        await board.stop()


async def test_a_running_bot_says_how_it_is_and_why_a_room_is_not_served(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(config, tmp_path):
        found = await asked(config.data_dir, local=False)
        assert stat.S_IMODE((config.data_dir / NAME).stat().st_mode) == 0o600
        assert await check_local(config) == 0
    assert [str(one) for one in found] == [
        "✓ The bot is running and well.",
        "✓ The device is cross-signed by the identity aaaa bbbb.",
        f"✓ {ROOM}: joined, 4 member(s).",
        f"✓ {ROOM}: the bot may notify the whole room.",
        f"✗ {tmp_path}/config.yaml:3: rooms: !other:board.test is not served: the bot is not in it.\n"
        f"  → Invite {BOT} into the room; it joins by itself.",
    ]
    assert capsys.readouterr().out == "✓ The bot is running and well.\n"
    assert not (config.data_dir / NAME).exists()


async def test_the_log_says_of_each_room_whether_it_is_served_and_when_that_changes(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "matrixbot.bot.upkeep")
    async with running(config, tmp_path) as board:
        assert caplog.messages == [
            "!other:board.test could not be joined: the homeserver refused it: 403 M_FORBIDDEN",
            f"serving {ROOM}",
            f"not serving !other:board.test: the bot is not in it. Invite {BOT} into the room; it joins by itself.",
        ]
        caplog.clear()
        await board.bot.step()
        assert caplog.messages == []
        board.matrix.add_room("!other:board.test", encrypted=False)
        await board.bot.step()
    assert caplog.messages == [
        "not serving !other:board.test: it is not encrypted, so the bot refuses it. Turn on encryption in the room's "
        "settings, or list the room under allow_unencrypted."
    ]


async def test_a_bot_that_waits_for_its_homeserver_says_so(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    with exclusive(config.data_dir):
        vitals = Vitals(config)
        vitals.waits_for = "it waits for the homeserver: http://127.0.0.1:1 cannot be reached: Connection refused"
        async with open_door(config.data_dir, vitals):
            assert await check_local(config) == 1
    assert capsys.readouterr().out == (
        "✗ The bot is running, but not ready: it waits for the homeserver: http://127.0.0.1:1 cannot be reached: "
        "Connection refused.\n"
        "  → Its log says more. If it does not help itself within minutes, restart it.\n"
    )


async def test_a_bot_that_does_not_run_or_does_not_answer_is_not_well(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await check_local(config) == 1
    assert capsys.readouterr().out == (
        "✗ The bot is not running.\n  → Start it: matrixbot run, or systemctl start matrixbot.\n"
    )
    with exclusive(config.data_dir):
        assert await check_local(config) == 1
    assert capsys.readouterr().out == (
        "✗ The bot is running, but does not answer.\n  → Its log says more. Restart it.\n"
    )


async def test_a_socket_left_behind_by_a_kill_is_replaced_however_deep_the_folder_lies(
    tmp_path: Path, config: Config
) -> None:
    folder = tmp_path.joinpath(*["a-folder-of-thirty-two-characters"] * 4)
    folder.mkdir(parents=True)
    (folder / NAME).touch()
    async with open_door(folder, Vitals(config)):
        found = await asked(folder, local=False)
    assert found[0].text == "The bot is running, but not ready: it is starting."


async def test_what_is_not_well_is_said(config: Config, tmp_path: Path) -> None:
    async with running(config, tmp_path) as board:
        vitals = Vitals(config)
        vitals.runs(board.bot, board.database, board.matrix, ())
        assert (await vitals.signs()).troubles == ()

        synced = board.bot.sync.synced
        assert synced is not None
        board.bot.sync.synced = time.monotonic() - 100
        assert (await vitals.signs()).troubles == ("the last sync was 100 s ago",)
        await board.bot.step()
        assert (await vitals.signs()).troubles == ()

        await board.says("anna", "!remind in 10 minutes Tee")
        board.now += timedelta(minutes=20)
        assert (await vitals.signs()).troubles == ("a reminder is late by 600 s",)
        board.now -= timedelta(minutes=20)

        board.said("anna", {"msgtype": "m.text", "body": "!ping"})
        await board.bot.sync.step(0)
        assert (await vitals.signs()).troubles == ()
        board.now += timedelta(minutes=6)
        assert (await vitals.signs()).troubles == ("a message waits for 360 s",)
        await board.bot.step()
        assert (await vitals.signs()).troubles == ()

        board.database.path.rename(tmp_path / "elsewhere.db")
        assert (await vitals.signs()).troubles == ("the database is damaged",)


@pytest.mark.long
def test_a_health_check_does_without_the_bot_itself(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["{ROOM}"]\n')
    script = "import sys\nfrom matrixbot.__main__ import main\nmain(sys.argv[1:])\nprint('nio' in sys.modules)\n"
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--local", "--config", str(tmp_path / "config.yaml")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("systemctl start matrixbot.\nFalse\n")
