"""The limit that Synapse sets: the bare client, answering several members at a time. `python -m bench.wide`.

As durable as [the bare one](bare.py), each member's answers still in order. While a batch is answered no other is asked
for: it would be answered at once with the echo of the first answer.
"""

from __future__ import annotations

import asyncio

import nio

from bench.bare import Bare, Row, main


class Wide(Bare):
    """One client, one database; all members who wait are answered beside each other."""

    async def _batch(self, synced: nio.SyncResponse, since: str | None) -> None:
        await super()._batch(synced, since)
        await self._say_all()

    async def _accepted(self) -> None:
        """All of the batch is accepted first."""

    async def _say_all(self) -> None:
        lanes: dict[str, list[Row]] = {}
        for row in self._waiting():
            lanes.setdefault(row[1], []).append(row)
        await asyncio.gather(*map(self._say_lane, lanes.values()))

    async def _say_lane(self, rows: list[Row]) -> None:
        for row in rows:
            if not await self._say(*row):
                return


if __name__ == "__main__":
    main(Wide)
