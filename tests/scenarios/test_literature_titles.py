"""Titles that nobody said are looked up where the operator allows that: beside the stream, once, in the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from matrixbot.gateway import Event
from tests.board import Board, body
from tests.lending import Lending
from tests.offered import carrying_out
from tests.waiting import until

ADDRESS = "https://www.kgst.de/bericht"
FILE = "mxc://board.test/x"
LOOKING = "Der Titel wird auf der Seite nachgesehen."
FOUND = "Der Titel steht so auf der Seite; so bekommt der Eintrag einen anderen: !literatur ändern L1 Titel"


class Web:
    """Strangers' pages as a test has them."""

    def __init__(self) -> None:
        self.titles: dict[str, str | Exception] = {}
        self.asked: list[str] = []
        self.open = asyncio.Event()
        self.open.set()

    async def title_of(self, address: str) -> str | None:
        self.asked.append(address)
        await self.open.wait()
        title = self.titles.get(address)
        if isinstance(title, Exception):
            raise title
        return title


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
async def board(tmp_path: Path, lending: Lending, web: Web) -> AsyncIterator[Board]:
    board = Board(tmp_path)
    board.settings = replace(board.settings, fetch_titles=True)
    board.title_of = web.title_of
    async with lending.started(board):
        with carrying_out() as faults:
            yield board
    assert faults == []


def edits(board: Board) -> list[Event]:
    return board.heard(lambda event: "m.new_content" in event.content)


async def test_the_answer_is_completed_when_the_title_has_come(board: Board, web: Web) -> None:
    web.titles[ADDRESS] = "KGSt-Bericht\n  5/2021"
    answer = await board.says("anna", f"!lit {ADDRESS} #kgst")
    assert answer == f"Aufgenommen: L1 {ADDRESS} #kgst\n{LOOKING}"
    [edit] = answer.also
    assert answer.event and edit.content["m.relates_to"]["event_id"] == answer.event.event_id
    assert body(edit) == f"Aufgenommen: L1 KGSt-Bericht 5/2021: {ADDRESS} #kgst\n{FOUND}"
    assert await board.says("ben", "!lit search bericht 2021") == (
        "1 Treffer für „bericht 2021“:\n• L1 KGSt-Bericht 5/2021: https://www.kgst.de/bericht #kgst"
    )
    assert web.asked == [ADDRESS]


async def test_without_the_operators_word_nothing_is_asked(room: Board) -> None:
    web = Web()
    room.title_of = web.title_of
    await room.stop()
    await room.start()
    assert await room.says("anna", f"!lit {ADDRESS}") == (
        "Aufgenommen: L1 https://www.kgst.de/bericht\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L1 Titel"
    )
    assert web.asked == []


async def test_what_was_switched_off_meanwhile_asks_nobody(board: Board, web: Web) -> None:
    board.said("anna", {"msgtype": "m.text", "body": f"!lit {ADDRESS}"})
    await board.bot.sync.step(0)
    await board.stop()
    board.settings, board.title_of = replace(board.settings, fetch_titles=False), None
    await board.start()
    assert body(board.heard()[-1]) == (
        "Aufgenommen: L1 https://www.kgst.de/bericht\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L1 Titel"
    )
    assert web.asked == []


@pytest.mark.parametrize("line", [f"!lit {ADDRESS} Bericht", "!lit ISBN 978-3-16-148410-0"])
async def test_who_says_the_title_or_names_a_book_asks_nobody(board: Board, web: Web, line: str) -> None:
    assert LOOKING not in await board.says("anna", line)
    assert web.asked == []


@pytest.mark.parametrize("title", [None, "", " \u202e\u200b ", ValueError("no page")])
async def test_where_there_is_no_title_the_answer_says_how_to_give_one(
    board: Board, web: Web, title: str | Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    if title is not None:
        web.titles[ADDRESS] = title
    await board.says("anna", f"!lit {ADDRESS}")
    assert body(edits(board)[-1]) == (
        f"Aufgenommen: L1 {ADDRESS}\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L1 Titel"
    )
    await board.passes(hours=1)
    assert web.asked == [ADDRESS]
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<b>@room</b> !lit löschen L1", "<b>@room</b> !lit löschen L1"),
        ("a\r\nER  - \r\nTY  - BOOK", "a ER - TY - BOOK"),
        ("gnp.\u202eexe\x00\u200b", "gnp.exe"),
        ("x" * 5_000, "x" * 159 + "…"),
        ("@anna:board.test", "@anna:board.test"),
    ],
)
async def test_a_strangers_title_rings_nobody_and_breaks_nothing(
    board: Board, web: Web, title: str, shown: str
) -> None:
    web.titles[ADDRESS] = title
    await board.says("anna", f"!lit {ADDRESS}")
    [edit] = edits(board)
    assert body(edit) == (
        f"Aufgenommen: L1 {shown}: {ADDRESS}\n"
        "Der Titel steht so auf der Seite; so bekommt der Eintrag einen anderen: !literatur ändern L1 Titel"
    )
    assert edit.content["m.mentions"] == edit.content["m.new_content"]["m.mentions"] == {}
    assert "<b>@" not in edit.content["m.new_content"]["formatted_body"]
    assert len((await board.says("ben", "!lit export ris")).also) == 1
    file = list(board.matrix.files.values())[-1].decode()
    assert file.count("TY  - ") == file.count("ER  - ") == 1


async def test_nobody_waits_for_a_stranger(board: Board, web: Web) -> None:
    """Neither those who say something, nor what is fetched from the homeserver."""
    web.open.clear()
    board.said("anna", {"msgtype": "m.text", "body": f"!lit {ADDRESS}"})
    loops = asyncio.create_task(board.bot.errands.run())
    await board.bot.sync.step(0)
    ris = "TY  - BOOK\r\nTI  - x\r\nER  - \r\n"
    board.matrix.files[FILE] = ris.encode()
    board.said(
        "ben",
        {"msgtype": "m.file", "body": "!lit import", "filename": "x.ris", "file": {"url": FILE}, "info": {}},
    )
    board.said("cem", {"msgtype": "m.text", "body": "!ping"})
    await board.bot.sync.step(0)
    async with asyncio.timeout(5):
        while not any("1 neue" in body(event) for event in board.heard()):
            await board.bot.sender.drain()
            await asyncio.sleep(0.01)
    assert web.asked == [ADDRESS]
    assert [body(event) for event in edits(board)] == [
        "In der Datei sind 1 neue, 0 bekannte und 0 unlesbare Einträge.\n"
        "• x\n"
        "Noch ist nichts aufgenommen. Ja genügt als Antwort, dann kommt dazu, was neu ist."
    ]
    web.titles[ADDRESS] = "Bericht"
    web.open.set()
    async with asyncio.timeout(5):
        while not any("Bericht" in body(event) for event in edits(board)):
            await board.bot.sender.drain()
            await asyncio.sleep(0.01)
    loops.cancel()
    await asyncio.wait([loops])


async def test_a_start_in_the_middle_loses_and_doubles_nothing(board: Board, web: Web) -> None:
    board.said("anna", {"msgtype": "m.text", "body": f"!lit {ADDRESS}"})
    await board.bot.sync.step(0)
    await board.stop()
    web.titles[ADDRESS] = "Bericht"
    await board.start()
    assert [body(event) for event in board.heard()][-1] == f"Aufgenommen: L1 Bericht: {ADDRESS}\n{FOUND}"
    heard = len(board.heard())
    await board.stop()
    await board.start()
    await board.passes(minutes=1)
    assert len(board.heard()) == heard
    assert web.asked == [ADDRESS]


async def test_two_who_fetch_the_same_say_it_once(board: Board, web: Web) -> None:
    web.titles[ADDRESS] = "Bericht"
    web.open.clear()
    board.said("anna", {"msgtype": "m.text", "body": f"!lit {ADDRESS}"})
    await board.bot.sync.step(0)
    both = asyncio.gather(board.bot.errands.sweep(), board.bot.errands.sweep())
    await until(lambda: len(web.asked) == 2)
    web.open.set()
    await both
    await board.bot.step()
    assert [body(event).splitlines()[0] for event in edits(board)] == [f"Aufgenommen: L1 Bericht: {ADDRESS}"]


async def test_several_addresses_have_one_answer(board: Board, web: Web) -> None:
    await board.says("ben", f"!lit {ADDRESS} Bekannt")
    web.titles["https://a.de/1"] = "Eins"
    await board.says("anna", f"!lit https://a.de/1\n{ADDRESS} #neu\nhttps://a.de/2")
    [edit] = edits(board)
    assert body(edit).splitlines() == [
        f"Das hat Ben schon am Mi, 25. November 2026, 10:00 aufgenommen: L1 Bekannt: {ADDRESS} #neu",
        "Aufgenommen: L2 Eins: https://a.de/1",
        FOUND.replace("L1", "L2"),
        "Aufgenommen: L3 https://a.de/2",
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L3 Titel",
    ]


async def test_a_message_of_many_addresses_asks_for_some(board: Board, web: Web) -> None:
    await board.says("anna", "!lit " + "\n".join(f"https://a.de/{n}" for n in range(30)))
    assert len(web.asked) == 20
    assert "Aufgenommen: L30 https://a.de/29" in body(edits(board)[-1]).splitlines()


async def test_what_members_say_meanwhile_counts(board: Board, web: Web) -> None:
    web.titles = {ADDRESS: "Von der Seite", "https://a.de/2": "Zweite"}
    board.said("anna", {"msgtype": "m.text", "body": f"!lit {ADDRESS}"})
    board.said("anna", {"msgtype": "m.text", "body": "!lit https://a.de/2"})
    await board.bot.sync.step(0)
    board.said("ben", {"msgtype": "m.text", "body": "!lit edit L1 Bens Titel"})
    board.said("ben", {"msgtype": "m.text", "body": "!lit remove L2"})
    await board.bot.sync.step(0)
    await board.bot.step()
    assert web.asked == []
    assert await board.says("cem", "!lit show L1") == (
        "L1 Bens Titel: https://www.kgst.de/bericht\nAufgenommen von Anna am Mi, 25. November 2026, 10:00."
    )
    assert "Zweite" not in "".join(body(event) for event in board.heard())


async def test_taking_it_back_takes_the_title_along(board: Board, web: Web) -> None:
    web.titles[ADDRESS] = "Bericht"
    await board.says("anna", f"!lit {ADDRESS}")
    assert await board.says("anna", "!undo") == (
        "Zurückgenommen: !literatur neu (L1 „Bericht“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert await board.says("anna", "!lit show L1") == "⚠️ Einen Eintrag L1 gibt es nicht.\n!literatur liste"
    board.said("anna", {"msgtype": "m.text", "body": "!lit https://a.de/2"})
    await board.bot.sync.step(0)
    board.said("anna", {"msgtype": "m.text", "body": "!undo"})
    await board.bot.sync.step(0)
    await board.bot.step()
    assert "https://a.de/2" not in web.asked
    assert len(edits(board)) == 1


async def test_books_on_a_message_look_the_titles_up_too(board: Board, web: Web) -> None:
    web.titles[ADDRESS] = "Bericht"
    said = board.said("ben", {"msgtype": "m.text", "body": f"Lesenswert: {ADDRESS}"})
    await board.bot.step()
    await board.reacts("anna", said, "📚")
    assert body(edits(board)[-1]) == f"Aufgenommen: L1 Bericht: {ADDRESS}\nLesenswert\n{FOUND}"
    before = len(board.heard())
    await board.reacts("cem", said, "📚")
    assert len(board.heard()) == before


async def test_an_import_looks_nothing_up(board: Board, web: Web) -> None:
    data = "@misc{a, url={https://a.de/1}}"
    board.matrix.files[FILE] = data.encode()
    content = {"msgtype": "m.file", "filename": "x.bib", "file": {"url": FILE}, "info": {}}
    board.said("ben", {**content, "body": "!lit import"})
    await board.bot.step()
    await board.says("ben", "!ja")
    assert body(board.heard()[-1]) == "Aus der Datei aufgenommen: ein Eintrag (L1)."
    assert web.asked == []
