"""What is said of a decision by name, and the same where the colon is missing."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from commands.base import Call, Claims, Option, UserError
from commands.base.colons import names_of, refuse_unmarked
from commands.base.typed import fold
from commands.deadlines import read_deadline
from commands.decisions.rules import majority_of, share_of

MAJORITY: Final = Option("majority", ("mehrheit", "majority"))
QUORUM: Final = Option("quorum", ("quorum", "beschlussfähigkeit"))
DEADLINE: Final = Option("deadline", ("frist", "deadline"))
TASK: Final = Option("task", ("aufgabe", "task"))
_ALL: Final = (MAJORITY, QUORUM, DEADLINE, TASK)
_OPTION: Final = {fold(word): option for option in _ALL for word in option.words}
_NAMES: Final = names_of(word for option in _ALL for word in option.words)


def refuse_unmarked_rules(call: Call, said: Claims, given: Set[str]) -> None:
    """Raises UsageError for rules, a deadline or a task in the text that only lack their colon; those that are `given`
    already stand in the text as words of it."""

    def reads(name: str, value: str, _first: bool) -> bool:
        option = _OPTION[name]
        if option.keyword in given:
            return False
        if option is MAJORITY:
            return majority_of(value) is not None
        if option is QUORUM:
            return share_of(value) is not None
        return value.startswith("@") if option is TASK else _is_deadline(call, value)

    refuse_unmarked(call, said, _NAMES, reads)


def says_rule(words: str) -> bool:
    """Whether the words say by what majority or quorum is decided, without a colon."""
    name = _NAMES.match(words)
    if name is None:
        return False
    value = Claims(words).behind(name.end())
    read = {MAJORITY: majority_of, QUORUM: share_of}.get(_OPTION[fold(name["name"])])
    return read is not None and read(value) is not None


def _is_deadline(call: Call, value: str) -> bool:
    try:
        return bool(read_deadline(call, value))
    except UserError:
        return False
