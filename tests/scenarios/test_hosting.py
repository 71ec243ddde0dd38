"""Hosting: offers, which of them is accepted for a meeting, what becomes of it."""

from __future__ import annotations

import pytest

from matrixbot.gateway import Event
from tests.board import Board, body, rings
from tests.lending import begun

FULL = "!gastgeber anbieten Köln am 8.12. für 2, Raum: Rathaus, Saal 2; Hinweis: Parken im Hof"
M1 = "M1 „Frühjahrssitzung“ am Di, 8. Dezember 2026, 14:00–16:00"
CHECKLIST = (
    "Zu bedenken:\n• {room}\n• Bild, Ton und Videokonferenz ausprobieren.\n• WLAN-Zugang für Gäste besorgen.\n"
    "• Allen den Weg beschreiben, auch den stufenlosen.\n• Für Getränke sorgen und für jemanden, der öffnet."
)


@begun
async def meeting(room: Board) -> None:
    """M1 of Ben's, fixed on 8 December: Anna and Ben said yes, Cem if need be."""
    await room.says("ben", "!sitzung vorschlagen Frühjahrssitzung: 8.12. 14-16 Uhr; 9.12. 10-12 Uhr")
    for who, vote in (("anna", "1 ja"), ("ben", "1 ja"), ("cem", "1 vielleicht")):
        await room.says(who, f"!vote {vote}")
    await room.says("ben", "!sitzung festlegen M1 1")


def files(events: list[Event]) -> list[str]:
    return [event.content["filename"] for event in events if event.content.get("msgtype") == "m.file"]


def said(events: list[Event]) -> list[str]:
    return [body(event) for event in events if event.content.get("msgtype") in ("m.text", "m.notice")]


async def calendar(board: Board) -> str:
    """The latest calendar file, its long lines joined."""
    return list(board.matrix.files.values())[-1].decode().replace("\r\n ", "")


# --- offers


async def test_a_town_is_enough_for_an_offer(room: Board) -> None:
    assert await room.says("ben", "!host offer Bochum") == (
        "H1 von Ben ist notiert: Bochum.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25"
    )
    assert await room.says("anna", "!gastgeber") == "Ein Angebot liegt vor.\n• H1 Bochum – Ben"


async def test_the_line_that_a_new_offer_names_says_more_about_it(room: Board) -> None:
    answer = await room.says("ben", "!host offer Bochum")
    line = answer.partition("zum Beispiel ")[2]
    assert await room.says("ben", line) == "H1 ist geändert: Bochum – Mi, 9. Dezember 2026 – 25 Plätze."


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("Bochum am 8.12. für 25", "Bochum – Di, 8. Dezember 2026 – 25 Plätze"),
        ("in Bochum ab Januar", "Bochum – ab Fr, 1. Januar 2027"),
        ("Bochum from January for 30 people", "Bochum – ab Fr, 1. Januar 2027 – 30 Plätze"),
        ("Frankfurt am Main", "Frankfurt am Main"),
        ("Bochum für 25 – gern auch online", "Bochum, online – 25 Plätze"),
        ("Wir können in Bochum am 8.12., Parken ist nicht möglich", "Bochum – Di, 8. Dezember 2026"),
        ("Bochum, „Saal 8.12., links“ am 9.12.", "Bochum, „Saal 8.12., links“ – Mi, 9. Dezember 2026"),
        ("Bad Homburg vor der Höhe, 12 Personen", "Bad Homburg vor der Höhe – 12 Plätze"),
        (
            "Bochum\nam 8.12.\nfür 25\nRaum: Rathaus, Saal 2",
            "Bochum, Rathaus, Saal 2 – Di, 8. Dezember 2026 – 25 Plätze",
        ),
        ("Bochum Raum: Rathaus Adresse: Markt 1", "Bochum, Rathaus, Markt 1"),
        ("Köln --raum Saal 3 --plätze 40", "Köln, Saal 3 – 40 Plätze"),
        ("Köln vom 7. bis 9. Dezember", "Köln – Mo, 7. Dezember 2026 – Mi, 9. Dezember 2026"),
        ("Köln am 8.12. oder 9.12.", "Köln – Di, 8. Dezember 2026 und Mi, 9. Dezember 2026"),
        ("Köln Di und Do ab 14 Uhr", "Köln – dienstags und donnerstags, ab 14:00 Uhr"),
        ("Köln Mo-Do 9-13 Uhr", "Köln – montags, dienstags, mittwochs und donnerstags, 09:00–13:00"),
        ("Köln bis Ende März", "Köln – Mi, 25. November 2026 – Mi, 31. März 2027"),
        ("Köln ab 8.12. bis 20.12.", "Köln – Di, 8. Dezember 2026 – So, 20. Dezember 2026"),
        ("Köln von Januar bis März", "Köln – Fr, 1. Januar 2027 – Mi, 31. März 2027"),
        ("Köln nicht im August", "Köln – außer So, 1. August 2027 – Di, 31. August 2027"),
        ("Köln außer freitags", "Köln – außer freitags"),
        (
            "Köln, not on Fridays, from January until March",
            "Köln – Fr, 1. Januar 2027 – Mi, 31. März 2027 – außer freitags",
        ),
        ("Köln jeden Montag", "Köln – montags"),
        ("Köln am 18.12. von 9 bis 13 Uhr", "Köln – Fr, 18. Dezember 2026, 09:00–13:00"),
        (
            "Köln 18.12. 9-13 Uhr und 19.12. ab 14 Uhr",
            "Köln – Fr, 18. Dezember 2026, 09:00–13:00 und Sa, 19. Dezember 2026, ab 14:00 Uhr",
        ),
        ("Köln bis 20 Personen", "Köln – 20 Plätze"),
        ("Köln für hundert Personen", "Köln – 100 Plätze"),
        ("Köln am 8.12. für fünfundzwanzig", "Köln – Di, 8. Dezember 2026 – 25 Plätze"),
        ("Köln für fuenfundzwanzig Leute ab Januar", "Köln – ab Fr, 1. Januar 2027 – 25 Plätze"),
        ("Köln, bis zu zweihundertfünfzig Personen", "Köln – 250 Plätze"),
        ("Köln for a hundred and twenty people", "Köln – 120 Plätze"),
        ("Köln für eine Person", "Köln – ein Platz"),
        ("Köln Plätze: dreißig", "Köln – 30 Plätze"),
        ("Köln zwölf Plätze", "Köln – 12 Plätze"),
        ("Siebengebirge für alle", "Siebengebirge für alle"),
        ("Bad Be", "Bad Be"),
        ("Bochum would be possible", "Bochum"),
        ("Dreieich für ein", "Dreieich für ein"),
        ("Köln für " + "dreizehn" * 18 + "x", "Köln für " + "dreizehn" * 18 + "x"),
        ("Köln ab sofort", "Köln"),
    ],
)
async def test_an_offer_says_what_was_understood(room: Board, words: str, understood: str) -> None:
    said = (await room.says("ben", f"!host offer {words}")).splitlines()
    assert said[0] == f"H1 von Ben ist notiert: {understood}."


async def test_what_else_an_offer_says_is_kept_and_can_be_changed(room: Board) -> None:
    assert await room.says("ben", f"{FULL}; Barrierefrei: ja") == (
        "H1 von Ben ist notiert: Köln, Rathaus, Saal 2 – Di, 8. Dezember 2026 – 2 Plätze.\n"
        "Barrierefrei: ja\nHinweis: Parken im Hof\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25"
    )
    assert await room.says("ben", "!gastgeber ändern H1 für 30, Ausstattung: Beamer") == (
        "H1 ist geändert: Köln, Rathaus, Saal 2 – Di, 8. Dezember 2026 – 30 Plätze.\n"
        "Ausstattung: Beamer\nBarrierefrei: ja\nHinweis: Parken im Hof"
    )
    assert await room.says("anna", "!host edit H1 für 3") == (
        "⚠️ H1 ist ein Angebot von Ben; ändern und zurückziehen kann es nur, wer es gemacht hat oder "
        "organisiert.\n"
        "!gastgeber liste"
    )
    assert await room.says("anna", "!host show H1") == (
        "H1 Köln, Rathaus, Saal 2 – Ben – Di, 8. Dezember 2026 – 30 Plätze\n"
        "Ausstattung: Beamer\n"
        "Barrierefrei: ja\n"
        "Hinweis: Parken im Hof"
    )


@pytest.mark.parametrize("words", ["für 2 Tage", "für zwei Tage", "ab dem Frühjahr", "nicht für alle"])
async def test_what_is_no_place_and_was_not_understood_is_asked_about(room: Board, words: str) -> None:
    answer = await room.says("ben", f"!host offer Köln {words}")
    assert answer == (
        f"Noch ist nichts geschehen. Nicht verstanden: „{words}“.\n"
        f"So weit verstanden: H1 von Ben ist notiert: Köln{'' if words == 'ab dem Frühjahr' else f' {words}'}.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert await room.says("ben", "!host") == "Noch ist kein Raum angeboten. Ein Ort genügt: !gastgeber anbieten Bochum"


async def test_a_meeting_that_has_a_host_is_not_passed_over(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("ben", "!host accept Köln")
    assert await meeting.says("anna", "!gastgeber übergehen M1") == (
        "⚠️ M1 findet schon bei Cem statt: Köln. "
        "Das kann nur zurücknehmen, wer den Raum angeboten hat oder organisiert.\n!gastgeber zeigen H1"
    )
    assert await meeting.says("olga", "!gastgeber übergehen M1") == (
        "⚠️ M1 findet schon bei Cem statt: Köln. Das kann nur zurücknehmen, wer den Raum angeboten hat "
        "oder organisiert.\n"
        "!gastgeber zurückziehen H1"
    )
    assert await meeting.says("olga", "!gastgeber übergehen @cem") == (
        f"Cem ist übergangen, bis das nächste Angebot angenommen ist.\nWas zugesagt ist, bleibt: {M1}.\n"
        "Wer jetzt an der Reihe ist, zeigt !gastgeber wer"
    )
    assert await meeting.says("anna", "!sitzung zeigen M1") == (
        "M1 „Frühjahrssitzung“\n"
        "Findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Ort: Köln\n"
        "Stimmen: 3 können (2 ja, 1 wenn nötig).\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_an_offer_is_no_good_outside_its_hours(meeting: Board) -> None:
    answer = await meeting.says("cem", "!host offer Köln Di ab 15 Uhr")
    assert "Das passt zu M1" not in answer
    assert await meeting.says("anna", "!host offer Essen Di und Do ab 14 Uhr") == (
        "H1 von Anna ist notiert: Essen – dienstags und donnerstags, ab 14:00 Uhr.\n"
        "Das passt zu M1 „Frühjahrssitzung“ am Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Annehmen: !gastgeber annehmen H1 M1"
    )


async def test_a_date_with_two_readings_is_shown_with_the_other_one(room: Board) -> None:
    answer = await room.says("ben", "!host offer Bochum nächsten Freitag")
    assert answer == (
        "H1 von Ben ist notiert: Bochum – Fr, 27. November 2026.\n"
        "„Nächste“ wird verschieden verstanden: Gemeint sein kann Fr, 27. November 2026 oder Fr, 4. "
        "Dezember 2026. Falls Fr, 4. Dezember 2026 gemeint ist: !gastgeber ändern H1 Datum: 4.12.2026\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für 25"
    )
    assert await room.says("ben", "!gastgeber ändern H1 Datum: 4.12.2026") == (
        "H1 ist geändert: Bochum – Fr, 4. Dezember 2026."
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!host offer", "⚠️ Wo kann die Sitzung stattfinden?\n!gastgeber anbieten Bochum"),
        (
            "!host offer am 8.12.",
            "⚠️ Wo kann die Sitzung stattfinden?\n!gastgeber anbieten Bochum am 8.12. für 25, Raum",
        ),
        ("!host offer Bochum am 31.2.", "⚠️ Den 31.2. gibt es nicht."),
        (
            "!host offer Bochum am 1.11.2026",
            "⚠️ So, 1. November 2026 ist schon vorbei.\nZum Beispiel: !gastgeber anbieten Bochum am 9.12.",
        ),
        ("!host offer Bochum jeden zweiten Montag", "⚠️ Ein Angebot gilt für einzelne Tage, für Wochentage oder ab"),
        ("!host offer Bochum für 0 Personen", "⚠️ Ein Angebot hat Platz für mindestens eine Person."),
        ("!host offer " + "x" * 60_000, "⚠️ Das sind mehr als 12000 Zeichen; bitte kürzer fassen."),
        ("!host offer " + "x" * 250, "⚠️ Das sind 250 Zeichen; höchstens 200 sind möglich."),
        ("!host accept H9 M1", "⚠️ Die Sitzung M1 gibt es nicht."),
        ("!host accept", "⚠️ Welches Angebot ist gemeint?\n!gastgeber liste"),
        ("!host withdraw", "⚠️ Welches Angebot ist gemeint?\n!gastgeber liste"),
        ("!host withdraw H7", "⚠️ Das Angebot H7 gibt es nicht.\n!gastgeber liste"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_changes(room: Board, line: str, answer: str) -> None:
    said = await room.says("ben", line)
    assert said.startswith(answer)
    assert said.event is not None and rings(said.event) == []
    assert await room.says("ben", "!host") == "Noch ist kein Raum angeboten. Ein Ort genügt: !gastgeber anbieten Bochum"


async def test_a_name_that_looks_like_a_call_rings_nobody(room: Board) -> None:
    answer = await room.says("ben", "!host offer <b>@room</b> @anna:board.test")
    assert answer == (
        "H1 von Ben ist notiert: <b>@room</b> @anna:board.test.\n"
        "Tage, Plätze und mehr lassen sich ergänzen, zum Beispiel !gastgeber ändern H1 am 9.12. für "
        "25"
    )
    assert answer.event is not None and answer.event.content["m.mentions"] == {}
    assert answer.event.content["formatted_body"] == (
        "H1 von Ben ist notiert: "
        "&lt;b&gt;@room&lt;/b&gt; @anna:board.test.<br>Tage, Plätze und mehr lassen sich ergänzen, "
        "zum Beispiel <code>!gastgeber ändern H1 am 9.12. für 25</code>"
    )


# --- accepting


async def test_an_accepted_offer_sets_the_place_rings_the_host_and_sends_the_calendar_file(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln, Raum: Rathaus")
    answer = await meeting.says("anna", "!host accept H1 M1")
    assert answer == "H1 ist angenommen: M1 „Frühjahrssitzung“ findet hier statt: Köln, Rathaus."
    host = answer.also[0]
    assert body(host) == (
        f"Cem: {M1} ist bei Ihnen zu Gast. Vielen Dank!\n"
        + CHECKLIST.format(room="Den Raum für 3 Personen reservieren.")
        + "\nVor der Sitzung folgt noch eine Erinnerung."
    )
    assert rings(host) == ["@cem:board.test"]
    assert files(answer.also) == ["M1-fruehjahrssitzung.ics"]
    assert "LOCATION:Köln\\, Rathaus" in (await calendar(meeting)).splitlines()
    assert await meeting.says("anna", "!sitzung zeigen M1") == (
        "M1 „Frühjahrssitzung“\n"
        "Findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Ort: Köln, Rathaus\n"
        "Stimmen: 3 können (2 ja, 1 wenn nötig).\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )
    assert await meeting.says("anna", "!host") == "Ein Angebot liegt vor.\n• H1 Köln, Rathaus – Cem – angenommen für M1"


async def test_the_heading_of_an_open_vote_shows_the_place(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Frühjahrssitzung: 8.12. 14-16 Uhr; 9.12. 10-12 Uhr")
    await room.says("cem", "!host offer Köln")
    answer = await room.says("ben", "!host accept H1 M1")
    assert answer == (
        "H1 ist angenommen: M1 „Frühjahrssitzung“ findet hier statt: Köln.\n"
        "Die Kalenderdatei folgt, sobald das Datum feststeht."
    )
    assert files(answer.also) == []
    (heading,) = [body(event).splitlines() for event in answer.also if "m.new_content" in event.content]
    assert heading[:3] == ["M1 „Frühjahrssitzung“: Welche Termine passen?", "Vorgeschlagen von Ben.", "Ort: Köln"]


async def test_too_few_places_and_another_day_are_said(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln am 9.12. für 2")
    assert await meeting.says("anna", "!gastgeber annehmen H1 M1") == (
        "H1 ist angenommen: M1 „Frühjahrssitzung“ findet hier statt: Köln.\n"
        "⚠️ Die 2 Plätze reichen nicht für die 3, die mit „ja“ oder „wenn nötig“ gestimmt haben.\n"
        "⚠️ H1 gilt für Mi, 9. Dezember 2026, die Sitzung ist am Di, 8. Dezember 2026, 14:00–16:00."
    )


async def test_a_meeting_that_has_a_host_is_not_taken_by_anybody(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("anna", "!host offer Essen")
    await meeting.says("ben", "!host accept H1 M1")
    assert await meeting.says("anna", "!host accept H2 M1") == (
        "⚠️ M1 findet schon bei Cem statt: Köln.\n!gastgeber zeigen H1"
    )
    answer = await meeting.says("olga", "!host accept H2 M1")
    assert answer == "H2 ist angenommen: M1 „Frühjahrssitzung“ findet hier statt: Essen.\nBisher war es: Köln."
    assert said(answer.also).count(f"Cem: {M1} findet jetzt woanders statt: Essen.") == 1


async def test_the_host_is_reminded_a_week_before_and_the_reminder_follows_the_date(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur: 15.12. 14-16 Uhr; 16.12. 14-16 Uhr")
    await room.says("ben", "!sitzung festlegen M1 1")
    await room.says("cem", "!host offer Köln")
    await room.says("ben", "!host accept H1 M1")
    await room.says("ben", "!sitzung verschieben M1 22.12. 14-16 Uhr")
    assert [text for text in said(await room.later(room.now.replace(month=12, day=8, hour=14))) if "Cem" in text] == []
    reminders = [e for e in await room.later(room.now.replace(day=15, hour=14)) if "zu Gast" in body(e)]
    assert [body(event) for event in reminders] == [
        "Cem: M1 „Klausur“ ist am Di, 22. Dezember 2026, 14:00–16:00 bei Ihnen zu Gast: Köln.\n"
        + CHECKLIST.format(room="Den Raum reservieren.")
    ]
    assert rings(reminders[0]) == ["@cem:board.test"]


async def test_a_date_the_offer_is_not_for_asks_the_host_once(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln am 8.12.")
    await meeting.says("ben", "!host accept H1 M1")
    answer = await meeting.says("ben", "!sitzung verschieben M1 15.12. 14-16 Uhr")
    question = (
        "Cem: M1 „Frühjahrssitzung“ am Di, 15. Dezember 2026, 14:00–16:00 liegt nicht auf einem Tag von H1; "
        "das Angebot gilt für Di, 8. Dezember 2026.\n"
        "Wenn es trotzdem geht, ist nichts zu tun; wenn nicht: !gastgeber zurückziehen H1"
    )
    assert said(answer.also).count(question) == 1
    assert question not in said((await meeting.says("ben", "!sitzung link M1 https://meet.example.org/b")).also)


async def test_another_place_or_a_cancelled_meeting_ends_the_reminder(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("ben", "!host accept H1 M1")
    await meeting.says("ben", "!sitzung ort M1 Essen")
    assert await meeting.says("anna", "!host") == "Ein Angebot liegt vor.\n• H1 Köln – Cem"
    assert [text for text in said(await meeting.passes(days=7)) if "zu Gast" in text] == []


# --- withdrawing


async def test_if_the_host_withdraws_the_next_best_offer_is_asked_at_once(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln am 8.12. für 25")
    await meeting.says("anna", "!host offer Essen am 9.12.")
    await meeting.says("ben", "!host offer Bochum für 2")
    await meeting.says("olga", "!host offer Dortmund")
    await meeting.says("ben", "!host accept H1 M1")
    answer = await meeting.says("cem", "!host withdraw H1")
    assert answer == "H1 ist zurückgezogen worden.\nM1 „Frühjahrssitzung“ hat jetzt keinen Ort mehr."
    question = answer.also[0]
    assert body(question) == (
        f"Olga: {M1} braucht einen neuen Ort. Ist H4 Dortmund möglich?\n"
        "Zusagen mit 👍 auf diese Nachricht oder mit !gastgeber annehmen H4 M1, absagen mit 👎."
    )
    assert rings(question) == ["@olga:board.test"]
    assert files(answer.also) == ["M1-fruehjahrssitzung.ics"]
    assert "LOCATION" not in await calendar(meeting)
    assert await meeting.reacts("ben", question, "👍") == ""
    declined = await meeting.reacts("olga", question, "👎")
    assert said(declined.also)[0] == (
        "Ben: M1 „Frühjahrssitzung“ am Di, 8. Dezember 2026, 14:00–16:00 braucht einen neuen Ort. Ist H3 "
        "Bochum – 2 Plätze möglich?\n"
        "Zusagen mit 👍 auf diese Nachricht oder mit !gastgeber annehmen H3 M1, absagen mit 👎."
    )
    accepted = await meeting.reacts("ben", declined.also[0], "👍")
    assert said(accepted.also) == [
        f"Ben: Soll {M1} hier stattfinden: H3 Bochum – 2 Plätze? !ja legt es fest; eine Reaktion allein genügt nicht, "
        "weil sie unverschlüsselt kommt."
    ]
    settled = await meeting.says("ben", "!ja")
    assert settled == (
        "H3 ist angenommen: M1 „Frühjahrssitzung“ findet hier statt: Bochum.\n"
        "⚠️ Die 2 Plätze reichen nicht für die 3, die mit „ja“ oder „wenn nötig“ gestimmt haben."
    )
    assert files(settled.also) == ["M1-fruehjahrssitzung.ics"]


async def test_without_another_offer_the_room_is_asked(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("ben", "!host accept H1 M1")
    answer = await meeting.says("cem", "!gastgeber zurückziehen")
    assert body(answer.also[0]) == f"Wer hat einen Raum für {M1}?\nEin Ort genügt: !gastgeber anbieten Bochum"
    assert rings(answer.also[0]) == "room"


async def test_a_host_who_leaves_takes_the_offers_along(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("ben", "!host accept H1 M1")
    await meeting.leaves("cem")
    assert await meeting.says("ben", "!host") == "Ein Angebot liegt vor.\n• H1 Köln – cem – angenommen für M1"
    told = said(await meeting.passes(days=1))
    lost = (
        "Cem hat den Raum verlassen; das Angebot H1 gilt nicht mehr.\nM1 „Frühjahrssitzung“ hat jetzt keinen Ort mehr."
    )
    assert lost in told
    assert await meeting.says("ben", "!host") == (
        "Noch ist kein Raum angeboten. Ein Ort genügt: !gastgeber anbieten Bochum\n"
        "Noch ohne Ort: M1 „Frühjahrssitzung“ am Di, 8. Dezember 2026, 14:00–16:00."
    )
