"""Which SQLite opens a database: Python's own, or SQLCipher where there is a key. The only module that knows both.

SQLCipher's exceptions are no subclasses of Python's, and its rows are of another class: whoever catches one, or opens
a file, takes it from here. `sqlite3.Connection` and `sqlite3.Row` name the types of both. SQLCipher is loaded with the
first file that is encrypted, and so exceptions are named `engine.OperationalError` where they are caught: they are the
classes that can be raised by then.
"""

from __future__ import annotations

import secrets
import sqlite3
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, cast

DatabaseError: tuple[type[Exception], ...] = (sqlite3.DatabaseError,)
OperationalError: tuple[type[Exception], ...] = (sqlite3.OperationalError,)
IntegrityError: tuple[type[Exception], ...] = (sqlite3.IntegrityError,)

KEY_BYTES = 32
_PLAIN = b"SQLite format 3\0"
_PAGE = 4096
_RANDOM = 200
"""Different bytes in a page of random ones: 256 are expected, and a text or a plain page has far fewer."""


class Damaged(sqlite3.DatabaseError):
    """The pages of a database do not hang together."""


class StorageKey:
    """What a database is encrypted with: 32 random bytes. It shows itself nowhere."""

    __slots__ = ("secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("not a key")
        self.secret = secret

    @classmethod
    def new(cls) -> StorageKey:
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def read(cls, text: str) -> StorageKey:
        """The key of 64 hex digits. ValueError, which does not quote them."""
        if len(text) != 2 * KEY_BYTES or not text.isascii() or not text.isalnum():
            raise ValueError("not a key")
        try:
            return cls(bytes.fromhex(text))
        except ValueError:
            raise ValueError("not a key") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StorageKey) and secrets.compare_digest(self.secret, other.secret)

    def __hash__(self) -> int:
        return hash(self.secret)

    def __repr__(self) -> str:
        return "StorageKey(…)"


class KeyFault(StrEnum):
    """Why a database cannot be opened with the key that is there."""

    MISSING = "it is encrypted, and there is no key"
    NEEDLESS = "it is not encrypted, and there is a key"
    WRONG = "the key does not open it"
    NO_ENGINE = "the program that encrypts is not installed"


class KeyMismatch(Exception):
    """StorageKey and database do not belong together; nothing was touched."""

    def __init__(self, fault: KeyFault) -> None:
        self.fault = fault
        super().__init__(str(fault))


@cache
def _cipher() -> ModuleType | None:
    """SQLCipher: a second SQLite and 5 MB, which only an encrypted file needs. None if the extra is not installed."""
    global DatabaseError, OperationalError, IntegrityError  # noqa: PLW0603 - see the module's docstring
    try:
        from sqlcipher3 import dbapi2  # noqa: PLC0415
    except ImportError:  # the extra `encryption` is not installed
        return None
    DatabaseError += (dbapi2.DatabaseError,)
    OperationalError += (dbapi2.OperationalError,)
    IntegrityError += (dbapi2.IntegrityError,)
    return cast("ModuleType", dbapi2)


def can_encrypt() -> bool:
    """Whether SQLCipher is installed."""
    return _cipher() is not None


def connect(
    path: Path,
    key: StorageKey | None = None,
    *,
    mode: Literal["ro", "rw"] = "rw",
    ciphering: bool = False,
    known: bool = False,
) -> sqlite3.Connection:
    """A connection to that file, with rows by name and in autocommit; an empty file becomes a new database.

    `ciphering` takes SQLCipher also without a key, for what is to become encrypted. `known` says that this process has
    it open with that key: it is not looked at first. To close a file after a look at it drops the locks that SQLite
    holds for this process (sqlite.org/howtocorrupt.html, «close() cancels locks»): whoever closed the database in
    another process would then take away the journal into which this one goes on writing.

    With `rw` SQLite may take back what a crash left half done in a journal, or drop a journal that is none; with `ro`
    it refuses to read then. Raises KeyMismatch, or DatabaseError if the file is none or cannot be read; nothing is
    written then.
    """
    fault = None if known else key_fault(path, key)
    fault = fault or (KeyFault.NO_ENGINE if ciphering and not can_encrypt() else None)
    if fault is not None:
        raise KeyMismatch(fault)
    engine = cast("Any", _cipher() if key or ciphering else sqlite3)
    connection = engine.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        if key is not None:
            _unlock(connection, key, path)
        connection.row_factory = engine.Row
        connection.execute("PRAGMA temp_store=MEMORY")  # nothing of the records outside of the database's own files
    except BaseException:
        connection.close()
        raise
    return cast("sqlite3.Connection", connection)


def in_memory() -> sqlite3.Connection:
    """A new database that is never written anywhere."""
    return sqlite3.connect(":memory:", isolation_level=None)


def key_fault(path: Path, key: StorageKey | None) -> KeyFault | None:
    """What can be said of that key without opening the file: nothing, of an empty or damaged one."""
    page = _first_page(path)
    if key is None:
        return KeyFault.MISSING if _is_encrypted(page) else None
    if page.startswith(_PLAIN):
        return KeyFault.NEEDLESS
    return None if can_encrypt() else KeyFault.NO_ENGINE


def _is_encrypted(page: bytes) -> bool:
    """Whether the first page may be SQLCipher's: it looks random from its first byte on."""
    return len(page) == _PAGE and not page.startswith(_PLAIN) and len(set(page)) > _RANDOM


def literal(key: StorageKey | None) -> str:
    """The key as SQLCipher takes it in a statement, where no parameter can stand; of no key the empty one."""
    return f"\"x'{key.secret.hex()}'\"" if key else "''"


def _unlock(connection: Any, key: StorageKey, path: Path) -> None:
    connection.execute("PRAGMA cipher_log_level=NONE")  # it writes to stderr otherwise
    connection.execute(f"PRAGMA key={literal(key)}")
    try:
        connection.execute("PRAGMA user_version").fetchone()  # in the first page; what follows may be damaged
    except DatabaseError as fault:
        if getattr(fault, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB and _is_encrypted(_first_page(path)):
            raise KeyMismatch(KeyFault.WRONG) from None
        raise


def _first_page(path: Path) -> bytes:
    """What the file begins with; nothing if there is none."""
    try:
        with path.open("rb") as file:
            return file.read(_PAGE)
    except FileNotFoundError:
        return b""
