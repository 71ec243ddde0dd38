"""How a release is shown: the fields of each record one by one, who agrees to it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from commands.base import Call, Moment
from commands.calendar.schedule import local
from commands.parts import short
from commands.releases.fields import PublicDecision, PublicEntry, PublicRecord
from commands.releases.outgoing import HeldBack, Outgoing
from commands.words import Content, Member, Text, Value, _, lines, offered_line
from storage.persons import is_former
from storage.releases import Release


def fields_of(record: PublicRecord) -> Content:
    """All that goes out of the record, a line for each field."""
    return lines(_kind_of(record), *record.rows())


def _kind_of(record: PublicRecord) -> Text:
    if isinstance(record, PublicEntry):
        return _("**{key}**, literature", key=record.key)
    if isinstance(record, PublicDecision):
        return _("**{key}**, decision", key=record.key)
    return _("**{key}**, meeting", key=record.key)


def shown_or_why(found: Outgoing | HeldBack) -> Content:
    """The fields of a record that is as it was shown; else why it does not go out like this."""
    return fields_of(found.record) if isinstance(found, Outgoing) else Text("{why}", {"why": found.why})


def title_of(record: PublicRecord) -> str:
    """What the record is called, at a glance."""
    if isinstance(record, PublicDecision):
        return short(record.text)
    return short(record.title or record.address) if isinstance(record, PublicEntry) else short(record.title)


def organisers_beside(call: Call, proposer: str) -> tuple[Member, ...]:
    """Those who may agree to what that member has proposed."""
    return tuple(member for member in call.room.members if member.organiser and member.user_id != proposer)


def who_agrees(call: Call, release: Release) -> Text:
    """Whose agreement is awaited."""
    others = organisers_beside(call, release.proposer)
    if not others:
        return _(
            "Nobody else organises here, so the board agrees by a decision: {line}", line=decision_to_release(release)
        )
    return _("Who organises ({members}) can agree to it, or the board by a decision.", members=others)


def decision_to_release(release: Release) -> Text:
    """A line that puts the release to the vote."""
    return offered_line("decision add", _("The board releases {key}; Deadline: 15.1. 18:00", key=release.key))


def state_of(call: Call, release: Release) -> Text:
    """What became of it, and when."""
    match release.state:
        case "open":
            return _("**{key}** waits for agreement since {day}.", key=release.key, day=_day(call, release.proposed))
        case "agreed":
            return _("**{key}** is released since {day}.", key=release.key, day=_day(call, release.agreed))
        case "rejected":
            return _("**{key}** was rejected on {day}.", key=release.key, day=_day(call, release.closed))
        case "withdrawn":
            return _("**{key}** was withdrawn on {day}.", key=release.key, day=_day(call, release.closed))


def who_did(call: Call, release: Release) -> list[Text]:
    """Who proposed, agreed, rejected and withdrew it, so far as they were not forgotten; and the reason."""
    said = []
    if proposer := _known(call, release.proposer):
        said.append(_("Proposed by {member}.", member=proposer))
    if release.decision is not None:
        said.append(_("Agreed to by the decision {decision}.", decision=f"B{release.decision}"))
    elif agreer := _known(call, release.agreer):
        said.append(_("Agreed to by {member}.", member=agreer))
    if closer := _known(call, release.closer):
        said.append(
            _("Rejected by {member}.", member=closer)
            if release.state == "rejected"
            else _("Withdrawn by {member}.", member=closer)
        )
    if release.reason:
        said.append(_("Reason: {reason}", reason=release.reason))
    return said


def _known(call: Call, user_id: str | None) -> Member | None:
    return None if user_id is None or is_former(user_id) else call.room.named(user_id)


def waiting_line(at: Call | Moment, release: Release) -> Text:
    """A release that waits for agreement, in a list."""
    values: dict[str, Value] = {"key": release.key, "records": tuple(one.key for one in release.records)}
    if is_former(release.proposer):
        return Text("**{key}** {records}", values)
    return _("**{key}** {records}, from {member}", member=at.room.named(release.proposer), **values)


def _day(call: Call, moment: int | None) -> date:
    return local(moment or 0, call.zone).date()


def proposing(keys: Iterable[str]) -> Text:
    """The line that proposes those records."""
    return offered_line("release propose", ", ".join(keys))


def showing(release: Release) -> Text:
    return offered_line("release show", release.key)
