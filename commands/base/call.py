"""One call of a command: who asked what, where and when. Frozen: a handler can only read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import UTC, datetime, time, timedelta

from commands.words import Member
from commands.words.render import Style
from storage.persons import is_former
from storage.values import frozen


@frozen
class Duty:
    """A standing task of the board, from the configuration: `titles` by language; `places` may share it."""

    key: str
    titles: Mapping[str, str]
    places: int = 1


@frozen
class StandingPoint:
    """A point that stands on every agenda, from the configuration: `titles` by language, `minutes` its length; `last`
    behind all others."""

    titles: Mapping[str, str]
    minutes: int | None = None
    last: bool = False


@frozen
class Settings:
    """What the configuration says about the board's work."""

    language: str = "de"
    zone: str = "Europe/Berlin"
    prefix: str = "!"
    meeting_reminders: tuple[timedelta, ...] = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
    task_reminders: tuple[timedelta, ...] = (timedelta(days=7), timedelta(days=1), timedelta(0))
    host_reminders: tuple[timedelta, ...] = (timedelta(days=7),)
    duties: tuple[Duty, ...] = ()
    agenda: tuple[StandingPoint, ...] = ()
    votes_by_reaction: bool = False
    holidays: tuple[str, ...] = ()
    """German states (`NW`, `BY`) whose holidays are warned of."""
    quiet: tuple[time, time] | None = (time(20), time(7))
    """From when to when nothing rings by itself; None for never."""
    digest: tuple[int, time] | None = None
    """The weekday (0 is Monday) and the local time at which the weekly overview is said; None for never."""
    newcomers_wait: bool = False
    """Whether somebody new counts only after an organiser's word."""
    fetch_titles: bool = False
    """Whether the titles of pages are looked up, which tells strangers what the board reads."""
    retention: timedelta | None = None
    """How long records are kept after they have ended; None for ever."""

    @property
    def style(self) -> Style:
        return Style(self.language, self.zone, self.prefix)


@frozen
class Room:
    """A board room as it is now: its members without the bot. `bot` is the bot's own user id.

    `notify_power` is the power level that ringing the whole room needs. `waiting` are joined too, but no members before
    an organiser's word.
    """

    room_id: str
    members: tuple[Member, ...]
    bot: str
    notify_power: int = 50
    name: str = ""
    waiting: tuple[Member, ...] = ()

    def member(self, user_id: str) -> Member | None:
        """The member with that user id, if joined."""
        return next((m for m in self.members if m.user_id == user_id), None)

    def named(self, user_id: str) -> Member:
        """The member, or one by the local part of that user id who is not in the room any more; nobody by name where
        somebody was forgotten."""
        return self.member(user_id) or Member(user_id, "–" if is_former(user_id) else user_id[1:].partition(":")[0])


@frozen
class Trust:
    """What is known of keys in a room: the bot's identity, whether its device is cross-signed, the user ids of members
    without a verified device, and of those with another identity than at first sight, with that identity."""

    fingerprint: str = ""
    device_signed: bool = False
    unverified: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)


@frozen
class Call:
    """A command as it was said. `chat` is the Matrix room it was said in: the board room, or a direct chat.

    `room` is always the board room whose records are meant. `now` is aware. `answered` is the event the message
    replies to. `mentions` are the user ids its sender meant (`m.mentions`). `line` is all of it behind the prefix;
    `said` is when it was said (ms), which is long before `now` if the bot was down. `confirmed` is set if the member
    has confirmed how its dates were understood, to the moment as of which they were read. `delayed` tells that it came
    long after the moment it claims, although neither the bot nor its key was away: that moment is the homeserver's word
    alone. `captions` tells that the line came with a file, as its caption; `falls_back` that `answered` is only the
    message before it in its thread. In a direct chat `boards` are the board rooms that the member is in; `undecided`
    tells that none of several was chosen yet, and `room` is just the first of them; `language` is what the member chose
    for it.
    """

    room: Room
    member: Member
    now: datetime
    settings: Settings
    event_id: str
    chat: str
    answered: str | None = None
    mentions: tuple[str, ...] = field(default=())
    trust: Trust = Trust()
    boards: tuple[Room, ...] = ()
    undecided: bool = False
    language: str | None = None
    line: str = ""
    said: int = 0
    confirmed: datetime | None = None
    delayed: bool = False
    captions: bool = False
    falls_back: bool = False

    @property
    def replied_to(self) -> str | None:
        """The message that it was written in reply to; not one that merely stands before it in its thread."""
        return None if self.falls_back else self.answered

    @property
    def zone(self) -> str:
        return self.settings.zone

    @property
    def style(self) -> Style:
        """In which its asker reads what is sent to the chat: for what is not a sentence, as a picture's words."""
        style = self.settings.style
        return replace(style, language=self.language) if self.language else style

    @property
    def direct(self) -> bool:
        """Whether it was said in a direct chat, where only its asker reads the answer."""
        return self.chat != self.room.room_id

    @property
    def ms(self) -> int:
        """Now in milliseconds, as the records keep it."""
        return to_ms(self.now)

    def counted_at(self, end: int | None, claimed: int) -> int:
        """The moment (ms) at which a ballot counts that claims to be of `claimed`: when it came, if it came long after
        the `end` of the vote and nothing but the homeserver's word says that it was cast before."""
        too_late = self.delayed and end is not None and claimed <= end < self.ms
        return self.ms if too_late else claimed


@frozen
class Direct:
    """A direct chat: exactly the bot and that user are in it now."""

    chat: str
    user_id: str
    encrypted: bool


@frozen
class Moment:
    """What the bot knows when it speaks unasked: a room, the time, the settings, the direct chats."""

    room: Room
    now: datetime
    settings: Settings
    directs: tuple[Direct, ...] = ()

    @property
    def ms(self) -> int:
        return to_ms(self.now)


def to_ms(moment: datetime) -> int:
    """An aware datetime as milliseconds since 1970, the form in which records keep moments."""
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """A moment as the records keep it, as an aware datetime (UTC)."""
    return datetime.fromtimestamp(ms / 1000, UTC)
