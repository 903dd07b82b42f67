"""Measures the real desk against a bare Textual app, in a real pseudo-terminal.

Run it by hand: ``python -m tests.bench.bench_desk [CASES]``. The desk is started as a person starts
it, on a SQLite store with 100,000 open cases; the floor is a Textual app with one label. Each
figure stands beside its floor and what it may be at most; the exit code is 1 when one is more.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.desk_store import fill
from tests.bench.pty_probe import Pty, percentile

FLOOR = (sys.executable, str(Path(__file__).with_name("queue_app.py")), "floor")
CURSOR = "▌".encode()
STARTS = 15
ROUNDS = 4
KEYS = 40
PAGES = 50
PAGE_DOWN = b"\x1b[6~"
MEMORY_MB = 120.0
A_SECOND = 50
WATCH_S = 8.0
ROOT = str(Path(__file__).parents[2])


class Report:
    """Prints figures beside their bounds, and remembers whether all held."""

    def __init__(self) -> None:
        self.missed = 0

    def say(
        self, name: str, value: float, unit: str, most: float | None = None, floor: str = ""
    ) -> None:
        """Print one figure; ``floor`` says what it is compared with."""
        words = f"{name:48} {value:8.1f} {unit:3}"
        if most is not None:
            missed = value > most
            self.missed += missed
            words += f" at most {most:8.1f}  {'MISSED' if missed else 'ok':6} {floor}"
        sys.stdout.write(words.rstrip() + "\n")
        sys.stdout.flush()


def start(store: Path | None) -> tuple[Pty, float]:
    """Start the desk, or the floor; return it and the seconds to its first page."""
    desk = (sys.executable, "-m", "agentdesk", "--store", str(store))
    # The preset is said so that no desk begins with the question of a person's first start.
    environment = {"PYTHONPATH": ROOT, "AGENTDESK_PRESET": "desk"}
    child = Pty(FLOOR if store is None else desk, environment=environment)
    ready = b"READY" if store is None else CURSOR
    return child, child.wait_for(ready) - child.started


def first_paints(store: Path, report: Report) -> None:
    """Start both in turn, so that a busy moment of the machine hits both."""
    found: dict[Path | None, list[float]] = {None: [], store: []}
    for turn in range(STARTS + 1):
        for which, seconds in found.items():
            child, took = start(which)
            child.close()
            if turn:
                seconds.append(took * 1000)
    for share, name in ((0.0, "best"), (0.5, "median")):
        floor, desk = (percentile(found[which], share) for which in (None, store))
        bound = f"{desk / floor:.2f} x the floor of {floor:.0f}, at most 1.30"
        report.say(f"first page, {name} of {STARTS}", desk, "ms", floor * 1.3, bound)


def keys(child: Pty, key: bytes, count: int, pause: Callable[[], float]) -> list[float]:
    """Press a key again and again; return the milliseconds to its paint."""
    times = []
    for _ in range(count):
        before, sent = len(child.output), time.perf_counter()
        child.send(key)
        times.append((child.wait_for(CURSOR, 5, before) - sent) * 1000)
        rest = time.perf_counter() + pause()
        while (left := rest - time.perf_counter()) > 0:
            child.read(left)
    return times


def held_down() -> float:
    """Return the pause between keys of one that is held down, a little uneven."""
    return random.uniform(0.02, 0.05)


def by_hand() -> float:
    """Return the pause of somebody who looks at each case."""
    return random.uniform(0.06, 0.4)


def key_times(store: Path, report: Report) -> float:
    """Measure keys in a quiet store; return the floor's p95 in milliseconds for a held key.

    Each figure stands beside the floor's with the same pauses between keys.
    """
    bare, child = start(None)[0], start(store)[0]
    for one in (bare, child):
        one.drain(0.5, 5)
    held: list[float] = []
    hand: list[float] = []
    quick: list[float] = []
    slow: list[float] = []
    past: list[float] = []
    size = pressed = 0
    for _ in range(ROUNDS):
        for key in (b"j", b"k", b"j", b"k"):
            held += keys(bare, key, KEYS // 4, held_down)
            quick += keys(child, key, KEYS // 4, held_down)
        for key in (b"j", b"k"):
            hand += keys(bare, key, KEYS // 4, by_hand)
            slow += keys(child, key, KEYS // 2, by_hand)
        child.drain(0.2, 2)
    for _ in range(ROUNDS):
        held += keys(bare, b"j", KEYS, held_down)
        before = len(child.output)
        past += keys(child, b"j", KEYS * 3, held_down)
        size, pressed = size + len(child.output) - before, pressed + KEYS * 3
    for name, floors, found, most in (
        ("in the page, key held down", held, quick, 1.5),
        ("in the page, by hand", hand, slow, 1.5),
        ("past the page's edge", held, past, 2.0),
    ):
        floor = percentile(floors, 0.95)
        report.say(f"{name}, floor, median", percentile(floors, 0.5), "ms")
        report.say(f"{name}, median", percentile(found, 0.5), "ms")
        p95 = percentile(found, 0.95)
        bound = f"{p95 / floor:.2f} x the floor of {floor:.1f}, at most {most}"
        report.say(f"{name}, p95", p95, "ms", floor * most, bound)
    report.say("past the page's edge, bytes a key", size / pressed, "B", 2000)
    bare.close()
    child.close()
    return percentile(held, 0.95)


def memory(store: Path, report: Report) -> None:
    """Measure how much of the machine's memory a desk holds: just opened, and after scrolling."""
    bare, child = start(None)[0], start(store)[0]
    for one in (bare, child):
        one.drain(0.5, 5)
    report.say("memory of the floor", bare.memory_mb(), "MB")
    report.say("memory, first page shown", child.memory_mb(), "MB", MEMORY_MB)
    keys(child, PAGE_DOWN, PAGES, held_down)
    child.drain(0.5, 5)
    report.say(f"memory, {PAGES} pages later", child.memory_mb(), "MB", MEMORY_MB)
    bare.close()
    child.close()


def while_changing(store: Path, report: Report, floor: float) -> None:
    """Measure the same while somebody else acts at the top of the queue."""
    child = start(store)[0]
    child.drain(0.5, 5)
    command = (sys.executable, "-m", "tests.bench.desk_changes", str(store), str(A_SECOND))
    colleague = Pty(command, environment={"PYTHONPATH": ROOT})
    colleague.wait_for(b"ready")
    before, began, size = child.cpu(), time.perf_counter(), len(child.output)
    while time.perf_counter() - began < WATCH_S:
        child.read(0.1)
        colleague.read(0.0)
    took = time.perf_counter() - began
    name = f"{A_SECOND} changes a second"
    report.say(f"{name}: watching, of a core", (child.cpu() - before) / took * 100, "%", 15)
    report.say(f"{name}: watching, kB a second", (len(child.output) - size) / took / 1000, "kB")
    times = []
    for _ in range(ROUNDS * 2):
        for key in (b"j", b"k"):
            times += keys(child, key, 10, held_down)
            colleague.read(0.0)
    report.say(f"{name}: key, median", percentile(times, 0.5), "ms")
    p95 = percentile(times, 0.95)
    bound = f"{p95 / floor:.2f} x the floor, at most 6.0"
    report.say(f"{name}: key, p95", p95, "ms", floor * 6, bound)
    if behind := bytes(colleague.output).splitlines()[1:]:
        report.say(f"{name}: the colleague managed", float(behind[-1].split()[0]), "/s")
    colleague.close()
    child.close()


def main() -> int:
    """Measure everything; return the exit code."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        place = os.environ.get("AGENTDESK_BENCH_STORE")
        store = Path(place) if place else Path(folder) / "desk.db"
        if not store.exists():
            fill(store, cases)
        sys.stdout.write(f"the desk on {cases:,} open cases; load {os.getloadavg()[0]:.1f}\n")
        first_paints(store, report)
        memory(store, report)
        floor = key_times(store, report)
        while_changing(store, report, floor)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
