"""The command line: `matrixbot run|check|demo|backup|restore|rekey|verify|reset-identity`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from matrixbot import logs
from matrixbot.errors import OperatorError

MISTAKE = 2
"""Exit status for what the operator must put right."""
_PR_SET_DUMPABLE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one of the commands; gives the exit status. An operator's mistake is one message, without a traceback."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except OperatorError as mistake:
        print(mistake, file=sys.stderr)
        return MISTAKE
    except BaseExceptionGroup as group:
        mistakes, others = group.split(OperatorError)
        if others is not None or mistakes is None:
            raise
        print(*dict.fromkeys(map(str, _leaves(mistakes))), sep="\n", file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    # Each command imports what it needs when it is chosen: `--help` answers at once, the demo's parts are optional.
    if options.command == "demo":
        from matrixbot.demo import run_demo  # noqa: PLC0415

        return run_demo(once=options.once, language=options.language)
    from matrixbot.config import PASSWORD_VARIABLE, load  # noqa: PLC0415
    from matrixbot.config.storagekey import KEY_VARIABLE  # noqa: PLC0415

    logs.configure(options.log_level)
    _keep_memory_private()
    config = load(options.config, os.environ)
    for secret in (PASSWORD_VARIABLE, KEY_VARIABLE):
        os.environ.pop(secret, None)  # known now; no program that is started later shall find it
    if options.command == "run":
        from matrixbot.app import serve  # noqa: PLC0415

        asyncio.run(serve(config))
        return 0
    if options.command == "rekey":
        from matrixbot.rekey import rekey  # noqa: PLC0415

        rekey(config, options.new)
        return 0
    if options.command == "backup":
        from matrixbot.backup import backup, check_backup  # noqa: PLC0415

        (check_backup if options.check else backup)(config, options.file)
        return 0
    if options.command == "restore":
        from matrixbot.restore import restore  # noqa: PLC0415

        restore(config, options.file)
        return 0
    from matrixbot import operations  # noqa: PLC0415

    commands = {"check": operations.check, "verify": operations.verify, "reset-identity": operations.reset_identity}
    return asyncio.run(commands[options.command](config))


def _keep_memory_private() -> None:
    """No core dump, which would hold keys and messages: also where a program takes dumps instead of a file, for which
    the limit does not count. Other programs of this account see neither memory nor first environment (prctl(2))."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError, OSError):  # Linux alone has it
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="matrixbot", description="The assistant of a board in its Matrix room.")
    commands = parser.add_subparsers(dest="command", required=True)
    texts = {
        "run": "run the bot",
        "check": "look at configuration, login, rooms, clock and database, and say what to do",
        "verify": "show the emoji of a verification that a member started, and confirm or refuse it",
        "backup": "write all records and the recovery key into one file, also while the bot runs",
        "restore": "put a backup into an empty data folder, and log in as a new device",
        "rekey": "encrypt the database, exchange its key, or take the key away; the bot must be stopped",
        "reset-identity": "replace the bot's cross-signing identity: every member must verify it anew",
    }
    for name, text in texts.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--config", type=Path, default=Path("config.yaml"), metavar="FILE")
        command.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
    for name, text in (("backup", "a new file, or the folder for it"), ("restore", "what `matrixbot backup` has made")):
        commands.choices[name].add_argument("file", type=Path, metavar="FILE", help=text)
    commands.choices["backup"].add_argument("--check", action="store_true", help="only look into FILE")
    exchange = commands.choices["rekey"].add_mutually_exclusive_group(required=True)
    exchange.add_argument(
        "--new", type=Path, metavar="FILE", help="write a new random key to FILE, and encrypt with it"
    )
    exchange.add_argument("--decrypt", action="store_true", help="leave the database unencrypted")
    demo = commands.add_parser("demo", help="a board room with a homeserver of its own, to try everything at once")
    demo.add_argument("--once", action="store_true", help="play the conversation and end")
    demo.add_argument("--language", choices=("de", "en"), default="de")
    return parser


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    """The exceptions in a group, without the groups around them."""
    leaves: list[BaseException] = []
    for one in group.exceptions:
        leaves += _leaves(one) if isinstance(one, BaseExceptionGroup) else [one]
    return leaves


if __name__ == "__main__":
    sys.exit(main())
