"""The demo from its first line to its last: setting up, the invitation, the board day, the seat, clearing away."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from commands.words import _
from matrixbot import logs
from matrixbot.demo.conversation import Conversation
from matrixbot.demo.day import board_day
from matrixbot.demo.guest import greet, invite
from matrixbot.demo.play import NotAnswered, play
from matrixbot.demo.screen import QUIET, Screen
from matrixbot.demo.seat import somebody_sits_there, take_seat, typed_lines
from matrixbot.demo.stage import Stage, set_up
from matrixbot.demo.synapse import SynapseFailed
from matrixbot.errors import OperatorError

READING_SECONDS = 0.7
"""Between two steps, for somebody who reads along."""
DONE, SILENT, INTERRUPTED = 0, 1, 130


def show(*, once: bool, language: str) -> int:
    """As `matrixbot.demo.run_demo`."""
    log = io.StringIO()  # no line of it stands in the play; who needs it sees it when the play has failed
    logs.configure(logging.WARNING, log)
    screen = Screen(sys.stdout, language)
    try:
        status = asyncio.run(_show(screen, once, language))
        if status != DONE:
            sys.stderr.write(log.getvalue())
        return status
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
            invite(stage, screen)
            typed = typed_lines()
            async with asyncio.TaskGroup() as beside:
                greeting = beside.create_task(greet(stage, screen, language))
                if somebody_sits_there(screen) and not once:
                    screen.tell(_("Enter begins the day, with you in the room or without."))
                    await anext(typed, None)
                status = await _play_day(stage, screen, language)
                if not once:
                    await take_seat(stage, screen, typed)
                greeting.cancel()
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
