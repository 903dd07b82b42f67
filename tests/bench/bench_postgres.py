"""What the PostgreSQL store costs: ``python -m tests.bench.bench_postgres [WHAT…]``.

``WHAT`` is ``unit``, ``reads``, ``feed``, ``order``, ``claims``, ``kill`` or ``rebuild``; all by
default. A real server is started for it, with promises about the disk kept. Client processes and
server share the machine, so ratios hold and milliseconds do not. ``--full`` uses larger numbers.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg

from agentdesk.data.chain import FIRST, Link
from agentdesk.data.postgres.maintenance import PostgresMaintenance
from agentdesk.data.postgres.store import PostgresStore
from tests.bench.bench_store import at, cases, flat, ms, next_command, say, timed
from tests.bench.fill_postgres import fill
from tests.bench.seed import LANES, START, seed
from tests.store.postgres_acts import act, create, desk_of, load_setup, tag
from tests.store.postgres_server import Server
from tests.support.small import NEXT

FEEDS = 100


class Bench:
    """The measurements, on one server."""

    def __init__(self, server: Server, full: bool) -> None:
        self.server, self.full = server, full

    async def seeded(self, n: int) -> str:
        """Return a database with n open cases."""
        url = await self.server.store()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "desk.db"
            await asyncio.to_thread(seed, path, n)
            began = time.perf_counter()
            rows = await fill(path, url)
            took = time.perf_counter() - began
            say(f"  (filled with {n:,} cases: {rows:,} rows in {took:.1f} s)")
        return url

    async def unit(self) -> None:
        """One unit beside one bare commit of a row, with the same promises about the disk."""
        url = await self.seeded(5_000)
        db = await asyncpg.connect(url)
        await db.execute("CREATE TABLE floor (a text)")
        floor = await timed(500, lambda: db.execute("INSERT INTO floor VALUES ('x')"))
        store = await PostgresStore.open(url)
        await timed(20, lambda: store.act(NEXT, next_command("agent0")))
        one = await timed(500, lambda: store.act(NEXT, next_command("agent0")))
        ratio = statistics.median(one) / statistics.median(floor)
        say(f"unit     take next {ms(one)}; floor, a bare commit {ms(floor)}; {ratio:.1f}x")
        await store.close()
        await db.close()

    async def reads(self) -> None:
        """Page, counts and take next at many cases beside a thousand."""
        many = 1_000_000 if self.full else 20_000
        figures = []
        for n in (1_000, many):
            store = await PostgresStore.open(await self.seeded(n))
            figures.append(await self._read(store))
            await store.close()
        for name in figures[1]:
            small, large = (statistics.median(f[name]) for f in figures)
            say(
                f"reads    {name}: 1,000 {small:.2f} ms, {many:,} {large:.2f} ms, "
                f"{large / small:.2f}x (target 2x)"
            )

    async def _read(self, store: PostgresStore) -> dict[str, list[float]]:
        reads, now = store.reads, START + 10 * 3_600_000
        top = await reads.queue_page(LANES, agent="lena", limit=500)
        middle = top.rows[len(top.rows) // 2].key
        for _ in range(10):
            await store.act(NEXT, next_command("omar"))
        return {
            "first page": await timed(100, lambda: reads.queue_page(LANES, agent="lena")),
            "page in the middle": await timed(
                100, lambda: reads.queue_page(LANES, after=middle, agent="lena")
            ),
            "counts": await timed(100, lambda: reads.counts("lena", LANES, now)),
            "a case": await timed(100, lambda: reads.case(500)),
            "take next": await timed(100, lambda: store.act(NEXT, next_command("omar"))),
        }

    async def feed(self) -> None:
        """From an acknowledged commit to the last of many desks' feeds."""
        url = await self.server.store()
        store = await PostgresStore.open(url)
        await store.act(load_setup, act(setup=desk_of(3)))
        readers = [await PostgresStore.open(url) for _ in range(FEEDS)]
        arrived: dict[int, list[float]] = {}
        last = await store.reads.last_seq()

        async def follow(reader: PostgresStore) -> None:
            async with aclosing(reader.feed(last)) as batches:
                async for batch in batches:
                    for entry in batch.entries:
                        arrived.setdefault(entry.seq, []).append(time.monotonic())

        following = [asyncio.create_task(follow(reader)) for reader in readers]
        await asyncio.sleep(2)
        writer = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.bench_postgres", "--write", "100"),
            *("--place", url),
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await writer.communicate()
        await asyncio.sleep(1)
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        done: list[tuple[int, float]] = json.loads(told)
        lags = [(when - at) * 1000 for seq, at in done for when in arrived.get(seq, [])]
        missed = len(done) * FEEDS - len(lags)
        say(f"feed     to {FEEDS} desks: {ms(lags)} after the commit (target p95 25 ms)")
        say(f"         {len(done)} commits, {missed} missed")
        await asyncio.gather(*(reader.close() for reader in (*readers, store)))

    async def order(self) -> None:
        """Eight writers with row locks, and a reader that follows by number."""
        url = await self.server.store()
        store = await PostgresStore.open(url)
        await store.act(load_setup, act(setup=desk_of(9)))
        first = (await store.act(create, act(n=16))).last_seq
        each = 400 if self.full else 150
        wanted = first + 8 * each
        seen: list[int] = []
        versions: dict[int, list[int]] = {}

        async def read() -> None:
            async with aclosing(store.feed(first)) as batches:
                async for batch in batches:
                    for entry in batch.entries:
                        seen.append(entry.seq)
                        case = entry.fact.case_id or 0
                        told = int(getattr(entry.fact.event, "added")[0][1:])  # noqa: B009
                        versions.setdefault(case, []).append(told)
                    if seen[-1] >= wanted:
                        return

        async def work(n: int) -> None:
            desk = await PostgresStore.open(url)
            for i in range(each):
                await desk.act(tag, act(f"a{n}", case_id=1 + (i * (n + 1)) % 16))
            await desk.close()

        reading = asyncio.create_task(read())
        began = time.perf_counter()
        await asyncio.gather(*(work(n) for n in range(8)))
        took = time.perf_counter() - began
        await asyncio.wait_for(reading, 30)
        missed = len(set(range(first + 1, wanted + 1)) - set(seen))
        repeated, disorder = (
            len(seen) - len(set(seen)),
            sum(a >= b for told in versions.values() for a, b in pairwise(told)),
        )
        say(
            f"order    8 writers, {8 * each} commits, {8 * each / took:.0f}/s: {missed} missed, "
            f"{repeated} repeated, {disorder + (seen != sorted(seen))} out of order, chain "
            f"{'whole' if await chained(url) else 'BROKEN'}"
        )
        await store.close()

    async def claims(self) -> None:
        """200 agents at once, sustained and flat out, beside one process alone."""
        seconds = 5.0 if self.full else 3.0
        url = await self.seeded(20_000)
        crowd, processes = (100, 10) if self.full else (20, 2)
        alone = await self._claim(url, 1, 1, seconds, 0)
        together = await self._claim(url, crowd, 1, seconds, 0)
        rate, alone_rate = (len(flat(found)) / seconds for found in (together, alone))
        each = [len(found) for found in together.values()]
        say(
            f"claims   flat out: one process {alone_rate:.0f}/s {ms(flat(alone))}; {crowd} "
            f"processes {rate:.0f}/s ({rate / alone_rate:.2f}x, target 0.5x), each "
            f"{min(each)}–{max(each)}, mean {statistics.mean(each):.1f}; {ms(flat(together))}"
        )
        got = cases(alone) + cases(together)
        for asked in (200, 390):
            alone = await self._claim(url, 1, 1, seconds, asked)
            many = await self._claim(url, processes, 200 // processes, seconds, asked)
            got += cases(alone) + cases(many)
            ratio = at(flat(many), 0.99) / at(flat(alone), 0.99)
            say(
                f"         {asked}/s asked: one process {ms(flat(alone))}; 200 agents in "
                f"{processes} processes {ms(flat(many))}; p99 {ratio:.1f}x (target 15x)"
            )
        store = await PostgresStore.open(url)
        findings = await PostgresMaintenance(store).check()
        await store.close()
        say(
            f"         {len(got)} claims, {len(got) - len(set(got))} double, 0 errors, "
            f"{len(findings)} findings"
        )

    async def _claim(
        self, url: str, processes: int, agents: int, seconds: float, rate: float
    ) -> dict[str, list[Any]]:
        start = time.monotonic() + 3 + 0.1 * processes + 0.1 * processes * agents
        running = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bench.claimer", url, str(i * agents)),
                *(str(agents), str(start), str(seconds), str(rate / processes)),
                stdout=asyncio.subprocess.PIPE,
            )
            for i in range(processes)
        ]
        out: dict[str, list[Any]] = {}
        for process in running:
            told, _ = await process.communicate()
            out |= json.loads(told)
        return out

    async def kill(self) -> None:
        """Kill a writing process again and again; nothing acknowledged may be lost."""
        runs = 100 if self.full else 20
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.kill9", await self.server.store(), str(runs)),
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
        say(f"kill     {told.decode().strip()}")

    async def rebuild(self) -> None:
        """Folding everything again, and the check."""
        store = await PostgresStore.open(await self.seeded(10_000))
        care = PostgresMaintenance(store)
        began = time.perf_counter()
        events = await care.rebuild()
        took = time.perf_counter() - began
        began = time.perf_counter()
        findings = await care.check()
        checked = time.perf_counter() - began
        await store.close()
        say(
            f"rebuild  {events:,} events {took:.1f} s; check {checked:.1f} s, "
            f"{len(findings)} findings"
        )


async def chained(url: str) -> bool:
    """Say whether the log's chain is whole."""
    db = await asyncpg.connect(url)
    rows = await db.fetch(
        "SELECT seq, kind, v, body, at, recorded_at, actor, command, case_id, hash "
        "FROM agentdesk.events ORDER BY seq"
    )
    await db.close()
    previous = FIRST
    for link in (Link(*row) for row in rows):
        if not link.follows(previous):
            return False
        previous = link.hash
    return True


async def write(url: str, n: int) -> None:
    """Make cases at a steady pace; print when each was acknowledged."""
    store = await PostgresStore.open(url)
    await store.act(create, act("customer"))
    done = []
    for _ in range(n):
        outcome = await store.act(create, act("customer", command_id=f"bench {time.time_ns()}"))
        done.append((outcome.last_seq, time.monotonic()))
        await asyncio.sleep(0.02)
    await store.close()
    say(json.dumps(done))


async def measure(server: Server, full: bool, wanted: list[str]) -> None:
    """Take the measurements one after the other."""
    bench = Bench(server, full)
    for name in wanted or ("unit", "reads", "feed", "order", "claims", "kill", "rebuild"):
        await getattr(bench, name)()


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--place", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        asyncio.run(write(given.place, given.write))
        return
    server = Server(durable=True)
    try:
        asyncio.run(measure(server, given.full, given.what))
    finally:
        server.close()


if __name__ == "__main__":
    main()
