"""The table of votes as a picture, with the same table as its text."""

from __future__ import annotations

from babel.dates import format_date

from commands.base import Call
from commands.calendar.schedule import period
from commands.meetings.poll.heading import apart
from commands.meetings.standing import Standing, best
from commands.words import Content, File, Member, Text, Thumbnail, _, _n, lines
from commands.words.render import render
from commands.words.sizes import paged
from storage.meetings import Meeting
from storage.slots import Slot

_SIGNS: dict[str | None, Text] = {"yes": _("yes"), "maybe": _("if need be"), "no": _("no"), None: _("no vote yet")}


def table_picture(call: Call, meeting: Meeting, now: Standing) -> File:
    """Names × slots. Its text says the same, member by member, for whoever cannot see it."""
    # Pillow is loaded (50 ms) when a picture is asked for, not when the bot starts.
    from commands.meetings.poll.picture import TableWords, vote_table  # noqa: PLC0415

    def said(text: Text) -> str:
        return render(text, call.style).body

    ahead = best(now.tallies, call.ms)
    place = next((n for n, tally in enumerate(now.tallies) if ahead and tally.slot.id == ahead.tally.slot.id), None)
    picture = vote_table(
        said(_("{key} {title}", key=meeting.key, title=meeting.title)),
        [_label(call, tally.slot) for tally in now.tallies],
        [
            (member.name, [now.votes.get((tally.slot.id, member.user_id)) for tally in now.tallies])
            for member in call.room.members
        ],
        [_total(len(tally.yes), len(tally.maybe)) for tally in now.tallies],
        place,
        TableWords(
            totals=said(_("yes + if need be")),
            yes=said(_("yes")),
            maybe=said(_("if need be")),
            no=said(_("no")),
            missing=said(_("no vote yet")),
        ),
    )
    return File(
        f"{meeting.key}.png",
        "image/png",
        picture.png,
        about=meeting.key,
        chat=call.chat,
        msgtype="m.image",
        text=_in_words(call, now),
        info={"w": picture.width, "h": picture.height},
        thumbnail=Thumbnail(picture.thumbnail, picture.thumbnail_width, picture.thumbnail_height),
    )


def _label(call: Call, slot: Slot) -> str:
    """`3`, the day, the time, a line each."""
    span = period(slot.when)
    language = call.style.language
    day = format_date(span.start, "ccc d.M." if language == "de" else "ccc d MMM", locale=language)
    return f"{slot.number}\n{day}" if slot.when.all_day else f"{slot.number}\n{day}\n{span.start:%H:%M}"


def _total(yes: int, maybe: int) -> str:
    return f"{yes} + {maybe}"


def _in_words(call: Call, now: Standing) -> Content:
    rows = [_row(member, now) for member in call.room.members]
    shown = next(iter(paged(rows, call.settings.style)), [])
    left = len(rows) - len(shown)
    return lines(*shown, _n("… and one more member.", "… and {count} more members.", left) if left else None)


def _row(member: Member, now: Standing) -> Text:
    """`Ben: ja 1, 3; wenn nötig 2`"""
    said: dict[str | None, list[str]] = {choice: [] for choice in _SIGNS}
    for tally in now.tallies:
        said[now.votes.get((tally.slot.id, member.user_id))].append(str(tally.slot.number))
    votes = (
        Text("{said} {numbers}", {"said": _SIGNS[choice], "numbers": ", ".join(numbers)})
        for choice, numbers in said.items()
        if numbers
    )
    return Text("{member}: {votes}", {"member": member.name, "votes": apart(votes)})
