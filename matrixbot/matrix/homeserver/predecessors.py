"""Devices that earlier stores of this bot left behind: removed where the homeserver lets the bot, else named once."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from matrixbot.files import write_private
from matrixbot.gateway import Refused
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import names, records
from matrixbot.matrix.homeserver.logins import PASSWORD, by_password, ways_in
from matrixbot.matrix.homeserver.responses import Rejected

log = logging.getLogger(__name__)


class Predecessors:
    """The account's other devices under the bot's name. `told_file` keeps of which the operator was told."""

    def __init__(self, client: Client, told_file: Path) -> None:
        self._client = client
        self._file = told_file

    async def found(self, device_name: str) -> list[str]:
        """Which they are. TryLater."""
        try:
            devices = records((await self._client.call("GET", "/devices")).get("devices"))
        except Refused:
            return []  # nobody can be told of what cannot be seen
        old = names([device.get("device_id") for device in devices if device.get("display_name") == device_name])
        return [device_id for device_id in old if device_id != self._client.device_id]

    async def remove(self, old: list[str], password: str | None) -> None:
        """Removes them. Where that takes more than the bot has, the operator is told of each once. TryLater."""
        if old and not await self._removed(old, password):
            await self._tell(old)

    async def _removed(self, old: list[str], password: str | None) -> bool:
        body: dict[str, object] = {"devices": old}
        try:
            try:
                await self._client.call("POST", "/delete_devices", body)
            except Rejected as question:
                if PASSWORD not in question.stages or password is None:
                    return False
                auth = by_password(self._client.user_id, password)
                body["auth"] = {**auth, "session": question.answer.get("session")}
                await self._client.call("POST", "/delete_devices", body)
        except Refused:
            return False
        return True

    async def _tell(self, old: list[str]) -> None:
        told = self._told()
        new = [device_id for device_id in old if device_id not in told]
        if not new:
            return
        page = (await ways_in(self._client)).page_for("org.matrix.devices_list")
        log.warning(
            "earlier devices of this account are left over, and the homeserver does not let the bot remove them: %s. "
            "Remove them on the account's page%s.",
            ", ".join(new),
            f", {page}" if page else ", or in a client under Sessions",
        )
        write_private(self._file, json.dumps(sorted(old)))

    def _told(self) -> list[str]:
        try:
            return names(json.loads(self._file.read_bytes()))
        except (OSError, ValueError, RecursionError):
            return []  # told once more
