"""What is remembered of an encrypted message that was done: eight bytes, which tell neither it nor its sender."""

from __future__ import annotations

import hashlib


def fingerprint(sender: str, ciphertext: str) -> int:
    """A number for the message of that name (megolm session and index) of that user; a row id in SQLite.

    The session's id in it is random and known to the room alone, so nobody finds out a user id by trying; and who it
    is counts, so that nobody uses up the messages of others. Two of a million messages are taken for one with a
    probability of one to thirty million.
    """
    said = f"{sender}\n{ciphertext}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)
