"""What the rows of a log do to their cases: the desk's own events and clock rules, at their times.

The log says what happened, so nothing is refused that the desk would refuse now: what a row says
of a case that is past it changes nothing and is counted.
"""

from collections.abc import Callable
from typing import Literal

from agentdesk.data.errors import Refused
from agentdesk.desk import states
from agentdesk.desk.common import CUSTOMER, queue_of
from agentdesk.desk.create import spoken, terms_of
from agentdesk.desk.incoming import safe
from agentdesk.desk.log_rows import LogRow
from agentdesk.desk.log_story import Past
from agentdesk.desk.unmailed import unmailed
from agentdesk.domain import clock_acts, routing
from agentdesk.domain.calendar import BadCalendar
from agentdesk.domain.clock_acts import CaseFacts
from agentdesk.domain.events import (
    CaseAssigned,
    CaseCreated,
    CaseEscalated,
    CasePrioritised,
    CaseReleased,
    CaseResolved,
    CaseReturned,
    CaseTransferred,
    CaseWaiting,
    MessagePosted,
    SlaStarted,
)
from agentdesk.domain.rows import CaseRow

REASON = "log"
"""The coded reason of what a log tells without saying why."""
NO_DISPOSITION = "unknown"
"""The coded outcome of a case that was settled and does not say how."""
FOLLOWED_UP = frozenset({"customer_wrote", "reopened", "replied"})
"""What makes a new case of one that is closed."""

HEADLESS = frozenset({"resolved", "closed", "reopened", "resumed", "released", "returned"})
"""What no case begins with: of one that does, the log lacks the beginning, or has it too late."""
MOVES = frozenset({"escalated", "transferred", "returned"})

Told = Literal["told", "unchanged", "too_late"]


def create(
    story: Past, row: LogRow, queue_id: str, customer: str | None, parent: int | None = None
) -> int:
    """Tell that a case began, with its clocks and its place in the order, and return its number."""
    setup = story.setup
    queue = queue_of(story.state, queue_id)
    case_id = story.state.new_id("case")
    level, vip = terms_of(story, customer, row.type or queue.type)
    priority = row.priority or queue.priority
    facts = CaseFacts(case_id, level, priority, row.type or queue.type)
    try:
        clocks = clock_acts.on_created(setup, facts, {}, story.now)
    except BadCalendar as error:
        raise Refused(str(error), "invalid") from error
    channel = row.channel or "mail"
    live = routing.live_due(setup.limits, channel, story.now)
    dues = [stamped.event.due_at for stamped in clocks if isinstance(stamped.event, SlaStarted)]
    if live is not None:
        dues.append(live)
    story.tell(
        CaseCreated(
            case_id=case_id,
            channel=channel,
            queue=queue.id,
            tier=queue.tier,
            language=spoken(setup, queue, None),
            skills=queue.skills,
            priority=priority,
            level=level,
            units=setup.limits.units.get(channel, 1),
            team=queue.team,
            waiting_since=story.now,
            rank_at=routing.rank_at(
                setup.rank,
                waiting_since=story.now,
                priority=priority,
                level=level,
                vip=vip,
                returned=False,
                due_at=min(dues, default=None),
            ),
            type=row.type or queue.type,
            vip=vip,
            customer_id=customer,
            parent=parent,
        )
    )
    story.tell_clocks(clocks)
    return case_id


def bring_up(story: Past, row: LogRow, case: CaseRow) -> bool:
    """Tell what a row says of a case besides its activity: priority, queue, owner.

    Returns whether anything changed. What is over keeps what it had.
    """
    same = row.priority in (0, case.priority) and row.queue in ("", case.queue)
    if (same and row.owner in ("", case.owner)) or not case.active:
        return False
    before, case_id = story.count, case.id
    if row.priority and row.priority != case.priority:
        story.tell(
            CasePrioritised(
                case_id=case_id, before=case.priority, after=row.priority, reason=REASON
            )
        )
        story.turn(clock_acts.on_policy_change, case_id, reason=REASON)
    if moves(row, case):
        _move(story, story.case(case_id), row.queue)
    if row.owner and row.act not in ("assigned", "released"):
        give(story, case_id, row.owner)
    return story.count > before


def act(story: Past, row: LogRow, case: CaseRow) -> Told:
    """Tell what a row's activity does to its case."""
    return ACTS[row.act](story, row, case)


def moves(row: LogRow, case: CaseRow) -> bool:
    """Say whether a row finds its case in another queue than it was in."""
    return bool(row.queue) and row.queue != case.queue and case.active


def give(story: Past, case_id: int, agent: str) -> bool:
    """Tell that somebody has a case from here on, unless they have it already."""
    case = story.case(case_id)
    if not agent or agent == case.owner or agent == CUSTOMER:
        return False
    how: Literal["take", "assign"] = "take" if story.teller == agent else "assign"
    story.tell(CaseAssigned(case_id=case_id, agent=agent, how=how, previous=case.owner))
    return True


def post(
    story: Past,
    case: CaseRow,
    direction: Literal["in", "out", "note"],
    body: str,
    message_id: int | None = None,
) -> int:
    """Tell of a message or note, keep its words if the log has any, and return its id."""
    purpose: Literal["note", "message"] = "note" if direction == "note" else "message"
    if message_id is None:
        message_id = story.state.new_id("message")
    if body:
        story.keep(
            unmailed(
                case,
                message_id,
                direction,
                purpose,
                body,
                author="" if direction == "in" else story.teller,
                at=story.now,
                command=story.command.command_id,
            )
        )
    story.tell(
        MessagePosted(
            case_id=case.id,
            message_id=message_id,
            direction=direction,
            channel=case.channel,
            public=direction != "note",
            human=True,
            purpose=purpose,
        )
    )
    return message_id


# ---- one activity each


def _created(story: Past, row: LogRow, case: CaseRow) -> Told:
    return "unchanged"


def _assigned(story: Past, row: LogRow, case: CaseRow) -> Told:
    if case.state == "closed":
        return "too_late"
    agent = row.owner or row.person
    return "told" if give(story, case.id, agent) else "unchanged"


def _released(story: Past, row: LogRow, case: CaseRow) -> Told:
    if case.owner is None or not case.active:
        return "unchanged"
    story.tell(CaseReleased(case_id=case.id, agent=case.owner, reason="released"))
    return "told"


def _replied(story: Past, row: LogRow, case: CaseRow) -> Told:
    if case.state == "new" and case.owner is None:
        # Who answers what is nobody's has it, as at this desk.
        give(story, case.id, row.person)
    story.turn(clock_acts.on_public_reply, case.id)
    post(story, case, "out", safe(row.text))
    return "told"


def _customer_wrote(story: Past, row: LogRow, case: CaseRow) -> Told:
    story.by(CUSTOMER)
    post(story, case, "in", safe(row.text))
    if case.state == "resolved":
        states.reopen(story, case.id, "customer")
        return "told"
    if case.state in ("waiting_customer", "waiting_third_party"):
        states.resume(story, case.id, "customer")
    story.turn(clock_acts.on_customer_message, case.id)
    return "told"


def _note(story: Past, row: LogRow, case: CaseRow) -> Told:
    if row.text:
        post(story, case, "note", safe(row.text))
    return "told"


def _waiting(story: Past, row: LogRow, case: CaseRow) -> Told:
    return _wait(story, case, "customer")


def _waiting_third_party(story: Past, row: LogRow, case: CaseRow) -> Told:
    return _wait(story, case, "third_party")


def _wait(story: Past, case: CaseRow, waits_for: Literal["customer", "third_party"]) -> Told:
    if case.state == "closed":
        return "too_late"
    if case.state == f"waiting_{waits_for}":
        return "unchanged"
    if case.state == "resolved":
        states.reopen(story, case.id, "lead")
    story.turn(clock_acts.on_waiting, case.id, waits_for)
    story.tell(
        CaseWaiting(
            case_id=case.id,
            waits_for=waits_for,
            remind_at=story.now + queue_of(story.state, case.queue).reminder,
            party="other" if waits_for == "third_party" else None,
        )
    )
    return "told"


def _resumed(story: Past, row: LogRow, case: CaseRow) -> Told:
    if case.state == "closed":
        return "too_late"
    if case.state == "resolved":
        return _reopened(story, row, case)
    if case.state in ("waiting_customer", "waiting_third_party"):
        states.resume(story, case.id, "customer" if row.person == CUSTOMER else "agent")
        return "told"
    if case.state == "new" and case.owner is None:
        # Somebody works on it: it is no longer new, and theirs as far as can be told.
        return "told" if give(story, case.id, row.person) else "unchanged"
    return "unchanged"


def _escalated(story: Past, row: LogRow, case: CaseRow) -> Told:
    if not case.active:
        return "too_late"
    above = None if row.queue else queue_of(story.state, case.queue).escalates_to
    if above is not None:
        _move(story, case, above)
        return "told"
    story.tell(
        CaseEscalated(
            case_id=case.id,
            escalation="hierarchical",
            reason=REASON,
            from_tier=case.tier,
            to_tier=case.tier,
            from_queue=case.queue,
            to_queue=case.queue,
            agent=case.owner,
            lead="any",
        )
    )
    return "told"


def _moved(story: Past, row: LogRow, case: CaseRow) -> Told:
    return "unchanged" if case.active else "too_late"


def _returned(story: Past, row: LogRow, case: CaseRow) -> Told:
    if not case.active:
        return "too_late"
    back = queue_of(story.state, case.queue).returns_to
    if row.queue or back is None:
        return "unchanged"
    _move(story, case, back)
    return "told"


def _move(story: Past, case: CaseRow, queue_id: str) -> None:
    """Tell that a case went to another queue: up, down, or to one of the same tier."""
    queue = queue_of(story.state, queue_id)
    way = {"from_queue": case.queue, "to_queue": queue.id, "agent": case.owner}
    if queue.tier == case.tier:
        story.tell(CaseTransferred(case_id=case.id, reason=REASON, **way))  # type: ignore[arg-type]  # queues are named
        return
    tiers = {"from_tier": case.tier, "to_tier": queue.tier}
    if queue.tier < case.tier:
        story.tell(CaseReturned(case_id=case.id, reason=REASON, **tiers, **way))  # type: ignore[arg-type]  # queues are named
        return
    story.tell(
        CaseEscalated(case_id=case.id, escalation="functional", reason=REASON, **tiers, **way)  # type: ignore[arg-type]  # queues are named
    )


def _resolved(story: Past, row: LogRow, case: CaseRow) -> Told:
    if not case.active:
        return "unchanged"
    codes = {code.id for code in story.setup.dispositions}
    story.turn(clock_acts.on_resolved, case.id)
    story.tell(
        CaseResolved(
            case_id=case.id,
            disposition=row.disposition if row.disposition in codes else NO_DISPOSITION,
            closes_at=story.now + story.setup.limits.close,
        )
    )
    return "told"


def _reopened(story: Past, row: LogRow, case: CaseRow) -> Told:
    if case.state != "resolved":
        return "unchanged"
    states.reopen(story, case.id, "customer" if story.teller == CUSTOMER else "lead")
    return "told"


def _closed(story: Past, row: LogRow, case: CaseRow) -> Told:
    if case.state == "closed":
        return "unchanged"
    _resolved(story, row, case)
    states.close(story, case.id, "time")
    return "told"


def _no_case(reason: Literal["spam", "duplicate"]) -> Callable[[Past, LogRow, CaseRow], Told]:
    def close(story: Past, row: LogRow, case: CaseRow) -> Told:
        if case.state == "closed":
            return "too_late"
        states.close(story, case.id, reason)
        return "told"

    return close


ACTS: dict[str, Callable[[Past, LogRow, CaseRow], Told]] = {
    "created": _created,
    "assigned": _assigned,
    "released": _released,
    "replied": _replied,
    "customer_wrote": _customer_wrote,
    "note": _note,
    "waiting": _waiting,
    "waiting_third_party": _waiting_third_party,
    "resumed": _resumed,
    "escalated": _escalated,
    "transferred": _moved,
    "returned": _returned,
    "prioritised": _moved,
    "resolved": _resolved,
    "reopened": _reopened,
    "closed": _closed,
    "spam": _no_case("spam"),
    "duplicate": _no_case("duplicate"),
}
