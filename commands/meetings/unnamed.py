"""Words of an edit that do not say of what they are the new value: what is asked, with the line that says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from commands.base import Call, Option, UsageError, UserError
from commands.base.arguments import TITLE_LENGTH
from commands.base.turning import TURNS
from commands.base.typed import fold
from commands.dates import DateError, carries, read_duration
from commands.meetings.details import LINK, PLACE
from commands.meetings.fields_said import NAMED, TITLE, Field, date_said, end_said, fields_said, says_no_value
from commands.meetings.prolonging import prolonged
from commands.meetings.which import may_organise, must_organise
from commands.patterns import regex
from commands.words import Text, _, offered_line
from storage import Store
from storage.meetings import Meeting

NAMED_ANEW = regex(r"(?:(?:in|zu|into|to|→|->)\s+)?(?P<name>\S.*)", re.IGNORECASE | re.DOTALL)
"""A new title, perhaps behind a word that leads to it: «umbenennen M1 in Sommerfest»."""
_UNTIL = regex(r"(?:bis|until|till)(?!\w)", re.IGNORECASE)
_WITHOUT_VERB = regex(r"\A\S++\s++(?:m#?|#)?\d", re.IGNORECASE)


def refuse_unnamed(call: Call, meeting: Meeting, text: str, said: Mapping[str, str]) -> None:
    """Raises UsageError for words of which nobody said what they shall be; the line that is offered keeps what was
    said of other fields."""
    words = text.strip(" ;,")
    if not words or says_no_value(words, beside=bool(said)):
        return
    fields = fields_said(words)
    others = [_typed(call, option, said[option.keyword]) for option in NAMED if option.keyword in said]
    if not fields or any(field.option not in (PLACE, LINK) for field in fields):
        must_organise(call, meeting)
    if fields and fields[0].name:
        line = _fields_line(meeting, [*fields, *others])
        raise UsageError(_("A colon is missing behind “{name}”.", name=fields[0].name), line)
    if others and says_no_value(words, beside=False):
        line = _fields_line(meeting, others)  # «neuer Titel; Ort: Jena»
    else:
        line = _fields_line(meeting, [*fields, *others]) if fields else _unnamed_line(call, meeting, words, others)
    raise UsageError(_("What shall “{text}” be: title, place, description?", text=words[:60]), line)


def _typed(call: Call, option: Option, value: str) -> Field:
    """The field by the word that was typed for it."""
    words = (word for word in option.words if f"{fold(word)}:" in fold(call.line).replace(" :", ":"))
    return Field(option, value, next(words, option.words[0]).capitalize())


def _unnamed_line(call: Call, meeting: Meeting, words: str, others: Sequence[Field]) -> Text:
    """The line that those words may have meant: a length, a date, or a title."""
    if is_length(words) and not others:
        return offered_line("meeting edit", meeting.key, _("Duration: {text}", text=words))
    if meeting.when is not None and meeting.when.rule is None and (date := date_said(words, call)):
        return offered_line("meeting move", meeting.key, date[0])
    dated = any(one.kind in ("date", "time") for one in carries(words))
    if dated or TURNS.search(words) or ":" in words or len(words) > TITLE_LENGTH:
        return offered_line("meeting show", meeting.key)
    named = NAMED_ANEW.fullmatch(words)
    return _fields_line(meeting, [Field(TITLE, named["name"] if named else words), *others])


def _fields_line(meeting: Meeting, fields: Sequence[Field]) -> Text:
    """The line that says them with colons."""
    said = {f"field{n}": _with_colon(one) for n, one in enumerate(fields)}
    return offered_line("meeting edit", meeting.key, Text("; ".join(f"{{{name}}}" for name in said), said))


def _with_colon(field: Field) -> Text:
    if field.name:
        return _("{name}: {value}", name=field.name, value=field.value)
    return _("Title: {text}", text=field.value) if field.option is TITLE else _("Place: {place}", place=field.value)


def said_otherwise(call: Call, store: Store, number: int, text: str) -> UserError | None:
    """What to answer where a meeting is to be moved and the words say another thing of it: a field without a colon, or
    one date more of a poll; None for other words."""
    meeting, words = store.meetings.find(number), text.strip(" ;,")
    if meeting is None or meeting.state == "cancelled":
        return None
    if fields := fields_said(words):
        if any(field.option not in (PLACE, LINK) for field in fields):
            must_organise(call, meeting)
        return _without_colon(meeting, fields)
    if (until := end_said(words)) and (ends := _("until {time}", time=until)) and may_organise(call, meeting):
        return _how_long(meeting, ends) if meeting.when is not None else None
    date = date_said(words, call) if meeting.when is None and may_organise(call, meeting) else None
    if date is None or any(slot.when.start[:10] == f"{date[1].start:%Y-%m-%d}" for slot in store.slots.of(meeting.id)):
        return None
    return UserError(
        _("No date is fixed for {key} yet.", key=meeting.key), offered_line("meeting add", meeting.key, date[0])
    )


def lasting_said(call: Call, meeting: Meeting, text: str) -> UserError | None:
    """What to answer where words that move nothing say how long the meeting lasts: «1 h länger», «bis 17 Uhr»."""
    words = text.strip(" ;,.")
    if _UNTIL.match(words) and not _WITHOUT_VERB.match(call.line):
        return None  # «verschieben M1 bis 17 Uhr» may mean that it begins then
    try:
        longer = prolonged(call, meeting, words)
    except UsageError:
        return None
    return _how_long(meeting, words) if longer else None


def _how_long(meeting: Meeting, words: str | Text) -> UserError:
    return UserError(
        _("That says how long it lasts, not when it is."), offered_line("meeting edit", meeting.key, words)
    )


def _without_colon(meeting: Meeting, fields: Sequence[Field]) -> UserError:
    line = _fields_line(meeting, fields)
    if not fields[0].name:
        return UserError(_("That says something else of it than when it is."), line)
    return UserError(_("A colon is missing behind “{name}”.", name=fields[0].name), line)


def is_length(words: str) -> bool:
    """Whether they are a length of time."""
    try:
        return bool(read_duration(words))
    except DateError:
        return False
