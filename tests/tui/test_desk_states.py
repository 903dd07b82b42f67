"""My state, wrap-up, who is here, and leaving with work in hand."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from agentdesk.clock import DAY, MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.desk.absence import GIVE_BACK, give_back
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.notes import Note
from agentdesk.desk.presence import CLOSED
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.desk.tick import Firing
from agentdesk.tui.desk.coming_back import came_back
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store in which three customers have written."""
    return await fill(tmp_path / "desk.db")


def store_of(bed: Bed) -> Store:
    """Return the store of a desk."""
    return bed.app.need_bench().session.store


async def test_a_state_with_its_reason_stands_in_the_header_and_says_what_stays(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(200, 40)) as bed:
        await bed.press("T", "W")
        await bed.until(lambda: any("You have 1 case. It stays yours" in x for x in bed.lines))
        await bed.press("2")
        clock.advance(2 * MINUTE)
        await bed.until(lambda: "○ away: lunch 2m" in bed.lines[0])
        assert "busy 1 of 6 units" in bed.lines[0]
        await bed.press("W", "enter")
        await bed.until(lambda: "● available" in bed.lines[0])


async def test_the_header_counts_a_wrap_up_and_a_key_ends_it(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(200, 40)) as bed:
        session = bed.app.need_bench().session
        question = Receive(
            command_id="chat", actor="customer", from_address="nick@cave.example",
            from_name="Nick", to=("billing@desk.example",), subject="Quick", body="Hello?",
            reply_text="Hello?", channel="chat",
        )  # fmt: skip
        chat = await Desk(session.store, "customer").do(question)
        about = {"case_id": chat.result["case_id"]}
        await session.do(Take(**session.ids(), **about))
        settled: dict[str, Any] = {"disposition": "by_phone", "summary": "Answered."}
        await session.do(Resolve(**session.ids(), **about, **settled))
        clock.advance(41 * SECOND)
        await bed.until(lambda: "● wrap-up 00:41 of 02:00" in bed.lines[0])
        assert "busy 2 of 6 units" in bed.lines[0]
        await bed.pilot.resize_terminal(80, 24)
        await bed.until(lambda: "● wrap 00:41/02:00 · 2/6" in bed.lines[0])
        await bed.pilot.resize_terminal(200, 40)
        await bed.press("W", "1")
        await bed.until(lambda: "busy 0 of 6 units" in bed.lines[0])


async def test_a_lead_says_it_for_somebody_and_all_see_who_is_here(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, who="mona") as bed:
        await bed.press("W", "9")
        await bed.press("1", "2")
        lena, _ = await store_of(bed).reads.agent("lena")
        assert (lena.state, lena.reason) == ("unavailable", "lunch")
        clock.advance(3 * MINUTE)
        await bed.press("g", "w")
        await bed.until(lambda: any("Who is here" in line for line in bed.lines))
        line = next(line for line in bed.lines if "lena L1" in line)
        assert "away: lunch     3m 0/6 no desk" in line


async def test_going_offline_gives_back_what_was_not_begun(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "escape", "W", "0")
        await bed.until(lambda: any("did nothing on it yet" in line for line in bed.lines))
        before = await store_of(bed).reads.case_row(1)
        await bed.press("enter")
        await bed.until(lambda: "1 given back." in bed.status)
        row, (agent, _) = (
            await store_of(bed).reads.case_row(1),
            await bed.app.need_bench().session.state(),
        )
        assert before is not None
        assert row is not None
        assert (row.owner, row.waiting_since) == (None, before.waiting_since)
        assert (agent.state, agent.reason) == ("offline", None)


async def test_only_the_last_desk_of_a_person_that_is_closed_sets_them_offline(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "desk.db"
    store = await open_store(str(path), clock=clock)
    async with desk(path, clock):
        async with desk(path, clock):
            pass
        assert (await store.reads.agent("lena"))[0].state == "available"
    agent, _ = await store.reads.agent("lena")
    assert (agent.state, agent.reason) == ("offline", CLOSED)
    await store.close()


async def test_quitting_asks_once_and_the_next_desk_is_available_again(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "desk.db"
    async with desk(path, clock) as bed:
        await bed.press("T", "ctrl+q")
        await bed.until(lambda: any("did nothing on it yet" in line for line in bed.lines))
        await bed.press("2")
        await bed.until(lambda: not bed.app.is_running)
    store = await open_store(str(path), clock=clock)
    agent, load = await store.reads.agent("lena")
    assert (agent.state, agent.reason, load.cases) == ("offline", CLOSED, 1)
    await store.close()
    async with desk(path, clock) as bed:
        await bed.until(lambda: "● available" in bed.lines[0])


def header(bed: Bed) -> str:
    """Return what the header says."""
    return "".join(text for text, _ in bed.app.desk.header.parts(120))


async def test_the_clock_goes_on_while_a_backlog_of_timers_is_worked_off(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(firing: Firing, now: int, at_most: int = 0) -> int:
        return await asyncio.Event().wait()

    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "s", "2")
        monkeypatch.setattr(Firing, "some", endless)
        clock.advance(DAY)
        await bed.until(lambda: "09:04" in header(bed))
        clock.advance(5 * MINUTE)
        await bed.until(lambda: "09:09" in header(bed))


async def test_a_desk_rests_once_what_was_due_has_been_fired(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "s", "2")
        reads: Any = type(store_of(bed).reads)
        real, seen = reads.next_timer, list[int | None]()

        async def noted(self: object) -> int | None:
            seen.append(await real(self))
            return seen[-1]

        monkeypatch.setattr(reads, "next_timer", noted)
        clock.advance(DAY)
        await bed.until(lambda: "09:04" in bed.lines[0])
        await bed.until(lambda: bool(seen) and (seen[-1] or clock.at + 1) > clock.at)
        seen.clear()
        for _ in range(200):
            await store_of(bed).reads.last_seq()
        assert len(seen) < 20


async def test_an_owner_whose_desk_is_silent_is_marked_and_who_comes_back_is_told(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "desk.db"
    async with desk(path, clock, who="mona") as bed:
        store = store_of(bed)
        omar = Desk(store, "omar")
        await omar.do(Take(command_id="his", actor="omar", case_id=1))
        await omar.do(Note(command_id="note", actor="omar", case_id=1, body="Begun."))
        await store.live.beat("omar", clock.now())
        await bed.app.need_bench().owners_moved()
        await bed.type(":1\n")
        await bed.until(lambda: any("omar owns it " in line for line in bed.lines))
        clock.advance(100 * SECOND)
        await bed.app.need_bench().owners_moved()
        await bed.until(lambda: any("omar owns it, away" in line for line in bed.lines))
        await store.live.beat("omar", clock.now())
        await bed.app.need_bench().owners_moved()
        await bed.until(lambda: not any("owns it, away" in line for line in bed.lines))


async def test_after_a_standstill_the_desk_says_what_went_back(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        store = store_of(bed)
        row = await store.reads.case_row(1)
        assert row is not None
        clock.advance(2 * MINUTE)
        live = store.live
        # A beat is news to no screen, so there is nothing to be woken by.
        while (await live.beats())["lena"] != clock.now():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        # Another desk took the case back while this one stood still.
        await store.act(GIVE_BACK, give_back(row, untouched=True))
        await came_back(bed.app.need_bench(), (1,))
        assert "While you were away 1 went back to the queue." in bed.status
