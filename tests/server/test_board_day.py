"""The board day of the demo, in both languages, against a real homeserver; and the account that is kept for a guest."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import nio
import pytest

from matrixbot.demo.conversation import Conversation
from matrixbot.demo.day import Says, Votes, board_day
from matrixbot.demo.events import reply_to, signs_of, text_of
from matrixbot.demo.guest import greet
from matrixbot.demo.member import Account, DemoMember
from matrixbot.demo.play import NotAnswered, play
from matrixbot.demo.screen import Screen
from matrixbot.demo.stage import Stage, set_up

BERLIN = ZoneInfo("Europe/Berlin")


@asynccontextmanager
async def board(folder: Path, language: str = "de") -> AsyncIterator[Stage]:
    screen = Screen(io.StringIO(), language)
    async with set_up(folder, language, Conversation(screen.shows), screen) as stage:
        yield stage


def silently(name: str, words: str) -> None:
    """The day is not shown."""


@pytest.mark.parametrize("language", ["de", "en"])
async def test_everything_on_the_board_day_is_answered_and_everybody_can_read_it(tmp_path: Path, language: str) -> None:
    async with board(tmp_path, language) as stage:
        for step in board_day(datetime.now(BERLIN).date(), language):
            await play(step, stage, silently)
        for name in stage.members:
            assert await stage.conversation.until(lambda name=name: _signs(stage, name) == _signs(stage, "Anna"), 10), (
                name
            )
        assert {sign for _event_id, sign in _signs(stage, "Anna")} == {"poll", "redaction", "ring", "file", "picture"}
        assert all(event.obeyed for name in stage.members for event in stage.conversation.heard(name))


def _signs(stage: Stage, name: str) -> set[tuple[str, str]]:
    """The polls, files and calls that this member could read."""
    return {(event.event_id, sign) for event in stage.conversation.heard(name) for sign in signs_of(event)}


async def test_what_is_not_answered_as_the_day_says_is_noticed(tmp_path: Path) -> None:
    async with board(tmp_path) as stage:
        with pytest.raises(NotAnswered, match=r"!ping – missing: Kuchen$"):
            await play(Says("Ben", "!ping", ("Kuchen",)), stage, silently)
        with pytest.raises(NotAnswered, match=r"!ping – missing: file$"):
            await play(Says("Ben", "!ping", ("hört zu",), ("file",)), stage, silently, seconds=0.5)
        with pytest.raises(NotAnswered, match=r"Guten Tag! – no answer within 0 s$"):
            await play(Says("Ben", "Guten Tag!"), stage, silently, seconds=0.5)
        with pytest.raises(NotAnswered, match="poll 1 is not there"):
            await play(Votes("Ben", 1, "yes"), stage, silently)


async def test_a_guest_who_comes_during_the_day_is_greeted_finds_something_to_read_and_disturbs_nothing(
    tmp_path: Path,
) -> None:
    shown = io.StringIO()
    async with board(tmp_path) as stage, stage.guest.online(tmp_path / "guest") as gateway:
        conversation = Conversation(lambda name, event: None)
        dora = DemoMember(stage.guest, gateway, stage.room_id, conversation.hear)
        greeting = asyncio.create_task(greet(stage, Screen(shown, "de"), "de"))
        day = board_day(datetime.now(BERLIN).date(), "de")
        first_vote = next(number for number, step in enumerate(day) if isinstance(step, Votes))
        for step in day[:first_vote]:
            await play(step, stage, silently)
        assert not greeting.done()
        listening = asyncio.create_task(dora.listen(await dora.arrive()))
        await asyncio.wait_for(greeting, 20)
        for step in day[first_vote:]:
            await play(step, stage, silently)
        assert await conversation.until(lambda: "„Frühjahrssitzung“" in _words(conversation), 20)
        for words in ("Willkommen, Dora! Was vorher war", "!übersicht", "Welche Termine passen?"):
            assert await conversation.until(lambda words=words: words in _words(conversation), 20), _words(conversation)
        assert not any(event.session for event in conversation.heard("Dora"))
        listening.cancel()
    assert shown.getvalue().startswith("Anna            │ Willkommen, Dora!")


def _words(conversation: Conversation) -> str:
    return "\n".join(text_of(event) for event in conversation.heard("Dora"))


async def test_no_account_has_a_session_that_nobody_uses(tmp_path: Path) -> None:
    async with board(tmp_path) as stage, stage.guest.online(tmp_path / "guest"):
        for account in (*(member.account for member in stage.members.values()), stage.guest):
            assert await _sessions(account) == {f"{account.name} (demo)", "looking"}


async def _sessions(account: Account) -> set[str | None]:
    """The names of the account's sessions, that of who asks for them among them."""
    client = nio.AsyncClient(account.homeserver, account.user_id)
    try:
        await client.login(account.password, device_name="looking")
        found = await client.devices()
        assert isinstance(found, nio.DevicesResponse)
        return {device.display_name for device in found.devices}
    finally:
        await client.close()


async def test_the_guest_account_can_come_in_and_is_answered(tmp_path: Path) -> None:
    async with board(tmp_path) as stage, stage.guest.online(tmp_path / "guest") as gateway:
        conversation = Conversation(lambda name, event: None)
        dora = DemoMember(stage.guest, gateway, stage.room_id, conversation.hear)
        place = await dora.arrive()
        listening = asyncio.create_task(dora.listen(place))
        said = await dora.say("!ping")
        assert await conversation.until(lambda: reply_to(said, conversation.heard("Dora")), 20)
        assert await stage.conversation.until(
            lambda: any(event.content.get("body") == "!ping" for event in stage.conversation.heard("Anna")), 20
        )
        listening.cancel()
