"""The demo from its first line to its last: setting up, the board day, the newcomer's seat, clearing away."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from commands.words import _, lines
from matrixbot import logs
from matrixbot.demo.conversation import Conversation
from matrixbot.demo.day import board_day
from matrixbot.demo.play import NotAnswered, play
from matrixbot.demo.screen import QUIET, Screen
from matrixbot.demo.seat import take_seat
from matrixbot.demo.stage import ROOM_NAME, Stage, set_up
from matrixbot.demo.synapse import SynapseFailed
from matrixbot.errors import OperatorError

READING_SECONDS = 0.7
"""Between two steps, for somebody who reads along."""
DONE, SILENT, INTERRUPTED = 0, 1, 130


def show(*, once: bool, language: str) -> int:
    """As `matrixbot.demo.run_demo`."""
    logs.configure(logging.WARNING)
    screen = Screen(sys.stdout, language)
    try:
        return asyncio.run(_show(screen, once, language))
    except asyncio.CancelledError:
        screen.asked()
        screen.tell(_("Interrupted. Nothing is left behind."), QUIET)
        return INTERRUPTED
    except SynapseFailed as failure:
        raise OperatorError(str(failure)) from None


async def _show(screen: Screen, once: bool, language: str) -> int:
    _cancel_when_interrupted()
    conversation = Conversation(screen.shows)
    with tempfile.TemporaryDirectory(prefix="matrixbot-demo-") as folder:
        async with set_up(Path(folder), language, conversation, screen) as stage:
            screen.tell(_("This is a real, encrypted Matrix room, and a board day in it."))
            status = await _play_day(stage, screen, language)
            if not once:
                _invite(stage, screen)
                await take_seat(stage, screen)
        screen.tell(_("The homeserver, the bot and all they kept are gone."), QUIET)
    return status


def _cancel_when_interrupted() -> None:
    """From here on Ctrl-C cancels the running task, once, and never raises: nothing interrupts the clearing away."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def cancel() -> None:
        if task and not task.cancelling():
            task.cancel()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(cancel)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)  # not the loop's own handlers: those end with the loop


async def _play_day(stage: Stage, screen: Screen, language: str) -> int:
    try:
        for step in board_day(datetime.now(ZoneInfo("Europe/Berlin")).date(), language):
            await play(step, stage, screen.says)
            await asyncio.sleep(READING_SECONDS if screen.live else 0)
    except NotAnswered as missing:
        screen.tell(_("✗ The bot did not answer as it should: {what}", what=str(missing)))
        return SILENT
    return DONE


def _invite(stage: Stage, screen: Screen) -> None:
    """How to join with Element."""
    guest = stage.guest
    screen.tell(_("To join with Element (app.element.io or the desktop app on this machine):"))
    screen.tell(
        lines(
            _("  Homeserver: {address}", address=guest.homeserver),
            _("  User name: {name}, password: {password}", name=guest.word, password=guest.password),
            _("  Room: accept the invitation to “{room}”.", room=ROOM_NAME),
        ),
        "",
    )
