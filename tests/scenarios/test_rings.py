"""How often it rings: once for several changes, and not again soon for what was asked already."""

from __future__ import annotations

from typing import Any

from matrixbot.gateway import Refused
from tests.board import Board, body, rings
from tests.lending import begun


@begun
async def meeting(room: Board) -> None:
    """The room with M1 on 8 December at 14:00."""
    await room.says("olga", "!sitzung ansetzen Klausur 8.12. 14-16 Uhr")


async def rung(room: Board, line: str, who: str = "olga") -> list[str]:
    """The first lines of what a command lets ring."""
    return [body(event).split("\n")[0] for event in (await room.says(who, line)).also if rings(event)]


async def test_several_changes_of_one_meeting_within_a_minute_ring_once(meeting: Board) -> None:
    await meeting.says("olga", "!sitzung ansetzen Runde 9.12. 14-16 Uhr")
    changes = ["ort M1 Bochum", "link M1 https://meet.example.org/b", "verschieben M1 15.12.", "ändern M1 Titel: Rat"]
    assert [len(await rung(meeting, f"!sitzung {change}")) for change in changes] == [1, 0, 0, 0]
    assert len(await rung(meeting, "!sitzung ort M2 Bochum")) == 1
    await meeting.passes(seconds=59)
    assert await rung(meeting, "!sitzung ort M1 Essen") == []
    await meeting.passes(seconds=1)
    assert len(await rung(meeting, "!sitzung ort M1 Köln")) == 1


async def test_dates_that_are_added_to_a_poll_within_a_minute_ring_once(room: Board) -> None:
    await room.says("olga", "!sitzung vorschlagen Klausur: 8.12. 14 Uhr; 9.12. 10 Uhr")
    await room.passes(minutes=1)
    added = [len(await rung(room, f"!sitzung ergänzen M1 {day} 9 Uhr")) for day in ("10.12.", "11.12.")]
    assert added == [1, 0]
    await room.passes(minutes=1)
    assert len(await rung(room, "!sitzung ergänzen M1 14.12. 9 Uhr")) == 1


async def test_that_a_meeting_is_off_rings_also_right_after_another_change(meeting: Board) -> None:
    await meeting.says("olga", "!sitzung ort M1 Bochum")
    assert await rung(meeting, "!sitzung absagen M1") == [
        "M1 „Klausur“ ist abgesagt. Vorgesehen war: Di, 8. Dezember 2026, 14:00–16:00."
    ]


async def test_what_does_not_ring_is_said_all_the_same_with_its_file(meeting: Board) -> None:
    await meeting.says("olga", "!sitzung ort M1 Bochum")
    moved = await meeting.says("olga", "!sitzung verschieben M1 15.12.")
    said = [body(event).split("\n")[0] for event in moved.also]
    assert said[1:3] == ["M1 „Klausur“ hat sich geändert.", "M1-klausur.ics"]


async def test_a_change_whose_minute_is_over_can_be_taken_back(meeting: Board) -> None:
    await meeting.says("olga", "!sitzung ort M1 Bochum")
    await meeting.passes(minutes=2)
    assert await meeting.says("olga", "!rückgängig") == (
        "Zurückgenommen: !sitzung ort (M1 „Klausur“).\n"
        "Sie findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Anna, Ben und Cem.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )


async def test_the_room_is_rung_once_in_twelve_hours_to_ask_who_can_host(meeting: Board) -> None:
    assert len(await rung(meeting, "!gastgeber anfragen M1")) == 1
    await meeting.passes(hours=11, minutes=59)
    assert await meeting.says("ben", "!gastgeber anfragen M1") == (
        "⚠️ Für M1 ist vor weniger als zwölf Stunden schon gefragt worden.\n!gastgeber liste"
    )
    await meeting.passes(minutes=1)
    assert len(await rung(meeting, "!gastgeber anfragen M1")) == 1


async def test_a_place_that_is_lost_soon_after_a_call_is_said_but_nobody_is_rung_for_a_host_again(
    meeting: Board,
) -> None:
    await meeting.says("anna", "!gastgeber anfragen M1")
    await meeting.says("cem", "!gastgeber anbieten Köln")
    await meeting.says("ben", "!gastgeber annehmen H1 M1")
    lost = await meeting.says("cem", "!gastgeber zurückziehen H1")
    [asked] = [event for event in lost.also if body(event).startswith("Wer hat einen Raum für")]
    assert rings(asked) == []


async def test_the_bot_puts_what_can_be_tapped_under_a_reminder_that_rings(room: Board) -> None:
    await room.says("anna", "!erinnere in 10 Minuten Tee")
    [rang] = await room.passes(minutes=10)
    assert room.buttons(rang) == ["✅", "💤", "▶️"]
    await room.passes(minutes=1)
    assert await room.says("anna", "!erinnere liste") == (
        "Es stehen keine Erinnerungen an.\nSo wird eine gesetzt: !erinnere in 2 Tagen Folien schicken"
    )
    await room.reacts("anna", rang, "💤")
    [again] = await room.passes(hours=1)
    assert room.buttons(again) == ["✅", "💤", "▶️"]


async def test_under_several_in_one_message_nothing_stands_to_tap_as_it_would_answer_all(room: Board) -> None:
    await room.says("anna", "!erinnere in 10 Minuten Tee")
    await room.says("anna", "!erinnere in 10 Minuten Kuchen")
    [rang] = await room.passes(minutes=10)
    assert room.buttons(rang) == []


async def test_many_that_ring_at_once_get_no_buttons_for_which_words_would_wait(room: Board) -> None:
    for who in ("anna", "ben", "cem"):
        await room.says(who, "!erinnere in 10 Minuten Tee")
    assert [room.buttons(event) for event in await room.passes(minutes=10)] == [[], [], []]


async def test_a_room_that_wants_no_reactions_hears_the_reminder_all_the_same(room: Board) -> None:
    send = room.matrix.send

    async def no_reactions(room_id: str, event_type: str, *rest: Any) -> str:
        if event_type == "m.reaction":
            raise Refused("403", "M_FORBIDDEN")
        return await send(room_id, event_type, *rest)

    room.matrix.send = no_reactions  # type: ignore[method-assign]
    await room.says("anna", "!erinnere in 10 Minuten Tee")
    [rang] = await room.passes(minutes=10)
    assert (body(rang).split("\n")[0], room.buttons(rang)) == ("⏰ Anna: Tee", [])
    assert await room.says("anna", "!ping") != ""
