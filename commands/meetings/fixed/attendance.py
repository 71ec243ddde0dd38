"""Who comes to a fixed meeting: asked as a native poll, answered there or with `!meeting attend`."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Key, Moment, Rest, UsageError, UserError, command, find_person, no_member
from commands.base.names import ATTENDANCE_POLL
from commands.base.typed import fold, straight, without_courtesy
from commands.calendar.schedule import period
from commands.meetings.which import fixed_meant
from commands.words import Content, Member, Poll, PollEnd, Reply, Text, _, lines
from storage import Store
from storage.ballots import Coming, ComingValue
from storage.meetings import Meeting

ANSWERS: Final[tuple[tuple[Coming, Text], ...]] = (("onsite", _("In person")), ("online", _("Online")), ("no", _("No")))

_ONSITE = (
    "vor ort", "vorort", "präsenz", "in präsenz", "persönlich", "ja", "yes", "on site", "onsite", "in person", "dabei",
    "bin dabei", "ich bin dabei", "komme", "ich komme", "ja, vor ort", "ja vor ort", "i come", "coming",
)  # fmt: skip
_ONLINE = (
    "online", "remote", "digital", "video", "virtuell", "zugeschaltet", "per video", "ja, online", "ja online",
    "online dabei",
)  # fmt: skip
_NO = (
    "nein", "no", "nicht", "not", "absage", "leider nicht", "nein, leider nicht", "komme nicht", "ich komme nicht",
    "kann nicht", "ich kann nicht", "ich kann leider nicht", "not coming", "i can't", "can't",
)  # fmt: skip
_BACK = ("-", "zurück", "zurückziehen", "back")
_WORDS: Final[dict[str, ComingValue]] = {
    **dict.fromkeys(map(fold, _ONSITE), "onsite"),
    **dict.fromkeys(map(fold, _ONLINE), "online"),
    **dict.fromkeys(map(fold, _NO), "no"),
    **dict.fromkeys(map(fold, _BACK), "none"),
}


_BESIDE: Final = frozenset((
    "leider", "ich", "bin", "dabei", "komme", "gern", "gerne", "diesmal", "i", "am", "will", "be", "there",
    "unfortunately",
))  # fmt: skip
"""Words that say nothing more where another one says how."""


def attend_name(meeting: Meeting) -> str:
    return ATTENDANCE_POLL.of(meeting=meeting.id, asked=meeting.asked, round=meeting.rounds)


def attend_poll(meeting: Meeting) -> tuple[Poll, ...]:
    """The native poll that asks who comes; none for a series, whose dates are many."""
    if meeting.when is None or meeting.when.rule is not None:
        return ()
    question = _("{key} {title}, {when}: who comes?", key=meeting.key, title=meeting.title, when=period(meeting.when))
    return (Poll(question, ANSWERS, attend_name(meeting), about=meeting.key),)


def attend_end(meeting: Meeting) -> PollEnd:
    """The end of that poll, because the date is another now."""
    text = _("This question no longer holds for {key} {title}.", key=meeting.key, title=meeting.title)
    return PollEnd(attend_name(meeting), text, about=meeting.key)


@command(
    "meeting attend",
    de=("teilnahme", "teilnehmen", "zusage", "absage"),
    help=_("Says how one takes part: in person, online or not."),
    examples=(_("`!meeting attend M3 in person`"), _("`!meeting attend M3 online`"), _("`!meeting attend M3 no`")),
    takes={
        "number": Key("M", _("Which meeting is meant?"), optional=True),
        "answer": Rest(_("How will you take part: in person, online or not?"), optional=True, free=True),
    },
)
def attend(call: Call, store: Store, number: int | None, answer: str) -> Reply:
    """Keeps how the member takes part, as an answer to the native poll does."""
    meeting = fixed_meant(call, store, number, lambda key: _("`!meeting attend {key} online`", key=key))
    value = _value(answer)
    if value is None:
        raise UsageError(
            _("How will you take part: in person, online or not?"), _("`!meeting attend {key} online`", key=meeting.key)
        )
    if meeting.when is None or meeting.when.over <= call.ms:
        raise UserError(
            _("{key} {title} is over.", key=meeting.key, title=meeting.title),
            _("`!meeting done {key} anna, ben`", key=meeting.key),
        )
    store.ballots.answer_coming(meeting.id, meeting.asked, call.member.user_id, value, call.event_id, call.said)
    return Reply(_receipt(call, store, meeting, value), about=meeting.key)


def _value(answer: str) -> ComingValue | None:
    """What the words say as a whole, or without those that say nothing more."""
    said = fold(straight(without_courtesy(answer).strip(" .!")))
    words = [word for word in re.findall(r"\w+", said) if word not in _BESIDE]
    return _WORDS.get(said) or _WORDS.get(" ".join(words))


def attendance(at: Call | Moment, store: Store, meeting: Meeting) -> dict[Coming, tuple[Member, ...]]:
    """The room's members by what they say."""
    said = store.ballots.coming(meeting.id)
    return {
        value: tuple(m for m in at.room.members if said.get(m.user_id) == value) for value in ("onsite", "online", "no")
    }


def attendance_lines(at: Call | Moment, store: Store, meeting: Meeting) -> list[Text]:
    """Who comes, and who has not said."""
    who = attendance(at, store, meeting)
    silent = tuple(m for m in at.room.members if not any(m in members for members in who.values()))
    return [
        text
        for text, members in (
            (_("In person: {members}.", members=who["onsite"]), who["onsite"]),
            (_("Online: {members}.", members=who["online"]), who["online"]),
            (_("Not coming: {members}.", members=who["no"]), who["no"]),
            (_("Not said yet: {members}.", members=silent), silent),
        )
        if members
    ]


def _receipt(call: Call, store: Store, meeting: Meeting, value: ComingValue) -> Content:
    said = {
        "onsite": _("Saved for **{key} {title}**: in person.", key=meeting.key, title=meeting.title),
        "online": _("Saved for **{key} {title}**: online.", key=meeting.key, title=meeting.title),
        "no": _("Saved for **{key} {title}**: not coming.", key=meeting.key, title=meeting.title),
        "none": _("The answer for **{key} {title}** was taken back.", key=meeting.key, title=meeting.title),
    }
    return lines(said[value], *attendance_lines(call, store, meeting))


_NOBODY = frozenset({"niemand", "keiner", "nobody", "-"})
_ALL = frozenset({"alle", "all", "everybody"})


@command(
    "meeting done",
    de=("fertig", "erledigt", "gewesen"),
    help=_("Keeps who was there; without names, those who had said that they come."),
    examples=(_("`!meeting done M3 anna, ben`"), _("`!meeting done M3`")),
    takes={
        "number": Key("M", _("Which meeting is meant?")),
        "text": Rest(_("Who was there?"), optional=True),
    },
    public=True,
)
def done(call: Call, store: Store, number: int, text: str) -> Reply:
    """Said again, the later list counts."""
    meeting = fixed_meant(call, store, number, lambda key: _("`!meeting done {key} anna, ben`", key=key))
    if meeting.date.begins > call.ms:
        raise UserError(
            _("{key} {title} has not begun yet.", key=meeting.key, title=meeting.title),
            _("`!meeting attend {key} online`", key=meeting.key),
        )
    there = _named(call, text) if text else _who_said_so(call, store, meeting)
    store.meetings.conclude(meeting.id, [member.user_id for member in there], call.ms)
    head = _("Kept for **{key} {title}**.", key=meeting.key, title=meeting.title)
    return Reply(lines(head, _("There were: {members}.", members=there)), about=meeting.key)


def _named(call: Call, text: str) -> tuple[Member, ...]:
    if fold(text.strip(" .")) in _NOBODY:
        return ()
    if fold(text.strip(" .")) in _ALL:
        return call.room.members
    there: list[Member] = []
    rest = text
    while rest := re.sub(r"^(?:[\s,;&+]|(?:und|and)\b)+", "", rest, flags=re.IGNORECASE):
        found = find_person(rest, call.room, call.mentions, call.member)
        if found is None:
            raise no_member(rest, call.room, _("`!meeting done M3 anna, ben`"))
        there.append(found[0])
        rest = found[1]
    return tuple(dict.fromkeys(there))


def _who_said_so(call: Call, store: Store, meeting: Meeting) -> tuple[Member, ...]:
    said = attendance(call, store, meeting)
    return (*said["onsite"], *said["online"])
