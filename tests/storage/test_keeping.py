"""Every table says until when it keeps what of whom: a new one without a row is found here."""

from __future__ import annotations

import inspect
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage import retention
from storage.keeping import KEPT, Rule
from tests.records import in_memory

SCHEMA = Path(__file__).parents[2] / "storage/schema.sql"
ROWS = {kept.table: kept for kept in KEPT}
ADD = "add to KEPT in storage/keeping.py"

PLAIN = frozenset(
    [
        "about",
        "address",
        "after",
        "asked_for",
        "before",
        "chat",
        "ciphertext",
        "clock",
        "content",
        "dates",
        "direct",
        "room",
        "due",
        "end",
        "event_id",
        "first",
        "hash",
        "home_occasion",
        "key",
        "kind",
        "language",
        "list",
        "looked",
        "majority",
        "message",
        "name",
        "new",
        "occasion",
        "old",
        "organiser",
        "origin",
        "outcome",
        "poll",
        "rang_in",
        "reaction",
        "record",
        "refused",
        "room_id",
        "rule",
        "rung",
        "session",
        "share",
        "skipped",
        "source",
        "start",
        "state",
        "target",
        "thread",
        "token",
        "transaction_id",
        "turn",
        "type",
        "uid",
        "until",
        "value",
        "what",
        "without",
        "zone",
    ]
)
"""Columns of text that hold neither a member's words nor a user id that stays: ids, states, dates, links; what is
wiped when it is said, or goes within a day."""


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(in_memory()) as connection:
        yield connection


def tables(database: sqlite3.Connection) -> list[str]:
    rows = database.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') "
        "AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [row["name"] for row in rows]


def columns(database: sqlite3.Connection, table: str) -> dict[str, str]:
    return {
        row["name"]: row["type"] for row in database.execute("SELECT name, type FROM pragma_table_info(?)", [table])
    }


def test_every_table_has_one_row_that_says_until_when_it_keeps_what(database: sqlite3.Connection) -> None:
    missing = [name for name in tables(database) if name not in ROWS]
    told = [f'{ADD}: Kept("{name}", Rule.…, persons={{…}}, texts=(…), moments=(…), file="…")' for name in missing]
    assert told == []
    assert len(ROWS) == len(KEPT)
    assert set(ROWS) - set(tables(database)) == set(), "rows of KEPT in storage/keeping.py without a table"


def test_what_goes_with_a_record_does_and_what_stays_hangs_on_none_that_ends(database: sqlite3.Connection) -> None:
    told = []
    for table in tables(database):
        query = "SELECT \"table\" AS parent FROM pragma_foreign_key_list(?) WHERE on_delete = 'CASCADE'"
        parents = {row["parent"] for row in database.execute(query, [table])}
        is_index = database.execute("SELECT 1 FROM pragma_table_list WHERE name = ? AND type = 'virtual'", [table])
        made = is_index.fetchone() is not None or table in (
            "listed",
            "listed_lengths",
            "listed_days",
        )  # triggers keep those
        if ROWS[table].rule is Rule.WITH and not parents and not made:
            told.append(f'"{table}" is to go WITH a record, so it needs a key to it with ON DELETE CASCADE')
        ending = sorted(parent for parent in parents if ROWS[parent].rule is not Rule.STAYS)
        if ROWS[table].rule is Rule.STAYS and ending:
            told.append(f'"{table}" STAYS, but would go with {ending}: make that ON DELETE SET NULL')
    assert told == []


def test_what_ends_is_deleted_by_a_statement_of_its_own() -> None:
    statements = inspect.getsource(retention)
    told = [
        f'"{kept.table}" is kept until it ENDED: storage/retention.py needs a statement that finds what did'
        for kept in KEPT
        if kept.rule is Rule.ENDED
        and not re.search(rf'"{kept.table}":|^    {kept.table} WHERE', statements, re.MULTILINE)
    ]
    assert told == []


def test_every_column_with_a_user_id_says_what_becomes_of_it() -> None:
    """By its name, or by its comment in the schema."""
    told = []
    for table, body in re.findall(
        r"^CREATE TABLE (\w+) \((.*?)^\)", SCHEMA.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        for column, comment in re.findall(r'^\s+"?(\w+)"? TEXT[^\n]*?(?:-- ([^\n]*))?$', body, re.MULTILINE):
            is_person = column in ("user_id", "sender", "member") or "user id" in comment
            if is_person and "user ids of" not in comment and column != "rung" and column not in ROWS[table].persons:
                told.append(f'{ADD}, "{table}": persons={{"{column}": Fate.…}}')
    assert told == []


def test_every_column_is_there_and_every_text_is_known_for_what_it_is(database: sqlite3.Connection) -> None:
    told = []
    for table in tables(database):
        kept, there = ROWS[table], columns(database, table)
        named = {*kept.persons, *kept.texts, *kept.moments}
        told += [f'"{table}" has no column "{name}"' for name in sorted(named - set(there))]
        told += [
            f'{ADD}, "{table}": texts=("{name}",) if members\' words stand in it; otherwise name it in PLAIN here'
            for name, kind in there.items()
            if kind == "TEXT" and name not in {*kept.persons, *kept.texts, *PLAIN}
        ]
    assert told == []
