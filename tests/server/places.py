"""Following the bot's own stream in the server tests."""

from __future__ import annotations

from matrixbot.gateway import Batch, Event
from matrixbot.matrix.matrix_gateway import MatrixGateway


async def until(gateway: MatrixGateway, token: str, body: str) -> tuple[Batch, Event]:
    """Syncs until somebody says `body`."""
    for _ in range(20):
        batch = await gateway.sync(token, 1.0)
        token = batch.token
        for event in [*batch.recovered, *(event for room in batch.rooms for event in room.events)]:
            if event.content.get("body") == body:
                return batch, event
    raise AssertionError(f"nobody said {body}")
