"""The image built by Podman and run read-only, with its volume and its secret, against a real homeserver.

Not among the tests of ./check, as it needs Debian's packages and Python's: `./check --deploy`.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.bare import CERTIFICATES, PASSWORD, debian, demand, real_board, running
from tests.deploy.pages import ROOT, changed, settings
from tests.deploy.test_image import DATA, HEALTH, UID, quadlet

STORE = Path("/var/tmp/matrixbot-tests-podman")
BASE, IMAGE, NAME = "localhost/debian:trixie", "localhost/matrixbot", "matrixbot-test"
HYBRID = Path("/sys/fs/cgroup/unified")
ONE_KIND = 'umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec "$@"'
"""crun takes no machine on which both kinds of control groups are mounted: Podman is shown one of them."""
LIMITS = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024", "core=0:0"]\n'
"""Root of a small machine may not raise its own limits, which Podman does otherwise."""


@pytest.fixture(scope="module", autouse=True)
def this_machine_can() -> None:
    demand("podman", "debootstrap")


def podman(*words: str) -> list[str]:
    """The command with those words, with a store of its own."""
    view = ["unshare", "--mount", "sh", "-c", ONE_KIND, "sh"] if HYBRID.exists() else []
    return [*view, "podman", "--root", str(STORE / "root"), "--runroot", str(STORE / "run"), *words]


def done(*words: str, given: str | None = None) -> str:
    """What Podman prints for those words; AssertionError if it does not do it."""
    result = tried(*words, given=given)
    assert result.returncode == 0, f"podman {shlex.join(words)}\n{result.stdout[-3000:]}{result.stderr[-3000:]}"
    return result.stdout


def tried(*words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """What comes of those words, whatever it is."""
    return subprocess.run(podman(*words), check=False, capture_output=True, text=True, input=given)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The image, built from the files of this folder as deploy/README.md says, on a base of Debian's own packages."""
    STORE.mkdir(exist_ok=True)
    limits = tmp_path_factory.mktemp("podman") / "containers.conf"
    limits.write_text(LIMITS)
    os.environ["CONTAINERS_CONF"] = str(limits)
    if tried("image", "exists", BASE).returncode:
        with subprocess.Popen(["tar", "-C", debian(), "-c", "."], stdout=subprocess.PIPE) as whole:
            subprocess.run(podman("import", "-", BASE), check=True, stdin=whole.stdout, capture_output=True)
    here = ["--network", "host", "--isolation", "chroot", "--volume", f"{CERTIFICATES.parent}:{CERTIFICATES.parent}:ro"]
    told = ["--format", "docker", "-f", str(ROOT / "deploy/Containerfile"), "-t", IMAGE, str(ROOT)]
    done("build", "--build-arg", f"BASE={BASE}", *here, *told)
    yield IMAGE
    subprocess.run(podman("rm", "--force", "--all"), check=False, capture_output=True)
    subprocess.run(podman("volume", "rm", NAME), check=False, capture_output=True)
    subprocess.run(podman("secret", "rm", "matrixbot-password"), check=False, capture_output=True)
    os.environ.pop("CONTAINERS_CONF")


def test_the_image_has_its_account_one_volume_no_port_and_a_health_check(image: str) -> None:
    [told] = json.loads(done("image", "inspect", image))
    said = told["Config"]
    assert said["User"] == f"{UID}:{UID}"
    assert list(said["Volumes"]) == [DATA]
    assert "ExposedPorts" not in said
    assert said["Entrypoint"] == ["matrixbot"]
    assert told["Healthcheck"]["Test"] == ["CMD", *shlex.split(HEALTH)]


async def test_it_runs_read_only_answers_says_that_it_is_well_and_stops_in_time(image: str, tmp_path: Path) -> None:
    container = quadlet()["Container"]
    config, log = tmp_path / "config.yaml", tmp_path / "log"
    shutil.copy(ROOT / "config.example.yaml", config)
    done("secret", "create", "matrixbot-password", "-", given=PASSWORD + "\n")
    options = ["--rm", "--name", NAME, "--network", "host", "--cgroups", "disabled"]
    options += ["--volume", f"{NAME}:{DATA}", "--volume", f"{config}:/etc/matrixbot/config.yaml:ro"]
    options += ["--secret", container["Secret"], f"--read-only={container['ReadOnly']}"]
    options += ["--cap-drop", container["DropCapability"], "--security-opt", "no-new-privileges"]
    async with real_board(tmp_path) as board:
        changed(config, settings(board.settings) | {"data_dir": DATA})
        changed(config, {"password_file": "/run/secrets/matrixbot-password"})
        async with running(podman("run", *options, image), log, lambda: _stopped(log)):
            await board.answers("!ping", "Der Board-Assistent ist da")
            done("exec", NAME, *shlex.split(HEALTH))
            assert "✗" not in done("exec", NAME, "matrixbot", "check", "--config", "/etc/matrixbot/config.yaml")
            status = done("exec", NAME, "cat", "/proc/1/status")
            assert f"Uid:\t{UID}\t{UID}\t{UID}\t{UID}" in status
            assert "CapEff:\t0000000000000000" in status
            assert "NoNewPrivs:\t1" in status
            for place in ("/x", "/opt/matrixbot/x", "/etc/matrixbot/x"):
                assert "Read-only file system" in tried("exec", NAME, "touch", place).stderr
            assert len(done("exec", NAME, "cat", f"{DATA}/recovery_key").split()) == 12
    changed(config, {"rooms": "[]"})
    mistaken = tried("run", *options, image)
    assert mistaken.returncode == 2, mistaken.stderr
    assert "config.yaml" in mistaken.stderr


def _stopped(log: Path) -> None:
    began = time.monotonic()
    done("stop", "--time", "15", NAME)
    assert time.monotonic() - began < 8, log.read_text()
