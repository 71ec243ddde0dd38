"""Lines as people type them: words joined to a date, a form of the verb, a name in the place of a number."""

from __future__ import annotations

import pytest

from tests.board import Board, with_dates

SURE = "\nIst es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."

TYPED = [
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung lösche M1",
        "M1 „Rat“ ist abgesagt; alle erhalten Bescheid.",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14-16 Uhr",),
        "!sitzung verschieben M1 auf den 10. gleiche Zeit",
        "M1 „Rat“ ist geändert; alle erhalten Bescheid.\n"
        "Termin: Mi, 9. Dezember 2026, 14:00–16:00 → Do, 10. Dezember 2026, 14:00–16:00",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14-16 Uhr",),
        "!sitzung verlegen M1 ins Rathaus",
        "⚠️ Nicht verstanden: „ins Rathaus“.\n!sitzung ort M1 Rathaus",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14-16 Uhr",),
        "!sitzung Rat auf 15 Uhr",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !sitzung verschieben Rat auf 15 Uhr\n"
            "So weit verstanden: M1 „Rat“ ist geändert; alle erhalten Bescheid.\n"
            "Termin: Mi, 9. Dezember 2026, 14:00–16:00 → Mi, 9. Dezember 2026, 15:00–17:00"
        )
        + SURE,
    ),
    (
        ("!sitzung ansetzen Reihe jeden Dienstag 14 Uhr",),
        "!sitzung Reihe auf 15 Uhr",
        "⚠️ M1 „Reihe“ ist eine Reihe: Ist nur ein Termin gemeint oder alle?\n"
        "Nur einer: !sitzung verschieben M1 1.12.2026 auf 15 Uhr\nAlle: !sitzung verschieben M1 alle auf "
        "15 Uhr",
    ),
    (
        (),
        "!sitzung ansetzen Nikolaus 🎅 6.12. 16 Uhr",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „Nikolaus 🎅“.\n"
            "So weit verstanden: M1 „Nikolaus 🎅“ ist angesetzt; alle erhalten Bescheid.\n"
            "M1 „Nikolaus 🎅“ findet statt: So, 6. Dezember 2026, 16:00.\n"
            "Bitte beachten: Wochenende."
        )
        + SURE,
    ),
    (
        (),
        "!sitzung neu Rat 14.1. 10 Uhr",
        "M1 „Rat“ ist angesetzt; alle erhalten Bescheid.",
    ),
    (
        (),
        "!meeting plan Review 12 jan 3pm, link https://meet.example.org/q3",
        "M1 „Review“ ist angesetzt; alle erhalten Bescheid.",
    ),
    (
        (),
        "!sitzung vorschlagen Sommerfest im Juni",
        "⚠️ Di, 1. Juni 2027 – Mi, 30. Juni 2027 ist kein einzelner Tag.\n"
        "Zum Beispiel: !sitzung vorschlagen Sommerfest; 8.12. 14-16 Uhr; 9.12. 10 Uhr",
    ),
    (
        (),
        "!sitzung ansetzen Sommerfest im Juni 2027",
        "⚠️ Di, 1. Juni 2027 – Mi, 30. Juni 2027 ist kein einzelner Tag.\n"
        "Zum Beispiel: !sitzung ansetzen Sommerfest 8.12. 14-16 Uhr",
    ),
    (
        (),
        "!sitzung vorschlagen Rat 12.1. oder 13.1. jeweils 9 oder 14 Uhr",
        "M1 „Rat“ steht zur Abstimmung, mit 4 Terminen.\n"
        "1. Di, 12. Januar 2027, 09:00\n"
        "2. Di, 12. Januar 2027, 14:00\n"
        "3. Mi, 13. Januar 2027, 09:00\n"
        "4. Mi, 13. Januar 2027, 14:00",
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!sitzung festlegen M1 nicht 1",
        "⚠️ Nicht verstanden: „nicht 1“.\n!sitzung zeigen M1",
    ),
    (
        (
            "!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",
            "!sitzung vorschlagen Redaktion 2027: 12.1. 9 Uhr; 13.1. 9 Uhr",
        ),
        "!abstimmen Redaktion 13.1. ja",
        "⚠️ Ist M2 „Redaktion 2027“ gemeint?\n!abstimmen M2 13.1. ja",
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!abstimmen M1 nix passt mir",
        "Gespeichert für M1 „Rat“:\n1. Di, 12. Januar 2027, 09:00: nein\n2. Mi, 13. Januar 2027, 09:00: nein",
    ),
    (
        ("!sitzung ansetzen Rat jeden Dienstag 14 Uhr",),
        "!sitzung teilnahme M1 am 1.12. nein",
        "Gespeichert für M1 „Rat“: keine Teilnahme.\n"
        "Es geht um Di, 1. Dezember 2026, 14:00.\n"
        "Es kommen nicht: Ben.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Cem und Olga.",
    ),
    (
        (),
        "!gastgeber anbieten Lingen (Ems) am 14.1. für 12-15 Personen",
        "H1 von Ben ist notiert: Lingen (Ems) – Do, 14. Januar 2027 – 15 Plätze.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25",
    ),
    (
        (),
        "!gastgeber anbieten Bremen am 12.1., Raum: 2.05, 18 Personen",
        "H1 von Ben ist notiert: Bremen, 2.05 – Di, 12. Januar 2027 – 18 Plätze.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25",
    ),
    (
        ("!sitzung ansetzen Plenum 9.12. 14 Uhr",),
        "!gastgeber anbieten Kassel für das Plenum",
        "H1 von Ben ist notiert: Kassel – Mi, 9. Dezember 2026.\n"
        "Das passt zu M1 „Plenum“ am Mi, 9. Dezember 2026, 14:00.\n"
        "Annehmen: !gastgeber annehmen H1 M1",
    ),
    (
        ("!aufgabe neu Rundmail",),
        "!aufgabe ich übernehme T5",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !aufgabe übernehmen T5\n"
            "So weit verstanden: Ben hat „Rundmail“ (T5) übernommen."
        )
        + SURE,
    ),
    (
        ("!aufgabe neu Rundmail",),
        "!aufgabe mach ich T5",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !aufgabe übernehmen T5\n"
            "So weit verstanden: Ben hat „Rundmail“ (T5) übernommen."
        )
        + SURE,
    ),
    (
        ("!aufgabe neu Rundmail",),
        "!aufgabe ich kann T5 nicht übernehmen",
        "⚠️ Das sagt, was nicht geschehen soll; es ist nichts geschehen.\n!hilfe aufgabe",
    ),
    (
        ("!aufgabe neu Rundmail bis 9.12.",),
        "!aufgabe frist T5 um 3 Tage verlängern",
        "„Rundmail“ (T5) ist jetzt am Sa, 12. Dezember 2026 fällig statt am Mi, 9. Dezember 2026.",
    ),
    (
        (),
        "!erinnere um 17 Uhr Feierabend machen",
        "R1 ist vorgemerkt: Ben wird am Mi, 25. November 2026, 17:00 erinnert: Feierabend machen\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert.",
    ),
    (
        (),
        "!lit neu Buch über Wahlen ISBN 978-3-16-148410-0 #wahl, sehr gut",
        "Aufgenommen: L1 Buch über Wahlen, sehr gut, ISBN 978-3-16-148410-0 #wahl",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!meeting cancel M1 pls, snow",
        "M1 „Rat“ ist abgesagt; alle erhalten Bescheid.",
    ),
]
"""What was said before, the line, and the whole answer."""


@pytest.mark.parametrize(("before", "line", "answer"), TYPED)
async def test_every_word_goes_where_it_belongs(room: Board, before: tuple[str, ...], line: str, answer: str) -> None:
    for said in before:
        await room.says("ben", said)
    assert with_dates(await room.says("ben", line)) == answer
