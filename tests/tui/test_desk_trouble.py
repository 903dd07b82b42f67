"""A desk whose store fails under it: it says so, loses nothing, and goes on when it can."""

from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.data.errors import StoreMissing
from agentdesk.data.open import open_store
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.seat.session import Session
from agentdesk.tui.desk.app import DeskApp
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.kit.keymap import build_keymap
from tests.tui.desk_bed import Bed, desk, fill


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    return tmp_path / "center" / "desk.db"


@pytest.fixture
async def clock(path: Path) -> ManualClock:
    return await fill(path)


def _written(bed: Bed) -> str:
    box = bed.app.desk.composer
    assert box is not None
    return box.text


def _insert(bed: Bed, text: str) -> None:
    box = bed.app.desk.composer
    assert box is not None
    box.insert(text)


async def test_a_store_that_goes_away_and_comes_back_under_an_open_desk(
    path: Path, clock: ManualClock
) -> None:
    away = path.parent.with_name("away")
    async with desk(path, clock) as bed:
        await bed.press("T", "i")
        await bed.type("Dear Ada, ")
        path.parent.rename(away)
        await bed.until(lambda: "STORE SILENT" in bed.lines[0])
        await bed.type("half a sentence")
        await bed.until(lambda: any("NOT SAVED" in line for line in bed.lines))
        await bed.press("ctrl+s")
        assert "Not now" in bed.status or "not saved" in bed.status
        assert "half a sentence" in _written(bed)
        assert not path.parent.exists(), "nothing is made in the place of what is away"
        away.rename(path.parent)
        await bed.until(lambda: "live" in bed.lines[0])
        await bed.until(lambda: any("saved" in line for line in bed.lines))
        live = bed.app.need_bench().session.store.live
        await bed.until(lambda: "not saved" not in bed.status)
        draft = await live.draft("lena", 1, "reply")
        assert draft is not None
        assert "half a sentence" in draft.body
        await bed.press("ctrl+s")
        assert "sent 1" in bed.status


async def test_moving_and_opening_while_the_store_is_away_keeps_the_screen(
    path: Path, clock: ManualClock
) -> None:
    away = path.parent.with_name("away")
    async with desk(path, clock) as bed:
        await bed.until(lambda: bed.app.need_bench().opened is not None)
        path.parent.rename(away)
        await bed.until(lambda: "STORE SILENT" in bed.lines[0])
        shown = len(bed.app.desk.queue.model)
        for key in ("j", "j", "enter", "k", "G", "g", "g", "T", "t", "r", "D", "u"):
            await bed.press(key)
        await bed.press("escape")
        assert len(bed.app.desk.queue.model) == shown
        assert bed.app._exception is None
        away.rename(path.parent)
        await bed.until(lambda: "live" in bed.lines[0])
        await bed.press("1", "T")
        assert "took" in bed.status


async def test_one_can_leave_while_the_store_is_away(path: Path, clock: ManualClock) -> None:
    async with desk(path, clock) as bed:
        await bed.press("T", "i")
        await bed.type("only here")
        path.parent.rename(path.parent.with_name("away"))
        await bed.until(lambda: "STORE SILENT" in bed.lines[0])
        await bed.type("!")
        await bed.press("ctrl+q")
        await bed.until(lambda: any("does not take it now" in line for line in bed.lines))
        await bed.press("escape")
        assert "only here!" in _written(bed)


async def test_a_draft_is_not_said_to_be_saved_in_a_file_that_was_deleted(
    path: Path, clock: ManualClock
) -> None:
    async with desk(path, clock) as bed:
        await bed.press("T", "i")
        await bed.type("first")
        live = path.with_name("desk-live.db")
        for file in (live, live.with_name(live.name + "-wal"), live.with_name(live.name + "-shm")):
            file.unlink()
        await bed.type(" second")
        await bed.until(lambda: not bed.app.desk.composer.behind)  # type: ignore[union-attr] # it is open
        again = await open_store(str(path), clock=clock, create=False)
        draft = await again.live.draft("lena", 1, "reply")
        await again.close()
        assert draft is not None
        assert draft.body.startswith("first second")


async def test_a_full_disk_refuses_the_act_keeps_the_draft_and_goes_on(
    path: Path, clock: ManualClock
) -> None:
    async with desk(path, clock) as bed:
        await bed.press("T", "i")
        _insert(bed, "Dear Ada, it is refunded. ")
        store = bed.app.need_bench().session.store
        assert isinstance(store, SqliteStore)
        pages = await store.run_write(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        limit = "PRAGMA max_page_count = {}"
        await store.run_write(lambda db: db.execute(limit.format(pages)).fetchall())
        before = await store.reads.last_seq()
        for _ in range(20):
            await bed.press("ctrl+s")
            if "full" in bed.status:
                break
            await bed.press("i")
            _insert(bed, "and again " * 500)
        assert "is full" in bed.status
        assert "DISK FULL" in bed.lines[0]
        written = _written(bed)
        assert written
        assert await store.reads.last_seq() >= before
        await store.run_write(lambda db: db.execute(limit.format(1 << 20)).fetchall())
        await bed.press("ctrl+s")
        assert "sent 1" in bed.status
        assert "DISK FULL" not in bed.lines[0]


async def test_a_desk_that_cannot_open_its_store_ends_and_hands_on_why(
    path: Path, clock: ManualClock
) -> None:
    async def opener() -> Session:
        raise StoreMissing("There is no store here.")

    app = DeskApp(opener, build_keymap(registry()), clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await Bed(app, pilot).until(lambda: app.trouble is not None)
    assert str(app.trouble) == "There is no store here."
