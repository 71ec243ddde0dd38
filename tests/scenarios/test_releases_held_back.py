"""What cannot be released, and what was and goes out no more: gone, internal, changed, naming a member."""

from __future__ import annotations

import pytest

from matrixbot.gateway import Person
from tests.board import Board, refused
from tests.lending import begun
from tests.scenarios.releasable import filled

board = begun(filled)


@pytest.fixture
async def proposed(board: Board) -> Board:
    """That room, in which Anna has proposed the first entry."""
    await board.says("anna", "!freigabe vorschlagen L1")
    return board


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("L9", "⚠️ Einen Eintrag L9 gibt es nicht.\n!literatur liste"),
        ("L1, L9", "⚠️ Einen Eintrag L9 gibt es nicht.\n!freigabe vorschlagen L1"),
        ("B9", "⚠️ Einen Beschluss B9 gibt es nicht.\n!beschluss liste"),
        ("M9", "⚠️ Die Sitzung M9 gibt es nicht.\n!sitzung liste"),
        ("1", "⚠️ Was ist gemeint: L1, B1 oder M1?\n!freigabe vorschlagen L1"),
        ("F9", "⚠️ Eine Freigabe F9 gibt es nicht.\n!freigabe liste"),
        (
            "B3",
            "⚠️ Über B3 wird noch abgestimmt; freigegeben werden kann der Beschluss, sobald es ein Ergebnis gibt.\n"
            "!beschluss zeigen B3",
        ),
        (
            "M2",
            "⚠️ M2 hat noch keinen Termin; freigegeben werden kann die Sitzung, sobald er feststeht.\n"
            "!sitzung zeigen M2",
        ),
        (
            "T1",
            "⚠️ T1 kann nicht freigegeben werden: Das geht mit Literatur (L), Beschlüssen (B) und Sitzungen (M).\n"
            "!literatur liste",
        ),
        (
            "Nirgendwas",
            "⚠️ So heißt weder ein Literatureintrag noch ein Beschluss noch eine Sitzung: „Nirgendwas“.\n"
            "!literatur liste",
        ),
        (
            "",
            "⚠️ Was soll freigegeben werden: Literatur (L), Beschlüsse (B) oder Sitzungen (M)?\n!freigabe liste",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_released_is_one_sentence_and_a_line_that_works(
    board: Board, line: str, told: str
) -> None:
    assert await board.says("anna", f"!freigabe vorschlagen {line}") == told


async def test_what_waits_or_is_released_as_it_is_is_not_proposed_again(proposed: Board) -> None:
    assert await proposed.says("ben", "!freigabe vorschlagen L1") == (
        "⚠️ L1 wartet schon auf Zustimmung, in F1.\n!freigabe zeigen F1"
    )
    await proposed.says("olga", "!freigabe zustimmen F1")
    assert await proposed.says("ben", "!freigabe vorschlagen L1, L2") == (
        "⚠️ L1 ist so, wie es jetzt ist, schon freigegeben, mit F1.\n!freigabe vorschlagen L2"
    )


async def test_a_record_is_named_by_its_title_too_and_a_release_by_its_record_or_a_reply(board: Board) -> None:
    answer = await board.says("anna", "!freigabe vorschlagen Sommerfest")
    assert answer == (
        "F1, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts.\n"
        "• M1, Sitzung\n"
        "  Titel: Sommerfest\n"
        "  Termin: So, 20. Dezember 2026, 14:00–16:00\n"
        "  Ort: Bochum\n"
        "Zustimmen kann jetzt, wer organisiert (Olga), oder das Board durch einen Beschluss."
    )
    assert await board.says("cem", "!freigabe M1") == (
        "F1 wartet seit Mi, 25. November 2026 auf Zustimmung.\nVorgeschlagen von Anna.\nM1, Sitzung\n"
        "Titel: Sommerfest\nTermin: So, 20. Dezember 2026, 14:00–16:00\nOrt: Bochum\n"
        "Zustimmen kann jetzt, wer organisiert (Olga), oder das Board durch einen Beschluss."
    )
    assert answer.event is not None
    await board.says("anna", "!freigabe vorschlagen L1")
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": answer.event.event_id}}}
    assert await board.says("olga", "!freigabe zustimmen", **reply) == (
        "F1 ist freigegeben: M1.\n"
        "Mit dem nächsten Export geht genau das hinaus, was gezeigt wurde. Was sich später ändert, bleibt hier, "
        "bis ihm neu zugestimmt wird."
    )
    assert await board.says("ben", "!freigabe L2") == (
        "⚠️ L2 steht in keiner Freigabe; es kann vorgeschlagen werden.\n!freigabe vorschlagen L2"
    )
    assert await board.says("ben", "!freigeben L2") == (
        "⚠️ Das gibt frei, was jemand hat; Einträge werden so freigegeben:\n!freigabe vorschlagen L2"
    )


@pytest.mark.parametrize(
    "line",
    [
        "!lit add https://a.de/1 Titel #intern",
        "!lit add https://a.de/1 Titel #Internal",
        "!lit add https://a.de/1 „Titel #intern“",
        "!lit add https://a.de/1 Titel – Notiz (#interne Fassung)",
    ],
)
async def test_what_is_marked_as_internal_stays_in_the_room(board: Board, line: str) -> None:
    await board.says("anna", line)
    assert await board.says("anna", "!freigabe vorschlagen L3") == (
        "⚠️ L3 ist mit #intern gekennzeichnet und bleibt im Raum.\n!literatur zeigen L3"
    )


async def test_what_is_marked_as_internal_after_its_release_drops_out(proposed: Board) -> None:
    await proposed.says("olga", "!freigabe zustimmen F1")
    await proposed.says("ben", "!lit schlagwort L1 #intern")
    assert await proposed.says("ben", "!freigabe") == (
        "Nicht mehr hinaus gehen:\n• L1 ist mit #intern gekennzeichnet und bleibt im Raum."
    )
    await proposed.says("ben", "!lit add https://a.de/internet Titel #internet")
    assert await proposed.says("ben", "!freigabe vorschlagen L3") == (
        "F2, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts.\n"
        "• L3, Literatur\n"
        "  Titel: Titel\n"
        "  Adresse: https://a.de/internet\n"
        "  Schlagworte: #internet\n"
        "Zustimmen kann jetzt, wer organisiert (Olga), oder das Board durch einen Beschluss."
    )


async def test_a_member_who_is_named_keeps_a_record_in_the_room(board: Board) -> None:
    await board.says("anna", "!lit ändern L2 Titel: Was Ben über Freigaben denkt")
    assert await board.says("anna", "!freigabe vorschlagen L2, L1") == (
        "⚠️ L2 nennt Mitglieder, und deren Namen gehen nie hinaus: Ben (Titel).\n!freigabe vorschlagen L1"
    )
    await board.says("anna", "!lit ändern L2 Titel: Zweiter Bericht; Autoren: Schmidt, Ben; KGSt")
    assert await board.says("anna", "!freigabe vorschlagen L2") == (
        "Noch ist nichts geschehen, denn das nennt vielleicht Mitglieder, und deren Namen gehen nie hinaus:\n"
        "• L2: Ben (Autoren)\n"
        "Ist jemand anderes gemeint, genügt ja als Antwort. Andernfalls bitte erst den Eintrag ändern."
    )
    assert await board.says("anna", "!ja") == (
        "F1, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts.\n"
        "• L2, Literatur\n"
        "  Titel: Zweiter Bericht\n"
        "  Autoren: Schmidt, Ben; KGSt\n"
        "  Adresse: https://www.kgst.de/zwei\n"
        "Zustimmen kann jetzt, wer organisiert (Olga), oder das Board durch einen Beschluss."
    )
    await board.says("olga", "!freigabe zustimmen F1")
    await board.says("anna", "!sitzung ändern M1 Titel: Fest bei @cem")
    assert await board.says("anna", "!freigabe vorschlagen M1") == (
        "⚠️ M1 nennt Mitglieder, und deren Namen gehen nie hinaus: Cem (Titel).\n!sitzung zeigen M1"
    )


async def test_somebody_new_who_is_named_takes_a_record_out(proposed: Board) -> None:
    await proposed.says("anna", "!lit ändern L2 Titel: Dana und die Verwaltung")
    await proposed.says("anna", "!freigabe vorschlagen L2")
    await proposed.says("olga", "!freigabe zustimmen F2")
    await proposed.joins("dana")
    assert await proposed.says("anna", "!freigabe") == (
        "Auf Zustimmung warten:\n"
        "• F1 L1, von Anna: !freigabe zeigen F1\n"
        "Nicht mehr hinaus gehen:\n"
        "• L2 nennt Mitglieder, und deren Namen gehen nie hinaus: Dana (Titel)."
    )


async def test_removed_repealed_and_cancelled_records_drop_out(board: Board) -> None:
    await board.says("anna", "!freigabe vorschlagen L1, B2, M1")
    await board.says("olga", "!freigabe zustimmen F1")
    await board.says("anna", "!lit löschen L1")
    await board.says("olga", "!beschluss aufheben B2 durch B1")
    await board.says("anna", "!sitzung absagen M1")
    assert await board.says("anna", "!freigabe") == (
        "Nicht mehr hinaus gehen:\n"
        "• B2 hat sich geändert, seit es für F1 gezeigt wurde. !freigabe vorschlagen B2\n"
        "• M1 hat sich geändert, seit es für F1 gezeigt wurde. !freigabe vorschlagen M1"
    )
    answer = await board.says("anna", "!freigabe vorschlagen B2, M1")
    assert "  Aufgehoben am Mi, 25. November 2026: An seiner Stelle gilt B1." in answer.splitlines()
    assert answer.splitlines()[-3:-1] == ["  Ort: Bochum", "  Die Sitzung ist abgesagt."]


async def test_a_release_by_a_decision_ends_with_it(proposed: Board) -> None:
    await proposed.says("ben", "!freigabe zustimmen F1 durch B1")
    await proposed.says("olga", "!beschluss aufheben B1 durch B2")
    assert await proposed.says("ben", "!freigabe") == (
        "Nicht mehr hinaus gehen:\n"
        "• L1 war durch B1 freigegeben; dieser Beschluss gilt nicht mehr. !freigabe vorschlagen L1"
    )
    assert (
        "F2, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts."
        in (await proposed.says("ben", "!freigabe vorschlagen L1")).splitlines()
    )


async def test_whoever_had_themselves_forgotten_does_not_agree_to_what_they_proposed(room: Board) -> None:
    await room.says("anna", "!lit add https://a.de/1 Bericht")
    await room.says("olga", "!freigabe vorschlagen L1")
    chat = "!olga:board.test"
    room.matrix.add_room(chat, Person("@olga:board.test", "Olga", 0), direct=True)
    for line in ("!datenschutz vergessen", "!ja"):
        await room.says("olga", line, room=chat)
    assert await room.says("olga", "!freigabe zustimmen F1") == (
        "⚠️ Wer F1 vorgeschlagen hat, ist nicht mehr bekannt; was darin steht, kann neu vorgeschlagen werden.\n"
        "!freigabe zurückziehen F1"
    )


async def test_what_waits_is_shown_to_whom_it_waits_for(proposed: Board) -> None:
    mine = (await proposed.says("olga", "!ich")).splitlines()
    assert mine[mine.index("Freigaben, die auf Ihre Zustimmung warten") + 1] == "• F1 L1: !freigabe zustimmen F1"
    assert "Freigaben" not in await proposed.says("ben", "!ich")
    shown = (await proposed.says("ben", "!status")).splitlines()
    assert shown[shown.index("Freigaben, die auf Zustimmung warten") + 1] == "• F1 L1, von Anna"
    assert await proposed.says("ben", "!freigabe") == ("Auf Zustimmung warten:\n• F1 L1, von Anna: !freigabe zeigen F1")


@pytest.mark.long
async def test_what_one_message_cannot_show_in_full_is_not_proposed(board: Board) -> None:
    for number in range(3, 23):
        await board.says("anna", f"!lit add https://a.de/{number}/{'x' * 1500} {'Wort ' * 50} #a{number}")
    keys = ", ".join(f"L{n}" for n in range(3, 23))
    assert await board.says("anna", f"!freigabe vorschlagen {keys}") == (
        "⚠️ Das ist mehr, als eine Nachricht ganz zeigt; bitte weniger auf einmal vorschlagen.\n!freigabe vorschlagen L3"
    )
    keys = ", ".join(f"L{n}" for n in range(1, 23))
    assert await board.says("anna", f"!freigabe vorschlagen {keys}") == (
        "⚠️ In einer Freigabe stehen höchstens 20 Einträge; das sind 22."
    )


async def test_a_forgotten_member_is_named_no_more_and_what_named_them_drops_out(board: Board) -> None:
    await board.says("anna", "!lit add https://a.de/emil Was Emil schrieb")
    for who, line in (("ben", "!freigabe vorschlagen L3"), ("olga", "!freigabe zustimmen F1")):
        assert not refused(await board.says(who, line))
    await board.joins("emil")
    await board.says("emil", "!freigabe vorschlagen L1")
    await board.says("olga", "!freigabe zustimmen F2")
    chat = "!emil:board.test"
    board.matrix.add_room(chat, Person("@emil:board.test", "Emil", 0), direct=True)
    for line in ("!datenschutz vergessen", "!ja"):
        await board.says("emil", line, room=chat)
    await board.leaves("emil")
    assert await board.says("anna", "!freigabe zeigen F2") == (
        "F2 ist seit Mi, 25. November 2026 freigegeben.\nZugestimmt hat Olga.\nL1, Literatur\n"
        "Titel: KGSt-Bericht 5/2021\nAutoren: Müller, Petra; KGSt\nAdresse: https://www.kgst.de/bericht\n"
        "Schlagworte: #governance #kgst"
    )
    assert await board.says("anna", "!freigabe") == (
        "Nicht mehr hinaus gehen:\n"
        "• L3 hat sich geändert, seit es für F1 gezeigt wurde. !freigabe vorschlagen L3\n"
        "Ein Eintrag geht hinaus:\n• L1 KGSt-Bericht 5/2021 (F2)"
    )
