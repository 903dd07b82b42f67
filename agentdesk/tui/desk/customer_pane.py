"""The customer pane: lines with a cursor, sections that fold, contacts that unfold."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from agentdesk.data.errors import StoreError
from agentdesk.domain.customer_views import OrganisationView
from agentdesk.seat.session import Opened, Session
from agentdesk.tui.desk.case_lines import Look
from agentdesk.tui.desk.customer import about as about_customer
from agentdesk.tui.desk.customer.about import About, Target, verified_now
from agentdesk.tui.desk.customer.lines import pane
from agentdesk.tui.desk.customer.pages import rights_page
from agentdesk.tui.kit.behind import run_behind
from agentdesk.tui.kit.stops import Row, StopList

OPENED_FIRST = ("case", "contact")
"""Where the cursor begins: what somebody comes here for is an earlier case."""

Looking = Callable[[int], Look]
"""From a width in cells to how things are shown."""


class CustomerPane(StopList):
    """Shows the customer of the open case."""

    _opened: Opened | None = None
    _session: Session | None = None
    _look: Looking | None = None

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.folded: set[str] = set()
        """Sections that this person folded; they stay so from case to case."""
        self.whole: set[str] = set()
        self.unfolded: dict[Target, Sequence[str]] = {}
        self.people: OrganisationView | None = None
        """Who else is at the customer's organisation; read once the pane is shown."""

    def show_customer(self, session: Session, opened: Opened | None, look: Looking) -> None:
        """Show the customer of a case; another case begins anew, the same keeps its place."""
        if opened is None or self.case_id != opened.case.row.id:
            self.whole.clear()
            self.unfolded.clear()
            self.at = self.people = None
            self.to_top()
        self._session, self._opened, self._look = session, opened, look
        self.show_rows(self._customer_rows)

    @property
    def case_id(self) -> int | None:
        """The case whose customer is shown."""
        return self._opened.case.row.id if self._opened is not None else None

    @property
    def target(self) -> Target | None:
        """What the cursor is on."""
        chosen = self.chosen
        return chosen if isinstance(chosen, Target) else None

    def look(self, cells: int) -> Look:
        """Return how things are shown in so many cells."""
        assert self._look is not None
        return self._look(cells)

    def rights(self, cells: int) -> Sequence[Row]:
        """Return what the customer is entitled to, in whole sentences."""
        about = self.about(cells)
        return [] if about is None else rights_page(about)

    @property
    def organisation(self) -> str:
        """The organisation that is shown and whose people are not known yet, or nothing."""
        if self._session is None or self._opened is None or self._opened.customer is None:
            return ""
        shown = verified_now(self._opened.case.row, self._session.now) != "none"
        return self._opened.customer.customer.organisation if shown and not self.people else ""

    def know(self, organisation: OrganisationView) -> None:
        """Take in the people of an organisation."""
        if self.organisation == organisation.name:
            self.people = organisation
            self.renew()

    def first(self, stops: Sequence[object]) -> object:
        """Begin on the first other case; where there is none, on the first line that opens."""
        cases = [s for s in stops if isinstance(s, Target) and s.kind in OPENED_FIRST]
        return cases[0] if cases else super().first(stops)

    def fold(self) -> bool:
        """Fold the section the cursor is in; ``False`` when it is folded, or is none."""
        section = self.section
        if not section or section in self.folded:
            return False
        self.folded.add(section)
        self.put(Target("section", section))
        return True

    def unfold_section(self, section: str) -> None:
        """Show a folded section again, with the cursor on its first line."""
        self.folded.discard(section)
        self.renew()
        self._go_to(next((r.target for r in self.rows if r.section == section and r.target), None))

    def show_whole(self, section: str) -> None:
        """Show a long section to its end, with the cursor on the first line that was not shown."""
        before = set(self.stops)
        self.whole.add(section)
        self.renew()
        self._go_to(next((stop for stop in self.stops if stop not in before), None))

    def toggle(self, target: Target, lines: Sequence[str]) -> None:
        """Show the first lines of a contact in place, or hide them."""
        if self.unfolded.pop(target, None) is None:
            self.unfolded[target] = lines
        self.put(target)

    def about(self, cells: int) -> About | None:
        """Return everything the pane says, ``None`` where nobody is known."""
        if self._opened is None or self._session is None or self._look is None:
            return None
        case, view = self._opened
        if view is None:
            return None
        return of_case(
            self._session,
            Opened(case, view),
            self._look(cells),
            organisation=self.people,
            folded=frozenset(self.folded),
            whole=frozenset(self.whole),
            unfolded=self.unfolded,
        )

    def _go_to(self, target: object) -> None:
        if target is not None:
            self.put(target)

    def _customer_rows(self, cells: int) -> Sequence[Row]:
        about = self.about(cells)
        if about is not None:
            return pane(about)
        if self._opened is None:
            return []
        return [Row([("Nobody is known here yet.", "muted")])]


def of_case(session: Session, opened: Opened, look: Look, **more: object) -> About:
    """Return what the pane, or the strip above a case, says of a case's customer."""
    case, view = opened
    assert view is not None
    return About(
        view,
        case.row,
        look,
        about_customer.on_this(case, look.now),
        about_customer.hours(session.setup, case, look.now, look.zone),
        **more,  # type: ignore[arg-type] # the fields of About that only the pane has
    )


def show_people(pane: CustomerPane, session: Session) -> None:
    """Read who else is at the customer's organisation, behind everything else, and show it."""
    name = pane.organisation

    async def read() -> None:
        with suppress(StoreError):
            pane.know(await session.store.reads.organisation(name))

    if name:
        run_behind(pane.app, read, "open")
