"""What is said of an offer by the name of its field, without a colon: «Gera, Hinweis Schlüssel beim Pförtner»."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final

from commands.base import Claims
from commands.base.claims import Place
from commands.base.typed import fold
from commands.beside_dates import doubt_dates_in
from commands.patterns import regex

_KEYWORDS: Final = {
    **dict.fromkeys(("hinweis", "hinweise", "anmerkung", "note", "notes"), "note"),
    **dict.fromkeys(("adresse", "anschrift", "address"), "address"),
    **dict.fromkeys(("ausstattung", "equipment"), "equipment"),
}
_FIELD: Final = regex(
    rf"(?<![\w-])(?:(?:neue[rsn]?|new)\s+)?(?P<name>{'|'.join(_KEYWORDS)})(?![\w-])\s*(?:(?:ist|lautet|jetzt|is|now)\s+)*",
    re.IGNORECASE,
)
_ROOM: Final = regex(r"(?:(?:raum|saal|room|hall)\s+)\d[\w.]{0,6}(?=\s*(?:[,;\n]|\Z))", re.IGNORECASE)
_END: Final = regex(r"[;\n]")


def claim_fields(said: Claims, *, room: bool) -> dict[str, str]:
    """Note, address and equipment that are named so, up to the next one, a `;` or the end of the line; with `room` also
    one at the head. A date in them is doubted."""
    values = dict[str, str]()
    if room and (at_head := said.take_head(_ROOM)):
        values["room"] = at_head[0].strip()
    found = list(said.find_all(_FIELD))
    for one, after in zip_longest(found, found[1:]):
        until = after.start() if after else len(said.text)
        end = next((sign.start() for sign in said.find_all(_END, one.end(), until)), until)
        value = said.trimmed(Place(one.end(), end), " ,.:")
        if value.start < value.end:
            doubt_dates_in(said, value)
            said.claim(one.start(), end)
            values[_KEYWORDS[fold(one["name"])]] = said.keep(value.start, value.end)
    return values
