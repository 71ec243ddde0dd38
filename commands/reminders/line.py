"""Reads what is behind `!remind`: whom, when, and of what, in the orders in which people say it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Literal

from commands.base import Call, Claims, UsageError, UserError, at_most
from commands.base.claims import Place
from commands.base.people import named_in_row
from commands.base.typed import fold
from commands.beside_dates import CONNECTS, doubt_dates_left, doubt_either
from commands.dated import Dated, claim_dates, date_at
from commands.dates import Anchors, DateError, carries, find_due, read_dates, refusal
from commands.dates.vocabulary.times import PARTS
from commands.patterns import regex
from commands.reminded import short
from commands.reminders.counted_line import MeetingDates, claim_lead, counted_from, how_long, key_for_title
from commands.reminders.limit import keep_limit_at_head, without_limit
from commands.reminders.moments import GoneBy, RingTime, read_when, said_at, set_line, when_counted
from commands.reminders.several import several
from commands.reminders.whom import EXAMPLE, Whom, allowed, claim_whom, claim_whom_behind
from commands.words import Member, Text, _
from storage import Store
from storage.values import frozen

LONGEST_TEXT = 1_000
_POLITE = regex(r"(?:(?:bitte|please)\b,?\s*)+", re.IGNORECASE)
_ONLY = regex(r"(?:(?:mal|nur|only|immer|stets|always)\s+)+(?=\S)", re.IGNORECASE)
_OPENING = regex(r"(?:(?:bitte|please),?\s+)?(?:daran|dass|that|to|an|about)\b,?\s+", re.IGNORECASE)
"""Small words between the date and what is to be remembered, in a whole sentence («erinnere mich morgen an …»)."""
_REQUEST = regex(r"(?:erinner(?:e|n|st)?\s+(?:(?:sie|du)\s+)?(?=mich|uns)|remind\s+(?=me|us))", re.IGNORECASE)
"""The request once more, in a whole sentence: «Bitte erinnern Sie mich am Freitag an …»."""
_CLOCK = regex(r"(?:um |at )?\d{1,2}(?:[:.]\d\d\b| ?uhr\b)", re.IGNORECASE)
_DAY_AT_HEAD = regex(r"(?:am |on )?(?:\d{1,2}\.\s?\d{1,2}\.(?!\d)|\d{1,2}\. ?[^\W\d_]{3,9}(?!\w))", re.IGNORECASE)
_CLOCK_BEHIND = regex(
    r"(?<!bis )(?<!to )(?<![–-])(?<!\w)((?:(?:um|gegen|ab|at|from)\s)?\d{1,2}"
    r"(?:[:.]\d\d(?:\s?(?:uhr|[ap]m))?|\s?(?:uhr|[ap]m)|(?<=1\d|2[0-3])\s?h))[\s.!)]*+\Z",
    re.IGNORECASE,
)
"""A clock time at the end that is no end of others: «8 bis 12 Uhr»."""
_NUMBER_AT_HEAD = regex(r"\A\s*+(1?\d|2[0-4])(?=\s++[^\W\d])")
_SHORT_DAY = regex(
    r"(?:(?P<day>mo|di|mi|do|fr|sa|so)|(?P<english>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun))\.?\s+"
    r"(?:(?P<hour>1?\d|2[0-4])\s+(?=[^\W\d]))?(?=\S)",
    re.IGNORECASE,
)
"""A short weekday, which alone may be another word, and perhaps an hour: «Mi 9 Folien»."""
_OTHER_WORDS = regex(r"(?:do|so|wed|sat|sun)\b(?!\.?\s(?-i:[A-ZÄÖÜ]))|(?-i:do|so|wed|sat|sun)\b", re.IGNORECASE)
"""Short weekdays that are other words as well, unless a capital of theirs is followed by another: «So Folien»."""
_EVERY_FEW = regex(
    r"(?:alle\s+(?:paar|einige)|every\s+(?:few|couple(?:\s+of)?))\s+(?P<unit>tage|wochen|monate|days|weeks|months)\b[\s,]*",
    re.IGNORECASE,
)
"""A rule that does not say how often: «alle paar Tage»."""
_EVERY_THIRD = {
    **dict.fromkeys("td", _("every 3 days 9:00")),
    "w": _("every 3 weeks 9:00"),
    "m": _("every 3 months 9:00"),
}
_UNITS = frozenset({"uhr", "h", "hrs", "o'clock"})
_LIKE_A_DATE = regex(r"(?:in|am|um|at|on)\b|\d", re.IGNORECASE)


@frozen
class Wanted:
    """A reminder as it was asked for. `members` is empty where the whole room is meant."""

    members: tuple[Member, ...]
    when: RingTime
    text: str


def read_wanted(call: Call, store: Store, said: Claims) -> Wanted:
    """What the line asks for. Raises UserError with a line that would have worked."""
    said.take_head(_POLITE)
    said.take_head(_REQUEST)
    whom, sentence = claim_whom(call, said)
    said.take_head(_POLITE)
    said.take_head(_ONLY)
    if lead := claim_lead(call, store, said):
        doubt_dates_left(said, len(said.text))
        doubt_either(said, said.head.start)
        what = _checked(said.keep_rest().strip(" ,;:–—-"), needed=False)
        return Wanted(allowed(call, said, whom.members), when_counted(lead), what)
    meetings = MeetingDates(call, store)
    key_for_title(call, store, said, said_at(call))
    opening = _OPENING if sentence else None
    dated, *about = _dated(call, said, whom, meetings, opening)
    members = whom.members
    if not sentence and (behind := claim_whom_behind(call, said, dated)):
        members = behind
    _refuse_left(call, said, dated)
    dated, *limit = without_limit(call, said, dated, meetings, opening)
    if sentence:
        said.take_head(_OPENING)
    about += [*limit, _word_behind(call, said, dated), said.keep_rest().strip(" ,;:–—-")]
    what = " ".join(filter(None, about))
    if dated.record and not what and call.replied_to is None:
        what = meetings.of(dated.record).title  # «eine Stunde vor M1»
    when = _read_when(call, said, dated, _checked(what, needed=call.replied_to is None))
    if when.unsaid:
        _doubt_clock(said, dated, what)
    if when.repeat:
        _doubt_end(call, said, what)
    if record := dated.record:
        words = said.words(Place(dated.start, dated.end))
        when = when_counted(counted_from(call, store, meetings, words, record, when.due, what))
    return Wanted(allowed(call, said, members), when, what)


def _dated(
    call: Call, said: Claims, whom: Whom, meetings: MeetingDates, opening: re.Pattern[str] | None
) -> tuple[Dated, str]:
    """The date, and the deadline before it that is to be remembered. Raises UserError where there is none, and where a
    short weekday at the head may be one beside it."""
    if dated := _claimed(call, said, "head", meetings):
        return dated, ""
    kept = keep_limit_at_head(call, said, opening)
    if kept and (dated := _claimed(call, said, "head", meetings)):
        return dated, kept
    day = _short_day(call, said, whom.words, alone=False)
    dated = _claimed(call, said, "tail", meetings)
    if dated is None:
        raise how_long(said) or _no_date(call, Claims(said.rest()), meetings, whom)
    if day:  # «Di 9 Folien bis 10.12.»
        allowed(call, said, whom.members, _short_day(call, said, "", alone=False))
        raise UsageError(_("When shall the reminder come?"), day)
    return dated, kept


def _refuse_left(call: Call, said: Claims, dated: Dated) -> None:
    """Raises DateError where a time that the clocks skip, or a day that there is not, would be a part of the text."""
    rest = said.rest()
    if _CLOCK.match(rest) and (mistake := refusal(said.behind(dated.start), said_at(call), call.zone)):
        raise mistake
    if _DAY_AT_HEAD.match(rest) and (mistake := refusal(rest, said_at(call), call.zone)):
        mistake.mend, mistake.example = None, EXAMPLE  # put right, the line would have two dates
        raise mistake


def _word_behind(call: Call, said: Claims, dated: Dated) -> str:
    """The last word of a date that says the same without it, if nothing else is left or it is the name of what follows:
    «um 17 Uhr Feierabend», «17 Uhr Feierabend machen»."""
    *before, last = said.each_word(dated)
    word = fold(said.words(last)).strip(".,!")
    closing = PARTS.get(word) == "close" and said.head.start >= dated.end
    if not before or word in _UNITS or not (closing or not said.rest()):
        return ""
    try:
        same = read_dates(said.words(Place(dated.start, last.start)), said_at(call), call.zone) == dated.spans
    except DateError:
        return ""
    return said.keep(last.start, dated.end) if same else ""


def _doubt_clock(said: Claims, dated: Dated, what: str) -> None:
    """Of a day without a time, a clock time at the end of what is to be remembered may be the missing one, and so may
    the number behind a part of the day: «morgen Folien um 17 Uhr», «heute Abend 8 Tatort»."""
    if (clock := _CLOCK_BEHIND.search(what)) and said.text.rstrip(" .!)").endswith(clock[1]):
        said.doubt(clock[1])
    last = fold(said.words(said.each_word(dated)[-1])).strip(".,!")
    if last in PARTS and (number := _NUMBER_AT_HEAD.match(said.behind(dated.end))):
        said.doubt(f"{last} {number[1]}")


def _doubt_end(call: Call, said: Claims, what: str) -> None:
    """A last day at the end of what is to be remembered may be that of the rule: «täglich 8 Uhr Tee bis 5.12.»."""
    end = find_due(what, said_at(call), call.zone)
    if end and not end.after.strip(" .!"):
        said.doubt(Claims(what).behind(end.start))


def _read_when(call: Call, said: Claims, dated: Dated, what: str) -> RingTime:
    """`read_when`; the line that is offered is the one that was typed, with another date."""
    if len(dated.spans) > 1 and what:
        raise several(call, said, dated)
    try:
        return read_when(call, dated.spans, what)
    except GoneBy as mistake:
        mistake.example = _instead(call, said, dated, mistake.better)
        raise


def _instead(call: Call, said: Claims, gone: Dated, better: Text) -> Text:
    """The line that was typed with a date that works: one that stands right behind what has gone by, else a better."""
    before, behind = said.before(gone.start), said.behind(gone.end)
    if not any(CONNECTS.fullmatch(behind, 0, one.start) for one in carries(behind)[:1]):
        return set_line(before, better, behind)
    own = date_at(said, gone.end, call, said_at(call))
    with suppress(UserError):
        if own and read_when(call, own.spans, said.behind(own.end)) and said.behind(own.end).strip(" .!?"):
            return set_line(before, None, behind)
    return EXAMPLE


def _claimed(call: Call, said: Claims, where: Literal["head", "tail"], anchors: Anchors) -> Dated | None:
    """The date there; how long something lasts is part of what is to be remembered."""
    return claim_dates(said, call, said_at(call), where, lasting=False, anchors=anchors)


def _no_date(call: Call, line: Claims, meetings: MeetingDates, whom: Whom) -> UserError:
    """What is wrong with what stands where the date should be, with the same text behind one that works, for the same
    members. Raises UserError for members whom the asker may not have reminded there."""
    text, row = line.text, None if call.direct else named_in_row(line.text, call)
    turned = any(one.kind in ("negation", "exception") for one in carries(text))
    plain = text and not turned and not _LIKE_A_DATE.match(text)
    tomorrow = _("tomorrow {time}", time="9:00")
    alone = set_line("", tomorrow, short(text)) if plain else EXAMPLE
    allowed(call, line, whom.members, _short_day(call, line, "", alone=True) or alone)
    if (few := _EVERY_FEW.match(text)) and line.behind(few.end()).strip():
        often = _EVERY_THIRD[fold(few["unit"][0])]
        raise UsageError(_("How often shall it come?"), set_line(whom.words, often, short(line.behind(few.end()))))
    day = _short_day(call, line, whom.words, alone=True)
    if row and plain and refusal(line.behind(row.end), said_at(call), call.zone) is None:
        whom_first = set_line(line.before(row.end), tomorrow, short(line.behind(row.end)))
        return UsageError(_("When shall the reminder come?"), day or whom_first)
    example = day or (set_line(whom.words, tomorrow, short(text)) if plain else None)
    mistake = refusal(text, said_at(call), call.zone, meetings)
    if refused := meetings.refused(mistake):
        return refused
    if mistake is None:
        return UsageError(_("When shall the reminder come?"), example or EXAMPLE)
    mistake.example = EXAMPLE
    mended = Claims((mistake.mend.mended(text) or "") if mistake.mend else "")
    try:
        _claimed(call, mended, "head", meetings)
    except DateError:
        mistake.mend = None
    if mended.doubted():
        mistake.mend = None
    return mistake


def _short_day(call: Call, said: Claims, whom: str, *, alone: bool) -> Text | None:
    """The line that was typed with the short weekday at its head, or behind a name there, as a date that can be no
    other word, «am Di 9 Uhr»; None if none is there. `alone`: no other date is said."""
    row = named_in_row(said.text, call, said.head.start, said.head.end) if not call.direct else None
    start = said.trimmed(Place(row.end if row else said.head.start, len(said.text)), " ,:").start
    day = _SHORT_DAY.match(said.text, start)
    if day is None or not (alone or day["hour"] or not _OTHER_WORDS.match(said.text, start)):
        return None
    if day["english"]:
        when = f"on {day['english']} {day['hour']}:00" if day["hour"] else f"on {day['english']}"
    else:
        when = f"am {day['day']} {day['hour']} Uhr" if day["hour"] else f"am {day['day']}"
    named = said.words(row) if row else whom
    return set_line(named, None, f"{when} {short(said.behind(day.end()))}")


def _checked(what: str, *, needed: bool) -> str:
    if needed and not what:
        raise UsageError(_("What is to be remembered?"), EXAMPLE)
    return at_most(what, LONGEST_TEXT, EXAMPLE)
