"""How one talks to the bot: replies, near misses, edits, what is left alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from commands.base import Settings
from commands.words.render import Style, render
from storage import Store
from storage.database import StorageBusy
from tests.board import DUTIES, ROOM, Board


async def test_ping_is_answered_with_a_notice_in_reply(room: Board) -> None:
    answer = await room.says("anna", "!ping")
    assert answer.event is not None
    assert answer.event.content["msgtype"] == "m.notice"
    assert answer.event.content["m.relates_to"] == {"m.in_reply_to": {"event_id": room.last.event_id}}
    assert answer.event.content["m.mentions"] == {}


async def test_a_command_in_a_thread_is_answered_in_that_thread(room: Board) -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$other"}}
    answer = await room.says("anna", "!ping", **{"m.relates_to": relation})
    assert answer.event is not None
    assert answer.event.content["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": room.last.event_id},
    }


async def test_the_same_event_again_is_not_answered_again(room: Board) -> None:
    await room.says("anna", "!ping")
    room.matrix.happens(room.last)
    assert await room.answer_to(room.last) == ""


async def test_talk_notices_and_old_messages_are_left_alone(room: Board) -> None:
    assert await room.says("anna", "Guten Morgen!") == ""
    assert await room.says("anna", "!ping", msgtype="m.notice") == ""
    assert await room.says("anna", "!xyzzy etwas") == ""
    old = room.said("anna", {"msgtype": "m.text", "body": "!ping"}, time=0)
    assert await room.answer_to(old) == ""


async def test_what_came_in_clear_or_from_an_unproven_device_is_not_obeyed(room: Board) -> None:
    content = {"msgtype": "m.text", "body": "!ping"}
    assert await room.answer_to(room.said("anna", content, encrypted=False)) == ""
    assert await room.answer_to(room.said("anna", content, obeyed=False)) == ""


async def test_an_answer_that_got_lost_is_sent_again_and_said_once(room: Board) -> None:
    room.matrix.lose_answers = 1
    event = room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    await room.answer_to(event)
    room.bot.sender.reachable()
    await room.passes(seconds=5)
    assert len(room.heard()) == 1


async def test_what_typing_on_a_phone_adds_does_not_matter(room: Board) -> None:
    plain = await room.says("anna", "!ping")
    assert plain
    assert await room.says("anna", "\u200b!Ping\u00a0") == plain
    assert await room.says("anna", "> <@ben:board.test> Hallo\n\n!PING") == plain


async def test_a_near_miss_is_answered_with_the_likely_command(room: Board) -> None:
    assert await room.says("anna", "!meting propose Herbst") == (
        "⚠️ Den Befehl „!meting“ gibt es nicht.\n!sitzung vorschlagen Herbst"
    )
    assert await room.says("anna", "!task clame literature") == (
        "⚠️ „clame“ gibt es bei !task nicht.\n!aufgabe übernehmen literature"
    )


async def test_an_unknown_verb_leads_to_the_help_of_its_group(room: Board) -> None:
    assert await room.says("anna", "!sitzung qwertz") == "⚠️ „qwertz“ gibt es bei !sitzung nicht.\n!hilfe sitzung"


async def test_what_can_be_meant_without_a_verb_is_asked_and_done_with_a_yes(room: Board) -> None:
    assert await room.says("ben", "!aufgabe Protokoll schreiben bis Freitag") == (
        "Noch ist nichts geschehen. Ist das gemeint? !aufgabe neu Protokoll schreiben bis Freitag\n"
        "So weit verstanden: „Protokoll schreiben“ steht als T5 auf der Liste, fällig am Fr, 27. November 2026.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert await room.says("ben", "!ja") == (
        "„Protokoll schreiben“ steht als T5 auf der Liste, fällig am Fr, 27. November 2026.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_the_verb_may_stand_behind_the_record(room: Board) -> None:
    await room.says("ben", "!aufgabe neu Protokoll schreiben")
    assert await room.says("ben", "!aufgabe T5 erledigt") == "„Protokoll schreiben“ (T5) ist erledigt."


async def test_a_pasted_book_is_one_clear_sentence(room: Board) -> None:
    assert await room.says("anna", "!task add " + "x" * 60_000) == (
        "⚠️ Das sind mehr als 12000 Zeichen; bitte kürzer fassen."
    )
    assert await room.says("anna", "!xyzzy " + "x" * 60_000) == ""


async def test_editing_what_failed_runs_the_new_text_and_edits_the_answer(room: Board) -> None:
    failed = await room.says("anna", "!task clame literature")
    command = room.last
    edited = await room.edits("anna", command.event_id, "!task claim literature")
    assert edited.event is not None and failed.event is not None
    assert edited.event.content["m.relates_to"] == {"rel_type": "m.replace", "event_id": failed.event.event_id}
    assert edited == "Anna hat „Literaturverwaltung“ (T1) übernommen."
    assert await room.says("ben", "!task show literature") == (
        "T1 Literaturverwaltung\nEine Daueraufgabe des Boards.\nÜbernommen von Anna, seit Mi, 25. November 2026."
    )


async def test_editing_what_worked_changes_nothing_and_is_said_once(room: Board) -> None:
    await room.says("anna", "!task add Leitfaden")
    command = room.last
    assert await room.edits("anna", command.event_id, "!task add Handbuch") == (
        "Das ist bereits erledigt; die Bearbeitung der Nachricht ändert nichts. "
        "Bitte den neuen Befehl als neue Nachricht senden."
    )
    assert await room.edits("anna", command.event_id, "!task add Broschüre") == ""
    assert "Handbuch" not in await room.says("anna", "!task")


async def test_somebody_elses_edit_does_nothing_to_a_command(room: Board) -> None:
    await room.says("anna", "!task clame literature")
    await room.edits("ben", room.last.event_id, "!task claim literature")
    assert "Anna" not in await room.says("ben", "!task show literature")


async def test_a_fault_is_a_code_in_the_room_and_a_traceback_in_the_log(
    room: Board, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(call: object, store: Store) -> None:
        store.timers.set("kind", 1, 1)
        raise RuntimeError("the secret title")

    commands = room.bot.vocabulary.commands
    monkeypatch.setitem(commands, "ping", replace(commands["ping"], handler=broken, reads=False))
    answer = await room.says("anna", "!ping")
    code = re.search(r"Code ([0-9a-f]{6})", answer)
    assert code is not None
    assert "secret" not in answer
    (record,) = caplog.records
    assert record.getMessage() == f"fault {code[1]}"
    assert record.exc_info is not None
    assert await room.passes(seconds=1) == []


async def test_a_full_disk_loses_nothing_and_says_nothing_twice(room: Board) -> None:
    await room.says("anna", "!ping")
    room.said("anna", {"msgtype": "m.text", "body": "!task add " + "Leitfaden " * 15})
    pages = await room.database.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await room.database.write(lambda c: c.execute(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(StorageBusy):
        for _ in range(400):
            room.said("anna", {"msgtype": "m.text", "body": "!task add " + "Leitfaden " * 15})
            await room.bot.step()
    await room.database.write(lambda c: c.execute("PRAGMA max_page_count=100000"))
    await room.bot.step()
    asked = [
        e
        for e in room.matrix.events(ROOM)
        if "task add" in str(e.content.get("body")) and e.sender == "@anna:board.test"
    ]
    answered = [e.content["m.relates_to"]["m.in_reply_to"]["event_id"] for e in room.heard()][1:]
    assert answered == [event.event_id for event in asked]


async def test_another_prefix_is_used_in_all_that_is_said(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(prefix="?", duties=DUTIES)).start()
    assert await board.says("anna", "!ping") == ""
    assert await board.says("anna", "?pong") == "⚠️ Den Befehl „?pong“ gibt es nicht.\n?ping"
    assert "!" not in await board.says("anna", "?hilfe")
    await board.stop()


async def test_a_prefix_of_two_signs_is_said_once_in_every_line_to_type(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(prefix="!!", duties=DUTIES)).start()
    await board.says("anna", "!!sitzung ansetzen Bautag 2027 19.1. 14 Uhr")
    await board.says("anna", "!!sitzung ansetzen Rat 9.12. 14 Uhr")
    await board.says("anna", "!!aufgabe neu Budget 2027")
    assert await board.says("anna", "!!gastgeber anfragen bautag") == (
        "⚠️ Ist M1 „Bautag 2027“ gemeint?\n!!gastgeber anfragen M1"
    )
    await board.says("anna", "!!sitzung ansetzen Bautag 2028 20.1. 14 Uhr")
    assert await board.says("anna", "!!sitzung zeigen bautag") == (
        "⚠️ Mit „bautag“ kann gemeint sein: M1 „Bautag 2027“ oder M3 „Bautag 2028“. Bitte genauer sagen.\n"
        "!!sitzung zeigen M1\n!!sitzung zeigen M3"
    )
    assert await board.says("anna", "!!aufgabe budget übernehme ich") == (
        "Noch ist nichts geschehen. Ist das gemeint? !!aufgabe übernehmen budget\n"
        "So weit verstanden: Anna hat „Budget 2027“ (T5) übernommen.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert await board.says("anna", "!!beschluss Ort der Klausur ist Bonn") == (
        "⚠️ Ohne Sitzung braucht ein Beschluss eine Frist (Frist: 15.1.), mit Sitzung nicht (zu M3).\n"
        "!!beschluss Ort der Klausur ist Bonn; Frist: 2.12. 18:00"
    )
    assert "!!!" not in await board.says("anna", "!!hilfe")
    await board.stop()


@pytest.mark.long
async def test_what_only_looks_things_up_runs_beside_the_transactions(threads: None, room: Board) -> None:
    """A search that takes long keeps no write waiting, and a looking command that wrote would fail here."""
    looking = [command for command in room.bot.vocabulary.commands.values() if command.reads]
    assert len(looking) > 15
    for command in looking:
        for example in command.examples:
            answer = await room.says("anna", render(example, Style("de", "Europe/Berlin")).body)
            assert "schiefgegangen" not in answer
            assert answer


async def test_looking_something_up_comes_once_and_after_what_was_said_before(room: Board) -> None:
    room.said("anna", {"msgtype": "m.text", "body": "!task add Leitfaden"})
    event = room.said("anna", {"msgtype": "m.text", "body": "!task"})
    assert await room.answer_to(event) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )
    room.matrix.happens(event)
    assert await room.answer_to(event) == ""
