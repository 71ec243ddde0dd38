"""Everything one transaction may look up and change in one board room."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

from storage.agenda import Agenda
from storage.ballots import Ballots
from storage.chats import choose_board
from storage.confirmations import Confirmations
from storage.database import savepoint
from storage.decision_ballots import DecisionBallots
from storage.decisions import Decisions
from storage.deeds import Deeds
from storage.digests import Digests
from storage.errands import Errands
from storage.forgetting import forget, forget_gone
from storage.health import Health, measure
from storage.hosting import Hosting
from storage.impulses import Impulses
from storage.inbox import Inbox
from storage.languages import Languages
from storage.literature import Literature
from storage.looks import Looks
from storage.meetings import Meetings
from storage.members import Members
from storage.minutes import MinutesRecords
from storage.outbox import Outbox
from storage.persons import records_of
from storage.releases import Releases
from storage.reminders import Reminders
from storage.restored import Restores
from storage.slots import Slots
from storage.task_offers import TaskOffers
from storage.task_rules import TaskRules
from storage.tasks import Tasks
from storage.timers import Timers
from storage.traces import mark
from storage.unread import UnreadMessages
from storage.wishes import Wishes


class Store:
    """The records of one board room, bound to one transaction. Nothing crosses from one room to another."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self.room_id = room_id

    @cached_property
    def agenda(self) -> Agenda:
        return Agenda(self._connection, self.room_id)

    @cached_property
    def minutes(self) -> MinutesRecords:
        return MinutesRecords(self._connection, self.room_id)

    @cached_property
    def literature(self) -> Literature:
        return Literature(self._connection, self.room_id)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self._connection, self.room_id)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._connection)

    @cached_property
    def languages(self) -> Languages:
        return Languages(self._connection)

    @cached_property
    def timers(self) -> Timers:
        return Timers(self._connection, self.room_id)

    @cached_property
    def unread(self) -> UnreadMessages:
        return UnreadMessages(self._connection, self.room_id)

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(self._connection, self.room_id)

    @cached_property
    def slots(self) -> Slots:
        return Slots(self._connection, self.room_id)

    @cached_property
    def ballots(self) -> Ballots:
        return Ballots(self._connection, self.room_id)

    @cached_property
    def members(self) -> Members:
        return Members(self._connection, self.room_id)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self._connection, self.room_id)

    @cached_property
    def task_offers(self) -> TaskOffers:
        return TaskOffers(self._connection, self.room_id)

    @cached_property
    def task_rules(self) -> TaskRules:
        return TaskRules(self._connection, self.room_id)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self._connection, self.room_id)

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions(self._connection, self.room_id)

    @cached_property
    def decision_ballots(self) -> DecisionBallots:
        return DecisionBallots(self._connection, self.room_id)

    @cached_property
    def impulses(self) -> Impulses:
        return Impulses(self._connection, self.room_id)

    @cached_property
    def releases(self) -> Releases:
        return Releases(self._connection, self.room_id)

    @cached_property
    def looks(self) -> Looks:
        return Looks(self._connection, self.room_id)

    @cached_property
    def wishes(self) -> Wishes:
        return Wishes(self._connection, self.room_id)

    @cached_property
    def deeds(self) -> Deeds:
        return Deeds(self._connection, self.room_id)

    @cached_property
    def confirmations(self) -> Confirmations:
        return Confirmations(self._connection, self.room_id)

    def attempt(self) -> AbstractContextManager[None]:
        """What is changed within is taken back, alone, if it raises."""
        return savepoint(self._connection)

    @cached_property
    def errands(self) -> Errands:
        return Errands(self._connection, self.room_id)

    def author_of(self, event_id: str) -> str | None:
        """The user id of whoever said that event, of all that was handled and of what can be taken back."""
        row = self._connection.execute(
            """
            SELECT sender FROM inbox WHERE event_id = :event
            UNION ALL SELECT caster FROM votes WHERE event_id = :event
            UNION ALL SELECT user_id FROM attendance WHERE event_id = :event
            UNION ALL SELECT caster FROM decision_ballots WHERE event_id = :event
            UNION ALL SELECT user_id FROM reminder_members WHERE reaction = :event
            UNION ALL SELECT user_id FROM impulse_wishes WHERE event_id = :event
            LIMIT 1
            """,
            {"event": event_id},
        ).fetchone()
        return str(row["sender"]) if row else None

    def choose_board(self, chat: str, room_id: str) -> None:
        """The direct chat speaks of that board room from now on."""
        choose_board(self._connection, chat, room_id)

    @cached_property
    def hosting(self) -> Hosting:
        return Hosting(self._connection, self.room_id)

    def records_of(self, user_id: str) -> dict[str, list[dict[str, Any]]]:
        """All that is kept of that member in this board room, by table."""
        return records_of(self._connection, self.room_id, user_id)

    def forget(self, user_id: str, *, name: str, instead: str, now: int) -> None:
        """Takes a member, who stays in the room, out of its records for good; `instead` stands where their `name`
        stood. What they hold is to be free before. `now` in ms."""
        forget(self._connection, self.room_id, user_id, name=name, instead=instead, now=now)
        mark(self._connection)

    def forget_gone(self, user_id: str, *, instead: str, now: int) -> None:
        """Their user id, too, now that they have left the room."""
        forget_gone(self._connection, self.room_id, user_id, instead=instead, now=now)
        mark(self._connection)

    @cached_property
    def restores(self) -> Restores:
        return Restores(self._connection, self.room_id)

    def health(self) -> Health:
        """How the bot is."""
        return measure(self._connection)
