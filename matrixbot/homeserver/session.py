"""The bot's session: logged in once, kept in `session.json`, and never used with another store than its own."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from matrixbot.errors import OperatorError
from matrixbot.files import private_folder, write_private
from matrixbot.homeserver.client import Client, Rejected


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
    except BaseException:
        await client.close()
        raise
    return client


def _kept(path: Path, homeserver: str, user_id: str) -> Session | None:
    if not path.exists():
        return None
    try:
        kept = Session(**json.loads(path.read_bytes()))
    except (ValueError, TypeError):
        raise OperatorError(f"{path} is damaged. Remove it: the bot logs in again as a new device.") from None
    if kept.user_id != user_id:
        raise OperatorError(
            f"{path} is the session of {kept.user_id}, the configuration says {user_id}. Give this account a data_dir "
            "of its own."
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
    if answer.get("user_id") != user_id:
        raise OperatorError(f"The access token belongs to {answer.get('user_id')}, the configuration says {user_id}.")
    if not isinstance(answer.get("device_id"), str):
        raise OperatorError("The access token belongs to no device. Give one from a login, or the password.")
    return Session(homeserver, user_id, answer["device_id"], access_token or str(answer["access_token"]))


def _pickle_key(path: Path) -> str:
    """The key that the store's contents are encrypted with, random and this store's own."""
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return path.read_text(encoding="ascii")
