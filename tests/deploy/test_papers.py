"""What a public platform for public code asks for: its papers are there, say something, and fit the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from commands.features import vocabulary

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NOT_INSTALLED = ("demo", "dev")
"""The extras that nobody needs to run the bot."""


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def yaml(name: str) -> Any:
    return YAML(typ="safe").load(read(name))


def pins(name: str) -> dict[str, str]:
    """The versions in a file of requirements, by the names of the packages."""
    return {canonicalize_name(name): version for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", read(name))}


def test_publiccode_has_every_mandatory_key_of_its_version_within_its_bounds() -> None:
    public = yaml("publiccode.yml")
    assert public["publiccodeYmlVersion"] == "0.5"
    assert public["name"]
    assert re.fullmatch(r"https://[\w.-]+/[\w./-]+", public["url"])
    assert set(public["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert public["platforms"]
    assert set(public["categories"]) <= {
        "appointment-scheduling",
        "collaboration",
        "instant-messaging",
        "knowledge-management",
        "task-management",
    }
    assert public["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    assert public["softwareType"] == "standalone/backend"
    assert set(public["description"]) == {"de", "en"}
    for told in public["description"].values():
        assert "\n" not in told["shortDescription"]
        assert len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert 5 <= len(told["features"]) <= 20
    assert public["legal"]["license"] == PROJECT["license"]
    assert public["softwareVersion"] == PROJECT["version"]
    assert public["maintenance"]["type"] in ("internal", "community")
    assert all(contact["name"] for contact in public["maintenance"]["contacts"])
    assert public["localisation"] == {"localisationReady": True, "availableLanguages": ["de", "en"]}


@pytest.mark.in_full
def test_every_file_has_an_owner_and_a_licence_and_the_licences_are_here() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reuse", "lint", "--lines"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert read("LICENSES/EUPL-1.2.txt") == read("LICENSE")
    fonts = read("commands/meetings/poll/picture/fonts/LICENSE")
    assert read("LICENSES/LicenseRef-DejaVu-Fonts.txt") == fonts
    assert "reuse lint --lines" in read("check").splitlines()


def test_the_ways_to_reach_and_to_treat_each_other_are_told() -> None:
    security, taking_part, conduct = read("SECURITY.md"), read("CONTRIBUTING.md"), read("CODE_OF_CONDUCT.md")
    assert "confidential" in security
    assert "Signed-off-by: " in taking_part
    assert "https://developercertificate.org/" in taking_part
    assert "](CODE_OF_CONDUCT.md)" in taking_part
    assert "](SECURITY.md)" in taking_part
    assert "](SECURITY.md)" in conduct


@pytest.mark.parametrize("name", ["SECURITY.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_of_the_papers_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", read(name))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_gitlab_runs_the_test_command_of_the_readme() -> None:
    pipeline = yaml(".gitlab-ci.yml")
    command = pipeline["check"]["script"][-1]
    assert command.endswith("&& ./check")
    assert command in read("README.md").splitlines()
    assert any("deploy/sbom sbom.json" in line for line in pipeline["sbom"]["script"])


def test_every_dependency_is_pinned_with_hashes_in_the_tested_version() -> None:
    """If this fails after a change of dependencies: `pip install uv && deploy/lock`, as CONTRIBUTING.md says."""
    locked, tested = pins("deploy/requirements.txt"), pins("constraints.txt")
    extras = (rows for name, rows in PROJECT["optional-dependencies"].items() if name not in NOT_INSTALLED)
    needed = [Requirement(row) for row in [*PROJECT["dependencies"], *(row for rows in extras for row in rows)]]
    foreign = [one for one in needed if canonicalize_name(one.name) != PROJECT["name"]]
    assert len(foreign) > 10
    unfit = {one.name for one in foreign if locked.get(canonicalize_name(one.name)) not in _admitted(one, locked)}
    assert unfit == set()
    assert {name: version for name, version in locked.items() if tested.get(name, version) != version} == {}
    assert {name for name in locked if name not in tested} <= {"setuptools"}
    written = read("deploy/requirements.txt")
    blocks = re.findall(r"(?m)^[\w.-]+==\S+.*\\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", written)
    assert len(blocks) == len(locked)
    assert "http" not in re.sub(r"(?m)^[\w.-]+==", "", written)


def _admitted(need: Requirement, locked: Mapping[str, str]) -> tuple[str, ...]:
    """The locked version, if the requirement admits it."""
    version = locked.get(canonicalize_name(need.name))
    return (version,) if version and need.specifier.contains(version, prereleases=True) else ()


@pytest.mark.in_full
def test_the_bill_of_materials_is_valid_and_lists_what_is_locked(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "deploy/sbom"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    file = tmp_path / "sbom.json"
    subprocess.run([sys.executable, "deploy/sbom", str(file)], cwd=ROOT, check=True)
    assert file.read_text("utf-8") == told
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(told) is None
    bill = json.loads(told)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == PROJECT["name"]
    parts = {canonicalize_name(part["name"]): part for part in bill["components"]}
    assert {name: part["version"] for name, part in parts.items()} == pins("deploy/requirements.txt")
    assert all(part["externalReferences"] and part["externalReferences"][0]["hashes"] for part in parts.values())
    needs = {row["ref"]: row["dependsOn"] for row in bill["dependencies"]}
    assert parts["matrix-nio"]["purl"] in needs[PROJECT["name"]]
    assert parts["vodozemac"]["purl"] in needs[parts["matrix-nio"]["purl"]]
    unlicensed = {name for name, part in parts.items() if part["purl"] in needs and not part.get("licenses")}
    assert unlicensed == set()


def test_the_accessibility_statement_names_lines_that_exist_in_both_languages() -> None:
    statement = read("docs/accessibility.md")
    for words in ("EN 301 549", "WCAG 2.1", "BITV 2.0", "partially conformant", "teilweise vereinbar"):
        assert words in statement
    lines = re.findall(r"`!([^`]+)`", statement)
    assert len(lines) > 10
    known = vocabulary()
    groups = {word for group in known.groups for word in (group.name, *group.words)}
    assert [line for line in lines if line.split()[0] not in groups] == []
    verbs = {verb for command in known.commands.values() for verb in (command.verb, *command.words)}
    assert [line for line in lines if len(line.split()) > 2 and line.split()[1] not in verbs and "M3" not in line] == []
