"""The image, its two ways to run, the offline bundle: as their files say it. `real_*.py` beside this carry it out."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
UID = "10001"
DATA = "/var/lib/matrixbot"
HEALTH = "matrixbot check --local --config /etc/matrixbot/config.yaml"


def instructions() -> list[tuple[str, str]]:
    """What the Containerfile says, instruction by instruction."""
    lines = (line for line in (ROOT / "deploy/Containerfile").read_text("utf-8").splitlines() if line[:1] != "#")
    return [(word, rest) for word, _, rest in (row.partition(" ") for row in _joined(lines)) if word]


def _joined(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        row = line
        while row.endswith("\\"):
            row = row[:-1] + next(lines).strip()
        yield row


def quadlet() -> RawConfigParser:
    found = RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((ROOT / "deploy/matrixbot.container").read_text("utf-8"))
    return found


def compose() -> Any:
    return YAML(typ="safe").load((ROOT / "deploy/compose.yaml").read_text("utf-8"))


def test_the_image_stands_on_debian_with_a_fixed_account_one_volume_and_no_port() -> None:
    said = instructions()
    assert said[0] == ("ARG", "BASE=docker.io/library/debian:trixie-slim")
    last = said[[word for word, _ in said].index("FROM", 2) :]
    given = {word: rest for word, rest in last if word != "RUN"}
    assert given["FROM"] == "${BASE}"
    assert given["USER"] == f"{UID}:{UID}"
    assert given["VOLUME"] == given["WORKDIR"] == DATA
    assert "EXPOSE" not in {word for word, _ in said}
    assert json.loads(given["ENTRYPOINT"]) == ["matrixbot"]
    assert json.loads(given["CMD"]) == ["run", "--config", "/etc/matrixbot/config.yaml"]
    assert shlex.join(json.loads(given["HEALTHCHECK"].partition(" CMD ")[2])) == HEALTH


def test_the_image_takes_every_package_by_its_hash_and_nothing_of_this_folder_that_it_does_not_need() -> None:
    said = instructions()
    building = next(rest for word, rest in said if word == "RUN" and "pip install" in rest)
    assert "/source/deploy/bundle /bundle" in building
    assert "pip install --no-index --find-links /bundle --require-hashes -r /bundle/requirements.txt" in building
    copied = [shlex.split(rest) for word, rest in said if word == "COPY"]
    here = {path for words in copied for path in words[:-1] if not words[0].startswith("--")}
    assert here == {
        *("pyproject.toml", "README.md", "LICENSE", "matrixbot", "commands", "storage"),
        *("deploy/bundle", "deploy/requirements.txt"),
    }
    assert [path for path in here if not (ROOT / path).exists()] == []


def test_the_quadlet_and_the_compose_file_run_the_image_alike() -> None:
    unit, service = quadlet(), compose()["services"]["matrixbot"]
    container = unit["Container"]
    assert container["Image"] == service["image"] == "localhost/matrixbot"
    assert (container["ReadOnly"], service["read_only"]) == ("true", True)
    assert (container["DropCapability"], service["cap_drop"]) == ("all", ["ALL"])
    assert (container["NoNewPrivileges"], service["security_opt"]) == ("true", ["no-new-privileges:true"])
    assert container["HealthCmd"] == HEALTH
    assert service["healthcheck"]["test"] == ["CMD", *shlex.split(HEALTH)]
    written = (ROOT / "deploy/matrixbot.container").read_text("utf-8")
    volumes = re.findall(r"(?m)^Volume=(.*)", written)
    assert volumes == service["volumes"]
    assert [one for one in volumes if not one.endswith(":ro")] == [f"matrixbot:{DATA}"]
    assert container["Secret"] == f"matrixbot-password,uid={UID},gid={UID},mode=0400"
    assert service["secrets"] == ["matrixbot-password"]
    assert service["user"] == f"{UID}:{UID}"
    assert "PublishPort" not in written
    assert "ports" not in service
    assert "Network=" not in written


def test_both_units_of_systemd_leave_a_mistake_alone_and_never_give_up_otherwise() -> None:
    plain = RawConfigParser(strict=False)
    plain.read_string((ROOT / "deploy/matrixbot.service").read_text("utf-8"))
    for unit in (plain, quadlet()):
        service = {name.lower(): value for name, value in unit["Service"].items()}
        assert service["restart"] == "on-failure"
        assert service["restartpreventexitstatus"] == "2"
        assert {name.lower(): value for name, value in unit["Unit"].items()}["startlimitintervalsec"] == "0"


@pytest.mark.parametrize("name", ["bundle", "lock"])
def test_the_scripts_of_the_shell_can_be_read_by_it(name: str) -> None:
    assert subprocess.run(["sh", "-n", ROOT / "deploy" / name], check=False).returncode == 0


def test_a_bundle_is_made_in_a_new_folder_only(tmp_path: Path) -> None:
    bundle = ROOT / "deploy/bundle"
    without = subprocess.run([bundle], check=False, capture_output=True, text=True)
    assert (without.returncode, without.stderr) == (2, "usage: deploy/bundle DIR, a new folder\n")
    (tmp_path / "kept").write_text("mine")
    there = subprocess.run([bundle, tmp_path], check=False, capture_output=True, text=True)
    assert (there.returncode, there.stderr) == (2, f"{tmp_path} is there already: name a new folder\n")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_builds_the_bundle_is_taken_by_its_hash_and_alone() -> None:
    chosen = re.search(r"(?m)^sed -n '([^']+)'", (ROOT / "deploy/bundle").read_text("utf-8"))
    assert chosen
    lines = subprocess.run(
        ["sed", "-n", chosen[1], ROOT / "deploy/requirements.txt"], check=True, capture_output=True, text=True
    ).stdout
    assert re.findall(r"(?m)^([\w.-]+)==", lines) == ["setuptools"]
    assert lines.count("--hash=sha256:") >= 2
    assert not lines.endswith("\\\n")
