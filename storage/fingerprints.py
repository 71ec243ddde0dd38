"""What is remembered of an encrypted message that was done: a bit, under seven bytes that tell neither it nor its
sender."""

from __future__ import annotations

import hashlib

_TOGETHER = 64
"""Messages of a session that share a row: as many as an integer of SQLite has bits."""


def place_of(sender: str, ciphertext: str) -> tuple[int, int]:
    """The row of the message of that name (megolm session and index) of that user, and its bit there.

    The session's id in it is random and known to the room alone, so nobody finds out a user id by trying; and who it
    is counts, so that nobody uses up the messages of others. Two of a million sessions share a row with a probability
    of one to a hundred thousand, and then only messages with the same index are taken for one.
    """
    session, _blank, index = ciphertext.rpartition(" ")
    if not index.isdecimal():
        session, index = ciphertext, "0"
    block, bit = divmod(int(index), _TOGETHER)
    signed = int.from_bytes((1 << bit).to_bytes(8, "big"), "big", signed=True)
    return _hashed(f"{sender}\n{session}\n{block}", size=7), signed


def fingerprint(sender: str, ciphertext: str) -> int:
    """The number under which that message was kept before: a row for each."""
    return _hashed(f"{sender}\n{ciphertext}", size=8)


def _hashed(said: str, size: int) -> int:
    digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return int.from_bytes(digest, "big", signed=size == 8)
