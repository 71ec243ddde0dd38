"""What a page for operators tells to type and to write, as it stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALLING = "deploy/README.md", "**1. Install**", "## As a container"
BUNDLING = "deploy/README.md", "## On a machine without internet", "## What of this page"
MOVING = "docs/operations.md", "**Move to another machine.**", "**"


def blocks(page: tuple[str, str, str], language: str = "sh") -> list[str]:
    """The blocks of that language between the two lines of the page that begin so."""
    name, begin, end = page
    text = (ROOT / name).read_text("utf-8")
    start = text.index(f"\n{begin}")
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text[start : text.index(f"\n{end}", start + 1)])


def settings(own: Mapping[str, str]) -> dict[str, str]:
    """The lines to configure with a board's own values, by their keys."""
    rows = [row.partition(": ") for row in blocks(INSTALLING, "yaml")[0].splitlines()]
    return {key: own.get(key, value) for key, _, value in rows}


def changed(path: Path, lines: dict[str, str]) -> None:
    """As somebody with an editor: each line of the file that begins with such a key becomes the new one."""
    text = path.read_text("utf-8")
    for key, value in lines.items():
        text, count = re.subn(rf"(?m)^{key}: .*", lambda _, row=f"{key}: {value}": row, text)
        assert count == 1, key
    path.write_text(text, "utf-8")


def newer(install: str) -> str:
    """The line of step 1 that brings a newer version as well."""
    [line] = [line for line in install.splitlines() if line.startswith("/opt/matrixbot/bin/pip")]
    return line
