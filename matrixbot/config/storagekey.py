"""Where the key of the database comes from: a file, a variable of the environment, or a credential of systemd's."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from matrixbot.errors import OperatorError
from matrixbot.files import sync_folder
from storage.engine import StorageKey

KEY_VARIABLE = "MATRIXBOT_STORAGE_KEY"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
"""The folder with a service's credentials: systemd.exec(5), Credentials."""
CREDENTIAL = "storage_key"
_SHAPE = "64 hexadecimal digits, which `matrixbot rekey --new FILE` writes"


def storage_key(key_file: Path | None, env: Mapping[str, str]) -> StorageKey | None:
    """The key that the configuration, the environment or systemd gives; None if none does.

    Raises OperatorError that names the place, and never quotes it, for what is no key, for a file that cannot be read
    or that everybody can, and where two places say different things.
    """
    found: dict[str, StorageKey] = {}
    if key_file is not None:
        found[f"storage.key_file ({key_file})"] = read_key(key_file)
    if KEY_VARIABLE in env:
        found[KEY_VARIABLE] = _key(env[KEY_VARIABLE].strip(), KEY_VARIABLE)
    credential = _credential(env)
    if credential is not None:
        found[f"the credential {credential}"] = read_key(credential)
    if len(set(found.values())) > 1:
        raise OperatorError(f"{' and '.join(found)} give different keys for the database. Keep the one that is right.")
    return next(iter(found.values()), None)


def read_key(path: Path) -> StorageKey:
    """The key in the first line of `path`. OperatorError that names the file."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
        with open(descriptor, encoding="ascii") as file:  # noqa: PTH123 - looked at and read is one and the same file
            mode = os.fstat(descriptor).st_mode
            line = file.readline(1000).strip()
    except OSError as error:
        raise OperatorError(
            f"The key file {path} cannot be read ({error.strerror}). The bot's account must be able to."
        ) from None
    except UnicodeDecodeError:
        line, mode = "?", 0
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        raise OperatorError(
            f"Every account on this machine can read the key file {path}, so it protects nothing. Put it right with: "
            f"chmod 600 {path}"
        )
    if not line:
        raise OperatorError(f"The key file {path} is empty. Its first line must be {_SHAPE}.")
    return _key(line, f"The first line of the key file {path}")


def new_key_file(path: Path) -> StorageKey:
    """Writes a new random key to `path` (0600, on the disk when this returns). OperatorError if there is a file of that
    name, or none can be made."""
    key = StorageKey.new()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OperatorError(f"{path} exists already. A key is never written over a file: give another name.") from None
    except OSError as error:
        raise OperatorError(f"The key file {path} cannot be made ({error.strerror}).") from None
    try:
        os.write(descriptor, f"{key.secret.hex()}\n".encode("ascii"))
        os.fsync(descriptor)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OperatorError(f"The key file {path} cannot be written ({error.strerror}).") from None
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
    return key


def _credential(env: Mapping[str, str]) -> Path | None:
    folder = env.get(CREDENTIALS_VARIABLE)
    credential = Path(folder) / CREDENTIAL if folder else None
    return credential if credential is not None and credential.exists() else None


def _key(text: str, place: str) -> StorageKey:
    try:
        return StorageKey.read(text)
    except ValueError:
        found = f"{len(text)} characters" if len(text) != 64 else "64 characters that are not all hexadecimal"
        raise OperatorError(f"{place} must be {_SHAPE}; found {found}.") from None
