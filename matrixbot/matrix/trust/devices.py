"""Who gets room keys and who is obeyed: published devices, their owners' identities, and the pins on those.

Matrix specification, Cross-signing; MSC4153 (keys only to cross-signed devices, and only their messages are obeyed).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from matrixbot.errors import OperatorError
from matrixbot.files import write_private
from matrixbot.gateway import Finding, IdentityChanged, NotVerified
from matrixbot.matrix.crypto.canonical import KEY_BYTES, from_unpadded, is_signed
from matrixbot.matrix.crypto.opened import disk
from matrixbot.matrix.homeserver.fields import name
from matrixbot.matrix.homeserver.fields import record as _object
from storage.values import frozen


@frozen
class Device:
    """A published device, its own signature checked; `signed`: its owner's identity vouches for it."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str
    signed: bool


@dataclass(slots=True)
class UserKeys:
    """What `/keys/query` says about one user; `master` names the identity, None if there is no sound one."""

    master: str | None = None
    devices: dict[str, Device] = field(default_factory=dict)


@frozen
class Pin:
    """What is kept about one user: the identity at first sight, and what the room was told about it."""

    master: str
    told_change: str | None = None


class Book:
    """The devices and identities of everybody the bot shares an encrypted room with.

    Identities are pinned at first sight in a file of its own. `only_verified` is the rule of MSC4153; without it every
    published device gets keys and is obeyed, but a message still counts only for the device that said it.

    What a restart must know is first on the disk, then in memory: what changes it raises TryLater if the disk is full
    or fails, and then nothing has changed.
    """

    def __init__(self, user_id: str, path: Path, *, only_verified: bool) -> None:
        self.user_id = user_id
        self.only_verified = only_verified
        self.stale: set[str] = set()
        self._people: dict[str, UserKeys] = {}
        self._path = path
        self._pins: Mapping[str, Pin]
        self._pins, self._told_unverified = _kept(path)
        self._unreached: set[str] = set()
        self._in_vain: set[str] = set()
        self._met: set[str] = set()
        self._parted: set[str] = set()

    # --- learning -----------------------------------------------------------------------------------------------------

    def track(self, users: Collection[str]) -> None:
        """Meets those users: of whom nothing is known yet is asked about, and their identities are pinned. Of nobody
        else: strangers write to this device, too, and must not fill the file."""
        self._met.update(users)
        self.stale.update(user for user in users if user not in self._people)
        self._keep(pins={**self._pins, **self._new_pins({u: self._people[u] for u in users if u in self._people})})

    def changed(self, users: Iterable[str]) -> None:
        """Marks those users to be asked about again whose devices the homeserver says have changed."""
        self.stale.update(user for user in users if user in self._people)

    def forget_others(self, is_met: Callable[[str], bool]) -> None:
        """Forgets the devices of everybody who shares no room with the bot any more; pins stay, or whoever comes back
        could be anybody."""
        for user in [user for user in {*self._people, *self.stale} if not is_met(user) and user != self.user_id]:
            self._people.pop(user, None)
            self.stale.discard(user)
        self._parted = {user for user in self._parted if is_met(user)}

    def learn(self, users: Iterable[str], answer: Mapping[str, Any]) -> set[str]:
        """Takes what the server says about `users` (the answer of `/keys/query`); gives those it says nothing about."""
        devices = _object(answer.get("device_keys"))
        learnt = {user: self._keys(user, devices[user], answer) for user in users if user in devices}
        self._keep(pins={**self._pins, **self._new_pins(learnt)})
        self._people.update(learnt)
        self.stale -= set(learnt)
        return set(users) - set(learnt)

    def _keys(self, user: str, devices: Any, answer: Mapping[str, Any]) -> UserKeys:
        master, self_signing = identity(answer, user)
        known = self._people.get(user, UserKeys())
        found = (_device(user, name, keys, self_signing) for name, keys in _object(devices).items())
        return UserKeys(
            master, {device.device_id: device for device in found if device and _same_as_before(known, device)}
        )

    def _new_pins(self, learnt: Mapping[str, UserKeys]) -> dict[str, Pin]:
        """A pin for each identity that is seen for the first time, and for each that is the pinned one again."""
        pins: dict[str, Pin] = {}
        for user, keys in learnt.items():
            pin = self._pins.get(user)
            if keys.master is None or user not in self._met or user in {self.user_id, *self._parted}:
                continue
            if pin is None or pin.master == keys.master:
                pins[user] = Pin(keys.master)
        return pins

    def forget(self, user: str) -> None:
        """Takes the user's pin away, and makes none as long as they share a room with the bot without a break: who
        comes back then is met for the first time."""
        self._parted.add(user)
        self._unreached.discard(user)
        self._in_vain.discard(user)
        self._keep(
            pins={other: pin for other, pin in self._pins.items() if other != user},
            told_unverified=self._told_unverified - {user},
        )

    # --- asking -------------------------------------------------------------------------------------------------------

    def knows(self, user: str) -> bool:
        return user in self._people

    def master(self, user: str) -> str | None:
        """The identity that the user has now, as the public key that names it."""
        return self._people.get(user, UserKeys()).master

    def identity_changed(self, user: str) -> bool:
        """Whether the user's identity is another than the pinned one."""
        pin, master = self._pins.get(user), self.master(user)
        return pin is not None and master is not None and pin.master != master

    def devices(self, user: str) -> list[Device]:
        return list(self._people.get(user, UserKeys()).devices.values())

    def device(self, user: str, device_id: str) -> Device | None:
        return self._people.get(user, UserKeys()).devices.get(device_id)

    def owner(self, user: str, curve25519: str, ed25519: str) -> Device | None:
        """The published device of `user` with both keys: the only one that may have sent what these keys sent."""
        for device in self.devices(user):
            if device.curve25519 == curve25519 and device.ed25519 == ed25519:
                return device
        return None

    def trusted(self, device: Device) -> bool:
        """Whether that device gets keys and its messages are obeyed."""
        return not self.only_verified or (device.signed and not self.identity_changed(device.user_id))

    def recipients(self, users: Iterable[str]) -> tuple[list[Device], list[Device]]:
        """The devices of those users that get room keys, and those that do not."""
        devices = [device for user in users for device in self.devices(user)]
        return [d for d in devices if self.trusted(d)], [d for d in devices if not self.trusted(d)]

    def unverified(self, users: Iterable[str]) -> list[str]:
        """Those of the users who have no device that the bot trusts: they cannot read what it says."""
        return [user for user in users if not any(self.trusted(device) for device in self.devices(user))]

    # --- what the room is told ----------------------------------------------------------------------------------------

    def cannot_read(self, users: Iterable[str]) -> None:
        """Notes that something was said that those users could not read."""
        self._unreached.update(users)

    def said_in_vain(self, user: str) -> None:
        """Notes that the user said something from a device that is not obeyed."""
        self._in_vain.add(user)

    def findings(self) -> list[Finding]:
        """What the room has not been told yet."""
        changed: list[Finding] = [
            IdentityChanged(user, str(self.master(user)))
            for user, pin in self._pins.items()
            if self.identity_changed(user) and pin.told_change != self.master(user)
        ]
        self._keep(told_unverified=frozenset(user for user in self._told_unverified if self.recipients([user])[1]))
        untold = set(self.unverified(self._unreached)) | self._in_vain
        untold = {user for user in untold - self._told_unverified if self.knows(user) and user != self.user_id}
        return changed + [NotVerified(user) for user in sorted(untold) if not self.identity_changed(user)]

    def told(self, findings: Sequence[Finding]) -> None:
        """The room has been told; these findings do not come again."""
        changed = {found.user_id: found.identity for found in findings if isinstance(found, IdentityChanged)}
        unverified = {found.user_id for found in findings if isinstance(found, NotVerified)}
        told = {user: replace(self._pins[user], told_change=identity) for user, identity in changed.items()}
        self._keep(pins={**self._pins, **told}, told_unverified=self._told_unverified | unverified)
        self._unreached -= unverified
        self._in_vain -= unverified

    def accept(self, user: str, identity: str) -> bool:
        """Pins that identity if it is the one that the user has now; whether there was another one before.

        What was said to and by the user meanwhile was in vain for that reason alone: nothing is told of it any more.
        """
        if self.master(user) != identity:
            return False
        changed = self.identity_changed(user)
        self._unreached.discard(user)
        self._in_vain.discard(user)
        self._keep(pins={**self._pins, user: Pin(identity)})
        return changed

    def _keep(self, *, pins: Mapping[str, Pin] | None = None, told_unverified: frozenset[str] | None = None) -> None:
        """First on the disk, then in memory: nothing is acted on that a restart would forget."""
        pins = self._pins if pins is None else pins
        told_unverified = self._told_unverified if told_unverified is None else told_unverified
        if (pins, told_unverified) == (self._pins, self._told_unverified):
            return
        content = {
            "pins": {user: asdict(pin) for user, pin in pins.items()},
            "told_unverified": sorted(told_unverified),
        }
        with disk():
            write_private(self._path, json.dumps(content, indent=1))
        self._pins, self._told_unverified = pins, told_unverified


def _kept(path: Path) -> tuple[dict[str, Pin], frozenset[str]]:
    if not path.exists():
        return {}, frozenset()
    try:
        kept = json.loads(path.read_bytes())
        pins = {str(user): Pin(str(pin["master"]), pin.get("told_change")) for user, pin in kept["pins"].items()}
        return pins, frozenset(map(str, kept["told_unverified"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise OperatorError(
            f"{path} is damaged: it holds the members' pinned identities. Restore it from a backup. Without one remove "
            "it: the bot pins the identities anew, so compare them with the members first."
        ) from None


def identity(answer: Mapping[str, Any], user: str) -> tuple[str | None, str | None]:
    """The public master key and self-signing key of `user` in an answer of `/keys/query`.

    A self-signing key counts only with the master key's signature; both are None without a sound master key.
    """
    master = _public_key(_object(answer.get("master_keys")).get(user), user, "master")
    if master is None:
        return None, None
    theirs = _object(answer.get("self_signing_keys")).get(user)
    self_signing = _public_key(theirs, user, "self_signing")
    if self_signing is None or not is_signed(theirs, user, f"ed25519:{master}", master):
        return master, None
    return master, self_signing


def _public_key(thing: Any, user: str, usage: str) -> str | None:
    try:
        ((name, public),) = thing["keys"].items()
        sound = thing["user_id"] == user and usage in thing["usage"] and name == f"ed25519:{public}"
        return public if sound and len(from_unpadded(public)) == KEY_BYTES else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _device(user: str, device_id: str, keys: Any, self_signing: str | None) -> Device | None:
    """The device, if it is whole and signed by itself."""
    try:
        ed25519, curve25519 = keys["keys"][f"ed25519:{device_id}"], keys["keys"][f"curve25519:{device_id}"]
        sound = keys["user_id"] == user and keys["device_id"] == device_id and name(device_id) is not None
        sound = sound and len(from_unpadded(curve25519)) == KEY_BYTES
    except (KeyError, TypeError, ValueError):
        return None
    if not sound or not is_signed(keys, user, f"ed25519:{device_id}", ed25519):
        return None
    signed = self_signing is not None and is_signed(keys, user, f"ed25519:{self_signing}", self_signing)
    return Device(user, device_id, ed25519=ed25519, curve25519=curve25519, signed=signed)


def _same_as_before(known: UserKeys, device: Device) -> bool:
    """A device never changes its signing key; what says so is another device under its name."""
    before = known.devices.get(device.device_id)
    return before is None or before.ed25519 == device.ed25519
