"""Who says more than anybody reads: told once that the answers take their time; nothing is lost."""

from __future__ import annotations

from collections import deque

from commands.words import Member, Text, _

MOST = 60
"""Commands of one member in a minute that are answered without a word about it."""
MINUTE = 60_000


class Floods:
    """The moments (ms) of each member's latest commands, as the homeserver dates them."""

    def __init__(self) -> None:
        self._said: dict[str, deque[int]] = {}
        self._told: dict[str, int] = {}

    def begins(self, sender: str, time: int) -> bool:
        """Notes a command; whether it is the one with which a flood begins."""
        said = self._said.setdefault(sender, deque(maxlen=MOST))
        flooding = len(said) == MOST and time - said[0] < MINUTE
        said.append(time)
        begins = flooding and time - self._told.get(sender, -MINUTE) >= MINUTE
        if flooding:
            self._told[sender] = time
        return begins


def flood(member: Member) -> Text:
    """What the answer to that command says besides."""
    return _(
        "{member}, that is more than {count} commands in a minute. Others are answered in between, so yours take "
        "longer. None is lost; please do not repeat them.",
        member=member,
        count=MOST,
    )
