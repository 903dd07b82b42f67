"""What supervisors who watch cost the agents: ``python -m tests.bench.bench_watching``.

Agents take the next case 390 times a second, with and without twenty boards open, by turns, each
a process of its own. The target is a p99 of at most 1.2 times with the boards. ``--full`` takes
200 agents in ten processes and longer runs.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.bench_store import at, flat, ms, say
from tests.bench.seed import seed

RATE = 390
BOARDS = 20


@contextmanager
def boards(place: str, n: int, told: list[dict[str, Any]]) -> Iterator[None]:
    """Have so many boards open; add what each tells at its end."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.watcher", place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(n)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        yield
    finally:
        told += [json.loads(process.communicate()[0]) for process in running]


def claims(place: str, processes: int, agents: int, seconds: float) -> list[float]:
    """Let agents take cases; return the milliseconds that each took."""
    # Everybody is up and has opened the store before the first claim.
    start = time.monotonic() + 1.5 + 0.15 * processes + 0.03 * processes * agents
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
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    processes, agents, seconds = (10, 20, 8.0) if given.full else (2, 20, 4.0)
    folder = Path(tempfile.mkdtemp(prefix="agentdesk-watching-"))
    try:
        path = folder / "desk.db"
        seed(path, int(2 * given.rounds * (RATE * seconds + 2 * processes * agents)) + 1_000)
        without: list[list[float]] = []
        with_: list[list[float]] = []
        told: list[dict[str, Any]] = []
        for _ in range(given.rounds):
            without.append(claims(str(path), processes, agents, seconds))
            with boards(str(path), BOARDS, told):
                with_.append(claims(str(path), processes, agents, seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _tell(without, with_, told, processes * agents, seconds)


def _tell(
    without: list[list[float]],
    with_: list[list[float]],
    told: list[dict[str, Any]],
    agents: int,
    seconds: float,
) -> None:
    alone, watched = [[ms_ for run in runs for ms_ in run] for runs in (without, with_)]
    say(f"watching {agents} agents take {RATE} cases a second for {seconds:.0f} s, in turns")
    say(f"         nobody watches: {ms(alone)} ({_each(without)})")
    say(f"         {BOARDS} boards open: {ms(watched)} ({_each(with_)})")
    say(f"         p99 {at(watched, 0.99) / at(alone, 0.99):.2f}x (target 1.2x)")
    entries = [board["entries"] for board in told]
    delays = [delay for board in told for delay in board["delays"]]
    used = statistics.mean(board["used_s"] for board in told)
    say(
        f"         each board got {min(entries)}–{max(entries)} entries, {ms(delays)} after they "
        f"were recorded, with {used:.2f} s of processor"
    )


def _each(runs: list[list[float]]) -> str:
    return "p99 each turn " + " ".join(f"{at(run, 0.99):.2f}" for run in runs)


if __name__ == "__main__":
    main()
