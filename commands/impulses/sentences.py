"""Impulses in words: one in a row, its status message, how it came to that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import islice
from typing import Final

from commands.base import Call, Moment
from commands.base.names import IMPULSES
from commands.calendar.schedule import local, period
from commands.impulses.line import plain_name
from commands.impulses.which import label, sitting_of_impulse
from commands.sittings import Sitting
from commands.topics import joined
from commands.words import Content, Lines, Member, Message, Text, Value, _, _n, bullets, lines, offered_line
from storage import Store
from storage.impulses import ALL, Impulse, ImpulseState, ImpulseStep

_LAST_MINUTE: Final = time(23, 59)
_MOST_SAME: Final = 3


def heading_name(impulse: Impulse) -> str:
    """The name of its status message, which is the answer by which it was added."""
    return IMPULSES.of(ids=impulse.id, event="heading")


def heading_edits(at: Call | Moment, store: Store, impulse: Impulse) -> tuple[Message, ...]:
    """Its status message as it is now, if it stands in the room."""
    if store.outbox.find(at.room.room_id, heading_name(impulse)) is None:
        return ()
    return (Message(impulse_text(at, store, impulse), replaces=heading_name(impulse), about=impulse.key),)


def impulse_text(at: Call | Moment, store: Store, impulse: Impulse) -> Content:
    """The impulse as its status message shows it."""
    return lines(impulse_head(impulse), *particulars(at, store, impulse), wish_hint(impulse))


def impulse_head(impulse: Impulse) -> Text:
    """What it is about and who speaks."""
    what = impulse.speaker and impulse.topic
    values: dict[str, Value] = {"key": impulse.key, "title": impulse.title, "speaker": impulse.speaker}
    return Text("**{key}** {title} – {speaker}" if what else "**{key}** {title}", values)


def particulars(at: Call | Moment, store: Store, impulse: Impulse) -> list[Content]:
    """How it stands, who keeps the contact, who would like to hear it."""
    contact = _("Contact: {member}.", member=at.room.named(impulse.contact)) if impulse.contact else None
    wishing = wishing_members(at, impulse)
    rows = (
        Text("{state}.", {"state": standing(at, store, impulse)}),
        contact,
        _("Would like to hear it: {members}.", members=wishing) if wishing else None,
    )
    return [row for row in rows if row is not None]


def wish_hint(impulse: Impulse) -> Text | None:
    """What a reaction on the message says, and how one goes on from an idea."""
    if impulse.state == "idea":
        return _(
            "👍 on this is a wish to hear it. Whoever asks says so: {line}",
            line=offered_line("impulse ask", impulse.key),
        )
    return None


def wishing_members(at: Call | Moment, impulse: Impulse) -> tuple[Member, ...]:
    """Those in the room who would like to hear it."""
    return tuple(member for user_id in impulse.wishes if (member := at.room.member(user_id)))


def standing(at: Call | Moment, store: Store, impulse: Impulse) -> Text:
    """What has come of it so far, without a full stop."""
    zone = at.settings.zone
    ended = local(impulse.ended, zone).date() if impulse.ended is not None else None
    match impulse.state:
        case "idea":
            return _("Idea")
        case "asked":
            return _asked(at, impulse)
        case "confirmed":
            return _confirmed(at, store, impulse)
        case "held":
            return _("Held on {day}", day=ended or "")
        case "declined":
            return _("Declined on {day}", day=ended or "")
    return _("Dropped on {day}", day=ended or "")


def _asked(at: Call | Moment, impulse: Impulse) -> Text:
    asker = at.room.named(impulse.asker or impulse.author)
    if impulse.until is None:
        return _("Asked by {member}", member=asker)
    return _("Asked by {member}, answer until {until}", member=asker, until=until_day(at, impulse.until))


def until_day(at: Call | Moment, until: int) -> Value:
    """Until when an answer is expected: a day, if no time was said."""
    moment = local(until, at.settings.zone)
    return moment.date() if moment.time() == _LAST_MINUTE else moment


def _confirmed(at: Call | Moment, store: Store, impulse: Impulse) -> Text:
    sitting = sitting_of_impulse(store, impulse)
    if sitting is None:
        return _("Confirmed, without a meeting so far")
    return _("Confirmed for {meeting}", meeting=slot(at, sitting, impulse))


def slot(at: Call | Moment, sitting: Sitting, impulse: Impulse) -> Text:
    """The meeting, its date, which point of its agenda, how long."""
    numbers = {topic.id: n for n, topic in enumerate(sitting.topics(at.settings), start=1)}
    number = numbers.get(impulse.point or 0)
    parts: list[Value] = [
        _("{key} {title}", key=sitting.key, title=sitting.meeting.title),
        period(sitting.when) if sitting.when else _("the date is still voted on"),
        *([Text("TOP {number}", {"number": number})] if number else []),
        *([timedelta(minutes=impulse.minutes)] if impulse.minutes else []),
    ]
    return joined(parts)


def row(at: Call | Moment, store: Store, impulse: Impulse) -> Content:
    """The impulse in a list: what, who, how it stands, how many would like to hear it."""
    wishing = wishing_members(at, impulse)
    values: dict[str, Value] = {"what": impulse_head(impulse), "state": standing(at, store, impulse)}
    if wishing and impulse.is_open:
        values["wishes"] = _n("one would like to hear it", "{count} would like to hear it", len(wishing))
        return Text("{what}: {state}; {wishes}", values)
    return Text("{what}: {state}", values)


def history(at: Call | Moment, steps: list[ImpulseStep]) -> Lines:
    """Each step on a line of its own, the first one first."""
    return bullets(*(_step(at, step) for step in steps))


def _step(at: Call | Moment, step: ImpulseStep) -> Text:
    values: dict[str, Value] = {
        "day": local(step.time, at.settings.zone).date(),
        "member": at.room.named(step.member),
        "note": step.note,
    }
    if step.state == "asked" and step.note:
        return _("{day}: asked, answer until {until} ({member})", **values, until=date.fromisoformat(step.note))
    templates = {
        "idea": _("{day}: idea ({member})", **values),
        "asked": _("{day}: asked ({member})", **values),
        "confirmed": _("{day}: confirmed for {note} ({member})", **values),
        "held": _("{day}: held, {note} ({member})", **values),
    }
    if step.state in templates:
        return templates[step.state]
    if step.state == "declined":
        return _ended(
            _("{day}: declined ({member})", **values), _("{day}: declined, “{note}” ({member})", **values), step
        )
    return _ended(_("{day}: dropped ({member})", **values), _("{day}: dropped, “{note}” ({member})", **values), step)


def _ended(plain: Text, reasoned: Text, step: ImpulseStep) -> Text:
    return reasoned if step.note else plain


def checklist() -> Content:
    """What is to be prepared."""
    return bullets(
        _("Technology: who tries out picture, sound and the way into the meeting with them?"),
        _("Introduction: who says who speaks, and where they are from?"),
        _("Slides: by when do they come, and may they be passed on?"),
    )


def named(impulse: Impulse) -> Text:
    """The impulse in a sentence, with who speaks."""
    if impulse.topic and impulse.speaker:
        return _("{key} “{title}” by {speaker}", key=impulse.key, title=impulse.topic, speaker=impulse.speaker)
    return label(impulse)


def known_already(call: Call, store: Store, impulse: Impulse, states: Sequence[ImpulseState] = ALL) -> list[Content]:
    """What is kept of the same person already; of `states` alone, if some are given."""
    known = store.impulses.of_person(impulse.person) if impulse.person else []
    person = plain_name(impulse.person)
    others = (one for one in known if one.id != impulse.id and one.state in states)
    same = list(islice((one for one in others if one.person and plain_name(one.person) == person), _MOST_SAME))
    return [
        _("{person} stands here already: {impulse}. {state}.", person=impulse.person, impulse=label(one),
          state=standing(call, store, one))
        for one in same
    ]  # fmt: skip
