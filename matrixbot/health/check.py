"""`matrixbot check`: looks at clock, database, login and rooms, and says what to do about each finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from matrixbot.aliases import room_ids
from matrixbot.app import gateway_of
from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.files import is_held, usable
from matrixbot.gateway import TryLater, WrongAddress
from matrixbot.health.asking import CheckResult, asked
from matrixbot.health.findings import findings
from matrixbot.matrix.homeserver.fields import escaped
from matrixbot.matrix.homeserver.responses import unreachable
from matrixbot.records import make_database, moment_of, records_file, told
from storage.health import is_empty, is_sound, look, newcomers

MOST_CLOCK_DRIFT = 5.0
"""Seconds by which the machine's clock may differ from the homeserver's."""


async def check(config: Config) -> int:
    """Prints what there is to say; gives the exit status: 1 if there is something to do.

    A running bot is asked itself: two programs must never share one crypto store.
    """
    with usable(config.data_dir):
        held = is_held(config.data_dir)
    with told(config, records_file(config)):
        found = [*_database(config)]
    if not held:
        await make_database(config)
    try:
        found.append(await _clock(config))
        found += await (asked(config.data_dir, local=False) if held else _online(config))
    except TryLater as later:
        found.append(CheckResult(f"{later}.", "Look at the address, the network, the proxy; then check once more."))
    print(*found, sep="\n")
    return 1 if any(one.remedy for one in found) else 0


def _database(config: Config) -> Iterator[CheckResult]:
    path, key = records_file(config), config.storage_key()
    if path.exists() and not is_sound(path, key):
        yield CheckResult(f"The database {path} is damaged.", "Stop the bot and restore the newest backup.")
        return
    if is_empty(path, key):
        if config.session_file.exists():
            remedy = f"Restore the newest backup; or remove {config.session_file} to begin anew without the records."
            yield CheckResult(f"{path} is missing or empty, though the bot has worked here before.", remedy)
        else:
            yield CheckResult(f"There is no database yet; the first login makes {path}.")
        return
    health = look(path, key)
    yield CheckResult(f"The database is sound ({health.size / 1024:.0f} KiB{', encrypted' if key else ''}).")
    heard, unasked = _moment(config, health.last_sync), _moment(config, health.last_unasked)
    yield CheckResult(f"The last sync was {heard}, the last reminder or notice {unasked}.")
    if config.newcomers == "ask":
        for room_id, user_id in newcomers(path, key):
            if user_id not in config.organisers:
                yield CheckResult(escaped(f"{room_id}: {user_id} waits for an organiser's word, !trust {user_id}."))
    if health.oldest is None:
        yield CheckResult("Nothing waits to be sent.")
        return
    yield CheckResult(
        f"{health.waiting} message(s) wait to be sent, the oldest since {_moment(config, health.oldest)}.",
        "They are sent as soon as the homeserver takes them; the log says why it does not.",
    )


def _moment(config: Config, ms: int | None) -> str:
    return moment_of(config, ms) if ms else "never"


async def _clock(config: Config) -> CheckResult:
    """The homeserver's `Date` header against our clock: reminders are only as right as the clock. TryLater."""
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        url = f"{config.homeserver}/_matrix/client/versions"
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            date = response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError) as fault:
        away = unreachable(config.homeserver, fault)
        if isinstance(away, WrongAddress):
            raise OperatorError(f"{away}.", key="homeserver") from None
        raise away from None
    try:
        drift = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError):
        return CheckResult(
            f"{config.homeserver} does not say its time, so nobody notices when this machine's clock is wrong.",
            "Let the proxy pass on the header `Date`, and turn on time synchronisation.",
        )
    if drift > MOST_CLOCK_DRIFT:
        return CheckResult(
            f"The clock of this machine differs from the homeserver's by {drift:.0f} s.",
            "Turn on time synchronisation: timedatectl set-ntp true. If this clock is right, the homeserver's is not.",
        )
    return CheckResult("The homeserver answers, and the clocks agree.")


async def _online(config: Config) -> list[CheckResult]:
    """Logs in as the bot does, and looks at its keys and rooms. TryLater."""
    async with gateway_of(config) as gateway:
        await gateway.sync(None, 0)
        in_clear = await room_ids(gateway, config.allow_unencrypted, config.data_dir)
        return await findings(config, gateway, await room_ids(gateway, config.rooms, config.data_dir), in_clear)
