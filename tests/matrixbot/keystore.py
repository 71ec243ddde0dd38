"""The store of keys in quick tests: no waiting for the disk."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from matrixbot.matrix.crypto.keyfile import KeyFile
from matrixbot.matrix.crypto.keystore import KeyStore


class QuickStore(KeyStore):
    """The store of keys: nobody cuts the power in a quick test."""

    synchronous = "off"
    opened: ClassVar[list[KeyFile]] = []
    """What a test has opened; `tests.matrixbot.conftest` closes it."""

    def __init__(self, user_id: str, device_id: str, path: Path, passphrase: str) -> None:
        super().__init__(user_id, device_id, path, passphrase)
        self.opened.append(self.file)
