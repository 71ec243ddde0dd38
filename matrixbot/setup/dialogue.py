"""The questions of setup, in their order; nothing is written before the last of them is answered."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from commands.words import Text, _
from matrixbot.config import read_secret, values
from matrixbot.errors import LOGIN, OperatorError
from matrixbot.files import usable
from matrixbot.gateway import TryLater
from matrixbot.matrix.crypto import secretstorage
from matrixbot.matrix.homeserver.logins import fresh_device, token_command
from matrixbot.matrix.homeserver.session import Login
from matrixbot.setup.look import Home, RoomOffer, Seen, address_of, find, look
from matrixbot.setup.placing import Decided, put_in_place, show_how_it_is
from matrixbot.setup.terminal import Terminal, language_of
from storage.values import frozen

T = TypeVar("T")
USER = re.compile(r"@[^\s:@]+:[A-Za-z0-9.:\[\]-]+|[a-z0-9._=/+-]+")
MOST_SHOWN = 20
LONGEST_PATIENCE = 60.0
"""Seconds that are waited where the homeserver asks for it."""
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Given:
    """What was said beforehand, as options; None for what is to be asked."""

    config: Path
    homeserver: str | None = None
    user: str | None = None
    password_file: Path | None = None
    token_file: Path | None = None
    rooms: Sequence[str] = ()
    language: str | None = None
    encrypt: bool | None = None
    data_dir: str = "./data"
    force: bool = False


def run_setup(given: Given, env: Mapping[str, str]) -> int:
    """Asks, logs in, writes, and checks; gives the exit status. What ends it before it says that the configuration is
    written leaves nothing; what ends the check behind that leaves all in place."""
    terminal = Terminal(given.language or language_of(env))
    try:
        with usable(given.config.parent):
            _Dialogue(given, terminal).run()
    except KeyboardInterrupt:
        print()
        terminal.say(_("Ended. Nothing was written."))
        return INTERRUPTED
    show_how_it_is(given.config, terminal)
    return 0


@frozen
class _Account:
    """An account that has let itself be looked at. `secret` is what was typed, None where a file was named."""

    login: Login
    secret_file: Path | None
    secret: str | None
    seen: Seen
    look_again: Callable[[], Seen]


class _Dialogue:
    """Each question once, again while its answer cannot be."""

    def __init__(self, given: Given, terminal: Terminal) -> None:
        self._given = given
        self._terminal = terminal

    def run(self) -> None:
        self._terminal.say(
            _("This sets the assistant up. Ctrl-C ends it at any question, and nothing was changed then.")
        )
        self._may_write()
        home = self._home()
        account = self._account(home)
        recovery_key, new_identity = self._identity(home, account.seen)
        put_in_place(
            Decided(
                config=self._given.config,
                homeserver=home.address,
                user_id=account.seen.user_id,
                login=account.login,
                secret_file=account.secret_file,
                secret=account.secret,
                rooms=self._rooms(account),
                language=self._language(),
                encrypt=self._encrypt(),
                data_dir=self._given.data_dir,
                recovery_key=recovery_key,
                new_identity=new_identity,
            ),
            self._terminal,
        )

    def _may_write(self) -> None:
        path, terminal = self._given.config, self._terminal
        if path.is_dir():
            raise OperatorError(terminal.text(_("{path} is a folder. Name a file with --config.", path=str(path))))
        if not path.exists() or self._given.force:
            return
        question = _("{path} is there already. Replace it?", path=str(path))
        if not terminal.agrees(question, "--force"):
            raise OperatorError(
                terminal.text(
                    _(
                        "{path} is there already and stays as it is. Name another file with --config, or replace it "
                        "with --force.",
                        path=str(path),
                    )
                )
            )

    def _home(self) -> Home:
        question = _("On which homeserver is the account, like example.org?")
        return self._asked(question, "--homeserver", self._given.homeserver, self._found)

    def _found(self, typed: str) -> Home:
        terminal = self._terminal
        try:
            address = address_of(typed)
        except ValueError as expected:
            text = _("“{typed}” is no homeserver: expected {expected}.", typed=typed, expected=str(expected))
            raise OperatorError(terminal.text(text)) from None
        try:
            home = asyncio.run(find(address))
        except TryLater as later:
            text = _("There is no homeserver at {address}: {why}.", address=address, why=str(later))
            raise OperatorError(terminal.text(text)) from None
        terminal.say(_("The homeserver is {address}.", address=home.address))
        return home

    def _account(self, home: Home) -> _Account:
        question = _("Which account is the assistant's, like @board-bot:example.org?")
        user = self._asked(question, "--user", self._given.user, self._user)
        if self._given.token_file or self._given.password_file:
            return self._with_file(home, user)
        if home.ways.service:
            self._explain_service(home, user)
        by_token = not home.ways.password
        if home.ways.password:
            way = _("How does it log in: 1 by password, 2 by access token?")
            by_token = self._asked(way, "--password-file", None, self._way, default="1") == "2"
        if by_token:
            return self._asked(
                _("Access token (it is not shown)"),
                "--token-file",
                None,
                lambda token: self._logged_in(home, user, Login(access_token=token), token),
                hidden=True,
            )
        return self._asked(
            _("Password (it is not shown)"),
            "--password-file",
            None,
            lambda password: self._logged_in(home, user, Login(password=password), password),
            hidden=True,
        )

    def _user(self, typed: str) -> str:
        if not USER.fullmatch(typed):
            text = _("“{typed}” is no account: expected one like @board-bot:example.org.", typed=typed)
            raise OperatorError(self._terminal.text(text))
        return typed

    def _way(self, typed: str) -> str:
        if typed not in ("1", "2"):
            raise OperatorError(self._terminal.text(_("Please answer 1 or 2.")))
        return typed

    def _with_file(self, home: Home, user: str) -> _Account:
        file = self._given.token_file or self._given.password_file
        assert file  # noqa: S101 - the caller has looked
        secret = read_secret(file)
        login = Login(access_token=secret) if self._given.token_file else Login(password=secret)
        return self._logged_in(home, user, login, None, file)

    def _logged_in(self, home: Home, user: str, login: Login, secret: str | None, file: Path | None = None) -> _Account:
        def look_again() -> Seen:
            return self._waiting(lambda: look(home.address, user, login, rooms=not self._given.rooms))

        try:
            seen = look_again()
        except OperatorError as mistake:
            if mistake.key != LOGIN or file is not None:
                raise
            text = _("The homeserver does not take that. Please look at account and password or token.")
            raise OperatorError(self._terminal.text(text)) from None
        self._terminal.say(_("Logged in as {user}.", user=seen.user_id))
        return _Account(login=login, secret_file=file, secret=secret, seen=seen, look_again=look_again)

    def _explain_service(self, home: Home, user: str) -> None:
        terminal = self._terminal
        terminal.say(
            _(
                "This homeserver logs in by a Matrix Authentication Service. Tokens out of a browser live for minutes "
                "there; whoever runs the service makes one for the assistant, with a device that is new:"
            )
        )
        terminal.show(token_command(user, fresh_device()))
        page = home.ways.page_for("org.matrix.cross_signing_reset")
        if page:
            terminal.say(_("Should a new identity have to be approved, that is done on this page:"))
            terminal.show(page)

    def _identity(self, home: Home, seen: Seen) -> tuple[str | None, bool]:
        """The recovery key of the identity that the account has, or whether it gets a new one."""
        data = self._given.config.parent / self._given.data_dir
        if not seen.identity or (data / "recovery_key").exists() or (data / "session.json").exists():
            return None, False
        self._terminal.say(
            _(
                "The account has a cryptographic identity already. Its recovery key keeps it; with a new one everybody "
                "who verified the assistant does so again."
            )
        )
        key = self._asked(
            _("Recovery key (Es…), or the word new"), "--data-dir with its recovery_key", None, self._recovery_key
        )
        return (None, True) if key == "new" else (key, False)

    def _recovery_key(self, typed: str) -> str:
        if typed.lower() in ("new", "neu"):
            return "new"
        try:
            secretstorage.recovery_bytes(typed)
        except (secretstorage.WrongKey, ValueError):
            text = _("That is no recovery key. It starts with Es and has 48 letters and digits in groups of four.")
            raise OperatorError(self._terminal.text(text)) from None
        return typed

    def _rooms(self, account: _Account) -> tuple[str, ...]:
        if self._given.rooms:
            return tuple(self._room(room) for room in self._given.rooms)
        seen = account.seen
        while True:
            offered = [*seen.invited, *seen.joined][:MOST_SHOWN]
            if len(seen.invited) == 1:
                room = seen.invited[0]
                self._terminal.say(_("The board room is the one with the only invitation: {room}.", room=_shown(room)))
                return (room.room_id,)
            if offered:
                return self._chosen(offered)
            typed = self._terminal.ask(
                _(
                    "There is no invitation yet. Invite {user} into the board room, for example in Element, and press "
                    "Enter; or give the room's id",
                    user=seen.user_id,
                ),
                "--room",
            )
            if typed:
                return (self._room(typed),)
            seen = account.look_again()

    def _chosen(self, offered: Sequence[RoomOffer]) -> tuple[str, ...]:
        for number, room in enumerate(offered, start=1):
            self._terminal.say(_("{number}. {room}", number=number, room=_shown(room)))

        def chosen(typed: str) -> tuple[str, ...]:
            words = re.split(r"[,\s]+", typed)
            if all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(offered) for word in words):
                return tuple(dict.fromkeys(offered[int(word) - 1].room_id for word in words))
            return (self._room(typed),)

        question = _("Which is the board room? The number, or several, or a room's id")
        return self._asked(question, "--room", None, chosen, default="1" if len(offered) == 1 else "")

    def _room(self, typed: str) -> str:
        try:
            return values.room(typed)
        except ValueError:
            text = _(
                "“{typed}” is no room: expected an id like !abcdefgh:example.org or #board:example.org.", typed=typed
            )
            raise OperatorError(self._terminal.text(text)) from None

    def _language(self) -> str:
        def language(typed: str) -> str:
            if typed.lower() not in ("de", "en"):
                raise OperatorError(self._terminal.text(_("Please answer de or en.")))
            return typed.lower()

        question = _("Which language does the assistant speak, de or en?")
        return self._asked(question, "--language", self._given.language, language, default="de")

    def _encrypt(self) -> bool:
        if self._given.encrypt is not None:
            return self._given.encrypt
        question = _(
            "Encrypt the database? Its key is written into a file of its own; without it all records are lost."
        )
        return self._terminal.agrees(question, "--encrypt")

    def _asked(
        self,
        question: Text,
        option: str,
        given: str | None,
        meant: Callable[[str], T],
        *,
        default: str = "",
        hidden: bool = False,
    ) -> T:
        """What the option gives; without it what is typed, again while it cannot be."""
        if given is not None:
            return meant(given)
        while True:
            typed = self._terminal.ask(question, option, default=default, hidden=hidden)
            try:
                if typed:
                    return meant(typed)
            except OperatorError as mistake:
                print(mistake)

    def _waiting(self, attempt: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result; a homeserver that asks for patience gets it, one that is away is told to the operator."""
        while True:
            try:
                return asyncio.run(attempt())
            except TryLater as later:
                if later.retry_after is None or later.retry_after > LONGEST_PATIENCE:
                    text = _("That did not work: {why}. Please try it again later.", why=str(later))
                    raise OperatorError(self._terminal.text(text)) from None
                self._terminal.say(_("The homeserver asks for patience …"))
                time.sleep(later.retry_after)


def _shown(room: RoomOffer) -> str:
    return f"{room.name} ({room.room_id})" if room.name else room.room_id
