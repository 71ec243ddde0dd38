"""The command line: `matrixbot setup|run|check|demo|backup|restore|export|rekey|verify|reset-identity`."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matrixbot import signals
from matrixbot.errors import OperatorError

if TYPE_CHECKING:
    from matrixbot.config import Config

MISTAKE = 2
"""Exit status for what the operator must put right."""
INTERRUPTED = 130
_PR_SET_DUMPABLE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one of the commands; gives the exit status. An operator's mistake is one message, without a traceback."""
    if "run" in (sys.argv[1:2] if arguments is None else arguments[:1]):
        signals.end_at_once()
        gc.disable()  # nothing of what `serve` loads is garbage: looking for some took a tenth of the start
    options = _parser().parse_args(arguments)
    config: Config | None = None
    try:
        if options.command == "demo":
            from matrixbot.demo import run_demo  # noqa: PLC0415

            return run_demo(once=options.once, language=options.language)
        if options.command == "setup":
            return _set_up(options)
        config = _configured(options)
        return _run(options, config)
    except OperatorError as mistake:
        return _told([mistake], config)
    except BaseExceptionGroup as group:
        mistakes, others = group.split(OperatorError)
        if others is not None or mistakes is None:
            raise
        return _told(_leaves(mistakes), config)
    except KeyboardInterrupt:
        return INTERRUPTED


# Each command imports what it needs when it is chosen: `--help` answers at once, the demo's parts are optional.


def _configured(options: argparse.Namespace) -> Config:
    from matrixbot import logs  # noqa: PLC0415
    from matrixbot.config import PASSWORD_VARIABLE, load  # noqa: PLC0415
    from matrixbot.config.storagekey import KEY_VARIABLE  # noqa: PLC0415

    logs.configure(options.log_level)
    _keep_memory_private()
    config = load(options.config, os.environ)
    for secret in (PASSWORD_VARIABLE, KEY_VARIABLE):
        os.environ.pop(secret, None)  # known now; no program that is started later shall find it
    return config


def _set_up(options: argparse.Namespace) -> int:
    from dataclasses import fields  # noqa: PLC0415

    from matrixbot import logs  # noqa: PLC0415
    from matrixbot.setup import Given, run_setup  # noqa: PLC0415

    logs.configure(options.log_level)
    _keep_memory_private()
    return run_setup(Given(**{answer.name: getattr(options, answer.name) for answer in fields(Given)}), os.environ)


def _run(options: argparse.Namespace, config: Config) -> int:
    import asyncio  # noqa: PLC0415

    if options.command == "run":
        from matrixbot.config import forget_yaml  # noqa: PLC0415

        forget_yaml()
        from matrixbot.app import serve  # noqa: PLC0415

        asyncio.run(serve(config))
        return 0
    if options.command in ("rekey", "backup", "restore"):
        return _kept(options, config)
    if options.command == "check" and options.local:
        from matrixbot.health.asking import check_local  # noqa: PLC0415

        return asyncio.run(check_local(config))
    if options.command == "check":
        from matrixbot.health.check import check  # noqa: PLC0415

        return asyncio.run(check(config))
    if options.command == "export":
        from matrixbot.exporting import export_records, export_released  # noqa: PLC0415

        (export_released if options.public else export_records)(config, options.folder)
        return 0
    from matrixbot import operations  # noqa: PLC0415

    commands = {"verify": operations.verify, "reset-identity": operations.reset_identity}
    return commands[options.command](config)


def _kept(options: argparse.Namespace, config: Config) -> int:
    """What is done to the records as a whole."""
    if options.command == "rekey":
        from matrixbot.rekey import rekey  # noqa: PLC0415

        rekey(config, options.new)
    elif options.command == "backup":
        from matrixbot.backup import backup, check_backup  # noqa: PLC0415

        (check_backup if options.check else backup)(config, options.file)
    else:
        from matrixbot.restore import restore  # noqa: PLC0415

        restore(config, options.file)
    return 0


def _told(mistakes: Sequence[BaseException], config: Config | None) -> int:
    said = [config.told(one) if config and isinstance(one, OperatorError) else str(one) for one in mistakes]
    print(*dict.fromkeys(said), sep="\n", file=sys.stderr)
    return MISTAKE


def _keep_memory_private() -> None:
    """No core dump, which would hold keys and messages: also where a program takes dumps instead of a file, for which
    the limit does not count. Other programs of this account see neither memory nor first environment (prctl(2))."""
    import ctypes  # noqa: PLC0415
    import resource  # noqa: PLC0415

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError, OSError):  # Linux alone has it
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="matrixbot", description="The assistant of a board in its Matrix room.")
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = parser.add_subparsers(dest="command", required=True)
    texts = {
        "run": "run the bot",
        "check": "look at configuration, login, rooms, clock and database, and say what to do",
        "verify": "show the emoji of a verification that a member started, and confirm or refuse it",
        "backup": "write all records and the recovery key into one file, also while the bot runs",
        "restore": "put a backup into an empty data folder, and log in as a new device",
        "rekey": "encrypt the database, exchange its key, or take the key away; the bot must be stopped",
        "export": "write every record, or what was released, into a new folder, also while the bot runs",
        "reset-identity": "replace the bot's cross-signing identity: every member must verify it anew",
    }
    for name, text in texts.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--config", type=Path, default=Path("config.yaml"), metavar="FILE")
        command.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
        if name == "check":
            command.add_argument("--local", action="store_true", help="only ask the running bot: for health checks")
        if name == "export":
            command.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet, or empty")
            command.add_argument("--public", action="store_true", help="only what was released, for everybody")
    _add_keeping(commands.choices)
    _add_setup(commands.add_parser("setup", help="ask what the bot must know, log in, write the configuration, check"))
    demo = commands.add_parser("demo", help="a board room with a homeserver of its own, to try everything at once")
    demo.add_argument("--once", action="store_true", help="play the conversation and end")
    demo.add_argument("--language", choices=("de", "en"), default="de")
    return parser


def _add_keeping(commands: Mapping[str, argparse.ArgumentParser]) -> None:
    commands["backup"].add_argument("file", type=Path, metavar="FILE", help="a new file, or the folder for it")
    commands["backup"].add_argument("--check", action="store_true", help="only look into FILE")
    commands["restore"].add_argument("file", type=Path, metavar="FILE", help="what `matrixbot backup` has made")
    exchange = commands["rekey"].add_mutually_exclusive_group(required=True)
    exchange.add_argument(
        "--new", type=Path, metavar="FILE", help="encrypt with a new random key, which is written to FILE"
    )
    exchange.add_argument("--decrypt", action="store_true", help="leave the database unencrypted")


def _add_setup(setup: argparse.ArgumentParser) -> None:
    setup.description = "Asks what the bot must know; what is given as an option is not asked."
    setup.add_argument("--config", type=Path, default=Path("config.yaml"), metavar="FILE", help="what is written")
    setup.add_argument("--homeserver", help="a server's name or the homeserver's address")
    setup.add_argument("--user", help="the bot's account, like @board-bot:example.org")
    secret = setup.add_mutually_exclusive_group()
    secret.add_argument("--password-file", type=Path, metavar="FILE", help="its first line is the account's password")
    secret.add_argument("--token-file", type=Path, metavar="FILE", help="its first line is an access token")
    setup.add_argument("--room", action="append", dest="rooms", default=[], help="a board room; may be given again")
    setup.add_argument("--language", choices=("de", "en"), help="which the bot speaks, and setup too")
    setup.add_argument("--encrypt", action=argparse.BooleanOptionalAction, help="encrypt the database")
    setup.add_argument("--data-dir", default="./data", metavar="FOLDER", help="where the bot keeps things")
    setup.add_argument("--force", action="store_true", help="replace a configuration that is there")
    setup.add_argument("--log-level", default="WARNING", choices=("DEBUG", "INFO", "WARNING", "ERROR"))


class _Version(argparse.Action):
    """Looks the version up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            print(f"matrixbot {version('matrixbot')}")
        except PackageNotFoundError:
            print("matrixbot, not installed: run from its folder")
        parser.exit()


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    """The exceptions in a group, without the groups around them."""
    leaves: list[BaseException] = []
    for one in group.exceptions:
        leaves += _leaves(one) if isinstance(one, BaseExceptionGroup) else [one]
    return leaves


if __name__ == "__main__":
    sys.exit(main())
