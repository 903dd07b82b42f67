"""Units that are decided while the one before is written come to what they come to one by one."""

import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from agentdesk.cli.store import maintenance_of
from agentdesk.clock import ManualClock
from agentdesk.data.ahead import Acting, ahead
from agentdesk.data.errors import StoreBusy, StoreError
from agentdesk.data.sqlite.ahead import Ahead
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, Needs, Refused, UseCase
from agentdesk.desk import import_log
from agentdesk.desk.import_log import BeginLog, EndLog, ImportLog, SettleLog
from agentdesk.desk.log_rows import LogRow
from agentdesk.desk.registry import use_case_of
from agentdesk.domain.events import Entry, Event, ImportEnded
from tests.store.conftest import Opener
from tests.store.test_import_log import BEGIN, ROWS, past, row

CALLS = (
    row(1, "call.queued", "c1", queue="team-0", channel="call", case="A"),
    row(2, "call.connected", "c1", case="A", person="ada"),
    row(950, "call.ended", "c1", case="A"),
    row(1_600, "call.wrapped", "c1", case="A"),
)
MORE = (
    row(5_000, "customer_wrote", "B", person="customer", customer="Ann"),
    row(30_000, "customer_wrote", "A", person="customer", customer="Bob"),
    row(30_001, "created", "C", customer="Ann", priority=1),
    row(30_002, "resolved", "A", person="ada"),
)


async def tell(acting: Acting | Store, rows: Sequence[LogRow], size: int) -> None:
    """Bring rows in, some in each unit, with names that are the same each time."""
    number = 0

    async def act(kind: Any, **fields: Any) -> dict[str, Any]:
        nonlocal number
        number += 1
        command = kind(command_id=f"command-{number}", actor="system", **fields)
        return (await acting.act(use_case_of(command), command)).result

    await act(BeginLog, import_id="one", at=BEGIN, source="old")
    result: dict[str, Any] = {"calls": {}, "at": BEGIN}
    left = tuple(rows)
    while left:
        result = await act(
            ImportLog, rows=left[:size], queue="team-0", source="old", calls=result["calls"]
        )
        left = left[result["rows"] :]
    while (await act(SettleLog))["fired"]:
        pass
    await act(EndLog, import_id="one", at=result["at"], came=len(rows), known=0, left_out=0)


async def log_of(store: Store) -> tuple[Entry, ...]:
    return await store.reads.entries(0, limit=10_000)


def told_in(log: tuple[Entry, ...]) -> list[tuple[int, int, str, Event]]:
    """Return what stands in a log behind its set-up; of how many units it came is left out."""
    return [(e.recorded_at, e.fact.at, e.fact.actor, e.fact.event) for e in log[1:]]


@pytest.mark.parametrize(("size", "timers"), [(1, 5_000), (3, 5_000), (3, 2)])
async def test_what_is_decided_ahead_is_what_is_waited_for(
    tmp_path: Path,
    opened: Opener,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    timers: int,
) -> None:
    monkeypatch.setattr(import_log, "FIRE_AT_ONCE", timers)
    rows = sorted((*ROWS, *CALLS, *MORE), key=lambda one: one.at)
    waited = await past(str(tmp_path / "waited.db"), opened, clock)
    await tell(waited, rows, size)
    store = await past(str(tmp_path / "ahead.db"), opened, clock)
    async with ahead(store) as acting:
        assert isinstance(acting, Ahead)
        await tell(acting, rows, size)
    told = told_in(await log_of(store))
    assert told == told_in(await log_of(waited))
    assert len(told) > 60
    assert await maintenance_of(store).check() == ()
    for case_id in range(1, 6):
        found = await store.reads.case(case_id)
        assert found == await waited.reads.case(case_id)


async def test_what_is_refused_ends_it_and_keeps_what_came_before(
    tmp_path: Path, opened: Opener, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await past(str(tmp_path / "desk.db"), opened, clock)
    hand_on = ThreadPoolExecutor.submit

    def late(hands: ThreadPoolExecutor, *work: Any) -> Future[Any]:
        if hands._thread_name_prefix == "agentdesk-ahead":
            hand_on(hands, time.sleep, 0.05)
        return hand_on(hands, *work)

    # What came before is not being written yet when the next unit is refused.
    monkeypatch.setattr(ThreadPoolExecutor, "submit", late)
    with pytest.raises(Refused, match="The newest event of the store is of 2025-03-03T08:20"):
        async with ahead(store) as acting:
            await tell(acting, (*ROWS[:3], row(19, "created", "C")), 3)
    assert [e.fact.event.kind for e in await log_of(store)].count("case.created") == 2
    assert await maintenance_of(store).check() == ()


async def test_what_somebody_else_writes_in_between_is_noticed(
    tmp_path: Path, opened: Opener, clock: ManualClock
) -> None:
    store = await past(str(tmp_path / "desk.db"), opened, clock)
    assert isinstance(store, SqliteStore)
    acting = Ahead(store)
    acting.begin()
    await act_on(acting, "one", ROWS[:3])
    await acting.written()
    await act_on(store, "two", (row(21, "created", "C"),))
    await act_on(acting, "three", (row(22, "created", "D"),))
    with pytest.raises(StoreBusy, match="Another program wrote into the store meanwhile"):
        await acting.written()
    await acting.close()
    created = [e.fact.command for e in await log_of(store) if e.fact.event.kind == "case.created"]
    assert created == ["one", "one", "two"]
    assert await maintenance_of(store).check() == ()


async def test_a_writer_that_is_killed_leaves_whole_units(
    tmp_path: Path, opened: Opener, clock: ManualClock
) -> None:
    store = await past(str(tmp_path / "desk.db"), opened, clock)
    assert isinstance(store, SqliteStore)
    acting = Ahead(store)
    acting.begin()
    await act_on(acting, "one", ROWS[:3])
    await acting.written()
    os.kill(acting.writer, signal.SIGKILL)
    await act_on(acting, "two", (row(21, "created", "C"),))
    with pytest.raises(StoreError, match="ended before its time"):
        await acting.written()
    await acting.close()
    created = [e.fact.command for e in await log_of(store) if e.fact.event.kind == "case.created"]
    assert created == ["one", "one"]
    assert await maintenance_of(store).check() == ()
    await act_on(store, "again", (row(21, "created", "C"),))


async def test_an_event_that_fits_no_description_is_not_written(
    tmp_path: Path, opened: Opener, clock: ManualClock
) -> None:
    store = await past(str(tmp_path / "desk.db"), opened, clock)
    assert isinstance(store, SqliteStore)
    before = await log_of(store)
    misfit = ImportEnded(import_id="one", came="many", known=0, left_out=0)  # type: ignore[arg-type]  # it is what must not fit
    wrong = UseCase(
        "wrong", Command, lambda _, __: Needs(), lambda _, __: Decision(events=(misfit,))
    )
    acting = Ahead(store)
    acting.begin()
    await acting.act(wrong, Command(command_id="wrong", actor="system"))
    with pytest.raises(StoreError, match="Expected `int`, got `str`"):
        await acting.written()
    await acting.close()
    assert await log_of(store) == before


async def act_on(acting: Acting | Store, name: str, rows: tuple[LogRow, ...]) -> None:
    """Bring rows in as one unit of that name."""
    command = ImportLog(command_id=name, actor="system", rows=rows, queue="team-0", source="old")
    await acting.act(use_case_of(command), command)
