"""What is kept too long, as a report; and letting go of it in short turns. No screen.

Instants are milliseconds UTC.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

import msgspec

from agentdesk.data.retaining import Due
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from agentdesk.desk.common import SYSTEM
from agentdesk.desk.desk import Desk
from agentdesk.desk.erasing import EraseCustomer
from agentdesk.desk.retaining import DropDrafts, RemoveContent
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import RetentionSetup, Setup
from agentdesk.domain.views import Draft

MOST = 1_000_000
"""More than any report counts."""
BATCH = 20
"""So many cases lose their words in one turn; others write between two turns."""


class Kept(msgspec.Struct, frozen=True):
    """One kind of thing that is kept too long."""

    kind: str
    """``content``, ``customers``, ``drafts``."""
    before: int
    """What is older than this goes."""
    count: int
    oldest: int | None
    held: int = 0
    """So many more are older, and stay under a legal hold."""


async def report(store: Store, setup: Setup, now: int) -> tuple[Kept, ...]:
    """Return what retention would let go of now, by kind."""
    kept = setup.retention
    privacy = store.reads.privacy
    content, customers = now - kept.content, now - kept.customer
    return (
        _kept(
            "content",
            content,
            await privacy.due_cases(content, MOST),
            await privacy.due_cases(content, MOST, held=True),
        ),
        _kept(
            "customers",
            customers,
            await privacy.due_customers(customers, MOST),
            await privacy.due_customers(customers, MOST, held=True),
        ),
        await _drafts_kept(store, kept, now),
    )


def _kept(kind: str, before: int, due: Sequence[Due], held: Sequence[Due]) -> Kept:
    oldest = min((item.last_at for item in due), default=None)
    return Kept(kind, before, len(due), oldest, len(held))


async def _drafts_kept(store: Store, kept: RetentionSetup, now: int) -> Kept:
    before = now - kept.drafts
    old, held = await _old_drafts(store, before)
    return Kept("drafts", before, len(old), min((d.at for d in old), default=None), len(held))


async def _old_drafts(store: Store, before: int) -> tuple[list[Draft], list[Draft]]:
    """Return unsent texts that are old enough to go, and those that a legal hold keeps."""
    old = await store.live.drafts_before(before)
    holds = [hold.customer_id for hold in await store.reads.privacy.holds()]
    rows = await store.reads.privacy.belongings(holds) if holds and old else ()
    cases = {row.id for row in rows if isinstance(row, CaseRow)}
    return [d for d in old if d.case_id not in cases], [d for d in old if d.case_id in cases]


class Gone(msgspec.Struct, frozen=True):
    """How much went so far."""

    kind: str
    done: int
    of: int


async def apply(store: Store, setup: Setup, now: int) -> AsyncIterator[Gone]:
    """Let go of what is kept too long, and say how far it is. Raises ``StoreError``.

    What was stopped goes on where it was when it is begun again.
    """
    desk = Desk(store, SYSTEM)
    async for gone in _drop_drafts(desk, now - setup.retention.drafts):
        yield gone
    async for gone in _remove_content(desk, now - setup.retention.content):
        yield gone
    async for gone in _erase_customers(desk, now - setup.retention.customer):
        yield gone


async def _drop_drafts(desk: Desk, before: int) -> AsyncIterator[Gone]:
    old, _ = await _old_drafts(desk.store, before)
    if not old:
        return
    await desk.act(DropDrafts, before=before, count=len(old))
    for draft in old:
        await desk.store.live.drop_draft(draft.agent, draft.case_id, draft.kind)
    yield Gone("drafts", len(old), len(old))


async def _remove_content(desk: Desk, before: int) -> AsyncIterator[Gone]:
    due = [int(item.id) for item in await desk.store.reads.privacy.due_cases(before, MOST)]
    done = 0
    for start in range(0, len(due), BATCH):
        try:
            outcome = await desk.act(
                RemoveContent, cases=tuple(due[start : start + BATCH]), before=before
            )
            done += len(outcome.result["cases"])
        except Refused as refused:
            if refused.code != "nothing":
                raise
        yield Gone("content", done, len(due))
        # Agents who wait get their turn.
        await asyncio.sleep(0)


async def _erase_customers(desk: Desk, before: int) -> AsyncIterator[Gone]:
    due = await desk.store.reads.privacy.due_customers(before, MOST)
    done = 0
    for item in due:
        identities = await desk.store.reads.privacy.identities(str(item.id))
        try:
            await desk.act(EraseCustomer, identities=identities)
            done += 1
        except Refused:
            # Something has happened with them meanwhile: they stay.
            continue
        yield Gone("customers", done, len(due))
