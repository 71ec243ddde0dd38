"""The pieces of pattern that are made of the vocabulary, and what a word of it is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from commands.dates.vocabulary.days import MONTHS, MONTHS_GENITIVE, WEEKDAYS, WEEKDAYS_LONG, WHICH, weeks
from commands.dates.vocabulary.numbers import FROM_THE_END, NUMBERS, ORDINALS


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches any of `words`, the longest first. Common beginnings stand in it once: so it is compiled
    into two thirds of the memory."""
    return f"(?:{_tree(sorted(set(words)))})"


def _tree(words: Sequence[str]) -> str:
    """A group of the ends of words, in their order; that of a word that goes on comes before its own end."""
    branches = [
        re.escape(first) + _tree([word[1:] for word in ends])
        for first, ends in ((first, list(ends)) for first, ends in groupby(filter(None, words), key=itemgetter(0)))
    ]
    if "" in words:
        branches.append("")
    return f"(?:{'|'.join(branches)})" if len(branches) > 1 else branches[0]


END: Final = r"(?![a-z0-9])"  # the end of a word
YEAR: Final = r"(?:19|2[01])\d\d(?!\d)"


@cache
def fragments() -> dict[str, str]:
    """What stands in a template as `<name>`, made of the vocabulary with the first pattern."""
    return {
        "wd": f"(?:{one_of(WEEKDAYS)}{END}\\.?)",
        "wdl": f"(?:{one_of(WEEKDAYS_LONG)}{END})",
        "wdls": f"(?:{one_of([f'{w}s' for w in WEEKDAYS_LONG])}{END})",
        "inyear": rf" (?:im jahre? )?(?P<year>{YEAR})",
        "mon": f"(?:{one_of(MONTHS_GENITIVE | MONTHS)}{END}\\.?)",
        "week": one_of(weeks("named")),
        "weeks": one_of(weeks("length")),
        "weekend": one_of(weeks("end")),
        "kw": one_of(weeks("numbered")),
        "num": f"(?:\\d{{1,3}}|{one_of(NUMBERS)}{END})",
        "word": f"(?:{one_of(NUMBERS)}{END})",
        "ord": f"(?:\\d{{1,2}}(?:st|nd|rd|th|te[nrs]?){END}|\\d{{1,2}}\\.|{one_of(ORDINALS)}{END})",
        "ordword": f"(?:{one_of(ORDINALS)}{END})",
        "nth": f"(?:\\d{{1,2}}(?:st|nd|rd|th|te[nrs]?){END}|\\d{{1,2}}\\.|{one_of(ORDINALS | FROM_THE_END)}{END})",
        "which": f"(?:{one_of(WHICH)}{END})",
        "year": YEAR,
        "end": END,
        "to": r"(?: ?- ?| (?:bis(?: zum| zur| einschl\.| einschliesslich| inkl\.)?|to|untill?|til|till|thru|through) )",
    }


FRAGMENT: Final = re.compile(r"(?<!\?P)<(\w+)>")  # not the name of a group


@cache
def pattern(template: str) -> re.Pattern[str]:
    """A compiled pattern; `<name>` stands for a fragment, blanks are as in the text.

    Compiled at its first use: all of them take half a second, which no start of the bot should wait for.
    """
    return re.compile(FRAGMENT.sub(lambda m: fragments()[m[1]], template), re.ASCII)


def said(m: re.Match[str], name: str) -> str:
    """What stands at that name, empty if nothing does or the pattern has no such name."""
    return m.groupdict().get(name) or ""


def number(text: str) -> int:
    """What a number in digits or words is worth."""
    return int(text) if text.isdecimal() else NUMBERS[text]


def ordinal(text: str) -> int:
    """What `3.`, `3rd`, `dritter` or `letzter` (-1) is worth."""
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    return ORDINALS[text] if text in ORDINALS else FROM_THE_END[text]


def weekday(text: str) -> int:
    """Monday is 0; takes the long and the short word, with or without its dot."""
    return WEEKDAYS[text.rstrip(". ")]


def month(text: str) -> int:
    """January is 1; takes the long and the short word, with or without its dot."""
    word = text.rstrip(". ")
    return MONTHS[word] if word in MONTHS else MONTHS_GENITIVE[word]


_TYPO_TARGETS: Final = {w: f"weekday {n}" for w, n in WEEKDAYS_LONG.items()} | {
    w: f"month {n}" for w, n in MONTHS.items() if len(w) > 5
}
_NO_TYPOS: Final = frozenset(
    {"montage", "dienstage", "freitage", "samstage", "sonntage", "mondays", "fridays", "sundae", "sundry", "friar"}
)


def meant(word: str) -> str | None:
    """The weekday or month that an unknown `word` of five letters or more is one slip away from, else None.

    A slip is one letter too many, too few or wrong, or two exchanged (Damerau 1964); the first letter must be right.
    """
    if len(word) < 5 or word in _NO_TYPOS or word.endswith("tage"):
        return None
    targets = _TYPO_TARGETS if len(word) > 5 else tuple(WEEKDAYS_LONG)
    found = [t for t in targets if t[0] == word[0] and _one_slip(word, t)]
    return found[0] if len({_TYPO_TARGETS[t] for t in found}) == 1 else None


def _one_slip(written: str, right: str) -> bool:
    if abs(len(written) - len(right)) > 1 or written == right:
        return False
    edits = [op for op in SequenceMatcher(None, written, right, autojunk=False).get_opcodes() if op[0] != "equal"]
    if len(edits) == 1:
        _, a, b, c, d = edits[0]
        return max(b - a, d - c) == 1
    swapped = (written[:i] + written[i + 1] + written[i] + written[i + 2 :] for i in range(len(written) - 1))
    return right in swapped
