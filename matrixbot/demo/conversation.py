"""What the members hear, in order: shown once, and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from matrixbot.bot.waiting import happens
from matrixbot.demo.member import Account, DemoMember
from matrixbot.gateway import Event

T = TypeVar("T")


class Conversation:
    """The ears of all members. `show` is told of what others say, each event once: by whoever hears it first."""

    def __init__(self, show: Callable[[str, Event], None]) -> None:
        self._show = show
        self._names: dict[str, str] = {}
        self._heard: dict[str, list[Event]] = {}
        self._seen: set[str] = set()
        self._news = asyncio.Event()

    def introduce(self, *accounts: Account) -> None:
        """What these accounts say is to be shown when it is heard, under their names."""
        self._names.update({account.user_id: account.name for account in accounts})

    def hear(self, member: DemoMember, event: Event) -> None:
        """`member` has heard `event`; one's own words, and what could not be decrypted, do not count as heard."""
        if event.sender == member.user_id or event.session is not None:
            return
        self._heard.setdefault(member.name, []).append(event)
        if event.event_id not in self._seen and event.sender in self._names:
            self._show(self._names[event.sender], event)
        self._seen.add(event.event_id)
        self._news.set()

    def heard(self, member: str) -> Sequence[Event]:
        """All that this member has heard so far."""
        return self._heard.get(member, ())

    async def until(self, find: Callable[[], T], seconds: float) -> T:
        """What `find` gives as soon as that is true; what it gives at the end if it never is."""
        end = asyncio.get_running_loop().time() + seconds
        while not (found := find()):
            self._news.clear()
            left = end - asyncio.get_running_loop().time()
            if not await happens(self._news, max(left, 0)):
                return find()
        return found
