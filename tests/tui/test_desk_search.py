"""Searching everything on the desk: typing, moving, opening, coming back."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agentdesk.clock import ManualClock
from agentdesk.saved_view import SavedView
from agentdesk.seat.searching import Searched, Searcher
from tests.support.office import SETUP
from tests.tui.desk_bed import Bed, desk, fill, new_store


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db")


def found(bed: Bed) -> list[tuple[str, str]]:
    place = bed.app.desk.search_place
    assert place is not None
    return [(hit.kind, hit.ref) for hit in place.hits.hits]


def told(bed: Bed) -> str:
    return "\n".join(bed.lines)


async def search(bed: Bed, text: str) -> None:
    await bed.press("g", "s")
    await bed.type(text)
    finding = bed.app.desk.finding
    assert finding is not None
    await bed.until(lambda: finding.text == text)
    await bed.settle()


async def test_a_hit_is_opened_and_back_leads_to_its_place(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await search(bed, "please help")
        await bed.until(lambda: len(found(bed)) == 3)
        assert [kind for kind, _ in found(bed)] == ["message"] * 3
        await bed.press("enter", "j", "enter")
        opened = bed.app.need_bench().opened
        assert opened is not None
        assert (bed.app.desk.pane, opened.case.row.id) == ("case", 2)
        await bed.press("escape")
        place = bed.app.desk.search_place
        assert place is not None
        assert (bed.app.desk.pane, place.hits.at, place.hits.has_cursor) == ("search", 1, True)
        await bed.until(lambda: "請求書" in told(bed))
        await bed.press("escape")
        assert bed.app.desk.pane == "queue"
        await bed.press("g", "s")
        assert place.line.box.value == "please help"


async def test_what_is_typed_is_found_at_once_or_told(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await search(bed, "qeue:x")
        await bed.until(lambda: "There is no field “qeue:”. Did you mean queue?" in told(bed))
        await bed.press("escape")
        await search(bed, "zebra")
        await bed.until(lambda: "Nothing was found." in told(bed))
        await bed.press("escape")
        await search(bed, "請求")
        await bed.until(lambda: ("message", "2") in found(bed))


async def test_customers_lead_to_their_cases_and_searches_come_back(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(80, 24)) as bed:
        await search(bed, "lovel")
        await bed.until(lambda: ("message", "1") in found(bed))
        assert found(bed)[0][0] == "customer"
        await bed.press("enter", "enter")
        place = bed.app.desk.search_place
        assert place is not None
        assert place.line.box.value == 'customer:"Ada Lovelace"'
        assert found(bed) == [("case", "1"), ("message", "1")]
        await bed.press("tab")
        assert "fits best" in str(place._border_title)
        await bed.press("k")
        assert bed.app.desk.asking
        await bed.press("up", "up")
        await bed.until(lambda: place.line.box.value == "lovel")


async def test_a_saved_search_and_a_typed_one_open_the_place(
    tmp_path: Path, clock: ManualClock
) -> None:
    view = SavedView("parcels", "x", "parcels", search="parcel in:messages")
    setup = msgspec.structs.replace(SETUP, views=(view,))
    path = tmp_path / "other" / "desk.db"
    path.parent.mkdir()
    store = await new_store(path, clock, setup)
    await store.close()
    async with desk(path, clock) as bed:
        await bed.press("f", "x")
        assert bed.app.desk.pane == "search"
        assert bed.app.desk.finding is not None
        assert bed.app.desk.finding.text == "parcel in:messages"
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press(":")
        await bed.type("search parcel\n")
        assert found(bed) == [("case", "3"), ("message", "3")]
        assert bed.app.key_context() == "found"


async def test_enter_goes_to_what_is_still_being_looked_for(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("g", "s")
        look_up, asked, slow = Searcher.search, [], True

        async def search(searcher: Searcher, text: str, **how: Any) -> Searched:
            asked.append(text)
            if slow:
                await asyncio.Event().wait()
            return await look_up(searcher, text, **how)

        monkeypatch.setattr(Searcher, "search", search)
        await bed.type("parcel")
        await bed.until(lambda: asked[-1:] == ["parcel"])
        slow = False
        await bed.press("enter")
        assert found(bed) == [("case", "3"), ("message", "3")]
        assert bed.app.key_context() == "found"


@pytest.mark.parametrize("look", [{"ascii_only": True}, {}])
@pytest.mark.parametrize("columns", [80, 120, 200])
async def test_every_width_shows_the_hits(
    tmp_path: Path, clock: ManualClock, look: dict[str, Any], columns: int
) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(columns, 30), **look) as bed:
        await search(bed, "parcel")
        await bed.until(lambda: ("message", "3") in found(bed))
        await bed.until(lambda: "Where is my parcel?" in told(bed))
        line = next(line for line in bed.lines if "Nick Cave" in line)
        assert "3 new" in line
        if look:
            plain = [line for line in bed.lines if "Cave" in line or "Search" in line]
            assert all(line.isascii() for line in plain)
