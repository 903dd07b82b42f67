"""What the change feed of a store gives: some entries of the log, in order."""

import msgspec

from agentdesk.domain.events import Entry


class Batch(msgspec.Struct, frozen=True):
    """New entries of the log, in order, without a gap after the batch before."""

    entries: tuple[Entry, ...]
    last_seq: int
