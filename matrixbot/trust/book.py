"""Who gets room keys and who is obeyed: published devices, their owners' identities, and the pins on those.

Matrix specification, Cross-signing; MSC4153 (keys only to cross-signed devices, and only their messages are obeyed).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matrixbot.crypto.canonical import KEY_BYTES, from_unpadded, is_signed
from matrixbot.files import write_private
from matrixbot.gateway import Finding, IdentityChanged, NotVerified


@dataclass(frozen=True, slots=True)
class Device:
    """A published device, its own signature checked; `signed`: its owner's identity vouches for it."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str
    signed: bool


@dataclass(slots=True)
class Keys:
    """What `/keys/query` says about one user; `master` names the identity, None if there is no sound one."""

    master: str | None = None
    devices: dict[str, Device] = field(default_factory=dict)


@dataclass(slots=True)
class Pin:
    """What is kept about one user: the identity at first sight, and what the room was told about it."""

    master: str
    told_change: str | None = None


class Book:
    """The devices and identities of everybody the bot shares an encrypted room with.

    Identities are pinned at first sight in a file of its own. `only_verified` is the rule of MSC4153; without it every
    published device gets keys and is obeyed, but a message still counts only for the device that said it.
    """

    def __init__(self, user_id: str, path: Path, *, only_verified: bool) -> None:
        self.user_id = user_id
        self.only_verified = only_verified
        self.stale: set[str] = set()
        self._people: dict[str, Keys] = {}
        self._path = path
        kept = json.loads(path.read_bytes()) if path.exists() else {}
        self._pins = {user: Pin(**pin) for user, pin in kept.get("pins", {}).items()}
        self._told_unverified: set[str] = set(kept.get("told_unverified", ()))
        self._unreached: set[str] = set()
        self._in_vain: set[str] = set()

    # --- learning -----------------------------------------------------------------------------------------------------

    def track(self, users: Iterable[str]) -> None:
        """Marks those users to be asked about of whom nothing is known yet."""
        self.stale.update(user for user in users if user not in self._people)

    def changed(self, users: Iterable[str]) -> None:
        """Marks those users to be asked about again whose devices the homeserver says have changed."""
        self.stale.update(user for user in users if user in self._people)

    def learn(self, users: Iterable[str], answer: Mapping[str, Any]) -> set[str]:
        """Takes what the server says about `users` (the answer of `/keys/query`); gives those it says nothing about."""
        devices, silent = _object(answer.get("device_keys")), set()
        for user in users:
            if user not in devices:
                silent.add(user)
                continue
            master, self_signing = identity(answer, user)
            known = self._people.get(user, Keys())
            found = (_device(user, name, keys, self_signing) for name, keys in _object(devices[user]).items())
            self._people[user] = Keys(
                master, {device.device_id: device for device in found if device and _same_as_before(known, device)}
            )
            self._look_at_pin(user, master)
        self.stale -= set(users) - silent
        return silent

    def _look_at_pin(self, user: str, master: str | None) -> None:
        if master is None or user == self.user_id:
            return
        pin = self._pins.get(user)
        if pin is None:
            self._pins[user] = Pin(master)
        elif pin.master == master and pin.told_change:
            pin.told_change = None  # the old identity is back
        else:
            return
        self._save()

    # --- asking -------------------------------------------------------------------------------------------------------

    def knows(self, user: str) -> bool:
        return user in self._people

    def master(self, user: str) -> str | None:
        """The identity that the user has now, as the public key that names it."""
        return self._people.get(user, Keys()).master

    def identity_changed(self, user: str) -> bool:
        """Whether the user's identity is another than the pinned one."""
        pin, master = self._pins.get(user), self.master(user)
        return pin is not None and master is not None and pin.master != master

    def devices(self, user: str) -> list[Device]:
        return list(self._people.get(user, Keys()).devices.values())

    def device(self, user: str, device_id: str) -> Device | None:
        return self._people.get(user, Keys()).devices.get(device_id)

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
        verified = {user for user in self._told_unverified if not self.recipients([user])[1]}
        if verified:
            self._told_unverified -= verified
            self._save()
        untold = set(self.unverified(self._unreached)) | self._in_vain
        untold = {user for user in untold - self._told_unverified if self.knows(user) and user != self.user_id}
        return changed + [NotVerified(user) for user in sorted(untold) if not self.identity_changed(user)]

    def told(self, findings: Sequence[Finding]) -> None:
        """The room has been told; these findings do not come again."""
        for finding in findings:
            if isinstance(finding, IdentityChanged):
                self._pins[finding.user_id].told_change = finding.identity
            else:
                self._told_unverified.add(finding.user_id)
                self._unreached.discard(finding.user_id)
                self._in_vain.discard(finding.user_id)
        if findings:
            self._save()

    def accept(self, user: str) -> bool:
        """Pins the identity that the user has now; whether there was another one before."""
        master, changed = self.master(user), self.identity_changed(user)
        if master is not None:
            self._pins[user] = Pin(master)
            self._save()
        return changed

    def _save(self) -> None:
        pins = {user: {"master": pin.master, "told_change": pin.told_change} for user, pin in self._pins.items()}
        content = {"pins": pins, "told_unverified": sorted(self._told_unverified)}
        write_private(self._path, json.dumps(content, indent=1))


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
        sound = keys["user_id"] == user and keys["device_id"] == device_id
        sound = sound and len(from_unpadded(curve25519)) == KEY_BYTES
    except (KeyError, TypeError, ValueError):
        return None
    if not sound or not is_signed(keys, user, f"ed25519:{device_id}", ed25519):
        return None
    signed = self_signing is not None and is_signed(keys, user, f"ed25519:{self_signing}", self_signing)
    return Device(user, device_id, ed25519, curve25519, signed)


def _same_as_before(known: Keys, device: Device) -> bool:
    """A device never changes its signing key; what says so is another device under its name."""
    before = known.devices.get(device.device_id)
    return before is None or before.ed25519 == device.ed25519


def _object(thing: Any) -> Mapping[str, Any]:
    return thing if isinstance(thing, dict) else {}
