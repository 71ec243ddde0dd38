"""The bot's figures for Prometheus, read at the moment at which they are asked for; no names in their labels."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from matrixbot.health.vitals import Signs

MOST_CODES = 100
"""Faults whose codes are kept apart; of earlier ones only the number is."""
EARLIER = "earlier"


class FaultCount:
    """Counts the faults that are logged under a code, by that code."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self.handler = logging.Handler(logging.ERROR)
        self.handler.addFilter(self._count)

    def _count(self, record: logging.LogRecord) -> bool:
        """Counts; never lets the record through, as there is nothing to be written."""
        code = getattr(record, "code", None)
        if code is not None:
            self.codes[code] += 1
            kept = [code for code in self.codes if code != EARLIER]
            if len(kept) > MOST_CODES:
                self.codes[EARLIER] += self.codes.pop(kept[0])
        return False


class Figures(Collector):
    """What is true of one moment."""

    def __init__(self, signs: Signs, running: float, commands: Mapping[str, int], codes: Mapping[str, int]) -> None:
        self._signs, self._running, self._commands, self._codes = signs, running, commands, codes

    def collect(self) -> Iterator[Metric]:
        signs = self._signs
        lag = self._running if signs.synced is None else signs.synced
        gauges = {
            "matrixbot_healthy": ("1 while the bot is well, as /healthz says, else 0.", float(not signs.troubles)),
            "matrixbot_queue_messages": ("Messages that wait to be sent.", signs.waiting),
            "matrixbot_oldest_unsent_seconds": ("How long the oldest of them has waited.", signs.oldest),
            "matrixbot_sync_lag_seconds": ("Since the last good sync, or since the start.", lag),
            "matrixbot_reminder_lag_seconds": ("By how much the earliest reminder that is due is late.", signs.overdue),
            "matrixbot_database_bytes": ("Size of the database.", signs.size),
        }
        for name, (text, value) in gauges.items():
            yield GaugeMetricFamily(name, text, value)
        commands = CounterMetricFamily("matrixbot_commands", "Commands since the start, by name.", labels=["command"])
        for command, count in sorted(self._commands.items()):
            commands.add_metric([command], count)
        faults = CounterMetricFamily("matrixbot_faults", "Faults since the start, by code.", labels=["code"])
        for code, count in sorted(self._codes.items()):
            faults.add_metric([code], count)
        yield from (commands, faults)


def written(figures: Figures) -> bytes:
    """The figures as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(figures)
    return generate_latest(registry)
