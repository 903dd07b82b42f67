"""Who goes into which place so that it costs least: the assignment problem, solved exactly.

Shortest augmenting paths with potentials; ``n`` things into ``n`` places in the order of ``n³``.
Costs are whole numbers, so that the same costs give the same sum on any machine.
"""

from collections.abc import Sequence

_NONE = -1


class Assignment:
    """The cheapest way to put row ``r`` into column ``column[r]``, with what proves it."""

    def __init__(self, costs: Sequence[Sequence[int]]) -> None:
        self.costs = costs
        size = len(costs)
        self.column = [_NONE] * size
        self._row = [_NONE] * size
        self._of_row, self._of_column = [0] * size, [0] * size
        for row in range(size):
            self._place(row, _NONE)

    @property
    def total(self) -> int:
        """What all of it costs."""
        return sum(self.costs[row][column] for row, column in enumerate(self.column))

    def with_first(self, row: int) -> int:
        """Return what all of it costs at least if ``row`` goes into column 0."""
        held = self.column[row]
        if held == 0:
            return self.total
        other = Assignment.__new__(Assignment)
        other.costs = self.costs
        other.column, other._row = list(self.column), list(self._row)
        other._of_row, other._of_column = list(self._of_row), list(self._of_column)
        moved = other._row[0]
        other.column[row], other._row[0] = 0, row
        other.column[moved], other._row[held] = _NONE, _NONE
        other._place(moved, 0)
        return other.total

    def _place(self, first: int, shut: int) -> None:
        """Find the cheapest chain of moves that gives a row a column; ``shut`` stays as it is."""
        size = len(self.costs)
        away: list[int | None] = [None] * size
        """How far each column is from the row, in costs above the potentials."""
        before = [_NONE] * size
        seen = [False] * size
        if shut != _NONE:
            seen[shut] = True
        row, column, spent = first, _NONE, 0
        while True:
            nearest, least = _NONE, 0
            for other in range(size):
                if seen[other]:
                    continue
                above = self.costs[row][other] - self._of_row[row] - self._of_column[other]
                known = away[other]
                if known is None or spent + above < known:
                    away[other], before[other] = spent + above, column
                    known = spent + above
                if nearest == _NONE or known < least:
                    nearest, least = other, known
            column, spent = nearest, least
            seen[column] = True
            if self._row[column] == _NONE:
                break
            row = self._row[column]
        self._raise(first, shut, seen, away, spent)
        while column != _NONE:
            back = before[column]
            row = first if back == _NONE else self._row[back]
            self._row[column], self.column[row] = row, column
            column = back

    def _raise(
        self, first: int, shut: int, seen: list[bool], away: list[int | None], spent: int
    ) -> None:
        """Move the potentials, so that what is placed stays the cheapest."""
        self._of_row[first] += spent
        for column, known in enumerate(away):
            if seen[column] and column != shut and known is not None:
                rest = spent - known
                self._of_column[column] -= rest
                if rest and self._row[column] != _NONE:
                    self._of_row[self._row[column]] += rest
