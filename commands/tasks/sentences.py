"""What is said of a task in several places: its title and key, that it was taken on."""

from __future__ import annotations

from commands.words import Member, Text, Value, _
from storage.tasks import Task


def of(task: Task) -> dict[str, Value]:
    """The task's `{title}` and `{key}` for a sentence."""
    return {"title": task.title, "key": task.key}


def taken_on(member: Member, task: Task, giver: Member | None = None) -> Text:
    """That the member has taken it on: from whom, until when, due when."""
    owner = task.owner(member.user_id)
    if giver:
        return _("{member} has taken on “{title}” ({key}) from {giver}.", **of(task), member=member, giver=giver)
    if owner and owner.until:
        return _("{member} has taken on “{title}” ({key}) until {until}.", **of(task), member=member, until=owner.until)
    if task.due:
        return _("{member} has taken on “{title}” ({key}), due on {due}.", **of(task), member=member, due=task.due)
    return _("{member} has taken on “{title}” ({key}).", **of(task), member=member)
