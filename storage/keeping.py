"""What each table keeps of whom, and for how long: one row for each, by which records are deleted by age, forgotten on
a member's word, and copied out. The words for it are in `commands/privacy/table.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from storage.values import frozen


class Rule(StrEnum):
    """Until when rows stay."""

    ENDED = "ended"
    """Until what they tell of ended longer ago than `retention`; then the night deletes them."""
    WITH = "with"
    """As long as the record they belong to: they go with it."""
    STAYS = "stays"
    """For good, or until a member removes them: they hang on no record that ends (ON DELETE SET NULL)."""
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
    """The same, for rows of which each member has one, as ballots: they become numbers, and can be counted."""


@frozen
class Kept:
    """One table. `persons` are the columns of user ids; `texts` those in which members' words stand, which may name
    somebody; `moments` are in ms. `file` is the German name of its file in `matrixbot export`, empty for what is no
    record of the board's; `letter` begins the short names of its rows (M3)."""

    table: str
    rule: Rule
    persons: Mapping[str, Fate] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    file: str = ""
    letter: str = ""


_GOES, _UNNAMED, _NUMBERED = Fate.GOES, Fate.UNNAMED, Fate.NUMBERED

KEPT: Final = (
    # meetings
    Kept(
        "meetings", Rule.ENDED, persons={"proposer": _UNNAMED}, texts=("title", "place", "link", "description"),
        moments=("deadline", "ended", "begins", "over", "done", "created", "changed"), file="sitzungen", letter="M",
    ),
    Kept("slots", Rule.WITH, texts=("place",), moments=("begins", "over", "dropped"), file="terminvorschlaege"),
    Kept("votes", Rule.WITH, persons={"voter": _GOES, "caster": _UNNAMED}, moments=("time",), file="stimmen"),
    Kept("attendance", Rule.ENDED, persons={"user_id": _GOES}, moments=("time",), file="teilnahme"),
    Kept("attended", Rule.WITH, persons={"user_id": _GOES}, file="anwesenheit"),
    Kept("mutes", Rule.WITH, persons={"user_id": _GOES}, file="stumm"),
    Kept("moved_dates", Rule.ENDED, file="verschobene-termine"),
    Kept("series_parts", Rule.WITH, file="reihen"),
    Kept("tentative_files", Rule.WITH, persons={"reader": _GOES}),
    # agendas
    Kept(
        "topics", Rule.WITH, persons={"author": _UNNAMED}, texts=("title", "material"), moments=("created", "changed"),
        file="tagesordnungen", letter="P",
    ),
    Kept("topic_speakers", Rule.WITH, persons={"user_id": _NUMBERED}, file="tagesordnungen-wer"),
    # minutes
    Kept(
        "minutes_notes", Rule.WITH, persons={"author": _UNNAMED}, texts=("text",), moments=("time",),
        file="protokoll-notizen",
    ),
    Kept("minutes_present", Rule.WITH, persons={"user_id": _GOES}, file="protokoll-anwesende"),
    Kept(
        "minutes_versions", Rule.STAYS, persons={"approver": _UNNAMED}, texts=("content", "changes"),
        moments=("approved",), file="protokolle",
    ),
    # decisions
    Kept(
        "decisions", Rule.STAYS, persons={"proposer": _UNNAMED, "assignee": _UNNAMED}, texts=("text", "task"),
        moments=("deadline", "ended", "repealed", "opened"), file="beschluesse", letter="B",
    ),
    Kept("decision_voters", Rule.WITH, persons={"user_id": _NUMBERED}, file="beschluesse-stimmberechtigt"),
    Kept(
        "decision_ballots", Rule.WITH, persons={"caster": _UNNAMED}, texts=("reason",), moments=("time",),
        file="beschluesse-stimmen",
    ),
    Kept("decisions_words", Rule.WITH),  # the search index, kept by triggers
    # speakers
    Kept(
        "impulses", Rule.ENDED, persons={"author": _UNNAMED, "contact": _UNNAMED, "asker": _UNNAMED},
        texts=("topic", "person", "office", "told"), moments=("until", "ended", "created", "changed"), file="impulse",
        letter="I",
    ),
    Kept(
        "impulse_steps", Rule.WITH, persons={"member": _UNNAMED}, texts=("note",), moments=("time",),
        file="impulse-verlauf",
    ),
    Kept("impulse_wishes", Rule.WITH, persons={"user_id": _GOES}, moments=("time",), file="impulse-wuensche"),
    # releases
    Kept(
        "releases", Rule.ENDED, persons={"proposer": _UNNAMED, "agreer": _UNNAMED, "closer": _UNNAMED},
        texts=("reason",), moments=("proposed", "agreed", "closed"), file="freigaben", letter="F",
    ),
    Kept("released_records", Rule.WITH, file="freigaben-inhalt"),
    Kept("released_looks", Rule.RUNNING),  # as of when they were looked at
    # hosting
    Kept(
        "host_offers", Rule.ENDED, persons={"host": _UNNAMED}, texts=("place", "details"),
        moments=("created", "withdrawn"), file="gastgeber-angebote", letter="H",
    ),
    Kept("host_choices", Rule.WITH, texts=("place",), moments=("time",), file="gastgeber"),
    Kept("host_free", Rule.WITH, file="ohne-gastgeber"),
    Kept("host_requests", Rule.WITH, persons={"user_id": _GOES}, moments=("time",), file="gastgeber-anfragen"),
    Kept("host_skips", Rule.MEMBER, persons={"user_id": _GOES}, file="uebergangen"),
    # tasks
    Kept(
        "tasks", Rule.ENDED, persons={"creator": _UNNAMED, "closer": _UNNAMED}, texts=("title",),
        moments=("created", "closed"), file="aufgaben", letter="T",
    ),
    Kept(
        "task_owners", Rule.WITH, persons={"user_id": _NUMBERED}, moments=("since", "confirmed", "asked"),
        file="aufgaben-wer",
    ),
    Kept(
        "task_offers", Rule.WITH, persons={"asked": _GOES, "asker": _UNNAMED, "giver": _GOES}, moments=("time",),
        file="aufgaben-anfragen",
    ),
    Kept(
        "task_notes", Rule.WITH, persons={"author": _UNNAMED}, texts=("text",), moments=("time",),
        file="aufgaben-notizen",
    ),
    # literature
    Kept(
        "literature", Rule.STAYS, persons={"adder": _UNNAMED}, texts=("csl", "note"), moments=("added",),
        file="literatur", letter="L",
    ),
    Kept("literature_tags", Rule.WITH, texts=("tag", "folded"), file="schlagworte"),
    Kept("literature_read", Rule.WITH, persons={"user_id": _GOES}, moments=("time",), file="gelesen"),
    Kept("literature_words", Rule.WITH),  # the search index, made anew from the entries
    Kept("names", Rule.WITH),  # the titles of tasks, reminders and entries, by three letters; kept by triggers
    Kept("name_rooms", Rule.RUNNING),
    # reminders
    Kept(
        "reminders", Rule.ENDED, persons={"creator": _UNNAMED}, texts=("text",), moments=("due", "created", "rang"),
        file="erinnerungen", letter="R",
    ),
    Kept("reminder_members", Rule.WITH, persons={"user_id": _GOES}, file="erinnerungen-wer"),
    # members
    Kept(
        "members", Rule.MEMBER, persons={"user_id": _UNNAMED}, texts=("name",), moments=("gone", "forgotten"),
        file="mitglieder",
    ),
    Kept("languages", Rule.MEMBER, persons={"user_id": _GOES}, file="sprachen"),
    Kept("chats", Rule.RUNNING),
    # what was said, is to be said and can be taken back
    Kept("inbox", Rule.MONTH, persons={"sender": _UNNAMED}, moments=("time",)),
    Kept("ciphertext_blocks", Rule.STAYS),  # fingerprints, from which nobody is told
    Kept("ciphertexts", Rule.STAYS),  # those from before
    Kept("outbox", Rule.MONTH, persons={"asker": _UNNAMED}, moments=("created", "sent", "not_before")),
    Kept("unread", Rule.MONTH, persons={"sender": _GOES}, moments=("told",)),
    Kept("errands", Rule.MONTH, persons={"user_id": _GOES}, moments=("asked", "confirmed")),
    Kept("confirmations", Rule.DAY, persons={"user_id": _GOES}, texts=("line",), moments=("asked",)),
    Kept("deeds", Rule.DAY, persons={"user_id": _GOES}, moments=("time",)),
    Kept("changes", Rule.DAY),
    Kept("timers", Rule.DONE, persons={"tag": _GOES}, moments=("due",)),
    # of the bot's own
    Kept("digests", Rule.RUNNING, moments=("told",)),
    Kept("lengths", Rule.RUNNING),
    Kept("listed", Rule.WITH),  # what one member, tag or chat has, in its order: kept by triggers
    Kept("listed_lengths", Rule.WITH),
    Kept("listed_days", Rule.WITH),
    Kept("numbers", Rule.RUNNING),
    Kept("place", Rule.RUNNING, moments=("time",)),
    Kept("restored", Rule.RUNNING, moments=("made", "time")),
    Kept("seen_rooms", Rule.RUNNING),
    Kept("upgrades", Rule.RUNNING),
)  # fmt: skip
"""Every table of the database."""
