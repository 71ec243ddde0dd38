"""The bot's configuration: every key with its kind and default, read strictly, all mistakes told at once."""

from __future__ import annotations

import difflib
import gc
import logging
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from matrixbot.addresses import homeserver as homeserver_address
from matrixbot.config import slips, values
from matrixbot.config.blocks import Many, Optional, Reading, Wrong, keys_of, setting
from matrixbot.config.file import ConfigFile
from matrixbot.config.storagekey import CREDENTIALS_VARIABLE, KEY_VARIABLE, storage_key
from matrixbot.config.values import AgendaPoint, Digest, Listen, Secret
from matrixbot.errors import LOGIN, ConfigError, OperatorError
from storage.engine import StorageKey

log = logging.getLogger(__name__)

PASSWORD_VARIABLE = "MATRIXBOT_PASSWORD"  # noqa: S105 - the variable's name
CURLY = tuple("“”„‚‘’»«")
CREDENTIALS = ("password", "password_file", "access_token_file")
FREE_PATH = Optional(values.file_path)
DURATIONS = Many(values.duration)


@dataclass(frozen=True)
class Storage:
    key_file: Path | None = setting(FREE_PATH, None)


@dataclass(frozen=True)
class ReminderConfig:
    """How long before a meeting, a task's due date, or a host's meeting the bot reminds."""

    meeting: tuple[timedelta, ...] = setting(DURATIONS, (timedelta(days=7), timedelta(days=1), timedelta(hours=1)))
    task: tuple[timedelta, ...] = setting(DURATIONS, (timedelta(days=7), timedelta(days=1), timedelta(0)))
    host: tuple[timedelta, ...] = setting(DURATIONS, (timedelta(days=7),))


@dataclass(frozen=True)
class Title:
    de: str = setting(values.words)
    en: str = setting(values.words)


@dataclass(frozen=True)
class DutyConfig:
    """A standing task that every board room starts with; `places` members can share it."""

    key: str = setting(values.duty_key)
    title: Title = setting(Title)
    places: int = setting(values.between(1, 20), 1)


@dataclass(frozen=True)
class Http:
    listen: Listen = setting(values.listen)


@dataclass(frozen=True)
class LiteratureConfig:
    fetch_titles: bool = setting(values.truth, False)


@dataclass(frozen=True)
class Credential:
    """How the bot logs in: exactly one of the two is given."""

    password: Secret | None = None
    access_token: Secret | None = None


@dataclass(frozen=True, kw_only=True)
class Config:
    """A whole, valid configuration. Paths are relative to the file's folder, durations and zone are values."""

    homeserver: str = setting(homeserver_address)
    user_id: str = setting(values.user_id)
    password: Secret | None = setting(Optional(values.secret), None)
    password_file: Path | None = setting(FREE_PATH, None)
    access_token_file: Path | None = setting(FREE_PATH, None)
    device_name: str = setting(values.words, "Board-Assistent")
    rooms: tuple[str, ...] = setting(Many(values.room, if_empty="a list with at least one room"))
    allow_unencrypted: tuple[str, ...] = setting(Many(values.room), ())
    only_verified_devices: bool = setting(values.truth, True)
    newcomers: Literal["trust", "ask"] = setting(values.one_of("trust", "ask"), "trust")
    votes_by_reaction: bool = setting(values.truth, False)
    organisers: tuple[str, ...] = setting(Many(values.user_id), ())
    language: Literal["de", "en"] = setting(values.one_of("de", "en"), "de")
    timezone: ZoneInfo = setting(values.zone, ZoneInfo("Europe/Berlin"))
    prefix: str = setting(values.prefix, "!")
    holidays: tuple[str, ...] = setting(values.states, values.STATES)
    data_dir: Path = setting(values.file_path, Path("data"))
    recovery_key_file: Path | None = setting(FREE_PATH, None)
    storage: Storage = setting(Storage, Storage())
    reminders: ReminderConfig = setting(ReminderConfig, ReminderConfig())
    ignore_older_than: timedelta = setting(values.span, timedelta(days=7))
    quiet: tuple[time, time] | None = setting(values.quiet, (time(20), time(7)))
    digest: Digest | None = setting(Optional(values.digest), None)
    retention: timedelta | None = setting(Optional(values.retention), None)
    literature: LiteratureConfig = setting(LiteratureConfig, LiteratureConfig())
    http: Http | None = setting(Optional(Http), None)
    agenda: tuple[AgendaPoint, ...] = setting(Many(values.agenda_point), ())
    duties: tuple[DutyConfig, ...] = setting(Many(DutyConfig), ())

    _env: Mapping[str, str] = field(default_factory=dict, repr=False)
    _file: ConfigFile = field(default=ConfigFile(Path("config.yaml")), repr=False)
    _login_key: str = field(default="password_file", repr=False)

    def place(self, key: str, position: int | None = None) -> str:
        """File, line and key, as a mistake names them; of a list the item at that position."""
        where = (key,) if position is None else (key, position)
        line = self._file.lines.get(where) or self._file.lines.get((key,))
        return f"{self._file.path}:{line}: {key}" if line else f"{self._file.path}: {key}"

    def told(self, mistake: OperatorError) -> str:
        """What is said to the operator: the mistake, behind the file and the line of the key that it is about."""
        key = self._login_key if mistake.key == LOGIN else mistake.key
        if not key:
            return str(mistake)
        line = self._file.lines.get(tuple(key.split(".")))
        place = "" if key == PASSWORD_VARIABLE else f"{self._file.path}:{line}: " if line else f"{self._file.path}: "
        return f"{place}{key}: {mistake}"

    @property
    def session_file(self) -> Path:
        """Where the session is kept after the first login."""
        return self.data_dir / "session.json"

    def credential(self) -> Credential:
        """What the first login needs, read from its file now. Raises OperatorError that names what is wrong with it."""
        if self.access_token_file:
            return Credential(access_token=Secret(read_secret(self.access_token_file)))
        if self.password_file:
            return Credential(password=Secret(read_secret(self.password_file)))
        if self.password:
            return Credential(password=self.password)
        raise OperatorError(
            f"There is no session in {self.session_file} and no password to log in with. "
            f"Give password_file in the configuration, or set {PASSWORD_VARIABLE}."
        )

    def storage_key(self) -> StorageKey | None:
        """The key of the database, from its file, the environment or systemd; None if there is none. Read now; raises
        OperatorError that names what is wrong with it."""
        return storage_key(self.storage.key_file, self._env)


BLOCKS: Mapping[str, type] = {
    "": Config,
    "storage": Storage,
    "reminders": ReminderConfig,
    "literature": LiteratureConfig,
    "http": Http,
    "duties": DutyConfig,
    "duties.title": Title,
}


def load(path: Path, env: Mapping[str, str]) -> Config:
    """The configuration in `path`; password and storage key may come from `env`. Raises ConfigError with every mistake.

    Beyond the file itself nothing is opened: passwords are read when they are needed.
    """
    from matrixbot.config import yaml  # noqa: PLC0415 - `forget_yaml` can only forget what nobody here names

    file = yaml.read(path)
    _check_credentials(file, env)
    _check_duties(file)
    given = dict(file.values)
    if env.get(PASSWORD_VARIABLE):
        given["password"] = env[PASSWORD_VARIABLE]
    reading = Reading(path.absolute().parent)
    said = reading.block(Config, given)
    for wrong in reading.wrong:
        _note(wrong, file)
    if file.mistakes or reading.wrong:
        raise ConfigError(path, file.mistakes)
    ways = [name for name in CREDENTIALS if file.values.get(name) is not None]
    return Config(
        **said,
        _env={name: env[name] for name in (KEY_VARIABLE, CREDENTIALS_VARIABLE) if name in env},
        _file=file,
        _login_key=PASSWORD_VARIABLE if env.get(PASSWORD_VARIABLE) else (ways or ["password_file"])[0],
    )


def forget_yaml() -> None:
    """Gives back what the reader of YAML takes, a fortieth of the memory; `load` loads it again. To be called before
    the bot is loaded, which takes the place."""
    for name in [*sys.modules]:
        if name == f"{__name__}.yaml" or name.partition(".")[0] == "ruamel":
            del sys.modules[name]
    globals().pop("yaml", None)
    gc.collect()


def read_secret(path: Path) -> str:
    """The first line of `path`. Raises OperatorError that names the file.

    A file that every account can read is warned about and still taken: container platforms mount secrets like that.
    """
    try:
        if path.stat().st_mode & stat.S_IROTH:
            log.warning("every account on this machine can read %s; put it right with: chmod 600 %s", path, path)
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise OperatorError(f"{path} cannot be read ({error.strerror}). The bot's account must be able to.") from None
    except UnicodeDecodeError:
        raise OperatorError(f"{path} is not a text file in UTF-8.") from None
    if not lines or not lines[0].strip():
        raise OperatorError(f"{path} is empty. Its first line must be the secret.")
    return lines[0].strip()


def _check_credentials(file: ConfigFile, env: Mapping[str, str]) -> None:
    given = [key for key in CREDENTIALS if file.values.get(key) is not None]
    for key in CREDENTIALS:
        if key in file.values and key not in given and file.is_commented((key,)):
            file.mistake((key,), slips.EMPTY)
    if "password" in given and file.is_commented(("password",)) and not file.is_quoted(("password",)):
        file.mistake(("password",), "what follows # is a comment, or belongs to the password: put that in quotes")
    if env.get(PASSWORD_VARIABLE):
        given.insert(0, PASSWORD_VARIABLE)
    if len(given) > 1:
        file.mistake((given[-1],), f"expected one way to log in, found {' and '.join(given)}; keep one of them")


def _check_duties(file: ConfigFile) -> None:
    duties = file.values.get("duties")
    first: dict[str, int] = {}
    for position, duty in enumerate(duties if isinstance(duties, list) else ()):
        key = duty.get("key") if isinstance(duty, dict) else None
        if not isinstance(key, str):
            continue
        place = ("duties", position, "key")
        if key in first:
            file.mistake(place, f'another duty has the key "{key}" already, in line {first[key]}; choose another key')
        first.setdefault(key, file.line(place))


def _note(wrong: Wrong, file: ConfigFile) -> None:
    """Adds a mistake to the file's, in words for the operator."""
    place, found = wrong.place, wrong.found
    if file.is_unread(place):
        return
    names = [part for part in place if isinstance(part, str)]
    if wrong.kind == "unknown":
        message = _unknown_key(names, file)
    elif wrong.kind == "missing":
        message = "this key is missing; config.example.yaml shows it"
    elif found is None and file.is_commented(place):
        message = slips.COMMENT
    elif isinstance(found, str) and found[:1] in CURLY:
        message = f'expected quotation marks like "these", found {_found(found, names[-1])}'
    else:
        message = f"expected {wrong.expected}, found {_found(found, names[-1])}"
    file.mistake(place, message)


def _unknown_key(names: list[str], file: ConfigFile) -> str:
    known = list(keys_of(BLOCKS[".".join(names[:-1])]))
    elsewhere = [block for block, model in BLOCKS.items() if names[-1] in keys_of(model)]
    if elsewhere and file.values.get(elsewhere[0], "") is None:  # it stands there, below it and not under it
        return f"this key belongs under {elsewhere[0]}; put two blanks before it"
    if elsewhere:
        return f"this key belongs {'under ' + elsewhere[0] if elsewhere[0] else 'at the start of a line of its own'}"
    near = difflib.get_close_matches(names[-1].lower(), known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"here there are {', '.join(known)}"
    return f"expected a known key, found an unknown one; {remedy}"


def _found(value: Any, key: str) -> str:
    """What stands in the file, short; never a password."""
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a block of keys"
    kind = "a text" if isinstance(value, str) else "true or false" if isinstance(value, bool) else "a number"
    if key in CREDENTIALS:
        return kind
    if isinstance(value, str):
        return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
    return str(value).lower()
