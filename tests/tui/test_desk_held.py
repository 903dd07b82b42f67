"""Held mail with real keys: read, put where it belongs, taken back."""

from pathlib import Path

import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.domain.content import Message
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    clock = await fill(tmp_path / "desk.db")
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    for number, body in enumerate(("This is about my wife's order.", "Buy gold now."), start=1):
        clock.advance(MINUTE)
        command = Receive(
            command_id=f"held-{number}", actor="customer", from_address=f"eve{number}@x.example",
            from_name=f"Eve {number}", to=("billing@desk.example",), subject="Re: Charged twice",
            body=body, reply_text=body, rfc_id=f"held-{number}@x.example",
            in_reply_to="mail-0@customer.example",
        )  # fmt: skip
        outcome = await Desk(store, "customer").do(command)
        assert outcome.result["held_id"] == number
    await store.close()
    return clock


async def messages(bed: Bed, case_id: int) -> list[Message]:
    view = await bed.app.need_bench().session.store.reads.case(case_id)
    assert view is not None
    return [item.message for item in view.items]


async def held(bed: Bed) -> list[int]:
    return [m.row.id for m in await bed.app.need_bench().session.store.reads.held_mail()]


def shown(bed: Bed, words: str) -> bool:
    return any(words in line for line in bed.lines)


async def test_a_held_mail_is_read_and_put_into_the_case_it_names_and_taken_back(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("f", "h")
        await bed.until(lambda: shown(bed, "Held mail 2"))
        await bed.until(lambda: shown(bed, "names case 1"))
        await bed.press("o")
        await bed.until(lambda: shown(bed, "This is about my wife's order."))
        await bed.press("escape", "enter")
        await bed.until(lambda: shown(bed, "into case 1: Charged twice"))
        await bed.press("1")
        # The list goes on with what is left: that is spam.
        await bed.until(lambda: shown(bed, "Held mail 1"))
        await bed.press("enter", "0")
        await bed.until(lambda: bed.app.screen is bed.app.desk)
        assert await held(bed) == []
        assert [m.from_address for m in await messages(bed, 1)][1:] == ["eve1@x.example"]
        await bed.press("u")
        assert await held(bed) == [2]
        await bed.press("u")
        assert await held(bed) == [1, 2]
        assert len(await messages(bed, 1)) == 1


async def test_it_goes_into_another_case_by_number_or_becomes_one(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("f", "h", "enter", "2", "x", "enter")
        await bed.until(lambda: shown(bed, "is no case number"))
        await bed.press("ctrl+s", "escape")
        await bed.until(lambda: shown(bed, "Held mail 2"))
        await bed.press("enter", "2", "3", "enter")
        await bed.until(lambda: shown(bed, "Held mail 1"))
        assert [m.from_address for m in await messages(bed, 3)][1:] == ["eve1@x.example"]
        await bed.press("enter", "3", "0")
        await bed.until(lambda: bed.app.screen is bed.app.desk)
        assert [m.from_address for m in await messages(bed, 4)] == ["eve2@x.example"]
        assert "placed mail 2" in bed.status
