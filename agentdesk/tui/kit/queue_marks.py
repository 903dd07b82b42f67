"""Marked cases: they hold through filters, views and new ranks, until a person drops them. Pure."""

from collections.abc import Iterable, Iterator

from agentdesk.domain.views import QueueRow


class Marks:
    """The marked cases, each as it was when it was marked, in the order of marking."""

    def __init__(self) -> None:
        self._rows: dict[int, QueueRow] = {}
        self._all: tuple[object, frozenset[int]] | None = None
        """What was marked all at once, in which list, while nothing else was marked since."""
        self.changed: set[int] = set()
        """Marked cases on which somebody has acted since."""

    def __contains__(self, case_id: object) -> bool:
        return case_id in self._rows

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """Return the cases as they were marked."""
        return tuple(self._rows.values())

    def toggle(self, row: QueueRow) -> None:
        """Mark a case, or take its mark away."""
        if row.case_id in self._rows:
            self.drop((row.case_id,))
        else:
            self._rows[row.case_id] = row
            self._all = None

    def toggle_all(self, rows: Iterable[QueueRow], of: object = None) -> bool:
        """Mark all these; the second time in a row, take those marks away. Say whether they are.

        ``of`` names the list they stand in: in another one it is a first time. A case that came
        into the list in between was not marked and is not.
        """
        shown = {row.case_id: row for row in rows}
        before, self._all = self._all, None
        if before is not None and before[0] == of and before[1] & self._rows.keys():
            self.drop(before[1])
            return False
        if shown.keys() <= self._rows.keys():
            self.drop(shown)
            return False
        self._rows = {**shown, **self._rows}
        self._all = of, frozenset(shown)
        return True

    def drop(self, case_ids: Iterable[int] | None = None) -> None:
        """Take the marks of these cases away, or all."""
        self._all = None
        for case_id in tuple(self._rows if case_ids is None else case_ids):
            self._rows.pop(case_id, None)
            self.changed.discard(case_id)

    def note(self, row: QueueRow) -> None:
        """Take in how a case is now: acted on since it was marked, or (undone) as it was."""
        marked = self._rows.get(row.case_id)
        if marked is None:
            return
        if row.version == marked.version:
            self.changed.discard(row.case_id)
        else:
            self.changed.add(row.case_id)
