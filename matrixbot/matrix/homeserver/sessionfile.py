"""`session.json`: what is needed to go on as the same device. Its two secrets, the access token and the key of the
crypto store, are sealed where there is a key for that."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from matrixbot.errors import OperatorError
from matrixbot.files import wipe, write_private
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.fields import name, record
from storage.values import frozen

PICKLE_BYTES = 32


@frozen
class Session:
    """A login, and the random key with which the contents of its crypto store are encrypted."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str
    pickle_key: str


class SessionFile:
    """The session that is kept in `data_dir`, sealed with `seal` if there is one."""

    def __init__(self, data_dir: Path, seal: Seal | None) -> None:
        self.path = data_dir / "session.json"
        self._seal = seal
        self._old_key = data_dir / "crypto" / "pickle_key"
        """Where the key of the crypto store lay in clear before it came into the session."""

    def read(self) -> Session | None:
        """The kept session, None if there is none. It is written anew if it is not sealed as it should be.

        OperatorError if it is damaged, or sealed with another key.
        """
        if not self.path.exists():
            wipe(self._old_key)  # of a device that is left behind
            return None
        session, sealed_as_it_should = self._parsed()
        if not session.pickle_key:
            session = replace(session, pickle_key=self._pickle_key())
            sealed_as_it_should = False
        if not sealed_as_it_should:
            self.write(session)
        wipe(self._old_key)
        return session

    def write(self, session: Session) -> None:
        """Keeps the session: on the disk when this returns."""
        self._write(session, [self._seal])

    def open_with(self, seals: Sequence[Seal | None]) -> None:
        """From now on each of those opens the session, None for nobody's: while the key is exchanged one does not know
        which of them will be the one. `read` leaves only its own."""
        session = self.read()
        if session is not None:
            self._write(session, seals)

    def _write(self, session: Session, seals: Sequence[Seal | None]) -> None:
        whole = asdict(session)
        secret = {key: whole.pop(key) for key in ("access_token", "pickle_key")}
        if None in seals:
            whole |= secret
        sealed = [seal.close(json.dumps(secret)) for seal in seals if seal is not None]
        if sealed:
            whole["sealed"] = sealed
        write_private(self.path, json.dumps(whole, indent=1) + "\n")

    def _parsed(self) -> tuple[Session, bool]:
        """The session, and whether it is sealed as it should be."""
        try:
            content = json.loads(self.path.read_bytes())
            sealed, in_clear = content.pop("sealed", []), "access_token" in content
            opened = [text for one in sealed if self._seal and (text := self._seal.open(one)) is not None]
            if opened:
                content |= record(json.loads(opened[0]))
            elif sealed and not in_clear:
                raise OperatorError(self._not_opened())
            session = Session(**{"pickle_key": "", **content})
            if not _is_whole(session):
                raise ValueError
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise OperatorError(f"{self.path} is damaged. Remove it: the bot logs in again as a new device.") from None
        closed = self._seal is not None
        return session, len(sealed) == len(opened) == closed and in_clear is not closed

    def _not_opened(self) -> str:
        why = "The key that is given does not open it" if self._seal else "No key is given"
        return (
            f"{self.path} is sealed with the key of the database. {why}. Give the right key, or remove the file: the "
            "bot logs in again as a new device."
        )

    def _pickle_key(self) -> str:
        """The key that lies in a file of its own, or a new one."""
        if not self._old_key.exists():
            return secrets.token_hex(PICKLE_BYTES)
        try:
            key = self._old_key.read_text(encoding="ascii").strip()
            if not _is_pickle_key(key):
                raise ValueError
        except ValueError:
            raise OperatorError(
                f"{self._old_key} is damaged: it holds the key of the crypto store. Restore it from a backup, or "
                f"remove the folder {self._old_key.parent} and session.json beside it: the bot logs in as a new device "
                "and its identity stays."
            ) from None
        return key


def _is_whole(session: Session) -> bool:
    """Whether every word is one; a token may be of any length."""
    names: list[Any] = [session.homeserver, session.user_id, session.device_id]
    key = session.pickle_key
    return (
        all(name(word) for word in names)
        and isinstance(session.access_token, str)
        and (key == "" or (isinstance(key, str) and _is_pickle_key(key)))
    )


def _is_pickle_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == PICKLE_BYTES
    except ValueError:
        return False
