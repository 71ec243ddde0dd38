"""Minutes grow from the records: noted by several, drafted as files, approved once and for all."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import sys
import time
import zipfile
from datetime import datetime

import pytest

from tests import lending
from tests.board import BERLIN, PEOPLE, Board, body
from tests.scenarios.minuted import PAPER, files, planned, under_way, with_notes

before, begun, noted = map(lending.begun, (planned, under_way, with_notes))


@pytest.mark.parametrize(
    "text",
    [
        *("14:30 Uhr Pause", "1,5 Stunden Diskussion", "1.5 Stunden Diskussion", "14 Uhr Pause"),
        *("1 Uhr Ende", "8.12. als Termin", "2. 12. als Termin", "2. Dezember als Termin", "1:0 beim Spiel"),
    ],
)
async def test_a_time_a_decimal_or_a_date_at_the_head_of_a_note_is_no_point(begun: Board, text: str) -> None:
    assert await begun.says("anna", f"!protokoll notiz M1 {text}") == f"Notiert zu M1 „Frühjahrssitzung“: „{text}“"


@pytest.mark.parametrize(
    "head", ["2", "2.", "2:", "2,", "TOP 2:", "top2", "Punkt 2", "item 2", "Nummer 2:", "Nr. 2", "TOP 2 Uhr:"]
)
async def test_a_point_is_named_in_many_ways(begun: Board, head: str) -> None:
    answer = await begun.says("anna", f"!protokoll notiz M1 {head} Wird knapp")
    words = "Uhr: Wird knapp" if "Uhr" in head else "Wird knapp"
    assert answer == f"Notiert zu TOP 2 von M1, „Haushalt“: „{words}“"


async def test_several_people_note_by_point_each_with_their_name(begun: Board) -> None:
    assert await begun.says("anna", f"!protokoll notiz M1 1 {PAPER}") == (
        f"Notiert zu TOP 1 von M1, „Positionspapier“: „{PAPER}“"
    )
    assert await begun.says("ben", "!minutes note TOP 2: Der Haushalt ist knapp.") == (
        "Notiert zu TOP 2 von M1, „Haushalt“: „Der Haushalt ist knapp.“"
    )
    assert await begun.says("cem", "!protokoll notiz M1 Beginn zehn Minuten später") == (
        "Notiert zu M1 „Frühjahrssitzung“: „Beginn zehn Minuten später“"
    )
    assert await begun.says("anna", "!protokoll M1") == (
        "Protokoll M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "Entwurf, noch nicht genehmigt.\n"
        "Abgesagt hatten: Ben\n"
        "TOP 1 Positionspapier\n"
        f"– {PAPER} (Anna)\n"
        "TOP 2 Haushalt\n"
        "– Der Haushalt ist knapp. (Ben)\n"
        "Weitere Notizen:\n"
        "– Beginn zehn Minuten später (Cem)"
    )


async def test_a_note_is_taken_back_by_a_dash_or_as_any_change(begun: Board) -> None:
    await begun.says("anna", "!protokoll notiz M1 1 Erstens")
    await begun.says("ben", "!protokoll notiz M1 1 Zweitens")
    assert await begun.says("anna", "!protokoll notiz M1 1 -") == (
        "Nicht mehr notiert zu TOP 1 von M1, „Positionspapier“: „Erstens“"
    )
    assert await begun.says("anna", "!protokoll notiz M1 1 -") == (
        "⚠️ Zu TOP 1 von M1, „Positionspapier“ gibt es keine Notiz von Ihnen.\n!protokoll M1"
    )
    assert await begun.says("ben", "!rückgängig") == (
        "Zurückgenommen: !protokoll notiz (M1 „Frühjahrssitzung“).\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert "Zweitens" not in await begun.says("anna", "!protokoll M1")


async def test_minutes_know_who_was_there_and_what_came_of_it(noted: Board) -> None:
    assert (await noted.says("cem", "!protokoll M1")).splitlines()[2:] == [
        "Anwesend: Anna, Ben und Cem",
        "TOP 1 Positionspapier",
        f"– {PAPER} (Anna)",
        "TOP 2 Haushalt",
        "– Der Haushalt ist knapp. (Ben)",
        "Seitdem neue Aufgabe: T5 Papier verschicken, Anna, fällig am Fr, 15. Januar 2027",
        "Seitdem neue Literatur: L2 Leitfaden: https://example.org/2",
    ]
    await noted.later(datetime(2026, 12, 16, 10, tzinfo=BERLIN))
    await noted.says("anna", "!aufgabe neu Später")
    assert "Später" not in await noted.says("cem", "!protokoll M1")  # the next meeting has begun meanwhile
    assert await noted.says("cem", "!protokoll M2") == (
        "Protokoll M2 Klausur: Di, 15. Dezember 2026, 10:00–16:00\n"
        "Entwurf, noch nicht genehmigt.\n"
        "Seitdem neue Aufgabe: T6 Später"
    )
    assert await noted.says("cem", "!protokoll") == (
        "Protokolle\n"
        "• M2 Klausur, Di, 15. Dezember 2026, 10:00–16:00: Entwurf, noch nicht genehmigt.\n"
        "• M1 Frühjahrssitzung, Di, 8. Dezember 2026, 14:00–16:00: Entwurf, noch nicht genehmigt.\n"
        "!protokoll M2 zeigt eines."
    )


async def test_a_draft_comes_as_odt_pdf_and_markdown(noted: Board) -> None:
    answer = await noted.says("anna", "!protokoll entwurf M1")
    assert answer == "Das Protokoll von M1 Frühjahrssitzung wird geschrieben."
    said = [body(event) for event in answer.also if event.content.get("m.new_content")]
    assert said == ["Das Protokoll von M1 Frühjahrssitzung folgt als Entwurf: ODT, PDF/UA und Markdown."]
    names = [event.content["filename"] for event in answer.also if "filename" in event.content]
    assert names == [f"M1-2026-12-08-protokoll-fruehjahrssitzung.{kind}" for kind in ("odt", "pdf", "md")]
    sent = files(noted)
    assert sent["pdf"].startswith(b"%PDF-1.7")
    with zipfile.ZipFile(io.BytesIO(sent["odt"])) as archive:
        assert PAPER in archive.read("content.xml").decode()
    assert sent["md"].decode() == (
        "# Protokoll M1 Frühjahrssitzung\n\n"
        "Entwurf, Stand Di, 8. Dezember 2026, 14:10; noch nicht genehmigt.\n\n"
        "Termin: Di, 8. Dezember 2026, 14:00–16:00\n\n"
        "Ort: Bochum\n\n"
        "## Anwesenheit\n\n"
        "Anwesend: Anna, Ben und Cem\n\n"
        "## Tagesordnung\n\n"
        "| Nr. | Punkt | Wer | Minuten |\n|---|---|---|---|\n"
        "| 1 | Positionspapier | Anna | 20 |\n| 2 | Haushalt |  |  |\n\n"
        "## TOP 1: Positionspapier\n\n"
        f"{PAPER}\n\n"
        "Material: L1 Bericht\n\n"
        "## TOP 2: Haushalt\n\n"
        "Der Haushalt ist knapp.\n\n"
        "## Seitdem neue Aufgaben\n\n"
        "| Nr. | Aufgabe | Wer | Frist |\n|---|---|---|---|\n"
        "| T5 | Papier verschicken | Anna | Fr, 15. Januar 2027 |\n\n"
        "## Seitdem neue Literatur\n\n"
        "- L2 Leitfaden https://example.org/2\n"
    )


async def test_in_a_direct_chat_the_files_come_there_in_ones_own_language(noted: Board) -> None:
    chat = "!chat:board.test"
    noted.matrix.add_room(chat, PEOPLE[2], direct=True)
    await noted.says("cem", "!sprache en", room=chat)
    answer = await noted.says("cem", "!minutes draft M1", room=chat)
    assert [event.content["filename"] for event in answer.also if "filename" in event.content] == [
        f"M1-2026-12-08-minutes-fruehjahrssitzung.{kind}" for kind in ("odt", "pdf", "md")
    ]
    sent = [event.content for event in answer.also if event.content.get("filename", "").endswith("md")]
    text = noted.matrix.files[sent[0]["file"]["url"]].decode()
    assert text.splitlines()[:3] == [
        "# Minutes of M1 Frühjahrssitzung",
        "",
        "Draft of Tue, 8 December 2026, 14:10; not approved yet.",
    ]
    assert "Present: Anna, Ben, and Cem" in text.splitlines()


async def test_without_typst_the_answer_says_so_and_the_others_come(
    noted: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = await noted.says("anna", "!protokoll entwurf M1")
    assert [body(event) for event in answer.also if event.content.get("m.new_content")] == [
        "Das Protokoll von M1 Frühjahrssitzung folgt als Entwurf: ODT und Markdown.\n"
        "Ein PDF fehlt: Auf dem Rechner des Assistenten gibt es typst nicht. Wer ihn betreibt, kann die Erweiterung "
        "pdf einrichten."
    ]
    assert set(files(noted)) == {"odt", "md"}


@pytest.mark.long
async def test_the_files_are_made_in_a_moment(noted: Board) -> None:
    for number in range(60):
        await noted.says("anna", f"!protokoll notiz M1 {1 + number % 2} Notiz {number} " + "mit vielen Worten " * 20)
    began = time.perf_counter()
    await noted.says("anna", "!protokoll entwurf M1")
    assert time.perf_counter() - began < 3
    assert set(files(noted)) == {"odt", "pdf", "md"}


async def versions(room: Board) -> list[sqlite3.Row]:
    return await room.database.read(
        lambda connection: connection.execute("SELECT * FROM minutes_versions ORDER BY id").fetchall()
    )


async def test_what_is_approved_never_changes_and_a_change_is_a_new_version(noted: Board) -> None:
    first = await noted.says("olga", "!protokoll genehmigt M1")
    (kept,) = await versions(noted)
    assert kept["hash"] == hashlib.sha256(kept["content"].encode()).hexdigest()
    content = json.loads(kept["content"])
    assert kept["content"] == json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert first == (
        "Protokoll M1 Frühjahrssitzung, Fassung 1: genehmigt.\n"
        f"Prüfsumme des Inhalts (SHA-256): {kept['hash']}\n"
        "!protokoll entwurf M1 schickt es als Dateien."
    )
    assert await noted.says("olga", "!protokoll genehmigt M1") == (
        "⚠️ Fassung 1 ist schon genehmigt, und seitdem hat sich nichts geändert.\n!protokoll entwurf M1"
    )
    await noted.says("anna", "!aufgabe neu Noch etwas")  # what came later is none of its tasks
    assert (
        "Fassung 1, genehmigt am Di, 8. Dezember 2026, 14:10."
        in (await noted.says("anna", "!protokoll M1")).splitlines()
    )
    await noted.says("cem", "!protokoll notiz M1 2 Nachtrag")
    await noted.says("cem", "!protokoll anwesend M1 anna, cem")
    changed = await noted.says("anna", "!protokoll M1")
    assert (
        "Fassung 1 wurde am Di, 8. Dezember 2026, 14:10 genehmigt; seitdem gibt es 3 Änderungen."
        in changed.splitlines()
    )
    assert await noted.says("olga", "!minutes approve M1") == (
        "Protokoll M1 Frühjahrssitzung, Fassung 2: genehmigt.\n"
        "Änderungen gegenüber der vorigen Fassung:\n"
        "• Abgesagt: neu: Ben\n"
        "• TOP 2: neu: Nachtrag\n"
        "• Anwesend: nicht mehr: Ben\n"
        f"Prüfsumme des Inhalts (SHA-256): {(await versions(noted))[1]['hash']}\n"
        "!protokoll entwurf M1 schickt es als Dateien."
    )
    assert dict((await versions(noted))[0]) == dict(kept)
    answer = await noted.says("anna", "!protokoll entwurf M1")
    assert (
        body(answer.also[0])
        == "Das Protokoll von M1 Frühjahrssitzung folgt in der genehmigten Fassung 2: ODT, PDF/UA und Markdown."
    )
    written = files(noted)["md"].decode()
    assert "Fassung 2, genehmigt am Di, 8. Dezember 2026, 14:10, durch Olga." in written.splitlines()
    assert written.partition("## Änderungen gegenüber der vorigen Fassung\n\n")[2].splitlines() == [
        "- Abgesagt: neu: Ben",
        "- TOP 2: neu: Nachtrag",
        "- Anwesend: nicht mehr: Ben",
    ]
    assert await noted.says("olga", "!rückgängig") == (
        "⚠️ !protokoll genehmigt lässt sich nicht zurücknehmen. Was verschickt oder genehmigt ist, bleibt; eine "
        "spätere Änderung ist eine neue Fassung."
    )


async def test_what_is_different_is_said_in_words_of_whoever_reads_it(noted: Board) -> None:
    await noted.says("olga", "!protokoll genehmigt M1")
    await noted.says("anna", "!tagesordnung vertagen M1 2")
    await noted.says("anna", "!beschluss neu Das Papier wird verschickt; zu M1 1")
    for who in ("anna", "ben", "cem", "olga"):
        await noted.says(who, "!beschluss ja B1")
    await noted.says("anna", "!sitzung verschieben M1 8.12. 14:15-16 Uhr")
    await noted.later(datetime(2026, 12, 8, 14, 20, tzinfo=BERLIN))
    assert (await noted.says("anna", "!protokoll M1")).partition("Fassung:\n")[2].splitlines() == [
        "Termin: neu: Di, 8. Dezember 2026, 14:15–16:00",
        "TOP 1: neu: B1 Das Papier wird verschickt: B1 ist angenommen: 4 ja, 0 nein, 0 Enthaltungen; beschlussfähig "
        "(4 von 4, nötig 2).",
        "TOP 2: neu: vertagt auf M2",
        "Termin: nicht mehr: Di, 8. Dezember 2026, 14:00–16:00",
    ]
    chat = "!chat:board.test"
    noted.matrix.add_room(chat, PEOPLE[0], direct=True)
    await noted.says("anna", "!sprache english", room=chat)
    english = [
        "Date: new: Tue, 8 December 2026, 14:15–16:00",
        "TOP 1: new: B1 Das Papier wird verschickt: B1 is accepted: 4 yes, 0 no, 0 abstentions; quorum met "
        "(4 of 4, needed 2).",
        "TOP 2: new: deferred to M2",
        "Date: no longer: Tue, 8 December 2026, 14:00–16:00",
    ]
    assert (await noted.says("anna", "!minutes M1", room=chat)).partition("before:\n")[2].splitlines() == english
    await noted.says("olga", "!protokoll genehmigt M1")
    assert [one["english"] for one in json.loads((await versions(noted))[1]["changes"])] == [
        line.partition(": new: ")[2] or line.partition(": no longer: ")[2] for line in english
    ]


async def test_minutes_of_a_meeting_to_come_are_not_approved(before: Board) -> None:
    assert await before.says("olga", "!protokoll genehmigt M1") == (
        "⚠️ M1 „Frühjahrssitzung“ hat noch nicht begonnen; ein Protokoll wird danach genehmigt.\n!protokoll entwurf M1"
    )
    assert await before.says("olga", "!protokoll anwesend M1 anna") == (
        "⚠️ M1 „Frühjahrssitzung“ hat noch nicht begonnen.\n!sitzung teilnahme M1 online"
    )
    assert await versions(before) == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("notiz M1 7 Hallo", "⚠️ Einen Punkt 7 gibt es nicht; der letzte ist 2.\n!protokoll notiz M1 2 Die erste Notiz"),
        ("notiz M1", "⚠️ Was soll notiert werden?\n!protokoll notiz M1 Die erste Notiz"),
        ("anwesend M1 @zoe", "⚠️ In diesem Raum gibt es kein Mitglied „@zoe“.\n!protokoll anwesend M1 alle"),
        (
            "anwesend M1 alle außer Cem",
            "⚠️ Wer da war, bitte einzeln nennen.\n!protokoll anwesend M1 @anna, @ben, @olga",
        ),
        ("anwesend M1 alle außer Karl", "⚠️ In diesem Raum gibt es kein Mitglied „Karl“."),
        ("anwesend M1 Anna, nicht Cem", "⚠️ Wer da war, bitte einzeln nennen."),
        ("genehmigt M9", "⚠️ Die Sitzung M9 gibt es nicht.\n!sitzung liste"),
    ],
)
async def test_what_cannot_be_is_said_with_a_line_that_works(begun: Board, line: str, answer: str) -> None:
    assert await begun.says("cem", f"!protokoll {line}") == answer


async def test_a_date_of_a_series_has_minutes_of_its_own(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Jour fixe jeden Dienstag 9-10 Uhr")
    await room.later(datetime(2026, 12, 2, 12, tzinfo=BERLIN))
    await room.says("anna", "!protokoll notiz M1 Vom ersten")
    await room.says("anna", "!protokoll anwesend M1 anna")
    await room.later(datetime(2026, 12, 8, 9, 30, tzinfo=BERLIN))
    await room.says("ben", "!protokoll notiz M1 Vom achten")
    assert (await room.says("anna", "!protokoll M1")).splitlines()[0::3] == [
        "Protokoll M1 Jour fixe: Di, 8. Dezember 2026, 09:00–10:00",
        "– Vom achten (Ben)",
    ]
    assert await room.says("anna", "!protokoll genehmigt M1 1.12.") == (
        "Protokoll M1 Jour fixe, Fassung 1: genehmigt.\n"
        f"Prüfsumme des Inhalts (SHA-256): {(await versions(room))[0]['hash']}\n"
        "!protokoll entwurf M1 schickt es als Dateien."
    )
    assert (await room.says("anna", "!protokoll M1 1.12.")).splitlines()[2:] == [
        "Anwesend: Anna",
        "Weitere Notizen:",
        "– Vom ersten (Anna)",
    ]
    assert await room.says("anna", "!protokoll M1") == (
        "Protokoll M1 Jour fixe: Di, 8. Dezember 2026, 09:00–10:00\n"
        "Entwurf, noch nicht genehmigt.\n"
        "Weitere Notizen:\n"
        "– Vom achten (Ben)"
    )


async def test_past_midnight_it_is_still_the_same_meeting(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Klausur 8.12. 22:00-2:00")
    await room.later(datetime(2026, 12, 9, 1, tzinfo=BERLIN))
    assert await room.says("anna", "!protokoll notiz Sehr spät") == "Notiert zu M1 „Klausur“: „Sehr spät“"


async def test_a_forgotten_member_is_in_approved_minutes_without_their_name(noted: Board) -> None:
    await noted.says("olga", "!protokoll genehmigt M1")
    chat = "!chat:board.test"
    noted.matrix.add_room(chat, PEOPLE[1], direct=True)
    await noted.says("ben", "!datenschutz vergessen", room=chat)
    await noted.says("ben", "!ja", room=chat)
    (kept,) = await versions(noted)
    assert "Ben" not in kept["content"] and "@ben" not in kept["content"]
    await noted.says("olga", "!protokoll entwurf M1")
    written = files(noted)["md"].decode()
    assert "Anwesend: Anna, ehemaliges Mitglied und Cem" in written.splitlines()
    assert (
        "Seitdem wurde der Name eines ehemaligen Mitglieds herausgenommen; die Prüfsumme ist die von vorher."
        in written.splitlines()
    )
