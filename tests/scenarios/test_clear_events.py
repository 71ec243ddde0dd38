"""What Matrix sends in clear: each row of the table with the event it means, and with forged ones beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commands.base import Settings
from commands.base.names import DECISION_POLL, HOST_ASKED, IMPULSES, REMINDER_SET, SLOT_POLL, TASK_ASKED, TASK_OFFERED
from commands.clear_events import ROWS, ClearEvent
from matrixbot.gateway import Event, Person
from tests.board import DUTIES, Board, body, rings
from tests.lending import Lending, begun

RECORDS = (
    "votes", "task_owners", "task_offers", "host_choices", "host_offers", "reminders", "reminder_members",
    "confirmations", "attendance", "tasks", "meetings", "literature", "decisions", "decision_ballots", "impulse_wishes",
)  # fmt: skip
OTHERS = {"anna": "ben", "ben": "cem", "cem": "ben"}
REACTIONS = [row for row in ROWS if row.kind == "reaction" and row.keys]


@dataclass
class Target:
    """A message of the bot's on which a reaction counts, and whose."""

    event: Event
    who: str


async def records(board: Board) -> dict[str, list[tuple[Any, ...]]]:
    """All that a member could lose."""
    return await board.database.read(
        lambda connection: {
            table: list(map(tuple, connection.execute(f"SELECT * FROM {table}").fetchall())) for table in RECORDS
        }
    )


@pytest.fixture
async def board(tmp_path: Path, lending: Lending) -> AsyncIterator[Board]:
    async with lending.started(Board(tmp_path, Settings(duties=DUTIES, votes_by_reaction=True))) as one:
        yield one


async def target_of(board: Board, row: ClearEvent) -> Target:
    """Leads the board to where a reaction of that row counts."""
    if row.on is TASK_OFFERED:
        answer = await board.says("anna", "!task assign literature @ben")
        return Target(answer.also[0], "ben")
    if row.on is TASK_ASKED:
        await board.says("ben", "!task claim literature")
        return Target((await board.passes(days=30))[0], "ben")
    if row.on is HOST_ASKED:
        await board.says("anna", "!meeting plan Runde 8.12. 14-16 Uhr")
        for who, town in (("cem", "Köln"), ("ben", "Bochum"), ("olga", "Jena")):
            await board.says(who, f"!host offer {town}")
        await board.says("anna", "!host accept H1 M1")
        answer = await board.says("cem", "!host withdraw H1")
        return Target(answer.also[0], rings(answer.also[0])[0][1:].partition(":")[0])
    if row.on is SLOT_POLL:
        await board.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
        return Target(board.polls()[0], "ben")
    if row.on is DECISION_POLL:
        await board.says("anna", "!decision add The board meets monthly; Deadline: 15.1.")
        return Target(board.polls()[0], "ben")
    if row.on is IMPULSES:
        return await _list_of_impulses(board)
    return await _target_among_messages(board, row)


async def _list_of_impulses(board: Board) -> Target:
    await board.says("ben", "!impulse add Open source in schools")
    await board.says("ben", "!impulse wish I1")
    answer = await board.says("anna", "!impulse list")
    assert answer.event is not None
    return Target(answer.event, "ben")


async def _target_among_messages(board: Board, row: ClearEvent) -> Target:
    if row.anywhere and row.keys > {"👎"}:
        answer = await board.says("ben", "!remind tomorrow 9:00 cake, not without cream")
        assert answer.event is not None
        return Target(answer.event, "ben")
    if row.anywhere:
        said = board.said("ben", {"msgtype": "m.text", "body": "Lesenswert: https://www.kgst.de/bericht"})
        await board.bot.step()
        return Target(said, "anna")
    answer = await board.says("anna", "!remind in 10 Minuten Kaffee")
    assert answer.event is not None
    if row.on is REMINDER_SET:
        return Target(answer.event, "ben")
    return Target((await board.passes(minutes=10))[0], "anna")


def reaction(target: Event, key: str) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target.event_id, "key": key}}


@pytest.mark.parametrize("row", REACTIONS, ids=lambda row: row.what)
async def test_a_reaction_of_the_table_does_what_it_may_whatever_the_skin(board: Board, row: ClearEvent) -> None:
    target = await target_of(board, row)
    before, heard = await records(board), len(board.heard())
    await board.reacts(target.who, target.event, sorted(row.keys, reverse=True)[0] + "\ufe0f")
    changed = await records(board) != before or "still" in row.what or row.may.startswith("asks the host")
    assert changed
    assert row.voting or len(board.heard()) > heard, "it was not told"


@pytest.mark.parametrize("row", REACTIONS, ids=lambda row: row.what)
async def test_a_forged_reaction_changes_nothing(board: Board, row: ClearEvent) -> None:
    target = await target_of(board, row)
    key = sorted(row.keys)[0]
    board.matrix.add_room("!other:board.test", Person("@ben:board.test", "Ben"), Person("@anna:board.test", "Anna"))
    before, heard = await records(board), len(board.heard())
    who, content = target.who, reaction(target.event, key)
    forged: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("eve", content, {}),
        (who, content, {"state_key": ""}),
        (who, content, {"state_key": f"@{who}:board.test"}),
        (who, content, {"room": "!other:board.test"}),
        (who, reaction(target.event, key * 10_000), {}),
        (who, reaction(target.event, key + "x"), {}),
        (who, reaction(target.event, "🎉"), {}),
        (who, reaction(target.event, ""), {}),
        (who, {"m.relates_to": {"event_id": [target.event.event_id], "key": {}}}, {}),
    ]
    for sender, said, fields in forged:
        board.said(sender, said, type="m.reaction", encrypted=False, **fields)
    if not row.voting and row.on not in (REMINDER_SET, IMPULSES) and not row.anywhere:
        board.said("olga", content, type="m.reaction", encrypted=False)
    await board.bot.step()
    assert await records(board) == before
    assert len(board.heard()) == heard


async def test_a_poll_that_was_brought_back_takes_reactions_too(board: Board) -> None:
    await board.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await board.says("anna", "!meeting cancel M1")
    await board.says("anna", "!meeting reopen M1")
    before = await records(board)
    await board.reacts("ben", board.polls()[-1], "👍")
    assert (await records(board))["votes"] != before["votes"]


async def test_reactions_by_everybody_on_everything_change_no_record_of_others(board: Board) -> None:
    await board.says("anna", "!meeting plan Runde 8.12. 14-16 Uhr")
    await board.says("anna", "!task claim literature")
    await board.says("ben", "!host offer Bochum")
    before = await records(board)
    for event in board.heard():
        for who in ("anna", "ben", "cem", "olga"):
            for key in ("👍🏽", "👎", "✅", "❌", "🤷", "💤", "▶️", "📚", "🎉"):
                board.said(who, reaction(event, key), type="m.reaction", encrypted=False)
    await board.bot.step()
    assert await records(board) == before


@begun
async def poll(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")


async def test_only_who_cast_a_vote_takes_it_back_and_that_is_told(poll: Board) -> None:
    await poll.votes("ben", poll.polls()[0], "yes")
    vote, before = poll.last, await records(poll)
    heard = len(poll.heard())
    for _ in range(3):
        poll.said("olga", {}, type="m.room.redaction", redacts=vote.event_id, encrypted=False)
    poll.said("eve", {}, type="m.room.redaction", redacts=vote.event_id, encrypted=False)
    await poll.bot.step()
    assert await records(poll) == before
    assert [body(event) for event in poll.heard()[heard:]] == [
        "Eine Nachricht mit einer Stimme von Ben zu M1 „Runde“ ist von jemand anderem entfernt worden; die Stimme gilt "
        "weiter. Zurücknehmen kann sie nur, wer sie abgegeben hat."
    ]
    told = (await poll.redacts("ben", vote)).also
    assert await records(poll) != before
    assert body(told[-1]) == (
        "Ben: Eine Stimme zu Termin 1 von M1 „Runde“ ist mit ihrer Nachricht entfernt worden.\n"
        "Falls das nicht gemeint war: !abstimmen M1 1 ja"
    )
    assert rings(told[-1]) == []


async def test_a_vote_older_than_the_inbox_is_still_its_authors(poll: Board) -> None:
    await poll.says("ben", "!vote 1 ja")
    vote = poll.last
    await poll.database.write(lambda connection: connection.execute("DELETE FROM inbox"))
    before = await records(poll)
    await poll.redacts("olga", vote)
    assert await records(poll) == before
    await poll.redacts("ben", vote)
    assert await records(poll) != before


async def test_an_invented_departure_fixes_no_date(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr; Auto: ja")
    for who in ("anna", "ben", "olga"):
        await room.says(who, "!vote alle ja")
    await room.leaves("cem")
    assert "findet statt" not in body(room.heard()[-1])
    assert [body(event) for event in room.heard() if rings(event) == "room" and "findet statt" in body(event)] == []


async def test_the_last_host_who_declines_is_told_to_who_proposed_the_meeting(board: Board) -> None:
    await board.says("anna", "!meeting plan Runde 8.12. 14-16 Uhr")
    await board.says("cem", "!host offer Köln")
    await board.says("ben", "!host offer Bochum")
    await board.says("anna", "!host accept H1 M1")
    asked = (await board.says("cem", "!host withdraw H1")).also[0]
    (told,) = (await board.reacts("ben", asked, "👎")).also
    assert rings(told) == ["@anna:board.test"]
    assert body(told) == (
        "Anna: Ben hat keinen Raum für M1 „Runde“ am Di, 8. Dezember 2026, 14:00–16:00, und kein anderes Angebot "
        "passt.\n"
        "Alle fragen: !gastgeber anfragen M1\n"
        "Braucht es keinen Ort: !gastgeber übergehen M1"
    )
