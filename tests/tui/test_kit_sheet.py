"""Sheets with real keys: digits, arrows, text, and hands that type by mistake."""

from typing import Any

import pytest

from agentdesk.sheetplan import If
from agentdesk.tui.kit.sheet import TYPING, Choice, Option, Sheet, SheetPlan, Text, digits_of
from tests.tui.kit_demo import Demo
from tests.tui.test_kit_router import keys

TIERS = Choice(
    "tier",
    "To",
    (Option("up", "Tier 2"), Option("back", "Back", "0"), Option("lead", "A lead", "9")),
    default="up",
)
REASON = Choice("reason", "Reason", (Option("skill", "Needs skill"), Option("rights", "Rights")))
NOTE = Text("note", "Note", required=True, multiline=True)
SNOOZE = SheetPlan("Snooze", (Choice("till", "Until", (Option("d", "Day"), Option("w", "Week"))),))


async def answer(plan: SheetPlan, *reads: str) -> Any:
    """Open the sheet, give it the reads one after the other, and return its result."""
    demo = Demo()
    async with demo.run_test() as pilot:
        results: list[Any] = []

        async def ask() -> None:
            results.append(await demo.ask(Sheet(plan)))

        worker = demo.run_worker(ask(), group="ask")
        await pilot.pause()
        for read in reads:
            demo.router.read(keys(read))
            await demo.router.settled()
        if not isinstance(demo.screen, Sheet):
            await worker.wait()
            return results[0]
        return demo.screen.state.problem


ESCALATE = SheetPlan("Escalate", (REASON, TIERS, NOTE))


async def test_digits_choose_and_move_on() -> None:
    assert await answer(ESCALATE, "2", "9", "why", "\x13") == {
        "reason": "rights", "tier": "lead", "note": "why",
    }  # fmt: skip


async def test_a_sheet_of_one_choice_applies_with_the_digit() -> None:
    assert await answer(SNOOZE, "2") == {"till": "w"}


async def test_enter_takes_the_default_and_breaks_lines_in_long_text() -> None:
    assert await answer(ESCALATE, "1", "\r", "one\rtwo", "\x13") == {
        "reason": "skill", "tier": "up", "note": "one\ntwo",
    }  # fmt: skip


async def test_ctrl_s_says_what_is_missing() -> None:
    assert await answer(ESCALATE, "\x13") == "Choose first: reason"
    assert await answer(ESCALATE, "1", "\x13") == "Write first: note"


async def test_letters_disarm_enter_until_a_digit() -> None:
    assert await answer(SNOOZE, "w", "\r") == TYPING
    assert await answer(SNOOZE, "w", "e", "2") == {"till": "w"}


async def test_escape_leaves_with_nothing() -> None:
    assert await answer(ESCALATE, "1", "1", "text", "\x1b") is None


async def test_tab_goes_round() -> None:
    assert await answer(
        ESCALATE, "\t", "\t", "why", "\x1b[Z", "0", "\x1b[Z\x1b[Z", "1", "\x13"
    ) == {"reason": "skill", "tier": "back", "note": "why"}


async def test_digit_without_an_option_does_nothing() -> None:
    assert await answer(SNOOZE, "7", "1") == {"till": "d"}


def test_digits() -> None:
    assert digits_of(TIERS) == ["1", "0", "9"]
    many = Choice("x", "X", tuple(Option(str(n), str(n)) for n in range(12)))
    assert digits_of(many)[8:] == ["9", "", "", ""]


@pytest.mark.parametrize(
    "fields",
    [
        (),
        (NOTE,),
        (REASON, NOTE, TIERS),
        (REASON, REASON),
        (Choice("x", "X", ()),),
        (Choice("x", "X", (Option("a", "A", "1"), Option("b", "B", "1"))),),
    ],
)
def test_plans_that_break_the_rules_are_refused(fields: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"sheet|choice"):
        Sheet(SheetPlan("Bad", fields))


CALL = If("what", ("call",))
MAYBE = SheetPlan(
    "Log",
    (
        Choice("what", "What", (Option("call", "Call"), Option("web", "Web"))),
        Choice("how", "How", (Option("in", "In"), Option("out", "Out")), only_if=CALL),
        Text("why", "Why", needed_if=If("how", ("out",))),
        Text("long", "How long", only_if=CALL),
    ),
)  # fmt: skip


async def test_what_does_not_apply_is_neither_asked_nor_answered_nor_needed() -> None:
    assert await answer(MAYBE, "2", "so\r") == {"what": "web", "why": "so"}
    assert await answer(MAYBE, "2", "\t", "2", "\x13") == {"what": "web", "why": ""}
    assert await answer(MAYBE, "1", "2", "\x13") == "Write first: why"
    assert await answer(MAYBE, "1", "1", "\r", "4 min\r") == {
        "what": "call", "how": "in", "why": "", "long": "4 min",
    }  # fmt: skip
