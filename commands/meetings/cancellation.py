"""What a line wants cancelled: which dates of a meeting, and why. Nothing here changes a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from commands.base import Call
from commands.base.typed import fold, straight, without_courtesy
from commands.dated import UNSURE
from commands.dates import Span, find_date
from commands.meetings.which_dates import ALL, FROM, FROM_NOW, NEXT, ON, UNTIL, DatesMeant, with_year_begun

_SEVERAL: Final = re.compile(
    r"(?:die\s+|the\s+)?(?:nächsten|kommenden|next)\s+(?:(\d{1,2})|(zwei|beiden|two)|(drei|three)|(vier|four))\b"
    r"(?:\s+(?:termine|sitzungen|treffen|male?|dates|meetings|ones|times)\b)?",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    r"(?:(?:den|die|das|der|the|im|in)\s+)?(januar|februar|märz|april|mai|juni|juli|august|september|oktober|november"
    r"|dezember|january|february|march|may|june|july|october|december)"
    r"(?:[- ]?(?:termine?s?|sitzung(?:en)?|treffen|ones?|dates?|meetings?))?\b",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(r"(?:nur|lediglich|bloß|einmalig|only|just)\s+", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"\b(?:letzte[nrsm]?|vorletzte\w*|übernächste\w*|erste[nrsm]?|zweite\w*|dritte\w*|beiden?|jede[nrsm]?|alle[nrsm]?"
    r"|manche|einige|restlichen?|übrigen?|weiteren?|remaining|rest|termine?s?|\w*ferien|dates?|\w*holidays|last|second|first|third|every|each|both|\d+\.?)(?!\w)",
    re.IGNORECASE,
)
"""Words that may count dates of a series."""
_REASON: Final = re.compile(r"(?:^|(?<=[\s;,]))(?:grund|reason)\s*:\s*(.*)$", re.IGNORECASE | re.DOTALL)
_SINCE: Final = re.compile(r"(?:wegen|weil|da|denn|aufgrund|because|due\s+to|as|since)\b", re.IGNORECASE)
_TURNS: Final = re.compile(
    r"\b(?:nicht|keine?[nrms]?|außer|ausser|ohne|bis\s+auf|nur|not|no|except|but|unless|without|only|oder|or"
    r"|stattdessen|lieber|instead|rather|verschieben|verlegen|move|postpone|zweimal|dreimal|twice)\b|\?",
    re.IGNORECASE,
)
_NO_REASON: Final = re.compile(
    r"(?:[\W_]|\b(?:sorry|leider|danke|euch|allen|thanks|thank|you|unfortunately|entschuldigung)\b)*", re.IGNORECASE
)
"""Signs and courtesy: nothing that is told to everybody as a reason."""
_CONDITION: Final = re.compile(
    r"\b(?:wenn|falls|sofern|sobald|bevor|solange|erst|if|when|unless|once|until)\b", re.IGNORECASE
)
_MORE: Final = re.compile(r"^(?:und|and|sowie|plus|[+&])(?!\w)|(?<![\w])[MHTRL]#?\d{1,7}(?!\w)", re.IGNORECASE)
"""What may name something else to be cancelled: «M1, M2», «Vorstand und Beirat»."""
_SMALL: Final = frozenset(
    [
        "am",
        "im",
        "in",
        "um",
        "die",
        "der",
        "das",
        "den",
        "dem",
        "on",
        "the",
        "one",
        "termin",
        "termine",
        "sitzungen",
        "dates",
        "ones",
        "sitzung",
        "date",
        "meeting",
    ]
)


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A wish to cancel: which dates of a series, by what they were named, and why; `next_ones` counts the next dates.

    `doubt` tells that a date, an exception or a negation stands in the reason, where nobody knows what it means.
    """

    which: DatesMeant | None
    spans: tuple[Span, ...] = ()
    next_ones: int = 0
    reason: str = ""
    doubt: bool = False


def read_cancellation(call: Call, text: str) -> Cancellation:
    """Which dates shall not take place, and why."""
    text = with_year_begun(straight(text).strip())
    reason = ""
    if given := _REASON.search(text):
        text, reason = text[: given.start()].rstrip(" ;,"), " ".join(given[1].split())
    found = _dates_cancelled(call, text)
    rest = without_courtesy(" ".join(found.reason.split()).strip(" ;,:–-"))
    rest = "" if _NO_REASON.fullmatch(rest) else rest
    doubt = bool(rest) and (found.doubt or _doubtful(call, rest))
    return replace(found, reason=" ".join(filter(None, (rest, reason)))[:500], doubt=doubt)


def is_reason(text: str) -> bool:
    """Whether the text begins with a word such as `wegen`."""
    return bool(_SINCE.match(text))


def _dates_cancelled(call: Call, text: str) -> Cancellation:
    """The dates at the head of the text; what follows them is the reason."""
    text = text.strip()
    if only := _ONLY.match(text):
        text = text[only.end() :]
    if said := ALL.match(text):
        return _of_all(call, text[said.end() :].strip())
    if said := FROM_NOW.match(text):
        return Cancellation("from", next_ones=1, reason=text[said.end() :])
    if UNTIL.match(text):
        return Cancellation(None, reason=text, doubt=True)
    if said := _SEVERAL.match(text):
        count = int(said[1]) if said[1] else next(n for n in (2, 3, 4) if said[n])
        return Cancellation("one", next_ones=count, reason=text[said.end() :])
    if named := _dates_at_head(call, text):
        return named
    if said := NEXT.match(text):
        return Cancellation("one", next_ones=1, reason=text[said.end() :])
    if said := _MONTH.match(text):
        return _dates_at_head(call, f"im {said[1]}{text[said.end() :]}") or _dates_inside(call, text)
    return _dates_inside(call, text)


def _of_all(call: Call, behind: str) -> Cancellation:
    """«alle Termine ab 5.1.» are those, «alle» without a date are all."""
    if said := FROM_NOW.match(behind):
        return Cancellation("from", next_ones=1, reason=behind[said.end() :])
    month = _MONTH.match(behind)
    named = _dates_at_head(call, f"im {month[1]}{behind[month.end() :]}" if month else behind)
    if named is None and FROM.match(behind):
        return _dates_inside(call, behind)
    # «alle, zu wenige kommen» gives a reason, «alle Workshops» may be some of them
    doubt = bool(behind) and behind[0] not in ",;:–-" and not _SINCE.match(behind)
    return named or Cancellation("all", reason=behind, doubt=doubt)


def _dates_at_head(call: Call, text: str) -> Cancellation | None:
    """The dates with which the text begins, however many stand there."""
    now = call.confirmed or call.now
    which: DatesMeant = "from" if FROM.match(text) else "one"
    spans: list[Span] = []
    while found := find_date(text, now, call.zone):
        spans += found.spans
        text = found.after
        if which == "from" and any(span.end is not None and span.all_day for span in found.spans):
            which = "one"  # «ab 1.1. bis 31.1.» is a range
        if which == "from":
            text = ON.sub("", text, count=1) if ON.match(text) else text
            break
    return Cancellation(which, tuple(spans), reason=text) if spans else None


def _dates_inside(call: Call, text: str) -> Cancellation:
    """Dates that stand elsewhere in the text: among small words they are meant, else one has to ask."""
    found = find_date(text, call.confirmed or call.now, call.zone, where="anywhere")
    if found and all(fold(word) in _SMALL for word in f"{found.before} {found.after}".split()):
        return Cancellation("one", tuple(found.spans))
    if found and not _TURNS.search(text):  # «wegen Krankheit am 8.12.»
        return Cancellation("one", tuple(found.spans), reason=text, doubt=True)
    return Cancellation(None, reason=text)


def _doubtful(call: Call, reason: str) -> bool:
    """Whether the reason turns the meaning round, makes it unsure, or holds a date, without saying that it is one."""
    if _SINCE.match(reason):
        return False
    if any(unclear.search(reason) for unclear in (_TURNS, _CONDITION, _MORE, UNSURE)):
        return True
    return find_date(reason, call.now, call.zone, where="anywhere") is not None


def counts_dates(reason: str) -> bool:
    """Whether words of the reason may count dates: «den letzten», «jeden zweiten»."""
    return not _SINCE.match(reason) and bool(_COUNTED.search(reason))


def only_turns(reason: str) -> bool:
    """Whether nothing is left of the reason but a negation."""
    return bool(_TURNS.fullmatch(reason.strip(" .!")))
