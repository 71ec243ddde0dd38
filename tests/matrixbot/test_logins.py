"""Logging in where there are no passwords: tokens that the operator makes, approvals on a page, devices that stay."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from matrixbot.errors import OperatorError
from matrixbot.gateway import SessionEnded, WrongAddress
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.homeserver.session import open_client
from matrixbot.matrix.startup import open_gateway, reset_identity
from matrixbot.matrix.trust import crosssigning
from tests.matrixbot.homeserver import BOT
from tests.matrixbot.mas import APPROVE, ServiceHomeserver, serving


@pytest.fixture
def mas() -> ServiceHomeserver:
    return ServiceHomeserver()


@pytest.fixture
async def home(mas: ServiceHomeserver) -> AsyncIterator[str]:
    async with serving(mas) as url:
        yield url


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosssigning, "APPROVAL_PAUSE", 0.01)


def opening(home: str, data: Path, **more: Any) -> AbstractAsyncContextManager[Any]:
    return open_gateway(home, BOT, data, **{"access_token": "mct_one", "device_name": "Board-Assistent", **more})


async def refused(home: str, data: Path, **credential: Any) -> str:
    """What the operator reads about a first login, with the device id of the offered command left open."""
    given = {"password": None, "access_token": None, **credential}
    with pytest.raises(OperatorError) as mistake:
        await open_client(home, BOT, data, device_name="bot", **given)
    assert not (data / "session.json").exists()
    return re.sub(r"BOARD[0-9A-F]{8}", "BOARDXXXXXXXX", str(mistake.value)).replace(home, "https://matrix.test")


MAKE_ONE = (
    "It logs in by a Matrix Authentication Service, whose tokens out of a browser live for minutes. Make one for the "
    "bot on that service's machine: `mas-cli manage issue-compatibility-token bot BOARDXXXXXXXX`. Put it into "
    "access_token_file."
)


async def test_a_password_where_there_are_none_is_answered_with_the_command_that_makes_a_token(
    home: str, mas: ServiceHomeserver, tmp_path: Path
) -> None:
    assert await refused(home, tmp_path, password="secret") == f"https://matrix.test takes no passwords. {MAKE_ONE}"
    assert mas.logins == [], "the password was not sent"
    mas.service = False
    assert await refused(home, tmp_path, password="secret") == (
        "https://matrix.test takes no passwords. Put an access token from a login of the account into "
        "access_token_file."
    )


async def test_a_password_that_the_service_refuses_is_no_false_advice(
    home: str, mas: ServiceHomeserver, tmp_path: Path
) -> None:
    mas.flows.append("m.login.password")
    assert await refused(home, tmp_path, password="secret") == (
        f"https://matrix.test does not let {BOT} log in (M_FORBIDDEN). Check user_id and password; or log in without "
        f"one. {MAKE_ONE}"
    )
    mas.service = False
    assert await refused(home, tmp_path, password="secret") == (
        f"https://matrix.test does not let {BOT} log in (M_FORBIDDEN). Check user_id and password."
    )


async def test_a_token_that_is_unknown_or_spent_is_told_apart(
    home: str, mas: ServiceHomeserver, tmp_path: Path
) -> None:
    assert await refused(home, tmp_path, access_token="mat_of_a_browser") == (
        f"The homeserver does not know the access token. {MAKE_ONE}"
    )
    mas.spent.add("mct_one")
    assert await refused(home, tmp_path, access_token="mct_one") == (f"The access token is no longer valid. {MAKE_ONE}")


async def test_a_compatibility_token_is_enough_and_its_device_gets_a_name(
    home: str, mas: ServiceHomeserver, tmp_path: Path
) -> None:
    async with opening(home, tmp_path) as gateway:
        health = await gateway.health()
    assert health.device_signed
    assert mas.display_names == {"BOT": "Board-Assistent"}
    assert mas.logins == []
    async with opening(home, tmp_path, access_token=None) as gateway:  # the session is kept
        assert await gateway.health() == health


@pytest.mark.long
async def test_no_request_of_a_start_waits_for_the_answer_to_another(
    home: str, mas: ServiceHomeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is answered before all have come; for the secrets of its identity nobody asks, as its device is signed."""
    wanted = {"sync", "query", "upload", "devices"}
    come, all_have, slow = list[str](), asyncio.Event(), mas._slow_answer

    async def together(request: web.Request, path: str, body: Any) -> dict[str, Any]:
        come.append(request.path.rpartition("/")[2])
        if wanted <= set(come):
            all_have.set()
        await asyncio.wait_for(all_have.wait(), 5)
        return await slow(request, path, body)

    async with opening(home, tmp_path):
        pass
    monkeypatch.setattr(mas, "_slow_answer", together)
    async with opening(home, tmp_path, since="t1") as gateway:
        assert (await gateway.sync("t1", 0)).token
    assert sorted(come[: len(wanted)]) == sorted(wanted)
    assert not [path for path in come if path.startswith("m.cross_signing")]


async def test_a_spent_token_is_followed_by_the_one_that_its_file_holds_now(
    home: str, mas: ServiceHomeserver, tmp_path: Path
) -> None:
    in_file = ["mct_one"]
    async with opening(home, tmp_path, token=lambda: in_file[0]) as gateway:
        mas.spent.add("mct_one")
        with pytest.raises(SessionEnded, match="its device is still there") as ended:
            await gateway.sync(None, 0)
        assert ended.value.soft
        in_file[0], mas.tokens["mct_two"] = "mct_two", "BOT"
        await gateway.sync(None, 0)
        assert json.loads((tmp_path / "session.json").read_text())["access_token"] == "mct_two"
        in_file[0], mas.tokens["mct_other"] = "mct_other", "OTHER"
        mas.spent.add("mct_two")
        with pytest.raises(SessionEnded) as ended:
            await gateway.sync(None, 0)
        assert not ended.value.soft
        del mas.tokens["mct_two"]
        with pytest.raises(SessionEnded, match="signed out there"):
            await gateway.sync(None, 0)


async def test_an_identity_is_replaced_once_it_is_approved_on_the_page(
    home: str, mas: ServiceHomeserver, tmp_path: Path
) -> None:
    async with opening(home, tmp_path) as gateway:
        before = (await gateway.health()).identity
    old = (tmp_path / "recovery_key").read_text()
    told: list[str] = []

    def tell(words: str) -> None:
        told.append(words)
        assert (tmp_path / "recovery_key").read_text() == old, "nothing is changed before it is approved"
        asyncio.get_running_loop().call_later(0.05, lambda: setattr(mas, "approved", True))

    await reset_identity(home, BOT, tmp_path, access_token="mct_one", tell=tell)
    assert told == [APPROVE]
    async with opening(home, tmp_path) as gateway:
        health = await gateway.health()
    assert health.device_signed
    assert health.identity != before
    assert (tmp_path / "recovery_key.old").read_text() == old != (tmp_path / "recovery_key").read_text()


async def test_an_approval_that_is_given_up_changes_nothing(
    home: str, mas: ServiceHomeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening(home, tmp_path) as gateway:
        before = await gateway.health()
    old = (tmp_path / "recovery_key").read_text()
    waiting = asyncio.Event()
    reset = asyncio.create_task(reset_identity(home, BOT, tmp_path, tell=lambda _words: waiting.set()))
    await waiting.wait()
    reset.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reset
    monkeypatch.setattr(crosssigning, "APPROVED_WITHIN", 0.0)
    with pytest.raises(OperatorError, match="was not approved") as mistake:
        await reset_identity(home, BOT, tmp_path, tell=lambda _words: None)
    assert APPROVE in str(mistake.value)
    assert (tmp_path / "recovery_key").read_text() == old
    assert not (tmp_path / "recovery_key.new").exists()
    assert not (tmp_path / "recovery_key.old").exists()
    device = mas.devices[BOT]["BOT"]
    device["signatures"][BOT] = {"ed25519:BOT": device["signatures"][BOT]["ed25519:BOT"]}
    async with opening(home, tmp_path) as gateway:  # signs the device anew, with the old identity out of the storage
        assert await gateway.health() == before


async def test_a_first_identity_that_wants_an_approval_is_waited_for(
    home: str, mas: ServiceHomeserver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mas.asks_always = mas.approves = True
    async with opening(home, tmp_path) as gateway:
        assert (await gateway.health()).device_signed
    assert caplog.messages == [
        f"The homeserver wants the new identity of {BOT} to be approved. Open this page, log in as {BOT} and approve "
        f"it; it is waited for, ten minutes at most: {APPROVE}"
    ]


async def test_devices_that_cannot_be_removed_are_named_once(
    home: str, mas: ServiceHomeserver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mas.display_names |= {"OLD": "Board-Assistent", "PHONE": "Element"}
    for _start in range(3):
        async with opening(home, tmp_path):
            pass
    assert [record.getMessage() for record in caplog.records if "left over" in record.getMessage()] == [
        "earlier devices of this account are left over, and the homeserver does not let the bot remove them: OLD. "
        "Remove them on the account's page, https://account.test/?action=org.matrix.devices_list."
    ]


async def test_an_address_that_is_only_the_name_is_answered_with_the_homeservers_own(tmp_path: Path) -> None:
    """Who writes example.org meets the town's website, whose well-known file names the homeserver."""

    async def website(request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        if request.path == "/.well-known/matrix/client":
            return web.json_response({"m.homeserver": {"base_url": "https://matrix.test/"}})
        return web.Response(status=404, text="<html>Seite nicht gefunden</html>", content_type="text/html")

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", website)
    async with TestServer(application) as town:
        url = str(town.make_url("")).rstrip("/")
        with pytest.raises(WrongAddress) as wrong:
            await open_client(url, BOT, tmp_path, password=None, access_token="mct_one", device_name="bot")
    assert str(wrong.value) == (
        f"{url} answers, but not as a Matrix homeserver does. Put the address there that its "
        "/.well-known/matrix/client names: https://matrix.test"
    )


@pytest.mark.parametrize(
    ("address", "is_named"),
    [
        ("http://127.0.0.1:8008", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://matrix.test", False),
        ("https://", False),
        ("https://matrix.test/\x1b[31m", False),
        ("file:///etc/passwd", False),
    ],
)
async def test_only_an_address_that_the_configuration_may_have_is_named(
    tmp_path: Path, address: str, is_named: bool
) -> None:
    async def website(request: web.Request) -> web.Response:
        if request.path == "/.well-known/matrix/client":
            return web.json_response({"m.homeserver": {"base_url": address}})
        return web.Response(status=404, text="<html>Seite nicht gefunden</html>", content_type="text/html")

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", website)
    async with TestServer(application) as town:
        url = str(town.make_url("")).rstrip("/")
        with pytest.raises(WrongAddress) as wrong:
            await open_client(url, BOT, tmp_path, password=None, access_token="mct_one", device_name="bot")
    assert ("names:" in str(wrong.value)) == is_named


@pytest.mark.parametrize(
    ("page", "is_shown"),
    [
        (APPROVE, True),
        ("http://localhost:8080/account", True),
        ("http://[::1]/account", True),
        ("http://127.0.0.1.evil.example/account", False),
        ("http://localhost.evil.example/account", False),
        ("http://account.test/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_approval_is_given_on_no_page_that_others_can_change(page: str, is_shown: bool) -> None:
    stage = "org.matrix.cross_signing_reset"
    question = Rejected(401, {"flows": [{"stages": [stage]}], "params": {stage: {"url": page}}})
    assert question.approval_page == (page if is_shown else None)
