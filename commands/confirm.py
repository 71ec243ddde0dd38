"""`!yes`: what can be meant in two ways is shown first, and carried out when its sender confirms it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.base import Call, Command, Group, UserError, command
from commands.base.execution import carry_out
from commands.base.happenings import Listener, Reaction
from commands.base.line import Line, split_word
from commands.base.names import QUESTION_OPEN
from commands.base.vocabulary import Vocabulary
from commands.clear_events import AGREES, DECLINES
from commands.words import Message, Reply, Said, _
from storage import Store

GROUPS = (
    Group("yes", ("ja", "confirm", "bestätigen"), _("Confirms what the assistant asked about")),
    Group("no", ("nein",), _("Drops what the assistant asked about")),
)

DROPPED = _("It is dropped; nothing was done.")
HOW_TO_ANSWER = _(
    "That was neither a yes nor a no, so the question stays open: **yes** does what it says, **no** drops it; "
    "for anything else please say the whole line anew."
)


def is_open(call: Call, store: Store, question: str | None) -> bool:
    """Whether that message is a question of the bot's that waits for a yes of the member's."""
    confirmations, who = store.confirmations, (call.chat, call.member.user_id)
    return bool(question and confirmations.waiting(*who, call.ms) and confirmations.asked_in(*who, question))


def still_open(call: Call, question: str) -> Message:
    """How one answers a question of the bot's, in reply to words that are neither a yes nor a no; said once for each
    question, as more of them are talk."""
    return Message(HOW_TO_ANSWER, answers=call.event_id, chat=call.chat, name=QUESTION_OPEN.of(event=question))


def yes_command(vocabulary: Vocabulary) -> Command:
    """`!yes` over that vocabulary."""

    @command(
        "yes",
        answers=True,
        help=_("Carries out what the assistant has just asked about, as it was understood."),
        examples=(_("`!yes`"),),
    )
    def confirm(call: Call, store: Store) -> Reply:
        return _carried_out(call, store, vocabulary)

    return confirm


def _carried_out(call: Call, store: Store, vocabulary: Vocabulary) -> Reply:
    """Carries out the line that waits for the member's yes, its dates as they were read when it was asked about."""
    waiting = store.confirmations.take(call.chat, call.member.user_id, call.ms)
    asked = vocabulary.resolve(_as_line(waiting.line)) if waiting is not None else None
    if waiting is None or asked is None:
        raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
    as_of = datetime.fromtimestamp(waiting.asked / 1000, ZoneInfo(call.zone))
    return carry_out(asked, replace(call, line=waiting.line, confirmed=as_of), store)


def _as_line(line: str) -> Line:
    group, rest = split_word(line)
    return Line(group, rest)


def reaction_listener(vocabulary: Callable[[], Vocabulary]) -> Listener:
    """👍 or 👎 on a question, by whom it asks. A reaction comes in clear: what others would see is not done before an
    encrypted yes."""

    def reacted(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
        line = store.confirmations.asked_in(call.chat, call.member.user_id, reaction.target)
        if line is None or reaction.key not in AGREES | DECLINES:
            return ()
        if reaction.key in DECLINES:
            store.confirmations.close(call.chat, call.member.user_id)
            return (Message(DROPPED, answers=reaction.target, chat=call.chat),)
        asked = vocabulary().resolve(_as_line(line))
        if asked is None or asked.command.public:
            text = _("Reactions come unencrypted, and this concerns others as well: please answer with `!yes`.")
            return (Message(text, answers=reaction.target, chat=call.chat),)
        if asked.command.for_good:
            text = _("Reactions come unencrypted, and this cannot be taken back: please answer with `!yes`.")
            return (Message(text, answers=reaction.target, chat=call.chat),)
        try:
            with store.attempt():
                reply = _carried_out(call, store, vocabulary())
        except UserError as mistake:
            return (Message(mistake.text, answers=reaction.target, chat=call.chat),)
        answer = Message(reply.text, answers=reaction.target, chat=call.chat, about=reply.about, name=reply.name)
        return (answer, *reply.also)

    return reacted
