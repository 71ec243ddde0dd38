"""Reminders counted from meetings that cannot be, or no longer are; what stands in a thread; several taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board, body, rings
from tests.lending import begun


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@begun
async def meeting(room: Board) -> None:
    """The room with M1 on 8 December at 14:00, M2 of two whole days, M3 every Saturday, M4 a poll, M5 cancelled."""
    await room.says("olga", "!sitzung ansetzen Jour fixe 8.12. 14-15 Uhr")
    await room.says("olga", "!sitzung ansetzen Tagung 10.12.-11.12.")
    await room.says("olga", "!sitzung ansetzen Runde jeden Samstag 14-15 Uhr")
    await room.says("olga", "!sitzung vorschlagen Klausur: 8.12. 14 Uhr; 9.12. 10 Uhr")
    await room.says("olga", "!sitzung ansetzen Weg 12.12. 10 Uhr")
    await room.says("olga", "!sitzung absagen M5")


UNITS = "Von einer Sitzung aus lassen sich Tage, Wochen und Stunden zählen.\n!erinnere 2 Tage vor M1 Folien schicken"
LEAD_OF_ALL = "Ein Vorlauf dauert mindestens eine Minute und höchstens ein Jahr.\n!erinnere vor Sitzungen 2h"
LEAD = "Ein Vorlauf dauert mindestens eine Minute und höchstens ein Jahr.\n!erinnere 2 Tage vor M1 Folien schicken"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("2 Tage vor M9 Folien", "Die Sitzung M9 gibt es nicht.\n!sitzung liste"),
        ("Folien 2 Tage vor M9", "Die Sitzung M9 gibt es nicht.\n!sitzung liste"),
        ("2 Tage vor M5 Folien", "M5 „Weg“ ist abgesagt.\n!sitzung liste"),
        (
            "2 Stunden vor M2 Folien",
            "M2 dauert ganze Tage; bitte in Tagen zählen.\n!erinnere 2 Tage vor M2 Folien schicken",
        ),
        (
            "Folien 2 Stunden vor M2",
            "M2 dauert ganze Tage; bitte in Tagen zählen.\n!erinnere 2 Tage vor M2 Folien schicken",
        ),
        ("Dienstag vor M1 Folien", UNITS),
        ("am Abend vor M1 Folien", UNITS),
        ("0 Minuten vor M1 Folien", LEAD),
        ("400 Tage vor M1 Folien", LEAD),
        ("vor Sitzungen 0h", "Wie lange vor jeder Sitzung?\n!erinnere vor Sitzungen 2h"),
        ("vor Sitzungen 30 Sekunden", LEAD_OF_ALL),
        ("vor Sitzungen 400 Tage", LEAD_OF_ALL),
        ("vor Sitzungen", "Wie lange vor jeder Sitzung?\n!erinnere vor Sitzungen 2h"),
    ],
)
async def test_what_cannot_be_counted_is_refused_with_the_reason(meeting: Board, line: str, answer: str) -> None:
    said = await meeting.says("anna", f"!erinnere {line}")
    assert said == f"⚠️ {answer}"
    assert (await meeting.says("anna", said.split("\n")[1])).startswith(("R1 ist vorgemerkt", "**", "5 Sitz", "Offene"))


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("0 Tage vor M1 Folien", "am Tag von M1 erinnert: Folien\nDas ist am Di, 8. Dezember 2026, 09:00"),
        ("1 Tag nach M2 Folien", "1 Tag nach M2 erinnert: Folien\nDas ist am Sa, 12. Dezember 2026, 09:00"),
        ("2 Tage vor M3 Folien", "2 Tage vor jedem Termin von M3 erinnert: Folien\nDas nächste Mal ist das am Do, 26."),
        ("2 Tage vor M1 abends Folien", "2 Tage vor M1 erinnert: Folien\nDas ist am So, 6. Dezember 2026, 18:00"),
        (
            "@ben 2 Tage vor dem Termin M1 Tee",
            "Ben wird 2 Tage vor M1 erinnert: Tee\nDas ist am So, 6. Dezember 2026, 0",
        ),
        (
            "1 Tag vor allen Sitzungen um 18 Uhr",
            "1 Tag vor jeder Sitzung erinnert.\nDas nächste Mal ist das am Fr, 27. ",
        ),
        ("vor Sitzungen 1 Tag 17:30 Uhr", "am Fr, 27. November 2026, 17:30"),
        ("mich vor jeder Sitzung 30 Minuten vorher", "30 Minuten vor jeder Sitzung erinnert.\n"),
        ("Kaffee kochen 2h vor Sitzungen", "2 Stunden vor jeder Sitzung erinnert: Kaffee kochen\n"),
        ("morgen 9 Uhr Flur vor Sitzungen lüften", "26. November 2026, 09:00 erinnert: Flur vor Sitzungen lüften\n"),
        ("vor Sitzungen lüften morgen 9 Uhr", "26. November 2026, 09:00 erinnert: vor Sitzungen lüften\n"),
        ("10 Minuten vorher an M1", "10 Minuten vor M1 erinnert: Jour fixe\nDas ist am Di, 8. Dezember 2026, 13:50"),
        ("mich eine Stunde vorher an den Jour fixe", "1 Stunde vor M1 erinnert: Jour fixe\n"),
        ("mich an M1 10 Minuten vorher", "10 Minuten vor M1 erinnert: Jour fixe\n"),
        ("an den Jour fixe 1 Tag vorher", "1 Tag vor M1 erinnert: Jour fixe\nDas ist am Mo, 7. Dezember 2026, 09:00"),
        ("einen Tag vor dem Jour fixe Folien", "1 Tag vor M1 erinnert: Folien\n"),
        ("am Tag vor dem Jour fixe Folien", "1 Tag vor M1 erinnert: Folien\n"),
        ("10 minutes beforehand of M1", "10 Minuten vor M1 erinnert: Jour fixe\n"),
        ("morgen 9 Uhr Folien vor Jour fixe", "26. November 2026, 09:00 erinnert: Folien vor Jour fixe\n"),
    ],
)
async def test_what_is_counted_is_said_in_full(meeting: Board, line: str, when: str) -> None:
    assert when in await meeting.says("anna", f"!erinnere {line}")


async def test_two_moments_in_a_line_are_asked_about(meeting: Board) -> None:
    answer = await meeting.says("anna", "!erinnere morgen 9 Uhr Tee kochen 2h vor Sitzungen")
    assert answer == (
        "Noch ist nichts geschehen. Nicht verstanden: „morgen“ und „9 Uhr“.\n"
        "So weit verstanden: R1 ist vorgemerkt: Anna wird 2 Stunden vor jeder Sitzung erinnert: morgen 9 "
        "Uhr Tee kochen\n"
        "Das nächste Mal ist das am Sa, 28. November 2026, 12:00; wird die Sitzung verschoben, wandert "
        "die Erinnerung mit.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu "
        "schreiben."
    )


async def test_a_title_of_two_meetings_is_asked_about(meeting: Board) -> None:
    await meeting.says("olga", "!sitzung ansetzen Tagung 17.12. 10 Uhr")
    assert (
        await meeting.says("anna", "!erinnere 1 Tag vor der Tagung Folien")
        == "⚠️ Mit „Tagung“ kann gemeint sein: M2 „Tagung“ oder M6 „Tagung“. Bitte genauer sagen."
    )


async def test_one_that_is_moved_counts_from_another_meeting(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere morgen 9 Uhr Folien")
    assert await meeting.says("anna", "!erinnere verschieben R1 1 Tag vor der Tagung um 8 Uhr") == (
        "R1 ist vorgemerkt: Anna wird 1 Tag vor M2 erinnert: Folien\n"
        "Das ist am Mi, 9. Dezember 2026, 08:00; wird die Sitzung verschoben, wandert die Erinnerung mit."
    )
    assert await meeting.says("anna", "!erinnere verschieben R1 2 Tage vor M4") == (
        "⚠️ Für M4 „Klausur“ steht noch kein Termin fest; sobald einer festgelegt ist, lässt sich von ihm aus zählen.\n"
        "!sitzung zeigen M4"
    )


async def test_a_meeting_that_becomes_a_poll_again_lets_its_reminders_rest_until_it_is_fixed(room: Board) -> None:
    await room.says("olga", "!sitzung vorschlagen Klausur: 8.12. 14 Uhr; 15.12. 10 Uhr")
    await room.says("olga", "!sitzung festlegen M1 1")
    await room.says("anna", "!erinnere 2 Tage vor M1 Folien")
    opened = await room.says("olga", "!sitzung wieder M1")
    resting = "M1 „Klausur“ hat keinen Termin mehr; diese Erinnerung ruht, bis es einen gibt:\n• R1 Folien"
    assert resting in [body(event) for event in opened.also]
    assert [body(e) for e in await room.later(at("2026-12-07T10:00")) if "Folien" in body(e)] == []
    await room.says("olga", "!sitzung festlegen M1 2")
    [rang] = [body(e) for e in await room.later(at("2026-12-13T09:00")) if "Folien" in body(e) and rings(e)]
    assert rang == (
        "⏰ Anna: Folien\nM1 Klausur: Di, 15. Dezember 2026, 10:00\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )


async def test_a_meeting_cancelled_between_its_due_moment_and_the_bots_return_rings_nobody(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    await meeting.stop()
    meeting.now = at("2026-12-06T10:00")
    meeting.said("olga", {"msgtype": "m.text", "body": "!sitzung absagen M1"})
    await meeting.start()
    await meeting.bot.step()
    said = [body(event) for event in meeting.heard()]
    assert [text for text in said if "⏰" in text] == []
    assert said.count("M1 „Jour fixe“ ist abgesagt, damit entfällt diese Erinnerung:\n• R1 Folien") == 1


async def test_a_reply_to_a_message_that_was_deleted_since_rings_with_its_link(room: Board) -> None:
    message = room.said("ben", {"msgtype": "m.text", "body": "Hier der Entwurf"})
    await room.bot.step()
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": message.event_id}}}
    await room.says("anna", "!erinnere morgen 9 Uhr", **reply)
    await room.redacts("ben", message)
    [event] = await room.later(at("2026-11-26T09:00"))
    assert body(event) == (
        "⏰ Anna: Zur Nachricht: https://matrix.to/#/!board:board.test/$event1\n"
        "R1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )
    await room.reacts("anna", event, "💤")
    [again] = await room.later(at("2026-11-26T10:00"))
    assert message.event_id in body(again)


async def test_a_message_that_merely_stands_before_it_in_its_thread_is_not_what_it_is_about(room: Board) -> None:
    thread = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True, "m.in_reply_to": {"event_id": "$x"}}
    assert "matrix.to" not in await room.says("anna", "!erinnere morgen 9 Uhr Tee", **{"m.relates_to": thread})
    assert await room.says("anna", "!erinnere morgen 9 Uhr", **{"m.relates_to": thread}) == (
        "⚠️ Woran soll erinnert werden?\n!erinnere in 2 Tagen Folien schicken"
    )
    meant = thread | {"is_falling_back": False}
    assert await room.says("anna", "!erinnere morgen 9 Uhr Tee", **{"m.relates_to": meant}) == (
        "R2 ist vorgemerkt: Anna wird am Do, 26. November 2026, 09:00 erinnert: Tee\n"
        "Zur Nachricht: https://matrix.to/#/!board:board.test/$x\n"
        "!erinnere löschen R2 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_several_are_taken_back_at_once_or_none_and_the_line_without_the_wrong_ones_works(room: Board) -> None:
    for n in range(1, 4):
        await room.says("anna", f"!erinnere morgen {n + 8} Uhr Tee {n}")
    wrong = await room.says("anna", "!erinnere löschen R1, R9 und R3")
    assert wrong == "⚠️ Eine Erinnerung R9 gibt es hier nicht.\n!erinnere löschen R1, R3"
    assert await room.says("anna", "!erinnere liste") == (
        "3 Erinnerungen stehen an:\n"
        "• R1 Do, 26. November 2026, 09:00, Anna: Tee 1\n"
        "• R2 Do, 26. November 2026, 10:00, Anna: Tee 2\n"
        "• R3 Do, 26. November 2026, 11:00, Anna: Tee 3"
    )
    assert await room.says("anna", wrong.split("\n")[1]) == "R1 ist gelöscht: Tee 1\nR3 ist gelöscht: Tee 3"
    assert await room.says("anna", "!remind cancel R2 and R2") == "R2 ist gelöscht: Tee 2"


async def test_what_was_told_to_end_is_told_to_hold_again(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    await meeting.says("olga", "!sitzung absagen M1")
    again = await meeting.says("olga", "!sitzung wieder M1")
    holds = "M1 „Jour fixe“ hat wieder einen Termin, damit gilt diese Erinnerung wieder:\n• R1 Folien"
    assert [rings(event) for event in again.also if body(event) == holds] == [[]]
    assert await meeting.says("anna", "!erinnere liste") == (
        "1 Erinnerung steht an:\n• R1 So, 6. Dezember 2026, 09:00, 2 Tage vor M1, Anna: Folien"
    )


async def test_what_is_counted_can_be_taken_back(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    assert await meeting.says("olga", "!rückgängig") == (
        "Zurückgenommen: !sitzung absagen (M5 „Weg“).\n"
        "Sie findet statt: Sa, 12. Dezember 2026, 10:00.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Anna, Ben und Cem.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    await meeting.says("anna", "!erinnere verschieben R1 3 Tage vor M1")
    await meeting.says("anna", "!rückgängig")
    await meeting.says("anna", "!erinnere vor Sitzungen 2h")
    await meeting.says("anna", "!erinnere vor Sitzungen 3h")
    undone = await meeting.says("anna", "!rückgängig")
    assert undone == (
        "Zurückgenommen: !erinnere setzen (R2 2 Stunden vor jeder Sitzung).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    shown = await meeting.says("anna", "!erinnere liste")
    assert shown == (
        "2 Erinnerungen stehen an:\n"
        "• R2 Sa, 28. November 2026, 12:00, 2 Stunden vor jeder Sitzung, Anna\n"
        "• R1 So, 6. Dezember 2026, 09:00, 2 Tage vor M1, Anna: Folien"
    )


async def test_a_lead_time_goes_on_to_the_next_meeting_where_one_was_taken_back(room: Board) -> None:
    await room.says("anna", "!erinnere vor Sitzungen 2h")
    await room.says("olga", "!sitzung ansetzen Jour fixe 8.12. 14-15 Uhr")
    await room.says("ben", "!sitzung ansetzen Rat 9.12. 14-15 Uhr")
    assert await room.says("anna", "!erinnere liste") == (
        "1 Erinnerung steht an:\n• R1 Di, 8. Dezember 2026, 12:00, 2 Stunden vor jeder Sitzung, Anna"
    )
    await room.says("olga", "!rückgängig")
    assert await room.says("anna", "!erinnere liste") == (
        "1 Erinnerung steht an:\n• R1 Mi, 9. Dezember 2026, 12:00, 2 Stunden vor jeder Sitzung, Anna"
    )
    assert [body(e) for e in await room.later(at("2026-12-08T12:00")) if "⏰" in body(e)] == []
    assert [rings(e) for e in await room.later(at("2026-12-09T12:00")) if "⏰" in body(e)] == [["@anna:board.test"]]


async def test_one_that_is_due_for_a_meeting_that_is_gone_waits_for_the_next(room: Board) -> None:
    await room.says("anna", "!erinnere vor Sitzungen 2h")
    await room.says("olga", "!sitzung ansetzen Jour fixe 8.12. 14-15 Uhr")
    await room.says("ben", "!sitzung ansetzen Rat 9.12. 14-15 Uhr")
    await room.database.write(lambda connection: connection.execute("DELETE FROM meetings WHERE number = 1"))
    assert [body(e) for e in await room.later(at("2026-12-08T12:00")) if "⏰" in body(e)] == []
    assert [rings(e) for e in await room.later(at("2026-12-09T12:00")) if "⏰" in body(e)] == [["@anna:board.test"]]


async def test_one_without_words_of_its_own_says_that_it_is_about_a_message(room: Board) -> None:
    message = room.said("ben", {"msgtype": "m.text", "body": "Hier der Entwurf"})
    await room.bot.step()
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": message.event_id}}}
    answer = await room.says("anna", "!erinnere morgen 9 Uhr", **reply)
    assert answer.splitlines()[0] == (
        "R1 ist vorgemerkt: Anna wird am Do, 26. November 2026, 09:00 erinnert: eine Nachricht"
    )
    assert await room.says("anna", "!erinnere liste") == (
        "1 Erinnerung steht an:\n• R1 Do, 26. November 2026, 09:00, Anna: eine Nachricht"
    )
    assert await room.says("anna", "!ich") == (
        "Das wartet auf Anna:\nIhre Erinnerungen\n• R1 eine Nachricht: Do, 26. November 2026, 09:00"
    )
    assert await room.says("anna", "!erinnere löschen R1") == "R1 ist gelöscht: eine Nachricht"
