"""The whole schema for readers, as the migrations leave it: `python -m storage.schema > storage/schema.sql`."""

from __future__ import annotations

from contextlib import closing

from storage import engine
from storage.migrate import migrate

_HEAD = "-- The database as the newest migration leaves it, for readers: python -m storage.schema > storage/schema.sql"


def schema() -> str:
    """The statements of a migrated database, each table or view followed by its indexes and triggers."""
    with closing(engine.in_memory()) as connection:
        migrate(connection)
        hidden = "SELECT name FROM pragma_table_list WHERE type = 'shadow'"  # FTS5 keeps its index in these
        rows = connection.execute(
            f"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT IN ({hidden}) "
            "AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type NOT IN ('table', 'view'), name"
        ).fetchall()
    return "\n".join([_HEAD, *(f"\n{sql};" for (sql,) in rows), ""])


if __name__ == "__main__":
    print(schema(), end="")
