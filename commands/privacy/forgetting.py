"""`!privacy forget`: takes the member out of the records, after one more question."""

from __future__ import annotations

from commands import hosting, impulses, tasks
from commands.base import Call, Rest, UserError, command
from commands.base.typed import fold, without_courtesy
from commands.privacy.show import in_direct_chat
from commands.words import Content, Reply, Said, _, bullets, lines
from commands.words.render import FORMER_MEMBER, render
from storage import Store
from storage.timers import TimerKind

_MOST_KEYS = 10
_FORGET = _("`!privacy forget`")
_ONESELF = frozenset({"", "mich", "me", "myself", "meine daten", "my data"})


@command(
    "privacy forget",
    de=("vergessen", "vergiss", "löschen", "delete"),
    help=_(
        "Has you forgotten, after one more question: votes, answers and reminders go, tasks are free, your name is no "
        "longer in the records."
    ),
    examples=(_FORGET,),
    takes={"whom": Rest(_("Who is meant?"), optional=True)},
    for_good=True,
)
def forget(call: Call, store: Store, whom: str) -> Reply:
    """Asks first; a yes does it for good, and nothing is kept to take it back."""
    if not call.direct:
        return in_direct_chat(_FORGET)
    if fold(without_courtesy(whom)) not in _ONESELF:
        raise UserError(_("Nobody can have somebody else forgotten; for yourself this line is enough."), _FORGET)
    if call.confirmed is None:
        return _question(call, store)
    member = call.member
    said: list[Said] = [*tasks.free_those_of(call, store, member, forgotten=True)]
    said += hosting.free_those_of(call, store, member, forgotten=True)
    said += impulses.free_those_of(call, store, member, forgotten=True)
    for poll in store.ballots.polls_of(member.user_id):
        store.timers.set(TimerKind.MEETING_HEADING, poll, call.ms)
    for decision in store.decisions.open_to(member.user_id):
        store.timers.set(TimerKind.DECISION_STATUS, decision.id, call.ms)
    instead = render(FORMER_MEMBER, call.settings.style).body
    store.forget(member.user_id, name=member.name, instead=instead, now=call.ms)
    text = lines(
        _("**You are forgotten in this board.** What was yours alone is deleted, your tasks and offers are free."),
        _(
            "As long as you are in the room the assistant knows who you are; what you say from now on is stored anew. "
            "If you leave it, your user id goes as well, and the assistant leaves this chat."
        ),
    )
    return Reply(text, tuple(said))


def _question(call: Call, store: Store) -> Reply:
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, call.line, call.ms)
    keys = [task.key for task in store.tasks.held_by(call.member.user_id)]
    keys += [offer.key for offer in store.hosting.of_host(call.member.user_id)]
    keys += [one.key for one in store.impulses.of_member(call.member.user_id) if one.contact == call.member.user_id]
    more = (f"… +{len(keys) - _MOST_KEYS}",) if len(keys) > _MOST_KEYS else ()
    points: list[Content | None] = [
        _("Your votes, your answers to who comes, your reminders and your reading marks are deleted."),
        _("Your votes on decisions become numbers: they count, without your name and your reasons.")
        if store.decision_ballots.ever_voted(call.member.user_id)
        else None,
        _("This is free again: {keys}.", keys=(*keys[:_MOST_KEYS], *more)) if keys else None,
        _("Where your name or user id stands, also in titles and notes, it says “former member”."),
        _("Nobody can take this back, and what others changed lately about records of yours neither."),
    ]
    text = lines(
        _("**Nothing was done yet.** If you say yes, you are forgotten in this board for good:"),
        bullets(*(point for point in points if point)),
        _("What was said in rooms and chats stays on the homeservers: there each message is deleted by its author."),
        _("`!yes` does it; a reaction is not enough for this."),
    )
    return Reply(text, asks=True)
