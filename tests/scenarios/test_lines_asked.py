"""Lines as people type them: a beginning that is no date, questions, other orders of words, the nearest record."""

from __future__ import annotations

import pytest

from tests.board import Board, with_dates

SURE = "\nIst es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."

TYPED = [
    (
        ("!sitzung ansetzen Reihe jeden Donnerstag 11 Uhr",),
        "!sitzung absagen M1 ab Januar",
        "Soll abgesagt werden: M1 „Reihe“ ab Do, 7. Januar 2027, 11:00? Dann genügt !ja.",
    ),
    (
        ("!sitzung ansetzen Reihe jeden Donnerstag 11 Uhr",),
        "!sitzung Reihe am 3.12. fällt leider aus",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !sitzung absagen Reihe am 3.12.\n"
            "So weit verstanden: M1 „Reihe“: Dieser Termin ist abgesagt; alle erhalten Bescheid.\n"
            "M1 „Reihe“ fällt aus: Do, 3. Dezember 2026, 11:00.\n"
            "Nächster Termin: Do, 26. November 2026, 11:00.\n"
            "Steht der alte Termin noch im Kalender, bitte löschen."
        )
        + SURE,
    ),
    (
        (),
        "!meeting plan weekly every tuesday 10-11 until march 30",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „weekly“.\n"
            "So weit verstanden: M1 „weekly“ ist angesetzt; alle erhalten Bescheid.\n"
            "M1 „weekly“ findet statt: jeden Dienstag 10:00-11:00 ab 1.12.2026 bis 30.3.2027.\n"
            "Nächste Termine: Di, 1. Dezember 2026, 10:00–11:00; Di, 8. Dezember 2026, 10:00–11:00; Di, 15. "
            "Dezember 2026, 10:00–11:00."
        )
        + SURE,
    ),
    (
        (),
        "!sitzung vorschlagen Tag nächste oder übernächste Woche Freitag",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „nächste oder“.\n"
            "So weit verstanden: M1 „Tag nächste oder“ steht zur Abstimmung, mit einem Termin.\n"
            "1. Fr, 11. Dezember 2026"
        )
        + SURE,
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung ändern M1 2 Stunden",
        "⚠️ Was soll „2 Stunden“ sein: Titel, Ort, Beschreibung?\n!sitzung ändern M1 Dauer: 2 Stunden",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung absage M1",
        "⚠️ Wie ist die Teilnahme geplant: vor Ort, online oder nein?\n!sitzung teilnahme M1 nein",
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!abstimmen für Anna und Cem alle ja",
        "⚠️ Eine Stimme gilt immer für ein Mitglied.\n!abstimmen für Anna alle ja",
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!abstimmen 12.1. ja, 13.1. lieber nicht",
        "Gespeichert für M1 „Rat“:\n1. Di, 12. Januar 2027, 09:00: ja\n2. Mi, 13. Januar 2027, 09:00: nein",
    ),
    (
        (),
        "!gastgeber anbieten Bei uns in Soest, 20 Plätze, parken kostenlos",
        "H1 von Ben ist notiert: Soest – 20 Plätze.\n"
        "Ausstattung: parken kostenlos\n"
        "Hinweis: Bei uns in Soest\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25",
    ),
    (
        (),
        "!gastgeber anbieten Olpe, from feb on",
        "H1 von Ben ist notiert: Olpe – ab Mo, 1. Februar 2027.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr", "!sitzung ansetzen Bautag 2027 19.1. 14 Uhr"),
        "!gastgeber anfragen bautag",
        "⚠️ Ist M2 „Bautag 2027“ gemeint?\n!gastgeber anfragen M2",
    ),
    (
        ("!aufgabe neu Budget 2027",),
        "!aufgabe budget übernehme ich",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !aufgabe übernehmen budget\n"
            "So weit verstanden: Ben hat „Budget 2027“ (T5) übernommen."
        )
        + SURE,
    ),
    (
        ("!aufgabe neu Budget 2027",),
        "!aufgabe wer macht T5",
        "T5 Budget 2027\n"
        "Ein Platz ist frei.\n"
        "Angelegt von Ben am Mi, 25. November 2026.\n"
        "Übernehmen: !aufgabe übernehmen T5",
    ),
    (
        ("!lit neu https://example.org/a Strategie Daten",),
        "!lit ändern Strategie Titel: Datenstrategie",
        "⚠️ Ist L1 „Strategie Daten“ gemeint?\n!lit ändern L1 Titel: Datenstrategie",
    ),
    (
        ("!lit neu https://example.org/a Strategie Daten",),
        "!lit tag L1, L2 #wichtig",
        "⚠️ Schlagwörter bekommt immer ein Eintrag; „L2“ ist ein anderer.\n!literatur schlagwort L1 #wichtig",
    ),
    (
        ("!lit neu https://example.org/a Strategie #daten",),
        "!lit exportieren ris nur #daten",
        "Eine Datei mit einem Eintrag folgt.",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!erinnere mich vor dem Rat 1 Stunde an den Beamer",
        "R1 ist vorgemerkt: Ben wird 1 Stunde vor M1 erinnert: den Beamer\n"
        "Das ist am Mi, 9. Dezember 2026, 13:00; wird die Sitzung verschoben, wandert die Erinnerung "
        "mit.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert.",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!erinnere mich vor M1 30 min an den Beamer",
        "R1 ist vorgemerkt: Ben wird 30 Minuten vor M1 erinnert: den Beamer\n"
        "Das ist am Mi, 9. Dezember 2026, 13:30; wird die Sitzung verschoben, wandert die Erinnerung "
        "mit.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert.",
    ),
    (
        ("!erinnere 30.11. 9 Uhr Budget prüfen",),
        "!erinnere verschieben Budget auf 1.12. 10 Uhr",
        "⚠️ Ist R1 „Budget prüfen“ gemeint?\n!erinnere verschieben R1 auf 1.12. 10 Uhr",
    ),
    (
        (),
        "!erinnere anna Folien schicken",
        "⚠️ Wann soll die Erinnerung kommen?\n!erinnere anna morgen 9:00 Folien schicken",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung M1 absagen?",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „?“.\n"
            "So weit verstanden: M1 „Rat“ ist abgesagt; alle erhalten Bescheid.\n"
            "M1 „Rat“ ist abgesagt. Vorgesehen war: Mi, 9. Dezember 2026, 14:00.\n"
            "Steht der alte Termin noch im Kalender, bitte löschen."
        )
        + SURE,
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr",),
        "!sitzung Rat absagen?",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „?“.\n"
            "So weit verstanden: M1 „Rat“ ist abgesagt; alle erhalten Bescheid.\n"
            "M1 „Rat“ ist abgesagt. Vorgesehen war: Mi, 9. Dezember 2026, 14:00.\n"
            "Steht der alte Termin noch im Kalender, bitte löschen."
        )
        + SURE,
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!sitzung ändern M1 Frist verlängern bis 4.12.",
        "⚠️ Nach „Frist“ fehlt ein Doppelpunkt.\n!sitzung ändern M1 Frist: 4.12.",
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!abstimmen für anna: nein zu allem",
        "Gespeichert für M1 „Rat“, für Anna:\n1. Di, 12. Januar 2027, 09:00: nein\n2. Mi, 13. Januar 2027, 09:00: nein",
    ),
    (
        ("!sitzung vorschlagen Rat: 12.1. 9 Uhr; 13.1. 9 Uhr",),
        "!abstimmen 1 ja (aber nur online)",
        "⚠️ „online“ ist hier unklar.\n!abstimmen M1 1 ja",
    ),
    (
        (),
        "!gastgeber anbieten Brilon, immer außer montags, ab 10 Uhr",
        "H1 von Ben ist notiert: Brilon – ab 10:00 Uhr – außer montags.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25",
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr", "!gastgeber anbieten Hagen"),
        "!gastgeber Angebot H1 annehmen",
        (
            "Noch ist nichts geschehen. Ist das gemeint? !gastgeber annehmen H1\n"
            "So weit verstanden: H1 ist angenommen: M1 „Rat“ findet hier "
            "statt: Hagen."
        )
        + SURE,
    ),
    (
        ("!sitzung ansetzen Rat 9.12. 14 Uhr", "!gastgeber anbieten Hagen"),
        "!gastgeber annehmen Hagen für den 9.12.",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „9.12.“.\n"
            "So weit verstanden: H1 ist angenommen: M1 „Rat“ findet hier "
            "statt: Hagen."
        )
        + SURE,
    ),
    (
        ("!gastgeber anbieten Hagen",),
        "!gastgeber ändern H1: barrierefrei ja, plus Beamer",
        "H1 ist geändert: Hagen.\nAusstattung: plus Beamer\nBarrierefrei: ja",
    ),
    (
        ("!gastgeber anbieten Hagen",),
        "!gastgeber ändern H1 für 30, Konferenzsaal",
        (
            "Noch ist nichts geschehen. Nicht verstanden: „Konferenzsaal“.\n"
            "So weit verstanden: H1 ist geändert: Konferenzsaal – 30 Plätze."
        )
        + SURE,
    ),
    (
        (),
        "!gastgeber wer war zuletzt dran",
        "⚠️ In diesem Raum gibt es kein Mitglied „war“.\n!gastgeber wer",
    ),
]
"""What was said before, the line, and the whole answer."""


@pytest.mark.parametrize(("before", "line", "answer"), TYPED)
async def test_what_was_meant_is_done_or_named(room: Board, before: tuple[str, ...], line: str, answer: str) -> None:
    for said in before:
        await room.says("ben", said)
    assert with_dates(await room.says("ben", line)) == answer
