"""Which release and which records a line means, and who may do what with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from commands.base import Call, Claims, ExampleLine, NotAllowed, UsageError, UserError
from commands.base.arguments import claim_key
from commands.base.names import release_named
from commands.base.titles import Titled, like_head, several, titled, whole_at_head
from commands.patterns import regex
from commands.releases.hindrances import Hindrance, public_record
from commands.releases.outgoing import can_be_proposed
from commands.releases.sentences import organisers_beside, proposing, showing
from commands.words import OneOf, Text, Value, _, offered_line
from storage import Store
from storage.persons import is_former
from storage.releases import RecordKind, Release

_LIST: Final = _("`!release list`")
_AND: Final = r"(?<!\w)(?:(?:und|and|sowie|plus|&|\+)\s+)?"
_RECORD: Final = regex(
    _AND + r"(?:(?:den|die|das|der|the)\s+)?(?:(?:eintrag|literatur|beschluss|sitzung|entry|decision|meeting)\s+)?"
    r"(?<![\w#])([LBM])#?(\d{1,7})(?!\w)",
    re.IGNORECASE,
)
_RELEASE: Final = regex(_AND + r"(?<![\w#])F#?(\d{1,7})(?!\w)", re.IGNORECASE)
_BARE: Final = regex(r"#?(\d{1,7})(?=[\s,;.!?]|$)")
_OTHER: Final = regex(r"(?<![\w#])([HIPRT]#?\d{1,7})(?!\w)", re.IGNORECASE)
_KINDS: Final[tuple[RecordKind, ...]] = ("L", "B", "M")
_MOST: Final = 20
"""Records that one release may hold: as many as one looks at before one agrees."""
_MOST_NAMED: Final = 500


def claim_release(call: Call, store: Store, said: Claims, example: ExampleLine, *, among: Sequence[Release]) -> Release:
    """The release at the head of what is left, by its number or by a record in it; without one that whose message was
    answered, else the only one of those. Raises UserError."""
    number = claim_key("F", said)
    if number is not None:
        found = store.releases.find(number)
        if found is None:
            raise UserError(_("There is no release {key}.", key=f"F{number}"), _LIST)
        return found
    if match := said.take_head(_RECORD):
        return _holding(call, store, _kind(match[1]), int(match[2]))
    answered = release_named(store.outbox.name_of(call.chat, call.answered)) if call.answered else None
    found = store.releases.find(answered) if answered is not None else None
    return found or _only(among, example)


def _holding(call: Call, store: Store, kind: RecordKind, number: int) -> Release:
    held = store.releases.holding(kind, number)
    if held:
        return held[0]
    key = f"{kind}{number}"
    found = public_record(call, store, kind, number)
    if isinstance(found, Hindrance):
        raise UserError(found.text, found.line)
    raise UserError(_("{key} stands in no release; it can be proposed.", key=key), proposing([key]))


def _only(among: Sequence[Release], example: ExampleLine) -> Release:
    if len(among) == 1:
        return among[0]
    if not among:
        raise UserError(_("There is no such release at the moment."), _LIST)
    keys = tuple(Text("{key}", {"key": one.key}) for one in among)
    raise UserError(_("Which release is meant: {releases}?", releases=OneOf(keys)), example(among[-1].key))


def claim_records(call: Call, store: Store, said: Claims) -> list[tuple[RecordKind, int]]:
    """The records to be released, each once: `L17, B4 und M3`, all of `F2`, or one by its title. Raises UserError."""
    found: dict[tuple[RecordKind, int], None] = {}
    for match in said.take_all(_RECORD):
        found[_kind(match[1]), int(match[2])] = None
    for match in said.take_all(_RELEASE):
        release = store.releases.find(int(match[1]))
        if release is None:
            raise UserError(_("There is no release {key}.", key=f"F{match[1]}"), _LIST)
        rows = [(one.kind, one.number) for one in release.records]
        found |= dict.fromkeys([row for row in rows if can_be_proposed(call, store, *row)] or rows)
    if other := said.search(_OTHER):
        raise UserError(
            _(
                "{key} cannot be released: literature (L), decisions (B) and meetings (M) can.",
                key=other[1].upper().replace("#", ""),
            ),
            _("`!lit list`"),
        )
    if bare := said.take_head(_BARE):
        raise _which_kind(call, store, int(bare[1]))
    if not found and said.left():
        found[_named(call, store, said)] = None
    if not found:
        raise UsageError(_("What is to be released: literature (L), decisions (B) or meetings (M)?"))
    if len(found) > _MOST:
        raise UserError(_("At most {most} records stand in one release; these are {n}.", most=_MOST, n=len(found)))
    return list(found)


def _which_kind(call: Call, store: Store, number: int) -> UserError:
    """A number that several kinds of record have: which is meant."""
    there = [f"{kind}{number}" for kind in _KINDS if can_be_proposed(call, store, kind, number)]
    keys = there or [f"{kind}{number}" for kind in _KINDS]
    asked = OneOf(tuple(Text("{key}", {"key": key}) for key in keys))
    return UserError(_("Which is meant: {records}?", records=asked), proposing(there[:1]) if there else _LIST)


def _named(call: Call, store: Store, said: Claims) -> tuple[RecordKind, int]:
    """The one record of that title at the head of the line. Raises UserError."""
    head = said.head
    words = said.words(said.head_row)
    among = [*titled("M", call, store, words), *titled("L", call, store, words)]
    among += [Titled(one.key, one.text) for one in store.decisions.newest(_MOST_NAMED)]
    found, length = whole_at_head(words, among)
    if not found and (like := like_head(words, among)):
        found, length = [like[0]], like[1]
    if not found:
        raise UsageError(_("No entry, decision or meeting is called “{name}”.", name=words[:60]), _("`!lit list`"))
    named = said.claim(head.start, head.start + length)
    if len(found) > 1:
        raise several(named, found, offered_line("release propose", found[0].key))
    return _kind(found[0].key), found[0].number


def _kind(letter: str) -> RecordKind:
    return next(kind for kind in _KINDS if kind == letter[0].upper())


def must_be(release: Release, *states: str) -> None:
    """Raises UserError for one that is in another state, which says in which, with a line that works."""
    if release.state in states:
        return
    key: dict[str, Value] = {"key": release.key}
    match release.state:
        case "open":
            text = _("{key} is not agreed to yet.", **key)
        case "agreed":
            text = _("{key} is released already; it can be withdrawn.", **key)
        case "rejected":
            text = _("{key} was rejected; its records can be proposed anew.", **key)
        case "withdrawn":
            text = _("{key} was withdrawn; its records can be proposed anew.", **key)
    raise UserError(text, showing(release))


def must_agree(call: Call, release: Release) -> None:
    """Raises NotAllowed unless the member organises and has not proposed it. Of a proposer who was forgotten nobody
    knows whether it is another one."""
    if is_former(release.proposer) and call.member.organiser:
        raise UserError(
            _("Nobody knows any more who proposed {key}; its records can be proposed anew.", key=release.key),
            offered_line("release withdraw", release.key),
        )
    if call.member.user_id == release.proposer:
        others = organisers_beside(call, release.proposer)
        if not others:
            raise NotAllowed(
                _("{key} is your own proposal, and nobody else organises here: the board agrees by a decision.",
                  key=release.key), showing(release),
            )  # fmt: skip
        raise NotAllowed(
            _("{key} is your own proposal: somebody else agrees to it, {members}, or the board by a decision.",
              key=release.key, members=OneOf(others)), showing(release),
        )  # fmt: skip
    _must_organise(call, release, lambda: showing(release))


def must_reject(call: Call, release: Release) -> None:
    """Raises NotAllowed unless the member organises."""
    if call.member.user_id == release.proposer and not call.member.organiser:
        raise NotAllowed(
            _("{key} is your own proposal: it can be withdrawn.", key=release.key),
            offered_line("release withdraw", release.key),
        )
    _must_organise(call, release, lambda: showing(release))


def must_withdraw(call: Call, release: Release) -> None:
    """Raises NotAllowed unless the member has proposed it or organises."""
    if call.member.organiser or call.member.user_id == release.proposer:
        return
    proposer = call.room.member(release.proposer)
    if proposer is None:
        _must_organise(call, release, lambda: showing(release))
        return
    raise NotAllowed(
        _("Only {member} or an organiser may do this with {key}.", member=proposer, key=release.key), showing(release)
    )


def _must_organise(call: Call, release: Release, line: Callable[[], Text]) -> None:
    if call.member.organiser:
        return
    others = organisers_beside(call, release.proposer)
    if not others:
        raise NotAllowed(_("Only an organiser may do this with {key}.", key=release.key), line())
    raise NotAllowed(
        _("Only an organiser may do this with {key}: {members}.", key=release.key, members=OneOf(others)), line()
    )
