"""The pages for operators have the blocks that `real_machine.py` carries out on a bare machine, in their order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from matrixbot.config import load
from tests.deploy.pages import BUNDLING, INSTALLING, MOVING, ROOT, blocks, changed, newer, settings


def test_the_page_installs_configures_starts_and_checks() -> None:
    install, start, check, *_later = blocks(INSTALLING)
    assert "useradd --system" in install
    assert "--require-hashes -r deploy/requirements.txt" in newer(install)
    assert "systemctl enable --now matrixbot" in start
    assert "matrixbot check --config /etc/matrixbot/config.yaml" in check
    assert len(blocks(BUNDLING)) == 2
    away, here = blocks(MOVING)
    assert re.search(r"-cf (\S+)", away)[1] in here  # type: ignore[index]
    assert all(line.split()[0] != "$" for block in blocks(INSTALLING) for line in block.splitlines() if line.strip())


def test_the_lines_to_configure_fit_the_example_and_make_a_sound_configuration(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    shutil.copy(ROOT / "config.example.yaml", config)
    changed(config, settings({}) | {"password_file": "password", "data_dir": "data"})
    (tmp_path / "password").write_text("geheim")
    (tmp_path / "password").chmod(0o600)
    assert load(config, {}).user_id == "@board-bot:example.org"


def test_the_five_years_name_what_can_happen() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    for begin in ("Update", "Move to another machine", "The recovery key is lost", "An organiser's phone is lost"):
        assert f"\n**{begin}" in page
    for begin in ("The room is upgraded", "The homeserver moves", "Somebody else takes over"):
        assert f"\n**{begin}" in page
