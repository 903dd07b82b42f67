"""A play on a real store that a test can ask and tell, act by act."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.telling import Telling, tell
from agentdesk.data.unit import Outcome
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.events import Entry
from agentdesk.training.play.hashing import log_hash
from agentdesk.training.play.inputs import Did, Input, did
from agentdesk.training.play.play import Play
from agentdesk.training.reading import parse_scenario
from agentdesk.training.scenario import Scenario


@cache
def scenario_of(text: str) -> Scenario:
    """Return the scenario that a text holds, read once."""
    return parse_scenario(text, "small.yaml")


class Bed:
    """A trainee at a desk whose customers are a scenario's."""

    def __init__(self, store: Store, clock: ManualClock, scenario: Scenario) -> None:
        self.store, self.clock, self.scenario = store, clock, scenario
        self.play = Play(scenario, clock)
        self.inputs: list[Input] = []

    @classmethod
    async def begin(cls, folder: Path, scenario: Scenario) -> "Bed":
        """Open a store in a folder and put up the desk."""
        clock = ManualClock(0)
        store = await open_store(str(folder / "play.db"), clock=clock)
        bed = cls(store, clock, scenario)
        await bed.tell(bed.play.begin())
        return bed

    async def tell(self, telling: Telling) -> None:
        """Have something told to the store."""
        await tell(self.store, telling)

    def minute(self, minutes: float) -> int:
        """Return an instant so many minutes after the start."""
        return self.play.crowd.start + int(minutes * MINUTE)

    async def at(self, minutes: float) -> None:
        """Let time pass."""
        await self.tell(self.play.until(self.minute(minutes)))

    async def do(self, kind: str, guest: str = "", **fields: Any) -> Any:
        """Let the trainee do something now; return what came of it."""
        if guest:
            fields["case_id"] = self.case(guest)
        return await self.as_person(self.scenario.trainee, kind, **fields)

    async def as_person(self, who: str, kind: str, **fields: Any) -> Any:
        """Let somebody do something now."""
        use_case, n = USE_CASES[kind], len(self.inputs) + 1
        command = use_case.command(command_id=f"act-{n}", actor=who, **fields)
        given = did(n, self.play.now, use_case, command)
        self.inputs.append(given)
        await self.tell(self.play.do(given))
        return self.play.came

    async def done(self, kind: str, guest: str = "", **fields: Any) -> Outcome:
        """Let the trainee do something that the desk takes."""
        came = await self.do(kind, guest, **fields)
        assert isinstance(came, Outcome), came
        return came

    async def reply(self, guest: str, *answers: str, **more: Any) -> Outcome:
        """Let the trainee write to a customer."""
        of = self.play.crowd.guests[guest]
        mail: dict[str, Any] = {}
        if of.arrival.channel == "mail":
            id = f"{len(self.inputs)}@desk.example"
            mail = {"to": (of.address,), "subject": "Re:", "rfc_id": id, "raw": b"x"}
        fields = {"body": "Hello.", "answer_ids": answers, **mail, **more}
        return await self.done("reply", guest, **fields)

    def case(self, guest: str) -> int:
        """Return a customer's case."""
        found = self.play.case_of(guest)
        assert found is not None, guest
        return found

    async def log(self) -> Sequence[Entry]:
        """Return the whole log."""
        found: list[Entry] = []
        while entries := await self.store.reads.entries(len(found), limit=1_000):
            found += entries
        return found

    async def kinds(self, guest: str = "") -> list[str]:
        """Return the kinds of what the log says, of one customer's cases if named."""
        guest_of = self.play.acts.guest_of
        return [
            entry.fact.event.kind
            for entry in await self.log()
            if not guest or guest_of(entry.fact.case_id or 0) == guest
        ]

    async def row(self, guest: str) -> Any:
        """Return how a customer's case stands."""
        return await self.store.reads.case_row(self.case(guest))

    async def hash(self) -> str:
        """Return the log's hash."""
        return await log_hash(self.store.reads)

    async def resumed(self) -> Play:
        """Return the play made anew from the log."""
        return Play.resume(self.scenario, self.clock, await self.log(), self.inputs)

    async def close(self) -> None:
        """Give the store back."""
        await self.store.close()


def dids(inputs: Sequence[Input]) -> list[Did]:
    """Return the acts of the trainee among inputs."""
    return [given for given in inputs if isinstance(given, Did)]
