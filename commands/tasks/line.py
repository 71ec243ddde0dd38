"""What a line says of a task: which one is meant, and what a new one is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from commands.base import Call, Claims, UsageError, UserError, title
from commands.base.arguments import claim_key, claim_keys_behind
from commands.base.people import claim_people_behind, claim_row, named_in_row
from commands.base.titles import MOST_CHOICES
from commands.base.turning import TURNS
from commands.base.typed import fold
from commands.dates import DateError, carries, read_dates
from commands.patterns import regex
from commands.tasks.which import WHICH, find_task, named_at_head, numbered
from commands.words import Member, OneOf, Reply, Text, _, lines, offered_line
from storage import Store
from storage.tasks import Task

Among = Callable[[str], list[Task]]
"""Reads the tasks of which one may be meant by the words."""

_LEADS_TO_DATE = regex(r"(?:(?:auf|bis|am|zum|den|by|until|till|on|to|the)\s+)*", re.IGNORECASE)
_LEADS_TO = regex(r"(?<!\S)(?:an|to|->|→)\s+(?=\S)", re.IGNORECASE)
_TO = regex(r"(?<!\S)(?:an|to|für|fuer|for|->|→)$", re.IGNORECASE)


def claim_task(call: Call, store: Store, said: Claims, among: Among) -> Task:
    """The task named at the head of the line, by number or by as many words as name one. Raises UserError."""
    number = claim_key("T", said)
    if number is not None:
        return numbered(store, number)
    head = said.head
    words = said.words(said.head_row)
    if not words:
        raise UsageError(WHICH)
    looked_up = cache(among)
    found = named_at_head(words, looked_up(words), call.settings)
    if found is None:
        task, length = find_task(call, store, words, looked_up), len(words)
    else:
        task, length = found
    said.claim(head.start, head.start + length)
    return task


def require_task(call: Call, store: Store, said: Claims) -> None:
    """Raises UserError that asks which task is meant, with lines that work, if the line is nothing but a date."""
    words = " ".join(said.rest().split())
    if claim_key("T", Claims(words)) is not None:
        return
    first = next(iter(carries(words)), None)
    if first is None or not _LEADS_TO_DATE.fullmatch(words, 0, first.start):
        return
    try:
        read_dates(words, call.now, call.zone)
    except DateError:
        return
    user = call.member.user_id
    listed = store.tasks.page("open", user, call.now, MOST_CHOICES + len(call.settings.duties))
    tasks = [*store.tasks.page("held", user, call.now, MOST_CHOICES + len(call.settings.duties)), *listed]
    tasks = list({task.id: task for task in tasks if not task.duty}.values())
    if not tasks:
        return
    named = tuple(_("{key} “{title}”", key=task.key, title=task.title) for task in tasks[:MOST_CHOICES])
    raise UserError(
        _("Which task is meant: {tasks}?", tasks=OneOf(named)),
        offered_line("task due", tasks[0].key, words),
    )


def claim_tasks(call: Call, store: Store, said: Claims, among: Among) -> list[Task]:
    """All tasks that the line names by number, `T1, T2 und T4`, or the one that it names by its title."""
    tasks = [claim_task(call, store, said, among)]
    tasks += [numbered(store, number) for number in claim_keys_behind("T", said)]
    return list({task.id: task for task in tasks}.values())


def claim_title(said: Claims, example: Text) -> str:
    """What is left of the first line, as a title. Raises UsageError if that is nothing, UserError if it is too long."""
    name = title(said.first_row(), _("What is to be done?"), example)
    end = said.first_end
    for gap in said.free():
        if gap.start < end:
            said.keep(gap.start, min(gap.end, end))
    return name


def claim_people(call: Call, said: Claims) -> tuple[Member, ...]:
    """All members named in a row at the end or at the head of the line; empty if nobody is. UserError for several."""
    turned = said.search(TURNS)  # «Cem, nicht Anna»: who stands before it is meant
    members = claim_people_behind(said, call, until=turned.start(), plain=True) if turned else ()
    members = members or claim_people_behind(said, call, plain=True)
    if members:
        claim_to(said, also_for=True)
        return members
    for lead in _LEADS_TO.finditer(said.text):  # «T5 an Cem, bin krank»
        row = named_in_row(said.text, call, lead.end())
        if row and said.unquoted(lead.start()):
            said.claim(lead.start(), row.end)
            return row.members
    return claim_row(said, call)


def claim_to(said: Claims, *, also_for: bool = False) -> None:
    """Claims the word at the end of what is left that led to a person; `für Anna` can belong to a title."""
    for place in said.free()[-1:]:
        word = _TO.search(said.words(place))
        if word and (also_for or fold(word[0]) not in ("fuer", "for")):
            said.claim(place.start + word.start(), place.end)


def together(replies: list[Reply]) -> Reply:
    """The answers to a line that concerns several tasks as one."""
    if len(replies) == 1:
        return replies[0]
    return Reply(lines(*(reply.text for reply in replies)), tuple(said for reply in replies for said in reply.also))
