"""`!privacy` and `!privacy export`: what is kept of everybody and for how long, and a copy of one's own."""

from __future__ import annotations

import json
from typing import Any, Final

from commands.base import Call, command
from commands.privacy.table import ENDED, TABLE, KeptKind
from commands.words import Content, File, Reply, Text, _, _n, bullets, lines
from commands.words.render import render
from storage import Store
from storage.impulses import ALL

Records = dict[str, list[dict[str, Any]]]

_MOST_OUTSIDERS: Final = 10
FILE: Final = "meine-daten.json"


@command(
    "privacy show",
    reads=True,
    de=("zeigen", "anzeigen"),
    help=_("Says what is stored about whom and for how long, and how much of it is about you; in a direct chat."),
    examples=(_("`!privacy`"),),
)
def show(call: Call, store: Store) -> Reply:
    """The kinds of records with how many of them speak of the asker."""
    if not call.direct:
        return in_direct_chat(_("`!privacy`"))
    found = store.records_of(call.member.user_id)
    text = lines(
        _("**This is stored in the board, of all members:**"),
        bullets(*(_row(call, kind, found) for kind in TABLE if kind.personal)),
        *_outsiders(store),
        _("Your own data as a file: {export}. To have them forgotten: {forget}.", export=_EXPORT, forget=_FORGET),
    )
    return Reply(text)


_EXPORT, _FORGET = _("`!privacy export`"), _("`!privacy forget`")


def _row(call: Call, kind: KeptKind, found: Records) -> Text:
    after = call.settings.retention
    ended = _("{after} from its end on", after=after) if after else _("until somebody deletes it")
    values = {"what": kind.what, "kept": ended if kind.kept is ENDED else kind.kept}
    count = sum(len(found.get(table, ())) for table in kind.tables)
    if not count:
        return Text("**{what}** – {kept}", values)
    return _n(
        "**{what}** – {kept}; one entry about you", "**{what}** – {kept}; {count} entries about you", count, **values
    )


def _outsiders(store: Store) -> tuple[Content, ...]:
    """The people from outside of whom something is kept: name, office and topic, and no more."""
    found = [one for one in store.impulses.listed(ALL, _MOST_OUTSIDERS + 1) if one.speaker]
    if not found:
        return ()
    shown = bullets(
        *(Text("{key} {speaker}{topic}", {"key": one.key, "speaker": one.speaker,
                                          "topic": f" – {one.topic}" if one.topic else ""})
          for one in found[:_MOST_OUTSIDERS]),
        _("All of them: `!impulse list`") if len(found) > _MOST_OUTSIDERS else None,
    )  # fmt: skip
    return _("Of people from outside only name, office and topic are kept:"), shown


def in_direct_chat(line: Text) -> Reply:
    """What is said in the board room, where everybody would read the answer."""
    return Reply(_("This is about you alone: please say {line} in a direct chat with the assistant.", line=line))


@command(
    "privacy export",
    reads=True,
    de=("exportieren", "auskunft"),
    help=_("Sends you all that is stored about you as a file (JSON), in a direct chat."),
    examples=(_("`!privacy export`"),),
)
def export(call: Call, store: Store) -> Reply:
    """Every row in which the member stands, with what the table of what is kept says of its kind."""
    if not call.direct:
        return in_direct_chat(_EXPORT)
    records = store.records_of(call.member.user_id)
    style = call.style

    def said(text: Content) -> str:
        return render(text, style).body

    copy = {
        "about": {"user_id": call.member.user_id, "name": call.member.name},
        "board": {"room_id": call.room.room_id, "name": call.room.name},
        "made": call.now.isoformat(timespec="seconds"),
        "kept": [
            {"tables": kind.tables, "what": said(kind.what), "how_long": said(kind.kept), "who_deletes": said(kind.who)}
            for kind in TABLE
        ],
        "records": records,
    }
    data = json.dumps(copy, ensure_ascii=False, indent=1).encode()
    text = _n(
        "A file with one entry about you follows: all that is stored about you in this board.",
        "A file with {count} entries about you follows: all that is stored about you in this board.",
        sum(map(len, records.values())),
    )
    return Reply(text, (File(FILE, "application/json", data, chat=call.chat),))
