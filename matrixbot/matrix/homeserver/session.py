"""The bot's session: logged in once, kept in `session.json`, and never used with another store than its own."""

from __future__ import annotations

import contextlib
import functools
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from matrixbot.errors import LOGIN, OperatorError
from matrixbot.files import private_folder
from matrixbot.gateway import Refused, SessionEnded, TryLater, WrongAddress
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.client import Client, part
from matrixbot.matrix.homeserver.fields import escaped, name, text
from matrixbot.matrix.homeserver.logins import Ways, by_password, fresh_device, named_by, token_command, ways_in
from matrixbot.matrix.homeserver.responses import Redirected, Rejected
from matrixbot.matrix.homeserver.sessionfile import PICKLE_BYTES, Session, SessionFile
from storage.values import frozen


@frozen
class Login:
    """What there is to log in with. `token` reads the access token anew, as its file holds it now."""

    password: str | None = None
    access_token: str | None = None
    token: Callable[[], str | None] = lambda: None


async def open_client(
    homeserver: str,
    user_id: str,
    data_dir: Path,
    *,
    password: str | None,
    access_token: str | None,
    device_name: str,
    token: Callable[[], str | None] = lambda: None,
    seal: Seal | None = None,
) -> Client:
    """A client that goes on with the kept session, or logs in as a new device if there is none. `token` reads the
    access token anew, as its file holds it when the kept one is spent.

    OperatorError if the kept session is another account's, or the server takes neither password nor token.
    """
    login = Login(password, access_token, token)
    crypto = private_folder(private_folder(data_dir) / "crypto")
    file = SessionFile(data_dir, seal)
    session = _kept(file, homeserver, user_id)
    client = Client(homeserver, crypto, session.pickle_key if session else secrets.token_hex(PICKLE_BYTES))
    try:
        if session is None or not client.has_store(session.device_id):
            # Without its store a device can neither read nor be reached: it is left behind, and a new one takes over.
            session = await first_login(client, user_id, login, device_name)
            file.write(session)
        client.restore_login(session.user_id, session.device_id, session.access_token)
        client.log_in_again = functools.partial(_log_in_again, client, file, session, login)
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


async def first_login(client: Client, user_id: str, login: Login, device_name: str) -> Session:
    """A new device. The server chooses its id, so that no store of an older device can ever be taken for its own.
    `user_id` may be the name alone, where nobody knows yet how the homeserver is called.

    OperatorError for what the operator must put right: the address, the account, password or token; TryLater."""
    if login.password is None and login.access_token is None:
        raise OperatorError("Neither a password nor an access token is configured, and there is no session.json.")
    home = client.homeserver
    try:
        ways = await ways_in(client)
        token = login.access_token
        if token is not None:
            answer = await _whose(client, user_id, token, ways)
        else:
            answer = await _by_password(client, user_id, str(login.password), ways, device_name)
    except Redirected:
        raise OperatorError(
            f"{home} sends the login on to another address. The password goes to no other: put the address of "
            "the homeserver itself into the configuration.",
            key="homeserver",
        ) from None
    except WrongAddress as wrong:
        own = await named_by(client)
        if own is None:
            raise
        raise WrongAddress(f"{wrong}. Put the address there that its /.well-known/matrix/client names: {own}") from None
    owner, device_id = text(answer, "user_id"), name(answer.get("device_id"))
    if owner is None or (owner != user_id and ":" in user_id):
        whose = escaped(owner or "nobody")
        raise OperatorError(f"The login belongs to {whose}, the configuration says {user_id}.", key="user_id")
    if device_id is None:
        raise OperatorError("The access token belongs to no device. Give one from a login, or the password.", key=LOGIN)
    token = token or text(answer, "access_token")
    if token is None:
        raise OperatorError(f"{home} has let {user_id} log in, but given no access token. Ask its operator.")
    if login.access_token is not None:
        await _name_device(client, token, device_id, device_name)
    return Session(
        homeserver=home,
        user_id=owner,
        device_id=device_id,
        access_token=token,
        pickle_key=client.pickle_key,
    )


async def _whose(client: Client, user_id: str, token: str, ways: Ways) -> dict[str, Any]:
    client.access_token = token
    try:
        return await client.call("GET", "/account/whoami")
    except (Rejected, SessionEnded) as refusal:
        spent = isinstance(refusal, SessionEnded) and refusal.soft
        mistake = "The access token is no longer valid." if spent else "The homeserver does not know the access token."
        raise OperatorError(f"{mistake} {_how_to_make(user_id, ways)}", key=LOGIN) from None
    finally:
        client.access_token = ""


async def _by_password(client: Client, user_id: str, password: str, ways: Ways, device_name: str) -> dict[str, Any]:
    home = client.homeserver
    if not ways.password:
        raise OperatorError(f"{home} takes no passwords. {_how_to_make(user_id, ways)}", key=LOGIN)
    try:
        return await client.call(
            "POST", "/login", {**by_password(user_id, password), "initial_device_display_name": device_name}
        )
    except SessionEnded:
        raise OperatorError(f"The account {user_id} is deactivated. Use another one.", key="user_id") from None
    except Rejected as refusal:
        mistake = f"{home} does not let {user_id} log in ({refusal.errcode})."
        if ways.service:
            mistake += f" Check user_id and password; or log in without one. {_how_to_make(user_id, ways)}"
        else:
            mistake += " Check user_id and password."
        raise OperatorError(mistake, key=LOGIN) from None


def _how_to_make(user_id: str, ways: Ways) -> str:
    if not ways.service:
        return "Put an access token from a login of the account into access_token_file."
    return (
        "It logs in by a Matrix Authentication Service, whose tokens out of a browser live for minutes. Make one for "
        f"the bot on that service's machine: `{token_command(user_id, fresh_device())}`. Put it into access_token_file."
    )


async def _name_device(client: Client, token: str, device_id: str, device_name: str) -> None:
    """A device that was made with a token has no name yet. Not every homeserver lets it be named."""
    client.access_token = token
    with contextlib.suppress(Refused, TryLater):
        await client.call("PUT", f"/devices/{part(device_id)}", {"display_name": device_name})


async def _log_in_again(client: Client, file: SessionFile, session: Session, login: Login) -> str:
    """Another access token for the same device, kept first. SessionEnded if there is none to be had."""
    spent, fresh = client.access_token, login.token()
    try:
        if login.password is not None:
            body = {**by_password(session.user_id, login.password), "device_id": session.device_id}
            answer = await client.call("POST", "/login", body)
            fresh = text(answer, "access_token")
        elif fresh is not None and fresh != spent:
            client.access_token = fresh
            answer = await client.call("GET", "/account/whoami", again=False)
        else:
            raise SessionEnded(soft=True)
    except Rejected:
        raise SessionEnded(soft=True) from None
    finally:
        client.access_token = spent
    if fresh is None or (answer.get("user_id"), answer.get("device_id")) != (session.user_id, session.device_id):
        raise SessionEnded
    file.write(replace(session, access_token=fresh))
    return fresh
