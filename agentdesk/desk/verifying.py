"""Making sure who the customer is."""

import re

from agentdesk.data.unit import Decision, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check, needs_case
from agentdesk.desk.story import Story
from agentdesk.domain.events import CustomerVerified

_METHOD = re.compile(r"[a-z][a-z_-]{0,29}")


class Verify(CaseCommand, frozen=True, kw_only=True):
    """Say that the customer proved who they are, and how (``order``, ``call_back``).

    The method is one word; what the customer answered is never kept.
    """

    method: str


def _verify(state: State, command: Verify) -> Decision:
    row = check(state, command, "verify")
    if row.customer_id is None:
        raise Refused(f"Case {row.id} has no customer yet: give it one first.")
    method = command.method.strip().lower().replace(" ", "_")
    if not _METHOD.fullmatch(method):
        raise Refused("Name the method with one word, like order or passport.", "invalid")
    story = Story(state, command)
    story.tell(
        CustomerVerified(
            case_id=row.id,
            customer_id=row.customer_id,
            level="full",
            method=method,
            until=state.now + state.setup.limits.verified,
        )
    )
    return story.end(
        f"verified the customer of {row.id}",
        undo_ms=state.setup.limits.undo,
        case_id=row.id,
    )


USE_CASES = (UseCase("verify", Verify, needs_case, _verify),)
