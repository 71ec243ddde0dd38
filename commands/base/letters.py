"""What makes a letter of a line that was pasted or dictated: who is greeted, how one takes leave, what a phone adds."""

from __future__ import annotations

import re

from commands.patterns import regex

_GREETED = (
    r"(?:sehr geehrte[rn]?|liebe[rn]?|werte[rn]?|hallo|hi|hey|moin|servus|guten (?:tag|morgen|abend)|dear|hello"
    r"|good (?:morning|afternoon|evening))(?!\w)[^,!:;\n]{0,60}[,!]"
)
_OPENING = regex(_GREETED, re.IGNORECASE)
_OPENING_BEHIND = regex(rf"\A(?P<verb>\S++(?: \S++)?) {_GREETED}", re.IGNORECASE)
"""The same in the first row, behind the command: «!aufgabe neu Liebe Kolleginnen und Kollegen,»."""
_CLOSING = regex(
    r"(?:(?:mit )?(?:viele|liebe|beste|herzliche|schöne|freundliche|sonnige)n? (?:gr(?:ü|ue)(?:ße|sse)n?|gruß)"
    r"|(?:mit )?(?:besten|freundlichem|herzlichem|lieben) (?:gruß|dank)|gr(?:ü|ue)(?:ße|sse)|gruß|lg|vg|mfg|bg"
    r"|(?:(?:kind|best|warm) )?regards|best wishes|many thanks|cheers|sincerely|yours(?: sincerely)?)"
    r"(?: aus \w+(?: \w+)?)?[,.!]{0,3}(?: (?P<name>[^\W\d_][^\s\d:;!?]{0,30}(?: [^\W\d_][^\s\d:;!?]{0,30})?))?",
    re.IGNORECASE,
)
_NAME = regex(r"[^\W\d_][^\d:;!?\n]{0,60}")
"""A row of whoever signs: a name, an office."""
_OF_PHONE = regex(r"(?:gesendet|sent|von meinem|diese nachricht wurde)(?!\w)[^\n]{0,80}", re.IGNORECASE)
_MOST_ROWS = 4
_LONGEST_SHORT = 3
"""Letters of «LG», behind which a name may be small."""


def without_letter(text: str) -> str:
    """The text without a greeting that fills a row, or the first behind the command, and without the rows that close
    it. Where what follows a closing may be more than who signs, all of it stays."""
    rows = text.split("\n")
    if len(rows) == 1:
        return text
    if behind := _OPENING_BEHIND.fullmatch(rows[0].rstrip()):
        rows[0] = behind["verb"]
    kept = [row for place, row in enumerate(rows) if not (place and _OPENING.fullmatch(row.strip()))]
    while len(kept) > 1 and (not kept[-1].strip() or _OF_PHONE.fullmatch(kept[-1].strip())):
        kept.pop()
    for place in range(max(1, len(kept) - _MOST_ROWS - 1), len(kept)):
        signed = [row.strip() for row in kept[place + 1 :] if row.strip()]
        if _closes(kept[place].strip()) and all(map(_NAME.fullmatch, signed)):
            return "\n".join(kept[:place]).rstrip()
    return "\n".join(kept)


def _closes(row: str) -> bool:
    """Whether that row takes leave, perhaps with a name behind it: «Grüße ausrichten» does not."""
    closing = _CLOSING.fullmatch(row)
    if closing is None or not closing["name"]:
        return closing is not None
    return closing["name"][0].isupper() or row.find(" ") <= _LONGEST_SHORT
