"""Which offer of a host a number means, for every feature that takes one."""

from __future__ import annotations

from commands.base import UserError
from commands.words import _
from storage import Store
from storage.hosting import Offer

LIST = _("`!host list`")


def known_offer(store: Store, number: int) -> Offer:
    """The offer of that number, whether it stands or not."""
    found = store.hosting.find(number)
    if found is None:
        raise UserError(_("There is no offer {key}.", key=f"H{number}"), LIST)
    return found


def standing_offer(store: Store, number: int) -> Offer:
    """The offer of that number, which still stands."""
    found = known_offer(store, number)
    if found.withdrawn is not None:
        raise UserError(_("{key} was withdrawn.", key=found.key), LIST)
    return found
