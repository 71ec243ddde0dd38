"""`matrixbot export DIR`: every record into a new folder, beside the bot, for whoever takes them elsewhere; with
`--public` what was released, for everybody."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from commands.base.call import Moment, Room
from commands.exporting import export_files
from commands.publishing import INDEX, LICENCES, licences, public_files
from commands.words import Member
from matrixbot.assembling import settings_of
from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.files import private_folder, sync_folder, write_private
from matrixbot.records import records_file, told
from storage import Store
from storage.copying import TooOld, reading, records_in, rooms_with_records
from storage.health import is_empty


def export_records(config: Config, folder: Path) -> None:
    """Writes the files of every board room into `folder`, which is made, or empty; of several rooms each has a folder
    of its own in it. All of it is there, or nothing. OperatorError says what is in the way."""
    with _new_folder(config, folder) as (connection, draft):
        rooms = rooms_with_records(connection)
        for at, store in _rooms(config, connection, rooms):
            place = draft if len(rooms) == 1 else private_folder(draft / _folder_name(store.room_id))
            for name, data in export_files(at, store, records_in(connection, store.room_id)):
                write_private(place / name, data)
        if len(rooms) > 1:
            write_private(draft / INDEX, _list_of({room_id: _folder_name(room_id) for room_id in rooms}))
    print(
        f"The records of {len(rooms)} room(s) are in {folder}. "
        "They are readable: keep the folder as you keep the bot's own."
    )


def export_released(config: Config, folder: Path) -> None:
    """Writes what was released into `folder`, for everybody to read, likewise; the same releases give the same bytes.
    Of several rooms the folders have names that tell nothing of them."""
    with _new_folder(config, folder) as (connection, draft):
        rooms = rooms_with_records(connection) or [""]
        names = sorted(_public_name(room_id) for room_id in rooms)
        for at, store in _rooms(config, connection, rooms):
            place = draft if len(rooms) == 1 else private_folder(draft / _public_name(store.room_id))
            for name, data in public_files(at, store):
                write_private(place / name, data)
        if len(rooms) > 1:
            write_private(draft / INDEX, _list_of({name: name for name in names}))
            write_private(draft / LICENCES, licences())
        _open_to_all(draft)
    print(f"What was released is in {folder}. It is for everybody: nothing else of the records stands in it.")


@contextmanager
def _new_folder(config: Config, folder: Path) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """The records, and a folder that takes the place of `folder` when all is written. OperatorError."""
    path, key = records_file(config), config.storage_key()
    _check(folder)
    with told(config, path):
        if is_empty(path, key):
            raise OperatorError(f"There are no records in {path} to export.")
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        with _disk(folder), told(config, path), _up_to_date(path):
            with reading(path, key) as connection:
                yield connection, private_folder(draft)
            draft.replace(folder)
            sync_folder(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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
        raise OperatorError(
            f"{folder} cannot be written ({fault.strerror}); nothing was exported. Name a folder in a place where this "
            "account may write and where there is room."
        ) from None


def _rooms(config: Config, connection: sqlite3.Connection, rooms: Sequence[str]) -> Iterator[tuple[Moment, Store]]:
    """Each board room as it is now, so far as the records know it."""
    now, settings = datetime.now(UTC).astimezone(config.timezone), settings_of(config)
    for room_id in rooms:
        store = Store(connection, room_id)
        members = tuple(Member(known.user_id, known.name or known.user_id) for known in store.members.all())
        yield Moment(Room(room_id, members, config.user_id), now, settings), store


def _list_of(folders: Mapping[str, str]) -> str:
    return "# Board\n\n" + "".join(f"- [{name}]({folder}/{INDEX})\n" for name, folder in folders.items())


def _open_to_all(folder: Path) -> None:
    """What is for everybody can be read by every account, such as the one that passes it on."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _public_name(room_id: str) -> str:
    """A name that is always the same and tells neither the room nor its server."""
    return f"board-{hashlib.sha256(room_id.encode()).hexdigest()[:8]}"


def _folder_name(room_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", room_id).strip("-.")
