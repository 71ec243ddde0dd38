"""Impulses listed, those that most would like to hear first, and one of them in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from commands.base import Call, Claims, Moment, Number, Rest, UserError, Words, command
from commands.base.names import IMPULSES
from commands.base.typed import fold
from commands.impulses.sentences import history, impulse_head, impulse_text, particulars, row, wish_hint
from commands.impulses.which import claim_impulse
from commands.words import Content, Reply, Text, _, _n, bullets, lines, offered_line
from storage import Store
from storage.impulses import ALL, Impulse, ImpulseState

PAGE: Final = 10
ImpulseList: TypeAlias = Literal["all", "open"]
_STATES: Final[dict[ImpulseList, tuple[ImpulseState, ...]]] = {"all": ALL, "open": ("idea", "asked")}
_WORDS: Final[dict[str, ImpulseList]] = {
    **dict.fromkeys(("", "alle", "all", "alles"), "all"),
    **dict.fromkeys(("offen", "offene", "open", "ideen", "ideas"), "open"),
}
_LIST: Final = _("`!impulse list`")


@command(
    "impulse list",
    reads=True,
    de=("liste", "alle", "all"),
    help=_("Lists the impulses, ideas first and by how many would like to hear them; also `open`, and the page."),
    examples=(_LIST, _("`!impulse list open`")),
    takes={"text": Rest(_("Which impulses?"), optional=True)},
)
def list_(call: Call, store: Store, text: str) -> Reply:
    """👍 on it says that one would like to hear all of its ideas."""
    match = re.fullmatch(r"(\D*?)\s*(\d{1,6})?", text)
    listed = _WORDS.get(fold(match[1])) if match else None
    if match is None or listed is None:
        raise UserError(_("There is no such list of impulses."), _LIST)
    return _listed(call, store, listed, int(match[2] or 1))


@command(
    "impulse open",
    reads=True,
    de=("offen", "offene", "ideen"),
    help=_("Lists the ideas, and who was asked and has not answered yet."),
    examples=(_("`!impulse open`"),),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def open_(call: Call, store: Store, page: int | None) -> Reply:
    """Those of which it is still open whether they will be heard."""
    return _listed(call, store, "open", page or 1)


def _listed(call: Call, store: Store, listed: ImpulseList, page: int) -> Reply:
    count = store.impulses.count(_STATES[listed])
    if not count:
        new = _(
            "This keeps an idea: `!impulse add Matrix in public administration; Person: Dr. Ada Example, City of Jena`"
        )
        none = _("No impulse is open at the moment.") if listed == "open" else _("There is no impulse yet.")
        return Reply(lines(none, new))
    number = min(max(page, 1), -(-count // PAGE))
    found = store.impulses.listed(_STATES[listed], PAGE, (number - 1) * PAGE)
    ids = ",".join(str(one.id) for one in found)
    name = IMPULSES.of(ids=ids, event=f"{call.event_id}/{listed}/{number}")
    return Reply(listing(call, store, found, listed, number), name=name)


def listing(at: Call | Moment, store: Store, found: Sequence[Impulse], listed: ImpulseList, page: int) -> Content:
    """One page, with those impulses in that order."""
    count = store.impulses.count(_STATES[listed])
    head = (
        _n("**One impulse is open.**", "**{count} impulses are open.**", count)
        if listed == "open"
        else _n("**One impulse**", "**{count} impulses**, ideas first", count)
    )
    pages = -(-count // PAGE)
    more = None
    if page < pages:
        line = offered_line("impulse open", page + 1) if listed == "open" else offered_line("impulse list", page + 1)
        more = _("Page {page} of {pages}; {line} shows the next one.", page=page, pages=pages, line=line)
    ideas = [one for one in found if one.state == "idea"]
    return lines(head, bullets(*(row(at, store, one) for one in found)), more, _hint(ideas))


def _hint(ideas: Sequence[Impulse]) -> Text | None:
    """What a reaction on the list says."""
    if not ideas:
        return None
    if len(ideas) == 1:
        return _("👍 on this is a wish to hear {key}.", key=ideas[0].key)
    return _(
        "👍 on this is a wish to hear all of these ideas; one alone: {line}",
        line=offered_line("impulse wish", ideas[0].key),
    )


@command(
    "impulse show",
    reads=True,
    de=("zeigen", "zeige", "anzeigen", "stand"),
    help=_("Shows an impulse in full: who speaks about what, how it stands and how it came to that."),
    examples=(_("`!impulse show I5`"),),
    takes={"said": Words(_("Which impulse is meant?"), optional=True)},
)
def show(call: Call, store: Store, said: Claims) -> Reply:
    """👍 on it is a wish as well."""
    impulse = claim_impulse(call, store, said, lambda key: offered_line("impulse show", key), alone=True, among=ALL)
    name = IMPULSES.of(ids=impulse.id, event=call.event_id)
    return Reply(in_detail(call, store, impulse), about=impulse.key, name=name)


def in_detail(at: Call | Moment, store: Store, impulse: Impulse) -> Content:
    """All that is known of it."""
    return lines(
        impulse_head(impulse),
        *particulars(at, store, impulse),
        history(at, store.impulses.steps(impulse)),
        wish_hint(impulse),
    )


def shown_as(at: Call | Moment, store: Store, name: str) -> Content | None:
    """What the listing of that name shows now; None if nothing that it speaks of is there any more."""
    about = IMPULSES.read(name)
    found = store.impulses.of_ids(map(int, about["ids"].split(","))) if about else []
    if about is None or not found:
        return None
    _event, _sign, listed = about["event"].partition("/")
    if listed:
        kind, _sign, page = listed.partition("/")
        return listing(at, store, found, "open" if kind == "open" else "all", int(page))
    if about["event"] == "heading":
        return impulse_text(at, store, found[0])
    return in_detail(at, store, found[0])
