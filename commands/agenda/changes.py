"""Points are changed, moved, carried over and taken off."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from commands.agenda.line import OPTIONS, claim_particular, claim_points
from commands.agenda.orders import told
from commands.agenda.which import BACKLOG, PointList, claim_list
from commands.base import Call, Claims, UsageError, UserError, Words, command, title
from commands.base.turning import is_no_name
from commands.patterns import regex
from commands.sittings import Sitting, claim_sitting, following
from commands.topics import agenda_edit, begun_topics, deferred_to, is_shown, no_point, read_minutes, topic_line
from commands.words import Reply, Said, Text, _, lines, offered_line
from storage import Store
from storage.agenda import Topic

_WHICH = _("Which point is meant?")
_TO = regex(
    r"(?:(?:auf|ans|an|nach|zum|zu|vor|to|before|->|→)\s*)?(?:(?:platz|stelle|position|place|top|nr\.?|die|den|das|the)\s+){0,4}+"
    r"(?:(\d{1,3})|(anfang|oben|erste[rns]?|start|first|beginning|top)|(ende|unten|schluss|letzte[rns]?|end|last|bottom))"
    r"\.?(?!\w)",
    re.IGNORECASE,
)
_NEXT = regex(
    r"(?:(?:auf|in|to|for|until|bis)\s+)?(?:(?:die|das|den|the)\s+)?(?:nächste[ns]?|kommende[ns]?|next)"
    r"(?:\s+(?:sitzung|treffen|termin|mal|meeting|time|date))?(?!\w)",
    re.IGNORECASE,
)
_TOWARDS = regex(r"(?:auf|in|zu|nach|to|for|until|bis)\s+(?=\S)", re.IGNORECASE)

_ELSEWHERE = regex(r"(?:auf|to|zu|in|nach)\s+(?:M\d|nächste|next|(?:den\s+)?themen)", re.IGNORECASE)
_ONTO = regex(r"(?:auf|to|=)\s+", re.IGNORECASE)


@command(
    "agenda edit",
    de=("ändern", "change"),
    help=_("Changes a point: title, length, people or material; what is not said stays."),
    examples=(_("`!agenda edit M3 2 Position paper, second draft; by @ben`"),),
    takes={"said": Words(_WHICH)},
    options=OPTIONS,
    public=True,
)
def edit(call: Call, store: Store, /, said: Claims, **options: str) -> Reply:
    """Of one point, also of one in the backlog."""
    there = claim_list(said, call, store, lambda key: offered_line("agenda edit", key, _("1 Budget; 20 min")))
    example = _offered(there, offered_line("agenda edit", there.word, there.last, _("Budget; 20 min")))
    number, topic = _one_point(said, there, example)
    shorter = partial(_half_an_hour, there, number)
    particular = claim_particular(call, store, said, options, shorter, bare=True)
    name = said.rest().strip(" ;,")
    if not name and not particular.said:
        raise UsageError(_("What shall change?"), example)
    new = particular.onto(topic)
    if name:
        if is_no_name(name):
            said.doubt(name)
        new = replace(new, title=title(name, _("What is the point?"), example))
        said.keep_rest()
    store.agenda.change(new, call.ms)
    return _changed(call, store, there, number)


@command(
    "agenda duration",
    de=("dauer", "minuten", "länge", "length"),
    help=_("Says how long a point takes."),
    examples=(_("`!agenda duration M3 2 30 min`"),),
    takes={"said": Words(_WHICH)},
    public=True,
)
def duration(call: Call, store: Store, said: Claims) -> Reply:
    """The minutes are summed against the length of the meeting."""
    there = claim_list(said, call, store, lambda key: offered_line("agenda duration", key, "1 30 min"))
    example = _offered(there, _half_an_hour(there, there.last))
    number, topic = _one_point(said, there, example)
    example = _half_an_hour(there, number)
    said.take_head(_ONTO)
    text = said.take_rest().strip()
    if not text:
        raise UsageError(_("How long does it take?"), example)
    minutes = read_minutes(text, partial(_half_an_hour, there, number))
    store.agenda.change(replace(topic, minutes=minutes), call.ms)
    return _changed(call, store, there, number)


def _offered(there: PointList, line: Text) -> Text:
    """That line; where no point stands yet, the one that adds one."""
    if there.topics:
        return line
    return offered_line("agenda add", there.sitting.key, _("Budget")) if there.sitting else _("`!agenda backlog`")


def _half_an_hour(there: PointList, number: int) -> Text:
    return offered_line("agenda duration", there.word, number, "30 min")


def _one_point(said: Claims, there: PointList, example: Text) -> tuple[int, Topic]:
    number = claim_points(said, there.topics, example, _WHICH, most=1)[0]
    return number, _open(there.topics[number - 1], number)


def _open(topic: Topic, number: int) -> Topic:
    """The point, unless it was carried over. Raises UserError."""
    if topic.state == "deferred":
        line = _("`!agenda backlog`") if topic.to_meeting is None else offered_line("agenda", f"M{topic.to_meeting}")
        raise UserError(_("Point {number} was {deferred}.", number=number, deferred=deferred_to(topic)), line)
    return topic


def _changed(call: Call, store: Store, there: PointList, number: int) -> Reply:
    if there.sitting is None:
        topic = store.agenda.backlog()[number - 1]
        return Reply(_("Changed in the backlog: {topic}.", topic=topic_line(call, number, topic)))
    topic = store.agenda.of(there.sitting.meeting.id, there.sitting.occasion)[number - 1]
    return told(call, store, there.sitting, _("Changed: {topic}.", topic=topic_line(call, number, topic)))


@command(
    "agenda move",
    de=("verschieben", "schieben"),
    help=_("Moves a point to another place on the agenda."),
    examples=(_("`!agenda move M3 3 to 1`"),),
    takes={"said": Words(_WHICH)},
    public=True,
)
def move(call: Call, store: Store, said: Claims) -> Reply:
    """The others keep their order. To another meeting a point is deferred."""
    there = claim_list(said, call, store, lambda key: offered_line("agenda move", key, _("2 to 1")))
    example = _offered(there, offered_line("agenda move", there.word, there.last, _("to 1")))
    number, topic = _one_point(said, there, example)
    example = offered_line("agenda move", there.word, number, _("to 1"))
    if _names_another(call, store, said.words(said.head)):
        line = said.rest()
        raise UsageError(
            _("Another meeting’s agenda is reached by deferring the point."),
            offered_line("agenda defer", there.word, number, line),
        )
    place = said.take_head(_TO)
    if place is None:
        raise UsageError(_("To which place shall it move?"), example)
    count = len(there.topics)
    to = int(place[1]) if place[1] else 1 if place[2] else count
    if not 1 <= to <= count:
        raise no_point(to, count, example)
    store.agenda.move(topic, to, call.ms)
    receipt = _("“{title}” is TOP {number} now.", title=topic.title, number=to)
    if there.sitting is None:
        return Reply(receipt)
    return told(call, store, there.sitting, receipt)


def _names_another(call: Call, store: Store, words: str) -> bool:
    """Whether they lead to another agenda: «auf M2», «auf die Klausur», «in den Themenspeicher»."""
    if _ELSEWHERE.match(words):
        return True
    said = Claims(words)
    towards = said.take_head(_TOWARDS)
    return bool(towards and claim_sitting(said, call, store, partial(offered_line, "agenda"), bare=False))


@command(
    "agenda defer",
    de=("vertagen", "postpone"),
    help=_("Carries a point over to the next meeting, or to one that is named, or to the backlog."),
    examples=(_("`!agenda defer M3 4`"), _("`!agenda defer M3 4 to the backlog`")),
    takes={"said": Words(_WHICH)},
    public=True,
)
def defer(call: Call, store: Store, said: Claims) -> Reply:
    """The old point stays where it was and says where it went; of a series the next date is meant."""
    there = claim_list(said, call, store, lambda key: offered_line("agenda defer", key, "1"))
    example = _offered(there, offered_line("agenda defer", there.word, there.last))
    sitting = there.sitting
    if sitting is None:
        raise UserError(_("What is in the backlog waits for a meeting already."), _("`!agenda backlog`"))
    numbers = claim_points(said, there.topics, example, _WHICH)
    topics = [_open(there.topics[number - 1], number) for number in numbers]
    to = _towards(call, store, said, sitting)
    if to is not None:
        begun_topics(call, store, to)
    for topic in topics:
        store.agenda.defer(topic, to.meeting.id if to else None, to.occasion if to else "", call.ms)
    after = store.agenda.of(sitting.meeting.id, sitting.occasion)
    receipt = lines(*(topic_line(call, number, after[number - 1]) for number in numbers))
    reply = told(call, store, sitting, receipt)
    also: list[Said] = [*reply.also]
    if to is not None and is_shown(call, store, to):
        also.append(agenda_edit(call, store, to))
    return replace(reply, also=tuple(also))


def _towards(call: Call, store: Store, said: Claims, sitting: Sitting) -> Sitting | None:
    """Where the points go: the sitting that is named, the next one, else the backlog (None)."""
    if said.take_head(BACKLOG):
        return None
    if said.take_head(_NEXT) or not said.left():
        return following(call, store, sitting)
    said.take_head(_TOWARDS)
    to = claim_sitting(said, call, store, lambda key: offered_line("agenda defer", key, "1"))
    if to is None:
        raise UsageError(_("To which meeting?"), offered_line("agenda defer", sitting.key, _("1 to the backlog")))
    if (to.meeting.id, to.occasion) == (sitting.meeting.id, sitting.occasion):
        after = following(call, store, sitting) if sitting.occasion else None
        if after is None:
            raise UserError(_("It stands on that agenda already."), offered_line("agenda", sitting.key))
        return after
    return to


@command(
    "agenda drop",
    de=("streichen", "löschen", "entfernen", "remove", "delete"),
    help=_("Takes points off the agenda, or out of the backlog."),
    examples=(_("`!agenda drop M3 2`"), _("`!agenda drop backlog 1`")),
    takes={"said": Words(_WHICH)},
    public=True,
)
def drop(call: Call, store: Store, said: Claims) -> Reply:
    """A point with notes in the minutes stays: what was said of it is not lost."""
    there = claim_list(said, call, store, lambda key: offered_line("agenda drop", key, "1"))
    example = _offered(there, offered_line("agenda drop", there.word, there.last))
    numbers = claim_points(said, there.topics, example, _WHICH)
    topics = [there.topics[number - 1] for number in numbers]
    for topic in topics:
        store.agenda.drop(topic, call.ms)
    names = tuple(Text("{title}", {"title": topic.title}) for topic in topics)
    if there.sitting is None:
        return Reply(_("Out of the backlog: {topics}.", topics=names))
    return told(call, store, there.sitting, _("Off the agenda: {topics}.", topics=names))
