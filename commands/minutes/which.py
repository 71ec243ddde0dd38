"""Which minutes a line means, and what its numbers and names are of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from commands.base import Call, Claims, ExampleLine, UserError
from commands.base.people import MOST_IN_ROW, claim_person, no_member
from commands.base.turning import TURNS
from commands.base.typed import fold, without_courtesy
from commands.patterns import regex
from commands.sittings import Sitting, answered_sitting, claim_sitting, latest_sitting, sitting_meant
from commands.words import Member, Text, _, offered_line
from storage import Store

NamedLine: TypeAlias = Callable[[tuple[Member, ...]], Text]
"""Gives the line that names these members."""
_BETWEEN: Final = regex(r"(?:[\s,;&+:]|(?:und|and|sowie)(?!\w))+", re.IGNORECASE)
_EVERYBODY: Final = frozenset({"alle", "all", "everybody"})
_ALL_BUT: Final = regex(
    r"\A(?:alle|all|everybody|everyone),?\s{1,3}"
    r"(?:außer|ausser|bis auf|ohne|ausgenommen|minus|except(?: for)?|but|without)\s++",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset({"niemand", "keiner", "nobody", "-"})


def minutes_meant(said: Claims, call: Call, store: Store, example: ExampleLine) -> Sitting:
    """The sitting that is named, else the one that was answered, else the only one of late; of a series the date that
    has begun last. Raises UserError for one without a date, or cancelled."""
    sitting = sitting_meant(said, call, store, example, past=True)
    require_date(sitting)
    return sitting


def noted_at(said: Claims, call: Call, store: Store, example: ExampleLine) -> Sitting:
    """As `minutes_meant`, but a number alone is a point's; without a name the meeting that goes on is meant."""
    sitting = claim_sitting(said, call, store, example, past=True, bare=False)
    sitting = sitting or answered_sitting(call, store, past=True) or _going_on(call, store)
    if sitting is None:
        sitting = sitting_meant(Claims(""), call, store, example, past=True)
    require_date(sitting)
    return sitting


def present_at(said: Claims, call: Call, store: Store, example: ExampleLine) -> Sitting:
    """As `minutes_meant`, but without a name the meeting that goes on is meant."""
    sitting = claim_sitting(said, call, store, example, past=True)
    sitting = sitting or answered_sitting(call, store, past=True) or _going_on(call, store)
    if sitting is None:
        return minutes_meant(Claims(""), call, store, example)
    require_date(sitting)
    return sitting


def _going_on(call: Call, store: Store) -> Sitting | None:
    """The one meeting that goes on now."""
    found = [latest_sitting(call, meeting) for meeting in store.meetings.between(call.ms, call.ms + 1)]
    now = [one for one in found if one.when and one.when.begins <= call.ms < one.when.over]
    return now[0] if len(now) == 1 else None


def require_date(sitting: Sitting) -> None:
    """Raises UserError for a meeting of which there can be no minutes."""
    if sitting.meeting.state == "cancelled":
        raise UserError(
            _("{key} {title} was cancelled.", key=sitting.key, title=sitting.meeting.title), _("`!minutes`")
        )
    if sitting.when is None:
        raise UserError(
            _("No date is fixed for {key} yet.", key=sitting.key), offered_line("meeting show", sitting.key)
        )


def claim_members(said: Claims, call: Call, everybody: Text, by_name: NamedLine) -> tuple[Member, ...]:
    """All members named in what is left; all for `alle`, none for `niemand`. Raises UserError for who is none, with the
    line for `everybody` if nobody is left out, and for «alle außer Cem» with the one that names the others."""
    words = fold(without_courtesy(said.rest()).strip(" ."))
    if words in _EVERYBODY | _NOBODY:
        said.take_rest()
        return call.room.members if words in _EVERYBODY else ()
    but, by_themselves = _ALL_BUT.match(said.rest()), _("Who was there is said by name.")
    if but is None and TURNS.search(said.rest()):
        raise UserError(by_themselves)
    if but:
        said.claim(said.head.start, said.head.start + but.end())
    named = _claim_named(said, call, None if but else everybody)
    if but is None:
        return named
    there = tuple(member for member in call.room.members if member not in named)
    raise UserError(by_themselves, by_name(there) if there else None)


def _claim_named(said: Claims, call: Call, example: Text | None) -> tuple[Member, ...]:
    there: list[Member] = []
    while said.left() and len(there) < MOST_IN_ROW:
        if between := _BETWEEN.match(said.text, said.head.start, said.head.end):
            said.claim(*between.span())
        if not said.left():
            break
        member = claim_person(said, call)
        if member is None:
            raise no_member(said.words(said.head), call.room, example)
        there.append(member)
    return tuple(dict.fromkeys(there))
