"""The table of votes as a picture; the answer it comes with says the same in words."""

from __future__ import annotations

from commands.base import Call
from commands.calendar.schedule import period
from commands.meetings.standing import Standing, best
from commands.words import File, Text, Thumbnail, _
from commands.words.moments import short_day
from commands.words.render import render
from storage.meetings import Meeting
from storage.slots import Slot


def table_picture(call: Call, meeting: Meeting, now: Standing) -> File:
    """Names × slots, the best framed, all of them where there is a tie. A caption would say what the answer says."""
    # Pillow is loaded (50 ms) when a picture is asked for, not when the bot starts.
    from commands.meetings.poll.picture.table import TableWords, vote_table  # noqa: PLC0415

    def said(text: Text) -> str:
        return render(text, call.style).body

    ahead = best(now.tallies, call.ms)
    first = (ahead.tally, *ahead.ties) if ahead else ()
    picture = vote_table(
        said(_("{key} {title}", key=meeting.key, title=meeting.title)),
        [_label(call, tally.slot) for tally in now.tallies],
        [
            (member.name, [now.votes.get((tally.slot.id, member.user_id)) for tally in now.tallies])
            for member in call.room.members
        ],
        [_total(len(tally.yes), len(tally.maybe)) for tally in now.tallies],
        frozenset(n for n, tally in enumerate(now.tallies) if tally in first),
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
        info={"w": picture.width, "h": picture.height},
        thumbnail=Thumbnail(picture.thumbnail, picture.thumbnail_width, picture.thumbnail_height),
    )


def _label(call: Call, slot: Slot) -> str:
    """`3`, the day, the time, a line each."""
    span = period(slot.when)
    day = short_day(span.start, call.style.language)
    return f"{slot.number}\n{day}" if slot.when.all_day else f"{slot.number}\n{day}\n{span.start:%H:%M}"


def _total(yes: int, maybe: int) -> str:
    return f"{yes} + {maybe}"
