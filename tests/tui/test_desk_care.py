"""What goes beyond answering, with real keys: complaints, goodwill, promises, cases joined and
split, and rules that call somebody."""

from pathlib import Path

import msgspec
import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.classing import Tag
from agentdesk.desk.desk import Desk
from agentdesk.domain.rules.written import Effects, RuleSetup
from agentdesk.domain.views import CaseView
from agentdesk.tui.desk.case_care import care_lines
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import Bed, desk, fill, mail, new_store


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db")


async def case(bed: Bed, case_id: int) -> CaseView:
    view = await bed.app.need_bench().session.store.reads.case(case_id)
    assert view is not None
    return view


def shown(bed: Bed, *words: str) -> bool:
    return any(all(word in line for word in words) for line in bed.lines)


async def command(bed: Bed, words: str) -> None:
    """Give a command by its name."""
    await bed.press("ctrl+p")
    await bed.type(f"{words}\n")


async def test_a_complaint_goes_its_way_and_its_times_stand_in_the_head(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "!", "1", "2", "0")
        await bed.type("her money back\n")
        await bed.until(lambda: shown(bed, "! serious complaint", "acknowledge due"))
        await bed.press("!", "1")
        await bed.until(lambda: shown(bed, "! serious complaint", "decide due"))
        # Whoever it is about does not look into it; the amount must be one.
        await bed.press("!", "3", "1", "1")
        await bed.type("plenty\nWe pay it back, and are sorry.\n")
        await bed.until(lambda: shown(bed, "“plenty” is no amount"))
        await bed.press("ctrl+s", "escape")
        await command(bed, "decide the compl")
        await bed.press("3", "1", "1")
        await bed.type("25,50\nWe pay it back, and are sorry.\n")
        await bed.until(lambda: shown(bed, "decided: ! closes it"))
        await bed.until(lambda: shown(bed, "granted: refund 25.50 EUR"))
        await bed.press("!", "4", "ctrl+s")
        view = await case(bed, 1)
        assert view.complaint is not None
        assert view.complaint.row.state == "closed"
        assert not shown(bed, "complaint ·")
        await bed.press("!")
        assert bed.status == "The complaint of case 1 is closed."


async def test_goodwill_above_the_limit_says_whom_to_ask_and_keeps_what_was_written(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        await command(bed, "grant good")
        await bed.until(lambda: shown(bed, "You may grant 50.00 EUR a case."))
        await bed.press("2")
        await bed.type("80\nwaited for weeks\n")
        await bed.until(lambda: shown(bed, "above your limit") or shown(bed, "ask a lead"))
        await bed.until(lambda: shown(bed, "waited for weeks"))
        await bed.press("2", *["backspace"] * 2, *"20", "ctrl+s")
        assert [row.cents for row in (await case(bed, 1)).goodwill] == [2000]


async def test_a_promise_stands_in_the_head_until_it_is_settled(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "P", "2")
        await bed.type("refund\n")
        await bed.until(lambda: shown(bed, "! promised: refund by Tue"))
        await bed.press("P")
        await bed.until(lambda: shown(bed, "5 kept: refund"))
        await bed.press("6")
        assert not shown(bed, "! promised")
        assert [row.kept for row, _ in (await case(bed, 1)).promises] == [False]


async def test_in_a_low_window_no_promise_is_cut_from_the_head(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(80, 24)) as bed:
        await bed.press("T", "!", "1", "2", "0")
        await bed.type("her money back\n")
        for promise in ("1d a call", "2d a letter", "3d a refund", "4d a visit"):
            await bed.press(":")
            await bed.type(f"promise {promise}\n")
        await bed.until(lambda: shown(bed, "2 more promises: P lists them"))
        assert shown(bed, "! serious complaint", "acknowledge due")
        assert bed.app.desk.case_head.max_scroll_y == 0
        view = await case(bed, 1)
        lines = care_lines(view, bed.app.need_bench()._look(78), 2)
        assert [line[0][0][:32] for line in lines[1:]] == ["! 4 promised, first: a call by T"]


async def test_two_cases_become_one_with_both_in_sight(tmp_path: Path, clock: ManualClock) -> None:
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    clock.advance(MINUTE)
    await mail(store, 9, name="Ada", address="ada@lovelace.example", subject="Charged twice, again")
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        await command(bed, "merge this case")
        await bed.type("1")
        await bed.until(lambda: shown(bed, "1 Charged twice for the"))
        await bed.press("enter")
        assert bed.status == "A case cannot be folded into itself."
        await command(bed, "merge this case")
        await bed.until(lambda: shown(bed, "4 Charged twice, again"))
        await bed.press("enter")
        await bed.until(lambda: shown(bed, "1: Charged twice for the same order"))
        await bed.until(lambda: shown(bed, "4: Charged twice, again"))
        await bed.press("2")
        assert (await case(bed, 4)).row.merged_into == 1
        assert bed.app.need_bench().case_id == 1
        # A message of the customer becomes a case of its own again.
        await command(bed, "split the case")
        await bed.press("k", "j", "enter", "1")
        await bed.type("\n")
        child = await case(bed, 5)
        assert (child.row.parent, child.subject) == (1, "Charged twice, again")


async def test_a_rule_calls_somebody_until_they_went_there(tmp_path: Path) -> None:
    path, clock = tmp_path / "desk.db", ManualClock(MONDAY)
    rule = RuleSetup(id="bank", on=("tagged",), then=(Effects(notify=("lena",)),))
    store = await new_store(path, clock, msgspec.structs.replace(SETUP, rules=(rule,)))
    for n in (1, 2):
        await mail(store, n, name=f"C {n}", address=f"c{n}@x.example", subject=f"Question {n}")
    async with desk(path, clock) as bed:
        await Desk(store, "omar").act(Tag, case_id=2, add=("bank",))
        await bed.until(lambda: bed.status == "rule ‹bank› calls you to 2 · g r opens")
        await bed.press("g", "r")
        assert bed.app.need_bench().case_id == 2
        assert "rule" not in bed.status
        await bed.press("g", "r")
        assert bed.status == "No rule has told you anything that you have not seen."
    await store.close()


async def test_calming_answers_come_first_while_a_complaint_is_open_and_wrong_ones_are_told(
    tmp_path: Path, clock: ManualClock
) -> None:
    store = await open_store(str(tmp_path / "desk.db"), clock=clock)
    lena = Desk(store, "lena")
    await lena.act(KeepAnswer, id="a", name="Address", body="Where do you live?")
    await lena.act(KeepAnswer, id="z", name="Zen", body="I understand.", tags=("calm",))
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        offered = bed.app.desk.answers
        await bed.until(lambda: not offered.offer.answers and "near" in offered.offer.nothing)
        await bed.press("!", "1", "3", "0")
        await bed.type("an apology\n")
        await bed.until(lambda: [a.id for a in offered.offer.answers] == ["z"])
        await bed.press("4", "x", "1")
        await bed.type("it asks for what we know\n")
        await bed.press("x", "2")
        await bed.type("what becomes of gift cards\n")
        reads = bed.app.need_bench().session.store.reads
        assert [(w.name, w.words) for w in await reads.wanted_answers()] == [
            ("Zen", "Wrong answer z: it asks for what we know"),
            ("", "Missing answer: what becomes of gift cards"),
        ]
