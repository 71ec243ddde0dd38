"""What a line says about a meeting: its title, and the text of its dates behind it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from itertools import islice

from commands.base import Call, Claims, UserError
from commands.base.claims import Place, veiled
from commands.base.typed import fold
from commands.beside_dates import CONNECTS
from commands.dates import carries, find_date
from commands.dates.vocabulary.feasts import FEASTS, HOLIDAYS
from commands.dates.vocabulary.roles import FILLERS
from commands.doubts import read_again
from commands.meetings.dates_said import MOST_PIECES, NUMBERS, read_event
from commands.patterns import regex
from storage.values import frozen

_MOST_COLONS = 12
"""So many colons of a line are tried as the end of its title."""
_COLON = regex(r":(?=\s|$)")
_WORD = regex(r"[\s,;:–—-]{0,40}(\S+)")
_SHRED = regex(
    r"(?:(?<=\s)|^)"
    r"(?>(?:\d{1,2}\.(?:\d{1,2}\.(?:\d{2,4}(?![\d.]))?|\d{1,6}(?![\d.]))?[\s,;]*)"
    rf"{{1,{MOST_PIECES}}})\Z"
)
"""What a text ends with that looks like days: taken as a whole or not at all, so that its time stays bounded."""
_LOOSE = " \t\n,;:–—-"
_DAY = regex(r"(?:^|\s)(?:am )?(\d{1,2}\.\d{1,2}\.)")
_VERSION = regex(r"\d{1,2}\.(?:0\d?|1[3-9]|[2-9]\d)")
"""A number with a point that is no day of any month: «OZG 2.0»."""
_NUMBERED = regex(r"(?P<number>\d{1,4}(?:\.\d{1,4}){1,4})\s(?P<dates>\S.*)", re.DOTALL)
_SMALL = frozenset(("am", "an", "im", "in", "um", "ab", "bei", "beim", "der", "die", "das", "den", "dem", "des"))
_LEADING_OVER = _SMALL | {"zum", "zur", "vom", "on", "at", "the", "of", "from"}
"""Words that lead over from a title to a date and belong to neither."""
_TAKES_PLACE = regex(r"(?<=\w)\s+(?:findet(?=\s.*\sstatt[\s.!]*$)|takes\s+place(?=\s))", re.IGNORECASE | re.DOTALL)
_PLACE_TAKEN = regex(r"\sstatt[\s.!]*$", re.IGNORECASE)
_TURNED = regex(
    r"(?:^|\s)((?:außer|ausser|ausgenommen|nicht|kein(?:e[nmrs]?)?|ohne|statt|except|excluding|not|without|instead of)"
    r"(?:\s+(?:am|im|an|den|dem|der|on|in|for|the|vom|von))*)$",
    re.IGNORECASE,
)
"""What turns round the dates behind it, at the end of what stands before them."""


def take_sentence(said: Claims) -> None:
    """Claims the words that only make a sentence of a title and its date: «Der Beirat findet am 8.12. statt»."""
    if said.take(_TAKES_PLACE):
        said.take(_PLACE_TAKEN)


@frozen
class Named:
    """A title and the text about dates behind it, which may be empty."""

    title: str
    dates: str


def split_title(call: Call, text: str) -> Named:
    """The title, quoted or plain, and the dates behind it: behind a colon, on further lines, or at the line's end.

    A word before the dates that turns them round is theirs: «außer 24.12.» is no date of a meeting.
    """
    line = Claims(text.strip(_LOOSE))
    if (quoted := line.take_quotation()) is not None:
        return Named(quoted, line.rest().strip(_LOOSE))
    named = _split_title(call, line)
    title = Claims(named.title)
    turned = _TURNED.search(named.title) if named.dates else None
    if turned is None:
        return named
    start = _beside(title, turned.start(1))
    return _parted(title, start, f" {named.dates}")


def _parted(line: Claims, start: int, more: str = "", *, until: int | None = None) -> Named:
    """The title before that place, the dates from there on, and more of them behind."""
    dates = line.words(Place(start, len(line.text) if until is None else until))
    return Named(line.words(Place(0, start)).strip(_LOOSE), f"{dates}{more}".strip(_LOOSE))


def _beside(line: Claims, end: int) -> int:
    """Where the dates begin that go on to that place without another word between: a rule before its exception."""
    for one in reversed(carries(line.look(Place(0, end)))):
        if not CONNECTS.fullmatch(line.text, one.end, end):
            break
        end = one.start
    return end


def _split_title(call: Call, line: Claims) -> Named:
    first = next(iter(line.parts()), Place(0, 0))
    colons = _COLON.finditer(line.look(Place(0, _row_end(line))))
    for colon in islice(colons, _MOST_COLONS):
        behind = Claims(line.words(Place(colon.end(), len(line.text))).strip())
        if behind.text and _begins_with_dates(call, behind):
            return Named(line.words(Place(0, colon.start())), behind.text)
    rest = line.words(Place(first.end + 1, len(line.text)))
    sign = line.words(Place(first.end, first.end + 1))
    named = _at_end(call, line, first.end)
    # A line alone is a title, even with a date in it; with a time of day it holds the first slot as well.
    if sign == "\n" and (named is None or not _timed(call, named.dates)):
        return Named(line.words(first), rest.strip())
    # What looks like a date is never left in a title silently: it is read, or it is said that it cannot be.
    if day := _DAY.search(veiled(named.title if named else line.words(first))):
        holding = (one.start for one in carries(line.words(first)) if one.start <= day.start(1) < one.end)
        start = next(holding, day.start(1))  # the weekday before it is the date's
        title = line.words(Place(0, min(day.start(), start))).strip(_LOOSE)
        return Named(title, f"{line.words(Place(start, first.end))}{sign}{rest}".strip())
    if named is None:
        return Named(line.words(first), rest.strip())
    return Named(named.title, f"{named.dates}{sign}{rest}".strip())


def _row_end(line: Claims) -> int:
    """Where the first row ends."""
    end = line.text.find("\n")
    return end if end >= 0 else len(line.text)


def numbered(call: Call, named: Named) -> Named | None:
    """The same with the number that stands before the dates as a part of the title, «OZG 2.1»; None if none is there,
    or no date behind it."""
    found = _NUMBERED.fullmatch(named.dates)
    with suppress(UserError):
        if found:
            read_event(call, found["dates"])
            return Named(f"{named.title} {found['number']}".strip(), found["dates"])
    return None


def bare_title(name: str) -> str:
    """The title without what in it carries a date or a rule, for a line that works."""
    end = next((one.start for one in carries(name)), len(name))
    return Claims(name).words(Place(0, end)).strip(_LOOSE)[:80]


def account(said: Claims, name: str, dates: str) -> None:
    """The line became that title and those dates: what in the title carries a date or a rule is asked about."""
    at = said.text.rfind(dates) if dates else -1
    if at >= 0:
        said.claim(at, at + len(dates))
    said.keep_rest()
    named = said.text.find(name)
    if said.quoted(Place(named, named + len(name))):
        return
    for stretch in carries(name):
        said.doubt(Claims(name).words(Place(stretch.start, len(name))))
        return
    if dates and (dangling := _DANGLING.search(name)):
        said.doubt(dangling[0])


_DANGLING = regex(
    r"(?:(?<!\w)(?:oder|und|or|and|bis|to|(?:über)?nächste[nrsm]?|kommende[nrsm]?|diese[nrsm]?|jede[nrsm]?|every|each|next"
    r"|this|erste[nrsm]?|zweite[nrsm]?|dritte[nrsm]?|letzte[nrsm]?|first|second|third|last|auf|jeweils|ca\.?|circa|gegen)\s*)+\Z",
    re.IGNORECASE,
)
"""Words at the end of a title that go on to the date behind it and were not read with it."""


def _at_end(call: Call, line: Claims, until: int) -> Named | None:
    """A title with dates behind it: it ends where the dates begin. None if that part does not end with a date.

    The reader passes over words such as «Sitzung» and «online» beside a date; here they belong to the title.
    """
    seen = line.look(Place(0, until))
    carried = [one for one in carries(line.words(Place(0, until))) if one.kind not in ("exception", "negation")]
    end = carried[-1].end if carried else until
    found = find_date(line.look(Place(0, end)), call.confirmed or call.now, call.zone, where="end")
    if found is None or found.after:
        return None
    if not found.before and (feast := _feast(call, line, until)):
        return feast
    if not found.before and (behind := line.words(Place(end, until)).strip(_LOOSE)):  # the title behind the date
        return Named(behind, line.words(Place(0, end)).strip(_LOOSE))
    start = place = len(found.before)
    for word in _WORD.finditer(line.text, start, until):
        folded = fold(word[1]).strip(".,:")
        if folded not in FILLERS:
            break
        if folded not in _LEADING_OVER:
            place = word.end()
    # What looks like a date is never left in a title silently: «31.2. 14 Uhr» is wrong, not today at two.
    shred = _SHRED.search(seen, 0, place)
    behind_it = carries(line.words(Place(place, until)))
    if shred and not (_VERSION.fullmatch(shred[0].strip()) and any(one.kind == "date" for one in behind_it)):
        place = shred.start()
    return _parted(line, place, until=until)


_NAMES_OF_DAYS = frozenset({*FEASTS, *HOLIDAYS, "weekly", "daily", "monthly", "biweekly"})


def _feast(call: Call, line: Claims, until: int) -> Named | None:
    """A title that is the name of a feast, before a date with figures: «Nikolaus 6.12. 16 Uhr»."""
    for words in reversed(list(islice(re.finditer(r"\S+", line.words(Place(0, until))), 2))):
        dates = line.look(Place(words.end(), until))
        named = fold(line.words(Place(0, words.end()))).strip(".,:")
        if named in _NAMES_OF_DAYS and re.search(r"\d", dates):
            found = find_date(dates, call.confirmed or call.now, call.zone, where="end")
            if found and not found.after and not any(map(str.isalnum, found.before)):
                start = words.end() + next(n for n, sign in enumerate(dates) if sign.isalnum())
                return _parted(line, start, until=until)
    return None


def _begins_with_dates(call: Call, line: Claims) -> bool:
    """Whether the first part of the line is a date and nothing else."""
    piece = line.look(line.parts()[0])
    found = find_date(piece, call.confirmed or call.now, call.zone, where="start")
    return bool(NUMBERS.fullmatch(piece)) or (found is not None and not found.after)


def _timed(call: Call, text: str) -> bool:
    """Whether the dates say a time of day."""
    return any(isinstance(span.start, datetime) for span in read_again(call, text))
