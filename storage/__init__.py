"""What the bot remembers: one SQLite file, one writer, rows that decide for themselves."""

from storage.database import Database
from storage.store import Store

__all__ = ["Database", "Store"]
