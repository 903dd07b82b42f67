"""Measures the board's screen against a bare Textual app, in a real pseudo-terminal.

Run it by hand: ``python -m tests.bench.bench_board_screen [paint] [watch]``. The board is started
as a person starts it, on a SQLite store whose log has a million events. Asked: the first paint at
most 1.5 times the bare app's, a change on the screen in under 100 ms (p95), at most 5 % of a core
when quiet and 15 % at 50 events a second. The exit code is 1 when one is missed.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from agentdesk.data.errors import Refused
from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.presence import SetAgentState
from agentdesk.domain.rows import AgentState
from tests.bench.bench_desk import FLOOR, ROOT, Report
from tests.bench.board_log import PEOPLE, write
from tests.bench.pty_probe import Pty, percentile

STARTS = 9
CHANGES = 30
PAUSE_S = 0.5
WATCH_S = 20.0
EVENTS = 1_000_000
CHANGED = b" available"
"""The title of the agents is painted anew when one of them comes or goes."""
READ_S = 240.0
"""At most so long until the log is read."""
A_SECOND = 50
FRAME = b"in work"
"""Is painted with the first frame."""
NUMBERS = b" of "
"""Stands in the title of the agents once they are counted: ``3 of 6 available``."""


class Home:
    """The folder in which a board's cache lies: nobody's own is used or touched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def same(self) -> dict[str, str]:
        """Return the environment of a board."""
        place = str(self._folder)
        return {"PYTHONPATH": ROOT, "XDG_CACHE_HOME": place, "XDG_CONFIG_HOME": place}


def start(store: Path, environment: dict[str, str]) -> Pty:
    """Start the board."""
    command = (sys.executable, "-m", "agentdesk", "--store", str(store), "board")
    return Pty(command, environment=environment)


def first_paints(store: Path, home: Home, report: Report) -> None:
    """Start the board and the bare app in turn, so that a busy moment hits both."""
    bare: list[float] = []
    frame: list[float] = []
    numbers: list[float] = []
    for turn in range(STARTS + 1):
        child = Pty(FLOOR, environment={"PYTHONPATH": ROOT})
        floor = child.wait_for(b"READY") - child.started
        child.close()
        child = start(store, home.same())
        painted = child.wait_for(FRAME) - child.started
        counted = child.wait_for(NUMBERS) - child.started
        child.close()
        if turn:
            bare.append(floor * 1000)
            frame.append(painted * 1000)
            numbers.append(counted * 1000)
    for share, name in ((0.0, "best"), (0.5, "median")):
        floor, first = percentile(bare, share), percentile(frame, share)
        bound = f"{first / floor:.2f} x the floor of {floor:.0f}, at most 1.50"
        report.say(f"first paint, {name} of {STARTS}", first, "ms", floor * 1.5, bound)
        report.say(f"what stands is shown, {name}", percentile(numbers, share), "ms")


async def changes(store: Path, child: Pty) -> list[float]:
    """Let somebody come and go; return the milliseconds from the commit to the paint."""
    opened = await open_store(str(store), create=False)
    times = []
    for number in range(1, CHANGES + 1):
        state: AgentState = "unavailable" if number % 2 else "available"
        before = len(child.output)
        reason = "lunch" if number % 2 else None
        try:
            await Desk(opened, PEOPLE[0]).act(SetAgentState, state=state, reason=reason)
        except Refused:
            # The log has left them so.
            continue
        done = time.perf_counter()
        times.append((child.wait_for(CHANGED, 10, before) - done) * 1000)
        # Not always at the same place of the board's own second.
        child.drain(0.2, PAUSE_S + number % 7 / 13)
    await opened.close()
    return times


def used(child: Pty, seconds: float) -> float:
    """Return the share of a core that a child takes, in per cent."""
    before, began = child.cpu(), time.perf_counter()
    while time.perf_counter() - began < seconds:
        child.read(0.2)
    return (child.cpu() - before) / (time.perf_counter() - began) * 100


def ready(store: Path, home: Home, report: Report) -> Pty:
    """Start a board and wait until it has read the log; it goes on to fill in its snapshots."""
    child = start(store, home.same())
    child.wait_for(NUMBERS, READ_S)
    before = 0
    while b"counting" in child.output[before:]:
        # The band is painted each second.
        before = len(child.output)
        child.drain(2.5, 2.5)
    report.say("the log is read", time.perf_counter() - child.started, "s")
    report.say("memory", child.memory_mb(), "MB")
    return child


def while_watching(store: Path, home: Home, report: Report) -> None:
    """Measure a board that has just been opened: quiet, at a change, and while much happens.

    It fills in its snapshots meanwhile, for half an hour: it has never more to do.
    """
    child = ready(store, home, report)
    report.say("quiet, of a core", used(child, WATCH_S), "%", 5)
    found = asyncio.run(changes(store, child))
    report.say("a change on the screen, median", percentile(found, 0.5), "ms")
    report.say("a change on the screen, p95", percentile(found, 0.95), "ms", 100)
    command = (sys.executable, "-m", "tests.bench.board_changes", str(store), str(A_SECOND))
    colleague = Pty(command, environment={"PYTHONPATH": ROOT})
    colleague.wait_for(b"ready")
    report.say(f"{A_SECOND} changes a second, of a core", used(child, WATCH_S), "%", 15)
    colleague.close()
    child.close()


def main() -> int:
    """Measure everything, or what is named; return the exit code."""
    parts = sys.argv[1:] or ["paint", "watch"]
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        place = os.environ.get("AGENTDESK_BENCH_STORE")
        store = Path(place) if place else Path(folder) / "desk.db"
        if not store.exists():
            write(store, EVENTS)
        sys.stdout.write(f"the board on {store.name}; load {os.getloadavg()[0]:.1f}\n")
        home = Home(Path(os.environ.get("AGENTDESK_BENCH_CACHE") or folder))
        if "paint" in parts:
            first_paints(store, home, report)
        if "watch" in parts:
            while_watching(store, home, report)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
