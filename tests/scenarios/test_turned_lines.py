"""What says that something is not so, is unsure, or is regretted: asked about, kept with the record, or said as why."""

from __future__ import annotations

import pytest

from tests.board import Answer, Board, all_said, body, rung
from tests.lending import begun

SETUP = (
    "!sitzung ansetzen Vorstand 8.12. 14-16 Uhr",
    "!aufgabe neu Protokoll schreiben bis 9.12.",
    "!gastgeber anbieten Bochum am 8.12. für 25",
    "!erinnere morgen 14 Uhr Folien",
)


@begun
async def board(room: Board) -> None:
    for line in SETUP:
        await room.says("ben", line)


OFFERS = [
    ("!gastgeber anbieten Essen ohne Beamer am 9.12.", "Essen – Mi, 9. Dezember 2026.\nAusstattung: ohne Beamer\n"),
    ("!gastgeber anbieten Essen mit Beamer am 9.12.", "Essen – Mi, 9. Dezember 2026.\nAusstattung: Beamer\n"),
    ("!gastgeber anbieten Hagen, Parken ist nicht möglich", "Hagen.\nAusstattung: Parken ist nicht möglich\n"),
    (
        "!gastgeber anbieten Hagen, nicht barrierefrei, kein WLAN",
        "Hagen.\nAusstattung: kein WLAN\nBarrierefrei: nein\n",
    ),
    ("!gastgeber anbieten Hagen nicht im August", "Hagen – außer So, 1. August 2027 – Di, 31. August 2027."),
    ("!gastgeber anbieten Unna, leider kein Beamer", "Unna.\nAusstattung: kein Beamer\n"),
    ("!gastgeber ändern H1 doch nur für 20", "Bochum – Di, 8. Dezember 2026 – 20 Plätze."),
    ("!gastgeber ändern H1 am 9.12. statt 8.12.", "Bochum – Mi, 9. Dezember 2026 – "),
]


@pytest.mark.parametrize(("line", "part"), OFFERS)
async def test_a_no_about_a_room_is_kept_with_it_and_one_about_days_narrows_them(
    board: Board, line: str, part: str
) -> None:
    answer = await board.says("ben", line)
    assert part in answer and "Noch ist nichts geschehen" not in answer


async def test_an_offer_of_which_no_day_would_be_left_is_refused(board: Board) -> None:
    assert await board.says("ben", "!gastgeber ändern H1 doch nicht am 8.12.") == (
        "⚠️ Dann bliebe kein Tag, für den das angeboten ist.\n!gastgeber zurückziehen H1"
    )


NOTHING_DONE = [
    ("!aufgabe nicht erledigt T5", "⚠️ Das sagt, was nicht geschehen soll; es ist nichts geschehen.\n!hilfe aufgabe"),
    ("!lit nicht löschen L1", "⚠️ Das sagt, was nicht geschehen soll; es ist nichts geschehen.\n!hilfe lit"),
    ("!gastgeber ablehnen H1", "⚠️ „ablehnen“ gibt es bei !gastgeber nicht.\n!hilfe gastgeber"),
    ("!aufgabe T5 bis 12.12.", "Noch ist nichts geschehen. Ist das gemeint? !aufgabe frist T5 bis 12.12.\n"),
    ("!aufgabe T5 bitte so", "⚠️ Mit „bitte so“ kann dieser Befehl nichts anfangen.\n!aufgabe zeigen T5"),
    ("!erinnere löschen alle außer R1", "⚠️ Nicht verstanden: „alle außer R1“.\n!erinnere liste"),
    ("!sitzung ansetzen Jour außer 24.12.", "⚠️ „außer“ lässt offen, welches Datum gemeint ist."),
    ("!sitzung verschieben M1 doch nicht", "⚠️ „nicht“ ist hier nicht eindeutig; bitte nur den neuen Termin nennen.\n"
     "!sitzung zeigen M1"),
    ("!sitzung verschieben M1 Streik auf 10.12.", "⚠️ Nicht verstanden: „Streik“.\n!sitzung verschieben M1 10.12."),
    ("!sitzung verschieben M1 vielleicht auf 9.12.", "Noch ist nichts geschehen. Nicht verstanden: „vielleicht“.\n"),
    ("!sitzung ansetzen Rat vielleicht am 9.12. 14 Uhr", "Noch ist nichts geschehen. Nicht verstanden: „vielleicht“."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), NOTHING_DONE)
async def test_what_shall_not_be_done_or_is_unsure_changes_nothing(board: Board, line: str, answer: str) -> None:
    lists = ("!sitzung liste", "!aufgabe liste", "!gastgeber liste", "!erinnere liste")
    before = [await board.says("anna", one) for one in lists]
    assert (await board.says("ben", line)).startswith(answer)
    assert [await board.says("anna", one) for one in lists] == before


async def test_a_question_shows_all_that_would_be_done(board: Board) -> None:
    assert await board.says("ben", "!sitzung ort M1 nicht im Rathaus") == (
        "Noch ist nichts geschehen. Nicht verstanden: „nicht im Rathaus“.\n"
        "So weit verstanden: M1 „Vorstand“ ist geändert; alle erhalten Bescheid.\n"
        "Ort: keine Angabe → nicht im Rathaus\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    planned = await board.says("ben", "!sitzung ansetzen Haushalt 9.12. 14 Uhr wegen Prüfung")
    assert planned == (
        "Noch ist nichts geschehen. Nicht verstanden: „wegen Prüfung“.\n"
        "So weit verstanden: M2 „Haushalt“ ist angesetzt; alle erhalten Bescheid.\n"
        "M2 „Haushalt“ findet statt: Mi, 9. Dezember 2026, 14:00.\n"
        "Ort: wegen Prüfung\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


async def test_why_a_meeting_moves_is_told_and_a_word_of_regret_is_not(board: Board) -> None:
    answer = await board.says("ben", "!sitzung verschieben M1 leider doch 9.12. 15 Uhr wegen Krankheit")
    assert rung(answer) == [
        "M1 „Vorstand“ hat sich geändert.\n"
        "Termin: Di, 8. Dezember 2026, 14:00–16:00 → Mi, 9. Dezember 2026, 15:00–17:00\n"
        "Wegen Krankheit.\n"
        "Steht der alte Termin noch im Kalender, bitte löschen."
    ]
    await board.says("ben", "!sitzung verschieben M1 auf Freitag wegen Streik")
    moved = await board.says("ben", "!ja")
    assert "Wegen Streik." in all_said(moved).splitlines()


async def test_a_sentence_around_a_date_is_no_part_of_the_title(room: Board) -> None:
    answer = await room.says("ben", "!sitzung ansetzen Die Sitzung des Beirats findet am 15.12. um 10 Uhr statt")
    assert answer == "M1 „Die Sitzung des Beirats“ ist angesetzt; alle erhalten Bescheid."
    quoted = await room.says("ben", '!sitzung ansetzen "Kein Tag ohne" 16.12. 10 Uhr')
    assert quoted == "M2 „Kein Tag ohne“ ist angesetzt; alle erhalten Bescheid."


TASKS = [
    (
        "!aufgabe neu Rechnung bezahlen bis spätestens 4.12.",
        "„Rechnung bezahlen“ steht als T6 auf der Liste, fällig am",
    ),
    ("!aufgabe zuweisen Protokoll an Cem bitte", "Cem ist gebeten, „Protokoll schreiben“ (T5) zu übernehmen."),
    ("!aufgabe zuweisen T5 an Anna bis 10.12.", "ist jetzt am Do, 10. Dezember 2026 fällig"),
    ("!aufgabe notiz Protokoll", "⚠️ Was soll notiert werden?\n!aufgabe notiz T5 Der erste Entwurf liegt bei Cem."),
    ("!erinnere später R1", "R1 ist verschoben von Do, 26. November 2026, 14:00 auf Do, 26. November 2026, 15:00"),
]


@pytest.mark.parametrize(("line", "part"), TASKS)
async def test_small_words_around_dates_and_names_belong_to_them(board: Board, line: str, part: str) -> None:
    assert part in await board.says("ben", line)


async def test_a_thumb_answers_a_question_about_ones_own_and_asks_for_the_word_about_others(board: Board) -> None:
    asked = await board.says("ben", "!erinnere morgen 9 Uhr Kekse außer Waffeln")
    assert await board.reacts("anna", asked.event, "👍") == ""
    done = await board.reacts("ben", asked.event, "👍")
    assert done == (
        "R2 ist vorgemerkt: Ben wird am Do, 26. November 2026, 09:00 erinnert: Kekse außer Waffeln\n"
        "!erinnere löschen R2 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )
    asked = await board.says("ben", "!sitzung ansetzen Beirat nächsten Freitag 14 Uhr")
    assert await board.reacts("ben", asked.event, "👍") == (
        "Reaktionen kommen unverschlüsselt, und das betrifft auch andere: Bitte mit !ja antworten."
    )
    assert await board.says("ben", "!ja") == "M2 „Beirat“ ist angesetzt; alle erhalten Bescheid."
    asked = await board.says("ben", "!sitzung ansetzen Rat nächsten Freitag 15 Uhr")
    assert await board.reacts("ben", asked.event, "👎") == "Verworfen; es ist nichts geschehen."
    assert await board.says("ben", "!ja") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


POLL = "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; 10.12. 9 Uhr"
BY_DAY = [
    ("!sitzung festlegen M1 den 9.12.", "M1 „Klausur“ findet statt: Mi, 9. Dezember 2026, 10:00."),
    ("!sitzung festlegen Klausur Donnerstag", "M1 „Klausur“ findet statt: Do, 10. Dezember 2026, 09:00."),
    ("!sitzung streichen M1 9.12.", "M1 „Klausur“ geht weiter ohne 2. Mi, 9. Dezember 2026, 10:00."),
    ("!abstimmen am 9. ja", "2. Mi, 9. Dezember 2026, 10:00: ja"),
    ("!abstimmen kann immer außer mittwochs", "2. Mi, 9. Dezember 2026, 10:00: nein"),
    ("!sitzung festlegen M1 nicht am 9.12.", "Noch ist nichts geschehen. Nicht verstanden: „nicht am 9.12.“."),
]


@pytest.mark.parametrize(("line", "part"), BY_DAY)
async def test_a_date_of_a_poll_is_meant_by_its_day(room: Board, line: str, part: str) -> None:
    await room.says("ben", POLL)
    await room.says("anna", "!abstimmen 1 ja")
    answer = await room.says("ben", line)
    assert part in "\n".join([answer, *(body(said) for said in answer.also)])


async def test_a_cancellation_that_is_unsure_is_asked_about(board: Board) -> None:
    answer = await board.says("ben", "!sitzung absagen M1 vielleicht")
    assert answer == (
        "Noch ist nichts geschehen: „vielleicht“ kann verschieden gemeint sein.\n"
        "Soll abgesagt werden: M1 „Vorstand“ ganz? Dann genügt !ja, und diese Worte werden als Grund "
        "genannt."
    )
    assert answer.also == []
    answer = await board.says("ben", "!sitzung absagen M1 doch nicht")
    assert answer == (
        "Noch ist nichts geschehen: „doch nicht“ kann verschieden gemeint sein.\n"
        "Soll abgesagt werden: M1 „Vorstand“ ganz? Dann genügt !ja, und diese Worte werden als Grund "
        "genannt."
    )


async def test_who_does_not_come_says_so_without_being_asked_back(board: Board) -> None:
    assert await board.says("ben", "!sitzung teilnahme M1 ich komme nicht") == (
        "Gespeichert für M1 „Vorstand“: keine Teilnahme.\n"
        "Es kommen nicht: Ben.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Cem und Olga."
    )


PLACES = [
    ("!sitzung ort M1 Rathaus ab 15 Uhr", "Noch ist nichts geschehen. Nicht verstanden: „15 Uhr“."),
    ("!sitzung ort M1 Rathaus, nur am Dienstag", "Noch ist nichts geschehen. Nicht verstanden: „Dienstag“."),
    ("!sitzung ort M1 Straße des 17. Juni", "M1 „Vorstand“ ist geändert; alle erhalten Bescheid."),
    ("!sitzung ort M1 Raum 4.12", "M1 „Vorstand“ ist geändert; alle erhalten Bescheid."),
    ("!sitzung ansetzen Rat 15.1. 10 Uhr @anna", "Noch ist nichts geschehen. Nicht verstanden: „anna“."),
    ("!sitzung ansetzen Rat bis 15.1.", "Noch ist nichts geschehen. Nicht verstanden: „bis 15.1.“."),
    ('!sitzung ansetzen Rat "Bericht am Montag" jeden Mittwoch 9 Uhr', 'M2 „Rat "Bericht am Montag"“ ist angesetzt'),
    ("!sitzung vorschlagen Beirat jeden Dienstag 10 Uhr",
     "⚠️ Über eine Reihe kann nicht abgestimmt werden; sie wird gleich angesetzt.\n"
     "!sitzung ansetzen Beirat jeden Dienstag 10 Uhr"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), PLACES)
async def test_no_date_hides_in_a_place_and_none_is_read_in_a_quotation(board: Board, line: str, answer: str) -> None:
    assert (await board.says("ben", line)).startswith(answer)


MORE = [
    ("cem", "!gastgeber anbieten Ulm, ab 16 Uhr, freitags nie", "Ulm – ab 16:00 Uhr – außer freitags."),
    ("cem", "!host offer Ulm on Dec 8 from 9am to 5pm", "Ulm – Di, 8. Dezember 2026, 09:00–17:00."),
    ("ben", "!gastgeber anbieten Ulm außer in den Sommerferien", "Nicht verstanden: „außer in den Sommerferien“."),
    ("cem", "!sitzung teilnahme Vorstand leider nein", "Gespeichert für M1 „Vorstand“: keine Teilnahme."),
    ("cem", "!sitzung teilnahme M1 bin online dabei", "Gespeichert für M1 „Vorstand“: online."),
    ("ben", "!sitzung ort M1 -", "⚠️ M1 ist schon so.\n!sitzung zeigen M1"),
    (
        "ben",
        "!sitzung ändern M1 Titel Rat",
        "⚠️ Nach „Titel“ fehlt ein Doppelpunkt.\n!sitzung ändern M1 Titel: Rat",
    ),
    ("ben", "!sitzung zeigen Sommerfest", "⚠️ „Sommerfest“ heißt hier nichts. Es gibt: M1 „Vorstand“.\n!sitzung liste"),
    ("ben", "!aufgabe frist T5 keine Frist", "hat keine Frist mehr."),
    ("ben", "!aufgabe neu Geschenk für @anna", "Nicht verstanden: „für“."),
    ("ben", "!aufgabe neu @cem Getränke kaufen", "Nicht verstanden: „@cem“."),
    ("ben", "!aufgabe neu Einladung an @anna", "„Einladung“ steht als T6 auf der Liste."),
    ("ben", "!aufgabe neu Raumplan\nNicht vor Dezember", "Notiz: Nicht vor Dezember"),
    ("ben", "!erinnere jeden Montag 9 Uhr außer freitags Tee", "⚠️ „außer“ lässt offen"),
]


@pytest.mark.parametrize(("who", "line", "part"), MORE)
async def test_what_people_type_beside_the_matter_is_understood_kept_or_asked_about(
    board: Board, who: str, line: str, part: str
) -> None:
    assert part in await board.says(who, line)


async def test_a_cancelled_meeting_is_brought_back_by_its_title(board: Board) -> None:
    await board.says("ben", "!sitzung absagen M1")
    assert (
        await board.says("ben", "!sitzung wieder Vorstand")
        == "M1 „Vorstand“ findet wieder statt; alle erhalten Bescheid."
    )


async def test_a_reminder_that_gets_a_rule_keeps_its_time(board: Board) -> None:
    assert await board.says("ben", "!erinnere verschieben R1 auf jeden Dienstag") == (
        "R1 ist verschoben von Do, 26. November 2026, 14:00 auf Di, 1. Dezember 2026, 14:00 und kommt dann "
        "regelmäßig: Folien\n"
        "Regel: jeden Dienstag 14:00 ab 1.12.2026"
    )


async def test_what_is_said_behind_a_yes_leaves_the_question_open(board: Board) -> None:
    asked = await board.says("ben", "!aufgabe neu Kein Fisch")
    answer = await board.says("ben", "ja, aber bis Freitag", **reply_to(asked))
    assert answer == (
        "⚠️ „aber bis Freitag“ stand nicht in der Frage. Ja allein tut, was dort steht; sonst bitte die ganze "
        "Zeile neu schreiben."
    )
    asked = await board.says("ben", "!aufgabe neu Kein Fisch")
    assert await board.says("ben", "ja, genau", **reply_to(asked)) == (
        "„Kein Fisch“ steht als T6 auf der Liste.\nÜbernehmen: !aufgabe übernehmen T6"
    )
    asked = await board.says("ben", "!aufgabe neu Kein Fleisch")
    no = await board.says("ben", "nein, das war falsch", **reply_to(asked))
    assert no == (
        "Verworfen; es ist nichts geschehen.\n"
        "„das war falsch“ wurde nicht gelesen; was stattdessen gelten soll, bitte neu schreiben."
    )


def reply_to(answer: Answer) -> dict[str, object]:
    assert answer.event is not None
    return {"m.relates_to": {"m.in_reply_to": {"event_id": answer.event.event_id}}}


async def test_the_old_date_of_a_move_is_claimed_and_another_one_asked_about(board: Board) -> None:
    moved = await board.says("ben", "!erinnere verschieben R1 von Donnerstag auf Samstag 11 Uhr")
    assert moved == "R1 ist verschoben von Do, 26. November 2026, 14:00 auf Sa, 28. November 2026, 11:00: Folien"
    asked = await board.says("ben", "!erinnere verschieben R1 von Freitag auf Sonntag")
    assert asked == (
        "Noch ist nichts geschehen. Nicht verstanden: „Freitag“.\n"
        "So weit verstanden: R1 ist verschoben von Sa, 28. November 2026, 11:00 auf So, 29. November 2026, 11:00: "
        "Folien\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


async def test_a_courtesy_is_no_reason_and_holidays_are_no_dates(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Reihe jeden Mittwoch 9 Uhr")
    answer = await room.says("ben", "!meeting cancel M1 just the next one please")
    assert "please" not in all_said(answer)
    assert await room.says("ben", "!sitzung absagen M1 in den Weihnachtsferien") == (
        "⚠️ „in den Weihnachtsferien“ kann verschieden gemeint sein; bitte die Termine nennen, die ausfallen.\n"
        "!sitzung zeigen M1"
    )


ASKED = [
    ("!sitzung absagen M1?", "Noch ist nichts geschehen. Nicht verstanden: „?“."),
    ("!sitzung absagen M1 wegen Krankheit?", "Noch ist nichts geschehen. Nicht verstanden: „?“."),
    ("!sitzung absagen M1 oder verschieben", "Noch ist nichts geschehen: „oder verschieben“ kann"),
    ("!sitzung ort M1 Rathaus?", "Noch ist nichts geschehen. Nicht verstanden: „?“."),
    ("!aufgabe übernehmen T1?", "Noch ist nichts geschehen. Nicht verstanden: „?“."),
    ("!sitzung ansetzen Kaffee jeden Montag 9 Uhr „bis morgen früh“", "Noch ist nichts geschehen. Nicht verstanden:"),
    ("!aufgabe ändern Protokoll schreiben in Bericht", "Noch ist nichts geschehen. Nicht verstanden: „in“."),
]


@pytest.mark.parametrize(("line", "answer"), ASKED)
async def test_what_is_asked_is_no_order(board: Board, line: str, answer: str) -> None:
    said = await board.says("ben", line)
    assert said.startswith(answer) and said.also == []


DONE = [
    ("!aufgabe neu Wer macht Fotos?", "„Wer macht Fotos?“ steht als T6 auf der Liste."),
    ("!aufgabe notiz T5 Wer hilft?", "Die Notiz steht jetzt bei „Protokoll schreiben“ (T5)."),
    ("!sitzung ort M1 jetzt doch im Bürgerhaus", "Ort: keine Angabe → im Bürgerhaus"),
    (
        "!gastgeber ändern Bochum jetzt nur noch 12 Plätze",
        "Bochum – Di, 8. Dezember 2026 – 12 Plätze.",
    ),
    ("!gastgeber anbieten Ulm vom 11. bis 15. Januar, außer Mittwoch", "15. Januar 2027 – außer mittwochs."),
    ("!gastgeber anbieten in Ulm hätten wir am 12.1. Platz", "H2 von Ben ist notiert: Ulm – Di, 12. Januar 2027."),
    ("!aufgabe T5 ist erledigt", "„Protokoll schreiben“ (T5) ist erledigt."),
    ("!aufgabe zuweisen T1 Anne", "⚠️ In diesem Raum gibt es kein Mitglied „Anne“. Meinten Sie Anna?"),
    ("!aufgabe neu bis Freitag Schlüssel holen", "Ist sie am Fr, 27. November 2026 fällig?"),
]


@pytest.mark.parametrize(("line", "part"), DONE)
async def test_what_is_said_in_another_order_or_with_small_words_is_understood(
    board: Board, line: str, part: str
) -> None:
    assert part in all_said(await board.says("ben", line))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("alle Dezembertermine", "M1 „Reihe“ hat dort diese Termine: Di, 1. Dezember 2026, 14:00; Di, 8."),
        ("alle dienstags im Januar", "⚠️ „alle dienstags im Januar“ kann verschieden gemeint sein;"),
        ("jeden zweiten Dienstag", "⚠️ „jeden zweiten Dienstag“ kann verschieden gemeint sein;"),
        ("alle Workshops", "⚠️ „Workshops“ kann verschieden gemeint sein;"),
    ],
)
async def test_some_dates_of_a_series_are_never_taken_for_one_or_all(room: Board, words: str, answer: str) -> None:
    await room.says("ben", "!sitzung ansetzen Reihe jeden Dienstag 14 Uhr bis 26.1.")
    said = await room.says("ben", f"!sitzung absagen M1 {words}")
    assert said.startswith(answer) and said.also == []


async def test_a_day_and_a_time_move_a_meeting_to_that_day(board: Board) -> None:
    assert (
        "Termin: Di, 8. Dezember 2026, 14:00–16:00 → Fr, 27. November 2026, 09:00–11:00"
        in all_said(await board.says("ben", "!sitzung verschieben M1 übermorgen um 9")).splitlines()
    )


@pytest.mark.parametrize(
    "words", ["wenn es schneit", "und Beirat", "M2", "falls Anna kommt", "am liebsten", "erst morgen sagen"]
)
async def test_a_condition_or_another_meeting_is_no_reason(board: Board, words: str) -> None:
    answer = await board.says("ben", f"!sitzung absagen M1{', ' if words == 'M2' else ' '}{words}")
    assert answer == (
        f"Noch ist nichts geschehen: „{words}“ kann verschieden gemeint sein.\n"
        "Soll abgesagt werden: M1 „Vorstand“ ganz? Dann genügt !ja, und diese Worte werden als Grund genannt."
    )
    assert answer.also == []


async def test_a_range_of_a_series_is_no_end_of_it(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Jour jeden Montag 9 Uhr")
    answer = await room.says("ben", "!sitzung absagen M1 ab 1.1. bis 31.1.")
    assert answer == (
        "M1 „Jour“ hat dort diese Termine: Mo, 4. Januar 2027, 09:00; Mo, 11. Januar 2027, 09:00; Mo, 18. Januar "
        "2027, 09:00; Mo, 25. Januar 2027, 09:00. Sollen sie alle abgesagt werden, genügt !ja."
    )
    moved = await room.says("ben", "!sitzung verschieben M1 im Januar auf 10 Uhr")
    assert moved == "⚠️ Es lässt sich immer nur ein Termin verschieben.\n!sitzung zeigen M1"
    assert (
        "Termine: jeden Montag 09:00 ab 30.11.2026 → jeden Montag 10:00 ab 30.11.2026"
        in all_said(await room.says("ben", "!sitzung verschieben M1 alle 10 Uhr")).splitlines()
    )


async def test_a_name_that_joins_words_is_not_dropped(board: Board) -> None:
    answer = await board.says("ben", "!erinnere Oder morgen 9 Uhr Kekse")
    assert answer == (
        "Noch ist nichts geschehen. Nicht verstanden: „Oder“.\n"
        "So weit verstanden: R2 ist vorgemerkt: Ben wird am Do, 26. November 2026, 09:00 erinnert: Kekse\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
