"""How the desk stood at a time: the log up to then, folded, is what the store held then."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.events import CommandUndone, decode, encode
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import TABLES, CaseRow, ClockRow, Key, LaneRow, LoadRow, Row, key_of
from tests.desk.test_anything_goes import STEPS, Step, refusal_of
from tests.support.memory_store import MemoryStore
from tests.support.office import MONDAY, Office

Rows = dict[tuple[type[Row], Key], Row]


def rows_of(table: Table) -> Rows:
    """Return every row of a table; a counter at zero is none."""
    return {
        (kind, key_of(row)): row
        for kind in TABLES
        for row in table.all(kind)
        if not (isinstance(row, LaneRow) and row.n == 0)
        and not (isinstance(row, LoadRow) and row.units == row.cases == 0)
    }


def as_of(store: MemoryStore, at: int) -> Table:
    """Fold what was recorded by ``at``, from the text it was recorded as."""
    table = Table()
    for entry in store.log:
        if entry.recorded_at <= at:
            event = entry.fact.event
            read = decode(event.kind, event.v, encode(event))
            table.apply(project(table, msgspec.structs.replace(entry.fact, event=read)))
    return table


class Watched:
    """An office, and what its store held at the end of every instant at which it wrote."""

    def __init__(self) -> None:
        self.office = Office()
        self.seen: dict[int, Rows] = {}
        act = self.office.store.act_now

        def watching(use_case, command):  # type: ignore[no-untyped-def]  # wraps a generic method
            outcome = act(use_case, command)
            if self.office.store.log:
                at = self.office.store.log[-1].recorded_at
                self.seen[at] = rows_of(self.office.store.table)
            return outcome

        self.office.store.act_now = watching  # type: ignore[method-assign]  # only to look on


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(
    st.lists(st.tuples(STEPS, st.sampled_from([0, 0, 1, SECOND, MINUTE])), min_size=5, max_size=30)
)
def test_every_moment_of_any_history_folds_to_what_was_seen_then(
    steps: list[tuple[Step, int]],
) -> None:
    watched = Watched()
    office = watched.office
    office.here("lena", "omar", "rita", "mona", "chip")
    for number in range(3):
        office.mail(sender=f"customer{number // 2}@there.example")
    for step, pause in steps:
        refusal_of(step, office)
        office.later(pause)
    recorded = [entry.recorded_at for entry in office.store.log]
    assert recorded == sorted(recorded)
    for at, seen in watched.seen.items():
        assert rows_of(as_of(office.store, at)) == seen
        assert rows_of(as_of(office.store, at + 1)) == watched.seen.get(at + 1, seen)


def test_a_look_back_from_before_an_undo_still_shows_what_was_undone() -> None:
    watched = Watched()
    office = watched.office
    office.here("lena")
    case_id = office.mail()
    office.do("lena", Take, case_id=case_id)
    office.later(MINUTE)
    office.reply("lena", case_id, then="resolve", disposition="answered", summary="Refunded.")
    resolved = office.clock.at
    office.later(5 * SECOND)
    office.do("lena", Undo)
    undone = office.clock.at
    office.later(SECOND)
    office.do("lena", Redo)
    states = [
        as_of(office.store, at).one(CaseRow, case_id).state
        for at in (MONDAY, resolved - 1, resolved, undone - 1, undone, office.clock.at)
    ]
    assert states == ["open", "open", "resolved", "resolved", "open", "resolved"]
    clock = as_of(office.store, undone - 1).one(ClockRow, case_id, "FR")
    assert (clock.state, clock.stopped_at) == ("stopped", resolved)
    assert as_of(office.store, undone).one(ClockRow, case_id, "FR").state == "running"
    assert any(isinstance(entry.fact.event, CommandUndone) for entry in office.store.log)


def test_what_is_recorded_late_is_seen_from_when_it_was_recorded() -> None:
    office = Office()
    case_id = office.mail()
    due = office.case(case_id).due_at or 0
    office.clock.at = due + DAY
    office.later(0)
    before = as_of(office.store, due + HOUR).one(ClockRow, case_id, "FR")
    assert before.breached_at is None, "nobody had recorded it yet"
    assert before.state == "running"
    assert (before.due_at or 0) < due + HOUR, "and still it shows that it is late"
    assert as_of(office.store, due + DAY).one(ClockRow, case_id, "FR").breached_at == due
