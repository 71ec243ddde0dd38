"""What the operator does beside running the bot: `verify`, `reset-identity`; `check` is in `health`."""

from __future__ import annotations

import asyncio

from matrixbot.app import login_of, replaced_identity
from matrixbot.config import Config
from matrixbot.errors import OperatorError
from matrixbot.gateway import TryLater
from matrixbot.matrix.trust.console import verify_console
from matrixbot.matrix.trust.crosssigning import asks_for_approval
from matrixbot.records import make_database
from matrixbot.signals import typed


def verify(config: Config) -> int:
    """Shows the emoji of verifications that members start and takes the operator's word, until it is ended."""
    asyncio.run(verify_console(config.data_dir))
    return 0


def reset_identity(config: Config) -> int:
    """Replaces the bot's identity after asking twice; gives the exit status."""
    print(
        "This gives the bot a new cryptographic identity. Everybody who verified it sees a warning and must verify it "
        "anew. It is needed only if the recovery key is lost."
    )
    try:
        agreed = typed("Really replace the identity? (yes/no) ").strip().lower() in ("yes", "ja")
        if not agreed or typed(f"To be sure, type the bot's user id ({config.user_id}): ").strip() != config.user_id:
            print("The identity stays as it is.")
            return 1
    except EOFError:
        raise OperatorError("\nNobody has answered, so the identity stays as it is.") from None
    asyncio.run(_replace_identity(config))
    return 0


async def _replace_identity(config: Config) -> None:
    login = login_of(config)
    await make_database(config)
    key_file = config.recovery_key_file or config.data_dir / "recovery_key"
    try:
        identity = await replaced_identity(config, login, lambda page: print(asks_for_approval(config.user_id, page)))
    except TryLater as later:
        raise OperatorError(f"{later}. Try again; `matrixbot check` says whether the identity is in order.") from None
    print(f"The new identity is {identity.fingerprint}; its recovery key is in {key_file}. Keep a copy elsewhere.")
