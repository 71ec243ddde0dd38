"""Taking tasks on and giving them back: claim, release, assign, hand over, and 👍 on a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from commands.base import Call, Claims, NotAllowed, UserError, Words, command, from_ms, no_member
from commands.base.arguments import claim_key
from commands.base.happenings import Reaction
from commands.base.names import TASK_ASKED, TASK_OFFERED
from commands.clear_events import AGREES, DECLINES
from commands.patterns import regex
from commands.quiet import PAUSE
from commands.tasks.changes import set_date
from commands.tasks.due import Due, claim_due_date, soon
from commands.tasks.line import claim_people, claim_task, claim_tasks, together
from commands.tasks.repeating import comes_again, no_duty, set_rule
from commands.tasks.sentences import of, taken_on
from commands.tasks.timers import arrange
from commands.tasks.which import OPEN_ONES, WHICH, holders, must_be_open, must_have_a_say
from commands.words import MadeUp, Member, Message, Reply, Said, Text, Value, _, _n, lines, offered_line
from storage import Store
from storage.task_offers import TaskOffer
from storage.tasks import Task
from storage.timers import Pause

_ASSIGN = _("`!task assign T4 @anna`")
_SIGNED = regex(r"(?<!\S)@\S+")
_LAST_WORD = regex(r"[^\W\d_][\w-]*(?=[\s.!?]*$)")
_HAND_OVER = _("`!task handover T4 @ben`")


@command(
    "task claim",
    de=("übernehmen", "nehmen", "übernehme", "übernimm", "mache", "take"),
    help=_("Takes a task on, by its number or its name; a date is the end of a duty's term."),
    examples=(_("`!task claim literature`"), _("`!task claim T4`"), _("`!task claim literature until 30.6.`")),
    takes={"said": Words(WHICH)},
    public=True,
)
def claim(call: Call, store: Store, said: Claims) -> Reply:
    """The member gets a free place; who holds it already says so again, and anew for how long."""
    due = claim_due_date(call, said, lambda name: offered_line("task claim", name, _("until {date}", date=soon(call))))
    tasks = claim_tasks(call, store, said, store.tasks.called)
    for task in tasks:
        must_be_open(task)
    return together([_claim(call, store, task, due) for task in tasks])


def _claim(call: Call, store: Store, task: Task, due: Due | None) -> Reply:
    if task.owner(call.member.user_id):
        return _claim_again(call, store, task, due)
    offer = store.task_offers.to(task.id, call.member.user_id)
    giver = _accept(call, store, task, offer) if offer else None
    if giver is None and not store.tasks.claim(task, call.member.user_id, call.ms):
        raise taken(call, task)
    task = _set_date(call, store, task, due)
    arrange(call, store, task)
    text = lines(
        taken_on(call.member, task, giver),
        _n("One more place is free.", "{count} more places are free.", task.free) if task.free else None,
        comes_again(call, task) if due and due.repeat else None,
        due.other(task.key) if due else None,
    )
    also = (Message(taken_on(call.member, task, giver), replaces=_name(offer)),) if offer else ()
    return Reply(text, also, about=task.key)


def _claim_again(call: Call, store: Store, task: Task, due: Due | None) -> Reply:
    store.tasks.confirm(task, call.member.user_id, call.ms)
    task = _set_date(call, store, task, due)
    arrange(call, store, task)
    owner = task.owner(call.member.user_id)
    if owner and owner.until:
        text = _("{member} holds “{title}” ({key}) until {until}.", **of(task), member=call.member, until=owner.until)
    elif due and task.due:
        text = comes_again(call, task) or _("“{title}” ({key}) is due on {due}.", **of(task), due=task.due)
    else:
        text = _("“{title}” ({key}) stays with {member}. Thank you.", **of(task), member=call.member)
    return Reply(lines(text, due.other(task.key) if due else None), about=task.key)


def _set_date(call: Call, store: Store, task: Task, due: Due | None) -> Task:
    """The date said with a claim is the end of the term for a duty, the due date for any other task."""
    if due and task.duty:
        if due.repeat:
            raise no_duty(task)
        store.tasks.set_term(task, call.member.user_id, due.day)
    elif due:
        set_rule(store, store.tasks.change(task, title=task.title, places=task.places, due=due.when), due)
    return store.tasks.get(task.id)


def taken(call: Call, task: Task) -> UserError:
    """All places are taken: by whom, and since when."""
    owners = tuple(
        _("{member}, since {since}", member=call.room.named(owner.user_id), since=from_ms(owner.since))
        for owner in task.owners
    )
    if len(owners) > 1:
        return UserError(
            _("All places of “{title}” ({key}) are taken: {owners}.", **of(task), owners=owners), OPEN_ONES
        )
    since = from_ms(task.owners[0].since)
    return UserError(
        _(
            "{member} has taken on “{title}” ({key}) already, on {since}.",
            **of(task),
            member=call.room.named(task.owners[0].user_id),
            since=since,
        ),
        OPEN_ONES,
    )


@command(
    "task release",
    de=("abgeben", "freigeben", "zurückgeben", "loslassen", "free", "unclaim"),
    help=_("Gives a task back, so that somebody else can take it on."),
    examples=(_("`!task release T4`"),),
    takes={"said": Words(WHICH)},
    public=True,
)
def release(call: Call, store: Store, said: Claims) -> Reply:
    """The member's own place is free again; organisers may free that of another."""
    holders_meant = claim_people(call, said) if call.member.organiser else ()
    tasks = claim_tasks(call, store, said, store.tasks.called)
    return together([_release(call, store, task, whose) for task in tasks for whose in holders_meant or (None,)])


def _release(call: Call, store: Store, task: Task, whose: Member | None) -> Reply:
    must_be_open(task)
    member = whose or _holder(call, task, offered_line("task release", task.key, MadeUp("@ben")))
    if not store.tasks.release(task, member.user_id):
        raise _not_theirs(call, task, member)
    task = store.tasks.get(task.id)
    arrange(call, store, task)
    return Reply(
        lines(
            _("“{title}” ({key}) is free again.", **of(task)),
            _("{line} takes it on.", line=offered_line("task claim", task.key)),
        ),
        about=task.key,
    )


def _holder(call: Call, task: Task, example: Text) -> Member:
    """Whose place is meant where nobody is named: the caller's own, or for organisers the only owner's."""
    owners = holders(call.room, task)
    if task.owner(call.member.user_id) or not call.member.organiser:
        return call.member
    if len(owners) > 1:
        raise UserError(
            _("“{title}” ({key}) is held by {owners}. Whose place is meant?", **of(task), owners=owners), example
        )
    return owners[0] if owners else call.member


def _own_first(call: Call, tasks: list[Task]) -> list[Task]:
    """Those that the member holds, or all where there are none."""
    return [task for task in tasks if task.owner(call.member.user_id)] or tasks


def _not_theirs(call: Call, task: Task, member: Member) -> UserError:
    owners = holders(call.room, task)
    if not owners:
        free = _("Nobody has taken on “{title}” ({key}).", **of(task))
        return UserError(free, offered_line("task claim", task.key))
    return NotAllowed(
        _("“{title}” ({key}) is held by {owners}, not by {member}.", **of(task), owners=owners, member=member),
        _("`!task mine`"),
    )


@command(
    "task assign",
    de=("zuweisen", "zuteilen", "anfragen", "ask"),
    help=_("Asks a member to take a task on; 👍 or `!task claim` accepts."),
    examples=(_ASSIGN,),
    takes={"said": Words(WHICH)},
    public=True,
)
def assign(call: Call, store: Store, said: Claims) -> Reply:
    """The named members are rung and asked; nothing is theirs before they agree. A due date may stand behind them."""
    due = claim_due_date(call, said, lambda name: offered_line("task due", name, soon(call)))
    members = claim_people(call, said)
    if not members:
        raise _nobody(call, said, _assigned, _ASSIGN)
    tasks = claim_tasks(call, store, said, store.tasks.called)
    asked = [ask_to_take_on(call, store, task, member) for task in tasks for member in members]
    return together([*asked, *(_due_as_well(call, store, task, due, members[0]) for task in tasks if due)])


def _due_as_well(call: Call, store: Store, task: Task, due: Due, member: Member) -> Reply:
    """Raises UserError for a duty: how long it is held says who takes it on."""
    if task.duty:
        text = _("“{title}” ({key}) is a standing duty: until when says who takes it on.", **of(task))
        raise UserError(text, _assigned(task.number, member.local))
    must_have_a_say(call, task)
    return set_date(call, store, task, due)


def ask_to_take_on(call: Call, store: Store, task: Task, member: Member) -> Reply:
    """The member is rung and asked, unless they were within the last hours; the asker takes it on at once."""
    must_be_open(task)
    if member == call.member:
        return _claim(call, store, task, None)
    if task.owner(member.user_id):
        raise UserError(
            _("{member} has taken on “{title}” ({key}) already.", **of(task), member=member), _("`!task list`")
        )
    if not task.free:
        raise taken(call, task)
    offer = store.task_offers.to(task.id, member.user_id)
    if offer and offer.giver is None and _just_asked(call, store, task, member):
        text = _(
            "{member} was asked on {when} already to take on “{title}” ({key}) and is not rung again now.",
            **of(task),
            member=member,
            when=from_ms(offer.time),
        )
        return Reply(text, about=task.key)
    return _ask(call, store, task, member, None)


@command(
    "task handover",
    de=("übergeben", "weitergeben", "handoff"),
    help=_("Passes a task of one's own to another member; it is theirs once they agree."),
    examples=(_HAND_OVER,),
    takes={"said": Words(WHICH)},
    public=True,
)
def handover(call: Call, store: Store, said: Claims) -> Reply:
    """Until the other one agrees, it stays with the giver."""
    members = claim_people(call, said)
    if not members:
        raise _nobody(call, said, _handed_over, _HAND_OVER)
    if len(members) > 1:
        raise UserError(_("A task is handed over to one member."), _HAND_OVER)
    member = members[0]
    task = claim_task(call, store, said, lambda words: _own_first(call, store.tasks.called(words)))
    must_be_open(task)
    giver = _holder(call, task, _HAND_OVER)
    if not task.owner(giver.user_id):
        raise _not_theirs(call, task, giver)
    if task.owner(member.user_id):
        raise UserError(
            _("{member} has taken on “{title}” ({key}) already.", **of(task), member=member), _("`!task list`")
        )
    return _ask(call, store, task, member, giver)


def _nobody(call: Call, said: Claims, line: Callable[[int, Value], Text], example: Text) -> UserError:
    """No member is named, or one who is not in the room. `line` makes one that works of the task and a member."""
    number = claim_key("T", said)
    other = next((member for member in call.room.members if member != call.member), None)
    if number is not None and other is not None:
        example = line(number, MadeUp(other.local))
    if named := said.search(_SIGNED) or (said.search(_LAST_WORD) if number is not None else None):
        return no_member(named[0], call.room, example)
    return UserError(_("Who shall take it on? Please name a member of this room."), example)


def _assigned(number: int, member: Value) -> Text:
    return offered_line("task assign", f"T{number}", member)


def _handed_over(number: int, member: Value) -> Text:
    return offered_line("task handover", f"T{number}", member)


def _ask(call: Call, store: Store, task: Task, member: Member, giver: Member | None) -> Reply:
    offer = store.task_offers.make(
        task.id, member.user_id, call.member.user_id, giver.user_id if giver else None, call.ms
    )
    waits = (
        _("“{title}” ({key}) stays with {member} until {asked} agrees.", **of(task), member=giver, asked=member)
        if giver
        else _("{member} is asked to take on “{title}” ({key}).", **of(task), member=member)
    )
    rings = () if _just_asked(call, store, task, member) else (member,)
    if rings:
        store.timers.pause(Pause.TASK_OFFERED, task.id, call.ms + PAUSE, member.user_id)
    return Reply(waits, (request_to(member, call.member, task, offer, rings),), about=task.key)


def request_to(member: Member, asker: Member, task: Task, offer: TaskOffer, rings: tuple[Member, ...]) -> Message:
    """The request to take the task on, which 👍 and 👎 answer."""
    request = lines(
        _("{member}, {asker} asks you to take on “{title}” ({key}).", **of(task), member=member, asker=asker),
        _("👍 on this message or {line} accepts, 👎 declines.", line=offered_line("task claim", task.key)),
    )
    return Message(request, rings=rings, name=_name(offer), about=task.key)


def _just_asked(call: Call, store: Store, task: Task, member: Member) -> bool:
    return store.timers.pauses(Pause.TASK_OFFERED, task.id, call.ms, member.user_id)


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """👍 or 👎 by the one who was asked to take a task on, or whether they still do it."""
    agrees, declines = reaction.key in AGREES, reaction.key in DECLINES
    if (asked := TASK_OFFERED.read(reaction.name)) and (agrees or declines):
        offer = store.task_offers.by_id(int(asked["offer"]))
        if offer and offer.asked == call.member.user_id:
            return _agreed(call, store, offer) if agrees else _declined(call, store, offer)
    if (asked := TASK_ASKED.read(reaction.name)) and reaction.name and agrees:
        return _still_done(call, store, int(asked["task"]), reaction.name)
    return ()


def _agreed(call: Call, store: Store, offer: TaskOffer) -> tuple[Said, ...]:
    task = store.tasks.get(offer.task_id)
    giver = _accept(call, store, task, offer)
    if giver is None and not store.tasks.claim(task, call.member.user_id, call.ms):
        return (Message(taken(call, task).text, about=task.key),)
    task = store.tasks.get(task.id)
    arrange(call, store, task)
    return (Message(taken_on(call.member, task, giver), replaces=_name(offer), about=task.key),)


def _declined(call: Call, store: Store, offer: TaskOffer) -> tuple[Said, ...]:
    task = store.tasks.get(offer.task_id)
    store.task_offers.withdraw(offer)
    asker = call.room.named(offer.asker)
    text = _("{asker}: {member} does not take on “{title}” ({key}).", **of(task), asker=asker, member=call.member)
    return (Message(text, rings=(asker,), about=task.key),)


def _still_done(call: Call, store: Store, task_id: int, name: str) -> tuple[Said, ...]:
    task = store.tasks.find(task_id)
    owner = task.owner(call.member.user_id) if task else None
    if task is None or owner is None or owner.asked is None:
        return ()
    store.tasks.confirm(task, call.member.user_id, call.ms)
    arrange(call, store, store.tasks.get(task.id))
    text = _("“{title}” ({key}) stays with {member}. Thank you.", **of(task), member=call.member)
    return (Message(text, replaces=name, about=task.key),)


def _accept(call: Call, store: Store, task: Task, offer: TaskOffer) -> Member | None:
    """The request is answered; gives the former owner if the place was handed over."""
    store.task_offers.withdraw(offer)
    giver = task.owner(offer.giver) if offer.giver else None
    if giver is None:
        return None
    until: date | None = giver.until
    store.tasks.release(task, giver.user_id)
    store.tasks.claim(task, call.member.user_id, call.ms, until)
    return call.room.named(giver.user_id)


def _name(offer: TaskOffer) -> str:
    return TASK_OFFERED.of(offer=offer.id)
