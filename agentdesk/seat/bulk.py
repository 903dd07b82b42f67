"""A verb on every marked case, without a screen: which cases, the guard, what is said of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from agentdesk.domain.views import QueueRow
from agentdesk.sheetplan import Choice, Option, SheetPlan, Text

GUARD_FROM = 10
"""From so many cases on the number must be written before a verb is done."""
COUNT = "how_many"
"""The field for that number."""
DONE = {
    "assign": "assigned", "escalate": "escalated", "resolve": "resolved", "wait": "set to wait",
    "transfer": "transferred", "close": "closed", "priority": "set to another priority",
    "tags": "tagged",
}  # fmt: skip
"""What acts on all that is marked, by the name of what it asks, and the word for its being done."""


class Marked(NamedTuple):
    """The marked cases as a verb finds them."""

    rows: tuple[QueueRow, ...]
    """To be acted on, as they were when they were marked."""
    changed: tuple[int, ...]
    """Left out: somebody has acted on them since."""

    @property
    def first(self) -> int:
        """Return the case that stands for all in the question; 0 when all have changed."""
        return self.rows[0].case_id if self.rows else 0


class Result(NamedTuple):
    """What became of one case; ``sentence`` says why it was left out."""

    case_id: int
    sentence: str = ""


def guarded(plan: SheetPlan | None, chosen: Marked, done: str) -> SheetPlan | None:
    """Return the sheet for all these cases: it says how many, names one, and asks the number.

    ``None`` when there is nothing to ask.
    """
    many, first = len(chosen.rows), chosen.rows[0]
    if plan is None:
        if many < GUARD_FROM:
            return None
        sure = Choice("sure", "Do it", (Option("yes", f"{many} cases are {done}"),), "yes")
        plan = SheetPlan(title=f"{first.case_id}", fields=(sure,), apply="does it")
    if many == 1 and not chosen.changed:
        return msgspec.structs.replace(plan, letters={})
    # The title stays in sight in the smallest window, so it says both how many and which.
    verb = plan.title.split(str(first.case_id))[0]
    title = f"{verb}{cases_words(many)}, such as {first.case_id} {first.customer}"
    intro = f"{first.case_id}: {first.subject}."
    if chosen.changed:
        intro += f" Left out, changed since you marked them: {numbers(chosen.changed)}."
    fields = plan.fields
    if many >= GUARD_FROM:
        fields = (*fields, Text(COUNT, "How many", f"write {many} to go on", required=True))
    return msgspec.structs.replace(
        plan, title=title, intro=f"{intro} {plan.intro}".strip(), fields=fields, letters={}
    )


def miscounted(chosen: Marked, answers: Mapping[str, str]) -> str:
    """Say that the number written is another one; nothing if it is right, or was not asked."""
    many, written = len(chosen.rows), answers.get(COUNT)
    if written is None or written.strip() == str(many):
        return ""
    return f"Nothing was done: {cases_words(many)} are meant, and you wrote {written.strip()[:12]}."


def summary(done: str, good: int, left: Sequence[Result]) -> str:
    """Say what was done and how to take it back; nothing when all went well: the footer then
    counts the seconds."""
    if not left:
        return ""
    back = f"{cases_words(good)} {done}, u takes all back" if good else "Nothing was done"
    return f"{back}; {len(left)} left out: {left[0].sentence}"


def cases_words(many: int) -> str:
    """Return ``14 cases``."""
    return "1 case" if many == 1 else f"{many} cases"


def numbers(case_ids: Sequence[int]) -> str:
    """Return the numbers of cases, the first eight of many."""
    shown = ", ".join(map(str, case_ids[:8]))
    return f"{shown}, {len(case_ids) - 8} more" if len(case_ids) > 8 else shown
