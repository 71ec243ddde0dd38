"""The store of keys: matrix-nio's, with a write-ahead log and without its cost at every call."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from nio.crypto.sessions import InboundGroupSession, Session
from nio.store import SqliteStore
from nio.store.database import SqliteDatabase
from nio.store.models import MegolmInboundSessions, OlmSessions

from matrixbot.matrix.crypto.disuse import Disuse


class BoundDatabase(SqliteDatabase):  # type: ignore[misc]  # peewee has no types
    """Binds nio's models once instead of at every call, where it cost a fifth of the time of an encrypted message.

    Another store in the same process binds them to itself; then, and only then, they are bound again.
    """

    def bind_ctx(self, models: Sequence[Any], bind_refs: bool = True, bind_backrefs: bool = True) -> Any:
        if any(model._meta.database is not self for model in models):
            self.bind(models, bind_refs=False, bind_backrefs=False)  # nio names all of them
        return contextlib.nullcontext()


class KeyStore(SqliteStore):  # type: ignore[misc]  # nio has no types
    """One file. A transaction waits for the disk once, and then holds through a power cut."""

    synchronous = "full"

    def __post_init__(self) -> None:
        try:
            super().__post_init__()
        except BaseException:
            if database := getattr(self, "database", None):  # nobody else gets hold of it
                database.close()
            raise
        self.disuse = Disuse(self.database)

    def save_session(self, curve_key: str, session: Session) -> None:
        """Keeps an olm session as it is after a message."""
        super().save_session(curve_key, session)
        self.disuse.used((curve_key, session.id))

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        """Keeps a megolm session."""
        super().save_inbound_group_session(session)
        self.disuse.used((session.sender_key, session.id))

    def _create_database(self) -> BoundDatabase:
        pragmas = {"foreign_keys": 1, "secure_delete": 1, "journal_mode": "wal", "synchronous": self.synchronous}
        return BoundDatabase(self.database_path, pragmas=pragmas)

    def delete_session(self, session: Session) -> None:
        """Forgets an olm session."""
        with self.database.bind_ctx(self.models):
            OlmSessions.delete().where(OlmSessions.session_id == session.id).execute()

    def delete_room_key(self, session: InboundGroupSession) -> None:
        """Forgets a megolm session."""
        with self.database.bind_ctx(self.models):
            mine = MegolmInboundSessions.sender_key == session.sender_key
            MegolmInboundSessions.delete().where(mine, MegolmInboundSessions.session_id == session.id).execute()
