"""This device's account and sessions on the disk, each closed with a key that lies in the session file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from vodozemac import Account, InboundGroupSession, Session

from matrixbot.matrix.crypto.disuse import Disuse
from matrixbot.matrix.crypto.keyfile import KeyFile
from matrixbot.matrix.crypto.sessions import DeviceAccount, OlmSession, RoomKey


class KeyStore:
    """The keys of one device of one account. What the disk does is KeyDiskFault."""

    synchronous = "full"

    def __init__(self, user_id: str, device_id: str, path: Path, passphrase: str) -> None:
        self._owner = (user_id, device_id)
        self._pickle_key = hashlib.sha256(passphrase.encode()).digest()
        self.file = KeyFile(path, self.synchronous)
        self.disuse = Disuse(self.file)

    def _account_id(self) -> int:
        query = "SELECT id FROM accounts WHERE user_id = ? AND device_id = ?"
        (found,) = self.file.run(query, self._owner).fetchone()
        return int(found)

    # --- this device --------------------------------------------------------------------------------------------------

    def load_account(self) -> DeviceAccount | None:
        query = "SELECT account, shared FROM accounts WHERE user_id = ? AND device_id = ?"
        row = self.file.run(query, self._owner).fetchone()
        if row is None:
            return None
        return DeviceAccount(Account.from_pickle(_text(row[0]), self._pickle_key), shared=bool(row[1]))

    def save_account(self, account: DeviceAccount) -> None:
        self.file.run(
            "INSERT INTO accounts (account, shared, user_id, device_id) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (user_id, device_id) DO UPDATE SET account = excluded.account, shared = excluded.shared",
            (account.olm.pickle(self._pickle_key).encode(), account.shared, *self._owner),
        )

    # --- sessions with devices ----------------------------------------------------------------------------------------

    def load_sessions(self) -> dict[str, list[OlmSession]]:
        """By the key of the other device, the session used last first."""
        found: dict[str, list[OlmSession]] = {}
        query = (
            "SELECT sender_key, session, creation_time, last_usage_date FROM olmsessions WHERE account_id = ? "
            "ORDER BY last_usage_date DESC"
        )
        for sender_key, pickle, created, used in self.file.run(query, (self._account_id(),)):
            session = Session.from_pickle(_text(pickle), self._pickle_key)
            found.setdefault(sender_key, []).append(OlmSession(session, created, used))
        return found

    def save_session(self, sender_key: str, session: OlmSession) -> None:
        """Keeps an olm session as it is after a message."""
        pickle = session.olm.pickle(self._pickle_key).encode()
        self.file.run(
            "REPLACE INTO olmsessions (session_id, creation_time, last_usage_date, sender_key, account_id, session) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (session.id, session.created, session.used, sender_key, self._account_id(), pickle),
        )
        self.disuse.used((sender_key, session.id))

    def delete_session(self, session: OlmSession) -> None:
        """Forgets an olm session."""
        self.file.run("DELETE FROM olmsessions WHERE session_id = ?", (session.id,))

    # --- sessions of rooms --------------------------------------------------------------------------------------------

    def load_room_keys(self) -> list[RoomKey]:
        """All, the oldest first; each is opened when it is needed."""
        query = (
            "SELECT session_id, room_id, sender_key, fp_key FROM megolminboundsessions WHERE account_id = ? "
            "ORDER BY rowid"
        )
        return [
            RoomKey(session_id, room_id, sender_key, ed25519, opened=partial(self._room_key, session_id))
            for session_id, room_id, sender_key, ed25519 in self.file.run(query, (self._account_id(),))
        ]

    def _room_key(self, session_id: str) -> InboundGroupSession:
        query = "SELECT session FROM megolminboundsessions WHERE session_id = ?"
        (pickle,) = self.file.run(query, (session_id,)).fetchone()
        return InboundGroupSession.from_pickle(_text(pickle), self._pickle_key)

    def save_room_key(self, key: RoomKey) -> None:
        """Keeps a megolm session; what another device has brought under the same id stays with that one's keys."""
        pickle = key.megolm.pickle(self._pickle_key).encode()
        self.file.run(
            "INSERT INTO megolminboundsessions (session_id, sender_key, account_id, fp_key, room_id, session) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET session = excluded.session",
            (key.id, key.sender_key, self._account_id(), key.ed25519, key.room_id, pickle),
        )
        self.disuse.used((key.sender_key, key.id))

    def delete_room_key(self, key: RoomKey) -> None:
        """Forgets a megolm session."""
        self.file.run(
            "DELETE FROM megolminboundsessions WHERE sender_key = ? AND session_id = ?", (key.sender_key, key.id)
        )

    # --- rooms that were encrypted once -------------------------------------------------------------------------------

    def load_encrypted_rooms(self) -> set[str]:
        query = "SELECT room_id FROM encryptedrooms WHERE account_id = ?"
        return {room_id for (room_id,) in self.file.run(query, (self._account_id(),))}

    def save_encrypted_rooms(self, room_ids: Iterable[str]) -> None:
        mine = self._account_id()
        with self.file.atomic():
            for room_id in room_ids:
                self.file.run(
                    "INSERT OR IGNORE INTO encryptedrooms (room_id, account_id) VALUES (?, ?)", (room_id, mine)
                )


def _text(pickle: bytes | str) -> str:
    return pickle.decode() if isinstance(pickle, bytes) else pickle
