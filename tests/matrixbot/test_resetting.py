"""`matrixbot reset-identity` at a terminal, on a homeserver that wants the new identity approved on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from matrixbot import operations
from matrixbot.config import Config, load
from matrixbot.errors import OperatorError
from matrixbot.setup import Given, run_setup
from tests.matrixbot.homeserver import BOT
from tests.matrixbot.mas import APPROVE, ServiceHomeserver, serving_beside
from tests.processes import Processes
from tests.typist import Typist

pytestmark = pytest.mark.long

AT_ONCE = "from matrixbot.matrix.trust import crosssigning; crosssigning.APPROVAL_PAUSE = 0.01"
QUESTION = "Really replace the identity? (yes/no) "


def configured(homeserver: ServiceHomeserver, folder: Path) -> Config:
    (folder / "token").write_text("mct_one\n")
    (folder / "token").chmod(0o600)
    file = folder / "config.yaml"
    given = Given(file, homeserver=homeserver.url, user=BOT, token_file=folder / "token", language="en", encrypt=False)
    assert run_setup(given, {}) == 0
    return load(file, {})


def test_the_operator_is_asked_twice_and_told_the_page(tmp_path: Path, processes: Processes) -> None:
    homeserver = ServiceHomeserver()
    with serving_beside(homeserver):
        config = configured(homeserver, tmp_path)
        old, identity = (config.data_dir / "recovery_key").read_text(), homeserver.identities[BOT]
        there = Typist(processes, "reset-identity", "--config", str(tmp_path / "config.yaml"), first=AT_ONCE)
        there.sees(QUESTION)
        there.types("yes")
        there.sees(f"To be sure, type the bot's user id ({BOT}): ")
        there.types(BOT)
        there.sees(APPROVE)
        homeserver.approved = True
        there.sees("The new identity is ")
        assert there.ended() == 0
        assert homeserver.identities[BOT] != identity
        assert (config.data_dir / "recovery_key.old").read_text() == old


def test_it_can_be_ended_at_the_question(tmp_path: Path, processes: Processes) -> None:
    homeserver = ServiceHomeserver()
    with serving_beside(homeserver):
        configured(homeserver, tmp_path)
        there = Typist(processes, "reset-identity", "--config", str(tmp_path / "config.yaml"))
        there.sees(QUESTION)
        there.interrupts()
        assert there.ended() == 130


def test_another_answer_or_none_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.yaml").write_text(f'homeserver: http://127.0.0.1:1\nuser_id: "{BOT}"\nrooms: ["!a:test"]\n')
    config = load(tmp_path / "config.yaml", {"MATRIXBOT_PASSWORD": "x"})
    for answers in (["no"], ["yes", "@other:test"]):
        left = list(answers)
        monkeypatch.setattr("builtins.input", lambda _question, left=left: left.pop(0))
        assert operations.reset_identity(config) == 1
        assert capsys.readouterr().out.endswith("The identity stays as it is.\n")

    def nobody(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(OperatorError, match="Nobody has answered"):
        operations.reset_identity(config)
    left = ["ja", BOT]
    monkeypatch.setattr("builtins.input", lambda _question: left.pop(0))
    with pytest.raises(OperatorError) as away:
        operations.reset_identity(config)
    assert str(away.value) == (
        "http://127.0.0.1:1 cannot be reached: Connection refused. Try again; `matrixbot check` says whether the "
        "identity is in order."
    )
