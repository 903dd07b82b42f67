"""An attempt in a folder of its own, worked at a wall's clock that moves only when told to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.unit import Outcome
from agentdesk.desk.registry import USE_CASES
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import Mode
from agentdesk.training.attempts.seeking import inputs_of
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import Input
from agentdesk.training.play.replay import replay
from agentdesk.training.scenario import Scenario
from tests.training.small import small

STEP = 64_000
"""A step of the shift's time that is whole milliseconds of the wall's at every speed."""
WALL = 1_900_000_000_000


MAIL: dict[str, Any] = {
    "body": "What is the number of your order?",
    "to": ("bo@customers.example",),
    "subject": "Re: Parcel",
    "rfc_id": "1@desk.example",
    "raw": b"...",
}


class Bed:
    """One attempt, and how it is worked."""

    def __init__(
        self,
        place: Path,
        mode: Mode = "practise",
        scenario: Scenario | None = None,
        source: str = "",
    ) -> None:
        self.place, self.wall = place, ManualClock(WALL)
        self.scenario = scenario or small()
        rooms = Rooms(place)
        self.folder = rooms.create(self.scenario, mode, "Lena", source=source, wall=self.wall)

    @asynccontextmanager
    async def room(self, *, going: bool = True) -> AsyncIterator[Room]:
        """Open the room, its clock going unless that is not wanted."""
        room = await Room.open(self.folder, wall=self.wall)
        try:
            if going and not room.clock.running:
                await room.go_on()
            yield room
        finally:
            await room.close()

    async def until(self, room: Room, steps: float) -> None:
        """Let the shift's time pass to so many steps after the start, a minute at a time."""
        at = room.start + int(steps * STEP)
        while (left := at - room.clock.now()) > 0:
            # What is left of the wall's time, at the speed that there is.
            self.wall.advance(min(MINUTE, int(left / room.clock.speed)))
            await room.turn()


async def do(room: Room, kind: str, id: str, **fields: Any) -> Outcome:
    """Let the trainee do something under a fixed id."""
    use_case = USE_CASES[kind]
    command = use_case.command(command_id=id, actor=room.scenario.trainee, **fields)
    return await room.store.act(use_case, command)


async def shift(bed: Bed, room: Room, first: int = 0, last: int = 99) -> None:
    """Work the small scenario, always in the same way: its acts from a first to a last one."""
    acts: list[tuple[float, str, dict[str, Any]]] = [
        (3, "take_next", {}),
        (4, "verify", {"case_id": 1, "method": "order number"}),
        (5, "note", {"case_id": 1, "body": "It should have been there on Monday."}),
        (8, "reply", {"case_id": 1, **MAIL}),
        (29, "take_next", {}),
        (40, "prioritise", {"case_id": 1, "priority": 1, "reason": "third day"}),
    ]
    for n, (steps, kind, fields) in enumerate(acts):
        if first <= n <= last:
            await bed.until(room, steps)
            await do(room, kind, f"act-{n}", **fields)


def inputs(room: Room, branch: int | None = None) -> tuple[Input, ...]:
    """Return the inputs of a branch."""
    number = room.store.line.branch if branch is None else branch
    return inputs_of(room.book, number, room.script)


async def hash_of(room: Room) -> str:
    """Return the hash of the log as it stands."""
    return await log_hash(room.store.line.store.reads)


async def hash_again(place: Path, scenario: Scenario, given: tuple[Input, ...], until: int) -> str:
    """Return the hash of the log that the same inputs make on a store of their own."""
    clock = ManualClock(0)
    store = await SqliteStore.open(place / "again.db", clock=clock)
    try:
        await replay(store, clock, scenario, given, until)
        return await log_hash(store.reads)
    finally:
        await store.close()
