"""Proofs that a projection is what its log says, and that its counters count."""

from collections.abc import Iterable

from agentdesk.domain.events import Fact
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import TABLES, CaseRow, Key, LaneRow, LoadRow, Row, bucket_of, key_of


def problems(table: Table, facts: Iterable[Fact]) -> list[str]:
    """Return whatever of the projection is not what its log and its own cases say."""
    folded = refold(facts)
    wrong = [
        f"{kind.__name__} {key}: {mine}, but the log says {theirs}"
        for kind in TABLES
        for key in sorted(_keys(table, kind) | _keys(folded, kind), key=str)
        if (mine := _row(table, kind, key)) != (theirs := _row(folded, kind, key))
    ]
    return wrong + recount(table)


def refold(facts: Iterable[Fact]) -> Table:
    """Fold facts into rows from nothing."""
    table = Table()
    for fact in facts:
        table.apply(project(table, fact))
    return table


def recount(table: Table) -> list[str]:
    """Compare every counter with a count of the cases."""
    lanes: dict[Key, int] = {}
    units: dict[str, int] = {}
    cases: dict[str, int] = {}
    for row in table.all(CaseRow):
        place = (row.lane, bucket_of(row))
        lanes[place] = lanes.get(place, 0) + 1
        if row.owner is not None and row.active:
            busy = row.state in ("new", "open") and row.wake_at is None
            units[row.owner] = units.get(row.owner, 0) + (row.units if busy else 0)
            cases[row.owner] = cases.get(row.owner, 0) + 1
    wrong = [
        f"lane {row.lane} {row.bucket}: {row.n}"
        for row in table.all(LaneRow)
        if row.n != lanes.pop((row.lane, row.bucket), 0)
    ]
    wrong += [
        f"load of {row.agent}: {row.units} units, {row.cases} cases"
        for row in table.all(LoadRow)
        if (row.units, row.cases) != (units.get(row.agent, 0), cases.pop(row.agent, 0))
    ]
    return wrong + [f"not counted: {missing}" for missing in (*lanes, *cases)]


def _keys(table: Table, kind: type[Row]) -> set[Key]:
    return {key_of(row) for row in table.all(kind)}


def _row(table: Table, kind: type[Row], key: Key) -> Row | None:
    """Return a row, or ``None`` for a counter at zero: within one unit it may come and go."""
    row = table.get(kind, *key)
    if isinstance(row, LaneRow) and row.n == 0:
        return None
    if isinstance(row, LoadRow) and row.units == row.cases == 0:
        return None
    return row
