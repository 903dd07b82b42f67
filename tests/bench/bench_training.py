"""What a training room costs: ``python -m tests.bench.bench_training [replay] [report] [hashes]``.

``replay``: a shift of eight hours with about 5,000 events, replayed as fast as it can (target 2 s),
beside the floor of projecting the same events, and the play made anew from its log. ``report``: the
report of an attempt at that shift in every form (target 5 s), and what stands beside it, worked out
and kept. ``hashes``: 100 runs of each shipped scenario with the scripted trainee, cut at several
speeds, on SQLite and on PostgreSQL: one hash each.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from random import Random

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.telling import tell
from agentdesk.domain.events import Entry
from agentdesk.domain.projection import Table, project
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.seeking import store_of
from agentdesk.training.play.expert import expert_run
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import Input
from agentdesk.training.play.play import Play
from agentdesk.training.play.policies import oldest_first
from agentdesk.training.play.replay import replay
from agentdesk.training.reading import shipped, shipped_scenario
from agentdesk.training.report.gathering import gather
from agentdesk.training.report.writing.forms import FORMS, write
from agentdesk.training.scenario import Scenario
from tests.bench.bench_board_moments import Watch
from tests.bench.bench_store import say
from tests.bench.long_shift import long_shift
from tests.store import postgres_server
from tests.store.postgres_server import in_a_thread

RUNS = 100
TRIES = 5
SPEEDS = (SECOND, 16 * SECOND, MINUTE, 4 * MINUTE, 64 * MINUTE)
"""How much of the shift goes by between two looks, at most: what a speed comes to."""


async def _log(store: Store) -> list[Entry]:
    found: list[Entry] = []
    while entries := await store.reads.entries(len(found), limit=5_000):
        found += entries
    return found


async def _projected(store: Store) -> float:
    """Return how long reading and projecting the whole log takes, in seconds."""
    watch, table = Watch(), Table()
    for entry in await _log(store):
        table.apply(project(table, entry.fact))
    return watch.took


async def _replays(folder: Path) -> None:
    scenario, clock = long_shift(), ManualClock(0)
    store = await open_store(str(folder / "expert.db"), clock=clock)
    watch = Watch()
    inputs, play = await expert_run(scenario, store, clock)
    wanted = await log_hash(store.reads)
    say(
        f"8 h: {play.seq:,} events, {len(inputs):,} inputs, {len(play.found):,} happenings, worked "
        f"by the scripted trainee in {watch.took:.1f} s"
    )
    times, own = [], []
    for number in range(TRIES):
        again = await open_store(str(folder / f"{number}.db"), clock=clock)
        watch = Watch()
        await replay(again, clock, scenario, inputs)
        times.append(watch.took)
        own.append(watch.own)
        same = await log_hash(again.reads) == wanted
        if not same:
            say("the hash is another one")
        await again.close()
    floor = min([await _projected(store) for _ in range(TRIES)])
    say(
        f"replay: {statistics.median(times):.2f} s, at best {min(times):.2f} s "
        f"({min(own):.2f} s own); reading and projecting the same events: {floor * 1000:.0f} ms"
    )
    entries = await _log(store)
    resumes, owns = [], []
    for _ in range(TRIES):
        watch = Watch()
        Play.resume(scenario, clock, entries, inputs)
        resumes.append(watch.took)
        owns.append(watch.own)
    watch = Watch()
    play.score()
    say(
        f"made anew from {len(entries):,} entries: {statistics.median(resumes) * 1000:.0f} ms "
        f"({min(owns) * 1000:.0f} ms own); "
        f"scored: {watch.took * 1000:.0f} ms"
    )
    await store.close()


async def _report(folder: Path) -> None:
    scenario, clock = long_shift(), ManualClock(0)
    place = Rooms(folder / "room").create(scenario, "practise", "Ada")
    store = await open_store(str(store_of(place, 0)), clock=clock)
    _, play = await expert_run(scenario, store, clock, order=oldest_first, ahead=False)
    await store.close()
    watch = Watch()
    report = await gather(place, beside=False)
    say(f"report of {play.seq:,} events, {len(report.timeline):,} moments: {watch.took:.2f} s")
    for form in FORMS:
        watch, text = Watch(), StringIO()
        write(report, form, text)
        say(f"  {form}, {len(text.getvalue()) // 1000:,} kB: {watch.took:.2f} s")
    for told in ("worked out", "kept"):
        watch = Watch()
        await gather(place)
        say(f"with an expert beside it, {told}: {watch.took:.2f} s")


async def _cut(store: Store, clock: ManualClock, scenario: Scenario, inputs: Sequence[Input],
               seed: int) -> str:  # fmt: skip
    """Play at a speed of its own, and return the hash."""
    random, most = Random(seed), SPEEDS[seed % len(SPEEDS)]
    play = Play(scenario, clock)
    await tell(store, play.begin())
    done = 0
    while play.now < play.crowd.end:
        at = min(play.crowd.end, play.now + 1 + int(most * random.random()))
        while done < len(inputs) and inputs[done].at <= at:
            await tell(store, play.do(inputs[done]))
            done += 1
        await tell(store, play.until(max(at, play.now)))
    return await log_hash(store.reads)


async def _hashes(folder: Path, runs: int) -> None:
    server = postgres_server.shared()
    for name in shipped():
        scenario, clock = shipped_scenario(name), ManualClock(0)
        store = await open_store(str(folder / "first.db"), clock=clock)
        inputs, play = await expert_run(scenario, store, clock)
        hashes = {await log_hash(store.reads)}
        await store.close()
        (folder / "first.db").unlink()
        watch = Watch()
        for seed in range(runs):
            place = folder / f"{seed}"
            store = await open_store(str(place / "a.db"), clock=clock)
            hashes.add(await _cut(store, clock, scenario, inputs, seed))
            await store.close()
            shutil.rmtree(place)
        took, where = watch.took, "SQLite"
        if server is not None:
            url = in_a_thread(server.store())
            store = await open_store(url, clock=clock)
            await replay(store, clock, scenario, inputs)
            hashes.add(await log_hash(store.reads))
            await store.close()
            in_a_thread(server.give_back(url))
            where = "SQLite, 1 on PostgreSQL"
        per_cent = play.score().per_cent
        say(f"{name}: {len(hashes)} hash of {runs} runs on {where}, {took:.0f} s; {per_cent} %")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["replay", "report", "hashes"])
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "replay" in given.parts:
            asyncio.run(_replays(Path(folder)))
        if "report" in given.parts:
            asyncio.run(_report(Path(folder)))
        if "hashes" in given.parts:
            asyncio.run(_hashes(Path(folder), given.runs))


if __name__ == "__main__":
    main()
