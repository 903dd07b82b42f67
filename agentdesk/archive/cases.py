"""A case as one line that people and other programs understand: ``cases.jsonl`` of an export.

``agentdesk import cases`` takes these lines, so that cases can go to a desk that holds others
already. The rows beside it are what brings a whole store back.
"""

from typing import Any

from agentdesk.clock import iso
from agentdesk.domain.content import Message
from agentdesk.domain.views import CaseView

CASES = "cases.jsonl"


def line_of(view: CaseView, customer: str) -> dict[str, Any]:
    """Return a case's line, with its customer's name. Instants are ISO 8601 in UTC."""
    row = view.row
    messages = [item.message for item in view.items if not item.message.recalled]
    first = next((one for one in messages if one.direction == "in"), None)
    return {
        "id": str(row.id),
        "subject": view.subject,
        "queue": row.queue,
        "state": row.state,
        "priority": row.priority,
        "type": row.type,
        "channel": row.channel,
        "language": row.language,
        "tier": row.tier,
        "owner": row.owner,
        "created_at": iso(row.created_at),
        "resolved_at": _iso(row.resolved_at),
        "closed_at": _iso(row.closed_at),
        "disposition": row.disposition,
        "root_cause": row.root_cause,
        "tags": row.tags,
        "solution": view.summary,
        "customer_id": row.customer_id,
        "customer_name": customer,
        "customer_email": first.from_address if first else "",
        "merged_into": row.merged_into,
        "parent": row.parent,
        "messages": [_message(message) for message in messages],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "at": iso(message.at),
        "direction": message.direction,
        "purpose": message.purpose,
        "channel": message.channel,
        "author": message.author,
        "from_name": message.from_name,
        "from_address": message.from_address,
        "to": message.to,
        "subject": message.subject,
        "body": message.body,
    }


def _iso(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)
