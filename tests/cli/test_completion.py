"""What a shell completes: commands, options, cases of mine, queues and people."""

import shutil
import subprocess
from pathlib import Path

import pytest

from agentdesk.cli.completing import items
from agentdesk.cli.main import cli
from tests.cli.conftest import Runner, write_mail


def completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
              line: str) -> list[str]:  # fmt: skip
    """Return what bash would offer at the end of a command line."""
    words = line.split()
    monkeypatch.setenv("_AGENTDESK_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - (not line.endswith(" "))))
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main(args=[], prog_name="agentdesk", standalone_mode=False)
    return [offer.partition(",")[2] for offer in capsys.readouterr().out.split()]


def test_commands_options_cases_queues_and_people(
    open_desk: Runner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    number = open_desk("import", "mail", write_mail(tmp_path / "in", "one"), "--json").one["case"]

    def offered(line: str) -> list[str]:
        with monkeypatch.context() as patched:
            return completed(patched, capsys, line)

    assert offered("agentdesk cas") == ["case"]
    assert "escalate" in offered("agentdesk case e")
    assert offered("agentdesk desk --pl") == ["--plain"]
    assert offered("agentdesk case show ") == [], "nobody has it yet"
    assert offered("agentdesk case take ") == [str(number)]
    assert open_desk("case", "take", number).code == 0
    assert offered("agentdesk case show ") == [str(number)]
    assert offered("agentdesk case show 99") == []
    assert "orders" in offered("agentdesk case list --queue ")
    assert "lena" in offered(f"agentdesk case assign {number} l")
    assert offered("agentdesk completion ") == ["bash", "zsh", "fish"]


def test_a_store_that_is_not_there_completes_to_nothing(tmp_path: Path) -> None:
    with cli.make_context(
        "agentdesk", ["--store", str(tmp_path / "no.db"), "store"], resilient_parsing=True
    ) as ctx:
        assert items(ctx, "cases", "") == []
        assert items(ctx, "queues", "") == []
    assert not (tmp_path / "no.db").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_one_that_it_understands(desk: Runner, shell: str) -> None:
    done = desk("completion", shell)
    assert done.code == 0
    assert f"_AGENTDESK_COMPLETE={shell}_complete" in done.out
    program = shutil.which(shell)
    if program is not None:
        checked = subprocess.run(
            [program, "-n"], input=done.out, capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


def test_what_a_board_can_be_asked_for(
    open_desk: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offered(line: str) -> list[str]:
        with monkeypatch.context() as patched:
            return completed(patched, capsys, line)

    assert offered("agentdesk boa") == ["board"]
    assert offered("agentdesk board --explain oldest") == ["oldest_waiting"]
    assert "service_level.strict" in offered("agentdesk board --behind service")
    assert offered("agentdesk board --service-level late") == ["late_abandons"]
    assert offered("agentdesk board --window 2") == ["24h"]
    assert offered("agentdesk board --channel c") == ["call", "chat"]
    assert "orders" in offered("agentdesk board --queue ")
    assert offered("agentdesk board --team ") != []
    assert "--served" not in offered("agentdesk board --se")
