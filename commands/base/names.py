"""The names under which the bot finds its own messages again: made and read in this one place.

They are kept in the outbox, so a form that was used once stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from commands.patterns import regex

_FIELDS = {
    "who": r"(?P<who>\S+)",
    "event": r"(?P<event>\S+)",
    "chat": r"(?P<chat>\S+)",
    "day": r"(?P<day>\S+)",
    "identity": r"(?P<identity>\S+)",
    "kind": r"(?P<kind>\D+)",
    "ids": r"(?P<ids>\d+(?:,\d+)*)",
    "round": r"(?: round (?P<round>\d+))?",
}
"""Fields that are no number: ids of Matrix, a day, a key, a kind of timer, row ids; and what tells the messages of
a record that was brought back from those before, which is left out at first."""


class Name:
    """The names of one kind of message: words, and a number for each `{field}`."""

    def __init__(self, form: str) -> None:
        self._form = form
        parts = re.split(r"\{(\w+)\}", form)
        spelt = (_FIELDS.get(p, rf"(?P<{p}>\d+)") if n % 2 else re.escape(p) for n, p in enumerate(parts))
        self._read = regex("".join(spelt))

    def of(self, **fields: str | int) -> str:
        """The name of the message about these."""
        if "round" in fields:
            fields["round"] = f" round {fields['round']}" if fields["round"] else ""
        return self._form.format(**fields)

    def read(self, name: str | None) -> Mapping[str, str] | None:
        """What the message of that name is about; None for one of another kind."""
        match = self._read.fullmatch(name or "")
        return match.groupdict() if match else None


MEETING: Final = Name("meeting {meeting} ")
"""With this all names of messages about one meeting begin."""
HEADING: Final = Name("meeting {meeting} heading")
SLOT_POLL: Final = Name("meeting {meeting} slot {slot}{round}")
ATTENDANCE_POLL: Final = Name("meeting {meeting} attend {asked}{round}")
ANNOUNCEMENT: Final = Name("meeting {meeting} fixed {asked}")
AGENDA: Final = Name("meeting {meeting} agenda {date}")
HOST_ASKED: Final = Name("host ask {offer} {meeting} {moment}")
TASK_OFFERED: Final = Name("task offer {offer}")
TASK_ASKED: Final = Name("task asked {task} {who} {moment}")
REMINDER_SET: Final = Name("reminder {reminder} set")
REMINDERS_RANG: Final = Name("reminders {moment} {first}")
QUESTION_OPEN: Final = Name("question {event} open")
LINKS_SAVED: Final = Name("links of {event}")
DECISION: Final = Name("decision {decision} ")
"""With this all names of messages about one decision begin."""
DECISION_HEADING: Final = Name("decision {decision} heading")
DECISION_POLL: Final = Name("decision {decision} poll{round}")
DECISION_RESULT: Final = Name("decision {decision} result")
IMPULSES: Final = Name("impulses {ids} in {event}")
"""A listing of impulses: in the answer to that event, behind whose id stands what is listed; `heading` is the status
message of one."""
RELEASE: Final = Name("release F{release}")
"""What shows a release, by its number, which is never given twice; and what asks for agreement."""
RELEASE_ASKED: Final = Name("release F{release} asked")

# What nobody looks for: a message that bears one of these names is said once, or is edited as long as it is the same.
MEMBER_GONE: Final = Name("member gone {member} {day}")
ORGANISER_ASKED: Final = Name("organiser asked {member}")
NEWCOMER_WAITS: Final = Name("newcomer waits {who} {day}")
NOT_VERIFIED: Final = Name("not verified {who}")
IDENTITY_CHANGED: Final = Name("identity {who} {identity}")
IDENTITY_CHANGED_IN_CLEAR: Final = Name("identity {who} {identity} in clear")
NOT_HEARD: Final = Name("refusal {who} {day}")
ENCRYPTION_WANTED: Final = Name("ask for encryption")
NOT_ENCRYPTED: Final = Name("refused: not encrypted")
NOT_SAID: Final = Name("unsaid {chat}")
NOTICE_FAILED: Final = Name("fault {kind} {minute}")
CLOCK_AHEAD: Final = Name("clock {day}")
RESTORED: Final = Name("restored {moment}")
DIGEST: Final = Name("digest {moment}")
VOTES_LOST: Final = Name("votes lost {meeting} {who} {day}")
HOST_NONE: Final = Name("host none {offer} {meeting} {moment}")
HOST_MISSING: Final = Name("host missing {meeting} {moment}")
HOST_SURE: Final = Name("host sure {event}")
HOST_OTHER_DAY: Final = Name("host date {meeting} {moment}")
REMINDERS_HOMELESS: Final = Name("private {who} {moment} {reminder}")

_OF_MEETINGS = (HEADING, SLOT_POLL, ATTENDANCE_POLL, ANNOUNCEMENT, AGENDA)


def meeting_named(name: str | None) -> int | None:
    """The row id of the meeting that a message of that name is about."""
    found = next((read for kind in _OF_MEETINGS if (read := kind.read(name))), None)
    return int(found["meeting"]) if found else None


def decision_named(name: str | None) -> int | None:
    """The row id of the decision that a message of that name is about."""
    kinds = (DECISION_HEADING, DECISION_POLL, DECISION_RESULT)
    found = next((read for kind in kinds if (read := kind.read(name))), None)
    return int(found["decision"]) if found else None


def decision_asked(name: str | None) -> int | None:
    """The row id of the decision that a message of that name asks about: a yes in reply to it is a vote."""
    found = DECISION_HEADING.read(name) or DECISION_POLL.read(name)
    return int(found["decision"]) if found else None


def release_named(name: str | None) -> int | None:
    """The number of the release that a message of that name shows or asks about."""
    found = RELEASE.read(name) or RELEASE_ASKED.read(name)
    return int(found["release"]) if found else None


def release_asked(name: str | None) -> int | None:
    """The number of the release to which a message of that name asks to agree."""
    found = RELEASE_ASKED.read(name)
    return int(found["release"]) if found else None
