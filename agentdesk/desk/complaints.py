"""Complaints: received, acknowledged, looked into, decided, closed, each by its own clock.

The clocks run in the complaint calendar of the set-up (all hours where it names none) and are no
part of the SLA. Who a complaint is about neither investigates nor decides it.
"""

import msgspec

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import (
    CaseCommand,
    check,
    code_of,
    name_of,
    person_of,
    required,
    written,
)
from agentdesk.desk.goodwill import grant
from agentdesk.desk.story import Story
from agentdesk.desk.taking import TAKE_CASES
from agentdesk.domain.calendar import BadCalendar, calendar_in, due
from agentdesk.domain.care_rows import ComplaintRow, GoodwillForm
from agentdesk.domain.content import ComplaintText
from agentdesk.domain.events import (
    ComplaintAcknowledged,
    ComplaintClosed,
    ComplaintDecided,
    ComplaintInvestigated,
    ComplaintOpened,
)
from agentdesk.domain.setup import Setup


class OpenComplaint(CaseCommand, frozen=True, kw_only=True):
    """Receive a complaint; ``remedy`` is what the customer asks for, in words.

    ``about`` is a person of ours, if it is about one.
    """

    category: str
    severity: int
    remedy: str
    about: str | None = None


class AcknowledgeComplaint(CaseCommand, frozen=True, kw_only=True):
    """The customer was told that it has arrived and what happens next."""


class InvestigateComplaint(CaseCommand, frozen=True, kw_only=True):
    """Say who looks into it."""

    investigator: str


class DecideComplaint(CaseCommand, frozen=True, kw_only=True):
    """Decide it and keep what the customer was told. A redress counts as goodwill."""

    outcome: str
    response: str
    redress: GoodwillForm | None = None
    cents: int = 0
    currency: str = ""


class CloseComplaint(CaseCommand, frozen=True, kw_only=True):
    """End it once it is decided. ``external`` says where else the customer can turn."""

    external: str = ""


def _needs(command: CaseCommand, found: Found) -> Needs:
    me = command.actor
    # Who grants is locked, so that two desks of one person keep to one limit.
    return Needs(cases=(command.case_id,), care=True, goodwill_of=me, agents=(me,))


def due_times(setup: Setup, severity: int, at: int) -> tuple[int, int]:
    """Return until when a complaint that came at ``at`` is acknowledged and decided.

    Raises ``Refused`` when its calendar cannot be used.
    """
    rules = setup.complaints
    targets = rules.acknowledge[str(severity)], rules.decide[str(severity)]
    if rules.calendar is None:
        return at + targets[0], at + targets[1]
    try:
        calendar = calendar_in(setup, rules.calendar)
        return due(calendar, at, targets[0]), due(calendar, at, targets[1])
    except BadCalendar as error:
        raise Refused(str(error), "invalid") from error


def _open(state: State, command: OpenComplaint) -> Decision:
    row = check(state, command, "complain")
    known = state.table.get(ComplaintRow, row.id)
    if known is not None:
        raise Refused(f"Case {row.id} has a complaint already.", "nothing")
    category = code_of(state.setup.complaints.categories, command.category, "category")
    if command.severity not in (1, 2, 3, 4):
        raise Refused("A severity is a number from 1 (the gravest) to 4.", "invalid")
    if command.about is not None:
        person_of(state, command.about)
    remedy = required(command.remedy, "Say what the customer asks for.")
    ack_due_at, decide_due_at = due_times(state.setup, command.severity, state.now)
    story = Story(state, command)
    story.tell(
        ComplaintOpened(
            case_id=row.id,
            category=category.id,
            severity=command.severity,
            ack_due_at=ack_due_at,
            decide_due_at=decide_due_at,
            calendar=state.setup.complaints.calendar,
            about=command.about,
        )
    )
    story.keep(ComplaintText(case_id=row.id, remedy=remedy))
    return story.end(
        f"opened a complaint in {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


def _complaint(story: Story, case_id: int) -> ComplaintRow:
    """Return a case's complaint that is not over. Raises ``Refused``."""
    row = story.table.get(ComplaintRow, case_id)
    if row is None:
        raise Refused(f"Case {case_id} has no complaint.", "not_found")
    if row.closed_at is not None:
        raise Refused(f"The complaint of case {case_id} is closed.", "nothing")
    return row


def _undecided(story: Story, case_id: int) -> ComplaintRow:
    row = _complaint(story, case_id)
    if row.decided_at is not None:
        raise Refused(f"The complaint of case {case_id} is decided already.", "nothing")
    return row


def _check_subject(state: State, row: ComplaintRow, person: str, what: str) -> None:
    if row.about == person:
        raise Refused(
            f"The complaint is about {name_of(state, person)}, who cannot {what} it: "
            "ask somebody else."
        )


def _acknowledge(state: State, command: AcknowledgeComplaint) -> Decision:
    case = check(state, command, "complain")
    story = Story(state, command)
    row = _undecided(story, case.id)
    if row.acknowledged_at is not None:
        raise Refused(f"The complaint of case {case.id} is acknowledged already.", "nothing")
    story.tell(ComplaintAcknowledged(case_id=case.id))
    return story.end(
        f"acknowledged the complaint in {case.id}",
        undo_ms=state.setup.limits.undo,
        case_id=case.id,
    )


def _investigate(state: State, command: InvestigateComplaint) -> Decision:
    case = check(state, command, "complain")
    story = Story(state, command)
    row = _undecided(story, case.id)
    person = person_of(state, command.investigator)
    if person.role not in TAKE_CASES:
        raise Refused(f"{person.name} does not work on cases.", "invalid")
    _check_subject(state, row, person.id, "look into")
    if row.investigator == person.id:
        raise Refused(f"{person.name} looks into it already.", "nothing")
    story.tell(ComplaintInvestigated(case_id=case.id, investigator=person.id))
    return story.end(
        f"gave the complaint in {case.id} to {person.id}",
        undo_ms=state.setup.limits.undo,
        case_id=case.id,
    )


def _decide(state: State, command: DecideComplaint) -> Decision:
    case = check(state, command, "complain")
    story = Story(state, command)
    row = _undecided(story, case.id)
    _check_subject(state, row, command.actor, "decide")
    outcome = code_of(state.setup.complaints.outcomes, command.outcome, "outcome")
    response = required(command.response, "Write what the customer was told.")
    currency = ""
    if command.redress is not None:
        grant(story, case.id, command.redress, command.cents, command.currency)
        currency = state.setup.goodwill.currency
    elif command.cents:
        raise Refused("Choose what the amount is: refund, credit or replacement.", "invalid")
    if row.acknowledged_at is None:
        # Who decides at once has told the customer that it arrived.
        story.tell(ComplaintAcknowledged(case_id=case.id))
    story.tell(
        ComplaintDecided(
            case_id=case.id,
            outcome=outcome.id,
            redress=command.redress,
            cents=command.cents,
            currency=currency,
        )
    )
    story.keep(msgspec.structs.replace(_text(state, case.id), response=response))
    return story.end(
        f"decided the complaint in {case.id}", undo_ms=state.setup.limits.undo, case_id=case.id
    )


def _text(state: State, case_id: int) -> ComplaintText:
    return state.complaints.get(case_id) or ComplaintText(case_id, "")


def _close(state: State, command: CloseComplaint) -> Decision:
    case = check(state, command, "complain")
    story = Story(state, command)
    row = _complaint(story, case.id)
    external = written(command.external)
    if row.decided_at is None:
        raise Refused(f"The complaint of case {case.id} is not decided yet: decide it first.")
    if external:
        story.keep(msgspec.structs.replace(_text(state, case.id), external=external))
    story.tell(ComplaintClosed(case_id=case.id, external=bool(external)))
    return story.end(
        f"closed the complaint in {case.id}", undo_ms=state.setup.limits.undo, case_id=case.id
    )


USE_CASES = (
    UseCase("open_complaint", OpenComplaint, _needs, _open),
    UseCase("acknowledge_complaint", AcknowledgeComplaint, _needs, _acknowledge),
    UseCase("investigate_complaint", InvestigateComplaint, _needs, _investigate),
    UseCase("decide_complaint", DecideComplaint, _needs, _decide),
    UseCase("close_complaint", CloseComplaint, _needs, _close),
)
