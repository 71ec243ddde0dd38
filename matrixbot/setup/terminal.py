"""Questions on a terminal, in the language of whoever sits at it."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping

from commands.words import Content, Text, _
from commands.words.render import Style, render
from matrixbot.errors import OperatorError
from matrixbot.signals import typed


def language_of(env: Mapping[str, str]) -> str:
    """The language that the terminal is set to; German where it is neither."""
    named = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if named.lower().startswith("en") else "de"


class Terminal:
    """Says and asks. An answer that is not given, as the input has ended, is the default, or an OperatorError that
    names the option which gives it."""

    def __init__(self, language: str) -> None:
        self._style = Style(language, "Europe/Berlin")

    def text(self, words: Content) -> str:
        """The words in the terminal's language."""
        return render(words, self._style).body

    def say(self, words: Content) -> None:
        print(self.text(words), flush=True)

    def show(self, line: str) -> None:
        """Something to copy, in a line of its own."""
        print(f"\n    {line}\n", flush=True)

    def ask(self, question: Text, option: str, *, default: str = "", hidden: bool = False) -> str:
        """What is typed, without blanks around it; the default for an empty line."""
        prompt = self.text(question) + (f" [{default}]" if default else "") + ": "
        try:
            read = getpass.getpass if hidden and sys.stdin.isatty() else typed
            answer = read(prompt)
        except EOFError:
            print()
            if default:
                return default
            raise OperatorError(
                self.text(_("An answer is missing. Where nobody can be asked, give {option}.", option=option))
            ) from None
        return answer.strip() or default

    def agrees(self, question: Text, option: str) -> bool:
        """Yes or no, asked until it is one of them; no if nothing is typed."""
        no = self.text(_("no"))
        while True:
            answer = self.ask(question, option, default=no).lower()
            if answer in ("ja", "j", "yes", "y"):
                return True
            if answer in ("nein", "n", "no"):
                return False
            self.say(_("Please answer yes or no."))
