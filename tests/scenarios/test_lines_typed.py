"""Lines as people type them: the verb left out or last, how much later, a part of a title, more than one thing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.board import Answer, Board, with_dates

SURE = "\nIst es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."

_CANCELLED = (
    "So weit verstanden: M1 „Rat“ ist abgesagt; alle erhalten Bescheid.\n"
    "M1 „Rat“ ist abgesagt. Vorgesehen war: Mi, 9. Dezember 2026, 14:00.\n"
    "Wegen Streik.\n"
    "Steht der alte Termin noch im Kalender, bitte löschen."
) + SURE
OFF = (
    ("!sitzung M1 fällt aus wegen Streik", "!sitzung absagen M1 wegen Streik"),
    ("!sitzung M1 fällt wegen Streik leider aus.", "!sitzung absagen M1 wegen Streik"),
    ("!sitzung Rat ist abgesagt wegen Streik", "!sitzung absagen Rat wegen Streik"),
    ("!sitzung der Rat fällt am 9.12. aus wegen Streik", "!sitzung absagen der Rat am 9.12. wegen Streik"),
)


@pytest.mark.parametrize(("line", "meant"), OFF)
async def test_a_verb_whose_words_stand_apart_is_asked_about(room: Board, line: str, meant: str) -> None:
    await room.says("ben", "!sitzung ansetzen Rat 9.12. 14 Uhr")
    assert await room.says("ben", line) == f"Noch ist nichts geschehen. Ist das gemeint? {meant}\n{_CANCELLED}"


async def test_the_line_that_is_asked_about_is_in_the_language_of_who_reads_it_and_keeps_their_words(
    room: Board,
) -> None:
    await room.says("ben", "!sitzung ansetzen Rat 9.12. 14 Uhr")
    answer = await room.says("ben", "!meeting M1 is off because of Lehrgang")
    assert answer == (
        "Noch ist nichts geschehen. Ist das gemeint? !sitzung absagen M1 because of Lehrgang\n"
        "So weit verstanden: M1 „Rat“ ist abgesagt; alle erhalten Bescheid.\n"
        "M1 „Rat“ ist abgesagt. Vorgesehen war: Mi, 9. Dezember 2026, 14:00.\n"
        "Because of Lehrgang.\n"
        "Steht der alte Termin noch im Kalender, bitte löschen.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert await room.says("ben", "!ich") == (
        "Das wartet auf Ben:\n"
        "Eine Rückfrage ist offen\n"
        "• „!sitzung absagen M1 because of Lehrgang“: !ja oder !nein\n"
        "Noch ohne Zu- oder Absage\n"
        "• M1 Rat: Mi, 9. Dezember 2026, 14:00: !sitzung teilnahme M1 online"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "!sitzung M1 fällt nicht aus",
            "⚠️ Das sagt, was nicht geschehen soll; es ist nichts geschehen.\n!hilfe sitzung",
        ),
        ("!sitzung Ausflug fällt aus wegen Streik", "⚠️ „Ausflug“ gibt es bei !sitzung nicht.\n!hilfe sitzung"),
    ],
)
async def test_what_does_not_fall_out_or_is_no_meeting_of_theirs_is_not_cancelled(
    room: Board, line: str, answer: str
) -> None:
    await room.says("ben", "!sitzung ansetzen Rat 9.12. 14 Uhr")
    assert await room.says("ben", line) == answer


TYPED = [
    (
        ("!sitzung ansetzen Reihe jeden Dienstag 14 Uhr bis 22.12.",),
        "!sitzung M1 am 8.12. fällt aus",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !sitzung absagen M1 am 8.12.\n"
            "So weit verstanden: M1 „Reihe“: Dieser Termin ist abgesagt; alle erhalten Bescheid.\n"
            "M1 „Reihe“ fällt aus: Di, 8. Dezember 2026, 14:00.\n"
            "Nächster Termin: Di, 1. Dezember 2026, 14:00.\n"
            "Steht der alte Termin noch im Kalender, bitte löschen."
        )
        + SURE,
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14-16 Uhr",),
        "!sitzung M1 15 Uhr",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !sitzung verschieben M1 15 Uhr\n"
            "So weit verstanden: M1 „Rat“ ist geändert; alle erhalten Bescheid.\n"
            "Termin: Mi, 9. Dezember 2026, 14:00–16:00 → Mi, 9. Dezember 2026, 15:00–17:00"
        )
        + SURE,
    ),
    (
        ("!aufgabe neu Rundmail",),
        "!aufgabe T5 bis Freitag",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !aufgabe frist T5 bis Freitag\n"
            "So weit verstanden: „Rundmail“ (T5) ist am Fr, 27. November 2026 fällig."
        )
        + SURE,
    ),
    (
        ("!erinnere morgen 9 Uhr Tee",),
        "!erinnere R1 10 Uhr",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !erinnere verschieben R1 10 Uhr\n"
            "So weit verstanden: R1 ist verschoben von Do, 26. November 2026, 09:00 auf Do, 26. November "
            "2026, 10:00: Tee"
        )
        + SURE,
    ),
    (
        ("!gastgeber anbieten Bochum",),
        "!gastgeber H1 für 30",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !gastgeber ändern H1 für 30\n"
            "So weit verstanden: H1 ist geändert: Bochum – 30 Plätze."
        )
        + SURE,
    ),
    (
        ("!erinnere morgen 9 Uhr Tee",),
        "!erinnere Tee löschen",
        ("Noch ist nichts geschehen. Ist das gemeint? !erinnere löschen Tee\nSo weit verstanden: R1 ist gelöscht: Tee")
        + SURE,
    ),
    (
        ("!erinnere morgen 9 Uhr Tee",),
        "!erinnere alle löschen",
        "⚠️ „alle“ heißt hier nichts. Es gibt: R1 „Tee“.\n!erinnere liste",
    ),
    (
        ("!erinnere morgen 9 Uhr Tee",),
        "!erinnere verschieben R1 1 Stunde später",
        "R1 ist verschoben von Do, 26. November 2026, 09:00 auf Do, 26. November 2026, 10:00: Tee",
    ),
    (
        ("!erinnere jeden Montag 8:30 Tee",),
        "!erinnere verschieben R1 1 Stunde später",
        "⚠️ R1 kommt immer wieder. Soll nur die nächste Erinnerung am Mo, 30. November 2026, 09:30 "
        "kommen, oder von da an jede?\n"
        "einmal: !erinnere verschieben R1 einmal 30.11.2026 09:30",
    ),
    (
        ("!erinnere jeden Montag 8:30 Tee",),
        "!erinnere verschieben R1 nur diesmal 1 Stunde später",
        "R1 ist verschoben von Mo, 30. November 2026, 08:30 auf Mo, 30. November 2026, 09:30 und kommt "
        "dann regelmäßig: Tee\n"
        "Regel: jeden Montag 08:30 ab 7.12.2026",
    ),
    (
        ("!erinnere morgen 9 Uhr Tee",),
        "!erinnere mich nicht mehr an R1",
        "⚠️ Das sagt, was nicht geschehen soll; es ist nichts geschehen.\n!erinnere löschen R1",
    ),
    (
        ("!erinnere morgen 9 Uhr Tee",),
        "!erinnere mich morgen nicht an den Tee",
        "⚠️ Das sagt, was nicht geschehen soll; es ist nichts geschehen.\n!erinnere löschen R1",
    ),
    (
        (),
        "!erinnere morgen 9 Uhr Ofen nicht anlassen",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „nicht anlassen“.\n"
            "So weit verstanden: R1 ist vorgemerkt: Ben wird am Do, 26. November 2026, 09:00 erinnert: Ofen "
            "nicht anlassen"
        )
        + SURE,
    ),
    (
        ("!aufgabe neu Rundmail bis 9.12.",),
        "!aufgabe frist T5 eine Woche später",
        "„Rundmail“ (T5) ist jetzt am Mi, 16. Dezember 2026 fällig statt am Mi, 9. Dezember 2026.",
    ),
    (
        ("!aufgabe neu Rundmail",),
        "!aufgabe frist T5 um 2 Tage",
        "⚠️ „Rundmail“ (T5) hat noch keinen Termin.\nZum Beispiel: !aufgabe frist T5 2.12.",
    ),
    (
        ("!aufgabe neu Rundmail bis 9.12.",),
        "!aufgabe frist T5 1 Stunde früher",
        "⚠️ Ganze Tage lassen sich nur um ganze Tage verschieben.\nZum Beispiel: !aufgabe frist T5 2.12.",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr", "!sitzung ansetzen Beirat Bauen 10.12. 14 Uhr"),
        "!sitzung absagen Beirat wegen Streik",
        "⚠️ Ist M2 „Beirat Bauen“ gemeint?\n!sitzung absagen M2 wegen Streik",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr", "!sitzung ansetzen Beirat 10.12. 14 Uhr"),
        "!sitzung absagen die Beiratssitzung",
        "⚠️ Ist M2 „Beirat“ gemeint?\n!sitzung absagen M2",
    ),
    (
        ("!sitzung ansetzen Reihe jeden Dienstag 14 Uhr bis 22.12.",),
        "!sitzung absagen M1 den letzten Termin im Dezember",
        "⚠️ „den letzten Termin im Dezember“ kann verschieden gemeint sein; bitte die Termine nennen, "
        "die ausfallen.\n"
        "!sitzung zeigen M1",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung teilnahme M1 nein, bin im Urlaub",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „bin im Urlaub“.\n"
            "So weit verstanden: Gespeichert für M1 „Rat“: keine Teilnahme.\n"
            "Es kommen nicht: Ben.\n"
            "Noch keine Antwort zur Teilnahme: Anna, Cem und Olga."
        )
        + SURE,
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung teilnahme M1 vor Ort am 9.12.",
        "Gespeichert für M1 „Rat“: vor Ort.\nVor Ort: Ben.\nNoch keine Antwort zur Teilnahme: Anna, Cem und Olga.",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung teilnahme M1 nicht online",
        "⚠️ Wie ist die Teilnahme geplant: vor Ort, online oder nein?\n!sitzung teilnahme M1 online",
    ),
    (
        ("!sitzung ansetzen Rat jeden Dienstag 14 Uhr",),
        "!sitzung teilnahme M1 online am 8.12.",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „am 8.12.“.\n"
            "So weit verstanden: Gespeichert für M1 „Rat“: online.\n"
            "Es geht um Di, 1. Dezember 2026, 14:00.\n"
            "Online: Ben.\n"
            "Noch keine Antwort zur Teilnahme: Anna, Cem und Olga."
        )
        + SURE,
    ),
    (
        (),
        "!sitzung vorschlagen Klausur mo 11.1. oder di 12.1. jeweils 10-15 uhr in Essen, Frist 4.1.",
        "M1 „Klausur“ steht zur Abstimmung, mit 2 Terminen.\n"
        "Ort: Essen\n"
        "Abgestimmt wird bis Mo, 4. Januar 2027, 23:59.\n"
        "1. Mo, 11. Januar 2027, 10:00–15:00\n"
        "2. Di, 12. Januar 2027, 10:00–15:00",
    ),
    (
        (),
        "!sitzung ansetzen Jour jeden 2. Donnerstag 10-11 Uhr außer 24.12.",
        "⚠️ Am Do, 24. Dezember 2026 hat die Regel keinen Termin, der ausfallen könnte.\n"
        "Zum Beispiel: !sitzung ansetzen Jour 8.12. 14-16 Uhr",
    ),
    (
        (),
        "!sitzung vorschlagen Jour alle Dienstage im Januar 10 Uhr außer 5.1.",
        "⚠️ Über eine Reihe kann nicht abgestimmt werden; sie wird gleich angesetzt.\n"
        "!sitzung ansetzen Jour alle Dienstage im Januar 10 Uhr außer 5.1.",
    ),
    (
        (
            "!sitzung ansetzen Rat 9.12. 14 Uhr",
            "!sitzung ansetzen Bau 16.12. 14 Uhr",
            "!gastgeber anbieten Essen am 16.12.",
        ),
        "!gastgeber annehmen H1",
        "⚠️ Welche Sitzung ist gemeint: M1 „Rat“ am Mi, 9. Dezember 2026, 14:00 oder M2 „Bau“ am Mi, "
        "16. Dezember 2026, 14:00?\n"
        "!gastgeber annehmen H1 M2",
    ),
    (
        (),
        "!gastgeber anbieten Hamm, any weekday except friday",
        "H1 von Ben ist notiert: Hamm – montags, dienstags, mittwochs, donnerstags und freitags – außer "
        "freitags.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25",
    ),
    (
        (),
        "!gastgeber anbieten Hamm fast immer",
        ("Noch ist nichts geschehen. Nicht verstanden: „fast“.\nSo weit verstanden: H1 von Ben ist notiert: Hamm fast.")
        + SURE,
    ),
    (
        ("!lit neu https://example.org/a Bericht",),
        "!lit seit 1.11.",
        "1 Eintrag (seit So, 1. November 2026):\n• L1 Bericht: https://example.org/a",
    ),
]
"""What was said before, the line, and the whole answer."""


@pytest.mark.parametrize(("before", "line", "answer"), TYPED)
async def test_what_is_typed_is_done_or_asked_about(
    room: Board, before: tuple[str, ...], line: str, answer: str
) -> None:
    for said in before:
        await room.says("ben", said)
    assert with_dates(await room.says("ben", line)) == answer


def in_reply_to(answer: Answer) -> dict[str, Any]:
    assert answer.event is not None
    return {"m.relates_to": {"m.in_reply_to": {"event_id": answer.event.event_id}}}


async def test_several_words_of_agreement_are_a_yes(room: Board) -> None:
    asked = await room.says("ben", "!sitzung ansetzen Rat nächsten Freitag 14 Uhr")
    done = await room.says("ben", "ok mach das so", **in_reply_to(asked))
    assert done == "M1 „Rat“ ist angesetzt; alle erhalten Bescheid."


async def test_what_stands_behind_a_no_is_named(room: Board) -> None:
    asked = await room.says("ben", "!sitzung ansetzen Rat nächsten Freitag 14 Uhr")
    assert await room.says("ben", "nein, lieber am 4.12.", **in_reply_to(asked)) == (
        "Verworfen; es ist nichts geschehen.\n"
        "„lieber am 4.12.“ wurde nicht gelesen; was stattdessen gelten soll, bitte neu schreiben."
    )
    assert await room.says("ben", "!sitzung liste") == (
        "Zurzeit ist keine Sitzung geplant, und keine Terminumfrage läuft. Neu: !sitzung vorschlagen Titel; 8.12. "
        "14 Uhr; 9.12. 10 Uhr"
    )


async def test_a_number_behind_a_record_counts_something(room: Board) -> None:
    await room.says("ben", "!aufgabe neu Rundmail bis 9.12.")
    assert await room.says("ben", "!aufgabe frist T5 2 Tage früher") == (
        "„Rundmail“ (T5) ist jetzt am Mo, 7. Dezember 2026 fällig statt am Mi, 9. Dezember 2026."
    )
    for line in ("!aufgabe übernehmen T1, 2 und 4", "!aufgabe abgeben T1 2 4"):
        answer = await room.says("ben", line)
        assert [key in answer for key in ("(T1)", "(T2)", "(T3)", "(T4)")] == [True, True, False, True]
