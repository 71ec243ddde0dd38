"""For how many an offer is: `für 25`, `bis 20 Personen`, `zwölf Plätze`."""

from __future__ import annotations

import re

from commands.base import Claims, UserError
from commands.hosting.number_words import NUMBER, is_article, number
from commands.patterns import regex
from commands.words import Text, _

_FOR = (
    r"(?:(?:mit\s+|with\s+|haben\s+)?(?:platz|room|space)\s+)?(?:für|fuer|for|bis\s+zu|up\s+to|max(?:imal|\.)?|höchstens|auf|bis)\s+"
    r"(?:bis\s+zu\s+|bis\s+|up\s+to\s+|ca\.?\s*|circa\s+|etwa\s+|rund\s+|about\s+|max(?:imal|\.)?\s+){0,4}"
)
_PEOPLE = (
    r"(?:personen|leute|plätze[n]?|sitzplätze|teilnehm\w+|mitglieder|menschen|people|persons|seats|places|pers\.?|pax)"
)
_SEATS = regex(
    rf"(?<!\S)\(?(?:(?!bis\s+\d+\s*(?:[,;\n]|$)){_FOR}(\d{{1,5}})"
    r"(?![\d.:]|\s*[-–]\s*\d|\s*(?:uhr|tage?n?|wochen?|stunden?|std|h|am|pm|min\w*|monate?n?|days?|weeks?|hours?|months?|bis)(?!\w))"
    rf"(?:\s*{_PEOPLE})?|(?:(?:ca\.?|etwa|rund|about|mit|with|für|fuer|for)\s+){{0,4}}(?:\d{{1,4}}\s*(?:-|–|bis|to)\s*)?(\d{{1,5}})\s*{_PEOPLE})(?!\w)\)?",
    re.IGNORECASE,
)
_SEATS_IN_WORDS = regex(
    rf"(?<!\S)(?:{_FOR}({NUMBER})(?=\s*(?:[,;\n]|$))|(?:{_FOR})?({NUMBER})\s+(?:person|{_PEOPLE})(?!\w))", re.IGNORECASE
)
_SEATS_FIRST = regex(
    r"(?<!\S)(?:(?:sitz)?plätze|personen|seats|places|people)\s+(?P<seats>\d{1,5})(?=\s*(?:[,;\n]|$))", re.IGNORECASE
)


def claim_seats(said: Claims, example: Text) -> int | None:
    """How many it holds, in digits or in words; None where nobody said it. Raises UserError for nobody at all."""
    if match := said.take(_SEATS):
        return _checked(int(match[1] or match[2]), example)
    if match := said.take(_SEATS_FIRST):
        return _checked(int(match["seats"]), example)
    match = said.search(_SEATS_IN_WORDS)
    if match is None or is_article(match[1] or ""):
        return None
    said.claim(*match.span())
    return number(match[1] or match[2])


def seats_in(text: str, example: Text) -> int | None:
    """The number behind `Plätze:`. Raises UserError for nobody at all."""
    digits, words = re.search(r"\d{1,5}", text), re.search(NUMBER, text, re.IGNORECASE)
    return _checked(int(digits[0]), example) if digits else number(words[0]) if words else None


def _checked(said: int, example: Text) -> int:
    if said < 1:
        raise UserError(_("An offer holds at least one person."), example)
    return said
