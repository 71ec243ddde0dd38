"""Whom the bot may connect to for a page: public addresses, judged at the moment of connecting.

So a redirect, a name that means another address the second time, and an address written as a number are judged alike.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any, Final, TypeAlias

Peer: TypeAlias = tuple[Any, ...]
"""A socket's address: host and port, for IPv6 also flow and scope."""
Allows: TypeAlias = Callable[[Peer], bool]

_PORTS: Final = frozenset({80, 443})
_GLOBAL: Final = IPv6Network("2000::/3")  # RFC 4291 §2.4: all that is routed worldwide
_TUNNELS: Final = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))  # Teredo, 6to4: an IPv4 address lies inside


class NotPublic(OSError):
    """That address is not connected to."""


def is_public(peer: Peer) -> bool:
    """Whether it is an address of the whole internet, at a port of the web."""
    address = ip_address(str(peer[0]))
    if peer[1] not in _PORTS or not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return True
    return address in _GLOBAL and not any(address in tunnel for tunnel in _TUNNELS)


def guarded(allows: Allows) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Makes the sockets of connections, none to an address that is not allowed."""

    def make(found: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _name, peer = found
        if not allows(peer):
            raise NotPublic("not a public address")
        return socket.socket(family, kind, protocol)

    return make
