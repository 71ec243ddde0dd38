"""`/healthz` and `/metrics`: true, on this machine alone, and without a word of what members say."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from matrixbot.bot.faults import log_fault
from matrixbot.config import Config, load
from matrixbot.config.values import Listen
from matrixbot.health.metrics import EARLIER, MOST_CODES, FaultCount
from matrixbot.health.vitals import Vitals
from matrixbot.health.web import watched
from tests.board import ROOM, Board
from tests.fake_matrix import BOT
from tests.matrixbot.test_damaged_files import MAIN
from tests.matrixbot.test_stopping import configured, said
from tests.processes import Processes

DEPLOY = Path(__file__).parents[2] / "deploy"


class Watched(NamedTuple):
    """A board whose bot is watched at that address."""

    board: Board
    vitals: Vitals
    url: str

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as response:
            return response.status, await response.text()

    async def figures(self) -> dict[tuple[str, str], float]:
        """The value of each figure, by its name and the value of its label."""
        _status, text = await self.get("/metrics")
        samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
        return {(one.name, "".join(one.labels.values())): one.value for one in samples}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    file = tmp_path / "config.yaml"
    file.write_text(f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["{ROOM}"]\npassword: x\n')
    return load(file, {})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
async def there(config: Config, tmp_path: Path) -> AsyncIterator[Watched]:
    vitals, port = Vitals(config), free_port()
    board = Board(tmp_path)
    async with watched(Listen("127.0.0.1", port), vitals):
        yield Watched(board, vitals, f"http://127.0.0.1:{port}")
        await board.stop()


async def starts(there: Watched) -> None:
    await there.board.start()
    there.vitals.runs(there.board.bot, there.board.database, there.board.matrix, ())


@pytest.mark.on_disk
async def test_it_is_well_once_it_has_synced_and_again_after_a_silence(there: Watched) -> None:
    assert await there.get("/healthz") == (503, "not ready: it is starting\n")
    await starts(there)
    assert await there.get("/healthz") == (200, "ok\n")
    there.board.bot.sync.synced = time.monotonic() - 91
    assert await there.get("/healthz") == (503, "the last sync was 91 s ago\n")
    assert (await there.figures())["matrixbot_healthy", ""] == 0
    await there.board.bot.step()
    assert await there.get("/healthz") == (200, "ok\n")
    assert (await there.get("/"))[0] == (await there.get("/healthz/x"))[0] == 404


@pytest.mark.on_disk
async def test_the_figures_are_true_and_name_nobody(there: Watched) -> None:
    await starts(there)
    board = there.board
    await board.says("anna", "!aufgabe neu Geheimwort bis 30.11.")
    await board.says("ben", "!task add Geheimwort zwei")
    await board.says("ben", "!ping")
    await board.says("ben", "!sitzug Geheimwort")
    board.said("anna", {"msgtype": "m.text", "body": "!ping"})
    await board.bot.sync.step(0)
    log_fault(RuntimeError("Geheimwort"))
    figures = await there.figures()
    assert figures["matrixbot_commands_total", "task add"] == 2
    assert figures["matrixbot_commands_total", "ping"] == 2
    assert figures["matrixbot_queue_messages", ""] == 1
    assert figures["matrixbot_database_bytes", ""] > 100_000
    assert figures["matrixbot_healthy", ""] == 1
    assert 0 <= figures["matrixbot_sync_lag_seconds", ""] < 60
    (code,) = [label for name, label in figures if name == "matrixbot_faults_total"]
    assert re.fullmatch(r"[0-9a-f]{6}", code)
    text = (await there.get("/metrics"))[1].lower()
    assert not any(word in text for word in ("geheimwort", "anna", "ben", "board.test", ROOM.lower()))


async def test_every_figure_that_dashboard_and_alerts_name_is_there(there: Watched) -> None:
    await starts(there)
    await there.board.says("anna", "!ping")
    log_fault(RuntimeError())
    known = {name for name, _label in await there.figures()}
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    alerts = YAML(typ="safe", pure=True).load((DEPLOY / "prometheus-alerts.yaml").read_text())
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    warned = [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    named = {name for words in (*shown, *warned) for name in re.findall(r"matrixbot_\w+", words)}
    assert named <= known
    assert {name for name in known if not name.endswith("_created")} == named
    assert all(rule["annotations"]["summary"] for group in alerts["groups"] for rule in group["rules"])
    new = "matrixbot_faults_total unless matrixbot_faults_total offset "
    assert all(new in words for words in (*shown, *warned) if "matrixbot_faults_total" in words), "increase() sees none"


def test_many_faults_keep_their_number_but_not_their_codes() -> None:
    count = FaultCount()
    for number in range(MOST_CODES * 3):
        record = logging.makeLogRecord({"levelno": logging.ERROR, "code": f"{number:06x}"})
        count.handler.handle(record)
    count.handler.handle(logging.makeLogRecord({"levelno": logging.ERROR}))
    assert sum(count.codes.values()) == MOST_CODES * 3
    assert len(count.codes) == MOST_CODES + 1
    assert count.codes[EARLIER] == MOST_CODES * 2


async def test_a_process_that_listens_at_a_taken_port_says_so_and_ends(processes: Processes, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = configured(tmp_path, "http://127.0.0.1:1", f'http: {{listen: "127.0.0.1:{port}"}}')
        done = processes.run(MAIN, *arguments)
    assert (done.status, said(done, tmp_path)) == (
        2,
        f"config.yaml:5: http.listen: the port {port} is taken by another program. Name another port, or end that "
        "program.",
    )


@pytest.mark.parametrize("address", ["0.0.0.0:8009", "192.0.2.7:8009", "[::]:8009", "board.example.org:8009"])
def test_an_address_that_others_can_reach_is_refused(processes: Processes, tmp_path: Path, address: str) -> None:
    done = processes.run(MAIN, *configured(tmp_path, "http://127.0.0.1:1", f'http: {{listen: "{address}"}}'))
    assert done.status == 2
    assert said(done, tmp_path) == (
        "config.yaml:5: http.listen: expected an address of this machine and a port, like 127.0.0.1:8009 (never one "
        f'that others can reach), found "{address}"'
    )


@pytest.mark.long
def test_what_metrics_need_is_loaded_only_where_they_are_wanted(processes: Processes, tmp_path: Path) -> None:
    without = "import sys\nsys.modules['prometheus_client'] = None\n"
    arguments = configured(tmp_path, "http://127.0.0.1:1", f'http: {{listen: "127.0.0.1:{free_port()}"}}')
    done = processes.run(without + MAIN, *arguments)
    assert (done.status, said(done, tmp_path)) == (
        2,
        "config.yaml:5: http: prometheus_client is missing, which /metrics needs: pip install 'matrixbot[http]'",
    )
    done = processes.run(without + MAIN, *configured(tmp_path / "two"), until="next try in")
    assert "missing" not in done.err
