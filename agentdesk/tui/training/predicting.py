"""Saying what comes next, before it is shown what was done."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agentdesk.domain.views import QueueRow
from agentdesk.sheetplan import Choice, Option, SheetPlan
from agentdesk.training.attempts.rows import Prediction

if TYPE_CHECKING:
    from agentdesk.tui.training.app import TrainingDesk

USUAL = (
    "take", "reply", "resolve", "escalate", "ask a lead", "verify", "wait", "transfer",
)  # fmt: skip
"""What is offered to choose from; everything else is “something else”."""
ELSE = "something else"
CASES = 9
AGREED = {
    "same": "the same as yours",
    "case": "the same case, otherwise than you",
    "other": "something else than you",
}


async def predict(app: "TrainingDesk") -> None:
    """Ask what comes next, and tell what was done."""
    room = app.need_room()
    if room.deed is None:
        app.say("Nothing is about to be done: Space lets the shift go on.")
        return
    model = app.desk.queue.model
    answers = await app.sheet(plan_of((*model.mine, *model.waiting)))
    if answers is None:
        return
    case = answers["case"]
    told = await room.predict(answers["act"], int(case) if case else None)
    app.say(told_of(told))


def plan_of(rows: Sequence[QueueRow]) -> SheetPlan:
    """Return what asks for the act and the case."""
    acts = tuple(Option(word, word) for word in (*USUAL, ELSE))
    cases = tuple(
        Option(str(row.case_id), f"{row.case_id}  {row.customer}  {row.subject}")
        for row in rows[: CASES - 1]
    )
    return SheetPlan(
        "What would you do next?",
        (
            Choice("act", "Do", acts),
            Choice("case", "In", (*cases, Option("", "a case that is not listed"))),
        ),
        apply="shows what was done",
    )


def told_of(told: Prediction) -> str:
    """Say what was done, beside what was said."""
    case = f" in {told.did_case}" if told.did_case is not None else ""
    return f"Done was: {told.did}{case}, {AGREED[told.agreed]}."
