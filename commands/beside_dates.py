"""What stands beside the dates of a line, or among words that are kept, and may have meant more: it is doubted."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Final

from commands.base import Call, Claims
from commands.base.claims import Place, Spanned
from commands.base.turning import EITHER_HEAD, ELSE_HEAD, UNSURE
from commands.base.typed import fold
from commands.dates import Anchors, carries, no_anchors, read_dates
from commands.dates.spans import NoDate
from commands.dates.vocabulary.days import MONTHS, WEEKDAYS
from commands.patterns import regex

CONNECTS: Final = regex(
    r"(?:[\s,;:()/&+.–—-]|(?<!\w)(?:und|oder|and|or|sowie|am|im|in|um|bis|von|vom|ab|an|auf|den|dem|der|die|das|zum|zur"
    r"|at|on|from|to|until|till|the|for|für|fuer|jeweils|immer|nur|auch|only|dann|then)(?!\w))*",
    re.IGNORECASE,
)
"""What may stand between two parts of one date, and says nothing by itself."""
_CORRECTS: Final = regex(
    r"(?:[\s,;:()–—-]|(?<!\w)(?:nein|nee|doch|lieber|besser|eher|sorry|quatsch|ach|rather|better|actually|am|um|auf|den|at|on"
    r"|to)(?!\w))*",
    re.IGNORECASE,
)
"""What may lead from a date to the one that is meant instead: «9 Uhr, besser um 10 Uhr»."""
_GOES_ON: Final = regex(
    r"\s{0,2}(?:(?:und|oder|sowie|and|or|nor|noch|u\.)(?!\w)|[&+/]|(?P<comma>,))\s{0,2}(?P<next>\w{1,40})",
    re.IGNORECASE,
)
"""What continues a list behind an exception: «nicht im Juli und August»."""
_OF_TEXT: Final = frozenset({"length", "part"})
"""What may begin a text as well: «2 Stunden blocken»."""
_NUMBERED: Final = regex(r"(?:\bdes|\bof|saal|raum|zimmer|haus|room|hall|building)\s+\Z", re.IGNORECASE)
"""Before a number that is no date: «Straße des 17. Juni», «Raum 4.12»."""
_FEW: Final = 3
"""So many words behind a `;` are no sentence."""
_DAY: Final = r"\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,9}\.?)(?: ?\d{4}| ?\d{2}(?!\d))?"
_SPAN: Final = regex(
    rf"(?<!\w)(?:vom|von|zwischen|from|between) (?:dem )?{_DAY} ?(?:bis|und|to|and|-|–) ?(?:zum |dem )?{_DAY}",
    re.IGNORECASE,
)
"""From one day to another: «vom 1.1. bis 31.3.»."""


def doubt_beside(said: Claims, dated: Spanned, call: Call, now: datetime, anchors: Anchors = no_anchors) -> None:
    """Doubts what carries a date, a rule, an exception or a negation beside those dates, and nothing between."""
    text = said.text
    doubt_either(said, dated.end)
    more = _GOES_ON.match(text, dated.end) if _leaves_out(text[dated.start : dated.end]) else None
    if more and (not more["comma"] or fold(more["next"]) in MONTHS | WEEKDAYS):
        said.doubt(_phrase(text, dated.end, more.end()))
    for stretch in carries(text[dated.end :]):
        start = dated.end + stretch.start
        connects = CONNECTS.fullmatch(text, dated.end, start)
        if stretch.kind in _OF_TEXT or not said.unquoted(start):
            break
        if not (connects or _CORRECTS.fullmatch(text, dated.end, start)):
            break
        if connects:
            refuse_whole(text[dated.start : dated.end + stretch.end], call, now, anchors)
        said.doubt(_phrase(text, dated.end, dated.end + stretch.end))
        break
    before = next((s for s in reversed(carries(text[: dated.start])) if said.unquoted(s.start)), None)
    if before is None or before.kind == "length" or said.claims(before):
        return
    if CONNECTS.fullmatch(text, before.end, dated.start):
        said.doubt(text[before.start : dated.start])


def doubt_either(said: Claims, end: int) -> None:
    """Doubts what an «oder» says right behind a date that ends there: «oder so», «oder am Tag davor»."""
    if (either := EITHER_HEAD.match(said.behind(end))) and said.unquoted(end):
        said.doubt(either[0])


def says_instead(part: str) -> bool:
    """Whether a part of a text says what is to hold instead, in a few words or with a date, and is no sentence of it:
    «sonst 20.1.», «oder Dortmund»."""
    other = ELSE_HEAD.match(part) or EITHER_HEAD.match(part)
    return other is not None and (len(part.split()) <= _FEW or bool(carries(part)))


def _leaves_out(dates: str) -> bool:
    """Whether the last thing that is said of the dates is what does not count of them."""
    kinds = [stretch.kind for stretch in carries(dates)]
    turned = [place for place, kind in enumerate(kinds) if kind in ("exception", "negation")]
    return bool(turned) and set(kinds[turned[-1] + 1 :]) <= {"date"}


def refuse_whole(text: str, call: Call, now: datetime, anchors: Anchors = no_anchors) -> None:
    """Raises DateError for a date that is none as a whole, though a part of it is one: `jedes Jahr am 31.4.`"""
    with suppress(NoDate):
        read_dates(text, now, call.zone, anchors)


def _phrase(text: str, start: int, end: int) -> str:
    """Those words up to the end of their phrase: «und um 13 Uhr Tabletten»."""
    until = regex(r"[,;\n]|$").search(text, end)
    return text[start : until.start() if until else len(text)]


def doubt_unsure(said: Claims) -> None:
    """Claims and doubts «vielleicht» and the like beside a date: what is unsure is told to nobody as a date."""
    for place in said.open():
        dates = [(place.start + one.start, place.start + one.end) for one in carries(said.words(place))]
        for word in list(UNSURE.finditer(said.text, place.start, place.end)):
            if any(
                CONNECTS.fullmatch(said.text, word.end(), start) or CONNECTS.fullmatch(said.text, end, word.start())
                for start, end in dates
            ):
                said.doubt(said.claim(*word.span()))


def doubt_dates_in(said: Claims, place: Place) -> None:
    """Doubts what says something about days or times in words that are kept as a place."""
    words = said.words(place)
    for one in carries(words):
        numbered = words[one.start].isdigit() and _NUMBERED.search(words, 0, one.start)
        if one.kind not in ("exception", "negation") and not numbered:
            said.doubt(words[one.start : one.end])


def doubt_dates_left(said: Claims, until: int) -> None:
    """Doubts every date and rule before that place that nobody claimed: beside one that counts it is seldom a mere
    word, unless it is an end of «vom 1.1. bis 31.3.»."""
    spans = [Place(*span.span()) for span in _SPAN.finditer(said.text, 0, until)]
    for stretch in carries(said.before(until)):
        in_span = any(span.start <= stretch.start and stretch.end <= span.end for span in spans)
        counts = stretch.kind in ("date", "time", "rule") and said.unquoted(stretch.start) and not in_span
        if counts and not said.claims(stretch):
            said.doubt(said.words(stretch))
