"""The kit in a real pseudo-terminal: bytes in, bytes out."""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.pty_probe import Pty

ROOT = str(Path(__file__).parents[2])


class Desk:
    """The demo app in a terminal, and what it wrote down."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.terminal = Pty(
            [sys.executable, "-m", "tests.tui.kit_demo", str(log)], environment={"PYTHONPATH": ROOT}
        )
        self.until("ready")

    def lines(self) -> list[str]:
        """Return what happened since the app was ready."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return text.splitlines()[1:]

    def until(self, last: str, timeout: float = 20.0) -> list[str]:
        """Wait until the last line written is ``last``; return all lines since the start."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.terminal.read(0.02)
            text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
            if text.splitlines()[-1:] == [last]:
                return text.splitlines()[1:]
        raise AssertionError(f"no {last!r}: {self.lines()}, {bytes(self.terminal.output[-500:])!r}")

    def send(self, keys: bytes) -> None:
        """Type in one write."""
        self.terminal.send(keys)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    started = Desk(tmp_path / "log")
    yield started
    started.terminal.close()


RESOLVED = "resolved {'disposition': 'solved', 'summary': 'abc'}"


def test_bursts_lose_no_key(desk: Desk) -> None:
    desk.send(b"r1abc\r")
    assert desk.until(RESOLVED) == [RESOLVED]
    desk.send(b"gqm1fz")
    assert desk.until("view.snoozed")[1:] == ["go.queue", "macro.1", "view.snoozed"]
    desk.send(b"r1abc\rT")
    assert desk.until("case.take")[4:] == [RESOLVED, "case.take"]


def test_escape_then_letter_leaves_then_acts(desk: Desk) -> None:
    for gap in (0.0, 0.03, 0.09, 0.15):
        desk.send(b"i")
        desk.until("case.write")
        desk.send(b"\x1b")
        if gap:
            time.sleep(gap)
        desk.send(b"T")
        assert desk.until("case.take")[-3:] == ["case.write", "nav.back", "case.take"]


def test_word_typed_by_hand_applies_nothing(desk: Desk) -> None:
    for key in b"refund\r":
        desk.send(bytes([key]))
        time.sleep(0.02)
    desk.send(b"\x1b")
    assert desk.until("resolved None") == ["resolved None"]


def test_text_that_is_no_typing_is_held(desk: Desk) -> None:
    desk.send(b"refund the order\rTTT")
    held = "held refund the order TTT"
    assert desk.until(held) == [held]
    time.sleep(0.15)
    desk.send(b"\x1b")
    assert desk.until("held ") == [held, "held "]


def test_bracketed_paste_into_nothing_and_into_a_box(desk: Desk) -> None:
    desk.send(b"\x1b[200~r1abc\rT\x1b[201~")
    notice = "notice Pasted text was ignored: no text box is open."
    assert desk.until(notice) == [notice]
    desk.send(b"i\x1b[200~hello\x1b[201~ you\x13")
    assert desk.until("sent 'hello you'")[1:] == ["case.write", "sent 'hello you'"]


def test_bytes_that_are_no_text_do_not_end_the_program(desk: Desk) -> None:
    desk.send(b"i\xff\xfe\xe9t\x13")
    assert "case.write" in desk.until("sent '\ufffd\ufffd\ufffdt'")


def test_keys_on_a_slow_line(desk: Desk) -> None:
    """Bytes that arrive one by one, late, in the middle of sequences."""
    for byte in b"r\x1b[B\rno\r":
        desk.send(bytes([byte]))
        time.sleep(0.03)
    assert desk.until("resolved {'disposition': 'no', 'summary': 'no'}")


def test_crash_prints_no_values(desk: Desk) -> None:
    desk.send(b"\x1b[24~")
    assert desk.terminal.wait() == 1
    said = bytes(desk.terminal.output)
    after = said[said.rfind(b"\x1b[?1049l") :].decode()
    assert "The desk stopped because of a fault" in after
    assert "LookupError" in after
    assert "kit_demo.py" in after
    assert "run_command" in after
    assert "4111" not in said.decode()
    assert "Ada" not in after
    assert ROOT not in after


def test_quit_leaves_with_code_zero(desk: Desk) -> None:
    desk.send(b"\x11")
    assert desk.terminal.wait() == 0


# What the app itself sends: cursor, colors, modes, the mouse's shape. All else is the customer's.
_OWN = re.compile(
    rb"\x1b\]22;[a-z]+\x07|\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[>[0-9]*u|\x1b\[<u"
)


@pytest.mark.parametrize("extra", [{}, {"NO_COLOR": "1"}], ids=["color", "no color"])
def test_no_control_of_a_customer_reaches_the_terminal(extra: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.tui.kit_dirty"]
    with Pty(command, environment={"PYTHONPATH": ROOT, **extra}) as terminal:
        terminal.wait_for(b"PAINTED")
        terminal.drain()
        raw = bytes(terminal.output)
    assert b"OWNED" in raw, "the text itself is to be seen"
    assert b"\x1b[31mred" not in raw
    rest = _OWN.sub(b"", raw).decode("utf-8", "replace")
    assert not [c for c in rest if (ord(c) < 32 and c not in "\r\n") or 127 <= ord(c) < 160]


def test_helpers_read_this_process() -> None:
    """The probe's measures come from the child, which must have used some of both."""
    with Pty([sys.executable, "-c", "sum(range(10**7)); print('done'); input()"]) as terminal:
        terminal.wait_for(b"done")
        assert terminal.pid != os.getpid()
        assert terminal.cpu() > 0
        assert terminal.memory_mb() > 1
