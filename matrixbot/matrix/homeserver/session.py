"""The bot's session: logged in once, kept in `session.json`, and never used with another store than its own."""

from __future__ import annotations

import functools
import json
import secrets
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path

from matrixbot.errors import OperatorError
from matrixbot.files import private_folder, write_private
from matrixbot.gateway import SessionEnded
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import escaped, name, text
from matrixbot.matrix.homeserver.responses import Redirected, Rejected

PICKLE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """What is needed to go on as the same device."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str


async def open_client(
    homeserver: str, user_id: str, data_dir: Path, *, password: str | None, access_token: str | None, device_name: str
) -> Client:
    """A client that goes on with the kept session, or logs in as a new device if there is none.

    OperatorError if the kept session is another account's, or the server takes neither password nor token.
    """
    crypto = private_folder(private_folder(data_dir) / "crypto")
    client = Client(homeserver, crypto, _pickle_key(crypto / "pickle_key"))
    try:
        session = _kept(data_dir / "session.json", homeserver, user_id)
        if session is None or not client.has_store(session.device_id):
            # Without its store a device can neither read nor be reached: it is left behind, and a new one takes over.
            session = await _log_in(client, homeserver, user_id, password, access_token, device_name)
            write_private(data_dir / "session.json", json.dumps(asdict(session), indent=1) + "\n")
        client.restore_login(session.user_id, session.device_id, session.access_token)
        if password is not None:
            client.log_in_again = functools.partial(_log_in_again, client, data_dir, session, password)
    except BaseException:
        await client.close()
        raise
    return client


def _kept(path: Path, homeserver: str, user_id: str) -> Session | None:
    if not path.exists():
        return None
    try:
        kept = Session(**json.loads(path.read_bytes()))
        if not all(name(word) or (word == kept.access_token and isinstance(word, str)) for word in astuple(kept)):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise OperatorError(f"{path} is damaged. Remove it: the bot logs in again as a new device.") from None
    if kept.user_id != user_id:
        raise OperatorError(
            f"{path} is the session of {escaped(kept.user_id)}, the configuration says {user_id}. Give this account a "
            "data_dir of its own."
        )
    return Session(homeserver, kept.user_id, kept.device_id, kept.access_token)


async def _log_in(
    client: Client, homeserver: str, user_id: str, password: str | None, access_token: str | None, device_name: str
) -> Session:
    """A new device. The server chooses its id, so that no store of an older device can ever be taken for its own."""
    try:
        if access_token is not None:
            client.access_token = access_token
            answer = await client.call("GET", "/account/whoami")
        elif password is not None:
            login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user_id}}
            body = {**login, "password": password, "initial_device_display_name": device_name}
            answer = await client.call("POST", "/login", body)
        else:
            raise OperatorError("Neither a password nor an access token is configured, and there is no session.json.")
    except Rejected as refusal:
        raise OperatorError(
            f"{homeserver} does not let {user_id} log in ({refusal.errcode}). Check user_id and password."
        ) from None
    except Redirected:
        raise OperatorError(
            f"{homeserver} sends the login on to another address. The password goes to no other: put the address of "
            "the homeserver itself into the configuration."
        ) from None
    owner, device_id, token = text(answer, "user_id"), name(answer.get("device_id")), access_token
    if owner != user_id:
        raise OperatorError(f"The login belongs to {escaped(owner or 'nobody')}, the configuration says {user_id}.")
    if device_id is None:
        raise OperatorError("The access token belongs to no device. Give one from a login, or the password.")
    token = token or text(answer, "access_token")
    if token is None:
        raise OperatorError(f"{homeserver} has let {user_id} log in, but given no access token. Ask its operator.")
    return Session(homeserver, user_id, device_id, token)


async def _log_in_again(client: Client, data_dir: Path, session: Session, password: str) -> str:
    """A new access token for the same device, kept first. SessionEnded if the homeserver gives none."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": session.user_id},
        "password": password,
        "device_id": session.device_id,
    }
    try:
        answer = await client.call("POST", "/login", body)
    except Rejected:
        raise SessionEnded from None
    token = text(answer, "access_token")
    if token is None or (answer.get("user_id"), answer.get("device_id")) != (session.user_id, session.device_id):
        raise SessionEnded
    write_private(data_dir / "session.json", json.dumps(asdict(replace(session, access_token=token)), indent=1) + "\n")
    return token


def _pickle_key(path: Path) -> str:
    """The key that the store's contents are encrypted with, random and this store's own."""
    if not path.exists():
        write_private(path, secrets.token_hex(PICKLE_BYTES))
    try:
        key = path.read_text(encoding="ascii").strip()
        if len(bytes.fromhex(key)) != PICKLE_BYTES:
            raise ValueError
    except ValueError:
        raise OperatorError(
            f"{path} is damaged: it holds the key of the crypto store. Restore it from a backup, or remove the folder "
            f"{path.parent} and session.json beside it: the bot logs in as a new device and its identity stays."
        ) from None
    return key
