"""The configuration file: what it gives, and what an operator is told about a wrong one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from matrixbot.assembling import settings_of
from matrixbot.config import Config, load
from matrixbot.config.blocks import keys_of
from matrixbot.config.values import AgendaPoint, digest
from matrixbot.config.yaml import read
from matrixbot.errors import ConfigError, OperatorError

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"
SMALL = """\
homeserver: https://matrix.example.org
user_id: "@board-bot:example.org"
password_file: password
rooms: ["!abcdefgh:example.org"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def loaded(file: Path, text: str, **env: str) -> Config:
    file.write_text(text, encoding="utf-8")
    return load(file, env)


def mistakes(file: Path, text: str, **env: str) -> list[str]:
    """What the operator reads about `text`, without the folder."""
    with pytest.raises(ConfigError) as caught:
        loaded(file, text, **env)
    return str(caught.value).replace(f"{file.parent}/", "").splitlines()


def mistake_in_line_5(file: Path, line: str) -> str:
    """What is said about `line`, added to a right file."""
    (mistake,) = mistakes(file, SMALL + line + "\n")
    return mistake.removeprefix("config.yaml:5: ")


def test_four_keys_are_enough_and_the_rest_has_its_defaults(file: Path) -> None:
    config = loaded(file, SMALL)

    assert config.rooms == ("!abcdefgh:example.org",)
    assert config.device_name == "Board-Assistent"
    assert (config.language, config.timezone, config.prefix) == ("de", ZoneInfo("Europe/Berlin"), "!")
    assert config.only_verified_devices
    assert not config.votes_by_reaction
    assert config.newcomers == "trust"
    assert config.reminders.meeting == (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
    assert config.reminders.task == (timedelta(days=7), timedelta(days=1), timedelta(0))
    assert config.ignore_older_than == timedelta(days=7)
    assert len(config.holidays) == 16
    assert (config.digest, config.retention, config.http, config.storage.key_file) == (None, None, None, None)


def test_the_example_says_every_key_with_its_default(file: Path) -> None:
    example = load(EXAMPLE, {})
    small = loaded(file, SMALL)

    assert set(read(EXAMPLE).values) == set(keys_of(Config)) - {"password", "access_token_file"}
    unlike = {key for key in keys_of(Config) if getattr(example, key) != getattr(small, key)}
    assert unlike == {"password_file", "data_dir", "duties"}
    assert [duty.key for duty in example.duties] == ["literature", "impulses", "hosting", "publicity"]
    assert example.duties[1].title.de == "Impulse und Referierende"


def test_standing_points_of_agendas_are_texts_or_blocks(file: Path) -> None:
    points = "agenda: [Welcome, {title: {de: Verschiedenes, en: Any other business}, minutes: 10, last: true}]\n"
    first, last = loaded(file, SMALL + points).agenda
    assert first == AgendaPoint({"de": "Welcome", "en": "Welcome"})
    assert last == AgendaPoint({"de": "Verschiedenes", "en": "Any other business"}, 10, last=True)


def test_paths_start_at_the_folder_of_the_file(file: Path) -> None:
    config = loaded(file, SMALL.replace("file: password", "file: keys/password") + "recovery_key_file: /safe/key\n")

    assert config.data_dir == file.parent / "data"
    assert config.password_file == file.parent / "keys/password"
    assert config.recovery_key_file == Path("/safe/key")
    assert config.session_file == file.parent / "data/session.json"


def test_a_configuration_cannot_be_changed(file: Path) -> None:
    config = loaded(file, SMALL)
    with pytest.raises(FrozenInstanceError):
        config.language = "en"


@pytest.mark.parametrize("room", ["!abc:example.org", "!" + "a1_-" * 10 + "xyz", "#board:example.org:8448"])
def test_a_room_is_an_id_with_or_without_server_or_an_alias(file: Path, room: str) -> None:
    assert loaded(file, SMALL.replace("!abcdefgh:example.org", room)).rooms == (room,)


@pytest.mark.parametrize("address", ["http://localhost:8008", "http://127.0.0.1:8008", "http://[::1]:8008"])
def test_a_homeserver_on_this_machine_may_do_without_encryption(file: Path, address: str) -> None:
    assert loaded(file, SMALL.replace("https://matrix.example.org", f"{address}/")).homeserver == address


@pytest.mark.parametrize(
    ("written", "weekday", "at"),
    [
        ("Mo 08:30", 0, time(8, 30)),
        ("Donnerstag 8:30", 3, time(8, 30)),
        ("tue 23:59", 1, time(23, 59)),
        ("So., 9:05 Uhr", 6, time(9, 5)),
    ],
)
def test_the_digest_has_a_weekday_in_either_language(file: Path, written: str, weekday: int, at: time) -> None:
    assert digest(written) == (weekday, at)


def test_every_mistake_is_told_at_once_sorted_by_line(file: Path) -> None:
    text = """\
homeserver: http://matrix.example.org
user: "@board-bot:example.org"
password: secret
password_file: password
rooms: []
only_verified_devices: yes
reminders:
  meeting: [7d, 1 day]
language: fr
language: de
key_file: /etc/key
duties:
  - {key: literature, title: {de: Literatur, en: Literature}}
  - {key: literature, title: {de: Literatur}, places: 0}
"""
    assert mistakes(file, text) == [
        "config.yaml:1: homeserver: expected an address with https:// (http:// sends password and token readable over "
        'the network, so it is taken for this machine alone), found "http://matrix.example.org"',
        "config.yaml:1: user_id: this key is missing; config.example.yaml shows it",
        "config.yaml:2: user: expected a known key, found an unknown one; did you mean user_id?",
        "config.yaml:4: password_file: expected one way to log in, found password and password_file; keep one of them",
        "config.yaml:5: rooms: expected a list with at least one room, found nothing",
        'config.yaml:6: only_verified_devices: expected true or false, found "yes"',
        'config.yaml:8: reminders.meeting: expected a duration, like 30m, 1h or 7d, found "1 day"',
        'config.yaml:9: language: expected de or en, found "fr"',
        "config.yaml:10: language: stands twice, first in line 9; remove one",
        "config.yaml:11: key_file: this key belongs under storage",
        'config.yaml:14: duties.key: another duty has the key "literature" already, in line 13; choose another key',
        "config.yaml:14: duties.places: expected at least 1, found 0",
        "config.yaml:14: duties.title.en: this key is missing; config.example.yaml shows it",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('digest: "Mo 25:99"', 'digest: expected a weekday and a time in quotes, like "Mo 08:30", found "Mo 25:99"'),
        (
            'digest: "Montags 8:30"',
            'digest: expected a weekday and a time in quotes, like "Mo 08:30", found "Montags 8:30"',
        ),
        ("digest: Montags", 'digest: expected a weekday and a time in quotes, like "Mo 08:30", found "Montags"'),
        ("digest: 08:30", 'digest: expected a weekday and a time in quotes, like "Mo 08:30", found "08:30"'),
        ("quiet: 20", 'quiet: expected from when to when, like "20:00-07:00", or off, found 20'),
        ("quiet: 20:00-20:00", 'quiet: expected from when to when, like "20:00-07:00", or off, found "20:00-20:00"'),
        ("ignore_older_than: 7", "ignore_older_than: expected a duration, like 30m, 1h or 7d, found 7"),
        ("ignore_older_than: 0d", 'ignore_older_than: expected a duration longer than nothing, like 7d, found "0d"'),
        ("retention: 2y", 'retention: expected a duration, like 30m, 1h or 7d, found "2y"'),
        ("retention: 23h", 'retention: expected at least 1d, like 730d, or null to keep all, found "23h"'),
        ("device_name: 2026", "device_name: expected a text of at most 100 characters, found 2026"),
        ("timezone: Europe", 'timezone: expected a time zone, like Europe/Berlin, found "Europe"'),
        ("timezone: ../../etc/passwd", "timezone: expected a time zone"),
        ("language: NO", 'language: expected de or en, found "NO"'),
        ("newcomers: maybe", 'newcomers: expected trust or ask, found "maybe"'),
        ("newcomers: true", "newcomers: expected trust or ask, found true"),
        ("organisers: ['anna']", 'organisers: expected a Matrix user id in quotes, like "@name:example.org"'),
        ("organisers:", "organisers: expected a list, like [a, b], or [] for an empty one, found nothing"),
        ("http: {listen: '0.0.0.0:80'}", "http.listen: expected an address of this machine and a port"),
        ("http: {listen: '127.0.0.1:99999'}", "http.listen: expected an address of this machine and a port"),
        ("http: {}", "http.listen: this key is missing"),
        ("literature: true", "literature: expected a block with the keys fetch_titles, found true"),
        (
            "storage: {keyfile: x}",
            "storage.keyfile: expected a known key, found an unknown one; did you mean key_file?",
        ),
        ("holidays: [NRW]", "holidays: expected all, or a list of BB, BE, "),
        ('prefix: "/"', "prefix: expected one to three signs such as !"),
        ("data_dir: ~/board", "data_dir: expected a path, like ./data"),
        ("duties: [{key: T4, title: {de: a, en: b}}]", "duties.key: expected a short name of small letters"),
        ("duties: [{key: ab, title: x}]", "duties.title: expected a block with the keys de, en, found"),
        (
            "duties: [{key: abc, title: {de: a, en: b}, places: 1.5}]",
            "duties.places: expected a whole number, found 1.5",
        ),
        ("agenda: [{title: a, minuten: 5}]", "agenda: expected a text, or a block like {title: Any other business, "),
        ("agenda: [{title: a, minutes: 1800}]", "agenda: expected a text, or a block like {title: "),
        ("agenda: ['']", "agenda: expected a text of at most 100 characters, found nothing"),
        ("votes_by_reaction: 1", "votes_by_reaction: expected true or false, found 1"),
        ("holidays: [NW, BE, NW]", 'holidays: "NW" stands twice in this list; remove one'),
        ("organisers: &x []", "organisers: anchors and aliases (& and *) are not read here"),
        ("1: 2", "1: expected a known key, found an unknown one"),
        ("{a: b}: 2", "expected `key: value`, found a list or block in place of the key"),
        ("allow_unencrypted: [!abc:example.org ]", "what starts with !, @ or # must stand in quotes"),
        ("organisers: @anna:example.org", "what starts with !, @ or # must stand in quotes"),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected_and_found(file: Path, line: str, told: str) -> None:
    assert told in mistake_in_line_5(file, line)


def test_a_room_id_without_quotes_in_a_list_is_told_where_it_stands(file: Path) -> None:
    told = mistakes(file, SMALL.replace('["!abcdefgh:example.org"]', "[!abcdefgh:example.org]"))
    assert told == ['config.yaml:4: what starts with !, @ or # must stand in quotes, like "@name:example.org"']


def test_a_room_id_without_quotes_as_an_item_is_told_where_it_stands(file: Path) -> None:
    told = mistakes(file, SMALL.replace('["!abcdefgh:example.org"]', "\n  - !abcdefgh:example.org"))
    assert told == ['config.yaml:5: rooms: what starts with !, @ or # must stand in quotes, like "@name:example.org"']


@pytest.mark.parametrize("line", ["password: 4711", "passwort: geheim-4711", 'password: ["geheim-4711"]'])
def test_a_password_is_never_shown(file: Path, line: str) -> None:
    (told,) = mistakes(file, SMALL.replace("password_file: password", line))
    assert "4711" not in told


def test_a_loaded_password_is_not_in_the_text_of_the_configuration(file: Path) -> None:
    config = loaded(file, SMALL.replace("password_file: password", "password: geheim"))
    assert "geheim" not in f"{config!r} {config} {config.credential()!r}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "config.yaml: expected lines like `key: value`; config.example.yaml shows them all"),
        (b"- a\n", "config.yaml: expected lines like `key: value`; config.example.yaml shows them all"),
        (b"a: 1\nb: \xe4\n", "config.yaml:2: this is not UTF-8; save the file with that encoding"),
        (b"a: 1\n\tb: 2\n", "config.yaml:2: this is not valid YAML: indent with spaces, not with tabs"),
        (b"a: 1\n---\nb: 2\n", "config.yaml:2: this is not valid YAML: a second document begins here"),
        (b"a: [1\nb: 2\n", "config.yaml:2: this is not valid YAML: "),
        (b"a: \x07\n", "config.yaml: this is not valid YAML: it contains a control character"),
    ],
)
def test_a_file_that_is_no_configuration_gets_one_clear_sentence(file: Path, content: bytes, told: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert str(caught.value).removeprefix(f"{file.parent}/").startswith(told)


def test_a_file_saved_by_a_windows_editor_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(file, {}).user_id == "@board-bot:example.org"


def test_a_missing_file_is_told_with_its_name_and_the_remedy(file: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    told = f"{file}: there is no such file; `matrixbot setup` writes one, or name another with --config"
    assert str(caught.value) == told


def test_a_folder_in_place_of_the_file_is_told(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        load(file.parent, {})


def test_the_password_comes_from_the_environment(file: Path) -> None:
    config = loaded(file, SMALL.replace("password_file: password\n", ""), MATRIXBOT_PASSWORD="geheim")
    password = config.credential().password
    assert password is not None
    assert password.get_secret_value() == "geheim"


def test_a_password_in_the_environment_and_in_the_file_is_a_mistake(file: Path) -> None:
    assert mistakes(file, SMALL, MATRIXBOT_PASSWORD="geheim") == [
        "config.yaml:3: password_file: expected one way to log in, found MATRIXBOT_PASSWORD and password_file; "
        "keep one of them"
    ]


def test_the_password_file_is_read_when_it_is_needed_without_its_line_end(file: Path) -> None:
    config = loaded(file, SMALL)
    (file.parent / "password").write_text("geheim\n")
    password = config.credential().password
    assert password is not None
    assert password.get_secret_value() == "geheim"


def test_an_access_token_file_gives_an_access_token(file: Path) -> None:
    config = loaded(file, SMALL.replace("password_file", "access_token_file"))
    (file.parent / "password").write_text("syt_token\n")
    credential = config.credential()
    assert credential.password is None
    assert credential.access_token is not None
    assert credential.access_token.get_secret_value() == "syt_token"


def test_without_any_password_the_first_login_says_what_to_give(file: Path) -> None:
    config = loaded(file, SMALL.replace("password_file: password\n", ""))
    with pytest.raises(OperatorError, match="Give password_file in the configuration, or set MATRIXBOT_PASSWORD"):
        config.credential()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff\n", "is not a text file in UTF-8"),
    ],
)
def test_an_unusable_password_file_is_named(file: Path, content: bytes | None, told: str) -> None:
    config = loaded(file, SMALL)
    if content is not None:
        (file.parent / "password").write_bytes(content)
    with pytest.raises(OperatorError) as caught:
        config.credential()
    assert str(caught.value).startswith(f"{file.parent}/password {told}")


@pytest.mark.parametrize(("mode", "warned"), [(0o644, True), (0o600, False), (0o440, False)])
def test_a_password_file_that_everybody_can_read_is_warned_about(
    file: Path, caplog: pytest.LogCaptureFixture, mode: int, warned: bool
) -> None:
    config = loaded(file, SMALL)
    secret = file.parent / "password"
    secret.write_text("geheim")
    secret.chmod(mode)

    config.credential()

    assert (f"chmod 600 {secret}" in caplog.text) is warned
    assert "geheim" not in caplog.text


def test_newcomers_can_be_made_to_wait_for_a_word(file: Path) -> None:
    assert settings_of(loaded(file, SMALL + "newcomers: ask\n")).newcomers_wait
    assert not settings_of(loaded(file, SMALL)).newcomers_wait


def test_titles_are_looked_up_only_where_the_operator_says_so(file: Path) -> None:
    assert settings_of(loaded(file, SMALL + "literature: {fetch_titles: true}\n")).fetch_titles
    assert not settings_of(loaded(file, SMALL)).fetch_titles
