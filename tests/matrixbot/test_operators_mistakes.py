"""What an operator gets wrong who knows no YAML: each message whole, with file, line and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matrixbot.config import load
from matrixbot.errors import ConfigError
from matrixbot.health.check import check
from tests.matrixbot.homeserver import BOT
from tests.matrixbot.mas import ServiceHomeserver, serving_beside
from tests.matrixbot.test_damaged_files import MAIN
from tests.matrixbot.test_stopping import said
from tests.processes import Processes

RIGHT = """\
homeserver: https://matrix.example.org
user_id: "@board-bot:example.org"
password_file: password
rooms: ["!abcdefgh:example.org"]
"""
V12 = "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"
QUOTES = 'what starts with !, @ or # must stand in quotes, like "@name:example.org"'
COMMENT = 'what follows # is a comment, so nothing stands here; put it in quotes, like "#board:example.org"'
COLUMN = "this line begins further right or left than those it belongs to; begin it where they begin"
NO_YAML = "this is not valid YAML: "


@pytest.mark.parametrize(
    ("wrong", "instead", "told"),
    [
        ("user_id:", " user_id:", f"config.yaml:2: {NO_YAML}{COLUMN}"),
        ("rooms:", "reminders:\n  meeting: [1d]\n   task: [1d]\nrooms:", f"config.yaml:6: {NO_YAML}{COLUMN}"),
        (
            "rooms:",
            "reminders:\nmeeting: [1d]\nrooms:",
            "config.yaml:4: reminders: expected a block with the keys meeting, task, host, found nothing\n"
            "config.yaml:5: meeting: this key belongs under reminders; put two blanks before it",
        ),
        (
            "rooms:",
            "reminders:\n\tmeeting: [1d]\nrooms:",
            f"config.yaml:5: {NO_YAML}indent with spaces, not with tabs",
        ),
        ("user_id: ", "user_id:\t", f"config.yaml:2: {NO_YAML}write a blank there, not a tab"),
        ('["!abcdefgh:example.org"]', "[!abcdefgh:example.org]", f"config.yaml:4: {QUOTES}"),
        ('["!abcdefgh:example.org"]', f"[{V12}]", f"config.yaml:4: {QUOTES}"),
        ('["!abcdefgh:example.org"]', V12, f"config.yaml:4: rooms: {QUOTES}"),
        ('["!abcdefgh:example.org"]', f"\n  - {V12}", f"config.yaml:5: rooms: {QUOTES}"),
        ('"@board-bot:example.org"', "@board-bot:example.org", f"config.yaml:2: {QUOTES}"),
        ("rooms:", "organisers: [@anna:example.org]\nrooms:", f"config.yaml:4: {QUOTES}"),
        ('["!abcdefgh:example.org"]', "#board:example.org", f"config.yaml:4: rooms: {COMMENT}"),
        ('["!abcdefgh:example.org"]', "[#board:example.org]", f"config.yaml:4: {QUOTES}"),
        ('["!abcdefgh:example.org"]', "\n  - #board:example.org", f"config.yaml:5: rooms: {COMMENT}"),
        (
            "password_file: password",
            "password: #geheim",
            "config.yaml:3: password: what follows # is a comment, so nothing stands here; put it in quotes",
        ),
        (
            "password_file: password",
            "password: ge #heim",
            "config.yaml:3: password: what follows # is a comment, or belongs to the password: put that in quotes",
        ),
        (
            "rooms:",
            "timezone: Europa/Berlin\nrooms:",
            'config.yaml:4: timezone: expected a time zone, like Europe/Berlin, found "Europa/Berlin"',
        ),
        (
            "rooms:",
            "timezone: Europe/Zürich\nrooms:",
            'config.yaml:4: timezone: expected a time zone, like Europe/Zurich, found "Europe/Zürich"',
        ),
        (
            "rooms:",
            "password: geheim\nrooms:",
            "config.yaml:3: password_file: expected one way to log in, found password and password_file; keep one of "
            "them",
        ),
        (
            "https:",
            "http:",
            "config.yaml:1: homeserver: expected an address with https:// (http:// sends password and token readable "
            'over the network, so it is taken for this machine alone), found "http://matrix.example.org"',
        ),
        (
            "https://",
            "",
            "config.yaml:1: homeserver: expected the address of the homeserver, like https://matrix.example.org, found "
            '"matrix.example.org"',
        ),
        ("user_id: ", "user_id:", f"config.yaml:2: {NO_YAML}a blank is missing after the colon, as in `language: de`"),
        (
            "rooms:",
            "language = de\nrooms:",
            f"config.yaml:4: {NO_YAML}a colon is expected, as in `language: de`, not =",
        ),
        ('org"\np', "org\np", f'config.yaml:2: {NO_YAML}a quotation mark " is missing in this line'),
        ('"]', '"', f"config.yaml:4: {NO_YAML}the bracket [ in line 4 is not closed; end the list with ]"),
        (
            '"@board-bot:example.org"',
            "„@board-bot:example.org“",
            'config.yaml:2: user_id: expected quotation marks like "these", found "„@board-bot:example.org“"',
        ),
        (
            "password_file: password",
            'password_file: "C:\\geheim"',
            f'config.yaml:3: {NO_YAML}in "…" a backslash has a meaning of its own; write / instead',
        ),
        (
            "user_id",
            "User_ID",
            "config.yaml:1: user_id: this key is missing; config.example.yaml shows it\n"
            "config.yaml:2: User_ID: expected a known key, found an unknown one; did you mean user_id?",
        ),
    ],
)
def test_a_slip_in_the_file_is_told_in_words(tmp_path: Path, wrong: str, instead: str, told: str) -> None:
    file = tmp_path / "config.yaml"
    assert wrong in RIGHT
    file.write_text(RIGHT.replace(wrong, instead, 1))
    with pytest.raises(ConfigError) as mistake:
        load(file, {})
    assert str(mistake.value).replace(f"{tmp_path}/", "") == told


@pytest.mark.parametrize("line", ["password: 'ge #heim'", 'password: "ge #heim"', "password: ge#heim"])
def test_a_password_with_a_hash_in_quotes_is_taken_whole(tmp_path: Path, line: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(RIGHT.replace("password_file: password", line) + "language: de # a comment is one\n")
    secret = load(file, {}).credential().password
    assert secret is not None
    assert secret.get_secret_value() in ("ge #heim", "ge#heim")


@pytest.mark.long
def test_a_wrong_password_is_told_with_the_line_of_its_file(processes: Processes, tmp_path: Path) -> None:
    homeserver = ServiceHomeserver()
    homeserver.service, homeserver.flows = False, ["m.login.password"]
    with serving_beside(homeserver) as url:
        (tmp_path / "password").write_text("falsch\n")
        (tmp_path / "password").chmod(0o600)
        lines = [f"homeserver: {url}", f'user_id: "{BOT}"', "password_file: password", 'rooms: ["!board:test"]']
        (tmp_path / "config.yaml").write_text("\n".join(lines))
        for command in ("run", "check"):
            done = processes.run(MAIN, command, "--config", str(tmp_path / "config.yaml"))
            assert (done.status, said(done, tmp_path)) == (
                2,
                f"config.yaml:3: password_file: {url} does not let {BOT} log in (M_FORBIDDEN). Check user_id and "
                "password.",
            )
            assert not (tmp_path / "data" / "session.json").exists()


@pytest.mark.long
async def test_a_clock_that_is_off_and_a_room_without_the_bot_are_found_by_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    homeserver = ServiceHomeserver()
    monkeypatch.setattr("matrixbot.health.check.parsedate_to_datetime", _an_hour_ago)
    with serving_beside(homeserver) as url:
        (tmp_path / "token").write_text("mct_one\n")
        lines = [f"homeserver: {url}", f'user_id: "{BOT}"', "access_token_file: token", 'rooms: ["!other:test"]']
        (tmp_path / "config.yaml").write_text("\n".join(lines))
        assert await check(load(tmp_path / "config.yaml", {})) == 1
    out = re.sub(r"by 3[56]\d\d s", "by 3600 s", capsys.readouterr().out)
    assert (
        "✗ The clock of this machine differs from the homeserver's by 3600 s.\n"
        "  → Turn on time synchronisation: timedatectl set-ntp true. If this clock is right, the homeserver's is not.\n"
    ) in out
    assert (
        f"✗ {tmp_path}/config.yaml:4: rooms: !other:test is not served: the bot is not in it.\n"
        f"  → Invite {BOT} into the room; it joins by itself.\n"
    ) in out


def _an_hour_ago(told: str) -> object:
    from datetime import timedelta
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(told) - timedelta(hours=1)
