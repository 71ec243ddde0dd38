"""Ideas are added, and what is known of them is changed."""

from __future__ import annotations

from dataclasses import replace

from commands.base import Call, Claims, UsageError, UserError, Words, command
from commands.base.turning import is_no_name
from commands.impulses.line import ADD, OPTIONS, read_terms, same_person
from commands.impulses.points import retitled
from commands.impulses.sentences import heading_edits, heading_name, impulse_text, known_already
from commands.impulses.which import claim_impulse, label, show_line
from commands.words import Content, Reply, Said, _, lines, offered_line
from storage import Store
from storage.impulses import Impulse, NewImpulse


@command(
    "impulse add",
    de=("neu", "vorschlagen", "idee", "new", "propose"),
    help=_("Keeps an idea for a speaker: a topic, a person with their office, or both; and who keeps the contact."),
    examples=(
        ADD,
        _("`!impulse add Open source in schools; Contact: @anna`"),
        _("`!impulse add Person: Dr. Ada Example, City of Jena`"),
    ),
    takes={"said": Words(_("What is it about, or who is to speak?"), optional=True)},
    options=OPTIONS,
    public=True,
)
def add(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """The answer is the status message of the idea, which later changes edit; 👍 on it is a wish."""
    terms = read_terms(call, said, options)
    if not (terms.topic or terms.person or terms.office):
        raise UsageError(_("What is it about, or who is to speak? One of the two is enough."), ADD)
    new = NewImpulse(
        terms.topic or "",
        person=terms.person or "",
        office=terms.office or "",
        author=call.member.user_id,
        contact=terms.contact,
    )
    impulse = store.impulses.add(new, call.ms)
    text = lines(impulse_text(call, store, impulse), *known_already(call, store, impulse))
    return Reply(text, about=impulse.key, name=heading_name(impulse))


@command(
    "impulse edit",
    de=("ändern", "bearbeiten", "change"),
    help=_("Changes topic, person or contact; what is not said stays, the agenda shows it."),
    examples=(_("`!impulse edit I5 Person: Dr. Ada Example, City of Jena`"), _("`!impulse edit I5 Contact: @anna`")),
    takes={"said": Words(_("Which impulse is meant?"))},
    options=OPTIONS,
    public=True,
)
def edit(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """Words without a name are another topic."""
    impulse = claim_impulse(call, store, said, lambda key: offered_line("impulse show", key))
    terms = read_terms(call, said, options)
    if not terms.said:
        raise UsageError(
            _("What shall change?"),
            offered_line("impulse edit", impulse.key, _("Contact: {member}", member=call.member.local)),
        )
    if terms.topic and not options and is_no_name(terms.topic):
        said.doubt(terms.topic)
    new = replace(
        impulse,
        topic=impulse.topic if terms.topic is None else terms.topic,
        person=impulse.person if terms.person is None else terms.person,
        office=impulse.office if terms.office is None else terms.office,
        contact=terms.contact or impulse.contact,
    )
    if not (new.topic or new.person or new.office):
        raise UserError(
            _(
                "{impulse} needs a topic or a person; {line} takes it out.",
                impulse=label(impulse),
                line=offered_line("impulse drop", impulse.key),
            ),
            show_line(impulse),
        )
    changed = store.impulses.change(new, call.ms)
    said_beside: list[Said] = [*heading_edits(call, store, changed), *retitled(call, store, impulse, changed)]
    text = lines(_("Changed:"), impulse_text(call, store, changed), *_known_anew(call, store, impulse, changed))
    return Reply(text, tuple(said_beside), about=changed.key)


def _known_anew(call: Call, store: Store, before: Impulse, changed: Impulse) -> list[Content]:
    return [] if same_person(before.person, changed.person) else known_already(call, store, changed)
