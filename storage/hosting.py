"""Offers to host meetings of one board room, which were accepted, and who is passed over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, time, timedelta
from typing import Any

from storage.listings import LISTED_LAST, listed_length, listed_since
from storage.names import TitleKind, called
from storage.numbers import next_number
from storage.values import frozen

_MOST_DAYS = 400
"""Days of one meeting that are looked at."""


@frozen
class Days:
    """From the first to the last day (None: no bound), only on those weekdays (ISO, none: any), between those hours."""

    first: date | None = None
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    since: time | None = None
    until: time | None = None

    def hold(self, day: date) -> bool:
        """Whether it is one of the days."""
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (not self.weekdays or day.isoweekday() in self.weekdays)
        )

    def last_for(self, since: time | None, until: time | None) -> bool:
        """Whether those hours, None where nobody said them, lie within."""
        begins = since is None or self.since is None or self.since <= since
        ends = until is None or self.until is None or until <= self.until
        return begins and ends and (since is None or self.until is None or since < self.until)


@frozen
class Terms:
    """What is offered. No `dates` is any day; `without` are days that are not offered.

    `details` are `room`, `address`, `equipment`, `access` and `note`.
    """

    place: str
    dates: tuple[Days, ...] = ()
    seats: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    without: tuple[Days, ...] = ()

    def last_from(self, day: date) -> bool:
        """Whether a day from that one on is offered."""
        return not self.dates or any(one.last is None or one.last >= day for one in self.dates)

    @property
    def none_left(self) -> bool:
        """Whether single days are offered and each of them is left out."""
        days = [one.first for one in self.dates if one.first is not None and one.first == one.last]
        return 0 < len(days) == len(self.dates) and all(any(out.hold(day) for out in self.without) for day in days)

    @property
    def where(self) -> str:
        """Where it is, in one line, as it stands in the calendar: `Bochum, Rathaus, Saal 2`."""
        parts = (self.place, self.details.get("room"), self.details.get("address"))
        return ", ".join(part for part in parts if part)

    def fits(self, first: date, last: date, since: time | None = None, until: time | None = None) -> bool:
        """Whether all those days, with those hours, are among those offered."""
        days = [first + timedelta(n) for n in range(min((last - first).days, _MOST_DAYS) + 1)]
        if any(out.hold(day) for out in self.without for day in days):
            return False
        return not self.dates or any(
            all(one.hold(day) for day in days) and one.last_for(since, until) for one in self.dates
        )


@frozen
class Offer:
    """An offer as it stands; `withdrawn` and `created` in ms."""

    id: int
    number: int
    host: str
    terms: Terms
    withdrawn: int | None
    created: int

    @property
    def key(self) -> str:
        return f"H{self.number}"


@frozen
class Choice:
    """The meeting (row id) takes place at that offer; `place` is how that was written into the meeting."""

    meeting: int
    offer: Offer
    place: str


@frozen
class HostRequest:
    """A host is looked for, for the meeting (row id): that user is asked whether it can be at their `offer` (row id);
    without an offer how to go on, as nobody is left to be asked; without a user everybody is asked."""

    meeting: int
    offer: int | None
    user_id: str | None


class Hosting:
    """The offers of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def add(self, host: str, terms: Terms, now: int) -> Offer:
        """A new offer under the next number. `now` in ms."""
        row = self._connection.execute(
            """
            INSERT INTO host_offers (room_id, number, host, place, dates, seats, details, without, created)
            VALUES (:room, :number, :host, :place, :dates, :seats, :details, :without, :now) RETURNING *
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "host offer"),
                "host": host,
                "now": now,
                **_columns(terms),
            },
        ).fetchone()
        return _offer(row)

    def find(self, number: int) -> Offer | None:
        return next(iter(self._select("number = :value", number)), None)

    def of_id(self, offer_id: int) -> Offer | None:
        return next(iter(self._select("id = :value", offer_id)), None)

    def open(self, limit: int = -1, offset: int = 0) -> list[Offer]:
        """The offers that stand, by number."""
        return self._select("withdrawn IS NULL", limit=limit, offset=offset)

    def newest(self, limit: int) -> list[Offer]:
        """The newest offers that stand, by number."""
        rows = self._connection.execute(
            "SELECT * FROM host_offers WHERE room_id = :room AND withdrawn IS NULL ORDER BY number DESC LIMIT :limit",
            {"room": self._room_id, "limit": limit},
        )
        return [_offer(row) for row in rows][::-1]

    def count_open(self) -> int:
        """How many offers stand."""
        return listed_length(self._connection, self._room_id, "offers")

    def called(self, words: str) -> list[Offer]:
        """The offers that stand and that the words may name by their place (`storage.names`)."""
        numbers = json.dumps(called(self._connection, self._room_id, TitleKind.OFFER, words))
        return self._select("withdrawn IS NULL AND number IN (SELECT value FROM json_each(:value))", numbers)

    def of_host(self, user_id: str, limit: int = -1) -> list[Offer]:
        """The offers of that member that stand, by number."""
        return self._select("withdrawn IS NULL AND host = :value", user_id, limit)

    def change(self, offer: Offer, terms: Terms) -> Offer:
        row = self._connection.execute(
            """
            UPDATE host_offers
            SET place = :place, dates = :dates, seats = :seats, details = :details, without = :without
            WHERE id = :id RETURNING *
            """,
            {"id": offer.id, **_columns(terms)},
        ).fetchone()
        return _offer(row)

    def withdraw(self, offer: Offer, now: int) -> None:
        """The offer stands no more; where meetings took place stays on record."""
        self._connection.execute("UPDATE host_offers SET withdrawn = :now WHERE id = :id", {"id": offer.id, "now": now})

    def accept(self, offer: Offer, meeting_id: int, place: str, now: int) -> None:
        """The meeting takes place there, instead of anywhere else; nobody is passed over any more."""
        self._connection.execute(
            """
            INSERT INTO host_choices (meeting, offer, place, time) VALUES (:meeting, :offer, :place, :now)
            ON CONFLICT (meeting) DO UPDATE SET offer = :offer, place = :place, time = :now
            """,
            {"meeting": meeting_id, "offer": offer.id, "place": place, "now": now},
        )
        self._connection.execute("DELETE FROM host_skips WHERE room_id = :room", {"room": self._room_id})
        self._connection.execute("DELETE FROM host_requests WHERE meeting = :meeting", {"meeting": meeting_id})

    def release(self, meeting_id: int) -> None:
        """The meeting has no host any more."""
        self._connection.execute("DELETE FROM host_choices WHERE meeting = :meeting", {"meeting": meeting_id})

    def choice(self, meeting_id: int) -> Choice | None:
        """Where the meeting takes place."""
        return next(iter(self.choices([meeting_id])), None)

    def choices(self, meetings: Iterable[int]) -> list[Choice]:
        """Where those meetings (row ids) take place, of as many as have a host, in that order."""
        found = self._choices(
            "SELECT key AS place, value AS record FROM json_each(:ids)", ids=json.dumps(list(meetings))
        )
        return list({choice.meeting: choice for choice in found}.values())

    def hosted(self, before: int, limit: int, offset: int = 0) -> list[Choice]:
        """Where meetings with a date that began up to `before` (ms) took place, the latest first."""
        return self._choices(
            "SELECT -place AS place, record FROM listed "
            "WHERE room = :room AND list = 'by day hosted' AND place <= :before "
            "ORDER BY listed.place DESC, record DESC LIMIT :limit OFFSET :offset",
            before=before,
            limit=limit,
            offset=offset,
        )

    def count_hosted(self, before: int) -> int:
        """How many `hosted` gives in all."""
        later = listed_since(self._connection, self._room_id, "by day hosted", before + 1)
        return listed_length(self._connection, self._room_id, "by day hosted") - later

    def turns_of(self, user_id: str) -> tuple[int, int | None]:
        """How many meetings with a date were or will be at that member's, and the latest of them (row id)."""
        name = f"hosted {user_id}"
        row = self._connection.execute(LISTED_LAST, {"room": self._room_id, "list": name, "limit": 1, "offset": 0})
        latest = row.fetchone()
        return listed_length(self._connection, self._room_id, name), latest["record"] if latest else None

    def ahead_at(self, offer_id: int, now: int) -> list[int]:
        """The row ids of the meetings that are to be at that offer: voted on, or not over at `now` (ms)."""
        rows = self._connection.execute(
            """
            SELECT record FROM listed WHERE room = :room AND list = 'at ' || :offer AND place > :now
            UNION ALL
            SELECT meeting FROM meetings CROSS JOIN host_choices ON meeting = id
            WHERE room_id = :room AND state = 'voting' AND offer = :offer
            """,
            {"room": self._room_id, "offer": offer_id, "now": now},
        )
        return [row["record"] for row in rows]

    def used(self, offer_id: int) -> bool:
        """Whether the offer was ever accepted and still is."""
        row = self._connection.execute("SELECT 1 FROM host_choices WHERE offer = :offer", {"offer": offer_id})
        return row.fetchone() is not None

    def _choices(self, which: str, **values: str | int) -> list[Choice]:
        """Those of the meetings that the query gives as `record`, by `place`."""
        rows = self._connection.execute(
            f"""
            SELECT host_offers.*, host_choices.meeting AS chosen_for, host_choices.place AS chosen_place
            FROM ({which}) AS which CROSS JOIN host_choices ON host_choices.meeting = which.record
            CROSS JOIN host_offers ON host_offers.id = offer
            WHERE host_offers.room_id = :room ORDER BY which.place, which.record DESC
            """,
            {"room": self._room_id, **values},
        )
        return [Choice(row["chosen_for"], _offer(row), row["chosen_place"]) for row in rows]

    def ask(self, request: HostRequest, now: int) -> None:
        """That is asked from now on, instead of anything else for the meeting. `now` in ms."""
        self._connection.execute(
            """
            INSERT INTO host_requests (meeting, offer, user_id, time) VALUES (:meeting, :offer, :user, :now)
            ON CONFLICT (meeting) DO UPDATE SET offer = :offer, user_id = :user, time = :now
            """,
            {"meeting": request.meeting, "offer": request.offer, "user": request.user_id, "now": now},
        )

    def requests(self, user_id: str) -> list[HostRequest]:
        """What that user is asked, alone or with everybody, the oldest first."""
        rows = self._connection.execute(
            """
            SELECT host_requests.meeting, offer, user_id FROM host_requests CROSS JOIN meetings ON meetings.id = meeting
            WHERE +room_id = :room AND (user_id IS NULL OR user_id = :user)
              AND NOT EXISTS (SELECT 1 FROM host_choices WHERE host_choices.meeting = host_requests.meeting)
            ORDER BY time, meeting
            """,
            {"room": self._room_id, "user": user_id},
        )
        return [HostRequest(**row) for row in rows]

    def pass_over(self, user_id: str) -> None:
        """The member is not suggested until the next offer is accepted."""
        self._connection.execute(
            "INSERT INTO host_skips (room_id, user_id) VALUES (:room, :user) ON CONFLICT DO NOTHING",
            {"room": self._room_id, "user": user_id},
        )

    def passed_over(self) -> set[str]:
        rows = self._connection.execute("SELECT user_id FROM host_skips WHERE room_id = :room", {"room": self._room_id})
        return {row["user_id"] for row in rows}

    def need_none(self, meeting_id: int) -> None:
        """The meeting needs no host."""
        self._connection.execute(
            "INSERT INTO host_free (meeting) VALUES (:meeting) ON CONFLICT DO NOTHING", {"meeting": meeting_id}
        )

    def need_one(self, meeting_id: int) -> None:
        """The meeting needs a host after all."""
        self._connection.execute("DELETE FROM host_free WHERE meeting = :meeting", {"meeting": meeting_id})

    def needs_none(self, meeting_id: int) -> bool:
        row = self._connection.execute("SELECT 1 FROM host_free WHERE meeting = :meeting", {"meeting": meeting_id})
        return row.fetchone() is not None

    def _select(self, where: str, value: str | int = 0, limit: int = -1, offset: int = 0) -> list[Offer]:
        rows = self._connection.execute(
            f"SELECT * FROM host_offers WHERE room_id = :room AND {where} ORDER BY number LIMIT :limit OFFSET :offset",
            {"room": self._room_id, "value": value, "limit": limit, "offset": offset},
        )
        return [_offer(row) for row in rows]


def _columns(terms: Terms) -> dict[str, str | int | None]:
    return {
        "place": terms.place,
        "dates": json.dumps([_row(days) for days in terms.dates]),
        "seats": terms.seats,
        "details": json.dumps(dict(terms.details), ensure_ascii=False),
        "without": json.dumps([_row(days) for days in terms.without]),
    }


def _row(days: Days) -> list[Any]:
    bounds = [bound.isoformat() if bound else None for bound in (days.first, days.last)]
    hours = [hour.isoformat("minutes") if hour else None for hour in (days.since, days.until)]
    return [*bounds, days.weekdays, *hours]


def _days(row: list[Any]) -> Days:
    """From its row; offers that were made before there were weekdays and hours have the first two alone."""
    first, last = row[:2]
    weekdays, since, until = row[2:] or ((), None, None)
    return Days(
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        weekdays=tuple(weekdays),
        since=time.fromisoformat(since) if since else None,
        until=time.fromisoformat(until) if until else None,
    )


def _offer(row: sqlite3.Row) -> Offer:
    dates, without = (tuple(_days(days) for days in json.loads(row[name])) for name in ("dates", "without"))
    terms = Terms(row["place"], dates, seats=row["seats"], details=json.loads(row["details"]), without=without)
    return Offer(
        row["id"], row["number"], host=row["host"], terms=terms, withdrawn=row["withdrawn"], created=row["created"]
    )
