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
KEYS = 120


def start(kind: str, *more: str) -> tuple[Pty, float]:
    """Start a program; return it and the seconds to its first paint."""
    child = Pty([sys.executable, PROGRAM, kind, *more], columns=120, rows=36)
    return child, child.wait_for(b"READY") - child.started


def first_paint(kind: str, times: int = 7) -> float:
    """Return the best of some first paints: noise only ever adds."""
    found = []
    for _ in range(times):
        child, seconds = start(kind)
        child.close()
        found.append(seconds)
    return min(found)


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
    good.append(ok)
    sys.stdout.write(
        f"{name:46} {value:9.1f} {unit:4} at most {most:8.1f} {'' if ok else 'MISSED'}\n"
    )


def main() -> int:
    """Measure everything; return the exit code."""
    good: list[bool] = []
    floor_paint, paint = first_paint("floor"), first_paint("queue")
    report("first paint: bare app", floor_paint * 1000, 9999, "ms", good)
    report("first paint: queue of 100,000", paint * 1000, floor_paint * 1300, "ms", good)

    child, _ = start("floor")
    child.drain(0.3)
    times, size = key_times(child, b"j", KEYS)
    child.close()
    floor = percentile(times, 0.95)
    report("key to paint, floor, median", percentile(times, 0.5) * 1000, 9999, "ms", good)
    report("key to paint, floor, p95", floor * 1000, 9999, "ms", good)

    child, _ = start("queue")
    child.drain(0.3)
    times, size = key_times(child, b"j", 12)
    more, size_back = key_times(child, b"k", 8)
    for _ in range(5):
        again, _ = key_times(child, b"j", 8)
        back, _ = key_times(child, b"k", 8)
        more += again + back
    report("in the page, median", percentile(times + more, 0.5) * 1000, 9999, "ms", good)
    report("in the page, p95", percentile(times + more, 0.95) * 1000, floor * 1500, "ms", good)
    report("in the page, bytes a key", (size + size_back) / 2, 2000, "B", good)
    times, size = key_times(child, b"j", 600)
    report("past the edge, median", percentile(times, 0.5) * 1000, 9999, "ms", good)
    report("past the edge, p95", percentile(times, 0.95) * 1000, floor * 2000, "ms", good)
    report("past the edge, bytes a key", size, 2000, "B", good)
    report("memory", child.memory_mb(), 120, "MB", good)
    child.close()

    child, _ = start("queue", "50")
    child.drain(0.3, 1.0)
    before, began = child.cpu(), time.perf_counter()
    while time.perf_counter() - began < 6:
        child.read(0.5)
    share = (child.cpu() - before) / (time.perf_counter() - began)
    report("50 changes a second, watching: processor", share * 100, 15, "%", good)
    times, _ = key_times(child, b"j", 60)
    times += key_times(child, b"k", 60)[0]
    report("50 changes a second, median", percentile(times, 0.5) * 1000, 9999, "ms", good)
    report("50 changes a second, p95", percentile(times, 0.95) * 1000, floor * 6000, "ms", good)
    child.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
