"""Asking for a room never ends in silence: declined, unanswered, withdrawn, over; and offers as people name them."""

from __future__ import annotations

from datetime import datetime

import pytest

from matrixbot.gateway import Event
from tests.board import BERLIN, Board, body, rings
from tests.lending import begun

M1 = "M1 „Klausur“ am Di, 15. Dezember 2026, 09:00–17:00"
SKIP = "Braucht es keinen Ort: !gastgeber übergehen M1"
CALL = "Alle fragen: !gastgeber anfragen M1"


@begun
async def wanting(room: Board) -> None:
    """M1 of Ben's had a room of Cem's, who has withdrawn; Olga (H2) and Anna (H3) have offers, Olga is asked first."""
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("cem", "!host offer Köln")
    await room.says("olga", "!host offer Dortmund am 15.12.")
    await room.says("anna", "!host offer Essen")
    await room.says("ben", "!host accept H1 M1")
    await room.says("cem", "!host withdraw H1")


def asked(board: Board) -> list[Event]:
    return board.heard(lambda event: "braucht einen neuen Ort" in body(event))


def told(events: list[Event]) -> list[str]:
    return [
        body(event) for event in events if event.content.get("msgtype") == "m.text" and "Erinnerung" not in body(event)
    ]


async def test_the_last_who_declines_is_told_to_who_proposed_it(wanting: Board) -> None:
    await wanting.reacts("olga", asked(wanting)[0], "👎")
    assert rings(asked(wanting)[1]) == ["@anna:board.test"]
    answer = await wanting.reacts("anna", asked(wanting)[1], "👎")
    [message] = answer.also
    assert body(message) == f"Ben: Anna hat keinen Raum für {M1}, und kein anderes Angebot passt.\n{CALL}\n{SKIP}"
    assert rings(message) == ["@ben:board.test"]


async def test_a_lost_place_is_told_to_everybody_in_one_message_with_the_file(room: Board) -> None:
    for title in ("Klausur", "Runde"):
        await room.says("ben", f"!sitzung ansetzen {title} {15 if title == 'Klausur' else 16}.12. 9-17 Uhr")
    await room.says("cem", "!host offer Köln")
    await room.says("ben", "!host accept H1 M1")
    await room.says("ben", "!host accept H1 M2")
    await room.says("olga", "!host offer Dortmund")
    answer = await room.says("cem", "!host withdraw H1")
    [message] = [event for event in answer.also if "entfällt der Ort" in body(event)]
    assert body(message) == (
        f"Für {M1} entfällt der Ort: Köln.\n"
        "Für M2 „Runde“ am Mi, 16. Dezember 2026, 09:00–17:00 entfällt der Ort: Köln.\n"
        "Ein anderer Ort wird gesucht; dann folgt wieder eine Kalenderdatei."
    )
    assert rings(message) == ["@anna:board.test", "@ben:board.test"]  # Cem knows, Olga is asked
    assert len([event for event in answer.also if event.content.get("msgtype") == "m.file"]) == 2


async def test_if_the_proposer_has_left_an_organiser_is_told(wanting: Board) -> None:
    await wanting.leaves("ben")
    await wanting.reacts("olga", asked(wanting)[0], "👎")
    answer = await wanting.reacts("anna", asked(wanting)[1], "👎")
    assert rings(answer.also[0]) == ["@olga:board.test"]


async def test_where_the_room_was_asked_today_that_is_not_offered_again(wanting: Board) -> None:
    await wanting.says("ben", "!gastgeber anfragen M1")
    await wanting.says("cem", "!sitzung zeigen M1")
    assert await wanting.says("ben", "!gastgeber anfragen M1") == (
        "⚠️ Für M1 ist vor weniger als zwölf Stunden schon gefragt worden.\n!gastgeber liste"
    )


async def test_a_request_that_nobody_answers_goes_on_to_the_next_and_then_to_who_proposed_it(wanting: Board) -> None:
    await wanting.passes(hours=47)
    assert len(asked(wanting)) == 1
    await wanting.passes(hours=2)
    assert [rings(event) for event in asked(wanting)] == [["@olga:board.test"], ["@anna:board.test"]]
    said = told(await wanting.passes(hours=49))
    assert said == [
        f"Ben: Anna hat nicht gesagt, ob {M1} dort stattfinden kann, und kein anderes Angebot passt.\n{CALL}\n{SKIP}"
    ]
    assert told(await wanting.passes(days=4)) == []


async def test_a_late_answer_is_still_taken(wanting: Board) -> None:
    await wanting.passes(hours=49)
    assert (await wanting.reacts("olga", asked(wanting)[0], "👎")).also == []  # Anna is being asked already
    answer = await wanting.reacts("olga", asked(wanting)[0], "👍")
    assert body(answer.also[0]) == (
        "Olga: Soll M1 „Klausur“ am Di, 15. Dezember 2026, 09:00–17:00 hier stattfinden: H2 Dortmund – "
        "Di, 15. Dezember 2026? !ja legt es fest; eine Reaktion allein genügt nicht, weil sie "
        "unverschlüsselt kommt."
    )
    assert await wanting.says("olga", "!ja") == "H2 ist angenommen: M1 „Klausur“ findet hier statt: Dortmund."
    assert told(await wanting.passes(hours=49)) == []


async def test_a_request_before_a_near_meeting_runs_out_in_time(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 26.11. 14-17 Uhr")
    await room.says("cem", "!host offer Köln")
    await room.says("olga", "!host offer Dortmund")
    await room.says("ben", "!host accept H1 M1")
    await room.says("cem", "!host withdraw H1")
    said = told(await room.later(datetime(2026, 11, 26, 13, tzinfo=BERLIN)))
    assert said[-1] == (
        "Ben: Olga hat nicht gesagt, ob M1 „Klausur“ am Do, 26. November 2026, 14:00–17:00 dort stattfinden kann, und "
        "kein anderes Angebot passt.\n"
        "Alle fragen: !gastgeber anfragen M1\n"
        "Braucht es keinen Ort: !gastgeber übergehen M1"
    )


async def test_a_withdrawn_offer_that_was_asked_for_goes_on_to_the_next_at_once(wanting: Board) -> None:
    await wanting.says("olga", "!host withdraw H2")
    assert [rings(event) for event in asked(wanting)] == [["@olga:board.test"], ["@anna:board.test"]]


@pytest.mark.parametrize(
    "line", ["!sitzung ort M1 Essen", "!host accept H3 M1", "!sitzung absagen M1", "!host skip M1"]
)
async def test_where_it_is_settled_nobody_is_asked_any_more(wanting: Board, line: str) -> None:
    await wanting.says("ben", line)
    assert told(await wanting.passes(days=5)) == []
    assert len(asked(wanting)) == 1


async def test_a_call_to_the_room_that_nobody_answers_is_told(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("anna", "!gastgeber anfragen M1")
    assert told(await room.passes(hours=49)) == [
        f"Ben: Für {M1} hat sich niemand mit einem Raum gemeldet.\n"
        f"Alle noch einmal fragen: !gastgeber anfragen M1\n{SKIP}"
    ]


async def test_a_call_to_the_room_that_somebody_answered_names_the_offer(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("anna", "!gastgeber anfragen M1")
    await room.says("cem", "!host offer Köln")
    assert told(await room.passes(hours=49)) == [
        f"Ben: {M1} hat noch keinen Ort. Das passt: H1 Köln.\nAnnehmen: !gastgeber annehmen H1 M1"
    ]


async def test_taking_a_withdrawal_back_asks_nobody_else(wanting: Board) -> None:
    assert await wanting.says("cem", "!undo") == (
        "Zurückgenommen: !gastgeber zurückziehen (H1 Köln, H2 Dortmund und M1 „Klausur“).\n"
        "Sie findet statt: Di, 15. Dezember 2026, 09:00–17:00.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Anna, Ben und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert told(await wanting.passes(days=3)) == []


async def test_a_meeting_that_needs_no_host_can_need_one_after_all(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("ben", "!host skip M1")
    assert "Noch ohne Ort" not in await room.says("ben", "!host")
    await room.says("ben", "!host call M1")
    assert f"Noch ohne Ort: {M1}." in (await room.says("ben", "!host")).splitlines()


async def test_whose_turn_it_is_for_one_meeting(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("ben", "!sitzung ansetzen Runde 16.12. 9-17 Uhr")
    assert await room.says("ben", "!host next M2") == (
        "Als Nächstes wäre Anna an der Reihe, für M2 „Runde“ am Mi, 16. Dezember 2026, 09:00–17:00.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – noch nie Gastgeber\n"
        "• Olga – noch nie Gastgeber\n"
        "Alle fragen: !gastgeber anfragen M2"
    )
    assert await room.says("ben", "!host next skip M1") == (
        "Als Nächstes wäre Anna an der Reihe, für M2 „Runde“ am Mi, 16. Dezember 2026, 09:00–17:00.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – noch nie Gastgeber\n"
        "• Olga – noch nie Gastgeber\n"
        "Alle fragen: !gastgeber anfragen M2"
    )
    assert await room.says("ben", "!host next M9") == "⚠️ Die Sitzung M9 gibt es nicht.\n!sitzung liste"


# --- offers whose days are over


async def test_an_offer_whose_day_is_over_stands_no_more_and_that_is_said_without_ringing(room: Board) -> None:
    await room.says("ben", "!host offer Bochum am 8.12.")
    await room.says("anna", "!host offer Essen am 8.12. oder 9.12.")
    await room.says("cem", "!host offer Köln ab 8.12.")
    assert await room.says("ben", "!host") == (
        "3 Angebote liegen vor.\n"
        "• H1 Bochum – Ben – Di, 8. Dezember 2026\n"
        "• H2 Essen – Anna – Di, 8. Dezember 2026 und Mi, 9. Dezember 2026\n"
        "• H3 Köln – Cem – ab Di, 8. Dezember 2026"
    )
    await room.later(datetime(2026, 12, 8, 23, tzinfo=BERLIN))
    assert await room.says("ben", "!host") == (
        "3 Angebote liegen vor.\n"
        "• H1 Bochum – Ben – Di, 8. Dezember 2026\n"
        "• H2 Essen – Anna – Di, 8. Dezember 2026 und Mi, 9. Dezember 2026\n"
        "• H3 Köln – Cem – ab Di, 8. Dezember 2026"
    )
    [message] = await room.later(datetime(2026, 12, 9, 8, tzinfo=BERLIN))
    assert body(message) == (
        "Der Tag dieses Angebots ist vorbei:\n• H1 von Ben: Bochum – Di, 8. Dezember 2026\n"
        "Ein Raum an einem anderen Tag: !gastgeber anbieten Bochum"
    )
    assert rings(message) == []
    assert await room.says("ben", "!host") == (
        "2 Angebote liegen vor.\n"
        "• H2 Essen – Anna – Di, 8. Dezember 2026 und Mi, 9. Dezember 2026\n"
        "• H3 Köln – Cem – ab Di, 8. Dezember 2026"
    )
    await room.later(datetime(2026, 12, 10, 8, tzinfo=BERLIN))
    assert "H2 Essen" not in await room.says("ben", "!host")


async def test_an_offer_that_was_used_ends_without_words(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("cem", "!host offer Köln am 15.12.")
    await room.says("ben", "!host accept H1 M1")
    said = await room.later(datetime(2026, 12, 16, 8, tzinfo=BERLIN))
    assert [body(event) for event in said if "vorbei" in body(event)] == []
    assert "H1" not in await room.says("ben", "!host")
    assert await room.says("ben", "!host history") == (
        "Eine Sitzung war bei Gastgebern.\n• Di, 15. Dezember 2026, 09:00–17:00: Cem, Köln (M1 Klausur)"
    )


async def test_another_day_keeps_the_offer(room: Board) -> None:
    await room.says("ben", "!host offer Bochum am 8.12.")
    await room.says("ben", "!host edit H1 Datum: 20.12.")
    await room.later(datetime(2026, 12, 9, 8, tzinfo=BERLIN))
    assert await room.says("ben", "!host") == "Ein Angebot liegt vor.\n• H1 Bochum – Ben – So, 20. Dezember 2026"


async def test_an_offer_of_a_day_that_has_passed_is_refused_with_a_line_that_works(room: Board) -> None:
    assert await room.says("ben", "!host offer Bochum am 1.11.2026 für 25") == (
        "⚠️ So, 1. November 2026 ist schon vorbei.\nZum Beispiel: !gastgeber anbieten Bochum am 9.12."
    )


# --- names


@pytest.mark.parametrize(
    "name", ["Dortmund", "dortmund", "Olga", "Olgas Angebot", "das Angebot von Olga", "Rathaus", "H1"]
)
async def test_an_offer_is_meant_by_place_room_or_host(room: Board, name: str) -> None:
    await room.says("olga", "!host offer Dortmund, Raum: Rathaus")
    await room.says("cem", "!host offer Köln")
    assert await room.says("ben", f"!host show {name}") == "H1 Dortmund, Rathaus – Olga"
    assert await room.says("olga", f"!host withdraw {name}") == "H1 ist zurückgezogen worden."


async def test_a_host_with_two_offers_is_asked_about(room: Board) -> None:
    await room.says("olga", "!host offer Dortmund")
    await room.says("olga", "!host offer Essen")
    assert await room.says("ben", "!host show Olga") == (
        "⚠️ Mit „Olga“ kann gemeint sein: H1 „Dortmund“ oder H2 „Essen“. Bitte genauer sagen.\n"
        "!host show H1\n!host show H2"
    )
