"""The desk's screen: it composes and routes. What it shows is decided elsewhere."""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from agentdesk.clock import Clock
from agentdesk.domain.views import QueuePage, QueueRow
from agentdesk.tui.kit.compositing import NearCompositor
from agentdesk.tui.kit.glyphs import ASCII, UNICODE
from agentdesk.tui.kit.lines import FooterLine, HeaderLine
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.queue_list import QueueList
from agentdesk.tui.kit.styles import style_paths

if TYPE_CHECKING:
    from agentdesk.tui.desk.answer_list import AnswerList
    from agentdesk.tui.desk.answer_search import AnswerSearch
    from agentdesk.tui.desk.composer import ComposerBox
    from agentdesk.tui.desk.customer_pane import CustomerPane
    from agentdesk.tui.desk.filter_line import FilterLine
    from agentdesk.tui.desk.finding import Finding
    from agentdesk.tui.desk.search_place import SearchPlace
    from agentdesk.tui.kit.prose import ProseView

PANES = ("queue", "case", "customer", "answers")
_SHOWN_AS = {"queue": "queue", "case": "case", "customer": "side", "answers": "answers",
             "search": "search"}  # fmt: skip
LATER_STYLES = ("case", "sheet", "help", "line")
"""What the first frame needs no styles of."""


class DeskScreen(Screen[None]):
    """Header, the panes, footer. The queue is painted first, everything else right after it."""

    AUTO_FOCUS = ""

    def __init__(self, clock: Clock, *, ascii_only: bool = False) -> None:
        super().__init__(id="desk", classes="show-queue")
        self._compositor = NearCompositor()
        self.ascii_only = ascii_only
        self.glyphs = ASCII if ascii_only else UNICODE
        self.header = HeaderLine(glyphs=self.glyphs)
        self.footer = FooterLine(glyphs=self.glyphs)
        self.queue = QueueList(clock, ascii_only=ascii_only, id="queue")
        self.queue_pane = Pane(self.queue, id="queue-pane")
        self.case_pane = Pane(id="case-pane")
        self.complete = False
        self.pane = "queue"
        self._case_head: ProseView | None = None
        self._case_text: ProseView | None = None
        self._customer: CustomerPane | None = None
        self._answers: AnswerList | None = None
        self._composer: ComposerBox | None = None
        self.filter_line: FilterLine | None = None
        """The line that filters the queue, once it was asked for."""
        self.search_line: AnswerSearch | None = None
        """The line that searches the answers, once it was asked for."""
        self.search_place: SearchPlace | None = None
        """The place for searching everything, once it was asked for."""
        self.finding: Finding | None = None
        """What is searched for there."""
        self.customer_pane = Pane(id="customer-pane")
        self.answers_pane = Pane(id="answers-pane")

    def compose(self) -> ComposeResult:
        """Lay out what the first frame shows."""
        yield self.header
        yield Horizontal(self.queue_pane, id="body")
        yield self.footer

    def on_mount(self) -> None:
        """Put the keyboard into the queue."""
        self.queue_pane.set_title(f"1 Queue {self.glyphs.dot} all mine")
        self.queue.focus()

    async def complete_layout(self) -> None:
        """Mount what the first frame did without."""
        # In a thread, so that keys are answered meanwhile.
        await asyncio.to_thread(import_module, "agentdesk.tui.desk.customer_pane")
        from agentdesk.tui.desk.answer_list import AnswerList
        from agentdesk.tui.desk.customer_pane import CustomerPane
        from agentdesk.tui.kit.prose import ProseView

        # At once for all that can open: Textual would read everything again for each first time.
        self.app.stylesheet.read_all([PurePath(p) for p in style_paths(*LATER_STYLES)[1:]])
        self._case_head = ProseView(glyphs=self.glyphs, id="case-head")
        self._case_head.can_focus = False
        self._case_text = ProseView(glyphs=self.glyphs, id="case-text")
        self._customer = CustomerPane(glyphs=self.glyphs, id="customer")
        self._answers = AnswerList(glyphs=self.glyphs, id="answers")
        self.case_pane.set_title("2 Case")
        self.customer_pane.set_title("3 Customer")
        self.answers_pane.set_title("4 Answers")
        body = self.query_one("#body")
        await body.mount(self.case_pane, Vertical(self.customer_pane, self.answers_pane, id="side"))
        await self.case_pane.mount(self._case_head, self._case_text)
        await self.customer_pane.mount(self._customer)
        await self.answers_pane.mount(self._answers)
        self.complete = True

    # The parts, once they are there

    @property
    def case_head(self) -> "ProseView":
        """The lines above a case's messages."""
        assert self._case_head is not None
        return self._case_head

    @property
    def case_text(self) -> "ProseView":
        """A case's messages."""
        assert self._case_text is not None
        return self._case_text

    @property
    def customer(self) -> "CustomerPane":
        """The customer pane's lines."""
        assert self._customer is not None
        return self._customer

    @property
    def answers(self) -> "AnswerList":
        """The answers to choose from."""
        assert self._answers is not None
        return self._answers

    @property
    def composer(self) -> "ComposerBox | None":
        """The text box, if anybody has begun to write."""
        return self._composer

    async def need_composer(self) -> "ComposerBox":
        """Return the text box, mounted on first use."""
        if self._composer is None:
            from agentdesk.tui.desk.composer import ComposerBox

            self._composer = ComposerBox(glyphs=self.glyphs, id="composer-box")
            await self.case_pane.mount(self._composer)
        return self._composer

    async def need_filter(self) -> "FilterLine":
        """Return the line that filters the queue, mounted on first use."""
        if self.filter_line is None:
            from agentdesk.tui.desk.filter_line import FilterLine

            self.filter_line = FilterLine(id="filter-line")
            await self.queue_pane.mount(self.filter_line)
        return self.filter_line

    async def need_search_place(self) -> "SearchPlace":
        """Return the place for searching everything, mounted on first use."""
        if self.search_place is None:
            from agentdesk.tui.desk.search_place import SearchPlace

            self.search_place = SearchPlace(glyphs=self.glyphs, id="search-place")
            self.search_place.set_class(self.ascii_only, "-plain")
            self.search_place.set_title(f"Search {self.glyphs.dot} newest first")
            await self.query_one("#body").mount(self.search_place)
        return self.search_place

    async def need_search(self) -> "AnswerSearch":
        """Return the line that searches the answers, mounted on first use."""
        if self.search_line is None:
            from agentdesk.tui.desk.answer_search import AnswerSearch

            self.search_line = AnswerSearch(id="answer-search")
            await self.answers_pane.mount(self.search_line, before=0)
        return self.search_line

    @property
    def searching(self) -> bool:
        """Whether the keyboard is in the line that searches the answers."""
        line = self.search_line
        return line is not None and self.focused is line.box

    @property
    def asking(self) -> bool:
        """Whether the keyboard is in the line that searches everything."""
        place = self.search_place
        return place is not None and self.focused is place.line.box

    @property
    def filtering(self) -> bool:
        """Whether the keyboard is in the line that filters the queue."""
        line = self.filter_line
        return line is not None and self.focused is line.box

    @property
    def writing(self) -> bool:
        """Whether the keyboard is in the text box."""
        return (
            self._composer is not None
            and self.focused is not None
            and (self._composer in self.focused.ancestors)
        )

    @property
    def narrow(self) -> bool:
        """Whether one pane is shown at a time."""
        return self.has_class("-narrow")

    # Going places

    def go(self, pane: str) -> None:
        """Put the keyboard into a pane, and show it where there is room for one only."""
        if not self.complete and pane != "queue":
            return
        self.show_pane(pane)
        self._target(pane).focus(scroll_visible=False)

    def show_pane(self, pane: str) -> None:
        """Show a pane where there is room for one only; the keyboard stays where it is."""
        self.pane = pane
        for name in set(_SHOWN_AS.values()):
            self.set_class(name == _SHOWN_AS[pane], f"show-{name}")

    def go_next(self, by: int) -> None:
        """Put the keyboard into the next pane, or the one before."""
        self.go(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    def _target(self, pane: str) -> Widget:
        targets: dict[str, Widget] = {"queue": self.queue}
        if self.complete:
            box = self._composer
            case = box.area if box is not None and box.writing is not None else self.case_text
            targets |= {"case": case, "customer": self.customer, "answers": self.answers}
        if self.search_place is not None:
            targets["search"] = self.search_place.hits
        return targets[pane]

    def leave_composer(self) -> None:
        """Put the keyboard from the text box into the case."""
        self.pane = "case"
        self.case_text.focus(scroll_visible=False)

    # Showing

    def show_rows(self, mine: Sequence[QueueRow], page: QueuePage) -> None:
        """Show the agent's own cases and what waits."""
        self.queue.set_rows(mine, page)

    def on_queue_list_edge(self, event: QueueList.Edge) -> None:
        """Say on the pane's edge what is out of sight."""
        self.queue_pane.set_edge(event.text)
