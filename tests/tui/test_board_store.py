"""The screen over a real store: what others do is seen, and what was then is shown as it was."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agentdesk.board.errors import BoardError
from agentdesk.board.watching import Board
from agentdesk.boardsettings import BoardSettings, Threshold
from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.desk.desk import Desk
from agentdesk.desk.taking import Take
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.commands import registry
from agentdesk.tui.kit.keymap import build_keymap
from tests.tui.board_bed import Bed
from tests.tui.desk_bed import fill, mail


@contextlib.asynccontextmanager
async def watched(path: Path, clock: ManualClock) -> AsyncIterator[tuple[Bed, Store]]:
    """Open the board of a store in which customers have written, and the store itself."""
    store = await open_store(str(path), clock=clock, create=False)
    settings = BoardSettings(thresholds=(Threshold("waiting", warn=3, bad=9),))

    async def opener() -> Board:
        return await Board.open(str(path), settings=settings, clock=clock)

    app = BoardApp(opener, build_keymap(registry()), clock=clock)
    async with app.run_test(size=(120, 36)):
        bed = Bed(app)
        await bed.until(lambda: app.board is not None and app.board.view.counted == 1)
        try:
            yield bed, store
        finally:
            await app.shut()
            await store.close()


async def test_others_are_seen_at_work_and_then_is_as_it_was(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with watched(tmp_path / "desk.db", clock) as (bed, store):
        await bed.shown("2 of 2 available")
        strip = bed.app.main.strip
        await bed.until(lambda: " 3 " in strip.shown[1])
        before = clock.now()
        clock.advance(5 * MINUTE)
        case_id = await mail(store, 9, name="Ada", address="ada@x.example", subject="Hello")
        await bed.until(lambda: "△ 4" in strip.shown[1])
        assert "over 3" in strip.shown[2]
        await Desk(store, "lena").act(Take, case_id=case_id)
        await bed.until(lambda: "1/6" in "".join(bed.app.main.agents.shown))
        # A second before any of it, and forward again.
        await bed.press("@", *"-5m", "enter")
        await bed.shown("PAST")
        assert bed.app.need_board().view.at == before
        await bed.until(lambda: " 3 " in strip.shown[1])
        assert "1/6" not in "".join(bed.app.main.agents.shown)
        await bed.press("L")
        await bed.shown("● live")
        await bed.until(lambda: "1/6" in "".join(bed.app.main.agents.shown))


async def test_a_real_number_leads_to_a_real_case(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with watched(tmp_path / "desk.db", clock) as (bed, _store):
        await bed.press("k", "l", "d")
        await bed.shown("Waiting of all")
        await bed.press("enter")
        await bed.shown("wrote by mail")
        assert "Charged twice" not in "\n".join(bed.lines)
        assert "ada@lovelace" not in "\n".join(bed.lines).lower()
        await bed.press("escape", "escape", "@", *"1999-01-01", "enter")
        assert "nothing is known of before" in bed.status


async def test_wrong_settings_are_told_before_anything_is_shown(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    settings = BoardSettings(thresholds=(Threshold("waitin", warn=3),))

    async def opener() -> Board:
        return await Board.open(str(tmp_path / "desk.db"), settings=settings, clock=clock)

    app = BoardApp(opener, build_keymap(registry()), clock=clock)
    async with app.run_test() as pilot:
        async with asyncio.timeout(20):
            while app.trouble is None:  # noqa: ASYNC110 (the app tells nobody)
                await asyncio.sleep(0.02)
        await pilot.pause()
    assert isinstance(app.trouble, BoardError)
    with pytest.raises(BoardError, match="waitin"):
        raise app.trouble
