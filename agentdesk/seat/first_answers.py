"""What is offered before all other answers in a case: what its incident's customers were told,
and calming words while a complaint is open. No screen in it."""

from collections.abc import Sequence

from agentdesk.channels.incidents import in_language
from agentdesk.domain.content import Answer
from agentdesk.seat.session import Opened

CALM = "calm"
"""The tag of answers that calm."""
INCIDENT = "incident"
"""The id of an incident's answer, which is kept with the incident."""


def incident_answer(opened: Opened) -> Answer | None:
    """Return what the incident's customers were told, filled in for this one."""
    case, line = opened.case, opened.case.incident
    told = case.incident_answer
    if not told or line is None or line.case_id == case.row.id or not case.row.active:
        return None
    name = ""
    if opened.customer is not None:
        customer = opened.customer.customer
        name = customer.preferred_name or customer.name
    text = in_language(told, case.row.language)
    text = text.replace("{name}", name).replace("{case}", str(case.row.id))
    return Answer(INCIDENT, "canned", f"Incident {line.case_id}: {line.title}", "", text)


def calms(opened: Opened | None) -> bool:
    """Say whether calming answers come first: while a complaint is open in the case."""
    complaint = None if opened is None else opened.case.complaint
    return complaint is not None and complaint.row.closed_at is None


def first(opened: Opened | None, answers: Sequence[Answer], language: str) -> tuple[Answer, ...]:
    """Return the answers with those of the case before all others; its language counts first."""
    ordered = list(answers)
    if calms(opened):
        ordered.sort(key=lambda answer: (answer.language != language, CALM not in answer.tags))
    told = None if opened is None else incident_answer(opened)
    return (told, *ordered) if told is not None else tuple(ordered)
