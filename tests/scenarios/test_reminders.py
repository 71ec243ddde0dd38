"""Reminders as members set, list, move and cancel them; what rings is in `test_reminders_ringing`."""

from __future__ import annotations

import pytest

from tests.board import PEOPLE, Board, body

DIRECT = "!anna:board.test"


@pytest.fixture
async def chat(room: Board) -> str:
    """Anna's direct chat with the bot."""
    room.matrix.add_room(DIRECT, PEOPLE[0], direct=True)
    return DIRECT


async def test_a_day_without_a_time_reminds_at_nine_and_says_so(room: Board) -> None:
    assert await room.says("anna", "!remind in 2 Tagen Folien schicken") == (
        "R1 ist vorgemerkt: Anna wird am Fr, 27. November 2026, 09:00 erinnert: Folien schicken\n"
        "Es wurde keine Uhrzeit genannt, deshalb kommt die Erinnerung um 9:00 Uhr.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_this_afternoon_reminds_after_lunch_not_at_noon(room: Board) -> None:
    answer = await room.says("anna", "!remind heute Nachmittag Folien schicken")
    assert answer == (
        "R1 ist vorgemerkt: Anna wird am Mi, 25. November 2026, 14:00 erinnert: Folien schicken\n"
        "Es wurde keine Uhrzeit genannt, deshalb kommt die Erinnerung um 14:00 Uhr.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_a_part_of_the_day_that_goes_on_already_needs_a_time_and_gets_one_offered(room: Board) -> None:
    assert await room.says("anna", "!remind heute Vormittag Folien schicken") == (
        "⚠️ Um wie viel Uhr soll sie kommen?\n!erinnere 11:00 Folien schicken"
    )


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("!remind morgen 9 Uhr Kaffee", "Anna wird am Do, 26. November 2026, 09:00 erinnert: Kaffee"),
        ("!erinnere mich morgen um 9 an den Kaffee", "Anna wird am Do, 26. November 2026, 09:00 erinnert: den Kaffee"),
        ("!remind me tomorrow at 9 to buy coffee", "Anna wird am Do, 26. November 2026, 09:00 erinnert: buy coffee"),
        ("!Erinnerung Kuchen am Freitag 12 Uhr", "Anna wird am Fr, 27. November 2026, 12:00 erinnert: Kuchen"),
        ("!remind 20 Uhr Kaffee", "Anna wird am Mi, 25. November 2026, 20:00 erinnert: Kaffee"),
        ("!remind 3.12. 9 Uhr: Kaffee", "Anna wird am Do, 3. Dezember 2026, 09:00 erinnert: Kaffee"),
        ("!remind in 90 Minuten Kaffee", "Anna wird am Mi, 25. November 2026, 11:30 erinnert: Kaffee"),
        ("!remind @ben Fr 12 Uhr Kaffee", "Ben wird am Fr, 27. November 2026, 12:00 erinnert: Kaffee"),
        ("!remind Ben Fr 12 Uhr Kaffee", "Ben wird am Fr, 27. November 2026, 12:00 erinnert: Kaffee"),
        ("!remind @ben und @cem Fr 12 Uhr Tee", "Ben und Cem werden am Fr, 27. November 2026, 12:00 erinnert: Tee"),
        ("!remind Fr 12 Uhr Ben anrufen", "Anna wird am Fr, 27. November 2026, 12:00 erinnert: Ben anrufen"),
        (
            "!remind Fr 12 Uhr Ben nicht vergessen",
            "Anna wird am Fr, 27. November 2026, 12:00 erinnert: Ben nicht vergessen",
        ),
        (
            "!remind Fr 12 Uhr nicht vergessen: Tee",
            "Anna wird am Fr, 27. November 2026, 12:00 erinnert: nicht vergessen: Tee",
        ),
        (
            "!remind tomorrow 9:00 don't forget tea",
            "Anna wird am Do, 26. November 2026, 09:00 erinnert: don't forget tea",
        ),
        ("!remind jeden Mo, Do Tonne", "Anna wird regelmäßig erinnert: Tonne"),
    ],
)  # fmt: skip
async def test_a_reminder_is_understood_as_people_say_it(room: Board, line: str, understood: str) -> None:
    answer = await room.says("anna", line)
    assert answer.split("\n")[0] == f"R1 ist vorgemerkt: {understood}"


async def test_a_name_that_the_client_meant_need_not_stand_behind_an_at(room: Board) -> None:
    mentioned = {"m.mentions": {"user_ids": ["@ben:board.test"]}}
    answer = await room.says("anna", "!remind Ben: Fr 12 Uhr Kaffee", **mentioned)
    assert answer == (
        "R1 ist vorgemerkt: Ben wird am Fr, 27. November 2026, 12:00 erinnert: Kaffee\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_the_whole_room_is_reminded_only_by_those_who_may_notify_it(room: Board) -> None:
    assert await room.says("anna", "!remind alle morgen 9 Uhr Protokoll prüfen") == (
        "⚠️ Den ganzen Raum erinnern lassen kann nur, wer alle im Raum benachrichtigen darf, zum Beispiel die "
        "Organisation.\n!erinnere morgen 9 Uhr Protokoll prüfen"
    )
    assert await room.says("olga", "!remind raum morgen 9 Uhr Protokoll prüfen") == (
        "R1 ist vorgemerkt: Alle werden am Do, 26. November 2026, 09:00 erinnert: Protokoll prüfen\n"
        "!erinnere löschen R1 nimmt sie zurück."
    )


async def test_every_two_weeks_is_a_rule_and_not_the_whole_room(room: Board) -> None:
    assert await room.says("anna", "!remind alle zwei Wochen montags 8:30 Kaffee") == (
        "R1 ist vorgemerkt: Anna wird regelmäßig erinnert: Kaffee\n"
        "Regel: alle 2 Wochen Montag 08:30 ab 30.11.2026\n"
        "Nächste Termine: Mo, 30. November 2026, 08:30 · Mo, 14. Dezember 2026, 08:30 · Mo, 28. Dezember 2026, 08:30\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_a_date_with_two_readings_is_taken_and_the_other_one_shown(room: Board) -> None:
    answer = await room.says("anna", "!remind nächsten Freitag 10 Uhr Kaffee")
    first, doubt, _hint = answer.split("\n")
    assert first == "R1 ist vorgemerkt: Anna wird am Fr, 27. November 2026, 10:00 erinnert: Kaffee"
    assert doubt == (
        "„Nächste“ wird verschieden verstanden: Gemeint sein kann Fr, 27. November 2026 oder Fr, 4. "
        "Dezember 2026. Falls Fr, 4. Dezember 2026, 10:00 gemeint ist: !erinnere verschieben R1 "
        "4.12.2026 10:00"
    )
    assert await room.says("anna", "!erinnere verschieben R1 4.12.2026 10:00") == (
        "R1 ist verschoben von Fr, 27. November 2026, 10:00 auf Fr, 4. Dezember 2026, 10:00: Kaffee"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "!remind heute 9 Uhr Kaffee",
            "⚠️ Der Zeitpunkt Mi, 25. November 2026, 09:00 ist schon vorbei.\n!erinnere morgen 09:00 Kaffee",
        ),
        ("!remind Kaffee", "⚠️ Wann soll die Erinnerung kommen?\n!erinnere morgen 9:00 Kaffee"),
        ("!remind morgen", "⚠️ Woran soll erinnert werden?\n!erinnere in 2 Tagen Folien schicken"),
        (
            "!remind @xaver morgen 9 Uhr Kaffee",
            "⚠️ In diesem Raum gibt es kein Mitglied „@xaver“.\n!erinnere @anna Fr 12 Uhr Stadt Bochum anrufen",
        ),
        (
            "!remind Mo 9 Uhr oder Di 10 Uhr Kaffee",
            "⚠️ Eine Erinnerung hat einen Zeitpunkt oder eine Regel wie „jeden Montag 8:30“.\n"
            "!erinnere 30.11.2026 09:00 Kaffee\n!erinnere 1.12.2026 10:00 Kaffee",
        ),
        (
            "!remind morgen 9 Uhr " + "x" * 1001,
            "⚠️ Das sind 1001 Zeichen; höchstens 1000 sind möglich. Bitte kürzen.\n"
            "!erinnere in 2 Tagen Folien schicken",
        ),
        ("!remind morgen 9 Uhr " + "x" * 60_000, "⚠️ Das sind mehr als 12000 Zeichen; bitte kürzer fassen."),
        ("!remind löschen R7", "⚠️ Eine Erinnerung R7 gibt es hier nicht.\n!erinnere liste"),
        ("!remind löschen", "⚠️ Welche Erinnerung ist gemeint?\n!erinnere liste"),
    ],
)  # fmt: skip
async def test_what_cannot_be_set_is_answered_with_a_line_that_works(room: Board, line: str, answer: str) -> None:
    assert await room.says("anna", line) == answer
    assert await room.says("anna", "!remind") == (
        "Es stehen keine Erinnerungen an.\nSo wird eine gesetzt: !erinnere in 2 Tagen Folien schicken"
    )


async def test_a_day_that_does_not_exist_is_refused_with_the_nearest_one(room: Board) -> None:
    answer = await room.says("anna", "!remind 31.2.2027 Kaffee")
    assert answer == ("⚠️ Den 31.2. gibt es nicht. Am nächsten liegt So, 28. Februar 2027.\n!remind 28.2.2027 Kaffee")


async def test_the_list_shows_what_is_to_come_in_pages(room: Board) -> None:
    for day in range(1, 13):
        await room.says("anna", f"!remind {day}.12. 8 Uhr Tag {day}")
    await room.says("anna", "!remind jeden Montag 8:30 Kaffee")
    first = (await room.says("ben", "!remind")).split("\n")
    assert first[0] == "13 Erinnerungen stehen an:"
    assert first[1] == "• R13 Mo, 30. November 2026, 08:30 und dann regelmäßig, Anna: Kaffee"
    assert first[2] == "• R1 Di, 1. Dezember 2026, 08:00, Anna: Tag 1"
    assert first[-1] == "!erinnere liste 2 zeigt die nächste Seite."
    second = (await room.says("ben", "!erinnere liste 2")).split("\n")
    assert second[1:] == [
        "• R10 Do, 10. Dezember 2026, 08:00, Anna: Tag 10",
        "• R11 Fr, 11. Dezember 2026, 08:00, Anna: Tag 11",
        "• R12 Sa, 12. Dezember 2026, 08:00, Anna: Tag 12",
    ]


async def test_only_who_set_it_and_organisers_cancel_a_reminder(room: Board) -> None:
    await room.says("anna", "!remind morgen 9 Uhr Kaffee")
    assert await room.says("ben", "!remind cancel R1") == (
        "⚠️ R1 wurde von Anna gesetzt; ändern können das nur Anna und die Organisation.\n!erinnere liste"
    )
    assert await room.says("olga", "!remind löschen R1") == "R1 ist gelöscht: Kaffee"
    assert await room.says("anna", "!remind löschen R1") == "⚠️ R1 wurde gelöscht: Kaffee\n!erinnere liste"
    assert await room.passes(days=2) == []


async def test_a_member_leaves_a_reminder_that_rings_others_too(room: Board) -> None:
    await room.says("anna", "!remind @ben @cem morgen 9 Uhr Kaffee")
    assert await room.says("ben", "!remind löschen R1") == "Ben wird von R1 nicht mehr erinnert."
    assert (
        await room.says("anna", "!remind R1")
        == "R1 ist vorgemerkt: Cem wird am Do, 26. November 2026, 09:00 erinnert: Kaffee"
    )
    assert await room.says("cem", "!remind löschen R1") == "R1 ist gelöscht: Kaffee"


async def test_moving_and_snoozing_say_the_old_and_the_new_moment(room: Board) -> None:
    await room.says("anna", "!remind morgen 9 Uhr Kaffee")
    assert await room.says("anna", "!remind snooze r1 2h") == (
        "R1 ist verschoben von Do, 26. November 2026, 09:00 auf Do, 26. November 2026, 11:00: Kaffee"
    )
    assert await room.says("anna", "!erinnere später #1 morgen 18 Uhr") == (
        "R1 ist verschoben von Do, 26. November 2026, 11:00 auf Do, 26. November 2026, 18:00: Kaffee"
    )
    assert await room.says("anna", "!erinnere verschieben 1 jeden Dienstag 9 Uhr") == (
        "R1 ist verschoben von Do, 26. November 2026, 18:00 auf Di, 1. Dezember 2026, 09:00 und kommt dann "
        "regelmäßig: Kaffee\nRegel: jeden Dienstag 09:00 ab 1.12.2026"
    )
    assert await room.says("anna", "!remind snooze R1 2h") == (
        "⚠️ R1 kommt regelmäßig und war noch nie fällig; die Regel lässt sich ändern.\n"
        "Zum Beispiel: !erinnere verschieben R1 jeden Montag 9 Uhr"
    )
    assert await room.says("anna", "!remind move R1 gestern 9 Uhr") == (
        "⚠️ Der Zeitpunkt Di, 24. November 2026, 09:00 ist schon vorbei.\n!erinnere verschieben R1 einmal morgen 09:00"
    )


async def test_me_too_is_shown_in_the_answer_and_taken_back_with_the_reaction(room: Board) -> None:
    answer = await room.says("anna", "!remind morgen 9 Uhr Kaffee")
    assert answer.event is not None
    edit = (await room.reacts("ben", answer.event, "👍🏽")).event
    thumb = room.last
    assert edit is not None
    assert edit.content["m.new_content"]["body"] == (
        "R1 ist vorgemerkt: Anna und Ben werden am Do, 26. November 2026, 09:00 erinnert: Kaffee\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )
    assert edit.content["m.relates_to"]["event_id"] == answer.event.event_id
    await room.passes(seconds=10)
    back = (await room.redacts("ben", thumb)).event
    assert back is not None
    assert back.content["m.new_content"]["body"] == (
        "R1 ist vorgemerkt: Anna wird am Do, 26. November 2026, 09:00 erinnert: Kaffee\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )
    assert await room.reacts("cem", answer.event, "🎉") == ""


async def test_a_reminder_of_a_corrected_line_can_be_joined_as_well(room: Board) -> None:
    answer = await room.says("anna", "!remind Kaffee")
    assert answer.event is not None
    await room.edits("anna", room.last.event_id, "!remind morgen 9 Uhr Kaffee")
    await room.passes(seconds=10)
    edit = (await room.reacts("ben", answer.event, "👍")).event
    assert edit is not None
    assert edit.content["m.new_content"]["body"] == (
        "R1 ist vorgemerkt: Anna und Ben werden am Do, 26. November 2026, 09:00 erinnert: Kaffee\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_a_reminder_of_the_direct_chat_is_known_only_there(room: Board, chat: str) -> None:
    answer = await room.says("anna", "!remind morgen 9 Uhr Überraschung", room=chat)
    assert answer == (
        "R1 ist vorgemerkt: Anna wird am Do, 26. November 2026, 09:00 erinnert: Überraschung\n"
        "!erinnere löschen R1 nimmt sie zurück."
    )
    assert await room.says("anna", "!remind R1") == "⚠️ Eine Erinnerung R1 gibt es hier nicht.\n!erinnere liste"
    assert await room.says("anna", "!remind") == (
        "Es stehen keine Erinnerungen an.\nSo wird eine gesetzt: !erinnere in 2 Tagen Folien schicken"
    )
    await room.says("ben", "!remind @anna Fr 12 Uhr Kaffee")
    await room.says("ben", "!remind Fr 12 Uhr Tee")
    assert await room.says("anna", "!remind", room=chat) == (
        "2 Erinnerungen stehen an:\n"
        "• R1 Do, 26. November 2026, 09:00, Anna: Überraschung\n"
        "• R2 Fr, 27. November 2026, 12:00, Anna: Kaffee"
    )
    assert await room.says("anna", "!remind @ben morgen 9 Uhr Kaffee", room=chat) == (
        "⚠️ Eine Erinnerung für andere wird im Board-Raum gesetzt, wo sie zu sehen ist.\n"
        "!erinnere in 2 Tagen Folien schicken"
    )


async def test_what_a_rule_leaves_out_is_shown_when_it_is_set_shown_and_moved(room: Board) -> None:
    rule = "Regel: jeden Freitag 14:00 ab 27.11.2026 außer im August"
    assert rule in await room.says("ben", "!erinnere jeden Freitag außer im August 14 Uhr Bericht")
    assert rule in await room.says("ben", "!erinnere zeigen R1")
    moved = await room.says("ben", "!erinnere verschieben R1 15 Uhr")
    assert moved == (
        "R1 ist verschoben von Fr, 27. November 2026, 14:00 auf Fr, 27. November 2026, 15:00 und "
        "kommt dann regelmäßig: Bericht\n"
        "Regel: jeden Freitag 15:00 ab 27.11.2026 außer im August"
    )


async def test_the_end_of_a_period_does_not_ring_and_is_said(room: Board) -> None:
    answer = await room.says("anna", "!erinnere vom 2. bis 15.1. an die Umfrage")
    assert body(answer.event) == (
        "R1 ist vorgemerkt: Anna wird am Sa, 2. Januar 2027, 09:00 erinnert: an die Umfrage\n"
        "Genannt war Sa, 2. Januar 2027 – Fr, 15. Januar 2027; erinnert wird zu Beginn.\n"
        "Es wurde keine Uhrzeit genannt, deshalb kommt die Erinnerung um 9:00 Uhr.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


NOT_THE_ROOM = [
    (
        "Raum 12 buchen morgen 9 Uhr",
        "R1 ist vorgemerkt: Olga wird am Do, 26. November 2026, 09:00 erinnert: Raum 12 buchen",
    ),
    ("alle Protokolle lesen morgen 9 Uhr", "Noch ist nichts geschehen. Nicht verstanden: „alle“."),
    (
        "Raum 2 Tage vor Weihnachten 9 Uhr Kekse",
        "R1 ist vorgemerkt: Alle werden am Mi, 23. Dezember 2026, 09:00 erinnert: Kekse",
    ),
]


@pytest.mark.parametrize(("line", "said"), NOT_THE_ROOM)
async def test_a_number_of_a_room_and_all_of_some_things_do_not_ring_everybody(
    room: Board, line: str, said: str
) -> None:
    assert (await room.says("olga", f"!erinnere {line}")).split("\n")[0] == said
