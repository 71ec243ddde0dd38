"""What is not needed for the first answer is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from tests.processes import ROOT, Processes

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
    "nio.client",  # what speaks for others to the homeserver: we ask it ourselves
    "nio.events",
    "nio.responses",
    "jsonschema",  # what those are validated by
    "h2",
    "aiohttp_socks",
    "aiofiles",
    "urllib.request",  # the machine's proxies
    "email.policy",  # kinds of files, as aiohttp reads them
    "html.entities",
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


@pytest.mark.long
def test_the_reader_of_yaml_is_given_back_and_loaded_again() -> None:
    """Nothing of it stays, but what it warns with, which `warnings` keeps."""
    script = """
        import gc, sys
        from pathlib import Path
        from types import FunctionType
        from matrixbot.config import forget_yaml, load
        first = load(Path("config.example.yaml"), {})
        forget_yaml()
        alive = {o.__module__ for o in gc.get_objects() if isinstance(o, FunctionType) and o.__module__}
        print(sorted(name for name in {*alive, *sys.modules} if "yaml" in name))
        print(load(Path("config.example.yaml"), {}) == first, "ruamel.yaml" in sys.modules)
    """
    done = subprocess.run(
        (sys.executable, "-c", textwrap.dedent(script)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )
    assert (done.stdout.splitlines(), done.stderr) == (["['ruamel.yaml.error']", "True True"], "")
