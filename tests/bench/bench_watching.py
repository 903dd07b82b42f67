"""What supervisors who watch cost the agents: ``python -m tests.bench.bench_watching``.

Agents take the next case 390 times a second, with and without twenty boards open, by turns. Each
board is a process of its own, ``agentdesk board --watch`` with all its figures; ``--feed`` opens
bare followers of the feed instead, which tell how late they see what happens. The target is a p99
of at most 1.2 times with the boards. ``--full`` takes 200 agents in ten processes, for longer.

The agents stay the same throughout. The turns go alone, watched, watched, alone, alone, …: what
grows, and what else the machine does, falls on both kinds alike. What the disk does falls on one
turn and not on its neighbour, so look at the turns as well as at all of a kind together.
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
from itertools import groupby
from pathlib import Path
from threading import Thread
from typing import Any

from tests.bench.bench_store import at, flat, ms, say
from tests.bench.seed import seed

RATE = 390
BOARDS = 20
QUIET = 1.0
"""How many seconds in a second all boards together run, or wait to run, while nothing happens."""
BEFORE_S = 0.5
"""Between telling the agents to begin and the first of them beginning."""
TARGET = 1.2


class Boards:
    """Twenty boards that watch a store, and what became known of them."""

    def __init__(self, place: str, cache: Path, bare: bool) -> None:
        self._place, self._cache, self._bare = place, cache, bare
        self._running: list[subprocess.Popen[bytes]] = []
        self.used: list[float] = []
        """The share of a core that each took, in each turn."""
        self.told: list[dict[str, Any]] = []
        """What bare followers say."""

    @contextmanager
    def open(self, boards: int = BOARDS) -> Iterator[None]:
        """Have them open, each ready."""
        running = self._running = [self._start() for _ in range(boards)]
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
            yield
        finally:
            for process in running:
                if not self._bare:
                    process.terminate()
                assert process.stdin is not None
                process.stdin.close()
            for taker in takers:
                taker.join()

    @contextmanager
    def weighed(self) -> Iterator[None]:
        """Note what each of them takes of a core meanwhile."""
        began, before = time.monotonic(), [processor_s(p.pid) for p in self._running]
        yield
        took = time.monotonic() - began
        self.used += [
            (processor_s(process.pid) - had) / took
            for process, had in zip(self._running, before, strict=True)
        ]

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


class Agents:
    """Agents who have the store open, and take cases whenever they are told to."""

    def __init__(self, place: str, processes: int, agents: int, seconds: float) -> None:
        self._seconds = seconds
        self._running = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.bench.claimer", place, str(i * agents)),
                    *(str(agents), "-", str(seconds), str(RATE / processes)),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for i in range(processes)
        ]
        for process in self._running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "an agent did not open"

    def turn(self) -> list[float]:
        """Let them take cases; return the milliseconds that each took."""
        start = time.monotonic() + BEFORE_S
        for process in self._running:
            assert process.stdin is not None
            process.stdin.write(f"{start}\n")
            process.stdin.flush()
        out: dict[str, list[Any]] = {}
        for process in self._running:
            assert process.stdout is not None
            out |= json.loads(process.stdout.readline())
        return flat(out)

    def close(self) -> None:
        """Send them home."""
        for process in self._running:
            assert process.stdin is not None
            process.stdin.close()
        for process in self._running:
            process.wait()


def processor_s(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def active_s(pid: int) -> float:
    """Return for how many seconds a process ran, or wanted to: they give way to everybody else."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        ran, waited, _ = (task / "schedstat").read_text().split()
        spent += int(ran) + int(waited)
    return spent / 1e9


def settle(pids: list[int]) -> None:
    """Wait until all of them together are nearly idle: what they do to begin with is done."""
    until = time.monotonic() + 20.0
    while time.monotonic() < until:
        before = sum(map(active_s, pids))
        time.sleep(1.0)
        if sum(map(active_s, pids)) - before < QUIET:
            return


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--feed", action="store_true")
    parser.add_argument("--rounds", type=int, default=4, help="turns of each kind")
    given = parser.parse_args()
    processes, agents, seconds = (10, 20, 6.0) if given.full else (2, 20, 3.0)
    folder = Path(tempfile.mkdtemp(prefix="agentdesk-watching-"))
    runs: dict[bool, list[list[float]]] = {False: [], True: []}
    try:
        path = folder / "desk" / "desk.db"
        path.parent.mkdir()
        seed(path, int(2 * given.rounds * (RATE * seconds + processes * agents)) + 1_000)
        boards = Boards(str(path), folder / "cache", given.feed)
        with boards.open(1):
            # Whoever watched yesterday has left the snapshots from which the others begin.
            pass
        boards.told.clear()
        crowd = Agents(str(path), processes, agents, seconds)
        for watched, turns in groupby(bool((n + 1) // 2 % 2) for n in range(2 * given.rounds)):
            if watched:
                with boards.open():
                    for _ in turns:
                        with boards.weighed():
                            runs[True].append(crowd.turn())
            else:
                runs[False] += [crowd.turn() for _ in turns]
        crowd.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"watching {processes * agents} agents take {RATE} cases a second for {seconds:.0f} s")
    _tell(runs[False], runs[True], boards)


def _tell(alone: list[list[float]], watched: list[list[float]], boards: Boards) -> None:
    whole = [[took for run in runs for took in run] for runs in (alone, watched)]
    say(f"         nobody watches: {ms(whole[0])} ({_each(alone)})")
    say(f"         {BOARDS} boards open: {ms(whole[1])} ({_each(watched)})")
    usual = [statistics.median(at(run, 0.99) for run in runs) for runs in (alone, watched)]
    together = at(whole[1], 0.99) / at(whole[0], 0.99)
    say(
        f"         p99 of all turns together {together:.2f}x, of the middle turn "
        f"{usual[1] / usual[0]:.2f}x (target {TARGET}x)"
    )
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
