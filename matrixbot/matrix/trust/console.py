"""The operator's console for emoji verification: the bot shows emoji in files, `matrixbot verify` answers them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from matrixbot.errors import OperatorError
from matrixbot.files import is_held, private_folder, write_private
from matrixbot.matrix.homeserver.fields import escaped

LOOK_SECONDS = 0.5


class Console:
    """The bot's side: one file for each verification that waits, in a folder that only this account may read."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = private_folder(data_dir / "verification")
        for old in self._folder.iterdir():
            old.unlink()

    def show(self, name: str, user_id: str, device_id: str, emoji: Sequence[tuple[str, str]]) -> None:
        """Shows the operator the seven emoji of that verification."""
        waiting = {"user_id": user_id, "device_id": device_id, "emoji": [list(pair) for pair in emoji]}
        write_private(self._folder / f"{name}.json", json.dumps(waiting))

    def answer(self, name: str) -> bool | None:
        """The operator's yes or no, None as long as there is none."""
        file = self._folder / f"{name}.answer"
        return file.read_bytes() == b"yes" if file.exists() else None

    def clear(self, name: str) -> None:
        for kind in ("json", "answer"):
            (self._folder / f"{name}.{kind}").unlink(missing_ok=True)


async def verify_console(
    data_dir: Path,
    *,
    say: Callable[[str], None] = print,
    ask: Callable[[str], str] = input,
) -> None:
    """Shows each verification that waits in the running bot and passes on the operator's answer, until it is cancelled.

    OperatorError if no bot runs on `data_dir`.
    """
    folder, seen = data_dir / "verification", set[Path]()
    if not is_held(data_dir):
        raise OperatorError(f"No matrixbot is running on {data_dir}. Start it with `matrixbot run` first.")
    say("Waiting for somebody to verify the bot. In Element: the bot's profile, Verify, with emoji. Ctrl-C ends this.")
    while True:
        for file in sorted(folder.glob("*.json")):
            if file not in seen and file.exists():
                seen.add(file)
                try:
                    waiting = json.loads(file.read_bytes())
                    who, device = escaped(waiting["user_id"]), escaped(waiting["device_id"])
                    emoji = "   ".join(f"{symbol} {name}" for symbol, name in waiting["emoji"])
                except (ValueError, TypeError, KeyError):
                    say(f"{file} is damaged: that verification cannot be shown; the member may start it again.")
                    continue
                say(f"\n{who} (device {device}) sees these if nobody is in between:\n")
                say(f"{emoji}\n")
                said = await asyncio.to_thread(ask, "Ask them by telephone or face to face. The same? (yes/no) ")
                yes = said.strip().lower() in ("yes", "y", "ja", "j")
                if file.exists():
                    write_private(file.with_suffix(".answer"), "yes" if yes else "no")
                else:
                    say("They have cancelled, or it took longer than ten minutes.")
        await asyncio.sleep(LOOK_SECONDS)
