"""What the way of one message needs to know of the house around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from commands.base.call import Settings, Trust
from commands.base.vocabulary import Vocabulary
from matrixbot.bot.boards import Boards
from matrixbot.bot.sender import Sender
from matrixbot.gateway import Gateway
from storage import Database
from storage.values import frozen

Now = Callable[[], datetime]


@frozen
class House:
    """What dispatching needs, built once by `app`."""

    database: Database
    gateway: Gateway
    boards: Boards
    settings: Settings
    vocabulary: Vocabulary
    clock: Now
    wake: Callable[[], None]
    stir: Callable[[], None]
    sender: Sender
    ignore_older_than: timedelta
    trust: Callable[[str], Trust]
    pin: Callable[[str], Awaitable[None]]
    commands: Counter[str]
