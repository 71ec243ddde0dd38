"""`!lit import`: a file is read beside the stream, what it holds is said first, and all of it added after a yes."""

from __future__ import annotations

from typing import Any

import pytest

from matrixbot.gateway import Event, Refused, TryLater
from tests.board import Board, body

BIB = r"""@string{reihe = "KGSt-" # {Bericht}}
@report{a, author={M{\"u}ller, Anna and {Stadt Bochum}}, title={Steuerung \& Prüfung}, series=reihe, year=2021,
  url={https://www.kgst.de/bericht}, keywords={governance, open source}}
@article{b, title={Offen
@misc{c, title={Ohne Adresse}, year={im Druck}, file={/home/anna/c.pdf}}
@misc{d, year=2000}
"""
RIS = "TY  - JOUR\r\nAU  - Müller, Anna\r\nTI  - Titel\r\nPY  - 2020\r\nDO  - 10.1000/xyz\r\nER  - \r\n"


def file(room: Board, who: str, data: bytes, name: str = "liste.bib", caption: str = "", **fields: Any) -> Event:
    """`who` sends a file, encrypted as the room is; the bot has not read it yet."""
    uri = f"mxc://board.test/sent{len(room.matrix.files)}"
    room.matrix.files[uri] = data
    content = {"msgtype": "m.file", "body": caption or name, "filename": name, "file": {"url": uri}, "info": {}}
    return room.said(who, content, **fields)


async def imports(room: Board, data: bytes | str, who: str = "anna") -> list[str]:
    """Sends the file and replies to it; gives what the bot says, the last being the final answer."""
    sent = file(room, who, data.encode() if isinstance(data, str) else data)
    await room.bot.step()
    before = len(room.heard())
    await room.says(who, "!lit import", **replying(sent))
    return [body(event) for event in room.heard()[before:]]


def replying(to: Event) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": to.event_id}}}


async def test_a_file_is_said_first_and_added_when_that_is_confirmed(room: Board) -> None:
    said = await imports(room, BIB)
    assert said == [
        "Die Datei wird gelesen; was darin steht, folgt in dieser Antwort.",
        "In der Datei sind 2 neue, 0 bekannte und 2 unlesbare Einträge.\n"
        "• Zeile 4, b: eine Klammer oder ein Anführungszeichen ist nicht geschlossen, oder ein Komma fehlt\n"
        "• Zeile 6, d: hat weder einen Titel noch eine Adresse\n"
        "Felder, die nicht aufgehoben werden: file.\n"
        "• Steuerung & Prüfung\n"
        "• Ohne Adresse\n"
        "Noch ist nichts aufgenommen. Ja genügt als Antwort, dann kommt dazu, was neu ist.",
    ]
    await room.says("anna", "!ja")
    assert body(room.heard()[-1]) == "Aus der Datei aufgenommen: 2 Einträge (L1–L2).\n2 waren nicht lesbar."
    shown = await room.says("ben", "!lit show L1")
    assert shown == (
        "L1 Steuerung & Prüfung: https://www.kgst.de/bericht #governance #open-source\n"
        "Autoren: Müller, Anna; Stadt Bochum; Jahr: 2021; Reihe: KGSt-Bericht\n"
        "Aufgenommen von Anna am Mi, 25. November 2026, 10:00."
    )
    assert await room.says("ben", "!lit show L2") == (
        "L2 Ohne Adresse\nim Druck\nAufgenommen von Anna am Mi, 25. November 2026, 10:00."
    )


async def test_the_same_file_again_adds_nothing(room: Board) -> None:
    await imports(room, BIB)
    await room.says("anna", "!ja")
    said = await imports(room, BIB, "ben")
    assert said[-1] == (
        "In der Datei sind 0 neue, 2 bekannte und 2 unlesbare Einträge.\n"
        "• Zeile 4, b: eine Klammer oder ein Anführungszeichen ist nicht geschlossen, oder ein Komma "
        "fehlt\n"
        "• Zeile 6, d: hat weder einen Titel noch eine Adresse\n"
        "Felder, die nicht aufgehoben werden: file.\n"
        "Es gibt nichts aufzunehmen."
    )
    assert await room.says("ben", "!ja") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def test_a_file_brings_the_line_as_its_caption_and_yes_may_be_a_reply(room: Board) -> None:
    file(room, "anna", RIS.encode(), "liste.ris", "!lit import")
    await room.bot.step()
    question = next(event for event in room.heard() if "wird gelesen" in body(event))
    assert body(room.heard()[-1]) == (
        "In der Datei sind 1 neue, 0 bekannte und 0 unlesbare Einträge.\n"
        "• Titel\n"
        "Noch ist nichts aufgenommen. Ja genügt als Antwort, dann kommt dazu, was neu ist."
    )
    await room.says("anna", "ja", **replying(question))
    assert body(room.heard()[-1]) == "Aus der Datei aufgenommen: ein Eintrag (L1)."
    assert await room.says("ben", "!lit show L1") == (
        "L1 Titel: https://doi.org/10.1000/xyz\n"
        "Autoren: Müller, Anna; Jahr: 2020\n"
        "Aufgenommen von Anna am Mi, 25. November 2026, 10:00."
    )


async def test_a_file_without_words_about_it_is_left_alone(room: Board) -> None:
    file(room, "anna", RIS.encode(), "!lit import")
    await room.bot.step()
    assert room.heard() == []


async def test_only_a_file_is_imported(room: Board) -> None:
    assert await room.says("anna", "!lit import") == (
        "⚠️ Welche Datei? Bitte auf eine Nachricht mit einer .bib- oder .ris-Datei antworten oder "
        "dies als Begleittext der Datei schreiben.\n"
        "!hilfe literatur"
    )
    said = room.said("ben", {"msgtype": "m.text", "body": "keine Datei"})
    await room.bot.step()
    await room.says("anna", "!lit import", **replying(said))
    assert body(room.heard()[-1]) == "⚠️ In dieser Nachricht ist keine verschlüsselte Datei; es wurde nichts gelesen."


async def test_a_file_that_came_in_clear_is_not_read(room: Board) -> None:
    sent = file(room, "anna", RIS.encode(), encrypted=False)
    await room.bot.step()
    await room.says("anna", "!lit import", **replying(sent))
    assert body(room.heard()[-1]) == "⚠️ Diese Nachricht ist für den Assistenten nicht lesbar; es ist nichts geschehen."


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "weder BibTeX noch RIS"),
        (bytes(range(256)) * 100, "weder BibTeX noch RIS"),
        ("".join(f"@book{{k{n}, title={{T {n}}}}}\n" for n in range(10_000)), "mehr als 2000 Einträge"),
        ("@a{" * 100_000, "mehr als 2000 Einträge"),
        ("@book{a, title=" + "{" * 100_000, "0 neue, 0 bekannte und 1 unlesbare"),
        ("@string{a = b # b}\n@string{b = a # a}\n@book{x, title = a}", "1 neue"),
        (
            '@string{a0 = "lol"}\n'
            + "".join(f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}\n" for n in range(1, 12))
            + "@book{x, title = a11}\n@book{y, title = {Gut}}",
            "1 neue, 0 bekannte und 1 unlesbare",
        ),
        ("@book{a\0, title={x\0y}}", "• xy"),
        ("@book{a, title={München}}".encode("latin-1"), "• München"),
        ("TY  - BOOK\nTI  - x\n" + "abc\n" * 100_000 + "ER  - \n", "1 neue"),
    ],
)
async def test_a_hostile_file_ends_in_a_sentence(room: Board, data: bytes | str, part: str) -> None:
    assert part in (await imports(room, data))[-1]


async def test_a_file_that_is_too_large_is_not_fetched(room: Board) -> None:
    room.matrix.fail_downloads = [Refused("too long", "M_TOO_LARGE")]
    assert (await imports(room, BIB))[-1] == "⚠️ Die Datei ist zu groß; mehr als 4 MiB werden nicht gelesen."
    room.matrix.fail_downloads = [Refused("changed")]
    assert (await imports(room, BIB))[-1] == (
        "⚠️ Die Datei ließ sich nicht lesen: Sie liegt nicht mehr auf dem Homeserver, oder sie wurde "
        "auf dem Weg verändert."
    )


async def test_the_homeserver_may_be_away_and_the_bot_may_start_anew(room: Board) -> None:
    room.matrix.fail_downloads = [TryLater("away")]
    assert (await imports(room, RIS)) == ["Die Datei wird gelesen; was darin steht, folgt in dieser Antwort."]
    await room.stop()
    await room.start()
    assert body((await room.passes(seconds=11))[-1]) == (
        "In der Datei sind 1 neue, 0 bekannte und 0 unlesbare Einträge.\n"
        "• Titel\n"
        "Noch ist nichts aufgenommen. Ja genügt als Antwort, dann kommt dazu, was neu ist."
    )
    room.matrix.fail_downloads = [TryLater("away")] * 4
    await imports(room, RIS)
    for _pause in range(3):
        await room.passes(minutes=11)
    assert body(room.heard()[-1]) == "⚠️ Der Homeserver gibt sie nicht heraus. Bitte später noch einmal versuchen."


async def test_books_on_a_message_save_its_links_once(room: Board) -> None:
    text = "Lesenswert: https://www.kgst.de/a und https://www.kgst.de/b"
    said = room.said("ben", {"msgtype": "m.text", "body": text})
    await room.bot.step()
    await room.reacts("anna", said, "📚")
    answer = room.heard()[-1]
    assert answer.content["m.relates_to"]["m.in_reply_to"]["event_id"] == said.event_id
    assert body(answer) == (
        "Aufgenommen: L1 https://www.kgst.de/a\n"
        "Lesenswert\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L1 Titel\n"
        "Aufgenommen: L2 https://www.kgst.de/b\n"
        "Lesenswert\n"
        "Einen Titel hat der Eintrag noch nicht; so bekommt er einen: !literatur ändern L2 Titel"
    )
    before = len(room.heard())
    await room.reacts("cem", said, "📚")
    assert len(room.heard()) == before
    assert await room.says("ben", "!lit show L1") == (
        "L1 https://www.kgst.de/a\nLesenswert\nAufgenommen von Anna am Mi, 25. November 2026, 10:00."
    )


async def test_books_on_what_has_no_link_is_answered_once_and_on_the_bots_words_not_at_all(room: Board) -> None:
    said = room.said("ben", {"msgtype": "m.text", "body": "Nur Worte"})
    await room.bot.step()
    await room.reacts("anna", said, "📚")
    assert (
        body(room.heard()[-1]) == "In dieser Nachricht ist kein Link, der in die Literatur aufgenommen werden könnte."
    )
    answer = await room.says("anna", "!lit https://www.kgst.de/a")
    assert answer.event
    before = len(room.heard())
    await room.reacts("anna", answer.event, "📚")
    assert len(room.heard()) == before


async def test_others_are_answered_while_a_file_is_fetched(room: Board) -> None:
    """A file is read in the loop of the errands: nothing of it happens in the transaction of the line."""
    sent = file(room, "anna", RIS.encode())
    room.said("anna", {"msgtype": "m.text", "body": "!lit import", **replying(sent)})
    room.said("ben", {"msgtype": "m.text", "body": "!ping"})
    await room.bot.sync.step(0)
    await room.bot.sender.drain()
    assert len(room.heard()) == 2
    await room.bot.step()
    assert body(room.heard()[-1]) == (
        "In der Datei sind 1 neue, 0 bekannte und 0 unlesbare Einträge.\n"
        "• Titel\n"
        "Noch ist nichts aufgenommen. Ja genügt als Antwort, dann kommt dazu, was neu ist."
    )
