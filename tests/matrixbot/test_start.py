"""What is not needed for the first answer is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

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
    "Crypto",  # what the bot's identity signs with, attachments and sealed secrets
    "h2",  # what nio's other clients speak
    "h11",
    "aiohttp_socks",  # proxies
)


def test_the_start_loads_none_of_what_only_some_answers_need(processes: Processes) -> None:
    """The processes of the tests have loaded what runs the bot, and nothing that they run."""
    done = processes.run(
        f"import sys; assert 'matrixbot.assembling' in sys.modules; print(*(set({LATER!r}) & set(sys.modules)))"
    )
    assert done == (0, "\n", "")


@pytest.mark.long
def test_the_homeserver_is_asked_before_the_features_are_loaded() -> None:
    """`app` itself needs none of them, and knows all that it loads meanwhile, in parts of which none is long."""
    script = """
        import sys
        import matrixbot.app as app
        import commands
        def loaded(): return {name for name in sys.modules if name.startswith("commands.") and "words" not in name}
        early = loaded()
        for part in commands.PARTS[:-1]: app.import_module(part)
        most = loaded()
        import matrixbot.assembling
        print(*sorted(early))
        print(len(loaded() - most) <= 0.2 * len(loaded()))
    """
    done = subprocess.run(
        (sys.executable, "-c", textwrap.dedent(script)), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.splitlines(), done.stderr) == (["", "True"], "")
