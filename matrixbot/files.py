"""Files that only this account may read, written whole and durably, and folders that one process holds alone."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import getpass
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from matrixbot.errors import OperatorError

_held: dict[Path, int] = {}


def told(fault: OSError, folder: Path) -> OperatorError:
    """What the operator can do about a file that cannot be used; `folder` is meant where the fault names none."""
    path, who = fault.filename or folder, _account()
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return full_disk(folder)
    if fault.errno in (errno.EACCES, errno.EPERM):
        return OperatorError(
            f"{path} cannot be used: the account {who}, which runs the bot, lacks the right. Give it to that account: "
            f"chown -R {who} {folder}",
            key="data_dir",
        )
    if fault.errno == errno.EROFS:
        return OperatorError(f"{path} lies on a disk that is read-only. Name another folder.", key="data_dir")
    if fault.errno in (errno.ENOTDIR, errno.EEXIST):
        return OperatorError(
            f"expected a folder, and {folder} is a file or lies below one. Name another folder, or move the file away.",
            key="data_dir",
        )
    why = os.strerror(fault.errno) if fault.errno else type(fault).__name__
    return OperatorError(f"{path} cannot be used ({why}). Look at the disk, or name another folder.", key="data_dir")


@contextlib.contextmanager
def usable(folder: Path) -> Iterator[None]:
    """At the start, what cannot be done with the files in `folder` is the operator's to put right: OperatorError."""
    try:
        yield
    except OSError as fault:
        raise told(fault, folder) from None


def full_disk(folder: Path) -> OperatorError:
    """What is said when nothing can be written."""
    return OperatorError(
        f"nothing can be written in {folder}: the disk is full, or it fails. Make room on it, then start again.",
        key="data_dir",
    )


def _account() -> str:
    """The name of this account, or its number where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def private_folder(folder: Path) -> Path:
    """Makes `folder` (0700) if it is missing, closes it to others if it was open, and gives it back."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def write_private(path: Path, data: bytes | str) -> None:
    """Replaces `path` by `data`, readable by this account only (0600): all of it, and on the disk, or not at all."""
    content = data.encode() if isinstance(data, str) else data
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - the descriptor carries the mode
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def wipe(path: Path) -> None:
    """Overwrites the file and removes it, if it is there. A disk that writes elsewhere keeps the old bytes anyway."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123 - no link is followed
        left = os.fstat(descriptor).st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
        os.fsync(descriptor)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Has all of the file on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` durable: a rename is on the disk only when its folder is."""
    sync_file(folder)


def is_held(folder: Path) -> bool:
    """Whether a process holds `folder` (see `exclusive`)."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Holds `folder` for this process alone; OperatorError if another process holds it.

    Two processes on one crypto store would run without any error and destroy it. The kernel lets go when the process
    ends, however it ends (flock(2)). Held twice by the same process, it is let go when both are done.
    """
    place = private_folder(folder).resolve()
    if place in _held:
        _held[place] += 1
        try:
            yield
        finally:
            _held[place] -= 1
        return
    descriptor = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 20, 0).decode("ascii", errors="replace").strip()
            owner = owner if owner.isdigit() else "unknown"
            raise OperatorError(
                f"{folder} is in use by another matrixbot (process {owner}). Stop that one first, or give this one "
                "a data_dir of its own."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        _held[place] = 1
        try:
            yield
        finally:
            del _held[place]
    finally:
        os.close(descriptor)
