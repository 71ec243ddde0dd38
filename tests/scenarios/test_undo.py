"""`!undo`: what one changed last is as it was before, nothing built on it is lost, and who was rung is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.board import PEOPLE, Board, body, refused, rings, withdrawn


async def test_a_claim_is_taken_back_and_the_one_before_by_saying_it_again(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    await room.says("ben", "!task note T1 Liste beginnen")
    assert await room.says("ben", "!rückgängig") == (
        "Zurückgenommen: !aufgabe notiz (T1 „Literaturverwaltung“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert await room.says("ben", "!undo") == (
        "Zurückgenommen: !aufgabe übernehmen (T1 „Literaturverwaltung“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert await room.says("ben", "!task") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )
    assert await room.says("ben", "!undo") == (
        "⚠️ Hier gibt es keine Änderung von Ihnen, die sich zurücknehmen ließe.\n!hilfe"
    )


async def test_only_within_the_hour_and_only_ones_own(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    assert await room.says("anna", "!undo") == (
        "⚠️ Hier gibt es keine Änderung von Ihnen, die sich zurücknehmen ließe.\n!hilfe"
    )
    await room.passes(hours=1, seconds=1)
    assert await room.says("ben", "!undo") == (
        "⚠️ Ihre letzte Änderung hier liegt zu lange zurück, um zurückgenommen zu werden: !aufgabe übernehmen."
    )


async def test_what_somebody_has_built_on_stays(room: Board) -> None:
    await room.says("anna", "!task add Positionspapier entwerfen")
    await room.says("ben", "!task claim T5")
    assert await room.says("anna", "!undo") == (
        "⚠️ !aufgabe neu lässt sich nicht mehr zurücknehmen: Ben hat seitdem darauf aufgebaut."
    )
    assert await room.says("anna", "!task") == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Positionspapier entwerfen – Ben"
    )


async def test_a_poll_is_gone_with_its_native_polls_and_its_number_is_not_given_again(room: Board) -> None:
    await room.says("anna", "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    answer = await room.says("anna", "!undo")
    said = [body(event) for event in answer.also]
    assert said[0] == "M1 Klausur wurde von Anna zurückgenommen."
    assert withdrawn(answer.also) == [poll.event_id for poll in room.polls()]
    told = next(event for event in answer.also if rings(event))
    assert body(told) == (
        "Anna hat !sitzung vorschlagen zurückgenommen (M1 „Klausur“).\nEs gilt wieder, was vorher galt."
    )
    assert rings(told) == ["@ben:board.test", "@cem:board.test", "@olga:board.test"]
    answer = await room.says("anna", "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    assert answer == "M2 „Klausur“ steht zur Abstimmung, mit 2 Terminen."
    assert len(room.polls()) == 4
    await room.says("ben", "!vote M2 1 ja")
    assert await room.votes("cem", room.polls()[0], "yes") == ""
    assert await room.says("anna", "!meeting show M2") == (
        "M2 „Klausur“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "!abstimmen M2 1 ja, 2 vielleicht"
    )


async def test_a_fixed_date_is_a_vote_again_with_all_votes(room: Board) -> None:
    await room.says("anna", "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await room.says("ben", "!vote M1 2 ja")
    await room.says("anna", "!meeting close M1 1")
    answer = await room.says("anna", "!undo")
    files = [e for e in answer.also if e.content.get("msgtype") == "m.file"]
    (cancel,) = [await room.matrix.download(file.content) for file in files]
    assert b"METHOD:CANCEL" in cancel and b"SEQUENCE:1" in cancel
    assert [event.type for event in answer.also].count("org.matrix.msc3381.poll.start") == 2
    assert answer == (
        "Zurückgenommen: !sitzung festlegen (M1 „Klausur“).\n"
        "Die Abstimmung läuft; alle Stimmen sind noch da.\n"
        "Steht der alte Termin noch im Kalender, bitte löschen.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Ben, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    again = await room.says("anna", "!meeting close M1 2")
    (file,) = [await room.matrix.download(e.content) for e in again.also if e.content.get("msgtype") == "m.file"]
    assert b"SEQUENCE:2" in file


async def test_an_answer_to_who_comes_keeps_the_date(room: Board) -> None:
    await room.says("anna", "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await room.says("anna", "!meeting close M1 1")
    await room.says("ben", "!meeting attend M1 online")
    assert await room.says("anna", "!undo") == (
        "⚠️ !sitzung festlegen lässt sich nicht mehr zurücknehmen: Ben hat seitdem darauf aufgebaut.\n!sitzung wieder M1"
    )
    assert await room.says("anna", "!sitzung wieder M1") == (
        "M1 „Klausur“ steht wieder zur Abstimmung; alle Stimmen sind noch da.\n"
        "Eine Frist setzen: !sitzung ändern M1 Frist: 2.12.2026 18:00"
    )


async def test_a_cancelled_meeting_takes_place_again(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 14-16 Uhr")
    await room.says("anna", "!meeting cancel M1")
    answer = await room.says("anna", "!undo")
    assert answer == (
        "Zurückgenommen: !sitzung absagen (M1 „Klausur“).\n"
        "Sie findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Ben, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    rung = await room.later(room.now + timedelta(days=12))
    assert [body(event) for event in rung if rings(event)] == [
        "Erinnerung: M1 „Klausur“ – noch 1 Tag 4 Stunden: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Diese Erinnerung kommt 5 Tage 20 Stunden zu spät; der Assistent war nicht erreichbar."
    ]


async def test_a_reminder_rings_again_unless_its_moment_has_gone_by(room: Board) -> None:
    await room.says("anna", "!remind in 30 Minuten Folien schicken")
    await room.says("anna", "!remind cancel R1")
    assert await room.says("anna", "!undo") == (
        "Zurückgenommen: !erinnere löschen (R1 Folien schicken).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert [body(event) for event in await room.passes(minutes=31)] == [
        "⏰ Anna: Folien schicken\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    ]
    await room.says("anna", "!remind in 10 Minuten Kaffee")
    await room.says("anna", "!remind cancel R2")
    await room.passes(minutes=20)
    assert await room.says("anna", "!undo") == (
        "⚠️ R2 sollte zu einem Zeitpunkt erinnern, der inzwischen vorbei ist.\n!erinnere liste"
    )


async def test_an_entry_is_found_again_as_it_was(room: Board) -> None:
    await room.says("anna", "!lit add https://example.org/a Verwaltungsreform #kgst")
    await room.says("anna", "!lit remove L1")
    await room.says("anna", "!undo")
    assert await room.says("ben", "!lit search Verwaltungsreform") == (
        "1 Treffer für „Verwaltungsreform“:\n• L1 Verwaltungsreform: https://example.org/a #kgst"
    )
    await room.says("anna", "!undo")
    assert "L1" not in await room.says("ben", "!lit search Verwaltungsreform")


async def test_what_a_reaction_did_is_taken_back_for_a_day_and_by_no(room: Board) -> None:
    asked = await room.says("anna", "!task assign T1 @ben")
    request = next(event for event in asked.also if rings(event))
    await room.reacts("ben", request, "👍")
    assert await room.says("ben", "!task") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – Ben\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )
    await room.passes(hours=5)
    assert await room.says("ben", "!nein") == "Zurückgenommen: eine Reaktion (T1 „Literaturverwaltung“)."
    assert await room.says("ben", "!task") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


async def test_deleting_ones_own_command_takes_it_back(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    claimed = room.last
    await room.says("ben", "!task claim hosting")
    before = len(room.heard())
    await room.redacts("anna", claimed)
    assert len(room.heard()) == before
    await room.redacts("ben", claimed)
    assert body(room.heard()[-1]) == (
        "Ben hat die Nachricht gelöscht.\nZurückgenommen: !aufgabe übernehmen (T1 „Literaturverwaltung“)."
    )
    tasks = await room.says("ben", "!task")
    assert tasks == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – Ben\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


async def test_a_deleted_command_that_rang_is_asked_about(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 14-16 Uhr")
    await room.redacts("anna", room.last)
    assert body(room.heard()[-1]) == (
        "Anna, eine Ihrer Nachrichten wurde gelöscht: !sitzung ansetzen. Soll auch zurückgenommen "
        "werden, was sie bewirkt hat, genügt !ja; andere wurden dadurch benachrichtigt und erfahren "
        "es dann."
    )
    answer = await room.says("anna", "!ja")
    assert answer == (
        "Zurückgenommen: !sitzung ansetzen (M1 „Klausur“).\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Ben, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert any(rings(event) for event in answer.also)
    assert "M1" not in await room.says("anna", "!meeting")


async def test_what_cannot_be_taken_back_says_why(room: Board) -> None:
    await room.says("anna", "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await room.passes(hours=13)
    await room.says("anna", "!meeting nudge M1")
    assert await room.says("anna", "!undo") == (
        "⚠️ !sitzung nachhaken lässt sich nicht zurücknehmen. Wer gefragt wurde, ist schon benachrichtigt."
    )


async def test_deleting_a_command_that_was_built_on_changes_nothing(room: Board) -> None:
    await room.says("anna", "!task add Positionspapier entwerfen")
    added = room.last
    await room.says("ben", "!task claim T5")
    await room.redacts("anna", added)
    assert body(room.heard()[-1]) == (
        "Anna, eine Ihrer Nachrichten wurde gelöscht: !aufgabe neu.\n"
        "!aufgabe neu lässt sich nicht mehr zurücknehmen: Ben hat seitdem darauf aufgebaut."
    )
    assert await room.says("anna", "!task") == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Positionspapier entwerfen – Ben"
    )
    await room.says("ben", "!task release T5")
    assert await room.says("ben", "!undo") == (
        "Zurückgenommen: !aufgabe abgeben (T5 „Positionspapier entwerfen“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )


async def test_a_later_change_by_somebody_else_is_not_lost(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 14-16 Uhr")
    await room.says("anna", "!meeting place M1 Jena")
    await room.says("olga", "!meeting edit M1 Titel: Klausurtagung")
    assert await room.says("anna", "!undo") == (
        "Zurückgenommen: !sitzung ort (M1 „Klausurtagung“).\n"
        "Sie findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Ben, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    shown = await room.says("anna", "!meeting show M1")
    assert shown == (
        "M1 „Klausurtagung“\n"
        "Findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )
    await room.says("anna", "!meeting place M1 Jena")
    await room.says("olga", "!meeting place M1 Gera")
    assert (
        await room.says("anna", "!undo")
        == "⚠️ !sitzung ort lässt sich nicht mehr zurücknehmen: Olga hat seitdem darauf aufgebaut."
    )


async def test_what_was_said_in_a_direct_chat_is_taken_back_there(room: Board) -> None:
    chat = "!anna:board.test"
    room.matrix.add_room(chat, PEOPLE[0], direct=True)
    await room.bot.step()
    await room.says("anna", "!task claim T1")
    await room.says("anna", "!remind in 30 Minuten Geschenk kaufen", room=chat)
    assert await room.says("anna", "!undo") == (
        "Zurückgenommen: !aufgabe übernehmen (T1 „Literaturverwaltung“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    answer = await room.says("anna", "!undo", room=chat)
    assert answer == (
        "Zurückgenommen: !erinnere setzen (R1 Geschenk kaufen).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert [body(event) for event in room.heard() if "Geschenk" in body(event)] == []
    assert not await room.passes(hours=1)


async def test_a_day_later_nothing_of_it_is_kept(room: Board) -> None:
    await room.says("anna", "!task claim T1")
    await room.passes(hours=26)
    await room.bot.night.night()
    count = "SELECT (SELECT count(*) FROM deeds) + (SELECT count(*) FROM changes)"
    assert await room.database.read(lambda connection: connection.execute(count).fetchone()[0]) == 0


async def test_what_was_freed_for_whoever_left_is_said_anew(room: Board) -> None:
    await room.says("cem", "!task claim T1")
    await room.leaves("cem")
    await room.says("olga", "!free @cem")
    assert await room.says("olga", "!undo") == (
        "⚠️ !freigeben lässt sich nicht zurücknehmen. Bitte neu sagen, was gelten soll."
    )
    assert await room.says("cem", "!undo") == ""


@pytest.mark.parametrize(
    ("lines", "done", "offered"),
    [
        (("!meeting plan Klausur 8.12. 14-16 Uhr", "!meeting cancel M1"), "!sitzung absagen", "!sitzung wieder M1"),
        (
            ("!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr", "!meeting cancel M1"),
            "!sitzung absagen",
            "!sitzung wieder M1",
        ),
        (("!task add Raum buchen", "!task done T5"), "!aufgabe erledigt", "!aufgabe wiederöffnen T5"),
        (("!task add Raum buchen", "!task drop T5"), "!aufgabe streichen", "!aufgabe wiederöffnen T5"),
    ],
)
async def test_what_is_too_long_ago_names_the_other_way_back(
    room: Board, lines: tuple[str, ...], done: str, offered: str
) -> None:
    for line in lines:
        await room.says("anna", line)
    await room.passes(hours=2)
    answer = await room.says("anna", "!undo")
    assert answer == (
        f"⚠️ Ihre letzte Änderung hier liegt zu lange zurück, um zurückgenommen zu werden: {done}.\n{offered}"
    )
    assert not refused(await room.says("anna", offered))


async def test_no_other_way_is_named_where_there_is_none(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 25.11. 14-16 Uhr")
    await room.says("anna", "!meeting cancel M1")
    await room.passes(hours=7)
    assert "wieder M1" not in await room.says("anna", "!undo")
    await room.says("anna", "!meeting plan Reihe jeden Dienstag 14 Uhr")
    await room.says("anna", "!meeting cancel M2 1.12.")
    await room.passes(hours=2)
    assert "wieder M2" not in await room.says("anna", "!undo")


async def test_a_date_that_was_moved_is_put_back_in_a_series_that_was_cancelled_since_and_stays_cancelled(
    room: Board,
) -> None:
    await room.says("anna", "!meeting plan Reihe jeden Dienstag 14 Uhr")
    await room.says("anna", "!meeting move M1 8.12. auf 9.12. 16 Uhr")
    await room.says("olga", "!meeting cancel M1 alle")
    answer = await room.says("anna", "!undo")
    assert answer == (
        "Zurückgenommen: !sitzung verschieben (M1 „Reihe“).\n"
        "Diese Sitzung ist abgesagt.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Ben, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert await room.says("ben", "!meeting show M1") == "M1 „Reihe“\nDiese Sitzung ist abgesagt."
    assert await room.says("anna", "!meeting show M1") == (
        "M1 „Reihe“\nDiese Sitzung ist abgesagt.\nDoch wieder: !sitzung wieder M1"
    )
    assert await room.says("olga", "!undo") == (
        "Zurückgenommen: !sitzung absagen (M1 „Reihe“).\n"
        "Sie findet statt: jeden Dienstag 14:00 ab 1.12.2026.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Anna, Ben und Cem.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    shown = await room.says("anna", "!meeting show M1")
    assert shown == (
        "M1 „Reihe“\n"
        "Findet statt: jeden Dienstag 14:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00; Di, 8. Dezember 2026, 14:00; Di, 15. Dezember 2026, 14:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )
