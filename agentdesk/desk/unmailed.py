"""Messages that are no mail: notes, and what was said."""

from collections.abc import Mapping
from typing import Literal

from agentdesk.domain.content import Message
from agentdesk.domain.rows import CaseRow


def unmailed(
    case: CaseRow,
    message_id: int,
    direction: Literal["in", "out", "note"],
    purpose: Literal["message", "note", "handover"],
    body: str,
    *,
    author: str,
    at: int,
    command: str,
    channel: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Message:
    """Return a message without addresses and a subject, by the case's channel unless one is said.

    ``author`` is a person of ours, ``""`` for the customer.
    """
    return Message(
        id=message_id,
        case_id=case.id,
        customer_id=case.customer_id,
        direction=direction,
        purpose=purpose,
        channel=channel or case.channel,
        author=author,
        from_name="",
        from_address="",
        to=(),
        cc=(),
        subject="",
        body=body,
        folds=(),
        at=at,
        rfc_id=None,
        in_reply_to=None,
        command=command,
        fields=dict(fields or {}),
    )
