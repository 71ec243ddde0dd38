"""What becomes of a proposal: agreed to by a second one or by the board, rejected, withdrawn."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Claims, NotAllowed, Rest, UserError, Words, at_most, command
from commands.patterns import regex
from commands.releases.outgoing import HeldBack, Outgoing, as_shown
from commands.releases.sentences import organisers_beside, proposing, showing
from commands.releases.which import claim_release, must_agree, must_be, must_reject, must_withdraw
from commands.results import result
from commands.words import Content, Message, Reply, Text, Value, _, bullets, lines, offered_line
from storage import Store
from storage.decisions import Decision
from storage.releases import Release

_BY: Final = regex(
    r"(?:(?<!\w)(?:durch|by|mit|with|gemäß|gemaess|laut|nach|per|aufgrund|wegen)\s+)?"
    r"(?:(?:den|dem|the)\s+)?(?:(?:beschluss|decision)\s+)?(?<![\w#])B#?(\d{1,7})(?!\w)",
    re.IGNORECASE,
)
_SPEAKS: Final = regex(r"frei(?:gabe|gegeben|geben|gibt)|\bfrei\b|öffentlich|publi[csz]|releas|opencode", re.IGNORECASE)
_LONGEST_REASON: Final = 300
_MOST_MEANT: Final = 20
"""Releases among which a line without a number chooses, or which it asks about: the newest."""


@command(
    "release agree",
    de=("zustimmen", "genehmigen", "freigeben", "ja", "ok", "passt", "einverstanden", "approve", "accept", "yes"),
    help=_(
        "Agrees to a release: an organiser who has not proposed it, or the board by a decision that was accepted. From "
        "then on exactly what was shown goes out."
    ),
    examples=(_("`!release agree F2`"), _("`!release agree F2 by B9`")),
    takes={"said": Words(_("Which release is meant?"), optional=True)},
    public=True,
)
def agree(call: Call, store: Store, said: Claims) -> Reply:
    """What has changed since it was shown does not go out."""
    by = said.take(_BY)
    release = claim_release(
        call,
        store,
        said,
        lambda key: offered_line("release agree", key),
        among=store.releases.latest("open", _MOST_MEANT),
    )
    must_be(release, "open")
    decision = _deciding(call, store, release, int(by[1])) if by else None
    if decision is None:
        must_agree(call, release)
    found = [as_shown(call, store, release, one) for one in release.records]
    good = [one.record.key for one in found if isinstance(one, Outgoing)]
    held = [one for one in found if isinstance(one, HeldBack)]
    if not good:
        raise UserError(_none_left(release, held), _again(held) or showing(release))
    agreed = store.releases.agree(release, call.member.user_id, decision.number if decision else None, call.ms)
    values: dict[str, Value] = {"key": agreed.key, "records": tuple(good)}
    head = _("**{key}** is released: {records}.", **values)
    if decision is not None:
        head = _("**{key}** is released by the decision {decision}: {records}.", decision=decision.key, **values)
    text = lines(
        head,
        _("The decision: “{text}”", text=decision.text) if decision else None,
        _(
            "Exactly what was shown goes out with the next export. What changes later stays here until it is agreed to "
            "anew."
        ),
        *_not_with_them(held),
    )
    return Reply(text, _told(call, agreed, decision), about=agreed.key)


@command(
    "release reject",
    de=("ablehnen", "nein", "decline", "no"),
    help=_("Rejects a release that waits for agreement, with the reason behind it; organisers may."),
    examples=(_("`!release reject F2 The address is internal`"),),
    takes={
        "said": Words(_("Which release is meant?"), optional=True),
    },
    public=True,
)
def reject(call: Call, store: Store, said: Claims) -> Reply:
    """Nothing of it goes out."""
    release = claim_release(
        call,
        store,
        said,
        lambda key: offered_line("release reject", key),
        among=store.releases.latest("open", _MOST_MEANT),
    )
    reason = " ".join(Rest(_("Why?"), optional=True, free=True).take(said, call, store).strip(" ,;:–-").split())
    must_be(release, "open")
    must_reject(call, release)
    done = store.releases.reject(release, call.member.user_id, at_most(reason, _LONGEST_REASON) or None, call.ms)
    records = tuple(one.key for one in done.records)
    if reason:
        text = _("{key} is rejected: {records}. Reason: {reason}", key=done.key, records=records, reason=reason)
    else:
        text = _("{key} is rejected: {records}.", key=done.key, records=records)
    proposer = call.room.member(done.proposer)
    if proposer is None or proposer.user_id == call.member.user_id:
        return Reply(text, about=done.key)
    told = _("{member}, {key} was rejected by {organiser}.", member=proposer, key=done.key, organiser=call.member)
    return Reply(text, (Message(told, rings=(proposer,), about=done.key),), about=done.key)


@command(
    "release withdraw",
    de=("zurückziehen", "zurücknehmen", "widerrufen", "retract", "revoke"),
    help=_("Withdraws a release, also one that was agreed to; who proposed it and organisers may."),
    examples=(_("`!release withdraw F2`"),),
    takes={"said": Words(_("Which release is meant?"), optional=True)},
    public=True,
)
def withdraw(call: Call, store: Store, said: Claims) -> Reply:
    """The next export holds nothing of it."""
    going = [*store.releases.latest("agreed", _MOST_MEANT), *store.releases.latest("open", _MOST_MEANT)]
    release = claim_release(call, store, said, lambda key: offered_line("release withdraw", key), among=going)
    must_be(release, "open", "agreed")
    must_withdraw(call, release)
    was_agreed = release.state == "agreed"
    done = store.releases.withdraw(release, call.member.user_id, call.ms)
    records = tuple(one.key for one in done.records)
    return Reply(
        lines(
            _("{key} is withdrawn: {records}.", key=done.key, records=records),
            _("The next export holds nothing of it; what went out before is with those who have it.")
            if was_agreed
            else None,
        ),
        about=done.key,
    )


def _deciding(call: Call, store: Store, release: Release, number: int) -> Decision:
    """The decision that agrees. An organiser who has not proposed it may name any that was accepted and holds; others
    one that speaks of it, so that nobody releases by themselves what the board has never decided on. Raises UserError.
    """
    decision = store.decisions.find(number)
    if decision is None:
        raise UserError(_("There is no decision {key}.", key=f"B{number}"), _("`!decision list`"))
    show = offered_line("decision show", decision.key)
    if decision.state != "accepted":
        text = _("Only a decision that was accepted agrees to a release. {result}", result=result(decision))
        raise UserError(text, show)
    if decision.repealed is not None:
        raise UserError(_("{key} is repealed and agrees to nothing any more.", key=decision.key), show)
    names = "|".join([release.key, *(one.key for one in release.records)])
    speaks = re.search(rf"(?<!\w)(?:{names})(?!\w)", decision.text, re.IGNORECASE) or _SPEAKS.search(decision.text)
    if not speaks and (not call.member.organiser or call.member.user_id == release.proposer):
        raise NotAllowed(
            _(
                "{decision} says nothing of a release: “{text}”. Somebody else who organises may name it for {key}, or "
                "the board decides on {key}.",
                decision=decision.key,
                text=decision.text,
                key=release.key,
            ),
            showing(release),
        )
    return decision


def _told(call: Call, release: Release, decision: Decision | None) -> tuple[Message, ...]:
    """The proposer is told; of what a decision agreed to, all who organise: nobody else has looked at it."""
    wanted = [call.room.member(release.proposer)] if decision is None else []
    wanted += [*organisers_beside(call, release.proposer)] if decision is not None else []
    rings = tuple(member for member in wanted if member and member.user_id != call.member.user_id)
    if not rings:
        return ()
    records = tuple(one.key for one in release.records)
    if decision is None:
        text = _("{members}, {key} is released: {records}.", members=rings, key=release.key, records=records)
    else:
        text = _(
            "{members}, {key} is released by the decision {decision}: {records}. To take it back write {line}",
            members=rings,
            key=release.key,
            decision=decision.key,
            records=records,
            line=offered_line("release withdraw", release.key),
        )
    return (Message(text, rings=rings, about=release.key),)


def _none_left(release: Release, held: list[HeldBack]) -> Text:
    if not held:
        return _("{key} is empty: all its records stand in later releases.", key=release.key)
    if len(held) == 1:
        return _("{why} So it cannot be agreed to like this.", why=held[0].why)
    return _("Nothing of {key} is as it was shown, so it cannot be agreed to like this.", key=release.key)


def _again(held: list[HeldBack]) -> Text | None:
    keys = [one.key for one in held if one.again]
    return proposing(keys) if keys else None


def _not_with_them(held: list[HeldBack]) -> list[Content]:
    """What of the release does not go out, and the line that shows it anew."""
    if not held:
        return []
    again = _again(held)
    return [
        _("This does not go out:"),
        bullets(*(Text("{why}", {"why": one.why}) for one in held)),
        *([_("Shown anew by: {line}", line=again)] if again else []),
    ]
