"""What came of a decision, as one sentence with its figures: for whoever tells of it."""

from __future__ import annotations

from commands.words import Text, Value, _, _n
from storage.decisions import BallotFigures, Decision


def result(decision: Decision) -> Text:
    """The sentence; where there is no result, how the decision stands."""
    figures = decision.figures
    if figures is None:
        if decision.state == "withdrawn":
            return _("{key} was withdrawn and has no result.", key=decision.key)
        return _("{key} is being voted on.", key=decision.key)
    values: dict[str, Value] = {
        "key": decision.key,
        "votes": votes(figures),
        "cast": figures.cast,
        "eligible": decision.eligible,
        "needed": decision.needed,
    }
    if decision.state == "inquorate":
        return _("{key} is not accepted: {votes}; no quorum ({cast} of {eligible}, needed {needed}).", **values)
    if decision.state == "accepted":
        return _("{key} is accepted: {votes}; quorum met ({cast} of {eligible}, needed {needed}).", **values)
    return _rejected(decision, figures, values)


def _rejected(decision: Decision, figures: BallotFigures, values: dict[str, Value]) -> Text:
    if decision.majority == "two thirds":
        return _(
            "{key} is rejected: {votes}, needed {two_thirds} yes for two thirds; quorum met ({cast} of {eligible}, "
            "needed {needed}).",
            two_thirds=two_thirds_of(figures),
            **values,
        )
    if decision.majority == "consent":
        return _(
            "{key} is rejected, an objection is left: {votes}; quorum met ({cast} of {eligible}, needed {needed}).",
            **values,
        )
    if figures.yes == figures.no:
        return _("{key} is rejected, by a tie: {votes}; quorum met ({cast} of {eligible}, needed {needed}).", **values)
    return _("{key} is rejected: {votes}; quorum met ({cast} of {eligible}, needed {needed}).", **values)


def votes(figures: BallotFigures) -> Text:
    """`12 yes, 1 no, 2 abstentions`"""
    return _n(
        "{yes} yes, {no} no, {count} abstention",
        "{yes} yes, {no} no, {count} abstentions",
        figures.abstain,
        yes=figures.yes,
        no=figures.no,
    )


def two_thirds_of(figures: BallotFigures) -> int:
    """How many times yes are two thirds of the yes and no."""
    return -(-2 * (figures.yes + figures.no) // 3)
