"""Speakers from outside: ideas, who asks them, wishes, and how it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from commands.base import Settings
from tests.board import BERLIN, DUTIES, PEOPLE, Board, body, rings
from tests.lending import Lending

MATRIX = "!impuls neu Matrix in der Verwaltung; Person: Dr. Ada Beispiel, Stadt Jena; Kontakt: @cem"
HINT = "👍 hierauf heißt: gern hören. Wer anfragt, sagt !impuls anfragen I1"
NAMED = "I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena"
ANSWERS = "Zusage: !impuls zugesagt I1 M1 20 min\nAbsage: !impuls abgesagt I1"
DIRECT = "!ben:board.test"


@pytest.fixture
async def board(tmp_path: Path, lending: Lending, all_offered_works: None) -> AsyncIterator[Board]:
    """A room with a meeting of two hours, and Ben's direct chat."""
    board = Board(tmp_path)
    board.matrix.add_room(DIRECT, PEOPLE[1], direct=True)
    async with lending.started(board):
        await board.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
        await board.passes(minutes=2)
        yield board


async def test_an_idea_is_kept_with_topic_person_office_and_contact(board: Board) -> None:
    assert await board.says("anna", MATRIX) == (
        f"I1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena\nIdee.\nKontakt: Cem.\n{HINT}"
    )


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("!impuls neu Open Source in Schulen", "I1 Open Source in Schulen"),
        ("!impuls neu Person: Dr. Ada Beispiel, Stadt Jena", "I1 Dr. Ada Beispiel, Stadt Jena"),
        ("!impulse add Thema: Matrix\nPerson: Ada Beispiel", "I1 Matrix – Ada Beispiel"),
        ("!impuls neu --person Ada Beispiel; Matrix", "I1 Matrix – Ada Beispiel"),
        ("!impuls neu Rückblick auf 2025", "I1 Rückblick auf 2025"),
        ('!impuls neu "Matrix; und mehr"; Person: Ada', "I1 Matrix; und mehr – Ada"),
        ("!impuls neu Matrix; Person: @ben", "I1 Matrix – Ben"),
    ],
)
async def test_topic_or_person_alone_is_enough(board: Board, line: str, first: str) -> None:
    assert (await board.says("anna", line)).splitlines()[0] == first


@pytest.mark.parametrize("line", ["!impuls neu", "!impuls neu Kontakt: @cem", "!impulse add Person: –"])
async def test_without_topic_and_person_both_are_asked_for(board: Board, line: str) -> None:
    assert await board.says("anna", line) == (
        "⚠️ Worum soll es gehen, oder wer soll sprechen? Eines von beiden genügt.\n"
        "!impuls neu Matrix in der Verwaltung; Person: Dr. Ada Beispiel, Stadt Jena"
    )


@pytest.mark.parametrize(
    "person",
    [
        *("Ada Beispiel, ada@example.org", "Ada Beispiel, Tel. 0361 123456", "Ada Beispiel <ada@example.org>"),
        "Ada Beispiel „ada@example.org“",
    ],
)
async def test_addresses_and_telephone_numbers_of_people_from_outside_are_not_kept(board: Board, person: str) -> None:
    assert await board.says("anna", f"!impuls neu Matrix; Person: {person}") == (
        "⚠️ Von Menschen außerhalb des Boards werden nur Name, Stelle und Thema gespeichert; Adressen und "
        "Telefonnummern bleiben beim Kontakt.\n!impuls neu Matrix; Person: Ada Beispiel"
    )


async def test_the_same_person_twice_is_said(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert (await board.says("ben", "!impuls neu Federation; Person: ada beispiel")).splitlines()[-1] == (
        "ada beispiel steht hier schon: I1 „Matrix in der Verwaltung“. Idee."
    )


async def test_a_wish_is_a_thumb_on_a_listing_the_latest_counts_and_a_redaction_takes_it_back(board: Board) -> None:
    kept = await board.says("anna", MATRIX)
    second = await board.says("anna", "!impuls neu Open Source in Schulen")
    assert kept.event and second.event
    wished = await board.reacts("ben", second.event, "👍")
    assert wished == "I2 Open Source in Schulen\nIdee.\nMöchten das hören: Ben.\n" + HINT.replace("I1", "I2")
    thumb = board.last
    listed = await board.says("cem", "!impuls liste")
    assert listed == (
        "2 Impulse, Ideen zuerst\n"
        "• I2 Open Source in Schulen: Idee; eine Stimme dafür\n"
        "• I1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena: Idee\n"
        "👍 hierauf heißt: alle diese Ideen gern hören; eine allein: !impuls wunsch I2"
    )
    assert listed.event
    await board.passes(seconds=6)
    both = await board.reacts("olga", listed.event, "👍")
    (shown,) = (said for said in (both, *map(body, both.also)) if "2 Impulse" in said)
    assert shown.splitlines()[1:3] == [
        "• I2 Open Source in Schulen: Idee; 2 Stimmen dafür",
        "• I1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena: Idee; eine Stimme dafür",
    ]
    await board.passes(seconds=6)
    await board.redacts("ben", thumb)
    await board.passes(seconds=6)
    assert (await board.says("cem", "!impuls zeigen I2")).splitlines()[2] == "Möchten das hören: Olga."
    await board.reacts("olga", second.event, "👎")
    assert (await board.says("cem", "!impuls zeigen I2")).splitlines()[2] == "• Mi, 25. November 2026: Idee (Anna)"
    await board.reacts("cem", second.event, "❤️")
    assert (await board.says("cem", "!impuls zeigen I2")).splitlines()[2] == "• Mi, 25. November 2026: Idee (Anna)"


async def test_what_a_thumb_wished_is_undone_by_undo_for_a_day(board: Board) -> None:
    kept = await board.says("anna", MATRIX)
    assert kept.event
    await board.reacts("ben", kept.event, "👍")
    await board.passes(hours=20)
    assert (await board.says("ben", "!rückgängig")).splitlines()[0] == (
        "Zurückgenommen: eine Reaktion (I1 „Matrix in der Verwaltung“)."
    )
    assert "Möchten das hören" not in await board.says("ben", "!impuls zeigen I1")


async def test_by_words_a_wish_is_encrypted_and_goes_in_a_direct_chat_as_well(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("ben", "!impuls wunsch I1", room=DIRECT) == (
        "Möchten I1 „Matrix in der Verwaltung“ hören: Ben."
    )
    await board.passes(seconds=6)
    assert body(board.heard()[-1]).splitlines()[3] == "Möchten das hören: Ben."
    assert (
        await board.says("ben", "!impulse wish I1 not") == "I1 „Matrix in der Verwaltung“ möchte bisher niemand hören."
    )


async def test_who_asks_is_remembered_and_asked_on_the_day_and_every_fortnight(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("ben", "!impuls anfragen I1 bis 3.12.") == (
        f"Ben fragt an: {NAMED}; Antwort bis Do, 3. Dezember 2026.\n"
        f"Ob es eine Antwort gibt, wird am Do, 3. Dezember 2026 gefragt, danach alle 14 Tage.\n{ANSWERS}"
    )
    await board.later(datetime(2026, 12, 3, 8, 59, tzinfo=BERLIN))
    (asked,) = await board.later(datetime(2026, 12, 3, 9, tzinfo=BERLIN))
    assert rings(asked) == ["@ben:board.test"]
    assert body(asked) == (
        f"Ben: Gibt es schon eine Antwort zu {NAMED}?\nEine Antwort war bis Do, 3. Dezember 2026 erwartet.\n{ANSWERS}\n"
        "Sonst kommt diese Frage in 14 Tagen wieder."
    )
    await board.says("olga", "!sitzung ansetzen Klausur 20.1. 14-16 Uhr")
    said = await board.later(datetime(2026, 12, 17, 9, tzinfo=BERLIN))
    assert [body(one).splitlines()[0] for one in said if rings(one) == ["@ben:board.test"]] == [
        f"Ben: Gibt es schon eine Antwort zu {NAMED}?"
    ]
    await board.says("ben", "!impuls abgesagt I1 keine Zeit")
    assert [one for one in await board.later(datetime(2026, 12, 31, 9, tzinfo=BERLIN)) if rings(one)] == []


async def test_until_today_is_asked_about_in_the_morning_after(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("ben", "!impuls anfragen I1 bis heute") == (
        "Ben fragt an: I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena; Antwort bis Mi, 25. "
        "November 2026.\n"
        "Ob es eine Antwort gibt, wird am Do, 26. November 2026 gefragt, danach alle 14 Tage.\n"
        "Zusage: !impuls zugesagt I1 M1 20 min\n"
        "Absage: !impuls abgesagt I1"
    )
    said = await board.later(datetime(2026, 11, 26, 9, tzinfo=BERLIN))
    assert [body(one).splitlines()[0] for one in said] == [f"Ben: Gibt es schon eine Antwort zu {NAMED}?"]
    said = await board.later(datetime(2026, 12, 10, 9, tzinfo=BERLIN))
    assert [body(one).splitlines()[0] for one in said if "Antwort" in body(one)] == [
        f"Ben: Gibt es schon eine Antwort zu {NAMED}?"
    ]


async def test_without_a_day_it_is_asked_after_a_fortnight(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("anna", "!impulse ask I1 @ben") == (
        f"Ben fragt an: {NAMED}.\nOb es eine Antwort gibt, wird alle 14 Tage gefragt.\n{ANSWERS}"
    )
    told = board.heard(lambda event: rings(event) == ["@ben:board.test"])[-1]
    assert (
        body(told)
        == f"Ben, laut Anna fragen Sie an: {NAMED}.\nMacht das jemand anders, genügt dort !impuls übernehmen I1"
    )
    said = await board.passes(days=14, minutes=1)
    assert [body(one).splitlines()[0] for one in said if "Antwort" in body(one)] == [
        f"Ben: Gibt es schon eine Antwort zu {NAMED}?"
    ]


async def test_the_contact_is_taken_over_and_whoever_had_it_hears_that(board: Board) -> None:
    await board.says("anna", MATRIX)
    taken = await board.says("ben", "!impuls übernehmen I1")
    assert taken == "Ben hält jetzt den Kontakt zu I1 „Matrix in der Verwaltung“."
    told = taken.also[0]
    assert (body(told), rings(told)) == (
        "Cem, den Kontakt zu I1 „Matrix in der Verwaltung“ hält ab jetzt Ben.", ["@cem:board.test"],
    )  # fmt: skip
    assert await board.says("ben", "!impuls übernehmen I1") == (
        "⚠️ Den Kontakt zu I1 „Matrix in der Verwaltung“ halten Sie schon.\n!impuls zeigen I1"
    )


async def test_long_lists_come_in_pages_and_a_thumb_on_one_means_its_ideas(board: Board) -> None:
    for number in range(1, 13):
        await board.says("anna", f"!impuls neu Vortrag {number}")
    first = await board.says("anna", "!impuls liste")
    assert first.splitlines()[0] == "12 Impulse, Ideen zuerst"
    assert first.splitlines()[11] == "Seite 1 von 2; !impuls liste 2 zeigt die nächste."
    second = await board.says("anna", "!impuls liste 2")
    assert second.splitlines()[1:3] == ["• I11 Vortrag 11: Idee", "• I12 Vortrag 12: Idee"]
    assert second.event
    wished = await board.reacts("ben", second.event, "👍")
    assert wished.splitlines()[1:3] == [
        "• I11 Vortrag 11: Idee; eine Stimme dafür", "• I12 Vortrag 12: Idee; eine Stimme dafür",
    ]  # fmt: skip
    assert (await board.says("anna", "!impuls offen")).splitlines()[1] == "• I11 Vortrag 11: Idee; eine Stimme dafür"


async def test_what_was_declined_says_why_until_when_it_is_kept_and_how_to_ask_again(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("cem", "!impuls abgesagt I1 nicht vor dem Sommer") == (
        f"{NAMED} ist abgesagt: nicht vor dem Sommer.\n"
        "Am Do, 25. November 2027 wird gelöscht, was dazu gespeichert ist; bis dahin fragt !impuls anfragen I1 "
        "noch einmal an."
    )
    assert await board.says("cem", "!impuls zeigen I1") == (
        "I1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena\n"
        "Abgesagt am Mi, 25. November 2026.\n"
        "Kontakt: Cem.\n"
        "• Mi, 25. November 2026: Idee (Anna)\n"
        "• Mi, 25. November 2026: abgesagt, „nicht vor dem Sommer“ (Cem)"
    )
    assert await board.says("cem", "!impuls abgesagt I1") == (
        "⚠️ I1 „Matrix in der Verwaltung“ ist schon abgesagt.\n!impuls zeigen I1"
    )
    assert (await board.says("cem", "!impuls anfragen I1")).splitlines()[0] == f"Cem fragt an: {NAMED}."


@pytest.mark.parametrize("night", [True, False])
async def test_twelve_months_after_it_was_dropped_nothing_of_it_is_on_the_disk(board: Board, night: bool) -> None:
    await board.says("anna", MATRIX.replace("Beispiel", "Zwetschgenkuchen"))
    await board.says("anna", "!impuls verwerfen I1 zu teuer")
    await board.passes(days=364)
    assert await board.says("anna", "!impuls zeigen I1") == (
        "I1 Matrix in der Verwaltung – Dr. Ada Zwetschgenkuchen, Stadt Jena\n"
        "Verworfen am Mi, 25. November 2026.\n"
        "Kontakt: Cem.\n"
        "• Mi, 25. November 2026: Idee (Anna)\n"
        "• Mi, 25. November 2026: verworfen, „zu teuer“ (Anna)"
    )
    await board.passes(days=1, minutes=1)
    if night:
        await board.bot.night.night()
        await board.stop()
        assert not [path for path in board.folder.iterdir() if b"Zwetschgenkuchen" in path.read_bytes()]
        await board.start()
    assert await board.says("anna", "!impuls zeigen I1") == "⚠️ Einen Impuls I1 gibt es nicht.\n!impuls liste"


async def test_what_is_not_there_or_can_be_meant_in_two_ways_is_asked(board: Board) -> None:
    assert await board.says("anna", "!impuls zugesagt I9 M1") == "⚠️ Einen Impuls I9 gibt es nicht.\n!impuls liste"
    assert (
        await board.says("anna", "!impuls anfragen") == "⚠️ Einen solchen Impuls gibt es zurzeit nicht.\n!impuls liste"
    )
    await board.says("anna", MATRIX)
    await board.says("anna", "!impuls neu Open Source in Schulen")
    assert await board.says("anna", "!impuls anfragen bis 3.12.") == (
        "⚠️ Welcher Impuls ist gemeint: I1 „Matrix in der Verwaltung“ oder I2 „Open Source in Schulen“?\n"
        "!impuls anfragen I1 bis 3.12.\n!impuls anfragen I2 bis 3.12."
    )
    assert await board.says("anna", "!impuls anfragen Beispiel") == (
        "Anna fragt an: I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena.\n"
        "Ob es eine Antwort gibt, wird alle 14 Tage gefragt.\n"
        "Zusage: !impuls zugesagt I1 M1 20 min\n"
        "Absage: !impuls abgesagt I1"
    )
    assert await board.says("anna", "!impuls zeigen Open Source in Schulen") == (
        "I2 Open Source in Schulen\n"
        "Idee.\n"
        "• Mi, 25. November 2026: Idee (Anna)\n"
        "👍 hierauf heißt: gern hören. Wer anfragt, sagt !impuls anfragen I2"
    )


async def test_a_date_that_is_over_and_one_that_comes_again_are_no_days_for_an_answer(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("anna", "!impuls anfragen I1 bis 3.11.2026") == (
        "⚠️ Di, 3. November 2026 ist schon vorbei.\n!impuls anfragen I1 bis 15.1."
    )
    assert await board.says("anna", "!impuls anfragen I1 bis jeden Montag") == (
        "⚠️ Eine Antwort wird bis zu einem einzelnen Tag erwartet.\n!impuls anfragen I1 bis 15.1."
    )
    assert await board.says("anna", "!impuls anfragen I1 bis 3.12. vielleicht") == (
        "Noch ist nichts geschehen. Nicht verstanden: „bis 3.12. vielleicht“.\n"
        "So weit verstanden: Anna fragt an: I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena.\n"
        "Ob es eine Antwort gibt, wird alle 14 Tage gefragt.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


async def test_a_record_and_a_day_are_asked_about_as_a_request(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert (await board.says("cem", "!impuls I1 bis Freitag")).splitlines()[0] == (
        "Noch ist nichts geschehen. Ist das gemeint? !impuls anfragen I1 bis Freitag"
    )
    assert (await board.says("cem", "!ja")).splitlines()[
        0
    ] == f"Cem fragt an: {NAMED}; Antwort bis Fr, 27. November 2026."
    assert (await board.says("cem", "!impuls angefragt I1 von ben bis 3.12.")).splitlines()[0] == (
        f"Ben fragt an: {NAMED}; Antwort bis Do, 3. Dezember 2026."
    )


async def test_what_is_taken_away_leaves_a_topic_or_a_person(board: Board) -> None:
    await board.says("anna", MATRIX)
    await board.says("anna", "!impuls zugesagt I1 M1")
    assert (await board.says("anna", "!impuls ändern I1 Thema: keins")).splitlines()[1] == (
        "I1 keins – Dr. Ada Beispiel, Stadt Jena"
    )
    assert (await board.says("anna", "!impuls ändern I1 Thema: -")).splitlines()[1] == "I1 Dr. Ada Beispiel, Stadt Jena"
    assert (await board.says("anna", "!tagesordnung M1")).splitlines()[1] == (
        "TOP 1 Impuls – Dr. Ada Beispiel, Stadt Jena, I1"
    )
    assert await board.says("anna", "!impuls ändern I1 Person: niemand") == (
        "⚠️ I1 „Dr. Ada Beispiel, Stadt Jena“ braucht ein Thema oder eine Person; !impuls streichen I1 nimmt ihn "
        "heraus.\n!impuls zeigen I1"
    )


async def test_people_from_outside_are_named_to_whoever_asks_what_is_stored(board: Board) -> None:
    await board.says("anna", MATRIX)
    await board.says("anna", "!impuls neu Open Source in Schulen")
    shown = (await board.says("ben", "!datenschutz", room=DIRECT)).splitlines()
    heading = "Von Menschen außerhalb des Boards sind nur Name, Stelle und Thema gespeichert:"
    assert shown[shown.index(heading) + 1] == "• I1 Dr. Ada Beispiel, Stadt Jena – Matrix in der Verwaltung"


async def test_answers_to_its_message_mean_it(board: Board) -> None:
    await board.says("anna", "!impuls neu Open Source in Schulen")
    kept = await board.says("anna", MATRIX)
    assert kept.event
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": kept.event.event_id}}}
    assert (
        await board.says("ben", "!impuls übernehmen", **reply)
        == "Ben hält jetzt den Kontakt zu I2 „Matrix in der Verwaltung“."
    )


async def test_in_a_direct_chat_it_is_shown_and_changes_are_for_the_room(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("ben", "!impuls", room=DIRECT) == (
        "Ein Impuls\n"
        "• I1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena: Idee\n"
        "👍 hierauf heißt: I1 gern hören."
    )
    assert await board.says("ben", "!impuls streichen I1", room=DIRECT) == (
        "⚠️ Das sollen alle sehen. Bitte im Board-Raum sagen."
    )


async def test_the_standing_duty_of_that_name_is_claimed_as_before(board: Board) -> None:
    await board.says("anna", MATRIX)
    assert await board.says("ben", "!task claim impulses") == "Ben hat „Impulse und Referierende“ (T2) übernommen."


async def test_in_english_it_is_the_same(tmp_path: Path) -> None:
    board = await Board(tmp_path, replace(Settings(duties=DUTIES), language="en")).start()
    await board.says("anna", "!meeting plan Spring meeting 8.12. 14:00-16:00")
    assert await board.says(
        "anna", "!impulse add Matrix in public administration; Person: Dr. Ada Example, City of Jena; Contact: @cem"
    ) == (
        "I1 Matrix in public administration – Dr. Ada Example, City of Jena\nIdea.\nContact: Cem.\n"
        "👍 on this is a wish to hear it. Whoever asks says so: !impulse ask I1"
    )
    assert await board.says("cem", "!impulse confirm I1 M1 20 min") == (
        "I1 “Matrix in public administration” by Dr. Ada Example, City of Jena is confirmed: M1 Spring meeting, "
        "Tue, 8 December 2026, 14:00–16:00, TOP 1, 20 minutes.\n"
        "Together: 20 minutes of 2 hours.\n"
        "Contact: Cem, who is reminded of the preparations on Tue, 1 December 2026."
    )
    await board.stop()
