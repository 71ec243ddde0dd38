"""Minutes as a document, in the language of whoever asked: headings, paragraphs, lists and tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from commands.base import from_ms
from commands.calendar.schedule import period, single
from commands.documents import Document, DocumentBlock, Headline, Paragraph, PointedList, TabularBlock
from commands.minutes.content import MinutesChange, MinutesContent, hashed
from commands.minutes.sentences import changed, decided, names, person_name
from commands.topics import carried_to
from commands.words import Text, _
from commands.words.render import Style, render
from storage.minutes import MinutesVersion
from storage.tasks import day_or_moment
from storage.values import frozen

_WIDTHS: Final = (2, 11, 6, 5)
"""Of a number, a title, who, and a number or a date."""


@frozen
class MinutesPaper:
    """What the documents are made from: the content, the version it is (None for a draft), what has changed since the
    version before, the name of who approved it; as of `made` (ms)."""

    content: MinutesContent
    version: MinutesVersion | None
    changes: tuple[MinutesChange, ...]
    approver: str
    made: int


def minutes_document(paper: MinutesPaper, style: Style) -> Document:
    """The whole document."""
    return _Writer(paper, style).document()


class _Writer:
    """Writes the parts of one document."""

    def __init__(self, paper: MinutesPaper, style: Style) -> None:
        self._paper = paper
        self._style = style

    def document(self) -> Document:
        meeting = self._paper.content["meeting"]
        title = self._text(_("Minutes of {key} {title}", key=meeting["key"], title=meeting["title"]))
        made = from_ms(self._paper.version.approved if self._paper.version else self._paper.made)
        return Document(title, self._style.language, made, tuple(self._blocks()))

    def _text(self, text: Text) -> str:
        return render(text, self._style).body

    def _blocks(self) -> Iterator[DocumentBlock]:
        content = self._paper.content
        yield from self._standing()
        yield from self._when_and_where(content["meeting"])
        yield from self._attendance(content)
        yield from self._agenda(content["topics"])
        for topic in content["topics"]:
            yield from self._topic(topic)
        yield from self._section(_("Other notes"), [Paragraph(note["text"]) for note in content["notes"]])
        yield from self._section(_("Decisions"), [*self._decisions(content["decisions"])])
        yield from self._tasks(content["tasks"])
        yield from self._literature(content["literature"])
        yield from self._changes()

    def _standing(self) -> Iterator[DocumentBlock]:
        version = self._paper.version
        if version is None:
            yield Paragraph(self._text(_("Draft of {when}; not approved yet.", when=from_ms(self._paper.made))))
            return
        yield Paragraph(
            self._text(
                _(
                    "Version {version}, approved on {when} by {member}.",
                    version=version.version,
                    when=from_ms(version.approved),
                    member=self._paper.approver or person_name({"name": ""}),
                )
            )
        )
        yield Paragraph(self._text(_("Checksum of the content (SHA-256): {hash}", hash=version.hash)))
        if hashed(version.content) != version.hash:
            yield Paragraph(
                self._text(_("Since then the name of a former member was taken out; the checksum is that of before."))
            )

    def _when_and_where(self, meeting: Mapping[str, Any]) -> Iterator[DocumentBlock]:
        if meeting["start"]:
            when = single(meeting["start"], meeting["end"], meeting["zone"])
            yield Paragraph(self._text(_("Date: {when}", when=period(when))))
        if meeting["place"]:
            yield Paragraph(self._text(_("Place: {place}", place=meeting["place"])))

    def _attendance(self, content: MinutesContent) -> Iterator[DocumentBlock]:
        yield Headline(self._text(_("Attendance")))
        if not content["recorded"]:
            yield Paragraph(self._text(_("Who was there has not been recorded.")))
        if content["present"]:
            people = names(content["present"])
            said = _("Present: {members}", members=people)
            yield Paragraph(
                self._text(said if content["recorded"] else _("Had said to come: {members}", members=people))
            )
        if content["excused"]:
            yield Paragraph(self._text(_("Had declined: {members}", members=names(content["excused"]))))

    def _agenda(self, topics: Sequence[Mapping[str, Any]]) -> Iterator[DocumentBlock]:
        if not topics:
            return
        yield Headline(self._text(_("Agenda")))
        heads = (_("No."), _("Point"), _("Who"), _("Minutes"))
        rows = tuple(
            (
                str(topic["number"]),
                topic["title"],
                ", ".join(filter(None, (topic.get("guest"), self._names(topic["speakers"])))),
                str(topic["minutes"] or ""),
            )
            for topic in topics
        )
        yield TabularBlock(tuple(map(self._text, heads)), rows, _WIDTHS)

    def _topic(self, topic: Mapping[str, Any]) -> Iterator[DocumentBlock]:
        said: list[DocumentBlock] = [Paragraph(note["text"]) for note in topic["notes"]]
        if topic["deferred"]:
            carried = carried_to(topic["deferred"]["meeting"], topic["deferred"]["day"])
            said.append(Paragraph(self._text(_("This point was {deferred}.", deferred=carried))))
        said += self._decisions(topic["decisions"])
        material = [" ".join(filter(None, (one["key"], one["title"]))) for one in topic["material"]]
        if material:
            said.append(Paragraph(self._text(_("Material: {material}", material="; ".join(material)))))
        yield Headline(self._text(_("TOP {number}: {title}", number=topic["number"], title=topic["title"])))
        yield from said or [Paragraph(self._text(_("Nothing was noted.")))]

    def _decisions(self, decisions: Sequence[Mapping[str, Any]]) -> Iterator[DocumentBlock]:
        for decision in decisions:
            yield Paragraph(self._text(decided(decision)))

    def _tasks(self, tasks: Sequence[Mapping[str, Any]]) -> Iterator[DocumentBlock]:
        if not tasks:
            return
        yield Headline(self._text(_("Tasks added since")))
        heads = (_("No."), _("Task"), _("Who"), _("Due"))
        rows = tuple(
            (task["key"], task["title"], self._names(task["owners"]), self._due(task["due"])) for task in tasks
        )
        yield TabularBlock(tuple(map(self._text, heads)), rows, _WIDTHS)

    def _due(self, due: str | None) -> str:
        if due is None:
            return ""
        return self._text(Text("{when}", {"when": day_or_moment(due)}))

    def _literature(self, entries: Sequence[Mapping[str, Any]]) -> Iterator[DocumentBlock]:
        items = tuple(" ".join(filter(None, (entry["key"], entry["title"], entry["address"]))) for entry in entries)
        if items:
            yield from self._section(_("Literature added since"), [PointedList(items)])

    def _changes(self) -> Iterator[DocumentBlock]:
        version = self._paper.version
        changes = self._paper.changes
        if version is not None and version.version > 1:
            changes = tuple(MinutesChange(**one) for one in json.loads(version.changes))
        items = tuple(self._text(changed(one)) for one in changes)
        if items:
            yield from self._section(_("Different from the version before"), [PointedList(items)])

    def _section(self, heading: Text, blocks: Sequence[DocumentBlock]) -> Iterator[DocumentBlock]:
        if blocks:
            yield Headline(self._text(heading))
            yield from blocks

    def _names(self, persons: Sequence[Mapping[str, str]]) -> str:
        return self._text(Text("{members}", {"members": names(persons)})) if persons else ""
