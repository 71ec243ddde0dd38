"""How a poll stands: who can come when, who is missing, which slot is best and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commands.base import Room
from commands.words import Member
from storage import Store
from storage.ballots import Vote, VoteChoice
from storage.meetings import Meeting
from storage.slots import Slot
from storage.values import frozen


@frozen
class Tally:
    """The votes of the room's members on one slot, each by name."""

    slot: Slot
    yes: tuple[Member, ...]
    maybe: tuple[Member, ...]
    no: tuple[Member, ...]

    @property
    def can_come(self) -> int:
        return len(self.yes) + len(self.maybe)

    @property
    def score(self) -> tuple[int, int]:
        """By what slots are compared: most who can come, then most who say yes."""
        return self.can_come, len(self.yes)


@frozen
class Standing:
    """A poll as it stands among those who are members now.

    `missing` maps each member who has not voted on every slot to the slots without a vote; `spoilt` are those of
    them whose answer could not be understood, `gone` the user ids of voters who are no members any more.
    """

    tallies: tuple[Tally, ...]
    votes: dict[tuple[int, str], VoteChoice]
    missing: dict[Member, tuple[Slot, ...]]
    spoilt: tuple[Member, ...]
    gone: tuple[str, ...]
    by_others: tuple[Vote, ...]

    @property
    def silent(self) -> tuple[Member, ...]:
        """The members without any vote."""
        return tuple(m for m, slots in self.missing.items() if len(slots) == len(self.tallies))

    @property
    def partly(self) -> dict[Member, tuple[Slot, ...]]:
        """The members who have voted on some slots, with the others."""
        return {m: slots for m, slots in self.missing.items() if len(slots) < len(self.tallies)}

    def of(self, slot: Slot) -> Tally:
        return next(tally for tally in self.tallies if tally.slot.id == slot.id)


@frozen
class Best:
    """The best slot, and those others that as many can come to and say yes to."""

    tally: Tally
    ties: tuple[Tally, ...] = ()


def standing(store: Store, meeting: Meeting, room: Room) -> Standing:
    """The standing of the meeting's poll now."""
    return count(store.slots.of(meeting.id), store.ballots.counting(meeting.id), room.members)


def count(slots: Sequence[Slot], votes: Iterable[Vote], members: Sequence[Member]) -> Standing:
    """The standing from the votes that count. Who left is not counted, who joined is."""
    votes = list(votes)
    ids = {m.user_id for m in members}
    cast: dict[tuple[int, str], VoteChoice] = {
        (v.slot, v.voter): v.value for v in votes if v.voter in ids and v.value != "spoilt"
    }

    def who(slot: Slot, choice: VoteChoice) -> tuple[Member, ...]:
        return tuple(m for m in members if cast.get((slot.id, m.user_id)) == choice)

    open_slots = {m: tuple(s for s in slots if (s.id, m.user_id) not in cast) for m in members}
    spoilt = {v.voter for v in votes if v.value == "spoilt"}
    return Standing(
        tallies=tuple(Tally(s, who(s, "yes"), who(s, "maybe"), who(s, "no")) for s in slots),
        votes=cast,
        missing={m: left for m, left in open_slots.items() if left},
        spoilt=tuple(m for m in members if m.user_id in spoilt),
        gone=tuple(sorted({v.voter for v in votes if v.voter not in ids and v.value != "spoilt"})),
        by_others=tuple(v for v in votes if v.caster != v.voter and (v.slot, v.voter) in cast),
    )


def best(tallies: Iterable[Tally], now: int) -> Best | None:
    """The best slot that has not begun at `now` (ms): most who can come, most yes, earliest.

    None if nobody can come to any.
    """
    open_ones = [tally for tally in tallies if tally.slot.when.begins > now and tally.can_come]
    if not open_ones:
        return None
    ranked = sorted(open_ones, key=lambda t: (-t.can_come, -len(t.yes), t.slot.when.begins, t.slot.number))
    return Best(ranked[0], tuple(t for t in ranked[1:] if t.score == ranked[0].score))
