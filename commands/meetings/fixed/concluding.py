"""`!meeting done`: who was there, kept for the list of past meetings and the history of hosts."""

from __future__ import annotations

import re

from commands.base import Call, Key, Rest, UserError, command, find_person, no_member
from commands.base.typed import fold
from commands.meetings.fixed.attendance import attendance
from commands.meetings.which import fixed_meant
from commands.words import Member, Reply, _, lines
from storage import Store
from storage.meetings import Meeting

_NOBODY = frozenset({"niemand", "keiner", "nobody", "-"})
_ALL = frozenset({"alle", "all", "everybody"})


@command(
    "meeting done",
    de=("fertig", "erledigt", "gewesen"),
    help=_("Keeps who was there; without names, those who had said that they come."),
    examples=(_("`!meeting done M3 anna, ben`"), _("`!meeting done M3`")),
    takes={
        "number": Key("M", _("Which meeting is meant?")),
        "text": Rest(_("Who was there?"), optional=True),
    },
    public=True,
)
def done(call: Call, store: Store, number: int, text: str) -> Reply:
    """Said again, the later list counts."""
    meeting = fixed_meant(call, store, number, lambda key: _("`!meeting done {key} anna, ben`", key=key))
    if meeting.date.begins > call.ms:
        raise UserError(
            _("{key} {title} has not begun yet.", key=meeting.key, title=meeting.title),
            _("`!meeting attend {key} online`", key=meeting.key),
        )
    there = _named(call, text) if text else _who_said_so(call, store, meeting)
    store.meetings.conclude(meeting.id, [member.user_id for member in there], call.ms)
    head = _("Kept for **{key} {title}**.", key=meeting.key, title=meeting.title)
    return Reply(lines(head, _("There were: {members}.", members=there)), about=meeting.key)


def _named(call: Call, text: str) -> tuple[Member, ...]:
    if fold(text.strip(" .")) in _NOBODY:
        return ()
    if fold(text.strip(" .")) in _ALL:
        return call.room.members
    there: list[Member] = []
    rest = text
    while rest := re.sub(r"^(?:[\s,;&+]|(?:und|and)\b)+", "", rest, flags=re.IGNORECASE):
        found = find_person(rest, call.room, call.mentions, call.member)
        if found is None:
            raise no_member(rest, call.room, _("`!meeting done M3 anna, ben`"))
        there.append(found[0])
        rest = found[1]
    return tuple(dict.fromkeys(there))


def _who_said_so(call: Call, store: Store, meeting: Meeting) -> tuple[Member, ...]:
    said = attendance(call, store, meeting)
    return (*said["onsite"], *said["online"])
