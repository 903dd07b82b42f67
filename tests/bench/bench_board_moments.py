"""What a board costs: ``python -m tests.bench.bench_board_moments``.

Jumps to any second of a log of a million events once the snapshots are there; a processor's share
when nothing happens and at 50 events a second; a view over 100,000 open cases. The targets are
300 ms a jump, 5 % and 15 %. ``--store PATH`` takes a log that is there (and appends to it),
``--events N`` one of another size. Times of this process's own processor stand beside the clock's:
on a machine that does other things too only those tell something.
"""

import argparse
import asyncio
import math
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from agentdesk.board import past
from agentdesk.board.looking import Looking
from agentdesk.board.position import Position
from agentdesk.board.sight import Sight
from agentdesk.board.touched import Touched
from agentdesk.board.watching import Board
from agentdesk.boardsettings import BoardSettings
from agentdesk.clock import HOUR, ManualClock
from agentdesk.data.board import BoardStore
from agentdesk.data.open_board import open_board
from agentdesk.domain import events as e
from tests.bench.bench_store import say
from tests.bench.board_log import QUEUES, SETUP, START, write

JUMPS = 60


class Watch:
    """Measures a stretch of work, by the clock and by this process's processor."""

    def __init__(self) -> None:
        self._clock, self._own = time.perf_counter(), time.process_time()

    @property
    def took(self) -> float:
        """Seconds by the clock."""
        return time.perf_counter() - self._clock

    @property
    def own(self) -> float:
        """Seconds of the processor."""
        return time.process_time() - self._own


async def _read(store: BoardStore) -> float:
    """Return how long reading and decoding the whole log takes, in seconds of the processor."""
    watch, seq = Watch(), 0
    while entries := await store.entries(seq, limit=5_000):
        seq = entries[-1].seq
    return watch.own


async def _count(path: str, cache: Path, clock: ManualClock | None, what: str) -> Board:
    watch = Watch()
    board = await Board.open(path, cache=cache, clock=clock)
    first = watch.took
    changes = board.changes()
    while board.view.counted < 1:
        await anext(changes)
    say(
        f"{what}: first picture {first * 1000:.0f} ms, "
        f"counted after {watch.took:.1f} s ({watch.own:.1f} s own)"
    )
    return board


def _spread(times: list[float]) -> str:
    times = sorted(times)
    p95 = times[int(len(times) * 0.95)]
    return f"p50 {statistics.median(times):.0f}, p95 {p95:.0f}, most {times[-1]:.0f} ms"


async def _jumps(board: Board, first: int, last: int, window: str) -> None:
    chance, clock, own = random.Random(7), list[float](), list[float]()
    board.window(window)
    for _ in range(JUMPS):
        watch = Watch()
        await board.go(chance.randrange(first, last))
        clock.append(watch.took * 1000)
        own.append(watch.own * 1000)
    say(f"{JUMPS} jumps, window {window}: {_spread(clock)}; own {_spread(own)}")
    for by, what in ((-1_000, "a second back"), (1_000, "a second on"), (60_000, "a minute on")):
        steps = []
        for _ in range(10):
            watch = Watch()
            await board.step(by)
            steps.append(watch.own * 1000)
        say(f"  {what}: own {_spread(steps)}")


async def _share(board: Board, seconds: float, what: str) -> None:
    """Say which share of a processor a live board takes for a while."""
    watch, views = Watch(), 0
    changes = board.changes()
    while watch.took < seconds:
        await anext(changes)
        views += 1
    say(f"{what}: {100 * watch.own / watch.took:.1f} % of a processor, {views} views")


async def moments(path: str, folder: Path) -> None:
    """Measure jumps."""
    store = await open_board(path)
    first, last = await store.first(), await store.last()
    assert first is not None
    assert last is not None
    say(f"reading and decoding {last.seq:,} events: {await _read(store):.1f} s own")
    await store.close()
    clock = ManualClock(last.recorded_at + 1_000)
    board = await _count(path, folder, clock, "read for the first time")
    watch = Watch()
    past.FILLING = math.inf
    changes = board.changes()
    while not board.filled:
        await anext(changes)
    say(f"snapshots filled in: {watch.own:.1f} s own")
    await board.close()
    board = await _count(path, folder, clock, "read again")
    say(f"the cache: {await asyncio.to_thread(_size, folder) / 1e6:.0f} MB")
    for window in ("today", "7d"):
        await _jumps(board, first.recorded_at, last.recorded_at, window)
    await board.close()


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


async def shares(path: str, folder: Path) -> None:
    """Measure what being live costs."""
    board = await _count(path, folder, None, "live")
    await asyncio.sleep(2)
    await _share(board, 10, "nothing happens")
    writer = ("-m", "tests.bench.board_log", "append", path, "50", "14")
    running = await asyncio.create_subprocess_exec(sys.executable, *writer)
    await asyncio.sleep(2)
    await _share(board, 10, "50 events a second")
    await running.wait()
    await board.close()


def many_open(cases: int) -> None:
    """Measure a view over many open cases."""
    position, seq = Position(), 0
    log = []
    for id in range(1, cases + 1):
        at = START + id * 100
        due = at + (id % 96) * HOUR
        created = e.CaseCreated(
            id, "mail", QUEUES[id % 12], 1, "en", "", 3, "basic", 1, "team0", at, at
        )
        for event in (created, e.SlaStarted(id, "FR", "p", "c", HOUR, due)):
            seq += 1
            log.append(e.Entry(seq, at, e.Fact(at, "customer", f"c{id}", event)))
    position.apply(log)
    sight = Sight(SETUP, BoardSettings(), "today", "service_level.default")
    at = position.recorded_at + 1_000
    watch = Watch()
    looking = Looking(position, sight, at).settle()
    looking.view(at)
    say(f"{cases:,} open cases: the first view {watch.own * 1000:.0f} ms own")
    watch = Watch()
    for second in range(1, 21):
        looking.view(at + second * 1_000)
    say(f"  each second after: {watch.own * 50:.1f} ms own")
    watch = Watch()
    for turn in range(20):
        now = at + 60_000 + turn * 250
        some = [
            e.Fact(
                now, "agent1", f"t{turn}-{n}", e.CaseAssigned(turn * 12 + n + 1, "agent1", "next")
            )
            for n in range(12)
        ]
        entries = [e.Entry(seq + n + 1, now, fact) for n, fact in enumerate(some)]
        seq += 12
        position.apply(entries)
        touched = Touched()
        touched.add(entries, position.ledger)
        looking.touch(touched)
        looking.view(now)
    say(f"  with 12 events before it: {watch.own * 50:.1f} ms own")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    many_open(100_000)
    with tempfile.TemporaryDirectory(prefix="agentdesk-moments-") as folder:
        place = given.store or Path(folder) / "desk" / "desk.db"
        if given.store is None:
            write(place, given.events)
        cache = Path(folder) / "cache"
        asyncio.run(moments(str(place), cache))
        asyncio.run(shares(str(place), cache))


if __name__ == "__main__":
    main()
