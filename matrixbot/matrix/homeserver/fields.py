"""Reading what strangers wrote: each field is looked at before it meets a dictionary, a number or the database."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from peewee import OperationalError

from matrixbot.gateway import GatewayError

LONGEST_ID = 255
"""The most that an identifier may have (Matrix specification, appendices, Common Identifier Format)."""
MOST = 2**53 - 1
"""The largest whole number that JSON in Matrix may hold (appendices, Canonical JSON)."""
LATEST = 4_102_444_800_000
"""The first moment of the year 2100 in ms: no event is dated later, whatever it says."""
ATTEMPTS = 2
"""How often a batch may fail before what fails in it is passed over."""

log = logging.getLogger(__name__)


def record(thing: object) -> Mapping[str, Any]:
    """A JSON object; anything else counts as an empty one."""
    return thing if isinstance(thing, dict) else {}


def records(thing: object) -> list[Mapping[str, Any]]:
    """The objects in a list; whatever else stands there is passed over."""
    return [item for item in thing if isinstance(item, dict)] if isinstance(thing, list) else []


def events(section: object) -> list[Mapping[str, Any]]:
    """The events of a part of a sync response."""
    return records(record(section).get("events"))


def text(content: object, key: str) -> str | None:
    """The text under that key, if it is one that can be written again: JSON may hold half characters."""
    value = record(content).get(key)
    return value if isinstance(value, str) and _is_writable(value) else None


def name(thing: object) -> str | None:
    """An identifier (of a user, room, event, device, session), or None for what cannot be one. One that would move the
    operator's cursor or begin a line of its own in the log is none."""
    sound = isinstance(thing, str) and 0 < len(thing) <= LONGEST_ID and thing.isprintable()
    return thing if sound and isinstance(thing, str) else None


def names(thing: object) -> list[str]:
    """The identifiers in a list."""
    return [item for item in thing if name(item)] if isinstance(thing, list) else []


def whole(thing: object, default: int = 0, *, least: int = 0, most: int = MOST) -> int:
    """A whole number kept within its bounds; what is none counts as `default`."""
    if isinstance(thing, bool) or not isinstance(thing, int):
        return default
    return min(max(thing, least), most)


def moment(thing: object) -> int:
    """A moment in ms since 1970, 0 for what is none."""
    return whole(thing, most=LATEST)


def escaped(words: str) -> str:
    """Text of others for the operator's screen: what could move the cursor or turn the direction shows as its code."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in words)


@contextlib.contextmanager
def guarded(what: str, *, failures: int = ATTEMPTS) -> Iterator[None]:
    """Whatever one item does in here costs that item alone, and a line in the log; but where that is more than one
    event, only after so many `failures` as ATTEMPTS.

    What says that the homeserver or the disk is away passes through: then the same works later.
    """
    try:
        yield
    except (GatewayError, OperationalError, OSError):
        raise
    except Exception:  # one such part of a batch must not keep the bot from reading on for ever
        if failures < ATTEMPTS:
            raise
        log.exception("%s was passed over: it could not be handled", what)


def _is_writable(words: str) -> bool:
    return words.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in words)
