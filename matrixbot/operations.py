"""What the operator does beside running the bot: `check`, `verify`, `reset-identity`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from matrixbot.aliases import room_ids
from matrixbot.app import credential_of, gateway_of
from matrixbot.bot.boards import ORGANISER
from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.exposure import exposures
from matrixbot.files import is_held
from matrixbot.gateway import GatewayError, RoomState
from matrixbot.leftovers import seal_of
from matrixbot.matrix import startup
from matrixbot.matrix.homeserver.fields import escaped
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.trust.console import verify_console
from matrixbot.records import make_database, records_file, told
from storage.health import is_empty, is_sound, look, newcomers

MOST_CLOCK_DRIFT = 5.0
"""Seconds by which the machine's clock may differ from the homeserver's."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at; `remedy` says what to do, and is empty if all is well."""

    text: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"✗ {self.text}\n  → {self.remedy}" if self.remedy else f"✓ {self.text}"


async def check(config: Config) -> int:
    """Looks at clock, database, login and rooms and prints what to do about each finding; gives the exit status.

    While the bot runs, only what can be seen beside it is looked at: two programs must never share one crypto store.
    """
    with told(config, records_file(config)):
        findings = list(_database(config))
    findings.append(await _clock(config))
    if is_held(config.data_dir):
        findings.append(
            CheckResult("The bot is running; `!trust` and `!status` in the room show its keys and its queue.")
        )
    else:
        findings += await _online(config)
    print(*findings, sep="\n")
    return 1 if any(finding.remedy for finding in findings) else 0


async def verify(config: Config) -> int:
    """Shows the emoji of verifications that members start and takes the operator's word, until it is ended."""
    await verify_console(config.data_dir)
    return 0


async def reset_identity(config: Config) -> int:
    """Replaces the bot's identity after asking twice; gives the exit status."""
    print(
        "This gives the bot a new cryptographic identity. Everybody who verified it sees a warning and must verify it "
        "anew. It is needed only if the recovery key is lost."
    )
    if await _ask("Really replace the identity? (yes/no) ") != "yes":
        return 1
    if await _ask(f"To be sure, type the bot's user id ({config.user_id}): ") != config.user_id:
        return 1
    credential = credential_of(config)
    if credential.password is None:
        raise OperatorError("The homeserver asks for the password before it takes a new identity. Give password_file.")
    password = credential.password.get_secret_value()
    await make_database(config)
    key_file = config.recovery_key_file or config.data_dir / "recovery_key"
    identity = await startup.reset_identity(
        config.homeserver,
        config.user_id,
        config.data_dir,
        password=password,
        device_name=config.device_name,
        recovery_key_file=key_file,
        seal=seal_of(config.storage_key()),
    )
    print(f"The new identity is {identity.fingerprint}; its recovery key is in {key_file}. Keep a copy elsewhere.")
    return 0


async def _ask(question: str) -> str:
    return (await asyncio.to_thread(input, question)).strip()


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
    return f"{datetime.fromtimestamp(ms / 1000, config.timezone):%d.%m.%Y %H:%M:%S}" if ms else "never"


async def _clock(config: Config) -> CheckResult:
    """The homeserver's `Date` header against our clock: reminders are only as right as the clock."""
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        url = f"{config.homeserver}/_matrix/client/versions"
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            told = response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError) as fault:
        return CheckResult(
            f"{config.homeserver} does not answer ({type(fault).__name__}).",
            "Check the address, the network, the proxy.",
        )
    try:
        drift = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds())
    except (TypeError, ValueError):
        return CheckResult(
            f"{config.homeserver} does not say its time, so nobody notices when this machine's clock is wrong.",
            "Let the proxy pass on the header `Date`, and turn on time synchronisation.",
        )
    if drift > MOST_CLOCK_DRIFT:
        return CheckResult(
            f"The clock differs from the homeserver's by {drift:.0f} s.", "Turn on time synchronisation."
        )
    return CheckResult("The homeserver answers, and the clocks agree.")


async def _online(config: Config) -> list[CheckResult]:
    """Logs in as the bot does, and looks at its keys and rooms."""
    await make_database(config)
    try:
        async with gateway_of(config) as gateway:
            await gateway.sync(None, 0)
            fingerprint, signed = await gateway.own_device()
            findings = [_device(fingerprint, signed)]
            in_clear = await room_ids(gateway, config.allow_unencrypted, config.data_dir)
            for room_id in await room_ids(gateway, config.rooms, config.data_dir):
                findings += _room(config, gateway, room_id, in_clear=room_id in in_clear)
            return findings
    except GatewayError as fault:
        return [CheckResult(f"The login did not work: {fault}.", "Check user_id and password; `run` logs in anew.")]


def _device(fingerprint: str, signed: bool) -> CheckResult:
    if signed:
        return CheckResult(f"The device is cross-signed by the identity {fingerprint}.")
    return CheckResult(
        "The device is not cross-signed.", "Start the bot with its recovery key; it signs the device itself."
    )


def _room(config: Config, gateway: MatrixGateway, room_id: str, *, in_clear: bool) -> Iterator[CheckResult]:
    state = gateway.room(room_id)
    if state is None:
        yield CheckResult(
            f"The bot is not in {room_id}.", f"Invite {config.user_id} into the room; it joins by itself."
        )
        return
    shown = escaped(state.name or room_id)
    if not state.encrypted and not in_clear:
        yield CheckResult(
            f"{shown} is not encrypted, so the bot refuses it.", "Turn on encryption in the room's settings."
        )
    else:
        yield CheckResult(f"{shown}: joined, {len(state.people) - 1} member(s).")
    for text, remedy in exposures(state):
        yield CheckResult(f"{shown}: {text}.", remedy)
    if not config.organisers and not any(
        p.power >= ORGANISER for p in state.people.values() if p.user_id != config.user_id
    ):
        yield CheckResult(
            f"{shown}: nobody organises.", "Name somebody under `organisers:`, or make a member a moderator."
        )
    yield _rights(config, state, shown)
    unverified = gateway.unverified(room_id)
    if unverified and config.only_verified_devices:
        yield CheckResult(
            f"{shown}: no verified device: {escaped(', '.join(unverified))}.",
            "They verify their session in Element's settings; until then they neither command nor read the bot.",
        )


def _rights(config: Config, state: RoomState, shown: str) -> CheckResult:
    power = state.people[config.user_id].power if config.user_id in state.people else 0
    if power < state.notify_room:
        return CheckResult(
            f"{shown}: the bot may not notify the whole room (it has {power}, {state.notify_room} is needed).",
            "Give it that power level if `!remind room` shall ring everybody.",
        )
    return CheckResult(f"{shown}: the bot may notify the whole room.")
