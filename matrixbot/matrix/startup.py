"""Coming online: session, store, own identity and device, in the order in which each is safe."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

from peewee import OperationalError

from matrixbot.files import exclusive, full_disk, usable
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import record, whole
from matrixbot.matrix.homeserver.predecessors import Predecessors
from matrixbot.matrix.homeserver.session import open_client
from matrixbot.matrix.homeserver.timeline import Timeline
from matrixbot.matrix.matrix_gateway import MatrixGateway, upload_keys
from matrixbot.matrix.trust.console import Console
from matrixbot.matrix.trust.crosssigning import CrossSigning
from matrixbot.matrix.trust.devices import Book
from matrixbot.matrix.trust.own_identity import OwnIdentity
from matrixbot.matrix.trust.pending import Pending

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def open_gateway(
    homeserver: str,
    user_id: str,
    data_dir: Path,
    *,
    password: str | None = None,
    access_token: str | None = None,
    token: Callable[[], str | None] = lambda: None,
    device_name: str = "matrixbot",
    only_verified_devices: bool = True,
    recovery_key_file: Path | None = None,
    tell: Callable[[str], None] | None = None,
    seal: Seal | None = None,
    since: str | None = None,
) -> AsyncIterator[MatrixGateway]:
    """The gateway, ready to sync; `data_dir` is held by this process alone meanwhile. `token` reads the access token
    anew when the kept one is spent; `tell` says to the operator on which page an identity is to be approved. What is
    new `since` is asked for at once and read when it comes, for the first sync: it is waited for beside other work.

    OperatorError where a person must decide; TryLater if the homeserver is away; SessionEnded if it ended the session.
    """
    async with contextlib.AsyncExitStack() as stack:
        with _disk(data_dir):
            stack.enter_context(exclusive(data_dir))
            client = await open_client(
                homeserver,
                user_id,
                data_dir,
                password=password,
                access_token=access_token,
                device_name=device_name,
                token=token,
                seal=seal,
            )
            stack.push_async_callback(client.close)
            timeline = Timeline(client)
            stack.push_async_callback(timeline.give_up)
            if since is not None:
                timeline.ask_ahead(since)
            book = Book(user_id, data_dir / "crypto" / "trust.json", only_verified=only_verified_devices)
            pending = Pending(data_dir / "crypto" / "unread.json")
            crosssigning = CrossSigning(client, recovery_key_file or data_dir / "recovery_key", tell)
            predecessors = Predecessors(client, data_dir / "crypto" / "left_devices.json")
            shown, old = await asyncio.gather(_publish_device(client, crosssigning), predecessors.found(device_name))
            own = await crosssigning.ensure(shown)
            await predecessors.remove(old, password)
            gateway = MatrixGateway(
                client,
                book,
                timeline=timeline,
                pending=pending,
                crosssigning=crosssigning,
                own=own,
                console=Console(data_dir),
            )
            stack.push_async_callback(gateway.close)
            if since is not None:
                gateway.read_ahead(since)
        yield gateway


@contextlib.contextmanager
def _disk(data_dir: Path) -> Iterator[None]:
    """What the disk does at the start is the operator's to put right; later it is waited for."""
    try:
        with usable(data_dir):
            yield
    except OperationalError:
        raise full_disk(data_dir) from None


async def reset_identity(
    homeserver: str,
    user_id: str,
    data_dir: Path,
    *,
    password: str | None = None,
    access_token: str | None = None,
    device_name: str = "matrixbot",
    recovery_key_file: Path | None = None,
    tell: Callable[[str], None] | None = None,
    seal: Seal | None = None,
) -> OwnIdentity:
    """Replaces the account's identity by a new one with a new recovery key; the old key is kept beside it as `.old`.

    Only when the operator has said so, twice: everybody who verified the bot must do it again.
    """
    with _disk(data_dir), exclusive(data_dir):
        client = await open_client(
            homeserver,
            user_id,
            data_dir,
            password=password,
            access_token=access_token,
            device_name=device_name,
            seal=seal,
        )
        try:
            crosssigning = CrossSigning(client, recovery_key_file or data_dir / "recovery_key", tell)
            await _publish_device(client, crosssigning)
            return await crosssigning.reset(password)
        finally:
            await client.close()


async def _publish_device(client: Client, crosssigning: CrossSigning) -> dict[str, Any] | None:
    """Uploads this device's keys if they are new, and one-time keys where the server has few. Gives what the server
    shows of the account if nothing was uploaded."""
    shown, counts = await asyncio.gather(crosssigning.own_keys(), client.call("POST", "/keys/upload", {}))
    crosssigning.check_store(shown)
    left = whole(record(counts.get("one_time_key_counts")).get("signed_curve25519"))
    uploaded = await upload_keys(client, left, fallback_missing=not client.machine.account.shared)
    return None if uploaded else shown
