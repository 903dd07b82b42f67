"""My state, wrap-up, who is here, and leaving with work in hand."""

from pathlib import Path

import pytest

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.presence import CLOSED
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
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
        settled = {"disposition": "by_phone", "summary": "Answered."}
        await session.do(Resolve(**session.ids(), **about, **settled))
        clock.advance(41 * SECOND)
        await bed.until(lambda: "● wrap-up 00:41 of 02:00" in bed.lines[0])
        assert "busy 2 of 6 units" in bed.lines[0]
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
        line = next(line for line in bed.lines if "lena  L1" in line)
        assert "away         3m  0/6  0 cases" in line


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
