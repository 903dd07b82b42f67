"""An eight-hour shift at the sample's desk, sixty times as fast: ``python -m tests.bench soak``.

    python -m tests.bench.soak [--hours H] [--seed S] [--speed X]

The sample's people live in a process of their own; here the real desk is worked with real keys at
120 columns by a scripted agent. Memory is sampled every virtual half hour, after a collection; at
the end the rows are held against a rebuild.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import HOUR, SystemClock
from agentdesk.data.open import open_store
from agentdesk.demo.process import READY, Task, begin, end
from agentdesk.seat.session import Session
from agentdesk.tui.desk.app import DeskApp
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.desk.opening import Opening
from agentdesk.tui.kit.keymap import build_keymap
from tests.bench.soak_agent import Agent
from tests.tui.desk_bed import Bed

WHO = "lena"
SIZE = (120, 36)
SAMPLES_AN_HOUR = 2
PAUSE_S = 0.05
"""Between two things the agent does."""


class Sample(NamedTuple):
    """How much memory is held at an instant of the shift."""

    hours: float
    rss_kb: int
    objects: int
    types: Counter[str]


def rss_kb() -> int:
    """Return the memory that this process has in hand."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def sample(hours: float) -> Sample:
    """Look at the memory, after throwing away what nobody holds.

    What was there when the desk was opened is frozen, and not counted among the objects.
    """
    gc.collect()
    held = rss_kb()
    # No other thread goes on meanwhile: a tuple it is making must not be held by anybody else.
    switching = sys.getswitchinterval()
    sys.setswitchinterval(60.0)
    try:
        types = Counter(type(one).__qualname__ for one in gc.get_objects())
    finally:
        sys.setswitchinterval(switching)
    return Sample(hours, held, types.total(), types)


def slope(samples: list[Sample]) -> float:
    """Return the growth in kB an hour, by least squares."""
    n = len(samples)
    if n < 2:
        return 0.0
    x = sum(s.hours for s in samples) / n
    y = sum(s.rss_kb for s in samples) / n
    across = sum((s.hours - x) ** 2 for s in samples)
    return sum((s.hours - x) * (s.rss_kb - y) for s in samples) / across


async def shift(task: Task, hours: float, seed: int) -> tuple[list[Sample], Agent, str]:
    """Work for some virtual hours; return the samples, who worked, and what failed, if it did."""

    async def opener() -> Session:
        store = await open_store(task.path, clock=task.clock, create=False)
        setup = await store.reads.setup()
        return Session(store, setup, setup.person(WHO))

    opening = Opening(clock=task.clock, lessons=True)
    app = DeskApp(opener, build_keymap(registry()), clock=task.clock, opening=opening)
    samples: list[Sample] = []
    async with app.run_test(size=SIZE) as pilot:
        bed = Bed(app, pilot)
        await bed.until(lambda: app.bench is not None and app.bench.agent is not None)
        agent = Agent(bed, seed)
        failed = ""
        try:
            await _work(agent, task, hours, samples)
        except Exception:
            lines = "\n".join(bed.lines)
            failed = f"{traceback.format_exc()}\nafter {' '.join(agent.recent)}\n{lines}"
        await app.shut()
    return samples, agent, failed


async def _work(agent: Agent, task: Task, hours: float, samples: list[Sample]) -> None:
    began = task.clock.now()
    while True:
        passed = (task.clock.now() - began) / HOUR
        if passed >= len(samples) / SAMPLES_AN_HOUR:
            samples.append(sample(passed))
            told(samples[-1], agent)
        if passed >= hours:
            return
        await agent.one_thing()
        await asyncio.sleep(PAUSE_S)


def told(one: Sample, agent: Agent) -> None:
    """Print a sample."""
    sys.stdout.write(
        f"hour {one.hours:4.1f}: {one.rss_kb / 1024:6.1f} MB, {one.objects:7} objects, "
        f"{sum(agent.done.values())} things done, {agent.keys} keys\n"
    )
    sys.stdout.flush()


async def wrong_rows(path: str) -> list[str]:
    """Return every row that is not what a rebuild gives."""
    store = await open_store(path, create=False)
    try:
        seq = await store.reads.last_seq()
        found = await maintenance_of(store).check()
        sys.stdout.write(f"{seq} events; {len(found)} findings of the check\n")
        return [f"{one.what} {one.where}" for one in found]
    finally:
        await store.close()


def report(samples: list[Sample], agent: Agent, hours: float) -> None:
    """Print what was done, the slope of the memory, and what there is more of."""
    done = ", ".join(f"{name} {times}" for name, times in sorted(agent.done.items()))
    sys.stdout.write(f"{done}\n")
    later = [one for one in samples if one.hours >= min(1.0, hours / 4)]
    sys.stdout.write(f"after the first hour: {slope(later):+.0f} kB an hour\n")
    if len(later) > 1:
        grown = later[-1].types - later[0].types
        for name, n in grown.most_common(12):
            sys.stdout.write(f"  {n:+7} {name} ({later[-1].types[name]})\n")


def live(args: argparse.Namespace, folder: Path) -> bool:
    """Build the sample, work a shift in it, and say how it went."""
    path = folder / "desk.db"
    # Nothing is handed to the process to throw away: the store is looked at when it has ended.
    task = Task(str(path), args.seed, args.speed, SystemClock().now(), "")
    process: Any = begin(task, folder / "complaints")
    try:
        assert process.stdout is not None
        if not process.stdout.readline().startswith(READY):
            sys.stdout.write((folder / "complaints").read_text())
            return False
        began = time.monotonic()
        samples, agent, failed = asyncio.run(shift(task, args.hours, args.seed))
        stopped = process.poll()
    finally:
        end(process)
    complaints = (folder / "complaints").read_text()
    sys.stdout.write(f"{args.hours:g} hours in {time.monotonic() - began:.0f} s\n")
    report(samples, agent, args.hours)
    wrong = asyncio.run(wrong_rows(str(path)))
    for line in (*wrong[:20], failed, complaints):
        if line:
            sys.stdout.write(f"WRONG {line}\n")
    return not (wrong or failed or complaints or stopped)


def main() -> int:
    """Read the arguments and work the shift."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=60.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="agentdesk-soak-") as folder:
        # What the desk saves and remembers goes here.
        os.environ["HOME"] = folder
        here = Path.cwd()
        os.environ["PYTHONPATH"] = str(here)
        os.chdir(folder)
        try:
            return int(not live(args, Path(folder)))
        finally:
            os.chdir(here)


if __name__ == "__main__":
    sys.exit(main())
