"""The kinds of value a configuration has: each reader gives the value, or a ValueError that says what was expected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from matrixbot.addresses import is_loopback

SERVER = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
WEEKDAYS = (
    ("mo", "mon", "montag", "monday"),
    ("di", "tue", "dienstag", "tuesday"),
    ("mi", "wed", "mittwoch", "wednesday"),
    ("do", "thu", "donnerstag", "thursday"),
    ("fr", "fri", "freitag", "friday"),
    ("sa", "sat", "samstag", "saturday"),
    ("so", "sun", "sonntag", "sunday"),
)
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


class Digest(NamedTuple):
    """When the weekly overview is said: `weekday` 0 is Monday, `at` is the room's local time."""

    weekday: int
    at: time


class AgendaPoint(NamedTuple):
    """A point that stands on every agenda; `titles` by language, `minutes` its length, `last` behind all others."""

    titles: dict[str, str]
    minutes: int | None = None
    last: bool = False


class Listen(NamedTuple):
    """An address on this machine."""

    host: str
    port: int


class Secret:
    """What must not be read in a text of the configuration."""

    def __init__(self, words: str) -> None:
        self._words = words

    def get_secret_value(self) -> str:
        """The secret itself."""
        return self._words

    def __repr__(self) -> str:
        return "Secret('**********')"


def _matched(value: object, pattern: str, expected: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(expected)
    return value


def words(value: object) -> str:
    return _matched(value, r"\S(.{0,98}\S)?", "a text of at most 100 characters").strip()


def user_id(value: object) -> str:
    return _matched(value, rf"@[^\s:@]+:{SERVER}", 'a Matrix user id in quotes, like "@name:example.org"')


def room(value: object) -> str:
    expected = 'a room id or alias in quotes, like "!abcdefgh:example.org" or "#board:example.org"'
    return _matched(value, rf"![^\s:]+(?::{SERVER})?|#[^\s:]+:{SERVER}", expected)


def zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(_matched(value, r"[A-Za-z0-9_+/-]+", "a time zone"))
    except (OSError, KeyError, ValueError):  # ZoneInfo opens files by this name: a folder such as Europe is an OSError
        near = difflib.get_close_matches(str(value), available_timezones(), n=1, cutoff=0.8)
        raise ValueError(f"a time zone, like {(near or ['Europe/Berlin'])[0]}") from None


def duration(value: object) -> timedelta:
    text = _matched(value, r"\d{1,5}[mhd]", "a duration, like 30m, 1h or 7d")
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def span(value: object) -> timedelta:
    found = duration(value)
    if not found:
        raise ValueError("a duration longer than nothing, like 7d")
    return found


def retention(value: object) -> timedelta:
    found = duration(value)
    if found < timedelta(days=1):
        raise ValueError("at least 1d, like 730d, or null to keep all")
    return found


def digest(value: object) -> Digest:
    expected = 'a weekday and a time in quotes, like "Mo 08:30"'
    text = _matched(value, r"[A-Za-z]+\.?,? +([01]?\d|2[0-3]):[0-5]\d( Uhr)?", expected).removesuffix(" Uhr")
    day, clock = text.split()
    for weekday, names in enumerate(WEEKDAYS):
        if day.rstrip(".,").lower() in names:
            return Digest(weekday, time.fromisoformat(clock.zfill(5)))
    raise ValueError(expected)


def quiet(value: object) -> tuple[time, time] | None:
    expected = 'from when to when, like "20:00-07:00", or off'
    if value in (False, "off"):  # `off` is false to YAML
        return None
    clock = r"([01]?\d|2[0-3]):[0-5]\d"
    begin, end = re.split(r" ?[-–] ?", _matched(value, rf"{clock} ?[-–] ?{clock}", expected))
    if begin == end:
        raise ValueError(expected)
    return time.fromisoformat(begin.zfill(5)), time.fromisoformat(end.zfill(5))


def listen(value: object) -> Listen:
    expected = "an address of this machine and a port, like 127.0.0.1:8009 (never one that others can reach)"
    host, _, port = _matched(value, r"(\[[0-9a-f:]+\]|[a-z0-9.]+):\d{1,5}", expected).rpartition(":")
    host = host.strip("[]")
    if not is_loopback(host) or int(port) > 65535:
        raise ValueError(expected)
    return Listen(host, int(port))


def states(value: object) -> tuple[str, ...]:
    if value == "all":
        return STATES
    if not isinstance(value, list) or not all(state in STATES for state in value):
        raise ValueError(f"all, or a list of {', '.join(STATES)}")
    return tuple(value)


def prefix(value: object) -> str:
    expected = "one to three signs such as ! (but not / @ #, which Matrix clients use themselves)"
    return _matched(value, r"[!$%&*+,.:;=?^|~-]{1,3}", expected)


def duty_key(value: object) -> str:
    return _matched(value, r"[a-z][a-z-]{0,38}[a-z]", "a short name of small letters, like literature")


def agenda_point(value: object) -> AgendaPoint:
    expected = "a text, or a block like {title: Any other business, minutes: 10, last: true}"
    block = value if isinstance(value, dict) else {"title": value}
    title, minutes, last = block.get("title"), block.get("minutes", 1), block.get("last", False)
    titles = title if isinstance(title, dict) else {"de": title, "en": title}
    if set(block) - {"title", "minutes", "last"} or set(titles) != {"de", "en"}:
        raise ValueError(expected)
    if not isinstance(last, bool) or type(minutes) is not int or not 1 <= minutes <= 720:
        raise ValueError(expected)
    said = {language: words(text) for language, text in titles.items()}
    return AgendaPoint(said, minutes if "minutes" in block else None, last)


def file_path(value: object) -> Path:
    """A path; where it is relative, it starts at the folder of the configuration file."""
    if not isinstance(value, str) or not value.strip() or value.startswith("~"):
        raise ValueError("a path, like ./data or /etc/matrixbot/password (without ~)")
    return Path(value)


def secret(value: object) -> Secret:
    if not isinstance(value, str):
        raise ValueError("a text, in quotes if it looks like something else")
    if not value:
        raise ValueError("a text")
    return Secret(value)


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def one_of(*known: str) -> Callable[[object], str]:
    """The reader of one of these words."""

    def reads(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError(" or ".join(known))
        return value

    return reads


def between(least: int, most: int) -> Callable[[object], int]:
    """The reader of a whole number within these bounds."""

    def reads(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("a whole number")
        if value < least:
            raise ValueError(f"at least {least}")
        if value > most:
            raise ValueError(f"at most {most}")
        return value

    return reads
