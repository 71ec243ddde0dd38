"""The page about publishing: its services are sound, and what they do each night is done here in a folder."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from tests.commands.publishing import FILES
from tests.deploy.pages import ROOT

PAGE = (ROOT / "docs/publication.md").read_text("utf-8")
OUT = "/var/lib/matrixbot-public/new"


def unit(name: str) -> configparser.ConfigParser:
    """The service or timer of that name, as the page has it."""
    found = re.search(rf"`/etc/systemd/system/{re.escape(name)}`.*?```ini\n(.*?)```", PAGE, re.DOTALL)
    assert found, name
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(found[1].replace("\\\n", ""))
    return parser


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def test_the_page_names_every_file() -> None:
    assert {name for name in FILES if f"`{name}`" in PAGE} == FILES


def test_the_bot_makes_the_files_and_another_account_passes_them_on() -> None:
    make, publish, timer = (
        unit("matrixbot-public.service"),
        unit("board-publisher.service"),
        unit("board-publisher.timer"),
    )
    assert make["Service"]["User"] == "matrixbot" != publish["Service"]["User"]
    assert f"matrixbot export --public {OUT} --config /etc/matrixbot/config.yaml" in make["Service"]["ExecStart"]
    assert publish["Unit"]["Requires"] == "matrixbot-public.service" in publish["Unit"]["After"]
    assert timer["Timer"]["OnCalendar"] == "*-*-* 04:30"
    assert not re.search(r"(glpat|token)[-=]\w{8}", PAGE)


@pytest.mark.long
def test_what_is_done_each_night_commits_only_what_changed(tmp_path: Path) -> None:
    made, remote, project = tmp_path / "made", tmp_path / "remote.git", tmp_path / "project"
    made.mkdir()
    (made / "index.md").write_text("eins")
    git(tmp_path, "init", "-q", "--bare", str(remote))
    git(tmp_path, "clone", "-q", str(remote), str(project))
    for key, value in (("user.name", "Board"), ("user.email", "board@example.org"), ("commit.gpgsign", "false")):
        git(project, "config", key, value)
    (project / "README.md").write_text("bleibt")
    git(project, "add", "--all")
    git(project, "commit", "-qm", "Beginn")
    git(project, "push", "-q", "-u", "origin", "HEAD")
    script = re.fullmatch(r"/bin/sh -ec '(.*)'", unit("board-publisher.service")["Service"]["ExecStart"], re.DOTALL)
    assert script
    for text, commits in (("eins", 2), ("eins", 2), ("zwei", 3)):
        (made / "index.md").write_text(text)
        line = script[1].replace(OUT, str(made))
        subprocess.run(["/bin/sh", "-ec", line], cwd=project, check=True)
        assert int(git(remote, "rev-list", "--count", "--all")) == commits
    assert (project / "README.md").read_text() == "bleibt"
