"""All records of a board room as files that need no bot: for the day on which the board leaves this one.

`records.json` has everything; meetings and members stand in it once more under the names of OParl 1.1
(https://oparl.org/spezifikation/online-ansicht/), so far as that has a name for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from commands.base import Moment
from commands.calendar.schedule import period
from commands.calendar_files import whole_calendar
from commands.literature.formats import bibtex, markdown
from commands.spreadsheets import ENCODING, spreadsheet
from commands.words import Text, Value, _
from commands.words.render import render
from storage import Store
from storage.copying import KindCopy
from storage.meetings import Meeting
from storage.persons import iso

OPARL: Final = "https://schema.oparl.org/1.1/"
_OWN: Final = "matrixbot:"
"""Begins what OParl has no name for (OParl 1.1, «Herstellerspezifische Erweiterungen»)."""


def export_files(at: Moment, store: Store, copies: Sequence[KindCopy]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every file of one board room."""
    meetings = _all_meetings(at, store)
    yield "records.json", _json(at, store, meetings, copies)
    for copy in copies:
        yield f"{copy.kept.file}.csv", _csv(copy)
    yield "sitzungen.ics", whole_calendar(at, [(meeting, store.slots.of(meeting.id)) for meeting in meetings])
    yield "literatur.bib", bibtex(store.literature.newest(-1)).encode()
    yield "index.md", _index(at, store, meetings, copies).encode()


def _all_meetings(at: Moment, store: Store) -> list[Meeting]:
    found = (store.meetings.voting(), store.meetings.to_come(at.ms), store.meetings.past(at.ms, -1))
    everything = [*(meeting for some in found for meeting in some), *store.meetings.cancelled(-1)]
    return sorted(everything, key=lambda meeting: meeting.number)


def _json(at: Moment, store: Store, meetings: Sequence[Meeting], copies: Sequence[KindCopy]) -> bytes:
    everything = {
        "format": "matrixbot export",
        "version": 1,
        "made": at.now.isoformat(timespec="seconds"),
        "board": {"room_id": at.room.room_id},
        "oparl": {
            "meeting": [_meeting(at, store, meeting) for meeting in meetings],
            "person": [
                {"id": known.user_id, "type": f"{OPARL}Person", "name": at.room.named(known.user_id).name}
                for known in store.members.all()
            ],
        },
        "records": {copy.kept.table: copy.rows for copy in copies},
    }
    return (json.dumps(everything, ensure_ascii=False, indent=1) + "\n").encode()


def _meeting(at: Moment, store: Store, meeting: Meeting) -> dict[str, Any]:
    over = meeting.when is not None and meeting.when.over <= at.ms
    values: dict[str, Any] = {
        "id": meeting.key,
        "type": f"{OPARL}Meeting",
        "name": meeting.title,
        "cancelled": meeting.state == "cancelled",
        "meetingState": "durchgeführt" if over else "terminiert" if meeting.when else "in Abstimmung",
        "created": iso(meeting.created),
        "modified": iso(meeting.changed),
        f"{_OWN}uid": meeting.uid,
    }
    if meeting.place:
        values["location"] = {"type": f"{OPARL}Location", "description": meeting.place}
    if meeting.when is not None:
        span = period(meeting.when)
        values |= {"start": span.start.isoformat(), **({"end": span.end.isoformat()} if span.end else {})}
        values |= {f"{_OWN}rrule": meeting.when.rule} if meeting.when.rule else {}
    for name, value in (("link", meeting.link), ("description", meeting.description)):
        values |= {f"{_OWN}{name}": value} if value else {}
    attended = store.meetings.attended(meeting.id)
    return values | ({"participant": attended} if attended else {})


def _csv(copy: KindCopy) -> bytes:
    heads = ("of", *copy.columns) if any("of" in row for row in copy.rows) else copy.columns
    rows = [["" if (value := row.get(head)) is None else str(value) for head in heads] for row in copy.rows]
    return spreadsheet(heads, rows).encode(ENCODING)


def _index(at: Moment, store: Store, meetings: Sequence[Meeting], copies: Sequence[KindCopy]) -> str:
    """What there is, for a reader: the records that have a short name, and the files."""

    def said(text: Text) -> str:
        return render(text, at.settings.style).body

    def named(key: str, title: str, *more: Value) -> str:
        parts = [said(Text("{value}", {"value": value})) for value in more if value]
        return f"- **{key}** {_escaped(' – '.join([title, *parts]))}"

    tasks = [store.tasks.get(row["id"]) for copy in copies if copy.kept.table == "tasks" for row in copy.rows]
    states = {"open": _("open"), "done": _("done"), "dropped": _("dropped")}
    sections = (
        (_("Meetings"), [
            named(m.key, m.title, period(m.when) if m.when else _("date not fixed"), m.place or "",
                  _("cancelled") if m.state == "cancelled" else "")
            for m in meetings
        ]),
        (_("Tasks"), [
            named(t.key, t.title, states[t.state], tuple(at.room.named(o.user_id) for o in t.owners), t.due or "")
            for t in sorted(tasks, key=lambda task: task.number)
        ]),
        (_("Offers to host"), [
            named(f"H{row['number']}", row["place"], at.room.named(row["host"]))
            for copy in copies if copy.kept.table == "host_offers" for row in copy.rows
        ]),
        (_("Speakers from outside"), [named(*one) for one in _speakers(copies)]),
        (_("Reminders of the room"), [
            named(f"R{row['number']}", row["text"], row["due"] or "")
            for copy in copies if copy.kept.table == "reminders" for row in copy.rows if row["direct"] is None
        ]),
    )  # fmt: skip
    lines = [f"# {_escaped(at.room.name or at.room.room_id)}", "", said(_("As of {now}.", now=at.now)), ""]
    for head, entries in sections:
        lines += [f"## {said(head)}", "", *(entries or [said(_("None."))]), ""]
    lines += [f"## {said(_('Literature'))}", "", markdown(store.literature.newest(-1)).strip() or said(_("None.")), ""]
    lines += [f"## {said(_('Files'))}", "", "- `records.json`", "- `sitzungen.ics`", "- `literatur.bib`"]
    lines += [f"- `{copy.kept.file}.csv`: {len(copy.rows)}" for copy in copies]
    return "\n".join(lines) + "\n"


def _speakers(copies: Sequence[KindCopy]) -> Iterator[tuple[str, str, str, Text]]:
    """Of each impulse its key, what it is called, who speaks if that is not what it is called, and how it stands."""
    states = {
        "idea": _("idea"), "asked": _("asked"), "confirmed": _("confirmed"), "held": _("held"),
        "declined": _("declined"), "dropped": _("dropped"),
    }  # fmt: skip
    for row in (row for copy in copies if copy.kept.table == "impulses" for row in copy.rows):
        speaker = ", ".join(filter(None, (row["person"], row["office"])))
        yield f"I{row['number']}", row["topic"] or speaker, speaker if row["topic"] else "", states[row["state"]]


def _escaped(text: str) -> str:
    """On one line, with nothing in it that Markdown takes for a sign."""
    one = " ".join(text.split())
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|" else character for character in one)
