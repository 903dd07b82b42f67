"""What the SQLite store costs, beside the floors: ``python -m tests.bench.bench_store [WHAT…]``.

``WHAT`` is ``unit``, ``claims``, ``reads``, ``first``, ``feed`` or ``rebuild``; all by default.
Quick by default; ``--full`` uses the sizes and the numbers of processes that the targets name.
Ratios hold on any machine, milliseconds do not. ``--store PATH`` uses a seeded store again,
``--polling`` measures the feed as it is where nothing tells of changes.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

from agentdesk.data.readings import RankKey
from agentdesk.data.sqlite import feed
from agentdesk.data.sqlite.connecting import connect
from agentdesk.data.sqlite.first import first_page
from agentdesk.data.sqlite.log import entries
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from tests.bench.seed import LANES, START, seed
from tests.support.small import CREATE, NEXT, Create, Next, command_id


def say(text: str) -> None:
    """Print a line now."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def at(values: Sequence[float], share: float) -> float:
    """Return a percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def ms(values: Sequence[float]) -> str:
    """Write the median, 95th and 99th percentile of milliseconds."""
    return " ".join(f"p{int(s * 100)} {at(values, s):.2f}" for s in (0.5, 0.95, 0.99)) + " ms"


async def timed(n: int, what: Callable[[], Awaitable[object]]) -> list[float]:
    """Time something n times, in milliseconds."""
    out = []
    for _ in range(n):
        began = time.perf_counter()
        await what()
        out.append((time.perf_counter() - began) * 1000)
    return out


class Bench:
    """The measurements, in one folder."""

    def __init__(self, folder: Path, full: bool, big: Path | None, polling: bool = False) -> None:
        self.folder, self.full, self._big, self.polling = folder, full, big, polling

    def seeded(self, name: str, n: int) -> Path:
        """Return a fresh store with n open cases."""
        path = self.folder / name / "desk.db"
        if n == self.many and self._big is not None:
            return self._big
        if not path.exists():
            began = time.perf_counter()
            seed(path, n)
            say(f"  (seeded {n:,} cases in {time.perf_counter() - began:.1f} s)")
        return path

    @property
    def many(self) -> int:
        """How many cases a large store has."""
        return 1_000_000 if self.full else 100_000

    async def unit(self) -> None:
        """One unit beside one bare commit of a row, with the same promises about the disk."""
        path = self.seeded("unit", 5_000)
        with closing(connect(path)) as db:
            db.execute("CREATE TABLE IF NOT EXISTS floor (a TEXT)")

            async def bare() -> None:
                db.execute("BEGIN IMMEDIATE")
                db.execute("INSERT INTO floor VALUES ('x')")
                db.execute("COMMIT")

            floor = await timed(500, bare)
        store = await SqliteStore.open(path)
        one = await timed(500, lambda: store.act(NEXT, next_command("agent0")))
        await store.close()
        ratio = statistics.median(one) / statistics.median(floor)
        say(f"unit     take next {ms(one)}; floor, a bare commit {ms(floor)}; {ratio:.1f}x")

    async def claims(self) -> None:
        """200 agents at once, sustained and flat out, beside one process alone."""
        path = self.seeded("claims", 60_000 if self.full else 20_000)
        seconds = 10.0 if self.full else 3.0
        alone = self._claim(path, 1, 1, seconds, 390)
        alone_flat = self._claim(path, 1, 1, seconds, 0)
        processes = 10 if self.full else 2
        many = self._claim(path, processes, 200 // processes, seconds, 390)
        one, all_ = [flat(found) for found in (alone, many)]
        say(f"claims   390/s by one process: {len(one) / seconds:.0f}/s {ms(one)}")
        ratio = at(all_, 0.99) / at(one, 0.99)
        say(
            f"         390/s by 200 agents in {processes} processes: {len(all_) / seconds:.0f}/s "
            f"{ms(all_)}; p99 {ratio:.1f}x (target 15x)"
        )
        crowd = 100 if self.full else 2
        together = self._claim(path, crowd, 1, seconds, 0)
        rate, alone_rate = [len(flat(found)) / seconds for found in (together, alone_flat)]
        each = [len(found) for found in together.values()]
        say(
            f"         flat out: one process {alone_rate:.0f}/s, {crowd} processes {rate:.0f}/s "
            f"({rate / alone_rate:.2f}x, target 0.5x); each {min(each)}–{max(each)}, "
            f"{ms(flat(together))}"
        )
        got = [case for found in (alone, alone_flat, many, together) for case in cases(found)]
        say(f"         {len(got)} claims, {len(got) - len(set(got))} double")

    def _claim(
        self, path: Path, processes: int, agents: int, seconds: float, rate: float
    ) -> dict[str, list[Any]]:
        # Everybody is up and has opened the store before the first claim.
        start = time.monotonic() + 1.5 + 0.15 * processes + 0.03 * processes * agents
        running = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.bench.claimer", str(path), str(i * agents)),
                    *(str(agents), str(start), str(seconds), str(rate / processes)),
                ],
                stdout=subprocess.PIPE,
            )
            for i in range(processes)
        ]
        out: dict[str, list[Any]] = {}
        for process in running:
            told, _ = process.communicate()
            out |= json.loads(told)
        return out

    async def reads(self) -> None:
        """Page, counts and take next at many cases beside a thousand.

        In turns, so that whatever else the machine does falls on both; all but the first page
        of all with what it reads in memory.
        """
        paths = (self.seeded("small", 1_000), self.seeded("large", self.many))
        stores = [await SqliteStore.open(path) for path in paths]
        acts = [reading(store, await middle_of_top(store)) for store in stores]
        for name in acts[0]:
            took: list[list[float]] = [[], []]
            for _ in range(150):
                for act, values in zip(acts, took, strict=True):
                    values += await timed(1, act[name])
            small, large = map(statistics.median, took)
            say(
                f"         {name}: 1,000 {small:.2f} ms, {self.many:,} {large:.2f} ms, "
                f"{large / small:.2f}x (target 2x)"
            )
        for store in stores:
            await store.close()

    async def first(self) -> None:
        """Opening a store and its first page, without and with an event loop."""
        path = self.seeded("first", 100_000)
        plain = []
        for _ in range(20):
            began = time.perf_counter()
            first_page(path, lambda setup: "lena", START)
            plain.append((time.perf_counter() - began) * 1000)

        async def open_and_read() -> None:
            store = await SqliteStore.open(path)
            await store.reads.queue_page(LANES, agent="lena", limit=60)
            await store.close()

        opened = await timed(20, open_and_read)
        say(f"first    100,000 cases, without a loop {ms(plain)}; with {ms(opened)} (target 25 ms)")
        for module in ("agentdesk.data.sqlite.first", "agentdesk.data.sqlite.store"):
            took = min(import_ms(module) for _ in range(5))
            say(f"         importing {module}: {took:.0f} ms")

    async def feed(self) -> None:
        """From an acknowledged commit to the last of many feeds of another process."""
        path = self.seeded("feed", 100)
        many = 100
        n = 300 if self.full else 100
        if self.polling:
            feed.is_remote = lambda folder: True
        store = await SqliteStore.open(path)
        arrived: dict[int, list[float]] = {}
        last = await store.reads.last_seq()

        async def follow() -> None:
            async with aclosing(store.feed(last)) as batches:
                async for batch in batches:
                    for entry in batch.entries:
                        arrived.setdefault(entry.seq, []).append(time.monotonic())

        followers = [asyncio.create_task(follow()) for _ in range(many)]
        await asyncio.sleep(0.3)
        writer = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.bench_store", "--write", str(n)),
            *("--store", str(path)),
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await writer.communicate()
        await asyncio.sleep(0.5)
        for follower in followers:
            follower.cancel()
        await asyncio.gather(*followers, return_exceptions=True)
        await store.close()
        lags = [
            (when - done) * 1000
            for seq, done in json.loads(told)
            for when in arrived.get(seq, [done + 60] * many)
        ]
        if self.polling:
            interval = feed.POLL_S * 1000
            ratio = at(lags, 0.95) / interval
            say(
                f"feed     to {many} feeds, polling every {interval:.0f} ms: {ms(lags)} after the "
                f"commit; p95 {ratio:.2f}x the interval (target 1.1x)"
            )
        else:
            say(f"feed     to {many} feeds: {ms(lags)} after the commit (target p95 10 ms)")

    async def rebuild(self) -> None:
        """Folding everything again beside only reading and decoding it."""
        path = self.seeded("rebuild", 250_000 if self.full else 10_000)
        with closing(connect(path)) as db:
            began, seq = time.perf_counter(), 0
            while page := entries(db, seq, 2_000):
                seq = page[-1].seq
            floor = time.perf_counter() - began
        store = await SqliteStore.open(path)
        began = time.perf_counter()
        events = await SqliteMaintenance(store).rebuild()
        took = time.perf_counter() - began
        began = time.perf_counter()
        findings = await SqliteMaintenance(store).check()
        checked = time.perf_counter() - began
        await store.close()
        say(
            f"rebuild  {events:,} events {took:.1f} s; reading and decoding {floor:.1f} s; "
            f"{took / floor:.1f}x (target 10x); check {checked:.1f} s, {len(findings)} findings"
        )


async def middle_of_top(store: SqliteStore) -> RankKey:
    """Read the top of a store just opened, say how long that took; return a key in its middle."""
    began = time.perf_counter()
    top = await store.reads.queue_page(LANES, agent="lena", limit=500)
    took = (time.perf_counter() - began) * 1000
    say(f"reads    the top 500, nothing in memory: {took:.2f} ms")
    return top.rows[len(top.rows) // 2].key


def reading(store: SqliteStore, middle: RankKey) -> dict[str, Callable[[], Awaitable[object]]]:
    """Return what is read from a store, and taking the next case, by name."""
    reads, now = store.reads, START + 10 * 3_600_000
    return {
        "first page": lambda: reads.queue_page(LANES, agent="lena"),
        "page in the middle": lambda: reads.queue_page(LANES, after=middle, agent="lena"),
        "counts": lambda: reads.counts("lena", LANES, now),
        "a case": lambda: reads.case(500),
        "take next": lambda: store.act(NEXT, next_command("omar")),
    }


def import_ms(module: str) -> float:
    """Say how long a new process takes to import a module."""
    code = f"import time; a = time.perf_counter(); import {module}; b = time.perf_counter()"
    told = subprocess.run(
        [sys.executable, "-c", f"{code}; print((b - a) * 1000)"], capture_output=True, check=True
    )
    return float(told.stdout)


def flat(found: dict[str, list[Any]]) -> list[float]:
    """Return the milliseconds of all agents' claims."""
    return [took for claims in found.values() for took, _ in claims]


def cases(found: dict[str, list[Any]]) -> list[int]:
    """Return the cases of all agents' claims."""
    return [case for claims in found.values() for _, case in claims]


def next_command(agent: str) -> Next:
    """Make a fresh command."""
    return Next(command_id=command_id(), actor=agent)


async def write(path: Path, n: int) -> None:
    """Make cases at a steady pace; print when each was acknowledged."""
    store = await SqliteStore.open(path)
    done = []
    for _ in range(n):
        outcome = await store.act(CREATE, Create(command_id=command_id(), actor="customer"))
        done.append((outcome.last_seq, time.monotonic()))
        await asyncio.sleep(0.01)
    await store.close()
    say(json.dumps(done))


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--polling", action="store_true", help="feeds without inotify")
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        asyncio.run(write(given.store, given.write))
        return
    folder = Path(tempfile.mkdtemp(prefix="agentdesk-bench-"))
    try:
        bench = Bench(folder, given.full, given.store, given.polling)
        for what in given.what or ("unit", "first", "reads", "feed", "claims", "rebuild"):
            asyncio.run(getattr(bench, what)())
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
