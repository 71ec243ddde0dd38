"""What the bot writes to its log: never what members say, also not through an exception or a library."""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TextIO

from matrixbot.errors import OperatorError
from matrixbot.gateway import GatewayError

OURS = ("matrixbot", "commands", "storage")
SAFE = (OperatorError, GatewayError)  # their messages are written by us, for the operator, without content

# journald reads the level from the start of each line: sd-daemon(3).
PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}

log = logging.getLogger(__name__)


def configure(level: int = logging.INFO, out: TextIO | None = None) -> None:
    """Sends the bot's records from `level` up, and the libraries' warnings, to stderr; under systemd as journald wants.
    With `out` they go there instead.

    Exceptions that nobody caught go the same way, so that no message of theirs reaches stderr by itself.
    """
    logging.raiseExceptions = False  # a record that cannot be formatted would be printed with its arguments
    logging.captureWarnings(True)
    handler = logging.StreamHandler(out or sys.stderr)
    handler.addFilter(_is_wanted)
    handler.setFormatter(DiscreetFormatter(journal=_is_journal()))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # a line for each broken entry of a file
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


class DiscreetFormatter(logging.Formatter):
    """Writes our own records in full, of a library's record only where it was logged.

    nio quotes events in its warnings, asyncio the exceptions of tasks, aiosqlite every value it stores. Of an
    exception the frames and the type are shown; its message only if it is one of SAFE.
    """

    def __init__(self, *, journal: bool) -> None:
        super().__init__()
        self.journal = journal

    def format(self, record: logging.LogRecord) -> str:
        place = f"{record.module}.py:{record.lineno} (its words are withheld)"
        words = record.getMessage() if _is_ours(record) else place
        lines = f"{record.name}: {words}".splitlines()
        if record.exc_info and record.exc_info[1]:
            lines += "".join(describe(record.exc_info[1])).splitlines()
        if self.journal:
            return "\n".join(f"<{PRIORITIES.get(record.levelno, 6)}>{line}" for line in lines)
        return "\n".join([f"{self.formatTime(record)} {record.levelname} {lines[0]}", *lines[1:]])


def describe(error: BaseException, told: frozenset[int] = frozenset()) -> Iterator[str]:
    """The traceback of `error`, of what led to it and of what it groups, without messages except those of SAFE.

    `told` are the ids of the exceptions being described: an exception can be its own cause.
    """
    told |= {id(error)}
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in told:
        yield from describe(earlier, told)
        yield "which led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield f": {error}\n" if isinstance(error, SAFE) else "\n"
    if isinstance(error, BaseExceptionGroup):
        for number, part in enumerate(error.exceptions, start=1):
            yield f"part {number} of {len(error.exceptions)}:\n"
            yield from describe(part, told)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] in OURS


def _is_wanted(record: logging.LogRecord) -> bool:
    """Libraries are heard from WARNING on, whatever level they give their own loggers."""
    return _is_ours(record) or record.levelno >= logging.WARNING


def _is_journal() -> bool:
    """Whether stderr is the very stream that systemd connected to the journal: systemd.exec(5), JOURNAL_STREAM."""
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _uncaught(kind: type[BaseException], error: BaseException | None, frames: TracebackType | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt):
        log.critical("an exception that nobody caught", exc_info=(kind, error, frames))
