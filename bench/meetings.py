"""Own time of `!vote` and `!meeting show` in a poll of 20 slots and 30 members beside 200 old meetings."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.base import Call, Room, Settings, to_ms
from commands.base.line import read_line
from commands.base.vocabulary import carry_out
from commands.features import vocabulary
from commands.words import Member
from matrixbot.bot.speech import Destination, Speech
from storage import Store
from storage.migrate import migrate

LIMIT_MS = 100
ROOM = "!board:bench"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
MEMBERS = tuple(Member(f"@member{n}:bench", f"Mitglied {n}", 50 if n == 0 else 0) for n in range(30))
SLOTS = "; ".join(f"{day}.12.2026 {hour}-{hour + 2} Uhr" for day in range(1, 11) for hour in (10, 14))


class Bench:
    """The board's records in memory, and the time each line takes from its words to the outbox."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        migrate(self.connection)
        self.vocabulary = vocabulary()
        self.settings = Settings()
        self.count = 0

    def says(self, member: Member, line: str, now: datetime = NOW) -> float:
        """Milliseconds of processor time for the whole transaction of one line, however busy the machine is."""
        self.count += 1
        event = f"$event{self.count}"
        room = Room(ROOM, MEMBERS, "@bot:bench")
        start = time.process_time()
        self.connection.execute("BEGIN IMMEDIATE")
        store = Store(self.connection, ROOM)
        said = read_line(line, "!")
        asked = self.vocabulary.resolve(said) if said else None
        if asked is None:
            raise ValueError(line)
        call = Call(room, member, now, self.settings, event, ROOM, said=to_ms(now), line=line[1:])
        reply = carry_out(asked, call, store)
        Speech(store, self.settings.style, call.ms).reply(reply, Destination(ROOM, event, member.user_id), ROOM)
        self.connection.execute("COMMIT")
        return (time.process_time() - start) * 1000


def measure(times: int, once: Callable[[int], float]) -> tuple[float, float]:
    """The median and the 95th percentile of so many runs, in ms."""
    taken = sorted(once(n) for n in range(times))
    return statistics.median(taken), taken[int(len(taken) * 0.95) - 1]


def main() -> int:
    """Prints the figures; exit status 1 if a limit is broken."""
    bench = Bench()
    for n in range(200):
        past = datetime(2026, 1 + n % 10, 1 + n % 28, 6, 0, tzinfo=NOW.tzinfo)
        bench.says(MEMBERS[0], f"!meeting plan Alte Sitzung {n} {past.day}.{past.month}.2026 {8 + n % 10}:00", past)
    bench.says(MEMBERS[0], f"!meeting propose Neue Sitzung; {SLOTS}; Frist: 30.11. 18 Uhr")
    key = f"M{201}"
    for member in MEMBERS[1:]:
        bench.says(member, f"!vote {key} alle ja")
    vote = measure(60, lambda n: bench.says(MEMBERS[1 + n % 29], f"!vote {key} 1-10 ja, 11-20 vielleicht"))
    show = measure(20, lambda n: bench.says(MEMBERS[n], f"!meeting show {key}"))
    listed = measure(20, lambda n: bench.says(MEMBERS[n], "!meeting list past"))
    for name, (median, worst) in (("vote", vote), ("show", show), ("list past", listed)):
        print(f"{name}: median {median:.1f} ms, 95 % under {worst:.1f} ms (limit {LIMIT_MS} ms)")
    return int(max(vote[0], show[0], listed[0]) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
