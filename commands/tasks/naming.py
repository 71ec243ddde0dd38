"""Which task is meant: by number, by key, by title in any language, by the head of one; and what is nearest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from commands.base import Call, Room, Settings, UserError, find_person, named_at, one, title
from commands.base.arguments import TITLE_LENGTH, split_key
from commands.base.typed import fold, without_courtesy
from commands.words import Member, OneOf, Text, _
from storage import Store
from storage.tasks import Task

WHICH = _("Which task is meant?")
LIST = _("`!task list`")
OPEN_ONES = _("`!task open`")

_PART = 0.85
"""Likeness of a name of which a part was said; a slip of the pen is less like it."""
_SURE = 0.8 * _PART
"""Likeness from which a task is taken to be meant."""
_NEAR = 0.55 * _PART
"""Likeness from which a task is worth mentioning."""
_LONGEST_NAME = 8
"""Words of a name, at most."""
_WITHOUT_TO = re.compile(r"(?<=\s)(?:an|to|für|for|->|→)$")
_ARTICLES = re.compile(r"(?:(?:die|der|das|den|the|aufgabe|daueraufgabe|task|duty)\s+)++", re.I)


def key_of(task: Task) -> str:
    return f"T{task.number}"


def holders(room: Room, task: Task) -> tuple[Member, ...]:
    """Who has taken it on, as members."""
    return tuple(room.named(owner.user_id) for owner in task.owners)


def find_task(call: Call, store: Store, text: str, among: Callable[[], list[Task]]) -> Task:
    """The task that the whole text means: any by number, those of `among` by name, which are read only then.

    Raises UserError that names the nearest and the line that would add it, or all that could be meant.
    """
    number, rest = split_key("T", text)
    if number is not None and not without_courtesy(rest).strip(" .!?"):
        return numbered(store, number)
    wanted = title(_bare(text.strip()) or text, WHICH, LIST)
    ranked = _ranked(wanted, among(), call.settings)
    best = [task for likeness, task in ranked if likeness == ranked[0][0]] if ranked else []
    if best and ranked[0][0] >= _SURE:
        if len(best) > 1:
            raise UserError(
                _("“{name}” could be {tasks}. Please say which.", name=wanted, tasks=OneOf(_shown(best))),
                Text("{line}", {"line": _("`!task show {key}`", key=key_of(best[0]))}),
            )
        return best[0]
    raise _unknown(wanted, [task for likeness, task in ranked if likeness >= _NEAR])


def named_at_head(words: str, tasks: list[Task], settings: Settings) -> tuple[Task, int] | None:
    """The one task that as many of the first words as possible name, and how many characters they are."""
    ends = [match.end() for match in re.finditer(r"\S+", words[:TITLE_LENGTH])]
    for end in reversed(ends[:12]):
        ranked = _ranked(_bare(words[:end]), tasks, settings)
        if ranked and ranked[0][0] >= _PART and (len(ranked) == 1 or ranked[1][0] < ranked[0][0]):
            return ranked[0][1], end
    return None


def _bare(text: str) -> str:
    """The name without articles before it, and without courtesy and signs behind it."""
    text = without_courtesy(text.rstrip(".!?"))
    articles = _ARTICLES.match(text)
    return text[articles.end() :] if articles else text


def split_person(call: Call, text: str) -> tuple[str, Member | None]:
    """The text without the member named at its end or its head, and that member."""
    for start in [match.start() for match in re.finditer(r"(?<!\S)\S", text)][-_LONGEST_NAME:]:
        named = named_at(text, start, call.room, call.mentions, call.member)
        if named and named.candidates and not text[named.end :].strip(" :,.!"):
            return _WITHOUT_TO.sub("", text[:start].rstrip()).strip(), one(named, text)
    found = find_person(text, call.room, call.mentions, call.member)
    return (found[1], found[0]) if found else (text, None)


def numbered(store: Store, number: int) -> Task:
    """The task of that number, whatever its state. Raises UserError if there is none."""
    task = store.tasks.by_number(number)
    if task is None:
        raise UserError(_("There is no task {key}.", key=f"T{number}"), LIST)
    return task


def _ranked(wanted: str, among: Iterable[Task], settings: Settings) -> list[tuple[float, Task]]:
    """The tasks by their likeness to the name, most alike first."""
    folded = fold(wanted)
    ranked = [(max(_likeness(folded, fold(name)) for name in _names(task, settings)), task) for task in among]
    return sorted(ranked, key=lambda pair: -pair[0])


def _names(task: Task, settings: Settings) -> list[str]:
    """All that the task may be called: a duty also by its key and its title in every language."""
    duty = next((d for d in settings.duties if d.key == task.key), None)
    return [task.title, *((duty.key, *duty.titles.values()) if duty else ())]


def _likeness(wanted: str, name: str) -> float:
    """1 for the same, less for its head, for heads of its words, for a part of it, for a slip of the pen."""
    if wanted == name:
        return 1
    if len(wanted) >= 3:
        words = re.findall(r"\w+", name)
        if name.startswith(wanted):
            return 0.95
        if all(any(word.startswith(part) for word in words) for part in wanted.split()):
            return 0.9
        if len(wanted) >= 5 and wanted in name:
            return _PART
    slips = (SequenceMatcher(None, wanted, known).ratio() for known in (name, name[: len(wanted)]))
    return max(slips) * _PART


def _unknown(wanted: str, near: list[Task]) -> UserError:
    add = _("`!task add {name}`", name=wanted)
    if not near:
        return UserError(_("There is no open task “{name}”. It can be added:", name=wanted), add)
    return UserError(
        _(
            "There is no open task “{name}”; nearest to it: {tasks}. It can be added:",
            name=wanted,
            tasks=_shown(near[:3]),
        ),
        add,
    )


def _shown(tasks: list[Task]) -> tuple[Text, ...]:
    return tuple(_("{key} “{title}”", key=key_of(task), title=task.title) for task in tasks)
