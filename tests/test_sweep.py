"""The bench tries every command; no statement of any of its lines reads a whole table, or all that a room has."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.filling import HEAP, YEARS, Shape
from bench.sweep import filled, lines, own_time, without_line
from tests.selection import some

SMALL = frozenset(
    {"members", "seen_rooms", "digests", "languages", "place", "restored", "changing", "host_skips", "released_looks"}
)
"""Tables with as many rows as there are members or rooms."""
ENDED = frozenset({"confirmations"})
"""Tables from which goes after minutes what is in them."""
_SCAN = re.compile(r"SCAN (\w+)(?! VIRTUAL TABLE| USING INDEX outbox_waiting)\b")
"""A step that reads all of a table; the index of what waits to be said holds nothing else."""
_OF_ROOM = re.compile(r"SEARCH (\w+) USING .*\(room_id=\?\)$")
"""A step that reads all of a table that a room has, unless there is an end to it."""
_COUNTED = re.compile(r"SEARCH (\w+) USING .*(?:\((?:room|room_id)=\?|state=\?|list=\?|place>\?)\)$")
"""A step that reads all of a list of a room's; where that is counted, no `LIMIT` ends it."""
_ENDS = re.compile(r"LIMIT (?!-1)|SELECT (?:max|min)\(")


@pytest.fixture(params=[YEARS, HEAP], ids=["of many years", "all open"])
def board(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    shape: Shape = request.param
    connection = filled(tmp_path / "board.db", 12, shape)
    yield connection
    connection.close()


def test_every_command_has_a_line_in_the_bench() -> None:
    assert without_line() == []


@pytest.mark.long
def test_no_line_reads_a_whole_table_or_all_of_a_room(board: sqlite3.Connection) -> None:
    statements: set[str] = set()
    board.set_trace_callback(statements.add)
    for line in some(lines(), 7):
        own_time(board, line)
    board.set_trace_callback(None)
    tables = {row["name"] for row in board.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")} - SMALL
    read: dict[str, set[str]] = {}
    for statement in statements:
        if not re.match(r"\s*(?:SELECT|WITH|UPDATE|DELETE|INSERT)", statement):
            continue
        plan = [row["detail"] for row in board.execute(f"EXPLAIN QUERY PLAN {statement}")]
        scanned = {found[1] for step in plan if (found := _SCAN.match(step))}
        if not _ENDS.search(statement):
            scanned |= {found[1] for step in plan if (found := _OF_ROOM.match(step))} - ENDED
        if re.match(r"\s*SELECT count\(\*\)", statement):
            scanned |= {found[1] for step in plan if (found := _COUNTED.match(step))}
        if new := re.match(r'\s*INSERT INTO "?(\w+)"? .* VALUES .* RETURNING', statement, re.DOTALL):
            scanned.discard(new[1])  # so the plan names the new row, which is all that is read
        if bad := scanned & (tables | _aliases(statement, tables)):
            read.setdefault(" ".join(re.sub(r"'[^']*'|\d+", "?", statement).split()), set()).update(bad)
    assert read == {}


@pytest.mark.long
def test_a_reminder_that_is_counted_from_nothing_looks_for_no_meeting(board: sqlite3.Connection) -> None:
    statements: list[str] = []
    board.set_trace_callback(statements.append)
    for line, looks in (("!remind in 2 days send the slides", False), ("!remind 2 days before Frühling rest", True)):
        statements.clear()
        own_time(board, line)
        assert any(re.search(r"FROM meetings\s+WHERE (?!meetings\.id = )", one) for one in statements) is looks
    board.set_trace_callback(None)


@pytest.mark.long
@pytest.mark.parametrize("line", ["!me", "!status"])
def test_an_overview_asks_for_nothing_once_more_for_each_record(board: sqlite3.Connection, line: str) -> None:
    shown, asked = 3, Counter[str]()
    board.set_trace_callback(lambda statement: asked.update([re.sub(r"\d+", "?", statement)]))
    own_time(board, line)
    board.set_trace_callback(None)
    assert {statement: times for statement, times in asked.items() if times > 2 * shown} == {}
    assert sum(times for one, times in asked.items() if re.search(r"FROM meetings .* ORDER BY begins, id", one)) == 1


@pytest.mark.long
def test_what_hangs_on_a_record_is_found_by_an_index(board: sqlite3.Connection) -> None:
    read = []
    for (table,) in map(tuple, board.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'").fetchall()):
        keys = board.execute('SELECT "from", on_delete FROM pragma_foreign_key_list(?)', (table,)).fetchall()
        for column, _gone in map(tuple, keys):
            (plan, *_rest) = board.execute(f'EXPLAIN QUERY PLAN SELECT 1 FROM "{table}" WHERE "{column}" = 1')
            read += [f"{table}.{column}"] if plan["detail"].startswith("SCAN") else []
    assert read == []


def _aliases(statement: str, tables: set[str]) -> set[str]:
    """What tables are called in a statement."""
    named = re.findall(r'(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?(?:\s+(?:AS\s+)?(\w+))?', statement)
    return {alias for table, alias in named if table in tables and alias}
