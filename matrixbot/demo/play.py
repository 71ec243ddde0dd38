"""Plays a step of the board day and waits for all that must follow upon it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from matrixbot.bot.contents import POLL_START
from matrixbot.demo.day import DayStep, Says, Votes
from matrixbot.demo.events import answers_of, question_of, reply_to, signs_of, text_of
from matrixbot.demo.stage import Stage
from matrixbot.gateway import Event

PATIENCE_SECONDS = 20.0

Speak = Callable[[str, str], None]
"""Told who says what, just before it is said."""


class NotAnswered(Exception):
    """Something that must follow upon a step did not follow; the message says what, in words of the day."""


async def play(step: DayStep, stage: Stage, speak: Speak, seconds: float = PATIENCE_SECONDS) -> Sequence[Event]:
    """Plays the step; gives what its speaker heard from then until all that must follow was heard.

    Raises NotAnswered after `seconds`.
    """
    before = len(stage.conversation.heard(step.who))
    if isinstance(step, Votes):
        await _vote(step, stage, speak)
        return ()
    speak(step.who, step.line)
    said = await stage.members[step.who].say(step.line)
    if step.answer is None:
        return ()

    def heard() -> Sequence[Event]:
        return stage.conversation.heard(step.who)[before:]

    def complete() -> Sequence[Event] | None:
        return heard() if reply_to(said, heard()) and not _missing(step, heard()) else None

    found = await stage.conversation.until(complete, seconds)
    reply = reply_to(said, heard())
    if reply is None:
        raise NotAnswered(f"{step.who}: {step.line} – no answer within {seconds:.0f} s")
    silent = [words for words in step.answer if words not in text_of(reply)]
    if found is None or silent:
        raise NotAnswered(f"{step.who}: {step.line} – missing: {', '.join([*silent, *_missing(step, heard())])}")
    return found


async def _vote(step: Votes, stage: Stage, speak: Speak) -> None:
    """Answers the native poll as a click in Element does."""

    def there() -> dict[str, Event] | None:
        polls = [event for event in stage.conversation.heard(step.who) if event.type == POLL_START]
        latest = {question_of(poll): poll for poll in polls}  # posted anew for somebody who has come since
        return latest if len(latest) >= step.poll else None

    asked = await stage.conversation.until(there, PATIENCE_SECONDS)
    if asked is None:
        raise NotAnswered(f"{step.who}: poll {step.poll} is not there")
    poll = [*asked.values()][step.poll - 1]
    speak(step.who, f"☑ {question_of(poll)} → {answers_of(poll)[step.answer]}")
    await stage.members[step.who].vote(poll, step.answer)


def _missing(step: Says, heard: Sequence[Event]) -> list[str]:
    """What must still follow beside the answer."""
    signs = Counter(step.brings) - Counter(sign for event in heard for sign in signs_of(event))
    return [*signs.elements(), *(words for words in step.told if not any(words in text_of(event) for event in heard))]
