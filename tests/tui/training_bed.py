"""A desk in a training room whose clock is wound by hand, worked with real keys."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import Mode
from agentdesk.training.scenario import Scenario
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.training.app import TrainingDesk
from agentdesk.tui.training.commands import registry
from tests.tui.desk_bed import Bed

TODAY = 1_770_000_000_000
"""What the wall's clock shows at first."""


class TrainingBed(Bed):
    """A running desk in training."""

    def __init__(self, app: TrainingDesk, pilot: Any, wall: ManualClock) -> None:
        super().__init__(app, pilot)
        self.training, self.wall = app, wall

    @property
    def room(self) -> Room:
        """The room."""
        return self.training.need_room()

    @property
    def minute(self) -> float:
        """How many minutes of the shift have passed."""
        return (self.room.clock.now() - self.room.start) / MINUTE

    @property
    def band(self) -> str:
        """What the band says."""
        return "".join(text for text, _ in self.app.desk.header.parts(self.app.size.width))

    @property
    def cases(self) -> list[int]:
        """The cases that are listed."""
        model = self.app.desk.queue.model
        return [row.case_id for row in (*model.mine, *model.waiting)]

    async def wait(self, minutes: float) -> None:
        """Let time pass on the wall, and the room take it in.

        A minute at a time: where nothing asked the time for longer, the program stood still.
        """
        left = int(minutes * MINUTE)
        while left > 0:
            self.wall.advance(min(left, MINUTE))
            left -= MINUTE
            await self.room.turn()


@contextlib.asynccontextmanager
async def training(
    folder: Path,
    wall: ManualClock,
    size: tuple[int, int] = (120, 36),
    **look: Any,
) -> AsyncIterator[TrainingBed]:
    """Open the desk on an attempt, ready to be worked with."""

    async def opener() -> Room:
        return await Room.open(folder, wall=wall)

    from agentdesk.training.attempts.book import Book

    book = Book(folder / "book.db")
    keymap = build_keymap(registry(book.about.mode))
    book.close()
    app = TrainingDesk(opener, keymap, clock=ManualClock(TODAY), **look)
    async with app.run_test(size=size) as pilot:
        bed = TrainingBed(app, pilot, wall)
        await bed.until(lambda: app.bench is not None and app.bench.agent is not None)
        try:
            yield bed
        finally:
            await app.shut()


def attempt(tmp_path: Path, scenario: Scenario, mode: Mode, wall: ManualClock) -> Path:
    """Make a new attempt."""
    return Rooms(tmp_path / "training").create(scenario, mode, "robin", wall=wall)


__all__ = ["MINUTE", "SECOND", "TODAY", "TrainingBed", "attempt", "training"]
