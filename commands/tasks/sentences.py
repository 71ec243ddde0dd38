"""What is said of a task in several places: that it was taken on, that it is closed, who may change it."""

from __future__ import annotations

from commands.base import Call, NotAllowed, UserError
from commands.tasks.which import holders
from commands.words import Member, Text, Value, _, offered_line
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


def require_open(task: Task) -> None:
    """Raises UserError for a task that is done or dropped, with the line that opens it again."""
    if task.state == "open":
        return
    done = task.state == "done"
    text = (
        _("“{title}” ({key}) is done already.", **of(task)) if done else _("“{title}” ({key}) was dropped.", **of(task))
    )
    raise UserError(text, offered_line("task reopen", task.key))


def require_say(call: Call, task: Task) -> None:
    """Raises NotAllowed unless the member holds the task, added it, or organises; a free one is everybody's."""
    owners = holders(call.room, task)
    creator = call.room.member(task.creator) if task.creator else None
    if not owners or call.member in owners or call.member == creator or call.member.organiser:
        return
    raise NotAllowed(
        _(
            "“{title}” ({key}) is held by {owners}, who can do this, like those who organise.",
            **of(task),
            owners=owners,
        ),
        offered_line("task note", task.key, "…"),
    )
