"""Which field of a file is which field of an entry, and how its values are read, for BibTeX as for RIS."""

from __future__ import annotations

import re
from typing import Any, Final

from commands.base import UserError
from commands.literature.authors import OTHERS, full_name
from commands.literature.fields import read_field
from commands.literature.importing.latex import unlatexed
from commands.patterns import regex
from storage.values import frozen

_AUTHORS: Final = regex(r"\s{1,20}and\s{1,20}", re.IGNORECASE)


@frozen
class Language:
    """How a kind of file calls things: its types, its fields by ours, those that say nothing worth keeping, and those
    that tell one type from another."""

    types: dict[str, str]
    fields: dict[str, tuple[str, ...]]
    silent: frozenset[str]
    refining: frozenset[str] = frozenset()


BIBTEX: Final = Language(
    types={
        "book": "book", "inbook": "chapter", "incollection": "chapter", "inproceedings": "chapter",
        "conference": "chapter", "proceedings": "book", "collection": "book", "mvbook": "book", "booklet": "book",
        "article": "article-journal", "suppperiodical": "article-journal", "periodical": "book",
        "report": "report", "techreport": "report", "thesis": "thesis", "phdthesis": "thesis",
        "mastersthesis": "thesis", "bachelorsthesis": "thesis", "online": "webpage", "electronic": "webpage",
        "www": "webpage", "webpage": "webpage", "dataset": "dataset", "software": "software", "standard": "standard",
        "legislation": "legislation", "video": "motion_picture", "movie": "motion_picture", "unpublished": "document",
        "misc": "document", "manual": "document",
    },
    fields={
        "title": ("title",), "subtitle": ("subtitle",), "author": ("author",), "editor": ("editor",),
        "issued": ("date", "year"), "month": ("month",),
        "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
        "collection-title": ("series",), "volume": ("volume",), "issue": ("number", "issue"),
        "edition": ("edition",), "page": ("pages",),
        "publisher": ("publisher", "institution", "school", "organization"),
        "publisher-place": ("address", "location"), "DOI": ("doi",), "ISBN": ("isbn",), "ISSN": ("issn",),
        "URL": ("url", "howpublished"), "accessed": ("urldate",), "language": ("language", "langid"),
        "abstract": ("abstract",),
        "tags": ("keywords", "keyword"), "note": ("note", "annotation", "annote", "addendum"),
        "eprint": ("eprint",), "eprinttype": ("eprinttype", "archiveprefix"),
    },
    silent=frozenset({"primaryclass", "eprintclass", "day"}),
    refining=frozenset({"entrysubtype", "pubstate"}),
)  # fmt: skip
RIS: Final = Language(
    types={
        "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "CPAPER": "chapter",
        "CONF": "chapter", "JOUR": "article-journal", "EJOUR": "article-journal", "MGZN": "article-journal",
        "NEWS": "article-newspaper", "RPRT": "report", "GOVDOC": "report", "UNPB": "article", "THES": "thesis",
        "DATA": "dataset", "COMP": "software", "STAT": "legislation", "LEGAL": "legislation", "STAND": "standard",
        "VIDEO": "motion_picture", "MPCT": "motion_picture", "SLIDE": "speech", "ELEC": "webpage", "BLOG": "webpage",
        "WEB": "webpage", "GEN": "document",
    },
    fields={
        "title": ("TI", "T1", "CT", "BT"), "author": ("AU", "A1"), "editor": ("A2", "ED"), "issued": ("DA", "PY", "Y1"),
        "container-title": ("T2", "JO", "JF", "JA"), "collection-title": ("T3",), "volume": ("VL",),
        "issue": ("IS",), "edition": ("ET",), "page": ("SP",), "last-page": ("EP",), "publisher": ("PB",),
        "publisher-place": ("CY", "PP"), "DOI": ("DO",), "isxn": ("SN",), "URL": ("UR", "L2", "LK"),
        "accessed": ("Y2",),
        "language": ("LA",), "abstract": ("AB", "N2"), "tags": ("KW",), "note": ("N1", "RN"),
    },
    silent=frozenset({"ID"}),
)  # fmt: skip


def bibtex_names(value: str) -> list[dict[str, str]]:
    """`Müller, Anna and {Stadt Bochum} and others` as CSL-JSON's names; what stands in braces is one name."""
    names: list[dict[str, str]] = []
    for written in _outside_braces(value):
        one = written.strip()
        if one.lower() == "others":
            names.append({"literal": OTHERS})
        elif one.startswith("{") and one.endswith("}"):
            names.append({"literal": unlatexed(one)})
        elif one:
            names.append(_name(unlatexed(one)))
    return [name for name in names if any(name.values())]


def ris_names(values: list[str]) -> list[dict[str, str]]:
    """One name in each value: `Müller, Anna`, or an institution without a comma."""
    names = []
    for one in values:
        family, comma, given = (part.strip() for part in " ".join(one.split()).partition(","))
        names.append({"family": family, "given": given} if comma and given else {"literal": family})
    return [name for name in names if any(name.values())]


def date_field(field: str, written: str, month: str = "") -> dict[str, Any] | None:
    """A year or a day as CSL-JSON; None if it is none."""
    text = written.strip().replace("/", "-").strip("-")
    text = text.split("T")[0]
    if re.fullmatch(r"\d{4}", text) and re.fullmatch(r"0?[1-9]|1[0-2]", month.strip()):
        text = f"{text}-{month.strip()}"
    try:
        return read_field(field, text)
    except UserError:
        return None


def _name(text: str) -> dict[str, str]:
    """`Family, Given`, `Family, Jr, Given` or `Given Family`; a single word is a name in one piece."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 1:
        return {"family": parts[0], "given": ", ".join(reversed(parts[1:]))}
    return full_name(text) if len(text.split()) > 1 else {"literal": text}


_DEPTH: Final = {"{": 1, "}": -1}


def _outside_braces(value: str) -> list[str]:
    """The value in pieces at each `and` that stands in no braces."""
    pieces, start = [], 0
    depths = [0]
    for sign in value:
        depths.append(depths[-1] + _DEPTH.get(sign, 0))
    for match in _AUTHORS.finditer(value):
        if depths[match.start()] == 0:
            pieces.append(value[start : match.start()])
            start = match.end()
    return [*pieces, value[start:]]
