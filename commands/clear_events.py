"""What Matrix sends in clear, and all that it may do: a homeserver can invent each of these events, so whatever is not
in this table does nothing. `docs/trust.md` shows the same table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from commands.base import Call
from commands.base.happenings import Happening, Reaction, Redaction
from commands.base.names import (
    DECISION_POLL,
    HOST_ASKED,
    IMPULSES,
    REMINDER_SET,
    REMINDERS_RANG,
    SLOT_POLL,
    TASK_ASKED,
    TASK_OFFERED,
    Name,
)
from storage import Store
from storage.values import frozen

ClearKind: TypeAlias = Literal["reaction", "redaction", "membership", "other"]
Whose: TypeAlias = Callable[[Call, Store, Reaction, Mapping[str, str]], bool]
"""Whether the message on which a reaction stands asks, or concerns, the member who reacts."""

AGREES: Final = frozenset("👍✅✔")
DECLINES: Final = frozenset("👎❌✖")
DONE: Final = frozenset("✅✔☑")
LATER: Final = frozenset("💤😴▶⏩⏭")
SAVES: Final = frozenset("📚")
VOTES: Final = frozenset("👍✅🤷❔👎❌")
WISHES: Final = frozenset("👍👎")


@frozen
class ClearEvent:
    """One thing that comes in clear. Of a reaction `on` is the name of the bot's message on which it stands, `keys`
    what counts there, `whose` who may; `anywhere` counts on every message that has no name of the bot's. `what`, `may`,
    `undone` and `told` are for readers."""

    kind: ClearKind
    what: str
    may: str
    undone: str
    told: str
    on: Name | None = None
    keys: frozenset[str] = frozenset()
    whose: Whose = lambda call, store, reaction, about: True
    voting: bool = False
    anywhere: bool = False


def _asked_to_take_on(call: Call, store: Store, reaction: Reaction, about: Mapping[str, str]) -> bool:
    offer = store.task_offers.by_id(int(about["offer"]))
    return offer is not None and offer.asked == call.member.user_id


def _questioned(call: Call, store: Store, reaction: Reaction, about: Mapping[str, str]) -> bool:
    return store.confirmations.asked_in(call.chat, call.member.user_id, reaction.target) is not None


def _owner(call: Call, store: Store, reaction: Reaction, about: Mapping[str, str]) -> bool:
    return about["who"] == call.member.user_id


def _host(call: Call, store: Store, reaction: Reaction, about: Mapping[str, str]) -> bool:
    offer = store.hosting.of_id(int(about["offer"]))
    return offer is not None and offer.host == call.member.user_id


def _rung(call: Call, store: Store, reaction: Reaction, about: Mapping[str, str]) -> bool:
    me = call.member.user_id
    rang = store.reminders.rang_in(reaction.name or "")
    return any(r.everyone or me in r.members or me == r.creator for r in rang)


ROWS: Final[tuple[ClearEvent, ...]] = (
    ClearEvent(
        "reaction", "👍 / 👎 on a question of the assistant's, by whom it asks",
        "does what concerns that member alone, or drops it; nothing else before an encrypted `!yes`",
        "`!undo`; saying it again", "the chat, in reply to the question",
        keys=AGREES | DECLINES, whose=_questioned, anywhere=True,
    ),
    ClearEvent(
        "reaction", "👍 / 👎 on a request to take a task on, by whom it asks",
        "gives the task to them, or ends the request", "`!task release T4`; a new request", "the room; of 👎 who asked",
        on=TASK_OFFERED, keys=AGREES | DECLINES, whose=_asked_to_take_on,
    ),
    ClearEvent(
        "reaction", "👍 on the question whether a task is still theirs, by its owner", "keeps the task with them",
        "`!task release T4`", "the room, in the question",
        on=TASK_ASKED, keys=AGREES, whose=_owner,
    ),
    ClearEvent(
        "reaction", "👍 on the question whether a meeting can be at their place, by the host",
        "nothing before the host's `!yes`, which comes encrypted", "`!no`, or no answer within an hour", "the host",
        on=HOST_ASKED, keys=AGREES, whose=_host,
    ),
    ClearEvent(
        "reaction", "👎 on the same question", "asks the host of the next best offer", "`!host accept H1 M1`",
        "the next host; behind the last one who proposed the meeting",
        on=HOST_ASKED, keys=DECLINES, whose=_host,
    ),
    ClearEvent(
        "reaction", "👍 where a reminder was set", "rings that member too", "removing the reaction",
        "the room, in the same message",
        on=REMINDER_SET, keys=frozenset("👍"),
    ),
    ClearEvent(
        "reaction", "✅ 💤 ▶️ where a reminder rang, by whom it concerns", "ends it, or rings that member again later",
        "another of these reactions, `!remind cancel R5`", "in reply to the reminder",
        on=REMINDERS_RANG, keys=DONE | LATER, whose=_rung,
    ),
    ClearEvent(
        "reaction", "👍 🤷 👎 on a slot of a poll, only with `votes_by_reaction: true`", "casts that member's own vote",
        "removing the reaction, another vote", "the room, in the heading",
        on=SLOT_POLL, keys=VOTES, voting=True,
    ),
    ClearEvent(
        "reaction", "👍 🤷 👎 on the poll of a decision, only with `votes_by_reaction: true`",
        "casts that member's own ballot while the vote is open", "removing the reaction, another ballot",
        "the room, in the status message",
        on=DECISION_POLL, keys=VOTES, voting=True,
    ),
    ClearEvent(
        "reaction", "👍 / 👎 on a listing of impulses", "says that this member would like to hear them, or no longer",
        "removing the reaction, 👎, `!undo`", "the chat, in the same message; the room, in the status message",
        on=IMPULSES, keys=WISHES,
    ),
    ClearEvent(
        "reaction", "📚 on any message", "adds the links in it to the literature, once", "`!lit remove L4`",
        "the chat, in reply to the message",
        keys=SAVES, anywhere=True,
    ),
    ClearEvent("reaction", "any other reaction", "nothing", "–", "nobody"),
    ClearEvent(
        "redaction", "a redaction by the author of what it redacts",
        "takes back the vote, the answer or the 👍 that it redacts", "saying it again", "the room; of a vote its voter",
    ),
    ClearEvent(
        "redaction", "a redaction of a command by its author, within an hour",
        "takes back what `!undo` could; if others were rung by it, not before an encrypted `!yes`",
        "saying the command again", "the room, or the direct chat in which it was said",
    ),
    ClearEvent(
        "redaction", "a redaction by anybody else", "nothing: the vote goes on counting", "–",
        "the room, if a vote was meant",
    ),
    ClearEvent(
        "membership", "a departure, a removal, a ban", "hides the member; a day later frees what they held",
        "coming back within the day", "the room at once and when it is freed, if there is anything",
    ),
    ClearEvent("membership", "coming back within a day", "gives all back", "–", "the room, in the same message"),
    ClearEvent(
        "membership", "somebody new", "gets keys and is obeyed; with `newcomers: ask` after an organiser's `!trust`",
        "removal from the room", "the room, organisers rung",
    ),
    ClearEvent(
        "membership", "power levels", "take the power to organise; give none before an organiser's `!trust`",
        "power levels, `!trust`", "the room, organisers rung",
    ),
    ClearEvent("membership", "another display name", "is shown", "–", "nobody"),
    ClearEvent("other", "the echo of a message of the bot's own", "marks it as said", "–", "nobody"),
)  # fmt: skip


def admits(call: Call, store: Store, happening: Happening) -> bool:
    """Whether the table gives that event any effect. What came encrypted (an answer to a poll) always has one."""
    if isinstance(happening, Reaction):
        return any(_fits(row, call, store, happening) for row in ROWS)
    if isinstance(happening, Redaction):
        return store.author_of(happening.target) == call.member.user_id
    return True


def _fits(row: ClearEvent, call: Call, store: Store, reaction: Reaction) -> bool:
    about = row.on.read(reaction.name) if row.on else {} if row.anywhere and reaction.name is None else None
    if about is None or reaction.key not in row.keys or (row.voting and not call.settings.votes_by_reaction):
        return False
    return row.whose(call, store, reaction, about)
