"""What answers carry, shown and done by keys; what they may not tell; what found nothing."""

from pathlib import Path

import pytest

from agentdesk.clock import ManualClock
from agentdesk.desk.answers import KeepAnswer
from agentdesk.desk.desk import Desk
from agentdesk.tui.desk.prompt_line import PromptLine
from tests.support.office import MONDAY, SETUP
from tests.tui.desk_bed import MAILS, Bed, desk, mail, new_store


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store in which Ada has written, with answers that carry something."""
    clock = ManualClock(MONDAY)
    store = await new_store(tmp_path / "desk.db", clock, SETUP)
    mona = Desk(store, "mona")
    await mona.act(
        KeepAnswer, id="fee", name="Fee back", body="It is on its way.", shortcut="fee",
        disposition="answered", set_tags=("fee",), next_state="resolve", review_on="2020-01-31",
    )  # fmt: skip
    await mona.act(KeepAnswer, id="more", name="Tell me more", body="Which?", next_state="wait")
    await mona.act(KeepAnswer, id="call", name="Call", body="I call {{ customer.phone }} today.")
    article = KeepAnswer(
        command_id="how", actor="mona", id="how", name="How it works", body="Press and hold.",
        kind="article",
    )  # fmt: skip
    await mona.do(article)
    name, address, subject = MAILS[0]
    await mail(store, 1, name=name, address=address, subject=subject)
    await store.close()
    return clock


async def insert(bed: Bed, typed: str) -> None:
    await bed.press("ctrl+o", *typed, "enter")


async def state_of(bed: Bed) -> tuple[str, tuple[str, ...], str | None]:
    case_id = bed.app.need_bench().case_id
    assert case_id is not None
    row = await bed.app.need_bench().session.store.reads.case_row(case_id)
    assert row is not None
    return row.state, row.tags, row.disposition


def status(bed: Bed) -> str:
    assert bed.app.desk.composer is not None
    return str(bed.app.desk.composer._status.content)


async def test_the_sheet_begins_with_what_the_answer_says_and_one_undo_takes_all_back(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await insert(bed, "fee")
        assert "then resolves as answered, tags fee" in status(bed)
        await bed.press("ctrl+s")
        assert any("proposes to resolve" in line for line in bed.lines)
        # Enter takes what is lit: the disposition, then the root cause.
        await bed.press("enter", "enter", *"sent", "ctrl+s")
        assert await state_of(bed) == ("resolved", ("fee",), "answered")
        await bed.press("u")
        assert (await state_of(bed))[:2] == ("new", ())


async def test_what_is_proposed_need_not_be_done(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await insert(bed, "fee")
        await bed.press("ctrl+s", "n")
        assert await state_of(bed) == ("open", ("fee",), None)
        await bed.press("i")
        await insert(bed, "more")
        assert "then waits" in status(bed)
        await bed.press("ctrl+s")
        assert (await state_of(bed))[0] == "waiting_customer"


async def test_what_is_masked_or_for_agents_alone_does_not_go_out(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await insert(bed, "how")
        assert "“How it works” is for agents only" in bed.status
        await bed.press("escape")
        await insert(bed, "call")
        assert bed.app.desk.composer is not None
        assert "‹customer.phone›" in bed.app.desk.composer.text
        assert "customer.phone is masked until the customer is fully verified" in bed.status
        await bed.press("ctrl+s")
        assert "Fill in the blank first" in bed.status
        await bed.press("escape", "n")
        await insert(bed, "how")
        assert bed.app.desk.composer.text == "Press and hold."
        await bed.press("ctrl+t", "ctrl+s")
        assert "“How it works” is for agents only" in bed.status


async def test_a_search_that_finds_nothing_is_kept_for_the_editors(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("enter", "4", "/", *"gift wrapping", "escape")
        reads = bed.app.need_bench().session.store.reads
        assert [question.query for question in await reads.unanswered()] == ["gift wrapping"]


async def test_the_pane_says_what_is_known_of_an_answer(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock, size=(200, 60)) as bed:
        await bed.press("enter", "4", "/", *"fee")
        shown = "\n".join(bed.lines)
        assert "Fee back" in shown
        assert "fee review" in shown
        assert "kept by Mona · review 2020-01-31" in shown
        assert "then resolves as answered, tags fee" in shown


async def test_enter_takes_what_is_written_though_it_was_not_searched_for_yet(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        monkeypatch.setattr(PromptLine, "on_input_changed", lambda line, event: event.stop())
        await insert(bed, "more")
        assert bed.app.desk.composer is not None
        assert bed.app.desk.composer.text == "Which?"
