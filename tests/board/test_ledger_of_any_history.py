"""Whatever happened in whatever order: the ledger's figures are those of the slow rules."""

from functools import partial

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.records import CaseRecord
from agentdesk.board.scope import Span
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.desk.dismiss import DismissThanks
from agentdesk.desk.merge import Merge
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain.events import Entry
from agentdesk.domain.rows import AgentRow, CaseRow
from tests.board import oracle
from tests.desk.test_anything_goes import STEPS, Step, refusal_of
from tests.support.depth import depth
from tests.support.office import SETUP, Office
from tests.unit.test_as_of import as_of

KEEP = 8 * DAY
ANSWERED: dict[str, str] = {"disposition": "answered", "summary": "Done."}
PLACED = ("waiting", "in_progress", "snoozed", "late", "due_soon", "backlog")
anything = partial(
    settings,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
BUSY = st.one_of(
    STEPS.map(lambda step: step),  # one of these, not one of each of those
    st.builds(
        lambda then: lambda office: office.reply("lena", 1, then=then, **ANSWERED),
        st.sampled_from(["stay", "wait", "resolve", "resolve"]),
    ),
    st.just(lambda office: office.do("lena", Undo)),
    st.just(lambda office: office.do("lena", Undo)),
    st.just(lambda office: office.do("lena", Redo)),
    st.just(lambda office: office.mail("Thank you! My mother is glad too.", case_id=1)),
    st.just(lambda office: thanks(office)),
    st.just(lambda office: office.do("lena", Merge, case_id=2, into=1)),
    st.just(lambda office: office.do("lena", Resolve, case_id=1, **ANSWERED)),
)
"""What anybody may do, and often what figures look at, done by one who takes much of it back."""
histories = given(
    st.lists(
        st.tuples(BUSY, st.sampled_from([0, 0, 0, 1, SECOND, SECOND, MINUTE, 3 * HOUR, 2 * DAY])),
        min_size=8,
        max_size=40,
    )
)


def thanks(office: Office) -> None:
    """Let somebody say that the newest message only said thanks."""
    if messages := office.store.messages(1):
        office.do("lena", DismissThanks, case_id=1, message_id=messages[-1].id)


def history(steps: list[tuple[Step, int]]) -> Office:
    """Let a desk live through steps, with pauses."""
    office = Office()
    office.here("lena", "omar", "rita", "mona", "chip")
    for number in range(3):
        office.mail(sender=f"customer{number // 2}@there.example")
    for step, pause in steps:
        refusal_of(step, office)
        office.later(pause)
    return office


def instants(office: Office) -> list[int]:
    """Return moments at which something was recorded: a few of them, and the last."""
    found = sorted({entry.recorded_at for entry in office.store.log})
    return [*found[3 :: len(found) // 5 + 1], found[-1]]


@anything(max_examples=depth(40, 80))
@histories
def test_every_figure_at_every_moment_is_that_of_the_slow_rules(
    steps: list[tuple[Step, int]],
) -> None:
    office = history(steps)
    log, ledger, done = office.store.log, Ledger(), 0
    for at in instants(office):
        upto = next((n for n, x in enumerate(log) if x.recorded_at > at), len(log))
        ledger.apply(log[done:upto])
        done = upto
        wanted = oracle.expected(log, at)
        found = oracle.measured(oracle.look_at(ledger, SETUP, at), wanted)
        assert oracle.differences(found, wanted) == {}


@anything(max_examples=depth(40, 80))
@histories
def test_what_stands_is_what_the_desk_sees(steps: list[tuple[Step, int]]) -> None:
    office = history(steps)
    log = office.store.log
    ledger, done = Ledger(), 0
    for at in instants(office):
        upto = next((n for n, x in enumerate(log) if x.recorded_at > at), len(log))
        ledger.apply(log[done:upto])
        done = upto
        table = as_of(office.store, at)
        look = oracle.look_at(ledger, SETUP, at)
        found = {
            id: {item.subject.id for item in FIGURES[id].items(look)}  # type: ignore[union-attr]  # cases, all of them
            for id in PLACED
        }
        assert found == oracle.standing(table, at)
        for row in table.all(AgentRow):
            (state,) = [x.state for x in ledger.agents() if x.agent == row.id]
            assert state == row.state
        for case in ledger.active():
            same_as_row(case, table.one(CaseRow, case.id))


def same_as_row(case: CaseRecord, row: CaseRow) -> None:
    """Check what a record and the desk's row both know."""
    names = (
        "state", "queue", "tier", "type", "priority", "level", "language", "owner", "owner_since",
        "created_at", "wake_at", "customer_id", "tags", "waiting_since",
    )  # fmt: skip
    assert {name: getattr(case, name) for name in names} == {
        name: getattr(row, name) for name in names
    }


def state_of(ledger: Ledger) -> list[object]:
    """Return everything that can be read of a ledger."""
    return [
        sorted(ledger.cases(), key=lambda case: case.id),
        sorted(ledger.talks(), key=lambda talk: talk.id),
        sorted(ledger.stretches(), key=lambda x: (x.agent, x.since)),
        list(ledger.moments()),
        sorted(case.id for case in ledger.active()),
        (ledger.seq, ledger.recorded_at),
    ]


@anything(max_examples=depth(25, 50))
@histories
def test_in_one_go_one_by_one_over_a_snapshot_or_from_a_copy_it_is_the_same(
    steps: list[tuple[Step, int]],
) -> None:
    log = history(steps).store.log
    for keep_ms in (None, KEEP):
        whole, single, broken = (Ledger(keep_ms=keep_ms) for _ in range(3))
        whole.apply(log)
        copies: list[tuple[Ledger, int]] = []
        for n, entry in enumerate(log):
            single.apply([entry])
            if n % 7 == 0:
                broken = Ledger.from_bytes(broken.to_bytes())
                copies.append((broken.copy(), n))
            broken.apply([entry])
        assert state_of(single) == state_of(whole)
        assert state_of(broken) == state_of(whole)
        for copy, n in copies[:: len(copies) // 3 or 1]:
            copy.apply(log[n:])
            assert state_of(copy) == state_of(whole)


@anything(max_examples=depth(40, 80))
@given(
    st.lists(
        st.tuples(BUSY, st.sampled_from([0, 0, MINUTE, 5 * HOUR, 3 * DAY, 9 * DAY])),
        min_size=8,
        max_size=40,
    )
)
def test_a_ledger_that_forgets_what_is_over_shows_the_same_figures(
    steps: list[tuple[Step, int]],
) -> None:
    office = history(steps)
    pruned, whole = Ledger(keep_ms=KEEP), Ledger()
    for part in by_moment(office.store.log):
        pruned.apply(part)
        whole.apply(part)
        at = part[-1].recorded_at
        same_figures(pruned, whole, at)
    assert {case.id for case in pruned.cases()} <= {case.id for case in whole.cases()}


def by_moment(log: list[Entry]) -> list[list[Entry]]:
    """Cut a log into what was recorded at once."""
    parts: list[list[Entry]] = []
    for entry in log:
        if parts and parts[-1][0].recorded_at == entry.recorded_at:
            parts[-1].append(entry)
        else:
            parts.append([entry])
    return parts


def same_figures(pruned: Ledger, whole: Ledger, at: int) -> None:
    """Compare every figure of the last seven days, the longest that a board looks at."""
    span = Span(at - 7 * DAY, at + 1)
    mine, theirs = (
        oracle.measured(oracle.look_at(one, SETUP, at, span)) for one in (pruned, whole)
    )
    assert oracle.differences(mine, theirs) == {}


def test_records_do_not_change_under_those_who_hold_them() -> None:
    office = Office()
    office.here("lena")
    case_id = office.mail()
    ledger = Ledger()
    ledger.apply(office.store.log)
    before = ledger.case(case_id)
    copy = ledger.copy()
    seen = state_of(copy)
    done = len(office.store.log)
    office.reply("lena", case_id, then="resolve", disposition="answered", summary="Refunded.")
    ledger.apply(office.store.log[done:])
    assert before is not None
    assert before.state == "new"
    assert state_of(copy) == seen
    assert msgspec.structs.replace(before) == copy.case(case_id)
