"""What is kept, for how long, and who deletes it, in words: the table of the handbooks and of `!privacy`. What the rows
speak of are the tables of `storage/keeping.py`."""

from __future__ import annotations

from typing import Final

from commands.words import Text, _
from storage.keeping import KEPT
from storage.values import frozen


@frozen
class KeptKind:
    """One kind of record: the `tables` in which it is kept, none for what is no record; how long it is `kept`; `who`
    deletes it."""

    tables: tuple[str, ...]
    what: Text
    kept: Text
    who: Text

    @property
    def personal(self) -> bool:
        """Whether it speaks of members."""
        return any(kept.persons for kept in KEPT if kept.table in self.tables)


ENDED = _("until the time set as `retention` after it ended; without one, for good")
_NIGHT = _("the assistant, at night")
_NIGHT_AND_FORGET = _("the assistant, at night; names and one's own answers sooner by `!privacy forget`")

TABLE: Final = (
    KeptKind(
        (
            "meetings", "slots", "votes", "attendance", "attended", "mutes", "moved_dates", "series_parts",
            "tentative_files",
        ),
        _("Meetings and polls: who proposed them, every vote, who comes, who was there"),
        ENDED,
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("topics", "topic_speakers"),
        _("Agendas: their points, who put them there, who presents them"),
        _("as long as their meeting; in the backlog until somebody takes them out"),
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("impulses", "impulse_steps", "impulse_wishes"),
        _(
            "Impulses: name, office and topic of people from outside, the reason of a refusal; who had the idea, "
            "asks, keeps the contact, wishes to hear them"
        ),
        _(
            "as long as they are open; 12 months after they were declined or dropped; once held, until the time set as "
            "`retention`"
        ),
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("minutes_notes", "minutes_present"),
        _("Notes for minutes and their authors, who was there at dates of a series"),
        ENDED,
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("minutes_versions",),
        _("Approved minutes: all that stands in them, who approved them"),
        _("for good, also longer than `retention`"),
        _("nobody; names by `!privacy forget`"),
    ),
    KeptKind(
        ("host_offers", "host_choices", "host_free", "host_requests", "host_skips"),
        _("Offers to host: place, address and notes, who hosted when, who is asked or passed over"),
        ENDED,
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("tasks", "task_owners", "task_offers", "task_notes", "names", "listed", "listed_lengths", "listed_days"),
        _("Tasks: who set, has, had or closed them, who is asked to, notes and their authors"),
        ENDED,
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("literature", "literature_tags", "literature_read", "literature_words"),
        _("Literature: entries, who added them, who has read them"),
        _("for good, also longer than `retention`"),
        _("members, with `!lit remove`; names and reading marks by `!privacy forget`"),
    ),
    KeptKind(
        ("decisions", "decision_voters", "decision_ballots", "decisions_words"),
        _("Decisions: who proposed them, who may vote, every vote with its reason, what came of it"),
        _("for good, also longer than `retention`"),
        _("nobody: they are the board’s; one’s own votes become numbers by `!privacy forget`"),
    ),
    KeptKind(
        ("releases", "released_records"),
        _("Releases: which records, who proposed, agreed, rejected or withdrew them"),
        _("until the time set as `retention` after they ended; what goes out, as long as it does"),
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("reminders", "reminder_members"),
        _("Reminders: text, moment, who set them and whom they ring"),
        ENDED,
        _NIGHT_AND_FORGET,
    ),
    KeptKind(
        ("members", "languages", "chats"),
        _("Members: user id, name, whether they organise, their language"),
        _("until a day after they left; of organisers `retention`"),
        _("the assistant; at once after `!privacy forget`"),
    ),
    KeptKind(
        ("deeds", "changes", "confirmations"),
        _("What can be taken back or waits for a yes: what was changed, as it was before"),
        _("25 hours"),
        _NIGHT,
    ),
    KeptKind(
        ("inbox", "outbox", "unread", "errands", "timers"),
        _("What was heard, is to be said and is due: who and when; words only until they are said"),
        _("`ignore_older_than` and 30 days; own messages that can still be edited, 400 days"),
        _NIGHT,
    ),
    KeptKind(
        ("ciphertext_blocks", "ciphertexts"),
        _("Fingerprints of encrypted messages, so that none counts twice: neither words nor by whom"),
        _("for good"),
        _("nobody: they tell repetitions from what is new"),
    ),
    KeptKind(
        (
            *("digests", "lengths", "name_rooms", "numbers", "place", "released_looks", "restored", "seen_rooms"),
            "upgrades",
        ),
        _("Counters and bookmarks of the assistant's own, which tell of no member"),
        _("as long as it runs"),
        _("whoever operates it, with the database"),
    ),
    KeptKind(
        (),
        _("Keys: the identity of each member as it was seen first, the keys with which messages are read"),
        _("identities for good, or until `!privacy forget` and leaving; keys 400 nights after their last use"),
        _("the assistant"),
    ),
)  # fmt: skip
