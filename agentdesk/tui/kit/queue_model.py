"""What the queue list shows: the agent's own cases, and a window of the waiting ones. Pure.

The window covers a few hundred rows of a queue of any length and is fetched by key. Rows that
come, go or change their rank settle around the selected case: it keeps its line on the screen.
A selected case that leaves stays as a *ghost* until the cursor moves, so that a key on its way
never meets another case.
"""

from collections.abc import Callable, Iterable

import msgspec

from agentdesk.domain.views import QueuePage, QueueRow
from agentdesk.tui.kit.queue_marks import Marks
from agentdesk.tui.kit.queue_window import CAP as CAP
from agentdesk.tui.kit.queue_window import WINDOW as WINDOW
from agentdesk.tui.kit.queue_window import Key, Window, by_rank


class Need(msgspec.Struct, frozen=True):
    """Rows that must be fetched: those after or before a key, the first page or the last one."""

    after: Key | None = None
    before: Key | None = None
    end: bool = False
    """The last page; with no field set the first page is meant."""


class Place(msgspec.Struct, frozen=True):
    """Where a row stands: in which section, and which one it is there."""

    mine: bool
    index: int


class QueueModel:
    """Rows, selection and marks. ``need`` is called when rows beyond the window are wanted."""

    def __init__(self, need: Callable[[Need], None] | None = None) -> None:
        self.mine: list[QueueRow] = []
        self.window = Window()
        self.selected: int | None = None
        self.ghost: int | None = None
        self.marks = Marks()
        self.fresh: set[int] = set()
        """Waiting cases that came since they were last on the screen."""
        self._need = need
        self._asked: Need | None = None
        self._wanted = 0
        self._loaded = False

    # Reading

    def __len__(self) -> int:
        return len(self.mine) + len(self.waiting)

    @property
    def waiting(self) -> list[QueueRow]:
        """Return the waiting rows in the window."""
        return self.window.rows

    @property
    def above(self) -> int:
        """Return how many waiting cases stand before the window."""
        return self.window.above

    @property
    def below(self) -> int:
        """Return how many waiting cases stand after the window."""
        return self.window.below

    @property
    def total(self) -> int:
        """Return how many cases wait, in the window and outside."""
        return self.above + len(self.waiting) + self.below

    @property
    def selected_row(self) -> QueueRow | None:
        """Return the selected row, also while it is a ghost."""
        place = self.place(self.selected)
        return None if place is None else self.at(place)

    @property
    def waiting_for_rows(self) -> bool:
        """Say whether rows have been asked for and not come yet."""
        return self._asked is not None

    @property
    def mine_wrote(self) -> int:
        """Count the agent's cases in which the customer wrote and nobody answered."""
        return sum(row.wrote_at is not None for row in self.mine)

    def at(self, place: Place) -> QueueRow:
        """Return the row at a place. Raises ``IndexError`` beyond the ends."""
        return (self.mine if place.mine else self.waiting)[place.index]

    def place(self, case_id: int | None) -> Place | None:
        """Return where a case stands, ``None`` if it is not in the window."""
        if case_id is None:
            return None
        for index, row in enumerate(self.mine):
            if row.case_id == case_id:
                return Place(True, index)
        found = self.window.index(case_id)
        return None if found is None else Place(False, found)

    # Changing the rows

    def show(
        self,
        mine: Iterable[QueueRow],
        page: QueuePage,
        key: Callable[[QueueRow], Key] = by_rank,
    ) -> None:
        """Show another list: other rows, in another order. The cursor stays on its case if it is
        in the new list, too, and begins at the top otherwise."""
        self.ghost = self._asked = None
        self.fresh.clear()
        self.window, self._loaded = Window(key), False
        self.mine = sorted(mine, key=_mine_order)
        self.set_page(page)
        if self.place(self.selected) is None:
            self.selected = None
            self._first_selection()

    def set_mine(self, rows: Iterable[QueueRow]) -> None:
        """Replace the agent's own cases.

        Those in which the customer wrote come first. While the cursor is among them the rows
        known keep their order and new ones come last.
        """
        new = {row.case_id: row for row in rows}
        order = sorted(new.values(), key=_mine_order)
        place = self.place(self.selected)
        if place is not None and place.mine:
            known = [row.case_id for row in self.mine if row.case_id in new]
            if self.selected not in new and self.selected is not None:
                return self._keep_mine_ghost(new, order)
            order = [new[case_id] for case_id in known] + [
                row for row in order if row.case_id not in known
            ]
        self.mine = order
        self._drop_twins(new)
        self._first_selection()
        return None

    def set_page(self, page: QueuePage) -> None:
        """Replace the window by another page."""
        window = self.window
        selected, place = self.selected_row, self.place(self.selected)
        before = {row.case_id for row in self.waiting}
        mine = {row.case_id for row in self.mine}
        rows = [row for row in page.rows if row.case_id not in mine]
        if self._loaded:
            end = window.keys[-1] if window.keys and window.below else None
            self.fresh |= {
                row.case_id
                for row in rows
                if row.case_id not in before and (end is None or window.key(row) <= end)
            }
        self._loaded = True
        window.set(rows)
        window.above, window.below = page.above, page.below
        self._asked = None
        gone = selected is not None and self.place(selected.case_id) is None
        if gone and selected is not None and place is not None and not place.mine:
            window.insert(selected)
            self.ghost = selected.case_id
        elif self.ghost is not None and self.ghost in {row.case_id for row in page.rows}:
            self.ghost = None
        self._first_selection()

    def extend(self, page: QueuePage, need: Need) -> None:
        """Take in the rows asked for by ``need``; an answer to an older question is dropped."""
        if need != self._asked:
            return
        self._asked = None
        known = {row.case_id for row in self.waiting} | {row.case_id for row in self.mine}
        rows = [row for row in page.rows if row.case_id not in known]
        if need.before is not None:
            self.window.set(rows + self.waiting)
            self.window.above = page.above
        elif need.after is not None:
            self.window.set(self.waiting + rows)
            self.window.below = page.below
        else:
            self._jump(page, need)
            return
        self._trim(front=need.before is None)
        wanted, self._wanted = self._wanted, 0
        if wanted:
            self.move(wanted)

    def upsert(self, row: QueueRow) -> None:
        """Take in a waiting row that came or changed; rows outside the window only count."""
        window, key = self.window, self.window.key(row)
        known = self.place(row.case_id)
        if known is not None and known.mine:
            self._remove(row.case_id)
        inside = window.covers(key)
        if known is not None and not known.mine:
            if not inside and row.case_id == self.selected:
                self.ghost = row.case_id
                return
            self._remove(row.case_id)
        if self.ghost == row.case_id:
            self.ghost = None
        if inside:
            window.insert(row)
            if known is None:
                self.fresh.add(row.case_id)
            self._trim(front=False)
        else:
            window.count_outside(key)
        self._first_selection()

    def drop(self, case_id: int) -> None:
        """Take a waiting case out; the selected one stays as a ghost until the cursor moves."""
        self.fresh.discard(case_id)
        if self.place(case_id) is None:
            return
        if case_id == self.selected:
            self.ghost = case_id
        else:
            self._remove(case_id)

    def set_total(self, total: int) -> None:
        """Take in how many cases wait in all. A window that holds them all knows better."""
        if self.above or self.below:
            self.window.below = max(0, min(CAP, total - self.above - len(self.waiting)))

    # The cursor

    def select(self, case_id: int) -> bool:
        """Put the cursor on a case; ``False`` if it is not in the window."""
        if self.place(case_id) is None:
            return False
        if case_id != self.selected:
            self.selected = case_id
            self._bury_ghost()
        return True

    def move(self, by: int) -> None:
        """Move the cursor by rows, over both sections; past the window rows are asked for."""
        place = self.place(self.selected)
        if place is None:
            self._first_selection()
            return
        index = place.index + (0 if place.mine else len(self.mine))
        target = index + by
        last = len(self) - 1
        if target > last and self.below:
            self._ask(Need(after=self.window.keys[-1] if self.window.keys else None), target - last)
        elif by > 0 and self.above and place.mine and target >= len(self.mine):
            self._ask(Need(), target - len(self.mine) + 1)
            target = len(self.mine) - 1
        elif by < 0 and self.above and target < len(self.mine) <= index:
            self._ask(Need(before=self.window.keys[0]), target - len(self.mine))
            target = len(self.mine)
        self._select_index(max(0, min(last, target)))

    def look_ahead(self, margin: int) -> None:
        """Ask for more rows when the cursor is within ``margin`` rows of the window's edge."""
        place = self.place(self.selected)
        if place is None or place.mine or self._asked is not None:
            return
        if self.below and place.index >= len(self.waiting) - margin:
            self._ask(Need(after=self.window.keys[-1]), 0)
        elif self.above and place.index < margin:
            self._ask(Need(before=self.window.keys[0]), 0)

    def to_top(self) -> None:
        """Put the cursor on the very first row; the first page is asked for if it is not here."""
        if self.above:
            self._ask(Need(), 0)
        if len(self):
            self._select_index(0)

    def to_end(self) -> None:
        """Put the cursor on the very last row; the last page is asked for if it is not here."""
        if self.below:
            self._ask(Need(end=True), 0)
        elif len(self):
            self._select_index(len(self) - 1)

    # Inside

    def _ask(self, need: Need, wanted: int) -> None:
        if self._asked is not None:
            self._wanted += wanted
            return
        self._asked, self._wanted = need, wanted
        if self._need is None:
            self._asked = None
        else:
            self._need(need)

    def _jump(self, page: QueuePage, need: Need) -> None:
        """Go to the first or the last page of the queue."""
        wanted, self._wanted = self._wanted, 0
        place = self.place(self.selected)
        in_mine = place is not None and place.mine
        mine = {row.case_id for row in self.mine}
        self.ghost = self.ghost if self.ghost in mine else None
        self.window.set([row for row in page.rows if row.case_id not in mine])
        self.window.above, self.window.below = page.above, page.below
        if need.end:
            self._select_index(len(self) - 1)
        elif wanted and self.waiting:
            self._select_index(min(len(self) - 1, len(self.mine) + max(0, wanted - 1)))
        elif not in_mine and len(self):
            self._select_index(0)

    def _select_index(self, index: int) -> None:
        if not 0 <= index < len(self):
            return
        rows = self.mine if index < len(self.mine) else self.waiting
        row = rows[index if rows is self.mine else index - len(self.mine)]
        if row.case_id != self.selected:
            self.selected = row.case_id
            self._bury_ghost()

    def _first_selection(self) -> None:
        if self.place(self.selected) is None:
            first = (self.mine or self.waiting)[:1]
            self.selected = first[0].case_id if first else None

    def _bury_ghost(self) -> None:
        if self.ghost is not None and self.ghost != self.selected:
            ghost, self.ghost = self.ghost, None
            self._remove(ghost)

    def _keep_mine_ghost(self, new: dict[int, QueueRow], order: list[QueueRow]) -> None:
        self.ghost = self.selected
        kept = [
            new.get(row.case_id, row)
            for row in self.mine
            if row.case_id in new or row.case_id == self.ghost
        ]
        known = {row.case_id for row in kept}
        self.mine = kept + [row for row in order if row.case_id not in known]
        self._drop_twins(new)

    def _drop_twins(self, mine: Iterable[int]) -> None:
        """A case taken stands among mine, no longer among the waiting."""
        taken = set(mine)
        if self.ghost in taken:
            self.ghost = None
        if any(row.case_id in taken for row in self.waiting):
            self.window.set([row for row in self.waiting if row.case_id not in taken])

    def _remove(self, case_id: int) -> None:
        self.mine = [row for row in self.mine if row.case_id != case_id]
        index = self.window.index(case_id)
        if index is not None:
            self.window.remove(index)

    def _trim(self, front: bool) -> None:
        place = self.place(self.selected)
        self.window.trim(front, 0 if place is None or place.mine else place.index)


def _mine_order(row: QueueRow) -> tuple[bool, int, Key]:
    due = row.due_at if row.due_at is not None else 1 << 62
    return (row.wrote_at is None, due, row.key)
