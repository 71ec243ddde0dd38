"""What minutes hold, grown from the records: one value, from which the answer, the documents and the hash are made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from commands.base import Call, Moment, Settings
from commands.calendar.schedule import coming, period, single, within
from commands.calendar.series import origin_of
from commands.results import result
from commands.sittings import Sitting
from commands.topics import carried_to
from commands.words import Text
from commands.words.render import Style, render
from storage import Store
from storage.agenda import Topic
from storage.decisions import Decision
from storage.literature import Entry, Filter
from storage.minutes import MinutesNote, MinutesVersion
from storage.tasks import Task
from storage.values import frozen

MinutesContent: TypeAlias = Mapping[str, Any]
"""Minutes as values that JSON knows; members as `{member, name}`."""

FORMAT: Final = 1
"""Of the content's shape: a later one gets another number."""


@frozen
class MinutesChange:
    """What is different from the version before. `section` is where: `topic`, `present` and so on, `number` the point;
    `added` tells whether it came or went; `text` is German, and `english` what it is in English, if that is another."""

    section: str
    number: int
    text: str
    added: bool
    english: str = ""


@frozen
class MinutesState:
    """The minutes as they stand: their content, the version that was approved last, what has changed since then."""

    content: MinutesContent
    latest: MinutesVersion | None
    changes: tuple[MinutesChange, ...]

    @property
    def approved(self) -> bool:
        """Whether this very content is approved."""
        return self.latest is not None and not self.changes


def minutes_of(at: Call | Moment, store: Store, sitting: Sitting) -> MinutesState:
    """The minutes of that sitting. Tasks and literature are those that came from its beginning to that of the next one;
    once a version is approved they are those of that version."""
    versions = store.minutes.versions(sitting.meeting.number, sitting.occasion)
    latest = versions[-1] if versions else None
    before: MinutesContent = json.loads(latest.content) if latest else {}
    grown = {key: before[key] for key in ("tasks", "literature")} if latest else _grown(at, store, sitting)
    content = {**_held(at, store, sitting), **grown}
    changes = tuple(differences(before, content, at.settings)) if latest else ()
    return MinutesState(before if latest and not changes else content, latest, changes)


def hashed(content: str) -> str:
    """SHA-256 of the canonical content, in hexadecimal digits."""
    return hashlib.sha256(content.encode()).hexdigest()


def _held(at: Call | Moment, store: Store, sitting: Sitting) -> dict[str, Any]:
    meeting, when = sitting.meeting, sitting.when
    notes = store.minutes.notes(meeting.id, sitting.occasion)
    topics = sitting.topics(at.settings)
    decisions = _decisions(at, store, sitting)
    shown = {topic.id for topic in topics}
    return {
        "format": FORMAT,
        "meeting": {
            "key": meeting.key,
            "title": meeting.title,
            "start": when.start if when else None,
            "end": when.end if when else None,
            "zone": when.zone if when else at.settings.zone,
            "place": meeting.place,
        },
        **_attendance(at, store, sitting),
        "topics": [_topic(at, store, number, topic, notes, decisions) for number, topic in enumerate(topics, start=1)],
        "notes": [_note(at, note) for note in notes if note.topic is None or note.topic not in shown],
        "decisions": [one for one in decisions if not 1 <= (one["point"] or 0) <= len(topics)],
    }


def _topic(
    at: Call | Moment,
    store: Store,
    number: int,
    topic: Topic,
    notes: list[MinutesNote],
    decisions: list[dict[str, Any]],
) -> dict[str, Any]:
    deferred = None
    if topic.state == "deferred":
        deferred = {
            "meeting": f"M{topic.to_meeting}" if topic.to_meeting is not None else None,
            "day": (topic.to_occasion or "")[:10] or None,
        }
    return {
        "number": number,
        "title": topic.title,
        "speakers": [_person(at, user_id) for user_id in topic.speakers],
        **({"guest": topic.guest} if topic.guest else {}),
        "minutes": topic.minutes,
        "material": [_material(store, one) for one in topic.material],
        "deferred": deferred,
        "notes": [_note(at, note) for note in notes if topic.id and note.topic == topic.id],
        "decisions": [one for one in decisions if one["point"] == number],
    }


def _note(at: Call | Moment, note: MinutesNote) -> dict[str, Any]:
    return {"text": note.text, "author": _person(at, note.author)}


def _material(store: Store, material: str) -> dict[str, str]:
    entry = store.literature.find(int(material[1:])) if material[:1] == "L" and material[1:].isdigit() else None
    return {"key": material, "title": entry.title if entry else ""}


def _decisions(at: Call | Moment, store: Store, sitting: Sitting) -> list[dict[str, Any]]:
    """What was decided about the meeting, of a series on its way to that date; what was withdrawn was not."""
    found = store.decisions.of_meeting(sitting.meeting.number)
    return [_decision(at, one) for one in found if one.state != "withdrawn" and _belongs(sitting, one)]


def _belongs(sitting: Sitting, decision: Decision) -> bool:
    if not sitting.occasion:
        return True
    one = coming(sitting.meeting.date, decision.opened)
    return one is not None and origin_of(one) == sitting.occasion


def _decision(at: Call | Moment, decision: Decision) -> dict[str, Any]:
    german, english = _in_both(result(decision), at.settings)
    return {
        "key": decision.key,
        "text": decision.text,
        "point": decision.point,
        "state": decision.state,
        "result": {"de": german, "en": english},
    }


def _in_both(text: Text, settings: Settings) -> tuple[str, str]:
    """The sentence in German and in English."""
    german, english = (render(text, Style(one, settings.zone, settings.prefix)).body for one in ("de", "en"))
    return german, english


def _attendance(at: Call | Moment, store: Store, sitting: Sitting) -> dict[str, Any]:
    """Who was there, if that was said; else who had said that they come."""
    meeting = sitting.meeting
    there = store.minutes.present(meeting.id, sitting.occasion)
    if not sitting.occasion and meeting.done is not None:
        there = store.meetings.attended(meeting.id)
    recorded = bool(there) or (not sitting.occasion and meeting.done is not None)
    said: Mapping[str, str] = {}
    if sitting.when is not None and (not sitting.occasion or meeting.asked_for == sitting.when.start):
        said = store.ballots.coming(meeting.id)
    if not recorded:
        there = [user_id for user_id, value in said.items() if value in ("onsite", "online")]
    away = [user_id for user_id, value in said.items() if value == "no" and user_id not in there]
    return {
        "recorded": recorded,
        "present": _persons(at, there),
        "excused": _persons(at, away),
    }


def _persons(at: Call | Moment, user_ids: list[str]) -> list[dict[str, str]]:
    return sorted(
        (_person(at, user_id) for user_id in user_ids), key=lambda one: (one["name"].casefold(), one["member"])
    )


def _person(at: Call | Moment, user_id: str) -> dict[str, str]:
    """Nobody by name where somebody was forgotten."""
    if not user_id.startswith("@"):
        return {"member": "", "name": ""}
    return {"member": user_id, "name": at.room.named(user_id).name}


def _grown(at: Call | Moment, store: Store, sitting: Sitting) -> dict[str, Any]:
    begins = sitting.when.begins if sitting.when else at.ms
    until = _next_begins(store, begins, at.ms)
    return {
        "tasks": [_task(at, task) for task in store.tasks.created_between(begins, until)],
        "literature": [_entry(entry) for entry in _entries(store, begins, until)],
    }


def _next_begins(store: Store, begins: int, now: int) -> int:
    """When the next meeting begins, at most now (ms)."""
    following = (
        one.begins
        for meeting in store.meetings.between(begins, now)
        for one in within(meeting.date, begins, now)
        if one.begins > begins
    )
    return min(following, default=now + 1)


def _task(at: Call | Moment, task: Task) -> dict[str, Any]:
    due = task.due.isoformat() if isinstance(task.due, date | datetime) else None
    return {
        "key": task.key,
        "title": task.title,
        "owners": [_person(at, owner.user_id) for owner in task.owners],
        "due": due,
    }


def _entries(store: Store, begins: int, until: int) -> list[Entry]:
    found = store.literature.newest(-1, which=Filter(since=begins))
    return sorted((entry for entry in found if entry.added < until), key=lambda entry: entry.number)


def _entry(entry: Entry) -> dict[str, Any]:
    return {"key": entry.key, "title": entry.title, "address": entry.address}


def differences(before: MinutesContent, after: MinutesContent, settings: Settings) -> Iterator[MinutesChange]:
    """What the later content says and the earlier does not, and the other way round."""
    old, new = dict(_said(before)), dict(_said(after))
    for here, there, added in ((new, old, True), (old, new, False)):
        for (section, number, kept), words in here.items():
            if (section, number, kept) not in there:
                german, english = words if isinstance(words, tuple) else _in_both(words, settings)
                yield MinutesChange(section, number, german, added=added, english=english if english != german else "")


_Statement: TypeAlias = tuple[tuple[str, int, str], Text | tuple[str, str]]
"""The section, the number of the point and what is compared; what is said of it, or that in German and in English."""


def _said(content: MinutesContent) -> Iterator[_Statement]:
    """Every statement of the minutes. Somebody who was forgotten makes none, so that no minutes change by that."""
    meeting = content["meeting"]
    yield _plain("title", 0, str(meeting["title"]))
    if meeting["start"]:
        when = period(single(meeting["start"], meeting["end"], meeting["zone"]))
        kept = " – ".join(str(meeting[part]) for part in ("start", "end") if meeting[part])
        yield ("when", 0, kept), Text("{when}", {"when": when})
    if meeting["place"]:
        yield _plain("place", 0, str(meeting["place"]))
    for section in ("present", "excused"):
        yield from (_plain(section, 0, person["name"]) for person in content[section] if person["name"])
    for topic in content["topics"]:
        number, deferred = topic["number"], topic["deferred"]
        yield _plain("topic", number, topic["title"])
        if deferred:
            kept = f"{deferred['meeting'] or ''} {deferred['day'] or ''}"
            yield ("deferred", number, kept), carried_to(deferred["meeting"], deferred["day"])
        yield from (_plain("note", number, note["text"]) for note in topic["notes"])
        yield from (_decided(number, one) for one in topic["decisions"])
    yield from (_plain("note", 0, note["text"]) for note in content["notes"])
    yield from (_decided(0, one) for one in content["decisions"])


def _plain(section: str, number: int, text: str) -> _Statement:
    """What members typed, the same in each language."""
    return (section, number, text), (text, text)


def _decided(number: int, decision: Mapping[str, Any]) -> _Statement:
    head = f"{decision['key']} {decision['text']}: "
    german, english = (head + decision["result"][language] for language in ("de", "en"))
    return ("decision", number, german), (german, english)
