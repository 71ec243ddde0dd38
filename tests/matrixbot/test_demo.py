"""The demo's parts that need no homeserver: the day's dates, and what stands on the screen."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest

from commands.words import _
from matrixbot.demo.day import Says, board_day
from matrixbot.demo.screen import Screen
from matrixbot.gateway import Event


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen_on(out: io.StringIO, monkeypatch: pytest.MonkeyPatch, **environment: str) -> Screen:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": "80", **environment}.items():
        monkeypatch.setenv(name, value)
    return Screen(out, "de")


def event(content: dict[str, Any], kind: str = "m.room.message", event_id: str = "$1") -> Event:
    return Event(event_id, "!room", "@bot:localhost", kind, content, 0, encrypted=True)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_day_lies_ahead_whatever_day_it_is_played_on(language: str) -> None:
    for days in range(370):
        today = date(2027, 1, 1) + timedelta(days=days)
        proposal = next(s for s in board_day(today, language) if isinstance(s, Says) and "poll" in s.brings)
        deadline, *slots = sorted(_dates_in(proposal.line, today))
        assert today < deadline < slots[0]
        assert [slot.weekday() for slot in slots] == [1, 2, 3]


def _dates_in(text: str, today: date) -> list[date]:
    """The dates such as 8.12. in the text, in the year that puts them after today."""
    found = []
    for word in text.split():
        if word.endswith(".") and word.count(".") == 2:
            day, month = map(int, word.split(".")[:2])
            this_year = date(today.year, month, day) if (month, day) != (2, 29) else date(2028, 2, 29)
            found.append(this_year if this_year > today else this_year.replace(year=today.year + 1))
    return found


def test_without_a_terminal_there_is_no_colour_and_no_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    screen = screen_on(out, monkeypatch)
    screen.tell(_("Starting the bot …"))
    screen.waits(1.0)
    screen.ask("Anna")
    screen.says("Anna", "!ping\nnoch eine Zeile")
    assert out.getvalue() == "Der Bot startet …\nAnna            │ !ping\n                │ noch eine Zeile\n"


def test_no_color_takes_the_colours_and_leaves_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    screen = screen_on(out, monkeypatch, NO_COLOR="1")
    screen.ask("Anna")
    screen.says("Ben", "!ping")
    assert out.getvalue() == "Anna > \r\x1b[2KBen             │ !ping\nAnna > "
    colourful = Terminal()
    screen_on(colourful, monkeypatch).says("Ben", "!ping")
    assert colourful.getvalue() == "\r\x1b[2K\x1b[36mBen             \x1b[0m\x1b[2m│\x1b[0m !ping\n"


def test_what_somebody_says_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    screen_on(out, monkeypatch, NO_COLOR="1").shows("Dora", event({"msgtype": "m.text", "body": "\x1b[2Jalles\rweg"}))
    assert out.getvalue() == "\r\x1b[2KDora            │ [2Jallesweg\n"


def test_of_an_edit_only_what_is_new_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    screen = screen_on(out, monkeypatch)
    screen.shows("Bot", event({"msgtype": "m.notice", "body": "Stand\n1. Di: 0 ja\n2. Mi: 0 ja"}))
    edit = {"msgtype": "m.notice", "body": "* …", "m.new_content": {"body": "Stand\n1. Di: 1 ja\n2. Mi: 0 ja"}}
    screen.shows("Bot", event({**edit, "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}, event_id="$2"))
    assert out.getvalue().splitlines()[-1] == "Bot             │ ✎ 1. Di: 1 ja"
    assert len(out.getvalue().splitlines()) == 4


def test_polls_attachments_and_what_rings_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    screen = screen_on(out, monkeypatch)
    answers = [{"id": "yes", "org.matrix.msc1767.text": "Ja"}, {"id": "no", "org.matrix.msc1767.text": "Nein"}]
    poll = {"question": {"body": "Wann?"}, "answers": answers}
    screen.shows("Bot", event({"org.matrix.msc3381.poll.start": poll}, "org.matrix.msc3381.poll.start"))
    threaded = {"org.matrix.msc3381.poll.start": poll, "m.relates_to": {"rel_type": "m.thread"}}
    screen.shows("Bot", event(threaded, "org.matrix.msc3381.poll.start"))
    file = {"msgtype": "m.file", "body": "M1.ics", "filename": "M1.ics", "info": {"size": 1400}, "m.mentions": {}}
    screen.shows("Bot", event(file))
    screen.shows("Bot", event({"msgtype": "m.text", "body": "Los!", "m.mentions": {"room": True}}))
    assert [line.partition("│ ")[2] for line in out.getvalue().splitlines()] == [
        "▣ Wann?",
        "  ○ Ja   ○ Nein",
        "↳ ▣ Wann?",
        "  ○ Ja   ○ Nein",
        "📎 M1.ics (1 kB)",
        "🔔 Los!",
    ]
