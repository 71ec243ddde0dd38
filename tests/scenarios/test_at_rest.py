"""With a key no word that was said lies in clear under the data folder: while the bot runs, killed, and stopped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commands.features import vocabulary
from commands.words.render import Style, render
from matrixbot.bot.bot import Bot
from storage import Database
from storage.engine import StorageKey
from tests.board import Board
from tests.selection import some

pytestmark = pytest.mark.long

KEY = StorageKey(bytes(range(32)))
WORD = "Zwetschgenkuchen"

EXAMPLES = [example for command in vocabulary().commands.values() for example in command.examples]


class EncryptedBoard(Board):
    """A board whose database has a key."""

    async def start(self) -> Board:
        self.database = await Database.open(self.folder / "board.db", KEY)
        self.bot = Bot(self.database, self.matrix, self.settings, self.rules, lambda: self.now)
        await self.bot.step()
        return self


def in_clear(folder: Path) -> list[str]:
    """The files that hold the word, a name of who spoke, or the room."""
    words = [form.encode() for form in (WORD, WORD.lower(), "board.test", "SQLite format")]
    return [path.name for path in folder.iterdir() if any(word in path.read_bytes() for word in words)]


async def test_words_said_through_every_command_are_in_no_byte_on_the_disk(tmp_path: Path) -> None:
    folder, killed = tmp_path / "data", tmp_path / "killed"
    board = await EncryptedBoard(made(folder)).start()
    lines = [render(example, Style("en", "Europe/Berlin")).body for example in EXAMPLES]
    for line in ("!task add", "!lit add https://example.org", "!remind tomorrow 9:00", *some(lines, 29)):
        await board.says("olga", f"{line} {WORD}")
    assert WORD in await board.says("anna", "!task list")
    assert "⚠️" not in await board.says("olga", "!status")
    assert (folder / "board.db-wal").stat().st_size > 100_000
    assert in_clear(folder) == []
    shutil.copytree(folder, killed)
    assert in_clear(killed) == []
    await board.database.wipe()
    assert in_clear(folder) == []
    await board.stop()
    assert in_clear(folder) == []
    again = EncryptedBoard(killed)
    again.matrix = board.matrix
    await again.start()
    assert WORD in await again.says("anna", "!task list")
    await again.stop()


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder
