"""What was released as files for everybody: bibliography, decisions, calendar, an index. They are made of the fields
that the room has seen, and of nothing else; the same releases give the same bytes, whenever they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from commands.base import Moment
from commands.calendar.ical import CalendarEntry, meeting_file
from commands.calendar.schedule import period
from commands.calendar_files import dated_entries, moved_dates
from commands.documents.markdown import link, on_one_line
from commands.literature.formats import bibtex_item, bibtex_name, bibtex_text, verbatim
from commands.releases.fields import PublicDecision, PublicEntry, PublicMeeting, PublicName
from commands.releases.outgoing import Outgoing, all_going_out
from commands.words import Text, _
from commands.words.render import render
from storage import Store
from storage.releases import Release
from storage.series import When

BIBLIOGRAPHY, CSL, DECISIONS, CALENDAR, INDEX, LICENCES = (
    "literatur.bib", "literatur.csl.json", "beschluesse.md", "sitzungen.ics", "index.md", "REUSE.toml",
)  # fmt: skip
_FACTS, _TEXTS = "CC0-1.0", "CC-BY-4.0"
"""The licence (SPDX) of what is mere facts, and of what the board has written."""
_AUTHORS: Final = "Open-Source-Board"


def public_files(at: Moment, store: Store) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every file of one board room; of nothing released they are valid and empty."""
    going = all_going_out(at, store)
    entries = [one.record for one in going if isinstance(one.record, PublicEntry)]
    decisions = [one.record for one in going if isinstance(one.record, PublicDecision)]
    meetings = [one.record for one in going if isinstance(one.record, PublicMeeting)]
    yield BIBLIOGRAPHY, "\n".join(map(_bibtex, entries)).encode()
    yield CSL, _json([_csl(entry) for entry in entries])
    yield DECISIONS, _markdown(_decisions(at, decisions))
    yield CALENDAR, _calendar(at, going)
    yield INDEX, _markdown(_index(at, entries, decisions, meetings))
    yield LICENCES, licences().encode()


def licences() -> str:
    """Who wrote these files and under which licence they are (reuse.software, version 3.3)."""
    facts = (_FACTS, [BIBLIOGRAPHY, CSL, CALENDAR])
    texts = (_TEXTS, [DECISIONS, INDEX])
    parts = (
        f"[[annotations]]\npath = {json.dumps(names)}\n"
        f'SPDX-FileCopyrightText = "{_AUTHORS}"\nSPDX-License-Identifier = "{licence}"\n'
        for licence, names in (facts, texts)
    )
    return "\n".join(["version = 1\n", *parts])


def _bibtex(entry: PublicEntry) -> str:
    fields = {
        "title": bibtex_text(entry.title),
        "author": " and ".join(bibtex_name(_csl_name(name)) for name in entry.authors),
        "url": verbatim(entry.address),
        "keywords": bibtex_text(", ".join(entry.tags)),
    }
    return bibtex_item("online" if entry.address else "misc", entry.key, fields)


def _csl(entry: PublicEntry) -> dict[str, Any]:
    fields = {
        "title": entry.title,
        "author": [_csl_name(name) for name in entry.authors],
        "URL": entry.address,
        "keyword": ", ".join(entry.tags),
    }
    kind = "webpage" if entry.address else "document"
    return {"id": entry.key, "type": kind, **{name: value for name, value in fields.items() if value}}


def _csl_name(name: PublicName) -> dict[str, str]:
    parts = {"literal": name.literal, "family": name.family, "given": name.given}
    return {part: value for part, value in parts.items() if value}


def _json(items: Sequence[dict[str, Any]]) -> bytes:
    """As it stands it can also lie within a page: no `<` ends a script there."""
    text = json.dumps(items, ensure_ascii=False, indent=1)
    return (text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n").encode()


def _markdown(blocks: Iterable[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode()


def _decisions(at: Moment, decisions: Sequence[PublicDecision]) -> Iterator[str]:
    yield f"# {_said(at, _('Decisions'))}"
    if not decisions:
        yield _said(at, _("None."))
    for one in decisions:
        yield f"## {one.key}"
        yield on_one_line(one.text)
        yield "\n".join(f"- {_said(at, said)}" for said in one.results())


def _calendar(at: Moment, going: Sequence[Outgoing]) -> bytes:
    entries = [
        entry
        for one in going
        if isinstance(one.record, PublicMeeting)
        for entry in _calendar_entries(one.record, one.release)
    ]
    return meeting_file(entries, ZoneInfo(at.settings.zone))


def _calendar_entries(meeting: PublicMeeting, release: Release) -> list[CalendarEntry]:
    """Nothing moves in them but by another release: its number is the SEQUENCE, the moment of its agreement the stamp.
    The UID is another than that of the members' own file, which says more."""
    agreed = datetime.fromtimestamp((release.agreed or 0) // 1000, UTC)

    def entry(when: When, uid: str) -> CalendarEntry:
        span = period(when)
        return CalendarEntry(
            uid=uid,
            sequence=release.number,
            summary=meeting.title,
            start=span.start,
            end=span.end,
            location=meeting.place,
            created=agreed,
            last_modified=agreed,
            cancelled=meeting.cancelled,
        )

    def uid(number: int) -> str:
        return str(uuid5(NAMESPACE_URL, f"matrixbot release {meeting.mark} {number}"))

    return dated_entries(meeting.when, moved_dates(meeting.when), uid, entry)


def _index(
    at: Moment,
    entries: Sequence[PublicEntry],
    decisions: Sequence[PublicDecision],
    meetings: Sequence[PublicMeeting],
) -> Iterator[str]:
    yield f"# {_said(at, _('What the board has released'))}"
    files = ((_("Literature"), (BIBLIOGRAPHY, CSL)), (_("Decisions"), (DECISIONS,)), (_("Meetings"), (CALENDAR,)))
    rows = (map(_entry_row, entries), map(_decision_row, decisions), (_meeting_row(at, one) for one in meetings))
    for (head, names), found in zip(files, rows, strict=True):
        yield f"## {_said(at, head)}"
        yield "\n".join(f"- {row}" for row in found) or _said(at, _("None."))
        yield _said(at, _("Files")) + ": " + ", ".join(f"[{name}]({name})" for name in names)


def _entry_row(entry: PublicEntry) -> str:
    title = entry.title or entry.address
    parts = [
        link(title, entry.address) if entry.address else on_one_line(title),
        on_one_line("; ".join(name.shown for name in entry.authors)),
        " ".join(f"\\#{on_one_line(tag)}" for tag in entry.tags),
    ]
    return " – ".join(part for part in parts if part)


def _decision_row(decision: PublicDecision) -> str:
    return f"[{decision.key}]({DECISIONS}): {on_one_line(decision.text)}"


def _meeting_row(at: Moment, meeting: PublicMeeting) -> str:
    parts = [on_one_line(meeting.title), *(_said(at, said) for said in meeting.dates()), on_one_line(meeting.place)]
    parts += [_said(at, _("The meeting is cancelled."))] if meeting.cancelled else []
    return " – ".join(part for part in parts if part)


def _said(at: Moment, text: Text) -> str:
    return on_one_line(render(text, at.settings.style).body)
