"""`!privacy`: what is kept, one's own copy, and being forgotten, down to the bytes on the disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from commands.base import Settings, to_ms
from commands.features import vocabulary
from commands.privacy.table import TABLE
from commands.words.render import Style, render
from matrixbot.gateway import Event, Person
from storage.health import is_damaged
from storage.keeping import KEPT
from tests.board import ROOM, Board, body, refused
from tests.selection import some

NAME = "Zwetschgenfrau"
USER = "@zwetschge:board.test"
CHAT = "!alone:board.test"
FORGOTTEN = (
    "T5 Kuchen\n"
    "Ein Platz ist frei.\n"
    "Angelegt von einem ehemaligen Mitglied am Mi, 25. November 2026.\n"
    "Übernehmen: !aufgabe übernehmen T5"
)
SECRET = "Zwetschgenkuchen"


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Board]:
    """A board with one member more, who has a direct chat with the assistant."""
    board = Board(tmp_path)
    person = Person(USER, NAME)
    people = [person for person in board.matrix.room(ROOM).people.values() if person.name != "Board-Assistent"]  # type: ignore[union-attr]
    board.matrix.add_room(ROOM, *people, person)
    board.matrix.add_room(CHAT, person, direct=True)
    yield await board.start()
    await board.stop()


async def alone(board: Board, line: str) -> str:
    return await board.says("zwetschge", line, room=CHAT)


def on_the_disk(board: Board, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in the file of the database or beside it, in whatever case."""
    found = b"".join(path.read_bytes() for path in board.folder.glob("board.db*")).lower()
    return [word for word in words if word.lower().encode() in found]


def files_in(board: Board, chat: str) -> list[Event]:
    return [event for event in board.matrix.events(chat) if event.content.get("msgtype") == "m.file"]


def test_every_table_stands_in_one_row_of_the_table_of_what_is_kept() -> None:
    named = [table for kind in TABLE for table in kind.tables]
    missing = [kept.table for kept in KEPT if kept.table not in named]
    assert missing == [], (
        f"name them in `tables` of a row of TABLE in commands/privacy/table.py, or add a row: {missing}"
    )
    assert sorted(named) == sorted(set(named))
    assert set(named) <= {kept.table for kept in KEPT}


async def test_in_the_room_it_says_that_it_answers_in_the_direct_chat(board: Board) -> None:
    assert await board.says("anna", "!datenschutz") == (
        "Das betrifft nur Sie: Bitte sagen Sie !datenschutz im direkten Chat mit dem Assistenten."
    )
    for line, german in (
        ("!privacy export", "!datenschutz exportieren"),
        ("!datenschutz vergessen", "!datenschutz vergessen"),
    ):
        answer = await board.says("zwetschge", line)
        assert answer == f"Das betrifft nur Sie: Bitte sagen Sie {german} im direkten Chat mit dem Assistenten."
        assert answer.also == []
    assert await board.says("zwetschge", "!yes") == "⚠️ Zurzeit gibt es nichts zu bestätigen.\n!hilfe"


async def test_it_says_what_is_stored_of_whom_and_for_how_long(board: Board) -> None:
    await board.says("zwetschge", "!task add Kuchen")
    said = await alone(board, "!datenschutz")
    assert said.splitlines()[:2] == [
        "Das ist im Board gespeichert, von allen Mitgliedern:",
        "• Sitzungen und Umfragen: wer sie vorschlug, jede Stimme, wer kommt, wer da war – bis jemand es löscht",
    ]
    assert (
        "• Aufgaben: wer sie angelegt, übernommen, gehabt oder abgeschlossen hat, wer gefragt ist, Notizen und wer sie "
        "schrieb – bis jemand es löscht; ein Eintrag betrifft Sie"
    ) in said.splitlines()
    assert (
        "Ihre eigenen Daten als Datei: !datenschutz exportieren. Sich vergessen lassen: !datenschutz vergessen."
        in said.splitlines()
    )
    assert (await alone(board, "!privacy")).startswith(said[:300])


async def test_one_has_oneself_forgotten_and_nobody_else(board: Board) -> None:
    said = await alone(board, "!privacy forget Ben")
    assert said == (
        "⚠️ Andere kann man nicht vergessen lassen; für sich selbst genügt diese Zeile.\n!datenschutz vergessen"
    )
    assert await alone(board, "!datenschutz vergiss mich bitte") == (
        "Noch ist nichts geschehen. Mit einem Ja werden Sie in diesem Board endgültig vergessen:\n"
        "• Ihre Stimmen, Ihre Antworten, ob Sie kommen, Ihre Erinnerungen und Lesevermerke werden gelöscht.\n"
        "• Wo Ihr Name oder Ihre Kennung steht, auch in Titeln und Notizen, steht dann „ehemaliges Mitglied“.\n"
        "• Das lässt sich nicht zurücknehmen; auch nicht mehr, was andere zuletzt an Einträgen geändert haben, in "
        "denen Sie stehen.\n"
        "Was in Räumen und Chats gesagt wurde, bleibt auf den Homeservern: Dort löscht jede Nachricht, wer sie "
        "geschrieben hat.\n"
        "!ja führt es aus; eine Reaktion genügt dafür nicht."
    )
    assert await alone(board, "nein") == "Verworfen; es ist nichts geschehen."


async def test_the_copy_holds_what_is_ones_own_and_comes_as_a_file_in_the_direct_chat(board: Board) -> None:
    await board.says("zwetschge", "!meeting propose Runde; 8.12. 14:00; 9.12. 10:00")
    await board.says("zwetschge", "!vote M1 1 ja, 2 nein")
    await board.says("anna", "!vote M1 1 nein")
    await alone(board, "!remind tomorrow 9:00 Pflaumenmus")
    said = await alone(board, "!datenschutz exportieren")
    assert said == "Eine Datei mit 26 Einträgen über Sie folgt: alles, was in diesem Board über Sie gespeichert ist."
    (sent,) = files_in(board, CHAT)
    assert sent.content["filename"] == "meine-daten.json"
    copy = json.loads(board.matrix.files[sent.content["file"]["url"]])
    assert copy["about"] == {"user_id": USER, "name": NAME}
    assert [(v["of"], v["value"], v["voter"]) for v in copy["records"]["votes"]] == [
        ("M1 1", "yes", USER), ("M1 2", "no", USER),
    ]  # fmt: skip
    assert copy["records"]["reminders"][0]["text"] == "Pflaumenmus"
    assert copy["records"]["reminders"][0]["due"] == "2026-11-26T08:00:00+00:00"
    assert "anna" not in json.dumps(copy["records"])
    assert files_in(board, ROOM) == []


async def test_being_forgotten_is_asked_once_more_and_a_reaction_is_not_enough(board: Board) -> None:
    await board.says("zwetschge", "!task add Kuchen")
    await board.says("zwetschge", "!task claim T5")
    question = await board.says("zwetschge", "!datenschutz vergessen", room=CHAT)
    assert question == (
        "Noch ist nichts geschehen. Mit einem Ja werden Sie in diesem Board endgültig vergessen:\n"
        "• Ihre Stimmen, Ihre Antworten, ob Sie kommen, Ihre Erinnerungen und Lesevermerke werden gelöscht.\n"
        "• Das wird wieder frei: T5.\n"
        "• Wo Ihr Name oder Ihre Kennung steht, auch in Titeln und Notizen, steht dann „ehemaliges Mitglied“.\n"
        "• Das lässt sich nicht zurücknehmen; auch nicht mehr, was andere zuletzt an Einträgen geändert haben, in "
        "denen Sie stehen.\n"
        "Was in Räumen und Chats gesagt wurde, bleibt auf den Homeservern: Dort löscht jede Nachricht, wer sie "
        "geschrieben hat.\n"
        "!ja führt es aus; eine Reaktion genügt dafür nicht."
    )
    assert question.event is not None
    board.matrix.happens(
        Event(
            board.matrix.new_id(), CHAT, USER, "m.reaction",
            {"m.relates_to": {"rel_type": "m.annotation", "event_id": question.event.event_id, "key": "👍"}},
            to_ms(board.now),
        )
    )  # fmt: skip
    await board.bot.step()
    assert body(board.matrix.said_by_bot(CHAT)[-1]) == (
        "Reaktionen kommen unverschlüsselt, und das lässt sich nicht zurücknehmen: Bitte antworten Sie mit !ja."
    )
    assert NAME in await board.says("anna", "!task show T5")
    heard = len(board.heard())
    said = await alone(board, "ja")
    assert said == (
        "Sie sind in diesem Board vergessen. Was nur Sie betraf, ist gelöscht, Ihre Aufgaben und Angebote sind frei.\n"
        "Solange Sie im Raum sind, weiß der Assistent, wer Sie sind; was Sie ab jetzt sagen, wird neu gespeichert. "
        "Verlassen Sie den Raum, wird auch Ihre Kennung gelöscht, und der Assistent verlässt diesen Chat."
    )
    assert [body(event) for event in board.heard()[heard:]] == [
        "Eine Aufgabe ist wieder frei, weil ein Mitglied sich hat vergessen lassen:\n• T5 Kuchen\n"
        "Übernehmen: !aufgabe übernehmen T5"
    ]
    assert await board.says("anna", "!task show T5") == FORGOTTEN
    assert await alone(board, "!undo") == (
        "⚠️ Hier gibt es keine Änderung von Ihnen, die sich zurücknehmen ließe.\n!hilfe"
    )


READY = (
    ("zwetschge", "!meeting propose Runde; 8.12. 14:00-16:00; 9.12. 10:00"),
    ("zwetschge", "!vote M1 1 ja, 2 nein"),
    ("anna", "!vote M1 für @zwetschge 1 vielleicht"),
    ("zwetschge", "!vote M1 für @ben 1 ja"),
    ("zwetschge", "!meeting plan Fest 10.12. 14:00-16:00"),
    ("zwetschge", "!meeting attend M2 online"),
    ("zwetschge", "!host offer Bochum, Raum: Rathaus, Hinweis: bei mir klingeln"),
    ("anna", "!host accept H1 M2"),
    ("ben", "!host offer Jena"),
    ("anna", "!host call M1"),
    ("anna", "!host skip @zwetschge"),
    ("zwetschge", "!task add Kuchen"),
    ("anna", "!task assign T5 @zwetschge"),
    ("zwetschge", "!task claim T5"),
    ("zwetschge", "!task note T5 Zutaten"),
    ("zwetschge", "!task add Getränke"),
    ("zwetschge", "!task claim T6"),
    ("zwetschge", "!task done T6"),
    ("zwetschge", "!task assign T1 @anna"),
    ("zwetschge", "!lit add https://a.de/1 Bericht #obst - gelesen von Zwetschgenfrau"),
    ("zwetschge", "!lit read L1"),
    ("anna", "!remind @zwetschge tomorrow 9:00 Backen"),
    ("zwetschge", "!remind @anna tomorrow 10:00 Backen"),
    ("zwetschge", "!remind tomorrow 11:00 Ofen"),
    ("zwetschge", "!language en"),
    ("anna", "!meeting nudge M1"),
    ("anna", "!meeting ics M1"),
    ("zwetschge", "!meeting mute M1"),
    ("zwetschge", "!decision add Es gibt Kuchen; Deadline: 15.1.; Task: Backen @zwetschge by 1.2."),
    ("zwetschge", "!decision no B1 Zwetschgenfrau mag nicht"),
    ("anna", "!decision yes B1 for @zwetschge"),
    ("zwetschge", "!decision no B1 for @anna Zwetschgenfrau sagt es"),
    ("zwetschge", "!impulse add Backen für Zwetschgenfrau; Person: Dr. Ada Beispiel; Contact: @zwetschge"),
    ("zwetschge", "!impulse ask I1"),
    ("zwetschge", "!impulse wish I1"),
    ("zwetschge", "!meeting cancel M2 wegen Zwetschgenfrau"),
    ("anna", "!task add Danke an Zwetschgenfrau, Zwetschgenfraus Kuchen und @zwetschge sagen"),
)


@pytest.mark.long
async def test_a_name_said_through_every_command_is_nowhere_after_being_forgotten_and_the_user_id_after_leaving(
    board: Board,
) -> None:
    for who, line in READY:
        assert not refused(await board.says(who, line)), line
    await alone(board, "!remind in 2 days Kirschen")
    for command in some(vocabulary().commands.values(), 5):
        if command.name in ("privacy forget", "yes", "no", "undo"):
            continue
        for example in command.examples:
            shown = render(example, Style("en", "Europe/Berlin")).body.replace("@anna", "@zwetschge")
            await board.says("zwetschge", f"{shown} {NAME}")
            await board.says("anna", f"{shown} {NAME}")
            await board.says("zwetschge", shown, room=CHAT)
    for poll in board.polls():
        await board.votes("zwetschge", poll, "yes")
    await board.reacts("zwetschge", board.heard()[0], "📚")
    await board.passes(minutes=2)
    assert on_the_disk(board, (NAME, USER)) == [NAME, USER]
    await alone(board, "!privacy forget")
    assert await alone(board, "!yes") == (
        "You are forgotten in this board. What was yours alone is deleted, your tasks and offers are free.\n"
        "As long as you are in the room the assistant knows who you are; what you say from now on is stored anew. "
        "If you leave it, your user id goes as well, and the assistant leaves this chat."
    )
    await board.passes(minutes=1)  # headings that name who has not voted are said with a pause
    await board.bot.step()
    assert on_the_disk(board, (NAME,)) == []
    await board.leaves("zwetschge")
    await board.bot.step()
    assert on_the_disk(board, (NAME, USER, "zwetschge")) == []
    assert board.matrix.forgotten == [USER]
    assert board.matrix.declined == [CHAT]
    for line in (
        "!meeting list",
        "!meeting show M1",
        "!task list",
        "!lit list",
        "!lit show L1",
        "!host history",
        "!me",
    ):
        assert "wrong" not in await board.says("anna", line), line
    for _ in some(range(40), 13):
        await board.passes(hours=40)
        await board.bot.night.night()
    assert [said for event in board.heard() if "den Code" in (said := body(event))] == []
    assert on_the_disk(board, (USER,)) == []
    with closing(sqlite3.connect(board.folder / "board.db")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert not is_damaged(connection)


ENDINGS = (
    ("meetings", "state <> 'cancelled'", "!meeting cancel M{} all"),
    ("tasks", "rule IS NOT NULL", "!task repeat T{} none"),
    ("tasks", "state = 'open' AND key IS NULL", "!task drop T{}"),
    ("host_offers", "withdrawn IS NULL", "!host withdraw H{}"),
    ("reminders", "state = 'waiting'", "!remind cancel R{}"),
    ("topics", "meeting IS NULL", "!agenda drop backlog 1"),
    ("impulses", "state NOT IN ('dropped', 'held')", "!impulse drop I{}"),
)
"""How what is open is ended: by nobody's word it is deleted."""


def numbers(board: Board, table: str, where: str) -> list[int]:
    with closing(sqlite3.connect(board.folder / "board.db")) as connection:
        return [row[0] for row in connection.execute(f"SELECT number FROM {table} WHERE {where}")]


@pytest.mark.long
@pytest.mark.on_disk
async def test_a_disk_without_room_for_the_file_once_more_keeps_nobody_from_being_forgotten_and_answered(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[None] = []

    def full(_connection: sqlite3.Connection) -> None:
        tried.append(None)
        fault = sqlite3.OperationalError("database or disk is full")
        fault.sqlite_errorcode, fault.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
        raise fault

    monkeypatch.setattr("storage.traces.wipe", full)
    await board.says("zwetschge", "!task add Kuchen")
    await alone(board, "!privacy forget")
    assert await alone(board, "!yes") == (
        "Sie sind in diesem Board vergessen. Was nur Sie betraf, ist gelöscht, Ihre Aufgaben und Angebote sind frei.\n"
        "Solange Sie im Raum sind, weiß der Assistent, wer Sie sind; was Sie ab jetzt sagen, wird neu gespeichert. "
        "Verlassen Sie den Raum, wird auch Ihre Kennung gelöscht, und der Assistent verlässt diesen Chat."
    )
    for _ in range(5):
        assert await board.says("anna", "!ping") == "Der Board-Assistent ist da und hört zu."
    assert len(tried) == 3
    assert await board.says("anna", "!task show T5") == FORGOTTEN


@pytest.mark.long
@pytest.mark.on_disk
async def test_a_night_beside_a_program_that_reads_says_that_the_journal_is_kept(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    await board.database._writer.run(lambda connection: connection.execute("PRAGMA busy_timeout=50"))
    with closing(sqlite3.connect(board.folder / "board.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM tasks").fetchone()
        await board.bot.night.night()
    said = "what was deleted stays in the journal tonight: another program reads the database"
    assert said in [record.message for record in caplog.records]


@pytest.mark.long
async def test_words_said_through_every_command_are_in_no_byte_after_retention_but_of_the_literature(
    tmp_path: Path,
) -> None:
    settings = Settings(retention=timedelta(days=1))
    board = await Board(tmp_path, settings).start()
    board.matrix.add_room(CHAT, Person("@olga:board.test", "Olga"), direct=True)
    assert (
        "• Sitzungen und Umfragen: wer sie vorschlug, jede Stimme, wer kommt, wer da war – 1 Tag ab dem Ende"
        in (await board.says("olga", "!datenschutz", room=CHAT)).splitlines()
    )
    for who, line in READY:
        await board.says(who.replace("zwetschge", "olga"), line.replace("zwetschge", "olga"))
    for command in some(vocabulary().commands.values(), 3):
        for example in command.examples if command.group not in ("lit", "decision") else ():
            shown = render(example, Style("en", "Europe/Berlin")).body
            await board.says("olga", f"{shown} {SECRET}")
    assert on_the_disk(board, (SECRET,)) == [SECRET]
    for table, where, line in ENDINGS:
        for number in numbers(board, table, where):
            for said in (line.format(number), "!yes"):
                await board.says("olga", said)
    await board.passes(days=200)
    for _ in range(2):
        await board.passes(days=40)
        await board.bot.night.night()
    left = {
        line: await board.says("anna", line) for line in ("!meeting list", "!task list", "!host list", "!remind list")
    }
    assert on_the_disk(board, (SECRET,)) == [], left
    assert await board.says("anna", "!lit list") == ("1 Eintrag:\n• L1 Bericht: https://a.de/1 #obst")
    await board.stop()


async def test_who_comes_back_after_being_forgotten_is_new_and_what_was_said_before_counts_no_second_time(
    board: Board,
) -> None:
    await alone(board, "!privacy forget")
    await alone(board, "!yes")
    await board.leaves("zwetschge")
    await board.bot.step()
    board.matrix.person_joins(ROOM, Person(USER, NAME), to_ms(board.now))
    await board.bot.step()
    assert any(NAME in body(event) for event in board.heard())
    assert (await board.says("zwetschge", "!ping")) != ""
