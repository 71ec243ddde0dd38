"""The bot's view of Matrix: the values that cross it, and the one interface that both the real client and the
tests' homeserver implement. Nothing here imports nio."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any, Protocol

from matrixbot.errors import OperatorError
from storage.values import frozen


@frozen
class Event:
    """A timeline event after decryption.

    `content` is the decrypted content, always an object. `time` is `origin_server_ts` in ms, between 1970 and 2100.
    `encrypted` tells whether it came encrypted; `obeyed` whether its sender proved to be who they claim: an event from
    a device that its owner has not cross-signed is shown to nobody and obeyed by nobody while `only_verified_devices`
    holds.
    `session` is the megolm session of an event that could not be decrypted (type stays `m.room.encrypted`), else None.
    `ciphertext` names what was decrypted, within all that its sender ever said: the same under another event id is a
    repetition by the homeserver; None for what came in clear.
    `transaction_id` is the one under which the bot itself sent it (`unsigned.transaction_id`), else None.
    `raw` is the event as the homeserver gave it (kept only for what could not be decrypted yet).
    """

    event_id: str
    room_id: str
    sender: str
    type: str
    content: Mapping[str, Any]
    time: int
    encrypted: bool = False
    obeyed: bool = True
    state_key: str | None = None
    redacts: str | None = None
    session: str | None = None
    ciphertext: str | None = None
    transaction_id: str | None = None
    raw: Mapping[str, Any] | None = None


@frozen
class Joined:
    """One joined room of a sync response; `events` are the timeline, oldest first, gaps already filled.

    `first` says that the bot sees this room for the first time in this run (state only, nothing to handle).
    """

    room_id: str
    events: Sequence[Event]


@frozen
class Invite:
    room_id: str
    inviter: str
    direct: bool = False


@frozen
class IdentityChanged:
    """A member has another cryptographic identity than at first sight: obeyed again only after `Gateway.accept`."""

    user_id: str
    identity: str


@frozen
class NotVerified:
    """A member has no device that its owner has verified, and could not read the bot or was not obeyed."""

    user_id: str


Finding = IdentityChanged | NotVerified


@frozen
class Batch:
    """What one sync brought. `token` is the place after it: written only when all of it is done.

    `recovered` are events of earlier batches that have become readable because their key came. `findings` are to be
    said once: they come again until a sync is asked for with this batch's token.
    """

    token: str
    rooms: Sequence[Joined] = ()
    invites: Sequence[Invite] = ()
    recovered: Sequence[Event] = ()
    findings: Sequence[Finding] = ()


@frozen
class Person:
    """Somebody joined to a room; `power` is 100 or more for a creator in room version 12."""

    user_id: str
    name: str
    power: int = 0


@frozen
class RoomState:
    """A joined room as it is now. `people` are the joined users, the bot among them.

    `notify_room` is the power that `@room` needs; `direct` means exactly the bot and one other user.
    `successor` is the room that a tombstone names, `predecessor` the one that the room's creation names, else `None`.
    `join_rule`, `guests` (may they join) and `history` (`m.room.history_visibility`) tell to whom it is open.
    """

    room_id: str
    people: Mapping[str, Person] = field(default_factory=dict)
    encrypted: bool = False
    name: str = ""
    notify_room: int = 50
    direct: bool = False
    successor: str | None = None
    predecessor: str | None = None
    join_rule: str = "invite"
    guests: bool = False
    history: str = "joined"


class GatewayError(Exception):
    """The homeserver did not do what it was asked; `retry_after` in seconds where it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TryLater(GatewayError):
    """429, 5xx, a cut connection, a time-out, not yet in the room: the same request may work later."""


class WrongAddress(TryLater):
    """The configured address leads to no homeserver: an unknown name, a certificate that is another's, or somebody else
    answers. Who has worked with it before waits; in a first login it is the operator's to put right."""


class Refused(GatewayError):
    """4xx that stays: the request itself is refused, repeating it is useless; `errcode` is what the homeserver said."""

    def __init__(self, message: str, errcode: str = "") -> None:
        super().__init__(message)
        self.errcode = errcode


_GONE = (
    "The homeserver has ended the bot's session: it was signed out there, or its access token was revoked. If "
    "that was not meant as the bot's end, remove session.json from its data_dir and start it again: it logs in "
    "as a new device and goes on where it stopped."
)
_SOFT = (
    "The bot's access token is no longer valid, but its device is still there. Put a new token for that device (its "
    "device_id stands in session.json in the data_dir) into access_token_file, or give the password, and start the bot "
    "again: it goes on as the same device."
)


class SessionEnded(GatewayError, OperatorError):
    """`M_UNKNOWN_TOKEN`: the session was ended on the server. The operator must act; nothing is tried again.

    `soft`: only the access token is spent (`soft_logout`); the device is there, and another login goes on as it.
    """

    def __init__(self, *, soft: bool = False) -> None:
        self.soft = soft
        super().__init__(_SOFT if soft else _GONE)


class KeyTrust(Protocol):
    """What the bot asks about who can be believed; a part of `Gateway`."""

    def withhold(self, withheld: Callable[[str, str], bool]) -> None:
        """From now on nobody gets room keys of whom `withheld(room_id, user_id)` is true when a message is said."""
        ...

    async def accept(self, user_id: str, identity: str) -> bool:
        """From now on that identity of the user counts, if the homeserver shows no other meanwhile. Whether it does and
        another one did before. TryLater."""
        ...

    def forget_identity(self, user_id: str) -> None:
        """Nothing is known any more of who that user was; pinned again is who comes into a room of the bot's anew.
        TryLater."""
        ...

    def unverified(self, room_id: str) -> Sequence[str]:
        """The people of a room who have no device that the bot trusts: they can neither read it nor command it."""
        ...

    def unread(self) -> Sequence[Event]:
        """The events that are still waiting for their key, also from before a restart."""
        ...

    async def say_in_clear(self, room_id: str, content: Mapping[str, Any], transaction_id: str) -> str:
        """Sends a message unencrypted even where the room is encrypted: only for words that tell nothing."""
        ...

    def changed(self, room_id: str) -> Mapping[str, str]:
        """The people of a room whose identity is another than at first sight, with that identity."""
        ...

    async def forget_keys(self, day: date, nights: int) -> int:
        """The night of `day`: forgets some of the keys that were not used for more than `nights`; how many. TryLater.

        Nights are counted while the bot is there, each once, whatever its clock does."""
        ...

    async def own_device(self) -> tuple[str, bool]:
        """The fingerprint of the bot's identity, and whether the homeserver shows its device signed by it. TryLater;
        OperatorError where its recovery key is here and does not open it."""
        ...


class Gateway(KeyTrust, Protocol):
    """What the bot asks of Matrix."""

    @property
    def user_id(self) -> str: ...

    async def sync(self, since: str | None, timeout: float) -> Batch:
        """The next batch after `since`, waiting at most `timeout` seconds. TryLater, SessionEnded."""
        ...

    async def send(
        self,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        transaction_id: str,
        readers: Collection[str] | None = None,
    ) -> str:
        """Sends (encrypted where the room is) and gives the event id. TryLater, Refused, SessionEnded.

        With `readers` nobody else gets the keys, whoever has come into the room meanwhile.
        The same `transaction_id` gives the same event, however often it is sent (24 h, same device)."""
        ...

    async def redact(self, room_id: str, event_id: str, transaction_id: str) -> str:
        """Takes the content of one of the bot's own events away; gives the redaction's event id. TryLater, Refused,
        SessionEnded. As with `send`, the same `transaction_id` does it once."""
        ...

    async def upload(self, room_id: str, data: bytes, mimetype: str, filename: str) -> Mapping[str, Any]:
        """Uploads for that room: `{"file": {…}}` (encrypted) or `{"url": "mxc://…"}`."""
        ...

    async def event(self, room_id: str, event_id: str) -> Event | None:
        """The event with that id, opened and judged as in a sync; None if there is none that can be read. TryLater."""
        ...

    async def download(self, content: Mapping[str, Any]) -> bytes:
        """The bytes of an attachment event's content, decrypted. At most 4 MiB, else Refused."""
        ...

    async def join(self, room: str) -> str:
        """Joins by id or alias; gives the room id."""
        ...

    async def decline(self, room_id: str) -> None:
        """Turns an invitation down, or leaves the room."""
        ...

    async def resolve(self, alias: str) -> str: ...

    def server_time(self) -> datetime | None:
        """The homeserver's time now, as its answers tell; None while none has."""
        ...

    def room(self, room_id: str) -> RoomState | None:
        """The joined room as the last sync left it; None if the bot is not in it."""
        ...

    def rooms(self) -> Sequence[str]: ...
