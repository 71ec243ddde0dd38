"""`matrixbot export DIR`: every record as files, beside the running bot, or nothing at all."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from icalendar import Calendar

from matrixbot.__main__ import MISTAKE, main
from storage.keeping import KEPT
from tests.board import Board

CONFIG = """\
homeserver: https://matrix.example.org
user_id: "@bot:board.test"
password: secret
rooms: ["!board:board.test"]
data_dir: {data}
"""
SAID = (
    "!meeting plan Sommerfest 20.12. 14:00-16:00", "!meeting place M1 Jena", "!meeting attend M1 online",
    "!meeting propose Runde; 8.12. 14:00; 9.12. 10:00", "!vote M2 1 ja, 2 nein",
    "!meeting plan Jour fixe every Tuesday 10:00", "!meeting plan Ausfall 21.12. 9:00", "!meeting cancel M4",
    "!host offer Bochum", "!task add =2+3 *wichtig*", "!task claim T5", "!task note T5 angefangen",
    "!lit add https://a.de/1 Bericht #obst", "!remind tomorrow 9:00 Folien",
    "!impulse add Matrix; Person: Dr. Ada Beispiel, Stadt Jena",
)  # fmt: skip
PERSON = {"id": "@anna:board.test", "type": "https://schema.oparl.org/1.1/Person", "name": "Anna"}


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Board]:
    """A board with records of every kind, whose bot runs."""
    data = tmp_path / "data"
    data.mkdir()
    board = await Board(data).start()
    for line in SAID:
        assert not (await board.says("anna", line)).startswith("⚠️"), line
    (tmp_path / "config.yaml").write_text(CONFIG.format(data=data))
    yield board
    await board.stop()


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def export(tmp_path: Path, folder: Path) -> int:
    return main(["export", str(folder), "--config", str(tmp_path / "config.yaml")])


@pytest.mark.on_disk
async def test_every_record_is_exported_while_the_bot_runs(board: Board, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert export(tmp_path, folder) == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = {path.name: path for path in folder.iterdir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    kinds = {f"{kept.file}.csv" for kept in KEPT if kept.file}
    assert set(files) == {"records.json", "sitzungen.ics", "literatur.bib", "index.md", *kinds}
    records = json.loads(files["records.json"].read_text("utf-8"))
    meetings = records["oparl"]["meeting"]
    assert [(m["id"], m["name"], m["cancelled"], m.get("location", {}).get("description")) for m in meetings] == [
        ("M1", "Sommerfest", False, "Jena"), ("M2", "Runde", False, None), ("M3", "Jour fixe", False, None),
        ("M4", "Ausfall", True, None),
    ]  # fmt: skip
    assert meetings[0]["start"] == "2026-12-20T14:00:00+01:00"
    assert meetings[2]["matrixbot:rrule"].startswith("FREQ=WEEKLY")
    assert PERSON in records["oparl"]["person"]
    assert [(vote["of"], vote["voter"], vote["value"]) for vote in records["records"]["votes"]] == [
        ("M2 1", "@anna:board.test", "yes"), ("M2 2", "@anna:board.test", "no"),
    ]  # fmt: skip
    assert set(records["records"]) == {kept.table for kept in KEPT if kept.file}
    with files["aufgaben.csv"].open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file, delimiter=";")]
    assert "'=2+3 *wichtig*" in titles
    calendar = Calendar.from_ical(files["sitzungen.ics"].read_bytes())
    shown = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert shown == ["Sommerfest", "Runde (vorläufig)", "Runde (vorläufig)", "Jour fixe", "Ausfall"]
    assert "@online{L1," in files["literatur.bib"].read_text("utf-8")
    index = files["index.md"].read_text("utf-8")
    assert "- **T5** =2+3 \\*wichtig\\* – offen – Anna" in index
    assert "- **M4** Ausfall – Mo, 21. Dezember 2026, 09:00 – abgesagt" in index
    assert "- **I1** Matrix – Dr. Ada Beispiel, Stadt Jena – Idee" in index


@pytest.mark.long
async def test_what_is_in_the_way_is_one_sentence_and_nothing_is_written(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full, file, away = tmp_path / "full", tmp_path / "file", tmp_path / "away"
    full.mkdir()
    (full / "mine").write_text("stays")
    file.write_text("stays")
    for folder, told in (
        (full, f"{full} is not empty. Name a new folder: nothing in it is overwritten."),
        (file, f"{file} is a file. Name a new folder."),
        (away / "out", f"{away} is not there. Make it first, or name another place for the new folder."),
    ):
        assert export(tmp_path, folder) == MISTAKE
        assert capsys.readouterr().err == told + "\n"
    assert [path.name for path in full.iterdir()] == ["mine"]
    assert file.read_text() == "stays"
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o755)
    assert export(tmp_path, empty) == 0
    assert stat.S_IMODE(empty.stat().st_mode) == 0o700
    assert left_over(tmp_path) == []


def test_without_records_there_is_nothing_to_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG.format(data=tmp_path / "data"))
    assert export(tmp_path, tmp_path / "out") == MISTAKE
    assert capsys.readouterr().err == f"There are no records in {tmp_path / 'data/board.db'} to export.\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.long
@pytest.mark.on_disk
async def test_a_database_of_an_older_program_is_left_to_the_bot(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await board.database._writer.run(lambda connection: connection.execute("PRAGMA user_version=3"))
    assert export(tmp_path, tmp_path / "out") == MISTAKE
    assert capsys.readouterr().err.endswith("Start the bot once: it brings its records up to date.\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.long
async def test_of_several_rooms_each_has_a_folder(board: Board, tmp_path: Path) -> None:
    await board.database.write(
        lambda connection: connection.execute(
            "INSERT INTO tasks (room_id, number, title, created) VALUES ('!other:board.test', 1, 'Anderes', 1)"
        )
    )
    assert export(tmp_path, tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "board-board.test", "index.md", "other-board.test",
    ]  # fmt: skip
    other = json.loads((tmp_path / "out/other-board.test/records.json").read_text("utf-8"))
    assert [task["title"] for task in other["records"]["tasks"]] == ["Anderes"]
    assert other["records"]["votes"] == [] == other["oparl"]["meeting"]


def test_a_damaged_database_is_told_and_no_folder_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/board.db").write_bytes(b"no database" * 1000)
    (tmp_path / "config.yaml").write_text(CONFIG.format(data=tmp_path / "data"))
    assert export(tmp_path, tmp_path / "out") == MISTAKE
    assert capsys.readouterr().err == (
        f"{tmp_path / 'data/board.db'} is damaged: it holds the board's records. Restore the newest backup.\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yaml", "data"]
