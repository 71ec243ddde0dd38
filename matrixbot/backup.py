"""`matrixbot backup`: records, recovery key and pins in one file, while the bot runs; and a look into such a file."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.files import sync_file, sync_folder
from matrixbot.records import KEY_PLACES, held_by_another, key_place, moment_of, reason_of, records_file, told
from storage import engine
from storage.backups import Backup, NoBackup, make_backup, read_backup
from storage.database import passes
from storage.engine import Damaged, KeyFault, KeyMismatch
from storage.health import is_empty, is_sound
from storage.migrate import TooNew

_BESIDE = ("crypto/trust.json", "aliases.json")
"""What else of the data folder must not be lost: the pinned identities, and the rooms that aliases meant at first. The
crypto store is not in it: an old copy of one must never come back."""
RECOVERY_KEY = "recovery_key"
_NOT_WRITTEN: tuple[type[Exception], ...] = (OSError, Damaged, *engine.OperationalError)


def backup(config: Config, target: Path) -> None:
    """Writes a backup to `target`, or under a name with the moment into that folder, and says what is in it.

    OperatorError with the remedy; no file is left then, and none is ever written over.
    """
    path, key = records_file(config), config.storage_key()
    target = _file(target, path)
    with told(config, path):
        if is_empty(path, key):
            raise OperatorError(f"There are no records in {path} yet: there is nothing to back up.")
        if not is_sound(path, key):
            raise Damaged
    files = _files(config)
    with _drafted(target) as draft:
        now = round(datetime.now(UTC).timestamp() * 1000)
        made = make_backup(path, key, draft, user_id=config.user_id, files=files, now=now)
    print(f"{target}: {_summary(made, config)}")
    print(
        "It is encrypted with the key of the database: without that key nobody can restore it."
        if key
        else "It is NOT encrypted: whoever has the file reads all of it. `matrixbot rekey --new FILE` changes that."
    )
    if RECOVERY_KEY not in files:
        print("The recovery key is not in it, because it is not where the bot looks for it: keep it elsewhere.")


def check_backup(config: Config, file: Path) -> None:
    """Opens a backup, reads all of it and says what is in it. OperatorError if it could not be restored."""
    print(f"{file}: {_summary(opened_backup(config, file), config)} It can be restored.")


def opened_backup(config: Config, file: Path) -> Backup:
    """The backup in `file`, read once to its end. OperatorError that says why it cannot be restored."""
    key = config.storage_key()
    try:
        file.open("rb").close()
        return read_backup(file, key)
    except OSError as error:
        raise OperatorError(f"The backup {file} cannot be read ({error.strerror}).") from None
    except TooNew as fault:
        raise OperatorError(f"{file}: {fault}. Install the newer matrixbot first.") from None
    except KeyMismatch as mismatch:
        raise OperatorError(_mismatch(mismatch.fault, file, config)) from None
    except NoBackup:
        raise OperatorError(f"{file} is a database, but no backup that `matrixbot backup` has made.") from None
    except engine.OperationalError as fault:
        if not passes(fault):
            raise OperatorError(f"{file} is damaged, or no backup at all. Take another one.") from None
        cannot = OperatorError(f"The backup {file} cannot be read ({reason_of(fault)}).")
        raise held_by_another(file, fault) or cannot from None
    except Damaged:
        raise OperatorError(f"{file} is damaged, or no backup at all. Take another one.") from None


def _mismatch(fault: KeyFault, file: Path, config: Config) -> str:
    match fault:
        case KeyFault.MISSING:
            return (
                f"{file} is encrypted or damaged, and no key is given. Give the key that the database had when it was "
                f"made: {KEY_PLACES}."
            )
        case KeyFault.NEEDLESS:
            return (
                f"{file} is not encrypted, but {key_place(config)} gives a key. Take the key away, restore, and then "
                "encrypt the database with `matrixbot rekey --new FILE`."
            )
        case KeyFault.WRONG:
            return (
                f"The key that {key_place(config)} gives does not open {file}. Give the one that the database had when "
                "the backup was made; if this is the one, the file is damaged: take another."
            )
        case KeyFault.NO_ENGINE:
            return "What encrypts is not installed here. Install it: pip install 'matrixbot[encryption]'"


def _file(target: Path, path: Path) -> Path:
    """The file that is to be made. OperatorError if it cannot be that one."""
    if target.is_dir():
        target = target / f"matrixbot-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.backup"
    target = target.absolute()
    if target.exists() or target.is_symlink():
        raise OperatorError(f"{target} exists already. A backup is never written over a file: give another name.")
    if not target.parent.is_dir():
        raise OperatorError(f"There is no folder {target.parent} for the backup.")
    if target.parent.resolve() == path.parent.resolve() and target.name.startswith(path.name):
        raise OperatorError(f"{target} is a name that belongs to the database itself: give another one.")
    return target


def _files(config: Config) -> dict[str, bytes]:
    places = {name: config.data_dir / name for name in _BESIDE}
    places[RECOVERY_KEY] = config.recovery_key_file or config.data_dir / RECOVERY_KEY
    try:
        return {name: path.read_bytes() for name, path in places.items() if path.exists()}
    except OSError as error:
        raise OperatorError(f"{error.filename} cannot be read ({error.strerror}).") from None


@contextlib.contextmanager
def _drafted(target: Path) -> Iterator[Path]:
    """An empty file for this account alone; it becomes `target` when all is on the disk, otherwise nothing is left."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
        sync_file(draft)
        _publish(draft, target)
        sync_folder(target.parent)
    except _NOT_WRITTEN as fault:
        raise OperatorError(
            f"The backup {target} cannot be written ({reason_of(fault)}). Nothing was left there."
        ) from None
    finally:
        for name in (draft.name, f"{draft.name}-journal"):
            draft.with_name(name).unlink(missing_ok=True)


def _publish(draft: Path, target: Path) -> None:
    """Gives the file its name, unless another has it by now."""
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise OperatorError(f"{target} exists already: another backup was quicker.") from None
    except OSError:  # a file system without second names
        if target.exists():
            raise OperatorError(f"{target} exists already: another backup was quicker.") from None
        draft.rename(target)


def _summary(made: Backup, config: Config) -> str:
    records = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in made.records.items())
    return f"a backup of {made.user_id} as of {moment_of(config, made.made)} ({records})."
