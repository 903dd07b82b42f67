"""The sample center's own process: builds it, says so, and lets it live beside the desk.

A process of its own, because its people write many times a second at a high speed, and every key
at the desk would wait for their turns at the interpreter. It ends when its standard input does,
so it never outlives whoever began it, however that ended.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from agentdesk.clock import Clock, ManualClock, ScaledClock, SystemClock
from agentdesk.data.open import open_store
from agentdesk.demo.build import build
from agentdesk.demo.center import Center, alive, center_setup
from agentdesk.demo.living import Living

READY = "ready"
NICE = 5
"""The desk's keys come first."""


class Task(NamedTuple):
    """What is to be built, and how fast it lives. ``origin`` is the instant at which it begins.

    ``folder`` is thrown away at the end, also when whoever began it was killed.
    """

    path: str
    seed: int
    speed: float
    origin: int
    folder: str = ""

    @property
    def clock(self) -> Clock:
        """The clock of everything in the sample; at speed 0 it runs as the machine's does."""
        if self.speed in (0, 1):
            return SystemClock()
        return ScaledClock(self.origin, self.speed)


async def make(task: Task) -> tuple[Center, int]:
    """Build the sample in a new store; return it and the number of its events."""
    clock = ManualClock(task.origin)
    store = await open_store(task.path, clock=clock)
    try:
        center = await build(store, clock, alive(center_setup(), task.speed), seed=task.seed)
        return center, await store.reads.last_seq()
    finally:
        await store.close()


def begin(task: Task, complaints: Path) -> "subprocess.Popen[str]":
    """Begin building in a process of its own; what it has to complain of goes into a file."""
    with complaints.open("w", encoding="utf-8") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "agentdesk.demo.process", *map(str, task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )


def end(process: "subprocess.Popen[str]") -> None:
    """Let it end, and wait until it has."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def _live(task: Task, center: Center) -> None:
    store = await open_store(task.path, clock=task.clock, create=False)
    try:
        living = Living(store, center, seed=task.seed, speed=task.speed)
        life = asyncio.create_task(living.run())
        over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        await asyncio.wait({life, over}, return_when=asyncio.FIRST_COMPLETED)
        life.cancel()
        await asyncio.gather(life, return_exceptions=not life.done())
    except asyncio.CancelledError:
        pass
    finally:
        await store.close()


def main(args: list[str]) -> None:
    """Build, say ``ready`` and the number of events, and live until standard input ends."""
    task = Task(args[0], int(args[1]), float(args[2]), int(args[3]), args[4])
    center, events = asyncio.run(make(task))
    sys.stdout.write(f"{READY} {events}\n")
    sys.stdout.flush()
    os.nice(NICE)
    try:
        if task.speed > 0:
            asyncio.run(_live(task, center))
        else:
            sys.stdin.read()
    finally:
        if task.folder:
            shutil.rmtree(task.folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
