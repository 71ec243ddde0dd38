"""What the board gives to others leaves the room by two: proposed and shown, agreed to, dropped when it changes."""

from __future__ import annotations

import pytest

from matrixbot.gateway import Person
from tests.board import Board, body, rings

BEFORE = (
    ("anna", "!lit add https://www.kgst.de/bericht KGSt-Bericht 5/2021 #governance #kgst – nur für uns"),
    ("anna", "!lit ändern L1 Autoren: Müller, Petra; KGSt"),
    ("ben", "!lit gelesen L1"),
    ("anna", "!lit add https://www.kgst.de/zwei Zweiter Bericht"),
    ("anna", "!sitzung ansetzen Sommerfest 20.12. 14-16 Uhr; Ort: Bochum; Link: https://meet.example.org/geheim"),
    ("anna", "!sitzung vorschlagen Klausur: 7.12. 14 Uhr; 8.12. 14 Uhr"),
    ("cem", "!beschluss neu Das Board gibt die Literatur frei; Frist: 15.1."),
    ("cem", "!beschluss neu Das Board tagt in Bochum; Frist: 15.1."),
    ("cem", "!beschluss neu Das Board tagt in Jena; Frist: 15.1."),
    *((who, f"!beschluss ja B{n}") for n in (1, 2) for who in ("anna", "ben", "cem", "olga")),
)
AGREED = (
    "Mit dem nächsten Export geht genau das hinaus, was gezeigt wurde. Was sich später ändert, bleibt hier, bis "
    "ihm neu zugestimmt wird."
)
ENTRY = (
    "• L1, Literatur\n  Titel: KGSt-Bericht 5/2021\n  Autoren: Müller, Petra; KGSt\n"
    "  Adresse: https://www.kgst.de/bericht\n  Schlagworte: #governance #kgst"
)
WHO = "Zustimmen kann jetzt, wer organisiert, oder das Board durch einen Beschluss: Olga."


@pytest.fixture
async def board(room: Board) -> Board:
    """A room with two entries, a meeting, an open poll, two decisions that were accepted and one that is open."""
    for who, line in BEFORE:
        assert not (await room.says(who, line)).startswith("⚠️"), line
    return room


@pytest.fixture
async def proposed(board: Board) -> Board:
    """That room, in which Anna has proposed the first entry."""
    await board.says("anna", "!freigabe vorschlagen L1")
    return board


async def test_a_proposal_shows_exactly_what_would_go_out_and_rings_who_may_agree(board: Board) -> None:
    answer = await board.says("anna", "!freigabe vorschlagen L1, B1 und M1")
    assert answer == (
        "F1, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts.\n"
        f"{ENTRY}\n"
        "• B1, Beschluss\n  Text: Das Board gibt die Literatur frei\n"
        "  Ergebnis: B1 ist angenommen: 4 ja, 0 nein, 0 Enthaltungen; beschlussfähig (4 von 4, nötig 2).\n"
        "  Beendet am: Mi, 25. November 2026\n"
        "• M1, Sitzung\n  Titel: Sommerfest\n  Termin: So, 20. Dezember 2026, 14:00–16:00\n  Ort: Bochum\n"
        f"{WHO}"
    )
    assert [(rings(event), body(event)) for event in answer.also] == [
        (
            ["@olga:board.test"],
            "Olga, F1 wartet auf Zustimmung: L1, B1 und M1. Dafür: !freigabe zustimmen F1, dagegen: "
            "!freigabe ablehnen F1 …",
        )
    ]


async def test_a_series_shows_its_rule_and_its_exceptions(board: Board) -> None:
    await board.says("anna", "!sitzung ansetzen Jour fixe jeden ersten Dienstag im Monat 14-15 Uhr außer 5.1.2027")
    await board.says("anna", "!sitzung verschieben M3 2.2.2027 auf 3.2.2027 10 Uhr")
    assert await board.says("anna", "!release propose M3") == (
        "F1, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts.\n"
        "• M3, Sitzung\n  Titel: Jour fixe\n"
        "  Termine: jeden 1. Dienstag im Monat 14:00-15:00 ab 1.12.2026\n"
        "  Verschoben: Di, 2. Februar 2027, 14:00 → Mi, 3. Februar 2027, 10:00–11:00.\n"
        "  Fällt aus: Di, 5. Januar 2027, 14:00.\n"
        f"{WHO}"
    )


async def test_only_somebody_else_who_organises_agrees(proposed: Board) -> None:
    own = (
        "⚠️ F1 ist Ihr eigener Vorschlag: Zustimmen muss jemand anderes, nämlich Olga, oder das Board durch einen "
        "Beschluss.\n"
    )
    vote = "!beschluss neu Das Board gibt F1 frei; Frist: 15.1. 18 Uhr"
    assert await proposed.says("anna", "!freigabe zustimmen F1") == own + vote
    assert await proposed.says("ben", "!freigabe zustimmen F1") == (
        "⚠️ Das darf mit F1 nur, wer organisiert: Olga.\n!freigabe zeigen F1"
    )
    answer = await proposed.says("olga", "!release agree F1")
    assert answer == f"F1 ist freigegeben: L1.\n{AGREED}"
    assert [(rings(e), body(e)) for e in answer.also] == [(["@anna:board.test"], "Anna, F1 ist freigegeben: L1.")]
    assert await proposed.says("olga", "!freigabe zustimmen F1") == (
        "⚠️ F1 ist schon freigegeben; das kann zurückgezogen werden.\n!freigabe zeigen F1"
    )


async def test_the_only_organiser_cannot_agree_to_what_they_propose(board: Board) -> None:
    answer = await board.says("olga", "!freigabe vorschlagen L1")
    assert answer.endswith(
        "Sonst organisiert hier niemand; zustimmen kann das Board durch einen Beschluss: "
        "!beschluss neu Das Board gibt F1 frei; Frist: 15.1. 18 Uhr"
    )
    assert answer.also == []
    assert await board.says("olga", "!freigabe zustimmen F1") == (
        "⚠️ F1 ist Ihr eigener Vorschlag, und sonst organisiert hier niemand: Zustimmen kann das Board durch einen "
        "Beschluss.\n!beschluss neu Das Board gibt F1 frei; Frist: 15.1. 18 Uhr"
    )
    assert (await board.says("olga", "!freigabe zustimmen F1 durch B2")).startswith(
        "F1 ist durch den Beschluss B2 freigegeben: L1.\nDer Beschluss: „Das Board tagt in Bochum“\n"
    )


async def test_a_decision_agrees_that_was_accepted_and_holds(proposed: Board) -> None:
    for line, told in (
        ("B9", "⚠️ Einen Beschluss B9 gibt es nicht.\n!beschluss liste"),
        ("B3", "⚠️ Nur ein angenommener Beschluss gibt etwas frei. Über B3 wird noch abgestimmt.\n!beschluss zeigen B3"),
        (
            "B2",
            "⚠️ B2 sagt nichts von einer Freigabe: „Das Board tagt in Bochum“. Für F1 kann ein Organisator diesen "
            "Beschluss nennen, oder das Board beschließt über F1.\n"
            "!beschluss neu Das Board gibt F1 frei; Frist: 15.1. 18 Uhr",
        ),
    ):
        assert await proposed.says("ben", f"!freigabe zustimmen F1 durch {line}") == told
    await proposed.says("olga", "!beschluss aufheben B2 durch B1")
    assert await proposed.says("olga", "!freigabe zustimmen F1 durch B2") == (
        "⚠️ B2 ist aufgehoben und gibt nichts mehr frei.\n!beschluss zeigen B2"
    )
    answer = await proposed.says("ben", "!freigabe zustimmen F1 durch B1")
    assert answer == (
        f"F1 ist durch den Beschluss B1 freigegeben: L1.\nDer Beschluss: „Das Board gibt die Literatur frei“\n{AGREED}"
    )
    assert [(rings(event), body(event)) for event in answer.also] == [
        (
            ["@olga:board.test"],
            "Olga, F1 ist durch den Beschluss B1 freigegeben: L1. Zurück geht es mit !freigabe zurückziehen F1",
        )
    ]


async def test_what_changes_drops_out_until_it_is_agreed_to_anew(proposed: Board) -> None:
    await proposed.says("olga", "!freigabe zustimmen F1")
    await proposed.says("ben", "!lit ändern L1 Notiz: etwas anderes")
    assert await proposed.says("ben", "!freigabe") == "Ein Eintrag geht hinaus:\n• L1 KGSt-Bericht 5/2021 (F1)"
    await proposed.says("ben", "!lit ändern L1 Titel: Bericht")
    changed = "L1 hat sich geändert, seit es für F1 gezeigt wurde."
    assert await proposed.says("ben", "!freigabe") == (
        f"Nicht mehr hinaus gehen:\n• {changed} !freigabe vorschlagen L1"
    )
    assert f"So, wie es jetzt ist, nicht mehr freigegeben\n• {changed}" in await proposed.says("ben", "!status")
    again = await proposed.says("ben", "!freigabe vorschlagen F1")
    assert again.startswith("F2, Vorschlag zur Freigabe") and "Titel: Bericht" in again
    await proposed.says("olga", "!freigabe zustimmen F2")
    assert await proposed.says("ben", "!freigabe") == "Ein Eintrag geht hinaus:\n• L1 Bericht (F2)"
    assert await proposed.says("ben", "!freigabe zeigen F1") == (
        "F1 ist seit Mi, 25. November 2026 freigegeben.\nVorgeschlagen von Anna.\nZugestimmt hat Olga.\n"
        "Alles daraus steht in späteren Freigaben."
    )
    await proposed.says("ben", "!freigabe zurückziehen F2")
    await proposed.says("ben", "!lit ändern L1 Titel: KGSt-Bericht 5/2021")
    assert "geht hinaus" not in await proposed.says("ben", "!freigabe")


async def test_a_record_that_changes_between_two_lines_of_a_message_is_not_agreed_to(proposed: Board) -> None:
    assert await proposed.says("olga", "!lit ändern L1 Titel: Anderes\n!freigabe zustimmen F1") == (
        "Geändert: L1 Anderes: https://www.kgst.de/bericht #governance #kgst\nAutoren: Müller, Petra; KGSt\n"
        "nur für uns\n"
        "⚠️ L1 hat sich geändert, seit es für F1 gezeigt wurde. So kann niemand zustimmen.\n!freigabe vorschlagen L1"
    )
    await proposed.says("anna", "!freigabe vorschlagen L1\n!lit ändern L1 Titel: Drittes")
    assert (await proposed.says("olga", "!freigabe zustimmen F2")).startswith("⚠️ L1 hat sich geändert")
    assert await proposed.says("anna", "!freigabe zeigen F1") == (
        "F1 wurde am Mi, 25. November 2026 zurückgezogen.\nVorgeschlagen von Anna.\nZurückgezogen von Anna.\n"
        "Alles daraus steht in späteren Freigaben."
    )


async def test_of_several_records_what_changed_is_named_and_the_others_go_out(board: Board) -> None:
    await board.says("anna", "!freigabe vorschlagen L1, L2")
    await board.says("anna", "!lit ändern L2 Titel: Anderes")
    assert await board.says("olga", "!freigabe zustimmen") == (
        f"F1 ist freigegeben: L1.\n{AGREED}\n"
        "Das geht nicht hinaus:\n• L2 hat sich geändert, seit es für F1 gezeigt wurde.\n"
        "Neu gezeigt wird es durch: !freigabe vorschlagen L2"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [("ja, passt", "F1 ist freigegeben: L1.\n"), ("nein, zu früh", "F1 ist abgelehnt: L1. Grund: zu früh")],
)
async def test_who_is_asked_answers_with_yes_or_no(board: Board, words: str, told: str) -> None:
    asked = (await board.says("anna", "!freigabe vorschlagen L1")).also[0]
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": asked.event_id}}}
    assert await board.says("ben", words, **reply) == ""
    assert (await board.says("olga", words, **reply)).startswith(told)


async def test_rejected_and_withdrawn_releases_say_by_whom_and_why(proposed: Board) -> None:
    assert await proposed.says("ben", "!freigabe ablehnen F1 Nein") == (
        "⚠️ Das darf mit F1 nur, wer organisiert: Olga.\n!freigabe zeigen F1"
    )
    assert await proposed.says("anna", "!freigabe ablehnen F1") == (
        "⚠️ F1 ist Ihr eigener Vorschlag: Er kann zurückgezogen werden.\n!freigabe zurückziehen F1"
    )
    answer = await proposed.says("olga", "!freigabe ablehnen F1: Die Adresse ist nicht öffentlich")
    assert answer == "F1 ist abgelehnt: L1. Grund: Die Adresse ist nicht öffentlich"
    assert [(rings(e), body(e)) for e in answer.also] == [(["@anna:board.test"], "Anna, F1 hat Olga abgelehnt.")]
    assert (await proposed.says("olga", "!freigabe zeigen F1")).startswith(
        "F1 wurde am Mi, 25. November 2026 abgelehnt.\nVorgeschlagen von Anna.\nAbgelehnt von Olga.\n"
        "Grund: Die Adresse ist nicht öffentlich\nL1, Literatur\n"
    )
    assert await proposed.says("olga", "!freigabe zustimmen F1") == (
        "⚠️ F1 wurde abgelehnt; was darin steht, kann neu vorgeschlagen werden.\n!freigabe zeigen F1"
    )
    await proposed.says("anna", "!freigabe vorschlagen L1")
    assert await proposed.says("ben", "!freigabe zurückziehen F2") == (
        "⚠️ Das können bei F2 nur Anna oder jemand aus der Organisation tun.\n!freigabe zeigen F2"
    )
    assert await proposed.says("anna", "!freigabe zurückziehen F2") == "F2 ist zurückgezogen: L1."
    await proposed.says("anna", "!freigabe vorschlagen L1\n")
    await proposed.says("olga", "!freigabe zustimmen F3")
    assert await proposed.says("anna", "!release withdraw F3") == (
        "F3 ist zurückgezogen: L1.\n"
        "Der nächste Export enthält nichts mehr davon; was schon hinausging, bleibt bei denen, die es haben."
    )
    assert await proposed.says("anna", "!freigabe zurückziehen F3") == (
        "⚠️ F3 wurde zurückgezogen; was darin steht, kann neu vorgeschlagen werden.\n!freigabe zeigen F3"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("L9", "⚠️ Einen Eintrag L9 gibt es nicht.\n!literatur liste"),
        ("L1, L9", "⚠️ Einen Eintrag L9 gibt es nicht.\n!freigabe vorschlagen L1"),
        ("B9", "⚠️ Einen Beschluss B9 gibt es nicht.\n!beschluss liste"),
        ("M9", "⚠️ Die Sitzung M9 gibt es nicht.\n!sitzung liste"),
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
            "⚠️ Kein Literatureintrag, Beschluss und keine Sitzung heißt „Nirgendwas“.\n!literatur liste",
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
    assert answer.startswith("F1, Vorschlag zur Freigabe") and "• M1, Sitzung" in answer
    assert (await board.says("cem", "!freigabe M1")).startswith(
        "F1 wartet seit Mi, 25. November 2026 auf Zustimmung.\nVorgeschlagen von Anna.\nM1, Sitzung\n"
    )
    assert answer.event is not None
    await board.says("anna", "!freigabe vorschlagen L1")
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": answer.event.event_id}}}
    assert (await board.says("olga", "!freigabe zustimmen", **reply)).startswith("F1 ist freigegeben")
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
    assert (await proposed.says("ben", "!freigabe vorschlagen L3")).startswith("F2, Vorschlag")


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
    assert (await board.says("anna", "!ja")).startswith("F1, Vorschlag zur Freigabe")
    await board.says("olga", "!freigabe zustimmen F1")
    await board.says("anna", "!sitzung ändern M1 Titel: Fest bei @cem")
    assert (await board.says("anna", "!freigabe vorschlagen M1")).startswith("⚠️ M1 nennt Mitglieder")


async def test_somebody_new_who_is_named_takes_a_record_out(proposed: Board) -> None:
    await proposed.says("anna", "!lit ändern L2 Titel: Dana und die Verwaltung")
    await proposed.says("anna", "!freigabe vorschlagen L2")
    await proposed.says("olga", "!freigabe zustimmen F2")
    await proposed.joins("dana")
    assert "• L2 nennt Mitglieder, und deren Namen gehen nie hinaus: Dana (Titel)." in await proposed.says(
        "anna", "!freigabe"
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
    assert "  Aufgehoben am Mi, 25. November 2026: An seiner Stelle gilt B1.\n" in answer
    assert "  Ort: Bochum\n  Die Sitzung ist abgesagt.\n" in answer


async def test_a_release_by_a_decision_ends_with_it(proposed: Board) -> None:
    await proposed.says("ben", "!freigabe zustimmen F1 durch B1")
    await proposed.says("olga", "!beschluss aufheben B1 durch B2")
    assert await proposed.says("ben", "!freigabe") == (
        "Nicht mehr hinaus gehen:\n"
        "• L1 war durch B1 freigegeben; dieser Beschluss gilt nicht mehr. !freigabe vorschlagen L1"
    )
    assert (await proposed.says("ben", "!freigabe vorschlagen L1")).startswith("F2, Vorschlag zur Freigabe")


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
    assert "Freigaben, die auf Ihre Zustimmung warten\n• F1 L1: !freigabe zustimmen F1" in await proposed.says(
        "olga", "!ich"
    )
    assert "Freigaben" not in await proposed.says("ben", "!ich")
    assert "Freigaben, die auf Zustimmung warten\n• F1 L1, von Anna" in await proposed.says("ben", "!status")
    assert await proposed.says("ben", "!freigabe") == ("Auf Zustimmung warten:\n• F1 L1, von Anna: !freigabe zeigen F1")


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
        assert not (await board.says(who, line)).startswith("⚠️")
    await board.joins("emil")
    await board.says("emil", "!freigabe vorschlagen L1")
    await board.says("olga", "!freigabe zustimmen F2")
    chat = "!emil:board.test"
    board.matrix.add_room(chat, Person("@emil:board.test", "Emil", 0), direct=True)
    for line in ("!datenschutz vergessen", "!ja"):
        await board.says("emil", line, room=chat)
    await board.leaves("emil")
    assert (await board.says("anna", "!freigabe zeigen F2")).startswith(
        "F2 ist seit Mi, 25. November 2026 freigegeben.\nZugestimmt hat Olga.\nL1, Literatur\n"
    )
    assert await board.says("anna", "!freigabe") == (
        "Nicht mehr hinaus gehen:\n"
        "• L3 hat sich geändert, seit es für F1 gezeigt wurde. !freigabe vorschlagen L3\n"
        "Ein Eintrag geht hinaus:\n• L1 KGSt-Bericht 5/2021 (F2)"
    )
