"""Whatever waits for somebody stands in their `!me`, with a line that answers it; and no more once it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from commands.base import names
from commands.base.names import Name
from matrixbot.gateway import Person
from tests.board import PEOPLE, ROOM, Board, refused, rings
from tests.scenarios.test_literature_import import BIB, file, replying

NOTHING = "wartet nichts."
Step = Callable[[Board], Awaitable[object]]


def says(*lines: str) -> Step:
    """Those lines are said: `ben: !task`."""

    async def step(room: Board) -> None:
        for line in lines:
            who, _colon, words = line.partition(": ")
            answer = await room.says(who, words)
            assert not refused(answer), f"{line}: {answer}"

    return step


def passes(first: Step, **span: float) -> Step:
    async def step(room: Board) -> None:
        await first(room)
        await room.passes(**span)

    return step


def both(*steps: Step) -> Step:
    async def step(room: Board) -> None:
        for one in steps:
            await one(room)

    return step


async def reads_a_file(room: Board) -> None:
    sent = file(room, "ben", BIB.encode())
    await room.bot.step()
    await room.says("ben", "!lit import", **replying(sent))


async def deletes_what_rang(room: Board) -> None:
    await room.says("ben", "!meeting plan Klausur 8.12. 14-16 Uhr")
    await room.redacts("ben", room.last)


async def declines(room: Board) -> None:
    request = next(event for event in reversed(room.heard()) if rings(event) == ["@ben:board.test"])
    await room.reacts("ben", request, "👎")


async def agrees(room: Board) -> None:
    request = next(event for event in reversed(room.heard()) if rings(event) == ["@ben:board.test"])
    await room.reacts("ben", request, "👍")


async def comes_new(room: Board) -> None:
    room.settings = replace(room.settings, newcomers_wait=True)
    await room.stop()
    await room.start()
    room.matrix.person_joins(ROOM, Person("@dana:board.test", "Dana", 0), 0)
    await room.bot.step()


async def may_moderate(room: Board) -> None:
    room.matrix.add_room(ROOM, *(replace(p, power=50) if p.user_id == "@cem:board.test" else p for p in PEOPLE))
    await room.bot.step()


async def changes_identity(room: Board) -> None:
    room.matrix.identity_changed.append("@cem:board.test")
    await room.bot.step()


POLL = "anna: !meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr\nFrist: 30.11. 18:00"
HOSTED = (
    "anna: !meeting plan Klausur 8.12. 14-16 Uhr",
    "ben: !meeting attend M1 online",
    "cem: !host offer Jena",
    "ben: !host offer Essen",
    "anna: !host accept H1 M1",
)


@dataclass(frozen=True)
class Waits:
    """Ben waits for nothing; after `comes` this stands in the `!me` of `who`; after `goes` it does not."""

    comes: Step
    stands: str
    goes: Step
    asked: Name | None = None
    who: str = "ben"


STATES = {
    "a poll not voted on": Waits(
        says(POLL), "M1 Klausur: bis Mo, 30. November 2026, 18:00, 2 Termine", says("ben: !vote M1 alle ja"),
        names.SLOT_POLL,
    ),
    "a slot that was added": Waits(
        says(POLL, "ben: !vote M1 alle ja", "anna: !meeting add M1 10.12. 10 Uhr"), "ein Termin ohne Ihre Stimme",
        says("ben: !vote M1 3 nein"), names.SLOT_POLL,
    ),
    "a poll of one's own on which all have voted": Waits(
        says(POLL.replace("anna", "ben"), *(f"{p.user_id[1:-11]}: !vote M1 alle ja" for p in PEOPLE)),
        "M1 Klausur: !sitzung festlegen M1", says("ben: !meeting close M1 1", "ben: !meeting attend M1 nein"),
    ),
    "a poll of one's own that has ended": Waits(
        passes(says(POLL.replace("anna", "ben")), days=6), "M1 Klausur: !sitzung zeigen M1",
        says("ben: !meeting cancel M1"),
    ),
    "a poll of one's own that ended without a date": Waits(
        passes(says(POLL.replace("anna", "ben"), "cem: !vote M1 1 ja"), days=6), "M1 Klausur: !sitzung festlegen M1",
        says("ben: !meeting edit M1 Frist: 5.12. 18 Uhr", "ben: !vote M1 alle ja"),
    ),
    "a decision not voted on": Waits(
        says("anna: !decision add Das Papier; Deadline: 30.11. 18:00"),
        "B1 Das Papier: Abstimmung bis Mo, 30. November 2026, 18:00: !beschluss ja B1",
        says("ben: !decision abstain B1"), names.DECISION_POLL,
    ),
    "a decision on which one has taken the vote back": Waits(
        says("anna: !decision add Das Papier; Deadline: 1.12.", "ben: !decision yes B1", "ben: !decision undo B1"),
        "Beschlüsse ohne Ihre Stimme\n• B1 Das Papier", says("anna: !decision withdraw B1"), names.DECISION_POLL,
    ),
    "an invitation": Waits(
        says("anna: !meeting plan Klausur 8.12. 14-16 Uhr"), "!sitzung teilnahme M1 online",
        says("ben: !meeting attend M1 nein"), names.ATTENDANCE_POLL,
    ),
    "an invitation to another date": Waits(
        says(
            "anna: !meeting plan Klausur 8.12. 14-16 Uhr", "ben: !meeting attend M1 nein",
            "anna: !meeting move M1 9.12. 14-16 Uhr",
        ),
        "!sitzung teilnahme M1 online", says("ben: !meeting attend M1 nein"), names.ATTENDANCE_POLL,
    ),
    "an invitation to a series": Waits(
        says("anna: !meeting plan Jour fixe jeden Dienstag 14-15 Uhr"), "!sitzung teilnahme M1 online",
        says("ben: !meeting attend M1 vor Ort"), names.ATTENDANCE_POLL,
    ),
    "a request to take a task on": Waits(
        says("anna: !task assign T1 @ben"), "T1 Literaturverwaltung: !aufgabe übernehmen T1", declines,
        names.TASK_OFFERED,
    ),
    "a request with a new task": Waits(
        says("anna: !task add Raum buchen @ben"), "T5 Raum buchen: !aufgabe übernehmen T5",
        says("anna: !task claim T5"),
    ),
    "a task handed over": Waits(
        says("anna: !task claim T1", "anna: !task handover T1 @ben"), "T1 Literaturverwaltung: !aufgabe übernehmen T1",
        declines, names.TASK_OFFERED,
    ),
    "a claim that runs out": Waits(
        passes(says("ben: !task claim T1"), days=31),
        "Bald wieder frei\n• T1 Literaturverwaltung: am Sa, 2. Januar 2027; !aufgabe übernehmen T1 behält sie",
        says("ben: !task release T1"), names.TASK_ASKED,
    ),
    "a term that ends": Waits(
        says("ben: !task claim T1 until 3.12."), "T1 Literaturverwaltung: Die Amtszeit endet am Do, 3. Dezember 2026",
        says("ben: !task release T1"),
    ),
    "a duty with a term": Waits(
        says("ben: !task claim T1 until 30.6."), "• T1 Literaturverwaltung, bis Mi, 30. Juni 2027",
        says("ben: !task release T1"),
    ),
    "a task of one's own": Waits(
        says("ben: !task add Raum buchen", "ben: !task claim T5"), "Ihre Aufgaben\n• T5 Raum buchen",
        says("ben: !task done T5"),
    ),
    "a task that is due": Waits(
        says("ben: !task add Raum buchen bis 27.11.", "ben: !task claim T5"),
        "T5 Raum buchen, fällig am Fr, 27. November 2026", says("ben: !task done T5"),
    ),
    "a task that is overdue": Waits(
        passes(says("ben: !task add Raum buchen bis 27.11.", "ben: !task claim T5"), days=4),
        "T5 Raum buchen, fällig seit Fr, 27. November 2026", says("ben: !task done T5"),
    ),
    "the next one of a task that comes again": Waits(
        says("ben: !task add Raum buchen jeden Montag", "ben: !task claim T5", "ben: !task done T5"),
        "T6 Raum buchen, fällig am Mo, 7. Dezember 2026", says("ben: !task drop T6 always"),
    ),
    "whether it can be at one's place": Waits(
        says(*HOSTED, "cem: !host withdraw H1"), "M1 Klausur: !gastgeber annehmen H2 M1", declines, names.HOST_ASKED,
    ),
    "a meeting that nobody who was asked can host": Waits(
        both(says(*(line.replace("anna:", "ben:") for line in HOSTED), "cem: !host withdraw H1"), declines),
        "M1 Klausur: Niemand von den Gefragten kann; !gastgeber anfragen M1 fragt alle",
        says("ben: !meeting place M1 Jena"), names.HOST_NONE,
    ),
    "a meeting for which nobody in the room has a place": Waits(
        passes(
            says("ben: !meeting plan Klausur 8.12. 14-16 Uhr", "ben: !meeting attend M1 nein", "ben: !host call M1"),
            days=3,
        ),
        "M1 Klausur: Niemand von den Gefragten kann; !gastgeber anfragen M1 fragt alle",
        says("ben: !meeting place M1 Jena"), names.HOST_MISSING,
    ),
    "a place to which a reaction has agreed": Waits(
        both(says(*HOSTED, "cem: !host withdraw H1"), agrees),
        "Eine Rückfrage ist offen\n• „!host accept H2 M1“: !ja oder !nein",
        says("ben: !nein", "ben: !host withdraw H2"), names.HOST_SURE,
    ),
    "a host for whom everybody is asked": Waits(
        says("anna: !meeting plan Klausur 8.12. 14-16 Uhr", "ben: !meeting attend M1 nein", "anna: !host call M1"),
        "M1 Klausur: Alle sind gefragt; ein Ort genügt: !gastgeber anbieten Bochum",
        says("cem: !host offer Jena", "anna: !host accept H1 M1"),
    ),
    "a meeting at one's place": Waits(
        says(
            "anna: !meeting plan Klausur 8.12. 14-16 Uhr", "ben: !meeting attend M1 online", "ben: !host offer Essen",
            "anna: !host accept H1 M1",
        ),
        "Ihre Gastgeberschaften\n• M1 Klausur: Di, 8. Dezember 2026, 14:00–16:00, Essen",
        says("ben: !host withdraw H1", "ben: !meeting place M1 Jena"),
    ),
    "a date that was asked about": Waits(
        says("ben: !meeting plan Klausur am nächsten Freitag 14 Uhr"),
        "Eine Rückfrage ist offen\n• „!meeting plan Klausur am nächsten Freitag 14 Uhr“: !ja oder !nein",
        says("ben: !nein"),
    ),
    "a file that was read": Waits(reads_a_file, "• „!lit import“: !ja oder !nein", says("ben: !nein")),
    "whether to take back what was deleted": Waits(deletes_what_rang, "• „!undo“: !ja oder !nein", says("ben: !ja")),
    "a reminder": Waits(
        says("ben: !remind morgen 9 Uhr Folien"), "Ihre Erinnerungen\n• R1 Folien", says("ben: !remind cancel R1"),
    ),
    "a reminder by somebody else": Waits(
        says("anna: !remind @ben morgen 9 Uhr Folien"), "Ihre Erinnerungen\n• R1 Folien",
        says("anna: !remind cancel R1"),
    ),
    "a reminder that comes again": Waits(
        passes(says("ben: !remind jeden Donnerstag 9 Uhr Folien"), days=2), "R1 Folien: Do, 3. Dezember 2026, 09:00",
        says("ben: !remind cancel R1"),
    ),
    "a release to be agreed to": Waits(
        says("anna: !lit add https://a.de/1 Titel", "anna: !release propose L1"),
        "Freigaben, die auf Ihre Zustimmung warten\n• F1 L1: !freigabe zustimmen F1", says("olga: !release agree F1"),
        names.RELEASE_ASKED, who="olga",
    ),
    "somebody new": Waits(
        comes_new, "Dana ist neu: !vertrauen @dana:board.test", says("olga: !trust @dana"),
        names.NEWCOMER_WAITS, who="olga",
    ),
    "a new identity": Waits(
        changes_identity, "Cem hat eine neue Identität: !vertrauen @cem:board.test",
        says("anna: !ping"), names.IDENTITY_CHANGED, who="olga",
    ),
    "somebody who may moderate": Waits(
        may_moderate, "Cem darf moderieren: !vertrauen @cem:board.test als Organisator",
        says("olga: !trust @cem organiser"), names.ORGANISER_ASKED, who="olga",
    ),
}  # fmt: skip
ASK_NOTHING = {
    *("AGENDA", "MEETING", "HEADING", "ANNOUNCEMENT", "REMINDER_SET", "REMINDERS_RANG", "LINKS_SAVED"),
    *("DECISION", "DECISION_HEADING", "DECISION_RESULT", "QUESTION_OPEN", "IMPULSES", "RELEASE", "DIGEST"),
    *("MEMBER_GONE", "NOT_VERIFIED", "IDENTITY_CHANGED_IN_CLEAR", "NOT_HEARD", "ENCRYPTION_WANTED", "NOT_ENCRYPTED"),
    *("NOT_SAID", "NOTICE_FAILED", "CLOCK_AHEAD", "RESTORED", "VOTES_LOST", "HOST_OTHER_DAY", "REMINDERS_HOMELESS"),
}
"""Names of messages that wait for no answer."""


@pytest.mark.parametrize("state", STATES)
async def test_what_waits_for_somebody_stands_in_me_until_it_is_answered(room: Board, state: str) -> None:
    waits = STATES[state]
    assert NOTHING in await room.says(waits.who, "!me")
    await waits.comes(room)
    assert waits.stands in (shown := await room.says(waits.who, "!me")), shown
    await room.stop()
    await room.start()
    assert waits.stands in await room.says(waits.who, "!ich")
    if waits.stands.startswith("Cem hat eine neue"):
        room.matrix.identity_changed.clear()
    await waits.goes(room)
    assert waits.stands not in (shown := await room.says(waits.who, "!me")), shown


def test_every_message_that_waits_for_an_answer_is_among_them() -> None:
    known = {name: value for name, value in vars(names).items() if isinstance(value, Name)}
    tried = {name for name, value in known.items() if any(one.asked is value for one in STATES.values())}
    assert tried == set(known) - ASK_NOTHING


async def test_what_is_asked_in_a_direct_chat_is_shown_there_alone(room: Board) -> None:
    chat = "!ben:board.test"
    room.matrix.add_room(chat, PEOPLE[1], direct=True)
    await room.bot.step()
    await room.says("ben", "!remind nächsten Freitag 14 Uhr Geschenk in Gera", room=chat)
    await room.says("ben", "!remind verschieben R1 morgen oder Freitag", room=chat)
    assert "Geschenk" not in await room.says("ben", "!me")


async def test_a_request_for_a_task_that_others_have_taken_on_waits_for_nobody(room: Board) -> None:
    await room.says("anna", "!task assign T1 @ben")
    await room.says("anna", "!task assign T1 @cem")
    await room.says("cem", "!task claim T1")
    assert NOTHING in await room.says("ben", "!me")
    await room.says("cem", "!task release T1")
    assert await room.says("ben", "!me") == (
        "Das wartet auf Ben:\nAnfragen, eine Aufgabe zu übernehmen\n• T1 Literaturverwaltung: !aufgabe übernehmen T1"
    )


BOARD = {
    "an open poll": (says(POLL), "Offene Terminumfragen\n• M1 Klausur: Abstimmung bis"),
    "a poll to be fixed": (passes(says(POLL), days=6), "Ein Termin ist festzulegen\n• M1 Klausur"),
    "a meeting": (says("anna: !meeting plan Klausur 8.12. 14-16 Uhr"), "Nächste Sitzungen\n• M1 Klausur"),
    "a series": (says("anna: !meeting plan Klausur jeden Dienstag 14 Uhr"), "Nächste Sitzungen\n• M1 Klausur: Di, 1."),
    "a meeting without a host": (
        says("anna: !meeting plan Klausur 8.12. 14-16 Uhr"), "Sitzungen ohne Gastgeber\n• M1 Klausur",
    ),
    "an offer": (says("anna: !host offer Jena"), "Angebote auf dem Tisch\n• H1 Jena, von Anna"),
    "a task": (says("anna: !task add Raum buchen"), "Aufgaben: 5 sind zu erledigen, davon 5 frei"),
    "a task that is overdue": (
        passes(says("anna: !task add Raum buchen bis 27.11."), days=4), "• T5 Raum buchen, fällig seit",
    ),
    "the next one of a task that comes again": (
        says("anna: !task add Raum buchen jeden Montag", "anna: !task done T5"), "Aufgaben: 5 sind zu erledigen",
    ),
    "a release to be agreed to": (
        says("anna: !lit add https://a.de/1 Titel", "anna: !release propose L1"),
        "Freigaben, die auf Zustimmung warten\n• F1 L1, von Anna",
    ),
    "a record that has changed since its release": (
        says(
            "anna: !lit add https://a.de/1 Titel", "anna: !release propose L1", "olga: !release agree F1",
            "anna: !lit edit L1 Titel: Anderes",
        ),
        "So, wie es jetzt ist, nicht mehr freigegeben\n• L1 hat sich geändert, seit es für F1 gezeigt wurde.",
    ),
    "literature": (says("anna: !lit add https://example.org/a Titel"), "Neueste Literatur\n• L1 Titel"),
}  # fmt: skip


@pytest.mark.parametrize("state", BOARD)
async def test_what_waits_for_the_board_stands_in_status(room: Board, state: str) -> None:
    comes, stands = BOARD[state]
    assert stands not in await room.says("ben", "!status")
    await comes(room)
    assert stands in (shown := await room.says("ben", "!status")), shown
