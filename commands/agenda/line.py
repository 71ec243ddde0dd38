"""What a line says of a point: title, length, who, with what; and which point of an agenda is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from commands.base import Call, Claims, Option, UsageError, UserError
from commands.base.arguments import TITLE_LENGTH
from commands.base.claims import Place
from commands.base.people import NamedRow, doubt_unsigned, doubt_unsure, named_in_row, no_member
from commands.base.titles import Titled, several, whole_at_head
from commands.patterns import regex
from commands.topics import Shorter, no_point, read_minutes
from commands.words import Text, _
from storage import Store
from storage.agenda import Backlog, Topic
from storage.values import frozen

DURATION: Final = Option("duration", ("dauer", "duration", "länge", "length", "minuten", "minutes", "zeit"))
WHO: Final = Option("who", ("von", "by", "wer", "who", "vortrag", "speaker"))
MATERIAL: Final = Option("material", ("zu", "material", "unterlagen", "unterlage", "about"))
OPTIONS: Final = (DURATION, WHO, MATERIAL)

_LENGTH: Final = regex(
    r"(?P<bracket>\()?(?:(?:dauer|max\.?|maximal|höchstens|bis zu|up to|at most"
    r"|ca\.?|circa|etwa|ungefähr|rund|about|around|for|für|fuer)\s)?"
    r"(?P<length>\d{1,4}(?:[.,]\d{1,2})?\s?(?:minuten|minute|mins?|minutes?|h|std|stunden?|hours?|hrs?|tage?|days?)"
    r"(?:\s\d{1,2}\s(?:minuten?|mins?|minutes?))?"
    r"|(?:eine?|an?)\s(?:halbe\s|half\s)?(?:stunde|hour)|half an hour)\.?(?(bracket)\))\Z",
    re.IGNORECASE,
)
_REFERENCE: Final = r"(?<![\w/])(?:[LITBM]\d{1,7}(?!\w)|<?https?://[^\s<>;]{1,1900}+>?)"
_ROW: Final = rf"{_REFERENCE}(?:(?:\s?[,+&]\s?|\s(?:und\s|and\s)?){_REFERENCE}){{0,9}}"
_MATERIAL: Final = regex(rf"(?:(?:zu|mit|siehe|about|with|see)\s)?({_ROW})\Z", re.IGNORECASE)
_LED: Final = regex(r"(?:zu|mit|siehe|about|with|see)\s|<?https?://", re.IGNORECASE)
_ONE: Final = regex(_REFERENCE, re.IGNORECASE)
_BY: Final = regex(r"(?<![^\s;])(?:von|durch|by|with|wer|who)\s{1,3}\Z", re.IGNORECASE)
_BY_SIGN: Final = regex(r"(?:von|durch|by)\s{1,3}(?=@)", re.IGNORECASE)
_SIGNS: Final = " \t,.–—-"
_PART: Final = regex(r"[;\n]")
_NUMBER: Final = regex(
    r"(?:(?:top|punkt|point|item|nr\.?|nummer)\s?)?(\d{1,3})(?:[.:,](?!\d))?(?=[\s,;]|$)", re.IGNORECASE | re.ASCII
)
_AND: Final = regex(r"\s{0,2}(?:,|und\s|and\s|&|\+)?\s{0,2}(?:top\s)?(?=\d)", re.IGNORECASE)
_MOST_WORDS: Final = 24
_MOST: Final = 10
"""People and material of one point."""


@frozen
class Particular:
    """What was said of a point besides its title; None where nobody said it."""

    minutes: int | None = None
    speakers: tuple[str, ...] | None = None
    material: tuple[str, ...] | None = None

    @property
    def said(self) -> bool:
        return self != Particular()

    def onto(self, topic: Topic) -> Topic:
        """The point as it is with that; what was not said stays."""
        return replace(
            topic,
            minutes=topic.minutes if self.minutes is None else self.minutes,
            speakers=topic.speakers if self.speakers is None else self.speakers,
            material=topic.material if self.material is None else self.material,
        )


def claim_particular(
    call: Call, store: Store, said: Claims, options: dict[str, str], shorter: Shorter, *, bare: bool = False
) -> Particular:
    """Claims length, people and material, each behind `;` or at the end of the title.

    In a part of its own a bare name is enough; with `bare` the first part is one as well. Raises UserError for what
    cannot be; of a length that no point has with the line that `shorter` makes.
    """
    found, left = _by_name(call, options, shorter), 0
    for number, part in enumerate(list(_parts(said))):
        before, found = found, _claim_tail(call, said, part, found, shorter, alone=bare or number > 0)
        left += 1 + len(" ".join(said.words(part).split())) if found == before else 0
        if left > 2 * TITLE_LENGTH:  # no title is that long: it is refused, whatever else is said behind it
            return found
    for part in list(_parts(said))[1:] if found.said else ():  # where nothing was found there is no second one
        _doubt_second(call, said, part, shorter)
    for key in found.material or ():
        if re.fullmatch(r"L\d+", key) and store.literature.find(int(key[1:])) is None:
            raise UserError(_("There is no entry {key}.", key=key), _("`!lit list`"))
        if re.fullmatch(r"I\d+", key) and store.impulses.find(int(key[1:])) is None:
            raise UserError(_("There is no impulse {key}.", key=key), _("`!impulse list`"))
    return found


def doubt_further(said: Claims) -> None:
    """Doubts several parts behind `;` in the title, and a length behind a comma: «Raum, 10 min, Beamer»."""
    title, *further = list(_parts(said)) or [Place(0, 0)]
    for part in further if len(further) > 1 else ():
        said.doubt(said.words(part))
    for piece in said.pieces()[1:]:
        if piece.end <= title.end and _LENGTH.match(words := said.words(piece)):
            said.doubt(words)


def first_words(said: Claims) -> str:
    """What nobody claimed of the first part, shortened."""
    return said.words(next(_parts(said), Place(0, 0))).strip()[:60]


def _parts(said: Claims) -> Iterator[Place]:
    """The parts between `;` and line ends that stand outside of quotes and that nobody claimed."""
    for gap in said.free():
        start = gap.start
        for sign in _PART.finditer(said.text, gap.start, gap.end):
            if said.unquoted(sign.start()):
                yield Place(start, sign.start())
                start = sign.end()
        yield Place(start, gap.end)


def _by_name(call: Call, options: dict[str, str], shorter: Shorter) -> Particular:
    """`Dauer: 20 min`, `Von: @anna`, `Zu: L17`."""
    found = Particular()
    if duration := options.get("duration", "").strip():
        found = replace(found, minutes=read_minutes(duration, shorter))
    if who := options.get("who", "").strip():
        row = named_in_row(who, call)
        behind = Claims(who).behind(row.end if row else 0).strip(" .,")
        if row is None or behind:
            raise no_member(behind or who, call.room)
        found = replace(found, speakers=_ids(row))
    if material := options.get("material", "").strip():
        match = _MATERIAL.match(material)
        if match is None:
            raise UserError(
                _("Material is a short name or a link, not “{words}”.", words=material[:60]),
                _("`!agenda add Budget; about https://example.org/paper`"),
            )
        found = replace(found, material=_references(match[1]))
    return found


def _claim_tail(
    call: Call, said: Claims, part: Place, found: Particular, shorter: Shorter, *, alone: bool
) -> Particular:
    """Claims from the end of the part on what is said of the point, as long as something is."""
    end = part.end
    while True:
        left = said.trimmed(Place(part.start, end), _SIGNS)
        step = (
            _length(said, left, found, shorter)
            or _people(call, said, left, found, alone=alone)
            or _references_behind(said, left, found, alone=alone)
        )
        if step is None:
            return found
        start, found = step
        said.claim(start, end)
        end = start


def _doubt_second(call: Call, said: Claims, part: Place, shorter: Shorter) -> None:
    """A second length, or other people, in a part of their own: which of them counts is asked."""
    again = Claims(said.words(part))
    if _claim_tail(call, again, Place(0, len(again.text)), Particular(), shorter, alone=True).said and not again.left():
        said.doubt(again.text)


_Step: TypeAlias = tuple[int, Particular]


def _length(said: Claims, left: Place, found: Particular, shorter: Shorter) -> _Step | None:
    if found.minutes is not None:
        return None
    match = _length_at_end(said, left)
    if match is None:
        return None
    said.claim(match.start(), left.end)  # the line that is offered is without it
    return match.start(), replace(found, minutes=read_minutes(match["length"], shorter))


def _length_at_end(said: Claims, left: Place) -> re.Match[str] | None:
    end = said.trimmed(left, _SIGNS)
    tries = (_LENGTH.match(said.text, word.start, end.end) for word in _last_words(said, end, 5))
    return next(filter(None, tries), None)


def _people(call: Call, said: Claims, left: Place, found: Particular, *, alone: bool) -> _Step | None:
    if found.speakers is not None:
        return None
    for word in _last_words(said, left, _MOST_WORDS):
        row = named_in_row(said.text, call, word.start, left.end)
        if row is None or row.end < left.end:
            continue
        by = _BY.search(said.text, left.start, word.start)
        start = by.start() if by else word.start
        if by is None and not row.signed:
            doubt_unsigned(said, row)
        timed = by is not None and _length_at_end(said, Place(left.start, start)) is not None  # «20 min von Ben»
        if row.signed or timed or (by and row.mixed) or (alone and start == left.start):
            doubt_unsure(said, Place(left.start, row.start))
            return start, replace(found, speakers=_ids(row))
    if alone and (by := _BY_SIGN.match(said.text, left.start, left.end)):
        raise no_member(said.words(Place(by.end(), left.end)), call.room)
    return None


def _ids(row: NamedRow) -> tuple[str, ...]:
    return tuple(member.user_id for member in row.members)[:_MOST]


def _references_behind(said: Claims, left: Place, found: Particular, *, alone: bool) -> _Step | None:
    if found.material is not None:
        return None
    for word in _last_words(said, left, _MOST_WORDS):
        match = _MATERIAL.match(said.text, word.start, left.end)
        if match and (_LED.match(said.text, word.start) or (alone and word.start == left.start)):
            return word.start, replace(found, material=_references(match[1]))
    return None


def _last_words(said: Claims, left: Place, most: int) -> list[Place]:
    """The last words of what is left of a part that stand in no quotation, the longest stretch first."""
    return [word for word in said.each_word(left)[-most:] if said.unquoted(word.start)]


def _references(text: str) -> tuple[str, ...]:
    found = (match[0].strip("<>").rstrip(".,)") for match in _ONE.finditer(text))
    return tuple(dict.fromkeys(one if "://" in one else one.upper() for one in found))[:_MOST]


def claim_points(
    said: Claims, topics: Sequence[Topic], example: Text, what: Text, *, most: int = 2 * _MOST
) -> list[int]:
    """The numbers of the points named at the head of what is left, counted from 1: `3`, `TOP 3`, `2 und 4`, or a title.

    Raises UsageError with `what` if none is named, UserError for one that there is not.
    """
    numbers: list[int] = []
    while (match := _NUMBER.match(said.text, said.head.start)) and len(numbers) < most:
        said.claim(*match.span())
        numbers.append(int(match[1]))
        link = _AND.match(said.text, match.end())
        if not link or len(numbers) == most:
            break
        said.claim(*link.span())
    if not numbers:
        numbers = [_titled(said, topics, example, what)]
    for number in numbers:
        if not 1 <= number <= len(topics):
            raise no_point(number, len(topics), example)
    return list(dict.fromkeys(numbers))


def _titled(said: Claims, topics: Sequence[Topic], example: Text, what: Text) -> int:
    head = said.head
    words = said.words(said.head_row)
    numbered = topics.called(words) if isinstance(topics, Backlog) else enumerate(topics, start=1)
    known = [Titled(f"P{number}", topic.title) for number, topic in numbered]
    found, length = whole_at_head(words, known)
    if not found:
        raise UsageError(what, example)
    if len(found) > 1:
        raise several(said.words(Place(head.start, head.start + length)), found, example)
    said.claim(head.start, head.start + length)
    return found[0].number
