"""What `check` says about the bot's device and its rooms, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from matrixbot.bot.boards import ORGANISER
from matrixbot.config import Config
from matrixbot.exposure import exposures
from matrixbot.gateway import Gateway, RoomState, TryLater
from matrixbot.health.asking import CheckResult
from matrixbot.matrix.homeserver.fields import escaped
from matrixbot.serving import why_not


async def findings(
    config: Config, gateway: Gateway, rooms: Collection[str], in_clear: Collection[str]
) -> list[CheckResult]:
    """What there is to say about the device and each of those rooms, as the last sync left them."""
    found = [await _device(gateway)]
    for position, room_id in enumerate(rooms):
        found += _room(config, gateway, position, room_id, in_clear=room_id in in_clear)
    return found


async def _device(gateway: Gateway) -> CheckResult:
    try:
        fingerprint, signed = await gateway.own_device()
    except TryLater as later:
        return CheckResult(f"Whether the device is cross-signed cannot be seen: {later}.", "Check once more later.")
    if signed:
        return CheckResult(f"The device is cross-signed by the identity {fingerprint}.")
    return CheckResult(
        "The device is not cross-signed.", "Start the bot with its recovery key; it signs the device itself."
    )


def _room(config: Config, gateway: Gateway, position: int, room_id: str, *, in_clear: bool) -> Iterator[CheckResult]:
    state = gateway.room(room_id)
    unserved = why_not(state, config.user_id, in_clear=in_clear)
    shown = escaped((state and state.name) or room_id)
    if unserved:
        place = config.place("rooms", position)
        yield CheckResult(f"{place}: {shown} is not served: {unserved.why}.", f"{unserved.remedy}.")
    if state is None:
        return
    if not unserved:
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
