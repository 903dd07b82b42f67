"""Which answers are offered now: near to what the customer wrote, or what a search finds."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

from agentdesk.data.errors import Refused
from agentdesk.domain.answers import why_not_public
from agentdesk.domain.content import Answer
from agentdesk.domain.events import AnswerChanged, Entry
from agentdesk.domain.templates import is_template
from agentdesk.seat.answer_carrying import carries
from agentdesk.seat.answer_keeping import today
from agentdesk.seat.answers import finder_of, found, mine
from agentdesk.seat.filling import fill
from agentdesk.seat.first_answers import CALM, calms, first
from agentdesk.seat.session import Opened, Session
from agentdesk.seat.suggesting import Suggester, seed_of, told
from agentdesk.tui.desk.answer_list import Offer
from agentdesk.tui.desk.screen import DeskScreen

NEAREST = 9
"""So many answers at most are called near."""
WORTH_KEEPING = 3
"""Fewer letters are no question that found nothing."""
FAR = "No answer is near to what the customer wrote. / searches all, x tells the editors."
NO_ARTICLE = "There are no articles. An editor writes them with: agentdesk import articles"


class Offering:
    """The answers of one desk, and what was typed to find one."""

    def __init__(self, session: Session, screen: DeskScreen) -> None:
        self.session = session
        self.screen = screen
        self.answers: tuple[Answer, ...] = ()
        self.typed = ""
        self.linking = False
        """A link to an article is wanted: only articles are offered."""
        self.searching = False
        """The line that searches is open: with nothing typed in it, all answers are offered."""
        self.suggester = Suggester(session.store.reads)
        self._seed = ""
        """What the customer of the open case wants, in their words."""
        self._changed: set[int] | None = set()
        """Cases that may have taught something; ``None`` when anything may have changed."""
        self._edited = False
        """Whether somebody has written or changed an answer."""
        self.knowledge = False
        """Only articles are offered, those nearest to what the customer wrote first."""
        self._language = session.me.languages[0] if session.me.languages else ""
        self._opened: Opened | None = None
        self._stands: tuple[str, bool] = ("", False)
        """What the open case puts before all other answers."""
        self._warming: asyncio.Task[None] | None = None

    async def renew(self) -> None:
        """Fetch the answers and offer them."""
        self.answers = await self.session.store.reads.answers()
        if self.screen.complete:
            self.screen.answers.preview = self.preview
            self.screen.answers.facts = self._facts
        self.show()

    def turn_to(self, opened: Opened) -> None:
        """Take in which case is open: its language is offered first, from the top."""
        before = self._opened.case.row.id if self._opened is not None else None
        self._opened = opened
        language = opened.case.row.language or self._language
        stands = (opened.case.incident_answer, calms(opened))
        seed, self._seed = self._seed, seed_of(opened.case)
        changed = language != self._language or stands != self._stands
        changed |= seed != self._seed and self.suggester.ready
        moved = before != opened.case.row.id and self.screen.answers.at > 0 and not self.typed
        if changed or moved:
            self._language, self._stands = language, stands
            self.show(at_top=before != opened.case.row.id)

    def search(self, typed: str) -> None:
        """Offer what was typed for; nothing typed offers all."""
        self.typed = typed
        self.show(at_top=True)

    @property
    def found_nothing(self) -> str:
        """What was typed, if no answer has it; ``""`` if one has, or next to nothing was typed."""
        if len(self.typed) < WORTH_KEEPING or self.screen.answers.offer.answers:
            return ""
        return self.typed

    def fitting(self, typed: str) -> tuple[Answer, ...]:
        """Return the answers that fit what is typed; for nothing, all that are offered."""
        answers = found(mine(self.answers, self.session), typed, self._language)
        return answers if typed else first(self._opened, answers, self._language)

    def show(self, *, at_top: bool = False) -> None:
        """Offer what fits now, the first of it highlighted if ``at_top``."""
        session = self.session
        day = today(session.me, session.setup, session.now)
        offer = self._offer()._replace(language=self._language, day=day)
        self.screen.answers.offer_answers(offer, at_top=at_top)

    def _offer(self) -> Offer:
        """Return what is offered, how it was found, and why it is nothing."""
        answers = mine(self.answers, self.session)
        if self.linking or self.knowledge:
            answers = tuple(answer for answer in answers if answer.kind == "article")
        if self.typed:
            return self._found(answers)
        every = found(answers, "", self._language)
        if self.linking:
            return Offer(every, "link to an article")
        dot = self.screen.glyphs.dot
        near = None if self.searching else self._near(answers)
        if self.knowledge:
            how = f"{len(near)} near to what was written" if near else "nothing near, by use"
            return Offer(_then(near or (), every), f"articles {dot} {how}", NO_ARTICLE)
        if near is None:
            return Offer(first(self._opened, every, self._language), f"by use {dot} / searches")
        rest = every if near else [a for a in every if calms(self._opened) and CALM in a.tags]
        offered = first(self._opened, _then(near, rest), self._language)
        how = f"{len(near)} near {dot} / searches"
        return Offer(offered, how if near else f"nothing near {dot} / searches", FAR)

    def _found(self, answers: tuple[Answer, ...]) -> Offer:
        """Return the answers that what is typed finds."""
        fitting = found(answers, self.typed, self._language)
        if self.knowledge:
            fitting = _then(self._fitting(self.typed, answers), fitting)
        what = "articles" if self.linking or self.knowledge else "answers"
        how = f"{len(fitting)} of {len(answers)} {what}"
        return Offer(fitting, how, f"No answer holds “{self.typed[:30]}”. Esc leaves the search.")

    # ---- near to what was written

    def _near(self, answers: Iterable[Answer]) -> tuple[Answer, ...] | None:
        """Return the answers near to what the customer wrote; ``None`` while that is not known."""
        if self._opened is None or not self.suggester.ready or not self._seed:
            return None
        return self._fitting(self._seed, answers)

    def _fitting(self, query: str, answers: Iterable[Answer]) -> tuple[Answer, ...]:
        """Return those of some answers that are near to some words."""
        offered = {answer.id: answer for answer in answers}
        near = self.suggester.fitting(
            query, NEAREST, language=self._language, usable=lambda answer: answer.id in offered
        )
        return tuple(offered[answer.id] for answer in near)

    async def fill(self) -> None:
        """Learn what all answers are found by, and offer those that are near. Raises
        ``StoreError``."""
        await self.suggester.fill()
        self.show(at_top=self.screen.pane != "answers")

    def heard(self, entries: Iterable[Entry]) -> None:
        """Note which cases may have taught something."""
        entries = tuple(entries)
        self._edited |= any(isinstance(x.fact.event, AnswerChanged) for x in entries)
        cases = told(entries)
        if cases is None or self._changed is None:
            self._changed = None
        else:
            self._changed |= cases

    async def catch_up(self) -> None:
        """Take in what cases have taught since. Raises ``StoreError``."""
        edited, self._edited = self._edited, False
        if edited:
            await self.suggester.look_again()
            await self.renew()
        changed, self._changed = self._changed, set()
        if changed == set() or not self.suggester.ready:
            return
        if changed is None:
            await self.suggester.fill()
        else:
            await self.suggester.cases_changed(changed)
        await self.renew()

    async def look_again(self) -> None:
        """Take in answers that were changed, and texts taught in bulk. Raises ``StoreError``."""
        if await self.suggester.look_again():
            await self.renew()

    def _facts(self, answer: Answer) -> list[str]:
        """Return who answers for it, when it is to be read again, and what it carries."""
        setup = self.session.setup
        names = {person.id: person.name for person in setup.people}
        own = f"kept by {names.get(answer.owner, answer.owner)}" if answer.owner else ""
        review = f"review {answer.review_on}" if answer.review_on else ""
        agents = "for agents only" if why_not_public(answer) else ""
        dot = f" {self.screen.glyphs.dot} "
        return list(filter(None, (dot.join(filter(None, (own, review, agents))),
                                  carries(answer, setup))))  # fmt: skip

    def preview(self, answer: Answer) -> str:
        """Return an answer's words as they would be inserted, once that can be said quickly."""
        if self._opened is None or not is_template(answer.body) or "liquid" not in sys.modules:
            return answer.body
        try:
            return fill(self.session, self._opened, answer.body)
        except Refused as error:
            return error.sentence

    def warm(self) -> None:
        """Begin to load what fills answers in, beside the keys."""
        self._warming = asyncio.create_task(self.make_ready())

    async def make_ready(self) -> None:
        """Load what fills answers in, in a thread: the first key must not wait for it."""
        if "liquid" not in sys.modules:
            await asyncio.to_thread(import_module, "liquid")
        await asyncio.to_thread(finder_of(mine(self.answers, self.session)).ready)


def _then(near: Sequence[Answer], rest: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return answers, and after them those of others that are not among them."""
    ids = {answer.id for answer in near}
    return (*near, *(answer for answer in rest if answer.id not in ids))
