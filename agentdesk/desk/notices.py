"""What rules tell people: read as ``reads.notices``, gone once it has been seen."""

from agentdesk.data.unit import Command, Decision, Found, Needs, State, UseCase
from agentdesk.desk.common import person_of, word_of
from agentdesk.desk.story import Story
from agentdesk.domain.events import NoticeSeen


class SeeNotice(Command, frozen=True, kw_only=True):
    """Say that I have seen what a rule told me of a case."""

    case_id: int
    rule: str


def _needs(command: SeeNotice, found: Found) -> Needs:
    return Needs()


def _see(state: State, command: SeeNotice) -> Decision:
    person = person_of(state, command.actor)
    rule = word_of(command.rule, "Name the rule by its id.")
    story = Story(state, command)
    story.tell(NoticeSeen(of_case=command.case_id, agent=person.id, rule=rule))
    return story.end(case_id=command.case_id)


USE_CASES = (UseCase("see_notice", SeeNotice, _needs, _see),)
