"""Reads what is behind `!lit add`: address, title, tags and note, in the orders in which people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from commands.base import UsageError, UserError, at_most
from commands.base.typed import fold
from commands.literature.address import Address, read_address
from commands.literature.fields import FIELD_OF, SURE, is_near, read_field, unknown
from commands.patterns import regex
from commands.words import Code, Text, _

LONGEST_TITLE = 300
LONGEST_NOTE = 2_000
LONGEST_TAG = 40
MOST_TAGS = 12
MOST_AT_ONCE = 50
"""Entries that one line, or the links of one message, can add."""
_EXAMPLE = _("`!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`")

_MARKDOWN = regex(r"\[([^\[\]\n]+)\]\((https?://[^\s)]+)\)")
_WEB = regex(
    r"<?\b(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s<>]*>?|(?<![^\s(<])(?:(?:dx\.)?doi\.org/10\.|arxiv\.org/|urn:[a-z0-9][a-z0-9-]{1,31}:)[^\s<>]+",
    re.IGNORECASE,
)
_NUMBER = regex(
    r"(?<![^\s(])(?:doi:\s*)?10\.\d{4,9}/\S+|(?<![^\s(])arxiv:\s*\S+"
    r"|(?<![^\s(])isbn(?:-1[03])?[:\s]*[\dX][\dX -]{8,}[\dX](?![^\s,;.)])"
    r"|(?<!\S)97[89][- ]?(?:\d[- ]?){9}\d(?![^\s,;.)])",
    re.IGNORECASE,
)
_BARE_ARXIV = regex(r"(?<!\S)\d\d(?:0\d|1[0-2])\.\d{4,5}(?:v\d+)?(?!\S)")
_TAG = regex(r"(?<![^\s,;])#(?=[^\s,;#]*[^\W\d_])([^\s,;#.!?]+)")
_BREAK = regex(r"(?:^|\s)(?:[–—]\s*|--?\s+)|\n\s*")
_QUOTED = regex(r"„[^„“”\"\n]*[“”\"]|“[^“”\n]*”|«[^«»\n]*»|»[^«»\n]*«|(?<!\w)\"[^\"\n]*\"")
_NAME = r"[^\W\d_]{1,40}(?: am| abgerufen(?: am)?)?"
_NAMED = regex(
    r"(?P<before>^|[;,\n]|(?<=\s))\s{0,3}"
    rf"(?:(?P<name>{_NAME})\s{{0,3}}:(?!//)(?=\s|[^\W_])|(?:--|[–—])(?P<dashed>{_NAME})[ =:])\s*",
    re.IGNORECASE,
)
_ADDRESS = "\x02"
_NO_NOTE = regex(
    rf"{_ADDRESS}\s{{0,9}}(?:,|;|&|und|and|sowie)?\s{{0,9}}(?={_ADDRESS})|[(<\[][\s{_ADDRESS}]*+[)>\]]|{_ADDRESS}",
    re.IGNORECASE,
)
"""What only joins two addresses, or stands around one, is no note about them."""
_AT_THE_END = ".,;:!?'\"»“”„"


@dataclass(frozen=True, slots=True)
class Described:
    """What a line says of an entry. `tags` are (as written, folded) pairs, `csl` the other fields as CSL-JSON."""

    title: str
    note: str
    tags: tuple[tuple[str, str], ...]
    csl: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posted:
    """One entry as a line says it: where it is found, None if that was not said, and what it says of it."""

    address: Address | None
    described: Described


def read_line(text: str) -> tuple[Posted, ...]:
    """All entries that the text tells of; one without an address if there is none.

    Several addresses are several entries if each begins a row of its own, or if nothing but tags is said of them.
    Raises UserError where it is not clear to which of them the words belong, and for what cannot be read.
    """
    rows = re.split(rf"\n(?=\s*(?:{_WEB.pattern}|{_NUMBER.pattern}))", text, flags=re.IGNORECASE)
    if len(rows) > 1 and all(len(_addresses(row)) == 1 for row in rows):
        _refuse_many(len(rows))
        return tuple(_read_one(row) for row in rows)
    free, named = _take_named(text)
    found = _addresses(free)
    if len(found) < 2:
        return (_read_one(text),)
    _refuse_many(len(found))
    rest = free
    keys: dict[str, Address] = {}
    for written in found:
        address = read_address(written)
        keys.setdefault(address.key, address)
        rest = rest.replace(written, " ", 1)
    without_tags = _TAG.sub("", re.sub(r"(?i)\b(?:und|and)\b|[<>(),;&]", " ", rest)).strip()
    if len(keys) > 1 and (without_tags or set(named) - {"tags"}):
        raise UserError(
            _(
                "There are {n} addresses in it; the words cannot be told apart. Each begins a row of its own.",
                n=len(keys),
            ),
            Text("{line}", {"line": Code("!lit add " + " ".join(found))}) if len(" ".join(found)) < 400 else None,
        )
    described = describe(rest if len(keys) == 1 else " ".join(_tags_as_typed(rest, named)))
    return tuple(Posted(address, described) for address in keys.values())


def _refuse_many(count: int) -> None:
    """Raises UserError for more entries than anybody adds at once: all of them are one answer."""
    if count > MOST_AT_ONCE:
        raise UserError(
            _(
                "These are {n} addresses; {most} at once are the most. A .bib or .ris file may hold more.",
                n=count,
                most=MOST_AT_ONCE,
            )
        )


def has_address(text: str) -> bool:
    """Whether the text holds what can be added."""
    return bool(_addresses(text))


def links_in(text: str) -> tuple[tuple[Address, ...], str]:
    """The addresses in what somebody said, each once, and the words beside them. What is no good address is passed
    over, and so are links to rooms and messages. Raises UserError for more than are added at once."""
    found: dict[str, Address] = {}
    links = _addresses(text)
    _refuse_many(len(links))
    for written in links:
        try:
            address = read_address(written)
        except UserError:
            continue
        if not address.key.startswith("https://matrix.to/"):
            found.setdefault(address.key, address)
            text = text.replace(written, _ADDRESS, 1)
    return tuple(found.values()), " ".join(_NO_NOTE.sub(" ", text).split()).strip(" ,;:–—-")


def _tags_as_typed(rest: str, named: Mapping[str, str]) -> list[str]:
    return [f"#{tag}" for tag in (*_TAG.findall(rest), *re.split(r"[\s,;#]+", named.get("tags", ""))) if tag]


def _read_one(text: str) -> Posted:
    free, named = _take_named(text)
    address, free = take_address(free)
    if address is None and (number := next((n for n in ("URL", "DOI", "ISBN") if n in named), None)):
        address = read_address(named[number] if number != "ISBN" else f"ISBN {named[number]}")
    return Posted(address, _describe(free, named))


def _addresses(text: str) -> list[str]:
    """Every address in the text as it was written, in order; a bare number is arXiv's only where there is no other."""
    rest = text
    found: list[tuple[int, str]] = []
    for pattern in (_MARKDOWN, _WEB, _NUMBER):
        for match in pattern.finditer(rest):
            found.append((match.start(), match[2] if pattern is _MARKDOWN else _trimmed(match[0])))
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    bare = _BARE_ARXIV.search(text)
    return [written for _start, written in sorted(found)] or ([bare[0]] if bare else [])


def _trimmed(written: str) -> str:
    """An address without the marks of the sentence around it."""
    if written.startswith("<") or (written.endswith(">") and "<" not in written):
        written = written.strip("<>")
    written = written.rstrip(_AT_THE_END)
    while written.endswith(")") and written.count(")") > written.count("("):
        written = written[:-1].rstrip(_AT_THE_END)
    return written


def take_address(text: str) -> tuple[Address | None, str]:
    """The address, DOI, arXiv number or ISBN in the text, and the text without it; None if there is none.

    Raises UserError if what looks like an address is none.
    """
    linked = _MARKDOWN.search(text)
    if linked:
        return read_address(linked[2]), _without(text, linked.start(), linked.end(), linked[1])
    found = _WEB.search(text) or _NUMBER.search(text) or _BARE_ARXIV.search(text)
    if found is None:
        return None, text
    written = _trimmed(found[0])
    end = found.start() + found[0].find(written) + len(written)
    tail = found[0][end - found.start() :]
    start = found.start()
    if start and text[start - 1 : start] in '„“"«»' and tail[:1] in '“”"«»':
        start -= 1  # the quotes are about the address
    return read_address(written), _without(text, start, end if ")" in tail else found.end(), "")


def describe(text: str) -> Described:
    """Title, note, tags and fields in a text without its address.

    Each may be given by name (`Note: …`, `--title …`). Else a note begins behind a dash or on a new line. If there are
    tags, it is the first dash behind one: a dash before them may belong to the title. Nothing inside quotation marks is
    read. Raises UserError for what is too long, for an unknown field, and for a value that a field cannot have.
    """
    return _describe(*_take_named(text))


def _describe(text: str, named: Mapping[str, str]) -> Described:
    masked = _masked(text)
    words = [*_TAG.findall(masked), *re.split(r"[\s,;#]+", named.get("tags", ""))]
    tagged = _TAG.search(masked)
    breaks = (tagged and _BREAK.search(masked, tagged.end())) or _BREAK.search(masked)
    cut = (breaks.start(), breaks.end()) if breaks else (len(text), len(text))
    free = _one_line(_without_tags(text[: cut[0]], masked[: cut[0]]))
    behind = _without_tags(text[cut[1] :], masked[cut[1] :]).strip()
    title = named.get("title") or free
    note = "\n".join(
        dict.fromkeys(part for part in (free if named.get("title") else "", behind, named.get("note")) if part)
    )
    csl: dict[str, Any] = {}
    for name, value in named.items():
        if name not in ("title", "note", "tags", "URL"):
            csl |= read_field(name, at_most(value, LONGEST_NOTE if name == "abstract" else LONGEST_TITLE, _EXAMPLE))
    if "container-title" in named and "type" not in csl:
        csl["type"] = "article-journal"
    return Described(
        at_most(title, LONGEST_TITLE, _EXAMPLE), at_most(note, LONGEST_NOTE, _EXAMPLE), read_tags(words), csl
    )


def _take_named(text: str) -> tuple[str, dict[str, str]]:
    """Takes what is given by name out of the text; a value ends with its line or before the next name."""
    named: dict[str, str] = {}
    found = _names_in(text)
    kept = text[: found[0][1].start()] if found else text
    for (name, match), following in zip_longest(found, found[1:]):
        until = following[1].start() if following else len(text)
        value, _line_break, behind = text[match.end() : until].partition("\n")
        value = value.strip(" ;") if name in ("title", "note", "abstract") else value.strip(" ;,")
        named[name] = f"{named[name]}; {value}" if name in named and name in ("author", "editor", "tags") else value
        kept += "\n" + behind
    return kept.strip(" ;\n"), {name: value for name, value in named.items() if value}


def _names_in(text: str) -> list[tuple[str, re.Match[str]]]:
    """The fields that are named in the text, each with where. Raises UserError for one that does not exist."""
    masked, at = _masked(text), 0
    found: list[tuple[str, re.Match[str]]] = []
    while match := _NAMED.search(masked, at):
        written = match["name"] or match["dashed"]
        name = FIELD_OF.get(fold(written))
        separated = (
            bool(match["dashed"])
            or match["before"] in (";", "\n")
            or not masked[: match.start("name")].strip(f" \n{_ADDRESS}")
        )
        previous = found[-1][0] if found else None
        inside = name in SURE or (previous is not None and previous not in ("title", "note", "abstract"))
        at = match.end()
        if name and (separated or inside) and (name != "author" or fold(written) != "von" or separated):
            found.append((name, match))
        elif name is None and match["name"] and (match["before"] == ";" or (separated and is_near(written))):
            raise unknown(written)
        else:
            at = max(match.end("name"), match.end("dashed"))
    return found


def _masked(text: str) -> str:
    """The text with what stands in quotation marks or is an address blotted out; places stay."""
    text = _QUOTED.sub(lambda match: "\x01" * len(match[0]), text)
    return _WEB.sub(lambda match: match[0].replace(_trimmed(match[0]), _ADDRESS * len(_trimmed(match[0]))), text)


def _without_tags(text: str, masked: str) -> str:
    for match in reversed(list(_TAG.finditer(masked))):
        text = _joined(text[: match.start()], text[match.end() :])
    return text


def _joined(before: str, after: str) -> str:
    """The two sides of what was taken out; no blank stays before a sign."""
    return (before.rstrip(" ") if after.lstrip(" ")[:1] in (",", ".", ")") else before) + after


def read_tags(words: list[str]) -> tuple[tuple[str, str], ...]:
    """The tags as (as written, folded) pairs, each once. Raises UserError for too many or too long ones."""
    tags: dict[str, str] = {}
    for word in (word.lstrip("#") for word in words):
        if word:
            tags.setdefault(fold(word), at_most(word, LONGEST_TAG, _EXAMPLE))
    if len(tags) > MOST_TAGS:
        raise UserError(_("An entry has at most {n} tags at once.", n=MOST_TAGS), _("`!lit tag L4 #governance`"))
    return tuple((written, folded) for folded, written in tags.items())


def no_address() -> UsageError:
    """The line has no address in it."""
    return UsageError(
        _("Which address is meant? It begins with http:// or https://, or it is a DOI, an arXiv number or an ISBN."),
        _EXAMPLE,
    )


def _without(text: str, start: int, end: int, instead: str) -> str:
    return re.sub(r"\(\s*\)", "", _joined(text[:start] + instead, text[end:])).strip(" ,;:")


def _one_line(text: str) -> str:
    """A title on one line; quotation marks go only where they stand around all of it."""
    title = " ".join(text.split()).strip(" ,;:–—-")
    return title[1:-1].strip() if _QUOTED.fullmatch(title) else title
