"""What the queue pane lists: a saved view, the words typed over it, and every change to it."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from agentdesk.data.errors import StoreError
from agentdesk.domain.filters import Filter, Key, holds, key_of, matches, words_of
from agentdesk.domain.views import Counts, QueuePage, QueueRow
from agentdesk.seat.session import LAST, PAGE, Session
from agentdesk.seat.views import ALL_MINE, HELD, ORDER_WORDS, OWN, View, over, views_of
from agentdesk.tui.desk.screen import DeskScreen
from agentdesk.tui.kit.glyphs import to_ascii
from agentdesk.tui.kit.queue_model import CAP, Need
from agentdesk.tui.kit.queue_view import capped

AGAIN_MS = 15_000
"""A view that time changes is read again this often."""


class Listing:
    """The list of one desk. ``dress`` adds to a row who else is at its case."""

    def __init__(
        self, session: Session, screen: DeskScreen, dress: Callable[[QueueRow], QueueRow]
    ) -> None:
        self.session = session
        self.screen = screen
        self.view: View = OWN[0]
        self.text = ""
        """The words typed over the view."""
        self.mine: tuple[QueueRow, ...] = ()
        """The person's own cases, whatever the view."""
        self.numbers: dict[str, int] = {}
        """How many cases are in each view, by key, when they were counted last."""
        self._dress = dress
        self._known: tuple[QueueRow, ...] = ()
        self._counts = Counts()
        self._detail = self._title = ""
        self._turn = self._shown = 0
        self._read_at = 0

    # What is shown

    @property
    def wanted(self) -> Filter:
        """Return what a case must be to be listed below one's own."""
        return over(self.view.wanted(self.session), self.text, self.session)

    async def fill(self, *, other: bool = False) -> None:
        """Read one's own cases and the first page, keeping the cursor's line.

        ``other``: another history is shown, in which the case under the cursor may not be at all.
        """
        await self.session.renew_lanes()
        self.mine = await self.session.mine()
        page = await self._page()
        self._read_at = self.session.now
        if other:
            self._put(page)
            return
        self.screen.show_rows(self._mine_shown(), self._dressed(page))
        self.name()

    async def switch(self, view: View) -> None:
        """Show another view; words typed over the one before are dropped.

        Raises ``StoreError``, and then shows what it showed.
        """
        before = self.view, self.text
        self.view, self.text = view, ""
        try:
            await self.show()
        except StoreError:
            self.view, self.text = before
            raise

    def typed(self, text: str) -> None:
        """Filter by words, as far as the rows at hand can tell; :meth:`show` asks the store."""
        if not self.text:
            self._known = tuple(self.screen.queue.model.waiting)
        self.text = text
        self._turn += 1
        words = words_of(text, self.session.names)
        known = tuple(row for row in self._known if all(holds(row, word) for word in words))
        self._put(QueuePage(known, 0, 0))

    async def show(self) -> None:
        """Read the list anew and show it; the cursor stays on its case if that is in it.

        An answer to what is not asked any more is not shown, nor one older than what is shown.
        """
        self._turn += 1
        turn, asked = self._turn, (self.view, self.text)
        self._read_at = self.session.now
        page = await self._page_of_cursor()
        if turn > self._shown and asked == (self.view, self.text):
            self._shown = turn
            self._put(page)

    async def extend(self, need: Need) -> None:
        """Fetch the rows beyond the window that the list asks for."""
        turn = self._turn
        before = LAST if need.end else need.before
        page = await self._page(after=need.after, before=before)
        if turn == self._turn:
            self.screen.queue.extend(self._dressed(page), need)

    async def changed(self, case_ids: Sequence[int]) -> None:
        """Take in cases that changed: some come into the list, some leave it."""
        queue = self.screen.queue
        rows = {row.case_id: row for row in await self.session.rows(case_ids)}
        for row in rows.values():
            queue.model.marks.note(row)
        await self.session.meet(rows.values())
        await self._renew_mine(rows, case_ids)
        above = {row.case_id for row in self.mine} if self.view.whole else set()
        wanted = self.wanted
        for case_id in case_ids:
            found = rows.get(case_id)
            if case_id in above:
                continue
            if found is not None and matches(wanted, found):
                queue.upsert(self._dress(found))
            else:
                queue.drop(case_id)

    async def renew(self, counts: Counts) -> None:
        """Take in counted numbers, and what only time has changed."""
        model, now = self.screen.queue.model, self.session.now
        if self.view.whole and not self.text:
            kept = sum(row.reserved_for is not None for row in model.waiting)
            self.screen.queue.set_total(min(CAP, counts.waiting + kept))
        elif self.view.timed and not model.above and now - self._read_at >= AGAIN_MS:
            self._read_at = now
            self.screen.queue.set_rows((), self._dressed(await self._page()))
        self.name(counts=counts)

    async def everything(self) -> tuple[QueueRow, ...]:
        """Return the cases the list shows, those beyond the window too, up to 1,000."""
        model = self.screen.queue.model
        shown = (*model.mine, *model.waiting)
        if not model.above and not model.below:
            return shown
        page = await self._page(limit=CAP)
        return (*model.mine, *page.rows)

    # Its names

    def name(self, *, counts: Counts | None = None, detail: str | None = None) -> None:
        """Write the titles: of the pane, of the sections, and why nothing is there.

        What is not given stays as it was told last.
        """
        queue, glyphs = self.screen.queue, self.screen.glyphs
        self._counts = self._counts if counts is None else counts
        self._detail = self._detail if detail is None else detail
        dot, typed = f" {glyphs.dot} ", ""
        if self.text.strip():
            found = capped(len(queue.model.mine) + queue.model.total)
            typed = f"{dot}/{self.text.strip()} {found}"
        title = f"1 Queue{dot}{self.view.name}{typed}"
        if title != self._title:
            self._title = title
            shown = to_ascii(title) if self.screen.ascii_only else title
            self.screen.queue_pane.set_title(shown)
        self._name_sections()

    def words(self) -> dict[str, tuple[str, int]]:
        """Return for each key after ``f`` what it shows, and how many cases are there."""
        named = {key: view.hint or view.name for key, view in views_of(self.session).items()}
        named[HELD] = "held mail"
        return {key: (name, self.numbers.get(key, -1)) for key, name in named.items()}

    async def count(self, counts: Counts) -> None:
        """Count the cases of every view."""
        views = list(views_of(self.session).values())
        rest = [view for view in views if not (view.whole or view.search)]
        found = await self.session.store.reads.filtered_counts(
            [view.wanted(self.session) for view in rest]
        )
        self.numbers = {view.key: number for view, number in zip(rest, found, strict=True)}
        self.numbers |= {ALL_MINE: counts.mine + counts.waiting, HELD: counts.held_mail}

    # Inside

    def _name_sections(self) -> None:
        queue, whole = self.screen.queue, self.view.whole
        order = ORDER_WORDS[self.view.wanted(self.session).order]
        queue.view.waiting_words = ("waiting" if whole else self.view.hint or self.view.name, order)
        queue.set_titles("" if whole else None, "", self._detail, self._empty())

    def _empty(self) -> str:
        if self.text.strip():
            return f"Nothing here has {self.text.strip()} in it. Esc shows all again."
        if not self.view.whole or not self._counts.snoozed:
            return self.view.empty
        many = self._counts.snoozed
        asleep = (
            "1 is snoozed: f z shows it." if many == 1 else f"{many} are snoozed: f z shows them."
        )
        return f"{self.view.empty} {asleep}"

    def _put(self, page: QueuePage) -> None:
        order = self.view.wanted(self.session).order

        def key(row: QueueRow) -> Key:
            return key_of(row, order)

        self._name_sections()
        self.screen.queue.show(self._mine_shown(), self._dressed(page), key)
        self.name()

    async def _page_of_cursor(self) -> QueuePage:
        """Read the first page, or the one around the case under the cursor if it is further on."""
        page, row = await self._page(), self.screen.queue.selected
        wanted = self.wanted
        if row is None or not page.below or not matches(wanted, row):
            return page
        if any(row.case_id == other.case_id for other in page.rows):
            return page
        place = key_of(row, wanted.order)
        return await self._page(after=(*place[:3], place[3] - 1))

    async def _page(
        self, *, after: Key | None = None, before: Key | None = None, limit: int = PAGE
    ) -> QueuePage:
        session = self.session
        if self.view.whole and not self.text.strip():
            return await session.page(after=after, before=before, limit=limit)
        return await session.filtered(self.wanted, after=after, before=before, limit=limit)

    def _mine_shown(self) -> list[QueueRow]:
        if not self.view.whole:
            return []
        words = words_of(self.text, self.session.names)
        return [self._dress(row) for row in self.mine if all(holds(row, word) for word in words)]

    async def _renew_mine(self, rows: dict[int, QueueRow], case_ids: Iterable[int]) -> None:
        me = self.session.me.id
        before = {row.case_id for row in self.mine}
        if any(i in before or (i in rows and rows[i].owner == me) for i in case_ids):
            self.mine = await self.session.mine()
            if self.view.whole:
                self.screen.queue.set_mine(self._mine_shown())

    def _dressed(self, page: QueuePage) -> QueuePage:
        return msgspec.structs.replace(page, rows=tuple(map(self._dress, page.rows)))
