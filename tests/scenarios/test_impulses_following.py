"""A speaker's point and their meeting stay true to each other: moved, cancelled, deferred, dropped, declined, held."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board, body, refused, rings
from tests.lending import begun
from tests.scenarios.speakers import ideas, speaker

NAMED = "I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena"
ABOUT = f"Cem: Es geht um {NAMED}.\n"
PASS_ON = "\nBitte an Dr. Ada Beispiel, Stadt Jena weitergeben; der Assistent schreibt niemandem außerhalb des Boards."
TO_PREPARE = (
    "Zu klären mit Dr. Ada Beispiel, Stadt Jena:\n"
    "• Technik: Wer probiert mit dem Gast Bild, Ton und den Zugang zur Sitzung aus?\n"
    "• Vorstellung: Wer stellt den Gast vor, und mit welchen Worten?\n"
    "• Folien: Bis wann kommen sie, und dürfen sie weitergegeben werden?"
)


board, confirmed = begun(ideas), begun(speaker)


def told(board: Board, since: int = 0) -> list[str]:
    """What rang Cem alone, from that place on."""
    return [body(event) for event in board.heard()[since:] if rings(event) == ["@cem:board.test"]]


async def standing(board: Board) -> str:
    """How I1 stands."""
    return (await board.says("anna", "!impuls zeigen I1")).splitlines()[1]


async def test_a_confirmed_speaker_is_a_point_with_minutes_that_are_summed(board: Board) -> None:
    answer = await board.says("anna", "!impuls zugesagt I1 M1 20 min")
    assert answer == (
        f"{NAMED} ist zugesagt: M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten.\n"
        "Zusammen 20 Minuten von 2 Stunden.\n"
        "Kontakt: Cem; an die Vorbereitung wird am Di, 1. Dezember 2026 erinnert."
    )
    assert await board.says("anna", "!tagesordnung M1") == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "TOP 1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena, 20 Minuten, I1\n"
        "Zusammen 20 Minuten von 2 Stunden."
    )


async def test_two_at_one_meeting_and_too_many_minutes_are_said(confirmed: Board) -> None:
    await confirmed.says("ben", "!impuls neu Open Source in Schulen")
    assert await confirmed.says("ben", "!impuls zugesagt I2 M1 110 Minuten") == (
        "I2 „Open Source in Schulen“ ist zugesagt: M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 2, "
        "1 Stunde 50 Minuten.\n"
        "In derselben Sitzung steht schon: I1 „Matrix in der Verwaltung“.\n"
        "Zusammen 2 Stunden 10 Minuten, die Sitzung dauert 2 Stunden: 10 Minuten zu viel.\n"
        "Kontakt: Ben; an die Vorbereitung wird am Di, 1. Dezember 2026 erinnert."
    )


async def test_who_has_confirmed_already_for_another_meeting_is_said(confirmed: Board) -> None:
    await confirmed.says("ben", "!impuls neu Federation; Person: Ada Beispiel")
    assert await confirmed.says("ben", "!impuls zugesagt I2 M2") == (
        "I2 „Federation“ von Ada Beispiel ist zugesagt: M2 „Klausur“, Di, 15. Dezember 2026, 10:00–16:00, TOP 1.\n"
        "Ada Beispiel steht hier schon: I1 „Matrix in der Verwaltung“. Zugesagt für M1 „Frühjahrssitzung“, "
        "Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten.\n"
        "Kontakt: Ben; an die Vorbereitung wird am Di, 8. Dezember 2026 erinnert."
    )


async def test_the_contact_is_rung_seven_days_before(confirmed: Board) -> None:
    before = len(confirmed.heard())
    await confirmed.later(datetime(2026, 12, 1, 13, 59, tzinfo=BERLIN))
    assert told(confirmed, before) == []
    await confirmed.later(datetime(2026, 12, 1, 14, tzinfo=BERLIN))
    assert told(confirmed, before) == [
        f"Cem: {NAMED} steht bevor: M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten.\n"
        + TO_PREPARE
    ]


async def test_nearer_than_seven_days_the_contact_is_rung_at_once(board: Board) -> None:
    await board.later(datetime(2026, 12, 4, 10, tzinfo=BERLIN))
    before = len(board.heard())
    await board.says("anna", "!impuls zugesagt I1 M1 20 min")
    assert told(board, before) == [
        f"Cem: {NAMED} ist zugesagt: M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten.\n"
        + TO_PREPARE
    ]


async def test_a_meeting_that_moves_rings_the_contact_with_what_to_pass_on_and_the_reminder_follows(
    confirmed: Board,
) -> None:
    before = len(confirmed.heard())
    await confirmed.says("anna", "!sitzung verschieben M1 10.12.")
    assert told(confirmed, before) == [
        ABOUT + "M1 „Frühjahrssitzung“ hat einen anderen Termin: "
        "Di, 8. Dezember 2026, 14:00–16:00 → Do, 10. Dezember 2026, 14:00–16:00." + PASS_ON
    ]
    await confirmed.passes(minutes=2)
    before = len(confirmed.heard())
    await confirmed.later(datetime(2026, 12, 3, 13, 59, tzinfo=BERLIN))
    assert told(confirmed, before) == []
    await confirmed.later(datetime(2026, 12, 3, 14, tzinfo=BERLIN))
    assert [text.splitlines()[0][:40] for text in told(confirmed, before)] == [f"Cem: {NAMED}"[:40]]


async def test_a_meeting_that_comes_nearer_than_the_reminder_brings_it_along(confirmed: Board) -> None:
    before = len(confirmed.heard())
    await confirmed.says("anna", "!sitzung verschieben M1 28.11.")
    assert told(confirmed, before) == [
        ABOUT + "M1 „Frühjahrssitzung“ hat einen anderen Termin: "
        "Di, 8. Dezember 2026, 14:00–16:00 → Sa, 28. November 2026, 14:00–16:00.\n" + TO_PREPARE + PASS_ON
    ]
    await confirmed.passes(minutes=2)
    before = len(confirmed.heard())
    await confirmed.says("anna", "!sitzung verschieben M1 29.11.")
    assert told(confirmed, before) == [
        ABOUT + "M1 „Frühjahrssitzung“ hat einen anderen Termin: "
        "Sa, 28. November 2026, 14:00–16:00 → So, 29. November 2026, 14:00–16:00." + PASS_ON
    ]


async def test_several_changes_within_a_minute_ring_once_more_at_most(confirmed: Board) -> None:
    before = len(confirmed.heard())
    for line in ("verschieben M1 10.12.", "verschieben M1 11.12.", "ort M1 Rathaus Jena"):
        await confirmed.says("anna", f"!sitzung {line}")
    assert len(told(confirmed, before)) == 1
    await confirmed.passes(minutes=2)
    assert told(confirmed, before)[1:] == [
        ABOUT + "M1 „Frühjahrssitzung“ hat einen anderen Termin: "
        "Do, 10. Dezember 2026, 14:00–16:00 → Fr, 11. Dezember 2026, 14:00–16:00.\nOrt: Rathaus Jena." + PASS_ON
    ]


async def test_a_cancelled_meeting_rings_the_contact_and_so_does_its_coming_back(confirmed: Board) -> None:
    before = len(confirmed.heard())
    await confirmed.says("anna", "!sitzung absagen M1 wegen Krankheit")
    assert told(confirmed, before) == [
        ABOUT + "M1 am Di, 8. Dezember 2026, 14:00–16:00 ist abgesagt; einen anderen Termin gibt es noch nicht.\n"
        "Ein anderer Termin: !impuls zugesagt I1 M2; gar keiner: !impuls abgesagt I1" + PASS_ON
    ]
    assert await standing(confirmed) == "Zugesagt, noch ohne Sitzung."
    assert await confirmed.says("anna", "!tagesordnung themenspeicher") == (
        "Themenspeicher: was auf eine Sitzung wartet\n"
        "1. Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena, 20 Minuten, I1"
    )
    before = len(confirmed.heard())
    await confirmed.says("anna", "!sitzung wieder M1")
    assert told(confirmed, before) == [
        ABOUT + "Er steht jetzt auf der Tagesordnung von M1 „Frühjahrssitzung“: Di, 8. Dezember 2026, 14:00–16:00."
        + PASS_ON
    ]  # fmt: skip


async def test_another_meeting_after_a_cancelled_one_takes_the_point_along(confirmed: Board) -> None:
    await confirmed.says("anna", "!sitzung absagen M1")
    await confirmed.passes(minutes=2)
    before = len(confirmed.heard())
    assert (await confirmed.says("cem", "!impuls zugesagt I1 M2")).splitlines()[0] == (
        f"{NAMED} ist zugesagt: M2 „Klausur“, Di, 15. Dezember 2026, 10:00–16:00, TOP 1, 20 Minuten."
    )
    assert told(confirmed, before) == []
    assert await confirmed.says("anna", "!tagesordnung themenspeicher") == (
        "Der Themenspeicher ist leer.\n!tagesordnung neu Leitlinien für öffentlichen Code merkt dort einen Punkt vor."
    )


async def test_a_point_that_is_deferred_takes_the_speaker_along(confirmed: Board) -> None:
    before = len(confirmed.heard())
    await confirmed.says("ben", "!tagesordnung vertagen M1 1")
    assert told(confirmed, before) == [
        ABOUT + "Er steht jetzt auf der Tagesordnung von M2 „Klausur“: Di, 15. Dezember 2026, 10:00–16:00." + PASS_ON
    ]
    assert await standing(confirmed) == (
        "Zugesagt für M2 „Klausur“, Di, 15. Dezember 2026, 10:00–16:00, TOP 1, 20 Minuten."
    )
    before = len(confirmed.heard())
    await confirmed.says("ben", "!tagesordnung vertagen M2 1 in den Themenspeicher")
    assert told(confirmed, before) == [
        ABOUT + "Er steht nicht mehr auf der Tagesordnung von M2; einen anderen Termin gibt es noch nicht.\n"
        "Ein anderer Termin: !impuls zugesagt I1 M1; gar keiner: !impuls abgesagt I1" + PASS_ON
    ]


async def test_a_point_that_is_taken_off_leaves_the_speaker_without_a_meeting(confirmed: Board) -> None:
    before = len(confirmed.heard())
    await confirmed.says("ben", "!tagesordnung streichen M1 1")
    assert told(confirmed, before) == [
        ABOUT + "Er steht nicht mehr auf der Tagesordnung von M1; einen anderen Termin gibt es noch nicht.\n"
        "Ein anderer Termin: !impuls zugesagt I1 M1; gar keiner: !impuls abgesagt I1" + PASS_ON
    ]
    assert await standing(confirmed) == "Zugesagt, noch ohne Sitzung."
    before = len(confirmed.heard())
    await confirmed.says("ben", "!rückgängig")
    assert told(confirmed, before) == [
        ABOUT + "Er steht jetzt auf der Tagesordnung von M1 „Frühjahrssitzung“: Di, 8. Dezember 2026, 14:00–16:00."
        + PASS_ON
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "rung"),
    [
        ("!sitzung absagen M1", 2),
        ("!sitzung verschieben M1 10.12.", 2),
        ("!tagesordnung vertagen M1 1", 2),
        ("!impuls zugesagt I1 M2 30 min", 0),
        ("!impuls abgesagt I1 krank", 0),
        ("!impuls streichen I1", 0),
        ("!impuls ändern I1 Anderes", 0),
    ],
)
async def test_what_is_taken_back_stands_as_before_and_whoever_was_told_otherwise_is_told(
    confirmed: Board, line: str, rung: int
) -> None:
    async def shown() -> list[str]:
        lines = ("!impuls zeigen I1", "!tagesordnung M1", "!tagesordnung M2")
        return [await confirmed.says("ben", one) for one in lines]

    as_before, before = await shown(), len(confirmed.heard())
    await confirmed.says("anna", line)
    await confirmed.passes(minutes=2)
    assert await shown() != as_before
    assert not refused(await confirmed.says("anna", "!rückgängig"))
    await confirmed.passes(minutes=2)
    assert await shown() == as_before
    assert len(told(confirmed, before)) == rung


async def test_a_point_that_moves_on_its_agenda_rings_nobody(confirmed: Board) -> None:
    await confirmed.says("anna", "!tagesordnung neu M1 Haushalt")
    before = len(confirmed.heard())
    await confirmed.says("anna", "!tagesordnung verschieben M1 1 auf 2")
    assert told(confirmed, before) == []
    assert (
        await standing(confirmed)
        == "Zugesagt für M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 2, 20 Minuten."
    )


async def test_who_declines_after_all_is_off_the_agenda(confirmed: Board) -> None:
    await confirmed.says("anna", "!tagesordnung neu M1 Haushalt")
    await confirmed.passes(minutes=1)
    declined = await confirmed.says("cem", "!impuls abgesagt I1 krank")
    assert declined.splitlines()[:2] == [
        f"{NAMED} ist abgesagt: krank.",
        "TOP 1 ist von der Tagesordnung von M1 gestrichen.",
    ]
    await confirmed.passes(seconds=10)
    assert (await confirmed.says("anna", "!tagesordnung M1")).splitlines()[1:] == ["TOP 1 Haushalt"]
    before = len(confirmed.heard())
    await confirmed.later(datetime(2026, 12, 1, 15, tzinfo=BERLIN))
    await confirmed.says("anna", "!sitzung verschieben M1 11.12.")
    assert told(confirmed, before) == []


async def test_the_date_of_a_series_that_is_off_takes_the_speaker_to_the_next_and_rings_once(board: Board) -> None:
    await board.says("anna", "!sitzung ansetzen Jour fixe jeden Dienstag 9-10 Uhr")
    await board.passes(minutes=2)
    assert (await board.says("anna", "!impuls zugesagt I1 M3 8.12. 15 min")).splitlines()[0] == (
        f"{NAMED} ist zugesagt: M3 „Jour fixe“, Di, 8. Dezember 2026, 09:00–10:00, TOP 1, 15 Minuten."
    )
    await board.passes(minutes=2)
    before = len(board.heard())
    await board.says("anna", "!sitzung absagen M3 8.12.")
    await board.passes(minutes=2)
    assert told(board, before) == [
        ABOUT + "M3 „Jour fixe“ hat einen anderen Termin: "
        "Di, 8. Dezember 2026, 09:00–10:00 → Di, 15. Dezember 2026, 09:00–10:00." + PASS_ON
    ]


async def test_a_date_that_is_still_voted_on_is_told_once_it_is_fixed(board: Board) -> None:
    await board.says("anna", "!sitzung vorschlagen Sommer; 5.1. 14-16 Uhr; 6.1. 14-16 Uhr")
    assert (await board.says("anna", "!impuls zugesagt I1 M3")).splitlines()[0] == (
        f"{NAMED} ist zugesagt: M3 „Sommer“, über den Termin wird noch abgestimmt, TOP 1."
    )
    await board.says("ben", "!abstimmen M3 1 ja")
    before = len(board.heard())
    await board.says("anna", "!sitzung festlegen M3 1")
    assert told(board, before) == [
        ABOUT + "Der Termin von M3 „Sommer“ steht fest: Di, 5. Januar 2027, 14:00–16:00." + PASS_ON
    ]


async def test_another_topic_or_person_stands_on_the_agenda_at_once(confirmed: Board) -> None:
    assert (await confirmed.says("cem", "!impuls ändern I1 Person: Ben Muster, Stadt Gera")).splitlines()[:2] == [
        "Geändert:",
        "I1 Matrix in der Verwaltung – Ben Muster, Stadt Gera",
    ]
    await confirmed.says("cem", "!impuls ändern I1 Matrix in den Schulen")
    assert (await confirmed.says("anna", "!tagesordnung M1")).splitlines()[1] == (
        "TOP 1 Matrix in den Schulen – Ben Muster, Stadt Gera, 20 Minuten, I1"
    )


async def test_before_its_date_nothing_was_held_and_after_it_the_slides_are_asked_for(confirmed: Board) -> None:
    assert await confirmed.says("cem", "!impuls gehalten I1") == (
        "⚠️ I1 „Matrix in der Verwaltung“ ist erst für Di, 8. Dezember 2026, 14:00–16:00 vorgesehen.\n!impuls zeigen I1"
    )
    await confirmed.later(datetime(2026, 12, 8, 17, tzinfo=BERLIN))
    assert await confirmed.says("cem", "!ich") == (
        "Das wartet auf Cem:\n"
        "Noch ohne Zu- oder Absage\n"
        "• M2 Klausur: Di, 15. Dezember 2026, 10:00–16:00: !sitzung teilnahme M2 online\n"
        "Ihre Impulse\n"
        "• I1 Matrix in der Verwaltung: !impuls gehalten I1"
    )
    before = len(confirmed.heard())
    assert await confirmed.says("anna", "!impuls gehalten I1") == (
        f"{NAMED} ist gehalten: M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Gibt es Folien? !literatur neu https://… Matrix in der Verwaltung nimmt sie in die Literaturliste auf."
    )
    assert told(confirmed, before) == [
        f"Cem: {NAMED} ist gehalten.\n"
        "Gibt es Folien? !literatur neu https://… Matrix in der Verwaltung nimmt sie in die Literaturliste auf."
    ]
    assert await confirmed.says("cem", "!impuls abgesagt I1") == (
        "⚠️ I1 „Matrix in der Verwaltung“ ist schon gehalten.\n!impuls zeigen I1"
    )


async def test_a_meeting_is_asked_for_where_none_was_said(board: Board) -> None:
    assert await board.says("cem", "!impuls zugesagt I1") == (
        "⚠️ Für welche Sitzung ist I1 „Matrix in der Verwaltung“ zugesagt?\n!impuls zugesagt I1 M1 20 min"
    )
    assert await board.says("cem", "!impuls gehalten I1") == (
        "⚠️ I1 „Matrix in der Verwaltung“ hat noch keine Sitzung, in der er gehalten wurde.\n"
        "!impuls zugesagt I1 M1 20 min"
    )
    assert await board.says("cem", "!impuls zugesagt I1 in den Themenspeicher") == (
        f"{NAMED} ist zugesagt und wartet im Themenspeicher auf eine Sitzung.\nKontakt: Cem."
    )
    await board.later(datetime(2026, 12, 8, 17, tzinfo=BERLIN))
    assert await board.says("cem", "!impuls zugesagt I1 M1") == (
        "⚠️ M1 „Frühjahrssitzung“ ist vorbei: Di, 8. Dezember 2026, 14:00–16:00.\n!impuls gehalten I1 M1"
    )
    assert await board.says("cem", "!impuls gehalten I1") == (
        "⚠️ I1 „Matrix in der Verwaltung“ hat noch keine Sitzung, in der er gehalten wurde.\n!impuls gehalten I1 M1"
    )
    assert await board.says("cem", "!impuls gehalten I1 M1") == (
        "I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena ist gehalten: M1 „Frühjahrssitzung“, Di, "
        "8. Dezember 2026, 14:00–16:00.\n"
        "Gibt es Folien? !literatur neu https://… Matrix in der Verwaltung nimmt sie in die Literaturliste auf."
    )


async def test_a_meeting_may_be_meant_by_its_title_or_its_day(board: Board) -> None:
    assert (await board.says("cem", "!impuls zugesagt I1 am 15.12. 20 min")).splitlines()[0] == (
        f"{NAMED} ist zugesagt: M2 „Klausur“, Di, 15. Dezember 2026, 10:00–16:00, TOP 1, 20 Minuten."
    )
    assert await board.says("cem", "!impuls zugesagt I1 auf der Frühjahrssitzung, halbe Stunde") == (
        "Noch ist nichts geschehen. Nicht verstanden: „halbe Stunde“.\n"
        "So weit verstanden: I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena ist zugesagt: M1 "
        "„Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten.\n"
        "Zusammen 20 Minuten von 2 Stunden.\n"
        "Kontakt: Cem; an die Vorbereitung wird am Di, 1. Dezember 2026 erinnert.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert (await board.says("cem", "!impuls zugesagt I1 auf der Frühjahrssitzung eine halbe Stunde")).splitlines()[
        0
    ] == (f"{NAMED} ist zugesagt: M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 30 Minuten.")
    assert await board.says("cem", "!impuls zugesagt I1 9.12.") == (
        "⚠️ Am Mi, 9. Dezember 2026 ist keine Sitzung.\n!impuls zugesagt I1 M1 20 min"
    )


@pytest.mark.parametrize(
    "line", ["!impuls zugesagt I1 M9", "!impuls zugesagt I1 M1 0 min", "!impuls zugesagt I1 M1 30 h"]
)
async def test_a_meeting_or_a_length_that_cannot_be_is_refused(board: Board, line: str) -> None:
    assert refused(await board.says("cem", line))
    assert await standing(board) == "Idee."


async def test_words_that_are_neither_meeting_nor_length_are_asked_about(board: Board) -> None:
    assert await board.says("cem", "!impuls zugesagt I1 M1 aber nur online") == (
        "Noch ist nichts geschehen. Nicht verstanden: „aber nur online“.\n"
        "So weit verstanden: I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena ist zugesagt: M1 "
        "„Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1.\n"
        "Kontakt: Cem; an die Vorbereitung wird am Di, 1. Dezember 2026 erinnert.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
