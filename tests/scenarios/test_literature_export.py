"""The literature as a file."""

from __future__ import annotations

import json

from tests.board import Board


async def test_the_list_or_one_tag_of_it_comes_as_a_file(room: Board) -> None:
    await room.says("anna", "!lit add https://www.kgst.de/bericht KGSt-Bericht #kgst")
    await room.says("ben", "!lit add ISBN 978-3-16-148410-0 Ein Buch")
    answer = await room.says("cem", "!lit export csl")
    assert answer == "Eine Datei mit 2 Einträgen folgt."
    [file] = answer.also
    assert (file.content["msgtype"], file.content["filename"]) == ("m.file", "literatur.json")
    items = json.loads(room.matrix.files[file.content["file"]["url"]])
    assert [(item["id"], item["title"]) for item in items] == [("L2", "Ein Buch"), ("L1", "KGSt-Bericht")]
    one = await room.says("cem", "!literatur exportieren bibtex #KGST")
    assert one == "Eine Datei mit einem Eintrag folgt."
    [file] = one.also
    assert room.matrix.files[file.content["file"]["url"]].startswith(b"@online{L1,\n")


async def test_an_unknown_kind_and_an_empty_list_are_said(room: Board) -> None:
    assert await room.says("anna", "!lit export csv") == "⚠️ Es gibt keinen Eintrag zum Verschicken.\n!literatur liste"
    await room.says("anna", "!lit https://www.kgst.de/bericht Bericht")
    kinds = "⚠️ Welche Art von Datei: bibtex, ris, csl, markdown oder csv?\n!literatur exportieren bibtex"
    assert await room.says("anna", "!lit export") == kinds
    assert await room.says("anna", "!lit export docx") == kinds
