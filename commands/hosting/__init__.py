"""Hosting: who offers which room, where a meeting takes place, whose turn it is."""

from commands.base import Group
from commands.base.command import Notices
from commands.base.happenings import Listeners, Reaction
from commands.base.undoing import Undoings, told_by_name
from commands.hosting import choices, fairness, notices, offers, requests, withdrawals
from commands.hosting.withdrawals import free_those_of as free_those_of
from commands.quiet import beginning_of, by_day_only
from commands.words import Text, _
from storage.timers import TimerKind

GROUPS = (
    Group(
        "host",
        ("gastgeber", "raum", "gastgeberin", "gastgeberschaft", "hosting", "hosts"),
        _("Rooms for meetings: who offers one, who hosts when"),
        default="host list",
        suggests="host offer",
        moves="host edit",
        letter="H",
        usual=("host offer", "host call", "host accept", "host next", "host withdraw"),
    ),
)

COMMANDS = (
    offers.offer,
    offers.list_,
    offers.show,
    offers.edit,
    withdrawals.withdraw,
    choices.call_for,
    choices.accept,
    fairness.history,
    fairness.next_,
    fairness.skip,
)

NOTICES: Notices = {
    TimerKind.HOST_REMINDER: by_day_only(notices.remind, beginning_of),
    TimerKind.HOST_CHOSEN: choices.chosen,
    TimerKind.HOST_WANTED: by_day_only(requests.unanswered, beginning_of),
    TimerKind.HOST_OFFER_OVER: by_day_only(notices.offers_over),
    TimerKind.MEETING_CHANGED: notices.follow,
}

LISTENERS: Listeners = {Reaction: requests.on_reaction}

UNDOINGS: Undoings = {
    "host_offers": told_by_name(
        lambda store, offer_id: store.hosting.of_id(offer_id),
        lambda offer: Text("{key} {place}", {"key": offer.key, "place": offer.terms.place}),
    )
}
