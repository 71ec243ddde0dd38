"""What a line says of a decision: its text, to which meeting it belongs, by what rules and until when it is voted on,
and which task it becomes."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from commands.base import Call, Claims, UsageError, UserError, at_most
from commands.base.arguments import TITLE_LENGTH, title
from commands.base.claims import Place, at
from commands.base.people import claim_people_behind, no_member
from commands.base.retyped import retyped, to_type
from commands.base.titles import titled, whole_at_head
from commands.base.typed import fold
from commands.beside_dates import says_instead
from commands.dated import claim_dates, claim_due
from commands.dates import DateError, Span
from commands.deadlines import only, read_deadline, to_come
from commands.decisions.fields import refuse_unmarked_rules
from commands.decisions.rules import HALF, majority_of, needed_of, share_of
from commands.doubts import read_again
from commands.parts import short
from commands.patterns import regex
from commands.sittings import next_sitting
from commands.topics import begun_topics, no_point
from commands.words import Text, _, offered_line
from storage import Store
from storage.decisions import DecidedTask, Majority
from storage.values import frozen

LONGEST_TEXT: Final = 1_500
LONGEST_REASON: Final = 500

_TO: Final = r"(?:zu|zur|to|for|für|fuer|bei|at|in) (?:der )?(?:sitzung |meeting )?"
_POINT: Final = r"(?:[ ,]{1,3}(?:(?:TOP|punkt|point|item) ?)?"
_AT: Final = regex(
    rf"(?:^|(?<=[;\n])|(?<=; )){_TO}M#?(?P<meeting>\d{{1,7}}){_POINT}(?P<point>\d{{1,3}}))?(?= ?(?:[;\n]|$))"
    rf"|(?<=\S) (?:zu|to) M#?(?P<behind>\d{{1,7}}){_POINT}(?P<last>\d{{1,3}}))?\.?(?= ?(?:[;\n]|$))",
    re.IGNORECASE,
)
"""`zu M3 4`: a part by itself, or the end of one."""
_AT_TITLE: Final = regex(r"(?<=[;\n]) ?(?:zu|zur|to) (?P<title>[^;\n]{3,200})(?=[;\n]|$)", re.IGNORECASE)
_UNTIL: Final = regex(r" ?(?:bis|frist|until|till|by|deadline) ", re.IGNORECASE)
_DUE: Final = regex(r"(?<!\w)(?:bis|until|till|by|due) (?=\S)", re.IGNORECASE)
_BY_DAY: Final = regex(r"(?<!\w)(?:bis|until|till|by) (?:zum |the )?(?=\w)", re.IGNORECASE)
_CLAUSE: Final = regex(r", ")
_OPTION: Final = regex(r" ?[^\W\d_][\w-]{2,20} ?: ")
_RULE: Final = regex(
    r"(?:^|(?<=[;\n])) ?(?:(?P<majority>mehrheit|majority)|(?P<quorum>quorum|beschlussfähigkeit)) "
    r"(?P<value>[^;\n]{1,100})(?=[;\n]|$)",
    re.IGNORECASE,
)
"""A part by itself: «Mehrheit zwei Drittel»."""
_LAST: Final = regex(
    r"(?:[,.] (?:und |and )?| (?=(?:mit|im|by) ))(?=(?P<words>[^,.;\n]{5,40})[., ]{0,3}(?:[;\n]|$))", re.IGNORECASE
)
"""What the text ends with, «…, mit Zweidrittelmehrheit»: a rule of the vote, or a word of the text."""
_A_RULE: Final = regex(
    r"\A(?:mit |with )?(?:mehrheit|majority|quorum|beschlussfähigkeit|frist|deadline) ", re.IGNORECASE
)
"""How such a rule begins: «Quorum 60 %»."""
_SOMEBODY: Final = regex(r"(?<!\S)@\w")


@frozen
class DecisionTerms:
    """A decision as it was asked for. `doubtful` are its dates, which may have to be asked about."""

    text: str
    meeting: int | None
    point: int | None
    topic: int | None
    majority: Majority
    share: str
    needed: int
    deadline: int | None
    task: DecidedTask | None
    doubtful: tuple[Span, ...]


def read_terms(call: Call, store: Store, said: Claims, options: dict[str, str]) -> DecisionTerms:
    """The decision in the line. Raises UserError with a line that works for what is none."""
    meeting, point, topic = _claim_meeting(call, store, said)
    options = {**_rules_by_themselves(said), **options}
    majority = _majority(call, said, options.get("majority"))
    share, needed = _quorum(call, options.get("quorum"))
    spans: list[Span] = []
    deadline = _deadline(call, said, options.get("deadline"), spans)
    task = _task(call, options["task"], spans) if "task" in options else None
    refuse_unmarked_rules(call, said, {*options, *(["deadline"] if deadline is not None else [])})
    text = claim_text(said)
    if task is not None and not task.title:
        task = DecidedTask(short(text, TITLE_LENGTH), task.assignee, task.due)
    same = next((one for one in store.decisions.voted_on_as(text) if fold(one.text) == fold(text)), None)
    if same is not None:
        raise UserError(
            _("“{text}” is being voted on already, as {key}.", text=text, key=same.key),
            offered_line("decision show", same.key),
        )
    if deadline is None and meeting is None:
        raise UserError(
            _("Without a meeting a decision needs a deadline (`Deadline: 15.1.`), with one it does not (`to M3`)."),
            to_type(f"{call.line}; {_said_end(call, text) or _soon(call)}"),
        )
    return DecisionTerms(
        text,
        meeting=meeting,
        point=point,
        topic=topic,
        majority=majority,
        share=share,
        needed=needed,
        deadline=deadline,
        task=task,
        doubtful=tuple(spans),
    )


def claim_text(said: Claims) -> str:
    """All that is left of the line, as the text of a decision. What looks like an option that there is not is doubted.
    Raises UsageError for none, UserError for one that is too long."""
    for part in _parts_behind(said):
        if not said.rest(part.start, part.end):
            continue
        if _OPTION.match(said.text, part.start, part.end) or says_instead(said.words(part)):
            said.doubt(said.words(part))
    said.settle()
    for last in said.find_all(_LAST):
        if majority_of(last["words"]) not in (None, "simple") or _A_RULE.match(last["words"]):
            said.doubt(last["words"])
    quoted = said.quotation_alone()
    text = said.take_rest().strip(" \n;") if quoted is None else quoted
    if not any(map(str.isalnum, text)):
        raise UsageError(_("What is to be decided?"))
    return at_most(text, LONGEST_TEXT)


def _parts_behind(said: Claims) -> list[Place]:
    """What stands by itself behind a `;` or on a further line."""
    return [part for part in said.parts() if part.start]


def replaced(call: Call, wrong: str, right: str) -> Text | None:
    """The line that was typed, with other words in the place of those, which are an option's value or a whole part."""
    found = list(re.finditer(rf"(?:(?<=[:=;\n])|(?<=[:=;] )|(?<=\w )){re.escape(wrong)}(?= ?(?:[;\n]|$))", call.line))
    return retyped(call, Claims(call.line.rstrip()), at(found[-1]), right) if found else None


def _said_end(call: Call, text: str) -> str:
    """The deadline that the text itself says at its end, «Banner kaufen bis 10.12.», as it is typed; empty for none."""
    said = Claims(text)
    for until in list(said.find_all(_BY_DAY))[-1:]:
        behind = Claims(said.behind(until.end()))
        clause = behind.search(_CLAUSE)
        words = (behind.before(clause.start()) if clause else behind.text).strip(" ;")
        try:
            read_deadline(call, words)
        except UserError:
            return ""
        return f"{'Frist' if call.style.language == 'de' else 'Deadline'}: {words}"
    return ""


def _soon(call: Call) -> str:
    """A deadline in a week, as it is typed."""
    word = "Frist" if call.style.language == "de" else "Deadline"
    return f"{word}: {_in_a_week(call)}"


def _in_a_week(call: Call) -> str:
    day = date.fromordinal(call.now.toordinal() + 7)
    return f"{day.day}.{day.month}. 18:00"


def _claim_meeting(call: Call, store: Store, said: Claims) -> tuple[int | None, int | None, int | None]:
    """The numbers of the meeting and of the point that the line names, and the row id of that point, if the agenda has
    any. Raises UserError for a meeting or a point that there is not."""
    found = said.take(_AT)
    if found is None:
        return _claim_titled(call, store, said), None, None
    number = int(found["meeting"] or found["behind"])
    point = found["point"] or found["last"]
    meeting = store.meetings.find(number)
    if meeting is None or meeting.state == "cancelled":
        text = (
            _("There is no meeting {key}.", key=f"M{number}")
            if meeting is None
            else _("{key} {title} was cancelled.", key=meeting.key, title=meeting.title)
        )
        raise UserError(text, retyped(call, said, at(found), f"; {_soon(call)}"))
    if point is None:
        return number, None, None
    place, sitting = int(point), next_sitting(call, meeting)
    there = len(sitting.topics(call.settings))
    if not there:
        return number, place, None
    if not 1 <= place <= there:
        typed = at(found, "point" if found["point"] else "last")
        raise no_point(place, there, retyped(call, said, typed, str(there)))
    return number, place, begun_topics(call, store, sitting)[place - 1].id


def _claim_titled(call: Call, store: Store, said: Claims) -> int | None:
    found = said.search(_AT_TITLE)
    if found is None:
        return None
    meetings, length = whole_at_head(found["title"].strip(), titled("M", call, store, found["title"]))
    if len(meetings) != 1 or length < len(found["title"].strip()):
        return None
    said.claim(*found.span())
    return meetings[0].number


def _majority(call: Call, said: Claims, option: str | None) -> Majority:
    if option is None:
        for part in _parts_behind(said):
            found = majority_of(said.words(part))
            if found is not None:
                said.claim(part.start, part.end)
                return found
        return "simple"
    found = majority_of(option)
    if found is None:
        right = "einfach" if call.style.language == "de" else "simple"
        raise UserError(
            _(
                "There is no majority “{words}”. These there are: simple (more yes than no), two thirds of yes and no, "
                "and consent (no objection is left).",
                words=option[:60],
            ),
            replaced(call, option, right) if option else None,
        )
    return found


def _rules_by_themselves(said: Claims) -> dict[str, str]:
    """The majority and the quorum that are said without a colon; what only begins like one of them is doubted."""
    found: dict[str, str] = {}
    for rule in [one for part in _parts_behind(said) if (one := _RULE.match(said.text, part.start, part.end))]:
        keyword = "majority" if rule["majority"] else "quorum"
        read = majority_of if rule["majority"] else share_of
        if read(rule["value"]) is None:
            said.doubt(rule[0])
        else:
            said.claim(*rule.span())
            found[keyword] = rule["value"]
    return found


def _quorum(call: Call, option: str | None) -> tuple[str, int]:
    eligible = len(call.room.members)
    share = HALF if option is None else share_of(option)
    if share is None or needed_of(share, eligible) > eligible:
        raise UserError(
            _(
                "“{words}” is no quorum: it is 1 to {eligible} ballots, or 1 to 100 % of those who may vote.",
                words=(option or "")[:60],
                eligible=eligible,
            ),
            replaced(call, option, "50 %") if option else None,
        )
    return share, needed_of(share, eligible)


def _deadline(call: Call, said: Claims, option: str | None, spans: list[Span]) -> int | None:
    """The end of the vote: `Frist: 15.1.`, or a part by itself, `bis 15.1.`."""
    if option is not None:
        try:
            span, deadline = read_deadline(call, option)
        except (DateError, UserError) as mistake:
            mistake.example = replaced(call, option, _in_a_week(call)) if option else mistake.example
            raise
        spans.append(span)
        return deadline
    for part in _parts_behind(said):
        until = _UNTIL.match(said.text, part.start, part.end)
        if until and not said.claims(part):
            try:
                span, deadline = read_deadline(call, said.words(Place(until.end(), part.end)))
            except DateError:
                continue
            said.claim(part.start, part.end)
            spans.append(span)
            return deadline
    return None


def _task(call: Call, words: str, spans: list[Span]) -> DecidedTask:
    """The task in those words. Raises UserError with a line that works."""
    try:
        return _read_task(call, words, spans)
    except UserError as mistake:
        mistake.example = replaced(call, words, "@anna") or mistake.example
        raise


def _read_task(call: Call, words: str, spans: list[Span]) -> DecidedTask:
    """`@ben bis 1.2.`, with the title of the task before it if it is another than the text; empty if it is not."""
    said, now = Claims(words.strip()), call.confirmed or call.now
    people = claim_people_behind(said, call)
    dated = claim_due(said, call, now) or claim_dates(said, call, now, "tail")
    people = people or claim_people_behind(said, call, plain=True)
    if len(people) > 1:
        raise UserError(_("A task that follows from a decision is asked of one member."))
    due = None
    if dated is None and (until := said.search(_DUE)):
        spans.append(to_come(call, only(read_again(call, said.words(Place(until.end(), said.head.end))))))
    if dated is not None:
        span = only(dated.spans)
        if span.rrule is not None:
            raise UserError(_("A task has one due date."))
        due = (to_come(call, span).end or span.start).isoformat()
        spans.append(span)
    if nobody := said.search(_SOMEBODY):
        raise no_member(said.behind(nobody.start()), call.room)
    left = said.rest().strip(" ,;:–-")
    name = title(left, _("What is to be done?")) if left else ""
    return DecidedTask(name, people[0].user_id if people else None, due)
