"""What a board's readings have in common on both engines."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from agentdesk.clock import MINUTE
from agentdesk.data.board import QueueStanding, Standing
from agentdesk.data.errors import StoreDamaged, StoreNewer
from agentdesk.domain.events import BadEvent, UnknownEvent
from agentdesk.domain.rows import AgentRow, LoadRow

SOON_MS = 15 * MINUTE
"""What is due within that time is due soon."""


def standing(
    seq: int,
    now: int,
    queues: Iterable[Sequence[Any]],
    agents: Iterable[Sequence[Any]],
    loads: Iterable[Sequence[Any]],
) -> Standing:
    """Put together what was counted."""
    held = {row.agent: row for row in (LoadRow(*values) for values in loads)}
    people = tuple(AgentRow(*values) for values in agents)
    return Standing(
        seq,
        now,
        tuple(QueueStanding(*values) for values in queues),
        tuple((person, held.get(person.id, LoadRow(person.id, 0, 0))) for person in people),
    )


@contextmanager
def known(url: str) -> Iterator[None]:
    """Raise ``StoreError`` for an entry that this program cannot read."""
    try:
        yield
    except UnknownEvent as error:
        raise StoreNewer(str(error)) from error
    except BadEvent as error:
        raise StoreDamaged(f"{url}: {error}. Run “agentdesk store check”.") from error
