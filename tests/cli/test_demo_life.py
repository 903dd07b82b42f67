"""The sample's life: an hour of it on a clock wound by hand, and its process beside the desk."""

import asyncio
import contextlib
import shutil
from collections import Counter
from pathlib import Path

from agentdesk.clock import HOUR, SECOND, ManualClock, ScaledClock, SystemClock
from agentdesk.data.errors import Refused
from agentdesk.data.open import open_store
from agentdesk.data.sqlite.maintenance import SqliteMaintenance
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.demo.center import Center
from agentdesk.demo.living import Living
from agentdesk.demo.process import READY, Task, begin, end
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.events import Entry, InteractionConnected
from tests.cli.conftest import NOW, Runner

STEP = 10 * SECOND


async def _quick(path: Path, clock: ManualClock) -> SqliteStore:
    """Open a copy whose writes need not outlive a power cut."""
    store = await SqliteStore.open(path, clock=clock, create=False)
    await store.run_write(lambda db: db.execute("PRAGMA synchronous = OFF").close())
    return store


async def _live(path: Path, center: Center, ms: int, *, player: bool = False) -> tuple[Entry, ...]:
    """Live for a while; return what the log says of it."""
    clock = ManualClock(NOW)
    store = await _quick(path, clock)
    try:
        last = await store.reads.last_seq()
        living = Living(store, center, seed=1)
        if player:
            await _resolve_one(store, living)
        while clock.at < NOW + ms:
            clock.advance(STEP)
            await living.step()
        assert living.refused < 10, "hardly anything is tried that the desk refuses"
        entries: tuple[Entry, ...] = ()
        while more := await store.reads.entries(last, limit=5000):
            entries, last = entries + more, more[-1].seq
        return entries
    finally:
        await store.close()


async def _resolve_one(store: SqliteStore, living: Living) -> None:
    """Let Lena ask the customer of a case of hers something."""
    case_id = next(row.case_id for row in await store.reads.mine("lena") if row.wrote_at)
    view = await store.reads.case(case_id)
    assert view is not None
    use_case = USE_CASES["reply"]
    fields = {
        "case_id": case_id,
        "body": "Which postcode is it?",
        "to": ("someone@there.example",),
        "subject": "Re",
        "rfc_id": "one@fjordfarrow.example",
        "raw": b"bytes",
        "then": "wait",
    }
    await store.act(use_case, use_case.command(command_id="lena-1", actor="lena", **fields))


def _copy(built: tuple[Path, Center], to: Path) -> Path:
    shutil.copy(built[0], to)
    return to


async def test_an_hour_is_full_of_life_and_leaves_the_store_whole(
    built: tuple[Path, Center], tmp_path: Path, desk: Runner
) -> None:
    path = _copy(built, tmp_path / "hour.db")
    entries = await _live(path, built[1], HOUR)
    kinds = Counter(entry.fact.event.kind for entry in entries)
    assert 25 <= kinds["case.created"] <= 90
    assert kinds["case.assigned"] >= 25
    assert kinds["case.resolved"] >= 15
    assert kinds["agent.state_changed"] >= 4
    actors = {entry.fact.actor for entry in entries}
    assert "lena" not in actors, "nobody acts for who sits at the desk"
    assert len(actors & {"omar", "sofia", "jonas", "mei", "luca", "farah"}) >= 5
    clock = ManualClock(NOW + HOUR)
    store = await SqliteStore.open(path, clock=clock, create=False)
    try:
        assert await SqliteMaintenance(store).check() == ()
    finally:
        await store.close()


async def test_the_same_seed_gives_the_same_life(
    built: tuple[Path, Center], tmp_path: Path
) -> None:
    lives = [
        [
            (entry.recorded_at, entry.fact)
            for entry in await _live(_copy(built, tmp_path / name), built[1], HOUR // 6)
        ]
        for name in ("one.db", "two.db")
    ]
    assert lives[0] == lives[1]
    assert len(lives[0]) > 40


async def test_customers_answer_who_sits_at_the_desk(
    built: tuple[Path, Center], tmp_path: Path
) -> None:
    entries = await _live(_copy(built, tmp_path / "her.db"), built[1], HOUR // 3, player=True)
    asked = next(e.fact.event for e in entries if e.fact.actor == "lena")
    case_id = asked.case_id  # type: ignore[attr-defined]  # a reply has a case
    answers = [
        e
        for e in entries
        if e.fact.case_id == case_id
        and e.fact.event.kind == "message.posted"
        and e.fact.actor == "customer"
    ]
    assert answers


async def test_the_switch_reports_what_who_sits_at_the_desk_takes(
    built: tuple[Path, Center], tmp_path: Path
) -> None:
    clock = ManualClock(NOW)
    store = await _quick(_copy(built, tmp_path / "takes.db"), clock)
    try:
        living = Living(store, built[1], seed=1)
        taken = None
        while taken is None and clock.at < NOW + HOUR:
            clock.advance(STEP)
            await living.step()
            taken = await _take_a_talk(store)
        assert taken is not None, "somebody calls within an hour"
        last = await store.reads.last_seq()
        clock.advance(STEP)
        await living.step()
        told = await store.reads.entries(last, limit=100)
        connected = [
            (e.fact.case_id, e.fact.event.agent)
            for e in told
            if isinstance(e.fact.event, InteractionConnected)
        ]
        assert (taken, "lena") in connected
    finally:
        await store.close()


async def _take_a_talk(store: SqliteStore) -> int | None:
    """Let Lena take a call or chat that waits, if there is one that she may take."""
    use_case = USE_CASES["take"]
    for row in await store.reads.list_cases(states=["new"], limit=200):
        if row.channel in ("call", "chat") and row.owner is None:
            command = use_case.command(
                command_id=f"lena-{row.case_id}", actor="lena", case_id=row.case_id
            )
            with contextlib.suppress(Refused):
                await store.act(use_case, command)
                return row.case_id
    return None


def test_a_scaled_clock_begins_with_the_machine_and_runs_ahead() -> None:
    begun = SystemClock().now()
    clock = ScaledClock(begun - 1_000, 60)
    assert begun - 1_000 + 60_000 <= clock.now() <= SystemClock().now() + 59_000 * 10
    assert ScaledClock(begun, 1).now() - SystemClock().now() <= 1


async def test_the_process_builds_lives_and_ends_with_who_began_it(tmp_path: Path) -> None:
    task = Task(str(tmp_path / "desk.db"), 1, 60, SystemClock().now())
    process = begin(task, tmp_path / "complaints")
    try:
        assert process.stdout is not None
        said = await asyncio.to_thread(process.stdout.readline)
        assert said.startswith(READY), (tmp_path / "complaints").read_text()
        store = await open_store(task.path, clock=task.clock, create=False)
        try:
            built = int(said.split()[1])
            async with asyncio.timeout(20):
                async for batch in store.feed(built):
                    if any(e.fact.actor not in ("system", "lena") for e in batch.entries):
                        break
        finally:
            await store.close()
    finally:
        await asyncio.to_thread(end, process)
    assert process.returncode == 0, (tmp_path / "complaints").read_text()


def test_a_speed_that_makes_no_sense_is_refused(desk: Runner) -> None:
    ran = desk("demo", "--speed", "1000", "--no-desk")
    assert ran.code == 2
    assert "0 to 120" in ran.err


async def test_the_folder_goes_even_when_who_began_it_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    task = Task(str(folder / "desk.db"), 1, 0, SystemClock().now(), str(folder))
    process = begin(task, tmp_path / "complaints")
    assert process.stdin is not None
    process.stdin.close()  # All that is left of somebody who was killed.
    await asyncio.to_thread(process.wait, 30)
    end(process)
    assert not folder.exists()
