"""Changes of a case's state that several use-cases share, each with what it does to the clocks."""

from typing import Literal

from agentdesk.data.unit import Refused
from agentdesk.desk import learning
from agentdesk.desk.common import check_ahead, code_of, queue_of, word_of, written
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.content import CaseText
from agentdesk.domain.events import (
    CaseClosed,
    CaseReopened,
    CaseResolved,
    CaseResumed,
    CaseWaiting,
    CaseWoken,
)
from agentdesk.domain.rows import CaseRow


def wait(
    story: Story,
    case_id: int,
    waits_for: Literal["customer", "third_party"],
    remind_at: int | None = None,
    party: str | None = None,
) -> None:
    """Wait for the customer (by default reminded after the queue's time) or a third party."""
    row = story.case(case_id)
    if waits_for == "customer":
        if row.replied_at is None or row.wrote_at is not None:
            raise Refused(
                f"The customer has no question to answer in case {case_id}: write to them first."
            )
        remind_at = remind_at or story.now + queue_of(story.state, row.queue).reminder
    remind_at = remind_at or 0
    check_ahead(story.state, remind_at, "Name a date in the future on which to look again.")
    if row.wake_at is not None:
        story.tell(CaseWoken(case_id=case_id, by="agent", waiting_since=row.base_since))
    closes_at = story.now + story.setup.limits.no_reply if waits_for == "customer" else None
    story.turn(clock_acts.on_waiting, case_id, waits_for)
    story.tell(
        CaseWaiting(
            case_id=case_id,
            waits_for=waits_for,
            remind_at=remind_at,
            party=party,
            closes_at=closes_at,
        )
    )


def resume(story: Story, case_id: int, reason: Literal["customer", "agent", "timer"]) -> None:
    """Work on a waiting case again."""
    since = story.case(case_id).base_since
    story.turn(clock_acts.on_resumed, case_id)
    story.tell(CaseResumed(case_id=case_id, reason=reason, waiting_since=since))


def resolve(
    story: Story,
    case_id: int,
    disposition: str,
    root_cause: str | None,
    summary: str,
    answer_ids: tuple[str, ...] = (),
) -> None:
    """Settle a case under a disposition of its queue, and keep the summary."""
    row = story.case(case_id)
    setup = story.setup
    offered = queue_of(story.state, row.queue).dispositions
    codes = [c for c in setup.dispositions if not offered or c.id in offered]
    code = code_of(codes, disposition, "disposition")
    if root_cause:
        code_of(setup.root_causes, root_cause, "root cause")
    elif code.needs_root_cause:
        raise Refused(f"“{code.name}” needs a root cause: choose one.", "invalid")
    if code.needs_answer and (row.replied_at is None or row.wrote_at is not None):
        raise Refused(
            f"The customer has no answer yet in case {case_id}: write to them first, "
            "or choose a disposition that needs none."
        )
    for answer_id in answer_ids:
        word_of(answer_id, "Name the answers that were used by their ids.")
    story.turn(clock_acts.on_resolved, case_id)
    story.tell(
        CaseResolved(
            case_id=case_id,
            disposition=code.id,
            closes_at=story.now + setup.limits.close,
            root_cause=root_cause or None,
            answer_ids=answer_ids,
        )
    )
    kept = written(summary)
    if kept:
        subject = story.state.subjects.get(case_id, "")
        story.keep(CaseText(case_id=case_id, subject=subject, summary=kept))
    learning.learn(story, case_id, answer_ids)


def wake(story: Story, case_id: int, by: Literal["timer", "customer", "agent"]) -> None:
    """End a snooze; without an unanswered message the case counts as waiting from now."""
    story.tell(CaseWoken(case_id=case_id, by=by, waiting_since=story.now))


def reopens(story: Story, row: CaseRow, at: int) -> bool:
    """Say whether a customer's message that came at ``at`` opens a resolved case again."""
    limit = story.setup.limits.reopen
    return row.state == "resolved" and row.resolved_at is not None and at - row.resolved_at <= limit


def reopen(
    story: Story, case_id: int, by: Literal["customer", "lead"], reason: str | None = None
) -> None:
    """Open a resolved case again; without an unanswered message it waits from now."""
    story.tell(CaseReopened(case_id=case_id, by=by, waiting_since=story.now, reason=reason))
    story.turn(clock_acts.on_reopened, case_id)


def close(
    story: Story, case_id: int, reason: Literal["time", "spam", "duplicate", "merged"]
) -> None:
    """End a case for good; what ends otherwise than by time does not count."""
    story.turn(clock_acts.on_closed, case_id, reason)
    story.tell(CaseClosed(case_id=case_id, reason=reason))
