"""The bot's session: logged in once, kept in `session.json`, and never used with another store than its own."""

from __future__ import annotations

import functools
import secrets
from dataclasses import replace
from pathlib import Path

from matrixbot.errors import OperatorError
from matrixbot.files import private_folder
from matrixbot.gateway import SessionEnded
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import escaped, name, text
from matrixbot.matrix.homeserver.responses import Redirected, Rejected
from matrixbot.matrix.homeserver.sessionfile import PICKLE_BYTES, Session, SessionFile


async def open_client(
    homeserver: str,
    user_id: str,
    data_dir: Path,
    *,
    password: str | None,
    access_token: str | None,
    device_name: str,
    seal: Seal | None = None,
) -> Client:
    """A client that goes on with the kept session, or logs in as a new device if there is none.

    OperatorError if the kept session is another account's, or the server takes neither password nor token.
    """
    crypto = private_folder(private_folder(data_dir) / "crypto")
    file = SessionFile(data_dir, seal)
    session = _kept(file, homeserver, user_id)
    pickle_key = session.pickle_key if session else secrets.token_hex(PICKLE_BYTES)
    client = Client(homeserver, crypto, pickle_key)
    try:
        if session is None or not client.has_store(session.device_id):
            # Without its store a device can neither read nor be reached: it is left behind, and a new one takes over.
            session = await _log_in(client, homeserver, user_id, password, access_token, device_name)
            file.write(session)
        client.restore_login(session.user_id, session.device_id, session.access_token)
        if password is not None:
            client.log_in_again = functools.partial(_log_in_again, client, file, session, password)
    except BaseException:
        await client.close()
        raise
    return client


def _kept(file: SessionFile, homeserver: str, user_id: str) -> Session | None:
    kept = file.read()
    if kept is not None and kept.user_id != user_id:
        raise OperatorError(
            f"{file.path} is the session of {escaped(kept.user_id)}, the configuration says {user_id}. Give this "
            "account a data_dir of its own."
        )
    return replace(kept, homeserver=homeserver) if kept else None


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
    return Session(
        homeserver=homeserver,
        user_id=user_id,
        device_id=device_id,
        access_token=token,
        pickle_key=client.config.pickle_key,
    )


async def _log_in_again(client: Client, file: SessionFile, session: Session, password: str) -> str:
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
    file.write(replace(session, access_token=token))
    return token
