"""What an exchange of the key leaves beside the database when it is killed, and how that is brought to its end.

What has begun is noted in `rekey.json` first, and until the end the session opens with either key: whichever database
is found, its key opens everything.
"""

from __future__ import annotations

import json
from pathlib import Path

from matrixbot.config.storagekey import read_key
from matrixbot.errors import OperatorError
from matrixbot.files import sync_folder, wipe, write_private
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.sessionfile import SessionFile
from storage import engine
from storage.engine import KeyMismatch, StorageKey
from storage.health import is_empty
from storage.values import frozen

NEW, OLD, OLD_LOG = "board.db.new", "board.db.old", "board.db.old-wal"
_BESIDE = (NEW, f"{NEW}-journal", f"{NEW}-wal", f"{NEW}-shm", OLD_LOG, OLD)
_DRAFTS = (".session.json.*", ".rekey.json.*")
_IN_USE = ("board.db", "board.db-wal")


def _not_opened() -> tuple[type[Exception], ...]:
    """What is raised for a file that a key does not open, asked when it is caught."""
    return (OperatorError, KeyMismatch, *engine.DatabaseError)


@frozen
class Begun:
    """An exchange that has begun and not ended: the file of the new key, None if there shall be none."""

    new: Path | None

    @classmethod
    def read(cls, data_dir: Path) -> Begun | None:
        """What is noted in `data_dir`, if anything."""
        path = _note(data_dir)
        if not path.exists():
            return None
        try:
            new = json.loads(path.read_bytes())["new"]
            return cls(Path(new) if new is not None else None)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise OperatorError(
                f"{path} is damaged: it says which key an interrupted `matrixbot rekey` was writing. Remove it, and "
                "give the key that opens the database."
            ) from None

    def key(self) -> StorageKey | None:
        """The new key. OperatorError if it was not written yet."""
        return read_key(self.new) if self.new else None

    def has_happened(self, path: Path) -> bool:
        """Whether the database is the new one already."""
        try:
            return not is_empty(path, self.key())
        except _not_opened():
            return False

    def write(self, data_dir: Path) -> None:
        write_private(_note(data_dir), json.dumps({"new": str(self.new) if self.new else None}) + "\n")


def end_exchange(data_dir: Path, key: StorageKey | None) -> None:
    """Leaves one database, the one that `key` opens, no copy of it, and a session that opens with the same key; then
    `forget_exchange`. The folder is held by this process."""
    drafts = [path.name for draft in _DRAFTS for path in data_dir.glob(draft)]
    for name in (*_BESIDE, *drafts):
        beside = data_dir / name
        if beside.exists() and any((data_dir / used).exists() and beside.samefile(data_dir / used) for used in _IN_USE):
            beside.unlink()  # a second name of what is in use
        else:
            wipe(beside)
    if _note(data_dir).exists():
        SessionFile(data_dir, seal_of(key)).read()


def forget_exchange(data_dir: Path) -> None:
    """What was to be ended is ended, and whoever asked for it has been told."""
    if _note(data_dir).exists():
        _note(data_dir).unlink()
        sync_folder(data_dir)


def seal_of(key: StorageKey | None) -> Seal | None:
    """What closes the secrets of the session; None where the database is not encrypted."""
    return Seal(key.secret) if key else None


def _note(data_dir: Path) -> Path:
    return data_dir / "rekey.json"
