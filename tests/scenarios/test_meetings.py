"""Finding a date: propose, vote in every way, show, close; and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.board import NOW, Board, all_said, body, rings, withdrawn

PROPOSE = "!meeting propose Frühjahrssitzung\nDi 8.12. 14:00-16:00\nMi 9.12. 10:00\nFrist: 30.11. 18:00\nOrt: Bochum"
EVERYBODY = ["@anna:board.test", "@ben:board.test", "@cem:board.test", "@olga:board.test"]


async def test_a_proposal_opens_a_heading_and_one_native_poll_for_each_slot(room: Board) -> None:
    answer = await room.says("anna", PROPOSE)
    assert answer == "M1 „Frühjahrssitzung“ steht zur Abstimmung, mit 2 Terminen."
    heading, first, second = answer.also
    assert body(heading) == (
        "M1 „Frühjahrssitzung“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "Ort: Bochum\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. "
        "Wer was gesagt hat: !sitzung zeigen M1"
    )
    assert rings(heading) == EVERYBODY[1:]
    assert room.polls() == [first, second]
    question = first.content["org.matrix.msc3381.poll.start"]
    assert question["question"]["body"] == "M1 „Frühjahrssitzung“: 1. Di, 8. Dezember 2026, 14:00–16:00"
    assert [(a["id"], a["org.matrix.msc1767.text"]) for a in question["answers"]] == [
        ("yes", "Ja"),
        ("maybe", "Wenn nötig"),
        ("no", "Nein"),
    ]


async def test_native_and_typed_votes_make_one_ballot_and_the_heading_shows_it(room: Board) -> None:
    await room.says("anna", PROPOSE)
    first, second = room.polls()
    await room.votes("ben", first, "yes")
    await room.passes(seconds=6)
    await room.votes("ben", second, "no")
    assert await room.says("cem", "!vote M1 1 ja, 2 vielleicht") == (
        "Gespeichert für M1 „Frühjahrssitzung“:\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00: ja\n"
        "2. Mi, 9. Dezember 2026, 10:00: wenn nötig"
    )
    await room.votes("cem", first, "no")
    (edit,) = await room.passes(seconds=6)
    assert body(edit).splitlines()[4:8] == [
        "1. Di, 8. Dezember 2026, 14:00–16:00 – 1 ja, 0 wenn nötig, 1 nein",
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 1 wenn nötig, 1 nein",
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.",
        "Noch nicht abgestimmt: Anna und Olga.",
    ]
    assert rings(edit) == []
    assert await room.says("anna", "!meeting show M1") == (
        "M1 „Frühjahrssitzung“\n"
        "Ort: Bochum\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: Cem\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: Cem · nein: Ben\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna und Olga.\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )


async def test_the_proposer_closes_and_everybody_is_rung_with_the_best_slot_and_its_reason(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote alle ja")
    await room.says("cem", "!abstimmen 2 ja")
    answer = await room.says("anna", "!sitzung festlegen M1")
    assert answer == "M1 „Frühjahrssitzung“ ist festgelegt; alle erhalten Bescheid."
    assert withdrawn(answer.also) == [p.event_id for p in room.polls()[:2]]
    message = next(e for e in answer.also if rings(e))
    assert rings(message) == EVERYBODY
    assert body(message) == (
        "M1 „Frühjahrssitzung“ findet statt: Mi, 9. Dezember 2026, 10:00.\n"
        "Grund: 2 können (2 ja, 0 wenn nötig).\n"
        "Ort: Bochum\n"
        "Die Stimmen:\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00 – 1 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 2 ja, 0 wenn nötig, 0 nein"
    )
    file = next(e for e in answer.also if e.content.get("msgtype") == "m.file")
    assert file.content["body"] == "M1-fruehjahrssitzung.ics"
    data = await room.matrix.download(file.content)
    assert b"DTSTART;TZID=Europe/Berlin:20261209T100000\r\n" in data
    assert b"LOCATION:Bochum\r\n" in data
    assert body(answer.also[-1]).splitlines()[0] == "M1 „Frühjahrssitzung“, Mi, 9. Dezember 2026, 10:00: Wer kommt?"
    assert await room.says("ben", "!meeting") == (
        "Offene Umfragen und kommende Sitzungen\n• M1 „Frühjahrssitzung“: Mi, 9. Dezember 2026, 10:00 (Bochum)"
    )


async def test_a_slot_can_be_chosen_by_its_number_and_the_better_one_is_said(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote 1 vielleicht, 2 nein")
    answer = await room.says("olga", "!meeting close M1 2")
    assert body(next(e for e in answer.also if rings(e))) == (
        "M1 „Frühjahrssitzung“ findet statt: Mi, 9. Dezember 2026, 10:00.\n"
        "Ausgewählt von Olga: noch niemand hat zugesagt.\n"
        "Mehr Stimmen hat: 1. Di, 8. Dezember 2026, 14:00–16:00, eine Person kann (0 ja, 1 wenn nötig).\n"
        "Ort: Bochum\n"
        "Die Stimmen:\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00 – 0 ja, 1 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 0 wenn nötig, 1 nein"
    )


async def test_a_tie_is_said_and_the_earliest_slot_taken(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote alle ja")
    await room.says("cem", "!vote alle ja")
    answer = await room.says("anna", "!meeting close")
    assert body(next(e for e in answer.also if rings(e))).splitlines()[:3] == [
        "M1 „Frühjahrssitzung“ findet statt: Di, 8. Dezember 2026, 14:00–16:00.",
        "Grund: 2 können (2 ja, 0 wenn nötig).",
        "Gleich viele Stimmen: 2. Mi, 9. Dezember 2026, 10:00. Davon gilt der früheste Termin.",
    ]


async def test_a_tie_of_few_votes_is_asked_about_before_anything_is_fixed(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote alle ja")
    answer = await room.says("anna", "!sitzung festlegen M1")
    assert answer == (
        "Über M1 „Frühjahrssitzung“ hat erst ein Mitglied abgestimmt, und es steht gleich: "
        "1. Di, 8. Dezember 2026, 14:00–16:00; 2. Mi, 9. Dezember 2026, 10:00. "
        "Ist der früheste gemeint, genügt !ja; ein anderer: !sitzung festlegen M1 2"
    )
    assert answer.also == []
    done = await room.says("anna", "!ja")
    assert done == "M1 „Frühjahrssitzung“ ist festgelegt; alle erhalten Bescheid."
    assert body(next(e for e in done.also if rings(e))).splitlines()[0] == (
        "M1 „Frühjahrssitzung“ findet statt: Di, 8. Dezember 2026, 14:00–16:00."
    )


async def test_only_the_proposer_and_organisers_close(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote alle ja")
    answer = await room.says("ben", "!meeting close M1")
    assert answer == "⚠️ Das können bei M1 nur Anna oder jemand aus der Organisation tun."
    assert answer.also == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!meeting propose Leer", "Über welche Termine soll abgestimmt werden?"),
        ("!meeting propose", "Wie heißt die Sitzung, und welche Termine kommen in Frage?"),
        (
            "!meeting propose Viel\n" + "\n".join(f"{day}.1.2027 14:00" for day in range(1, 22)),
            "Das sind 21 Termine; eine Umfrage kann höchstens 20 haben.",
        ),
        ("!meeting propose Alt; 8.10.2026 14 Uhr", "Do, 8. Oktober 2026, 14:00 ist schon vorbei."),
        (
            "!meeting propose Reihe; jeden Montag 14 Uhr",
            "Über eine Reihe kann nicht abgestimmt werden; sie wird gleich angesetzt.",
        ),
        (
            "!meeting propose Spät; 8.12. 14 Uhr; Frist: 9.12. 18 Uhr",
            "Die Frist liegt nach allen Terminen, über die abgestimmt wird.",
        ),
        (
            "!meeting propose Link; 8.12. 14 Uhr; Link: javascript:alert(1)",
            "Ein Link beginnt mit https:// und enthält keine Leerzeichen.",
        ),
        (
            "!meeting propose " + "x" * 201 + "; 8.12. 14 Uhr",
            "Das sind 201 Zeichen; höchstens 200 sind möglich. Bitte kürzen.",
        ),
        ("!vote M7 1 ja", "Die Sitzung M7 gibt es nicht."),
        ("!vote 1 ja", "Zurzeit gibt es keine solche Sitzung."),
    ],
)
async def test_bad_input_gets_one_sentence_and_a_line_that_works_and_changes_nothing(
    room: Board, line: str, said: str
) -> None:
    answer = await room.says("anna", line)
    assert answer.splitlines()[0] == "⚠️ " + said
    assert len(answer.splitlines()) == 2
    assert answer.also == []
    assert await room.says("anna", "!meeting") == (
        "Zurzeit ist keine Sitzung geplant, und keine Terminumfrage läuft. Neu: !sitzung vorschlagen "
        "Titel; 8.12. 14 Uhr; 9.12. 10 Uhr"
    )


NOT_UNDERSTOOD = "ist als Datum nicht zu verstehen. Beispiele: 2.12. 14:00-16:00, 2.12., 2.12.2026 9:30."


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("irgendwann", f"„irgendwann“ {NOT_UNDERSTOOD}"),
        ("31.2. 14 Uhr", "Den 31.2. gibt es nicht. Am nächsten liegt So, 28. Februar 2027."),
        ("vielleicht mal im Frühling", f"„vielleicht mal im Frühling“ {NOT_UNDERSTOOD}"),
    ],
)
async def test_what_is_no_date_is_named_and_nothing_is_posted(room: Board, day: str, why: str) -> None:
    answer = await room.says("anna", f"!meeting propose Treffen\n8.12. 14 Uhr\n{day}")
    assert answer == (
        f"⚠️ „{day}“ lässt sich nicht als Termin lesen. {why}\n!sitzung vorschlagen Treffen; 8.12.2026 14:00"
    )
    assert room.polls() == []


async def test_markup_and_room_in_a_title_are_shown_as_typed_and_ring_nobody_else(room: Board) -> None:
    answer = await room.says("anna", "!meeting propose <b>@room</b> @cem:board.test\n8.12. 14 Uhr")
    heading = answer.also[0]
    assert heading.content["formatted_body"] == (
        "<strong>M1 „&lt;b&gt;@room&lt;/b&gt; @cem:board.test“</strong>: Welche Termine "
        'passen?<br>Vorgeschlagen von <a href="https://matrix.to/#/@anna:board.test">Anna</a>.<br>1. Di, '
        "8. Dezember 2026, 14:00 – 0 ja, 0 wenn nötig, 0 nein<br>Noch nicht abgestimmt: <a "
        'href="https://matrix.to/#/@anna:board.test">Anna</a>, <a '
        'href="https://matrix.to/#/@ben:board.test">Ben</a>, <a '
        'href="https://matrix.to/#/@cem:board.test">Cem</a> und <a '
        'href="https://matrix.to/#/@olga:board.test">Olga</a>.<br>Abgestimmt wird in den Umfragen unten '
        "oder mit <code>!abstimmen M1 1 ja</code>. Es zählt diese Liste. Wer was gesagt hat: "
        "<code>!sitzung zeigen M1</code>"
    )
    assert "<b>" not in heading.content["formatted_body"]
    assert rings(heading) == EVERYBODY[1:]
    show = await room.says("ben", "!meeting show")
    assert show.event is not None
    assert show.event.content["m.mentions"] == {}


async def test_a_vote_on_a_closed_poll_is_refused_and_a_late_native_answer_does_not_count(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote 1 ja")
    poll = room.polls()[0]
    await room.says("anna", "!meeting close")
    room.now += timedelta(minutes=1)
    answer = await room.says("cem", "!vote M1 1 ja")
    assert answer == "⚠️ Die Terminumfrage M1 ist beendet: Der Termin steht fest.\n!sitzung zeigen M1"
    await room.votes("cem", poll, "yes")
    shown = await room.says("cem", "!meeting show M1")
    assert "Stimmen: eine Person kann (1 ja, 0 wenn nötig)." in shown.splitlines()


async def test_a_date_with_two_meanings_is_asked_about_before_anything_is_posted(room: Board) -> None:
    answer = await room.says("anna", "!meeting propose Plausch nächsten Freitag 14 Uhr")
    assert answer.splitlines()[0] == "Noch ist nichts geschehen, denn das kann verschieden gemeint sein:"
    assert answer == (
        "Noch ist nichts geschehen, denn das kann verschieden gemeint sein:\n"
        "• Verstanden: Fr, 27. November 2026, 14:00. „Nächste“ wird verschieden verstanden: Gemeint sein "
        "kann Fr, 27. November 2026 oder Fr, 4. Dezember 2026. Für Fr, 4. Dezember 2026, 14:00 bitte "
        "4.12.2026 14:00 schreiben.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu "
        "schreiben."
    )
    assert answer.also == []
    assert await room.says("ben", "!ja") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"
    confirmed = await room.says("anna", "!ja")
    assert confirmed == "M1 „Plausch“ steht zur Abstimmung, mit einem Termin."
    assert body(confirmed.also[0]) == (
        "M1 „Plausch“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "1. Fr, 27. November 2026, 14:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1"
    )
    assert len(room.polls()) == 1
    assert await room.says("anna", "!ja") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def test_a_line_that_was_asked_about_can_be_edited_instead(room: Board) -> None:
    await room.says("anna", "!meeting propose Plausch nächsten Freitag 14 Uhr")
    answer = await room.edits("anna", room.last.event_id, "!meeting propose Plausch 4.12.2026 14:00")
    assert answer == "M1 „Plausch“ steht zur Abstimmung, mit einem Termin."
    assert all_said(answer) == (
        "M1 „Plausch“ steht zur Abstimmung, mit einem Termin.\n"
        "M1 „Plausch“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "1. Fr, 4. Dezember 2026, 14:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1\n"
        "M1 „Plausch“: 1. Fr, 4. Dezember 2026, 14:00\n"
        "1. Ja\n"
        "2. Wenn nötig\n"
        "3. Nein"
    )
    assert await room.says("anna", "!yes") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def test_a_question_is_forgotten_after_a_day(room: Board) -> None:
    await room.says("anna", "!meeting propose Plausch nächsten Freitag 14 Uhr")
    await room.passes(hours=25)
    assert await room.says("anna", "!ja") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def test_reminders_ring_a_week_a_day_and_an_hour_before(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("anna", "!vote 1 ja")
    await room.says("anna", "!meeting close")
    await room.passes(seconds=6)
    begins = NOW.replace(month=12, day=8, hour=14)
    (week,) = await room.later(begins - timedelta(days=7))
    assert rings(week) == EVERYBODY
    assert body(week) == (
        "Erinnerung: M1 „Frühjahrssitzung“ – noch 7 Tage: Di, 8. Dezember 2026, 14:00–16:00.\nOrt: Bochum"
    )
    assert await room.later(begins - timedelta(days=1, seconds=1)) == []
    assert len(await room.later(begins - timedelta(days=1))) == 1
    (hour,) = await room.later(begins - timedelta(hours=1))
    assert body(hour) == (
        "Erinnerung: M1 „Frühjahrssitzung“ – noch 1 Stunde: Di, 8. Dezember 2026, 14:00–16:00.\nOrt: Bochum"
    )
    assert await room.later(begins + timedelta(days=3)) == []


async def test_at_the_deadline_voting_ends_and_the_proposer_is_rung(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("ben", "!vote 1 ja, 2 nein")
    await room.later(NOW.replace(month=11, day=30, hour=17, minute=59))
    said = await room.later(NOW.replace(month=11, day=30, hour=18, minute=0))
    message = next(e for e in said if rings(e))
    assert rings(message) == ["@anna:board.test"]
    assert body(message) == (
        "Die Abstimmung zu M1 „Frühjahrssitzung“ ist beendet.\n"
        "Bester Termin: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Grund: eine Person kann (1 ja, 0 wenn nötig).\n"
        "!sitzung festlegen M1 legt ihn fest."
    )
    assert withdrawn(said) == [poll.event_id for poll in room.polls()]
    room.now += timedelta(seconds=1)
    assert await room.says("cem", "!vote M1 1 ja") == (
        "⚠️ Die Abstimmung zu M1 „Frühjahrssitzung“ ist beendet.\n!sitzung zeigen M1"
    )


async def test_what_was_asked_about_can_be_dropped(room: Board) -> None:
    await room.says("anna", "!meeting propose Plausch nächsten Freitag 14 Uhr")
    assert await room.says("anna", "!nein") == "Verworfen; es ist nichts geschehen."
    assert await room.says("anna", "!ja") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def test_with_several_polls_the_one_is_asked_for_and_the_line_can_be_copied(room: Board) -> None:
    await room.says("anna", PROPOSE)
    await room.says("anna", "!meeting propose Plausch; 10.12. 14 Uhr")
    assert await room.says("ben", "!vote 1 ja") == (
        "⚠️ Welche Sitzung ist gemeint: M1 „Frühjahrssitzung“ oder M2 „Plausch“?\n!abstimmen M1 1 ja\n!abstimmen M2 1 ja"
    )
    heading = next(e for e in room.heard() if body(e).startswith("M1 „Frühjahrssitzung“: Welche"))
    relation = {"m.in_reply_to": {"event_id": heading.event_id}}
    assert await room.says("ben", "!vote 1 ja", **{"m.relates_to": relation}) == (
        "Gespeichert für M1 „Frühjahrssitzung“:\n1. Di, 8. Dezember 2026, 14:00–16:00: ja\nNoch ohne Stimme: 2."
    )


async def test_a_deadline_written_without_a_colon_never_becomes_a_slot(room: Board) -> None:
    answer = await room.says("anna", "!meeting propose Runde\n8.12. 14 Uhr\nFrist 30.11.\nOrt Köln")
    assert answer == "M1 „Runde“ steht zur Abstimmung, mit einem Termin."
    assert body(answer.also[0]).splitlines()[2:5] == [
        "Ort: Köln",
        "Abgestimmt wird bis Mo, 30. November 2026, 23:59.",
        "1. Di, 8. Dezember 2026, 14:00 – 0 ja, 0 wenn nötig, 0 nein",
    ]
