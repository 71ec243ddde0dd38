"""What most tests of the gateway begin with: a homeserver of the tests, and Anna with a device of her own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.matrixbot.homeserver import Homeserver, Peer
from tests.matrixbot.keystore import QuickStore


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
