"""What a line wants cancelled: which dates of a meeting, and why. Nothing here changes a record."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from commands.base import Call, Claims
from commands.base.claims import Place, veiled
from commands.base.turning import UNSURE
from commands.base.typed import fold, without_courtesy
from commands.dates import Span, find_date
from commands.meetings.which_dates import ALL, FROM, FROM_NOW, NEXT, ON, UNTIL, DatesMeant, begin_years
from commands.patterns import regex
from storage.values import frozen

_SEVERAL: Final = regex(
    r"(?:die\s+|the\s+)?(?:nächsten|kommenden|next)\s+(?:(\d{1,2})|(zwei|beiden|two)|(drei|three)|(vier|four))\b"
    r"(?:\s+(?:termine|sitzungen|treffen|male?|dates|meetings|ones|times)\b)?",
    re.IGNORECASE,
)
_MONTH: Final = regex(
    r"(?:(?:den|die|das|der|the|im|in)\s+)?(januar|februar|märz|april|mai|juni|juli|august|september|oktober|november"
    r"|dezember|january|february|march|may|june|july|october|december)"
    r"(?:[- ]?(?:termine?s?|sitzung(?:en)?|treffen|ones?|dates?|meetings?))?\b",
    re.IGNORECASE,
)
_ONLY: Final = regex(r"(?:nur|lediglich|bloß|einmalig|only|just)\s+", re.IGNORECASE)
_COUNTED: Final = regex(
    r"\b(?:letzte[nrsm]?|vorletzte\w*|übernächste\w*|erste[nrsm]?|zweite\w*|dritte\w*|beiden?|jede[nrsm]?|alle[nrsm]?"
    r"|manche|einige|restlichen?|übrigen?|weiteren?|remaining|rest|termine?s?|\w*ferien|dates?|\w*holidays|last|second|first|third|every|each|both|\d+\.?)(?!\w)",
    re.IGNORECASE,
)
"""Words that may count dates of a series."""
_REASON: Final = regex(r"(?:^|(?<=[\s;,]))(?:grund|reason)\s*:\s*", re.IGNORECASE)
_SINCE: Final = regex(r"(?:wegen|weil|da|denn|aufgrund|because|due\s+to|as|since)\b", re.IGNORECASE)
_TURNS: Final = regex(
    r"\b(?:nicht|keine?[nrms]?|außer|ausser|ohne|bis\s+auf|nur|not|no|except|but|unless|without|only|oder|or"
    r"|stattdessen|lieber|instead|rather|verschieben|verlegen|move|postpone|zweimal|dreimal|twice)\b|\?",
    re.IGNORECASE,
)
_NO_REASON: Final = regex(
    r"(?:[\W_]|\b(?:sorry|leider|danke|euch|allen|thanks|thank|you|unfortunately|entschuldigung)\b)*", re.IGNORECASE
)
"""Signs and courtesy: nothing that is told to everybody as a reason."""
_CONDITION: Final = regex(
    r"\b(?:wenn|falls|sofern|sobald|bevor|solange|erst|if|when|unless|once|until)\b", re.IGNORECASE
)
_MORE: Final = regex(r"^(?:und|and|sowie|plus|[+&])(?!\w)|(?<![\w])[MHTRL]#?\d{1,7}(?!\w)", re.IGNORECASE)
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


@frozen
class Cancellation:
    """A wish to cancel: which dates of a series, by what they were named, and why; `next_ones` counts the next dates.

    `doubt` tells that a date, an exception or a negation stands in the reason, where nobody knows what it means.
    """

    which: DatesMeant | None
    spans: tuple[Span, ...] = ()
    next_ones: int = 0
    reason: str = ""
    doubt: bool = False


def read_cancellation(call: Call, said: Claims) -> Cancellation:
    """Which dates shall not take place, which is claimed, and why: what else is left."""
    begin_years(said)
    given = said.take(_REASON)
    reason = " ".join(said.keep(given.end(), len(said.text)).split()) if given else ""
    found = _dates_cancelled(call, said)
    rest = without_courtesy(" ".join(said.rest().split()).strip(" ;,:–-"))
    rest = "" if _NO_REASON.fullmatch(rest) else rest
    doubt = bool(rest) and (found.doubt or _doubtful(call, rest))
    return replace(found, reason=" ".join(filter(None, (rest, reason)))[:500], doubt=doubt)


def is_reason(text: str) -> bool:
    """Whether the text begins with a word such as `wegen`."""
    return bool(_SINCE.match(text))


def _dates_cancelled(call: Call, said: Claims) -> Cancellation:
    """The dates at the head of what is left; what follows them is the reason."""
    said.take_head(_ONLY)
    if every := said.take_head(ALL):
        return _of_all(call, said, every.end())
    if said.take_head(FROM_NOW):
        return Cancellation("from", next_ones=1)
    if UNTIL.match(said.text, said.head.start):
        return Cancellation(None, doubt=True)
    if several := said.take_head(_SEVERAL):
        count = int(several[1]) if several[1] else next(n for n in (2, 3, 4) if several[n])
        return Cancellation("one", next_ones=count)
    if named := _dates_at_head(call, said):
        return named
    if said.take_head(NEXT):
        return Cancellation("one", next_ones=1)
    return _month_at_head(call, said) or _dates_inside(call, said)


def _of_all(call: Call, said: Claims, end: int) -> Cancellation:
    """«alle Termine ab 5.1.» are those, «alle» without a date are all; `end` is where that word ends."""
    if said.take_head(FROM_NOW):
        return Cancellation("from", next_ones=1)
    head = said.head
    parted = any(sign in ",;:–-" for sign in said.words(Place(end, head.start)))
    reason = is_reason(said.words(head))
    if named := _month_at_head(call, said) or _dates_at_head(call, said):
        return named
    if FROM.match(said.text, said.head.start):
        return _dates_inside(call, said)
    # «alle, zu wenige kommen» gives a reason, «alle Workshops» may be some of them
    return Cancellation("all", doubt=head.start < head.end and not parted and not reason)


def _dates_at_head(call: Call, said: Claims, spans: tuple[Span, ...] = ()) -> Cancellation | None:
    """The dates at the head of what is left, however many stand there, with those that stood before them."""
    which: DatesMeant = "from" if not spans and FROM.match(said.text, said.head.start) else "one"
    while found := find_date(said.look(head := said.head), call.confirmed or call.now, call.zone):
        spans += tuple(found.spans)
        said.claim(head.start, head.start + found.end)
        if which == "from" and any(span.end is not None and span.all_day for span in found.spans):
            which = "one"  # «ab 1.1. bis 31.1.» is a range
        if which == "from":
            said.take_head(ON)
            break
    return Cancellation(which, spans) if spans else None


def _month_at_head(call: Call, said: Claims) -> Cancellation | None:
    """`die Januartermine`: the month, and the dates behind it."""
    head = said.head
    month = _MONTH.match(said.text, head.start, head.end)
    if month is None:
        return None
    ahead = f"im {month[1]}"
    found = find_date(ahead + said.look(Place(month.end(), head.end)), call.confirmed or call.now, call.zone)
    if found is None:
        return None
    said.claim(head.start, month.end() + max(0, found.end - len(ahead)))
    return _dates_at_head(call, said, tuple(found.spans))


def _dates_inside(call: Call, said: Claims) -> Cancellation:
    """Dates that stand elsewhere in the text: among small words they are meant, else one has to ask."""
    head = said.look(said.head)
    found = find_date(head, call.confirmed or call.now, call.zone, where="anywhere")
    if found and _SINCE.fullmatch(found.before) and not re.search(r"\d", head):  # «wegen Weihnachten» is why, not when
        return Cancellation(None)
    if found and all(fold(word) in _SMALL for word in f"{found.before} {found.after}".split()):
        said.take_rest()
        return Cancellation("one", tuple(found.spans))
    if found and not _TURNS.search(said.look(said.head)):  # «wegen Krankheit am 8.12.»
        return Cancellation("one", tuple(found.spans), doubt=True)
    return Cancellation(None)


def _doubtful(call: Call, reason: str) -> bool:
    """Whether the reason turns the meaning round, makes it unsure, or holds a date, without saying that it is one."""
    if _SINCE.match(reason):
        return False
    seen = veiled(reason)
    if any(unclear.search(seen) for unclear in (_TURNS, _CONDITION, _MORE, UNSURE)):
        return True
    return find_date(seen, call.now, call.zone, where="anywhere") is not None


def counts_dates(reason: str) -> bool:
    """Whether words of the reason may count dates: «den letzten», «jeden zweiten»."""
    return not _SINCE.match(reason) and bool(_COUNTED.search(veiled(reason)))


def only_turns(reason: str) -> bool:
    """Whether nothing is left of the reason but a negation."""
    return bool(_TURNS.fullmatch(reason.strip(" .!")))
