"""What agents do: stretches of time in one state, from the changes that the log tells."""

from typing import Any

import msgspec

from agentdesk.board.ledger.pieces import Piece, lasting
from agentdesk.board.ledger.shelf import Shelf, Warm
from agentdesk.board.records import StretchRecord
from agentdesk.domain import events as e


class AgentRecord(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An agent: the stretch that goes on, and those before it that are not put away yet."""

    now: StretchRecord
    lately: tuple[StretchRecord, ...] = ()


def _changed(
    record: AgentRecord | None, fact: e.Fact, x: e.AgentStateChanged
) -> AgentRecord | None:
    if record is None:
        return AgentRecord(StretchRecord(x.agent, x.after, fact.at, reason=x.reason))
    old = record.now
    if (old.state, old.reason) == (x.after, x.reason):
        return record
    # A change that comes late cannot begin before the stretch it ends.
    at = max(old.since, fact.at)
    ended = msgspec.structs.replace(old, until=at)
    return AgentRecord(
        StretchRecord(x.agent, x.after, at, reason=x.reason),
        (*record.lately, ended) if at > old.since else record.lately,
    )


class AgentShelf(Shelf[str, AgentRecord]):
    """The agents; stretches that nothing can change any more lie beside the records."""

    def __init__(self) -> None:
        super().__init__({e.AgentStateChanged: _changed})
        self.settled: dict[str, list[StretchRecord]] = {}
        self.sealed: tuple[Piece[StretchRecord], ...] = ()
        """The stretches before those that are settled."""

    def settle(self, key: str) -> None:
        """Put the stretches of a record aside that has come to rest."""
        record = self.records.get(key)
        if record is not None and record.lately:
            self.settled.setdefault(key, []).extend(record.lately)
            self.records[key] = AgentRecord(record.now)

    def thin(self, key: str, warm: Warm[AgentRecord]) -> None:
        """Put the stretches aside that the base of a record ends with."""
        base, record = warm.base, self.records.get(key)
        if base is None or record is None or not base.lately:
            return
        self.settled.setdefault(key, []).extend(base.lately)
        warm.base = AgentRecord(base.now)
        self.records[key] = AgentRecord(record.now, record.lately[len(base.lately) :])

    def of(self, agent: str) -> list[StretchRecord]:
        """Return an agent's stretches in order, the one that goes on at last."""
        record = self.records.get(agent)
        if record is None:
            return []
        sealed = (x for piece in self.sealed for x in piece.by_agent.get(agent, ()))
        return [*sealed, *self.settled.get(agent, ()), *record.lately, record.now]

    def seal(self, number: int) -> None:
        """Put aside what is settled."""
        found = [x for agent in sorted(self.settled) for x in self.settled[agent]]
        if found:
            self.sealed = (*self.sealed, Piece.of(StretchRecord, number, found, _until))
            self.settled = {}

    def prune(self, horizon: int) -> None:
        """Forget what ended before an instant."""
        self.sealed = lasting(self.sealed, horizon)
        for agent, stretches in self.settled.items():
            kept = next(
                (n for n, x in enumerate(stretches) if x.until is None or x.until >= horizon),
                len(stretches),
            )
            if kept:
                self.settled[agent] = stretches[kept:]

    def copy_into(self, other: "Shelf[str, Any]") -> None:
        """Let another shelf go on from here by itself."""
        super().copy_into(other)
        assert isinstance(other, AgentShelf)
        other.settled = {agent: stretches.copy() for agent, stretches in self.settled.items()}
        other.sealed = self.sealed


def _until(stretch: StretchRecord) -> int:
    return stretch.since if stretch.until is None else stretch.until
