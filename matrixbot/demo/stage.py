"""The demo's board: a homeserver, accounts, an encrypted room, three members with clients, and the real bot."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from commands.words import _
from matrixbot.app import opened
from matrixbot.config import Config, load
from matrixbot.demo.conversation import Conversation
from matrixbot.demo.member import Account, DemoMember
from matrixbot.demo.screen import QUIET, Screen
from matrixbot.demo.synapse import Synapse
from matrixbot.errors import OperatorError
from matrixbot.matrix.homeserver.session import open_client
from storage.values import frozen

ROOM_NAME = "Open-Source-Board"
BOT_NAME = "Board-Assistent"
MEMBERS = ("Anna", "Ben", "Cem")
GUEST = "Dora"
ARRIVAL_SECONDS = 20.0
DUTIES = {
    "literature": ("Literaturverwaltung", "Literature management"),
    "impulses": ("Impulse und Referierende", "Impulses and speakers"),
    "hosting": ("Gastgeberschaft", "Hosting"),
    "publicity": ("Öffentlichkeitsarbeit", "Public relations"),
}
"""The standing tasks of the call for members, as config.example.yaml lists them."""


@frozen
class Stage:
    """A board that is ready to talk. `guest` is invited to the room; no program of ours ever logs in as the guest."""

    room_id: str
    members: Mapping[str, DemoMember]
    guest: Account
    conversation: Conversation


@asynccontextmanager
async def set_up(folder: Path, language: str, conversation: Conversation, screen: Screen) -> AsyncIterator[Stage]:
    """Builds the board in `folder`, telling each step on `screen`; everything that was started has ended afterwards.

    Raises SynapseFailed, or what ended the bot or a member's client.
    """
    async with AsyncExitStack() as stack:
        screen.tell(_("Starting a homeserver (Synapse) …"), QUIET)
        homeserver = await stack.enter_async_context(
            Synapse(folder / "homeserver", rate_limits=False, progress=screen.waits)
        )
        people = [await _account(homeserver, name) for name in MEMBERS]
        guest, bot = await _account(homeserver, GUEST), await _account(homeserver, BOT_NAME, "board-bot")
        conversation.introduce(bot, guest)
        screen.tell(_("Making an encrypted room …"), QUIET)
        room_id = await _make_room(people[0], folder, [*people[1:], bot, guest])
        screen.tell(_("Anna, Ben and Cem come in, each with a client and keys of their own …"), QUIET)
        async with asyncio.TaskGroup() as door:
            coming = [door.create_task(_arrive(stack, who, folder, room_id, conversation)) for who in people]
        arrived = [task.result() for task in coming]
        screen.tell(_("Starting the bot …"), QUIET)
        running = await stack.enter_async_context(
            opened(_configuration(folder, homeserver.url, bot, room_id, language))
        )
        # Entered last, so that on every way out the loops have ended before what they use is closed.
        loops = await stack.enter_async_context(asyncio.TaskGroup())
        stop = asyncio.Event()
        listening = [loops.create_task(member.listen(place)) for member, place in arrived]
        serving = loops.create_task(running.run(stop))
        await running.ready.wait()
        if not await conversation.until(lambda: all(who.sees(bot.user_id) for who, _place in arrived), ARRIVAL_SECONDS):
            raise OperatorError("The bot did not come into the room of the demo.")
        yield Stage(room_id, {member.name: member for member, _place in arrived}, guest, conversation)
        stop.set()
        await serving
        for task in listening:
            task.cancel()


async def _account(homeserver: Synapse, name: str, word: str | None = None) -> Account:
    password = secrets.token_urlsafe(6)
    user_id = await homeserver.register(word or name.lower(), password, displayname=name)
    return Account(homeserver.url, user_id, name, password)


async def _make_room(owner: Account, folder: Path, invited: list[Account]) -> str:
    """An encrypted room of `owner`'s in which the bot may ring everybody; gives its id."""
    body: dict[str, Any] = {
        "preset": "private_chat",
        "name": ROOM_NAME,
        "invite": [account.user_id for account in invited],
        "initial_state": [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}],
        "power_level_content_override": {"notifications": {"room": 0}},
    }
    client = await open_client(
        owner.homeserver,
        owner.user_id,
        folder / owner.word,
        password=owner.password,
        access_token=None,
        device_name=f"{owner.name} (demo)",
    )
    try:
        return str((await client.call("POST", "/createRoom", body))["room_id"])
    finally:
        await client.close()


async def _arrive(
    stack: AsyncExitStack, who: Account, folder: Path, room_id: str, conversation: Conversation
) -> tuple[DemoMember, str]:
    gateway = await stack.enter_async_context(who.online(folder / who.word))
    member = DemoMember(who, gateway, room_id, conversation.hear)
    return member, await member.arrive()


def _configuration(folder: Path, url: str, bot: Account, room_id: str, language: str) -> Config:
    """The bot's configuration, written as an operator writes it and read as `matrixbot run` reads it."""
    password = folder / "password"
    password.touch(mode=0o600)
    password.write_text(bot.password + "\n", encoding="utf-8")
    written = {
        "homeserver": url,
        "user_id": bot.user_id,
        "password_file": str(password),
        "rooms": [room_id],
        "language": language,
        "data_dir": str(folder / "bot"),
        "duties": [{"key": key, "title": {"de": german, "en": english}} for key, (german, english) in DUTIES.items()],
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(written, ensure_ascii=False, indent=2), encoding="utf-8")  # JSON is YAML
    return load(path, {})
