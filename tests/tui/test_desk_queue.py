"""The queue in the hand: saved views, the filter, marks, and one verb on many cases."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from textual.events import Key

from agentdesk.clock import DAY, ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.classing import Prioritise
from agentdesk.desk.desk import Desk
from agentdesk.desk.waiting import Snooze, Wake
from agentdesk.domain.views import QueuePage
from agentdesk.saved_view import SavedView
from agentdesk.seat.views import wrong_views
from agentdesk.tui.desk.prompt_line import PromptLine
from tests.bench.seed import seed
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import Bed, desk, fill, mail, new_store

NAMES = (
    "Ada", "Berta", "Carl", "Dora", "Emil", "Frida", "Georg", "Hanna", "Ivo", "Julia", "Karl",
    "Lotte",
)  # fmt: skip
MAILS = tuple((n, f"{n.lower()}@x.example", f"Question of {n}") for n in NAMES)


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db", MAILS)


def shown(bed: Bed) -> list[int]:
    model = bed.app.desk.queue.model
    return [row.case_id for row in (*model.mine, *model.waiting)]


def title(bed: Bed) -> str:
    return str(bed.app.desk.queue_pane._border_title)


async def states(bed: Bed, *case_ids: int) -> set[str]:
    reads = bed.app.need_bench().session.store.reads
    rows = [await reads.case_row(case_id) for case_id in case_ids]
    return {row.state for row in rows if row is not None}


Act = Callable[..., Awaitable[object]]


async def others(path: Path, clock: ManualClock, who: str = "omar") -> tuple[Desk, Act]:
    store = await open_store(str(path), clock=clock)
    found = Desk(store, who)
    return found, found.act


async def test_a_view_is_shown_counted_and_followed(tmp_path: Path, clock: ManualClock) -> None:
    path = tmp_path / "desk.db"
    omar, act = await others(path, clock)
    await act(Snooze, case_id=3, until=MONDAY + DAY)
    await act(Snooze, case_id=5, until=MONDAY + 2 * DAY)
    async with desk(path, clock) as bed:
        assert shown(bed) == [1, 2, 4, 6, 7, 8, 9, 10, 11, 12]
        bed.app.router.read([_key("f")])
        await bed.until(lambda: "z snoozed 2" in bed.lines[-1])
        assert "a all mine 10" in bed.lines[-1]
        await bed.press("z")
        assert shown(bed) == [3, 5]
        assert title(bed) == "1 Queue · snoozed"
        await bed.until(lambda: any("snoozed 2 · by waking time" in line for line in bed.lines))
        # What comes in front does not move the cursor, what leaves stays until it moves on.
        await bed.press("j")
        await act(Snooze, case_id=7, until=MONDAY + DAY // 2)
        await bed.until(lambda: shown(bed) == [7, 3, 5])
        assert bed.app.desk.queue.model.selected == 5
        await act(Wake, case_id=5)
        await bed.until(lambda: bed.app.desk.queue.model.ghost == 5)
        await bed.press("k")
        assert shown(bed) == [7, 3]
        # Taking the next case asks no view.
        await bed.press("T")
        assert "took 1" in bed.status
        await bed.press("f", "m")
        assert shown(bed) == [1]
        await bed.press("f", "l")
        assert shown(bed) == []
        await bed.until(lambda: any("Nothing is late." in line for line in bed.lines))
        await bed.press("f", "b")
        assert bed.status == "No view is under f b. f alone lists those there are."
        await bed.press("f", "a")
        assert shown(bed)[0] == 1
    await omar.store.close()


async def test_views_of_the_team_and_ones_own(tmp_path: Path) -> None:
    path, clock = tmp_path / "desk.db", ManualClock(MONDAY)
    team = (
        SavedView(id="b", key="b", name="Berta's", text="berta"),
        SavedView(id="o", key="o", name="old", older_than=DAY),
    )
    store = await new_store(path, clock, msgspec.structs.replace(SETUP, views=team))
    for number, (name, address, subject) in enumerate(MAILS[:4]):
        await mail(store, number, name=name, address=address, subject=subject)
    await store.close()
    async with desk(path, clock) as bed:
        session = bed.app.need_bench().session
        session.own_views = (SavedView(id="v", key="o", name="Carl's", text="CARL"),)
        await bed.press("f", "b")
        assert (title(bed), shown(bed)) == ("1 Queue · Berta's", [2])
        await bed.press("f", "o")
        assert (title(bed), shown(bed)) == ("1 Queue · Carl's", [3])
        session.own_views = (SavedView(id="v", key="o", name="x", queue=("biling",)),)
        assert "left out, queue: there is no “biling”. Did you mean bil" in wrong_views(session)
        await bed.press("f", "o")
        assert (title(bed), shown(bed)) == ("1 Queue · old", [])


async def test_the_filter_follows_the_typing_and_finds_what_the_window_does_not_hold(
    tmp_path: Path,
) -> None:
    path, clock = tmp_path / "desk.db", ManualClock(1_772_445_600_000)
    seed(path, 900)
    async with desk(path, clock) as bed:
        queue = bed.app.desk.queue
        await bed.press("/")
        await bed.type("78")
        await bed.until(lambda: 780 in shown(bed) and 78 in shown(bed))
        await bed.until(lambda: "/78 11" in title(bed))
        assert bed.app.key_context() == "filter"
        first = queue.model.selected
        await bed.press("down")
        assert queue.model.selected == shown(bed)[1] != first
        await bed.type("9 ")
        await bed.until(lambda: shown(bed) == [789])
        await bed.press("enter")
        assert bed.app.key_context() == "queue"
        assert shown(bed) == [789]
        # All is shown again, and the cursor is where it was, far beyond the first page.
        await bed.press("escape")
        assert title(bed) == "1 Queue · all mine"
        assert queue.model.selected == 789
        assert queue.model.total == 900
        await bed.press("/")
        await bed.type("nothing like it")
        await bed.until(lambda: any("Nothing here has nothing" in line for line in bed.lines))
        await bed.press("escape")
        assert len(shown(bed)) > 1


async def test_enter_keeps_what_is_written_though_the_list_was_not_told_of_it_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = tmp_path / "desk.db", ManualClock(1_772_445_600_000)
    seed(path, 90)
    async with desk(path, clock) as bed:
        await bed.press("/")
        monkeypatch.setattr(PromptLine, "on_input_changed", lambda line, event: event.stop())
        await bed.type("78")
        await bed.press("enter")
        assert bed.app.key_context() == "queue"
        assert (shown(bed), title(bed)) == ([78], "1 Queue · all mine · /78 1")


async def test_an_answer_is_shown_though_the_same_was_asked_again_since(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        listing = bed.app.need_bench().listing
        read, slow, asked = listing._page_of_cursor, asyncio.Event(), []

        async def page() -> QueuePage:
            asked.append(listing.text)
            if len(asked) > 1:
                await slow.wait()
            return await read()

        listing.typed("nothing like it")
        assert shown(bed) == []
        monkeypatch.setattr(listing, "_page_of_cursor", page)
        first, again = listing.switch(listing.view), asyncio.create_task(listing.show())
        await first
        assert len(shown(bed)) == len(MAILS)
        listing.typed("Lotte")
        slow.set()
        await again
        assert asked == ["", ""]
        assert len(shown(bed)) == 1, "what is not asked any more is not shown"


async def test_the_second_star_takes_all_marks_away_though_a_case_came_in_between(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "desk.db"
    async with desk(path, clock) as bed:
        marks = bed.app.desk.queue.model.marks
        await bed.press("*")
        assert len(marks) == 12
        store = bed.app.need_bench().session.store
        new = await mail(store, 99, name="Eve", address="eve@there.example", subject="New")
        await bed.until(lambda: new in {row.case_id for row in bed.app.desk.queue.model.waiting})
        assert new not in marks
        await bed.press("*")
        assert len(marks) == 0


async def test_marks_hold_and_a_verb_on_many_asks_how_many(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "desk.db"
    omar, act = await others(path, clock, "mona")
    async with desk(path, clock) as bed:
        await bed.press("space", "space", "*")
        marks = bed.app.desk.queue.model.marks
        assert len(marks) == 12
        await bed.press("/")
        await bed.type("ada")
        await bed.press("escape", "escape", "f", "m", "f", "a")
        assert bed.status.startswith("12 marked")
        await act(Prioritise, case_id=4, priority=1, reason="")
        await bed.until(lambda: bed.status.startswith("12 marked, 1 changed since"))
        # The number is asked for; a wrong one does nothing.
        await bed.press("r", "3", "enter")
        await bed.until(
            lambda: any("Resolve 11 cases, such as 1 Ada" in line for line in bed.lines)
        )
        await bed.type("all spam\n12\n")
        assert await states(bed, *range(1, 13)) == {"new"}
        await bed.until(lambda: any("you wrote 12" in line for line in bed.lines))
        await bed.press("ctrl+s")
        await bed.type("11")
        await bed.press("ctrl+s")
        await bed.until(lambda: bed.app.busy == 0)
        assert await states(bed, *(n for n in range(1, 13) if n != 4)) == {"resolved"}
        assert await states(bed, 4) == {"new"}
        assert set(marks) == {4}
        assert "11 cases resolved, u takes all back; 1 left out: 4 changed since" in bed.status
        # One key takes all back.
        await bed.press("u")
        assert await states(bed, *range(1, 13)) == {"new"}
        assert "11 taken back" in bed.status
    await omar.store.close()


async def test_few_marked_cases_are_acted_on_without_a_number(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("space", "space", "a", "enter", "enter")
        await bed.until(lambda: bed.app.busy == 0)
        assert [row.case_id for row in bed.app.desk.queue.model.mine] == [1, 2]
        assert not bed.app.desk.queue.model.marks
        await bed.press("space")
        assert len(bed.app.desk.queue.model.marks) == 1
        await bed.press("2", "1")
        await bed.app.run_command("mark.drop")
        assert bed.status.startswith("1 mark")
        assert not bed.app.desk.queue.model.marks


def _key(name: str) -> Key:
    return Key(name, name)


async def test_the_first_case_of_a_new_kind_is_listed_while_the_desk_is_open(
    tmp_path: Path,
) -> None:
    path, clock = tmp_path / "desk.db", ManualClock(MONDAY)
    store = await new_store(path, clock)
    try:
        async with desk(path, clock) as bed:
            assert shown(bed) == []
            case_id = await mail(store, 1, name="Ada", address="ada@x.example", subject="First")
            await bed.until(lambda: shown(bed) == [case_id])
    finally:
        await store.close()
