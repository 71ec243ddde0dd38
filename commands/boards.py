"""`!board`: which board room a direct chat speaks of, for members of several."""

from __future__ import annotations

from commands.base import Call, Group, Number, Room, UserError, command
from commands.words import Code, Content, Reply, Text, _, lines
from storage import Store

GROUPS = (Group("board", ("boards", "gremium"), _("Which board room this direct chat speaks of")),)


@command(
    "board",
    help=_("Shows or chooses the board room that a direct chat speaks of."),
    examples=(_("`!board`"), _("`!board 2`")),
    takes={"number": Number(_("Which board room is meant?"), optional=True)},
)
def board(call: Call, store: Store, number: int | None) -> Reply:
    """The board room of this chat, or the choice of another one."""
    if number is None:
        return Reply(_choice(call))
    if not 1 <= number <= len(call.boards):
        raise UserError(_("There is no board room number {n} here.", n=number), _("`!board`"))
    chosen = call.boards[number - 1]
    store.choose_board(call.chat, chosen.room_id)
    return Reply(_("This chat speaks of {room} from now on.", room=_name(chosen)))


def undecided(call: Call) -> UserError:
    """What is asked before anything is done in a chat that could speak of several board rooms."""
    first = Text("{line}", {"line": Code("!board 1")})
    names = tuple(Text("{n}: {room}", {"n": n, "room": _name(room)}) for n, room in enumerate(call.boards, start=1))
    return UserError(_("Which board room is meant? {rooms}. Please choose once, by its number.", rooms=names), first)


def _choice(call: Call) -> Content:
    if len(call.boards) < 2:
        return _("This is about {room}.", room=_name(call.room))
    numbered = (
        Text("{n}. {room} – {line}", {"n": n, "room": _name(room), "line": Code(f"!board {n}")})
        for n, room in enumerate(call.boards, start=1)
    )
    now = None if call.undecided else _("This chat speaks of {room}.", room=_name(call.room))
    return lines(now, *numbered)


def _name(room: Room) -> str:
    return room.name or room.room_id
