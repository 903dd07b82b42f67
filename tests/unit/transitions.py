"""Which change of state a case may go through, and by what: the domain's own table."""

from typing import NamedTuple

from agentdesk.domain.case import ACTIVE, WAITING
from agentdesk.domain.rows import CaseState


class Transition(NamedTuple):
    """A change of state: by an act of a person, a message of the customer, or the system."""

    before: CaseState
    after: CaseState
    by: str


TRANSITIONS: frozenset[Transition] = frozenset(
    {
        *(Transition("new", "open", act) for act in ("take", "assign")),
        Transition("open", "waiting_customer", "wait"),
        Transition("open", "waiting_third_party", "wait"),
        Transition("waiting_customer", "waiting_third_party", "wait"),
        Transition("waiting_third_party", "waiting_customer", "wait"),
        *(
            Transition(state, "open", by)
            for state in WAITING
            for by in ("resume", "customer", "timer")
        ),
        *(Transition(state, "resolved", "resolve") for state in ACTIVE),
        Transition("waiting_customer", "resolved", "no_reply"),
        *(Transition("resolved", "open", by) for by in ("customer", "reopen")),
        Transition("resolved", "closed", "time"),
        *(Transition(state, "closed", act) for state in ACTIVE for act in ("close", "merge")),
    }
)
"""Every change of state there is. Nothing leads back to ``new``, and nothing out of ``closed``."""
