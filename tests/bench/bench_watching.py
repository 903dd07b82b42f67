"""What supervisors who watch cost the agents: ``python -m tests.bench.bench_watching``.

Agents take the next case 390 times a second, with and without twenty boards open, by turns. Each
board is a process of its own, ``agentdesk board --watch`` with all its figures; ``--feed`` opens
bare followers of the feed instead, which tell how late they see what happens. The target is a p99
of at most 1.2 times with the boards. ``--full`` takes 200 agents in ten processes, for longer.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from tests.bench.bench_store import at, flat, ms, say
from tests.bench.seed import seed

RATE = 390
BOARDS = 20
QUIET = 0.2
"""What all boards together take of a core while nothing happens."""


class Boards:
    """Twenty boards that watch a store, and what became known of them."""

    def __init__(self, place: str, cache: Path, bare: bool) -> None:
        self._place, self._cache, self._bare = place, cache, bare
        self.used: list[float] = []
        """The share of a core that each took."""
        self.told: list[dict[str, Any]] = []
        """What bare followers say."""

    @contextmanager
    def open(self) -> Iterator[None]:
        """Have them open, each ready."""
        running = [self._start() for _ in range(BOARDS)]
        takers: list[Thread] = []
        try:
            for process in running:
                assert process.stdout is not None
                assert process.stdout.readline(), "a board did not open"
            # Somebody has to take what they print.
            takers = [Thread(target=self._take, args=(process,)) for process in running]
            for taker in takers:
                taker.start()
            settle([process.pid for process in running])
            began, before = time.monotonic(), [processor_s(p.pid) for p in running]
            yield
            took = time.monotonic() - began
            self.used += [
                (processor_s(process.pid) - had) / took
                for process, had in zip(running, before, strict=True)
            ]
        finally:
            for process in running:
                if not self._bare:
                    process.terminate()
                assert process.stdin is not None
                process.stdin.close()
            for taker in takers:
                taker.join()

    def _start(self) -> "subprocess.Popen[bytes]":
        board = ("agentdesk", "--store", self._place, "board", "--watch")
        what = ("tests.bench.watcher", self._place) if self._bare else board
        return subprocess.Popen(
            [sys.executable, "-m", *what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "XDG_CACHE_HOME": str(self._cache)},
        )

    def _take(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        lines = deque(process.stdout, maxlen=1)
        process.wait()
        if self._bare:
            self.told.append(json.loads(lines[0]))


def processor_s(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def settle(pids: list[int]) -> None:
    """Wait until all of them together are nearly idle: what they do to begin with is done."""
    until = time.monotonic() + 60.0
    while time.monotonic() < until:
        before = sum(map(processor_s, pids))
        time.sleep(1.0)
        if sum(map(processor_s, pids)) - before < QUIET:
            return


def claims(place: str, processes: int, agents: int, seconds: float) -> list[float]:
    """Let agents take cases; return the milliseconds that each took."""
    # Everybody is up and has opened the store before the first claim.
    start = time.monotonic() + 3.0 + 0.15 * processes + 0.05 * processes * agents
    running = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.bench.claimer", place, str(i * agents)),
                *(str(agents), str(start), str(seconds), str(RATE / processes)),
            ],
            stdout=subprocess.PIPE,
        )
        for i in range(processes)
    ]
    out: dict[str, list[Any]] = {}
    for process in running:
        out |= json.loads(process.communicate()[0])
    return flat(out)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--feed", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    processes, agents, seconds = (10, 20, 8.0) if given.full else (2, 20, 4.0)
    folder = Path(tempfile.mkdtemp(prefix="agentdesk-watching-"))
    try:
        path = folder / "desk" / "desk.db"
        path.parent.mkdir()
        seed(path, int(2 * given.rounds * (RATE * seconds + 2 * processes * agents)) + 1_000)
        boards = Boards(str(path), folder / "cache", given.feed)
        alone: list[list[float]] = []
        watched: list[list[float]] = []
        for _ in range(given.rounds):
            alone.append(claims(str(path), processes, agents, seconds))
            with boards.open():
                watched.append(claims(str(path), processes, agents, seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"watching {processes * agents} agents take {RATE} cases a second for {seconds:.0f} s")
    _tell(alone, watched, boards)


def _tell(alone: list[list[float]], watched: list[list[float]], boards: Boards) -> None:
    whole = [[took for run in runs for took in run] for runs in (alone, watched)]
    say(f"         nobody watches: {ms(whole[0])} ({_each(alone)})")
    say(f"         {BOARDS} boards open: {ms(whole[1])} ({_each(watched)})")
    usual = [statistics.median(at(run, 0.99) for run in runs) for runs in (alone, watched)]
    say(f"         p99 of the middle turn {usual[1] / usual[0]:.2f}x (target 1.2x)")
    say(f"         each board took {statistics.mean(boards.used):.1%} of a core")
    if boards.told:
        entries = [told["entries"] for told in boards.told]
        delays = [delay for told in boards.told for delay in told["delays"]]
        say(
            f"         each saw {min(entries)}–{max(entries)} entries, {ms(delays)} after they "
            "were recorded"
        )


def _each(runs: list[list[float]]) -> str:
    return "p99 each turn " + " ".join(f"{at(run, 0.99):.2f}" for run in runs)


if __name__ == "__main__":
    main()
