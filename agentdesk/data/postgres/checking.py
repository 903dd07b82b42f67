"""Proving a store: the chain, the rows against the log, the bytes that are named."""

import hashlib
from collections.abc import AsyncIterator

from agentdesk.data.chain import FIRST, Link
from agentdesk.data.postgres.apart import pages
from agentdesk.data.postgres.connection import Session
from agentdesk.data.postgres.folding import Fold, differences
from agentdesk.data.postgres.indexing import index_trouble
from agentdesk.data.store import Finding
from agentdesk.domain.events import BadEvent, UnknownEvent

MOST = 100
"""How many findings of one sort are told."""
_LINKS = (
    "SELECT seq, kind, v, body, at, recorded_at, actor, command, case_id, hash "
    "FROM events ORDER BY seq"
)
_NAMED = (
    "SELECT DISTINCT p.sha256 FROM parts AS p "
    "WHERE NOT EXISTS (SELECT 1 FROM blobs AS b WHERE b.sha256 = p.sha256)"
)


async def check(session: Session) -> tuple[Finding, ...]:
    """Look for everything that can be wrong, in the one state that a session sees."""
    found = await _some(_chain(session))
    found += await _rows(session)
    found += await _some(_bytes(session))
    found += await _some(index_trouble(session))
    return tuple(found)


async def _some(findings: AsyncIterator[Finding]) -> list[Finding]:
    found: list[Finding] = []
    async for finding in findings:
        found.append(finding)
        if len(found) == MOST:
            break
    return found


async def _chain(session: Session) -> AsyncIterator[Finding]:
    """Find where the log was changed, or entries were taken out."""
    previous, seq = FIRST, 0
    async for page in pages(session, _LINKS):
        for values in page:
            link = Link(*values)
            if link.seq != seq + 1:
                yield Finding(f"Entries {seq + 1} to {link.seq - 1} of the log are missing.", "log")
            if not link.follows(previous):
                yield Finding(
                    f"Entry {link.seq} of the log, or the one before, was changed.", "log"
                )
            previous, seq = link.hash, link.seq
    head = await session.fetchrow("SELECT seq, hash FROM log_head")
    last = max(head[0], await session.fetchval("SELECT max(last_seq) FROM commands") or 0)
    if last > seq:
        yield Finding(f"Entries {seq + 1} to {last} of the log are missing.", "log")
    elif tuple(head) != (seq, previous):
        yield Finding("The log does not end where the store says it does.", "log")


async def _rows(session: Session) -> list[Finding]:
    fold = Fold()
    try:
        await fold.read_all(session)
    except (UnknownEvent, BadEvent, KeyError) as error:
        return [Finding(f"The log cannot be folded after entry {fold.seq}: {error}", "log")]
    return await _some(_row_trouble(session, fold))


async def _row_trouble(session: Session, fold: Fold) -> AsyncIterator[Finding]:
    async for (cls, key), missing in differences(session, fold.table):
        what = "A row is missing." if missing else "A row is not what the log says."
        yield Finding(what, f"{cls.TABLE} {', '.join(map(str, key))}")


async def _bytes(session: Session) -> AsyncIterator[Finding]:
    for (wanted,) in await session.fetch(_NAMED):
        yield Finding("An attachment's bytes are missing.", f"bytes {wanted}")
    async for sha256, data in blobs(session):
        if hashlib.sha256(data).hexdigest() != sha256:
            yield Finding("An attachment's bytes were changed.", f"bytes {sha256}")


async def blobs(session: Session) -> AsyncIterator[tuple[str, bytes]]:
    """Yield all kept bytes, one attachment at a time."""
    for (sha256,) in await session.fetch("SELECT DISTINCT sha256 FROM blobs ORDER BY sha256"):
        rows = await session.fetch(
            "SELECT data FROM blobs WHERE sha256 = $1 ORDER BY piece", sha256
        )
        yield sha256, b"".join(row[0] for row in rows)
