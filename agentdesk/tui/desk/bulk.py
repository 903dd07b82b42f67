"""A verb on every marked case: guarded, done one case at a time, told case by case."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from agentdesk.data.unit import Command
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.views import QueueRow
from agentdesk.tui.desk.host import Host

if TYPE_CHECKING:
    from agentdesk.sheetplan import SheetPlan

GUARD_FROM = 10
"""From so many cases on the number must be written before a verb is done."""
TOLD_S = 0.25
"""How often the footer says how far a verb is."""
_COUNT = "how_many"

Fields = dict[str, Any]
Answers = dict[str, str]
Make = Callable[[CaseRow, Fields, Answers], Command | str]
"""From a case, what every command about it carries and the answers, to the command, or to a
sentence that says what is wrong with the answers."""


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


def marked(host: Host) -> Marked | None:
    """Return what keys act on instead of one case: marks, while the keyboard is in the queue."""
    marks = host.desk.queue.model.marks
    if host.desk.pane != "queue" or not marks:
        return None
    rows = tuple(row for row in marks.rows if row.case_id not in marks.changed)
    return Marked(rows, tuple(sorted(marks.changed)))


async def for_each(
    host: Host, chosen: Marked, done: str, make: Make, plan: "SheetPlan | None" = None
) -> None:
    """Ask once, then act on each case; ``done`` is the word for it: ``resolved``.

    ``plan`` is the sheet as it would be for the first case; without one nothing is asked but how
    many cases there are. Sentences of ``make`` about the answers open the sheet again.
    """
    if not chosen.rows:
        host.say("Every marked case has changed since you marked it: look at them again.")
        return
    answers = await _asked(host, chosen, done, make, plan)
    if answers is None:
        return
    results = await _do(host, chosen, done, make, answers)
    await tell(host, chosen, done, results)


# ---- asking


async def _asked(
    host: Host, chosen: Marked, done: str, make: Make, plan: "SheetPlan | None"
) -> Answers | None:
    """Return the answers, once they make sense; ``None`` when the person left."""
    from agentdesk.sheetplan import refilled

    sheet = guarded(plan, chosen, done)
    if sheet is None:
        return {}
    first = await _row(host, chosen.rows[0])
    while True:
        answers = await host.sheet(sheet)
        if answers is None or "letter" in answers:
            return None
        problem = miscounted(chosen, answers)
        if not problem and first is not None:
            made = make(first, _about(host, chosen.rows[0]), answers)
            problem = made if isinstance(made, str) else ""
        if not problem:
            return answers
        # The number is always written anew.
        kept = {name: said for name, said in answers.items() if name != _COUNT}
        sheet = refilled(guarded(plan, chosen, done) or sheet, kept, problem)


def guarded(plan: "SheetPlan | None", chosen: Marked, done: str) -> "SheetPlan | None":
    """Return the sheet for all these cases: it says how many, names one, and asks the number.

    ``None`` when there is nothing to ask.
    """
    import msgspec

    from agentdesk.sheetplan import Choice, Option, SheetPlan, Text

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
    title = f"{verb}{_cases(many)}, such as {first.case_id} {first.customer}"
    intro = f"{first.case_id}: {first.subject}."
    if chosen.changed:
        intro += f" Left out, changed since you marked them: {_numbers(chosen.changed)}."
    fields = plan.fields
    if many >= GUARD_FROM:
        fields = (*fields, Text(_COUNT, "How many", f"write {many} to go on", required=True))
    return msgspec.structs.replace(
        plan, title=title, intro=f"{intro} {plan.intro}".strip(), fields=fields, letters={}
    )


def miscounted(chosen: Marked, answers: Answers) -> str:
    """Say that the number written is another one; nothing if it is right, or was not asked."""
    many, written = len(chosen.rows), answers.get(_COUNT)
    if written is None or written.strip() == str(many):
        return ""
    return f"Nothing was done: {_cases(many)} are meant, and you wrote {written.strip()[:12]}."


# ---- doing


async def _do(host: Host, chosen: Marked, done: str, make: Make, answers: Answers) -> list[Result]:
    """Act on each case, as parts of one act that one undo takes back."""
    from agentdesk.desk.groups import do_each

    session, left = host.need_bench().session, []
    found = [(row, await _row(host, row)) for row in chosen.rows]
    clock = asyncio.get_running_loop().time
    told = clock()

    def commands() -> Iterator[Command]:
        nonlocal told
        for number, (row, now) in enumerate(found):
            if clock() - told > TOLD_S:
                told = clock()
                host.say(f"{number} of {len(found)} {done} {host.desk.glyphs.more}")
            made = "It is not there." if now is None else make(now, _about(host, row), answers)
            if isinstance(made, str):
                left.append(Result(row.case_id, made))
            else:
                yield made

    many = await do_each(session.desk, commands())
    told_of = [Result(r.case_id, "" if r.done else r.sentence) for r in many.results]
    return [*told_of, *left]


async def _row(host: Host, row: QueueRow) -> CaseRow | None:
    return await host.need_bench().session.store.reads.case_row(row.case_id)


def _about(host: Host, row: QueueRow) -> Fields:
    return {**host.ids(), "case_id": row.case_id, "seen": row.version}


# ---- telling


async def tell(host: Host, chosen: Marked, done: str, results: Sequence[Result]) -> None:
    """Say what became of all, show why cases were left out, and keep marks on those alone."""
    bench = host.need_bench()
    good = [result.case_id for result in results if not result.sentence]
    left = [result for result in results if result.sentence]
    left += [
        Result(case_id, f"{case_id} changed since you marked it.") for case_id in chosen.changed
    ]
    host.desk.queue.drop_marks(good)
    await bench.cases_changed(good)
    await bench.renew_numbers()
    host.say(summary(done, len(good), left))
    host.show_hints()
    if len(left) > 1:
        from agentdesk.tui.desk.reading import Reading

        lines = [f"{_cases(len(good))} {done}. Left out, and marked still:", ""]
        lines += [f"{result.case_id}: {result.sentence}" for result in left]
        await host.beside(Reading(f"{_cases(len(left))} left out", lines, glyphs=host.desk.glyphs))


def summary(done: str, good: int, left: Sequence[Result]) -> str:
    """Say what was done and how to take it back; nothing when all went well: the footer then
    counts the seconds."""
    if not left:
        return ""
    back = f"{_cases(good)} {done}, u takes all back" if good else "Nothing was done"
    return f"{back}; {len(left)} left out: {left[0].sentence}"


def _cases(many: int) -> str:
    return "1 case" if many == 1 else f"{many} cases"


def _numbers(case_ids: Sequence[int]) -> str:
    shown = ", ".join(map(str, case_ids[:8]))
    return f"{shown}, {len(case_ids) - 8} more" if len(case_ids) > 8 else shown
