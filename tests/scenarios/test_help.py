"""`!help`: five lines that most members need, the rest folded or on request; in a direct chat all of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from commands.features import vocabulary
from tests.board import PEOPLE, Board, in_document
from tests.lending import Lending

DIRECT = "!ben:board.test"


@pytest.fixture
async def room(tmp_path: Path, lending: Lending) -> AsyncIterator[Board]:
    board = Board(tmp_path)
    board.matrix.add_room(DIRECT, PEOPLE[1], direct=True)
    async with lending.started(board):
        yield board


def test_a_group_of_more_than_five_names_the_five_usual_ones() -> None:
    known = vocabulary()
    large = [found[0] for group in known.groups if (found := known.of_group(group.name)) and len(found[1]) > 5]
    assert {group.name: len(group.usual) for group in large} == dict.fromkeys([group.name for group in large], 5)
    assert [name for group in known.groups for name in group.usual if name not in known.commands] == []
    assert len([group for group in known.groups if group.usual]) == 9


async def test_help_on_a_group_is_five_lines_command_first_and_how_to_see_all(room: Board) -> None:
    answer = await room.says("ben", "!hilfe sitzung")
    assert answer.split("\n")[3:] == [
        "• !sitzung festlegen M3 – Legt den besten Termin fest oder den mit dieser Nummer; beendet die Umfragen und "
        "schickt die Kalenderdatei.",
        "• !sitzung teilnahme M3 vor Ort – Sagt, wie man teilnimmt: vor Ort, online oder nicht; liste schickt als "
        "Tabelle, wer kommt.",
        "• !sitzung zeigen M3 – Zeigt, wer was gesagt hat und wer fehlt; mit Bild auch als Bild.",
        "Alles mit allen Beispielen: !hilfe sitzung alles",
    ]
    assert answer.event is not None
    shown = str(answer.event.content["formatted_body"])
    folded = shown.partition("<details><summary>")[2].partition("</details>")[0]
    assert in_document(folded, "16 weitere</summary><ul><li><code>!sitzung abstimmen M3")
    assert folded.count("<li>") == 16 and shown.count("<li>") == 21
    assert shown.partition("</details>")[2] == ("Alles mit allen Beispielen: <code>!hilfe sitzung alles</code>")


@pytest.mark.parametrize("said", ["!hilfe sitzung alles", "!help meeting all", "!hilfe alles zur Sitzung"])
async def test_all_of_it_comes_on_request(room: Board, said: str) -> None:
    answer = await room.says("ben", said)
    assert answer.count("\n• ") == 20
    assert "  !sitzung verschieben M4 ab 5.1. auf 15 Uhr" in answer.splitlines()
    assert "details" not in str(answer.event and answer.event.content["formatted_body"])


async def test_the_overview_is_nine_groups_and_the_rest_folded(room: Board) -> None:
    answer = await room.says("ben", "!hilfe")
    assert [row.split(" ")[1] for row in answer.split("\n") if row.startswith("•")] == [
        "!sitzung", "!beschluss", "!gastgeber", "!aufgabe", "!literatur", "!erinnere", "!tagesordnung",
        "!impuls", "!freigabe",
    ]  # fmt: skip
    assert answer.event is not None
    assert in_document(str(answer.event.content["formatted_body"]), "<code>!ich</code>")
    assert (await room.says("ben", "!hilfe alles")).count("\n• ") == len(vocabulary().groups)


async def test_in_a_direct_chat_it_is_all_there(room: Board) -> None:
    assert (await room.says("ben", "hilfe", room=DIRECT)).count("\n• ") == len(vocabulary().groups)
    assert (await room.says("ben", "hilfe sitzung", room=DIRECT)).count("\n• ") == 20


async def test_one_command_is_explained_by_its_group_or_alone(room: Board) -> None:
    alone = await room.says("ben", "!hilfe festlegen")
    assert alone.split("\n")[1:] == ["!sitzung festlegen M3 2", "!sitzung festlegen M3 2 mit H1"]
    assert await room.says("ben", "!help meeting close") == alone
    both = await room.says("ben", "!hilfe verschieben")
    assert {
        (
            "!sitzung verschieben M3 9.12. 15 Uhr – Verschiebt eine Sitzung; was nicht gesagt ist, bleibt. Von einer "
            "Reihe einen Termin, alle ab einem Termin oder alle."
        ),
        (
            "!erinnere verschieben R5 Fr 12 Uhr – Verschiebt eine Erinnerung auf einen anderen Zeitpunkt oder gibt ihr "
            "eine andere Regel."
        ),
    } <= set(both.splitlines())


@pytest.mark.parametrize(
    ("said", "line"),
    [("sitzug", "!hilfe sitzung"), ("sitzung quatsch", "!hilfe sitzung"), ("xyzzy", "!hilfe"), ("a b c", "!hilfe")],
)
async def test_what_there_is_no_help_on_is_said_with_the_nearest(room: Board, said: str, line: str) -> None:
    assert await room.says("ben", f"!hilfe {said}") == f"⚠️ Zu „{said}“ gibt es keine Hilfe.\n{line}"
