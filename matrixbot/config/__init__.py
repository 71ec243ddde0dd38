"""The bot's configuration: every key with its kind and default, read strictly, all mistakes told at once."""

from __future__ import annotations

import difflib
import logging
import stat
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from matrixbot.config import file as configfile
from matrixbot.config import slips
from matrixbot.config.file import ConfigFile
from matrixbot.config.storagekey import CREDENTIALS_VARIABLE, KEY_VARIABLE, storage_key
from matrixbot.config.values import (
    STATES,
    Duration,
    DutyKey,
    FilePath,
    Homeserver,
    LeadTime,
    Loopback,
    Many,
    PlainText,
    Prefix,
    Quiet,
    Retention,
    RoomAddress,
    Rooms,
    StandingTopic,
    States,
    TimeZone,
    UserId,
    Weekly,
)
from matrixbot.errors import LOGIN, ConfigError, OperatorError
from storage.engine import StorageKey

log = logging.getLogger(__name__)

PASSWORD_VARIABLE = "MATRIXBOT_PASSWORD"  # noqa: S105 - the variable's name
CURLY = tuple("“”„‚‘’»«")
CREDENTIALS = ("password", "password_file", "access_token_file")


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class Storage(_Block):
    key_file: FilePath | None = None


class ReminderConfig(_Block):
    """How long before a meeting, a task's due date, or a host's meeting the bot reminds."""

    meeting: Many[Duration] = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
    task: Many[Duration] = (timedelta(days=7), timedelta(days=1), timedelta(0))
    host: Many[Duration] = (timedelta(days=7),)


class Title(_Block):
    de: PlainText
    en: PlainText


class DutyConfig(_Block):
    """A standing task that every board room starts with; `places` members can share it."""

    key: DutyKey
    title: Title
    places: int = Field(default=1, ge=1, le=20)


class Http(_Block):
    listen: Loopback


class LiteratureConfig(_Block):
    fetch_titles: bool = False


class Credential(_Block):
    """How the bot logs in: exactly one of the two is given."""

    password: SecretStr | None = None
    access_token: SecretStr | None = None


class Config(_Block):
    """A whole, valid configuration. Paths are relative to the file's folder, durations and zone are values."""

    homeserver: Homeserver
    user_id: UserId
    password: SecretStr | None = Field(default=None, min_length=1)
    password_file: FilePath | None = None
    access_token_file: FilePath | None = None
    device_name: PlainText = "Board-Assistent"
    rooms: Rooms
    allow_unencrypted: Many[RoomAddress] = ()
    only_verified_devices: bool = True
    newcomers: Literal["trust", "ask"] = "trust"
    votes_by_reaction: bool = False
    organisers: Many[UserId] = ()
    language: Literal["de", "en"] = "de"
    timezone: TimeZone = ZoneInfo("Europe/Berlin")
    prefix: Prefix = "!"
    holidays: States = STATES
    data_dir: FilePath = Field(default="./data", validate_default=True)
    recovery_key_file: FilePath | None = None
    storage: Storage = Storage()
    reminders: ReminderConfig = ReminderConfig()
    ignore_older_than: LeadTime = timedelta(days=7)
    quiet: Quiet = (time(20), time(7))
    digest: Weekly | None = None
    retention: Retention | None = None
    literature: LiteratureConfig = LiteratureConfig()
    http: Http | None = None
    agenda: Many[StandingTopic] = ()
    duties: Many[DutyConfig] = ()

    _env: Mapping[str, str] = PrivateAttr(default_factory=dict)
    _file: ConfigFile = PrivateAttr(default=ConfigFile(Path("config.yaml")))
    _login_key: str = PrivateAttr(default="password_file")

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
            return Credential(access_token=SecretStr(read_secret(self.access_token_file)))
        if self.password_file:
            return Credential(password=SecretStr(read_secret(self.password_file)))
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


BLOCKS: Mapping[str, type[_Block]] = {
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
    file = configfile.read(path)
    _check_credentials(file, env)
    _check_duties(file)
    values = dict(file.values)
    if env.get(PASSWORD_VARIABLE):
        values["password"] = env[PASSWORD_VARIABLE]
    try:
        config = Config.model_validate(values, context={"folder": path.absolute().parent})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(detail, file)
        raise ConfigError(path, file.mistakes) from None
    if file.mistakes:
        raise ConfigError(path, file.mistakes)
    config._env = {name: env[name] for name in (KEY_VARIABLE, CREDENTIALS_VARIABLE) if name in env}
    config._file = file
    given = [key for key in CREDENTIALS if file.values.get(key) is not None]
    config._login_key = PASSWORD_VARIABLE if env.get(PASSWORD_VARIABLE) else (given or ["password_file"])[0]
    return config


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


def _note(detail: ErrorDetails, file: ConfigFile) -> None:
    """Adds what pydantic found to the file's mistakes, in words for the operator."""
    place = detail["loc"]
    if file.is_unread(place):
        return
    names = [part for part in place if isinstance(part, str)]
    if detail["type"] == "extra_forbidden":
        message = _unknown_key(names, file)
    elif detail["input"] is None and file.is_commented(place):
        message = slips.COMMENT
    elif isinstance(detail["input"], str) and detail["input"][:1] in CURLY:
        message = f'expected quotation marks like "these", found {_found(detail["input"], names[-1])}'
    elif detail["type"] == "missing":
        message = "this key is missing; config.example.yaml shows it"
    else:
        message = f"expected {_expected(detail, '.'.join(names))}, found {_found(detail['input'], names[-1])}"
    file.mistake(place, message)


def _unknown_key(names: list[str], file: ConfigFile) -> str:
    known = list(BLOCKS[".".join(names[:-1])].model_fields)
    elsewhere = [block for block, model in BLOCKS.items() if names[-1] in model.model_fields]
    if elsewhere and file.values.get(elsewhere[0], "") is None:  # it stands there, below it and not under it
        return f"this key belongs under {elsewhere[0]}; put two blanks before it"
    if elsewhere:
        return f"this key belongs {'under ' + elsewhere[0] if elsewhere[0] else 'at the start of a line of its own'}"
    near = difflib.get_close_matches(names[-1].lower(), known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"here there are {', '.join(known)}"
    return f"expected a known key, found an unknown one; {remedy}"


def _expected(detail: ErrorDetails, block: str) -> str:
    context = detail.get("ctx", {})
    words: dict[str, str] = {
        "value_error": str(context.get("error")),
        "literal_error": str(context.get("expected")).replace("'", ""),
        "bool_type": "true or false",
        "string_type": "a text, in quotes if it looks like something else",
        "string_too_short": "a text",
        "int_type": "a whole number",
        "greater_than_equal": f"at least {context.get('ge')}",
        "less_than_equal": f"at most {context.get('le')}",
        "tuple_type": "a list, like [a, b], or [] for an empty one",
        "model_type": f"a block with the keys {', '.join(BLOCKS[block].model_fields) if block in BLOCKS else ''}",
    }
    return words.get(detail["type"], detail["msg"])


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
