"""Incidents with real keys: declared, linked one by one and many at once, answered together."""

from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.desk.classing import Classify
from agentdesk.domain.rows import CaseRow
from tests.tui.desk_bed import Bed, desk, fill

MAILS = tuple((f"Customer {n}", f"c{n}@x.example", f"Paid twice, order {n}") for n in range(1, 13))


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db", MAILS)


async def rows(bed: Bed) -> list[CaseRow]:
    reads = bed.app.need_bench().session.store.reads
    found = [await reads.case_row(case_id) for case_id in range(1, 13)]
    return [row for row in found if row is not None]


async def test_an_incident_is_answered_once_for_all_and_taken_back_once(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        # The first case is declared one, under a name of its own.
        await bed.press("T", "L", "9", "ctrl+s")
        assert "declared 1 an incident" in bed.status
        await bed.until(lambda: any("incident · 0 cases linked" in line for line in bed.lines))
        # Eleven others are marked and linked: the number is asked.
        await bed.press("1", "j", "*", "k", "space")
        assert "11 marked" in bed.status
        await bed.press("L", "1")
        await bed.type("10\n")
        await bed.until(lambda: any("11 cases are meant" in line for line in bed.lines))
        await bed.press("1", *"11", "enter")
        assert [row.incident for row in await rows(bed)] == [None, *[1] * 11]
        # The answer: how many, one example, the number, and what becomes of them.
        await bed.press("g", "g", "2", "ctrl+p")
        await bed.type("answer all linked\n")
        await bed.type("Dear {name}, the second payment of case {case} goes back.")
        await bed.press("ctrl+s")
        shown = "\n".join(bed.lines)
        assert "Answer 11 cases, such as 2 Customer 2" in shown
        assert "2 gets: Dear Customer 2," in shown
        await bed.press("1", *"11", "enter")
        assert [row.wrote_at is None for row in await rows(bed)] == [False, *[True] * 11]
        assert "11 cases · u takes all back" in bed.status or "u takes all back" in bed.status
        await bed.until(lambda: any("11 cases linked · 11 customers" in line for line in bed.lines))
        # A case that is linked later is offered what the others were told.
        await bed.press("u")
        assert [row.wrote_at is None for row in await rows(bed)] == [False] * 12
        assert "12 taken back" in bed.status


async def test_the_sheet_says_how_many_get_which_language(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "L", "9", "ctrl+s", "1", "j")
        for number in ("2", "3"):
            await bed.press(":", *number, "enter", "L", "1")
            await bed.until(lambda: "linked" in bed.status)
        session = bed.app.need_bench().session
        await session.do(Classify(**session.ids(), case_id=3, language="de"))
        await bed.press("g", "g", "2", "ctrl+p")
        await bed.type("answer all linked\n")
        await bed.type("We know.\n[de]\nWir wissen es.")
        await bed.press("ctrl+s")
        await bed.until(lambda: any("1 in de, 1 in the first text." in x for x in bed.lines))
        await bed.press("1")
        views = [await session.store.reads.case(number) for number in (2, 3)]
        assert [view and view.items[-1].message.body for view in views] == [
            "We know.", "Wir wissen es.",
        ]  # fmt: skip


async def test_a_linked_case_names_its_incident_and_inserts_its_answer(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "L", "9", "ctrl+s", "T", "L", "enter", "ctrl+s")
        await bed.press("ctrl+p")
        await bed.type("answer all linked\n")
        assert bed.app.need_bench().case_id == 1
        await bed.type("Dear {name}, it goes back.")
        await bed.press("ctrl+s", "ctrl+s", "T", "L", "1")
        name = "incident 1: Paid twice"
        await bed.until(lambda: any(name in line and "I inserts" in line for line in bed.lines))
        await bed.press("I")
        box = bed.app.desk.composer
        assert box is not None
        assert box.text.startswith("Dear Customer 3, it goes back.")
        await bed.press("escape", "L", "0")
        assert "unlinked 3" in bed.status
