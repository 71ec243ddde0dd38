"""Writes what is to be said into the outbox, inside the transaction that causes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace

from commands.base.call import Room
from commands.words import ROOM, Accept, File, Message, MessageRedaction, Poll, Reply, Said
from commands.words.render import Style
from matrixbot.bot import contents
from storage import Store
from storage.outbox import Draft, Kind
from storage.values import frozen

EDIT_PAUSE = 5_000
"""Milliseconds between two edits of one message."""

_MESSAGE = "m.room.message"


@frozen
class Destination:
    """Where an answer goes: the chat, the event it replies to, its thread, and who asked.

    `answer` is the outbox row of an earlier answer that this one replaces.
    """

    chat: str
    event_id: str
    asker: str
    thread: str | None = None
    answer: int | None = None


class Speech:
    """The outbox as handlers' words reach it: rendered, related, in their order. A board room is spoken with in its
    language, a member alone in theirs."""

    def __init__(self, store: Store, style: Style, now: int, *, ringing: bool = True) -> None:
        """Where `ringing` is False the same is said, and rings nobody."""
        self._outbox = store.outbox
        self._languages = store.languages
        self._board_style = style
        self._now = now
        self._ringing = ringing

    def reply(self, reply: Reply, asked: Destination, room_id: str) -> int:
        """Queues the answer and what else the call causes; gives the row of the answer."""
        edits = asked.answer is not None and not self._outbox.is_refused(asked.answer)
        style = replace(self._style(asked.chat, room_id, asked.asker), reader=asked.asker)
        content = contents.message(Message(reply.text), style, edits=edits)
        if asked.answer is not None and edits:
            draft = Draft(
                asked.chat, _MESSAGE, contents.replacing(content), "edit", target=asked.answer, asker=asked.asker
            )
            self._outbox.edit(draft, self._now, pause=0)
            row = asked.answer
            if reply.name:
                self._outbox.name(row, reply.name)
        else:
            content = contents.replying(content, asked.event_id, asked.thread)
            about = _about(room_id, reply.about)
            draft = Draft(asked.chat, _MESSAGE, content, name=reply.name, asker=asked.asker, about=about)
            row = self._outbox.put(draft, self._now)
        self.say_all(reply.also, room_id, asked.asker)
        return row

    def say_all(self, said: Iterable[Said], room_id: str, asker: str | None = None) -> None:
        """Queues messages of the bot's own, in that order; those caused by one asker stay behind each other. Buttons
        come last: no words wait for them."""
        all_said = list(said)
        for one in all_said:
            self._say(one, room_id, asker)
        for one in all_said:
            if isinstance(one, Message) and one.buttons and one.name and self._ringing:
                self._buttons(one, room_id, one.name)

    def _style(self, chat: str, room_id: str, reader: str | None) -> Style:
        """That of the board room; in any other chat that of its one reader."""
        chosen = self._languages.of(reader) if reader and chat != room_id else None
        return replace(self._board_style, language=chosen) if chosen else self._board_style

    def _say(self, said: Said, room_id: str, asker: str | None) -> None:
        about = _about(room_id, said.about) if not isinstance(said, Accept) else None
        match said:
            case Message():
                self._message(said, room_id, about, asker)
            case Poll():
                content = contents.poll_start(said, self._board_style)
                root = self._outbox.find(room_id, said.thread) if said.thread else None
                if root is not None:
                    content = contents.in_thread(content)
                draft = Draft(
                    room_id, contents.POLL_START, content, name=said.name, target=root, asker=asker, about=about
                )
                self._outbox.put(draft, self._now)
            case MessageRedaction():
                row = self._outbox.find(room_id, said.name)
                if row is not None:
                    draft = Draft(room_id, contents.REDACTION, {}, target=row, asker=asker, about=about)
                    self._outbox.put(draft, self._now)
            case File():
                chat = said.chat or room_id
                content = contents.file(said, self._style(chat, room_id, said.reader or asker))
                small = said.thumbnail.data if said.thumbnail else None
                draft = Draft(
                    chat,
                    _MESSAGE,
                    content=content,
                    kind="file",
                    attachment=said.data,
                    thumbnail=small,
                    asker=said.reader or asker,
                    about=about,
                )
                self._outbox.put(draft, self._now)

            case Accept():
                draft = Draft(room_id, "accept", asdict(said), "accept", asker=asker)
                self._outbox.put(draft, self._now)

    def _message(self, said: Message, room_id: str, about: str | None, asker: str | None) -> None:
        chat = said.chat or room_id
        rung = () if said.rings == ROOM else said.rings
        style = self._style(chat, room_id, asker or next((member.user_id for member in rung), None))
        row = self._outbox.find(chat, said.replaces) if said.replaces else None
        first, *others = contents.rung_apart(said if self._ringing else replace(said, rings=()))
        content = contents.message(first, style, edits=row is not None)
        if row is not None:
            edit = Draft(chat, _MESSAGE, contents.replacing(content), "edit", target=row, about=about)
            self._outbox.edit(edit, self._now, EDIT_PAUSE)
            return
        name = said.name or said.replaces
        if name is not None and self._outbox.find(chat, name) is not None:
            return
        if said.answers:
            content = contents.replying(content, said.answers, None)
        kind: Kind = "clear" if said.in_clear else "event"
        self._outbox.put(Draft(chat, _MESSAGE, content, kind, name=name, asker=asker, about=about), self._now)
        for other in others:
            content = contents.message(other, style)
            self._outbox.put(Draft(chat, _MESSAGE, content, asker=asker, about=about), self._now)

    def _buttons(self, said: Message, room_id: str, name: str) -> None:
        """A direct chat's go to the one whom the message rings; in a board room nobody waits for them."""
        chat = said.chat or room_id
        row = self._outbox.find(chat, name)
        reader = said.rings[0].user_id if chat != room_id and said.rings and said.rings != ROOM else None
        for key in said.buttons if row is not None else ():
            draft = Draft(chat, contents.REACTION, contents.reaction(key), target=row, asker=reader)
            self._outbox.put(draft, self._now)


def rung_by(said: Iterable[Said], room: Room) -> list[str]:
    """The user ids of those whom the words ring; an edit rings nobody."""
    ringing = [one.rings for one in said if isinstance(one, Message) and one.rings and not one.replaces]
    return [member.user_id for rings in ringing for member in (room.members if rings == ROOM else rings)]


def _about(room_id: str, about: str | None) -> str | None:
    """A record's short name is its own only within its room."""
    return f"{room_id} {about}" if about else None
