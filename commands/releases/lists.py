"""Releases listed and shown: what waits, what goes out, what no longer does and why."""

from __future__ import annotations

from typing import Final

from commands.base import Call, Claims, Number, Words, command
from commands.pages import in_full
from commands.releases.outgoing import HeldBack, Outgoing, as_shown, can_be_proposed
from commands.releases.outlook import Outlook
from commands.releases.sentences import (
    proposing,
    showing,
    shown_or_why,
    state_of,
    title_of,
    waiting_line,
    who_agrees,
    who_did,
)
from commands.releases.which import claim_release
from commands.words import Content, Reply, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.releases import Release

_PAGE: Final = 20


@command(
    "release list",
    reads=True,
    de=("liste", "alle"),
    help=_("Lists what waits for agreement, what goes out, and what no longer does and why."),
    examples=(_("`!release list`"), _("`!release list 2`")),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def list_(call: Call, store: Store, page: int | None) -> Reply:
    """A page of all that, in that order."""
    outlook, waiting = Outlook(call, store), store.releases.count_open()
    held, going = outlook.count("changed", "hindered"), outlook.count("goes")
    rows = waiting + held + going
    if not rows:
        return Reply(lines(_("Nothing is released and nothing is proposed."), _first(call, store)))
    pages = -(-rows // _PAGE)
    number = min(max(page or 1, 1), pages)
    first = (number - 1) * _PAGE
    span = _span(first, waiting)
    open_ones = store.releases.open(span["limit"], span["offset"])
    kinds = (
        (_("**These wait for agreement:**"), [_waiting(call, one) for one in open_ones]),
        (
            _("**These do not go out any more:**"),
            list(map(_row, outlook.page("changed", "hindered", **_span(first - waiting, held)))),
        ),
        (
            _n("**One record goes out:**", "**{count} records go out:**", going),
            list(map(_row, outlook.page("goes", **_span(first - waiting - held, going)))),
        ),
    )
    parts: list[Content | None] = []
    for head, under in kinds:
        if under:
            parts += [head, bullets(*under)]
    if number < pages:
        parts.append(
            _(
                "Page {page} of {pages}; {line} shows the next one.",
                page=number,
                pages=pages,
                line=offered_line("release list", number + 1),
            )
        )
    return Reply(lines(*parts))


@command(
    "release show",
    reads=True,
    de=("zeigen", "zeige", "anzeigen"),
    help=_("Shows a release field by field, who proposed it and who agreed."),
    examples=(_("`!release show F2`"),),
    takes={"said": Words(_("Which release is meant?"), optional=True)},
)
def show(call: Call, store: Store, said: Claims) -> Reply:
    """What of it is still as it was shown then; of the rest why it does not go out."""
    release = claim_release(
        call, store, said, lambda key: offered_line("release show", key), among=store.releases.newest(2)
    )
    page = Number(_("Which page?"), optional=True).take(said, call, store)
    found = [as_shown(call, store, release, one) for one in release.records]
    rows: list[Content | None] = [shown_or_why(one) for one in found]
    if not found:
        rows.append(_("All its records stand in later releases."))
    if release.state == "open":
        rows.append(who_agrees(call, release))
    if release.state != "open" and (keys := [one.key for one in found if isinstance(one, HeldBack) and one.again]):
        rows.append(_("Shown anew by: {line}", line=proposing(keys)))
    text = in_full(
        call,
        lines(state_of(call, release), *who_did(call, release)),
        rows,
        page,
        lambda n: offered_line("release show", release.key, n),
    )
    return Reply(text, about=release.key)


def _first(call: Call, store: Store) -> Text | None:
    """The line that proposes the newest entry, if it can go out."""
    newest = next((one for one in store.literature.newest(1) if can_be_proposed(call, store, "L", one.number)), None)
    if newest is None:
        return None
    return _("This proposes an entry and shows what would go out of it: {line}", line=proposing([newest.key]))


def _waiting(call: Call, release: Release) -> Text:
    return Text("{release}: {line}", {"release": waiting_line(call, release), "line": showing(release)})


def _span(first: int, length: int) -> dict[str, int]:
    """What of a part of that length is on the page that begins at `first` of it."""
    offset, end = (min(max(place, 0), length) for place in (first, first + _PAGE))
    return {"offset": offset, "limit": end - offset}


def _row(one: Outgoing | HeldBack) -> Text:
    if isinstance(one, Outgoing):
        key, title = one.record.key, title_of(one.record)
        return Text("**{key}** {title} ({release})", {"key": key, "title": title, "release": one.release.key})
    values: dict[str, Value] = {"why": one.why}
    return Text("{why} {line}", {**values, "line": proposing([one.key])}) if one.again else Text("{why}", values)
