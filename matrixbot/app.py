"""From a configuration to a running bot, stopped cleanly: the records, then the homeserver, and while it is asked what
answers its messages (`assembling`)."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import commands
from matrixbot.aliases import room_ids
from matrixbot.bot.waiting import either, happens
from matrixbot.config import Config, Credential
from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, private_folder, usable
from matrixbot.gateway import TryLater, WrongAddress
from matrixbot.health.door import open_door
from matrixbot.health.vitals import Vitals
from matrixbot.leftovers import seal_of
from matrixbot.matrix.homeserver.session import Login
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.startup import open_gateway, reset_identity
from matrixbot.matrix.trust.own_identity import OwnIdentity
from matrixbot.records import open_records
from matrixbot.signals import ending
from matrixbot.systemd import notify, watchdog_interval
from storage.inbox import Inbox

if TYPE_CHECKING:
    from matrixbot.bot.bot import Bot

log = logging.getLogger(__name__)
T = TypeVar("T")

WARM_UP_AFTER = 5.0
"""Seconds from being ready to making the date reader ready."""
BETWEEN_STEPS = 0.005
"""Seconds between two of its steps, in which whoever speaks is heard."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between two tries while the homeserver is away at the start."""


async def serve(config: Config, on_ready: Callable[[], None] = lambda: None) -> None:
    """Runs the bot until SIGTERM or SIGINT, also before it is ready; what is under way then is finished.

    Raises OperatorError for what the operator must put right, SessionEnded if the homeserver has ended the session.
    """
    stop = ending()
    async with AsyncExitStack() as stack:
        try:
            async with _unless(stop):
                bot = await stack.enter_async_context(opened(config))
        except TimeoutError:
            if stop.is_set():
                return
            raise
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(bot.run(stop))
            tasks.create_task(_report(bot, stop, on_ready))
            tasks.create_task(_warm_up(bot, stop))


@asynccontextmanager
async def _unless(stop: asyncio.Event) -> AsyncIterator[None]:
    """What is in here is given up when the bot shall stop: TimeoutError then."""

    async def give_up(limit: asyncio.Timeout) -> None:
        await stop.wait()
        limit.reschedule(0)

    async with asyncio.timeout(None) as limit:
        waiting = asyncio.create_task(give_up(limit))
        try:
            yield
        finally:
            waiting.cancel()


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Bot]:
    """The bot of that configuration, its data folder held by this process alone; closed at the end."""
    async with AsyncExitStack() as stack:
        with usable(config.data_dir):
            stack.enter_context(exclusive(private_folder(config.data_dir)))
            vitals = Vitals(config)
            await stack.enter_async_context(open_door(config.data_dir, vitals))
            await _let_watch(config, vitals, stack)
            bot = await _open(config, stack, vitals)
        yield bot


async def _let_watch(config: Config, vitals: Vitals, stack: AsyncExitStack) -> None:
    """Health checks and metrics over HTTP, where the configuration wants them: what that needs is loaded only then."""
    if config.http is None:
        return
    try:
        from matrixbot.health.web import watched  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise OperatorError(
            f"{missing.name} is missing, which /metrics needs: pip install 'matrixbot[http]'", key="http"
        ) from None
    await stack.enter_async_context(watched(config.http.listen, vitals))


async def _open(config: Config, stack: AsyncExitStack, vitals: Vitals) -> Bot:
    database = await open_records(config)
    stack.push_async_callback(database.close)
    since = await database.read(lambda connection: Inbox(connection).place())
    reach = partial(until_reachable, config, vitals)
    async with _meanwhile(_load()):
        gateway: MatrixGateway = await reach(lambda: stack.enter_async_context(gateway_of(config, since=since)))
        rooms = await reach(lambda: room_ids(gateway, config.rooms, config.data_dir))
        in_clear = await reach(lambda: room_ids(gateway, config.allow_unencrypted, config.data_dir))
    from matrixbot.assembling import bot_of  # noqa: PLC0415 - loaded by now

    bot = bot_of(config, database, gateway, rooms, in_clear)
    vitals.runs(bot, database, gateway, in_clear)
    return bot


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """`work` is done beside what is in here, and when that is done."""
    task = asyncio.create_task(work)
    try:
        yield
        await task
    finally:
        task.cancel()


async def _load() -> None:
    """Loads what answers, while the homeserver works on what it was asked: a tenth of a second of this processor. Its
    answers are looked at between two parts."""
    for part in (*commands.PARTS, "matrixbot.bot.bot", "matrixbot.assembling"):
        await asyncio.sleep(0)
        import_module(part)
    gc.freeze()  # nothing of what was loaded is garbage, nor is it looked through again later
    gc.enable()


def gateway_of(
    config: Config, tell: Callable[[str], None] | None = None, since: str | None = None
) -> AbstractAsyncContextManager[MatrixGateway]:
    """The gateway to the configured homeserver, under the kept session or a first login. `tell` says to the operator
    on which page an identity is to be approved; what is new `since` is asked for at once."""
    login = login_of(config)
    return open_gateway(
        config.homeserver,
        config.user_id,
        config.data_dir,
        password=login.password,
        access_token=login.access_token,
        token=login.token,
        device_name=config.device_name,
        only_verified_devices=config.only_verified_devices,
        recovery_key_file=config.recovery_key_file,
        tell=tell,
        seal=seal_of(config.storage_key()),
        since=since,
    )


async def replaced_identity(config: Config, login: Login, tell: Callable[[str], None]) -> OwnIdentity:
    """A new identity in the place of the account's, with a new recovery key. `tell` as for `gateway_of`."""
    return await reset_identity(
        config.homeserver,
        config.user_id,
        config.data_dir,
        password=login.password,
        access_token=login.access_token,
        device_name=config.device_name,
        recovery_key_file=config.recovery_key_file,
        tell=tell,
        seal=seal_of(config.storage_key()),
    )


def login_of(config: Config) -> Login:
    """What to log in with. With a kept session none is needed; a password that can be read then serves to remove
    old devices of the bot, and a token to go on when the kept one is spent."""

    def credential() -> Credential:
        try:
            return config.credential()
        except OperatorError:
            if config.session_file.exists():
                return Credential()
            raise

    def token() -> str | None:
        secret = credential().access_token
        return secret.get_secret_value() if secret else None

    password = credential().password
    return Login(password.get_secret_value() if password else None, token(), token)


async def until_reachable(config: Config, vitals: Vitals, attempt: Callable[[], Awaitable[T]]) -> T:
    """The result of `attempt`, tried again until the homeserver answers: soon at first, then ever more rarely.

    OperatorError where the address leads to no homeserver and none was ever reached by it."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except WrongAddress as wrong:
            if not config.session_file.exists():
                raise OperatorError(f"{wrong}.", key="homeserver") from None
            later: TryLater = wrong
        except TryLater as problem:
            later = problem
        wait = max(pause, later.retry_after or 0)
        log.warning("waiting for %s: %s; next try in %.0f s", config.homeserver, later, wait)
        vitals.waits_for = f"it waits for the homeserver: {later}"
        notify(f"STATUS=waiting for {config.homeserver}\nEXTEND_TIMEOUT_USEC={round((wait + 60) * 1_000_000)}")
        await asyncio.sleep(wait)
        pause = min(LONGEST_PAUSE, pause * 2)


async def _warm_up(bot: Bot, stop: asyncio.Event) -> None:
    """Makes the date reader ready when the first answers have been given: it would take processor time from them."""
    from commands.dates import warming_up  # noqa: PLC0415 - loaded with the bot

    await either(bot.ready, stop)
    if not await happens(stop, WARM_UP_AFTER):
        for _ in warming_up():
            if await happens(stop, BETWEEN_STEPS):
                return


async def _report(bot: Bot, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
    """Tells systemd and the caller that the bot is ready, and then that it lives, until it stops."""
    await either(bot.ready, stop)
    if bot.ready.is_set():
        notify("READY=1\nSTATUS=running")
        log.info("ready in %d room(s)", len(bot.boards.open_ids()))
        on_ready()
    interval = watchdog_interval()
    while not await happens(stop, interval):
        notify("WATCHDOG=1")
    notify("STOPPING=1")
