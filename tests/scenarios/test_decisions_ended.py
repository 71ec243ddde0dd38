"""What comes of a vote: its end, its one result, what follows from it, the register, and what is never taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.base import to_ms
from matrixbot.gateway import Event
from tests.board import NOW, PEOPLE, Board, body, rings, withdrawn
from tests.scenarios.test_decisions import PAPER, RESPONSE, results, status

END = NOW.replace(day=27, hour=12)


# --- the end ----------------------------------------------------------------------------------------------------------


async def test_at_the_deadline_the_poll_goes_and_the_result_is_said_once_also_after_a_downtime(room: Board) -> None:
    await room.says("anna", PAPER)
    for who, value in (("anna", "ja"), ("ben", "ja"), ("cem", "nein")):
        await room.says(who, f"!beschluss {value} B1")
    await room.stop()
    room.now = END + timedelta(hours=3)
    await room.start()
    await room.passes(seconds=6)
    said = [event for event in room.heard() if body(event).startswith("B1 ist")]
    assert [body(event) for event in said] == [
        "B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig (3 von 4, nötig 2).\n"
        "„Das Board nimmt das Papier an“"
    ]
    assert rings(said[0]) == ["@anna:board.test"]
    assert withdrawn(room.heard()) == [room.polls()[0].event_id]
    assert status(room).split("\n")[-1] == (
        "B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig (3 von 4, nötig 2)."
    )
    late = await room.says("olga", "!beschluss nein B1")
    assert late == (
        "⚠️ Die Abstimmung über B1 ist beendet. B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig "
        "(3 von 4, nötig 2).\n!beschluss zeigen B1"
    )
    await room.votes("olga", room.polls()[0], "no")
    assert (
        "Antworten nach dem Ende zählen nicht: Olga." in (await room.says("anna", "!beschluss zeigen B1")).splitlines()
    )


async def test_once_all_have_voted_it_ends_and_says_so(room: Board) -> None:
    await room.says("anna", PAPER)
    for who in ("anna", "ben", "cem"):
        await room.says(who, "!beschluss nein B1")
    said = await room.votes("olga", room.polls()[0], "yes")
    (told,) = [event for event in said.also if body(event).startswith("B1 ist")]
    assert body(told).split("\n") == [
        "B1 ist abgelehnt: 1 ja, 3 nein, 0 Enthaltungen; beschlussfähig (4 von 4, nötig 2).",
        "„Das Board nimmt das Papier an“",
        "Alle haben abgestimmt, damit ist die Abstimmung beendet.",
    ]
    assert results(await room.passes(days=3)) == []


async def test_who_left_without_a_vote_keeps_it_from_ending_early_and_their_ballot_stays(room: Board) -> None:
    await room.says("anna", PAPER)
    await room.says("cem", "!beschluss nein B1")
    await room.leaves("cem")
    await room.leaves("ben")
    for who in ("anna", "olga"):
        await room.says(who, "!beschluss ja B1")
    assert results(room.heard()) == []
    assert results(await room.later(END)) == [
        "B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig (3 von 4, nötig 2)."
    ]


async def test_only_the_proposer_and_organisers_end_it_and_nobody_ends_it_twice(room: Board) -> None:
    await room.says("anna", PAPER)
    refused = "⚠️ Das können bei B1 nur Anna oder jemand aus der Organisation tun.\n!beschluss zeigen B1"
    for line in ("schließen B1", "zurückziehen B1", "ändern B1 Anderes"):
        assert await room.says("ben", f"!beschluss {line}") == refused
    answer = await room.says("olga", "!beschluss schließen B1")
    sentence = "B1 ist nicht angenommen: 0 ja, 0 nein, 0 Enthaltungen; nicht beschlussfähig (0 von 4, nötig 2)."
    assert answer == f"{sentence}\n„Das Board nimmt das Papier an“"
    for line in ("schließen B1", "zurückziehen B1", "ändern B1 Anderes"):
        assert await room.says("anna", f"!beschluss {line}") == f"⚠️ {sentence}\n!beschluss zeigen B1"


async def test_a_ballot_in_time_whose_key_comes_late_corrects_the_one_result(room: Board) -> None:
    await room.says("anna", PAPER + "; Aufgabe: Papier verschicken")
    await room.says("anna", "!beschluss ja B1")
    await room.says("ben", "!beschluss nein B1")
    await room.later(END + timedelta(hours=1))
    first = "B1 ist abgelehnt, bei Stimmengleichheit: 1 ja, 1 nein, 0 Enthaltungen; beschlussfähig (2 von 4, nötig 2)."
    assert results(room.heard()) == [first]
    new = await _comes_late(room, "yes")
    second = "B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig (3 von 4, nötig 2)."
    edits = [body(event) for event in new if event.content.get("m.relates_to", {}).get("rel_type") == "m.replace"]
    told = (
        f"{second}\n„Das Board nimmt das Papier an“\nBerichtigt: Eine rechtzeitig abgegebene Stimme kam verspätet an.\n"
        "Daraus wird die Aufgabe T5 „Papier verschicken“."
    )
    assert told in edits
    assert [body(event) for event in new if rings(event) and "B1" in body(event)] == [
        f"Eine rechtzeitig abgegebene Stimme kam verspätet an, und sie ändert das Ergebnis: {second}"
    ]
    assert second in await room.says("ben", "!beschluss zeigen B1")


async def test_a_task_that_followed_from_a_result_that_is_another_one_now_is_named(room: Board) -> None:
    await room.says("anna", PAPER + "; Aufgabe: Papier verschicken")
    await room.says("anna", "!beschluss ja B1")
    await room.says("ben", "!beschluss enthaltung B1")
    await room.later(END + timedelta(hours=1))
    new = await _comes_late(room, "no")
    second = "B1 ist abgelehnt, bei Stimmengleichheit: 1 ja, 1 nein, 1 Enthaltung; beschlussfähig (3 von 4, nötig 2)."
    edits = [body(event) for event in new if event.content.get("m.relates_to", {}).get("rel_type") == "m.replace"]
    told = (
        f"{second}\n„Das Board nimmt das Papier an“\nBerichtigt: Eine rechtzeitig abgegebene Stimme kam verspätet an."
    )
    assert told in edits
    assert [body(event) for event in new if rings(event) and "B1" in body(event)] == [
        f"Eine rechtzeitig abgegebene Stimme kam verspätet an, und sie ändert das Ergebnis: {second}\n"
        "Daraus war die Aufgabe T5 entstanden: !aufgabe streichen T5"
    ]
    assert await room.says("anna", "!aufgabe streichen T5") == (
        "„Papier verschicken“ (T5) ist gestrichen.\nZurückholen: !aufgabe wiederöffnen T5"
    )


async def _comes_late(room: Board, answer: str) -> list[Event]:
    """What is said when the key to a ballot comes, that Cem cast a minute before the end."""
    content = {
        RESPONSE: {"answers": [answer]},
        "m.relates_to": {"rel_type": "m.reference", "event_id": room.polls()[0].event_id},
    }
    room.said("cem", content, type=RESPONSE, time=to_ms(END - timedelta(minutes=1)))
    room.matrix.recovered = [room.matrix._stream.pop()]  # type: ignore[list-item]
    before = len(room.heard())
    await room.bot.step()
    await room.passes(seconds=6)
    return room.heard()[before:]


async def test_one_that_only_claims_to_be_in_time_does_not_count(room: Board) -> None:
    await room.says("anna", PAPER)
    await room.later(END + timedelta(hours=1))
    early = to_ms(END - timedelta(minutes=1))
    answer = await room.answer_to(room.said("ben", {"msgtype": "m.text", "body": "!beschluss ja B1"}, time=early))
    assert answer == (
        "⚠️ Die Abstimmung über B1 ist beendet. B1 ist nicht angenommen: 0 ja, 0 nein, 0 Enthaltungen; nicht "
        "beschlussfähig (0 von 4, nötig 2).\n"
        "!beschluss zeigen B1"
    )


async def test_the_missing_are_rung_two_days_and_half_a_day_before_the_end_and_nobody_else(room: Board) -> None:
    await room.says("anna", "!beschluss neu Das Papier; Frist: 4.12. 18 Uhr")
    await room.says("ben", "!beschluss enthaltung B1")
    said = await room.later(NOW.replace(month=12, day=2, hour=18))
    assert [(rings(event), body(event).split("\n")[0]) for event in said] == [
        (["@anna:board.test", "@cem:board.test", "@olga:board.test"], "B1: Ihre Stimme fehlt noch: Das Papier")
    ]
    await room.says("cem", "!beschluss ja B1")
    await room.passes(seconds=6)
    said = await room.later(NOW.replace(month=12, day=4, hour=7))
    assert [rings(event) for event in said] == [["@anna:board.test", "@olga:board.test"]]
    assert await room.says("ben", "!beschluss nachhaken B1") == (
        "Vor weniger als zwölf Stunden gefragt und darum nicht noch einmal: Anna und Olga."
    )


# --- what follows -----------------------------------------------------------------------------------------------------


async def test_what_is_accepted_becomes_a_task_that_is_asked_of_whom_it_names(room: Board) -> None:
    await room.says("anna", PAPER + "; Aufgabe: Papier verschicken @ben bis 1.2.")
    for who in ("anna", "cem"):
        await room.says(who, "!beschluss ja B1")
    answer = await room.says("anna", "!beschluss schließen B1")
    assert answer.split("\n")[2] == "Daraus wird die Aufgabe T5 „Papier verschicken“."
    (asked,) = [event for event in answer.also if rings(event)]
    assert rings(asked) == ["@ben:board.test"]
    assert body(asked) == (
        "Ben, Anna bittet Sie, „Papier verschicken“ (T5) zu übernehmen.\n"
        "Annehmen mit 👍 auf diese Nachricht oder mit !aufgabe übernehmen T5, ablehnen mit 👎."
    )
    assert await room.says("ben", "!ich") == (
        "Das wartet auf Ben:\nAnfragen, eine Aufgabe zu übernehmen\n• T5 Papier verschicken: !aufgabe übernehmen T5"
    )
    await room.reacts("ben", asked, "👍")
    assert await room.says("ben", "!ich") == (
        "Das wartet auf Ben:\nIhre Aufgaben\n• T5 Papier verschicken, fällig am Mo, 1. Februar 2027"
    )
    due = await room.later(NOW.replace(year=2027, month=1, day=31, hour=9))
    assert [body(event) for event in due if rings(event)] == [
        "Ben: „Papier verschicken“ (T5) ist morgen fällig, am Mo, 1. Februar 2027.\n"
        "Abschließen: !aufgabe erledigt T5, Frist verschieben: !aufgabe frist T5 …"
    ]


async def test_another_text_before_the_first_ballot_is_the_same_decision_with_another_poll(room: Board) -> None:
    await room.says("anna", PAPER)
    answer = await room.says("anna", "!beschluss ändern B1 Das Board lehnt das Papier ab")
    assert answer == "B1 lautet jetzt: „Das Board lehnt das Papier ab“. Abgestimmt hatte noch niemand."
    assert withdrawn(answer.also) == [room.polls()[0].event_id]
    old = await room.votes("ben", room.polls()[0], "yes")
    assert [body(event) for event in old.also] == [
        "Ben, der Text von B1 hat sich geändert; bitte über den neuen abstimmen."
    ]
    await room.votes("ben", room.polls()[1], "yes")
    assert "Bisher: 1 ja, 0 nein, 0 Enthaltungen." in (await room.says("anna", "!beschluss zeigen B1")).splitlines()


async def test_another_text_after_it_is_a_new_decision_without_a_ballot(room: Board) -> None:
    await room.says("anna", PAPER)
    await room.says("ben", "!beschluss ja B1")
    answer = await room.says("anna", "!beschluss ändern B1 Das Board lehnt das Papier ab")
    assert answer.split("\n")[0] == (
        "Zu B1 gab es schon Stimmen; der andere Text ist deshalb ein neuer Beschluss, B2. Keine Stimme geht über."
    )
    shown = await room.says("cem", "!beschluss zeigen B1")
    assert shown == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Sein Text ist geändert; abgestimmt wird jetzt über B2.\n"
        "Ja: Ben."
    )
    assert "Bisher: 0 ja, 0 nein, 0 Enthaltungen." in (await room.says("cem", "!beschluss zeigen B2")).splitlines()
    assert "Abgestimmt wird bis Fr, 27. November 2026, 12:00." in status(room, "B2").splitlines()
    assert results(await room.later(END)) == []


async def test_editing_the_message_changes_nothing_and_says_how_the_text_is_changed(room: Board) -> None:
    await room.says("anna", PAPER)
    answer = await room.edits("anna", room.last.event_id, PAPER.replace("nimmt", "nahm"))
    assert answer == (
        "Über B1 wird schon abgestimmt; die Nachricht zu bearbeiten ändert nichts. Einen anderen Text gibt ihm: "
        "!beschluss ändern B1 …"
    )
    assert (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an"
        in (await room.says("ben", "!beschluss zeigen B1")).splitlines()
    )


async def test_a_longer_deadline_keeps_every_ballot(room: Board) -> None:
    await room.says("anna", PAPER)
    await room.says("ben", "!beschluss ja B1")
    assert await room.says("anna", "!beschluss ändern B1 Frist: 30.11. 12 Uhr") == (
        "Über B1 wird bis Mo, 30. November 2026, 12:00 abgestimmt; alle Stimmen sind noch da."
    )
    assert results(await room.later(END + timedelta(hours=1))) == []
    assert results(await room.later(NOW.replace(day=30, hour=12))) == [
        "B1 ist nicht angenommen: 1 ja, 0 nein, 0 Enthaltungen; nicht beschlussfähig (1 von 4, nötig 2)."
    ]


async def accepted(room: Board, number: int, text: str) -> None:
    await room.says("anna", f"!beschluss neu {text}; Frist: 27.11. 12 Uhr")
    for who in ("anna", "ben"):
        await room.says(who, f"!beschluss ja B{number}")
    await room.says("anna", f"!beschluss schließen B{number}")


async def test_a_repealed_decision_stays_with_its_successor(room: Board) -> None:
    await accepted(room, 1, "Wir tagen monatlich")
    await accepted(room, 2, "Wir tagen vierteljährlich")
    assert await room.says("anna", "!beschluss aufheben B1 durch B2") == (
        "B1 ist aufgehoben: „Wir tagen monatlich“. An seiner Stelle gilt B2: „Wir tagen vierteljährlich“."
    )
    shown = await room.says("ben", "!beschluss zeigen B1")
    assert shown == (
        "B1, Umlaufbeschluss: Wir tagen monatlich\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "B1 ist angenommen: 2 ja, 0 nein, 0 Enthaltungen; beschlussfähig (2 von 4, nötig 2).\n"
        "Er ist aufgehoben; an seiner Stelle gilt B2: Wir tagen vierteljährlich\n"
        "Ja: Anna und Ben."
    )
    assert (
        await room.says("anna", "!beschluss aufheben B2 durch B1") == "⚠️ B1 ist schon aufgehoben.\n!beschluss zeigen B1"
    )
    assert await room.says("ben", "!beschluss liste") == (
        "2 Beschlüsse, der neueste zuerst:\n"
        "• B2 Wir tagen vierteljährlich: angenommen am Mi, 25. November 2026 (2 ja, 0 nein, 0 Enthaltungen)\n"
        "• B1 Wir tagen monatlich: aufgehoben, war angenommen am Mi, 25. November 2026 (2 ja, 0 nein, 0 Enthaltungen)"
    )


async def test_a_closed_decision_is_never_taken_back_by_whatever_was_said(room: Board) -> None:
    await room.says("anna", PAPER)
    for who in ("anna", "ben", "cem"):
        await room.says(who, "!beschluss ja B1")
    await room.says("olga", "!beschluss nein B1")  # all have voted
    sentence = "B1 ist angenommen: 3 ja, 1 nein, 0 Enthaltungen; beschlussfähig (4 von 4, nötig 2)."
    for who in ("olga", "anna"):
        assert await room.says(who, "!rückgängig") == (
            f"⚠️ Ein Beschluss, der gefallen ist, wird nie zurückgenommen. {sentence}\n!beschluss zeigen B1"
        )
    vote = next(e for e in room.matrix.events("!board:board.test") if e.content.get("body") == "!beschluss nein B1")
    await room.redacts("olga", vote)
    assert sentence in await room.says("ben", "!beschluss zeigen B1")


async def test_while_it_is_open_a_ballot_goes_with_its_message_and_its_voter_is_told(room: Board) -> None:
    await room.says("anna", PAPER)
    await room.votes("ben", room.polls()[0], "no")
    first = room.last
    await room.says("ben", "!beschluss ja B1")
    said = await room.redacts("ben", room.last)
    assert [body(event) for event in said.also if "gelöscht" in body(event)] == [
        "Ben: Eine Stimme zu B1 ist mit ihrer Nachricht gelöscht.\nFalls das nicht gemeint war: !beschluss ja B1"
    ]
    assert "Bisher: 0 ja, 1 nein, 0 Enthaltungen." in (await room.says("anna", "!beschluss zeigen B1")).splitlines()
    await room.redacts("cem", first)  # somebody else's redaction takes nothing back
    assert "Bisher: 0 ja, 1 nein, 0 Enthaltungen." in (await room.says("anna", "!beschluss zeigen B1")).splitlines()


# --- the register -----------------------------------------------------------------------------------------------------


async def test_the_register_is_searched_by_the_beginnings_of_words_and_umlauts_folded(room: Board) -> None:
    for text in ("Öffnungszeiten des Büros", "Das Papier zur Öffentlichkeitsarbeit", "Kekse"):
        await room.says("anna", f"!beschluss neu {text}; Frist: 15.1.")
    found = await room.says("ben", "!beschluss suche oeff")
    assert found.split("\n")[0] == "2 Beschlüsse zu „oeff“:"
    assert await room.says("ben", "!decision search offnungs buro") == (
        "1 Beschluss zu „offnungs buro“:\n• B1 Öffnungszeiten des Büros: Abstimmung bis Fr, 15. Januar 2027, 23:59"
    )
    await room.says("anna", "!rückgängig")
    assert await room.says("ben", "!beschluss suche Kekse") == (
        "Zu „Kekse“ ist kein Beschluss gefunden.\n!beschluss liste zeigt alle."
    )


@pytest.mark.long
async def test_long_registers_come_in_pages(room: Board) -> None:
    for n in range(12):
        await room.says("anna", f"!beschluss neu Papier {n}; Frist: 15.1.")
    answer = await room.says("ben", "!beschluss")
    assert answer.split("\n")[0] == "12 Beschlüsse, der neueste zuerst:"
    assert answer.split("\n")[-1] == "Seite 1 von 2; !beschluss liste 2 zeigt die nächste."
    assert (await room.says("ben", "!beschluss liste 2")).count("\n• ") == 2


async def test_me_status_and_digest_show_what_is_decided(room: Board) -> None:
    await room.says("anna", PAPER)
    line = "B1 Das Board nimmt das Papier an: Abstimmung bis Fr, 27. November 2026, 12:00"
    assert await room.says("ben", "!ich") == (
        f"Das wartet auf Ben:\nBeschlüsse ohne Ihre Stimme\n• {line}: !beschluss ja B1"
    )
    shown = (await room.says("ben", "!übersicht")).splitlines()
    assert shown[shown.index("Beschlüsse in Abstimmung") + 1] == f"• {line}"
    await room.says("ben", "!beschluss enthaltung B1")
    assert "B1" not in await room.says("ben", "!ich")


async def test_what_a_member_said_becomes_a_number_when_they_are_forgotten_and_the_decision_stays(
    room: Board,
) -> None:
    room.matrix.add_room("!ben:board.test", PEOPLE[1], direct=True)
    await room.bot.step()
    await room.says("ben", PAPER)
    await room.says("ben", "!beschluss ja B1")
    await room.says("ben", "!beschluss nein B1 Zwetschgen")
    await room.says("ben", "!beschluss ja B1 für @cem")
    for line in ("!datenschutz vergessen", "!ja"):
        await room.says("ben", line, room="!ben:board.test")
    await room.passes(seconds=6)
    assert "Ben" not in status(room) and "Zwetschgen" not in status(room)
    await room.says("anna", "!beschluss ja B1")
    assert results(await room.later(END)) == [
        "B1 ist angenommen: 2 ja, 1 nein, 0 Enthaltungen; beschlussfähig (3 von 4, nötig 2)."
    ]
    shown = await room.says("anna", "!beschluss zeigen B1")
    assert shown.split("\n")[-3:] == [
        "Ja: Anna und Cem.",
        "Eine Stimme eines ehemaligen Mitglieds.",
        "ehemaliges Mitglied hat für Cem abgestimmt.",
    ]
