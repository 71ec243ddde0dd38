"""Parts of an overview on one phone screen: a heading, the first entries, where the others are."""

from __future__ import annotations

from collections.abc import Sequence

from commands.words import Lines, Text, _, bullets, lines

MOST = 3
"""Entries of a part that are shown; the part says where the others are."""
_TITLE = 70
"""Characters of a title."""


def part(heading: Text, items: Sequence[Text], all_of_them: Text, count: int | None = None) -> Lines | None:
    """A heading and its first entries, and where the rest is; None if there are none. `count` is how many there are
    in all, if `items` are not all of them."""
    count = len(items) if count is None else count
    if not items:
        return None
    more = _("{n} more: {line}", n=count - MOST, line=all_of_them) if count > MOST else None
    return lines(heading, bullets(*items[:MOST], more))


def named(key: str, title: str) -> Text:
    """A record by its short name and its title, which is shortened."""
    return Text("**{key}** {title}", {"key": key, "title": short(title)})


def short(title: str, length: int = _TITLE) -> str:
    """The title on one line, not longer than one reads at a glance, or than so many characters."""
    one = " ".join(title.split())
    return one if len(one) <= length else one[: length - 1] + "…"
