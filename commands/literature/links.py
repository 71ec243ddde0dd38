"""📚 on a message: the links in it are added, with its words as their note."""

from __future__ import annotations

from commands.base import Call
from commands.base.happenings import Reaction
from commands.base.names import LINKS_SAVED
from commands.clear_events import SAVES
from commands.literature.adding import add_all
from commands.literature.addresses import links_in
from commands.literature.line import LONGEST_NOTE, Described, Posted
from commands.words import Reply, Said, _, lines
from storage import Store
from storage.errands import Errand, ErrandKind

_MOST = 20
"""Links of one message that are added."""


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """The message is fetched, as nobody kept what it says; once, whoever reacts after that."""
    target = reaction.target
    saves = reaction.key in SAVES and reaction.name is None
    if saves and store.outbox.find(call.chat, LINKS_SAVED.of(event=target)) is None:
        store.errands.add(ErrandKind.LINKS, call.chat, call.member.user_id, target, target, call.ms, None)
    return ()


def links_read(call: Call, store: Store, errand: Errand, text: str) -> Reply:
    """Every link in the message as an entry; what is known is named with who added it."""
    name = LINKS_SAVED.of(event=errand.target)
    addresses, words = links_in(text)
    if not addresses:
        return Reply(_("There is no link in this message that could be added to the literature."), name=name)
    note = words if len(words) <= LONGEST_NOTE else words[: LONGEST_NOTE - 1] + "…"
    added = add_all(call, store, [Posted(address, Described("", note, ())) for address in addresses[:_MOST]])
    return Reply(lines(*(one.text for one in added)), name=name)
