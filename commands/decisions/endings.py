"""A vote that is withdrawn, and a decision that is repealed by a later one: both stay in the register."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Claims, UserError, Words, command
from commands.base.arguments import claim_key
from commands.decisions.closing import withdrawn
from commands.decisions.heading import status_edit
from commands.decisions.which import claim_decision, decision_of, must_be_open, must_decide
from commands.patterns import regex
from commands.results import result
from commands.words import Reply, _, offered_line
from storage import Store

_BY: Final = regex(r"(?<!\w)(?:durch|by|mit|with)(?!\w)", re.IGNORECASE)


@command(
    "decision withdraw",
    de=("zurückziehen", "zurücknehmen", "retract"),
    help=_("Withdraws a decision that is being voted on, without a result; who proposed it and organisers may."),
    examples=(_("`!decision withdraw B4`"),),
    takes={"said": Words(_("Which decision is meant?"), optional=True)},
    public=True,
)
def withdraw(call: Call, store: Store, said: Claims) -> Reply:
    """It stays in the register, without a result."""
    decision = claim_decision(call, store, said, lambda key: offered_line("decision withdraw", key), alone=True)
    must_be_open(decision)
    must_decide(call, decision)
    gone, beside = withdrawn(call, store, decision)
    text = _("{key} is withdrawn: “{text}”. Nobody votes on it any more.", key=gone.key, text=gone.text)
    return Reply(text, beside, about=gone.key)


@command(
    "decision repeal",
    de=("aufheben",),
    help=_("Says that a decision holds no more and which later one does in its place; both stay in the register."),
    examples=(_("`!decision repeal B4 by B9`"),),
    takes={"said": Words(_("Which decision is meant?"), optional=True)},
    public=True,
)
def repeal(call: Call, store: Store, said: Claims) -> Reply:
    """Only what was accepted can be repealed, and only by another that was accepted and holds."""
    old = claim_decision(call, store, said, lambda key: offered_line("decision repeal", key, _("by B9")))
    said.take(_BY)
    number = claim_key("B", said)
    if number is None:
        raise UserError(
            _("Which decision holds in place of {key}?", key=old.key), offered_line("decision show", old.key)
        )
    new = decision_of(store, number)
    show = offered_line("decision show", old.key)
    if new.id == old.id:
        raise UserError(_("A decision cannot repeal itself; {key} needs another one.", key=old.key), show)
    for one in (old, new):
        if one.state != "accepted":
            text = _("Only what was accepted can be repealed, and by what was accepted. {result}", result=result(one))
            raise UserError(text, offered_line("decision show", one.key))
        if one.repealed is not None:
            raise UserError(_("{key} is repealed already.", key=one.key), offered_line("decision show", one.key))
    must_decide(call, old, new)
    gone = store.decisions.repeal(old, new, call.ms)
    text = _(
        "{old} is repealed: “{text}”. {new} holds in its place: “{instead}”.",
        old=gone.key,
        text=gone.text,
        new=new.key,
        instead=new.text,
    )
    return Reply(text, (status_edit(call, store, gone),), about=gone.key)
