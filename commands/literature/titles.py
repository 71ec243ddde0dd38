"""Titles that nobody said, as their pages have them: the answer is completed when they have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from commands.base import Call
from commands.base.typed import clean
from commands.literature.adding import added_now, known_already
from commands.literature.line import LONGEST_TITLE, Described
from commands.words import Reply, _, lines, offered_line
from storage import Store
from storage.errands import Errand
from storage.literature import Entry


def titles_read(call: Call, store: Store, errand: Errand, found: Mapping[str, str]) -> Reply | None:
    """The whole answer anew, with the titles by their addresses; none if the entries are gone meanwhile.

    What members said meanwhile counts. A title is part of what was done by the message that is answered: taking that
    back takes it along.
    """
    entries = store.literature.of_ids([int(entry_id) for entry_id in errand.target.split()])
    texts = []
    for entry in sorted(entries, key=lambda entry: entry.number):
        title = "" if entry.title else _one_line(found.get(entry.address or "", ""))
        if title:
            titled = store.literature.change(replace(entry, csl={**entry.csl, "title": title}))
            texts.append(
                added_now(
                    titled,
                    _(
                        "The title is that of the page; this changes it: {line}",
                        line=offered_line("lit edit", titled.key, _("title")),
                    ),
                )
            )
        elif _was_new(entry, errand):
            texts.append(added_now(entry))
        else:
            texts.append(known_already(call, store, entry, Described("", "", ())))
    return Reply(lines(*texts)) if texts else None


def _was_new(entry: Entry, errand: Errand) -> bool:
    return entry.added == errand.asked and entry.adder == errand.user_id


def _one_line(title: str) -> str:
    """What a stranger wrote, as a member's title would be: on one line, without what cannot be seen, not too long."""
    title = " ".join(clean(title[: 4 * LONGEST_TITLE]).split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
