"""The hash chain over the log: each entry's hash covers the one before, so tampering shows."""

import hashlib

import msgspec

FIRST = ""
"""The hash before the first entry."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """An entry of the log as it is stored: what the chain covers, and its own hash."""

    seq: int
    kind: str
    v: int
    body: str
    at: int
    recorded_at: int
    actor: str
    command: str
    case_id: int | None
    hash: str

    def follows(self, previous: str) -> bool:
        """Say whether this entry's hash is the right one after ``previous``."""
        expected = hash_after(
            previous,
            self.seq,
            self.kind,
            self.v,
            self.at,
            self.recorded_at,
            self.actor,
            self.command,
            self.body,
        )
        return expected == self.hash


def hash_after(
    previous: str,
    seq: int,
    kind: str,
    v: int,
    at: int,
    recorded_at: int,
    actor: str,
    command: str,
    body: str,
) -> str:
    """Return the hash (hex) of an entry that comes after the one whose hash is ``previous``."""
    text = "\n".join(
        (previous, str(seq), kind, str(v), str(at), str(recorded_at), actor, command, body)
    )
    return hashlib.sha256(text.encode()).hexdigest()
