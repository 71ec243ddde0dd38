"""What is not needed for the first answer is loaded when it is needed."""

from __future__ import annotations

from tests.processes import Processes

LATER = (
    "PIL",  # pictures
    "icalendar",  # calendar files
    "babel",  # days and lists in a hundred languages
    "dateparser",  # the second reader of dates
    "holidays",
    "bibtexparser",
    "stdnum",
    "aiohttp.web",  # what a monitor asks
    "prometheus_client",
    "typst",
    "commands.documents.odt",
    "html.parser",  # titles of pages
    "commands.dates.items.items",  # the reader of dates
    "commands.literature.importing",
)


def test_the_start_loads_none_of_what_only_some_answers_need(processes: Processes) -> None:
    """The processes of the tests have loaded what runs the bot, and nothing that they run."""
    done = processes.run(
        f"import sys; assert 'matrixbot.app' in sys.modules; print(*(set({LATER!r}) & set(sys.modules)))"
    )
    assert done == (0, "\n", "")
