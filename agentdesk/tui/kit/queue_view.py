"""Which line of the queue list shows what: sections, rows, what is out of sight. Pure.

From top to bottom: a heading (wide screens), the agent's own cases, which never scroll away, the
waiting cases, and on narrow screens a line about the selected one. A line is a small tuple, so
that two layouts can be compared and only what differs is painted.
"""

from typing import NamedTuple

from agentdesk.domain.views import QueueRow
from agentdesk.text import wrap
from agentdesk.tui.kit.queue_model import CAP, QueueModel


class Line(NamedTuple):
    """One line: its kind (``heading rule row text detail blank``), and what it shows."""

    kind: str
    text: str = ""
    row: QueueRow | None = None
    part: int = 0
    mine: bool = False
    selected: bool = False
    marked: bool = False
    ghost: bool = False


class Outside(NamedTuple):
    """What is not to be seen of the waiting cases."""

    new: int
    above: int
    below: int


BLANK = Line("blank")


class QueueView:
    """The scroll position over a model, and the lines that follow from it."""

    def __init__(self, model: QueueModel) -> None:
        self.model = model
        self.height = 0
        self.tall = 1
        """Lines a row takes: one, or two in a narrow pane."""
        self.heading = False
        self.mine_title: str | None = ""
        """Title of the own cases; empty for the usual one, ``None`` for no such section."""
        self.waiting_title = ""
        self.waiting_words = ("waiting", "in T's order")
        """What the waiting cases are called, and their order, in the usual title."""
        self.detail = ""
        self.empty = ""
        """Why no case waits and what to do next, for when none does."""
        self.cells = 80
        self.top = 0
        """First waiting row on the screen; below zero leaves lines empty to keep the cursor."""
        self.mine_top = 0
        self.in_hand = False
        """Whether a person moved the cursor here, or pointed at something: it keeps its line."""

    # Sizes

    @property
    def mine_rows(self) -> int:
        """Return how many of the own cases are on the screen: at most half the height."""
        if self.mine_title is None:
            return 0
        room = max(1, (self.height - 2) // 2 // self.tall)
        return min(len(self.model.mine), room)

    @property
    def fixed(self) -> int:
        """Return how many lines stand above the first waiting row."""
        head = 1 if self.heading else 0
        return head + (0 if self.mine_title is None else 1 + self.mine_rows * self.tall) + 1

    @property
    def page(self) -> int:
        """Return how many waiting rows fit."""
        room = self.height - self.fixed - (1 if self.detail else 0)
        return max(1, room // self.tall)

    # Scrolling

    def cursor_line(self) -> int | None:
        """Return the line of the selected row, ``None`` when it is out of sight."""
        place = self.model.place(self.model.selected)
        if place is None:
            return None
        if place.mine:
            seen = 0 <= place.index - self.mine_top < self.mine_rows
            head = 1 if self.heading else 0
            return head + 1 + (place.index - self.mine_top) * self.tall if seen else None
        seen = 0 <= place.index - self.top < self.page
        return self.fixed + (place.index - self.top) * self.tall if seen else None

    def keep(self, line: int | None) -> None:
        """Scroll so that the selected row stands on ``line`` again, after rows have changed.

        A list that nobody has in hand shows its first rows instead, as long as the selected one
        is among them.
        """
        place = self.model.place(self.model.selected)
        if place is None:
            self.in_hand = False
        elif not self.in_hand and not self.model.above:
            self.top = 0
        if place is None or line is None or (not place.mine and line < self.fixed):
            self.follow()
        elif place.mine:
            self._clamp()
        elif self.in_hand or self.model.above:
            self.top = place.index - (line - self.fixed) // self.tall
        self._in_sight()

    def follow(self) -> None:
        """Scroll to the selected row after it was moved; half a page when it left the screen."""
        place = self.model.place(self.model.selected)
        if place is None:
            self._clamp()
        elif place.mine:
            rows = self.mine_rows
            if not self.mine_top <= place.index < self.mine_top + rows:
                self.mine_top = place.index - rows // 2
            self._clamp()
        else:
            if not self.top <= place.index < self.top + self.page:
                self.top = place.index - self.page // 2
            self._clamp()

    def scroll(self, by: int) -> None:
        """Scroll the waiting rows, leaving the cursor where it is."""
        self.top += by
        self._clamp()

    def _clamp(self) -> None:
        model = self.model
        self.top = max(0, min(self.top, len(model.waiting) - self.page))
        self.mine_top = max(0, min(self.mine_top, len(model.mine) - self.mine_rows))

    def _in_sight(self) -> None:
        """Correct a position that would push the selected row off the screen."""
        if self.cursor_line() is None:
            self.follow()
        elif self.top > max(0, len(self.model.waiting) - 1):
            self._clamp()

    # Showing

    def outside(self) -> Outside:
        """Return what is above and below; rows on the screen are new no longer."""
        model, top = self.model, max(0, self.top)
        seen = {row.case_id for row in model.waiting[top : max(0, self.top + self.page)]}
        model.fresh -= seen
        new = sum(row.case_id in model.fresh for row in model.waiting[:top])
        below = model.below + max(0, len(model.waiting) - self.top - self.page)
        return Outside(new, model.above + top, below)

    def lines(self) -> list[Line]:
        """Return what each line of the screen shows, from the top."""
        lines: list[Line] = [Line("heading")] if self.heading else []
        model = self.model
        if self.mine_title is not None:
            lines.append(Line("rule", self.mine_title or self._usual_mine()))
            for row in model.mine[self.mine_top : self.mine_top + self.mine_rows]:
                lines += self._row(row, mine=True)
        lines.append(Line("rule", self.waiting_title or self._usual_waiting()))
        lines += [BLANK] * (max(0, -self.top) * self.tall)
        for row in model.waiting[max(0, self.top) : max(0, self.top + self.page)]:
            lines += self._row(row, mine=False)
        if self.empty and not model.total:
            lines += [Line("text", piece) for piece in wrap(self.empty, max(1, self.cells - 2))]
        room = self.height - (1 if self.detail else 0)
        lines = lines[:room] + [BLANK] * (room - len(lines))
        return [*lines, Line("detail", self.detail)] if self.detail else lines

    def row_at(self, line: int) -> QueueRow | None:
        """Return the row on a line, for the mouse."""
        lines = self.lines()
        return lines[line].row if 0 <= line < len(lines) else None

    def _row(self, row: QueueRow, mine: bool) -> list[Line]:
        model, case_id = self.model, row.case_id
        selected, marked = case_id == model.selected, case_id in model.marks
        ghost = case_id == model.ghost
        return [
            Line("row", "", row, part, mine, selected, marked, ghost) for part in range(self.tall)
        ]

    def _usual_mine(self) -> str:
        wrote = self.model.mine_wrote
        return f"mine {len(self.model.mine)}" + (f" · {wrote} wrote" if wrote else "")

    def _usual_waiting(self) -> str:
        name, order = self.waiting_words
        return f"{name} {capped(self.model.total)} · {order}"


def capped(count: int) -> str:
    """Return a count as shown; from 1,000 on nobody counts on."""
    return str(count) if count < CAP else "999+"


def outside_text(outside: Outside, up: str = "↑", down: str = "↓", dot: str = "·") -> str:
    """Return ``↑2 new · ↓28`` for the pane's lower edge, empty when all is in sight."""
    parts = []
    if outside.new:
        parts.append(f"{up}{capped(outside.new)} new")
    elif outside.above:
        parts.append(f"{up}{capped(outside.above)}")
    if outside.below:
        parts.append(f"{down}{capped(outside.below)}")
    return f" {dot} ".join(parts)
