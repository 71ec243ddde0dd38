"""Titles of strangers' pages: from public addresses alone, in bounded time and space, whatever the page is like."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from matrixbot.pages import fetching
from matrixbot.pages.fetching import Pages
from matrixbot.pages.guard import Peer, is_public
from matrixbot.pages.titles import title_of

PAGE = "<!doctype html><html><head><title>Bericht</title></head><body>…</body></html>"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Names(AbstractResolver):
    """What names mean in a test: an address and a port each time it is asked, the last one for ever."""

    def __init__(self, **meanings: list[tuple[str, int]]) -> None:
        self.meanings = meanings
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.append(host)
        known = self.meanings.get(host.partition(".")[0])
        if not known:
            raise OSError("no such name")
        address, there = known.pop(0) if len(known) > 1 else known[0]
        return [ResolveResult(hostname=host, host=address, port=there or port, family=2, proto=6, flags=0)]

    async def close(self) -> None:
        pass


class Strangers:
    """Servers of the test on this machine, each at a port of its own: what stands for the internet."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self.stack = stack
        self.ports: list[int] = []
        self.requests: list[web.Request] = []

    async def serves(self, handler: Handler) -> int:
        async def noted(request: web.Request) -> web.StreamResponse:
            self.requests.append(request)
            return await handler(request)

        app = web.Application()
        app.router.add_get("/{path:.*}", noted)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.ports.append(runner.addresses[0][1])
        return self.ports[-1]

    def allows(self, peer: Peer) -> bool:
        """The servers of the test, and what the guard of the product lets through."""
        return tuple(peer[:2]) in [("127.0.0.1", port) for port in self.ports] or is_public(peer)


@asynccontextmanager
async def strangers() -> AsyncIterator[Strangers]:
    async with AsyncExitStack() as stack:
        yield Strangers(stack)


def answering(body: str | bytes, **fields: object) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        data = body.encode() if isinstance(body, str) else body
        return web.Response(body=data, **{"headers": {"Content-Type": "text/html"}, **fields})  # type: ignore[arg-type]

    return answer


def sent_to(place: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": place})

    return answer


async def title_by(handler: Handler) -> str | None:
    """What is read where that stranger answers."""
    async with strangers() as web_:
        port = await web_.serves(handler)
        return await Pages(web_.allows, Names(stranger=[("127.0.0.1", port)])).title("http://stranger.example/a")


async def test_a_title_is_read() -> None:
    assert await title_by(answering(PAGE)) == "Bericht"


async def test_nothing_is_told_but_that_somebody_asked() -> None:
    async with strangers() as web_:
        port = await web_.serves(answering(PAGE))
        await Pages(web_.allows, Names(stranger=[("127.0.0.1", port)])).title("http://stranger.example/a?b=c#d")
        [request] = web_.requests
    assert request.path_qs == "/a?b=c"
    assert set(request.headers) == {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1",
        "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
async def test_no_private_address_is_connected_to(host: str) -> None:
    assert not is_public((host, 80))
    assert not is_public((host, 443))
    names = Names(stranger=[(host, 80)])
    assert await Pages(names=names).title("http://stranger.example/") is None
    place = f"[{host}]" if ":" in host else host
    assert await Pages(names=names).title(f"http://{place}/") is None


@pytest.mark.parametrize("host", ["8.8.8.8", "2a01:4f8::1", "2606:2800:220:1::1"])
def test_a_public_address_is_one_at_the_ports_of_the_web(host: str) -> None:
    assert is_public((host, 443)) and is_public((host, 80))
    assert not is_public((host, 22)) and not is_public((host, 8448))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
async def test_this_machine_is_not_reached_under_any_spelling(host: str) -> None:
    """The system's own reading of names, and a server that is really there."""
    async with strangers() as web_:
        port = await web_.serves(answering(PAGE))
        assert await Pages().title(f"http://{host}:{port}/") is None
        assert web_.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "inside.example", "169.254.169.254"])
async def test_a_redirect_to_a_private_address_is_not_followed(host: str) -> None:
    async with strangers() as web_:
        inside = await web_.serves(answering("<title>geheim</title>"))
        web_.ports.remove(inside)
        outside = await web_.serves(sent_to(f"http://{host}:{inside}/"))
        names = Names(stranger=[("127.0.0.1", outside)], inside=[("127.0.0.1", inside)])
        assert await Pages(web_.allows, names).title("http://stranger.example/") is None
        assert len(web_.requests) == 1


async def test_a_name_that_means_another_address_the_second_time_leads_nowhere() -> None:
    async with strangers() as web_:
        inside = await web_.serves(answering("<title>geheim</title>"))
        web_.ports.remove(inside)
        outside = await web_.serves(sent_to("http://stranger.example/b"))
        names = Names(stranger=[("127.0.0.1", outside), ("127.0.0.1", inside)])
        assert await Pages(web_.allows, names).title("http://stranger.example/") is None
        assert names.asked == ["stranger.example"] * 2
        assert len(web_.requests) == 1


async def test_a_redirect_among_strangers_is_followed_but_not_for_ever() -> None:
    async with strangers() as web_:
        last = await web_.serves(answering(PAGE))
        first = await web_.serves(sent_to("http://other.example/"))
        loop = await web_.serves(sent_to("http://loop.example/"))
        names = Names(
            **{name: [("127.0.0.1", p)] for name, p in (("stranger", first), ("other", last), ("loop", loop))}
        )
        assert await Pages(web_.allows, names).title("http://stranger.example/") == "Bericht"
        before = len(web_.requests)
        assert await Pages(web_.allows, names).title("http://loop.example/") is None
        assert len(web_.requests) - before <= fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "ftp://stranger.example/", "javascript:alert(1)", "http://", "//"]
)
async def test_a_redirect_to_what_is_no_page_leads_nowhere(place: str) -> None:
    assert await title_by(sent_to(place)) is None


@pytest.mark.long
async def test_a_stranger_who_is_slow_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)

    async def trickles(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        while True:
            await answer.write(b"<p>")
            await asyncio.sleep(0.02)

    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    for handler in (trickles, silent):
        began = time.monotonic()
        assert await title_by(handler) is None
        assert time.monotonic() - began < 5


@pytest.mark.long
async def test_names_that_never_answer_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_more: time.sleep(1.5))
    began = time.monotonic()
    assert await Pages().title("http://stranger.example/") is None
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("title", [True, False], ids=["title first", "no title"])
async def test_an_endless_page_is_left_at_its_first_half_mebibyte(title: bool) -> None:
    told = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal told
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        await answer.write(b"<title>Bericht</title>" if title else b"<p>")
        while told < 64 * fetching.MOST_BYTES:
            await answer.write(b"x" * 65_536)
            told += 65_536
        return answer

    assert await title_by(endless) == ("Bericht" if title else None)
    assert told < 32 * fetching.MOST_BYTES  # what the system keeps for the connection comes on top


@pytest.mark.parametrize(
    "fields",
    [
        {"status": 404},
        {"status": 500},
        {"headers": {"Content-Type": "application/pdf"}},
        {"headers": {"Content-Type": "image/svg+xml"}},
        {"headers": {"Content-Type": "text/html", "Content-Encoding": "gzip"}},
        {"headers": {"Content-Type": "text/html", "Content-Encoding": "br"}},
    ],
)
async def test_what_is_no_page_has_no_title(fields: dict[str, object]) -> None:
    assert await title_by(answering(PAGE, **fields)) is None


async def test_an_answer_that_is_none_has_no_title() -> None:
    """No HTTP, a header without end, a connection that ends in the middle."""
    for words in (b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, b"HTTP/1.1 200 OK\r\nContent-Le", b""):

        async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, words: bytes = words) -> None:
            writer.write(words)
            writer.close()

        server = await asyncio.start_server(say, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        names = Names(stranger=[("127.0.0.1", port)])
        assert await Pages(lambda _peer: True, names).title("http://stranger.example/") is None
        server.close()


@pytest.mark.parametrize(
    "address", ["https://stranger.example/", "http://\u2603.example/", "http://a" + "b" * 300 + ".de/"]
)
async def test_an_address_that_cannot_be_had_has_no_title(address: str) -> None:
    """TLS that is none among them."""
    async with strangers() as web_:
        port = await web_.serves(answering(PAGE))
        assert await Pages(web_.allows, Names(stranger=[("127.0.0.1", port)])).title(address) is None


# --- the title in the page


@pytest.mark.parametrize(
    ("page", "charset", "title"),
    [
        ("<title>Prüfung &amp; Steuerung</title>".encode(), None, "Prüfung & Steuerung"),
        ("<title>Prüfung</title>".encode("latin-1"), None, "Prüfung"),
        ("<title>Prüfung</title>".encode("latin-1"), "utf-8", "Prüfung"),
        ("<title>Prüfung – 5 €</title>".encode("cp1252"), "iso-8859-1", "Prüfung – 5 €"),
        ("<title>Prüfung</title>".encode("latin-1"), "zip", "Prüfung"),
        ("<title>Prüfung</title>".encode(), "punycode", "Prüfung"),
        ("<title>Prüfung</title>".encode(), "unicode_escape", "Prüfung"),
        ("<title>Prüfung</title>".encode(), "no-such-charset", "Prüfung"),
        ("<meta charset=windows-1251><title>Отчёт</title>".encode("cp1251"), None, "Отчёт"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=gbk"><title>报告</title>'.encode("gbk"),
            None,
            "报告",
        ),
        ("\ufeff<title>Prüfung</title>".encode(), None, "Prüfung"),
        ("\ufeff<title>Prüfung</title>".encode("utf-16-le"), "utf-8", "Prüfung"),
        ("\ufeff<title>Prüfung</title>".encode("utf-16-be"), None, "Prüfung"),
        (b"<title>a\xff\xfeb</title>", "utf-8", "aÿþb"),
    ],
)
def test_a_title_is_read_in_whatever_charset(page: bytes, charset: str | None, title: str) -> None:
    assert title_of(page, charset) == title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<TITLE lang=de\n>Bericht</TITLE >", "Bericht"),
        ("<!-- <title>alt</title> --><title>neu</title>", "neu"),
        ("<script>'<title>x</title>'</script><title>neu</title>", "neu"),
        ("<svg><title>Bild</title></svg><title>Seite</title>", "Seite"),
        ("<title></title><body>", None),
        ("<title> \n </title>", None),
        ("<title>ohne Ende", None),
        ("<title", None),
        ("<titles>x</titles>", None),
        ("", None),
        ("<body>nichts</body>", None),
        ("<title>a <b>b</b></title>", "a <b>b</b>"),
        ("<title>" + "x" * 100_000 + "</title>", "x" * 4_000),
    ],
)
def test_the_first_title_that_is_one(page: str, title: str | None) -> None:
    assert title_of(page.encode(), None) == title


@pytest.mark.parametrize(
    "piece",
    [
        "<title", "<title ", "<title>", "</title", "<title x</title", "<!--", "<!-- -->", "<script>",
        "<script </script", "<svg><svg>", "<meta charset", "<", "&amp", "&#x", "<title>&#1", "\x00", "<!doctype <",
    ],
)  # fmt: skip
def test_no_page_takes_long(piece: str) -> None:
    page = (piece * (fetching.MOST_BYTES // len(piece))).encode()
    began = time.process_time()
    title_of(page, None)
    title_of(page + b"</title>", None)
    assert time.process_time() - began < 1
