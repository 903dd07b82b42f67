"""A class at work: ``python -m tests.bench.training_class ROOMS ATTEMPT…``.

Each attempt is worked in a desk of its own, in a pseudo-terminal; a trainer's console looks on at
all of them. Each trainee presses a key every few seconds. ``ready`` is said once all of them are
open; on a key it says what they cost, and ends.
"""

import os
import random
import select
import sys
import time
from pathlib import Path

from tests.bench.bench_desk import ROOT
from tests.bench.pty_probe import Pty

EACH_S = 4.0
"""So long a trainee looks at something, on average."""
KEYS = (b"j", b"j", b"k")
OPEN_S = 100.0
AT_ONCE = 3
"""So many are opened at a time: each wants a core for a second."""


def seat(rooms: str, attempt: str) -> Pty:
    """Sit down at an attempt."""
    command = (sys.executable, "-m", "agentdesk", "train", "resume", attempt, "--room", rooms)
    return Pty(command, environment={"PYTHONPATH": ROOT, "AGENTDESK_PRESET": "desk"})


def console(rooms: str) -> Pty:
    """Look on at everybody."""
    command = (sys.executable, "-m", "agentdesk", "train", "console", "--room", rooms)
    return Pty(command, columns=160, rows=44, environment={"PYTHONPATH": ROOT})


def work(children: list[Pty]) -> tuple[float, float]:
    """Press keys until a key is pressed here; return the per cent of a core of a desk on average,
    and of the console, which is the last."""
    random_ = random.Random(7)
    by_fd = {child.fd: child for child in children}
    desks = children[:-1]
    before, began = [child.cpu() for child in children], time.perf_counter()
    next_key = began
    while True:
        wait = max(0.0, next_key - time.perf_counter())
        ready, _, _ = select.select([sys.stdin.fileno(), *by_fd], [], [], wait)
        for fd in ready:
            if fd == sys.stdin.fileno():
                took = time.perf_counter() - began
                spent = [child.cpu() - was for child, was in zip(children, before, strict=True)]
                return sum(spent[:-1]) / len(desks) / took * 100, spent[-1] / took * 100
            by_fd[fd].read(0)
        if time.perf_counter() >= next_key:
            random_.choice(desks).send(random_.choice(KEYS))
            next_key += random_.expovariate(len(desks) / EACH_S)


def main(rooms: str, attempts: list[str]) -> None:
    """Open everything, work, and say what it cost."""
    children: list[Pty] = []
    try:
        for n in range(0, len(attempts), AT_ONCE):
            opened = [seat(rooms, attempt) for attempt in attempts[n : n + AT_ONCE]]
            children += opened
            for child in opened:
                child.wait_for(b"TRAINING", OPEN_S)
        children.append(console(rooms))
        children[-1].wait_for(b"robin", OPEN_S)
        for child in children:
            child.drain(0.1, 0.5)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        desk, trainer = work(children)
        memory = children[0].memory_mb()
        sys.stdout.write(
            f"a room of the class, of a core {desk:.1f} %, {memory:.0f} MB; "
            f"the console {trainer:.1f} %; load {os.getloadavg()[0]:.1f}\n"
        )
        sys.stdout.flush()
    finally:
        for child in children:
            child.close()


if __name__ == "__main__":
    main(str(Path(sys.argv[1])), sys.argv[2:])
