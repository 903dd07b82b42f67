"""A whole job over a line of 300 ms each way: nothing is lost, and nothing is done twice."""

import time
from collections import deque
from pathlib import Path

import pytest

from tests.tui.desk_pty import Terminal, fill, mails

DELAY_S = 0.3
KEY_S = 0.05
"""Between two keys of a quick hand."""
TEXT = b"We look into it."
ANSWER = b"i" + TEXT + b"\x13"
RESOLVE = b"r1they have it\r"


class SlowLine(Terminal):
    """A terminal far away: keys reach the desk late, and what the desk paints is seen late."""

    def __init__(self, store: Path) -> None:
        self._keys: deque[tuple[float, bytes]] = deque()
        self._painted: deque[tuple[float, int]] = deque()
        super().__init__(store)

    def __enter__(self) -> "SlowLine":
        super().__enter__()
        return self

    def type(self, keys: bytes, bunch: int) -> None:
        """Type at a quick hand's speed; the line carries so many keys at once."""
        for start in range(0, len(keys), bunch):
            part = keys[start : start + bunch]
            self.look(KEY_S * len(part))
            self.send(part)

    def send(self, keys: bytes) -> None:
        """Give keys to the line."""
        self._keys.append((time.monotonic() + DELAY_S, keys))

    def look(self, seconds: float = 0.0) -> None:
        """Let the line work for a while, both ways."""
        end = time.monotonic() + seconds
        while True:
            if self._keys and self._keys[0][0] <= time.monotonic():
                super().send(self._keys.popleft()[1])
            self.pty.read(0.005)
            self._feed()
            if time.monotonic() >= end:
                return

    def _come(self) -> int:
        """Return how much of the output has come over the line."""
        now, there = time.monotonic(), len(self.pty.output)
        if not self._painted or self._painted[-1][1] != there:
            self._painted.append((now + DELAY_S, there))
        while len(self._painted) > 1 and self._painted[1][0] <= now:
            self._painted.popleft()
        at, seen = self._painted[0]
        return seen if at <= now else 0


@pytest.fixture
def store(tmp_path: Path) -> Path:
    place = tmp_path / "desk.db"
    fill(place, mails(4))
    return place


def job_done(desk: SlowLine, cases: int, acts: int) -> None:
    """Check that so many cases were answered once and resolved once, by so many acts."""
    said = "SELECT body FROM messages WHERE direction = 'out'"
    closed = "SELECT summary FROM case_texts JOIN cases ON id = case_id WHERE state = 'resolved'"
    desk.until(lambda: desk.acts() >= acts, f"{acts} acts")
    desk.look(2 * DELAY_S)
    assert desk.acts() == acts
    assert len(desk.ask(said)) == len(desk.ask(closed)) == cases
    assert all(TEXT.decode() in body for (body,) in desk.ask(said))
    assert all(summary == "they have it" for (summary,) in desk.ask(closed))
    assert desk.drafts() == []


def test_jobs_typed_ahead_of_a_slow_line(store: Path) -> None:
    """Next case, answer, resolve, in one go: the screen is half a second behind the hand."""
    with SlowLine(store) as desk:
        before = desk.acts()
        desk.type(b"T" + ANSWER + RESOLVE, 1)
        job_done(desk, 1, before + 3)
        desk.type(b"T" + ANSWER + RESOLVE, 6)
        job_done(desk, 2, before + 6)


def test_an_impatient_hand_at_a_slow_line(store: Path) -> None:
    """Whoever sees nothing happen presses again: the second press does nothing."""
    with SlowLine(store) as desk:
        before, began = desk.acts(), time.monotonic()
        desk.type(b"T" + ANSWER[:1], 1)
        desk.until_shown("REPLY")
        assert time.monotonic() - began > 2 * DELAY_S
        desk.type(ANSWER[1:] + b"\x13\x13", 6)
        desk.type(RESOLVE + b"\r", 6)
        job_done(desk, 1, before + 3)
