"""What counts although it came in clear: for the one that opens events as for the gate behind it."""

from __future__ import annotations

CLEAR_WORDS = frozenset({"m.reaction", "m.room.redaction"})
"""Never encrypted, in any room: the homeserver counts reactions and carries redactions out."""
CLEAR_STATE = frozenset({"m.room.member"})
"""State that the board's work looks at; the rest of it is the gateway's concern."""


def counts(kind: str, state_key: str | None, *, encrypted: bool, room_encrypted: bool | None) -> bool:
    """Whether an event may mean anything: one that came encrypted; in clear only what Matrix never encrypts, and words
    in a room of which it is known (`room_encrypted` is not None) that it never was encrypted."""
    if encrypted:
        return True
    if room_encrypted is not False:
        return kind in CLEAR_WORDS if state_key is None else kind in CLEAR_STATE
    return True
