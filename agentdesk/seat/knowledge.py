"""The editors' place: what is wanted, what is due, every answer one may read. No screen in it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from agentdesk.domain.answers import STATES, may_edit, review_due, sees
from agentdesk.domain.content import Answer, UnansweredQuestion
from agentdesk.domain.views import AnswerWant
from agentdesk.seat.answer_keeping import today
from agentdesk.seat.finding import Finder
from agentdesk.seat.session import Session

Kind = Literal["want", "question", "answer"]


class Item(NamedTuple):
    """Something in the place that can be opened: its kind, and its number or id."""

    kind: Kind
    id: str


class Question(NamedTuple):
    """Words that found nothing, in how many cases, and when last."""

    words: str
    times: int
    last: UnansweredQuestion


class Knowledge(NamedTuple):
    """All that the place shows, in its order."""

    wants: tuple[AnswerWant, ...]
    questions: tuple[Question, ...]
    due: tuple[Answer, ...]
    """Answers to be read again, the longest overdue first."""
    states: tuple[tuple[str, tuple[Answer, ...]], ...]
    """All others by state: what waits for an editor first, what is out of use last."""
    day: str
    """Today, as an ISO date."""

    def answer(self, id: str) -> Answer | None:
        """Return one of the answers."""
        every = (*self.due, *(answer for _, answers in self.states for answer in answers))
        return next((answer for answer in every if answer.id == id), None)


async def look(session: Session, typed: str = "") -> Knowledge:
    """Return what the place shows; of answers those that were typed for. Raises ``StoreError``."""
    reads, me, setup = session.store.reads, session.me, session.setup
    answers = [a for a in await reads.answers() if sees(a, me, setup)]
    wants, questions = await reads.wanted_answers(), await reads.unanswered()
    found: Sequence[Answer] = answers
    if typed:
        found = Finder(answers).find(typed, "")
        wants, questions = (), ()
    day = today(me, setup, session.now)
    due = [a for a in found if review_due(a, day) and may_edit(a, me, setup) is None]
    due = due if typed else sorted(due, key=lambda a: (a.review_on, a.name))
    known = {answer.id for answer in due}
    order = ("not_validated", "wip", "validated", "archived")
    assert set(order) == set(STATES)
    states = tuple(
        (state, tuple(a for a in found if a.state == state and a.id not in known))
        for state in order
    )
    return Knowledge(
        tuple(wants), _grouped(questions), tuple(due), tuple(s for s in states if s[1]), day
    )


def _grouped(questions: Sequence[UnansweredQuestion]) -> tuple[Question, ...]:
    """Return each question once, those asked in most cases first."""
    by_words: dict[str, list[UnansweredQuestion]] = {}
    for question in questions:
        by_words.setdefault(question.query, []).append(question)
    grouped = [Question(words, len(asked), asked[0]) for words, asked in by_words.items()]
    return tuple(sorted(grouped, key=lambda q: (-q.times, -q.last.at, q.words)))
