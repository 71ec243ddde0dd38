"""The bot of a configuration, over open records and a gateway. It needs all features: `app` loads it meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from commands.base.call import Duty, Settings, StandingPoint
from matrixbot.bot.bot import Bot, Rules
from matrixbot.bot.errands import TitleOf
from matrixbot.config import Config
from matrixbot.gateway import Gateway
from storage import Database


def bot_of(
    config: Config, database: Database, gateway: Gateway, rooms: Collection[str], in_clear: Collection[str]
) -> Bot:
    """The bot in those rooms, of which `in_clear` may be unencrypted."""
    return Bot(
        database,
        gateway,
        settings=settings_of(config),
        rules=Rules(rooms, config.organisers, in_clear, config.ignore_older_than),
        machine=lambda: datetime.now(UTC),
        title_of=_titles() if config.literature.fetch_titles else None,
    )


def _titles() -> TitleOf:
    from matrixbot.pages.fetching import Pages  # noqa: PLC0415 - most boards look no page up

    return Pages().title


def settings_of(config: Config) -> Settings:
    """What the configuration says about the board's work."""
    return Settings(
        language=config.language,
        zone=config.timezone.key,
        prefix=config.prefix,
        meeting_reminders=tuple(config.reminders.meeting),
        task_reminders=tuple(config.reminders.task),
        host_reminders=tuple(config.reminders.host),
        agenda=tuple(StandingPoint(one.titles, one.minutes, one.last) for one in config.agenda),
        duties=tuple(Duty(d.key, {"de": d.title.de, "en": d.title.en}, d.places) for d in config.duties),
        votes_by_reaction=config.votes_by_reaction,
        holidays=tuple(config.holidays),
        quiet=config.quiet,
        digest=config.digest,
        newcomers_wait=config.newcomers == "ask",
        fetch_titles=config.literature.fetch_titles,
        retention=config.retention,
    )
