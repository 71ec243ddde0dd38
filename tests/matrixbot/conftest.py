"""What most tests of the gateway begin with: a homeserver of the tests, and Anna with a device of her own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.matrixbot.homeserver import Homeserver, Peer


@pytest.fixture
def server() -> Homeserver:
    return Homeserver()


@pytest.fixture
def anna(server: Homeserver, tmp_path: Path) -> Peer:
    return Peer(server, tmp_path / "anna")
