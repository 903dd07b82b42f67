"""What holds for every change of a customer: who may, whether it can be, how it is told."""

from agentdesk.data.unit import Refused, State
from agentdesk.desk.common import role_of, said
from agentdesk.domain.care_rows import MergedCustomerRow
from agentdesk.domain.entitlement import LEVELS
from agentdesk.domain.events import CustomerChanged
from agentdesk.domain.rows import CustomerRow
from agentdesk.domain.setup import Role

KNOWS: tuple[Role, ...] = ("agent", "lead")
"""Who says who a customer is."""
GRANTS: tuple[Role, ...] = ("lead", "admin")
"""Who says what a customer is entitled to."""
FOLDED = "This customer was folded into another one: look them up again and work with that one."


def allowed(state: State, actor: str, roles: tuple[Role, ...]) -> None:
    """Raise ``Refused`` if somebody's role is none of these."""
    role = role_of(state, actor)
    if role is not None and role not in roles:
        raise Refused(
            f"Your role ({said(role)}) may not change this: ask a lead or an administrator."
        )


def facts_of(state: State, customer_id: str) -> CustomerRow:
    """Return a customer that can be changed. Raises ``Refused``: unknown, erased, folded away."""
    row = state.table.get(CustomerRow, customer_id)
    if row is None:
        raise Refused(f"There is no customer {customer_id}.", "not_found")
    if row.erased:
        raise Refused("This customer has been erased and cannot be changed.")
    if state.table.get(MergedCustomerRow, customer_id) is not None:
        raise Refused(FOLDED)
    return row


def check_level(level: str | None) -> None:
    """Raise ``Refused`` for a level that there is not."""
    if level is not None and level not in LEVELS:
        raise Refused(f"“{level}” is no level: there are {', '.join(LEVELS)}.", "invalid")


def told(row: CustomerRow) -> CustomerChanged:
    """Return the event that says what is known of a customer for routing and clocks."""
    return CustomerChanged(
        customer_id=row.id,
        level=row.level,
        vip=row.vip,
        language=row.language,
        zone=row.zone,
        organisation=row.organisation,
    )
