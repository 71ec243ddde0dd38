"""Who is meant: members by pill, id, full name, first or last name, however typed; never one of several by chance."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from commands.base.call import Call
from commands.base.claims import Claims
from commands.base.errors import UserError
from commands.base.typed import fold
from commands.words import Member, OneOf, Text, Value, _

_ID = re.compile(r"@[^\s:@,;]+:[\w.-]+(?::\d+)?", re.ASCII)
_WORD = re.compile(r"[^\s,;:!?()„“”\"»«]+")
_BRACKET = re.compile(r"\s*[\[(][^\])]*[\])]\s*")
_LINK = re.compile(r"\s*(?:,|&|\+|(?:und|and)(?=\s))\s*|\s+(?=@)", re.IGNORECASE)
_MOST_WORDS = 5
_CHOICES = 5
_NEAR = 0.75
SELF = frozenset({"ich", "mich", "mir", "me", "myself"})
"""Words by which the speaker means themself."""


@dataclass(frozen=True, slots=True)
class Mention:
    """The members whom a text may mean from `start` to before `end`; `words` is what it says."""

    candidates: tuple[Member, ...]
    start: int
    end: int
    words: str


def mention_at(text: str, start: int, call: Call, end: int | None = None) -> Mention | None:
    """Whoever is named at that place: as many words as name somebody; None if nobody is.

    A full id means that member and nobody else. Among members of one name the one whom the sender's client meant
    (`m.mentions`) is taken.
    """
    if match := _ID.match(text, start, len(text) if end is None else end):
        found = call.room.member(match[0]) or call.room.member(match[0].rstrip("."))
        return Mention((found,), start, match.end(), match[0]) if found else None
    if (word := _WORD.match(text, start)) and fold(word[0]) in SELF:
        return Mention((call.member,), start, word.end(), word[0])
    at = start + 1 if text.startswith("@", start) else start
    words = list(_words(text, at, len(text) if end is None else end))
    for count in range(len(words), 0, -1):
        wanted = tuple(fold(word[0]).strip(".") for word in words[:count])
        meant = tuple(m for m in call.room.members if _matches(wanted, m))
        if meant:
            pilled = tuple(member for member in meant if member.user_id in call.mentions)
            last = words[count - 1].end()
            return Mention(pilled if len(pilled) == 1 else meant, start, last, text[start:last])
    return None


def claim_person(said: Claims, call: Call, at: int | None = None) -> Member | None:
    """The member named at the head of what is left, or at that place; None if nobody is. UserError for several."""
    start = said.head.start if at is None else at
    found = mention_at(said.text, start, call, said.head.end if at is None else None)
    if found is None:
        return None
    member = only(found, call)
    said.claim(found.start, found.end)
    return member


def find_person(text: str, call: Call) -> tuple[Member, str] | None:
    """The member named at the head of the text, and what follows; None if nobody is. UserError for several."""
    head = text.lstrip()
    found = mention_at(head, 0, call)
    return (only(found, call), head[found.end :].lstrip(" :,")) if found else None


def mentions_at(text: str, call: Call) -> list[Mention]:
    """All who are named at the head of the text: `Anna, Ben und Cem`."""
    found: list[Mention] = []
    at: int | None = 0
    while at is not None and (mention := mention_at(text, at, call)):
        found.append(mention)
        link = _LINK.match(text, mention.end)
        at = link.end() if link else None
    return found


def claim_person_behind(said: Claims, call: Call) -> Member | None:
    """The member named at the end of what is left, perhaps behind `an` or `für`; None if nobody is."""
    for place in said.free()[::-1][:1]:
        starts = [match.start() for match in re.finditer(r"(?<!\S)\S", said.text[place.start : place.end])]
        for start in (place.start + offset for offset in starts[-_MOST_WORDS - 1 :]):
            found = mention_at(said.text, start, call, place.end)
            if found and found.end == place.end:
                member = only(found, call)
                led = _LED.search(said.text, place.start, start)
                said.claim(led.start() if led else start, place.end)
                return member
    return None


_LED = re.compile(r"(?<!\S)(?:an|für|to|for|->|→)\s+\Z", re.IGNORECASE)


def only(mention: Mention, call: Call) -> Member:
    """The one member who is meant. Raises UserError with at most five choices if it could be several."""
    if len(mention.candidates) == 1:
        return mention.candidates[0]
    shown: tuple[Value, ...] = tuple(_told_apart(member) for member in mention.candidates[:_CHOICES])
    raise UserError(_("“{name}” could be {members}. Please say which.", name=mention.words, members=OneOf(shown)))


def nobody(name: str, call: Call) -> UserError:
    """That no member bears that name, with whoever comes near to it."""
    wanted = fold(name.lstrip("@"))
    names = {" ".join(spelling): member for member in call.room.members for spelling in _spellings(member)}
    near = difflib.get_close_matches(wanted[:60], names, n=_CHOICES, cutoff=_NEAR)
    members = tuple(dict.fromkeys(names[spelling] for spelling in near))
    if not members:
        return UserError(_("There is no member {name} in this room.", name=name))
    return UserError(
        _("There is no member {name} in this room. Perhaps {members} is meant?", name=name, members=OneOf(members))
    )


def _matches(wanted: tuple[str, ...], member: Member) -> bool:
    spellings = _spellings(member)
    if wanted in spellings:
        return True
    last = wanted[-1]
    return len(last) > 3 and last[-1] == "s" and (*wanted[:-1], last[:-1].rstrip("'’")) in spellings  # «Annas»


def _spellings(member: Member) -> frozenset[tuple[str, ...]]:
    """All that the member may be called, as folded words: a display name that looks like an id is none."""
    local = fold(member.user_id[1:].partition(":")[0])
    shown = _BRACKET.sub(" ", member.name).strip()
    if not shown or shown.startswith("@") or _ID.fullmatch(f"@{shown}"):
        return frozenset({(local,)})
    words = tuple(fold(word[0]).strip(".") for word in _WORD.finditer(shown))
    whole = tuple(fold(word[0]).strip(".") for word in _WORD.finditer(member.name))
    ends = {words[:1], words[-1:]} if len(words) > 1 else set()
    return frozenset({(local,), words, whole, *ends} - {()})


def _words(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The words from that place on, as long as only blanks and brackets part them."""
    at = start
    for _count in range(_MOST_WORDS):
        match = _WORD.match(text, at, end)
        if match is None:
            return
        yield match
        gap = re.compile(r"[ (]*").match(text, match.end(), end)
        at = gap.end() if gap else match.end()


def _told_apart(member: Member) -> Text:
    return Text("{member} ({id})", {"member": member, "id": member.user_id})
