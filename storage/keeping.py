"""What each table keeps of whom, and for how long: one row for each, by which records are deleted by age, forgotten on
a member's word, and copied out. The words for it are in `commands/privacy/keeping.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Rule(StrEnum):
    """Until when rows stay."""

    ENDED = "ended"
    """Until what they tell of ended longer ago than `retention`; then the night deletes them."""
    WITH = "with"
    """As long as the record they belong to: they go with it."""
    STAYS = "stays"
    """For good, or until a member removes them."""
    MEMBER = "member"
    """As long as somebody is a member."""
    DAY = "day"
    """About a day; then the night deletes them."""
    MONTH = "month"
    """`ignore_older_than` and 30 days, what bears a name 400 days; then the night deletes them."""
    DONE = "done"
    """Until it is done or said."""
    RUNNING = "running"
    """As long as the bot runs for the board; they tell of no member."""


class Fate(StrEnum):
    """What becomes of a row in which a user id stands, when that member is forgotten."""

    GOES = "goes"
    """The row is deleted."""
    UNNAMED = "unnamed"
    """Somebody who was a member stands there."""
    NUMBERED = "numbered"
    """The same, for rows of which each member has one: they stay countable."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One table. `persons` are the columns of user ids; `texts` those in which members' words stand, which may name
    somebody; `moments` are in ms. `file` is the German name of its file in `matrixbot export`, empty for what is no
    record of the board's."""

    table: str
    rule: Rule
    persons: Mapping[str, Fate] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    file: str = ""


_G, _U, _N = Fate.GOES, Fate.UNNAMED, Fate.NUMBERED

KEPT: Final = (
    # meetings
    Kept(
        "meetings", Rule.ENDED, {"proposer": _U}, ("title", "place", "link", "description"),
        ("deadline", "ended", "begins", "over", "done", "created", "changed"), "sitzungen",
    ),
    Kept("slots", Rule.WITH, {}, ("place",), ("begins", "over", "dropped"), "terminvorschlaege"),
    Kept("votes", Rule.WITH, {"voter": _G, "caster": _U}, (), ("time",), "stimmen"),
    Kept("attendance", Rule.ENDED, {"user_id": _G}, (), ("time",), "teilnahme"),
    Kept("attended", Rule.WITH, {"user_id": _G}, (), (), "anwesenheit"),
    Kept("mutes", Rule.WITH, {"user_id": _G}, (), (), "stumm"),
    Kept("moved_dates", Rule.ENDED, {}, (), (), "verschobene-termine"),
    Kept("series_parts", Rule.WITH, {}, (), (), "reihen"),
    Kept("tentative_files", Rule.WITH, {"reader": _G}),
    # hosting
    Kept(
        "host_offers", Rule.ENDED, {"host": _U}, ("place", "details"), ("created", "withdrawn"), "gastgeber-angebote"
    ),
    Kept("host_choices", Rule.WITH, {}, ("place",), ("time",), "gastgeber"),
    Kept("host_free", Rule.WITH, {}, (), (), "ohne-gastgeber"),
    Kept("host_requests", Rule.WITH, {"user_id": _G}, (), ("time",), "gastgeber-anfragen"),
    Kept("host_skips", Rule.MEMBER, {"user_id": _G}, (), (), "uebergangen"),
    # tasks
    Kept("tasks", Rule.ENDED, {"creator": _U, "closer": _U}, ("title",), ("created", "closed"), "aufgaben"),
    Kept("task_owners", Rule.WITH, {"user_id": _N}, (), ("since", "confirmed", "asked"), "aufgaben-wer"),
    Kept("task_offers", Rule.WITH, {"asked": _G, "asker": _U, "giver": _G}, (), ("time",), "aufgaben-anfragen"),
    Kept("task_notes", Rule.WITH, {"author": _U}, ("text",), ("time",), "aufgaben-notizen"),
    # literature
    Kept("literature", Rule.STAYS, {"adder": _U}, ("csl", "note"), ("added",), "literatur"),
    Kept("literature_tags", Rule.WITH, {}, ("tag", "folded"), (), "schlagworte"),
    Kept("literature_read", Rule.WITH, {"user_id": _G}, (), ("time",), "gelesen"),
    Kept("literature_words", Rule.WITH),  # the search index, made anew from the entries
    # reminders
    Kept("reminders", Rule.ENDED, {"creator": _U}, ("text",), ("due", "created", "rang"), "erinnerungen"),
    Kept("reminder_members", Rule.WITH, {"user_id": _G}, (), (), "erinnerungen-wer"),
    # members
    Kept("members", Rule.MEMBER, {"user_id": _U}, ("name",), ("gone",), "mitglieder"),
    Kept("languages", Rule.MEMBER, {"user_id": _G}, (), (), "sprachen"),
    Kept("chats", Rule.RUNNING),
    # what was said, is to be said and can be taken back
    Kept("inbox", Rule.MONTH, {"sender": _U}, (), ("time",)),
    Kept("ciphertexts", Rule.STAYS, {"sender": _U}),
    Kept("outbox", Rule.MONTH, {"asker": _U}, (), ("created", "sent", "not_before")),
    Kept("unread", Rule.MONTH, {"sender": _G}, (), ("told",)),
    Kept("errands", Rule.MONTH, {"user_id": _G}, (), ("asked", "confirmed")),
    Kept("confirmations", Rule.DAY, {"user_id": _G}, ("line",), ("asked",)),
    Kept("deeds", Rule.DAY, {"user_id": _G}, (), ("time",)),
    Kept("changes", Rule.DAY),
    Kept("timers", Rule.DONE, {"tag": _G}, (), ("due",)),
    # of the bot's own
    Kept("digests", Rule.RUNNING, {}, (), ("told",)),
    Kept("lengths", Rule.RUNNING),
    Kept("numbers", Rule.RUNNING),
    Kept("place", Rule.RUNNING, {}, (), ("time",)),
    Kept("seen_rooms", Rule.RUNNING),
    Kept("upgrades", Rule.RUNNING),
)  # fmt: skip
"""Every table of the database."""
