"""A window of a list of any length: a few hundred rows in order, and how many lie outside. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Iterable

from agentdesk.domain.views import QueueRow

Key = tuple[int, int, int, int]

WINDOW = 400
"""Rows kept around the cursor at most."""
CAP = 1_000
"""Counts from here on are shown as ``999+``."""


def by_rank(row: QueueRow) -> Key:
    """Return the place in the order of taking."""
    return row.key


class Window:
    """Rows in the order of ``key``, and the number of rows before and after them."""

    def __init__(self, key: Callable[[QueueRow], Key] = by_rank) -> None:
        self.rows: list[QueueRow] = []
        self.above = 0
        self.below = 0
        self.key = key
        self.keys: list[Key] = []

    def set(self, rows: Iterable[QueueRow]) -> None:
        """Replace the rows, which are in order."""
        self.rows = list(rows)
        self.keys = [self.key(row) for row in self.rows]

    def index(self, case_id: int) -> int | None:
        """Return where a case stands, ``None`` if it is not in the window."""
        for index, row in enumerate(self.rows):
            if row.case_id == case_id:
                return index
        return None

    def insert(self, row: QueueRow) -> None:
        """Put a row in its place."""
        key = self.key(row)
        index = bisect_left(self.keys, key)
        self.rows.insert(index, row)
        self.keys.insert(index, key)

    def replace(self, index: int, row: QueueRow) -> None:
        """Put a row where another one stands, whatever its rank."""
        self.rows[index], self.keys[index] = row, self.key(row)

    def remove(self, index: int) -> None:
        """Take a row out."""
        del self.rows[index], self.keys[index]

    def covers(self, key: Key) -> bool:
        """Say whether a place lies within the window."""
        if not self.keys:
            return not self.above and not self.below
        after_start = key > self.keys[0] or not self.above
        return after_start and (key < self.keys[-1] or not self.below)

    def count_outside(self, key: Key) -> None:
        """Count a row that came outside the window."""
        if self.keys and key < self.keys[0]:
            self.above = min(CAP, self.above + 1)
        else:
            self.below = min(CAP, self.below + 1)

    def trim(self, front: bool, here: int) -> None:
        """Forget rows far from the row at ``here`` once the window has grown too large."""
        surplus = len(self.rows) - WINDOW
        if surplus <= 0:
            return
        if front:
            surplus = min(surplus, here)
            self.above = min(CAP, self.above + surplus)
            self.set(self.rows[surplus:])
        else:
            surplus = min(surplus, len(self.rows) - 1 - here)
            self.below = min(CAP, self.below + surplus)
            self.set(self.rows[: len(self.rows) - surplus])
