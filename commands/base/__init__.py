"""What a command is: the call, the declaration, the kinds of argument, and the mistakes a member can make."""

from commands.base.arguments import Flag, Key, Keys, Number, Rest, Who, Words, at_most, title
from commands.base.call import Call, Direct, Duty, Moment, Room, Settings, StandingPoint, Trust, from_ms, to_ms
from commands.base.claims import Claims
from commands.base.command import Command, Group, Notice, Option, command
from commands.base.errors import ExampleLine, NotAllowed, Unclear, UsageError, UserError
from commands.base.people import NamedMember, find_people, named_at, no_member, one

__all__ = [
    "Call",
    "Claims",
    "Command",
    "Direct",
    "Duty",
    "ExampleLine",
    "Flag",
    "Group",
    "Key",
    "Keys",
    "Moment",
    "NamedMember",
    "NotAllowed",
    "Notice",
    "Number",
    "Option",
    "Rest",
    "Room",
    "Settings",
    "StandingPoint",
    "Trust",
    "Unclear",
    "UsageError",
    "UserError",
    "Who",
    "Words",
    "at_most",
    "command",
    "find_people",
    "from_ms",
    "named_at",
    "no_member",
    "one",
    "title",
    "to_ms",
]
