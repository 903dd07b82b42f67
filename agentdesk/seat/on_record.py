"""What is masked until a customer is verified is shown once that somebody looks is on the record.

Written at the first showing to a person of what a verification unmasks, not at each repaint: the
command's id is made of both, so the store itself keeps it once. Where it cannot be written, what
is masked stays masked.
"""

from msgspec.structs import replace

from agentdesk.data.errors import Refused, StoreError
from agentdesk.desk.auditing import ReadFields, first_showing
from agentdesk.desk.desk import Desk
from agentdesk.domain.personal import MASKED_FIELDS
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.views import CaseView, CustomerView

MOST = 1_000
"""So many showings an open desk remembers, so as not to ask the store each time."""


class OnRecord:
    """Which showings to one person at an open desk are on the record."""

    def __init__(self) -> None:
        self._known: dict[str, None] = {}

    async def shown(self, desk: Desk, case: CaseView, customer: CustomerView | None) -> CaseView:
        """Return a case as it may be shown with its customer, after the look was recorded."""
        row = case.row
        now = desk.store.clock.now()
        if customer is None or customer.facts.erased or not unmasked(row, now):
            return case
        id = first_showing(desk.person, row.id, row.verified_until, customer.facts.id)
        if id in self._known:
            return case
        command = ReadFields(
            command_id=id,
            actor=desk.person,
            customer_id=customer.facts.id,
            fields=MASKED_FIELDS,
            reason="verified",
            of_case=row.id,
        )
        try:
            await desk.do(command)
        except (Refused, StoreError):
            return replace(case, row=replace(row, verified="partial"))
        self._known[id] = None
        if len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        return case


def unmasked(row: CaseRow, now: int) -> bool:
    """Say whether a case's customer is verified, so that everything of theirs is shown."""
    return row.verified == "full" and (row.verified_until is None or row.verified_until > now)
