"""Who did what, by keys: a lead's view, an agent's own, sorts, and the case behind a line."""

from pathlib import Path

import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.desk.desk import Desk
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.taking import Take
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import MAILS, Bed, desk, mail, new_store


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store in which two people have worked."""
    clock = ManualClock(MONDAY)
    store = await new_store(tmp_path / "desk.db", clock, SETUP)
    cases = [
        await mail(store, n, name=name, address=address, subject=subject)
        for n, (name, address, subject) in enumerate(MAILS[:2])
    ]
    lena, mona = Desk(store, "lena"), Desk(store, "mona")
    clock.advance(MINUTE)
    await lena.act(SetAgentState, state="available")
    await mona.act(SetAgentState, state="available")
    await lena.act(Take, case_id=cases[0])
    await mona.act(Take, case_id=cases[1])
    await store.close()
    return clock


def said(bed: Bed) -> str:
    return "\n".join(bed.lines)


async def open_audit(bed: Bed) -> None:
    await bed.press("g", "a")
    await bed.until(lambda: type(bed.app.screen).__name__ == "AuditScreen")
    await bed.until(lambda: "Audit" in said(bed))


async def test_a_lead_sees_everybody_and_goes_to_the_case(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, "mona") as bed:
        await open_audit(bed)
        assert "who did what" in said(bed)
        assert "taken by Lena" in said(bed)
        assert "taken by Mona" in said(bed)
        await bed.press("/")
        await bed.type("taken by lena")
        await bed.press("enter")
        await bed.until(lambda: "taken by Mona" not in said(bed))
        assert "taken by Lena" in said(bed)
        await bed.press("enter")
        await bed.until(lambda: type(bed.app.screen).__name__ != "AuditScreen")
        opened = bed.app.need_bench().opened
        assert opened is not None
        assert opened.case.row.owner == "lena"


async def test_an_agent_sees_their_own_acts(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock, "lena") as bed:
        await open_audit(bed)
        assert "your own acts" in said(bed)
        assert "taken by Lena" in said(bed)
        assert "taken by Mona" not in said(bed)
        await bed.press("A")
        await bed.until(lambda: type(bed.app.screen).__name__ == "AuditScreen")
        assert "taken by Mona" not in said(bed)


async def test_a_sort_without_acts_says_so(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock, "mona") as bed:
        await open_audit(bed)
        await bed.press("w")
        await bed.until(lambda: "looks" in said(bed))
        assert "Nothing of that kind" in said(bed)
