"""The same thing said in many ways, as people type on phones and desktops: each line and a part of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from commands.base import Settings
from tests.board import DUTIES, Board, all_said, refused

PROPOSE = "!sitzung vorschlagen Herbsttreffen; 8.12. 14-16 Uhr; 9.12. 10 Uhr; 11.12. 9 Uhr"
SLOTS = (
    "1. Di, 8. Dezember 2026, 14:00–16:00",
    "2. Mi, 9. Dezember 2026, 10:00",
    "3. Fr, 11. Dezember 2026, 09:00",
)


async def differing(room: Board, said: Sequence[tuple[str, str]]) -> list[str]:
    """The lines whose answer lacks its part; none may be answered with an error."""
    found = []
    for line, part in said:
        answer = await room.says("ben", line)
        if part not in all_said(answer) or answer.startswith("⚠️"):
            found.append(f"{line}\n  → {answer}")
    return found


def saved(*answers: str) -> str:
    """A receipt for the slots whose answer is given; `.` where none is."""
    said = [f"{slot}: {answer}" for slot, answer in zip(SLOTS, answers, strict=True) if answer != "."]
    return "\n".join(("Gespeichert für M1 „Herbsttreffen“:", *said))


VOTES = [
    ("!vote 1 ja 2 nein 3 vielleicht", saved("ja", "nein", "wenn nötig")),
    ("!VOTE m1 1=ja; 2=nein", saved("ja", "nein", ".")),
    ("!vote #1 1: ja, 2: nein", saved("ja", "nein", ".")),
    ("!abstimmen M1 ja für 1 und 3", saved("ja", ".", "ja")),
    ("!stimme alle ja außer 2", saved("ja", "nein", "ja")),
    ("!vote alle ja, ausser 2", saved("ja", "nein", "ja")),
    ("!vote 1,3 ja, sonst nein", saved("ja", "nein", "ja")),
    ("!vote 1 ja, Rest nein", saved("ja", "nein", "nein")),
    ("!vote M1 1-3 ja", saved("ja", "ja", "ja")),
    ("!vote M1 1–2 ja, 3 nein", saved("ja", "ja", "nein")),
    ("!vote 1 bis 2 ja", saved("ja", "ja", ".")),
    ("!vote 1 ja, 2 vllt", saved("ja", "wenn nötig", ".")),
    ("!vote 1 👍 2 👎🏽 3 🤷‍♀️", saved("ja", "nein", "wenn nötig")),
    ("!vote 1\u00a0ja,\u202f2\u00a0nein", saved("ja", "nein", ".")),
    ("!vote\n1 ja\n2 – nein\n3 -> vielleicht", saved("ja", "nein", "wenn nötig")),
    ("!vote\n- 1 ja\n- 2 nein", saved("ja", "nein", ".")),
    ("!vote 1+2 nein", saved("nein", "nein", ".")),
    ("!vote 1 und 2 ja bitte", saved("ja", "ja", ".")),
    ("!vote bitte 1 ja!", saved("ja", ".", ".")),
    ("!vote nur 1", saved("ja", "nein", "nein")),
    ("!vote ich kann nur am 8.12.", saved("ja", "nein", "nein")),
    ("!vote am 8.12. ja, am 9.12. nein", saved("ja", "nein", ".")),
    ("!vote Dienstag ja, Mittwoch leider nicht", saved("ja", "nein", ".")),
    ("!vote 1 passt, 2 passt leider nicht, 3 zur Not", saved("ja", "nein", "wenn nötig")),
    ("!vote 1 kann ich, 2 kann ich nicht", saved("ja", "nein", ".")),
    ("!vote erster ja, der zweite nicht", saved("ja", "nein", ".")),
    ("!vote keiner passt", saved("nein", "nein", "nein")),
    ("!vote 1 yes, 2 if need be, 3 no", saved("ja", "wenn nötig", "nein")),
    ("!vote yes for 1 and 3", saved("ja", ".", "ja")),
    ("!vote all yes except 2", saved("ja", "nein", "ja")),
    ("!sitzung abstimmen M1: 1. ja 2. nein", saved("ja", "nein", ".")),
    ("!vote M1 für @cem 1 ja", "für Cem:\n" + SLOTS[0] + ": ja"),
    ("!vote M1 1 nein für Cem", "für Cem:\n" + SLOTS[0] + ": nein"),
    ("!vote 3 -", SLOTS[2] + ": Stimme zurückgenommen"),
    ("!vote M1 rückgängig", "Die letzte Stimme in M1 „Herbsttreffen“ ist zurückgenommen."),
]


async def test_votes_are_understood_however_they_are_typed(room: Board) -> None:
    await room.says("anna", PROPOSE)
    assert await differing(room, VOTES) == []


UNCLEAR_VOTES = [
    ("!vote", "⚠️ Wie lautet die Stimme: ja, vielleicht oder nein?\n!abstimmen M1 1 ja, 2 vielleicht, 3 nein"),
    ("!vote ja", "⚠️ Für welche Termine gilt die Stimme?"),
    ("!vote 7 ja", "⚠️ M1 hat keinen Terminvorschlag 7. Es gibt: 1, 2 und 3."),
    ("!vote 10.12. ja", "⚠️ In M1 liegt kein Termin auf „10.12“. Es gibt die Nummern 1, 2 und 3."),
    ("!vote 1 jein", "⚠️ „jein“ ist hier unklar."),
    ("!vote 1 ja, 1 nein", "⚠️ 1 steht zweimal da, mit verschiedenen Stimmen."),
    ("!vote 1 ja für @xaver", "⚠️ In diesem Raum gibt es kein Mitglied „@xaver“."),
    ("!vote M7 1 ja", "⚠️ Die Sitzung M7 gibt es nicht.\n!sitzung liste"),
]


SAVED = ("Gespeichert für M1 „Herbsttreffen“:", "Gespeichert für M1 „Herbsttreffen“, für Anna:")


async def test_an_unclear_vote_changes_nothing_and_is_answered_with_a_line_that_works(room: Board) -> None:
    await room.says("anna", PROPOSE)
    said = [(line, await room.says("ben", line), part) for line, part in UNCLEAR_VOTES]
    assert [(line, answer) for line, answer, part in said if not answer.startswith(part)] == []
    assert await room.says("ben", "!sitzung zeigen") == (
        "M1 „Herbsttreffen“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "3. Fr, 11. Dezember 2026, 09:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "!abstimmen M1 1 ja, 2 vielleicht, 3 nein"
    )
    lines = {answer.rpartition("\n")[2] for line, answer, _part in said if line != "!vote M7 1 ja"}
    for line in sorted(lines):
        assert (await room.says("ben", line)).splitlines()[0] in SAVED, line


PROPOSALS = [
    ("!meeting propose Beirat; 8.12. 14-16 Uhr; 9.12. 10 Uhr", "M1 „Beirat“ steht zur Abstimmung, mit 2 Terminen."),
    ("!Treffen vorschlagen „Jour fixe“: 8.12. 14–16 Uhr; Do 10.12.", "M2 „Jour fixe“ steht zur Abstimmung, mit 2"),
    ("!termin vorschlagen Runde 3., 4. und 7.12. jeweils 18 Uhr --ort Essen", "3. Mo, 7. Dezember 2026, 18:00"),
    ("!sitzung vorschlagen Klausur am 15.12. 9-17 Uhr oder 16.12. 9-17 Uhr in Bochum", "mit 2 Terminen."),
    ("!sitzung vorschlagen Umtrunk 9.12. 10 Uhr im Rathaus; 10.12. 10 Uhr", "1. Mi, 9. Dezember 2026, 10:00, Rathaus"),
    ("!sitzung vorschlagen Rat in Bochum 9.12. 10 Uhr; 10.12. 10 Uhr", "M6 „Rat in Bochum“ steht zur Abstimmung"),
    ("!sitzung vorschlagen: Plausch\n8.12. 14 Uhr\n9.12. 10 Uhr\nOrt: Köln\nDauer: 2 Std.", "2. Mi, 9. Dezember 2026"),
    ("!meeting propose Spring: Tue 8 Dec 2-4pm; Wed 9 Dec 10am; Deadline: 30 Nov 6pm", "30. November 2026, 18:00"),
    ("!sitzung ansetzen Klausurtagung 7.-8. Januar 2027 in Essen, Rathaus", "M9 „Klausurtagung“ ist angesetzt"),
    ("!sitzung ansetzen Vortrag morgen um 10 Uhr bei Frau Müller", "M10 „Vortrag“ ist angesetzt"),
    ("!sitzung zeigen die Umfrage 1 bitte", "M1 „Beirat“"),
    ("!sitzung: liste", "Offene Umfragen und kommende Sitzungen"),
    ("!sitzung bitte zeigen M2", "M2 „Jour fixe“"),
    ("!sitzung teilnahme M10 online bitte", "Gespeichert für M10 „Vortrag“: online."),
    ("!sitzung teilnahme M10 Ich kann leider nicht.", "Gespeichert für M10 „Vortrag“: keine Teilnahme."),
    ("!sitzung teilnahme M10 bin dabei!", "Gespeichert für M10 „Vortrag“: vor Ort."),
    ("!hilfe!", "Das kann man hier sagen."),
    ("!hilfe bitte", "Das kann man hier sagen."),
    ("!Status?", "Offene Terminumfragen"),
]


async def test_meetings_are_proposed_and_planned_however_it_is_typed(room: Board) -> None:
    assert await differing(room, PROPOSALS) == []


async def test_a_day_that_no_calendar_has_never_becomes_part_of_a_title(room: Board) -> None:
    none = "Den 31.2. gibt es nicht. Am nächsten liegt So, 28. Februar 2027."
    assert await room.says("ben", "!sitzung vorschlagen Rat 31.2.") == (f"⚠️ {none}\n!sitzung vorschlagen Rat 28.2.2027")
    assert await room.says("ben", "!sitzung vorschlagen Rat am 31.2. 14 Uhr; 8.12. 10 Uhr") == (
        f"⚠️ „31.2. 14 Uhr“ lässt sich nicht als Termin lesen. {none}\n!sitzung vorschlagen Rat am; 8.12.2026 10:00"
    )
    await room.says("ben", "!sitzung vorschlagen Rat 9.12. 10 Uhr in Bochum und 10.12. 10 Uhr in Essen; 8.12.")
    assert room.polls() == []


HOSTING = [
    ("!host offer Bochum am 8.12. für 25 Personen, Raum: Rathaus Saal 2", "Rathaus Saal 2 – Di, 8. Dezember 2026 – 25"),
    ("!raum anbieten Essen", "H2 von Ben ist notiert: Essen."),
    ("!Gastgeber anbieten Hagen; Plätze: 20; Raum: Saal 1; Barrierefrei: nein", "Hagen, Saal 1 – 20 Plätze."),
    ("!host offer Köln --raum Saal 5 --plätze 12", "Köln, Saal 5 – 12 Plätze."),
    ("!host offer Bochum 8.12. + 9.12. 25 Plätze", "Bochum – Di, 8. Dezember 2026 und Mi, 9. Dezember 2026 – 25"),
    ("!host offer Essen Di 8.12. 25 Plätze", "Essen – Di, 8. Dezember 2026 – 25 Plätze."),
    ("!host offer Witten on 8 December for 20 people, room: Town Hall", "Witten, Town Hall – Di, 8. Dezember 2026"),
    ("!gastgeber aendern H2 für 40 Plätze", "H2 ist geändert: Essen – 40 Plätze."),
    ("!gastgeber annehmen H1 für M1", "H1 ist angenommen"),
    ("!host accept M1 H2 bitte", "H2 ist angenommen"),
    ("!gastgeber wer ist als Nächstes dran?", "Als Nächstes wäre Anna an der Reihe."),
    ("!host next please", "Als Nächstes wäre Anna an der Reihe."),
    ("!raum H2", "H2 Essen"),
    ("!gastgeber zurückziehen Angebot 3.", "H3 ist zurückgezogen"),
]


async def test_rooms_are_offered_however_it_is_typed(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Jahrestreffen 8.12. 14-16 Uhr")
    assert await differing(room, HOSTING) == []


TASKS = [
    ("!task add Positionspapier entwerfen bis 15.1.", "steht als T5 auf der Liste, fällig am Fr, 15. Januar 2027."),
    ("!aufgabe hinzufügen Referentin anfragen (bis 15.1.)", "„Referentin anfragen“ steht als T6"),
    ("!aufgabe neu Plakate aufhängen, bis Ende Januar; Plätze: 2", "2 Mitglieder können sie sich teilen."),
    ("!task add Find speakers by Jan 15", "„Find speakers“ steht als T8 auf der Liste, fällig am Fr, 15. Januar 2027."),
    ("!task claim literature", "Ben hat „Literaturverwaltung“ (T1) übernommen."),
    ("!aufgabe uebernehmen die Gastgeberschaft bitte", "Ben hat „Gastgeberschaft“ (T3) übernommen."),
    ("!todo übernehmen oeffentlichkeitsarbeit", "Ben hat „Öffentlichkeitsarbeit“ (T4) übernommen."),
    ("!task claim T5 please", "Ben hat „Positionspapier entwerfen“ (T5) übernommen"),
    ("!aufgabe übernehmen Aufgabe 6", "Ben hat „Referentin anfragen“ (T6) übernommen"),
    ("!task claim “Plakate aufhängen”", "Ben hat „Plakate aufhängen“ (T7) übernommen"),
    ("!aufgabe frist T5 bis zum 20.1.", "ist jetzt am Mi, 20. Januar 2027 fällig"),
    ("!aufgabe erledigt bitte T5", "„Positionspapier entwerfen“ (T5) ist erledigt."),
    ("!Aufgaben meine", "Sie haben 5 Aufgaben übernommen."),
]


async def test_tasks_are_taken_on_however_it_is_typed(room: Board) -> None:
    assert await differing(room, TASKS) == []


REMINDERS = [
    ("!remind in 10 Sekunden Test", "R1 ist vorgemerkt: Ben wird am Mi, 25. November 2026, 10:00 erinnert: Test"),
    ("!remind in 90 Sek. Tee", "10:01 erinnert: Tee"),
    ("!remind in 30 seconds tea", "erinnert: tea"),
    ("!erinnere mich in 10 Minuten an den Kaffee", "10:10 erinnert: den Kaffee"),
    ("!erinnere mich bitte morgen um 9 an das Protokoll", "Do, 26. November 2026, 09:00 erinnert: das Protokoll"),
    ("!erinnere bitte morgen um 9 an das Protokoll", "erinnert: an das Protokoll"),
    ("!remind heute Abend Blumen gießen", "Mi, 25. November 2026, 18:00 erinnert: Blumen gießen"),
    ("!remind morgen früh Tee", "Do, 26. November 2026, 09:00 erinnert: Tee"),
    ("!remind Folien schicken in 2 Tagen", "Fr, 27. November 2026, 09:00 erinnert: Folien schicken"),
    ("!erinnere @anna und @cem am Montag 10 Uhr Folien", "Anna und Cem werden am Mo, 30. November 2026, 10:00"),
    ("!remind me tomorrow at 3pm to call Anna", "Do, 26. November 2026, 15:00 erinnert: call Anna"),
    ("!remind jeden Montag 8:30 Tagesordnung lesen", "Ben wird regelmäßig erinnert: Tagesordnung lesen"),
    ("!erinnerung löschen Nr. 1 bitte", "R1 ist gelöscht: Test"),
]


async def test_reminders_are_set_however_it_is_typed(room: Board) -> None:
    assert await differing(room, REMINDERS) == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "!remind 28.3.2027 2:30 Tee",
            "⚠️ Wegen der Zeitumstellung gibt es diese Uhrzeit nicht. Am nächsten liegt So, 28. März 2027, 03:30.",
        ),
        ("!remind am 31.2. Tee", "⚠️ Den 31.2. gibt es nicht. Am nächsten liegt So, 28. Februar 2027."),
        ("!erinnere mich heute Abend", "⚠️ Woran soll erinnert werden?"),
        ("!remind jeden Abend Tee", "⚠️ Um wie viel Uhr soll sie kommen?"),
    ],
)
async def test_a_reminder_without_a_right_moment_is_not_set(room: Board, line: str, answer: str) -> None:
    said = await room.says("ben", line)
    assert said.startswith((answer + "\n!erinnere ", answer + "\n!remind am 28.2.2027 Tee"))
    assert not refused(await room.says("ben", said.rpartition("\n")[2]))


async def test_a_cancelled_reminder_stays_cancelled(room: Board) -> None:
    await room.says("ben", "!remind morgen 9 Uhr Tee")
    await room.says("ben", "!remind cancel R1")
    assert await room.says("ben", "!remind move R1 Fr 12 Uhr") == "⚠️ R1 wurde gelöscht: Tee\n!erinnere liste"


ABOUT_THE_SAME = [
    ("!sitzung streichen M1", "!sitzung streichen M1 3"),
    ("!sitzung streichen M1 9", "!sitzung streichen M1 3"),
    ("!sitzung link M1 meet.example.org", "!sitzung link M1 https://meet.example.org/board"),
    ("!aufgabe zuweisen T2 @xaver", "Zum Beispiel: !aufgabe zuweisen T2 @anna"),
    ("!aufgabe notiz T2", "!aufgabe notiz T2 Der erste Entwurf liegt bei Cem."),
    ("!vote M1 1", "!abstimmen M1 1 ja"),
]


async def test_an_example_is_about_the_record_that_was_meant(room: Board) -> None:
    await room.says("anna", PROPOSE)
    said = [(line, await room.says("ben", line)) for line, _example in ABOUT_THE_SAME]
    assert [(line, answer.rpartition("\n")[2]) for line, answer in said] == ABOUT_THE_SAME


async def test_a_series_is_shown_with_its_next_dates_before_it_is_confirmed(room: Board) -> None:
    answer = await room.says("ben", "!sitzung ansetzen Jour fixe jeden zweiten Donnerstag 14 Uhr")
    assert answer == (
        "Noch ist nichts geschehen, denn das kann verschieden gemeint sein:\n"
        "• Verstanden: Do, 26. November 2026, 14:00; Do, 10. Dezember 2026, 14:00; Do, 24. Dezember "
        "2026, 14:00 und so weiter. Das kann alle zwei Wochen heißen oder der zweite im Monat. Sonst "
        "bitte jeden 2. Donnerstag im Monat 14:00 ab 10.12.2026 schreiben.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu "
        "schreiben."
    )


ENGLISH = [
    ("!vote 1 yes, 2 no", "1. Tue, 8 December 2026, 14:00–16:00: yes\n2. Wed, 9 December 2026, 10:00: no"),
    ("!vote all yes but 2 no", "2. Wed, 9 December 2026, 10:00: no"),
    ("!vote yes for 1 and 3, please", "3. Fri, 11 December 2026, 09:00: yes"),
    ("!vote 1,3 yes, otherwise no", "2. Wed, 9 December 2026, 10:00: no"),
    ("!vote 1 ja", "1. Tue, 8 December 2026, 14:00–16:00: yes"),
    ("!task claim T2 please", "Ben has taken on “Impulses and speakers” (T2)."),
    (
        "!remind me in 2 hours to call Anna",
        "Ben will be reminded on Wed, 25 November 2026, 12:00: call Anna",
    ),
    (
        "!host offer Bochum on 8 December for 25 people",
        "noted: Bochum – Tue, 8 December 2026 – 25 places.",
    ),
    ("!meeting attend M2 in person please", "Saved for M2 Winter meeting: in person."),
]


async def test_an_english_board_understands_the_same_in_english(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(duties=DUTIES, language="en")).start()
    await board.says("anna", PROPOSE.replace("Herbsttreffen", "Autumn meeting"))
    await board.says("anna", "!meeting plan Winter meeting 18 December 2-4pm")
    found = await differing(board, ENGLISH)
    await board.stop()
    assert found == []


async def test_a_number_with_a_point_belongs_to_the_title_and_a_doubtful_one_is_offered_there(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen OZG 2.0 8.12. 14 Uhr")
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „OZG 2.0“\n"
        "Findet statt: Di, 8. Dezember 2026, 14:00.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )
    offered = (await room.says("ben", "!sitzung ansetzen OZG 2.1 am 9.12. um 14 Uhr")).split("\n")[-1]
    assert offered == '!sitzung ansetzen "OZG 2.1" am 9.12. um 14 Uhr'
    assert await room.says("ben", offered) == "M2 „OZG 2.1“ ist angesetzt; alle erhalten Bescheid."


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("ansetzen", "M1 „Sommerfest“ ist angesetzt; alle erhalten Bescheid."),
        ("vorschlagen", "M1 „Sommerfest“ steht zur Abstimmung, mit 2 Terminen."),
    ],
)
async def test_a_line_without_a_date_is_offered_with_its_own_title(room: Board, verb: str, said: str) -> None:
    offered = (await room.says("ben", f"!sitzung {verb} Sommerfest")).split("\n")[-1]
    assert await room.says("ben", offered.removeprefix("Zum Beispiel: ")) == said
