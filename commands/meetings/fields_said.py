"""What of a meeting is said anew without a colon: «neuer Titel KI», «Ort ist jetzt Jena», «heißt jetzt Klausur»."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Claims, Option
from commands.base.claims import Place
from commands.base.turning import STAYS
from commands.base.typed import fold
from commands.dates import Span, find_date, in_past
from commands.meetings.details import DEADLINE, DURATION, LINK, PLACE
from commands.patterns import regex
from storage.values import frozen

TITLE: Final = Option("title", ("titel", "title", "name"))
DESCRIPTION: Final = Option("description", ("beschreibung", "description", "text"))
NAMED: Final = (TITLE, DEADLINE, DURATION, DESCRIPTION, PLACE, LINK)
_WORDS: Final = {fold(word): option for option in NAMED for word in option.words}
_ARTICLE: Final = r"(?:(?:der|die|das|den|the)\s+)?"
_NEW: Final = r"(?:neue[nrs]?|new)"
_FIELD: Final = regex(
    rf"(?:\A|[,;]\s*+|\s(?:und|and)\s+){_ARTICLE}(?:(?P<new>{_NEW})\s+)?"
    rf"(?P<name>{'|'.join(word for option in NAMED for word in option.words)})(?:\s+|\Z)",
    re.IGNORECASE,
)
_NEW_ONE: Final = regex(_ARTICLE + _NEW, re.IGNORECASE)
_NEW_FIELD: Final = regex(rf"{_ARTICLE}(?:{_NEW}\s+)?(?:{'|'.join(_WORDS)})", re.IGNORECASE)
_KEY: Final = regex(r"(?:(?:von|of)\s+)?m#?(?P<number>\d{1,7})(?!\w)", re.IGNORECASE)
_TERM: Final = regex(
    rf"(?:(?:auch|noch|also)\s+)?{_ARTICLE}(?:{_NEW}\s+)?(?:(?:termin|datum|tag|uhrzeit|zeit|date|day|time)(?!\w)\s*:?\s*)?(?=\S)",
    re.IGNORECASE,
)
_BECOMES: Final = regex(
    r"(?:(?:ist|wird|lautet|soll|jetzt|nun|ab|sofort|is|shall|now|be|=|→|->|auf|in|zu|to|into)\s+)+(?=\S)",
    re.IGNORECASE,
)
_PUT_OFF: Final = regex(
    r"(?:(?:ist|wird|is|verlängern|verschieben|ändern|setzen|auf|bis|extend|to|until)\s+)+(?=\w)", re.IGNORECASE
)
_CLOSING: Final = regex(
    r"\s(?:ändern|umändern|setzen|umbenennen|lauten|heißen|heissen|sein|change|rename)[.!]?\Z", re.IGNORECASE
)
_CALLED: Final = regex(
    r"(?:(?:sie|es|it)\s+)?(?:(?:heißt|heisst|is\s+(?:now\s+)?called)\s+(?:(?:jetzt|nun|ab\s+sofort|now)\s+)?(?P<now>\S.*)"
    r"|(?:soll|wird|should)\s+(?:(?:jetzt|nun|now)\s+)?(?:(?:be\s+called\s+(?P<be>\S.*))|(?P<to>\S.*?)\s(?:heißen|heissen)))",
    re.IGNORECASE,
)
_ENDS: Final = regex(
    r"(?:(?:das|the)\s+)?(?:(?:neues|new)\s+)?(?:ende|schluss|endet|ends?)\s+(?:(?:ist|wird|is|jetzt|nun|now|schon|um|at)\s+)*(?P<until>\d.*)",
    re.IGNORECASE,
)
_OPEN: Final = regex(r"(?:bis|ab|vor|nach|until|till|by|from|before|after)(?!\w)", re.IGNORECASE)
"""What says but one end of a stretch of time."""
_NOW: Final = r"(?:(?:jetzt|nun|doch|nur|now|only)\s+)"
_WHERE: Final = regex(
    rf"{_NOW}*(?P<way>online|digital|hybrid|virtuell)(?:\s+(?:statt|anstatt|instead\s+of)\s.+)?"
    rf"|{_NOW}+(?:in|nach)\s+(?P<town>(?!\d|eine[mr]?\b|der\b|the\b)\S.*)",
    re.IGNORECASE,
)
"""How or where one meets: «jetzt online statt Bochum», «jetzt in Jena»."""


@frozen
class Field:
    """A field, its new value, the word that was typed for it, if one was, and whether it was called new."""

    option: Option
    value: str
    name: str = ""
    new: bool = False


def fields_said(words: str) -> list[Field]:
    """The fields that the words name, all of them; none if they begin with another word or say no value."""
    if called := _CALLED.fullmatch(words):
        return [Field(TITLE, called["now"] or called["be"] or called["to"])]
    if where := _WHERE.fullmatch(words):
        return [Field(PLACE, where["way"] or where["town"])]
    said = Claims(words)
    found = list(said.find_all(_FIELD))
    if not found or found[0].start():
        return []
    starts = [one.start() for one in found[1:]]
    fields = []
    for one, end in zip(found, [*starts, len(words)], strict=True):
        option = _WORDS[fold(one["name"])]
        value = said.words(_value(said, option, Place(one.end(), max(one.end(), end))))
        fields.append(Field(option, value, one["name"], new=one["new"] is not None))
    return fields if all(field.value for field in fields) else []


def says_no_value(words: str, *, beside: bool) -> bool:
    """Whether they say no more than that a field stays or is new: «neuer» before `Titel: KI`, or «neuer Titel» where no
    field is said `beside` it."""
    return bool(STAYS.match(words) or _NEW_ONE.fullmatch(words) or (not beside and _NEW_FIELD.fullmatch(words)))


def claim_key_behind(said: Claims) -> int | None:
    """The number of the meeting right behind the name of a field: «Titel M1 KI»; None if none is there."""
    field = _FIELD.match(said.text)
    key = _KEY.match(said.text, field.end()) if field else None
    if key is None:
        return None
    said.claim(*key.span())
    return int(key["number"])


def date_said(words: str, call: Call) -> tuple[str, Span] | None:
    """The one date to come that is all that they say, «neuer Termin 9.12.», and its words; None if they say another
    thing."""
    said = Claims(words)
    said.take_head(_TERM)
    said.take_head(_BECOMES)
    found = find_date(said.words(said.head), call.now, call.zone)
    if found is None or found.after.strip(" .!") or len(found.spans) != 1 or _OPEN.match(words):
        return None
    span = found.spans[0]
    return None if span.rrule or span.ask or in_past(span, call.now) else (said.words(said.head), span)


def end_said(words: str) -> str:
    """The words of the time at which it ends, «Ende jetzt 17 Uhr»; empty if they say no such thing."""
    ends = _ENDS.fullmatch(words)
    return ends["until"] if ends else ""


def _value(said: Claims, option: Option, place: Place) -> Place:
    """The place of a value without the words that lead to it and close its sentence."""
    becomes = _PUT_OFF if option in (DEADLINE, DURATION) else _BECOMES
    leads = becomes.match(said.text, place.start, place.end) if option is not DESCRIPTION else None
    start = leads.end() if leads else place.start
    closes = _CLOSING.search(said.text, start, place.end)
    return said.trimmed(Place(start, closes.start() if closes else place.end), " ,;")
