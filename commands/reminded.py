"""What a reminder reminds of, wherever it is named: in lists, when it rings, in `!me`."""

from __future__ import annotations

from datetime import timedelta

from commands.words import Text, _
from storage.reminders import Reminder

_SHOWN = 120
"""Characters of a reminder's text in a list."""


def before_meeting(reminder: Reminder) -> Text:
    """How long before or after which meeting it comes; empty for one with a date of its own."""
    counted = reminder.counted
    if counted is None:
        return Text("")
    length = timedelta(seconds=abs(counted.seconds))
    if counted.number is None:
        return _("{length} before every meeting", length=length)
    key = Text("{key}", {"key": f"M{counted.number}"})
    if counted.series:
        key = _("each date of {meeting}", meeting=key)
    if not counted.seconds:
        return _("on the day of {meeting}", meeting=key)
    if counted.seconds < 0:
        return _("{length} before {meeting}", length=length, meeting=key)
    return _("{length} after {meeting}", length=length, meeting=key)


def subject(reminder: Reminder) -> Text:
    """What it reminds of: its text; without one the message it is about, or what it comes before as a lead time."""
    if reminder.text:
        return Text("{text}", {"text": short(reminder.text)})
    return before_meeting(reminder) if reminder.counted else _("a message")


def short(text: str) -> str:
    """A reminder's text on one line of a list."""
    one = " ".join(text.split())
    return one if len(one) <= _SHOWN else one[: _SHOWN - 1] + "…"
