"""What changed of a customer elsewhere: which cases on this desk show it."""

from collections.abc import Collection
from typing import Any

from agentdesk.domain.events import (
    ConsentChanged,
    CustomerChanged,
    CustomerEdited,
    CustomerErased,
    CustomerMerged,
    CustomerUnmerged,
    EntitlementEnded,
    EntitlementGranted,
    Event,
)
from agentdesk.tui.desk.bench import Bench

_SHOWN = (
    ConsentChanged,
    CustomerChanged,
    CustomerEdited,
    CustomerErased,
    CustomerMerged,
    CustomerUnmerged,
    EntitlementGranted,
    EntitlementEnded,
)
ANYBODY = ""
"""Stands for a customer whom the event does not name."""
AT_ONCE = 20
"""Of more customers than that, as an import brings, only the open one is looked at."""


def customers_of(event: Event) -> tuple[str, ...]:
    """Return the customers of whom something is shown that an event changed."""
    if not isinstance(event, _SHOWN):
        return ()
    some: Any = event
    return tuple({getattr(some, "customer_id", ANYBODY), getattr(some, "into", ANYBODY)})


async def cases_of(bench: Bench, customers: Collection[str]) -> set[int]:
    """Return the cases of some customers that this desk shows. Raises ``StoreError``."""
    model, opened = bench.screen.queue.model, bench.opened
    listed = {row.case_id for row in (*model.mine, *model.waiting)}
    found: set[int] = set()
    if opened is not None and (opened.case.row.customer_id in customers or customers == {ANYBODY}):
        found.add(opened.case.row.id)
    named = [customer for customer in customers if customer != ANYBODY]
    if len(named) > AT_ONCE:
        return found
    for customer in named:
        view = await bench.session.store.reads.customer(customer, bench.session.now)
        if view is not None:
            found |= listed & {line.case_id for line in view.open_cases}
    return found
