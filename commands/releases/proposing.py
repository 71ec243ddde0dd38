"""`!release propose`: shows exactly what would go out, field by field, for somebody else to agree to."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Call, Claims, UserError, Words, command
from commands.base.names import RELEASE, RELEASE_ASKED
from commands.pages import fits_one
from commands.releases.fields import PublicRecord, fingerprint
from commands.releases.hindrances import Hindrance, people_named, public_record
from commands.releases.outgoing import can_be_proposed, name_of, standing_as_is
from commands.releases.sentences import fields_of, organisers_beside, proposing, showing, who_agrees
from commands.releases.which import claim_records
from commands.words import Content, Message, Reply, Text, _, bullets, lines, offered_line
from storage import Store
from storage.releases import RecordKind, Release, ReleasedRecord


@command(
    "release propose",
    de=("vorschlagen", "neu", "add", "new"),
    help=_(
        "Proposes records for the wider network and shows exactly what would go out: of literature title, authors, "
        "address and tags, of decisions text and result, of meetings title, date and place."
    ),
    examples=(_("`!release propose L1`"), _("`!release propose L1, B4, M3`")),
    takes={"said": Words(_("What is to be released: literature (L), decisions (B) or meetings (M)?"))},
    public=True,
)
def propose(call: Call, store: Store, said: Claims) -> Reply:
    """The records wait for agreement; a name that may be a member's is asked about first."""
    records = [_fit(call, store, one, others) for one, others in _each(claim_records(call, store, said))]
    if doubt := _question(call, store, records):
        return doubt
    head = _("**Proposal for release: exactly this would go out, and nothing else.**")
    fields: list[Content] = [fields_of(record) for record in records]
    if not fits_one(call, head, fields):
        raise UserError(
            _("That is more than one message shows in full; please propose less at once."), proposing([records[0].key])
        )
    release = store.releases.propose(
        call.member.user_id, [ReleasedRecord(*name_of(record), fingerprint(record)) for record in records], call.ms
    )
    text = lines(
        _("**{key}, proposal for release: exactly this would go out, and nothing else.**", key=release.key),
        bullets(*fields),
        who_agrees(call, release),
    )
    return Reply(text, _calls(call, release), about=release.key, name=RELEASE.of(release=release.number))


def _each(
    records: Sequence[tuple[RecordKind, int]],
) -> list[tuple[tuple[RecordKind, int], list[tuple[RecordKind, int]]]]:
    """Each with the others beside it."""
    return [(one, [other for other in records if other != one]) for one in records]


def _fit(call: Call, store: Store, one: tuple[RecordKind, int], others: list[tuple[RecordKind, int]]) -> PublicRecord:
    """The record as it would go out. Raises UserError with the line that proposes the others beside it."""
    found = public_record(call, store, *one)
    good = [f"{kind}{number}" for kind, number in others if can_be_proposed(call, store, kind, number)]
    if isinstance(found, Hindrance):
        raise UserError(found.text, proposing(good) if good else found.line)
    release = standing_as_is(store, found)
    if release is None:
        return found
    if release.state == "agreed":
        text = _("{key} is released already, by {release}, as it is now.", key=found.key, release=release.key)
    else:
        text = _("{key} waits for agreement already, in {release}.", key=found.key, release=release.key)
    raise UserError(text, proposing(good) if good else showing(release))


def _question(call: Call, store: Store, records: Sequence[PublicRecord]) -> Reply | None:
    """What to ask where a field may name a member; nothing goes out by a name that is taken for another's."""
    named = [(record, one) for record in records for one in people_named(call, store, record)]
    if not named or call.confirmed:
        store.confirmations.settle(call.event_id)
        return None
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, call.line, call.ms)
    text = lines(
        _("Nothing was done yet, because this may name members, and their names never go out:"),
        bullets(*(Text("{key}: {named}", {"key": record.key, "named": one.shown}) for record, one in named)),
        _("If somebody else is meant, **yes** is enough for an answer. Otherwise please change the record first."),
    )
    return Reply(text, asks=True)


def _calls(call: Call, release: Release) -> tuple[Message, ...]:
    """Rings those who may agree to it."""
    others = organisers_beside(call, release.proposer)
    if not others:
        return ()
    text = _(
        "{members}, {key} waits for agreement: {records}. To agree write {agree_line}, against it {reject_line}",
        members=others,
        key=release.key,
        records=tuple(one.key for one in release.records),
        agree_line=offered_line("release agree", release.key),
        reject_line=offered_line("release reject", release.key, "…"),
    )
    name = RELEASE_ASKED.of(release=release.number)
    return (Message(text, rings=others, name=name, about=release.key),)
