"""The queue list on a screen: what it paints, and how little."""

import asyncio
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.geometry import Region

from agentdesk.clock import ManualClock
from agentdesk.domain.views import QueuePage
from agentdesk.text import width
from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.commands import QUEUE, Command, Registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.queue_list import QueueList
from tests.tui.at_rest import at_rest
from tests.tui.kit_rows import NOW, page, row

STEPS = {"j": 1, "k": -1}


class Listing(KitApp):
    """A pane with the list in it; ``asked`` are the rows it wanted."""

    def __init__(self, **options: Any) -> None:
        commands = [
            Command(
                id=f"list.{key}", title=key, help="h", group="g", keys=(key,),
                contexts=frozenset({QUEUE}), movement=True,
            )
            for key in STEPS
        ]  # fmt: skip
        super().__init__(build_keymap(Registry(commands)), **options)
        self.time = ManualClock(NOW)
        self.queue = QueueList(self.time, ascii_only=bool(options.get("ascii_only")))
        self.pane = Pane()
        self.asked: list[QueueList.Wanted] = []
        self.moved: list[int | None] = []

    def compose(self) -> ComposeResult:
        with self.pane:
            yield self.queue

    def on_mount(self) -> None:
        self.queue.focus()

    def key_context(self) -> str:
        return QUEUE

    async def run_command(self, command_id: str) -> None:
        self.queue.move(STEPS[command_id[-1]])

    def on_queue_list_wanted(self, event: QueueList.Wanted) -> None:
        self.asked.append(event)

    def on_queue_list_moved(self, event: QueueList.Moved) -> None:
        self.moved.append(event.case_id)

    def on_queue_list_edge(self, event: QueueList.Edge) -> None:
        self.pane.set_edge(event.text)


def screen(app: Listing) -> list[str]:
    """Return the lines on the screen."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


async def shown(app: Listing, rows: QueuePage, *mine: int) -> list[str]:
    app.queue.set_rows([row(number) for number in mine], rows)
    return await rested(app)


async def rested(app: Listing) -> list[str]:
    """Return the lines on the screen once the list has settled and is painted."""
    async with asyncio.timeout(20):
        while app.queue._settling is not None:  # noqa: ASYNC110 (a timer tells nobody)
            await asyncio.sleep(0.01)
    await at_rest(app)
    return screen(app)


@pytest.mark.parametrize(("size", "lines_a_row"), [((80, 24), 1), ((50, 24), 2), ((200, 60), 1)])
async def test_layout_follows_the_width(size: tuple[int, int], lines_a_row: int) -> None:
    app = Listing()
    async with app.run_test(size=size):
        lines = await shown(app, page(1, 99), 500)
        assert all(width(line) == size[0] for line in lines)
        first = next(y for y, line in enumerate(lines) if "▌" in line)
        assert "500" in lines[first]
        assert sum("▌" in line for line in lines) == lines_a_row
        assert ("customer" in lines[1]) == (size[0] >= 150)
        assert "waiting 98 · in T's order" in lines[first + lines_a_row]
        assert lines[-1].strip("╭╮╰╯─ ") == f"↓{98 - app.queue.view.page}"


async def test_keys_move_and_tell() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, page(1, 99))
        await pilot.press("j", "j", "k")
        await app.router.settled()
        await rested(app)
        assert app.moved[-1] == 2
        assert app.queue.selected is not None
        assert "▌" in next(line for line in screen(app) if "  2  " in line)


async def test_edge_of_the_screen_jumps_half_a_page() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)):
        await shown(app, page(1, 99))
        rows = app.queue.view.page
        app.queue.move(rows)
        assert app.queue.view.top == rows - rows // 2


async def test_rows_are_asked_for_before_the_edge_is_reached() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)):
        await shown(app, page(1, 99, of=5000))
        app.queue.move(90)
        await rested(app)
        assert [asked.need.after for asked in app.asked] == [row(98).key]
        app.queue.move(30)
        app.queue.extend(page(99, 299, of=5000), app.asked[0].need)
        assert app.queue.selected is not None
        assert app.queue.selected.case_id == 121


async def test_only_what_changed_is_painted() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)):
        await shown(app, page(1, 99))
        painted: list[tuple[Region, ...]] = []
        refresh = app.queue.refresh

        def spy(*regions: Region, **how: Any) -> QueueList:
            painted.append(regions)
            return refresh(*regions, **how)

        app.queue.refresh = spy  # type: ignore[method-assign] # to see what is painted
        app.queue.move(1)
        assert [[region.height for region in regions] for regions in painted] == [[1, 1]]
        painted.clear()
        app.time.advance(1000)
        app.queue.tick()
        assert len(painted) == 1
        assert {(region.x, region.width) for region in painted[0]} == {(1, 6)}
        painted.clear()
        app.queue.tick()
        assert painted == []
        app.queue.upsert(row(5, subject="something else"))
        app.queue.upsert(row(7, subject="something else"))
        assert painted == []
        await rested(app)
        assert [[region.height for region in regions] for regions in painted] == [[1, 1]]


async def test_changes_leave_the_cursor_where_it_is() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)):
        await shown(app, page(10, 60, above=0), 500)
        app.queue.select(15)
        before = next(y for y, line in enumerate(await rested(app)) if "▌" in line)
        for number in (1, 2, 3):
            app.queue.upsert(row(number))
        app.queue.drop(12)
        app.queue.set_mine([row(500), row(501)])
        after = await rested(app)
        assert next(y for y, line in enumerate(after) if "▌" in line) == before
        assert "  15 " in after[before]
        assert "new ·" in after[-1]


async def test_marks_and_all_marks() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)):
        await shown(app, page(1, 4))
        app.queue.toggle_mark()
        assert set(app.queue.model.marks) == {1}
        assert app.queue.model.selected == 2
        app.queue.mark_all(app.queue.model.waiting)
        assert set(app.queue.model.marks) == {1, 2, 3}
        app.queue.mark_all(app.queue.model.waiting)
        assert not app.queue.model.marks


async def test_click_selects_and_wheel_scrolls_without_moving_the_cursor() -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, page(1, 99))
        await pilot.click(QueueList, offset=(10, 5))
        assert app.queue.model.selected == 4
        app.queue.on_mouse_scroll_down()
        assert app.queue.view.top == 3
        assert app.queue.model.selected == 4


@pytest.mark.parametrize("hand", ["none", "key", "click", "pointer", "wheel"])
async def test_rows_above_move_nothing_under_a_hand(hand: str) -> None:
    app = Listing()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, page(5, 9, of=9, above=0))
        if hand == "key":
            await pilot.press("j", "k")
        elif hand == "click":
            await pilot.click(QueueList, offset=(10, 2))
        elif hand == "pointer":
            await pilot.hover(QueueList, offset=(10, 2))
        elif hand == "wheel":
            app.queue.on_mouse_scroll_down()
        line = app.queue.view.cursor_line()
        app.queue.upsert(row(1))
        assert app.queue.model.selected == 5
        assert (app.queue.view.cursor_line() == line) is (hand != "none")
        assert (app.queue.view.outside().new == 0) is (hand == "none")


async def test_ascii() -> None:
    app = Listing(ascii_only=True)
    async with app.run_test(size=(80, 24)):
        app.queue.set_titles(detail="1 · Ada · standard")
        lines = await shown(app, page(1, 99))
        assert all(line.isascii() for line in lines)
        inside = [line[1:-1] for line in lines[1:-1]]
        assert any(line.startswith(">") for line in inside)
        assert "- 1 - Ada - standard -" in inside[-1]


@pytest.mark.parametrize("theme", ["desk-dark", "desk-light", "ansi-dark", "nord", "no-such"])
async def test_every_theme_paints(theme: str) -> None:
    app = Listing(theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.theme_in_use == ("desk-dark" if theme == "no-such" else theme)
        lines = await shown(app, page(1, 9))
        app.theme = "desk-light"
        await pilot.pause()
        again = await rested(app)
        assert [line[1:] for line in again[1:-1]] == [line[1:] for line in lines[1:-1]]
