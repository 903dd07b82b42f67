"""A new case, or a call logged, with real keys: the customer looked up as one types."""

from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.domain.views import CaseView
from agentdesk.tui.kit.picker import Picker
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db")


async def look_up(bed: Bed, typed: str) -> None:
    """Press N, type, and take the first that is found."""
    await bed.press("N")
    await bed.type(typed)
    picker = bed.app.screen
    assert isinstance(picker, Picker)
    await bed.until(lambda: picker.found is not None)
    await bed.press("enter")
    await bed.until(lambda: bed.app.screen is not picker)


async def case(bed: Bed, case_id: int) -> CaseView:
    view = await bed.app.need_bench().session.store.reads.case(case_id)
    assert view is not None
    return view


async def test_a_call_is_logged_in_the_open_case_that_is_offered_first(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await look_up(bed, "lovel")
        await bed.until(lambda: any("1 is open: log it there" in line for line in bed.lines))
        await bed.press("1", "1", "1", "1")
        await bed.type("She asks when the money comes.\n")
        await bed.type("By Friday.\n4 min\n\n")
        view = await case(bed, 1)
        said = [item.message for item in view.items]
        assert [m.direction for m in said] == ["in", "in", "out"]
        assert said[1].channel == "call"
        assert said[1].fields["duration_ms"] == "240000"
        assert view.row.replied_at is not None
        assert bed.app.need_bench().case_id == 1


async def test_a_new_case_warns_of_one_like_it_and_is_taken(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await look_up(bed, "nick@cave")
        await bed.press("0", "1", "1", "1", "1", "1")
        await bed.type("Parcel still missing\nWhere is the parcel?\n")
        await bed.press("ctrl+s")
        await bed.until(lambda: any("3 is open and may be the" in line for line in bed.lines))
        await bed.press("ctrl+s")
        view = await case(bed, 4)
        assert (view.row.owner, view.row.channel, view.subject) == (
            "lena", "call", "Parcel still missing",
        )  # fmt: skip
        assert bed.app.need_bench().case_id == 4
        assert "logged 4" in bed.status
        await bed.press("u")
        assert (await case(bed, 4)).row.state == "closed"


async def test_nobody_found_is_a_new_customer_with_what_was_typed(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await look_up(bed, "+49 30 1234567")
        await bed.press("1", "1", "2", "2", "1", "1")
        await bed.type("Mary Shelley\n\nKettle lid\nRang back, no answer.\n")
        await bed.press("ctrl+s")
        view = await case(bed, 4)
        assert [item.message.direction for item in view.items] == ["note"]
        assert view.row.customer_id is not None
        found = await bed.app.need_bench().session.store.reads.find_customers("Mary")
        assert [c.value for c in found[0].contacts] == ["+49301234567"]
