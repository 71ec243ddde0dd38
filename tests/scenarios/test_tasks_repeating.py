"""Tasks that come again by a rule: done or due, the next one opens; once, whoever says it how often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.board import BERLIN, Board, body, rings
from tests.lending import begun

MONDAYS = "jeden ersten Montag im Monat"
FRIDAY = "Fr, 27. November 2026, 12:00"


@begun
async def letters(room: Board) -> None:
    """The room with T5, due on the first Monday of each month, which Ben has taken on."""
    await room.says("anna", f"!aufgabe neu Newsletter schreiben {MONDAYS}")
    await room.says("ben", "!aufgabe übernehmen T5")


@pytest.mark.parametrize(
    ("line", "due", "rule"),
    [
        (f"Newsletter schreiben {MONDAYS}", "Mo, 7. Dezember 2026", "jeden 1. Montag im Monat ab 7.12.2026"),
        (
            "Newsletter schreiben every first Monday of the month",
            "Mo, 7. Dezember 2026",
            "jeden 1. Montag im Monat ab 7.12.2026",
        ),
        ("Newsletter schreiben jeden Monat", "Fr, 25. Dezember 2026", "monatlich ab 25.12.2026"),
        ("alle zwei Wochen Newsletter schreiben", "Mi, 9. Dezember 2026", "alle 2 Wochen ab 9.12.2026"),
        ("Newsletter schreiben jeden Freitag 12 Uhr", FRIDAY, "jeden Freitag 12:00 ab 27.11.2026"),
        ("Newsletter schreiben jeden Freitag 9-12 Uhr", FRIDAY, "jeden Freitag 12:00 ab 27.11.2026"),
        ("Newsletter schreiben jeden Monat ab 4.1.", "Mo, 4. Januar 2027", "monatlich ab 4.1.2027"),
        (
            "Newsletter schreiben jeden Montag bis Juni",
            "Mo, 30. November 2026",
            "jeden Montag ab 30.11.2026 bis 30.6.2027",
        ),
        (
            "Newsletter schreiben jeden Montag außer 7.12.",
            "Mo, 30. November 2026",
            "jeden Montag ab 30.11.2026 außer 7.12.2026",
        ),
    ],
)
async def test_a_rule_at_either_end_of_the_line_is_understood_and_shown(
    room: Board, line: str, due: str, rule: str
) -> None:
    answer = await room.says("anna", f"!aufgabe neu {line}")
    assert answer == (
        f"„Newsletter schreiben“ steht als T5 auf der Liste, fällig am {due}.\n"
        f"Sie kehrt wieder: {rule}.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_who_is_named_behind_the_rule_or_before_it_is_asked(room: Board) -> None:
    for key, title, line in (
        ("T5", "Newsletter", f"Newsletter {MONDAYS} @ben"),
        ("T6", "Protokoll", f"Protokoll @ben {MONDAYS}"),
    ):
        answer = await room.says("anna", f"!aufgabe neu {line}")
        assert answer == (
            f"„{title}“ steht als {key} auf der Liste, fällig am Mo, 7. Dezember 2026.\n"
            "Sie kehrt wieder: jeden 1. Montag im Monat ab 7.12.2026.\n"
            f"Ben ist gebeten, „{title}“ ({key}) zu übernehmen."
        )
        assert [rings(event) for event in answer.also] == [["@ben:board.test"]]


async def test_done_opens_the_next_one_with_whoever_held_it(letters: Board) -> None:
    assert await letters.says("ben", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\n"
        "Vielen Dank, Ben.\n"
        "Die nächste ist T6, fällig am Mo, 4. Januar 2027, bei Ben."
    )
    assert await letters.says("ben", "!ich") == (
        "Das wartet auf Ben:\nIhre Aufgaben\n• T6 Newsletter schreiben, fällig am Mo, 4. Januar 2027"
    )
    assert "T5" not in await letters.says("ben", "!aufgabe")
    shown = await letters.says("ben", "!aufgabe zeigen T6")
    assert shown == (
        "T6 Newsletter schreiben\n"
        "Fällig am Mo, 4. Januar 2027.\n"
        "Kehrt wieder: jeden 1. Montag im Monat ab 7.12.2026.\n"
        "Übernommen von Ben, seit Mi, 25. November 2026.\n"
        "Angelegt von Anna am Mi, 25. November 2026.\n"
        "Abschließen: !aufgabe erledigt T6"
    )


async def test_when_its_day_comes_the_next_one_opens_and_its_holder_is_rung_once(letters: Board) -> None:
    said = await letters.later(datetime(2026, 12, 7, 9, tzinfo=BERLIN))
    assert [rings(event) for event in said if rings(event)] == [["@ben:board.test"]]
    assert sorted(body(event).split("\n")[0] for event in said) == [
        "Ben: „Newsletter schreiben“ (T5) ist heute fällig, Mo, 7. Dezember 2026.",
        "„Newsletter schreiben“ steht für das nächste Mal als T6 auf der Liste, fällig am Mo, 4. Januar 2027, bei Ben.",
    ]
    mine = await letters.says("ben", "!ich")
    assert mine == (
        "Das wartet auf Ben:\n"
        "Ihre Aufgaben\n"
        "• T5 Newsletter schreiben, fällig am Mo, 7. Dezember 2026\n"
        "• T6 Newsletter schreiben, fällig am Mo, 4. Januar 2027"
    )
    assert await letters.says("ben", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\nVielen Dank, Ben."
    )


async def test_a_year_opens_one_for_each_of_its_dates_over_restarts(letters: Board) -> None:
    for month in (12, 1, 2, 3, 4):
        year = 2026 if month == 12 else 2027
        await letters.later(datetime(year, month, 14, 12, tzinfo=BERLIN))
        await letters.stop()
        await letters.start()
    listed = await letters.says("anna", "!aufgabe")
    for due in (
        "7. Dezember 2026",
        "4. Januar 2027",
        "1. Februar 2027",
        "1. März 2027",
        "5. April 2027",
        "3. Mai 2027",
    ):
        assert listed.count(due) == 1, listed


async def test_what_was_missed_while_the_bot_was_away_opens_once(letters: Board) -> None:
    await letters.stop()
    letters.now = datetime(2027, 3, 10, 12, tzinfo=BERLIN)
    await letters.start()
    await letters.passes(minutes=1)
    listed = await letters.says("anna", "!aufgabe")
    assert [row for row in listed.splitlines() if "Newsletter" in row] == [
        "• T5 Newsletter schreiben – fällig seit Mo, 7. Dezember 2026 – Ben",
        "• T6 Newsletter schreiben – fällig am Mo, 5. April 2027 – Ben",
    ]


async def test_done_twice_within_a_second_by_its_name_does_one(letters: Board) -> None:
    await letters.says("ben", "!aufgabe erledigt Newsletter schreiben")
    letters.now += timedelta(seconds=1)
    assert await letters.says("anna", "!aufgabe erledigt Newsletter schreiben") == (
        "⚠️ „Newsletter schreiben“ (T5) ist eben erledigt worden; die nächste, T6, ist am Mo, 4. Januar 2027 fällig.\n"
        "!aufgabe erledigt T6"
    )
    assert await letters.says("cem", "!aufgabe erledigt T5") == (
        "⚠️ „Newsletter schreiben“ (T5) ist schon erledigt.\n!aufgabe wiederöffnen T5"
    )
    assert (await letters.says("ben", "!aufgabe erledigt T6")).replace("Die", "die") == (
        "„Newsletter schreiben“ (T6) ist erledigt.\n"
        "Vielen Dank, Ben.\n"
        "die nächste ist T7, fällig am Mo, 1. Februar 2027, bei Ben."
    )


async def test_done_is_taken_back_with_the_next_one_and_its_number_is_not_given_again(letters: Board) -> None:
    await letters.says("ben", "!aufgabe erledigt T5")
    assert await letters.says("ben", "!undo") == (
        "Zurückgenommen: !aufgabe erledigt (T5 „Newsletter schreiben“ und T6 „Newsletter "
        "schreiben“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu "
        "sagen."
    )
    assert "T6" not in await letters.says("ben", "!aufgabe")
    assert await letters.says("ben", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\n"
        "Vielen Dank, Ben.\n"
        "Die nächste ist T7, fällig am Mo, 4. Januar 2027, bei Ben."
    )


async def test_done_is_not_taken_back_once_somebody_has_built_on_the_next_one(letters: Board) -> None:
    await letters.says("ben", "!aufgabe erledigt T5")
    await letters.says("anna", "!aufgabe frist T6 5.1.")
    assert await letters.says("ben", "!undo") == (
        "⚠️ !aufgabe erledigt lässt sich nicht mehr zurücknehmen: Anna hat seitdem darauf aufgebaut.\n"
        "!aufgabe wiederöffnen T5"
    )


async def test_another_date_moves_this_one_alone(letters: Board) -> None:
    assert await letters.says("ben", "!aufgabe frist T5 9.12.") == (
        "„Newsletter schreiben“ (T5) ist jetzt am Mi, 9. Dezember 2026 fällig statt am Mo, 7. Dezember 2026.\n"
        "Sie kehrt wieder wie bisher: jeden 1. Montag im Monat ab 7.12.2026."
    )
    said = await letters.later(datetime(2026, 12, 8, 9, tzinfo=BERLIN))
    assert [body(event).split("\n")[0] for event in said] == [
        "Ben: „Newsletter schreiben“ (T5) ist morgen fällig, am Mi, 9. Dezember 2026."
    ]
    assert await letters.says("ben", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\n"
        "Vielen Dank, Ben.\n"
        "Die nächste ist T6, fällig am Mo, 4. Januar 2027, bei Ben."
    )


@pytest.mark.parametrize("line", ["!aufgabe frist T5 {}", "!aufgabe ändern T5 {}", "!aufgabe wiederholen T5 {}"])
async def test_another_rule_holds_from_its_next_date_on(letters: Board, line: str) -> None:
    assert await letters.says("ben", line.format("jeden Mittwoch ab 2.12.")) == (
        "„Newsletter schreiben“ (T5) ist am Mi, 2. Dezember 2026 fällig und kehrt wieder: jeden Mittwoch ab 2.12.2026."
    )
    assert await letters.says("ben", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\n"
        "Vielen Dank, Ben.\n"
        "Die nächste ist T6, fällig am Mi, 9. Dezember 2026, bei Ben."
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!aufgabe wiederholen T5 nicht mehr", "bleibt auf der Liste und kehrt danach nicht wieder."),
        ("!task repeat T5 none", "bleibt auf der Liste und kehrt danach nicht wieder."),
        ("!task due T5 none", "hat keine Frist mehr und kehrt nicht wieder."),
    ],
)
async def test_it_stops_by_a_word(letters: Board, line: str, said: str) -> None:
    assert await letters.says("ben", line) == f"„Newsletter schreiben“ (T5) {said}"
    assert await letters.says("ben", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\nVielen Dank, Ben."
    )
    await letters.passes(days=60)
    assert "Newsletter" not in await letters.says("ben", "!aufgabe")


async def test_a_rule_that_ends_says_so(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Newsletter schreiben jeden Montag bis 10.12.")
    assert await room.says("anna", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\n"
        "Die nächste ist T6, fällig am Mo, 7. Dezember 2026; noch hat sie niemand übernommen."
    )
    assert await room.says("anna", "!aufgabe erledigt T6") == (
        "„Newsletter schreiben“ (T6) ist erledigt.\nDas war die letzte nach dieser Regel."
    )


async def test_dropping_one_asks_whether_all_are_meant(letters: Board) -> None:
    asked = await letters.says("ben", "!aufgabe streichen T5")
    assert asked == (
        "⚠️ „Newsletter schreiben“ (T5) kehrt wieder. Soll nur diese gestrichen werden oder alle von nun an?\n"
        "nur diese: !aufgabe streichen T5 einmal; alle: !aufgabe streichen T5 immer"
    )
    assert await letters.says("ben", "!aufgabe streichen T5 einmal") == (
        "„Newsletter schreiben“ (T5) ist gestrichen.\n"
        "Die nächste ist T6, fällig am Mo, 4. Januar 2027, bei Ben.\n"
        "Zurückholen: !aufgabe wiederöffnen T5"
    )
    assert await letters.says("ben", "!aufgabe streichen T6 immer") == (
        "„Newsletter schreiben“ (T6) ist gestrichen.\n"
        "Auch was danach käme, ist gestrichen.\n"
        "Zurückholen: !aufgabe wiederöffnen T6"
    )
    await letters.passes(days=20)
    assert "Newsletter" not in await letters.says("ben", "!aufgabe")
    await letters.says("ben", "!aufgabe öffnen T6")
    assert await letters.says("ben", "!aufgabe zeigen T6") == (
        "T6 Newsletter schreiben\n"
        "Fällig am Mo, 4. Januar 2027.\n"
        "Kehrt wieder: jeden 1. Montag im Monat ab 7.12.2026.\n"
        "Übernommen von Ben, seit Mi, 25. November 2026.\n"
        "Angelegt von Anna am Mi, 25. November 2026.\n"
        "Abschließen: !aufgabe erledigt T6"
    )


async def test_one_that_is_dropped_while_it_is_due_leaves_the_next_one_and_says_so(letters: Board) -> None:
    await letters.later(datetime(2026, 12, 7, 9, 30, tzinfo=BERLIN))
    assert await letters.says("ben", "!aufgabe streichen T5") == (
        "„Newsletter schreiben“ (T5) ist gestrichen.\n"
        "Die nächste, T6, bleibt auf der Liste.\n"
        "Zurückholen: !aufgabe wiederöffnen T5"
    )


async def test_one_that_was_added_on_its_day_opens_no_other_at_once(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Newsletter schreiben jeden Mittwoch")
    assert (await room.says("anna", "!aufgabe")).count("Newsletter") == 1
    await room.later(datetime(2026, 11, 26, 9, tzinfo=BERLIN))
    assert (await room.says("anna", "!aufgabe")).count("Newsletter") == 2


async def test_who_has_left_loses_the_next_one_too(letters: Board) -> None:
    await letters.says("ben", "!aufgabe erledigt T5")
    await letters.leaves("ben")
    await letters.passes(days=1, minutes=5)
    assert await letters.says("anna", "!task") == (
        "5 Aufgaben stehen an.\n"
        "• T6 Newsletter schreiben – fällig am Mo, 4. Januar 2027 – noch frei\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


async def test_what_a_clock_that_was_ahead_has_opened_takes_its_rules_date_by_the_right_one(letters: Board) -> None:
    right = letters.now
    await letters.later(datetime(2028, 3, 1, 12, tzinfo=BERLIN))
    assert (
        "• T6 Newsletter schreiben – fällig am Mo, 6. März 2028 – Ben"
        in (await letters.says("anna", "!aufgabe")).splitlines()
    )
    await letters.later(right + timedelta(hours=1))
    assert (
        "• T6 Newsletter schreiben – fällig am Mo, 4. Januar 2027 – Ben"
        in (await letters.says("anna", "!aufgabe")).splitlines()
    )
    await letters.later(datetime(2027, 1, 4, 9, tzinfo=BERLIN))
    assert (
        "• T7 Newsletter schreiben – fällig am Mo, 1. Februar 2027 – Ben"
        in (await letters.says("anna", "!aufgabe")).splitlines()
    )
