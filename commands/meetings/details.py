"""What is said of a meeting besides its title and its dates: `Ort:`, `Link:`, `Dauer:`, `Frist:`, `Auto:`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from commands.base import Call, Claims, Option, UsageError, UserError, title
from commands.base.claims import Place, at
from commands.base.typed import fold
from commands.dates import carries, find_date, read_duration
from commands.patterns import regex
from commands.words import _
from storage.values import frozen

PLACE: Final = Option("place", ("ort", "place", "wo"))
LINK: Final = Option("link", ("link", "url", "video"))
DURATION: Final = Option("duration", ("dauer", "duration", "länge", "laenge", "length"))
DEADLINE: Final = Option("deadline", ("frist", "deadline", "abstimmungsfrist"))
AUTO: Final = Option("auto", ("auto", "automatisch"))

OPTIONS: Final = {word: option.keyword for option in (PLACE, LINK, DURATION, DEADLINE, AUTO) for word in option.words}
_NAMES: Final = "|".join(OPTIONS)
_WITHOUT_COLON: Final = regex(
    rf"(?:(?:^|(?<=[;\n]))[ ]*(?P<name>{_NAMES})|(?<=\s)(?P<limit>frist|deadline))[ ]+(?P<value>[^;\n]+)",
    re.IGNORECASE,
)
_DEADLINE_BEHIND: Final = regex(
    r"(?:^|(?: ?,| [-–—])? )(?:bitte )?(?:(?:frist|deadline) (?P<named>[^;\n,]{1,40})"
    r"|(?:bis|by) (?:zum |spätestens )?(?P<limit>[^;\n,]{1,40}?) "
    r"(?:abstimmen|abzustimmen|antworten|rückmelden|zusagen|vote|reply|respond)[.!]?)$",
    re.IGNORECASE | re.MULTILINE,
)
"""`Frist 30.11.` among the dates, where nothing but a deadline can be meant: it must not become one of them."""
_WEB: Final = regex(
    r"(?:(?<!\w)(?:link|url|video|zoom|teams|unter|via|per)\s{1,3})?(?P<link><?https?://[^\s<>]+>?)", re.IGNORECASE
)
_YES: Final = frozenset({"ja", "yes", "an", "on", "true", "j", "y"})
_NO: Final = frozenset({"nein", "no", "aus", "off", "false", "n"})
_NOTHING: Final = frozenset({"", "-", "–", "—", "keine", "keiner", "kein", "none"})


@frozen
class Particulars:
    """What was said besides title and dates; None and False where nobody said it. `deadline` is not read yet."""

    place: str | None
    link: str | None
    length: timedelta | None
    deadline: str
    auto: bool


def read_particulars(said: Mapping[str, str]) -> Particulars:
    """The options as values. Raises UserError for the first that is wrong."""
    return Particulars(
        place=read_place(said.get("place", "")),
        link=read_link(said.get("link", "")),
        length=_read_length(said.get("duration", "")),
        deadline=said.get("deadline", ""),
        auto=_read_flag(said.get("auto", "nein")),
    )


def take_from_dates(text: str) -> tuple[str, dict[str, str]]:
    """Takes `Frist 30.11.` and the like, written without a colon, out of a text that holds only dates."""
    line, found = Claims(text), dict[str, str]()
    for one in _WITHOUT_COLON.finditer(line.look(Place(0, len(text)))):
        found[OPTIONS[fold(one["name"] or one["limit"])]] = line.words(at(one, "value")).strip(" ,")
        line.claim(*one.span())
    return line.rest(), found


def take_deadline(call: Call, said: Claims) -> dict[str, str]:
    """Claims the deadline behind the dates of a line, `- deadline Dec 1` or «bitte bis 1.12. abstimmen»."""
    found = said.search(_DEADLINE_BEHIND)
    if found is None or not carries(said.before(found.start())):
        return {}
    value = found["named"] or found["limit"]
    dated = find_date(value, call.confirmed or call.now, call.zone)
    if dated is None or dated.after:
        return {}
    said.claim(*found.span())
    return {DEADLINE.keyword: value}


def take_link(said: Claims) -> dict[str, str]:
    """Claims the web address in the line, which is that of the video conference."""
    found = said.take(_WEB)
    return {"link": found["link"].rstrip(".,;")} if found else {}


def read_place(text: str) -> str | None:
    """A place on one line; None where the member takes it back."""
    return None if fold(text.strip()) in _NOTHING else title(text, _("Which place is meant?"))


def read_link(text: str) -> str | None:
    """An http or https address; None where the member takes it back."""
    text = text.strip().strip("<>")
    if fold(text) in _NOTHING:
        return None
    if not re.fullmatch(r"https?://[^\s<>\"]{1,1900}", text, re.IGNORECASE):
        raise UserError(
            _("A link starts with https:// and has no blanks."), _("`Link: https://meet.example.org/board`")
        )
    return text


def _read_length(text: str) -> timedelta | None:
    length = None if fold(text.strip()) in _NOTHING else read_duration(text)
    if length is not None and length < timedelta(minutes=1):
        raise UserError(_("A meeting lasts a minute or more."), _("`Duration: 2h`"))
    return length


def _read_flag(text: str) -> bool:
    word = fold(text.strip(" .!"))
    if word not in _YES | _NO:
        raise UsageError(_("Auto is yes or no."), _("`Auto: yes`"))
    return word in _YES
