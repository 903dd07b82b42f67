"""What a row of another program's event log says, in our words."""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

CASE_ACTS: dict[str, str] = {
    "created": "the case began",
    "assigned": "somebody got it",
    "released": "its owner gave it back",
    "replied": "a person of ours wrote to the customer, or spoke with them",
    "customer_wrote": "the customer wrote",
    "note": "kept as a note",
    "waiting": "it waits for the customer",
    "waiting_third_party": "it waits for somebody else",
    "resumed": "work goes on: a case that waits is open again, so is one that was resolved",
    "escalated": "to a higher tier, or to a lead where there is none",
    "transferred": "to another queue",
    "returned": "back to a lower tier",
    "prioritised": "its priority changed",
    "resolved": "settled",
    "reopened": "open again",
    "closed": "ended for good",
    "spam": "no customer's issue",
    "duplicate": "a second case of the same issue",
    "ignore": "left out on purpose",
}
"""What an activity of a case may mean, with what that is."""

CallAct = Literal[
    "call.queued",
    "call.connected",
    "call.held",
    "call.unheld",
    "call.ended",
    "call.wrapped",
    "call.abandoned",
    "call.flowed_out",
]


class LogRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that happened, as a log tells it. Codes are the set-up's; ``at`` is past.

    A record of a call becomes several of these, one for each thing that happened to it. What is
    ``""`` (or 0) the log does not say.
    """

    at: int
    act: str
    """One of :data:`CASE_ACTS`, or a :data:`CallAct`."""
    ref: str
    """What the log calls the case, or the call."""
    activity: str = ""
    """The log's own word, where it is kept as a note."""
    person: str = ""
    """Who did it: a person's id, or ``customer``."""
    queue: str = ""
    owner: str = ""
    """Who has the case from here on."""
    priority: int = 0
    channel: str = ""
    customer: str = ""
    """What the log calls the customer."""
    subject: str = ""
    text: str = ""
    """What was written, where the log holds that."""
    disposition: str = ""
    type: str = ""
    case: str = ""
    """Of a call: what the log calls its case."""
    to: str = ""
    """Where a call went that left its queue: ``overflow``, ``callback`` or ``voicemail``."""


_encode = msgspec.msgpack.Encoder().encode


def digest_after(digest: str, rows: Iterable[LogRow]) -> str:
    """Return what names a log up to some rows, by what named it before them."""
    for row in rows:
        digest = hashlib.sha256(digest.encode() + _encode(row)).hexdigest()
    return digest
