"""Taking things back with real keys: the list with its seconds, whole acts, and doing it again."""

from pathlib import Path

import pytest

from agentdesk.clock import SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.groups import UndoLine
from agentdesk.desk.notes import Note
from agentdesk.domain.rows import CaseRow
from agentdesk.tui.desk.header_words import undo_words
from agentdesk.tui.kit.glyphs import UNICODE
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db")


async def case(bed: Bed, case_id: int) -> CaseRow:
    row = await bed.app.need_bench().session.store.reads.case_row(case_id)
    assert row is not None
    return row


def line(bed: Bed, *words: str) -> bool:
    return any(all(word in shown for word in words) for shown in bed.lines)


async def test_the_list_counts_down_takes_back_any_line_and_does_it_again(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        clock.advance(5 * SECOND)
        await bed.press("1", "*", "p", "1", "ctrl+s", "U")
        assert line(bed, "1 set 3 cases to P1", "15s")
        assert line(bed, "2 took 1", "10s")
        clock.advance(4 * SECOND)
        await bed.until(lambda: line(bed, "2 took 1", "6s"))
        clock.advance(7 * SECOND)
        await bed.until(lambda: line(bed, "2 took 1", "too late"))
        await bed.press("1")
        assert [(await case(bed, n)).priority for n in (1, 2, 3)] == [3, 3, 3]
        assert bed.status == "3 taken back."
        await bed.press("U")
        assert line(bed, "0 set 3 cases to P1")
        await bed.press("0")
        assert [(await case(bed, n)).priority for n in (1, 2, 3)] == [1, 1, 1]


async def test_what_somebody_acted_on_since_stands_and_says_so(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "p", "1", "ctrl+s")
        omar = await open_store(str(tmp_path / "desk.db"), clock=clock)
        await Desk(omar, "omar").act(Note, case_id=1, body="I called her.")
        await bed.press("u")
        assert bed.status.startswith("“set 1 to P1” stands, because Omar did something in case 1")
        assert (await case(bed, 1)).priority == 1
        await omar.close()


def test_the_seconds_to_take_back_are_those_of_the_wall() -> None:
    act = UndoLine("sent 7", 150_000, "id", ("id",))
    assert undo_words((act,), 0, True, UNICODE, 10.0) == "sent 7 · u 15s"
    assert undo_words((act,), 0, True, UNICODE) == "sent 7 · u 150s"
