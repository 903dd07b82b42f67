"""A case to begin from in tests: new, plain, waiting to be taken."""

from typing import Any

import msgspec

from agentdesk.domain.rows import CaseRow, lane_of

PLAIN = CaseRow(
    id=12,
    version=1,
    last_command="",
    state="new",
    type="question",
    channel="mail",
    queue="support",
    tier=1,
    language="en",
    skills="",
    lane=lane_of("support", 1, "en", ""),
    priority=3,
    level="basic",
    vip=False,
    units=1,
    band=1,
    rank_at=0,
    waiting_since=0,
    base_since=0,
    claimable=True,
    owner=None,
    owner_since=None,
    acted=False,
    handed=None,
    team="north",
    reserved_for=None,
    reserved_until=None,
    customer_id=None,
    created_at=0,
    resolved_at=None,
    closed_at=None,
    wake_at=None,
    remind_at=None,
    reminders=0,
    wrote_at=0,
    unanswered_since=0,
    replied_at=None,
    returned=False,
    bounces=0,
    reopens=0,
    escalations=0,
    lead=None,
    disposition=None,
    root_cause=None,
    merged_into=None,
    parent=None,
    incident=None,
    tags=(),
    verified="none",
    verified_method=None,
    verified_until=None,
    due_at=None,
    due_kind=None,
    last_message_id=None,
)


def case(**fields: Any) -> CaseRow:
    """Return the plain case with some fields changed."""
    return msgspec.structs.replace(PLAIN, **fields)
