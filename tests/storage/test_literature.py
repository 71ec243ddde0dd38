"""The search over the literature: umlauts, prefixes, ranking, and text that looks like a query."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from storage.literature import MOST_RANKED, Literature, NewEntry
from storage.searching import match_query


@pytest.fixture
def literature(connection: sqlite3.Connection) -> Literature:
    return Literature(connection, "!board:x")


def added(literature: Literature, title: str, note: str = "", *tags: str, **csl: Any) -> int:
    new = NewEntry(None, None, {"title": title, **csl}, note, tuple((tag, tag) for tag in tags), "@anna:x")
    return literature.add(new, 0).number


def found(literature: Literature, text: str) -> list[int]:
    return [entry.number for entry in literature.search(text, 10).entries]


@pytest.mark.parametrize("typed", ["Übergang", "ubergang", "uebergang", "ÜBERG", "uberg", "ueberg", '"der Uebergang"'])
def test_a_word_with_an_umlaut_is_found_however_it_is_typed(literature: Literature, typed: str) -> None:
    number = added(literature, "Der Übergang")
    added(literature, "Etwas anderes")
    assert found(literature, typed) == [number]


@pytest.mark.parametrize("typed", ["Übergang", "uebergang", "Straße", "strasse", "STRAẞE"])
def test_a_word_with_its_umlauts_written_out_is_found_by_the_umlaut(literature: Literature, typed: str) -> None:
    number = added(literature, "Uebergang ueber die Strasse")
    assert found(literature, typed) == [number]


@pytest.mark.parametrize("typed", ["Straße", "Strasse", "stras"])
def test_a_sharp_s_is_found_as_two(literature: Literature, typed: str) -> None:
    number = added(literature, "Die Straße")
    assert found(literature, typed) == [number]


def test_title_tags_authors_note_and_address_are_searched_and_the_title_counts_most(literature: Literature) -> None:
    note = added(literature, "Eins", "über Governance in Städten")
    tag = added(literature, "Zwei", "", "governance")
    title = added(literature, "Governance")
    author = added(literature, "Drei", author=[{"family": "Müller", "given": "Anna"}])
    assert found(literature, "governance") == [title, tag, note]
    assert found(literature, "anna muell") == [author]
    assert found(literature, "#governance") == [tag]
    assert found(literature, "governance städte") == [note]


def test_changes_reach_the_index_and_what_is_removed_is_gone(literature: Literature) -> None:
    number = added(literature, "Eins", "", "alt")
    entry = literature.find(number)
    assert entry is not None
    literature.tag(entry.id, [("neu", "neu")], ["alt"])
    assert (found(literature, "neu"), found(literature, "alt")) == ([number], [])
    literature.remove(entry.id)
    assert found(literature, "eins") == []
    assert added(literature, "Zwei") == number + 1


@pytest.mark.parametrize(
    "typed",
    ['"', '" OR *', "NEAR(", "title:x AND", "')(*&^", "-x", "*", "a" * 5000, "{x}", "#", "\x00", "x" + " y" * 500],
)
def test_nothing_that_is_typed_is_a_syntax_error(literature: Literature, typed: str) -> None:
    added(literature, "Eins")
    assert found(literature, typed) == []


def test_text_without_a_word_finds_nothing(literature: Literature) -> None:
    assert match_query('"" – …') is None
    assert literature.search('"" – …', 10).count == 0


@pytest.mark.long
def test_a_word_that_very_many_have_gives_the_newest(literature: Literature, connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    numbers = [added(literature, "Verwaltung") for _ in range(MOST_RANKED + 5)]
    connection.execute("COMMIT")
    hits = literature.search("verwaltung", 3)
    assert not hits.ranked
    assert [entry.number for entry in hits.entries] == numbers[:-4:-1]
    behind = literature.search("verwaltung", 3, MOST_RANKED + 3)
    assert [entry.number for entry in behind.entries] == numbers[1::-1]


def test_the_count_of_all_entries_is_what_is_there(literature: Literature) -> None:
    assert literature.count() == 0
    for number in (added(literature, title) for title in ("Eins", "Zwei")):
        entry = literature.find(number)
    assert entry
    assert literature.count() == 2
    literature.remove(entry.id)
    assert literature.count() == len(literature.newest(-1)) == 1


def test_nothing_crosses_from_one_room_to_another(connection: sqlite3.Connection, literature: Literature) -> None:
    added(literature, "Geheim")
    other = Literature(connection, "!other:x")
    assert other.search("geheim", 10).count == 0
    assert other.find(1) is None
    assert other.newest(10) == []
