"""What is not needed for the first answer is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys

LATER = (
    "PIL",  # pictures
    "icalendar",  # calendar files
    "dateparser",  # the second reader of dates
    "holidays",
    "bibtexparser",
    "stdnum",
    "aiohttp.web",  # what a monitor asks
    "prometheus_client",
    "typst",
)


def test_the_start_loads_none_of_what_only_some_answers_need() -> None:
    code = f"import sys, matrixbot.app, matrixbot.operations; print(*(set({LATER!r}) & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.split() == []
