"""`matrixbot export DIR`: every record into a new folder, beside the bot, for whoever takes them elsewhere."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from commands.base.call import Moment, Room
from commands.exporting import export_files
from commands.words import Member
from matrixbot.app import settings_of
from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.files import private_folder, sync_folder, write_private
from matrixbot.records import records_file, told
from storage import Store
from storage.copying import TooOld, reading, records_in, rooms_with_records
from storage.engine import StorageKey
from storage.health import is_empty


def export_records(config: Config, folder: Path) -> None:
    """Writes the files of every board room into `folder`, which is made, or empty; of several rooms each has a folder
    of its own in it. All of it is there, or nothing. OperatorError says what is in the way."""
    path, key = records_file(config), config.storage_key()
    _check(folder)
    with told(config, path):
        if is_empty(path, key):
            raise OperatorError(f"There are no records in {path} to export.")
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        with _disk(folder), told(config, path), _up_to_date(path):
            rooms = _write(config, path, key, private_folder(draft))
            draft.replace(folder)
            sync_folder(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    print(
        f"The records of {rooms} room(s) are in {folder}. They are readable: keep the folder as you keep the bot's own."
    )


def _check(folder: Path) -> None:
    """Nothing is overwritten, and no folder is made beyond the one that was asked for."""
    if folder.is_dir() and any(folder.iterdir()):
        raise OperatorError(f"{folder} is not empty. Name a new folder: nothing in it is overwritten.")
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        raise OperatorError(f"{folder} is a file. Name a new folder.")
    if not folder.parent.is_dir():
        raise OperatorError(f"{folder.parent} is not there. Make it first, or name another place for the new folder.")


@contextmanager
def _up_to_date(path: Path) -> Iterator[None]:
    try:
        yield
    except TooOld as fault:
        raise OperatorError(f"{path}: {fault}. Start the bot once: it brings its records up to date.") from None


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OperatorError(f"{folder} cannot be written ({fault.strerror}); nothing was exported.") from None


def _write(config: Config, path: Path, key: StorageKey | None, draft: Path) -> int:
    now, settings = datetime.now(UTC).astimezone(config.timezone), settings_of(config)
    with reading(path, key) as connection:
        room_ids = rooms_with_records(connection)
        for room_id in room_ids:
            store = Store(connection, room_id)
            room = Room(
                room_id,
                tuple(Member(known.user_id, known.name or known.user_id) for known in store.members.all()),
                config.user_id,
            )
            place = draft if len(room_ids) == 1 else private_folder(draft / _folder_name(room_id))
            for name, data in export_files(Moment(room, now, settings), store, records_in(connection, room_id)):
                write_private(place / name, data)
    if len(room_ids) > 1:
        listed = "".join(f"- [{room_id}]({_folder_name(room_id)}/index.md)\n" for room_id in room_ids)
        write_private(draft / "index.md", f"# Board\n\n{listed}")
    return len(room_ids)


def _folder_name(room_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", room_id).strip("-.")
