"""The log of another program comes in on both engines: its own times, its chain, its rows."""

from typing import Any

import pytest

from agentdesk.cli.setup_file import setup_of
from agentdesk.cli.store import maintenance_of
from agentdesk.clock import DAY, HOUR, MINUTE, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Refused
from agentdesk.desk import import_log
from agentdesk.desk.import_log import BeginLog, EndLog, ImportLog, SettleLog
from agentdesk.desk.interactions import QueueInteraction, ReportInteraction
from agentdesk.desk.log_rows import LogRow
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.setup import LoadSetup
from agentdesk.document import parse_document
from agentdesk.domain import events as e
from tests.store.conftest import Opener
from tests.support.logs import SETUP
from tests.support.small import command_id

BEGIN = 1_740_988_800_000
"""Monday, 3 March 2025, 08:00 UTC: nine in Berlin."""


async def past(place: str, opened: Opener, clock: ManualClock) -> Store:
    """Open a new store whose set-up is in force since before the log."""
    clock.at = BEGIN - 1
    store = await opened(place)
    setup = setup_of(parse_document(SETUP, "logs"))
    await act(store, LoadSetup, setup=setup)
    clock.at = BEGIN + 400 * DAY
    return store


async def act(store: Store, kind: Any, **fields: Any) -> dict[str, Any]:
    """Do one thing."""
    command = kind(command_id=command_id(), actor="system", **fields)
    return (await store.act(use_case_of(command), command)).result


def row(minutes: float, act: str, ref: str = "A", **more: Any) -> LogRow:
    """Return a row some minutes after the log's beginning."""
    return LogRow(at=BEGIN + int(minutes * MINUTE), act=act, ref=ref, **more)


async def bring(store: Store, *rows: LogRow, **more: Any) -> dict[str, Any]:
    """Bring rows in as one unit."""
    return await act(store, ImportLog, rows=rows, queue="team-0", source="old", **more)


ROWS = (
    row(0, "created", person="ada", priority=2, customer="Ann", subject="It leaks"),
    row(1, "created", "B", queue="team-1"),
    row(20, "assigned", person="ada"),
    row(50, "replied", person="ada", text="Which machine is it?"),
    row(50, "waiting", person="ada"),
    row(900, "customer_wrote", person="customer"),
    row(960, "note", activity="Looked at", person="zoe"),
    row(1_000, "escalated", person="ada", queue="team-5"),
    row(1_100, "resolved", person="zoe"),
    row(3_000, "reopened", person="customer"),
    row(3_100, "resolved", person="zoe"),
)


@pytest.mark.parametrize("size", [2, 100])
async def test_units_of_any_size_give_one_log_and_whole_rows(
    place: str, opened: Opener, clock: ManualClock, size: int
) -> None:
    store = await past(place, opened, clock)
    await act(store, BeginLog, import_id="one", at=BEGIN, source="old", files=("log.csv",))
    for start in range(0, len(ROWS), size):
        result = await bring(store, *ROWS[start : start + size])
        assert result["rows"] == len(ROWS[start : start + size])
    fired = (await act(store, SettleLog))["fired"]
    assert fired
    assert (await act(store, SettleLog))["fired"] == 0
    await act(store, EndLog, import_id="one", at=result["at"], came=11, known=0, left_out=0)
    log = await store.reads.entries(0, limit=1_000)
    recorded = [entry.recorded_at for entry in log]
    assert recorded == sorted(recorded)
    assert recorded[-1] < clock.at - 300 * DAY
    told = [
        (entry.fact.event.kind, (entry.recorded_at - BEGIN) // MINUTE, entry.fact.actor)
        for entry in log
        if entry.fact.event.kind in ("case.assigned", "case.resolved", "case.reopened")
    ]
    assert told == [
        ("case.assigned", 20, "ada"),
        ("case.resolved", 1_100, "zoe"),
        ("case.reopened", 3_000, "customer"),
        ("case.resolved", 3_100, "zoe"),
    ]
    closed = next(entry for entry in log if isinstance(entry.fact.event, e.CaseClosed))
    assert closed.recorded_at == BEGIN + 3_100 * MINUTE + 7 * DAY
    assert await maintenance_of(store).check() == ()
    view = await store.reads.case(1)
    assert view is not None
    assert view.subject == "It leaks"
    bodies = [item.message.body for item in view.items]
    assert "Which machine is it?" in bodies
    assert any("Looked at (zoe)" in body for body in bodies)


async def test_no_more_timers_than_fit_are_taken_at_once(
    place: str, opened: Opener, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_log, "FIRE_AT_ONCE", 3)
    store = await past(place, opened, clock)
    first = [row(0, "created", f"case {n}", priority=1 + n % 3) for n in range(6)]
    await bring(store, *first)
    left: tuple[LogRow, ...] = (row(6_000, "resolved", "case 1"), row(6_001, "resolved", "case 2"))
    rounds = 0
    while left:
        result = await bring(store, *left)
        left = left[result["rows"] :]
        rounds += 1
    assert rounds > 2
    log = await store.reads.entries(0, limit=1_000)
    breaches = [x for x in log if isinstance(x.fact.event, e.SlaBreached)]
    assert len(breaches) >= 6
    assert all(x.recorded_at == x.fact.at + 1 for x in breaches)
    assert await maintenance_of(store).check() == ()


async def test_the_past_comes_before_nothing_that_is_here(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await past(place, opened, clock)
    await bring(store, *ROWS)
    last = await store.reads.last_seq()
    for attempt in (
        bring(store, row(10, "created", "C")),
        act(store, BeginLog, import_id="two", at=BEGIN),
    ):
        with pytest.raises(Refused, match="The newest event of the store is of 2025-03-05T11:40"):
            await attempt
    assert await store.reads.last_seq() == last


async def test_calls_of_a_log_go_on_from_unit_to_unit(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await past(place, opened, clock)
    await bring(store, row(0, "created"))
    result = await bring(
        store,
        row(1, "call.queued", "c1", queue="team-0", channel="call", case="A"),
        row(2, "call.queued", "c2", queue="team-0", channel="chat"),
        row(2, "call.connected", "c1", case="A", person="ada"),
    )
    assert set(result["calls"]) == {"c1", "c2"}
    result = await bring(
        store,
        row(3, "call.abandoned", "c2"),
        row(4, "call.ended", "c1", case="A"),
        row(5, "call.wrapped", "c1", case="A"),
        calls=result["calls"],
    )
    assert result["calls"] == {}
    case = await store.reads.case_row(1)
    assert case is not None
    assert case.replied_at == BEGIN + 2 * MINUTE
    log = await store.reads.entries(0, limit=1_000)
    stopped = next(x for x in log if isinstance(x.fact.event, e.SlaStopped))
    assert stopped.fact.at == BEGIN + 2 * MINUTE
    assert await maintenance_of(store).check() == ()


async def test_a_switch_reports_on_both_engines(
    place: str, opened: Opener, clock: ManualClock
) -> None:
    store = await past(place, opened, clock)
    await bring(store, row(0, "created"))
    queued = await act(store, QueueInteraction, channel="call", queue="team-0", case_id=1)
    number = queued["interaction_id"]
    for what, more in (
        ("offered", {"agent": "ada"}),
        ("connected", {"agent": "ada"}),
        ("ended", {}),
    ):
        clock.advance(HOUR)
        await act(store, ReportInteraction, interaction_id=number, what=what, **more)
    with pytest.raises(Refused, match="its wrap-up goes on"):
        await act(store, ReportInteraction, interaction_id=number, what="held")
    assert await maintenance_of(store).check() == ()
    await act(store, ReportInteraction, interaction_id=number, what="wrapped")
    with pytest.raises(Refused, match="No call or chat"):
        await act(store, ReportInteraction, interaction_id=number, what="wrapped")
    assert await maintenance_of(store).check() == ()
