"""Which answers are offered now: the customer's language first, then what a search finds."""

import asyncio
import sys
from importlib import import_module

from agentdesk.data.errors import Refused
from agentdesk.domain.content import Answer
from agentdesk.domain.templates import is_template
from agentdesk.seat.answers import found
from agentdesk.seat.filling import fill
from agentdesk.seat.first_answers import calms, first
from agentdesk.seat.session import Opened, Session
from agentdesk.tui.desk.answer_list import Offer
from agentdesk.tui.desk.screen import DeskScreen


class Offering:
    """The answers of one desk, and what was typed to find one."""

    def __init__(self, session: Session, screen: DeskScreen) -> None:
        self.session = session
        self.screen = screen
        self.answers: tuple[Answer, ...] = ()
        self.typed = ""
        self.linking = False
        """A link to an article is wanted: only articles are offered."""
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
        self.show()

    def turn_to(self, opened: Opened) -> None:
        """Take in which case is open: its language is offered first, from the top."""
        before = self._opened.case.row.id if self._opened is not None else None
        self._opened = opened
        language = opened.case.row.language or self._language
        stands = (opened.case.incident_answer, calms(opened))
        changed = language != self._language or stands != self._stands
        moved = before != opened.case.row.id and self.screen.answers.at > 0 and not self.typed
        if changed or moved:
            self._language, self._stands = language, stands
            self.show(at_top=True)

    def search(self, typed: str) -> None:
        """Offer what was typed for; nothing typed offers all."""
        self.typed = typed
        self.show(at_top=True)

    def show(self, *, at_top: bool = False) -> None:
        """Offer what fits now, the first of it highlighted if ``at_top``."""
        answers = [a for a in self.answers if not self.linking or a.kind == "article"]
        fitting = found(answers, self.typed, self._language)
        if not self.typed and not self.linking:
            fitting = first(self._opened, fitting, self._language)
        what = "articles" if self.linking else "answers"
        if self.typed:
            how = f"{len(fitting)} of {len(answers)} {what}"
        elif self.linking:
            how = "link to an article"
        else:
            how = f"by use {self.screen.glyphs.dot} / searches"
        nothing = f"No answer holds “{self.typed[:30]}”. Esc leaves the search."
        self.screen.answers.offer_answers(
            Offer(fitting, how, nothing if self.typed else ""), at_top=at_top
        )

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
