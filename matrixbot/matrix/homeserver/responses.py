"""What the homeserver answers a request: JSON, a refusal, or something after which the request may be made again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import aiohttp

from matrixbot.addresses import is_private
from matrixbot.gateway import Refused, SessionEnded, TryLater, WrongAddress
from matrixbot.matrix.crypto.canonical import parse_json
from matrixbot.matrix.homeserver.fields import name, text

MAX_RETRY_AFTER = 600.0
KNOWN_CODES = frozenset(
    {
        "M_BAD_ALIAS",
        "M_BAD_JSON",
        "M_BAD_STATE",
        "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM",
        "M_CAPTCHA_INVALID",
        "M_CAPTCHA_NEEDED",
        "M_DUPLICATE_ANNOTATION",
        "M_EXCLUSIVE",
        "M_FORBIDDEN",
        "M_GUEST_ACCESS_FORBIDDEN",
        "M_INCOMPATIBLE_ROOM_VERSION",
        "M_INVALID_PARAM",
        "M_INVALID_ROOM_STATE",
        "M_INVALID_SIGNATURE",
        "M_INVALID_USERNAME",
        "M_LIMIT_EXCEEDED",
        "M_MISSING_PARAM",
        "M_MISSING_TOKEN",
        "M_NOT_FOUND",
        "M_NOT_JSON",
        "M_NOT_YET_UPLOADED",
        "M_RESOURCE_LIMIT_EXCEEDED",
        "M_ROOM_IN_USE",
        "M_SERVER_NOT_TRUSTED",
        "M_TOO_LARGE",
        "M_UNABLE_TO_AUTHORISE_JOIN",
        "M_UNABLE_TO_GRANT_JOIN",
        "M_UNACTIONABLE",
        "M_UNAUTHORIZED",
        "M_UNKNOWN",
        "M_UNKNOWN_TOKEN",
        "M_UNRECOGNIZED",
        "M_UNSUPPORTED_ROOM_VERSION",
        "M_USER_DEACTIVATED",
        "M_USER_IN_USE",
        "M_USER_LOCKED",
        "M_USER_SUSPENDED",
        "M_WEAK_PASSWORD",
        "M_WRONG_ROOM_KEYS_VERSION",
    }
)
"""The error codes of the Matrix specification: only these are written down, anything else could be a member's words."""

APPROVALS = frozenset({"m.oauth", "org.matrix.cross_signing_reset"})
"""The stages of an authentication that is given on a page of the account's."""


class Rejected(Refused):
    """A refusal with what the server said: `status`, the whole `answer`, and `errcode` if it is a known one."""

    def __init__(self, status: int, answer: Mapping[str, Any]) -> None:
        said = answer.get("errcode")
        errcode = said if isinstance(said, str) and said in KNOWN_CODES else "an unknown code"
        super().__init__(f"the homeserver refused it: {status} {errcode}", errcode)
        self.status = status
        self.answer = answer

    @property
    def stages(self) -> frozenset[str]:
        """By what the server wants the account's owner to authenticate again (User-Interactive Authentication API);
        empty if that is not what it wants."""
        flows = self.answer.get("flows") if self.status == 401 else None
        found = [flow.get("stages") for flow in flows if isinstance(flow, dict)] if isinstance(flows, list) else []
        return frozenset(stage for stages in found if isinstance(stages, list) for stage in stages if name(stage))

    @property
    def approval_page(self) -> str | None:
        """The page on which the account's owner approves it, where the server wants that (MSC4312)."""
        params = self.answer.get("params")
        for stage in APPROVALS & self.stages:
            page = text(params.get(stage), "url") if isinstance(params, dict) else None
            if page and page.isprintable() and is_private(page):
                return page
        return None


class Redirected(TryLater):
    """The server sends the request on to another address. Token, password and words go to none but the configured."""

    def __init__(self) -> None:
        super().__init__("the homeserver redirects to another address, which is not followed; configure the right one")


class TooLong(TryLater):
    """An answer is longer than any that this request can have."""


def unreachable(homeserver: str, problem: BaseException) -> TryLater:
    """Why a request to that address came to nothing, in an operator's words."""
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return WrongAddress(
            f"the name {problem.host} is not known. Correct the address, or look at this machine's network and name "
            "server (DNS)"
        )
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        return WrongAddress(
            f"the certificate of {homeserver} does not hold for that name, or nobody whom this machine trusts has "
            "signed it. Correct the address, or have the certificate put right"
        )
    if isinstance(problem, aiohttp.ClientConnectorSSLError):
        return WrongAddress(f"{homeserver} does not speak https there. Correct the address or the port")
    cause = problem.os_error if isinstance(problem, aiohttp.ClientConnectorError) else problem
    why = type(problem).__name__
    if isinstance(problem, TimeoutError):
        why = "no answer in time"
    elif isinstance(cause, OSError) and cause.errno:
        why = os.strerror(cause.errno)
    return TryLater(f"{homeserver} cannot be reached: {why}")


async def read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The whole answer. TooLong if it has more than `most` bytes."""
    received = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        received += piece
        if len(received) > most:
            response.close()
            raise TooLong(f"the homeserver's answer has more than {most} bytes")
    return bytes(received)


def told(response: aiohttp.ClientResponse, data: bytes) -> dict[str, Any]:
    """What the homeserver says; TryLater, Rejected, SessionEnded for what it does not do."""
    try:
        answer = parse_json(data)
    except ValueError:
        answer = None
    if response.status < 300 and isinstance(answer, dict):
        return answer
    if 300 <= response.status < 400:
        raise Redirected
    said = answer if isinstance(answer, dict) else {}
    errcode = said.get("errcode")
    if response.status == 429 or errcode == "M_LIMIT_EXCEEDED":
        raise TryLater("the homeserver asks for patience", _retry_after(response, said))
    if errcode in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"):
        raise SessionEnded(soft=said.get("soft_logout") is True)
    if 400 <= response.status < 500 and (errcode or "flows" in said):
        raise Rejected(response.status, said)
    if response.status == 413:  # also from a proxy: it will be no smaller another time
        raise Rejected(response.status, {"errcode": "M_TOO_LARGE"})
    if not said and (response.status in (403, 404, 405) or (data.lstrip()[:1] == b"<" and response.status < 300)):
        raise WrongAddress(f"{response.url.origin()} answers, but not as a Matrix homeserver does")
    # A proxy's page, a cut-off answer, a server error: nobody who knows has refused anything.
    raise TryLater(f"the homeserver answered {response.status}", _retry_after(response, said))


def _retry_after(response: aiohttp.ClientResponse, said: Mapping[str, Any]) -> float | None:
    """Seconds to wait (Matrix specification, Rate limiting): the header, or the older field in milliseconds."""
    header, field = response.headers.get("Retry-After", ""), said.get("retry_after_ms")
    if header.isascii() and header.isdigit() and len(header) < 10:
        return min(float(header), MAX_RETRY_AFTER)
    if isinstance(field, int) and not isinstance(field, bool) and field >= 0:
        return min(field // 1000 + field % 1000 / 1000, MAX_RETRY_AFTER)
    return None
