"""Seeking in a shift of eight hours and some five thousand events, and what an act in a room costs.

Run it alone: ``python -m tests.bench.training_seek``. *Own* is the time that this program worked,
which hangs less on how busy the machine is.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.desk.registry import USE_CASES
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.script import numbered, write_script
from agentdesk.training.customers import Crowd
from agentdesk.training.play.expert import expert_run
from agentdesk.training.play.inputs import Input
from agentdesk.training.play.policies import oldest_first
from agentdesk.training.reading import parse_scenario, shipped_scenario
from agentdesk.training.scenario import Scenario
from tests.training.small import TEXT

PLACES = (0.97, 0.5, 0.03, 0.76, 0.249, 0.88, 0.12, 0.61)
"""Where to seek, in shares of the shift: far from each other."""


def large(an_hour: int = 24) -> Scenario:
    """Return a scenario of eight hours in which much happens."""
    lines = [line for line in TEXT.splitlines() if "id: many" not in line]
    text = (
        "\n".join(lines).replace("length: 2h", "length: 8h").replace("name: small", "name: large")
    )
    rates = (
        f"  - {{id: a, persona: [bo, cy], rate: {an_hour}, from: 0m, until: 7h, queue: orders, "
        'subject: "No. {name}", says: [One, Two, Three]}\n'
        f"  - {{id: b, persona: [bo], rate: {an_hour}, from: 5m, until: 7h, queue: billing, "
        'subject: "Bill", says: [One, Two, Three]}'
    )
    return parse_scenario(text.replace("expected:", f"{rates}\nexpected:"), "large.yaml")


async def worked(scenario: Scenario, place: Path) -> tuple[Input, ...]:
    """Return what somebody does who takes the oldest first."""
    clock = ManualClock(Crowd(scenario).start)
    store = await SqliteStore.open(place / "expert.db", clock=clock)
    try:
        found, _ = await expert_run(scenario, store, clock, order=oldest_first, ahead=False)
    finally:
        await store.close()
    return numbered(found)


async def opened(place: Path, scenario: Scenario, script: tuple[Input, ...]) -> Room:
    """Open a room in which a script is watched."""
    wall = ManualClock(1_900_000_000_000)
    folder = Rooms(place).create(scenario, "watch", "Lena", wall=wall)
    write_script(folder / "script.json", script)
    return await Room.open(folder, wall=wall)


async def seeking(place: Path) -> dict[str, Any]:
    """Measure seeking over the whole of a large shift, once it has been looked through."""
    scenario = large()
    begun = perf_counter()
    script = await worked(scenario, place)
    expert_s = perf_counter() - begun
    room = await opened(place, scenario, script)
    took: list[float] = []
    own: list[float] = []
    begun = perf_counter()
    await room.lay()
    laid_s = perf_counter() - begun
    try:
        for share in PLACES * 2:
            at = room.start + int((room.end - room.start) * share)
            begun, worked_s = perf_counter(), process_time()
            await room.seek(at)
            took.append((perf_counter() - begun) * 1000)
            own.append((process_time() - worked_s) * 1000)
        await room.seek(room.end)
        events = room.store.line.seq
        size = sum(path.stat().st_size for path in room.folder.rglob("*") if path.is_file())
    finally:
        await room.close()
    begun = perf_counter()
    again = await Room.open(room.folder, wall=room.clock.wall)
    reopened = (perf_counter() - begun) * 1000
    await again.close()
    return {
        "events": events,
        "inputs": len(script),
        "expert_s": round(expert_s, 2),
        "laid_s": round(laid_s, 2),
        "seek_ms": round(median(took), 1),
        "seek_worst_ms": round(max(took), 1),
        "seek_own_ms": round(median(own), 1),
        "seek_own_worst_ms": round(max(own), 1),
        "reopen_ms": round(reopened, 1),
        "megabytes": round(size / 1e6, 1),
    }


async def opening(place: Path) -> dict[str, Any]:
    """Measure beginning and opening a room of the first shift."""
    scenario = shipped_scenario("first-shift")
    new: list[float] = []
    again: list[float] = []
    for _ in range(5):
        folder = Rooms(place).create(scenario, "practise", "Lena")
        for took in (new, again):
            begun = perf_counter()
            room = await Room.open(folder)
            took.append((perf_counter() - begun) * 1000)
            await room.close()
    return {"open_ms": round(median(new), 1), "reopen_ms": round(median(again), 1)}


async def acting(place: Path, count: int = 300) -> dict[str, Any]:
    """Measure notes through a room beside the same notes on its plain store."""
    scenario, wall = large(), ManualClock(1_900_000_000_000)
    folder = Rooms(place).create(scenario, "practise", "Lena", wall=wall)
    room = await Room.open(folder, wall=wall)
    await room.go_on()
    for _ in range(20):
        wall.advance(MINUTE)
        await room.turn()
    through: list[float] = []
    plain: list[float] = []
    for n in range(count):
        wall.advance(500)
        await room.turn()
        for store, took in ((room.store, through), (room.store.line.store, plain)):
            note = _note(f"{n}-{len(through)}-{len(plain)}")
            begun = perf_counter()
            await store.act(USE_CASES["note"], note)
            took.append((perf_counter() - begun) * 1000)
    await room.close()
    ratio = median(through) / median(plain)
    return {
        "room_ms": round(median(through), 2),
        "plain_ms": round(median(plain), 2),
        "ratio": round(ratio, 2),
    }


def _note(id: str) -> Any:
    use_case = USE_CASES["note"]
    return use_case.command(command_id=id, actor="lena", case_id=1, body=f"Note {id}.")


async def measure() -> dict[str, Any]:
    """Measure everything, each in a folder of its own."""
    found = {}
    for name, part in (("seek", seeking), ("open", opening), ("act", acting)):
        with tempfile.TemporaryDirectory() as place:
            found[name] = await part(Path(place))
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(measure()), indent=1) + "\n")
