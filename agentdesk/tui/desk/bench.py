"""What is on the desk right now, and how it follows the store: one object beside the screen.

The bench holds the open case, the numbers, who else is here and what can be taken back. It reads
through the session and tells the screen what to show. It decides nothing about the work itself.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from textual.widget import Widget

from agentdesk.clock import SystemClock
from agentdesk.data.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly
from agentdesk.desk.groups import UndoLine, undo_list
from agentdesk.domain.rows import AgentRow, LoadRow, NoticeRow
from agentdesk.domain.views import Counts, Doing, Draft, QueueRow
from agentdesk.seat.session import Opened, Session
from agentdesk.seat.words import STATE_WORDS
from agentdesk.text import fit
from agentdesk.tui.desk import case_lines, header_words
from agentdesk.tui.desk.case_care import head_lines
from agentdesk.tui.desk.customer.head import strip
from agentdesk.tui.desk.customer_pane import of_case, show_people
from agentdesk.tui.desk.lessons import Lessons, standing
from agentdesk.tui.desk.listing import Listing
from agentdesk.tui.desk.offering import Offering
from agentdesk.tui.desk.people import People
from agentdesk.tui.desk.screen import DeskScreen
from agentdesk.tui.kit.glyphs import to_ascii
from agentdesk.tui.kit.painting import Step, paint_in_turn
from agentdesk.tui.kit.router import KeyRouter

By = Literal["hand", "cursor", "change"]
"""What opens a case: a person, a cursor that rests, or a change of what is shown already."""
_WEIGHT: dict[By, int] = {"change": 0, "cursor": 1, "hand": 2}
_TRIES = 3
_NOT_SAVED = "The draft is not saved: "
SAID_S = 60.0
"""A sentence stays in the footer at most this long, unless a draft is still not saved."""


class Bench:
    """The open desk of one person."""

    def __init__(self, session: Session, screen: DeskScreen) -> None:
        self.session = session
        self.screen = screen
        self.opened: Opened | None = None
        self.counts = Counts()
        self.agent: tuple[AgentRow, LoadRow] | None = None
        self.people = People(session)
        self.undoable: tuple[UndoLine, ...] = ()
        """The acts that can still be taken back, the newest first."""
        self.taken_back: UndoLine | None = None
        """What was taken back last, while it can be done again."""
        self.notices: tuple[NoticeRow, ...] = ()
        """What rules told this person that they have not seen, the newest first."""
        self.offering = Offering(session, screen)
        self.drafts: set[int] = set()
        """The cases in which this person has an unsent text."""
        self.unfolded: set[int] = set()
        self.turns: KeyRouter | None = None
        """Whose keys go before each pane of a case that changed, where much changes by itself."""
        self.lessons: Lessons | None = None
        """What is said to somebody who tries the desk out."""
        self.note = ""
        """A sentence for the footer, until the next thing happens."""
        self._said_at = 0.0
        self.commands = 0
        """How many commands a person has given."""
        self._said_in = 0
        self.silent_since: int | None = None
        """Since when the store does not answer, while it does not."""
        self.unwritable: StoreError | None = None
        """Why the store took nothing the last time, while it can be read."""
        self._opening = self._opened_in = 0
        """Which reading of a case began last, and which is shown."""
        self._went_to: int | None = None
        """The case that was read last, whether or not it has come."""
        self._shown = 0
        self._going_to: int | None = None
        self._going_by: By = "hand"
        self.listing = Listing(session, screen, self._marked)

    # ---- the queue

    async def fill_queue(self, *, other: bool = False) -> None:
        """Fetch the agent's own cases and the first page, and everything the header says.

        ``other``: another history is shown than a moment ago.
        """
        live = self.session.store.live
        self.drafts = {draft.case_id for draft in await live.drafts(self.session.me.id)}
        await self.listing.fill(other=other)
        await self.renew_numbers()

    async def cases_changed(self, case_ids: Iterable[int]) -> None:
        """Take in cases that changed: their lines, and the open one whole."""
        ids = tuple(dict.fromkeys(case_ids))
        await self.listing.changed(ids)
        if self.opened is not None and self.opened.case.row.id in ids:
            await self.open(self.opened.case.row.id, by="change", router=self.turns)

    def _marked(self, row: QueueRow) -> QueueRow:
        glyphs = self.screen.glyphs
        mark = self.people.mark(row, glyphs)
        if not mark and row.case_id in self.drafts:
            mark = f"{glyphs.typing} draft"
        return row if mark == row.mark else msgspec.structs.replace(row, mark=mark)

    async def people_moved(self) -> None:
        """Take in who looks and types now."""
        changed = await self.people.look()
        if changed:
            await self.cases_changed(changed)

    async def owners_moved(self) -> None:
        """Take in whose desk gives no sign any more, or gives one again."""
        agents = await self.people.look_for_absent()
        model = self.screen.queue.model
        rows = (row for row in (*model.mine, *model.waiting) if row.owner in agents)
        changed = {row.case_id for row in rows}
        if self.opened is not None and self.opened.case.row.owner in agents:
            changed.add(self.opened.case.row.id)
        if changed:
            await self.cases_changed(changed)

    @property
    def doing(self) -> tuple[Doing, ...]:
        """Who else looks at a case or writes in it."""
        return self.people.doing

    # ---- the case

    @property
    def case_id(self) -> int | None:
        """The case that keys act on: the open one, or the highlighted one in the queue."""
        if self.screen.pane != "queue" and self.opened is not None:
            return self.opened.case.row.id
        row = self.screen.queue.selected
        return row.case_id if row is not None else None

    async def open(self, case_id: int, *, by: By = "hand", router: KeyRouter | None = None) -> bool:
        """Show a case and its customer; one that is shown already keeps its place in the text.

        With a ``router`` keys go first: the panes are painted one by one, between keys.

        While another case is being opened, a cursor that rests gives way to a person's hand, and
        the change of a case that is shown already to both: where a person went last is what they
        see.
        """
        if self._going_to not in (None, case_id) and _WEIGHT[by] < _WEIGHT[self._going_by]:
            return False
        self._opening += 1
        turn, self._going_to, self._went_to = self._opening, case_id, case_id
        self._going_by = by
        try:
            opened = await self.session.open(case_id)
        finally:
            if turn == self._opening:
                self._going_to = None
        if opened is None or case_id != self._went_to:
            return False
        if turn < self._opened_in:
            # A later reading of the same case is shown already.
            return True
        self._opened_in = turn
        same = self.opened is not None and self.opened.case.row.id == case_id
        self.opened = opened
        self.offering.turn_to(opened)
        if not same:
            self.unfolded.clear()
            self._forget_what_was_said()
        if self.screen.complete:
            steps = self._steps(at_end=not same)
            self._shown += 1
            shown = self._shown
            if router is not None:
                await paint_in_turn(steps, router, lambda: shown == self._shown)
            else:
                for step in steps:
                    step()
        return True

    @property
    def heads_for(self) -> int | None:
        """The case that is being opened, else the one that is shown."""
        if self._going_to is not None:
            return self._going_to
        return self.opened.case.row.id if self.opened is not None else None

    async def forget_missing(self) -> None:
        """Show no case where the open one does not exist in the history that is shown."""
        if self.opened is None:
            return
        if await self.session.store.reads.case_row(self.opened.case.row.id) is not None:
            return
        self.opened = None
        self._shown += 1
        self.screen.go("queue")
        self.screen.case_pane.set_title("2 Case")
        for step in self._steps(at_end=False):
            step()

    def _forget_what_was_said(self) -> None:
        """Clear a sentence of an earlier command: it was about the case one has left."""
        if self._said_in < self.commands and not self.note.startswith(_NOT_SAVED):
            self.note = ""

    async def act_on(self) -> Opened | None:
        """Return the case that keys act on, opened if it was only highlighted."""
        case_id = self.case_id
        if case_id is None:
            return None
        # A reading of the same case that began meanwhile takes the place of the one begun here.
        for _ in range(_TRIES):
            if self.opened is not None and self.opened.case.row.id == case_id:
                break
            await self.open(case_id)
        opened = self.opened
        return opened if opened is not None and opened.case.row.id == case_id else None

    def describe(self, row: QueueRow | None) -> None:
        """Where there is no room for the other panes, say under the queue whom one is on."""
        if row is None or not self.screen.narrow:
            self.listing.name(detail="")
            return
        dot = f" {self.screen.glyphs.dot} "
        queue = self.session.names.get(row.queue, row.queue)
        state = STATE_WORDS[row.state]
        detail = dot.join((str(row.case_id), row.customer, f"L{row.tier}", queue, state))
        self.listing.name(detail=detail)

    def unfold(self) -> bool:
        """Show or hide every folded line of the open case; ``False`` when there is none."""
        if self.opened is None:
            return False
        folded = {i.message.id for i in self.opened.case.items if i.message.folds}
        if not folded:
            return False
        self.unfolded = set() if self.unfolded else folded
        self.screen.case_text.renew()
        return True

    def _steps(self, *, at_end: bool) -> tuple[Step, ...]:
        """Return what shows the open case, a pane or less at a time."""
        screen = self.screen

        def head() -> Sequence[Widget]:
            if self.opened is not None:
                title = self._case_title(self.opened)
                screen.case_pane.set_title(to_ascii(title) if screen.ascii_only else title)
            screen.case_head.show(self._head_lines)
            return screen.case_pane, screen.case_head

        def text() -> Sequence[Widget]:
            # What was handed over stands on top, and is read first.
            handed = self.opened is not None and self.opened.case.handover is not None
            if at_end and handed:
                screen.case_text.to_top()
            screen.case_text.show(self._text_lines, at_end=at_end and not handed)
            return (screen.case_text,)

        def customer() -> Sequence[Widget]:
            screen.customer.show_customer(self.session, self.opened, self._look)
            show_people(screen.customer, self.session)
            return (screen.customer,)

        return head, text, customer

    def _case_title(self, opened: Opened) -> str:
        """Name the case; where one pane is shown at a time, also what the other keys hold."""
        dot = f" {self.screen.glyphs.dot} "
        subject = opened.case.subject
        if not self.screen.narrow:
            return dot.join((f"2 Case {opened.case.row.id}", subject))
        past = len(opened.customer.history) - 1 if opened.customer is not None else 0
        rest = (f"1 queue {self.counts.waiting}", f"3 history {past}",
                f"4 answers {len(self.offering.answers)}")  # fmt: skip
        room = self.screen.size.width - len(dot.join(rest)) - 24
        short = fit(subject, max(8, room)).rstrip()
        return dot.join((f"2 Case {opened.case.row.id}", short, *rest))

    def _look(self, cells: int) -> case_lines.Look:
        session = self.session
        return case_lines.Look(
            cells,
            session.now,
            session.zone,
            session.me.id,
            session.names,
            frozenset(self.unfolded),
            self.screen.glyphs,
            # Whoever is seen at a case is here, though the last look for signs found none.
            self.people.away - {doing.agent for doing in self.doing},
        )

    def _head_lines(self, cells: int) -> list[case_lines.Line]:
        if self.opened is None:
            return []
        look = self._look(cells)
        above: list[case_lines.Line] = []
        if self.screen.narrow and self.opened.customer is not None:
            above = strip(of_case(self.session, self.opened, look))
        return head_lines(self.opened.case, self.doing, look, above)

    def _text_lines(self, cells: int) -> list[case_lines.Line]:
        return (
            [] if self.opened is None else case_lines.timeline(self.opened.case, self._look(cells))
        )

    # ---- numbers, header, footer

    async def renew_numbers(self) -> None:
        """Fetch the header's numbers, the agent's state and what can be taken back."""
        session = self.session
        self.counts = await session.counts()
        self.agent = await session.state()
        records = await session.store.reads.undoable(session.me.id, session.now)
        self.undoable = undo_list(records)
        self.notices = await session.store.reads.notices(session.me.id)
        await self.listing.renew(self.counts)
        self.describe(self.screen.queue.selected)
        self.show_lines()

    def show_lines(self) -> None:
        """Write the header and the footer's status for this second."""
        screen, session = self.screen, self.session
        left, middle, right = header_words.header(
            session,
            self.counts,
            self.agent,
            header_words.StoreState(self.silent_since, self.unwritable),
            screen.glyphs,
            wide=screen.size.width >= 150,
        )
        screen.header.show(left, middle, right)
        narrow = screen.size.width < 110
        said = (
            self.note
            or header_words.undo_words(
                self.undoable, session.now, narrow, screen.glyphs, session.speed
            )
            or header_words.notice_words(self.notices, narrow, screen.glyphs)
        )
        if self.lessons is not None:
            lesson = self.lessons.sentence(standing(self), SystemClock().now())
            # Where room is short a lesson waits until nothing else is said: keys come first.
            both = (said, "" if narrow and said else lesson)
            said = f" {screen.glyphs.dot} ".join(filter(None, both))
        marked = header_words.marked_words(screen.queue.model.marks)
        if screen.pane == "queue" and marked:
            said = f"{marked} {screen.glyphs.dot} {said}" if said else marked
        screen.footer.show_status(said)

    def tick(self) -> None:
        """Repaint what the second has changed; what was said long ago makes room."""
        old = asyncio.get_running_loop().time() - self._said_at > SAID_S
        if old and not self.note.startswith(_NOT_SAVED):
            self.note = ""
        self.show_lines()
        if self.opened is not None and self.screen.complete:
            self.screen.case_head.renew()
            self.screen.customer.renew()

    def say(self, sentence: str) -> None:
        """Put a sentence into the footer until the next thing happens, at most a minute."""
        self.note, self._said_at = sentence, asyncio.get_running_loop().time()
        self._said_in = self.commands
        self.show_lines()

    # ---- drafts and presence

    async def mark_draft(self, case_id: int, there: bool) -> None:
        """Show on its row whether a case has an unsent text of this person."""
        if there == (case_id in self.drafts):
            return
        self.drafts ^= {case_id}
        await self.listing.changed((case_id,))

    async def keep_draft(
        self, case_id: int, kind: str, body: str, to: str, seen: int | None, *, again: bool = False
    ) -> bool:
        """Keep what is being written; ``False`` when the store did not take it.

        ``again`` says that this was told before: the footer keeps what it says now.
        """
        session = self.session
        draft = Draft(session.me.id, case_id, kind, body, to, seen, session.now)
        try:
            await session.desk.save_draft(draft)
        except StoreError as error:
            self.not_written(error)
            if not again:
                self.say(f"{_NOT_SAVED}{error}")
            return False
        self.written()
        if self.note.startswith(_NOT_SAVED):
            self.note = ""
        return True

    def not_written(self, error: StoreError) -> None:
        """Remember for the header that the store can be read but takes nothing."""
        if isinstance(error, StoreFull | StoreBusy | StoreReadOnly):
            self.unwritable = error

    def written(self) -> None:
        """Forget it: the store has taken something."""
        self.unwritable = None

    async def here(self, case_id: int | None, what: str) -> None:
        """Tell the others where one is; not being able to is no reason to stop."""
        await self.people.here(case_id, what)

    async def still_here(self) -> None:
        """Tell the others that the case one has opened is still open."""
        if self.opened is not None and self.screen.pane != "queue":
            await self.people.still_here(self.opened.case.row.id)
