"""Asking a customer how it was, and their answer: CSAT 1-5, NPS 0-10, CES 1-7.

How the question reaches the customer is not the desk's matter: whoever asks says so here, and
brings the answer.
"""

from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CUSTOMER, CaseCommand, case_of, role_of
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import Survey
from agentdesk.domain.events import Event, SurveyAnswered, SurveySent

SCALES: dict[Survey, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
ASKS = frozenset({"agent", "lead", "admin", "quality"})


class SendSurvey(CaseCommand, frozen=True, kw_only=True):
    """The customer of a case that is settled was asked."""

    survey: Survey = "csat"


class AnswerSurvey(CaseCommand, frozen=True, kw_only=True):
    """The customer answered."""

    survey: Survey = "csat"
    score: int


def _needs(command: SendSurvey | AnswerSurvey, found: Found) -> Needs:
    return Needs(cases=(command.case_id,), history=True)


def _send(state: State, command: SendSurvey) -> Decision:
    row = case_of(state, command.case_id)
    _may(state, command)
    if row.state not in ("resolved", "closed"):
        raise Refused(f"Case {row.id} is not settled: ask when it is.")
    if row.customer_id is None:
        raise Refused(f"Case {row.id} has no customer who could be asked.")
    if _asked(state, command) > _answered(state, command):
        raise Refused(f"The customer of case {row.id} was asked already.", "nothing")
    story = Story(state, command)
    story.tell(SurveySent(case_id=row.id, survey=command.survey))
    return story.end(f"asked for {command.survey.upper()} of {row.id}", case_id=row.id)


def _answer(state: State, command: AnswerSurvey) -> Decision:
    row = case_of(state, command.case_id)
    _may(state, command)
    low, high = SCALES[command.survey]
    if not low <= command.score <= high:
        name = command.survey.upper()
        raise Refused(f"{name} is a number from {low} to {high}.", "invalid")
    if _asked(state, command) <= _answered(state, command):
        raise Refused(f"Nobody asked the customer of case {row.id}, or the answer is here.")
    story = Story(state, command)
    story.tell(SurveyAnswered(case_id=row.id, survey=command.survey, score=command.score))
    return story.end(f"{command.survey.upper()} of {row.id}: {command.score}", case_id=row.id)


def _may(state: State, command: SendSurvey | AnswerSurvey) -> None:
    if command.actor == CUSTOMER:
        return
    role = role_of(state, command.actor)
    if role is not None and role not in ASKS:
        raise Refused("You may not ask customers how it was: an agent, a lead or quality may.")


def _asked(state: State, command: SendSurvey | AnswerSurvey) -> int:
    return _count(state, command, SurveySent)


def _answered(state: State, command: SendSurvey | AnswerSurvey) -> int:
    return _count(state, command, SurveyAnswered)


def _count(state: State, command: SendSurvey | AnswerSurvey, kind: type[Event]) -> int:
    return sum(
        isinstance(entry.fact.event, kind)
        and getattr(entry.fact.event, "survey", "") == command.survey
        for entry in state.history.get(command.case_id, ())
    )


USE_CASES = (
    UseCase("send_survey", SendSurvey, _needs, _send),
    UseCase("answer_survey", AnswerSurvey, _needs, _answer),
)
