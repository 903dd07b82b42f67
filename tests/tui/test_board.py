"""The board worked with real keys: what it shows, how it answers, that the past looks like it."""

import asyncio
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from agentdesk.board.errors import BoardError
from agentdesk.board.values import Value
from agentdesk.board.view import Cell
from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.cells import CellView
from agentdesk.tui.board.commands import registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.theme import LIGHT
from tests.tui.board_bed import AGENTS, AT, board, cell, view

NOTHING = Cell("service_level.default", Value("share", 0, 0))


async def test_the_first_view_fills_every_pane() -> None:
    async with board() as bed:
        text = "\n".join(bed.lines)
        assert "● live" in bed.lines[0]
        assert "today · all queues" in bed.lines[0]
        assert "SL default" in text
        assert "158 of 181" in text
        assert "▲ 14" in text
        assert "over 10" in text
        assert "1 Queues · 8" in text
        assert "Orders & deliv" in text
        assert "3 of 6 available" in text
        assert "○ away · lunch" in text
        assert "the reply is late" in text
        assert "100 %" in text


async def test_nothing_is_a_dash_and_what_is_counted_says_so() -> None:
    first = view(counted=0.34)
    strip = {**first.strip, "service_level": NOTHING}
    async with board(msgspec.structs.replace(first, strip=strip)) as bed:
        assert "counting 34 %" in bed.lines[0]
        assert "…" in bed.app.main.strip.shown[1][:4]
        bed.board.change(counted=1.0)
        await bed.until(lambda: "counting" not in bed.lines[0])
        assert bed.app.main.strip.shown[1].strip().startswith("–")


async def test_the_past_cannot_be_taken_for_now() -> None:
    async with board() as bed:
        await bed.press("[")
        assert bed.board.asked == [("go", AT - MINUTE)]
        await bed.shown("PAST  Mon 2 Mar 2026 16:01:07")
        assert "standing · 1m ago" in bed.lines[0]
        assert "live" not in bed.lines[0].replace("L live", "")
        assert bed.app.main.has_class("past")
        await bed.press(">", ">")
        await bed.shown("playing 2×")
        await bed.press("space")
        await bed.shown("standing")
        await bed.press("escape")
        await bed.shown("● live")
        assert not bed.app.main.has_class("past")


async def test_steps_of_a_second_a_minute_and_a_quarter() -> None:
    async with board() as bed:
        await bed.press(".")
        assert "This is live" in bed.status
        keys = ("{", "[", ",", ".",
                "]", "}")  # fmt: skip
        await bed.press(*keys)
        moments = [at for _, at in bed.board.asked]
        back = [15 * MINUTE, 16 * MINUTE, 16 * MINUTE + SECOND, 16 * MINUTE, 15 * MINUTE, 0]
        assert moments == [AT - by for by in back]
        await bed.shown("● live")


async def test_a_moment_is_typed() -> None:
    async with board() as bed:
        await bed.press("@", *"10:32", "enter")
        assert bed.board.last == ("go", AT - 5 * HOUR - 30 * MINUTE - 7 * SECOND)
        # Back from what is shown, not from now.
        await bed.press(":", *"-15m", "enter")
        assert bed.board.last == ("go", AT - 5 * HOUR - 45 * MINUTE - 7 * SECOND)
        # A time of day is that of the day shown, though it is later than the moment shown.
        await bed.press("@", *"13:00", "enter")
        assert bed.board.last == ("go", AT - 3 * HOUR - 2 * MINUTE - 7 * SECOND)
        await bed.press("@", *"1999-01-01", "enter")
        assert bed.status == "The log begins later: nothing is known of that time."
        await bed.press("@", *"soon", "enter")
        assert "is no time" in bed.status


async def test_a_number_tells_why_and_opens_to_its_cases() -> None:
    async with board() as bed:
        await bed.press("j", "l", "l", "l", "l", "?")
        await bed.shown("A threshold says warning: over 0.")
        await bed.press("escape", "h", "h", "h", "?")
        assert bed.board.last == ("explain", "oldest_waiting", "orders")
        await bed.shown("Formula: answered within T")
        text = "\n".join(bed.lines)
        assert "Numerator: 4" in text
        assert "Denominator: 7" in text
        assert "short: 5 s" in text
        await bed.press("escape", "d")
        assert ("behind", "oldest_waiting", "orders") in bed.board.asked
        await bed.press("j", "enter")
        assert ("timeline", 1043) in bed.board.asked
        await bed.shown("(taken")
        await bed.press("escape")
        await bed.shown("Enter its history")
        await bed.press("y")
        await bed.until(lambda: bed.app.clipboard == "agentdesk case show 1043")
        await bed.press("escape")
        assert bed.app.screen is bed.app.main


async def test_the_strip_is_asked_like_a_queue_is() -> None:
    async with board() as bed:
        await bed.press("k", "?")
        assert bed.board.last == ("explain", "service_level.default", "")
        await bed.press("escape", "l", "d", "escape", "j", "d")
        behind = [asked for asked in bed.board.asked if asked[0] == "behind"]
        assert behind == [("behind", "waiting", ""), ("behind", "waiting", "billing")]


async def test_a_band_of_the_backlog_is_asked_for_itself() -> None:
    async with board(size=(200, 50)) as bed:
        await bed.press(*"j" + "l" * 12, "?")
        assert bed.board.last == ("explain", "backlog.1d", "orders")
        await bed.press("escape", "l", "l", "l", "d")
        assert ("behind", "backlog.older", "orders") in bed.board.asked


async def test_due_soon_is_called_by_how_soon_it_is() -> None:
    async with board(view(soon_ms=2 * HOUR)) as bed:
        assert "due in 2h " in bed.lines[2]


async def test_where_no_number_is_the_question_mark_lists_the_keys() -> None:
    async with board() as bed:
        await bed.press("3", "?")
        await bed.shown("A minute back")
        await bed.press("escape", "enter")
        assert bed.board.last == ("timeline", 1066)


async def test_agents_and_feed_lead_to_cases() -> None:
    async with board() as bed:
        await bed.press("2", "d", "j", "enter")
        assert bed.board.last == ("timeline", 1051)
        await bed.press("escape", "escape", "j", "j", "d")
        assert bed.status == "Nothing is in hand there."
        await bed.press("g", "f", *"jjjjjj", "enter")
        assert bed.status == "This one belongs to no case."
        await bed.press("g", "g", "y")
        await bed.until(lambda: bed.app.clipboard == "agentdesk case show 1066")


async def test_an_agents_numbers_say_why_and_open_to_their_cases() -> None:
    async with board() as bed:
        await bed.press("2", "j", "l", "?")
        await bed.shown("Lena Kowalski has 5 of 6 slots taken")
        await bed.shown("Cases in hand: 1017, 1064")
        await bed.press("escape", "l", "?")
        assert ("explain", "handled", "", "lena") in bed.board.asked
        await bed.press("escape", "d")
        assert ("behind", "handled", "", "lena") in bed.board.asked
        await bed.press("enter")
        assert bed.board.last == ("timeline", 1042)


async def test_people_whose_state_is_not_told_are_listed_with_their_work() -> None:
    untold = tuple(replace(line, state="", since=0, reason="", capacity=0) for line in AGENTS[:2])
    async with board(view(agents=untold)) as bed:
        title = next(line for line in bed.lines if "2 Agents" in line)
        assert "Agents · 2 ─" in title
        (lena,) = (line for line in bed.lines if "Lena Kowalski" in line)
        assert lena.split("││")[0].strip("│").split() == [
            "○", "not", "told", "–", "Lena", "Kowalski", "1017", "+4", "–", "11",
        ]  # fmt: skip


async def test_a_moment_is_chosen_on_the_plot() -> None:
    async with board() as bed:
        await bed.press("4", "d")
        assert "Enter goes there" in bed.status
        await bed.press("h", "h", "h")
        await bed.shown("4 Shift · 15:52 · ")
        await bed.press("enter")
        assert bed.board.last == ("go", AT - 10 * MINUTE)
        await bed.press("tab")
        await bed.shown("4 Shift · waiting (area)")


async def test_window_formula_and_filter() -> None:
    async with board() as bed:
        await bed.press("t", "3")
        assert bed.board.last == ("window", "4h")
        await bed.press("v", "2")
        assert bed.board.last == ("variant", "service_level.strict")
        await bed.shown("SL strict")
        await bed.press("f", *"billing")
        await bed.until(lambda: bool(getattr(bed.app.screen, "found", None)))
        await bed.press("enter")
        await bed.shown("only Billing")
        assert "1 Queues · 1" in "\n".join(bed.lines)
        await bed.press(":", *"everything", "enter")
        await bed.shown("all queues")
        await bed.press(":", *"window never", "enter")
        assert "never” is not known" in bed.status


async def test_columns_without_room_are_reached_by_going_on() -> None:
    async with board(size=(80, 24)) as bed:
        assert "abandoned" not in bed.app.main.queues.shown[0]
        assert "9 more →" in "\n".join(bed.lines)
        await bed.press(*["l"] * 7)
        assert "abandoned" in bed.app.main.queues.shown[0]
        await bed.press("d")
        assert ("behind", "snoozed", "billing") in bed.board.asked


async def test_one_pane_at_a_time_where_there_is_little_room() -> None:
    async with board(size=(80, 24)) as bed:
        for key, title in (("2", "2 Agents"), ("3", "3 Feed"), ("4", "4 Shift"), ("1", "1 Queues")):
            await bed.press(key)
            await bed.shown(title)
            assert sum("╭" in line for line in bed.lines) == 1
            assert "SL default" in bed.lines[1]
    async with board() as bed:
        await bed.press("tab", "z")
        await bed.until(lambda: sum("╭" in line for line in bed.lines) == 1)
        await bed.press("escape")
        await bed.until(lambda: sum(line.count("╭") for line in bed.lines) == 4)


async def test_the_cursor_stays_with_its_agent_when_the_order_changes() -> None:
    async with board() as bed:
        await bed.press("2", "j")
        assert bed.app.main.agents.chosen == "lena"
        bed.board.change(agents=(AGENTS[3], AGENTS[0], AGENTS[2], AGENTS[1], *AGENTS[4:]))
        await bed.until(lambda: bed.app.main.agents.rows[3].key == "lena")
        assert bed.app.main.agents.chosen == "lena"
        assert "▌" in bed.app.main.agents.shown[4]


async def test_of_a_change_only_its_cells_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[tuple[str, int]] = []
    whole = CellView.refresh

    def refresh(self: CellView, *regions: Any, **more: Any) -> CellView:
        painted.append((str(self.id), sum(r.area for r in regions) if regions else -1))
        return whole(self, *regions, **more)

    async with board() as bed:
        monkeypatch.setattr(CellView, "refresh", refresh)
        first = bed.board.view.queues[0]
        changed = msgspec.structs.replace(
            first, cells={**first.cells, "waiting": cell("waiting", 15)}
        )
        bed.board.change(queues=(changed, *bed.board.view.queues[1:]))
        await bed.until(lambda: bool(painted))
        assert painted == [("queues", 7)]


async def test_a_bell_is_rung_once_when_it_is_told() -> None:
    rung: list[int] = []

    def rings(before: Any, after: Any) -> tuple[Cell, ...]:
        if before.strip["late"].level == after.strip["late"].level:
            return ()
        return (after.strip["late"],)

    first = view()
    calm = {**first.strip, "late": cell("late", 3)}
    async with board(msgspec.structs.replace(first, strip=calm), rings=rings) as bed:
        bed.app.bell = lambda: rung.append(1)  # type: ignore[method-assign] # heard by the test
        bed.board.change(strip=first.strip)
        await bed.shown("▲ 14")
        bed.board.change(at=AT + SECOND)
        await bed.shown("last event 3s")
        assert rung == [1]


async def test_a_silent_store_keeps_its_numbers_and_their_age() -> None:
    async with board() as bed:
        bed.board.change(trouble="The store does not answer.", at=AT - 4 * MINUTE)
        await bed.shown("STORE SILENT, as of 4m ago")
        assert "○ not live" in bed.lines[0]
        assert bed.status == "The store does not answer."
        assert "▲ 14" in "\n".join(bed.lines)
        bed.board.change(trouble="", at=AT)
        await bed.shown("● live")
        assert bed.status == ""


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (109, 30), (110, 30), (150, 40), (200, 60)])
async def test_every_line_is_exactly_as_wide_as_the_window(size: tuple[int, int]) -> None:
    from agentdesk.text import width

    async with board(size=size, theme=LIGHT) as bed:
        for key in ("0", "2", "3", "4", "1"):
            await bed.press(key)
            assert {width(line) for line in bed.lines} == {size[0]}
            assert len(bed.lines) == size[1]


async def test_a_window_that_is_too_small_says_what_is_needed() -> None:
    async with board(size=(50, 12)) as bed:
        await bed.shown("too small")
        await bed.press("d", "ctrl+q")
        await bed.until(lambda: bed.board.closed)
        assert [asked for asked in bed.board.asked if asked[0] == "behind"] == []


async def test_everything_is_drawn_in_ascii() -> None:
    drawn = set("▌▁▂▃▄▅▆▇█▖▗▘▙▚▛▜▝▞▟╭╮╰╯│─┤├┬┴┼•●○△▲–−…·→×")
    async with board(ascii_only=True) as bed:
        assert not drawn & set("".join(bed.lines))
        text = "\n".join(bed.lines)
        assert "! 14" in text
        assert "? 61" in text
        assert ":::" in text
        await bed.press("[", "d", "enter")
        assert not drawn & set("".join(bed.lines))
        for keys, there in (
            (("escape", "escape", "v"), "2 strict  answered <= T / offered"),
            (("escape", ":", *"formula "), "answered <= T / answered"),
            (("escape", "2", "?"), "Formula: sum slots"),
        ):
            await bed.press(*keys)
            await bed.shown(there)
            assert not (drawn | set("≤÷Σ")) & set("".join(bed.lines))


async def test_a_board_that_cannot_be_opened_ends_with_the_reason() -> None:
    async def opener() -> Any:
        raise BoardError("The store is gone.")

    app = BoardApp(opener, build_keymap(registry()))
    async with app.run_test(), asyncio.timeout(20):
        while app.trouble is None:  # noqa: ASYNC110 (the app tells nobody)
            await asyncio.sleep(0.01)
    assert str(app.trouble) == "The store is gone."
    assert app.return_code == 1
