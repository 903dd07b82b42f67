"""Incidents: declared, linked, ended; and what undo makes of each."""

import pytest

from agentdesk.desk.incidents import AnswerIncident, DeclareIncident, EndIncident, LinkIncident
from agentdesk.desk.merge import Merge
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.care_rows import IncidentRow
from agentdesk.domain.content import IncidentText
from tests.support.office import MINUTE, Office


@pytest.fixture
def outage(office: Office) -> int:
    """Return a case that is an incident."""
    case_id = office.mail("Nobody can log in.", sender="ops@there.example")
    office.do("lena", DeclareIncident, case_id=case_id, title="Log-in is down")
    office.later(MINUTE)
    return case_id


def incident(office: Office, case_id: int) -> IncidentRow | None:
    return office.store.table.get(IncidentRow, case_id)


def test_a_case_is_linked_to_an_incident_and_taken_off_again(office: Office, outage: int) -> None:
    case_id = office.mail()
    outcome = office.do("lena", LinkIncident, case_id=case_id, incident_id=outage)
    assert outcome.label == f"linked {case_id} to {outage}"
    assert office.case(case_id).incident == outage
    office.do("lena", LinkIncident, case_id=case_id, incident_id=None)
    assert office.case(case_id).incident is None
    office.prove()


def test_what_cannot_be_linked_is_told(office: Office, outage: int) -> None:
    case_id = office.mail()

    def told(case: int, to: int | None) -> str:
        return office.refusal("lena", LinkIncident, case_id=case, incident_id=to).sentence

    assert told(case_id, case_id) == "A case cannot be linked to itself."
    assert told(case_id, 99) == "There is no case 99."
    other = office.mail(sender="eve@there.example")
    assert "is no incident: declare it one first" in told(case_id, other)
    assert told(case_id, None) == f"Case {case_id} is linked to no incident."
    office.do("lena", LinkIncident, case_id=case_id, incident_id=outage)
    assert told(case_id, outage) == f"Case {case_id} is linked to {outage} already."
    said = office.refusal("lena", DeclareIncident, case_id=case_id).sentence
    assert said == f"Case {case_id} is linked to the incident {outage}: unlink it first."
    office.do("lena", EndIncident, case_id=outage)
    assert told(other, outage) == f"The incident {outage} has ended."


def test_declaring_is_undone_and_done_again(office: Office) -> None:
    case_id = office.mail()
    office.do("lena", DeclareIncident, case_id=case_id)
    text = office.store.content_of(IncidentText, case_id)
    assert text is not None
    assert text.title == "Charged twice"
    office.do("lena", Undo)
    assert incident(office, case_id) is None
    office.do("lena", Redo)
    assert incident(office, case_id) is not None
    office.prove()


def test_ending_is_undone(office: Office, outage: int) -> None:
    office.do("lena", EndIncident, case_id=outage)
    ended = incident(office, outage)
    assert ended is not None
    assert ended.ended_at == office.clock.at
    office.do("lena", Undo)
    again = incident(office, outage)
    assert again is not None
    assert again.ended_at is None
    office.prove()


def test_the_answer_is_kept_for_cases_linked_later(office: Office, outage: int) -> None:
    office.do("lena", AnswerIncident, case_id=outage, answer="We are on it, {name}.")
    text = office.store.content_of(IncidentText, outage)
    assert text is not None
    assert text.answer == "We are on it, {name}."
    assert text.title == "Log-in is down"
    row = incident(office, outage)
    assert row is not None
    assert (row.answered_at, row.answers) == (office.clock.at, 1)
    refused = office.refusal("lena", AnswerIncident, case_id=outage, answer=" ")
    assert refused.sentence == "The answer is empty: write something first."


def test_a_case_is_an_incident_from_the_start(office: Office) -> None:
    outcome = office.do(
        "lena",
        OpenCase,
        channel="call",
        subject="Alarm",
        body="All doors are open.",
        name="Gate",
        incident="The doors stay open",
    )
    case_id = outcome.result["case_id"]
    assert incident(office, case_id) is not None
    office.do("lena", Undo)
    assert incident(office, case_id) is None
    office.prove()


def test_a_merge_keeps_the_link_and_no_running_incident_is_folded_away(
    office: Office, outage: int
) -> None:
    first, second = office.mail(), office.mail("Again.")
    office.do("lena", LinkIncident, case_id=second, incident_id=outage)
    office.do("lena", Merge, case_id=second, into=first)
    assert office.case(first).incident == outage
    office.do("lena", Undo)
    assert (office.case(first).incident, office.case(second).incident) == (None, outage)
    office.do("lena", DeclareIncident, case_id=first)
    said = office.refusal("lena", Merge, case_id=first, into=second).sentence
    assert said == (f"Case {first} is an incident: end it first, or fold the other case into it.")
    office.do("lena", Merge, case_id=second, into=first)
    assert office.case(first).incident is None
    office.prove()
