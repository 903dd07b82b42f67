"""The board that is watched: live, as of any moment, played; with stores that come and go."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agentdesk.board import following, past, showing
from agentdesk.board.errors import BoardError
from agentdesk.board.looking import Looking
from agentdesk.board.view import BoardView
from agentdesk.board.watching import Board
from agentdesk.boardsettings import BoardSettings, Threshold
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.data.batch import Batch
from agentdesk.data.errors import StoreMissing
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Undo
from tests.board.office_store import OfficeStore
from tests.board.test_looking import differing
from tests.support.office import MONDAY, SETUP, Office


def _office() -> Office:
    """An office with a morning behind it: one case answered, two waiting."""
    office = Office()
    office.later(MINUTE)
    office.here("lena", "omar")
    first = office.mail()
    office.later(10 * MINUTE)
    office.do("lena", Take, case_id=first)
    office.reply("lena", first)
    office.later(20 * MINUTE)
    office.mail(sender="bea@there.example")
    office.later(10 * MINUTE)
    office.mail(sender="cid@there.example", to="machines@desk.example")
    office.later(5 * MINUTE)
    return office


@asynccontextmanager
async def _board(store: OfficeStore, **options: Any) -> AsyncIterator[Board]:
    settings = options.pop("settings", BoardSettings())
    board = await Board.over(store, settings, **options)
    try:
        yield board
    finally:
        await board.close()
        assert store.closed


async def _until(board: Board, holds: Callable[[BoardView], bool]) -> BoardView:
    async with asyncio.timeout(20):
        if not holds(board.view):
            async for view in board.changes():
                if holds(view):
                    break
    return board.view


async def _counted(board: Board) -> BoardView:
    return await _until(board, lambda view: view.counted >= 1)


def _waiting(view: BoardView) -> float | None:
    return view.strip["waiting"].value.value


async def test_first_what_stands_is_shown_then_everything() -> None:
    async with _board(OfficeStore(_office())) as board:
        first = board.view
        assert first.counted < 1
        assert _waiting(first) == 2
        assert first.strip["oldest_waiting"].value.value == 15 * MINUTE
        assert first.strip["service_level"].value.value is None
        assert "still being read" in first.strip["csat"].value.why
        assert [line.agent for line in first.agents] == ["lena", "omar"]
        assert first.live
        view = await _counted(board)
        assert _waiting(view) == 2
        assert view.strip["oldest_waiting"].value.value == 15 * MINUTE
        assert view.strip["available"].value.value == 2
        assert {line.queue: line.ages[0] for line in view.queues} == {
            "billing": 2,
            "billing2": 0,
            "machines": 1,
        }
        assert sum(sum(line.arrivals) for line in view.queues) == 3
        (lena, omar) = view.agents
        assert (lena.cases, lena.units, omar.cases) == ((1,), 1, ())


async def test_what_happens_is_shown_soon_and_not_too_often() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        seen: list[float] = []
        began = time.monotonic()
        async with asyncio.timeout(20):
            changes = board.changes()
            for number in range(40):
                office.mail(sender=f"d{number}@there.example")
                await asyncio.sleep(0.02)
            async for view in changes:
                seen.append(time.monotonic())
                if view.seq == len(office.store.log):
                    break
        assert _waiting(board.view) == 42
        assert len(seen) <= 5 * (time.monotonic() - began) + 1


async def test_ages_grow_each_second_while_nothing_happens() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        before = await _counted(board)
        office.clock.advance(30 * SECOND)
        view = await _until(board, lambda view: view.at > before.at)
        assert view.strip["oldest_waiting"].value.value == 15 * MINUTE + 30 * SECOND
        assert view.seq == before.seq


async def test_any_moment_shows_what_was_known_then() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        await board.go(MONDAY + 5 * MINUTE)
        assert (board.view.live, board.view.at) == (False, MONDAY + 5 * MINUTE)
        assert _waiting(board.view) == 1
        assert board.view.strip["oldest_waiting"].value.value == 4 * MINUTE
        await board.go(MONDAY + 12 * MINUTE)
        assert _waiting(board.view) == 0
        # What comes meanwhile belongs to later.
        office.mail(sender="eve@there.example")
        await board.step(30 * MINUTE)
        assert _waiting(board.view) == 2
        await board.step(-30 * MINUTE)
        assert _waiting(board.view) == 0
        await board.go(None)
        assert board.view.live
        await _until(board, lambda view: _waiting(view) == 3)


async def test_what_was_taken_back_later_still_shows_as_it_was_seen() -> None:
    office = _office()
    office.do("lena", Resolve, case_id=1, disposition="answered", summary="Explained.")
    resolved = office.clock.at
    office.later(8 * SECOND)
    office.do("lena", Undo)
    async with _board(OfficeStore(office)) as board:
        view = await _counted(board)
        assert view.strip["late"].value.value == 0
        assert [line.cells["handled"].value.value for line in view.queues] == [0, 0, 0]
        await board.go(resolved)
        handled = {line.queue: line.cells["handled"].value.value for line in board.view.queues}
        assert handled == {"billing": 1, "billing2": 0, "machines": 0}
        assert [line.undone for line in await board.timeline(1) if "resolved" in line.words] == [
            False
        ]
        await board.go(None)
        assert any(line.undone for line in await board.timeline(1) if "resolved" in line.words)


async def test_it_can_stand_still_while_work_goes_on() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        frozen = await _counted(board)
        await board.freeze()
        office.mail(sender="fay@there.example")
        office.clock.advance(MINUTE)
        await asyncio.sleep(0.1)
        assert not board.view.live
        assert (board.view.at, _waiting(board.view)) == (frozen.at, 2)
        await board.live()
        await _until(board, lambda view: _waiting(view) == 3)


async def test_the_past_plays_and_becomes_live_at_its_end() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        await board.go(office.clock.at - 20 * MINUTE)
        board.play(9_999)
        assert board.view.speed == 600
        seen = []
        async with asyncio.timeout(20):
            async for view in board.changes():
                seen.append(view)
                if view.live:
                    break
        times = [view.at for view in seen if not view.live]
        assert len(times) >= 2
        assert times == sorted(times)
        assert {_waiting(view) for view in seen} >= {1, 2}
        board.play(5)
        assert board.view.live


async def test_a_moment_that_the_log_does_not_know_is_a_sentence() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        view = await _counted(board)
        with pytest.raises(BoardError, match=r"^The log begins 2026-03-02 09:01:00: nothing"):
            await board.go(MONDAY - DAY)
        with pytest.raises(BoardError, match="is still to come: it is 2026-03-02 09:46:00 now"):
            await board.go(office.clock.at + HOUR)
        with pytest.raises(BoardError, match="The log begins"):
            await board.step(-DAY)
        assert board.view.live
        assert board.view.strip == view.strip
        await board.step(HOUR)
        assert board.view.live
    with pytest.raises(BoardError, match="The log begins"):
        await Board.over(OfficeStore(office), BoardSettings(), at=MONDAY - DAY)


async def test_an_empty_store_is_an_empty_board() -> None:
    async with _board(OfficeStore(Office())) as board:
        view = await _counted(board)
        assert (_waiting(view), view.strip["service_level"].value.value) == (0, None)
        assert view.strip["oldest_waiting"].value.value is None
        assert not view.agents
        assert not view.feed
        with pytest.raises(BoardError, match="The log is empty"):
            await board.go(MONDAY)
        with pytest.raises(BoardError, match="There is no case 7"):
            await board.timeline(7)


async def test_a_store_that_goes_away_leaves_its_figures_with_their_age(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "AGAIN", 0.02)
    monkeypatch.setattr(following, "PULSE", 0.02)
    office = _office()
    store = OfficeStore(office)
    async with _board(store) as board:
        before = await _counted(board)
        store.silent = StoreMissing("There is no store at office.")
        office.clock.advance(10 * MINUTE)
        view = await _until(board, lambda view: view.trouble != "")
        assert view.trouble == (
            "There is no store at office. The board shows how it stood at 09:46:00."
        )
        assert (view.at, view.strip, view.live) == (before.at, before.strip, True)
        office.mail(sender="gus@there.example")
        store.silent = None
        back = await _until(board, lambda view: view.trouble == "" and _waiting(view) == 3)
        assert back.at == office.clock.at


async def test_another_log_in_its_place_is_read_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(following, "AGAIN", 0.02)
    monkeypatch.setattr(following, "PULSE", 0.02)
    store = OfficeStore(_office())
    async with _board(store, cache=tmp_path) as board:
        await _counted(board)
        queues = tuple(queue for queue in SETUP.queues if queue.id != "machines")
        other = Office(msgspec.structs.replace(SETUP, queues=queues))
        other.clock.at = store.office.clock.at
        for number in range(9):
            other.mail(sender=f"h{number}@there.example")
        store.office = other
        view = await _until(board, lambda view: _waiting(view) == 9 and view.counted >= 1)
        assert view.seq == len(other.store.log)
        await _until(
            board,
            lambda view: {line.queue for line in view.queues} == {queue.id for queue in queues},
        )
        assert board.setup.queues == queues


async def test_a_clock_that_steps_makes_no_age_negative() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        recorded = office.store.log[-1].recorded_at
        office.clock.at = MONDAY - DAY
        board.window("1h")
        assert board.view.at == recorded
        ages = [line.cells["oldest_waiting"].value.value for line in board.view.queues]
        assert all(age is None or age >= 0 for age in ages)
        office.clock.at = MONDAY + 3 * DAY
        board.window("today")
        assert board.view.at == MONDAY + 3 * DAY
        assert board.view.start == MONDAY + 3 * DAY - 9 * HOUR
        office.clock.at = MONDAY + DAY
        board.window("today")
        assert board.view.at == MONDAY + DAY


async def test_what_is_looked_at_can_be_changed_at_any_time() -> None:
    async with _board(OfficeStore(_office())) as board:
        board.narrow(queues=frozenset({"machines"}))
        assert [line.queue for line in board.view.queues] == ["machines"]
        assert _waiting(board.view) == 1
        view = await _counted(board)
        assert _waiting(view) == 1
        board.narrow(teams=frozenset({"money"}))
        assert [line.queue for line in board.view.queues] == ["billing", "billing2"]
        assert [line.agent for line in board.view.agents] == ["lena", "omar"]
        board.narrow(sites=frozenset({"nowhere"}))
        assert not board.view.queues
        assert not board.view.agents
        board.narrow(channels=frozenset({"call"}))
        assert _waiting(board.view) == 0
        board.narrow()
        board.window("7d")
        board.variant("strict")
        assert (board.view.window, board.view.variant) == ("7d", "service_level.strict")
        assert board.view.strip["service_level"].figure == "service_level.strict"
        with pytest.raises(BoardError, match="no service level “lax”; there are default, strict"):
            board.variant("lax")
        with pytest.raises(BoardError, match="no window “2h”"):
            board.window("2h")


async def test_where_there_is_much_it_is_counted_again_beside_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(showing, "SMALL", -1)
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        for wanted in ("machines", "billing"):
            board.narrow(queues=frozenset({wanted}))
            assert board.view.counted < 1
        board.window("7d")
        # What comes while it is counted is counted too.
        office.mail(sender="dan@there.example")
        view = await _until(board, lambda view: _waiting(view) == 2)
        assert view.live
        assert (view.window, [line.queue for line in view.queues]) == ("7d", ["billing"])
        await board.go(MONDAY + 12 * MINUTE)
        then = board.view
        board.narrow()
        assert (board.view.counted, board.view.at) == (0, then.at)
        board.play(600)
        await _until(board, lambda view: view.live and view.counted >= 1)
        assert _waiting(board.view) == 3
        await board.go(MONDAY + 12 * MINUTE)
        board.window("today")
        await _counted(board)
        monkeypatch.setattr(showing, "SMALL", 1_000)
        once, seen = board.view, board.view.at
        await board.live()
        await board.go(seen)
        assert differing(board.view, once) == {}


async def test_counting_that_fails_ends_the_board_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Looking:
        raise RuntimeError("counting failed")

    async with _board(OfficeStore(_office())) as board:
        await _counted(board)
        monkeypatch.setattr(showing, "SMALL", -1)
        monkeypatch.setattr(showing, "_counted", fail)
        board.window("7d")
        with pytest.raises(RuntimeError, match="counting failed"):
            await _until(board, lambda view: False)


async def test_a_number_says_why_it_is_what_it_is() -> None:
    async with _board(OfficeStore(_office())) as board:
        with pytest.raises(BoardError, match="still being read"):
            await board.explain("waiting")
        await _counted(board)
        waiting = await board.explain("waiting", "billing")
        assert (waiting.numerator, waiting.denominator, waiting.queue) == (1, None, "billing")
        assert waiting.words == "Waiting of Billing, as of this moment: 1."
        level = await board.explain("service_level")
        assert level.figure == "service_level.default"
        assert level.parameters == {"short_ms": 5_000}
        assert "today: –, because nothing counts for it. “short” is 5 s." in level.words
        assert level.start == MONDAY - 9 * HOUR
        with pytest.raises(BoardError, match=r"no figure “wating”. Did you mean waiting"):
            await board.explain("wating")


async def test_from_a_number_to_its_cases_and_from_a_case_to_its_history() -> None:
    async with _board(OfficeStore(_office())) as board:
        await _counted(board)
        lines = await board.behind("waiting")
        assert [(line.case_id, line.queue) for line in lines] == [(3, "machines"), (2, "billing")]
        assert lines[0].words.startswith("new · mail · P3 · first reply due 2026-03-03 ")
        assert lines[0].counts == "counts"
        assert {line.agent for line in await board.behind("available")} == {"lena", "omar"}
        told = [line.words for line in await board.timeline(1)]
        assert told[0].startswith("created by mail in Billing")
        assert "taken by Lena" in told


async def test_thresholds_and_parameters_of_the_settings_count() -> None:
    settings = BoardSettings(
        thresholds=(
            Threshold("waiting", warn=1, bad=5),
            Threshold("waiting", bad=0, queue="billing"),
        ),
        parameters={"due_soon": {"within_ms": DAY}},
    )
    async with _board(OfficeStore(_office()), settings=settings) as board:
        view = await _counted(board)
        assert view.strip["waiting"].level == "warn"
        assert {line.queue: line.cells["waiting"].says for line in view.queues} == {
            "billing": "over 0",
            "billing2": "",
            "machines": "",
        }
        assert view.strip["due_soon"].value.value == 2
        assert view.soon_ms == DAY
        assert view.worst == "bad"
    with pytest.raises(BoardError, match="no figure “wating”"):
        await Board.over(
            OfficeStore(_office()), BoardSettings(thresholds=(Threshold("wating", warn=1),))
        )


async def test_a_jump_goes_from_the_nearest_snapshot(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(past, "SPARSE", 40)
    monkeypatch.setattr(past, "NEAR", 10)
    monkeypatch.setattr(past, "PAGE", 10)
    office = _office()
    for number in range(60):
        office.later(30 * SECOND)
        office.mail(sender=f"i{number}@there.example")
    async with _board(OfficeStore(office), cache=tmp_path) as board:
        await _counted(board)
        target = office.store.log[100].recorded_at
        known = sum(entry.recorded_at <= target for entry in office.store.log)
        plain = [x async for x in _views(board, target)]
    store = OfficeStore(office)
    async with _board(store, cache=tmp_path, at=target) as board:
        assert board.view.counted < 1
        view = await _counted(board)
        assert view == plain[0]
        assert view.seq == known
        assert store.asked.count("entries") <= 5
        assert not view.live


async def _views(board: Board, at: int) -> AsyncIterator[BoardView]:
    await board.go(at)
    yield board.view


async def test_who_steps_back_after_a_long_way_does_not_come_from_far_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(past, "NEAR", 20)
    monkeypatch.setattr(past, "PAGE", 10)
    office = _office()
    for number in range(60):
        office.later(30 * SECOND)
        office.mail(sender=f"i{number}@there.example")
    store, log = OfficeStore(office), office.store.log
    async with _board(store) as board:
        await _counted(board)
        long_way = store.asked.count("entries")
        for entry in (log[-4], log[-8], log[-12]):
            store.asked.clear()
            await board.go(entry.recorded_at)
            assert board.view.seq == sum(x.recorded_at <= entry.recorded_at for x in log)
            assert store.asked.count("entries") <= 3 < long_way


async def test_whoever_sets_out_again_meanwhile_arrives_at_the_second_place() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        first = asyncio.create_task(board.go(MONDAY + 2 * MINUTE))
        await asyncio.sleep(0)
        await board.go(MONDAY + 12 * MINUTE)
        await first
        assert board.view.at == MONDAY + 12 * MINUTE


async def test_a_set_up_that_changes_changes_the_board() -> None:
    office = _office()
    async with _board(OfficeStore(office)) as board:
        await _counted(board)
        await _load_setup(office, "Invoices")
        view = await _until(board, lambda view: view.queues[0].name == "Invoices")
        assert view.queues[0].queue == "billing"


async def test_at_a_moment_of_the_past_people_could_take_what_they_could_take_then() -> None:
    office = _office()
    store = OfficeStore(office)
    capacities = {person.id: person.capacity for person in SETUP.people}
    async with _board(store) as board:
        await _counted(board)
        times = []
        for number in range(2):
            office.later(MINUTE)
            more = tuple(
                msgspec.structs.replace(x, capacity=x.capacity + number) for x in SETUP.people
            )
            office.do("system", LoadSetup, setup=msgspec.structs.replace(SETUP, people=more))
            store.setups[office.store.setup.version] = office.store.setup
            times.append(office.clock.now())
        office.later(10 * MINUTE)
        office.mail(sender="gus@there.example")

        def slots(view: BoardView) -> dict[str, int]:
            return {line.agent: line.capacity for line in view.agents}

        now = {name: capacities[name] + 1 for name in ("lena", "omar")}
        await _until(board, lambda view: slots(view) == now)
        await board.go(times[0])
        assert slots(board.view) == {name: capacities[name] for name in now}
        board.play(60)
        await _until(board, lambda view: not view.live and slots(view) == now)
        await board.step(-MINUTE)
        await board.go(times[0])
        board.window("1h")
        assert slots(board.view) == {name: capacities[name] for name in now}
        await board.live()
        assert slots(await _counted(board)) == now


async def _load_setup(office: Office, name: str) -> None:
    queue = msgspec.structs.replace(SETUP.queues[0], name=name)
    changed = msgspec.structs.replace(SETUP, queues=(queue, *SETUP.queues[1:]))
    office.do("system", LoadSetup, setup=changed)


class _Broken(OfficeStore):
    """A store of which reading the log fails as nothing should fail."""

    async def feed(self, after: int) -> AsyncIterator[Batch]:
        self._ask("feed")
        if self.log:
            raise ZeroDivisionError
        yield Batch((), after)


async def test_what_should_not_fail_ends_the_board_aloud() -> None:
    async with _board(_Broken(_office())) as board, asyncio.timeout(20):
        with pytest.raises(ZeroDivisionError):
            assert [view async for view in board.changes()]
        # Whoever begins to watch only then is told as well.
        with pytest.raises(ZeroDivisionError):
            assert [view async for view in board.changes()]
