"""A line whose every word is accounted for: readers claim stretches of it, and what nobody claims is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

from commands.base.typed import PLEASE, THANKS
from commands.patterns import regex
from storage.values import frozen

_QUOTED = regex(
    r"„[^„“”\"\n]*+(?:(?:\"[^„“”\"\n]*+\"|„[^„“”\"\n]*+[“”])[^„“”\"\n]*+)++[“”]"
    r"|„[^„“”\"\n]*[“”\"]|“[^“”\"\n]*[”“\"]|»[^«»\n]*«|«[^«»\n]*»|(?<![^\s(\[,;:])\"[^\"\n]+\"(?!\w)|(?<![^\s(\[,;:])‚[^‚‘’\n]*[‘’]"
)
"""A quotation, perhaps with others inside: what stands in it is somebody's words and no date, name or number of the
line."""
_PARTS = regex(r"[;\n]")
_PIECES = regex(r"[,;\n]")
_WORD = regex(r"\S+")
_LOOSE = " \t\n,;:–—-→>.!?"
"""Signs that set stretches apart and mean nothing by themselves."""
_BRACKETED = regex(r"[(<\[]\s*+\x00[\s\x00]*+[)>\]]|[„“\"«»]\x00[”“\"«»]|,\s*+\x00[\s\x00]*+(?=\))")
"""A claim that fills brackets or quotation marks, or ends a bracket behind a comma."""
_GAP = regex(r"(?<![ \x00])[ \x00]++(?=[,.)])")
"""Where a claim may have stood before a sign."""
_COURTESY = frozenset({*PLEASE, *THANKS, "mal", "gerne", "gern"})


def veiled(text: str) -> str:
    """The text with a `q` for each sign of a quotation, so that no reader finds anything in it."""
    return _QUOTED.sub(lambda quoted: "q" * len(quoted[0]), text)


class Spanned(Protocol):
    """Anything that lies from `start` to before `end` in a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@frozen
class Place:
    """A part of a text, from `start` to before `end`."""

    start: int
    end: int


def at(match: re.Match[str], group: str | int = 0) -> Place:
    """Where the match lies, or a group of it."""
    return Place(*match.span(group))


class Claims:
    """The words behind a verb.

    A reader looks for what it understands where nothing was claimed yet and nothing is quoted (`search`), and claims
    it (`claim`, `take`). What is kept as it was typed, in a title or a note, is claimed by `keep` or `keep_rest`.
    `left` is what nobody claimed.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._quoted = [Place(*match.span()) for match in _QUOTED.finditer(text)]
        self._claimed: list[Place] = []
        self._kept: list[Place] = []
        self._doubted: list[str] = []
        self._settled = False

    # --- looking ------------------------------------------------------------------------------------------------------

    def free(self) -> list[Place]:
        """What nobody claimed, in order, without the blanks and signs around each stretch."""
        return [one for gap in self._gaps(self._claimed) if (one := self._stripped(gap))]

    def open(self) -> list[Place]:
        """Where a reader may look: what is neither claimed nor quoted."""
        return self._gaps([*self._claimed, *self._quoted])

    def find_all(self, pattern: re.Pattern[str], start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All matches from `start` to before `end` that lie wholly where one may look."""
        for place in self.open():
            until = place.end if end is None else min(place.end, end)
            if until > max(place.start, start):
                yield from pattern.finditer(self.text, max(place.start, start), until)

    def search(self, pattern: re.Pattern[str], start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first of them."""
        return next(self.find_all(pattern, start, end), None)

    def words(self, stretch: Spanned) -> str:
        return self.text[stretch.start : stretch.end]

    def each_word(self, stretch: Spanned, most: int | None = None) -> list[Place]:
        """Where each word of the stretch lies, with the signs at it; of many the first ones."""
        return [at(word) for word in islice(_WORD.finditer(self.text, stretch.start, stretch.end), most)]

    def trimmed(self, stretch: Spanned, signs: str) -> Place:
        """The stretch without those signs at its ends."""
        words = self.words(stretch)
        start = stretch.start + len(words) - len(words.lstrip(signs))
        return Place(start, start + len(words.strip(signs)))

    def before(self, end: int) -> str:
        """All words before that place, claimed or not."""
        return self.text[:end]

    def behind(self, start: int) -> str:
        """All words from that place on, claimed or not."""
        return self.text[start:]

    def quotations(self) -> list[Place]:
        """What is quoted and not claimed, each without its marks."""
        return [Place(one.start + 1, one.end - 1) for one in self._quoted if not self.claims(one)]

    def quotation_alone(self, start: int = 0, end: int | None = None) -> str | None:
        """What is quoted, without its marks, if nothing else is left from `start` to before `end`."""
        rest = self.rest(start, end)
        return rest[1:-1].strip() if _QUOTED.fullmatch(rest) else None

    def look(self, stretch: Spanned) -> str:
        """The words there as a reader sees them: a `q` for each sign of a quotation, the places as they are."""
        shown, at = "", stretch.start
        for quoted in self._quoted:
            start, end = max(quoted.start, at), min(quoted.end, stretch.end)
            if start < end:
                shown += self.text[at:start] + "q" * (end - start)
                at = end
        return shown + self.text[at : stretch.end]

    def quoted(self, stretch: Place) -> bool:
        """Whether all of the stretch stands within one quotation."""
        return any(q.start <= stretch.start and stretch.end <= q.end for q in self._quoted)

    def unquoted(self, place: int) -> bool:
        """Whether that place stands outside of every quotation."""
        return not any(q.start <= place < q.end for q in self._quoted)

    def parts(self) -> list[Place]:
        """What stands between `;` and line breaks outside of quotes, and is not empty."""
        parts = self._parted(Place(0, len(self.text)), _PARTS)
        return [place for place in parts if self.words(place).strip()]

    def pieces(self) -> list[Place]:
        """What nobody claimed, in order, parted at commas, `;` and line breaks outside of quotes as well."""
        pieces = (piece for gap in self.free() for piece in self._parted(gap, _PIECES))
        return [one for piece in pieces if (one := self._stripped(piece))]

    @property
    def head(self) -> Place:
        """From the first word that nobody claimed to the next claim; empty at the end of the text if there is none."""
        return next(iter(self.free()), Place(len(self.text), len(self.text)))

    @property
    def head_row(self) -> Place:
        """The head as far as its line goes."""
        head = self.head
        end = self.text.find("\n", head.start, head.end)
        return Place(head.start, end) if end >= 0 else head

    @property
    def first_end(self) -> int:
        """Where the first line ends."""
        end = self.text.find("\n")
        return end if end >= 0 else len(self.text)

    def first_row(self) -> str:
        """What nobody claimed of the first line."""
        return self.rest(0, self.first_end)

    def rows(self) -> list[Claims]:
        """What nobody claimed, each line of it by itself."""
        return [Claims(row.strip()) for row in self.rest().split("\n") if row.strip()]

    def reword(self, start: int, end: int, words: str) -> None:
        """Says the same by other words there: a record by its key. Nothing behind that place is claimed yet."""
        self.text = self.text[:start] + words + self.text[end:]
        self._quoted = [Place(*match.span()) for match in _QUOTED.finditer(self.text)]

    # --- claiming -----------------------------------------------------------------------------------------------------

    def claim(self, start: int, end: int) -> str:
        """Those words are understood; gives them."""
        self._claimed.append(Place(start, end))
        return self.text[start:end]

    def take(self, pattern: re.Pattern[str], start: int = 0) -> re.Match[str] | None:
        """`search`, and what was found is claimed."""
        if match := self.search(pattern, start):
            self.claim(*match.span())
        return match

    def doubt(self, words: str) -> None:
        """Those words are perhaps kept, but may have meant more: they are asked about."""
        if doubtful := words.strip(_LOOSE):
            dotted = doubtful[-1].isdigit() and words[words.rindex(doubtful) + len(doubtful) :].startswith(".")
            self._doubted.append(doubtful + "." if dotted else doubtful)

    def take_all(self, pattern: re.Pattern[str], most: int = 50) -> list[re.Match[str]]:
        """All that matches, one after the other, but not more than a line of a person holds; it is claimed."""
        found = list(islice(self.find_all(pattern), most))
        for match in found:
            self.claim(*match.span())
        return found

    def take_head(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What matches at the head of what is left, which is then claimed."""
        match = pattern.match(self.text, self.head.start, self.head.end)
        if match:
            self.claim(*match.span())
        return match

    def take_quotations(self) -> list[str]:
        """What is quoted, without the marks; it is claimed."""
        return [self.claim(one.start, one.end)[1:-1] for one in self._quoted]

    def take_quotation(self) -> str | None:
        """What is quoted at the head of what is left, without the marks, which is then claimed; None if nothing is."""
        quoted = next((one for one in self._quoted if one.start == self.head.start), None)
        return self.claim(quoted.start, quoted.end)[1:-1].strip() if quoted else None

    def keep(self, start: int, end: int) -> str:
        """Those words are kept as they were typed, and the answer shows them; gives them."""
        self._kept.append(Place(start, end))
        return self.claim(start, end).strip()

    def keep_rest(self) -> str:
        """All that is left is kept; gives it, each line by itself, without the gaps that claims have left."""
        rest = self.rest()
        for gap in self.free():
            self.keep(gap.start, gap.end)
        return rest

    def take_rest(self) -> str:
        """All that is left is understood; gives it as `keep_rest` does."""
        rest = self.rest()
        for gap in self.free():
            self.claim(gap.start, gap.end)
        return rest

    def doubt_question(self) -> None:
        """A question mark at the end is asked about, though it is kept: «Ort: Rathaus?» is none yet."""
        if self.text.rstrip().endswith("?"):
            self._doubted.append("?")

    def settle(self) -> None:
        """The handler knows what a question mark at the end says."""
        self._settled = True

    # --- what came of it ----------------------------------------------------------------------------------------------

    def rest(self, start: int = 0, end: int | None = None) -> str:
        """What nobody claimed from `start` to before `end` as one text: line breaks stay, empty lines and parts between
        `;` that were claimed go."""
        until = len(self.text) if end is None else end
        kept, at = "", start
        for one in sorted(self._claimed, key=lambda one: one.start):
            if start < one.end and one.start < until:
                kept += self.text[at : one.start] + ("" if one.start < at else "\x00")
                at = max(at, one.end)
        rows = (kept + self.text[at:until]).split("\n")
        joined = (_joined(row) for row in rows)
        return "\n".join(row for row in joined if row)

    def left(self) -> tuple[str, ...]:
        """The words of each stretch that nobody claimed, without courtesy."""
        words = (self.words(stretch) for stretch in self.free())
        return tuple(said for said in words if any(_says_something(word) for word in said.split()))

    def kept(self) -> tuple[Place, ...]:
        """What was kept as it was typed."""
        return tuple(self._kept)

    def doubted(self) -> tuple[str, ...]:
        """The words that may have meant more than was made of them."""
        return tuple(dict.fromkeys(self._doubted))

    def asks(self) -> bool:
        """Whether it ends with a question mark that is no part of what is kept: «absagen M1?» is no order."""
        end = len(self.text.rstrip())
        asks = self.text[:end].endswith("?") and self.unquoted(end - 1)
        return asks and not self._settled and not any(one.end >= end for one in self._kept)

    def claims(self, stretch: Spanned) -> bool:
        """Whether all of the stretch is claimed."""
        return any(one.start <= stretch.start and stretch.end <= one.end for one in self._claimed)

    def _gaps(self, taken: Iterable[Place]) -> list[Place]:
        gaps, at = [], 0
        for one in sorted(taken, key=lambda one: one.start):
            if one.start > at:
                gaps.append(Place(at, one.start))
            at = max(at, one.end)
        return [*gaps, Place(at, len(self.text))] if at < len(self.text) else gaps

    def _parted(self, place: Place, signs: re.Pattern[str]) -> list[Place]:
        """What stands between those signs outside of quotes."""
        ends = [one for one in signs.finditer(self.text, place.start, place.end) if self.unquoted(one.start())]
        starts = [place.start, *(one.end() for one in ends)]
        until = [*(one.start() for one in ends), place.end]
        return [Place(begin, end) for begin, end in zip(starts, until, strict=True)]

    def _stripped(self, gap: Place) -> Place | None:
        start, end = gap.start, gap.end
        while start < end and self.text[start] in _LOOSE:
            start += 1
        while start < end and self.text[end - 1] in " \t\n,;:–—-→>":
            end -= 1
        return Place(start, end) if start < end else None


def _says_something(word: str) -> bool:
    """Whether it is a word at all, and not a mere courtesy; a thumb or a dash behind a command says nothing."""
    return any(sign.isalnum() for sign in word) and word.strip(_LOOSE).casefold() not in _COURTESY


def _joined(row: str) -> str:
    """A line without its claims (`\\x00`): a part between `;` that holds nothing else goes with its sign, brackets that
    held nothing else go too, and no blank stays before a sign.

    What is quoted holds no such signs (`\\x01` meanwhile).
    """
    if "\x00" not in row:
        return row.rstrip()
    unquoted = _QUOTED.sub(lambda quoted: quoted[0].replace(";", "\x01"), row)
    parts = [_without_signs(part).replace("\x00", " ").strip(" ,") for part in unquoted.split(";")]
    return "; ".join(" ".join(part.split()) for part in parts if part).replace("\x01", ";")


def _without_signs(part: str) -> str:
    """A part without the signs that set a claim apart from what is left: «(Anna, \x00)», «(\x00)», « – \x00»; no blank
    stays before a sign."""
    part = _GAP.sub(lambda gap: "" if "\x00" in gap[0] else gap[0], _BRACKETED.sub("\x00", part))
    end = part.rstrip(" ,")
    return end.rstrip(" ,–—-\x00") if end.endswith("\x00") else part
