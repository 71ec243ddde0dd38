"""The fixture of the tests of records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.records import in_memory


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A new database in memory."""
    with closing(in_memory()) as connection:
        yield connection
