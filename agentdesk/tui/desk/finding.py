"""Searching on the desk: what is asked, the pages that come, and the place one comes back to."""

from agentdesk.domain.search.hits import Order
from agentdesk.seat.searching import Searched, Searcher, bounded
from agentdesk.seat.session import Session
from agentdesk.tui.desk.search_place import SearchPlace
from agentdesk.tui.desk.search_rows import Paper
from agentdesk.tui.kit.glyphs import to_ascii
from agentdesk.tui.kit.typed_line import History

_NOTHING_TYPED = "Type words: they are looked for in messages, notes, cases, customers and answers."

LEAST = 30
"""How many hits are fetched at a time at least."""
AHEAD = 12
"""How many hits are fetched below those in sight: before the list asks for more."""


class Finding:
    """One person's searching: its newest question, its pages, its place."""

    def __init__(self, session: Session, place: SearchPlace) -> None:
        self._session, self._place = session, place
        self.text = ""
        self.order: Order = "newest"
        self.history = History()
        self.behind = False
        """Whether the case on the desk was opened from here: back leads here again."""
        self._after: int | None = None
        self._turn = self._shown = 0
        self.shown: tuple[str, Order] | None = None
        """The text and the order that the hits shown are for, once something was searched for."""
        place.hits.paper = self._paper

    async def search(self, text: str, *, typing: bool = True) -> None:
        """Show what a query finds. Raises ``StoreError``.

        An answer to what is not asked any more is not shown, nor one older than what is shown.
        """
        self._turn += 1
        turn, self.text = self._turn, text
        asked = (text, self.order)
        found = await self._searcher.search(
            text, order=self.order, typing=typing, limit=self._in_sight()
        )
        if turn > self._shown and asked == (self.text, self.order):
            self._shown = turn
            self.shown = self.shown if found.wrong else asked
            self._show(found)

    async def more(self) -> None:
        """Fetch the hits after the last one shown. Raises ``StoreError``."""
        shown, after = self._shown, self._after
        if after is None or self.shown is None:
            return
        self._after = None
        text, order = self.shown
        found = await self._searcher.search(
            text, order=order, after=after, typing=True, limit=self._in_sight()
        )
        if shown == self._shown:
            self._after = found.page.after
            self._place.hits.add_hits(list(found.page.hits))
            self._name(found)

    async def turn_order(self) -> None:
        """Show the same hits in the other order. Raises ``StoreError``."""
        self.order = "relevance" if self.order == "newest" else "newest"
        await self.search(self.text)

    def remember(self) -> None:
        """Keep what was searched for, so that it can be found again."""
        if self.text.strip():
            self.history.add(self.text.strip())

    def _in_sight(self) -> int:
        """Return how many hits are fetched at a time: a screenful and some, for every key waits."""
        return max(LEAST, self._place.hits.page_rows() + AHEAD)

    @property
    def _searcher(self) -> Searcher:
        session = self._session
        return Searcher(session.store, session.setup, session.me, session.zone)

    def _paper(self, cells: int) -> Paper:
        return Paper(cells, self._session.now, self._session.zone, self._place.glyphs)

    def _show(self, found: Searched) -> None:
        place, asked = self._place, bool(self.text.strip())
        if found.wrong:
            # What was found before stays: a field is wrong until it is written out.
            place.tell(found.said, wrong=True)
            if not place.hits.hits:
                place.hits.show_hits([], "", asked=True)
            return
        self._after = found.page.after
        place.tell("")
        said = found.said if asked else _NOTHING_TYPED
        place.hits.show_hits(list(found.page.hits), said, asked=asked)
        self._name(found)

    def _name(self, found: Searched) -> None:
        dot = f" {self._place.glyphs.dot} "
        order = "newest first" if self.order == "newest" else "what fits best first"
        words = ["Search", order]
        if count := len(self._place.hits.hits):
            words.append(f"{count}{'+' if self._after is not None else ''} found")
        title, edge = dot.join(words), bounded(found.page)
        plain = self._place.has_class("-plain")
        self._place.set_title(to_ascii(title) if plain else title)
        self._place.set_edge(edge)
