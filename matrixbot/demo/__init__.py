"""The demo: a real homeserver of its own, members who talk, and a seat for the newcomer."""

from __future__ import annotations

from importlib.util import find_spec

from matrixbot.errors import OperatorError


def run_demo(*, once: bool, language: str) -> int:
    """Plays the board day in `de` or `en` and, unless `once`, lets the newcomer type; gives the exit status.

    1 if something was not answered, 130 if it was interrupted. OperatorError without Synapse.
    """
    if find_spec("synapse") is None:
        raise OperatorError("The demo needs a homeserver of its own: pip install 'matrixbot[demo]' installs Synapse.")
    from matrixbot.demo.show import show  # noqa: PLC0415 - imports the whole bot, of no use without Synapse

    return show(once=once, language=language)
