"""`!agenda` itself, new points, and the backlog."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.agenda.line import OPTIONS, claim_particular, claim_points, doubt_further, first_words
from commands.agenda.which import claim_new_place, line_with_key, names_point
from commands.base import Call, Claims, Number, UserError, Words, command, title
from commands.doubts import first_sentence
from commands.listed import MOST_ROWS, asked_together, listed
from commands.pages import MOST_ROWS as MOST_SHOWN
from commands.pages import in_full
from commands.patterns import regex
from commands.sittings import Sitting, answered_sitting, claim_sitting, sitting_meant, sittings_ahead
from commands.topics import (
    agenda_edit,
    agenda_head,
    agenda_name,
    agenda_text,
    anew,
    backlog_line,
    begun_topics,
    is_shown,
    joined,
    numbered_topics,
    sum_line,
    topic_details,
)
from commands.words import Content, Reply, Text, Value, _, _n, lines, offered_line
from storage import Store
from storage.agenda import NewTopic, Topic

_ADD = _("`!agenda add M3 Position paper; 20 min; by @anna; about L4`")
_OFFERED = 5
"""Points of the backlog that a meeting's agenda offers."""
_ANOTHER = regex(r"\A[\s,;&+]*+(?:(?:und|and|oder|or)\s)?(?P<key>M#?\d{1,7})(?!\w)", re.IGNORECASE)
"""A second meeting: «M1, M2 Bericht» is no point of M1 that is called «M2 Bericht»."""


@command(
    "agenda show",
    reads=True,
    de=("zeigen", "zeige", "liste", "list"),
    help=_("Shows the agenda of a meeting, without one that of the next; of a series its next date, or that of a day."),
    examples=(_("`!agenda M3`"), _("`!agenda show M4 5.1.`")),
    takes={
        "said": Words(_("Which meeting is meant?"), optional=True),
    },
)
def show(call: Call, store: Store, said: Claims) -> Reply:
    """Every point with who, how long and what for; what waits in the backlog is offered."""
    sitting = claim_sitting(said, call, store, lambda key: offered_line("agenda", key))
    page = Number(_("Which page?"), optional=True).take(said, call, store)
    sitting = sitting or answered_sitting(call, store)
    if sitting is None:
        return _next(call, store)
    topics = sitting.topics(call.settings)
    if not topics:
        return Reply(lines(agenda_text(call, sitting), *_backlog_offered(call, store, sitting)), about=sitting.key)
    rows = [*numbered_topics(call, topics), sum_line(sitting, topics), *_backlog_offered(call, store, sitting)]
    shown = in_full(call, agenda_head(sitting), rows, page, lambda n: offered_line("agenda", sitting.key, n))
    return Reply(shown, about=sitting.key)


def _next(call: Call, store: Store) -> Reply:
    """The agenda of the next meeting, and where there are others."""
    ahead = sittings_ahead(call, store)
    if not ahead:
        waiting = _backlog(call, store.agenda.backlog())
        return Reply(lines(_("No meeting is fixed at the moment."), waiting))
    first, *others = ahead
    counted = [
        _n("{key} {title}: one point", "{key} {title}: {count} points", len(topics), key=one.key,
           title=one.meeting.title)
        for one in others
        if (topics := one.topics(call.settings))
    ]  # fmt: skip
    also = _("Other agendas: {agendas}.", agendas=joined(counted)) if counted else None
    return Reply(lines(agenda_text(call, first), *_backlog_offered(call, store, first), also), about=first.key)


def _backlog_offered(call: Call, store: Store, sitting: Sitting) -> list[Content]:
    """What waits for a meeting, and the line that takes it onto this one."""
    waiting = store.agenda.backlog()
    if (
        not waiting
        or (sitting.when is not None and sitting.when.over <= call.ms)
        or sitting.meeting.state == "cancelled"
    ):
        return []
    rest = len(waiting) - _OFFERED
    return [
        _("In the backlog; {line} puts the first on this agenda:", line=offered_line("agenda take", sitting.key, "1")),
        *(backlog_line(call, number, topic) for number, topic in enumerate(waiting[:_OFFERED], start=1)),
        *([_("{n} more: {line}", n=rest, line=_("`!agenda backlog`"))] if rest > 0 else []),
    ]


@command(
    "agenda add",
    de=("neu", "hinzufügen", "new", "ergänzen"),
    help=_("Adds a point to a meeting’s agenda, with length, people and material; without a meeting, to the backlog."),
    examples=(_ADD, _("`!agenda add Guidelines for public code`")),
    takes={"said": Words(_("What is the point?"))},
    options=OPTIONS,
    public=True,
)
def add(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """The answer to the first point is the agenda's status message, which later changes edit. A list is several
    points."""
    sitting = claim_new_place(said, call, store, lambda key: offered_line("agenda add", key, _("Budget")))
    if another := sitting and _ANOTHER.match(said.rest()):
        said.doubt(another["key"])
    entries = listed(said)
    if len(entries) > MOST_ROWS:
        raise UserError(_("These are {n} points; {most} at once are the most.", n=len(entries), most=MOST_ROWS))
    if entries:
        said.take_rest()
    topics = [_new(call, store, sitting, entry, options) for entry in entries or [said]]
    if entries and call.confirmed is None:
        question = _n(
            "Nothing was done yet. Is {count} point meant?",
            "Nothing was done yet. Are {count} points meant?",
            len(topics),
        )
        added = [first_sentence(_kept(call, store, sitting, topic)) for topic in topics]
        raise asked_together(entries, question, added)
    receipts = lines(*(_kept(call, store, sitting, topic) for topic in topics))
    return Reply(receipts) if sitting is None else told(call, store, sitting, receipts)


def _new(call: Call, store: Store, sitting: Sitting | None, said: Claims, options: dict[str, str]) -> Topic:
    """The point that is said there, at its place."""
    particular = claim_particular(call, store, said, options, lambda: _shorter(sitting, said))
    doubt_further(said)
    name = title(said.rest().strip(" –—-"), _("What is the point?"), _ADD)
    said.keep_rest()
    if sitting is not None:
        begun_topics(call, store, sitting)
    new = NewTopic(
        name,
        call.member.user_id,
        minutes=particular.minutes,
        speakers=particular.speakers or (),
        material=particular.material or (),
    )
    return store.agenda.add(new, sitting.meeting.id if sitting else None, sitting.occasion if sitting else "", call.ms)


def _kept(call: Call, store: Store, sitting: Sitting | None, topic: Topic) -> Content:
    return _kept_in_backlog(call, store, topic) if sitting is None else _added(call, store, sitting, topic)


def _shorter(sitting: Sitting | None, said: Claims) -> Text | None:
    """A line that adds a point of half an hour with the first words of that one."""
    words = first_words(said)
    if not words:
        return None
    if sitting is None:
        return offered_line("agenda add", _("{title}; 30 min", title=words))
    return offered_line("agenda add", sitting.key, _("{title}; 30 min", title=words))


def _added(call: Call, store: Store, sitting: Sitting, topic: Topic) -> Text:
    numbers = {one.id: n for n, one in enumerate(store.agenda.of(sitting.meeting.id, sitting.occasion), start=1)}
    values: dict[str, Value] = {"number": numbers[topic.id], "title": topic.title, "key": sitting.key,
                                "meeting": sitting.meeting.title}  # fmt: skip
    if details := topic_details(call, topic):
        return _("**TOP {number}** of {key} {meeting}: “{title}”, {details}.", **values, details=joined(details))
    return _("**TOP {number}** of {key} {meeting}: “{title}”.", **values)


def _kept_in_backlog(call: Call, store: Store, topic: Topic) -> Content:
    details = topic_details(call, topic)
    kept = _("“{title}” is in the backlog.", title=topic.title)
    if details:
        kept = _("“{title}” is in the backlog: {details}.", title=topic.title, details=joined(details))
    number = store.agenda.backlog().number_of(topic)
    ahead = next(iter(sittings_ahead(call, store)), None)
    if ahead is None:
        return lines(kept, _("The next meeting’s agenda will offer it."))
    return lines(
        kept,
        _(
            "{line} puts it on the agenda of {title}.",
            title=ahead.meeting.title,
            line=offered_line("agenda take", ahead.key, number),
        ),
    )


def told(call: Call, store: Store, sitting: Sitting, receipt: Content) -> Reply:
    """The receipt, and the agenda as it is now: in its status message, or in this answer, which becomes that."""
    now = anew(store, sitting)
    if is_shown(call, store, sitting):
        total = sum_line(now, now.topics(call.settings))
        return Reply(lines(receipt, total), (agenda_edit(call, store, sitting),), about=sitting.key)
    return Reply(lines(receipt, agenda_text(call, now)), about=sitting.key, name=agenda_name(sitting))


@command(
    "agenda take",
    de=("aufnehmen", "übernehmen", "holen"),
    help=_("Puts points of the backlog on the agenda of a meeting."),
    examples=(_("`!agenda take M3 1`"),),
    takes={"said": Words(_("Which point, for which meeting?"))},
    public=True,
)
def take(call: Call, store: Store, said: Claims) -> Reply:
    """The backlog's numbers count; without a meeting the next one is meant if it is the only one."""
    waiting = store.agenda.backlog()
    typed = names_point(said.words(said.head_row), waiting)
    line = line_with_key(call, said) if typed else lambda key: offered_line("agenda take", key, "1")
    sitting = sitting_meant(said, call, store, line)
    if not waiting:
        raise UserError(_("The backlog is empty."), offered_line("agenda add", sitting.key, _("Budget")))
    example = offered_line("agenda take", sitting.key, "1")
    numbers = claim_points(said, waiting, example, _("Which point of the backlog?"))
    begun_topics(call, store, sitting)
    taken = [waiting[number - 1] for number in numbers]
    for topic in taken:
        store.agenda.place(topic, sitting.meeting.id, sitting.occasion, call.ms)
    return told(call, store, sitting, lines(*(_added(call, store, sitting, topic) for topic in taken)))


@command(
    "agenda backlog",
    reads=True,
    de=("themenspeicher", "speicher"),
    help=_("Shows the points that wait for a meeting."),
    examples=(_("`!agenda backlog`"),),
    takes={"page": Number(_("Which page?"), optional=True)},
)
def backlog(call: Call, store: Store, page: int | None) -> Reply:
    """Numbered, as `take` and `drop` count them."""
    waiting = store.agenda.backlog()
    if not waiting:
        return Reply(
            lines(_("The backlog is empty."), _("`!agenda add Guidelines for public code` keeps a point there."))
        )
    first = waiting[: MOST_SHOWN * (page or 1)]
    rows = [backlog_line(call, number, topic) for number, topic in enumerate(first, start=1)]
    return Reply(
        in_full(call, _("**Backlog**: what waits for a meeting"), rows, page,
                lambda n: offered_line("agenda backlog", n), beyond=len(waiting) - len(first))
    )  # fmt: skip


def _backlog(call: Call, waiting: Sequence[Topic]) -> Content | None:
    if not waiting:
        return None
    return lines(
        _("**Backlog**: what waits for a meeting"),
        *(backlog_line(call, number, topic) for number, topic in enumerate(waiting[:MOST_SHOWN], start=1)),
    )
