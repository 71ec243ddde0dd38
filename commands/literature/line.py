"""Reads what is behind `!lit add`: address, title, tags and note, in the orders in which people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from commands.base import UsageError, UserError
from commands.base.typed import fold
from commands.literature.address import Address, read_address
from commands.words import _

LONGEST_TITLE = 300
LONGEST_NOTE = 2_000
LONGEST_TAG = 40
MOST_TAGS = 12

_MARKDOWN = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s)]+)\)")
_WEB = re.compile(r"<?\b(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s<>]*>?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<!\S)(?:doi:\s*)?10\.\d{4,9}/\S+|(?<!\S)arxiv:\s*\S+|(?<!\S)\d\d(?:0\d|1[0-2])\.\d{4,5}(?:v\d+)?(?!\S)"
    r"|(?<!\S)isbn(?:-1[03])?[:\s]*[\dX][\dX -]{8,}[\dX](?!\S)|(?<!\S)97[89][- ]?(?:\d[- ]?){9}\d(?!\S)",
    re.IGNORECASE,
)
_TAG = re.compile(r"(?<![^\s,;])#(?=[^\s,;#]*[^\W\d_])([^\s,;#.!?]+)")
_BREAK = re.compile(r"(?:^|\s)(?:[–—]\s*|--?\s+)|\n\s*")
_FIELDS = {
    **dict.fromkeys(("title", "titel"), "title"),
    **dict.fromkeys(("note", "notiz", "anmerkung"), "note"),
    **dict.fromkeys(("tags", "schlagworte", "schlagwoerter"), "tags"),
    **dict.fromkeys(("authors", "author", "autor", "autorin", "autoren", "autorinnen"), "authors"),
}
_WORDS = "|".join((*_FIELDS, "schlagwörter"))
_NAMED = re.compile(
    rf"(?:(?:^|[;\n])[^\S\n]*+(?P<name>{_WORDS})\s*:|(?:^|(?<=\s))(?:--|[–—])(?P<dashed>{_WORDS})[ =:])\s*",
    re.IGNORECASE,
)
_AT_THE_END = ".,;:!?'\"»“”„"


@dataclass(frozen=True, slots=True)
class Described:
    """What a line says of an entry. `tags` are (as written, folded) pairs."""

    title: str
    note: str
    tags: tuple[tuple[str, str], ...]
    authors: str


def take_address(text: str) -> tuple[Address | None, str]:
    """The address, DOI, arXiv number or ISBN in the text, and the text without it; None if there is none.

    Raises UserError if what looks like an address is none.
    """
    linked = _MARKDOWN.search(text)
    if linked:
        return read_address(linked[2]), _without(text, linked.start(), linked.end(), linked[1])
    found = _WEB.search(text) or _NUMBER.search(text)
    if found is None:
        return None, text
    written = found[0].strip("<>").rstrip(_AT_THE_END)
    while written.endswith(")") and written.count(")") > written.count("("):
        written = written[:-1].rstrip(_AT_THE_END)
    end = found.start() + found[0].find(written) + len(written)
    tail = found[0][end - found.start() :]
    return read_address(written), _without(text, found.start(), end if ")" in tail else found.end(), "")


def describe(text: str) -> Described:
    """Title, note, tags and authors in a text without its address.

    Each may be given by name (`Note: …`, `--title …`). Else a note begins behind a dash or on a new line. If there are
    tags, it is the first dash behind one: a dash before them may belong to the title. Raises UserError for what is too
    long.
    """
    text, named = _take_named(text)
    words = [*_TAG.findall(text), *re.split(r"[\s,;#]+", named.get("tags", ""))]
    tagged = _TAG.search(text)
    breaks = (tagged and _BREAK.search(text, tagged.end())) or _BREAK.search(text)
    behind = text[breaks.end() :] if breaks else ""
    title = named.get("title") or _one_line(_TAG.sub("", text[: breaks.start()] if breaks else text))
    note = named.get("note") or _TAG.sub("", behind).strip()
    authors = _at_most(named.get("authors", ""), LONGEST_TITLE)
    return Described(_at_most(title, LONGEST_TITLE), _at_most(note, LONGEST_NOTE), read_tags(words), authors)


def _take_named(text: str) -> tuple[str, dict[str, str]]:
    """Takes what is given by name out of the text; a value ends with its line or before the next name."""
    named: dict[str, str] = {}
    found = list(_NAMED.finditer(text))
    kept = text[: found[0].start()] if found else text
    for match, following in zip_longest(found, found[1:]):
        until = following.start() if following else len(text)
        value, _line_break, behind = text[match.end() : until].partition("\n")
        named[_FIELDS[fold(match["name"] or match["dashed"])]] = value.strip(" ;")
        kept += "\n" + behind
    return kept.strip(" ;\n"), named


def read_tags(words: list[str]) -> tuple[tuple[str, str], ...]:
    """The tags as (as written, folded) pairs, each once. Raises UserError for too many or too long ones."""
    tags: dict[str, str] = {}
    for word in (word.lstrip("#") for word in words):
        if word:
            tags.setdefault(fold(word), _at_most(word, LONGEST_TAG))
    if len(tags) > MOST_TAGS:
        raise UserError(_("An entry has at most {n} tags at once.", n=MOST_TAGS), _("`!lit tag L4 #governance`"))
    return tuple((written, folded) for folded, written in tags.items())


def no_address() -> UsageError:
    """The line has no address in it."""
    return UsageError(
        _("Which address is meant? It begins with http:// or https://, or it is a DOI, an arXiv number or an ISBN."),
        _("`!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`"),
    )


def _without(text: str, start: int, end: int, instead: str) -> str:
    return re.sub(r"\(\s*\)", "", f"{text[:start]}{instead}{text[end:]}").strip(" ,;:")


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:\"'„“”«»–—-")


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise UserError(
            _("That is {n} characters long; {most} are the most. Please shorten it.", n=len(text), most=most),
            _("`!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`"),
        )
    return text
