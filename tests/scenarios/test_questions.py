"""What is not understood is asked about, and how a question is answered."""

from __future__ import annotations

import pytest

from matrixbot.gateway import Event, Person
from tests.board import ROOM, Answer, Board, all_said, refused

FRIDAY = "!sitzung ansetzen Vorstand nächsten Freitag 14 Uhr"
PLANNED = "M1 „Vorstand“ ist angesetzt; alle erhalten Bescheid."
NOTHING = "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def replies(room: Board, who: str, body: str, to: Event | None) -> Answer:
    assert to is not None
    return await room.says(who, body, **{"m.relates_to": {"m.in_reply_to": {"event_id": to.event_id}}})


@pytest.mark.parametrize("words", ["ja", "Ja!", "passt", "ok", "mach ich", "yes", "> <@bot> Noch ist nichts\n\nja"])
async def test_a_reply_to_the_question_is_a_yes(room: Board, words: str) -> None:
    asked = await room.says("ben", FRIDAY)
    assert await replies(room, "ben", words, asked.event) == PLANNED


async def test_a_no_in_reply_drops_what_was_asked(room: Board) -> None:
    asked = await room.says("ben", FRIDAY)
    assert await replies(room, "ben", "nein danke", asked.event) == "Verworfen; es ist nichts geschehen."
    assert await room.says("ben", "!ja") == NOTHING


CHAT = "!ben:board.test"
NEITHER = (
    "Das war weder ja noch nein, die Frage bleibt also offen: ja führt aus, was sie sagt, nein verwirft es; für etwas "
    "anderes bitte die ganze Zeile neu schreiben."
)


async def test_a_reply_that_is_neither_yes_nor_no_is_told_once_how_to_answer(room: Board) -> None:
    asked = await room.says("ben", FRIDAY)
    assert all_said(await replies(room, "ben", "hm, vielleicht", asked.event)) == NEITHER
    assert all_said(await replies(room, "ben", "mal sehen", asked.event)) == ""
    assert await room.says("ben", "!ja") == PLANNED


async def test_talk_about_a_question_is_left_alone(room: Board) -> None:
    asked = await room.says("ben", FRIDAY)
    to = {"event_id": asked.event.event_id} if asked.event else {}
    to_anna = {"m.mentions": {"user_ids": ["@anna:board.test"]}, "m.relates_to": {"m.in_reply_to": to}}
    in_thread = {"m.relates_to": {"rel_type": "m.thread", "is_falling_back": True, "m.in_reply_to": to, **to}}
    before = len(room.heard())
    await replies(room, "anna", "das war Ben", asked.event)
    await room.says("ben", "Anna, was meinst du?", **to_anna)
    await room.says("ben", "mal sehen", **in_thread)
    await room.says("ben", "!nein")
    await replies(room, "ben", "mal sehen", asked.event)
    assert len(room.heard()) == before + 1


async def test_in_a_direct_chat_such_a_reply_is_told_the_same(room: Board) -> None:
    room.matrix.add_room(CHAT, Person("@ben:board.test", "Ben"), direct=True)
    await room.bot.step()
    asked = await room.says("ben", "!erinnere morgen 9 Uhr Tee außer Kamille", room=CHAT)
    to = {"m.relates_to": {"m.in_reply_to": {"event_id": asked.event.event_id}}} if asked.event else {}
    assert await room.says("ben", "hm, vielleicht", room=CHAT, **to) == NEITHER
    assert await room.says("ben", "ja", room=CHAT, **to) == (
        "R1 ist vorgemerkt: Ben wird am Do, 26. November 2026, 09:00 erinnert: Tee außer Kamille\n"
        "!erinnere löschen R1 nimmt sie zurück."
    )


async def test_only_who_was_asked_answers_and_only_in_reply_to_the_question(room: Board) -> None:
    asked = await room.says("ben", FRIDAY)
    assert await replies(room, "anna", "ja", asked.event) == ""
    assert await replies(room, "ben", "ja", (await room.says("anna", "!ping")).event) == ""
    assert await room.says("ben", "ja") == ""
    assert await room.says("ben", "!ja") == PLANNED


async def test_another_command_leaves_a_question_unanswered_but_a_look_at_a_list_does_not(room: Board) -> None:
    asked = await room.says("ben", FRIDAY)
    await room.says("ben", "!aufgaben")
    assert await replies(room, "ben", "ja", asked.event) == PLANNED
    await room.says("ben", FRIDAY)
    await room.says("ben", "!aufgabe neu Raum buchen")
    assert await room.says("ben", "!ja") == NOTHING


async def test_a_reply_of_yes_to_a_request_takes_the_task_on(room: Board) -> None:
    (request,) = (await room.says("ben", "!aufgabe zuweisen T1 @anna")).also
    await replies(room, "anna", "mach ich", request)
    assert await room.says("ben", "!aufgaben") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – Anna\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("!aufgabe neu Flyer nicht drucken bis 15.1.", "„nicht drucken“"),
        ("!sitzung ansetzen Jour fixe 8.12. 14 Uhr, außer es regnet", "„außer es regnet“"),
        ("!erinnere morgen 9 Uhr keinen Kaffee trinken", "„keinen Kaffee trinken“"),
        ("!gastgeber anbieten Jena nicht für alle", "„nicht für alle“"),
    ],
)
async def test_what_turns_a_line_round_is_asked_about_before_anything_is_done(
    room: Board, line: str, words: str
) -> None:
    before = [await room.says("ben", seen) for seen in ("!aufgaben", "!sitzungen", "!erinnerungen", "!gastgeber")]
    answer = await room.says("ben", line)
    assert answer.also == []
    assert words in answer or refused(answer)
    after = [await room.says("ben", seen) for seen in ("!aufgaben", "!sitzungen", "!erinnerungen", "!gastgeber")]
    assert after == before


async def test_nothing_inside_quotation_marks_turns_a_line_round(room: Board) -> None:
    answer = await room.says("ben", "!aufgabe neu Plakat „Nicht ohne uns“ bis 15.1.")
    assert answer == (
        "„Plakat „Nicht ohne uns““ steht als T5 auf der Liste, fällig am Fr, 15. Januar 2027.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_several_commands_in_a_message_are_answered_as_one(room: Board) -> None:
    answer = await room.says("ben", "!aufgabe neu Angebot einholen bis 15.1.\n!erinnere morgen 9 Uhr Folien\n!ping")
    assert answer == (
        "„Angebot einholen“ steht als T5 auf der Liste, fällig am Fr, 15. Januar 2027.\n"
        "Übernehmen: !aufgabe übernehmen T5\n"
        "R1 ist vorgemerkt: Ben wird am Do, 26. November 2026, 09:00 erinnert: Folien\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert.\n"
        "Der Board-Assistent ist da und hört zu."
    )


async def test_a_line_that_only_looks_like_a_command_belongs_to_the_one_before(room: Board) -> None:
    await room.says("ben", "!aufgabe notiz T1 Stand der Dinge\n!Achtung: fehlt noch")
    assert await room.says("ben", "!aufgabe zeigen T1") == (
        "T1 Literaturverwaltung\n"
        "Eine Daueraufgabe des Boards.\n"
        "Ein Platz ist frei.\n"
        "Eine Notiz:\n"
        "• Ben, Mi, 25. November 2026: Stand der Dinge\n"
        "  !Achtung: fehlt noch\n"
        "Übernehmen: !aufgabe übernehmen T1"
    )


@pytest.mark.parametrize("body", ["Board-Assistent: hilfe", "board-assistent, !hilfe", "@bot:board.test: hilfe"])
async def test_a_mention_in_front_works_like_the_sign(room: Board, body: str) -> None:
    assert (
        "Das kann man hier sagen. Deutsche und englische Wörter gelten beide."
        in (await room.says("ben", body)).splitlines()
    )
    assert await room.says("ben", body.replace(":", " ").replace(",", " ")) == ""


async def test_in_a_direct_chat_no_sign_is_needed_and_a_greeting_is_answered(room: Board) -> None:
    room.matrix.add_room("!dm:board.test", Person("@ben:board.test", "Ben"), direct=True)
    assert (
        "Das kann man hier sagen. Deutsche und englische Wörter gelten beide."
        in (await room.says("ben", "hilfe", room="!dm:board.test")).splitlines()
    )
    assert await room.says("ben", "Hallo", room="!dm:board.test") == (
        "Hallo Ben. Auch in diesem Chat kann man fragen, abstimmen und sich erinnern lassen.\n"
        "!ich zeigt, was auf Sie wartet, !hilfe, was man sagen kann.\n"
        "In English: !language en"
    )
    assert await room.says("ben", "Hallo", room=ROOM) == ""


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("!aufgabe Rundmail erledigt", "!aufgabe erledigt Rundmail"),
        ("!task Rundmail done.", "!aufgabe erledigt Rundmail"),
        ("!sitzung Klausur absagen", "!sitzung absagen Klausur"),
        ("!aufgabe Satzung ändern", "!aufgabe neu Satzung ändern"),
        ("!aufgabe Protokoll fertig", "!aufgabe neu Protokoll fertig"),
    ],
)
async def test_a_verb_behind_the_title_of_a_record_is_meant_as_one(room: Board, line: str, meant: str) -> None:
    await room.says("ben", "!aufgabe neu Rundmail vorbereiten")
    await room.says("ben", "!sitzung ansetzen Klausur 9.12. 10 Uhr")
    answer = await room.says("ben", line)
    assert answer.splitlines()[0] == f"Noch ist nichts geschehen. Ist das gemeint? {meant}"
    assert not refused(await room.says("ben", "!ja"))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            "!erinnere montags 9 Uhr, nicht im Juli und August Tee",
            "jeden Montag 09:00 ab 30.11.2026 außer im Juli und August",
        ),
        (
            "!erinnere montags 9 Uhr nicht im Juli, August Tee",
            "jeden Montag 09:00 ab 30.11.2026 außer im Juli und August",
        ),
        (
            "!erinnere jeden Tag 9 Uhr außer Sa oder Mai Tee",
            "jeden Mo, Di, Mi, Do, Fr, So 09:00 ab 26.11.2026 außer im Mai",
        ),
    ],
)
async def test_months_that_are_joined_to_what_is_left_out_are_left_out(room: Board, line: str, rule: str) -> None:
    answer = await room.says("ben", line)
    assert answer.splitlines()[0] == "R1 ist vorgemerkt: Ben wird regelmäßig erinnert: Tee"
    assert f"Regel: {rule}" in answer.splitlines()


@pytest.mark.parametrize("first", ["12.1. 9-17 Uhr", "12.1. 9 Uhr", "12.1. 10 Uhr"])
async def test_a_part_of_the_day_is_asked_about_whatever_the_other_dates_of_the_poll_say(
    room: Board, first: str
) -> None:
    answer = await room.says("olga", f"!sitzung vorschlagen Klausur; {first}; 14.1. vormittags")
    assert answer == (
        "Noch ist nichts geschehen, denn das kann verschieden gemeint sein:\n"
        "• Verstanden: Do, 14. Januar 2027. Es ist keine Uhrzeit genannt. Für Do, 14. Januar 2027, 09:00–12:00 bitte "
        "14.1.2027 09:00-12:00 schreiben.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert room.polls() == []
