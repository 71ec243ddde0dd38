"""The agenda of a meeting, point by point, and the backlog of what has no meeting yet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from commands.base import Settings, StandingPoint
from tests.board import PEOPLE, Board, body
from tests.lending import begun

STANDING = (
    StandingPoint({"de": "Begrüßung", "en": "Welcome"}, minutes=5),
    StandingPoint({"de": "Verschiedenes", "en": "Any other business"}, last=True),
)
TOO_LONG = "⚠️ Ein Punkt dauert eine Minute bis 12 Stunden, nicht 1 Tag 6 Stunden.\n"
NO_POINT = "⚠️ Einen Punkt 9 gibt es nicht; der letzte ist 3.\n"
PAPER = "!tagesordnung neu M1 Positionspapier; 20 min; von @anna; zu L1"


@begun
async def spring(room: Board) -> None:
    """A room with a meeting of two hours, another one a week later, and an entry."""
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("anna", "!sitzung ansetzen Klausur 15.12. 10-16 Uhr")
    await room.says("anna", "!lit add https://example.org/1 Bericht")
    await room.passes(minutes=1)


@pytest.fixture
async def agenda(spring: Board) -> Board:
    """That room with three points on the first agenda."""
    for line in (PAPER, "!tagesordnung neu M1 Haushalt; 90 min", "!tagesordnung neu M1 Verbund"):
        await spring.says("anna", line)
    await spring.passes(seconds=6)
    return spring


async def test_a_point_has_who_minutes_and_material_and_its_answer_becomes_the_agenda(spring: Board) -> None:
    first = await spring.says("anna", PAPER)
    assert first == (
        "TOP 1 von M1 Frühjahrssitzung: „Positionspapier“, Anna, 20 Minuten, L1.\n"
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "TOP 1 Positionspapier – Anna, 20 Minuten, L1\n"
        "Zusammen 20 Minuten von 2 Stunden."
    )
    second = await spring.says("ben", "!agenda add M1 Budget 90 min by @ben https://example.org/x")
    assert second == (
        "TOP 2 von M1 Frühjahrssitzung: „Budget“, Ben, 1 Stunde 30 Minuten, https://example.org/x.\n"
        "Zusammen 1 Stunde 50 Minuten von 2 Stunden."
    )
    assert first.event is not None
    (edit,) = second.also
    assert edit.content["m.relates_to"]["event_id"] == first.event.event_id
    assert body(edit) == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "TOP 1 Positionspapier – Anna, 20 Minuten, L1\n"
        "TOP 2 Budget – Ben, 1 Stunde 30 Minuten, https://example.org/x\n"
        "Zusammen 1 Stunde 50 Minuten von 2 Stunden."
    )


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("neu M1 Haushalt; 20 Minuten; Ben", "„Haushalt“, Ben, 20 Minuten."),
        ("neu M1 Haushalt 20min von @ben", "„Haushalt“, Ben, 20 Minuten."),
        ("neu M1 Haushalt\nDauer: 90\nVon: Anna und Ben\nZu: L1", "„Haushalt“, Anna und Ben, 1 Stunde 30 Minuten, L1."),
        ("add m1: Budget; half an hour; by Ben", "„Budget“, Ben, 30 Minuten."),
        ("neu M1 Bericht von Olga", "„Bericht von Olga“."),
        ("neu M1 Rückblick auf 2025", "„Rückblick auf 2025“."),
        ('neu M1 "Haushalt; 20 min"', "„Haushalt; 20 min“."),
        ("neu M1 Haushalt; Personal", "„Haushalt; Personal“."),
        ("neu Klausur Haushalt", "„Haushalt“."),
        ("neu M1 – Haushalt – 15 Min.", "„Haushalt“, 15 Minuten."),
    ],
)  # fmt: skip
async def test_what_belongs_to_a_point_is_read_and_the_rest_is_its_title(spring: Board, line: str, kept: str) -> None:
    assert (await spring.says("anna", f"!tagesordnung {line}")).splitlines()[0].endswith(kept)


async def test_the_minutes_are_summed_against_the_meeting_and_too_many_are_told(agenda: Board) -> None:
    assert await agenda.says("cem", "!tagesordnung dauer M1 3 30") == (
        "Geändert: TOP 3 Verbund – 30 Minuten.\n"
        "Zusammen 2 Stunden 20 Minuten, die Sitzung dauert 2 Stunden: 20 Minuten zu viel."
    )


async def test_of_two_lengths_one_is_asked_about(spring: Board) -> None:
    assert (await spring.says("anna", "!tagesordnung neu M1 Haushalt; 20 min; 30 min")).splitlines()[0] == (
        "Noch ist nichts geschehen. Nicht verstanden: „30 min“."
    )


@pytest.mark.parametrize(
    ("said", "numbers"),
    [("ans Ende", "231"), ("auf 2", "213"), ("nach unten", "231"), ("to the end", "231"), ("→ 3", "231")],
)
async def test_a_place_is_said_in_many_ways(agenda: Board, said: str, numbers: str) -> None:
    titles = ["Positionspapier", "Haushalt", "Verbund"]
    await agenda.says("cem", f"!tagesordnung verschieben M1 1 {said}")
    shown = (await agenda.says("cem", "!tagesordnung M1")).splitlines()[1:4]
    assert [titles.index(row.split()[2]) + 1 for row in shown] == [int(number) for number in numbers]


async def test_a_number_that_is_no_meetings_is_a_points(agenda: Board) -> None:
    await agenda.says("anna", "!sitzung absagen M2")
    assert await agenda.says("cem", "!tagesordnung streichen 3") == (
        "Von der Tagesordnung gestrichen: Verbund.\nZusammen 1 Stunde 50 Minuten von 2 Stunden."
    )


async def test_points_change_their_place_and_go(agenda: Board) -> None:
    assert (await agenda.says("cem", "!tagesordnung verschieben M1 3 auf 1")).splitlines()[0] == (
        "„Verbund“ ist jetzt TOP 1."
    )
    assert (await agenda.says("cem", "!agenda move M1 1 to 2")).splitlines()[0] == "„Verbund“ ist jetzt TOP 2."
    assert (await agenda.says("cem", "!tagesordnung streichen M1 Haushalt")).splitlines()[0] == (
        "Von der Tagesordnung gestrichen: Haushalt."
    )
    assert (await agenda.says("cem", "!tagesordnung ändern M1 2 Verbund und Partner; von @ben")).splitlines()[0] == (
        "Geändert: TOP 2 Verbund und Partner – Ben."
    )
    assert await agenda.says("anna", "!tagesordnung M1") == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "TOP 1 Positionspapier – Anna, 20 Minuten, L1\n"
        "TOP 2 Verbund und Partner – Ben\n"
        "Zusammen 20 Minuten von 2 Stunden."
    )
    waiting = await agenda.says("ben", "!ich")
    assert waiting == (
        "Das wartet auf Ben:\n"
        "Noch ohne Zu- oder Absage\n"
        "• M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00: !sitzung teilnahme M1 online\n"
        "• M2 Klausur: Di, 15. Dezember 2026, 10:00–16:00: !sitzung teilnahme M2 online\n"
        "Ihre Punkte auf der Tagesordnung\n"
        "• M1 Frühjahrssitzung: TOP 2, „Verbund und Partner“"
    )


async def test_a_deferred_point_goes_to_the_next_meeting_and_the_old_one_says_so(agenda: Board) -> None:
    assert (await agenda.says("cem", "!tagesordnung vertagen M1 2")).splitlines()[0] == (
        "TOP 2 Haushalt – 1 Stunde 30 Minuten, vertagt auf M2"
    )
    assert await agenda.says("cem", "!tagesordnung M2") == (
        "Tagesordnung M2 Klausur: Di, 15. Dezember 2026, 10:00–16:00\n"
        "TOP 1 Haushalt – 1 Stunde 30 Minuten\n"
        "Zusammen 1 Stunde 30 Minuten von 6 Stunden."
    )
    assert await agenda.says("cem", "!tagesordnung vertagen M1 2") == "⚠️ TOP 2 wurde vertagt auf M2.\n!tagesordnung M2"
    await agenda.says("cem", "!rückgängig")
    assert await agenda.says("cem", "!tagesordnung vertagen M2 1") == (
        "⚠️ Einen Punkt 1 gibt es nicht: Dort steht noch nichts.\n!tagesordnung neu M2 Haushalt"
    )


async def test_behind_the_last_meeting_what_is_deferred_waits_in_the_backlog(agenda: Board) -> None:
    await agenda.says("cem", "!tagesordnung neu M2 Leitlinien")
    assert (await agenda.says("cem", "!tagesordnung vertagen M2 1")).splitlines()[0] == (
        "TOP 1 Leitlinien – vertagt in den Themenspeicher"
    )
    assert (await agenda.says("anna", "!tagesordnung vertagen M1 3 in den Themenspeicher")).splitlines()[0] == (
        "TOP 3 Verbund – vertagt in den Themenspeicher"
    )
    assert await agenda.says("cem", "!tagesordnung aufnehmen M1 1 und 2") == (
        "TOP 4 von M1 Frühjahrssitzung: „Leitlinien“.\n"
        "TOP 5 von M1 Frühjahrssitzung: „Verbund“.\n"
        "Zusammen 1 Stunde 50 Minuten von 2 Stunden."
    )


async def test_without_a_meeting_a_point_waits_in_the_backlog_which_the_next_agenda_offers(spring: Board) -> None:
    assert await spring.says("ben", "!tagesordnung neu 3 neue Mitglieder vorstellen; 15 min") == (
        "„3 neue Mitglieder vorstellen“ steht im Themenspeicher: 15 Minuten.\n"
        "Auf die Tagesordnung von Frühjahrssitzung setzt den Punkt: !tagesordnung aufnehmen M1 1"
    )
    assert await spring.says("anna", "!tagesordnung") == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "Noch steht kein Punkt darauf. !tagesordnung neu M1 Haushalt; 20 min setzt einen darauf.\n"
        "Im Themenspeicher; !tagesordnung aufnehmen M1 1 setzt den ersten Punkt auf diese Tagesordnung:\n"
        "1. 3 neue Mitglieder vorstellen – 15 Minuten"
    )
    assert await spring.says("anna", "!status") == (
        "Nächste Sitzungen\n"
        "• M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "• M2 Klausur: Di, 15. Dezember 2026, 10:00–16:00\n"
        "Sitzungen ohne Gastgeber\n"
        "• M1 Frühjahrssitzung: !gastgeber anfragen M1 fragt danach\n"
        "• M2 Klausur: !gastgeber anfragen M2 fragt danach\n"
        "Im Themenspeicher\n"
        "• 3 neue Mitglieder vorstellen\n"
        "Aufgaben: 4 sind zu erledigen, davon 4 frei\n"
        "Neueste Literatur\n"
        "• L1 Bericht: https://example.org/1"
    )
    assert await spring.says("anna", "!tagesordnung streichen Themenspeicher 1") == (
        "Aus dem Themenspeicher gestrichen: 3 neue Mitglieder vorstellen."
    )
    assert await spring.says("anna", "!themen speicher") == (
        "Der Themenspeicher ist leer.\n!tagesordnung neu Leitlinien für öffentlichen Code merkt dort einen Punkt vor."
    )


async def test_a_change_is_taken_back_and_the_agenda_shows_it(agenda: Board) -> None:
    await agenda.says("ben", "!tagesordnung neu M1 Zu viel")
    undone = await agenda.says("ben", "!rückgängig")
    assert undone == (
        "Zurückgenommen: !tagesordnung neu (Zu viel).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert [body(event).count("TOP") for event in await agenda.passes(seconds=6)] == [3]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("neu M1 Klausur; 30 Stunden", f"{TOO_LONG}!tagesordnung neu M1 Klausur; 30 min"),
        ("neu M1 Klausur 30 Stunden", f"{TOO_LONG}!tagesordnung neu M1 Klausur; 30 min"),
        ("neu M9 Punkt", "⚠️ Die Sitzung M9 gibt es nicht.\n!sitzung liste"),
        ("neu M1 Punkt; zu L9", "⚠️ Einen Eintrag L9 gibt es nicht.\n!literatur liste"),
        ("neu M1 Punkt; von @zoe", "⚠️ In diesem Raum gibt es kein Mitglied „@zoe“."),
        ("dauer M1 2 30 Stunden", f"{TOO_LONG}!tagesordnung dauer M1 2 30 min"),
        ("verschieben M1 3 auf 9", f"{NO_POINT}!tagesordnung verschieben M1 3 auf 1"),
        ("streichen M1 9", f"{NO_POINT}!tagesordnung streichen M1 3"),
        ("vertagen M1 9", f"{NO_POINT}!tagesordnung vertagen M1 3"),
        (
            "verschieben M1 2 auf M2",
            "⚠️ Auf die Tagesordnung einer anderen Sitzung kommt ein Punkt durch Vertagen.\n"
            "!tagesordnung vertagen M1 2 auf M2",
        ),
        (
            "vertagen Themenspeicher 1",
            "⚠️ Was im Themenspeicher steht, wartet schon auf eine Sitzung.\n!tagesordnung themenspeicher",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_said_with_a_line_that_works(agenda: Board, line: str, answer: str) -> None:
    assert await agenda.says("cem", f"!tagesordnung {line}") == answer


async def test_a_title_of_markup_is_only_words(agenda: Board) -> None:
    answer = await agenda.says("cem", "!tagesordnung neu M1 @room <b>x</b> #strong[y]")
    assert answer.event is not None
    assert answer.event.content["formatted_body"] == (
        "<strong>TOP 4</strong> von M1 Frühjahrssitzung: „@room &lt;b&gt;x&lt;/b&gt; "
        "#strong[y]“.<br>Zusammen 1 Stunde 50 Minuten von 2 Stunden."
    )
    assert answer.event.content["m.mentions"] == {}


async def test_in_a_direct_chat_the_agenda_is_shown_and_changes_are_for_the_room(agenda: Board) -> None:
    chat = "!chat:board.test"
    agenda.matrix.add_room(chat, PEOPLE[2], direct=True)
    assert await agenda.says("cem", "!tagesordnung M1", room=chat) == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "TOP 1 Positionspapier – Anna, 20 Minuten, L1\n"
        "TOP 2 Haushalt – 1 Stunde 30 Minuten\n"
        "TOP 3 Verbund\n"
        "Zusammen 1 Stunde 50 Minuten von 2 Stunden."
    )
    assert await agenda.says("cem", "!tagesordnung neu M1 Punkt", room=chat) == (
        "⚠️ Das sollen alle sehen. Bitte im Board-Raum sagen."
    )


@pytest.fixture
async def standing(tmp_path: Path) -> AsyncIterator[Board]:
    board = await Board(tmp_path, Settings(agenda=STANDING)).start()
    await board.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    yield board
    await board.stop()


async def test_standing_points_are_on_every_agenda_and_what_is_added_comes_between(standing: Board) -> None:
    assert await standing.says("anna", "!tagesordnung M1") == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "TOP 1 Begrüßung – 5 Minuten\n"
        "TOP 2 Verschiedenes\n"
        "Zusammen 5 Minuten von 2 Stunden."
    )
    assert (await standing.says("anna", "!tagesordnung neu M1 Haushalt")).splitlines()[0] == (
        "TOP 2 von M1 Frühjahrssitzung: „Haushalt“."
    )
    await standing.says("anna", "!tagesordnung streichen M1 1")
    assert (await standing.says("anna", "!tagesordnung M1")).splitlines()[1:] == [
        "TOP 1 Haushalt",
        "TOP 2 Verschiedenes",
    ]


@pytest.mark.parametrize(
    ("typed", "title", "behind"),
    [
        ("Haushalt 15 min von Ben", "Haushalt", ": Ben, 15 Minuten"),
        ("Haushalt (ca. 30 Minuten) von Ben", "Haushalt", ": Ben, 30 Minuten"),
        ("Bericht Jena, 20 Minuten, von Anna und Cem", "Bericht Jena", ": Anna und Cem, 20 Minuten"),
        ("Bericht von Ben", "Bericht von Ben", ""),
        ("Bericht (Ben, 10 min)", "Bericht (Ben, 10 min)", ""),
    ],
)
async def test_who_stands_behind_a_length_speaks_and_a_bracket_is_never_cut(
    room: Board, typed: str, title: str, behind: str
) -> None:
    assert await room.says("olga", f"!tagesordnung neu {typed}") == (
        f"„{title}“ steht im Themenspeicher{behind}.\nDie Tagesordnung der nächsten Sitzung bietet den Punkt an."
    )
