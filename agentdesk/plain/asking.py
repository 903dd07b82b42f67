"""Asking a sheet about the open case, and doing what was answered."""

from collections.abc import Callable
from typing import Any

from agentdesk.data.unit import Command, Outcome
from agentdesk.plain.sheet import Answers, Left, Unclear, ask_sheet
from agentdesk.plain.table import Table
from agentdesk.sheetplan import Choice, Option, SheetPlan, refilled

Make = Callable[[dict[str, Any], Answers], Command | str]


def ask_and_do(
    table: Table, name: str, plan: SheetPlan, make: Make, given: Answers | None = None
) -> Outcome:
    """Ask, then do. What a refused try was told is offered again.

    Raises ``Refused``, ``StoreError``, :class:`Unclear`, ``Left`` and ``Ended``.
    """
    opened = table.case()
    key = (name, opened.case.row.id)
    plan = refilled(plan, table.kept.get(key, {}), "")
    answers = table.kept[key] = ask_sheet(table.voice, plan, given or {})
    made = make(table.about(opened), answers)
    if isinstance(made, str):
        raise Unclear(made)
    outcome = table.do(made)
    table.kept.pop(key, None)
    return outcome


def sure(table: Table, sentence: str) -> None:
    """Ask whether to go on all the same. Raises :class:`Left` where not."""
    plan = SheetPlan(
        title=sentence,
        fields=(
            Choice("sure", "Go on all the same", (Option("no", "no"), Option("yes", "yes")), "no"),
        ),
    )
    if ask_sheet(table.voice, plan, {})["sure"] != "yes":
        raise Left


def option_named(choices: tuple[str, ...], typed: str, verb: str) -> str:
    """Return the word that what was typed begins; nothing for nothing. Raises :class:`Unclear`."""
    if not typed:
        return ""
    found = [choice for choice in choices if choice.startswith(typed.lower())]
    if len(found) != 1:
        said = ", ".join(choices)
        raise Unclear(f"{verb} knows no “{typed[:20]}”. There are: {said}.")
    return found[0]
