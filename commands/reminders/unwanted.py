"""A line that says of what nobody is to be reminded any more: the reminder that it means, and the line that ends it."""

from __future__ import annotations

import re

from commands.base import Call, Claims, UsageError
from commands.base.arguments import claim_key
from commands.base.claims import Place
from commands.base.titles import SURE, ranked, titled
from commands.base.typed import PLEASE, fold
from commands.beside_dates import CONNECTS
from commands.dates import carries
from commands.patterns import regex
from commands.words import _, offered_line
from storage import Store

_NO_MORE = regex(
    r"(?<!\w)(?:(?:nicht|nie|niemals)\s{1,3}(?:mehr|wieder|länger)(?!\w)|(?:no\s{1,3}longer|never\s{1,3}again|any\s?more)(?!\w)"
    r"|(?:nicht|nie|not|never)\s{1,3}(?=(?:an|daran|about|of)\s))",
    re.IGNORECASE,
)
_WHOM = frozenset({"mich", "mir", "uns", "me", "us", *PLEASE})
_OF_WHAT = regex(r"(?<!\w)(?:an|about|of|to)\s{1,3}(?:(?:die|den|das|der|the)\s{1,3})?", re.IGNORECASE)


def unwanted(call: Call, store: Store, said: Claims) -> UsageError | None:
    """What to answer to `mich nicht mehr an R1`; None for a line that says no such thing."""
    no_more = said.search(_NO_MORE)
    if no_more is None or not _of_the_reminding(said, no_more.start()):
        return None
    of_what = said.search(_OF_WHAT)
    number = claim_key("R", said, of_what.end()) if of_what else None
    key = f"R{number}" if number is not None else _nearest(call, store, said.behind(of_what.end()) if of_what else "")
    line = offered_line("remind cancel", key) if key else _("`!remind list`")
    return UsageError(_("That says what shall not be done; nothing was done."), line)


def _of_the_reminding(said: Claims, end: int) -> bool:
    """Whether the negation there is about the reminding: only «mich» and a date stand before it, nothing to be
    remembered."""
    dates = carries(said.before(end))
    others = (
        said.words(word)
        for word in said.each_word(Place(0, end))
        if not any(one.start < word.end and word.start < one.end for one in dates)
    )
    return all(CONNECTS.fullmatch(word) or fold(word) in _WHOM for word in others)


def _nearest(call: Call, store: Store, words: str) -> str:
    """The key of the reminder whose text those words are like; empty if it is none or several."""
    found = ranked(words[:80], titled("R", call, store, words[:80]), SURE)
    alone = len(found) == 1 or (found and found[0][0] > found[1][0])
    return found[0][1].key if alone and found[0][0] >= SURE else ""
