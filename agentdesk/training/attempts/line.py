"""One branch in work: its store, the play in it, and how far both are.

The store runs on a clock that is set to each instant at which something is carried out; whoever
looks on reads the room's.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from agentdesk.clock import ManualClock
from agentdesk.data.errors import Refused, StoreError, StoreReadOnly
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.telling import Telling, tell
from agentdesk.data.unit import Command, Outcome, UseCase
from agentdesk.domain.events import Entry
from agentdesk.training.customers import Crowd
from agentdesk.training.play.inputs import Did, Input, command_id_of
from agentdesk.training.play.play import Play
from agentdesk.training.scenario import Scenario

C = TypeVar("C", bound=Command)


class Line:
    """A branch in work. Whoever changes it holds the room's lock."""

    def __init__(self, branch: int, store: SqliteStore, clock: ManualClock, play: Play) -> None:
        self.branch, self.store, self.clock, self.play = branch, store, clock, play
        self.scenario = play.scenario
        self.inputs = 0
        """So many inputs are in it."""
        self._looked = False
        """Whether the play knows which timer is due next."""

    @classmethod
    async def open(
        cls, path: Path, scenario: Scenario, branch: int, inputs: Iterable[Input] = ()
    ) -> "Line":
        """Open the store of a branch, and make its play anew of what the log and the inputs say.

        A store that is not there is made, and the shift begun. Of ``inputs`` those count that the
        store has seen; a last one that it never saw is left out. Raises ``StoreError``.
        """
        clock = ManualClock(Crowd(scenario).start)
        store = await SqliteStore.open(path, clock=clock, alone=True)
        try:
            if store.read_only is not None:
                raise StoreReadOnly(store.read_only)
            line = cls(branch, store, clock, Play(scenario, clock, picks=False))
            if await store.reads.last_seq():
                await line.renew(inputs)
            else:
                await line._tell(line.play.begin())
            return line
        except BaseException:
            await store.close()
            raise

    @classmethod
    async def go_on(
        cls, path: Path, clock: ManualClock, branch: int, play: Play, inputs: int
    ) -> "Line":
        """Open the store of a branch whose play is known. Raises ``StoreError``."""
        store = await SqliteStore.open(path, clock=clock, create=False, alone=True)
        line = cls(branch, store, clock, play)
        line.inputs = inputs
        return line

    @property
    def at(self) -> int:
        """The instant up to which everything is carried out."""
        return self.play.now

    @property
    def seq(self) -> int:
        """Where the log ends."""
        return self.play.seq

    def is_due(self, at: int) -> bool:
        """Say whether something happens by itself up to an instant, or whether that is unknown."""
        return not self._looked or ((due := self.play.next_at) is not None and due <= at)

    async def until(self, at: int) -> None:
        """Carry out what happens up to and at an instant. Raises ``StoreError``."""
        await self._tell(self.play.until(at))

    async def put(self, inputs: Sequence[Input], until: int | None = None) -> None:
        """Carry out inputs, and what happens around them, all of it or nothing."""
        await self._tell(_putting(self.play, inputs, until))
        self.inputs += len(inputs)

    async def act(self, use_case: UseCase[C], command: C, at: int) -> Outcome:
        """Let time pass up to an instant and do what a person does then.

        Raises ``Refused``, after which time has passed and nothing else, or ``StoreError``.
        """
        await self._tell(self.play.act(at, use_case, command))
        came = self.play.came
        if isinstance(came, Refused):
            raise came
        if came is None:
            raise StoreError("What was done cannot be found in the log. Open the room again.")
        return came

    async def saw(self, given: Did) -> bool:
        """Say whether the store has carried an input out."""
        return bool(await _seen(self.store, (given,)))

    async def renew(self, inputs: Iterable[Input]) -> None:
        """Make the play anew of the log and its inputs, after the store failed in between."""
        seen = await _seen(self.store, tuple(inputs))
        entries = await _entries(self.store)
        self.play, self.inputs = (
            Play.resume(self.scenario, self.clock, entries, seen, picks=False),
            len(seen),
        )
        self._looked = False

    async def close(self) -> None:
        """Give the store back."""
        await self.store.close()

    async def _tell(self, telling: Telling) -> None:
        await tell(self.store, telling)
        self._looked = True


def _putting(play: Play, inputs: Sequence[Input], until: int | None) -> Telling:
    for given in inputs:
        yield from play.do(given)
    if until is not None:
        yield from play.until(until)


async def _entries(store: SqliteStore) -> tuple[Entry, ...]:
    return await store.reads.entries(0, limit=await store.reads.last_seq())


async def _seen(store: SqliteStore, inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """Return the inputs up to the first that the store never saw, behind the last that it did."""
    ids = [command_id_of(given) if isinstance(given, Did) else None for given in inputs]
    get = "SELECT 1 FROM commands WHERE command_id = ?"

    def look(db: sqlite3.Connection) -> int:
        end = len(inputs)
        for n in reversed(range(len(inputs))):
            if ids[n] is None:
                continue
            if db.execute(get, (ids[n],)).fetchone():
                break
            end = n
        return end

    end = await store.run_read(look)
    return inputs[:end]
