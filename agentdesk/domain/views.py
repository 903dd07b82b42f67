"""What the screens read: one frozen struct a reading, joined by the store from rows and content."""

import msgspec


class QueueRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a queue list.

    Instants are milliseconds UTC. ``due_at`` is the earliest due time of the running clocks, or
    ``None`` while every clock is paused or there is none; ``due_kind`` names that clock
    (``FR NR RES PU``), or ``"paused"``. ``customer`` and ``subject`` are already clean text.
    """

    case_id: int
    band: int
    rank_at: int
    waiting_since: int
    version: int
    state: str
    priority: int
    tier: int
    channel: str
    queue: str
    owner: str | None
    due_at: int | None
    due_kind: str | None
    wrote_at: int | None
    """When the customer wrote last and nobody has answered since; ``None`` when answered."""
    unread: bool
    """The customer wrote and nobody has opened the case since."""
    wake_at: int | None
    customer: str
    subject: str
    mark: str = ""
    """Who else is here, as words for the row: ``✎ omar``, ``omar reads``; empty when nobody."""

    @property
    def key(self) -> tuple[int, int, int, int]:
        """The place in the order of taking: ``(band, rank_at, waiting_since, case_id)``."""
        return (self.band, self.rank_at, self.waiting_since, self.case_id)


class QueuePage(msgspec.Struct, frozen=True):
    """A window of the waiting list, in the order in which cases are taken."""

    rows: tuple[QueueRow, ...]
    above: int
    """Waiting cases before the first row (capped at 1,000)."""
    below: int
    """Waiting cases after the last row (capped at 1,000)."""


class Counts(msgspec.Struct, frozen=True):
    """The header's numbers. Counts that depend on the hour are capped at 1,000 (shown ``999+``)."""

    for_me: int = 0
    mine: int = 0
    mine_wrote: int = 0
    waiting: int = 0
    late: int = 0
    soon: int = 0
    """Due within 15 minutes."""
    snoozed: int = 0
    held_mail: int = 0
