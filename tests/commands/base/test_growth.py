"""Time grows with the line: twice the length takes about twice the time, for every pattern and every command."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from itertools import product
from statistics import median
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

import commands
import matrixbot
import storage
from commands.base import Call, Room, Settings, Unclear, UserError
from commands.base.claims import Place
from commands.base.command import LONGEST_ORDER
from commands.base.execution import carry_out
from commands.base.line import read_line
from commands.base.typed import fold
from commands.dates.items.lexicon import pattern as date_pattern
from commands.dates.items.scan import PATTERNS
from commands.features import vocabulary
from commands.words import Member
from commands.words.render import render
from storage import Store
from tests.records import in_memory
from tests.selection import quick

SHAPES = (
    *(" ", "\n", " \n", "a ", "1 ", "1.", "1. ", '"', "(", ")", "- ", "-", ";", ":", "@", "uhr ", "und ", "bis ", "#"),
    *("http://", "# ", "bitte ", "ä", "a\u0301", "\u0323\u0301", "\u200b", "🎉", "[", "](", "M1 ", "ja ", "1 ja, "),
    *("januar ", "montag ", "mo, ", "am ", "für ", "an ", ", ", "!", "x", "1", "10.", "10:", "a.", "a-", "a:", "--x "),
    *("ort: ", "@anna ", "anna, ", "alle ", "ab ", "8.12. ", "10 uhr ", "heute ", "in 2 ", "jeden ", "20 personen "),
    *("1-", "1/", "bitte, ", "doi:10.1/", "97", "'", "die ", "frist ", "<", "|", "2h ", ".", "?", "bis 8.12. "),
    *("a: ", "anna: ", "außer ", "nicht ", "ohne ", "morgen ", "im august ", "„", "\n- ", "oder ", "nach "),
    *("beamer, ", "2 tage vor M1 ", "8.12.\n", "8.12.;", "jeden montag ", "M1, ", "R1 und ", "„a“ ", "@x:board.test "),
    *(
        "a\n",
        "1\n",
        "#a ",
        "a;",
        "kw 50 ",
        "31.2. ",
        "978-3-16-148410-0 ",
        "https://a.b/c ",
        "barrierefrei ",
        "außer mo ",
    ),
)
TELLING = (" ", "x")
"""On one of these nearly every pattern that takes too long does so."""
RECORDS = (
    *(
        "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr; 10.12. 9 Uhr",
        "!meeting plan Jour fixe jeden Montag 14-15 Uhr",
    ),
    *("!meeting plan Einzel am 15.12. 10 Uhr", "!host offer Bochum für 25", "!task add Leitfaden bis 15.1."),
    *("!lit https://example.org/a Bericht #x", "!remind morgen 9 Uhr Folien", "!remind jeden Montag 9 Uhr Protokoll"),
)
"""What stands there when a long line comes."""
ROOM = "!board:board.test"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
MEMBERS = tuple(Member(f"@{n}:board.test", n.capitalize(), p) for n, p in (("anna", 50), ("ben", 0), ("cem", 0)))
SHORT, LONG = 2_000, 4_000
_WORD = re.compile(r"(?:(?<!\w)(?:klein|gross)|groesse) *+(?P<number>\d++)")
MOST = 0.05
"""Seconds of the processor's time that a line may take, where `_work` takes no longer; on a slower machine, and where
others use the same core, it may take as long as that."""
TRIES = 12
FLOOR = 0.004
"""Seconds below which growth is not looked at: too short to be measured."""


@pytest.mark.long
def test_time_grows_with_the_text_for_every_pattern() -> None:
    slow = []
    for pattern, shape in product(_patterns(), TELLING if quick() else SHAPES):
        if grown := _grown(lambda n, p=pattern, s=shape: _search(p, s, n)):
            slow.append(f"{pattern.pattern[:70]!r} on {shape!r}: {grown}")
    assert slow == []


@pytest.mark.long
def test_no_line_of_twelve_thousand_characters_holds_the_others_up() -> None:
    slow = []
    with closing(in_memory()) as connection:
        connection.execute("BEGIN")
        store = Store(connection, ROOM)
        for line in RECORDS:
            _say(line, store)
        for head, shape in product(_heads(), SHAPES):
            # The longest line that is read at all, and the longest that most commands take.
            for length in (12_000, LONGEST_ORDER):
                body = (head + shape * length)[:length]
                if taken := _too_long(lambda said=body: _taken(said, store, connection)):
                    slow.append(f"{head}{shape!r} {length}: {taken:.3f} s")
    assert slow == []


@pytest.mark.long
def test_time_grows_with_the_line_for_every_command() -> None:
    grown = []
    with closing(in_memory()) as connection:
        connection.execute("BEGIN")
        store = Store(connection, ROOM)
        for line in RECORDS:
            _say(line, store)
        names = sorted(f"!{name} " for name in vocabulary().commands)
        for head, shape in product(names, SHAPES):
            if more := _grown(lambda n, h=head, s=shape: _taken(h + s * (n // len(s)), store, connection)):
                grown.append(f"{head}{shape!r}: {more}")
    assert grown == []


def _too_long(run: Callable[[], float]) -> float:
    """The seconds that it takes, if that is longer than a line may: in the best of some tries, beside the best of as
    many pieces of work, between which others had the core as often. Else 0."""
    taken, work = run(), 0.0
    for _ in range(TRIES):
        if taken <= max(MOST, work):
            return 0.0
        work = min(_work(), work or 1.0)
        taken = min(run(), taken)
    return taken


def _work() -> float:
    """The seconds of work of the kind that reading lines is: folding, looking for patterns, making values.

    It takes about as long as the longest line may; processors differ in which of these they do well.
    """
    begun = time.process_time()
    words = sorted(fold(f"Größe {number}") for number in range(24_000))
    found = [match for word in words if (match := _WORD.search(word))]
    made = [replace(Place(*match.span()), end=number) for number, match in enumerate(found)]
    assert len(made) == len(words)
    return time.process_time() - begun


def _heads() -> list[str]:
    """Each command's beginning, alone and with the values of its first example before the long text."""
    known = vocabulary().commands.values()
    examples = [render(command.examples[0], Settings().style).body for command in known]
    return sorted({f"!{command.name} " for command in known} | {f"{example} " for example in examples})


def _taken(body: str, store: Store, connection: sqlite3.Connection) -> float:
    """The seconds that a line takes; what it changes is taken back."""
    connection.execute("SAVEPOINT line")
    begun = time.process_time()
    with suppress(UserError, Unclear):
        _say(body, store)
    taken = time.process_time() - begun
    connection.execute("ROLLBACK TO line")
    connection.execute("RELEASE line")
    return taken


def test_a_thousand_words_of_courtesy_are_taken_off() -> None:
    line = read_line("!aufgabe " + "bitte " * 1_000 + "liste", "!")
    assert line is not None
    asked = vocabulary().resolve(line)
    assert asked is not None
    assert asked.command.name == "task list"


def _grown(run: Callable[[int], float]) -> str:
    """How much longer it takes for twice the length, if that is too much: the best of some tries of either, in turns
    and ever further apart, as a core may be slower for a while; and most of the pairs, as it may have been quick only
    once. What takes the square of its length takes four times as long in each pair."""
    longer, shorter = run(LONG), 0.0
    pairs = []
    for number in range(2 * TRIES):
        if longer < FLOOR or longer < 2.5 * shorter:
            return ""
        time.sleep(number / 200)
        pair = run(SHORT), run(LONG)
        pairs.append(pair[1] / pair[0])
        shorter, longer = min(pair[0], shorter or 1.0), min(pair[1], longer)
    return f"{shorter:.4f} s, then {longer:.4f} s" if median(pairs) >= 2.5 else ""


def _search(pattern: re.Pattern[str], shape: str, length: int) -> float:
    text = (shape * length)[:length]
    begun = time.process_time()
    for _found in pattern.finditer(text):
        pass
    return time.process_time() - begun


def _patterns() -> list[re.Pattern[str]]:
    """Every pattern the product has compiled, also those inside its tables and those compiled on first use."""
    modules = [
        importlib.import_module(module.name)
        for package in (commands, matrixbot, storage)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
        if not module.name.endswith("__main__")
    ]
    with suppress(UserError), closing(in_memory()) as connection:
        _say("!vote M1 1 ja, 2 vielleicht", Store(connection, ROOM))
    found = {pattern for module in modules for pattern in _held(module) if isinstance(pattern.pattern, str)}
    found |= {date_pattern(template) for template, _build in PATTERNS}
    return sorted(found, key=lambda pattern: pattern.pattern)


def _held(thing: object, depth: int = 5) -> Iterator[re.Pattern[str]]:
    """The patterns that a module, a table or a cached function holds."""
    if isinstance(thing, re.Pattern):
        yield thing
    elif depth and isinstance(thing, ModuleType):
        for value in vars(thing).values():
            if not isinstance(value, ModuleType):
                yield from _held(value, depth - 1)
    elif depth and isinstance(thing, dict | list | tuple | set | frozenset):
        for value in thing.values() if isinstance(thing, dict) else thing:
            yield from _held(value, depth - 1)
    elif depth and hasattr(thing, "cache_info"):
        for value in gc.get_referents(thing):
            yield from _held(value, depth - 1)


def _say(body: str, store: Store) -> float:
    """The seconds of the processor's time that a line takes, up to its answer."""
    begun = time.process_time()
    line = read_line(body, "!")
    asked = vocabulary().resolve(line) if line else None
    if asked:
        call = Call(Room(ROOM, MEMBERS, "@bot:board.test"), MEMBERS[0], NOW, Settings(), "$e", ROOM, line=body)
        render(carry_out(asked, call, store).text, Settings().style)
    return time.process_time() - begun
