"""The files of a public export as programs of others read them: every value in them, by the kind of file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import icalendar
from markdown_it import MarkdownIt
from pybtex.database import parse_string

FILES = {"literatur.bib", "literatur.csl.json", "beschluesse.md", "sitzungen.ics", "index.md", "REUSE.toml"}
_LATEX = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", **{"\\" + sign: sign for sign in "#$%&_"},
}  # fmt: skip
_EVENT = {
    "UID", "SEQUENCE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SUMMARY", "DTSTART", "DTEND", "RRULE", "EXDATE",
    "RECURRENCE-ID", "LOCATION", "STATUS", "TRANSP",
}  # fmt: skip


@dataclass(frozen=True)
class ReadBack:
    """What the files say: `words` in any of them, `addresses` that are linked, keys of entries and of decisions,
    the summaries of events, and the structure of the pages as tags."""

    words: tuple[str, ...]
    addresses: tuple[str, ...]
    entries: tuple[str, ...]
    decisions: tuple[str, ...]
    events: tuple[str, ...]
    tags: tuple[str, ...]


def read_back(files: Mapping[str, bytes]) -> ReadBack:
    """Raises where a file is not what its name says."""
    assert set(files) == FILES
    items = json.loads(files["literatur.csl.json"])
    bibliography = parse_string(files["literatur.bib"].decode(), "bibtex").entries
    assert list(bibliography) == [item["id"] for item in items]
    calendar = icalendar.Calendar.from_ical(files["sitzungen.ics"])
    assert calendar.walk()[1:], "RFC 5545 wants a component"
    licences = tomllib.loads(files["REUSE.toml"].decode())
    assert {name for part in licences["annotations"] for name in part["path"]} == FILES - {"REUSE.toml"}
    pages = [_page(files[name].decode()) for name in ("beschluesse.md", "index.md")]
    events = list(calendar.walk("VEVENT"))
    assert all(set(event) <= _EVENT and not event.subcomponents for event in events)
    words = [
        *(value for item in items for value in _item(item)),
        *(value for entry in bibliography.values() for value in _bibtex(entry)),
        *(str(event[name]) for event in events for name in ("SUMMARY", "LOCATION") if name in event),
        *(word for page in pages for word in page[0]),
    ]
    headings = [
        text for (texts, _links, tags) in pages[:1] for text, tag in zip(texts, tags, strict=True) if tag == "h2"
    ]
    return ReadBack(
        tuple(words),
        (*(item["URL"] for item in items if "URL" in item), *(link for page in pages for link in page[1])),
        tuple(item["id"] for item in items),
        tuple(headings),
        tuple(str(event["SUMMARY"]) for event in events),
        tuple(tag for page in pages for tag in page[2]),
    )


def _item(item: Mapping[str, Any]) -> Iterator[str]:
    assert set(item) <= {"id", "type", "title", "author", "URL", "keyword"}
    yield item.get("title", "")
    yield item.get("URL", "")
    for name in item.get("author", ()):
        assert set(name) <= {"literal", "family", "given"}
        yield from name.values()
    yield from item.get("keyword", "").split(", ")


def _bibtex(entry: Any) -> Iterator[str]:
    assert set(entry.fields) <= {"title", "url", "keywords"} and set(entry.persons) <= {"author"}
    yield _plain(entry.fields.get("title", ""))
    yield from _plain(entry.fields.get("keywords", "")).split(", ")
    for person in entry.persons.get("author", ()):
        for part in (*person.first_names, *person.middle_names, *person.prelast_names, *person.last_names):
            yield _plain(part).removeprefix("{").removesuffix("}")


def _plain(latex: str) -> str:
    text = ""
    while latex:
        code = next((code for code in _LATEX if latex.startswith(code)), latex[0])
        text, latex = text + _LATEX.get(code, code), latex[len(code) :]
    return text


def _page(text: str) -> tuple[list[str], list[str], list[str]]:
    """The words of each block, the addresses of links, and the blocks' tags; as CommonMark with raw HTML has them."""
    tokens = MarkdownIt("commonmark").parse(text)
    texts, links, tags = [], [], []
    for before, token in pairwise(tokens):
        assert token.type in _BLOCKS, token
        if token.type == "inline":
            children = token.children or []
            assert all(child.type in _INLINE for child in children), token.content
            texts.append("".join(" " if child.type == "softbreak" else child.content for child in children))
            tags.append(before.tag)
            links += [str(child.attrs["href"]) for child in children if child.type == "link_open"]
    return texts, links, tags


_BLOCKS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
    "list_item_open", "list_item_close", "inline",
}  # fmt: skip
_INLINE = {"text", "text_special", "softbreak", "link_open", "link_close"}
