"""Measures the screens of the training room, in real pseudo-terminals.

``python -m tests.bench.bench_training_screen [frames] [class]``. ``frames``: a shift of eight hours
with some 5,000 events is watched at ×64; from a change to the screen it may take 16 ms (p95).
``class``: a trainee's keys, alone and while 29 others work on the same machine and a trainer's
console looks on at all of them; at most 1.5 times as slow (p95). The exit code is 1 when one is
missed.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from agentdesk.clock import HOUR, MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import Mode
from agentdesk.training.attempts.script import write_script
from agentdesk.training.play.expert import expert_run
from agentdesk.training.play.inputs import Input
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.scenario import Scenario
from tests.bench.bench_desk import ROOT, Report, by_hand
from tests.bench.long_shift import long_shift
from tests.bench.pty_probe import Pty, percentile

FRAME_MS = 16.0
WATCH_S = 30.0
SIZES = ((120, 36), (200, 50))
FASTER = b">" * 6
LEAVE = b"\x11"
LONG_S = 60.0
"""How long a start of something large may take."""

CLASS = 30
SCENARIO = "billing-rush"
GONE_BY_MS = 40 * MINUTE
"""So much of the shift goes by before anybody works: there is a queue."""
ROUNDS = 6
ESCAPE, TAKE_BACK = b"\x1b", b"u"
KEYS = (
    (b"j", "j k"), (b"j", "j k"), (b"k", "j k"), (b"j", "j k"), (b"k", "j k"),
    (b"\r", "Enter"), (ESCAPE, ""), (b"T", "T"), (b"i", "i"), (ESCAPE, ""), (ESCAPE, ""),
    (TAKE_BACK, ""),
)  # fmt: skip
"""What is pressed, and as what it counts. An Escape waits whether it begins another key."""
IDLE_S = 10.0
WALL = 1_900_000_000_000


# ---- a shift that is watched


async def _script(scenario: Scenario, folder: Path) -> tuple[Input, ...]:
    clock = ManualClock(0)
    store = await open_store(str(folder / "expert.db"), clock=clock)
    try:
        inputs, _ = await expert_run(scenario, store, clock)
    finally:
        await store.close()
    return inputs


async def _attempt(
    folder: Path, scenario: Scenario, mode: Mode, gone_by: int, script: tuple[Input, ...] = ()
) -> Path:
    """Make an attempt in which so much of the shift has gone by."""
    wall = ManualClock(WALL)
    attempt = Rooms(folder).create(scenario, mode, "robin", wall=wall)
    if script:
        write_script(attempt / "script.json", script)
    room = await Room.open(attempt, wall=wall)
    await room.seek(room.start + gone_by)
    await room.close()
    return attempt


def frames(folder: Path, report: Report) -> None:
    """Watch the long shift at ×64, on a usual screen and on a large one."""
    scenario = long_shift()
    script = asyncio.run(_script(scenario, folder))
    for columns, rows in SIZES:
        attempt = asyncio.run(_attempt(folder, scenario, "watch", 2 * HOUR, script))
        figures = attempt / "figures.json"
        command = (sys.executable, "-m", "tests.bench.training_frames", str(attempt), str(figures))
        child = Pty(command, columns, rows, {"PYTHONPATH": ROOT})
        child.wait_for(b"REPLAY", LONG_S)
        child.drain(1.0, 5)
        child.send(FASTER)
        child.wait_for("×64".encode(), LONG_S)
        before, began = child.cpu(), time.perf_counter()
        while (took := time.perf_counter() - began) < WATCH_S:
            child.read(0.2)
        core = (child.cpu() - before) / took * 100
        child.send(LEAVE)
        child.wait(LONG_S)
        told = json.loads(figures.read_text())
        name = f"×64, {columns}×{rows}"
        report.say(f"{name}: frames a second", len(told["frames"]) / took, "/s")
        kinds = ("from change to screen", "worked for it", "painting")
        for kind, words in enumerate(kinds):
            times = [frame[kind] for frame in told["frames"]]
            for share, which in ((0.5, "median"), (0.95, "p95"), (1.0, "longest")):
                most = FRAME_MS if (kind, share) == (0, 0.95) else None
                report.say(f"{name}: {words}, {which}", percentile(times, share), "ms", most)
        report.say(f"{name}: of a core", core, "%")


# ---- a class


def seat(rooms: Path, attempt: str) -> Pty:
    """Sit down at an attempt, as a trainee does."""
    command = (sys.executable, "-m", "agentdesk", "train", "resume", attempt, "--room", str(rooms))
    return Pty(command, environment={"PYTHONPATH": ROOT, "AGENTDESK_PRESET": "desk"})


def keys(child: Pty, times: dict[str, list[float]], rounds: int = ROUNDS) -> None:
    """Work like somebody who looks around, takes and begins to write; add ms from key to paint."""
    for _ in range(rounds):
        for key, name in KEYS:
            child.drain(0.01, 0.1)
            took = child.time_first_byte(key) * 1000
            if name:
                times.setdefault(name, []).append(took)
            rest = time.perf_counter() + by_hand()
            while (left := rest - time.perf_counter()) > 0:
                child.read(left)


def core(child: Pty, seconds: float) -> float:
    """Return the share of a core that a quiet child takes, in per cent."""
    before, began = child.cpu(), time.perf_counter()
    while time.perf_counter() - began < seconds:
        child.read(0.2)
    return (child.cpu() - before) / (time.perf_counter() - began) * 100


def the_class(folder: Path, report: Report) -> None:
    """Measure a trainee alone, then in the class."""
    scenario = shipped_scenario(SCENARIO)
    for _ in range(CLASS):
        asyncio.run(_attempt(folder, scenario, "practise", GONE_BY_MS))
    mine, *others = (f"{SCENARIO}-{n}" for n in range(1, CLASS + 1))
    child = seat(folder, mine)
    child.wait_for(b"TRAINING", LONG_S)
    child.drain(1.0, 5)
    report.say("a quiet room, of a core", core(child, IDLE_S), "%", 1.5)
    alone: dict[str, list[float]] = {}
    together: dict[str, list[float]] = {}
    keys(child, alone)
    crowd = Pty(
        (sys.executable, "-m", "tests.bench.training_class", str(folder), *others),
        environment={"PYTHONPATH": ROOT},
    )
    crowd.wait_for(b"ready", 120)
    child.drain(0.5, 2)
    keys(child, together)
    crowd.send(b"\n")
    crowd.wait_for(b"load", LONG_S)
    crowd.drain(0.5, 2)
    for line in crowd.output.decode().splitlines()[2:]:
        sys.stdout.write(f"{line}\n")
    crowd.wait(LONG_S)
    child.drain(1.0, 5)
    keys(child, alone)
    child.close()
    kinds = {**{name: (name,) for name in alone}, "every key": tuple(alone)}
    for name, parts in kinds.items():
        for share, which in ((0.5, "median"), (0.95, "p95")):
            floor, found = (
                percentile([ms for part in parts for ms in times[part]], share)
                for times in (alone, together)
            )
            most = floor * 1.5 if len(parts) > 1 else None
            report.say(f"{name}, alone, {which}", floor, "ms")
            bound = f"{found / floor:.2f} x alone, at most 1.5"
            report.say(f"{name}, in a class of {CLASS}, {which}", found, "ms", most, bound)


def main() -> int:
    """Measure everything, or what is named; return the exit code."""
    parts = sys.argv[1:] or ["frames", "class"]
    report = Report()
    for name, part in (("frames", frames), ("class", the_class)):
        if name in parts:
            sys.stdout.write(f"{name}; load {os.getloadavg()[0]:.1f}\n")
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder), report)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
