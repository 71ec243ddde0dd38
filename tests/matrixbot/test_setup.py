"""`matrixbot setup` against a homeserver with an authentication service: what it asks, writes and leaves."""

from __future__ import annotations

import builtins
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from matrixbot.config import Config, load
from matrixbot.errors import OperatorError
from matrixbot.gateway import TryLater, WrongAddress
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.trust import crosssigning
from matrixbot.setup import Given, placing, run_setup
from matrixbot.setup.look import find
from storage.health import is_sound
from tests.matrixbot.homeserver import BOT
from tests.matrixbot.mas import APPROVE, ROOM, ServiceHomeserver, serving_beside
from tests.processes import Processes
from tests.typist import Typist

pytestmark = pytest.mark.long

GERMAN, ENGLISH = {"LANG": "de_DE.UTF-8"}, {"LANG": "en_GB.UTF-8"}


@pytest.fixture
def mas() -> Iterator[ServiceHomeserver]:
    server = ServiceHomeserver()
    with serving_beside(server):
        yield server


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "board" / "config.yaml"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosssigning, "APPROVAL_PAUSE", 0.01)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers in their order; gives the list of the questions. An exception is raised in place of an answer."""

    def type_them(*answers: str | BaseException) -> list[str]:
        left, asked = list(answers), list[str]()

        def answer(prompt: str) -> str:
            asked.append(prompt)
            if not left:
                raise EOFError
            said = left.pop(0)
            if isinstance(said, BaseException):
                raise said
            return said

        monkeypatch.setattr("builtins.input", answer)
        return asked

    return type_them


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_asks_in_german_on_a_terminal_and_writes_what_one_could_have_written(
    mas: ServiceHomeserver, config: Path, processes: Processes
) -> None:
    there = Typist(processes, "setup", "--config", str(config))
    there.sees("Auf welchem Homeserver liegt das Konto, zum Beispiel example.org?: ")
    there.types("http://matrix.example.org")
    there.sees("„http://matrix.example.org“ ist kein Homeserver; erwartet wird: an address with https://")
    there.sees("Auf welchem Homeserver liegt das Konto")
    there.types(mas.url)
    there.sees(f"Der Homeserver ist {mas.url}.")
    there.sees("Welches Konto hat der Assistent, zum Beispiel @board-bot:example.org?: ")
    there.types(BOT)
    there.sees("mas-cli manage issue-compatibility-token bot BOARD")
    there.sees("https://account.test/?action=org.matrix.cross_signing_reset")
    there.sees("Zugangstoken (es wird nicht angezeigt): ")
    there.types("mct_wrong")
    there.sees("Der Homeserver nimmt das nicht an. Bitte Konto und Passwort oder Token prüfen.")
    there.sees("Zugangstoken")
    there.types("mct_one")
    there.sees(f"Angemeldet als {BOT}.")
    there.sees(f"Der Board-Raum ist der mit der einzigen Einladung: Open-Source-Board ({ROOM}).")
    there.sees("Welche Sprache spricht der Assistent, de oder en? [de]: ")
    there.types("")
    there.sees("Die Datenbank verschlüsseln?")
    there.types("nein")
    there.sees("Das ist der Wiederherstellungsschlüssel des Assistenten.")
    there.sees("So steht es um den Assistenten:")
    there.sees("✓ The device is cross-signed")
    there.sees("✓ Open-Source-Board: joined, 1 member(s).")
    there.sees(f"matrixbot run --config {config}")
    assert there.ended() == 0
    assert "mct_one" not in there.shown
    assert config.read_text() == (
        "# Geschrieben von matrixbot setup. Was sich sonst einstellen lässt, steht in config.example.yaml.\n\n"
        f'homeserver: {mas.url}\nuser_id: "@bot:test"\naccess_token_file: "access_token"\nrooms: ["!board:test"]\n'
        'language: de\ndata_dir: "./data"\nduties:\n'
        "  - {key: literature, title: {de: Literaturverwaltung, en: Literature management}}\n"
        "  - {key: impulses, title: {de: Impulse und Referierende, en: Impulses and speakers}}\n"
        "  - {key: hosting, title: {de: Gastgeberschaft, en: Hosting}}\n"
        "  - {key: publicity, title: {de: Öffentlichkeitsarbeit, en: Public relations}}\n"
    )
    assert (config.parent / "access_token").read_text() == "mct_one\n"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (config, config.parent / "access_token")] == [0o600, 0o600]
    key = (config.parent / "data" / "recovery_key").read_text().strip()
    assert there.shown.count(key) == 1
    assert load(config, {}).rooms == (ROOM,)


QUESTIONS = ("{url}", BOT, "mct_one", "1", "de", "nein")


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_ctrl_c_at_any_question_leaves_nothing(
    mas: ServiceHomeserver, config: Path, typed: Any, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    mas.invites["!other:test"] = "Anderer Raum"
    asked = typed(*(answer.format(url=mas.url) for answer in QUESTIONS[:number]), KeyboardInterrupt())
    assert run_setup(Given(config), GERMAN) == 130
    assert len(asked) == number + 1
    assert not config.parent.exists()
    assert capsys.readouterr().out.endswith("\nBeendet. Es wurde nichts geschrieben.\n")


def test_ctrl_c_while_an_approval_is_waited_for_leaves_nothing(
    mas: ServiceHomeserver, config: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    mas.asks_always = True
    there = Typist(processes, "setup", "--config", str(config), *options(mas, config, monkeypatch))
    there.sees("Die neue Identität muss bestätigt werden. Bitte diese Seite öffnen, als @bot:test anmelden")
    there.sees(APPROVE)
    there.interrupts()
    there.sees("Beendet. Es wurde nichts geschrieben.")
    assert there.ended() == 130
    assert files(config.parent) == ["token"]


def options(mas: ServiceHomeserver, config: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    config.parent.mkdir(exist_ok=True)
    token = config.parent / "token"
    token.write_text("mct_one\n")
    token.chmod(0o600)
    return ["--homeserver", mas.url, "--user", BOT, "--token-file", str(token), "--language", "de", "--no-encrypt"]


def given(mas: ServiceHomeserver, config: Path, **more: Any) -> Given:
    config.parent.mkdir(exist_ok=True)
    (config.parent / "token").write_text("mct_one\n")
    (config.parent / "token").chmod(0o600)
    answers = {"homeserver": mas.url, "user": "bot", "token_file": config.parent / "token", "encrypt": False}
    return Given(config, **{**answers, **more})


def test_every_answer_can_be_an_option(
    mas: ServiceHomeserver, config: Path, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = typed()
    assert run_setup(given(mas, config, language="en", rooms=(ROOM,)), GERMAN) == 0
    assert asked == []
    out = capsys.readouterr().out
    assert "This is the assistant's recovery key." in out
    assert 'access_token_file: "token"\n' in config.read_text()
    assert "language: en\n" in config.read_text()
    assert files(config.parent)[0] == "config.yaml"


def test_a_configuration_that_is_there_is_replaced_only_on_a_yes(
    mas: ServiceHomeserver, config: Path, typed: Any
) -> None:
    config.parent.mkdir()
    config.write_text("mine")
    for answers in ((), ("no",), ("",)):
        asked = typed(*answers)
        with pytest.raises(OperatorError, match="stays as it is"):
            run_setup(given(mas, config), ENGLISH)
        assert asked == [f"{config} is there already. Replace it? [no]: "]
        assert config.read_text() == "mine"
    assert run_setup(given(mas, config, force=True, language="de"), ENGLISH) == 0
    typed("yes")
    assert run_setup(given(mas, config, language="en"), ENGLISH) == 0
    assert "language: en" in config.read_text()


def test_an_answer_that_nobody_gives_is_asked_for_as_an_option(
    mas: ServiceHomeserver, config: Path, typed: Any
) -> None:
    typed()
    for left_out, option in (("homeserver", "--homeserver"), ("user", "--user"), ("token_file", "--token-file")):
        with pytest.raises(OperatorError) as missing:
            run_setup(given(mas, config, **{left_out: None}), ENGLISH)
        assert str(missing.value) == f"An answer is missing. Where nobody can be asked, give {option}."
    mas.invites.clear()
    with pytest.raises(OperatorError, match="give --room"):
        run_setup(given(mas, config), ENGLISH)


def test_a_room_to_which_nobody_has_invited_yet_is_waited_for(
    mas: ServiceHomeserver, config: Path, typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mas.invites.clear()
    asked = typed("", "de", "no")

    answer = builtins.input

    def invites(prompt: str) -> str:
        mas.invites[ROOM] = "Open-Source-Board"
        return answer(prompt)

    monkeypatch.setattr("builtins.input", invites)
    assert run_setup(given(mas, config, encrypt=None), ENGLISH) == 0
    assert asked[0] == (
        f"There is no invitation yet. Invite {BOT} into the board room, for example in Element, and press Enter; or "
        "give the room's id: "
    )
    assert f'rooms: ["{ROOM}"]' in config.read_text()


def test_of_several_invitations_one_or_more_are_chosen(mas: ServiceHomeserver, config: Path, typed: Any) -> None:
    mas.invites |= {"!second:test": "Zweites Board", "!third:test": "Privat"}
    typed("4", "Sommerfest", "1, 2")
    assert run_setup(given(mas, config, language="de"), GERMAN) == 0
    assert f'rooms: ["{ROOM}", "!second:test"]\n' in config.read_text()


def test_a_password_is_kept_in_a_file_of_its_own_and_the_look_is_signed_out(
    mas: ServiceHomeserver, config: Path, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    mas.service, mas.flows, mas.passwords = False, ["m.login.password"], {"bot": "geheim"}
    typed("3", "1", "falsch", "geheim")
    assert run_setup(given(mas, config, token_file=None, language="de"), GERMAN) == 0
    out = capsys.readouterr().out
    assert "Bitte mit 1 oder 2 antworten." in out
    assert out.count("Bitte Konto und Passwort oder Token prüfen.") == 1
    assert "mas-cli" not in out
    assert (config.parent / "password").read_text() == "geheim\n"
    devices = [login["initial_device_display_name"] for login in mas.logins]
    assert devices == ["Board-Assistent (setup)", "Board-Assistent (setup)", "Board-Assistent"]
    assert len(mas.asked_for("/logout")) == 1


def test_an_account_with_an_identity_keeps_it_with_its_recovery_key_or_gets_a_new_one_by_approval(
    mas: ServiceHomeserver, config: Path, typed: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run_setup(given(mas, config, language="de"), GERMAN) == 0
    key = (config.parent / "data" / "recovery_key").read_text().strip()
    first = mas.identities[BOT]
    again = tmp_path / "again" / "config.yaml"
    mas.devices[BOT].clear()  # another machine, and another device of the account
    asked = typed("EsTx", key)
    assert run_setup(given(mas, again, language="de"), GERMAN) == 0
    which = "Welcher ist der Board-Raum? Die Nummer, auch mehrere, oder eine Raum-ID [1]: "
    assert asked == [*["Wiederherstellungsschlüssel (Es…) oder das Wort neu: "] * 2, which]
    assert mas.identities[BOT] == first
    out = capsys.readouterr().out
    assert out.count(key) == 1, "who has typed it knows it"
    assert "Das ist kein Wiederherstellungsschlüssel." in out

    other = tmp_path / "other" / "config.yaml"
    mas.devices[BOT].clear()
    mas.approved = True
    typed("neu")
    assert run_setup(given(mas, other, language="de"), GERMAN) == 0
    assert mas.identities[BOT] != first
    assert re.search(r"Es\w\w(?: \w{4}){10}", capsys.readouterr().out)


def test_a_mistake_at_the_end_leaves_nothing(mas: ServiceHomeserver, config: Path) -> None:
    mas.takes_signatures = False
    with pytest.raises(OperatorError, match="does not show the device"):
        run_setup(given(mas, config, language="de"), GERMAN)
    assert files(config.parent) == ["token"]


def test_whoever_cannot_join_has_seen_the_key_of_the_identity_that_the_account_has_now(
    mas: ServiceHomeserver, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def join(_gateway: MatrixGateway, _room: str) -> str:
        raise TryLater("the homeserver is away")

    monkeypatch.setattr(MatrixGateway, "join", join)
    with pytest.raises(OperatorError, match="the homeserver is away"):
        run_setup(given(mas, config, language="de"), GERMAN)
    assert files(config.parent) == ["token"]
    assert re.search(r"Es\w\w(?: \w{4}){11}", capsys.readouterr().out)


@pytest.mark.parametrize("end", [KeyboardInterrupt(), OperatorError("The address leads nowhere.")])
def test_what_ends_the_check_behind_it_does_not_say_that_nothing_was_written(
    mas: ServiceHomeserver,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    end: BaseException,
) -> None:
    async def check(_config: Config) -> int:
        raise end

    monkeypatch.setattr(placing, "check", check)
    with pytest.raises(type(end)):
        run_setup(given(mas, config, language="de"), GERMAN)
    assert capsys.readouterr().out.endswith(f"{config} ist geschrieben. So steht es um den Assistenten:\n")
    assert load(config, {}).session_file.exists()


def test_what_is_no_homeserver_is_told(mas: ServiceHomeserver, config: Path) -> None:
    with pytest.raises(OperatorError) as nobody:
        run_setup(given(mas, config, homeserver="http://127.0.0.1:1"), GERMAN)
    assert str(nobody.value) == (
        "Unter http://127.0.0.1:1 ist kein Homeserver zu finden: http://127.0.0.1:1 cannot be reached: Connection "
        "refused."
    )
    config.mkdir(parents=True)
    with pytest.raises(OperatorError, match="ist ein Ordner"):
        run_setup(Given(config), GERMAN)


async def test_the_homeserver_is_found_by_a_towns_name_also_where_its_website_sends_on(mas: ServiceHomeserver) -> None:
    leads = {"base_url": mas.url}

    async def website(request: web.Request) -> web.Response:
        if request.path == "/.well-known/matrix/client":
            raise web.HTTPFound("/www/matrix/client")
        if request.path == "/www/matrix/client":
            return web.json_response({"m.homeserver": leads})
        return web.Response(status=404, text="<html>Seite nicht gefunden</html>")

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", website)
    async with TestServer(application) as town:
        url = str(town.make_url("")).rstrip("/")
        assert (await find(url)).address == mas.url
        for wrong in ("http://matrix.example.org", "file:///etc/passwd", 7, None):
            leads["base_url"] = wrong
            with pytest.raises(WrongAddress, match="answers, but not as a Matrix homeserver does"):
                await find(url)


def test_an_encrypted_database_is_made_with_its_key_beside_the_configuration(
    mas: ServiceHomeserver, config: Path, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    typed()
    assert run_setup(given(mas, config, language="de", rooms=(ROOM,), encrypt=True), GERMAN) == 0
    made = load(config, {})
    key = made.storage_key()
    assert key is not None
    assert key.secret.hex() not in capsys.readouterr().out
    assert made.storage.key_file is not None
    assert made.storage.key_file.stat().st_mode & 0o777 == 0o600
    assert is_sound(made.data_dir / "board.db", key)
    assert not (made.data_dir / "board.db").read_bytes().startswith(b"SQLite format")
    assert "access_token" not in made.session_file.read_text()
