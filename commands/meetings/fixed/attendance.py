"""Who comes to a fixed meeting, of a series to its next date: asked as a native poll, answered there or by words."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from commands.base import (
    Call,
    Claims,
    Flag,
    Key,
    Moment,
    UsageError,
    UserError,
    Words,
    command,
)
from commands.base.claims import Place
from commands.base.names import ATTENDANCE_POLL
from commands.base.typed import fold, straight, without_courtesy
from commands.calendar.schedule import coming, period, single, within
from commands.dated import claim_dates
from commands.meetings.which import fixed_meant
from commands.patterns import regex
from commands.quiet import by_day
from commands.spreadsheets import ENCODING, spreadsheet
from commands.words import (
    Content,
    File,
    MadeUp,
    Member,
    MessageRedaction,
    Poll,
    Reply,
    Said,
    Text,
    _,
    _n,
    lines,
    offered_line,
)
from commands.words.render import render
from storage import Store
from storage.ballots import Coming, ComingValue
from storage.meetings import Meeting
from storage.series import When
from storage.timers import Timer, TimerKind

ANSWERS: Final[tuple[tuple[Coming, Text], ...]] = (("onsite", _("In person")), ("online", _("Online")), ("no", _("No")))

_ONSITE = (
    "vor ort", "vorort", "präsenz", "in präsenz", "persönlich", "ja", "yes", "on site", "onsite", "in person", "dabei",
    "bin dabei", "ich bin dabei", "komme", "ich komme", "nehme teil", "ich nehme teil",
    "ja, vor ort", "ja vor ort", "i come", "coming",
)  # fmt: skip
_ONLINE = (
    "online", "remote", "digital", "video", "virtuell", "zugeschaltet", "per video", "ja, online", "ja online",
    "online dabei",
)  # fmt: skip
_NO = (
    "nein", "no", "nicht", "not", "absage", "leider nicht", "nein, leider nicht", "komme nicht", "ich komme nicht",
    "kann nicht", "ich kann nicht", "ich kann leider nicht", "nehme nicht teil",
    "ich nehme nicht teil", "not coming", "i can't", "can't",
)  # fmt: skip
_BACK = ("-", "zurück", "zurückziehen", "back")
_WORDS: Final[dict[str, ComingValue]] = {
    **dict.fromkeys(map(fold, _ONSITE), "onsite"),
    **dict.fromkeys(map(fold, _ONLINE), "online"),
    **dict.fromkeys(map(fold, _NO), "no"),
    **dict.fromkeys(map(fold, _BACK), "none"),
}


_WORD: Final = regex(r"[\w-]+")
_MOST_WORDS: Final = 4
"""So many words say how somebody takes part."""
_AHEAD: Final = 7 * 24 * 3_600_000
"""Milliseconds before a date of a series from which on it is asked about, once the one before it is over."""
_LIST = regex(
    r"(?<!\w)(?:(?:als|as)\s{1,20})?(?:liste|list|csv|tabelle|table|(?:wer|who)(?:\s+(?:kommt|comes))?)(?!\w)",
    re.IGNORECASE,
)
_BESIDE: Final = frozenset((
    "leider", "ich", "bin", "dabei", "komme", "gern", "gerne", "diesmal", "i", "am", "will", "be", "there",
    "nehme", "teil", "teilnehmen", "kann",
    "unfortunately",
))  # fmt: skip
"""Words that say nothing more where another one says how."""


def attend_name(meeting: Meeting) -> str:
    return ATTENDANCE_POLL.of(meeting=meeting.id, asked=meeting.asked, round=meeting.rounds)


def attend_poll(meeting: Meeting, thread: str | None = None) -> tuple[Poll, ...]:
    """The native poll that asks who comes, of a series to the date that is asked about; none if there is no such. It
    stands in the thread on the message of that name, else in the room."""
    one = _asked_date(meeting)
    if one is None:
        return ()
    question = _("{key} {title}, {when}: who comes?", key=meeting.key, title=meeting.title, when=period(one))
    return (Poll(question, ANSWERS, attend_name(meeting), thread, about=meeting.key),)


def attend_ends(at: Call | Moment, meeting: Meeting) -> tuple[MessageRedaction, ...]:
    """Takes that poll out of the room, because its date is another now; what is over may stay."""
    asked = meeting.asked_for or (meeting.when.start if meeting.when and meeting.when.rule is None else None)
    if meeting.when is None or asked is None or single(asked, None, meeting.when.zone).over <= at.ms:
        return ()
    return (MessageRedaction(attend_name(meeting), about=meeting.key),)


def ask_who_comes(at: Call | Moment, store: Store, meeting: Meeting, thread: str | None) -> tuple[Said, ...]:
    """The question for a date that was just fixed, in that thread."""
    return attend_poll(meeting, thread) if meeting.date.rule is None else ask_of_next(at, store, meeting, thread)


def ask_of_next(at: Call | Moment, store: Store, meeting: Meeting, thread: str | None = None) -> tuple[Said, ...]:
    """Of a series: asks about its next date, if that is not what was asked last; the one behind it follows in time."""
    one = coming(meeting.date, at.ms) if meeting.date.rule else None
    store.timers.clear(TimerKind.ATTENDANCE, meeting.id)
    if one is None:
        return ()
    following = coming(meeting.date, one.over)
    if following is not None:
        due = by_day(at.settings, max(one.over, following.begins - _AHEAD), following.begins)
        store.timers.set(TimerKind.ATTENDANCE, meeting.id, max(due, one.over))  # the evening before may be too early
    if meeting.asks_about(one):
        return ()
    return (*attend_ends(at, meeting), *attend_poll(store.meetings.ask_about(meeting.id, one.start), thread))


def dates_due(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """The next dates of series are asked about, a week before at the earliest."""
    meetings = (store.meetings.of_id(timer.about) for timer in timers)
    return tuple(
        said
        for meeting in meetings
        if meeting is not None and meeting.state == "fixed" and meeting.when is not None
        for said in ask_of_next(at, store, meeting)
    )


def _asked_date(meeting: Meeting) -> When | None:
    when = meeting.when
    if when is None or when.rule is None:
        return when
    if meeting.asked_for is None:
        return None
    begins = single(meeting.asked_for, None, when.zone).begins
    return next((one for one in within(when, begins, begins + 1) if one.start == meeting.asked_for), None)


@command(
    "meeting attend",
    de=("teilnahme", "teilnehmen", "zusage", "absage"),
    help=_("Says how one takes part: in person, online or not; `list` sends who comes as a table."),
    examples=(
        _("`!meeting attend M3 in person`"),
        _("`!meeting attend M3 online`"),
        _("`!meeting attend M3 no`"),
        _("`!meeting attend list M3`"),
    ),
    takes={
        "listed": Flag(_LIST),
        "number": Key("M", _("Which meeting is meant?"), optional=True),
        "said": Words(_("How will you take part: in person, online or not?"), optional=True),
    },
)
def attend(call: Call, store: Store, *, listed: bool, number: int | None, said: Claims) -> Reply:
    """Keeps how the member takes part, as an answer to the native poll does; of a series in its next date.

    A reason is not kept, and so it is asked about.
    """
    meeting = fixed_meant(call, store, number, lambda key: offered_line("meeting attend", key, "online"))
    if listed and not said.left():
        return _listed(call, store, meeting)
    _claim_own_date(call, said, meeting)
    value = _claim_value(said)
    if value is None:
        line = offered_line("meeting attend", meeting.key, "online")
        said_first = fold(call.line).split()[1:3]
        if any(_WORDS.get(word.strip(".,:;!?")) == "no" for word in said_first):  # «bitte absage M3»
            line = offered_line("meeting attend", meeting.key, _("no"))
        raise UsageError(_("How will you take part: in person, online or not?"), line)
    if meeting.when is None or meeting.when.over <= call.ms:
        raise UserError(
            _("{key} {title} is over.", key=meeting.key, title=meeting.title),
            offered_line("meeting done", meeting.key, MadeUp("anna, ben")),
        )
    asked = ask_of_next(call, store, meeting)
    meeting = store.meetings.of_id(meeting.id) or meeting
    store.ballots.answer_coming(meeting.id, meeting.asked, call.member.user_id, value, call.event_id, call.said)
    return Reply(_receipt(call, store, meeting, value), asked, about=meeting.key)


def _listed(call: Call, store: Store, meeting: Meeting) -> Reply:
    """Who comes, as a table: every member, also those who have not said."""
    one = _asked_date(meeting) or coming(meeting.date, call.ms)
    said = store.ballots.coming(meeting.id) if one and meeting.asks_about(one) else {}
    there = store.meetings.attended(meeting.id) if meeting.done is not None else []
    words = {value: _plain(call, text) for value, text in ANSWERS}
    heads = [_plain(call, head) for head in (_("Name"), _("Matrix id"), _("Takes part"))]
    was_there = [_plain(call, _("Was there"))] if meeting.done is not None else []
    present = _plain(call, _("yes"))
    gone = [call.room.named(user_id) for user_id in {*said, *there} if call.room.member(user_id) is None]
    rows = [
        (
            member.name, member.user_id, words[said[member.user_id]] if member.user_id in said else "",
            *([present if member.user_id in there else ""] if was_there else []),
        )
        for member in (*call.room.members, *sorted(gone, key=lambda member: member.user_id))
    ]  # fmt: skip
    day = f"-{one.start[:10]}" if one else ""
    name = f"{meeting.key}-{_plain(call, _('attendance'))}{day}.csv"
    data = spreadsheet((*heads, *was_there), rows).encode(ENCODING)
    text = _n(
        "The list for **{key} {title}** follows: one has said how they take part.",
        "The list for **{key} {title}** follows: {count} have said how they take part.",
        len(said),
        key=meeting.key,
        title=meeting.title,
    )
    about = _("It is about {when}.", when=period(one)) if one else None
    return Reply(lines(text, about), (File(name, "text/csv", data, about=meeting.key, chat=call.chat),), meeting.key)


def _plain(call: Call, text: Text) -> str:
    return render(text, call.style).body


def _claim_own_date(call: Call, said: Claims, meeting: Meeting) -> None:
    """Claims the date that is asked about, where somebody names it; another one is asked about."""
    one = _asked_date(meeting) or (coming(meeting.date, call.ms) if meeting.when else None)
    now = call.confirmed or call.now
    dated = claim_dates(said, call, now, "tail") or claim_dates(said, call, now, "head")
    days = [f"{span.start:%Y-%m-%d}" for span in dated.spans] if dated else []
    if dated and (one is None or days != [one.start[:10]]):
        said.doubt(said.words(Place(dated.start, dated.end)))


def _claim_value(said: Claims) -> ComingValue | None:
    """How somebody takes part: what the words say as a whole or without those that say nothing more; else what their
    beginning says, if nothing behind it says otherwise."""
    answer = fold(straight(without_courtesy(said.rest()).strip(" .!")))
    words = [word for word in re.findall(r"\w+", answer) if word not in _BESIDE]
    if value := _WORDS.get(answer) or _WORDS.get(" ".join(words)):
        said.take_rest()
        return value
    head = said.head
    ends = [word.end() for word in islice(_WORD.finditer(said.text, head.start, head.end), _MOST_WORDS)]
    said_first = (end for end in reversed(ends) if fold(said.words(Place(head.start, end))) in _WORDS)
    end = next(said_first, None)
    if end is None:
        return None
    value = _WORDS[fold(said.claim(head.start, end))]
    others = {_WORDS[word] for word in _WORD.findall(fold(said.rest())) if word in _WORDS}
    return value if others <= {value} else None


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
    one = _asked_date(meeting) if meeting.date.rule else None
    about = _("It is about {when}.", when=period(one)) if one else None
    return lines(said[value], about, *attendance_lines(call, store, meeting))
