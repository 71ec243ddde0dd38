"""How much is tried, and where. What tests begin with is in `tests.fixtures`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import selection

MEMORY = Path("/dev/shm")
TESTS = Path(__file__).parent
SERVER = TESTS / "server"

# Each process would compile the product and the tests anew where Python is told to keep nothing: two seconds for each.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.set_threshold(50_000, 20, 20)  # looking for garbage at every turn took a tenth of the time


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="no homeserver, few examples of what is drawn, a selection of long tables"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The quick run starts no homeserver."""
    return True if config.option.quick and collection_path == SERVER else None


@pytest.hookimpl(wrapper=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Iterator[None]:
    """The quick run makes tests of a few rows of a table only: to make them of all takes longer than to run those."""
    yield
    if _chosen(metafunc.config):
        metafunc._calls[:] = selection.a_few_rows(metafunc._calls)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Nothing that is for the full run belongs to the quick one."""
    if _chosen(config):
        taken = [item for item in items if not any(map(item.get_closest_marker, ("in_full", "long")))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(taken)])
        # What reads the sources comes first: the process that begins with it keeps it, and the others never read them.
        items[:] = sorted(taken, key=lambda item: item.path.parent != TESTS)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through for garbage again, not even at the end."""
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A quick run ends with its last test: all that its tests have left would be looked through for two seconds."""
    if session.config.option.quick:
        gc.freeze()


def _chosen(config: pytest.Config) -> bool:
    """Whether this run takes a selection; a test that is named alone is run with all its rows."""
    return bool(config.option.quick) and not any("::" in name for name in config.args)


def pytest_configure(config: pytest.Config) -> None:
    """Temporary files go to memory where there is a place for it: real SQLite, without waiting for a disk.

    The process that hands tests to others runs none itself: it does without the product.
    """
    selection.choose(quick=config.option.quick)
    if config.option.basetemp is None and MEMORY.is_dir():
        config.option.basetemp = tempfile.mkdtemp(prefix="matrixbot-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))
    if hasattr(config, "workerinput") or config.getoption("dist", "no") == "no":
        config.pluginmanager.import_plugin("tests.fixtures")
