"""Measures the queue list against a bare Textual app, in a real pseudo-terminal.

Run it by hand: ``python -m tests.bench.bench_queue_widget``. It says for every figure the most it
may be, and ends with exit code 1 when one is more.
"""

import random
import sys
import time
from pathlib import Path

from tests.bench.pty_probe import Pty, percentile

PROGRAM = str(Path(__file__).with_name("queue_app.py"))
CURSOR = "▌".encode()
ROUNDS = 4
NO_BOUND = 1e9


def start(kind: str, *more: str) -> tuple[Pty, float]:
    """Start a program; return it and the seconds to its first paint."""
    child = Pty([sys.executable, PROGRAM, kind, *more], columns=120, rows=36)
    return child, child.wait_for(b"READY") - child.started


def first_paints(times: int = 7) -> tuple[float, float]:
    """Return the best first paint of either program: noise only ever adds.

    They take turns, so that a busy moment of the machine hits both.
    """
    found: dict[str, list[float]] = {"floor": [], "queue": []}
    for _ in range(times):
        for kind, seconds in found.items():
            child, took = start(kind)
            child.close()
            seconds.append(took)
    return min(found["floor"]), min(found["queue"])


def key_times(child: Pty, key: bytes, count: int, pause: float = 0.02) -> tuple[list[float], float]:
    """Press a key again and again; return the times to its paint and the bytes a key."""
    times, start_bytes = [], len(child.output)
    for _ in range(count):
        before, sent = len(child.output), time.perf_counter()
        child.send(key)
        times.append(child.wait_for(CURSOR, 5, before) - sent)
        child.drain(pause, 0.1)
        child.drain(random.uniform(0.0, 0.02), 0.02)
    return times, (len(child.output) - start_bytes) / count


def report(name: str, value: float, most: float, unit: str, good: list[bool]) -> None:
    """Print one figure beside its bound."""
    ok = value <= most
    bound = "\n" if most == NO_BOUND else f"  at most {most:.1f}{'' if ok else '  MISSED'}\n"
    good.append(ok)
    sys.stdout.write(f"{name:42} {value:8.1f} {unit:2}" + bound)


def main() -> int:
    """Measure everything; return the exit code."""
    good: list[bool] = []
    floor_paint, paint = first_paints()
    report("first paint: bare app", floor_paint * 1000, NO_BOUND, "ms", good)
    report("first paint: queue of 100,000", paint * 1000, floor_paint * 1300, "ms", good)

    bare, child = start("floor")[0], start("queue")[0]
    bare.drain(0.3)
    child.drain(0.3)
    floors: list[float] = []
    inside: list[float] = []
    sizes: list[float] = []
    for _ in range(ROUNDS):
        floors += key_times(bare, b"j", 40)[0]
        for key in (b"j", b"k"):
            times, size = key_times(child, key, 20)
            inside += times
            sizes.append(size)
    floor = percentile(floors, 0.95)
    report("key to paint, floor, median", percentile(floors, 0.5) * 1000, NO_BOUND, "ms", good)
    report("key to paint, floor, p95", floor * 1000, NO_BOUND, "ms", good)
    report("in the page, median", percentile(inside, 0.5) * 1000, NO_BOUND, "ms", good)
    report("in the page, p95", percentile(inside, 0.95) * 1000, floor * 1500, "ms", good)
    report("in the page, bytes a key", sum(sizes) / len(sizes), 2000, "B", good)
    outside, size = key_times(child, b"j", 500)
    report("past the edge, median", percentile(outside, 0.5) * 1000, NO_BOUND, "ms", good)
    report("past the edge, p95", percentile(outside, 0.95) * 1000, floor * 2000, "ms", good)
    report("past the edge, bytes a key", size, 2000, "B", good)
    report("memory", child.memory_mb(), 120, "MB", good)
    bare.close()
    child.close()

    child, _ = start("queue", "50")
    child.drain(0.3, 1.0)
    before, began = child.cpu(), time.perf_counter()
    while time.perf_counter() - began < 6:
        child.read(0.5)
    share = (child.cpu() - before) / (time.perf_counter() - began)
    report("50 changes a second, watching: processor", share * 100, 15, "%", good)
    times = key_times(child, b"j", 60)[0] + key_times(child, b"k", 60)[0]
    report("50 changes a second, median", percentile(times, 0.5) * 1000, NO_BOUND, "ms", good)
    report("50 changes a second, p95", percentile(times, 0.95) * 1000, floor * 6000, "ms", good)
    child.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
