"""A speaker and two meetings as one would keep them on paper, without any of the bot's own code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LENGTH = timedelta(hours=2)


@dataclass
class PlainImpulse:
    """I1, on the agenda of `place` (a meeting, `backlog` or nowhere); `home` is the meeting that was called off under
    it. `days` are the meetings' beginnings, `off` those that are cancelled. `told` is the date that the contact knows,
    as (meeting, beginning)."""

    days: dict[str, datetime]
    off: set[str] = field(default_factory=set)
    state: str = "idea"
    place: str | None = None
    home: str | None = None
    contact: str = "cem"
    told: tuple[str, datetime] | None = None
    wishes: list[tuple[str, str, bool]] = field(default_factory=list)
    """Event, member, whether they wish: in the order in which they were read."""

    def alive(self, meeting: str, now: datetime) -> bool:
        return meeting not in self.off and now < self.days[meeting] + LENGTH

    @property
    def date(self) -> tuple[str, datetime] | None:
        """When and where it is to be heard, as the records stand."""
        if self.state != "confirmed" or self.place not in self.days or self.place in self.off:
            return None
        return self.place, self.days[self.place]

    def tells(self) -> bool:
        """Whether the contact is rung now, as they know another date than the one that holds."""
        if self.state != "confirmed" or self.told == self.date:
            return False
        self.told = self.date
        return True

    def asks(self) -> bool:
        if self.state in ("confirmed", "held"):
            return False
        self.state = "asked"
        return True

    def confirms(self, place: str, now: datetime) -> bool:
        if self.state == "held" or (place != "backlog" and not self.alive(place, now)):
            return False
        if self.place != place:
            self.place, self.home = place, None
        self.state, self.told = "confirmed", None
        self.told = self.date
        return True

    def ends(self, how: str) -> bool:
        if self.state in (how, "held"):
            return False
        self.state, self.place, self.home = how, None, None
        return True

    def held(self, now: datetime) -> bool:
        if self.date is None or now < self.date[1]:
            return False
        self.state = "held"
        return True

    def wish(self, event: str, who: str, *, wished: bool) -> None:
        if self.state in ("idea", "asked", "confirmed"):
            self.wishes.append((event, who, wished))

    def unwish(self, event: str) -> None:
        self.wishes = [one for one in self.wishes if one[0] != event]

    def wishing(self) -> set[str]:
        latest = {who: wished for _event, who, wished in self.wishes}
        return {who for who, wished in latest.items() if wished}

    def cancelled(self, meeting: str) -> None:
        self.off.add(meeting)
        if self.place == meeting and self.state == "confirmed":
            self.place, self.home = "backlog", meeting

    def reopened(self, meeting: str) -> None:
        self.off.discard(meeting)
        if self.home == meeting:
            self.place, self.home = meeting, None

    def carried(self, place: str | None) -> None:
        """The point was deferred, taken from the backlog or struck off."""
        self.place, self.home = place, None
