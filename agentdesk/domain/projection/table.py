"""Rows in memory: what a unit has loaded, what time travel folds into, what a rebuild collects."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

import msgspec

from agentdesk.domain.care_rows import ComplaintRow, GoodwillRow, IncidentRow, SurveyRow
from agentdesk.domain.rows import (
    ClockRow,
    Key,
    LaneRow,
    LoadRow,
    PromiseRow,
    Row,
    SendRow,
    TimerRow,
    key_of,
)

R = TypeVar("R", bound=Row)


class Put(msgspec.Struct, frozen=True, gc=False):
    """A row takes this value."""

    row: Row
    key: Key


class Drop(msgspec.Struct, frozen=True, gc=False):
    """A row goes away."""

    type: type[Row]
    key: Key


class Add(msgspec.Struct, frozen=True, gc=False):
    """A counter moves by ``n``; a counter that is not there starts at zero."""

    type: type[Row]
    key: Key
    column: str
    n: int


Change: TypeAlias = Put | Drop | Add


def put(row: Row) -> Put:
    """Make the change that gives a row its value."""
    return Put(row, key_of(row))


_OF_CASE: dict[type[Row], str] = {
    ClockRow: "case_id",
    TimerRow: "case_id",
    SendRow: "case_id",
    PromiseRow: "case_id",
    IncidentRow: "case_id",
    ComplaintRow: "case_id",
    GoodwillRow: "case_id",
    SurveyRow: "case_id",
}


class Table:
    """Rows by type and key, with the rows of a case found quickly."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[type[Row], dict[Key, Any]] = {}
        self._of_case: dict[type[Row], dict[int, dict[Key, None]]] = {}
        for row in rows:
            self.put(row)

    def copy(self) -> "Table":
        """Return a table of the same rows that can change on its own."""
        twin = Table()
        twin._rows = {kind: dict(rows) for kind, rows in self._rows.items()}
        twin._of_case = {
            kind: {case_id: dict(keys) for case_id, keys in of.items()}
            for kind, of in self._of_case.items()
        }
        return twin

    def get(self, type: type[R], *key: int | str) -> R | None:
        """Return the row of that key, or ``None``."""
        found = self._rows.get(type)
        row: R | None = found.get(key) if found else None
        return row

    def one(self, type: type[R], *key: int | str) -> R:
        """Return the row of that key. Raises ``KeyError``."""
        found = self._rows.get(type)
        row: R | None = found.get(key) if found else None
        if row is None:
            raise KeyError((type.__name__, key))
        return row

    def all(self, type: type[R]) -> Iterator[R]:
        """Iterate over every row of a type, in no particular order."""
        return iter(list(self._rows.get(type, {}).values()))

    def of_case(self, type: type[R], case_id: int) -> list[R]:
        """Return a case's rows of a type (clocks, timers, sends …), in the order of their keys."""
        keys = self._of_case.get(type, {}).get(case_id)
        if not keys:
            return []
        rows = self._rows[type]
        return [rows[key] for key in (sorted(keys) if len(keys) > 1 else keys)]

    def put(self, row: Row) -> None:
        """Give a row its value."""
        self._put(row, key_of(row))

    def _put(self, row: Row, key: Key) -> None:
        kind = type(row)
        rows = self._rows.get(kind)
        if rows is None:
            rows = self._rows[kind] = {}
        is_new = key not in rows
        rows[key] = row
        # A row's key never changes, and neither does the case it belongs to.
        if is_new and (column := _OF_CASE.get(kind)) is not None:
            of = self._of_case.setdefault(kind, {})
            of.setdefault(getattr(row, column), {})[key] = None

    def drop(self, type: type[Row], key: Key) -> None:
        """Take a row away; nothing happens if it is not there."""
        row = self._rows.get(type, {}).pop(key, None)
        column = _OF_CASE.get(type)
        if row is not None and column is not None:
            case_id = getattr(row, column)
            of = self._of_case[type][case_id]
            of.pop(key, None)
            if not of:
                del self._of_case[type][case_id]

    def add(self, change: Add) -> None:
        """Move a counter; it starts at zero."""
        row = self._rows.get(change.type, {}).get(change.key)
        if row is None:
            row = _zero(change.type, change.key)
        value = getattr(row, change.column) + change.n
        self._put(msgspec.structs.replace(row, **{change.column: value}), change.key)

    def apply(self, changes: Iterable[Change]) -> None:
        """Apply changes in order."""
        for change in changes:
            if isinstance(change, Put):
                self._put(change.row, change.key)
            elif isinstance(change, Drop):
                self.drop(change.type, change.key)
            else:
                self.add(change)


class Tally:
    """What many changes come to: the last value of each row, the rows that go, the counters."""

    def __init__(self) -> None:
        self._puts: dict[tuple[type[Row], Key], Row] = {}
        self._gone: dict[tuple[type[Row], Key], None] = {}
        self._adds: dict[tuple[type[Row], Key, str], int] = {}

    def take(self, changes: Iterable[Change]) -> None:
        """Take changes in, in order."""
        for change in changes:
            if isinstance(change, Put):
                place = (type(change.row), change.key)
                self._puts[place] = change.row
                if self._gone:
                    self._gone.pop(place, None)
            elif isinstance(change, Drop):
                self._puts.pop((change.type, change.key), None)
                self._gone[change.type, change.key] = None
            else:
                slot = (change.type, change.key, change.column)
                self._adds[slot] = self._adds.get(slot, 0) + change.n

    @property
    def puts(self) -> tuple[Row, ...]:
        """The final row per key."""
        return tuple(self._puts.values())

    @property
    def gone(self) -> tuple[tuple[type[Row], Key], ...]:
        """The rows that go away."""
        return tuple(self._gone)

    @property
    def adds(self) -> tuple[Add, ...]:
        """How the counters move.

        Also those that come to nothing: a rebuild, which adds one by one, makes their row too.
        """
        return tuple(Add(*slot, n) for slot, n in self._adds.items())


class Tallied(Table):
    """A table that remembers which of its rows were changed, for thousands of changes at once.

    Counters are only added up: their rows stay as they were loaded.
    """

    def __init__(self, rows: Table) -> None:
        """Take over another table's rows: that one is not to be used any more."""
        super().__init__()
        self._rows, self._of_case = rows._rows, rows._of_case
        self._touched: dict[type[Row], dict[Key, None]] = {}
        self._places: dict[type[Row], tuple[dict[Key, Any], dict[Key, None]]] = {}
        self._adds: dict[tuple[type[Row], Key, str], int] = {}

    def apply(self, changes: Iterable[Change]) -> None:
        """Apply changes in order, and remember them."""
        for change in changes:
            if isinstance(change, Put):
                row, key = change.row, change.key
                rows, touched = self._places.get(type(row)) or self._place(type(row))
                if key in rows:
                    rows[key] = row
                else:
                    self._put(row, key)
                touched[key] = None
            elif isinstance(change, Drop):
                self.drop(change.type, change.key)
                self._place(change.type)[1][change.key] = None
            else:
                slot = (change.type, change.key, change.column)
                self._adds[slot] = self._adds.get(slot, 0) + change.n

    def _place(self, kind: type[Row]) -> tuple[dict[Key, Any], dict[Key, None]]:
        """Return a type's rows and the keys of those that were changed."""
        found = (self._rows.setdefault(kind, {}), self._touched.setdefault(kind, {}))
        self._places[kind] = found
        return found

    @property
    def puts(self) -> tuple[Row, ...]:
        """The final row per key."""
        found: list[Row] = []
        for kind, keys in self._touched.items():
            rows = self._rows.get(kind, {})
            found += [rows[key] for key in keys if key in rows]
        return tuple(found)

    @property
    def gone(self) -> tuple[tuple[type[Row], Key], ...]:
        """The rows that go away."""
        found: list[tuple[type[Row], Key]] = []
        for kind, keys in self._touched.items():
            rows = self._rows.get(kind, {})
            found += [(kind, key) for key in keys if key not in rows]
        return tuple(found)

    @property
    def adds(self) -> tuple[Add, ...]:
        """How the counters move."""
        return tuple(Add(*slot, n) for slot, n in self._adds.items())


def _zero(type: type[Row], key: Key) -> Row:
    values: dict[str, Any] = dict(zip(type.KEY, key, strict=True))
    if type is LoadRow:
        return LoadRow(units=0, cases=0, live=0, **values)
    if type is LaneRow:
        return LaneRow(n=0, **values)
    raise TypeError(f"{type.__name__} has no counters")
