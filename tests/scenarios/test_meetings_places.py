"""Slots with a place or an offer of their own, and a date that is fixed together with its host."""

from __future__ import annotations

import pytest

from tests.board import Board, body, rings

OWN = "!sitzung vorschlagen Runde: 8.12. 14 Uhr in Bochum; 9.12. 10 Uhr H1; 10.12. 11 Uhr"


async def offers(room: Board) -> None:
    await room.says("ben", "!gastgeber anbieten Jena für 2, Raum: Saal 5")
    await room.says("cem", "!gastgeber anbieten Essen am 10.12. für 25")


async def test_each_slot_has_the_place_that_stands_behind_it(room: Board) -> None:
    await offers(room)
    answer = await room.says("anna", OWN)
    assert answer == "M1 „Runde“ steht zur Abstimmung, mit 3 Terminen."
    heading = body(answer.also[0])
    assert heading == (
        "M1 „Runde“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "1. Di, 8. Dezember 2026, 14:00, Bochum – 0 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00, Jena, Saal 5 – 0 ja, 0 wenn nötig, 0 nein\n"
        "3. Do, 10. Dezember 2026, 11:00 – 0 ja, 0 wenn nötig, 0 nein [Angebot H2: Essen]\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1"
    )
    assert body(answer.also[1]) == "M1 „Runde“: 1. Di, 8. Dezember 2026, 14:00, Bochum\n1. Ja\n2. Wenn nötig\n3. Nein"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9.12. 9 Uhr; 10.12. 9 Uhr in Ulm", "\nOrt: Ulm\n1. Mi, 9. Dezember 2026, 09:00 – "),
        ("9.12. 9 Uhr in Ulm; 10.12. 9 Uhr in Ulm", "\nOrt: Ulm\n1. Mi, 9. Dezember 2026, 09:00 – "),
        ("9.12. 9 Uhr online; 10.12. 9 Uhr bei H1", "1. Mi, 9. Dezember 2026, 09:00, online – "),
        ("9.12. 9 Uhr (H1); 10.12. 9 Uhr @ Ulm", "2. Do, 10. Dezember 2026, 09:00, Ulm"),
    ],
)
async def test_one_place_behind_all_or_at_the_end_is_the_meetings(room: Board, line: str, said: str) -> None:
    await offers(room)
    answer = await room.says("anna", f"!sitzung vorschlagen Runde: {line}")
    assert said in body(answer.also[0])


@pytest.mark.parametrize(
    ("dates", "mistake"),
    [
        ("9.12. 9 Uhr H9; 10.12. 9 Uhr", "⚠️ Das Angebot H9 gibt es nicht.\n"),
        ("9.12. 9 Uhr H2; 10.12. 9 Uhr", "⚠️ H2 ist zurückgezogen.\n"),
        ("9.12. 9 Uhr in " + "U" * 81 + "; 10.12. 9 Uhr", "⚠️ Der Ort eines einzelnen Termins hat höchstens 80 Zeichen"),
    ],
)
async def test_a_place_that_cannot_be_is_a_mistake(room: Board, dates: str, mistake: str) -> None:
    await offers(room)
    await room.says("cem", "!gastgeber zurückziehen H2")
    assert (await room.says("anna", f"!sitzung vorschlagen Runde: {dates}")).startswith(mistake)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("bitte pünktlich sein!", "bitte pünktlich sein!"),
        ("Rathaus, bitte pünktlich", "Rathaus, bitte pünktlich"),
        ("im Rathaus, Laptop mitbringen", "Rathaus, Laptop mitbringen"),
        ("mit Kaffee", "Kaffee"),
        *((words, words) for words in ("wir brauchen einen Beamer", "danke euch", "alle willkommen", "wer kann?")),
        *((words, words) for words in ("Einladung folgt", "Anna moderiert", "please be on time")),
    ],
)
async def test_what_is_said_to_those_who_come_is_no_place(room: Board, words: str, place: str) -> None:
    asked = await room.says("anna", f"!sitzung ansetzen Runde 8.12. 14 Uhr, {words}")
    assert asked == (
        f"Noch ist nichts geschehen. Nicht verstanden: „{words.rstrip('!?')}“.\n"
        "So weit verstanden: M1 „Runde“ ist angesetzt; alle erhalten Bescheid.\n"
        f"M1 „Runde“ findet statt: Di, 8. Dezember 2026, 14:00.\nOrt: {place}\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert asked.also == []


async def test_what_is_said_to_those_who_vote_is_no_place(room: Board) -> None:
    asked = await room.says("anna", "!sitzung vorschlagen Runde: 8.12. 14 Uhr; 9.12. 10 Uhr, wer kann?")
    assert asked == (
        "Noch ist nichts geschehen. Nicht verstanden: „wer kann“.\n"
        "So weit verstanden: M1 „Runde“ steht zur Abstimmung, mit 2 Terminen.\n"
        "1. Di, 8. Dezember 2026, 14:00\n2. Mi, 9. Dezember 2026, 10:00\nOrt: wer kann?\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


@pytest.mark.parametrize("words", ["Rathaus!", "Bochum, Raum 3", "Zoom", "town hall", "Haus der Wirtschaft", "Raum I"])
async def test_a_place_behind_a_comma_is_clear(room: Board, words: str) -> None:
    planned = await room.says("anna", f"!sitzung ansetzen Runde 8.12. 14 Uhr, {words}")
    assert planned == "M1 „Runde“ ist angesetzt; alle erhalten Bescheid."
    assert body(planned.also[0]).splitlines()[1] == f"Ort: {words}"


async def test_a_date_more_may_have_a_place_too(room: Board) -> None:
    await room.says("anna", "!sitzung vorschlagen Runde: 8.12. 14 Uhr; 9.12. 10 Uhr")
    answer = await room.says("anna", "!sitzung ergänzen M1 11.12. 9 Uhr in Essen")
    assert answer == "M1 „Runde“ hat einen weiteren Termin:\n3. Fr, 11. Dezember 2026, 09:00, Essen"


async def test_a_fixed_slot_brings_its_place_and_its_host(room: Board) -> None:
    await offers(room)
    await room.says("anna", OWN)
    fixed = await room.says("anna", "!sitzung festlegen M1 2")
    announcement = next(event for event in fixed.also if "findet statt: Mi" in body(event) and rings(event))
    assert body(announcement) == (
        "M1 „Runde“ findet statt: Mi, 9. Dezember 2026, 10:00.\n"
        "Ausgewählt von Anna: noch niemand hat zugesagt.\n"
        "Ort: Jena, Saal 5"
    )
    host = next(event for event in fixed.also if "bei Ihnen zu Gast" in body(event))
    assert rings(host) == ["@ben:board.test"]
    assert await room.says("anna", "!gastgeber zeigen H1") == "H1 Jena, Saal 5 – Ben – 2 Plätze – angenommen für M1"


async def test_a_poll_that_is_taken_back_takes_no_offer_with_it(room: Board) -> None:
    await offers(room)
    await room.says("anna", OWN)
    assert await room.says("anna", "!undo") == (
        "Zurückgenommen: !sitzung vorschlagen (M1 „Runde“).\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Ben, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )


async def test_reopened_it_has_no_place_of_a_date_any_more(room: Board) -> None:
    await room.says("anna", OWN.replace(" H1", " in Ulm"))
    await room.says("anna", "!sitzung festlegen M1 1")
    await room.says("anna", "!sitzung wieder M1")
    assert "\nOrt: " not in await room.says("anna", "!sitzung zeigen M1")


async def test_date_and_host_are_fixed_at_once_and_the_one_of_before_is_told(room: Board) -> None:
    await offers(room)
    await room.says("anna", "!sitzung vorschlagen Runde: 9.12. 14 Uhr; 10.12. 9 Uhr")
    await room.says("anna", "!gastgeber annehmen H1 M1")
    fixed = await room.says("anna", "!sitzung festlegen M1 2 mit H2")
    assert fixed == "M1 „Runde“ ist festgelegt; alle erhalten Bescheid."
    assert [rings(event) for event in fixed.also if body(event).startswith(("Ben:", "Cem:"))] == [
        ["@cem:board.test"],
        ["@ben:board.test"],
    ]
    assert await room.says("anna", "!sitzung zeigen M1") == (
        "M1 „Runde“\n"
        "Findet statt: Do, 10. Dezember 2026, 09:00.\n"
        "Ort: Essen\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_show_says_which_rooms_hold_those_who_can_come(room: Board) -> None:
    await offers(room)
    await room.says("anna", "!sitzung vorschlagen Runde: 9.12. 14 Uhr; 10.12. 9 Uhr")
    for name in ("anna", "ben", "cem"):
        await room.says(name, "!abstimmen M1 alle ja")
    shown = await room.says("anna", "!sitzung zeigen M1")
    assert shown == (
        "M1 „Runde“\n"
        "1. Mi, 9. Dezember 2026, 14:00\n"
        "Ja: Anna, Ben und Cem · wenn nötig: – · nein: –\n"
        "Räume: H1 Jena (zu klein für 3 Personen)\n"
        "2. Do, 10. Dezember 2026, 09:00\n"
        "Ja: Anna, Ben und Cem · wenn nötig: – · nein: –\n"
        "Räume: H2 Essen (25 Plätze) und H1 Jena (zu klein für 3 Personen)\n"
        "Vorn liegt: 1. Mi, 9. Dezember 2026, 14:00; 2. Do, 10. Dezember 2026, 09:00.\n"
        "Termin und Raum in einem: !sitzung festlegen M1 2 mit H2\n"
        "Noch nicht abgestimmt: Olga.\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )
    assert await room.says("anna", "!sitzung festlegen M1 2 mit H2 und Kuchen") == (
        "Noch ist nichts geschehen. Nicht verstanden: „und Kuchen“.\n"
        "So weit verstanden: M1 „Runde“ ist festgelegt; alle erhalten Bescheid.\n"
        "M1 „Runde“ findet statt: Do, 10. Dezember 2026, 09:00.\n"
        "Ausgewählt von Anna: 3 können (3 ja, 0 wenn nötig).\n"
        "Gleich viele Stimmen: 1. Mi, 9. Dezember 2026, 14:00.\n"
        "Ort: Essen\n"
        "Die Stimmen:\n"
        "1. Mi, 9. Dezember 2026, 14:00 – 3 ja, 0 wenn nötig, 0 nein\n"
        "2. Do, 10. Dezember 2026, 09:00 – 3 ja, 0 wenn nötig, 0 nein\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("!meeting plan Retreat Dec 10 2pm-4pm at Bochum", "Bochum"),
        ("!meeting plan Retreat 10.12. 14-16h in the town hall", "the town hall"),
        ("!sitzung ansetzen Klausur 10.12. 14-16 Uhr im Rathaus", "Rathaus"),
    ],
)
async def test_words_that_lead_to_a_date_as_well_lead_to_a_place(room: Board, line: str, place: str) -> None:
    answer = await room.says("anna", line)
    assert "Noch ist nichts geschehen" not in answer
    told = next(event for event in answer.also if rings(event))
    assert body(told).splitlines()[1] == f"Ort: {place}"
