"""How the bot is, as organisers see it below `!status`."""

from __future__ import annotations

from commands.base import Call, from_ms
from commands.words import Content, Text, _, _n, bullets, lines
from storage import Store


def health(call: Call, store: Store) -> Content:
    """The last sync, what waits to be said, the last reminder, the size of the database, and the device."""
    known = store.health()
    return lines(
        _("**The assistant itself** (organisers see this)"),
        bullets(
            _("Last sync: {when}", when=from_ms(known.last_sync)) if known.last_sync else _("Last sync: never"),
            _queue(known.waiting, known.oldest),
            _("Last reminder or notice: {when}", when=from_ms(known.last_unasked)) if known.last_unasked else None,
            _("Database: {size} KiB", size=known.size // 1024),
            _("Device: cross-signed") if call.trust.device_signed else _("⚠️ Device: not cross-signed, see `!trust`"),
        ),
    )


def _queue(waiting: int, oldest: int | None) -> Text:
    if oldest is None:
        return _("Nothing waits to be said.")
    return _n(
        "One message waits to be said, since {since}.",
        "{count} messages wait to be said, the oldest since {since}.",
        waiting,
        since=from_ms(oldest),
    )
