"""A meeting, its slots and its votes in words, for whatever tells of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from commands.calendar.schedule import local, period
from commands.meetings.standing import Standing, Tally
from commands.words import Link, Text, Value, _, _n, offered_line
from storage.meetings import Meeting
from storage.slots import Slot


def slot_label(slot: Slot) -> Text:
    """`2. Mi, 9. Dezember 2026, 10:00`, and where, if it has a place of its own"""
    if slot.place:
        values: dict[str, Value] = {"number": slot.number, "when": period(slot.when), "place": slot.place}
        return Text("{number}. {when}, {place}", values)
    return Text("{number}. {when}", {"number": slot.number, "when": period(slot.when)})


def counted(tally: Tally) -> Text:
    """A slot with the number of its votes."""
    return _(
        "{slot} – {yes} yes, {maybe} if need be, {no} no",
        slot=slot_label(tally.slot),
        yes=len(tally.yes),
        maybe=len(tally.maybe),
        no=len(tally.no),
    )


def votes_counted(tally: Tally) -> Text:
    """The reason for a slot: how many can come, and how surely."""
    if not tally.can_come:
        return _("nobody has said yet that they can come")
    return _n(
        "one can come ({yes} yes, {maybe} if need be)",
        "{count} can come ({yes} yes, {maybe} if need be)",
        tally.can_come,
        yes=len(tally.yes),
        maybe=len(tally.maybe),
    )


def with_notes(text: Text, notes: tuple[Text, ...]) -> Text:
    """The text with its notes in brackets behind it."""
    if not notes:
        return text
    return Text("{text} [{notes}]", {"text": text, "notes": notes})


def apart(texts: Iterable[Text]) -> Text:
    """The texts set apart by `;`, as dates have commas of their own."""
    values = {f"n{n}": text for n, text in enumerate(texts)}
    return Text("; ".join(f"{{{name}}}" for name in values), values)


def particulars(meeting: Meeting, zone: str, without: Collection[str] = ()) -> list[Text]:
    """What was said about the meeting besides its date, a line each; `without` names what stands elsewhere."""
    said = []
    if meeting.place and "place" not in without:
        said.append(_("Place: {place}", place=meeting.place))
    if meeting.link and "link" not in without:
        said.append(_("Link: {link}", link=Link(meeting.link)))
    if meeting.description and "description" not in without:
        said.append(_("Description: {description}", description=meeting.description))
    if meeting.state == "voting" and meeting.deadline is not None and meeting.ended is None:
        said.append(_("Voting is open until {moment}.", moment=local(meeting.deadline, zone)))
    if meeting.state == "voting" and meeting.auto:
        said.append(_("The best slot will be fixed automatically."))
    return said


def missing_lines(now: Standing) -> list[Text]:
    """Who has not voted at all, and who not on every slot."""
    said = []
    if now.silent:
        said.append(_("Not voted yet: {members}.", members=now.silent))
    if now.partly:
        named = tuple(
            Text("{member} ({slots})", {"member": member, "slots": ", ".join(str(s.number) for s in slots)})
            for member, slots in now.partly.items()
        )
        said.append(_("Not voted on every slot yet: {members}.", members=named))
    if now.tallies and not now.missing:
        said.append(_("All have voted."))
    return said


def vote_line(meeting: Meeting, slots: Sequence[Slot]) -> Text:
    """A line that votes on the first of the slots, of which there is at least one."""
    one, two, three, *_more = (*(slot.number for slot in slots), 0, 0, 0)
    if three:
        return offered_line("vote", meeting.key, one, _("yes, {two} maybe, {three} no", two=two, three=three))
    if two:
        return offered_line("vote", meeting.key, one, _("yes, {two} maybe", two=two))
    return offered_line("vote", meeting.key, one, _("yes"))
