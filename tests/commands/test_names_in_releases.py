"""Whom the fields of a record name: a whole name surely, a part of one perhaps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from commands.base import Moment, Room, Settings
from commands.releases.fields import PublicEntry, PublicName
from commands.releases.hindrances import people_named
from commands.words import Member
from storage import Store
from tests.board import NOW, ROOM
from tests.records import in_memory

ANNA = Member("@anna:jena.example", "Anna Schmidt (Stadt Jena)")
BEN = Member("@b.m:bochum.example", "Ben")
AUTHOR = PublicName("", "Schmidt", "Anna")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(in_memory()) as connection:
        yield connection


def named(connection: sqlite3.Connection, record: PublicEntry) -> list[tuple[str, str, bool]]:
    at = Moment(Room(ROOM, (ANNA, BEN), "@bot:jena.example"), NOW, Settings())
    found = people_named(at, Store(connection, ROOM), record)
    return [(one.field, one.member.user_id[1:].partition(":")[0], one.surely) for one in found]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Was Anna Schmidt dazu sagt", [("anna", True)]),
        ("Anna Schmidts Bericht", [("anna", True)]),
        ("ANNA SCHMIDT", [("anna", True)]),
        ("Bericht von @anna:jena.example", [("anna", True)]),
        ("Fragen an @anna", [("anna", True)]),
        ("Bens Bericht für Anna", [("b.m", True), ("anna", False)]),
        ("Frau Schmidt übernimmt", [("anna", False)]),
        ("Schmidt, Anna", [("anna", False)]),
        ("Die Schmiede in Annaberg und Benrath", []),
        ("Stadt Jena", []),
    ],
)
def test_a_title_names_members(connection: sqlite3.Connection, title: str, found: list[tuple[str, bool]]) -> None:
    record = PublicEntry("L1", title, authors=(), address="", tags=())
    assert named(connection, record) == [("title", *one) for one in found]


@pytest.mark.parametrize(
    ("author", "found"),
    [
        (AUTHOR, [("anna", True)]),
        (PublicName("Anna Schmidt", "", ""), [("anna", True)]),
        (PublicName("", "Meier", "Anna"), [("anna", False)]),
        (PublicName("", "Meier", "Ben"), [("b.m", False)]),
        (PublicName("Ben", "", ""), [("b.m", True)]),
        (PublicName("Stadt Jena", "", ""), []),
    ],
)
def test_authors_name_members(
    connection: sqlite3.Connection, author: PublicName, found: list[tuple[str, bool]]
) -> None:
    record = PublicEntry("L1", "Titel", authors=(author,), address="", tags=())
    assert named(connection, record) == [("authors", *one) for one in found]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://a.de/~anna-schmidt/x", [("anna", True)]),
        ("https://a.de/Anna%20Schmidt", [("anna", True)]),
        ("https://a.de/ben", [("b.m", False)]),
        ("https://benrath.de/annaberg", []),
    ],
)
def test_addresses_name_members(connection: sqlite3.Connection, address: str, found: list[tuple[str, bool]]) -> None:
    record = PublicEntry("L1", "Titel", authors=(), address=address, tags=())
    assert named(connection, record) == [("address", *one) for one in found]


def test_tags_name_members(connection: sqlite3.Connection) -> None:
    record = PublicEntry("L1", "Titel", authors=(), address="", tags=("bau", "ben"))
    assert named(connection, record) == [("tags", "b.m", True)]
