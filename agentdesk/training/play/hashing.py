"""One number for a whole log: equal where the same happened at the same virtual instants."""

import hashlib

from agentdesk.data.readings import Reads
from agentdesk.domain.events import Entry, encode

AT_ONCE = 1_000


class LogHash:
    """Takes in a log entry by entry."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def take(self, entry: Entry) -> None:
        """Take in the next entry: its kind, its times, who did it by which command, its content."""
        fact = entry.fact
        event = fact.event
        line = (event.kind, str(fact.at), str(entry.recorded_at), fact.actor, fact.command)
        self._digest.update("\x1f".join((*line, encode(event))).encode())
        self._digest.update(b"\x1e")

    @property
    def hex(self) -> str:
        """The hash so far."""
        return self._digest.hexdigest()


async def log_hash(reads: Reads) -> str:
    """Return the hash of a store's log, the same on every engine."""
    found, after = LogHash(), 0
    while entries := await reads.entries(after, limit=AT_ONCE):
        for entry in entries:
            found.take(entry)
        after = entries[-1].seq
    return found.hex
