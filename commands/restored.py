"""What the room is told when the records come from a backup: once, when the bot is back."""

from __future__ import annotations

from commands.base import Moment, from_ms
from commands.base.names import RESTORED
from commands.words import Content, Message, Said, _, _n, lines
from storage import Store


def tell_of_restore(moment: Moment, store: Store) -> tuple[Said, ...]:
    """Since when records are missing, and how much was said that nobody has read."""
    restore = store.restores.untold()
    if restore is None:
        return ()
    unread: Content = _("How many messages the assistant has not read since then is not known.")
    if restore.missed is not None:
        unread = _n(
            "One message since then was not read and is not carried out.",
            "{count} messages since then were not read and are not carried out.",
            restore.missed,
        )
    text = lines(
        _("**The assistant works with a backup** as of {made}.", made=from_ms(restore.made)),
        _("What was agreed on since then is missing: please say it once more."),
        unread if restore.missed != 0 else None,
        _("New records have numbers that are a hundred higher. What was due meanwhile is listed and rings nobody."),
    )
    return (Message(text, name=RESTORED.of(moment=restore.time)),)
