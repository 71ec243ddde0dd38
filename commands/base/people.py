"""Who is meant: the members that a text names, by id, by name or by a part of it, and by «ich» and «mir»."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from commands.base.call import Call, Room
from commands.base.claims import Claims, Place
from commands.base.errors import UserError
from commands.base.turning import UNSURE
from commands.base.typed import fold, without_courtesy
from commands.patterns import regex
from commands.words import Code, Member, OneOf, Text, _
from storage.values import frozen

MOST_CHOICES = 5
"""Members of one name that a question lists."""
MOST_IN_ROW = 50
"""Members that one line may name."""
_LONGEST_NAME = 100
_WORD = regex(r"[^\s,;:!?()\[\]]+")
_ID = regex(r"@[^\s:@]{1,255}:[^\s,;!?()@]{1,255}")
_LINK = regex(r"\s{0,3}(?:,|&|\+|(?:und|and)(?=\s))\s{0,3}|\s{1,3}(?=@)", re.IGNORECASE)
_EITHER = regex(r"\s{1,3}(?:oder|or|bzw\.?|/)\s{1,3}|/(?=@)", re.IGNORECASE)
"""Links two of whom one is meant."""
_MOST_WORDS = 8
_BEHIND = ".'\"’"
_LEADS = regex(r"\A[\s,(:–-]*+(?:(?:auch|an|für|fuer|von|durch|also|to|for|by)\s++){0,2}", re.IGNORECASE)
"""What may stand between a word and the name it is about."""
_ME = frozenset({"ich", "mir", "mich", "me", "myself", "i"})
_AFFILIATION = regex(r"[(\[{|/]| [-–—] ")
_LINE_WORDS = """
    ja nein vielleicht yes no maybe bis ab am an auf aus bei der die das den dem des ein eine fuer for from to by
    on in im um und oder and or of the von vom zu zum zur mit alle all jeder every wer who ich mir mich me myself
    i du wir uns heute morgen uebermorgen today tomorrow uhr bitte danke please thanks nicht not immer online
    jetzt now offen open next letzte last hier here niemand nobody montag dienstag mittwoch donnerstag freitag
    samstag sonnabend sonntag monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa so januar
    februar maerz april mai juni juli august september oktober november dezember january february march may june
    july october december tag tage woche monat jahr day week month year ostern weihnachten
"""
_NO_NAMES = frozenset(_LINE_WORDS.split())
"""Words that name somebody only behind an `@`: a display name never takes them out of a line."""


Names: TypeAlias = Mapping[str, tuple[Member, ...]]
KnownNames: TypeAlias = tuple[Names, Names, Mapping[str, int]]
"""Who is called what in words, and who behind an `@`; and the first words of all names, with the words of the longest
that begins so."""


@frozen
class NamedMember:
    """`text[start:end]` names one of `candidates`: several if they share the name, none if it is nobody's id."""

    start: int
    end: int
    candidates: tuple[Member, ...]


@frozen
class NamedRow:
    """`text[start:end]` names members, one behind the other: `Anna, Ben und Cem`. `signed`: by an `@` or as a pill;
    `either`: with an «oder» between them."""

    text: str
    named: tuple[NamedMember, ...]
    signed: bool
    either: bool

    @property
    def mixed(self) -> bool:
        """Whether one of them has an `@`, though perhaps not the first: «Anna und @cem»."""
        return any(self.text.startswith("@", named.start) for named in self.named)

    @property
    def start(self) -> int:
        return self.named[0].start

    @property
    def end(self) -> int:
        return self.named[-1].end

    @property
    def members(self) -> tuple[Member, ...]:
        """Who is named, each once. Raises UserError that asks if several share a name, or if one of them is meant."""
        members = tuple(dict.fromkeys(one(named, self.text) for named in self.named))
        if self.either and len(members) > 1:
            raise UserError(_("Who is meant: {members}?", members=OneOf(members)))
        return members


def find_people(text: str, room: Room) -> list[NamedMember]:
    """Everybody whom the text names, in order, without overlaps; «ich» and «mir» name nobody."""
    found: list[NamedMember] = []
    end = 0
    known = _known(room.members)
    for word in re.finditer(r"(?<![\w@])[\w@]", text):
        if word.start() >= end and (named := _named(text, word.start(), room, (), None, known)):
            found.append(named)
            end = named.end
    return found


def named_at(
    text: str, start: int, room: Room, mentions: tuple[str, ...] = (), speaker: Member | None = None
) -> NamedMember | None:
    """Who is named right there: a whole id means that id alone, else the longest name counts, then a part of one.

    Among members of one name those are taken whom the sender's client meant (`mentions`). `speaker` is whom «ich» and
    «mir» mean.
    """
    return _named(text, start, room, mentions, speaker, _known(room.members))


def _named(
    text: str, start: int, room: Room, mentions: tuple[str, ...], speaker: Member | None, known: KnownNames
) -> NamedMember | None:
    if found := _ID.match(text, start):
        written = found[0].rstrip(".:'\"")
        meant = tuple(m for m in room.members if m.user_id == written) or tuple(
            m for m in room.members if m.user_id.lower() == written.lower()
        )
        return NamedMember(start, start + len(written), meant)
    bare, signed, heads = known
    at = text.startswith("@", start)
    names = signed if at else bare
    first = _WORD.match(text, start + at, start + at + _LONGEST_NAME)
    most = max((heads.get(form, 0) for form in _forms(fold(first[0].rstrip(_BEHIND)))), default=0) if first else 0
    if not most:
        return None
    words = _words(text, start + at, most)
    for count in range(len(words), 0, -1):
        spelled = " ".join(word for word, _end in words[:count])
        if count == 1 and not at and spelled in _NO_NAMES:
            break
        for form in _forms(spelled):
            if form in names and (at or form not in _NO_NAMES):
                candidates = names[form]
                meant = tuple(m for m in candidates if m.user_id in mentions) or candidates
                return NamedMember(start, _with_bracket(text, words[count - 1][1], meant), meant)
    if speaker is not None and words and not at and words[0][0] in _ME:
        return NamedMember(start, words[0][1], (speaker,))
    return None


def _with_bracket(text: str, end: int, candidates: tuple[Member, ...]) -> int:
    """Where the name ends, with what stands in brackets behind it in the display name of the one who is meant."""
    for member in candidates if len(candidates) == 1 else ():
        bracket = _AFFILIATION.search(member.name)
        behind = " " + member.name[bracket.start() :].strip() if bracket else ""
        if behind and text[end : end + len(behind)].casefold() == behind.casefold():
            return end + len(behind)
    return end


def one(named: NamedMember, text: str) -> Member:
    """The one who is named. Raises UserError that asks, with the ids, if several share the name."""
    if len(named.candidates) == 1:
        return named.candidates[0]
    some = named.candidates[:MOST_CHOICES]
    shown = tuple(Text("{name} ({id})", {"name": member.name, "id": Code(member.user_id)}) for member in some)
    raise UserError(
        _(
            "{n} members of this room are called {name}: {members}. Please say who is meant.",
            n=len(named.candidates),
            name=text[named.start : named.end].lstrip("@"),
            members=OneOf(shown),
        )
    )


def named_in_row(text: str, call: Call, start: int = 0, end: int | None = None) -> NamedRow | None:
    """All who are named right there, in a row that begins before `end`; None if nobody is."""
    until = len(text) if end is None else end
    found: list[NamedMember] = []
    at: int | None = start
    either = False
    while (
        at is not None
        and len(found) < MOST_IN_ROW
        and (named := named_at(text, at, call.room, call.mentions, call.member))
    ):
        if not named.candidates:
            break
        found.append(named)
        link = _LINK.match(text, named.end)
        choice = None if link else _EITHER.match(text, named.end)
        if choice and (other := named_at(text, choice.end(), call.room, call.mentions, call.member)):
            link, either = choice, either or bool(other.candidates)
        at = link.end() if link and link.end() < until else None
    signed = text.startswith("@", start) or any(m.user_id in call.mentions for who in found for m in who.candidates)
    return NamedRow(text, tuple(found), signed, either) if found else None


def claim_person(said: Claims, call: Call) -> Member | None:
    """The member named at the head of what is left; None if nobody is. Raises UserError for several."""
    head = said.head
    named = named_at(said.text, head.start, call.room, call.mentions, call.member)
    if named is None or not named.candidates:
        return None
    member = one(named, said.text)
    said.claim(named.start, named.end)
    return member


def claim_row(said: Claims, call: Call) -> tuple[Member, ...]:
    """The members named in a row at the head of what is left; none is empty. Raises UserError for several of a name."""
    row = named_in_row(said.text, call, said.head.start, said.head.end)
    if row is None:
        return ()
    said.claim(row.start, row.end)
    return row.members


def claim_people_behind(
    said: Claims, call: Call, *, until: int | None = None, plain: bool = False
) -> tuple[Member, ...]:
    """The members named in a row at the end of what is left, before the place `until`: `… @anna und @ben`.

    Named with an `@` or as a pill or, if `plain`, by the bare name; none is empty. Who is named before them without a
    sign, and an «evtl.», is doubted. Raises UserError for several of one name, and if one of several is meant.
    """
    end = len(said.text) if until is None else until
    for place in [place for place in said.free() if place.start < end][::-1][:1]:
        last = min(place.end, end)
        core = without_courtesy(said.text[place.start : last].rstrip(" \n:,.!")).rstrip(" :,.!")
        core_end = said.text.rfind(core, 0, last) + len(core)
        for word in said.each_word(Place(place.start, core_end))[-_MOST_WORDS * 3 :]:
            row = named_in_row(said.text, call, word.start, core_end)
            if row is None or row.end < core_end:
                continue
            if not (plain or row.signed):
                doubt_unsigned(said, row)
                continue
            said.claim(word.start, last)
            doubt_unsure(said, Place(place.start, row.start))
            return row.members
    return ()


def doubt_unsigned(said: Claims, row: NamedRow) -> None:
    """Of a row that goes on to members with a sign, «Anna und @cem», all may be meant, or of an «oder» one."""
    if row.mixed:
        said.doubt(", ".join(member.name for member in row.members))


def doubt_unsure(said: Claims, before: Place) -> None:
    """Claims and doubts «evtl.» right before a member: who is perhaps meant is asked for nothing."""
    for unsure in [*UNSURE.finditer(said.text, before.start, before.end)][-1:]:
        if _LEADS.fullmatch(said.text[unsure.end() : before.end]):
            said.doubt(said.claim(*unsure.span()))


def no_member(rest: str, room: Room, example: Text | None = None) -> UserError:
    """That nobody has the name at the head of the text, and who is called nearly so."""
    words = _words(rest.lstrip(), int(rest.lstrip().startswith("@")))
    typed = _WORD.match(rest.lstrip())
    name = (typed[0] if typed else rest.strip())[:60]
    _bare, names, _heads = _known(room.members)
    near = difflib.get_close_matches(words[0][0], names, n=3, cutoff=0.7) if words and len(words[0][0]) > 2 else []
    members = tuple(dict.fromkeys(member for known in near for member in names[known]))[:3]
    if members and ":" not in rest.lstrip().split(" ")[0]:
        return UserError(
            _("There is no member {name} in this room. Is {members} meant?", name=name, members=OneOf(members)),
            example,
        )
    return UserError(_("There is no member {name} in this room.", name=name), example)


def _words(text: str, start: int, most: int = _MOST_WORDS) -> list[tuple[str, int]]:
    """The words from there on, as far as a name goes: each folded, and where it ends."""
    found: list[tuple[str, int]] = []
    end = start
    while len(found) < most and end - start < _LONGEST_NAME:
        word = _WORD.match(text, end + 1 if found and text[end : end + 1] == " " else end, start + _LONGEST_NAME)
        if word is None or (found and word.start() != end + 1):
            break
        bare = word[0].rstrip(_BEHIND)
        end = word.start() + len(bare)
        found.append((fold(bare), end))
        if bare != word[0]:
            break
    return found


def _forms(spelled: str) -> tuple[str, ...]:
    """The words as they stand, and without the ending of a possessive."""
    for ending in ("'s", "’s", "s"):
        if spelled.endswith(ending) and len(spelled) > len(ending) + 2:
            return spelled, spelled.removesuffix(ending)
    return (spelled,)


@lru_cache(maxsize=64)
def _known(members: tuple[Member, ...]) -> KnownNames:
    """Who is called what, folded: in words, and behind an `@`; and how names begin.

    In words it means everybody who is called so, wholly or in part, and a local part only where nobody is. Behind an
    `@` a local part or a whole name goes before the first or last name of another: so one of several can be meant.
    """
    local: dict[str, dict[Member, None]] = {}
    whole: dict[str, dict[Member, None]] = {}
    called: dict[str, dict[Member, None]] = {}
    for member in members:
        full, parts = _spellings(member)
        own = fold(member.user_id[1:].partition(":")[0])
        local.setdefault(own, {})[member] = None
        for spelling in (own, *full):
            whole.setdefault(spelling, {})[member] = None
        for spelling in full | parts:
            called.setdefault(spelling, {})[member] = None
    signed = _frozen(called | whole)
    return _frozen(local | called), signed, _heads_of(signed)


def _frozen(names: Mapping[str, Mapping[Member, None]]) -> Names:
    return MappingProxyType({name: tuple(who) for name, who in names.items() if name})


def _heads_of(names: Names) -> Mapping[str, int]:
    """The first words of all names, and the words for oneself: nothing else begins a name. How many words follow, at
    most, the first among them."""
    heads = dict.fromkeys(_ME, 1)
    for name in names:
        head, count = name.split(" ")[0], name.count(" ") + 1
        heads[head] = max(heads.get(head, 0), min(count, _MOST_WORDS))
    return MappingProxyType(heads)


def without_affiliation(name: str) -> str:
    """The name in a display name, without what stands behind it in brackets or behind a dash."""
    return _AFFILIATION.split(name, maxsplit=1)[0].strip() or name


def _spellings(member: Member) -> tuple[set[str], set[str]]:
    """What somebody is called as a whole, and by a part. A display name that looks like an id says nothing."""
    name = member.name.strip()
    if name.startswith("@") or re.match(r"\S+:\S+\.\S+$", name):
        return set(), set()
    plain = without_affiliation(name)
    last, comma, first = plain.partition(",")
    plain = f"{first.strip()} {last.strip()}" if comma and first.strip() else plain
    words = [fold(word).strip(".'\"") for word in _WORD.findall(plain)]
    whole = {" ".join(fold(word) for word in _WORD.findall(form)) for form in (name, plain)}
    return whole, {words[0], words[-1]} if words else set()
