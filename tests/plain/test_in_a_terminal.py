"""The line mode as a process: in a real pseudo-terminal, and fed by a pipe."""

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bench.pty_probe import Pty
from tests.plain.bed import Bed

STEERING = re.compile("[\x00-\x06\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What a screen reader must never meet. Line ends, the bell, and blanks are no such thing."""


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The path of a store with three letters and one hostile one, closed again."""
    with Bed(str(tmp_path / "desk.db")) as bed:
        bed.mail("Eve \x1b]0;owned\x07", "Hi \x1b[2J", "\x1b[31mred\x1b[m \x9b2J")
    return str(tmp_path / "desk.db")


def command(place: str, *options: str) -> list[str]:
    """Return the command line of the line mode."""
    return [sys.executable, "-m", "agentdesk", "desk", "--plain", "--store", place, "--as", "lena",
            *options]  # fmt: skip


def interrupt(pty: Pty, shown: str) -> None:
    """Press Ctrl+C until it is heard: between a prompt and its reading Python keeps it back."""
    start = len(pty.output)
    for _ in range(20):
        pty.send(b"\x03")
        with suppress(TimeoutError):
            pty.wait_for(shown.encode(), timeout=1.0, start=start)
            return
    raise AssertionError("Ctrl+C is not heard")


def piped(place: str, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Feed lines to the line mode, as a script does."""
    variables = {**os.environ, "XDG_CONFIG_HOME": str(Path(place).parent), "COLUMNS": "80"}
    return subprocess.run(
        command(place, *options), input=text, capture_output=True, text=True, check=False,
        timeout=60, env=variables,
    )  # fmt: skip


def test_a_terminal_gets_lines_and_never_an_escape_sequence(place: str) -> None:
    with Pty(command(place), columns=80) as pty:
        pty.wait_for(b"desk> ")

        def enter(keys: str, shown: str) -> None:
            start = len(pty.output)
            pty.send(keys.encode())
            pty.wait_for(shown.encode(), start=start)

        enter("lis\twaiting\n", "\r\ndesk> ")
        enter("show 4\n", "4> ")
        enter("take 1\n", "\r\n1> ")
        enter("\x1b[A\x1b[D\x1b[D\x7f\x1b[C\x1b[C\x15sho\t 1\n", "\r\n1> ")
        enter("reply\n", "> ")
        enter("Dear Ada, \x1b[2Jwe pay one back.\n", "\r\n> ")
        enter("..\n.\n", "reply goes on.\r\n1> ")
        interrupt(pty, "Quit leaves.\r\n1> ")
        enter("undo l\t\n", "left.\r\n1> ")
        pty.send(b"quit\n")
        assert pty.wait() == 0
        told = pty.output.decode()
    # What is typed is echoed: of the escape byte sent above the terminal shows ^[ and no more.
    found = STEERING.search(told.replace("\x08", "").replace("\r", ""))
    assert found is None, told[max(0, found.start() - 60) : found.end() + 20]
    assert max(len(line) for line in told.split("\r\n") if not line.startswith(("1>", "> "))) <= 80


def test_a_pipe_ends_with_the_code_of_what_could_not_be_done(place: str) -> None:
    done = piped(place, "take 1\nnote Called her.\npriority 2\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Set 1 to P2." in done.stdout
    assert "desk> " not in done.stdout
    refused = piped(place, "take 99\ntake 2\n")
    assert (refused.returncode, refused.stderr) == (4, "There is no case 99.\n")
    assert "Took 2" not in refused.stdout
    unknown = piped(place, "tkae 2\n", "--ascii")
    assert unknown.returncode == 2
    assert "Did you mean take?" in unknown.stderr


def test_whoever_may_not_see_customers_words_is_told_what_else_there_is(place: str) -> None:
    done = subprocess.run(
        [*command(place)[:-1], "sven"], input="list\n", capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "agentdesk queue list shows what waits" in done.stderr
    assert done.stdout == ""


def test_the_line_mode_loads_no_screen() -> None:
    code = (
        "import sys; import agentdesk.plain.run, agentdesk.cli.desk; "
        "sys.exit(bool({'textual', 'rich'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
