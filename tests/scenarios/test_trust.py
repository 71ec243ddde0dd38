"""What the room is told about keys, and what an organiser can do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matrixbot.gateway import Event, IdentityChanged, NotVerified
from tests.board import Board, body, rings

ANNA = "@anna:board.test"


async def unreadable(room: Board, session: str = "s1") -> Event:
    """Anna says something whose key has not come."""
    room.said("anna", {"session_id": session}, type="m.room.encrypted", session=session)
    assert await room.answer_to(room.last) == ""
    return room.last


async def test_a_message_whose_key_does_not_come_is_named_once_after_five_minutes(room: Board) -> None:
    await unreadable(room)
    await unreadable(room)
    assert await room.passes(minutes=4, seconds=59) == []
    (told,) = await room.passes(seconds=1)
    assert body(told) == (
        "Eine Nachricht von Anna war nicht lesbar, weil ihr Schlüssel nicht angekommen ist. Bitte noch einmal senden."
    )
    assert rings(told) == [ANNA]
    await unreadable(room)
    assert await room.passes(minutes=10) == []


async def test_a_late_key_lets_the_message_be_obeyed_and_nothing_is_said_about_it(room: Board) -> None:
    event = await unreadable(room)
    read = replace(event, type="m.room.message", content={"msgtype": "m.text", "body": "!ping"}, session=None)
    room.matrix.recovered.append(read)
    assert await room.answer_to(read) == "Der Board-Assistent ist da und hört zu."
    assert await room.passes(minutes=6) == []


async def test_what_was_asked_to_be_said_again_is_not_obeyed_a_second_time(room: Board) -> None:
    event = await unreadable(room)
    await room.passes(minutes=6)
    read = replace(event, type="m.room.message", content={"msgtype": "m.text", "body": "!ping"}, session=None)
    room.matrix.recovered.append(read)
    assert await room.answer_to(read) == ""


async def test_a_changed_identity_is_named_once_and_rings_the_organisers(room: Board) -> None:
    room.matrix.findings = [IdentityChanged(ANNA, "new")]
    told, theirs = await room.passes(seconds=1)
    assert body(told) == (
        "Die Identität von Anna hat sich geändert: vielleicht ein neu eingerichtetes Telefon, vielleicht jemand "
        "anderes. Bis das geklärt ist, gelten Nachrichten von Anna hier nicht, und was der Assistent sagt, ist dort "
        "nicht lesbar.\nBitte Anna persönlich fragen. Ist alles in Ordnung, genügt von jemandem, der organisiert: "
        "!vertrauen @anna:board.test"
    )
    assert rings(told) == ["@olga:board.test"]
    assert told.encrypted
    assert not theirs.encrypted
    assert rings(theirs) == [ANNA]
    assert body(theirs) == (
        "Anna: Ihre Identität ist hier eine neue. Was der Assistent sagt, ist deshalb vorerst nicht lesbar, und Ihre "
        "Nachrichten gelten noch nicht. Zu tun ist nichts: Jemand, der organisiert, fragt Sie persönlich und nimmt sie "
        "an.\nDas kann: Olga."
    )
    room.matrix.findings = [IdentityChanged(ANNA, "new")]
    assert await room.passes(seconds=1) == []


async def test_a_member_without_a_verified_device_is_told_why_in_clear(room: Board) -> None:
    room.matrix.findings = [NotVerified(ANNA)]
    (told,) = await room.passes(seconds=1)
    assert not told.encrypted
    assert rings(told) == [ANNA]
    assert body(told) == (
        "Anna: Dieses Gerät ist nicht verifiziert; es erhält deshalb keine Schlüssel und kann dem Assistenten nichts "
        "auftragen. In Element, im Browser, am Rechner und am Telefon: Einstellungen → Verschlüsselung → Dieses Gerät "
        "verifizieren, mit einem anderen Gerät oder dem Wiederherstellungsschlüssel; in älteren Fassungen "
        "Einstellungen → Sitzungen → Sitzung verifizieren."
    )


async def test_only_an_organiser_accepts_a_changed_identity(room: Board) -> None:
    room.matrix.identity_changed = [ANNA]
    refused = await room.says("ben", "!trust @anna")
    assert refused == (
        "⚠️ Eine neue Identität kann nur annehmen, wer organisiert. "
        "Anna kann das neue Gerät auch selbst von einem alten aus verifizieren."
    )
    assert room.matrix.accepted == []
    accepted = await room.says("olga", "!vertrauen @anna")
    assert accepted == "Olga bürgt für Anna: Die neue Identität ist angenommen, Nachrichten von Anna gelten wieder."
    assert room.matrix.accepted == [ANNA]


async def test_trust_shows_the_fingerprint_and_whose_devices_are_not_verified(room: Board) -> None:
    room.matrix.not_verified = [ANNA]
    assert await room.says("ben", "!trust") == (
        "Das Gerät des Assistenten ist verifiziert (quersigniert).\n"
        "Fingerabdruck seiner Identität: aaaa bbbb\n"
        "Ein Mitglied hat kein verifiziertes Gerät und kann hier weder gehört werden noch mitlesen: Anna."
    )


async def test_whose_identity_is_new_is_not_said_to_have_no_verified_device(room: Board) -> None:
    room.matrix.not_verified = [ANNA]
    room.matrix.identity_changed = [ANNA]
    seen = [
        "Alle Mitglieder haben ein verifiziertes Gerät.",
        "Die Identität hat sich geändert bei: Anna. Annehmen kann sie, wer organisiert.",
    ]
    assert (await room.says("ben", "!trust")).splitlines()[2:] == seen
    assert (await room.says("olga", "!trust")).splitlines()[2:] == [*seen, "!vertrauen @anna:board.test"]


async def test_whoever_sends_ever_more_that_cannot_be_read_fills_no_disk(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.unread.MOST_OF_ONE_SENDER", 20)
    for number in range(50):
        room.said("anna", {"session_id": f"s{number}"}, type="m.room.encrypted", session=f"s{number}")
    room.said("ben", {"session_id": "s"}, type="m.room.encrypted", session="s")
    await room.bot.step()
    kept = await room.database.read(lambda c: c.execute("SELECT sender FROM unread").fetchall())
    assert [row["sender"] for row in kept] == 20 * [ANNA] + ["@ben:board.test"]
    (told,) = await room.passes(minutes=6)
    assert rings(told) == [ANNA, "@ben:board.test"]
