"""A running bot from outside: health checks, figures, and `check` beside it, while its homeserver goes and comes."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.proxy import Proxy
from tests.server.running import ROOT, RunningBot, asks

MakeMember = Callable[..., Awaitable[Member]]


async def got(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def checked(config: Path, *options: str) -> tuple[int | None, str]:
    """What `matrixbot check` says, and its exit status."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "matrixbot", "check", "--config", str(config), *options),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    out, _ = await program.communicate()
    return program.returncode, out.decode()


async def test_health_figures_and_check_of_a_running_bot(
    synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna = await member("anna")
    room_id = await anna.room(account.user_id)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with Proxy(synapse.url) as proxy:
        bot = RunningBot.configured(
            tmp_path / "bot",
            synapse,
            account.user_id,
            account.password,
            room_id,
            "!elsewhere:localhost",
            homeserver=proxy.url,
            http=f'{{listen: "127.0.0.1:{port}"}}',
        )
        await bot.start()
        try:
            assert await asks(anna, room_id, "!ping")
            assert await got(f"http://127.0.0.1:{port}/healthz") == (200, "ok\n")
            status, figures = await got(f"http://127.0.0.1:{port}/metrics")
            assert status == 200
            assert 'matrixbot_commands_total{command="ping"} 1.0\n' in figures
            assert account.user_id not in figures
            config = bot.folder / "config.yaml"
            assert await checked(config, "--local") == (0, "✓ The bot is running and well.\n")
            status, said = await checked(config)
            assert status == 1
            assert "✓ The bot is running and well.\n✓ The device is cross-signed by the identity " in said
            assert "rooms: !elsewhere:localhost is not served: the bot is not in it.\n" in said
            log = bot.log()
            assert f"serving {room_id}" in log
            assert "not serving !elsewhere:localhost: the bot is not in it. Invite" in log
            assert await bot.stop() == 0
        finally:
            await bot.close()
    assert (await checked(bot.folder / "config.yaml", "--local"))[0] == 1
