"""What setup does when all is answered: the secrets, the login, the identity, the rooms, the file, the check."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from commands.words import _
from matrixbot.app import gateway_of, replaced_identity
from matrixbot.config import Config, load
from matrixbot.errors import OperatorError
from matrixbot.files import sync_folder, write_private
from matrixbot.gateway import Refused, TryLater
from matrixbot.health.check import check
from matrixbot.leftovers import seal_of
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.session import Login
from matrixbot.records import make_database
from matrixbot.setup.look import sign_out
from matrixbot.setup.terminal import Terminal
from matrixbot.setup.writing import Answers, as_named, configuration, fresh_key, written_beside
from storage.values import frozen


@frozen
class Decided:
    """All answers. `secret` is what was typed to log in with, None where `secret_file` was named. An account with an
    identity has its `recovery_key` given, or gets a `new_identity`."""

    config: Path
    homeserver: str
    user_id: str
    login: Login
    secret_file: Path | None
    secret: str | None
    rooms: Sequence[str]
    language: str
    encrypt: bool
    data_dir: str
    recovery_key: str | None
    new_identity: bool


def put_in_place(decided: Decided, terminal: Terminal) -> None:
    """Does it all, or leaves everything as it was."""
    decided.config.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        draft = decided.config.with_name(f".{decided.config.name}.draft")
        undo.callback(draft.unlink, missing_ok=True)
        write_private(draft, _text(decided, terminal, undo))
        config = load(draft, {})
        seal = seal_of(config.storage_key())
        before = set(_within(config.data_dir))
        undo.callback(_as_before, config.data_dir, before, seal, by_password=not _by_token(decided))
        try:
            asyncio.run(_come_online(config, decided, terminal))
        except TryLater as later:
            text = _("That did not work: {why}. Please try it again later.", why=str(later))
            raise OperatorError(terminal.text(text)) from None
        draft.replace(decided.config)
        sync_folder(decided.config.parent)
        undo.pop_all()


def show_how_it_is(file: Path, terminal: Terminal) -> None:
    """What is in place now: where it is written, what `check` says of it, and how it is started."""
    terminal.say(_("{path} is written. This is how the assistant is:", path=str(file)))
    asyncio.run(check(load(file, {})))
    terminal.say(_("Start it:"))
    terminal.show(f"matrixbot run --config {file}")


def _text(decided: Decided, terminal: Terminal, undo: ExitStack) -> str:
    """The text of the configuration; the secrets that it names are written."""
    secret_file, key_file = decided.secret_file, None
    if secret_file is None:
        name = "access_token" if _by_token(decided) else "password"
        secret_file = written_beside(decided.config, name, decided.secret or "")
        undo.callback(secret_file.unlink, missing_ok=True)
    if decided.encrypt:
        key_file = written_beside(decided.config, "storage_key", fresh_key())
        undo.callback(key_file.unlink, missing_ok=True)
    answers = Answers(
        homeserver=decided.homeserver,
        user_id=decided.user_id,
        secret="access_token_file" if _by_token(decided) else "password_file",
        secret_file=as_named(secret_file, decided.config),
        rooms=decided.rooms,
        language=decided.language,
        data_dir=decided.data_dir,
        key_file=as_named(key_file, decided.config) if key_file else None,
    )
    heading = _("Written by matrixbot setup. What else there is to set stands in config.example.yaml.")
    return configuration(answers, heading=terminal.text(heading))


async def _come_online(config: Config, decided: Decided, terminal: Terminal) -> None:
    """Logs in, makes or takes over the identity, shows a new recovery key, and joins the rooms."""
    key_file = config.data_dir / "recovery_key"
    await make_database(config)
    before = key_file.exists()
    if decided.recovery_key:
        write_private(key_file, decided.recovery_key + "\n")

    def tell(page: str) -> None:
        text = _("The new identity has to be approved. Open this page, log in as {user} and approve it:", user=user)
        terminal.say(text)
        terminal.show(page)

    user = config.user_id
    if decided.new_identity:
        await replaced_identity(config, decided.login, tell)
    async with gateway_of(config, tell) as gateway:
        # Before anything else may fail: the identity stands in the account, and nothing but this key opens it again.
        if not before and not decided.recovery_key and key_file.exists():
            _show_key(key_file, terminal)
        for room in config.rooms:
            try:
                await gateway.join(room)
            except Refused:
                terminal.say(_("The assistant is not in {room} yet. Please invite {user} there.", room=room, user=user))


def _show_key(key_file: Path, terminal: Terminal) -> None:
    text = _(
        "This is the assistant's recovery key. Please keep a copy elsewhere: with it a new machine is trusted at once. "
        "It is shown this once, and lies in {path}.",
        path=str(key_file),
    )
    terminal.say(text)
    terminal.show(key_file.read_text(encoding="utf-8").strip())


def _by_token(decided: Decided) -> bool:
    return decided.login.access_token is not None


def _within(folder: Path) -> Iterator[Path]:
    yield from [folder, *folder.iterdir()] if folder.is_dir() else ()


def _as_before(folder: Path, before: set[Path], seal: Seal | None, *, by_password: bool) -> None:
    """Takes back what has come into `folder`; a device that was made by password is signed out."""
    if by_password and folder / "session.json" not in before:
        asyncio.run(sign_out(folder, seal))
    for path in _within(folder):
        if path not in before and path != folder:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if folder not in before and folder.is_dir():
        folder.rmdir()
