"""What the board gives to others leaves the room by two: proposed and shown, agreed to, dropped when it changes."""

from __future__ import annotations

import pytest

from tests.board import Board, body, rings
from tests.lending import begun
from tests.scenarios.releasable import filled

AGREED = (
    "Mit dem nächsten Export geht genau das hinaus, was gezeigt wurde. Was sich später ändert, bleibt hier, bis "
    "ihm neu zugestimmt wird."
)
ENTRY = (
    "• L1, Literatur\n  Titel: KGSt-Bericht 5/2021\n  Autoren: Müller, Petra; KGSt\n"
    "  Adresse: https://www.kgst.de/bericht\n  Schlagworte: #governance #kgst"
)
WHO = "Zustimmen kann jetzt, wer organisiert (Olga), oder das Board durch einen Beschluss."


board = begun(filled)


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
    assert await proposed.says("anna", "!freigabe zustimmen F1") == f"{own}!freigabe zeigen F1"
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
    assert (
        "Sonst organisiert hier niemand; zustimmen kann das Board durch einen Beschluss: !beschluss neu Das Board "
        "gibt F1 frei; Frist: 15.1. 18 Uhr"
    ) in answer.splitlines()
    assert answer.also == []
    assert await board.says("olga", "!freigabe zustimmen F1") == (
        "⚠️ F1 ist Ihr eigener Vorschlag, und sonst organisiert hier niemand: Zustimmen kann das Board durch einen "
        "Beschluss.\n!freigabe zeigen F1"
    )
    assert await board.says("olga", "!freigabe zustimmen F1 durch B2") == (
        "⚠️ B2 sagt nichts von einer Freigabe: „Das Board tagt in Bochum“. Für F1 kann ihn nennen, wer sonst "
        "organisiert, oder das Board beschließt über F1.\n!freigabe zeigen F1"
    )


async def test_a_decision_agrees_that_was_accepted_and_holds(proposed: Board) -> None:
    for line, told in (
        ("B9", "⚠️ Einen Beschluss B9 gibt es nicht.\n!beschluss liste"),
        ("B3", "⚠️ Nur ein angenommener Beschluss gibt etwas frei. Über B3 wird noch abgestimmt.\n!beschluss zeigen B3"),
        (
            "B2",
            "⚠️ B2 sagt nichts von einer Freigabe: „Das Board tagt in Bochum“. Für F1 kann ihn nennen, wer sonst "
            "organisiert, oder das Board beschließt über F1.\n!freigabe zeigen F1",
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


async def test_of_many_that_wait_the_oldest_are_shown_and_how_many_more_there_are(board: Board) -> None:
    await board.says("anna", "!lit add https://www.kgst.de/drei Dritter Bericht")
    for who, what in (("anna", "L1"), ("olga", "L2"), ("ben", "B1"), ("cem", "M1"), ("ben", "L3")):
        await board.says(who, f"!freigabe vorschlagen {what}")
    shown = (await board.says("ben", "!status")).splitlines()
    first = shown.index("Freigaben, die auf Zustimmung warten") + 1
    assert shown[first : first + 4] == [
        "• F1 L1, von Anna", "• F2 L2, von Olga", "• F3 B1, von Ben", "• 2 weitere: !freigabe liste",
    ]  # fmt: skip
    others = (await board.says("olga", "!ich")).splitlines()
    first = others.index("Freigaben, die auf Ihre Zustimmung warten") + 1
    assert others[first : first + 4] == [
        *(f"• {key}: !freigabe zustimmen {key[:2]}" for key in ("F1 L1", "F3 B1", "F4 M1")),
        "• 1 weitere: !freigabe liste",
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
    shown = (await proposed.says("ben", "!status")).splitlines()
    assert shown[shown.index("So, wie es jetzt ist, nicht mehr freigegeben") + 1] == f"• {changed}"
    again = await proposed.says("ben", "!freigabe vorschlagen F1")
    assert {"F2, Vorschlag zur Freigabe: Genau das ginge hinaus und sonst nichts.", "  Titel: Bericht"} <= set(
        again.splitlines()
    )
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
    assert await proposed.says("olga", "!freigabe zustimmen F2") == (
        "⚠️ L1 hat sich geändert, seit es für F2 gezeigt wurde. So kann niemand zustimmen.\n!freigabe vorschlagen L1"
    )
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


async def test_of_two_proposals_of_a_record_the_later_one_holds_whichever_is_agreed_to_last(board: Board) -> None:
    await board.says("anna", "!freigabe vorschlagen L1, L2")
    await board.says("anna", "!lit ändern L1 Titel: Bericht")
    await board.says("anna", "!freigabe vorschlagen L1")
    await board.says("olga", "!freigabe zustimmen F2")
    assert await board.says("olga", "!freigabe zustimmen F1") == (
        "F1 ist freigegeben: L2.\n"
        "Mit dem nächsten Export geht genau das hinaus, was gezeigt wurde. Was sich später ändert, bleibt hier, "
        "bis ihm neu zugestimmt wird."
    )
    assert await board.says("anna", "!freigabe") == (
        "2 Einträge gehen hinaus:\n• L1 Bericht (F2)\n• L2 Zweiter Bericht (F1)"
    )


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
    assert await proposed.says("olga", "!freigabe zeigen F1") == (
        "F1 wurde am Mi, 25. November 2026 abgelehnt.\nVorgeschlagen von Anna.\nAbgelehnt von Olga.\n"
        "Grund: Die Adresse ist nicht öffentlich\nL1, Literatur\nTitel: KGSt-Bericht 5/2021\n"
        "Autoren: Müller, Petra; KGSt\nAdresse: https://www.kgst.de/bericht\nSchlagworte: #governance #kgst"
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
