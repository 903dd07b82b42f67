"""What the figures cost: ``python -m tests.bench.bench_board [--events N] [--store PATH]``.

All figures from scratch over a log of 1,000,000 events, as the board reads it, beside the floor:
reading and decoding the same events in the same run, and nothing more. Asked: at most 12 times
the floor. Then what a board lives with: one entry more, a snapshot of 8,000 cases, a copy.
"""

import argparse
import asyncio
import gc
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from agentdesk.board.figures.figure import Look
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.scope import Span
from agentdesk.clock import DAY
from agentdesk.data.sqlite.board import SqliteBoard
from agentdesk.domain.events import Entry
from agentdesk.domain.setup import Setup
from tests.bench.board_log import write

BATCH = 5_000
CASES = 8_000


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def spent(begin: float) -> float:
    """Return the processor's seconds since then."""
    return time.process_time() - begin


def memory() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def batches(store: SqliteBoard) -> AsyncIterator[tuple[Entry, ...]]:
    """Yield the log in batches, decoded."""
    after = 0
    while found := await store.entries(after, limit=BATCH):
        after = found[-1].seq
        yield found


async def floor(store: SqliteBoard) -> float:
    """Read and decode the log, and do nothing with it."""
    begin = time.process_time()
    async for _ in batches(store):
        pass
    return spent(begin)


async def fold(store: SqliteBoard, ledger: Ledger) -> float:
    """Read the log into a ledger."""
    begin = time.process_time()
    async for batch in batches(store):
        ledger.apply(batch)
    return spent(begin)


def measure(ledger: Ledger, days: int | None) -> float:
    """Measure every figure: of all that was kept, or of the last days."""
    at = ledger.recorded_at
    span = Span(0 if days is None else at - days * DAY, at + 1)
    look = Look(ledger, Setup(), at, span)
    begin = time.process_time()
    for figure in FIGURES.values():
        figure.measure(look)
    return spent(begin)


def best(act: Callable[[], object], times: int = 7) -> float:
    """Return the least milliseconds that something takes."""
    found = []
    for _ in range(times):
        begin = time.process_time()
        act()
        found.append(spent(begin) * 1000)
    return min(found)


async def from_scratch(store: SqliteBoard, seq: int) -> None:
    """Compare all figures from scratch with reading and decoding."""
    lowest = min([await floor(store), await floor(store)])
    say(f"floor: reading and decoding {seq:,} events {lowest:6.2f} s")
    before = memory()
    for name, keep_ms, days in (("a board", 8 * DAY, 7), ("a report", None, None)):
        ledger = Ledger(keep_ms=keep_ms)
        folding = await fold(store, ledger)
        figures = measure(ledger, days)
        total = folding + figures
        cases, talks = len(list(ledger.cases())), len(list(ledger.talks()))
        say(
            f"{name}: folded {folding:6.2f} s, {len(FIGURES)} figures {figures:5.2f} s: "
            f"{total / lowest:4.1f} × the floor ({(folding - lowest) / seq * 1e6:.1f} µs an event "
            f"over it); {cases:,} cases and {talks:,} contacts kept, "
            f"{memory() - before:,.0f} MB"
        )
        del ledger
        gc.collect()


async def living(store: SqliteBoard) -> None:
    """Measure what a board does all day, with 8,000 cases in its ledger."""
    ledger, spare = Ledger(), []
    async for batch in batches(store):
        for n, entry in enumerate(batch):
            ledger.apply([entry])
            if len(ledger._cases.records) >= CASES:
                spare = list(batch[n + 1 :])
                break
        if spare:
            break
    begin = time.process_time()
    for entry in spare:
        ledger.apply([entry])
    each = spent(begin) / max(1, len(spare)) * 1e6
    data = ledger.to_bytes()
    say(f"with {len(list(ledger.cases())):,} cases: one entry more {each:5.1f} µs")
    say(f"  snapshot {len(data) / 1e6:.1f} MB, written in {best(ledger.to_bytes):5.1f} ms")
    say(f"  read in {best(lambda: Ledger.from_bytes(data)):5.1f} ms (asked: 60)")
    say(f"  copied in {best(ledger.copy):5.1f} ms")


async def main() -> None:
    """Read the arguments, make the log if there is none, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.store or Path(folder) / "log.db"
        if not path.exists():
            write(path, given.events)
        store = await SqliteBoard.open(path)
        last = await store.last()
        assert last is not None
        await from_scratch(store, last.seq)
        await living(store)
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
