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
            self._place(row)

    @property
    def total(self) -> int:
        """What all of it costs."""
        return sum(self.costs[row][column] for row, column in enumerate(self.column))

    def each_first(self) -> list[int]:
        """Return, for each row, what all of it costs at least if that row goes into column 0.

        Whoever holds column 0 gives it up and looks for another place; how much dearer each place
        is for them, through chains of others that move on, is found once for all places.
        """
        size, total = len(self.costs), self.total
        moved = self._row[0]
        away: list[int | None] = [None] * size
        seen = [column == 0 for column in range(size)]
        row, spent = moved, 0
        for _ in range(size - 1):
            nearest, least = _NONE, 0
            for other in range(size):
                if seen[other]:
                    continue
                known = away[other]
                above = spent + self._above(row, other)
                if known is None or above < known:
                    away[other] = known = above
                if nearest == _NONE or known < least:
                    nearest, least = other, known
            seen[nearest] = True
            row, spent = self._row[nearest], least
        firsts = []
        for row, held in enumerate(self.column):
            dearer = 0 if held == 0 else self._above(row, 0) + (away[held] or 0)
            firsts.append(total + dearer)
        return firsts

    def _above(self, row: int, column: int) -> int:
        return self.costs[row][column] - self._of_row[row] - self._of_column[column]

    def _place(self, first: int) -> None:
        """Find the cheapest chain of moves that gives a row a column."""
        size = len(self.costs)
        away: list[int | None] = [None] * size
        """How far each column is from the row, in costs above the potentials."""
        before = [_NONE] * size
        left = list(range(size))
        row, column, spent = first, _NONE, 0
        while True:
            nearest, least, is_free = _NONE, 0, False
            costs, of_row, of_column = self.costs[row], self._of_row[row], self._of_column
            for other in left:
                above = spent + costs[other] - of_row - of_column[other]
                known = away[other]
                if known is None or above < known:
                    away[other], before[other] = above, column
                    known = above
                if nearest == _NONE or known < least or (known == least and not is_free):
                    # Of places that are equally far, a free one ends the search.
                    nearest, least, is_free = other, known, self._row[other] == _NONE
            column, spent = nearest, least
            left.remove(column)
            if is_free:
                break
            row = self._row[column]
        self._raise(first, left, away, spent)
        while column != _NONE:
            back = before[column]
            row = first if back == _NONE else self._row[back]
            self._row[column], self.column[row] = row, column
            column = back

    def _raise(
        self, first: int, left: Sequence[int], away: Sequence[int | None], spent: int
    ) -> None:
        """Move the potentials, so that what is placed stays the cheapest."""
        self._of_row[first] += spent
        unseen = set(left)
        for column, known in enumerate(away):
            if column not in unseen and known is not None:
                rest = spent - known
                self._of_column[column] -= rest
                if rest and self._row[column] != _NONE:
                    self._of_row[self._row[column]] += rest
