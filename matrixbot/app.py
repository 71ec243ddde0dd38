"""From a configuration to a running bot: every object built once, by hand, in order; stopped cleanly."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

from commands.base.call import Duty, Settings, StandingPoint
from commands.dates import warm_up
from matrixbot.aliases import room_ids
from matrixbot.bot.bot import Bot, Rules
from matrixbot.bot.waiting import happens
from matrixbot.config import Config, Credential
from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, private_folder
from matrixbot.gateway import TryLater
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.startup import open_gateway
from matrixbot.pages.fetching import Pages
from matrixbot.systemd import notify, watchdog_interval
from storage import Database
from storage.health import is_empty
from storage.migrate import TooNew

log = logging.getLogger(__name__)
T = TypeVar("T")

WARM_UP_AFTER = 5.0
"""Seconds from being ready to making the date reader ready."""


async def serve(config: Config, on_ready: Callable[[], None] = lambda: None) -> None:
    """Runs the bot until SIGTERM or SIGINT; what is under way then is finished.

    Raises OperatorError for what the operator must put right, SessionEnded if the homeserver has ended the session.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with opened(config) as bot, asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.run(stop))
        tasks.create_task(_report(bot, stop, on_ready))
        tasks.create_task(_warm_up(bot, stop))


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Bot]:
    """The bot of that configuration, its data folder held by this process alone; closed at the end."""
    async with AsyncExitStack() as stack:
        stack.enter_context(exclusive(private_folder(config.data_dir)))
        database = await _open_database(config)
        stack.push_async_callback(database.close)
        gateway = await until_reachable(lambda: stack.enter_async_context(gateway_of(config)))
        rooms = await until_reachable(lambda: room_ids(gateway, config.rooms, config.data_dir))
        in_clear = await until_reachable(lambda: room_ids(gateway, config.allow_unencrypted, config.data_dir))
        rules = Rules(rooms, config.organisers, in_clear, config.ignore_older_than)
        title_of = Pages().title if config.literature.fetch_titles else None
        yield Bot(
            database,
            gateway,
            settings=settings_of(config),
            rules=rules,
            machine=lambda: datetime.now(UTC),
            title_of=title_of,
        )


def gateway_of(config: Config) -> AbstractAsyncContextManager[MatrixGateway]:
    """The gateway to the configured homeserver, under the kept session or a first login."""
    credential = credential_of(config)
    return open_gateway(
        config.homeserver,
        config.user_id,
        config.data_dir,
        password=credential.password.get_secret_value() if credential.password else None,
        access_token=credential.access_token.get_secret_value() if credential.access_token else None,
        device_name=config.device_name,
        only_verified_devices=config.only_verified_devices,
        recovery_key_file=config.recovery_key_file,
    )


def credential_of(config: Config) -> Credential:
    """What to log in with. With a kept session none is needed; a password that can be read then serves to remove
    old devices of the bot."""
    try:
        return config.credential()
    except OperatorError:
        if config.session_file.exists():
            return Credential()
        raise


def settings_of(config: Config) -> Settings:
    """What the configuration says about the board's work."""
    return Settings(
        language=config.language,
        zone=config.timezone.key,
        prefix=config.prefix,
        meeting_reminders=tuple(config.reminders.meeting),
        task_reminders=tuple(config.reminders.task),
        host_reminders=tuple(config.reminders.host),
        agenda=tuple(StandingPoint(one.titles, one.minutes, one.last) for one in config.agenda),
        duties=tuple(Duty(d.key, {"de": d.title.de, "en": d.title.en}, d.places) for d in config.duties),
        votes_by_reaction=config.votes_by_reaction,
        holidays=tuple(config.holidays),
        quiet=config.quiet,
        digest=config.digest,
        newcomers_wait=config.newcomers == "ask",
        fetch_titles=config.literature.fetch_titles,
        retention=config.retention,
    )


async def make_database(config: Config) -> None:
    """Makes the database before a first login: a session without one means that the records are lost."""
    private_folder(config.data_dir)
    if not config.session_file.exists() and is_empty(config.data_dir / "board.db"):
        database = await _open_database(config)
        await database.close()


async def _open_database(config: Config) -> Database:
    path = config.data_dir / "board.db"
    try:
        if config.session_file.exists() and is_empty(path):
            raise OperatorError(
                f"{path} is missing or empty, though the bot has worked here before: the board's records are lost. "
                f"Restore the newest backup; or remove {config.session_file} to begin anew without them."
            )
        return await Database.open(path)
    except TooNew as fault:
        raise OperatorError(f"{path}: {fault}. Install the newer matrixbot again, or restore a backup.") from None
    except sqlite3.OperationalError:
        raise  # the disk, or another process
    except sqlite3.DatabaseError:
        raise OperatorError(f"{path} is damaged: it holds the board's records. Restore the newest backup.") from None


async def until_reachable(attempt: Callable[[], Awaitable[T]]) -> T:
    """The result of `attempt`, tried again until the homeserver answers: at first at once, then every two seconds."""
    pause = 0.5
    while True:
        try:
            return await attempt()
        except TryLater as later:
            log.warning("%s; trying again", later)
            await asyncio.sleep(max(pause, later.retry_after or 0))
            pause = min(2.0, pause * 2)


async def _warm_up(bot: Bot, stop: asyncio.Event) -> None:
    """Makes the date reader ready when the first answers have been given: it would take processor time from them."""
    await bot.ready.wait()
    if not await happens(stop, WARM_UP_AFTER):
        await asyncio.to_thread(warm_up)


async def _report(bot: Bot, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
    """Tells systemd and the caller that the bot is ready, and then that it lives, until it stops."""
    await bot.ready.wait()
    notify("READY=1")
    log.info("ready in %d room(s)", len(bot.boards.open_ids()))
    on_ready()
    interval = watchdog_interval()
    while not await happens(stop, interval):
        notify("WATCHDOG=1")
    notify("STOPPING=1")
