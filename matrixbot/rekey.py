"""`matrixbot rekey`: the records under another key, or under none. Killed at any step, the next start or call ends it.

The new database is written beside the old one and compared with it; a rename is the moment at which it takes its
place; the old one, and its write-ahead log, are overwritten and removed last.
"""

from __future__ import annotations

import os
from pathlib import Path

from matrixbot.config import Config
from matrixbot.config.storagekey import new_key_file, read_key
from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, sync_file, sync_folder
from matrixbot.leftovers import NEW, OLD, OLD_LOG, Begun, end_exchange, forget_exchange, seal_of
from matrixbot.matrix.homeserver.sessionfile import SessionFile
from matrixbot.records import reason_of, records_file, told
from storage import engine
from storage.engine import Damaged, StorageKey, can_encrypt
from storage.health import is_empty, is_sound
from storage.rekeying import copy_under


def rekey(config: Config, new: Path | None) -> None:
    """Puts the records under a new random key, which is written to `new`, or under none; prints what the operator has
    to change. OperatorError with the remedy; the database is as it was then."""
    path, new = records_file(config), new.absolute() if new else None
    if not path.exists():
        raise OperatorError(f"There is no database {path}. The first start makes it, encrypted if a key is given.")
    with exclusive(config.data_dir), told(config, path):
        begun = Begun.read(config.data_dir)
        if begun and begun.has_happened(path):
            end_exchange(config.data_dir, begun.key())
            if new != begun.new:
                forget_exchange(config.data_dir)
                raise OperatorError(
                    f"An exchange of the key that was interrupted is ended now. {_to_change(begun.new)}"
                )
        else:
            key = config.storage_key()
            _check(path, key, new, resumed=begun is not None and begun.new == new)
            end_exchange(config.data_dir, key)
            _exchange(config.data_dir, path, key, new)
        done = f"{path} is encrypted with the key in {new} now." if new else f"{path} is not encrypted any more."
        print(done, _to_change(new), sep="\n", flush=True)
        forget_exchange(config.data_dir)


def _check(path: Path, key: StorageKey | None, new: Path | None, *, resumed: bool) -> None:
    """OperatorError, KeyMismatch or Damaged for whatever forbids to begin."""
    if not can_encrypt():
        raise OperatorError("What encrypts is not installed here. Install it: pip install 'matrixbot[encryption]'")
    if is_empty(path, key):
        raise OperatorError(f"{path} is empty. The first start fills it, encrypted if a key is given.")
    if not is_sound(path, key):
        raise Damaged
    if new is None:
        if key is None:
            raise OperatorError(f"{path} is not encrypted: there is no key to take away.")
    elif new.exists() and not resumed:
        raise OperatorError(f"{new} exists already. A key is never written over a file: give another name.")
    elif not new.parent.is_dir():
        raise OperatorError(f"There is no folder {new.parent} for the key.")
    elif new.parent.samefile(path.parent) and new.name.startswith(path.name):
        raise OperatorError(f"{new} is a name that belongs to the database: give another one.")


def _exchange(data_dir: Path, path: Path, key: StorageKey | None, new: Path | None) -> None:
    Begun(new).write(data_dir)
    try:
        new_key = _new_key(new)
        SessionFile(data_dir, seal_of(key)).open_with([seal_of(key), seal_of(new_key)])
        _copy(path, key, new_key)
        (data_dir / OLD).hardlink_to(path)
        (data_dir / NEW).replace(path)
    except _failures() as fault:
        end_exchange(data_dir, key)
        forget_exchange(data_dir)
        if new:
            new.unlink(missing_ok=True)
        raise OperatorError(
            f"The new database cannot be written beside {path} ({reason_of(fault)}). The old one is as it was. The new "
            "one needs as much room again."
        ) from None
    sync_folder(data_dir)
    end_exchange(data_dir, new_key)


def _failures() -> tuple[type[Exception], ...]:
    """What a full disk raises, asked when it is caught: SQLCipher's come with the first encrypted file."""
    return (OSError, Damaged, *engine.OperationalError)


def _new_key(new: Path | None) -> StorageKey | None:
    """The new key, on the disk before anything is encrypted with it; the one that an interrupted call has written."""
    if new is None:
        return None
    if new.exists() and new.stat().st_size:
        return read_key(new)
    new.unlink(missing_ok=True)
    return new_key_file(new)


def _copy(path: Path, key: StorageKey | None, new_key: StorageKey | None) -> None:
    copy, log = path.with_name(NEW), path.with_name(f"{path.name}-wal")
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def keep_log() -> None:
        """SQLite removes the log without overwriting it: under another name it is still there for that."""
        if log.exists():
            path.with_name(OLD_LOG).hardlink_to(log)

    copy_under(path, key, copy, new_key, keep_log)
    sync_file(copy)


def _to_change(new: Path | None) -> str:
    line = f"storage: {{key_file: {new}}}" if new else "storage: {key_file: null}"
    more = (
        f"Keep a copy of {new} elsewhere, not beside the backups: without it the records are lost. If the key is given "
        "in another way (MATRIXBOT_STORAGE_KEY, a credential), give this one there."
        if new
        else "Take the key away wherever else it is given."
    )
    return (
        f"In the configuration write:\n\n{line}\n\n{more} Backups made before stay under the key they were made with."
    )
