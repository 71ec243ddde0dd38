"""The files that setup writes: the configuration, and the secrets that it names."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path

from matrixbot.files import write_private
from storage.values import frozen

DUTIES = """\
duties:
  - {key: literature, title: {de: Literaturverwaltung, en: Literature management}}
  - {key: impulses, title: {de: Impulse und Referierende, en: Impulses and speakers}}
  - {key: hosting, title: {de: Gastgeberschaft, en: Hosting}}
  - {key: publicity, title: {de: Öffentlichkeitsarbeit, en: Public relations}}
"""


@frozen
class Answers:
    """What the configuration says. Paths are as they stand in it; `secret` is the key of the file to log in with."""

    homeserver: str
    user_id: str
    secret: str
    secret_file: str
    rooms: Sequence[str]
    language: str
    data_dir: str
    key_file: str | None


def configuration(answers: Answers, *, heading: str) -> str:
    """The text of the file; `heading` is its first line, a comment."""
    rooms = ", ".join(map(_quoted, answers.rooms))
    key = f"storage:\n  key_file: {_quoted(answers.key_file)}\n" if answers.key_file else ""
    return (
        f"# {heading}\n\n"
        f"homeserver: {answers.homeserver}\n"
        f"user_id: {_quoted(answers.user_id)}\n"
        f"{answers.secret}: {_quoted(answers.secret_file)}\n"
        f"rooms: [{rooms}]\n"
        f"language: {answers.language}\n"
        f"data_dir: {_quoted(answers.data_dir)}\n"
        f"{key}{DUTIES}"
    )


def written_beside(config: Path, name: str, content: str) -> Path:
    """A new file of that name beside the configuration, or of the next name that is free; 0600."""
    path, number = config.parent / name, 1
    while path.exists():
        number += 1
        path = config.parent / f"{name}-{number}"
    write_private(path, content + "\n")
    return path


def fresh_key() -> str:
    """A key for the database: 64 hex digits."""
    return secrets.token_hex(32)


def as_named(path: Path, config: Path) -> str:
    """The path as it stands in the configuration: short where it lies in the same folder."""
    folder, full = config.absolute().parent, path.absolute()
    return str(full.relative_to(folder)) if full.is_relative_to(folder) else str(full)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
