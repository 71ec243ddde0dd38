"""Who would like to hear what: 👍 on a listing, or by words; the latest of a member counts."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Claims, UserError, Words, command
from commands.base.happenings import Reaction, Redaction
from commands.base.names import IMPULSES
from commands.impulses.lists import shown_as
from commands.impulses.sentences import heading_edits, heading_name, wishing_members
from commands.impulses.which import claim_impulse, label, show_line
from commands.patterns import regex
from commands.words import Message, Reply, Said, _, offered_line
from storage import Store
from storage.impulses import Impulse
from storage.timers import TimerKind
from storage.wishes import Wish

WISH, NO_WISH = "👍", "👎"
_A_MINUTE: Final = 60_000
_NOT: Final = regex(
    r"(?<!\w)(?:nicht(?:\s+mehr)?|doch\s+nicht|zurück(?:nehmen)?|no longer|not(?:\s+any\s?more)?|no)(?!\w)",
    re.IGNORECASE,
)


@command(
    "impulse wish",
    de=("wunsch", "wünschen", "hören", "möchte", "want"),
    help=_("Says that you would like to hear an impulse, as 👍 on a listing does; `not` takes it back."),
    examples=(_("`!impulse wish I5`"), _("`!impulse wish I5 not`")),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
)
def wish(call: Call, store: Store, said: Claims) -> Reply:
    """By words it is encrypted, which a reaction is not."""
    wished = said.take(_NOT) is None
    impulse = claim_impulse(
        call, store, said, lambda key: offered_line("impulse wish", key), alone=True, among=("idea", "asked")
    )
    if not impulse.is_open:
        raise UserError(_("Nothing more comes of {impulse}.", impulse=label(impulse)), show_line(impulse))
    store.wishes.say(
        impulse, Wish(call.member.user_id, wished=wished, event_id=call.event_id, time=call.said or call.ms)
    )
    kept = store.impulses.get(impulse.id)
    members = wishing_members(call, kept)
    text = (
        _("Would like to hear {impulse}: {members}.", impulse=label(kept), members=members)
        if members
        else _("Nobody would like to hear {impulse} so far.", impulse=label(kept))
    )
    return Reply(text, heading_edits(call, store, kept), about=kept.key)


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """👍 on a listing wishes for its ideas, on a single one for that; 👎 takes that back. The listing says so."""
    about = IMPULSES.read(reaction.name)
    if about is None or reaction.key not in (WISH, NO_WISH) or reaction.name is None:
        return ()
    found = store.impulses.of_ids(map(int, about["ids"].split(",")))
    meant = [one for one in found if one.state == "idea" or (one.is_open and len(found) == 1)]
    said = Wish(
        call.member.user_id,
        wished=reaction.key == WISH,
        event_id=call.event_id,
        time=reaction.time,
        message=reaction.name,
    )
    for one in meant:
        store.wishes.say(one, said)
    return _shown(call, store, reaction.name, store.impulses.of_ids(one.id for one in meant))


def on_redaction(call: Call, store: Store, redaction: Redaction) -> tuple[Said, ...]:
    """A wish was taken back: what the member said before counts again."""
    name, left = store.wishes.take_back(redaction.target)
    return _shown(call, store, name, store.impulses.of_ids(left))


def _shown(call: Call, store: Store, name: str, changed: list[Impulse]) -> tuple[Said, ...]:
    """The listing as it is now; the status messages of those impulses follow, once for several wishes."""
    for one in changed:
        if heading_name(one) != name:
            store.timers.bring_forward(TimerKind.IMPULSE_FOLLOWS, one.id, call.ms + _A_MINUTE)
    content = shown_as(call, store, name) if name and changed else None
    return (Message(content, replaces=name, chat=call.chat),) if content else ()
