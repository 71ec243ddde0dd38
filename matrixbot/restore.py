"""`matrixbot restore`: the records of a backup in an empty data folder, under a new device of the same identity.

Everything is made in a folder within the data folder and moved into its place at the end, the database last. A restore
that was killed is begun anew by the next one; the bot does not start before.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from matrixbot.aliases import room_ids
from matrixbot.app import gateway_of
from matrixbot.backup import RECOVERY_KEY, opened_backup
from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, private_folder, sync_folder, write_private
from matrixbot.gateway import GatewayError
from matrixbot.records import RESTORING, moment_of, reason_of
from storage import Database, engine
from storage.backups import Backup, take_up
from storage.database import StorageBusy
from storage.inbox import Inbox
from storage.upgrades import current_room

_PARTS = ("crypto", "aliases.json", "session.json", "board.db")
"""What a restore makes, in the order in which it is moved: while there is no database, nothing has been restored."""
_LEFT = ("lock", "check.socket", RECOVERY_KEY)
"""What may lie in the folder before: what a process leaves that was killed, and what is not written over."""
_NOT_DONE: tuple[type[Exception], ...] = (OSError, StorageBusy, *engine.OperationalError)


def restore(config: Config, file: Path) -> None:
    """Puts the records of `file` into the data folder and says what becomes of the rest. OperatorError with the remedy;
    nothing of what was there is changed then."""
    file = file.absolute()
    found = opened_backup(config, file)
    if found.user_id != config.user_id:
        raise OperatorError(f"{file} is a backup of {found.user_id}, the configuration says {config.user_id}.")
    key_file = config.recovery_key_file or config.data_dir / RECOVERY_KEY
    if RECOVERY_KEY not in found.files and not key_file.exists():
        raise OperatorError(
            f"{file} holds no recovery key, and there is none in {key_file}. Put it there: without it every member has "
            "to verify the bot again."
        )
    try:
        with exclusive(private_folder(config.data_dir)), _staged(config) as stage:
            _lay_out(file, found, stage, key_file)
            missed = asyncio.run(_logged_in(config, stage, key_file))
    except GatewayError as fault:
        if isinstance(fault, OperatorError):
            raise
        raise OperatorError(
            f"A new device could not log in ({fault}). Nothing was restored; try it again when the homeserver answers."
        ) from None
    except _NOT_DONE as fault:
        raise OperatorError(
            f"{config.data_dir} cannot be written ({reason_of(fault)}). Nothing was restored."
        ) from None
    _tell(config, found, missed)


@contextmanager
def _staged(config: Config) -> Iterator[Path]:
    """An empty folder in which everything is made; when nothing went wrong all of it is moved into its place."""
    data, stage = config.data_dir, config.data_dir / RESTORING
    if stage.exists():  # an earlier restore into this folder, which was empty then, was interrupted
        _remove(data)
    others = [path.name for path in data.iterdir() if path.name not in _LEFT and path != config.storage.key_file]
    if others:
        raise OperatorError(
            f"{data} is not empty ({', '.join(sorted(others)[:3])}). A backup is restored into an empty folder only: "
            "move what is there elsewhere, or give another data_dir."
        )
    try:
        yield private_folder(stage)
        for name in _PARTS:
            if (stage / name).exists():
                (stage / name).rename(data / name)
        sync_folder(data)
        shutil.rmtree(stage)
    except BaseException:
        _remove(data)
        raise


def _remove(data: Path) -> None:
    for path in (data / name for name in (*reversed(_PARTS), RESTORING)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _lay_out(file: Path, found: Backup, stage: Path, key_file: Path) -> None:
    """What the backup holds, as files in `stage`; the recovery key where the bot looks for it, unless there is one."""
    for name, content in found.files.items():
        if name != RECOVERY_KEY:
            private_folder((stage / name).parent)
            write_private(stage / name, content)
        elif not key_file.exists():
            write_private(key_file, content)
    write_private(stage / "board.db", file.read_bytes())


async def _logged_in(config: Config, stage: Path, key_file: Path) -> dict[str, int | None]:
    """Makes the new device, and takes up the records where the stream is now; gives how many messages of each board
    room nobody has read."""
    staged = replace(config, data_dir=stage, recovery_key_file=key_file)
    database = await Database.open(stage / "board.db", config.storage_key())
    try:
        since = await database.read(lambda connection: Inbox(connection).place())
        async with gateway_of(staged) as gateway:
            batch = await gateway.sync(None, 0)
            named = await room_ids(gateway, config.rooms, stage)
            rooms = [await database.read(partial(current_room, room_id=room_id)) for room_id in named]
            missed = {room_id: await gateway.said_since(room_id, since) for room_id in rooms}
        now = round(datetime.now(UTC).timestamp() * 1000)
        await database.write(lambda connection: take_up(connection, batch.token, missed, now))
    finally:
        await database.close()
    return missed


def _tell(config: Config, found: Backup, missed: dict[str, int | None]) -> None:
    moment = moment_of(config, found.made)
    print(f"The records as of {moment} are in {config.data_dir}. The bot is a new device.")
    for room_id, count in missed.items():
        print(f"{room_id}: {'an unknown number of' if count is None else count} message(s) since then are not read.")
    print("Start the bot: it tells each board room once. Nothing that was said since the backup is carried out.")
