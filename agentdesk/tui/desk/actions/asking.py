"""Asking with a sheet until it is done or left: what was written into it is never lost."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from agentdesk.data.unit import Command, Outcome
from agentdesk.seat.session import Opened
from agentdesk.tui.desk.host import Host

if TYPE_CHECKING:
    from agentdesk.tui.kit.sheet import SheetPlan

Fields = dict[str, Any]
Answers = dict[str, str]
Make = Callable[[Fields, Answers], Command | str]
"""From what every command about the case carries, and the answers, to the command, or to a
sentence that says what is wrong with the answers."""


async def case_of(host: Host) -> Opened | None:
    """Return the case that keys act on, or say that there is none."""
    opened = await host.need_bench().act_on()
    if opened is None:
        host.say("No case is highlighted.")
    return opened


def about(host: Host, opened: Opened) -> Fields:
    """Return what every command about a case carries: ids, the case, the version seen."""
    return {**host.ids(), "case_id": opened.case.row.id, "seen": opened.case.row.version}


async def ask_and_do(
    host: Host,
    opened: Opened,
    plan: "SheetPlan",
    make: Make,
    *,
    letter: Callable[[], None] | None = None,
) -> Outcome | None:
    """Ask, then do. A refusal opens the sheet again, with its sentence and all that was written.

    ``letter`` is told when the answer was one of the sheet's letters.
    """
    from agentdesk.tui.kit.sheet import refilled

    bench = host.need_bench()
    while True:
        answer = await host.sheet(plan)
        if answer is None or "letter" in answer:
            if answer is not None and letter is not None:
                letter()
            return None
        made = make(about(host, opened), answer)
        if isinstance(made, str):
            sentence = made
        else:
            outcome = await host.do(made)
            if outcome is not None:
                return outcome
            sentence = bench.note
            # The case may have changed: the person sees it now, beside the sheet.
            await bench.open(opened.case.row.id, by="change")
            opened = bench.opened or opened
        plan = refilled(plan, answer, sentence)


async def ask_until(
    host: Host, plan: "SheetPlan", make: Callable[[Answers], Command | str]
) -> Outcome | None:
    """Ask for something that is not about the open case, then do it; refused, ask again."""
    from agentdesk.tui.kit.sheet import refilled

    while True:
        answer = await host.sheet(plan)
        if answer is None:
            return None
        made = make(answer)
        if isinstance(made, str):
            sentence = made
        else:
            outcome = await host.do(made)
            if outcome is not None:
                return outcome
            sentence = host.need_bench().note
        plan = refilled(plan, answer, sentence)
