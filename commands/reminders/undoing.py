"""What tells of reminders that are as they were before."""

from __future__ import annotations

from collections.abc import Callable

from commands.base import Call, UserError
from commands.base.undoing import PutBack
from commands.reminded import subject
from commands.reminders.sentences import name_when_set, when_set
from commands.words import Message, Said, Text, _
from storage import Store
from storage.reminders import Reminder


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """The message that says that a reminder is set follows. One whose moment has gone by stays gone."""
    before = {reminder.id: reminder for reminder in store.reminders.of_ids(ids)}

    def put_back() -> PutBack:
        now = {reminder.id: reminder for reminder in store.reminders.of_ids(ids)}
        for reminder in now.values():
            if reminder.state == "waiting" and reminder.due <= call.ms:
                raise UserError(
                    _("{key} was to ring at a moment that has gone by meanwhile.", key=reminder.key),
                    _("`!remind list`"),
                )
        said = [one for r in {**before, **now}.values() for one in _set_message(call, store, r, r.id in now, mark)]
        shown = tuple(_label(call, reminder) for reminder in {**before, **now}.values())
        return PutBack(shown, said=tuple(said))

    return put_back


def _label(call: Call, reminder: Reminder) -> Text:
    """Its name; its text only where it was set."""
    if call.chat != reminder.chat:
        return Text("{key}", {"key": reminder.key})
    return Text("{key} {text}", {"key": reminder.key, "text": subject(reminder)})


def _set_message(call: Call, store: Store, reminder: Reminder, there: bool, mark: str) -> tuple[Said, ...]:
    """The message that says that it is set, as it is now; nothing joins in by it where the reminder is gone."""
    name = name_when_set(reminder.id)
    if store.outbox.find(reminder.chat, name) is None:
        return ()
    if there:
        return (Message(when_set(reminder, call), replaces=name, about=reminder.key, chat=reminder.chat),)
    (aside,) = store.outbox.set_aside(reminder.chat, name, mark)
    text = _("**{key}** was taken back; it rings nobody.", key=reminder.key)
    return (Message(text, replaces=aside, about=reminder.key, chat=reminder.chat),)
