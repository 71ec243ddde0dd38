"""Coming, going and organising: what the room's state says, and what only a member's word makes count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commands.base import Settings, to_ms
from matrixbot.gateway import Person
from tests.board import DUTIES, PEOPLE, ROOM, Board, body, refused, rings

BEN = "@ben:board.test"
NEXT = "Bleibt es dabei, wird am Do, 26. November 2026, 10:00 frei"


def empowers(board: Board, user_id: str, power: int) -> None:
    """The room's state gives that user another power, as anybody who writes the state can have it say."""
    room = board.matrix._rooms[ROOM]
    people = {**room.state.people, user_id: replace(room.state.people[user_id], power=power)}
    room.state = replace(room.state, people=people)


async def test_who_leaves_has_a_day_and_the_room_is_told_once_what_becomes_free(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    await room.says("ben", "!host offer Köln")
    (told,) = await room.leaves("ben")
    assert body(told) == (
        f"Ben hat den Raum verlassen. {NEXT}: T1 und H1.\n"
        "Früher, wenn jemand es sagt, der organisiert: !freigeben @ben:board.test"
    )
    assert rings(told) == []
    assert await room.passes(hours=23) == []
    assert await room.says("anna", "!task show T1") == (
        "T1 Literaturverwaltung\nEine Daueraufgabe des Boards.\nÜbernommen von ben, seit Mi, 25. November 2026."
    )
    told_free, told_offer = await room.passes(hours=1)
    assert body(told_free) == (
        "Ben hat den Raum verlassen; eine Aufgabe ist wieder frei:\n"
        "• T1 Literaturverwaltung\n"
        "Übernehmen: !aufgabe übernehmen T1"
    )
    assert body(told_offer) == "Ben hat den Raum verlassen; das Angebot H1 gilt nicht mehr."
    assert await room.passes(days=2) == []


async def test_who_is_back_within_the_day_has_everything_again(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    (told,) = await room.leaves("ben")
    await room.passes(hours=20)
    back = await room.joins("ben")
    assert [body(event) for event in back] == ["Ben ist wieder da und behält, was zu Ben gehört: T1."]
    assert back[0].content["m.relates_to"]["event_id"] == told.event_id
    assert await room.passes(days=3) == []
    assert await room.says("ben", "!task mine") == (
        "Sie haben eine Aufgabe übernommen.\n• T1 Literaturverwaltung – Ben"
    )


@pytest.mark.long
async def test_leaving_and_coming_back_a_hundred_times_fills_no_room(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    before = len(room.heard())
    for _ in range(100):
        room.matrix.person_leaves(ROOM, BEN, to_ms(room.now))
        await room.bot.step()
        room.matrix.person_joins(ROOM, Person(BEN, "Ben"), to_ms(room.now))
        await room.bot.step()
    said = [event for event in room.heard()[before:] if "m.new_content" not in event.content]
    assert len(said) == 1
    assert await room.says("ben", "!task mine") == (
        "Sie haben eine Aufgabe übernommen.\n• T1 Literaturverwaltung – Ben"
    )


async def test_who_holds_nothing_leaves_in_silence(room: Board) -> None:
    assert await room.leaves("ben") == []
    assert await room.joins("ben") == []


async def test_an_organiser_frees_sooner(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    await room.leaves("ben")
    assert await room.says("anna", "!free @ben") == "⚠️ Was andere haben, kann nur freigeben, wer organisiert."
    assert await room.says("olga", "!free @cem") == (
        "⚠️ Wer ist gemeint? Den Raum verlassen haben: @ben:board.test.\n!freigeben @ben:board.test"
    )
    assert await room.says("olga", "!freigeben @ben") == "Was Ben hatte, ist frei: T1."
    assert await room.passes(days=2) == []


async def test_a_restart_forgets_no_departure(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    await room.leaves("ben")
    await room.stop()
    room.now = room.now.replace(day=26, hour=12)
    await room.start()
    assert body(room.heard()[-1]) == (
        "Ben hat den Raum verlassen; eine Aufgabe ist wieder frei:\n"
        "• T1 Literaturverwaltung\n"
        "Übernehmen: !aufgabe übernehmen T1"
    )


async def test_who_left_and_came_back_while_the_bot_was_away_has_not_been_away(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    await room.stop()
    room.matrix.person_leaves(ROOM, BEN, 0)
    room.matrix.person_joins(ROOM, Person(BEN, "Ben"), 0)
    before = len(room.heard())
    await room.start()
    assert room.heard()[before:] == []


async def test_a_newcomer_is_named_in_the_room_and_rings_the_organisers(room: Board) -> None:
    (told,) = await room.joins("dana")
    assert body(told) == (
        "Neu im Raum: Dana (@dana:board.test).\n"
        "Wer neu ist, liest ab jetzt mit und kann Befehle geben. "
        "Wer hier nicht erwartet wird, sollte aus dem Raum entfernt werden."
    )
    assert told.encrypted
    assert rings(told) == ["@olga:board.test"]
    assert await room.leaves("dana") == []
    assert await room.joins("dana") == []


async def test_a_hundred_invented_members_are_one_message(room: Board) -> None:
    for n in range(100):
        room.matrix.person_joins(ROOM, Person(f"@x{n}:evil.test", f"X{n}"), to_ms(room.now))
    before = len(room.heard())
    await room.bot.step()
    (told,) = room.heard()[before:]
    assert body(told) == (
        "Neu im Raum: X0 (@x0:evil.test), X1 (@x1:evil.test), X2 (@x2:evil.test), X3 (@x3:evil.test), X4 "
        "(@x4:evil.test), X5 (@x5:evil.test), X6 (@x6:evil.test), X7 (@x7:evil.test), X8 (@x8:evil.test) "
        "und X9 (@x9:evil.test).\n"
        "Dazu noch 90 Personen.\n"
        "Wer neu ist, liest ab jetzt mit und kann Befehle geben. Wer hier nicht erwartet wird, sollte "
        "aus dem Raum entfernt werden."
    )


async def test_the_rooms_state_alone_makes_nobody_an_organiser(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    empowers(room, BEN, 100)
    before = len(room.heard())
    await room.bot.step()
    (asked,) = room.heard()[before:]
    assert body(asked) == (
        "Ben darf diesen Raum jetzt moderieren. Hier gilt das, sobald jemand es bestätigt, der organisiert:\n"
        "!vertrauen @ben:board.test als Organisator"
    )
    assert rings(asked) == ["@olga:board.test"]
    assert (
        await room.says("ben", "!meeting cancel M1")
        == "⚠️ Das können bei M1 nur Anna oder jemand aus der Organisation tun."
    )
    assert await room.says("ben", "!trust @ben organiser") == (
        "⚠️ Wer organisiert, kann nur bestätigen, wer selbst organisiert.\n!vertrauen"
    )
    assert await room.says("olga", "!vertrauen @ben als Organisator") == "Olga bestätigt, dass Ben organisiert."
    assert not refused(await room.says("ben", "!meeting cancel M1"))


async def test_a_confirmed_organiser_organises_after_a_restart_too(room: Board) -> None:
    empowers(room, BEN, 50)
    await room.bot.step()
    await room.says("olga", "!trust @ben organiser")
    await room.stop()
    await room.start()
    assert await room.says("ben", "!free @anna") == (
        "⚠️ Niemand, der den Raum verlassen hat, hat noch etwas.\n!aufgabe liste"
    )


async def test_whoever_comes_with_power_does_not_organise(room: Board) -> None:
    room.matrix.person_joins(ROOM, Person("@eve:evil.test", "Eve", 100), to_ms(room.now))
    await room.bot.step()
    assert await room.says("olga", "!trust @ben organiser") == (
        "⚠️ Ben darf diesen Raum noch nicht moderieren. Bitte in Element zuerst die Rolle der "
        "Moderation geben: Raumeinstellungen, Rollen und Berechtigungen.\n"
        "!vertrauen"
    )
    eve = room.said("eve", {"msgtype": "m.text", "body": "!free @anna"})
    room.matrix._stream[-1] = replace(eve, sender="@eve:evil.test")
    before = len(room.heard())
    await room.bot.step()
    assert body(room.heard()[before]) == "⚠️ Was andere haben, kann nur freigeben, wer organisiert."


@pytest.mark.parametrize("role", ["admin", "bitte", "@cem"])
async def test_another_role_is_refused(room: Board, role: str) -> None:
    assert await room.says("olga", f"!trust @ben {role}") == (
        f"⚠️ Ein Mitglied kann nur als Organisator bestätigt werden, nicht als „{role}“.\n!vertrauen"
    )


async def test_an_organiser_who_was_made_to_be_away_for_days_organises_again(room: Board) -> None:
    await room.leaves("olga")
    await room.passes(days=3)
    room.matrix.person_joins(ROOM, Person("@olga:board.test", "Olga", 50), to_ms(room.now))
    heard = len(room.heard())
    await room.bot.step()
    assert room.heard()[heard:] == []
    assert await room.says("olga", "!free @ben") == (
        "⚠️ Niemand, der den Raum verlassen hat, hat noch etwas.\n!aufgabe liste"
    )


@pytest.mark.parametrize("waits", [False, True])
async def test_a_room_that_all_have_left_is_not_seen_for_the_first_time_again(tmp_path: Path, waits: bool) -> None:
    olga = "@olga:board.test"
    board = Board(tmp_path, Settings(duties=DUTIES, newcomers_wait=waits), organisers=[olga])
    board.matrix.add_room(ROOM, *PEOPLE[:3], Person(olga, "Olga", 0))
    await board.start()
    for who in ("anna", "ben", "cem", "olga"):
        board.matrix.person_leaves(ROOM, f"@{who}:board.test", to_ms(board.now))
    await board.bot.step()
    await board.passes(days=2)
    await board.stop()
    await board.start()
    board.matrix.person_joins(ROOM, Person("@eve:board.test", "Eve", 100), to_ms(board.now))
    await board.bot.step()
    assert [body(event).splitlines()[0] for event in board.heard()] == [
        "Neu im Raum: Eve (@eve:board.test).",
        "Eve darf diesen Raum jetzt moderieren. Hier gilt das, sobald jemand es bestätigt, der organisiert:",
    ][: 1 if waits else 2]
    eve = board.bot.boards.room(ROOM)
    assert eve is not None
    assert not any(member.organiser for member in eve.members)
    assert board.matrix.withheld(ROOM, "@eve:board.test") is waits
    await board.stop()
