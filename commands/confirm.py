"""`!yes`: what can be meant in two ways is shown first, and carried out when its sender confirms it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.base import Call, Command, Group, UserError, command
from commands.base.execution import carry_out
from commands.base.line import Line, split_word
from commands.base.vocabulary import Vocabulary
from commands.words import Reply, _
from storage import Store

GROUPS = (
    Group("yes", ("ja", "confirm", "bestätigen"), _("Confirms what the assistant asked about")),
    Group("no", ("nein",), _("Drops what the assistant asked about")),
)


def yes_command(vocabulary: Vocabulary) -> Command:
    """`!yes` over that vocabulary."""

    @command(
        "yes",
        answers=True,
        help=_("Carries out what the assistant has just asked about, as it was understood."),
        examples=(_("`!yes`"),),
    )
    def confirm(call: Call, store: Store) -> Reply:
        waiting = store.confirmations.take(call.chat, call.member.user_id, call.ms)
        if waiting is None:
            raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
        group, rest = split_word(waiting.line)
        asked = vocabulary.resolve(Line(group, rest))
        if asked is None:
            raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
        as_of = datetime.fromtimestamp(waiting.asked / 1000, ZoneInfo(call.zone))
        again = replace(call, line=waiting.line, confirmed=as_of)
        return carry_out(asked, again, store)

    return confirm
