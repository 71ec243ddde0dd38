"""`!meeting done`: who was there, kept when a meeting is over."""

from __future__ import annotations

import re

from commands.base import Call, Claims, Key, UserError, Words, command, no_member
from commands.base.people import claim_person
from commands.base.typed import fold
from commands.meetings.fixed.attendance import attendance
from commands.meetings.which import fixed_meant
from commands.patterns import regex
from commands.words import MadeUp, Member, Reply, _, lines, offered_line
from storage import Store
from storage.meetings import Meeting

_NOBODY = frozenset({"niemand", "keiner", "nobody", "-"})
_AND = regex(r"(?:und|and)\s+|[&+]\s*", re.IGNORECASE)
_ALL = frozenset({"alle", "all", "everybody"})


@command(
    "meeting done",
    de=("fertig", "erledigt", "gewesen"),
    help=_("Keeps who was there; without names, those who had said that they come."),
    examples=(_("`!meeting done M3 anna, ben`"), _("`!meeting done M3`")),
    takes={
        "number": Key("M", _("Which meeting is meant?")),
        "said": Words(_("Who was there?"), optional=True),
    },
    public=True,
)
def done(call: Call, store: Store, number: int, said: Claims) -> Reply:
    """Said again, the later list counts."""
    meeting = fixed_meant(call, store, number, lambda key: offered_line("meeting done", key, MadeUp("anna, ben")))
    if meeting.date.begins > call.ms:
        raise UserError(
            _("{key} {title} has not begun yet.", key=meeting.key, title=meeting.title),
            offered_line("meeting attend", meeting.key, "online"),
        )
    there = _claim_named(call, said) if said.left() else _who_said_so(call, store, meeting)
    store.meetings.conclude(meeting.id, [member.user_id for member in there], call.ms)
    head = _("Kept for **{key} {title}**.", key=meeting.key, title=meeting.title)
    return Reply(lines(head, _("There were: {members}.", members=there)), about=meeting.key)


def _claim_named(call: Call, said: Claims) -> tuple[Member, ...]:
    """All whom the line names. Raises UserError for a name that nobody has."""
    everybody = fold(said.rest().strip(" .")) in _ALL
    if everybody or fold(said.rest().strip(" .")) in _NOBODY:
        said.take_rest()
        return call.room.members if everybody else ()
    there: list[Member] = []
    while said.left():
        said.take_head(_AND)
        member = claim_person(said, call)
        if member is None:
            raise no_member(said.words(said.head), call.room, _("`!meeting done M3 anna, ben`"))
        there.append(member)
    return tuple(dict.fromkeys(there))


def _who_said_so(call: Call, store: Store, meeting: Meeting) -> tuple[Member, ...]:
    said = attendance(call, store, meeting)
    return (*said["onsite"], *said["online"])
