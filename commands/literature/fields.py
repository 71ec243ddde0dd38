"""The fields of an entry that a line may name, by every word members write for them, and their values as CSL-JSON."""

from __future__ import annotations

import difflib
from datetime import date
from typing import Any, Final

from commands.base import UserError
from commands.base.typed import fold
from commands.literature.authors import read_names
from commands.patterns import regex
from commands.words import Text, _

_WORDS: Final = {
    "title": ("titel", "title"),
    "note": ("notiz", "note", "anmerkung", "kommentar", "comment"),
    "tags": ("schlagworte", "tags", "schlagwoerter", "schlagwort", "tag", "keywords", "stichworte"),
    "author": ("autoren", "authors", "author", "autor", "autorin", "autorinnen", "verfasser", "verfasserin", "von"),
    "editor": ("herausgeber", "editor", "editors", "herausgeberin", "herausgeberinnen", "hrsg", "hg"),
    "issued": ("jahr", "year", "datum", "date", "erscheinungsjahr", "erschienen", "published"),
    "publisher": ("verlag", "publisher", "institution"),
    "publisher-place": ("ort", "place", "verlagsort", "erscheinungsort", "location"),
    "container-title": ("zeitschrift", "journal", "magazin", "zeitung", "newspaper"),
    "book": ("in", "sammelband", "booktitle", "buchtitel"),
    "collection-title": ("reihe", "series", "schriftenreihe"),
    "volume": ("band", "volume", "jahrgang", "jg", "vol"),
    "issue": ("ausgabe", "issue", "heft", "nummer", "number", "nr"),
    "edition": ("auflage", "edition"),
    "page": ("seiten", "pages", "seite", "page", "s", "pp"),
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "URL": ("url", "adresse", "address", "link"),
    "type": ("art", "type", "typ", "dokumenttyp"),
    "accessed": ("zugriff", "accessed", "zugriff am", "abgerufen", "abgerufen am", "zuletzt abgerufen", "urldate"),
    "language": ("sprache", "language"),
    "abstract": ("zusammenfassung", "abstract"),
}
FIELD_OF: Final = {fold(word): field for field, words in _WORDS.items() for word in words}
"""The field that a word means, folded."""

SURE: Final = ("author", "editor", "issued", "DOI", "ISBN", "ISSN", "URL", "publisher", "page", "accessed", "type")
"""Fields whose names begin a value also in the middle of a line: hardly a title has them before a colon."""

TYPES: Final = {
    "webpage": ("webseite", "webpage", "website", "internetseite", "seite", "online"),
    "report": ("bericht", "report", "studie", "gutachten", "study"),
    "article-journal": ("artikel", "article", "aufsatz", "zeitschriftenartikel", "paper"),
    "article-newspaper": ("zeitungsartikel", "newspaper article"),
    "article": ("preprint", "vorabdruck"),
    "book": ("buch", "book", "monografie", "monographie"),
    "chapter": ("kapitel", "chapter", "buchkapitel", "beitrag"),
    "dataset": ("datensatz", "dataset", "daten", "data"),
    "thesis": ("abschlussarbeit", "thesis", "dissertation", "masterarbeit", "bachelorarbeit"),
    "legislation": ("gesetz", "legislation", "verordnung", "law"),
    "standard": ("norm", "standard"),
    "speech": ("vortrag", "speech", "praesentation", "presentation"),
    "software": ("software", "programm"),
    "motion_picture": ("video", "film"),
    "document": ("dokument", "document", "sonstiges", "misc"),
}
"""CSL's types, by the words for them."""
REFINED: Final = {
    "article-newspaper": ("entrysubtype", "newspaper"),
    "article": ("pubstate", "prepublished"),
    "speech": ("entrysubtype", "speech"),
}
"""What tells, in BibLaTeX, a type from the more common one that has the same entries."""
_TYPE_OF = {fold(word): kind for kind, words in TYPES.items() for word in (kind, *words)}
_ISO = regex(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_GERMAN = regex(r"(?:(?:(\d{1,2})\.\s*)?(\d{1,2})[./]\s*)?(\d{4})")


def read_field(field: str, value: str) -> dict[str, Any]:
    """The value of a field as CSL-JSON. Raises UserError for a value that the field cannot have."""
    if field in ("author", "editor"):
        return {field: read_names(value)}
    if field in ("issued", "accessed"):
        return {field: {"date-parts": [_date_parts(value)]}}
    if field == "type":
        return {"type": _type(value)}
    if field == "book":
        return {"type": "chapter", "container-title": value}
    return {field: value}


def unknown(name: str) -> UserError:
    """A field that does not exist, with the nearest that does."""
    known = [words[0] for words in _WORDS.values()]
    near = difflib.get_close_matches(fold(name), FIELD_OF, n=1, cutoff=0.75)
    example = _("`!lit edit L4 Year: 2024; Publisher: Springer`")
    if near:
        word = Text("{word}", {"word": near[0].capitalize()})
        return UserError(_("There is no field {name}. Is {near} meant?", name=name, near=word), example)
    return UserError(_("There is no field {name}. There are: {fields}.", name=name, fields=", ".join(known)), example)


def is_near(name: str) -> bool:
    """Whether the word is a slip of a field's name."""
    return bool(difflib.get_close_matches(fold(name), [word for word in FIELD_OF if len(word) > 3], n=1, cutoff=0.84))


def date_parts(day: date) -> dict[str, Any]:
    """A day as CSL-JSON keeps it."""
    return {"date-parts": [[day.year, day.month, day.day]]}


def _date_parts(value: str) -> list[int]:
    """`2024`, `5/2024`, `3.5.2024`, `2024-05-03` as CSL's date-parts. Raises UserError."""
    value = value.strip(" .")
    iso, german = _ISO.fullmatch(value), _GERMAN.fullmatch(value)
    said = iso.groups() if iso else german.groups()[::-1] if german else ()
    parts = [int(part) for part in said if part]
    try:
        date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):
        raise UserError(
            _("{value} is no year and no date.", value=value[:80]), _("`!lit edit L4 Year: 2024; Publisher: Springer`")
        ) from None
    return parts


def _type(value: str) -> str:
    kind = _TYPE_OF.get(fold(value.strip(" .")))
    if kind is None:
        kinds = ", ".join(words[0] for words in TYPES.values())
        raise UserError(
            _("{value} is no type of literature. There are: {kinds}.", value=value[:80], kinds=kinds),
            _("`!lit edit L4 Type: report`"),
        )
    return kind
