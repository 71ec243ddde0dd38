"""`!task show`: one task with all that is known of it, on as many pages as its notes need."""

from __future__ import annotations

import re

from commands.base import Call, Rest, command
from commands.pages import more_lines, must_have
from commands.patterns import regex
from commands.tasks.repeating import rule_of
from commands.tasks.timers import day_of, is_overdue
from commands.tasks.which import WHICH, find_task
from commands.words import Content, Reply, Text, _, _n, bullets, lines, offered_line
from commands.words.render import render
from commands.words.sizes import FITS, paged, size
from storage import Store
from storage.tasks import Owner, Task
from storage.values import frozen

_NOTES = 5
"""How many notes are shown with a task at a time, if they fit."""
_KEY_AND_PAGE = regex(r"(t?#?\d{1,7})\s+(\d{1,4})", re.IGNORECASE)


@frozen
class _Page:
    """What stands on one page; the notes with the latest first."""

    facts: list[Content]
    notes: list[Content]


@command(
    "task show",
    reads=True,
    de=("zeigen", "zeige", "anzeigen", "info"),
    help=_("Shows all about one task."),
    examples=(_("`!task show T4`"),),
    takes={"text": Rest(WHICH)},
)
def show(call: Call, store: Store, text: str) -> Reply:
    """Who holds it since when, when it is due, who added it, its latest notes, and what one can do.

    A number behind the task's own is the page: of its notes, the latest come first, as many as fit.
    """
    with_page = _KEY_AND_PAGE.fullmatch(text)
    meant, page = (with_page[1], int(with_page[2])) if with_page else (text, 1)
    task = find_task(
        call, store, meant, lambda words: [*store.tasks.called(words), *store.tasks.called(words, finished=True)]
    )
    pages = _pages(call, store, task)
    must_have(page, len(pages), lambda n: _show_line(task, n))
    here, left = pages[page - 1], pages[page:]
    return Reply(
        lines(
            _title(task),
            *here.facts,
            _notes_heading(len(store.tasks.notes(task))) if here.notes or not left else None,
            bullets(*here.notes[::-1]) if here.notes else None,
            _left(left, _show_line(task, page + 1)) if left else None,
            _hint(task) if page == 1 else None,
        ),
        about=task.key,
    )


def _pages(call: Call, store: Store, task: Task) -> list[_Page]:
    """What is known of it, then its notes from the latest on, beginning on the last page of the rest."""
    style = call.settings.style
    room = FITS - size(render(_title(task), style))
    *before, last = paged([fact for fact in _facts(call, task) if fact], style, room=room) or [[]]
    first = room - size(render(lines(*last), style))
    with_last, *after = paged(_notes(call, store, task), style, room=room, first=first, most=_NOTES) or [[]]
    return [*(_Page(facts, []) for facts in before), _Page(last, with_last), *(_Page([], notes) for notes in after)]


def _left(pages: list[_Page], line: Text) -> Text:
    facts, notes = (sum(map(len, parts)) for parts in zip(*((p.facts, p.notes) for p in pages), strict=True))
    if facts:
        return more_lines(facts + notes, line)
    return _n("One earlier note: {line}", "{count} earlier notes: {line}", notes, line=line)


def _title(task: Task) -> Text:
    return Text("**{key}** {title}", {"key": task.key, "title": task.title})


def _show_line(task: Task, page: int) -> Text:
    return offered_line("task show", task.key, page)


def _facts(call: Call, task: Task) -> list[Content | None]:
    """All that is known of it besides its title and its notes."""
    added = None
    if task.creator:
        day = day_of(call, task.created)
        added = _("Added by {member} on {day}.", member=call.room.named(task.creator), day=day)
    return [
        _("A standing duty of the board.") if task.duty else None,
        _due_line(call, task),
        _("Comes again: {rule}.", rule=rule_of(task)) if task.repeat else None,
        *(_held(call, owner) for owner in task.owners),
        _n("One place is free.", "{count} places are free.", task.free) if task.free and task.state == "open" else None,
        added,
        _closed(call, task),
    ]


def _due_line(call: Call, task: Task) -> Text | None:
    if task.due is None:
        return None
    return _("Overdue since {due}.", due=task.due) if is_overdue(task, call) else _("Due on {due}.", due=task.due)


def _held(call: Call, owner: Owner) -> Text:
    member, since = call.room.named(owner.user_id), day_of(call, owner.since)
    if owner.until:
        return _("Held by {member} since {since}, until {until}.", member=member, since=since, until=owner.until)
    return _("Held by {member} since {since}.", member=member, since=since)


def _closed(call: Call, task: Task) -> Text | None:
    if task.closed is None or task.closer is None:
        return None
    day, member = day_of(call, task.closed), call.room.named(task.closer)
    if task.state == "done":
        return _("Done on {day}, says {member}.", day=day, member=member)
    return _("Dropped on {day} by {member}.", day=day, member=member)


def _notes(call: Call, store: Store, task: Task) -> list[Content]:
    """The notes, the latest first."""
    return [
        Text(
            "{author}, {day}: {text}",
            {"author": call.room.named(note.author), "day": day_of(call, note.time), "text": note.text},
        )
        for note in reversed(store.tasks.notes(task))
    ]


def _notes_heading(count: int) -> Text | None:
    return _n("One note:", "{count} notes, the latest last:", count) if count else None


def _hint(task: Task) -> Text | None:
    """What is most likely wanted next."""
    if task.state != "open":
        return _("{line} opens it again.", line=offered_line("task reopen", task.key))
    if task.free:
        return _("{line} takes it on.", line=offered_line("task claim", task.key))
    return None if task.duty else _("{line} finishes it.", line=offered_line("task done", task.key))
