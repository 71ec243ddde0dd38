"""One real Synapse for all server tests, and fresh members in it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from matrixbot.demo.synapse import Synapse
from tests.server.members import Member, close_all


@dataclass(frozen=True)
class Account:
    """An account for the bot, with nothing done yet."""

    homeserver: str
    user_id: str
    password: str


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver without rate limits for the whole run of the tests."""
    homeserver = Synapse(tmp_path_factory.mktemp("synapse"), rate_limits=False)
    with asyncio.Runner() as runner:
        runner.run(homeserver.start())
        yield homeserver
        runner.run(homeserver.stop())


@pytest.fixture
async def account(synapse: Synapse) -> Account:
    user_id = await synapse.register(f"bot-{secrets.token_hex(4)}", "secret word", displayname="Board-Assistent")
    return Account(synapse.url, user_id, "secret word")


@pytest.fixture
async def member(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Member]]]:
    """Makes members: `anna = await member("anna")`; their devices are cross-signed unless `signed=False`."""
    made: list[Member] = []

    async def make(name: str = "anna", *, signed: bool = True) -> Member:
        made.append(await Member.new(synapse, tmp_path / "members", name, signed=signed))
        return made[-1]

    yield make
    await close_all(made)
