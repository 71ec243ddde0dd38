"""`!undo`: takes back what a member has changed last; so does deleting one's own command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from commands.base import Call, Command, Group, Rest, UsageError, UserError, command
from commands.base.happenings import Listener, Redaction
from commands.base.names import LINKS_SAVED
from commands.base.typed import without_courtesy
from commands.base.undoing import Nets, PutBack
from commands.base.vocabulary import Vocabulary
from commands.confirm import DROPPED
from commands.patterns import regex
from commands.undoable import HAPPENINGS, ROWS
from commands.words import Content, Message, Reply, Said, Text, Value, _, lines
from storage import Store
from storage.deeds import Deed
from storage.values import frozen

GROUPS = (Group("undo", ("rückgängig", "zurücknehmen", "zurück", "undone"), _("Takes back what one has changed last")),)

WITHIN = timedelta(hours=1)
"""For how long a command can be taken back."""
WITHIN_CLEAR = timedelta(days=1)
"""And what a reaction did, which comes in clear: a homeserver can have invented it."""

_SMALL = regex(r"(?:das|es|it|that|this)?\s*(?:wieder\s+)?(?:machen|mach)?", re.IGNORECASE)
"""What may stand behind the word and says no more: «rückgängig machen», «undo that»."""


@frozen
class TakenBack:
    """What is answered, and what is said beside it."""

    text: Content
    said: tuple[Said, ...]


def undo_command(nets: Nets, vocabulary: Callable[[], Vocabulary]) -> Command:
    """`!undo` over those kinds of records."""

    @command(
        "undo",
        answers=True,
        help=_("Takes back what one has changed last, within an hour; said again, the change before."),
        examples=(_("`!undo`"),),
        takes={"text": Rest(_("Which change is meant?"), optional=True)},
    )
    def undo(call: Call, store: Store, text: str) -> Reply:
        store.confirmations.close(call.chat, call.member.user_id)
        deed = store.deeds.latest(call.chat, call.member.user_id, call.event_id)
        text = without_courtesy(text)
        text = "" if _SMALL.fullmatch(text) else text
        if text and call.confirmed:
            deed = store.deeds.of_event(text, call.member.user_id)
        elif text:
            raise UsageError(_("Only one's own last change can be taken back; please say no more than this."))
        if deed is None:
            raise UserError(_("There is no change of yours here that could be taken back."), _("`!help`"))
        done = take_back(call, store, deed, nets, vocabulary(), late=call.confirmed is not None)
        store.deeds.resume(call.event_id)
        last = _(
            "This is not taken back by {undo} in turn: please say anew what is to hold after all.",
            undo=_typed("undo", call, vocabulary()),
        )
        return Reply(lines(done.text, last), done.said)

    return undo


def no_command(nets: Nets, vocabulary: Callable[[], Vocabulary]) -> Command:
    """`!no`: drops a question; where none was asked, takes back what a reaction of the member's has done."""

    @command(
        "no",
        answers=True,
        help=_("Drops what the assistant has just asked about."),
        examples=(_("`!no`"),),
        takes={"more": Rest(_("What is to be dropped?"), optional=True, free=True)},
    )
    def drop(call: Call, store: Store, more: str) -> Reply:
        if store.confirmations.take(call.chat, call.member.user_id, call.ms) is not None:
            words = more.strip(" ,!")[:80] if without_courtesy(more) else ""
            unread = _("“{words}” was not read; please say anew what is to hold instead.", words=words)
            return Reply(lines(DROPPED, unread if words else None))
        deed = store.deeds.latest(call.chat, call.member.user_id, call.event_id)
        if deed is None or "reaction" not in deed.what or _too_old(deed, call):
            raise UserError(_("There is nothing to confirm at the moment."), _("`!help`"))
        done = take_back(call, store, deed, nets, vocabulary())
        store.deeds.resume(call.event_id)
        return Reply(done.text, done.said)

    return drop


def redaction_listener(nets: Nets, vocabulary: Callable[[], Vocabulary]) -> Listener:
    """Whoever deletes a command of theirs takes back what it did. A redaction comes in clear: where others were rung,
    an encrypted yes is asked for first. A vote goes with its message anyway."""

    def redacted(call: Call, store: Store, redaction: Redaction) -> tuple[Said, ...]:
        deed = store.deeds.of_event(redaction.target, call.member.user_id)
        if deed is None or _too_old(deed, call) or all(ROWS[name].votes for name in deed.what):
            return ()
        what = _what(deed, call, vocabulary())
        if deed.rung and all(ROWS[name].kept is None for name in deed.what):
            store.confirmations.wait(deed.chat, deed.user_id, call.event_id, f"undo {deed.event_id}", call.ms)
            text = _(
                "{member}, a message of yours was deleted: {what}. If what it did is to be taken back, `!yes` is "
                "enough; others were rung by it, and will be told.",
                member=call.member,
                what=what,
            )
            return (Message(text, chat=deed.chat),)
        try:
            with store.attempt():
                done = take_back(call, store, deed, nets, vocabulary())
        except UserError as mistake:
            text = _("{member}, a message of yours was deleted: {what}.", member=call.member, what=what)
            return (Message(lines(text, mistake.text, mistake.example), chat=deed.chat),)
        text = _("{member} has deleted the message.", member=call.member)
        return (Message(lines(text, done.text), chat=deed.chat), *done.said)

    return redacted


def take_back(call: Call, store: Store, deed: Deed, nets: Nets, known: Vocabulary, *, late: bool = False) -> TakenBack:
    """Puts back all that the deed has changed. Raises UserError where that cannot be; the caller's savepoint takes
    back what was done until then. `late`: the member was asked while there was time."""
    what = _what(deed, call, known)
    kept = next((row.kept for name in deed.what if (row := ROWS[name]).kept is not None), None)
    if kept is not None:
        raise UserError(Text("{text} {why}", {"text": _("{what} cannot be taken back.", what=what), "why": kept}))
    changes = store.deeds.changes(deed)
    records = store.deeds.records(changes)
    way = next(_ways(call, store, deed, records, nets), None)
    if _too_old(deed, call) and not late:
        raise UserError(_("Your last change here is too long ago to be taken back: {what}.", what=what), way)
    for target in store.deeds.fetched(deed):  # it may be saved anew
        store.outbox.set_aside(deed.chat, LINKS_SAVED.of(event=target), f"undone {deed.id} ")
    tellings = [nets.undoings[table](call, store, ids, f"undone {deed.id} ") for table, ids in records.items()]
    built = store.deeds.take_back(deed, changes, call.ms)
    if built is not None:
        raise UserError(_built_on(what, built.user_id, call), way)
    return _told(call, deed, what, [telling() for telling in tellings])


def _ways(call: Call, store: Store, deed: Deed, records: Mapping[str, tuple[int, ...]], nets: Nets) -> Iterator[Text]:
    """Lines that bring back by another way what the deed did."""
    for name in deed.what:
        if (found := nets.ways.get(name)) is not None:
            yield from filter(None, (found.line(call, store, one) for one in records.get(found.table, ())))


def _told(call: Call, deed: Deed, what: Value, put: list[PutBack]) -> TakenBack:
    """The answer, and one message that rings those whom the deed had rung."""
    records = tuple(record for one in put for record in one.records)
    standing = [text for one in put for text in one.standing]
    said = tuple(one for some in put for one in some.said)
    rung = tuple(m for m in call.room.members if m.user_id in deed.rung and m.user_id != deed.user_id)
    about = Text(" ({records})", {"records": records}) if records else ""
    answer = lines(
        _("**Taken back: {what}**{about}.", what=what, about=about),
        *standing,
        _("Those who were rung by it are told: {members}.", members=rung) if rung else None,
    )
    if not rung:
        return TakenBack(answer, said)
    text = lines(
        _("**{member} has taken back {what}**{about}.", member=call.member, what=what, about=about),
        *(standing or (_("What was before holds again."),)),
    )
    edits = tuple(one for one in said if isinstance(one, Message))
    return TakenBack(answer, (*edits, Message(text, rung), *(one for one in said if one not in edits)))


def _what(deed: Deed, call: Call, known: Vocabulary) -> tuple[Value, ...]:
    """The commands of a deed as one types them, each once."""
    return tuple(HAPPENINGS.get(name) or _typed(name, call, known) for name in dict.fromkeys(deed.what))


def _typed(name: str, call: Call, known: Vocabulary) -> Text:
    """The command's words, to be read: it is not offered to be said."""
    found = known.commands[name]
    group = next(group for group in known.groups if group.name == found.group)
    said: dict[str, Value] = {"prefix": call.settings.prefix, "group": group.spoken, "verb": found.spoken}
    return Text("{prefix}{group} {verb}" if found.verb else "{prefix}{group}", said)


def _built_on(what: Value, user_id: str | None, call: Call) -> Text:
    if user_id is None:
        return _("{what} cannot be taken back: it has gone on from there since.", what=what)
    if user_id == call.member.user_id:
        return _("{what} cannot be taken back: you have changed something about it since.", what=what)
    return _("{what} cannot be taken back: {member} has built on it since.", what=what, member=call.room.named(user_id))


def _too_old(deed: Deed, call: Call) -> bool:
    within = WITHIN_CLEAR if "reaction" in deed.what else WITHIN
    return deed.time + within // timedelta(milliseconds=1) < call.ms
