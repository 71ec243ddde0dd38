"""By what a decision is accepted: quorum and majority, and how members say them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from commands.base.typed import fold
from commands.patterns import regex
from commands.results import two_thirds_of
from storage.decisions import BallotFigures, Majority, VoteOutcome

HALF: Final = "1/2"
"""The quorum where nobody says another one."""

_MAJORITIES: Final[Mapping[str, Majority]] = {
    **dict.fromkeys(
        ("einfach", "einfache", "einfache mehrheit", "mehrheit", "simple", "simple majority", "majority"), "simple"
    ),
    **dict.fromkeys(
        (
            *(
                "zwei drittel",
                "zwei dritteln",
                "zweidrittel",
                "zweidrittelmehrheit",
                "zwei-drittel-mehrheit",
                "zwei drittel mehrheit",
            ),
            *("2/3", "2/3-mehrheit", "2/3 mehrheit", "⅔", "two thirds", "two-thirds", "two thirds majority"),
            *("two-thirds majority", "2/3 majority"),
        ),
        "two thirds",
    ),
    **dict.fromkeys(("konsent", "im konsent", "consent", "by consent", "kein einwand", "ohne einwand"), "consent"),
}
_SHARES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("haelfte", "die haelfte", "halb", "half", "1/2"), "1/2"),
    **dict.fromkeys(("zwei drittel", "zweidrittel", "two thirds", "2/3"), "2/3"),
    **dict.fromkeys(("ein drittel", "one third", "a third", "1/3"), "1/3"),
    **dict.fromkeys(("drei viertel", "dreiviertel", "three quarters", "3/4"), "3/4"),
    **dict.fromkeys(("alle", "all", "everybody"), "1/1"),
}
_MAJORITY: Final = regex(
    r"(?:mit |by |nur |es gilt |gilt ){0,2}(?:(?:einer |der |die |a )?(?:mehrheit|majority) )?"
    r"(?:von |of )?(?:einer |der |die |a )?(?P<named>.+)"
)
"""«mit einer Mehrheit von zwei Dritteln»."""
_PERCENT: Final = regex(r"(\d{1,3})(?: ?%| prozent| percent)")
_NUMBER: Final = regex(r"(\d{1,4})(?: (?:stimmen|stimme|mitglieder|votes|vote|ballots|members))?")


def majority_of(words: str) -> Majority | None:
    """The majority that those words mean, if they mean one."""
    said = " ".join(fold(words).strip(" .!").split())
    found = _MAJORITY.fullmatch(said)
    return _MAJORITIES.get(said) or (_MAJORITIES.get(found["named"]) if found else None)


def share_of(words: str) -> str | None:
    """The quorum that those words mean, a fraction of the eligible or a number of ballots; None if they mean none that
    there can be: nothing, or more than all."""
    said = " ".join(fold(words).strip(" .!").split())
    if said in _SHARES:
        return _SHARES[said]
    percent = _PERCENT.fullmatch(said)
    if percent:
        return f"{int(percent[1])}/100" if 1 <= int(percent[1]) <= 100 else None
    number = _NUMBER.fullmatch(said)
    return str(int(number[1])) if number and int(number[1]) > 0 else None


def needed_of(share: str, eligible: int) -> int:
    """How many ballots that quorum is, of so many who may vote."""
    return -(-Fraction(share) * eligible // 1) if "/" in share else int(share)


def decided(majority: Majority, figures: BallotFigures, needed: int) -> VoteOutcome:
    """What those figures decide."""
    if figures.cast < needed:
        return "inquorate"
    match majority:
        case "simple":
            accepted = figures.yes > figures.no
        case "two thirds":
            accepted = figures.yes > 0 and figures.yes >= two_thirds_of(figures)
        case "consent":
            accepted = figures.no == 0
    return "accepted" if accepted else "rejected"
