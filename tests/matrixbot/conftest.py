"""What most tests of the gateway begin with: a homeserver of the tests, and Anna with a device of her own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.matrixbot.homeserver import Homeserver, Peer
from tests.matrixbot.keystore import QuickStore
from tests.processes import Processes


@pytest.fixture(autouse=True)
def closed_key_stores() -> Iterator[None]:
    """Every store of keys that a test opens is closed behind it: the newest Python warns of those that are not."""
    yield
    while QuickStore.opened:
        QuickStore.opened.pop().close()


@pytest.fixture
def server() -> Homeserver:
    return Homeserver()


@pytest.fixture
def anna(server: Homeserver, tmp_path: Path) -> Peer:
    return Peer(server, tmp_path / "anna")


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Starts processes of their own that have the product in memory."""
    started = Processes()
    yield started
    started.close()
