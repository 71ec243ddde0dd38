"""The conversation on a terminal: names in colour, polls and attachments as text, a line to type on."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections import Counter
from collections.abc import Mapping
from typing import TextIO

from commands.words import Content, _n
from commands.words.render import Style, render
from matrixbot.demo.events import answers_of, is_threaded, question_of, signs_of, text_of
from matrixbot.gateway import Event

NAME_WIDTH = 16
WIDEST = 110
COLOURS: Mapping[str, str] = {"Anna": "35", "Ben": "36", "Cem": "33"}
OTHER_COLOUR, QUIET, BOLD = "32", "2", "1"
_CLEAR_LINE = "\r\x1b[2K"


class Screen:
    """Writes to `out`; in colour on a terminal, unless `NO_COLOR` is set (no-color.org)."""

    def __init__(self, out: TextIO, language: str) -> None:
        self._out = out
        self._style = Style(language, "Europe/Berlin")
        self.live = out.isatty() and os.environ.get("TERM") != "dumb"
        self._colours = self.live and not os.environ.get("NO_COLOR")
        self._prompt = ""
        self._shown: dict[str, list[str]] = {}
        self._deleted: Counter[str] = Counter()
        """How many messages each has deleted in one run, which Element draws as one line."""

    def tell(self, words: Content, mark: str = BOLD) -> None:
        """The narrator's words."""
        self._tell_deleted()
        self._write(self._coloured(render(words, self._style).body, mark))

    def waits(self, seconds: float) -> None:
        """Something takes its time; shown on a terminal only, until the next line is written."""
        if self.live:
            self._out.write(f"{_CLEAR_LINE}{self._coloured(f'{seconds:.0f} s', QUIET)}")
            self._out.flush()

    def says(self, name: str, words: str, mark: str = "") -> None:
        """`name` says `words`."""
        self._tell_deleted()
        width = min(shutil.get_terminal_size((100, 24)).columns, WIDEST) - NAME_WIDTH - 2
        rows = [part for line in words.split("\n") for part in _wrapped(line, max(width, 30))]
        margin = self._coloured("│", QUIET)
        head = self._coloured(f"{name:<{NAME_WIDTH}}", COLOURS.get(name, OTHER_COLOUR))
        for row in rows:
            self._write(f"{head}{margin} {self._coloured(row, mark)}".rstrip())
            head = " " * NAME_WIDTH

    def shows(self, name: str, event: Event) -> None:
        """What `name` has sent, as a client would show it."""
        signs = signs_of(event)
        if "redaction" in signs:
            self._deleted[name] += 1
        elif "poll" in signs:
            answers = "   ".join(f"○ {label}" for label in answers_of(event).values())
            place = "↳ " if is_threaded(event) else ""
            self.says(name, f"{place}▣ {question_of(event)}\n  {answers}")
        elif "file" in signs or "picture" in signs:
            kilobytes = max(1, round(int(event.content.get("info", {}).get("size", 0)) / 1000))
            self.says(name, f"📎 {event.content.get('filename') or event.content['body']} ({kilobytes} kB)")
        elif "m.new_content" in event.content:
            self.says(name, f"✎ {self._news_in(event)}", QUIET)
        elif words := text_of(event):
            self._shown[event.event_id] = words.split("\n")
            self.says(name, ("🔔 " if "ring" in signs else "") + words)

    def _tell_deleted(self) -> None:
        deleted, self._deleted = self._deleted, Counter()
        for name, count in deleted.items():
            text = _n("has deleted one message", "has deleted {count} messages", count)
            self.says(name, render(text, self._style).body, QUIET)

    def _news_in(self, edit: Event) -> str:
        """The lines of an edit that its message did not have before."""
        original = edit.content["m.relates_to"]["event_id"]
        before, now = self._shown.get(original, []), text_of(edit).split("\n")
        self._shown[original] = now
        return "\n".join(line for line in now if line not in before)

    def ask(self, name: str) -> None:
        """Shows whose words are waited for; what others say meanwhile appears above."""
        if self.live:
            self._prompt = self._coloured(f"{name} > ", COLOURS.get(name, OTHER_COLOUR))
            self._out.write(self._prompt)
            self._out.flush()

    def asked(self) -> None:
        """The line was typed, or nothing more will be."""
        self._prompt = ""

    def _write(self, line: str) -> None:
        self._out.write(f"{_CLEAR_LINE}{line}\n{self._prompt}" if self.live else f"{line}\n")
        self._out.flush()

    def _coloured(self, words: str, colour: str) -> str:
        return f"\x1b[{colour}m{words}\x1b[0m" if self._colours and colour and words else words


def _wrapped(line: str, width: int) -> list[str]:
    """The line in rows of that width, without what would steer the terminal; addresses stay whole."""
    shown = "".join(character for character in line if character.isprintable())
    return textwrap.wrap(shown, width, break_long_words=False, break_on_hyphens=False) or [""]
