"""A verb on every marked case: guarded, done one case at a time, told case by case."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from agentdesk.data.unit import Command
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.views import QueueRow
from agentdesk.seat.bulk import COUNT, Marked, Result, cases_words, guarded, miscounted, summary
from agentdesk.tui.desk.host import Host

if TYPE_CHECKING:
    from agentdesk.sheetplan import SheetPlan

TOLD_S = 0.25
"""How often the footer says how far a verb is."""

Fields = dict[str, Any]
Answers = dict[str, str]
Make = Callable[[CaseRow, Fields, Answers], Command | str]
"""From a case, what every command about it carries and the answers, to the command, or to a
sentence that says what is wrong with the answers."""


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
        kept = {name: said for name, said in answers.items() if name != COUNT}
        sheet = refilled(guarded(plan, chosen, done) or sheet, kept, problem)


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
        from agentdesk.tui.kit.reading import Reading

        lines = [f"{cases_words(len(good))} {done}. Left out, and marked still:", ""]
        lines += [f"{result.case_id}: {result.sentence}" for result in left]
        await host.beside(
            Reading(f"{cases_words(len(left))} left out", lines, glyphs=host.desk.glyphs)
        )
