"""Being forgotten, on a real homeserver: down to the bytes on the disk of the running bot, its pin and its chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.running import asks, running_with

MakeMember = Callable[..., Awaitable[Member]]
SECONDS = 20.0


def on_the_disk(folder: Path, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in the database, beside it, or among the pins."""
    files = [path for path in folder.rglob("*") if path.name.startswith("board.db") or path.name == "trust.json"]
    found = b"".join(path.read_bytes() for path in files).lower()
    return [word for word in words if word.lower().encode() in found]


async def test_who_was_forgotten_and_left_stands_in_no_byte_and_the_bot_leaves_the_chat(
    synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna, zoe = await member("anna"), await member("zwetschge")
    async with running_with(anna, synapse, account, tmp_path / "bot") as (room_id, bot):
        await anna.nio.room_invite(room_id, zoe.user_id)
        await zoe.join(room_id)
        chat = await zoe.room(account.user_id, is_direct=True)
        assert (await asks(zoe, room_id, "!aufgabe neu Kuchen für zwetschge")).startswith(
            "„Kuchen für zwetschge“ steht"
        )
        assert "übernommen" in await asks(zoe, room_id, "!aufgabe übernehmen T1")
        assert (await asks(zoe, chat, "!datenschutz exportieren")).startswith("Eine Datei mit ")
        assert (await asks(zoe, chat, "!datenschutz vergessen")).startswith("Noch ist nichts geschehen.")
        assert (await asks(zoe, chat, "ja")).startswith("Sie sind in diesem Board vergessen.")
        await zoe.call("POST", f"/rooms/{room_id}/leave", {})
        data = tmp_path / "bot" / "data"
        for _ in range(round(SECONDS / 0.1)):
            left = on_the_disk(data, ("zwetschge", "Kuchen für zwetschge"))
            members = (await zoe.call("GET", f"/rooms/{chat}/joined_members"))["joined"]
            if not left and account.user_id not in members:
                break
            await asyncio.sleep(0.1)
        assert (left, sorted(members)) == ([], [zoe.user_id]), bot.log()
        assert await asks(anna, room_id, "!aufgabe zeigen T1") != ""
        await bot.kill()
        assert on_the_disk(data, ("zwetschge",)) == []
