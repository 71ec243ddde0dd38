"""Deciding: votes by name with a frozen list, put to the vote and cast by words and by the poll."""

from __future__ import annotations

import pytest

from matrixbot.gateway import Event
from tests.board import PEOPLE, Board, body, rings

PAPER = "!beschluss neu Das Board nimmt das Papier an; Frist: 27.11. 12 Uhr"
RESPONSE = "org.matrix.msc3381.poll.response"


def results(events: list[Event], key: str = "B1") -> list[str]:
    """The first line of each message of its own that tells the result."""
    own = [event for event in events if event.content.get("m.relates_to", {}).get("rel_type") != "m.replace"]
    return [text for event in own if (text := body(event).split("\n")[0]).startswith(f"{key} ist")]


def status(room: Board, key: str = "B1") -> str:
    """The status message as it stands now."""
    said = [body(event) for event in room.heard() if body(event).startswith(f"{key}, ")]
    return said[-1]


# --- a vote is opened -------------------------------------------------------------------------------------------------


async def test_a_decision_is_one_status_message_that_calls_those_who_may_vote_and_one_poll(room: Board) -> None:
    answer = await room.says("anna", PAPER + "; Mehrheit: zwei Drittel; Aufgabe: @ben bis 1.2.")
    assert answer == "B1 steht zur Abstimmung: Das Board nimmt das Papier an"
    heading, poll = answer.also
    assert rings(heading) == ["@ben:board.test", "@cem:board.test", "@olga:board.test"]
    assert body(heading) == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind zwei Drittel von Ja und Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Angenommen, wird daraus eine Aufgabe für Ben, fällig am Mo, 1. Februar 2027: „Das Board nimmt das Papier an“\n"
        "Bisher: 0 ja, 0 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder enthaltung. "
        "Abgestimmt wird namentlich."
    )
    assert poll.type == "org.matrix.msc3381.poll.start"
    assert body(poll) == "B1: Das Board nimmt das Papier an\n1. Ja\n2. Nein\n3. Enthaltung"


async def test_of_a_meeting_it_needs_no_deadline_and_says_where_it_belongs(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    for line, told in (
        ("!beschluss neu Das Papier; zu M1 4", "Zu M1 „Frühjahrssitzung“, TOP 4."),
        ("!beschluss neu Der Plan zu M1 TOP 5", "Zu M1 „Frühjahrssitzung“, TOP 5."),
        ("!beschluss neu Der Haushalt; zu Frühjahrssitzung", "Zu M1 „Frühjahrssitzung“."),
    ):
        answer = await room.says("anna", line)
        assert told in body(answer.also[0]).split("\n")
    await room.says("anna", "!beschluss ja B1")
    await room.says("ben", "!beschluss ja B1")
    await room.says("anna", "!beschluss schließen B1")
    shown = await room.says("ben", "!sitzung zeigen M1")
    assert shown.split("\n")[-3:] == [
        "B1 ist angenommen: 2 ja, 0 nein, 0 Enthaltungen; beschlussfähig (2 von 4, nötig 2).",
        "Über B2 wird noch abgestimmt.",
        "Über B3 wird noch abgestimmt.",
    ]


async def test_a_point_is_called_the_same_in_english(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("anna", "!beschluss neu Das Papier; zu M1 4")
    chat = "!chat:board.test"
    room.matrix.add_room(chat, PEOPLE[0], direct=True)
    await room.says("anna", "!sprache english", room=chat)
    shown = await room.says("anna", "!decision show B1", room=chat)
    assert "For M1 “Frühjahrssitzung”, TOP 4." in shown.splitlines()


async def test_english_lines_are_the_same(room: Board) -> None:
    answer = await room.says("ben", "!decision add The paper; Majority: consent; Quorum: 3; Deadline: 27.11. 12:00")
    assert answer == "B1 steht zur Abstimmung: The paper"
    rules = "Nötig ist Konsent: Es bleibt kein Einwand; beschlussfähig ab 3 von 4 Stimmen."
    assert {rules, "Abgestimmt wird bis Fr, 27. November 2026, 12:00."} <= {*body(answer.also[0]).split("\n")}


BAD = [
    ("!beschluss neu", "Was soll beschlossen werden?"),
    ("!beschluss neu; Frist: 15.1.", "Was soll beschlossen werden?"),
    (
        "!beschluss neu Papier",
        "Ohne Sitzung braucht ein Beschluss eine Frist (Frist: 15.1.), mit Sitzung nicht (zu M3).",
    ),
    ("!beschluss neu " + "x" * 10_000, "Das sind mehr als 5000 Zeichen; bitte kürzer fassen."),
    (
        f"!beschluss neu {'x' * 1_501}; Frist: 15.1.",
        "Das sind 1501 Zeichen; höchstens 1500 sind möglich. Bitte kürzen.",
    ),
    (
        "!beschluss neu Papier; Mehrheit: drei Viertel; Frist: 15.1.",
        "Eine Mehrheit „drei Viertel“ gibt es nicht. Es gibt: einfach (mehr Ja als Nein), zwei Drittel von Ja und "
        "Nein, und Konsent (es bleibt kein Einwand).",
    ),
    *(
        (
            f"!beschluss neu Papier; Quorum: {quorum}; Frist: 15.1.",
            f"„{quorum}“ ist kein Quorum: Möglich sind 1 bis 4 Stimmen oder 1 bis 100 % der Stimmberechtigten.",
        )
        for quorum in ("0", "0 %", "200 %", "5", "viele")
    ),
    ("!beschluss neu Papier; Frist: gestern", "Di, 24. November 2026 ist schon vorbei."),
    ("!beschluss neu Papier; zu M7", "Die Sitzung M7 gibt es nicht."),
    ("!beschluss neu Papier; Frist: 15.1.; Aufgabe: @dora", "In diesem Raum gibt es kein Mitglied „@dora“."),
    ("!beschluss neu Papier; Frist: 15.1.; Aufgabe: @ben bis gestern", "Di, 24. November 2026 ist schon vorbei."),
    ("!beschluss neu Das Papier; Frist: 15.1.", "Über „Das Papier“ wird schon abgestimmt, als B1."),
    ("!beschluss ja B9", "Einen Beschluss B9 gibt es nicht."),
    ("!beschluss aufheben B1", "Welcher Beschluss gilt an der Stelle von B1?"),
    (
        "!beschluss aufheben B1 durch B1",
        "Ein Beschluss kann sich nicht selbst aufheben; für B1 braucht es einen anderen.",
    ),
]


@pytest.mark.parametrize(("line", "mistake"), BAD)
async def test_what_is_wrong_is_one_sentence_and_a_line_that_works(room: Board, line: str, mistake: str) -> None:
    await room.says("anna", "!beschluss neu Das Papier; Frist: 27.11. 12 Uhr")
    answer = await room.says("anna", line)
    assert answer.split("\n")[0] == f"⚠️ {mistake}"
    assert answer.also == []


async def test_markup_of_any_kind_is_shown_as_it_was_typed_and_rings_nobody(room: Board) -> None:
    text = "@room <b>fett</b> **fett** #set page(width: 1pt) $x$ <?xml version='1.0'?> & &amp; {key} `!task`"
    answer = await room.says("anna", f"!beschluss neu {text}; Frist: 15.1.")
    heading, poll = answer.also
    assert body(heading) == (
        "B1, Umlaufbeschluss: @room <b>fett</b> **fett** #set page(width: 1pt) $x$ <?xml version='1.0'?> "
        "& &amp; {key} `!task`\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 15. Januar 2027, 23:59.\n"
        "Bisher: 0 ja, 0 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich."
    )
    assert body(poll) == (
        "B1: @room <b>fett</b> **fett** #set page(width: 1pt) $x$ <?xml version='1.0'?> & &amp; {key} "
        "`!task`\n"
        "1. Ja\n"
        "2. Nein\n"
        "3. Enthaltung"
    )
    assert heading.content["m.mentions"] == {"user_ids": ["@ben:board.test", "@cem:board.test", "@olga:board.test"]}
    assert poll.content["m.mentions"] == {}
    shown = heading.content["formatted_body"]
    assert shown.partition("<br>")[0] == (
        "<strong>B1, Umlaufbeschluss</strong>: @room &lt;b&gt;fett&lt;/b&gt; **fett** #set page(width: 1pt) $x$ "
        "&lt;?xml version=&#x27;1.0&#x27;?&gt; &amp; &amp;amp; {key} `!task`"
    )


# --- ballots ----------------------------------------------------------------------------------------------------------


async def test_the_latest_ballot_counts_however_it_came_and_the_receipt_repeats_it(room: Board) -> None:
    await room.says("anna", PAPER)
    assert await room.says("ben", "!beschluss ja B1") == (
        "Gespeichert zu B1: ja.\n„Das Board nimmt das Papier an“\nBisher: 1 ja, 0 nein, 0 Enthaltungen."
    )
    await room.votes("ben", room.polls()[0], "abstain")
    assert await room.says("ben", "!beschluss nein B1 Zu teuer, nicht nur für uns") == (
        "Gespeichert zu B1: nein statt Enthaltung.\n"
        "„Das Board nimmt das Papier an“\n"
        "Grund, den der Raum sieht: Zu teuer, nicht nur für uns\n"
        "Bisher: 0 ja, 1 nein, 0 Enthaltungen."
    )
    await room.passes(seconds=6)
    assert status(room) == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 0 ja, 1 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Dagegen, Ben: Zu teuer, nicht nur für uns\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich."
    )
    await room.votes("ben", room.polls()[0])  # an empty answer takes it back
    assert await room.says("olga", "!beschluss zeigen B1") == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 0 ja, 0 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich."
    )
    await room.votes("ben", room.polls()[0], "yes", "no", "abstain")  # single choice: the first
    await room.votes("cem", room.polls()[0], "quatsch")
    shown = await room.says("olga", "!beschluss zeigen B1")
    assert shown == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 1 ja, 0 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich.\n"
        "Ja: Ben.\n"
        "Diese Antworten sind nicht lesbar und zählen nicht: Cem."
    )


async def test_a_yes_in_reply_to_the_status_message_is_a_vote_and_so_is_a_line_without_a_number(room: Board) -> None:
    answer = await room.says("anna", PAPER)
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": answer.also[0].event_id}}}
    assert await room.says("ben", "Ja!", **reply) == (
        "Gespeichert zu B1: ja.\n„Das Board nimmt das Papier an“\nBisher: 1 ja, 0 nein, 0 Enthaltungen."
    )
    assert (await room.says("cem", "nein, zu teuer", **reply)).split("\n")[2] == "Grund, den der Raum sieht: zu teuer"
    assert await room.says("olga", "!beschluss enthaltung") == (
        "Gespeichert zu B1: Enthaltung.\n„Das Board nimmt das Papier an“\nBisher: 1 ja, 1 nein, 1 Enthaltung."
    )
    assert await room.says("anna", "!beschluss B1 ja") == (
        "Gespeichert zu B1: ja.\n„Das Board nimmt das Papier an“\nBisher: 2 ja, 1 nein, 1 Enthaltung."
    )


async def test_a_vote_for_another_keeps_both_names_and_the_other_is_told_and_can_undo_it(room: Board) -> None:
    await room.says("anna", PAPER)
    await room.says("cem", "!beschluss nein B1")
    answer = await room.says("olga", "!beschluss ja für @cem B1")
    assert answer.split("\n")[0] == "Gespeichert zu B1, für Cem: ja statt nein."
    (told,) = [event for event in answer.also if rings(event)]
    assert rings(told) == ["@cem:board.test"]
    assert body(told) == "Cem, Olga hat für Sie über B1 abgestimmt: ja. !beschluss rückgängig B1 nimmt das zurück."
    assert await room.says("anna", "!beschluss zeigen B1") == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 1 ja, 0 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Ben und Olga.\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich.\n"
        "Ja: Cem.\n"
        "Olga hat für Cem abgestimmt."
    )
    assert await room.says("cem", "!beschluss rückgängig B1") == (
        "Die letzte Stimme zu B1, ja, ist zurückgenommen.\nJetzt zählt: nein."
    )


async def test_whoever_comes_later_sees_it_and_does_not_count(room: Board) -> None:
    await room.says("anna", PAPER)
    said = await room.joins("dana")
    open_to_all = "• Über B1 stimmt ab, wer bei Beginn der Abstimmung hier war: Das Board nimmt das Papier an"
    assert open_to_all in "\n".join(body(event) for event in said).splitlines()
    answer = await room.says("dana", "!beschluss ja B1")
    assert answer == (
        "⚠️ Über B1 stimmt ab, wer bei Beginn der Abstimmung im Raum war; wer später dazukam, hat dort keine Stimme.\n"
        "!beschluss zeigen B1"
    )
    clicked = await room.votes("dana", room.polls()[0], "yes")
    assert [body(event) for event in clicked.also] == [f"Dana: {answer.split(chr(10))[0].removeprefix('⚠️ ')}"]
    assert (await room.votes("dana", room.polls()[0], "no")).also == []  # it is said once
    shown = await room.says("dana", "!beschluss zeigen B1")
    assert shown == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 0 ja, 0 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga."
    )
    assert "Dana" not in shown
    assert "!beschluss ja" not in shown


async def test_a_consent_asks_for_the_reason_of_a_no_and_waits_until_no_objection_is_left(room: Board) -> None:
    await room.says("anna", PAPER + "; Mehrheit: Konsent")
    clicked = await room.votes("cem", room.polls()[0], "no")
    (asked,) = [event for event in clicked.also if rings(event)]
    assert rings(asked) == ["@cem:board.test"]
    assert body(asked) == "Cem: Ein Nein beim Konsent ist ein Einwand und braucht einen Grund: !beschluss nein B1 …"
    await room.says("cem", "!beschluss nein B1 Zu oft")
    await room.votes("cem", room.polls()[0], "no")  # the reason stays
    for who in ("anna", "ben", "olga"):
        await room.says(who, "!beschluss ja B1")
    await room.passes(seconds=6)
    assert status(room) == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig ist Konsent: Es bleibt kein Einwand; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 3 ja, 1 nein, 0 Enthaltungen.\n"
        "Dagegen, Cem: Zu oft\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich."
    )
    assert results(room.heard()) == []
    said = await room.votes("cem", room.polls()[0], "yes")
    assert results([said.event, *said.also] if said.event else said.also) == [
        "B1 ist angenommen: 4 ja, 0 nein, 0 Enthaltungen; beschlussfähig (4 von 4, nötig 2)."
    ]


async def test_a_reason_is_shown_in_the_room_alone(room: Board) -> None:
    room.matrix.add_room(
        "!ben:board.test", room.matrix.room("!board:board.test").people["@ben:board.test"], direct=True
    )  # type: ignore[union-attr]
    await room.bot.step()
    await room.says("anna", PAPER)
    await room.says("cem", "!beschluss nein B1 Zwetschgen")
    assert await room.says("ben", "!beschluss zeigen B1") == (
        "B1, Umlaufbeschluss: Das Board nimmt das Papier an\n"
        "Vorgeschlagen von Anna.\n"
        "Nötig sind mehr Ja als Nein; beschlussfähig ab 2 von 4 Stimmen.\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 12:00.\n"
        "Bisher: 0 ja, 1 nein, 0 Enthaltungen.\n"
        "Noch nicht abgestimmt: Anna, Ben und Olga.\n"
        "Dagegen, Cem: Zwetschgen\n"
        "Zum Abstimmen die Umfrage beantworten oder !beschluss ja B1 schreiben, ebenso nein oder "
        "enthaltung. Abgestimmt wird namentlich.\n"
        "Nein: Cem."
    )
    alone = await room.says("ben", "!beschluss zeigen B1", room="!ben:board.test")
    assert "Zwetschgen" not in alone
    assert alone.splitlines()[-2:] == ["Nein: Cem.", "Gründe stehen nur im Raum."]
    assert await room.says("ben", "!beschluss ja B1", room="!ben:board.test") == (
        "Gespeichert zu B1: ja.\n„Das Board nimmt das Papier an“\nBisher: 1 ja, 1 nein, 0 Enthaltungen."
    )
