"""The account kept for a guest with Element: how to come in, and what there is to read for whoever does."""

from __future__ import annotations

from commands.words import _, lines
from matrixbot.demo.screen import Screen
from matrixbot.demo.stage import MEMBERS, ROOM_NAME, Stage

HOST = MEMBERS[0]
GREETING = {
    "de": (
        "Willkommen, Dora! Was vorher war, ist für dich nicht lesbar, ab jetzt alles. So steht es im Board:",
        "!übersicht",
    ),
    "en": (
        "Welcome, Dora! What was before you cannot be read by you, from now on everything can. This is how we stand:",
        "!status",
    ),
}


def invite(stage: Stage, screen: Screen) -> None:
    """How to join with Element, and why now is the moment for it."""
    guest = stage.guest
    screen.tell(_("To join with Element (app.element.io or the desktop app on this machine):"))
    screen.tell(
        lines(
            _("  Homeserver: {address}", address=guest.homeserver),
            _("  User name: {name}, password: {password}", name=guest.word, password=guest.password),
            _("  Room: accept the invitation to “{room}”.", room=ROOM_NAME),
            _("What was said before somebody joined cannot be read by them: that is how encryption is meant."),
        ),
        "",
    )


async def greet(stage: Stage, screen: Screen, language: str) -> None:
    """Waits for the guest; then Anna says hello and asks how things stand, so that there is something to read."""
    host = stage.members[HOST]
    await host.meets(stage.guest.user_id)
    for line in GREETING[language]:
        screen.says(HOST, line)
        await host.say(line)
