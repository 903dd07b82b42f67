"""The board as a program in a real terminal: it opens, it leaves, the terminal is as it was."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.bench.pty_probe import Pty
from tests.tui.desk_bed import fill

ROOT = str(Path(__file__).parents[2])
RESTORED = b"\x1b[?1049l"


def open_board(folder: Path, *more: str) -> Pty:
    """Start the board on a small store, and wait for its numbers."""
    store = folder / "desk.db"
    if not store.exists():
        asyncio.run(fill(store))
    command = (sys.executable, "-m", "agentdesk", "--store", str(store), "board", *more)
    own = {"PYTHONPATH": ROOT, "XDG_CACHE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    return Pty(command, environment=own)


def test_it_opens_answers_and_leaves(tmp_path: Path) -> None:
    with open_board(tmp_path) as board:
        board.wait_for(b" of 2 available")
        # Once the log has been read there is a feed.
        board.drain(0.5, 3)
        before = len(board.output)
        board.send(b" ")
        board.wait_for(b"PAST", start=before)
        board.send(b"\x11")
        assert board.wait() == 0
        assert RESTORED in board.output


def test_told_to_end_it_ends_in_order(tmp_path: Path) -> None:
    with open_board(tmp_path, "--queue", "billing") as board:
        board.wait_for(b"only Billing")
        board.drain(0.5, 3)
        os.kill(board.pid, signal.SIGTERM)
        assert board.wait() == 128 + signal.SIGTERM
        assert RESTORED in board.output
        assert b"Traceback" not in board.output
