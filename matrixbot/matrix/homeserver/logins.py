"""The ways into a homeserver: which logins it offers, and whether an authentication service stands before it.

Matrix specification, Login and OAuth 2.0 API (`auth_metadata`, MSC2965). With Element's server suite a homeserver has
such a service (Matrix Authentication Service): an account may have no password there, and a bot gets a token that its
operator makes.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlencode, urlsplit

from matrixbot.addresses import homeserver
from matrixbot.gateway import TryLater
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import escaped, records, text
from matrixbot.matrix.homeserver.responses import Redirected, Rejected
from storage.values import frozen

PASSWORD = "m.login.password"  # noqa: S105 - the name of a way to log in
METADATA = ("/_matrix/client/v1/auth_metadata", "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata")


@frozen
class Ways:
    """What a homeserver offers. `service` tells of an authentication service before it, `account_page` is the page on
    which an account's owner looks after it there, if it names one."""

    password: bool
    service: bool
    account_page: str | None

    def page_for(self, action: str) -> str | None:
        """The account page, opened for that action (MSC4191)."""
        if self.account_page is None:
            return None
        return f"{self.account_page}{'&' if '?' in self.account_page else '?'}{urlencode({'action': action})}"


async def ways_in(client: Client) -> Ways:
    """Asks the homeserver. TryLater, WrongAddress."""
    try:
        flows = records((await client.call("GET", "/login")).get("flows"))
    except Rejected:
        flows = []
    password = any(flow.get("type") == PASSWORD for flow in flows)
    return Ways(password, *await _service(client))


async def _service(client: Client) -> tuple[bool, str | None]:
    for path in METADATA:
        try:
            answer = await client.call("GET", path)
        except Redirected:
            raise
        except (Rejected, TryLater):  # also a page of a proxy that knows no such path
            continue
        page = text(answer, "account_management_uri")
        return True, page if page and page.isprintable() and urlsplit(page).scheme in ("https", "http") else None
    return False, None


async def named_by(client: Client) -> str | None:
    """The homeserver's own address, as the well-known file at this one names it; None if it names no other."""
    try:
        answer = await client.call("GET", "/.well-known/matrix/client")
    except (Rejected, TryLater):
        return None
    home = answer.get("m.homeserver")
    base = text(home, "base_url") if isinstance(home, dict) else None
    try:
        own = homeserver(base)
    except ValueError:
        return None
    return own if own.isprintable() and own != client.homeserver else None


def by_password(user_id: str, password: str) -> dict[str, object]:
    """Who logs in, or authenticates again, and by which password."""
    return {"type": PASSWORD, "identifier": {"type": "m.id.user", "user": user_id}, "password": password}


def fresh_device() -> str:
    """A device id that no device had before."""
    return f"BOARD{secrets.token_hex(4).upper()}"


def token_command(user_id: str, device_id: str) -> str:
    """What the operator of an authentication service types to make a token for the bot."""
    return f"mas-cli manage issue-compatibility-token {escaped(user_id[1:].split(':', maxsplit=1)[0])} {device_id}"
