"""Minutes as the room reads them: point by point, with who noted what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.base import Call, from_ms
from commands.calendar.schedule import period
from commands.minutes.content import MinutesState
from commands.minutes.sentences import changed, decided, names, person_name
from commands.sittings import Sitting
from commands.topics import carried_to
from commands.words import Content, Link, Text, Value, _, _n, lines
from storage.tasks import day_or_moment


def head_line(sitting: Sitting) -> Text:
    """Which minutes they are."""
    title: dict[str, Value] = {"key": sitting.key, "title": sitting.meeting.title}
    if sitting.when is None:
        return _("**Minutes of {key} {title}**", **title)
    return _("**Minutes of {key} {title}**: {when}", **title, when=period(sitting.when))


def standing_line(state: MinutesState) -> Text:
    """Whether they are approved, and what has changed since."""
    if state.latest is None:
        return _("Draft, not approved yet.")
    version, when = state.latest.version, from_ms(state.latest.approved)
    if state.approved:
        return _("Version {version}, approved on {when}.", version=version, when=when)
    return _n(
        "Version {version} was approved on {when}; one thing has changed since.",
        "Version {version} was approved on {when}; {count} things have changed since.",
        len(state.changes),
        version=version,
        when=when,
    )


def minutes_rows(call: Call, state: MinutesState) -> list[Content]:
    """All that the minutes say, a line for each."""
    content = state.content
    rows: list[Content | None] = [
        *_attendance(content),
        *(row for topic in content["topics"] for row in _topic(topic)),
        lines(_("Other notes:"), *map(_note, content["notes"])) if content["notes"] else None,
        lines(_("Other decisions:"), *map(decided, content["decisions"])) if content["decisions"] else None,
        *(_task(task) for task in content["tasks"]),
        *(_entry(entry) for entry in content["literature"]),
        lines(_("Different from the version before:"), *map(changed, state.changes)) if state.changes else None,
    ]
    return [row for row in rows if row]


def _attendance(content: Mapping[str, Any]) -> list[Text]:
    found = []
    if content["present"]:
        people = names(content["present"])
        there = _("Present: {members}", members=people)
        found.append(there if content["recorded"] else _("Had said to come: {members}", members=people))
    if content["excused"]:
        found.append(_("Had declined: {members}", members=names(content["excused"])))
    return found


def _topic(topic: Mapping[str, Any]) -> list[Content]:
    head = _("**TOP {number}** {title}", number=topic["number"], title=topic["title"])
    if guest := topic.get("guest"):
        head = Text("{head} – {guest}", {"head": head, "guest": guest})
    if topic["deferred"]:
        details = carried_to(topic["deferred"]["meeting"], topic["deferred"]["day"])
        head = Text("{head} – {details}", {"head": head, "details": details})
    return [lines(head, *map(_note, topic["notes"]), *map(decided, topic["decisions"]))]


def _note(note: Mapping[str, Any]) -> Text:
    return Text("– {text} ({member})", {"text": note["text"], "member": person_name(note["author"])})


def _task(task: Mapping[str, Any]) -> Text:
    parts: list[Value] = []
    if task["owners"]:
        parts.append(names(task["owners"]))
    if due := task["due"]:
        parts.append(_("due on {due}", due=day_or_moment(due)))
    values = {f"v{n}": part for n, part in enumerate(parts)}
    behind = "".join(f", {{v{n}}}" for n in range(len(parts)))
    what: dict[str, Value] = {"label": _("Task added since"), "key": task["key"], "title": task["title"], **values}
    return Text("{label}: {key} {title}" + behind, what)


def _entry(entry: Mapping[str, Any]) -> Text:
    what: Value = Link(entry["address"], entry["title"]) if entry["address"] else str(entry["title"])
    return Text("{label}: {key} {what}", {"label": _("Literature added since"), "key": entry["key"], "what": what})
