"""What the operator does beside running the bot: `verify`, `reset-identity`; `check` is in `health`."""

from __future__ import annotations

import asyncio

from matrixbot.app import login_of, make_database
from matrixbot.config import Config
from matrixbot.matrix import startup
from matrixbot.matrix.trust.console import verify_console


async def verify(config: Config) -> int:
    """Shows the emoji of verifications that members start and takes the operator's word, until it is ended."""
    await verify_console(config.data_dir)
    return 0


async def reset_identity(config: Config) -> int:
    """Replaces the bot's identity after asking twice; gives the exit status."""
    print(
        "This gives the bot a new cryptographic identity. Everybody who verified it sees a warning and must verify it "
        "anew. It is needed only if the recovery key is lost."
    )
    if await _ask("Really replace the identity? (yes/no) ") != "yes":
        return 1
    if await _ask(f"To be sure, type the bot's user id ({config.user_id}): ") != config.user_id:
        return 1
    login = login_of(config)
    await make_database(config)
    key_file = config.recovery_key_file or config.data_dir / "recovery_key"
    identity = await startup.reset_identity(
        config.homeserver,
        config.user_id,
        config.data_dir,
        password=login.password,
        access_token=login.access_token,
        device_name=config.device_name,
        recovery_key_file=key_file,
        tell=print,
    )
    print(f"The new identity is {identity.fingerprint}; its recovery key is in {key_file}. Keep a copy elsewhere.")
    return 0


async def _ask(question: str) -> str:
    return (await asyncio.to_thread(input, question)).strip()
