"""The clock that everything goes by: the machine's, but never far ahead of the homeserver's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

AHEAD = timedelta(minutes=5)
"""So much may the machine's clock be ahead of the homeserver's before all goes by the homeserver's."""


class ComparedClock:
    """Gives the moment now. Timers that ring in a wrong year are spent, and what is forgotten then is gone."""

    def __init__(self, machine: Callable[[], datetime], server: Callable[[], datetime | None]) -> None:
        self._machine = machine
        self._server = server

    def __call__(self) -> datetime:
        return self._compared()[0]

    def ahead(self) -> timedelta | None:
        """By how much the machine's clock is ahead; None while that is too little to matter."""
        return self._compared()[1]

    def _compared(self) -> tuple[datetime, timedelta | None]:
        now, server = self._machine(), self._server()
        if server is None or now - server <= AHEAD:
            return now, None
        return server.astimezone(now.tzinfo), now - server
