"""A fault: the room gets a short code, the log the traceback under that code."""

from __future__ import annotations

import logging
import secrets
from types import TracebackType

from commands.words import Text, _
from matrixbot.gateway import SessionEnded, TryLater
from storage.database import passes

log = logging.getLogger(__name__)


def not_now(fault: BaseException) -> bool:
    """Whether it means that the same will work later: the homeserver or the disk is away, the session was ended. All
    else is a fault of what was being done, and stays with that."""
    return isinstance(fault, TryLater | SessionEnded) or passes(fault)


class Guard:
    """Keeps a fault to what stands inside: `with Guard() as guard`. It is logged, and what follows goes on: `failed`
    tells, `said` is then the sentence for the room. What means «not now» goes on its way: nothing happened yet.

    `known`: that it fails stands in the log already, and is not written there with every batch."""

    failed = False
    said: Text

    def __init__(self, *, known: bool = False) -> None:
        self._known = known

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(fault, Exception) or not_now(fault):
            return False
        self.failed = True
        if not self._known:
            self.said = log_fault(fault)
        return True


def log_fault(fault: Exception, *, again: bool = False) -> Text:
    """Logs the fault under a fresh code and gives the sentence that names the code alone; with `again` the one for
    what is tried once more."""
    code = secrets.token_hex(3)
    log.error("fault %s", code, exc_info=fault, extra={"code": code})
    if again:
        return _(
            "⚠️ Something that was due now could not be said. It is tried again; please tell your administrator the "
            "code {code}.",
            code=code,
        )
    return _(
        "⚠️ Something went wrong here; nothing was changed. Please tell your administrator the code {code}.", code=code
    )
