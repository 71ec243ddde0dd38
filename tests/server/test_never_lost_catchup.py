"""What was said while the bot was away, more of it than a timeline holds: each once, each member's in their order."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from matrixbot.demo.synapse import Synapse
from tests.server.crowd import ALL_WELL, Crowd, Follower
from tests.server.kills.oracle import history, rows
from tests.server.members import Member
from tests.server.running import RunningBot

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = 20
LINES = 300


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    made = await Crowd.gathered(synapse, tmp_path_factory.mktemp("crowd"), PEOPLE + 1)
    yield made
    await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(synapse: Synapse, crowd: Crowd, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    made = RunningBot.configured(
        tmp_path_factory.mktemp("bot") / "bot", synapse, crowd.bot_id, "secret word", crowd.room_id
    )
    made.options = ()
    await made.start()
    await crowd.get_ready()
    yield made
    await made.close()


async def new_follower(crowd: Crowd) -> Follower:
    crowd.said.clear()
    follower = crowd.follow()
    await follower.begin()
    return follower


async def test_three_hundred_lines_of_twenty_members_are_answered_once_and_in_order(
    crowd: Crowd, bot: RunningBot
) -> None:
    follower = await new_follower(crowd)
    late, others = crowd.members[-1], Crowd(crowd.members[:-1], crowd.room_id, crowd.bot_id, crowd.said)
    polls = await opened_poll(crowd, follower, bot)
    await bot.kill()
    redacted = await crowd.says(crowd.members[0], "!ping")
    await others.talk(LINES // 2)
    await votes(others.members, crowd.room_id, polls[0])
    await late.nio.room_redact(crowd.room_id, redacted)  # the first member's own power would do as well
    await crowd.members[0].nio.room_redact(crowd.room_id, redacted)
    crowd.said[crowd.members[0].user_id].remove(redacted)
    edited = await crowd.says(crowd.members[1], "!task clam xyz")
    await edit(crowd, crowd.members[1], edited, f"!task add Aufgabe {secrets.token_hex(5)}")
    await others.talk(LINES // 2)
    began = time.monotonic()
    await bot.start()
    while not follower.answered:
        await follower.look(50)
    fresh, at = await crowd.says(late, "!ping"), time.monotonic()
    await follower.until_all(60)
    took = time.monotonic() - began
    assert follower.problems() == ALL_WELL
    assert redacted not in follower.answered
    assert follower.at[fresh] - at < 3
    assert took < 45
    ballots = rows(bot.folder / "data" / "board.db", "SELECT count(*), count(DISTINCT voter) FROM votes")
    assert ballots == [(2 * PEOPLE, PEOPLE)]


async def opened_poll(crowd: Crowd, follower: Follower, bot: RunningBot) -> list[str]:
    """A poll with two dates; gives the events of the native polls."""
    day = datetime.now(UTC) + timedelta(days=30)
    await crowd.says(crowd.members[0], f"!meeting propose Frühling: {day:%d.%m.%Y} 14 Uhr; {day:%d.%m.%Y} 18 Uhr")
    await follower.until_all(20)
    end = time.monotonic() + 10
    query = "SELECT event_id FROM outbox WHERE type LIKE '%poll.start' AND event_id IS NOT NULL ORDER BY id"
    while len(polls := rows(bot.folder / "data" / "board.db", query)) < 2:
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    return [event_id for (event_id,) in polls]


async def votes(members: list[Member], room_id: str, poll: str) -> None:
    """Everybody votes twice; the later one counts."""
    for answer in ("no", "yes"):
        for member in members:
            content = {
                "org.matrix.msc3381.poll.response": {"answers": [answer]},
                "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
            }
            await member.nio.room_send(
                room_id, "org.matrix.msc3381.poll.response", content, ignore_unverified_devices=True
            )


async def edit(crowd: Crowd, member: Member, event_id: str, line: str) -> None:
    new = {"msgtype": "m.text", "body": line}
    await member.nio.room_send(
        crowd.room_id,
        "m.room.message",
        {**new, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event_id}},
        ignore_unverified_devices=True,
    )


async def test_what_is_older_than_the_bot_may_answer_stays_unanswered(
    crowd: Crowd, bot: RunningBot, tmp_path: Path
) -> None:
    follower = await new_follower(crowd)
    await bot.kill()
    await crowd.talk(2 * PEOPLE)
    put_clock(tmp_path / "clock", 8 * 86400)
    await bot.start("tests.server.faulty", CLOCK=str(tmp_path / "clock"))
    await asyncio.sleep(3)
    await follower.look()
    assert follower.answered == []
    await bot.kill()
    await bot.start()


def put_clock(file: Path, seconds: int) -> None:
    file.write_text(str(seconds))


async def test_a_lost_database_is_refused_and_nothing_is_said_in_the_old_room(crowd: Crowd, bot: RunningBot) -> None:
    await bot.kill()
    before = len(await history(crowd.members[0], crowd.room_id, crowd.bot_id))
    await crowd.talk(PEOPLE)
    for old in (bot.folder / "data").glob("board.db*"):
        old.unlink()
    await bot.start(ready=False)
    assert await bot.ended(20)
    assert bot.process
    assert bot.process.returncode == 2
    assert "the board's records are lost. Restore the newest backup" in bot.log()
    assert len(await history(crowd.members[0], crowd.room_id, crowd.bot_id)) == before


async def test_the_rate_limits_of_a_default_synapse_cost_only_time(tmp_path: Path) -> None:
    limits = {"rc_message": {"per_second": 0.2, "burst_count": 10}}
    async with Synapse(tmp_path / "synapse", rate_limits=False, extra=limits) as synapse:
        crowd = await Crowd.gathered(synapse, tmp_path, 4)
        await without_limits(synapse, crowd)
        bot = RunningBot.configured(tmp_path / "bot", synapse, crowd.bot_id, "secret word", crowd.room_id)
        bot.options = ()
        await bot.start()
        await crowd.get_ready()
        follower = await new_follower(crowd)
        await bot.kill()
        await crowd.talk(16)
        await bot.start()
        await follower.until_all(90)
        await bot.close()
        await crowd.close()
    assert follower.problems() == ALL_WELL


async def without_limits(synapse: Synapse, crowd: Crowd) -> None:
    """Lifts the limits of the members, not of the bot (Synapse admin API, override_ratelimit)."""
    await synapse.register("admin", "a password", admin=True)
    admin = Member(synapse.url, "@admin:localhost", "a password", synapse.folder / "admin")
    await admin.nio.login("a password")
    for member in crowd.members:
        path = f"/_synapse/admin/v1/users/{member.user_id}/override_ratelimit"
        body = json.dumps({"messages_per_second": 0, "burst_count": 0})
        answer = await admin.nio.send("POST", path, body, {"Authorization": f"Bearer {admin.nio.access_token}"})
        assert answer.status == 200
    await admin.close()
