"""From a row of the outbox to what the gateway is asked: the content is made whole, its file uploaded, it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrixbot.bot.contents import REACTION, EventContent, fits, tied
from matrixbot.bot.gate import Gate
from matrixbot.gateway import Gateway, Refused
from storage.outbox import RowContent


class Carrier:
    """Carries out one row at a time; whether and when is for the sender."""

    def __init__(self, gateway: Gateway, gate: Gate) -> None:
        self._gateway = gateway
        self._gate = gate

    async def carry_out(self, words: RowContent) -> str:
        """Says or does what the row asks for; gives the event id, "" where there is none. Raises GatewayError."""
        if words.kind == "accept":
            await self._gateway.accept(words.content["user_id"], words.content.get("identity", ""))
            return ""
        content = await self._content(words)
        if not fits(content):
            raise Refused("larger than an event", "M_TOO_LARGE")
        if words.kind == "clear":
            return await self._gateway.say_in_clear(words.chat, content, words.transaction_id)
        readers = self._gate.readers(words)
        try:
            return await self._gateway.send(words.chat, words.type, content, words.transaction_id, readers)
        except Refused:
            if words.type != REACTION:
                raise
            return ""  # the words above a button say what it does, and a room may want no reactions

    async def _content(self, words: RowContent) -> EventContent:
        """The content with what is only known now: the event it refers to, the address of its file."""
        content = tied(words.content, words.target_event) if words.target_event else words.content
        if words.kind != "file":
            return content
        info = content["info"]
        if words.thumbnail is not None:
            small = await self._upload(words, words.thumbnail)
            content = {**content, "info": {**info, **{f"thumbnail_{key}": place for key, place in small.items()}}}
        return {**content, **await self._upload(words, words.attachment or b"")}

    async def _upload(self, words: RowContent, data: bytes) -> Mapping[str, Any]:
        """A refusal of the upload is the file's own: it says nothing about the chat."""
        kind, name = words.content["info"]["mimetype"], words.content["filename"]
        try:
            return await self._gateway.upload(words.chat, data, kind, name)
        except Refused as refusal:
            if refusal.errcode != "M_FORBIDDEN":
                raise
            raise Refused("the upload is refused") from refusal
