"""`matrixbot export --public DIR`: what was released, into a folder for everybody, the same bytes each time."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from matrixbot.__main__ import MISTAKE, main
from tests.board import Board
from tests.commands.publishing import FILES, read_back
from tests.matrixbot.test_export import CONFIG

SAID = (
    ("anna", "!lit add https://a.de/1 Bericht #obst – Notiz"),
    ("anna", "!sitzung ansetzen Sommerfest 20.12. 14-16 Uhr; Ort: Jena"),
    ("anna", "!freigabe vorschlagen L1, M1"),
    ("olga", "!freigabe zustimmen F1"),
)


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Board]:
    """A board that has released an entry and a meeting; its bot runs."""
    data = tmp_path / "data"
    data.mkdir()
    board = await Board(data).start()
    for who, line in SAID:
        assert not (await board.says(who, line)).startswith("⚠️"), line
    (tmp_path / "config.yaml").write_text(CONFIG.format(data=data))
    yield board
    await board.stop()


def export(tmp_path: Path, folder: Path) -> int:
    return main(["export", "--public", str(folder), "--config", str(tmp_path / "config.yaml")])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.on_disk
async def test_what_was_released_is_written_for_everybody_and_the_same_each_time(board: Board, tmp_path: Path) -> None:
    assert export(tmp_path, tmp_path / "one") == export(tmp_path, tmp_path / "two") == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert set(files(tmp_path / "one")) == FILES
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o755
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "one").iterdir()} == {0o644}
    back = read_back(files(tmp_path / "one"))
    assert (back.entries, back.events) == (("L1",), ("Sommerfest",))
    await board.says("anna", "!freigabe zurückziehen F1")
    assert export(tmp_path, tmp_path / "three") == 0
    assert read_back(files(tmp_path / "three")).entries == ()


@pytest.mark.on_disk
async def test_what_is_in_the_way_is_one_sentence_and_nothing_is_written(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "mine").write_text("stays")
    file.write_text("stays")
    for folder, told in (
        (full, f"{full} is not empty. Name a new folder: nothing in it is overwritten.\n"),
        (file, f"{file} is a file. Name a new folder.\n"),
    ):
        assert export(tmp_path, folder) == MISTAKE
        assert capsys.readouterr().err == told

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert export(tmp_path, tmp_path / "closed") == MISTAKE
    assert capsys.readouterr().err == (
        f"{tmp_path / 'closed'} cannot be written (Permission denied); nothing was exported. Name a folder in a place "
        "where this account may write and where there is room.\n"
    )
    assert not (tmp_path / "closed").exists() and [path.name for path in full.iterdir()] == ["mine"]


@pytest.mark.on_disk
async def test_of_several_rooms_each_has_a_folder_that_does_not_tell_which(board: Board, tmp_path: Path) -> None:
    await board.database.write(
        lambda connection: connection.execute(
            "INSERT INTO tasks (room_id, number, title, created) VALUES ('!other:board.test', 1, 'Anderes', 1)"
        )
    )
    out = tmp_path / "out"
    assert export(tmp_path, out) == 0
    folders = sorted(path.name for path in out.iterdir() if path.is_dir())
    assert len(folders) == 2 and all(name.startswith("board-") and len(name) == 14 for name in folders)
    assert set(files(out)) == {"index.md", "REUSE.toml"}
    assert files(out)["index.md"].decode() == "# Board\n\n" + "".join(f"- [{n}]({n}/index.md)\n" for n in folders)
    assert sorted(len(read_back(files(out / name)).entries) for name in folders) == [0, 1]
    assert b"board.test" not in b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())


def test_without_records_there_is_nothing_to_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG.format(data=tmp_path / "data"))
    assert export(tmp_path, tmp_path / "out") == MISTAKE
    assert capsys.readouterr().err == f"There are no records in {tmp_path / 'data/board.db'} to export.\n"


@pytest.mark.in_full
async def test_a_project_with_these_files_says_of_each_under_which_licence_it_is(board: Board, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert export(tmp_path, out) == 0
    (out / "LICENSES").mkdir()
    for licence in ("CC0-1.0", "CC-BY-4.0"):
        (out / f"LICENSES/{licence}.txt").write_text("text")
    assert lint(out) == 0


def lint(folder: Path) -> int:
    command = [sys.executable, "-m", "reuse", "--root", str(folder), "lint", "--quiet"]
    return subprocess.run(command, check=False).returncode
