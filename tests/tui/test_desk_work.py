"""An agent's work with real keys: take, answer, take back, escalate, wait, resolve."""

from pathlib import Path

import pytest

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.domain.rows import CaseRow
from tests.tui.desk_bed import Bed, desk, fill, mail


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    return await fill(tmp_path / "desk.db")


async def _row(bed: Bed, case_id: int) -> CaseRow:
    row = await bed.app.need_bench().session.store.reads.case_row(case_id)
    assert row is not None
    return row


async def test_the_first_case_is_taken_answered_and_resolved(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        assert (await _row(bed, 1)).owner == "lena"
        assert "took 1" in bed.status
        await bed.press("i")
        await bed.type("Dear Ada, it is refunded.")
        await bed.press("ctrl+s")
        row = await _row(bed, 1)
        assert row.replied_at is not None
        assert row.wrote_at is None
        assert "sent 1" in bed.status
        await bed.press("r", "1", "enter")
        await bed.type("refunded the second charge\n")
        assert (await _row(bed, 1)).state == "resolved"
        assert "resolved 1" in bed.status


async def test_a_reply_taken_back_is_a_draft_again_whole(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("Dear Ada, sorry for this.")
        await bed.press("ctrl+s", "u")
        assert "draft again" in bed.status
        assert (await _row(bed, 1)).wrote_at is not None
        await bed.press("i")
        box = bed.app.desk.composer
        assert box is not None
        assert "Dear Ada, sorry for this." in box.text


async def test_esc_keeps_the_draft_and_another_desk_finds_it(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("half a sentence")
        await bed.press("escape")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("enter", "i")
        box = bed.app.desk.composer
        assert box is not None
        assert box.text.startswith("half a sentence")


async def test_escalating_asks_for_the_hand_over_and_the_next_tier_reads_it(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "e", "1", "enter")
        await bed.type("charged twice\n")
        await bed.type("checked the shop\n")
        await bed.type("refund\n")
        await bed.type("answer by friday\n")
        row = await _row(bed, 1)
        assert (row.tier, row.queue, row.owner) == (2, "billing2", None)
        assert row.escalations == 1
    async with desk(tmp_path / "desk.db", clock, who="rita") as bed:
        await bed.until(lambda: any("HAND-OVER" in line for line in bed.lines))
        shown = "\n".join(bed.lines)
        for words in ("L1 → L2", "Needs an expert", "checked the shop", "answer by friday"):
            assert words in shown


async def test_a_letter_typed_by_hand_into_a_sheet_changes_nothing(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        before = await _row(bed, 1)
        await bed.type("refund\n")
        await bed.press("escape")
        assert await _row(bed, 1) == before


async def test_a_mail_sent_meanwhile_holds_the_reply(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("All done.")
        other = await open_store(str(tmp_path / "desk.db"), clock=clock)
        clock.advance(MINUTE)
        await mail(
            other, 50, name="Ada", address="ada@lovelace.example",
            subject="Re: Charged twice [#1]", body="No wait, it is three times!",
        )  # fmt: skip
        await other.close()
        await bed.press("ctrl+s")
        assert "wrote again" in bed.status
        row = await _row(bed, 1)
        assert row.replied_at is None
        await bed.until(lambda: any("three times" in line for line in bed.lines))
        box = bed.app.desk.composer
        assert box is not None
        assert "All done." in box.text


async def test_tab_never_leaves_the_composer_and_a_blank_must_be_filled(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        box = bed.app.desk.composer
        assert box is not None
        box.insert("It comes by ‹date›, ‹year›.")
        await bed.settle()
        await bed.press("ctrl+s")
        assert "blank" in bed.status
        assert (await _row(bed, 1)).replied_at is None
        for _ in range(10):
            await bed.press("tab")
            assert bed.app.desk.writing
        await bed.press("F", "r", "i")
        assert box.blanks == 1


async def test_waiting_and_snoozing_leave_the_waiting_list(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "s", "2", "ctrl+s")
        assert (await _row(bed, 1)).wake_at is not None
        await bed.press("i")
        await bed.type("Could you send the invoice?")
        await bed.press("ctrl+f")
        assert (await _row(bed, 1)).state == "waiting_customer"


async def test_what_another_agent_does_is_seen_without_a_key(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with (
        desk(tmp_path / "desk.db", clock) as lena,
        desk(tmp_path / "desk.db", clock, who="omar") as omar,
    ):
        await omar.until(lambda: omar.app.need_bench().counts.waiting == 3)
        await lena.press("T")
        await omar.until(lambda: omar.app.need_bench().counts.waiting == 2)
        await omar.until(
            lambda: (
                1 not in [r.case_id for r in omar.app.desk.queue.model.waiting]
                or omar.app.desk.queue.model.ghost == 1
            )
        )


async def test_who_is_writing_stands_in_the_row_and_in_the_case(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with (
        desk(tmp_path / "desk.db", clock) as lena,
        desk(tmp_path / "desk.db", clock, who="omar") as omar,
    ):
        await lena.press("j", "i")
        await lena.type("Hello")
        await omar.until(lambda: any("✎ lena" in line for line in omar.lines))
        await omar.press("j")
        await omar.until(lambda: any("lena is replying" in line for line in omar.lines))


async def test_a_refusal_is_one_sentence_in_the_footer(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "a", "2")
        await bed.press("ctrl+s", "escape")
        await bed.press("s", "2", "ctrl+s")
        await bed.press("t")
        assert "You have case 1 already" in bed.status


async def test_a_refused_sheet_comes_again_with_all_that_was_written(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "r", "1", "enter")
        await bed.type("refunded the second charge\n")
        await bed.until(lambda: bed.app.screen is not bed.app.desk)
        shown = "\n".join(bed.lines)
        assert "no answer yet" in shown
        assert "refunded the second charge" in shown
        assert (await _row(bed, 1)).state == "open"
        await bed.press("4", "ctrl+s")
        await bed.until(lambda: bed.app.screen is bed.app.desk)
        assert (await _row(bed, 1)).state == "resolved"


async def test_why_help_and_palette_open_and_leave(tmp_path: Path, clock: ManualClock) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        for key, words in (("D", "due"), ("question_mark", "Keys here"), ("ctrl+p", "Escalate")):
            await bed.press(key)
            await bed.until(lambda words=words: any(words in line for line in bed.lines))  # type: ignore[misc] # a lambda's default
            await bed.press("escape")
            assert bed.app.screen is bed.app.desk


async def test_taking_the_case_one_reads_does_not_move_its_text(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db", ())
    store = await open_store(str(tmp_path / "desk.db"), clock=clock, create=False)
    body = "\n".join(f"line {number}" for number in range(200))
    await mail(store, 1, name="Ada", address="ada@x.example", subject="Long", body=body)
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("enter", "g", "g")
        await bed.until(lambda: "line 0" in " ".join(bed.lines))
        await bed.press("t")
        await bed.until(lambda: "took" in bed.status)
        assert bed.app.desk.case_text.lines_above() == 0
