"""The gate: what comes in is obeyed, and what goes out is said, only where this says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from commands.base import Room
from commands.base.names import NOT_SAID
from commands.words import Message, _
from matrixbot.bot.boards import Boards
from matrixbot.bot.contents import REACTION
from matrixbot.clear import counts
from matrixbot.gateway import Event, Gateway, RoomState
from storage.outbox import RowContent, WaitingRow

Verdict: TypeAlias = Literal["say", "hold", "drop"]


class Gate:
    """Both directions, over the rooms as they are now."""

    def __init__(self, gateway: Gateway, boards: Boards) -> None:
        self._gateway = gateway
        self._boards = boards
        self._shut: set[str] = set()

    def hears(self, event: Event) -> bool:
        """Whether the event is obeyed: its sender is proven and a member, it came as such an event must come, and the
        bot works in the room: a board room that is not refused, or an encrypted direct chat."""
        state = self._gateway.room(event.room_id)
        if state is None or not event.obeyed or not self._works_in(state):
            return False
        if event.state_key is None and not self._boards.speaks_in(event.room_id, event.sender):
            return False
        return counts(event.type, event.state_key, encrypted=event.encrypted, room_encrypted=state.encrypted)

    def awaits_a_word(self, event: Event) -> Room | None:
        """The board room whose organisers' word is all that is missing for the event to be obeyed."""
        state = self._gateway.room(event.room_id)
        if state is None or not event.obeyed or event.state_key is not None or not self._works_in(state):
            return None
        came = counts(event.type, None, encrypted=event.encrypted, room_encrypted=state.encrypted)
        return self._boards.waits_in(event.room_id, event.sender) if came else None

    def asks_for_encryption(self, event: Event) -> bool:
        """Whether a member speaks to the bot alone, but in clear: that is answered by one sentence and nothing else."""
        state = self._gateway.room(event.room_id)
        return (
            state is not None
            and not state.encrypted
            and state.direct
            and not self._boards.is_board(event.room_id)
            and event.type in ("m.room.message", "m.room.encrypted")
            and event.state_key is None
            and bool(self._boards.shared_with(event.sender))
        )

    def now(self, row: WaitingRow) -> Verdict:
        """Whether what waits for a room can be said there now. What is for a board room waits until the bot can work in
        it again."""
        if row.kind in ("clear", "accept") or not self._boards.is_board(row.chat):
            return "say"
        state = self._gateway.room(row.chat)
        if state is None or not self._works_in(state):
            return "hold"
        return "hold" if state.successor and row.chat in self._shut else "say"

    def is_shut(self, chat: str) -> bool:
        """Whether a refusal comes from the room having been replaced: what waits for it is said in the new one."""
        state = self._gateway.room(chat)
        if state is None or not state.successor or not self._boards.is_board(chat):
            return False
        self._shut.add(chat)
        return True

    def to(self, words: RowContent) -> Verdict:
        """Whether the words may go out, for a direct chat only while it is one with whom they are meant for."""
        if words.kind in ("clear", "accept"):
            return "say"
        state = self._gateway.room(words.chat)
        if self._boards.is_board(words.chat):
            return "say" if state is not None and self._works_in(state) else "hold"
        if state is None:
            return "drop" if self._gateway.rooms() else "hold"  # before the first sync no room is known
        meant = self.readers(words)
        return "say" if meant and self._boards.is_direct(words.chat) and meant <= set(state.people) else "drop"

    def readers(self, words: RowContent) -> frozenset[str] | None:
        """Whom words for a direct chat are meant for, and nobody else, whoever is in it when they are said; None for a
        board room's, which are for its members."""
        if self._boards.is_board(words.chat):
            return None
        return frozenset((words.asker,) if words.asker else _mentioned(words.content))

    def unsaid(self, words: RowContent) -> Message | None:
        """What the asker's board room is told, once, when an answer could not be said in a direct chat any more."""
        no_answer = words.kind == "edit" or words.type == REACTION
        rooms = self._boards.shared_with(words.asker) if words.asker and not no_answer else []
        if not rooms or words.asker is None:
            return None
        member = rooms[0].named(words.asker)
        text = _(
            "{member}, an answer to you was not said: the chat in which you asked is no longer an encrypted one of "
            "just you and the assistant. Please ask again in a new direct chat.",
            member=member,
        )
        return Message(text, name=NOT_SAID.of(chat=words.chat), rings=(member,), chat=rooms[0].room_id)

    def _works_in(self, state: RoomState) -> bool:
        if self._boards.is_board(state.room_id):
            return not self._boards.is_refused(state.room_id)
        return self._boards.is_direct(state.room_id)


def _mentioned(content: Mapping[str, Any]) -> list[str]:
    mentions = content.get("m.new_content", content).get("m.mentions", {})
    return list(mentions.get("user_ids", ()))
