"""Incidents: a case that is a known event, and the cases that it affects.

Answering all of them is one reply a case, in one group (:mod:`agentdesk.channels.incidents`).
"""

import msgspec

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check, may, required, written_line
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import IncidentRow
from agentdesk.domain.content import IncidentText
from agentdesk.domain.events import CaseLinked, IncidentAnswered, IncidentDeclared, IncidentEnded
from agentdesk.domain.rows import CaseRow


class DeclareIncident(CaseCommand, frozen=True, kw_only=True):
    """Say that the case is a known event which affects others. Untitled: its subject."""

    title: str = ""


class EndIncident(CaseCommand, frozen=True, kw_only=True):
    """Say that the event is over: no more cases are linked to it, those that are stay so."""


class LinkIncident(CaseCommand, frozen=True, kw_only=True):
    """Link the case to an incident, or (``None``) take it off the one it is linked to."""

    incident_id: int | None


class AnswerIncident(CaseCommand, frozen=True, kw_only=True):
    """Keep on the incident what its customers were told; a case linked later is offered it."""

    answer: str


def _needs(command: CaseCommand, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), care=True, texts=True)


def _needs_both(command: LinkIncident, found: Found) -> Needs:
    others = () if command.incident_id is None else (command.incident_id,)
    return Needs(cases=(command.case_id, *others), care=True)


def declare(story: Story, case_id: int, title: str, subject: str) -> None:
    """Make a case an incident. Raises ``Refused``."""
    row = story.case(case_id)
    if row.incident is not None:
        raise Refused(f"Case {case_id} is linked to the incident {row.incident}: unlink it first.")
    if running(story, case_id) is not None:
        raise Refused(f"Case {case_id} is an incident already.", "nothing")
    name = written_line(title).strip() or written_line(subject)
    story.tell(IncidentDeclared(case_id=case_id))
    story.keep(IncidentText(case_id=case_id, title=name))


def running(story: Story, case_id: int) -> IncidentRow | None:
    """Return the incident that a case is, unless it is none or has ended."""
    row = story.table.get(IncidentRow, case_id)
    return None if row is None or row.ended_at is not None else row


def _declare(state: State, command: DeclareIncident) -> Decision:
    row = check(state, command, "declare_incident")
    story = Story(state, command)
    declare(story, row.id, command.title, state.subjects.get(row.id, ""))
    return story.end(
        f"declared {row.id} an incident", undo_ms=state.setup.limits.undo, case_id=row.id
    )


def _end(state: State, command: EndIncident) -> Decision:
    row = check(state, command, "end_incident")
    story = Story(state, command)
    _incident(story, row.id)
    story.tell(IncidentEnded(case_id=row.id))
    return story.end(
        f"ended the incident {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


def _incident(story: Story, case_id: int) -> IncidentRow:
    found = story.table.get(IncidentRow, case_id)
    if found is None:
        raise Refused(f"Case {case_id} is no incident: declare it one first.", "not_found")
    if found.ended_at is not None:
        raise Refused(f"The incident {case_id} has ended.", "nothing")
    return found


def _link(state: State, command: LinkIncident) -> Decision:
    row = check(state, command, "link")
    story = Story(state, command)
    if command.incident_id is None:
        if row.incident is None:
            raise Refused(f"Case {row.id} is linked to no incident.", "nothing")
        label = f"unlinked {row.id}"
    else:
        _check_link(story, row, command.incident_id)
        label = f"linked {row.id} to {command.incident_id}"
    story.tell(CaseLinked(case_id=row.id, incident=command.incident_id))
    return story.end(
        label,
        undo_ms=state.setup.limits.undo,
        case_id=row.id,
        incident_id=command.incident_id,
    )


def _check_link(story: Story, row: CaseRow, incident_id: int) -> None:
    if incident_id == row.id:
        raise Refused("A case cannot be linked to itself.", "invalid")
    story.case(incident_id)
    _incident(story, incident_id)
    if story.table.get(IncidentRow, row.id) is not None:
        raise Refused(f"Case {row.id} is an incident itself.")
    if row.incident == incident_id:
        raise Refused(f"Case {row.id} is linked to {incident_id} already.", "nothing")


def _answer(state: State, command: AnswerIncident) -> Decision:
    row = check(state, command, "note")
    may(state, command.actor, "reply", row)
    story = Story(state, command)
    _incident(story, row.id)
    answer = required(command.answer, "The answer is empty: write something first.")
    text = state.incidents.get(row.id) or IncidentText(row.id, state.subjects.get(row.id, ""))
    story.keep(msgspec.structs.replace(text, answer=answer))
    story.tell(IncidentAnswered(case_id=row.id))
    return story.end(
        f"answered the incident {row.id}", undo_ms=state.setup.limits.undo, case_id=row.id
    )


USE_CASES = (
    UseCase("declare_incident", DeclareIncident, _needs, _declare),
    UseCase("end_incident", EndIncident, _needs, _end),
    UseCase("link_incident", LinkIncident, _needs_both, _link),
    UseCase("answer_incident", AnswerIncident, _needs, _answer),
)
