"""The records' file as the operator meets it: opened with its key, and every fault of it a sentence with its remedy."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from matrixbot.config import Config
from matrixbot.config.storagekey import CREDENTIAL, KEY_VARIABLE
from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, full_disk, private_folder, usable
from matrixbot.files import told as cannot_be_used
from matrixbot.leftovers import Begun, end_exchange, forget_exchange
from storage import Database, engine
from storage.engine import KeyFault, KeyMismatch
from storage.health import is_empty
from storage.migrate import TooNew

KEY_PLACES = f"storage.key_file in the configuration, {KEY_VARIABLE}, or the service's credential {CREDENTIAL}"

RESTORING = "restoring"
"""The folder within the data folder in which a restore makes everything."""


def records_file(config: Config) -> Path:
    """Where the records are."""
    return config.data_dir / "board.db"


async def open_records(config: Config) -> Database:
    """The database, new if nothing has ever worked here; an exchange of its key that was interrupted is ended. The data
    folder is held by this process. OperatorError with the remedy."""
    path, key = records_file(config), config.storage_key()
    if (config.data_dir / RESTORING).exists():
        raise OperatorError(
            f"A restore into {config.data_dir} was interrupted. Say `matrixbot restore FILE` once more."
        )
    with told(config, path):
        if config.session_file.exists() and is_empty(path, key):
            raise OperatorError(
                f"{path} is missing or empty, though the bot has worked here before: the board's records are lost. "
                f"Restore the newest backup; or remove {config.session_file} to begin anew without them."
            )
        database = await Database.open(path, key)
    try:
        end_exchange(config.data_dir, key)
        forget_exchange(config.data_dir)
    except BaseException:
        await database.close()
        raise
    return database


async def make_database(config: Config) -> None:
    """Makes the database before a first login: a session without one means that the records are lost."""
    with usable(config.data_dir), told(config, records_file(config)):
        private_folder(config.data_dir)
        first = not config.session_file.exists() and is_empty(records_file(config), config.storage_key())
    if first:
        with exclusive(config.data_dir):
            database = await open_records(config)
        await database.close()


@contextmanager
def told(config: Config, path: Path) -> Iterator[None]:
    """What is wrong with the database `path` is an OperatorError; what the disk does is left as it is."""
    try:
        yield
    except TooNew as fault:
        raise OperatorError(f"{path}: {fault}. Install the newer matrixbot again, or restore a backup.") from None
    except KeyMismatch as mismatch:
        raise OperatorError(_mismatch(mismatch.fault, path, config)) from None
    except engine.OperationalError as fault:
        raise _unusable(path, fault) from None
    except engine.DatabaseError:
        raise OperatorError(f"{path} is damaged: it holds the board's records. Restore the newest backup.") from None


def _unusable(path: Path, fault: Exception) -> OperatorError:
    """Why a database that may be sound cannot be opened now."""
    if held := held_by_another(path, fault):
        return held
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return cannot_be_used(PermissionError(errno.EACCES, "", str(path)), path.parent)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return full_disk(path.parent)
    return OperatorError(f"{path} is damaged: it holds the board's records. Restore the newest backup.")


def held_by_another(path: Path, fault: Exception) -> OperatorError | None:
    """The fault in words, if it is that another program holds the database `path`."""
    if getattr(fault, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return None
    return OperatorError(f"{path} is held by another program, such as a shell of sqlite3. End that one first.")


def reason_of(fault: BaseException) -> str:
    """Why something could not be written or read, in a few words."""
    return getattr(fault, "strerror", None) or getattr(fault, "sqlite_errorname", None) or str(fault)


def moment_of(config: Config, ms: int) -> str:
    """A moment (ms) as the operator reads it, in the board's time zone."""
    return f"{datetime.fromtimestamp(ms / 1000, config.timezone):%a %d.%m.%Y %H:%M:%S}"


def key_place(config: Config) -> str:
    """Where the key that was read comes from."""
    return f"storage.key_file ({config.storage.key_file})" if config.storage.key_file else "the environment"


def _mismatch(fault: KeyFault, path: Path, config: Config) -> str:
    begun = Begun.read(config.data_dir)
    if begun and begun.has_happened(path):
        now = f"has the key in {begun.new} already: give that one" if begun.new else "has no key any more: take it away"
        return f"`matrixbot rekey` was interrupted, and {path} {now}; or say the same `matrixbot rekey` once more."
    place = key_place(config)
    match fault:
        case KeyFault.MISSING:
            return (
                f"{path} is encrypted, and no key is given. Give the one it was encrypted with: {KEY_PLACES}. If it "
                "never was encrypted, it is damaged: restore the newest backup."
            )
        case KeyFault.NEEDLESS:
            return (
                f"{path} is not encrypted, but {place} gives a key. Take the key away; `matrixbot rekey --new FILE` "
                "then encrypts the database and says what to put in its place."
            )
        case KeyFault.WRONG:
            return (
                f"The key that {place} gives does not open {path}. Give the one it was encrypted with; if this is the "
                "one, the file is damaged: restore the newest backup."
            )
        case KeyFault.NO_ENGINE:
            return (
                f"{place[0].upper()}{place[1:]} gives a key, but what encrypts is not installed here. Install it: "
                "pip install 'matrixbot[encryption]'"
            )
