"""A vote on a decision as one would keep it on paper, without any of the bot's own code."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Slip:
    """A ballot: `order` is when it was read; `gone` if it was torn up."""

    who: str
    value: str
    time: int
    order: int
    event: str
    gone: bool = False


@dataclass
class PlainVote:
    """A vote of those on the list, which ends at `end` (ms) or is open. Values are yes, no, abstain, none, spoilt."""

    eligible: tuple[str, ...]
    majority: str
    needed: int
    deadline: int | None = None
    closed: int | None = None
    slips: list[Slip] = field(default_factory=list)

    def cast(self, who: str, value: str, time: int, event: str) -> None:
        if who in self.eligible:
            self.slips.append(Slip(who, value, time, len(self.slips), event))

    def tear_up(self, event: str) -> None:
        """Only as long as it is voted on."""
        for slip in self.slips:
            if slip.event == event and self.closed is None:
                slip.gone = True

    def take_back(self, who: str) -> bool:
        own = [slip for slip in self.slips if slip.who == who and not slip.gone]
        if not own or self.closed is not None:
            return False
        max(own, key=lambda slip: (slip.time, slip.order)).gone = True
        return True

    def counting(self) -> dict[str, str]:
        """What each says: the latest slip before the end that is not torn up, if that one says anything."""
        end = self.closed if self.closed is not None else self.deadline
        said: dict[str, str] = {}
        for slip in sorted(self.slips, key=lambda slip: (slip.time, slip.order)):
            if not slip.gone and (end is None or slip.time <= end):
                said[slip.who] = slip.value
        return {who: value for who, value in said.items() if value in ("yes", "no", "abstain")}

    def figures(self) -> tuple[int, int, int]:
        said = list(self.counting().values())
        return said.count("yes"), said.count("no"), said.count("abstain")

    def time_is(self, now: int) -> None:
        """The vote ends at its deadline; before, once all have voted and no objection to a consent is left."""
        if self.closed is not None:
            return
        if self.deadline is not None and self.deadline <= now:
            self.closed = self.deadline
            return
        said = self.counting()
        if len(said) == len(self.eligible) and not (self.majority == "consent" and "no" in said.values()):
            latest = max(slip.time for slip in self.slips if not slip.gone)
            self.closed = max(now, latest) if self.deadline is None else min(max(now, latest), self.deadline)

    def verdict(self) -> str:
        yes, no, abstain = self.figures()
        if yes + no + abstain < self.needed:
            return "inquorate"
        if self.majority == "consent":
            return "rejected" if no else "accepted"
        if self.majority == "two thirds":
            return "accepted" if yes and Fraction(yes, yes + no) >= Fraction(2, 3) else "rejected"
        return "accepted" if yes > no else "rejected"

    def sentence(self, key: str) -> str:
        """What the board is told, in German."""
        yes, no, abstain = self.figures()
        votes = f"{yes} ja, {no} nein, {abstain} Enthaltung{'' if abstain == 1 else 'en'}"
        there = f"beschlussfähig ({yes + no + abstain} von {len(self.eligible)}, nötig {self.needed})."
        match self.verdict():
            case "inquorate":
                return f"{key} ist nicht angenommen: {votes}; nicht {there}"
            case "accepted":
                return f"{key} ist angenommen: {votes}; {there}"
        if self.majority == "two thirds":
            enough = next(n for n in range(100) if 3 * n >= 2 * (yes + no))
            return f"{key} ist abgelehnt: {votes}, nötig für zwei Drittel {enough} ja; {there}"
        if self.majority == "consent":
            return f"{key} ist abgelehnt, es bleibt ein Einwand: {votes}; {there}"
        tie = ", bei Stimmengleichheit" if yes == no else ""
        return f"{key} ist abgelehnt{tie}: {votes}; {there}"
