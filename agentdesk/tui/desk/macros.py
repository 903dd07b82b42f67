"""Macros on the desk: run on one case, gone over first where it must be, or on all marked ones."""

from typing import NamedTuple

from agentdesk.data.errors import Refused, StoreError
from agentdesk.desk.groups import Many
from agentdesk.domain.content import Answer
from agentdesk.macro import Macro
from agentdesk.seat.bulk import Marked, Result, guarded, miscounted
from agentdesk.seat.macros import Prepared, dry_run, prepare, run, run_as, with_blanks
from agentdesk.seat.session import Opened
from agentdesk.seat.writing import Writing
from agentdesk.sheetplan import Choice, Option, SheetPlan, Text
from agentdesk.tui.desk.actions.asking import case_of
from agentdesk.tui.desk.bulk import tell
from agentdesk.tui.desk.host import Host


class Ready(NamedTuple):
    """A macro that has been filled in for the case it is about."""

    opened: Opened
    prepared: Prepared


async def run_macro(host: Host, macro: Macro) -> None:
    """Run a macro on the case that keys act on. Raises ``Refused`` and ``StoreError``.

    What leaves at once is asked about first; blanks, and a draft that is there, are gone over in
    the text box.
    """
    ready = await _ready(host, macro)
    if ready is None:
        return
    opened, prepared = ready
    session = host.need_bench().session
    if prepared.blanks_elsewhere:
        filled = await _ask_blanks(host, prepared)
        if filled is None:
            return
        prepared = filled
    if prepared.reply and (prepared.blanks or await _has_draft(host, opened)):
        await _go_over(host, opened, prepared)
        return
    if prepared.at_once and not await _sure(host, prepared):
        return
    await _tell_done(host, opened, prepared, await run(session, opened, prepared))


async def finish(host: Host, prepared: Prepared, writing: Writing, text: str) -> None:
    """Do a macro whose reply was gone over in the text box. Raises ``Refused``."""
    from agentdesk.tui.desk.actions.writing import posted

    session = host.need_bench().session
    opened = await session.open(writing.case_id)
    if opened is None:
        return
    many = await run_as(session, opened, prepared, (writing, text))
    await _tell_done(host, opened, prepared, many)
    said = host.need_bench().note
    await posted(host, writing)
    host.say(said)


async def _ready(host: Host, macro: Macro) -> Ready | None:
    opened = await case_of(host)
    if opened is None:
        return None
    bench = host.need_bench()
    return Ready(opened, await _prepare(host, opened, macro, bench.offering.answers))


async def _prepare(
    host: Host, opened: Opened, macro: Macro, answers: tuple[Answer, ...]
) -> Prepared:
    from agentdesk.seat.writing import begin

    session = host.need_bench().session
    begun = await begin(session, opened, "reply")
    return prepare(session, opened, macro, answers, begun.writing.to)


async def _has_draft(host: Host, opened: Opened) -> bool:
    session = host.need_bench().session
    draft = await session.store.live.draft(session.me.id, opened.case.row.id, "reply")
    return draft is not None and bool(draft.body.strip())


async def _go_over(host: Host, opened: Opened, prepared: Prepared) -> None:
    """Put the reply into the text box, its first blank selected; Ctrl+S does all of the macro."""
    from agentdesk.tui.desk.actions.writing import begin_writing

    if not await begin_writing(host, opened, "reply"):
        return
    box = host.desk.composer
    if box is None:
        return
    box.insert(prepared.reply)
    box.used = prepared.answer_ids
    box.macro = prepared
    box.around("", "")
    words = dry_run(host.need_bench().session, prepared)
    key = "Enter" if box.in_chat else "Ctrl+S"
    host.say(f"{key} {words}." if not box.blanks else f"Fill in, then {key} {words}.")


async def _sure(host: Host, prepared: Prepared) -> bool:
    """Ask before what nobody can take back; Enter says yes."""
    words = dry_run(host.need_bench().session, prepared)
    plan = SheetPlan(
        title=f"{prepared.macro.name}: {prepared.case_id}",
        intro=f"It {words}. What is sent leaves at once.",
        fields=(Choice("sure", "Do it", (Option("yes", "yes, all of it"),), "yes"),),
        apply="does it",
    )
    return await host.sheet(plan) is not None


async def _ask_blanks(host: Host, prepared: Prepared) -> Prepared | None:
    """Ask for what notes, hand-overs and summaries leave open; ``None`` if the person left."""
    names = list(dict.fromkeys(blank.strip("‹›") for blank in prepared.blanks_elsewhere))
    words = dry_run(host.need_bench().session, prepared)
    plan = SheetPlan(
        title=f"{prepared.macro.name}: {prepared.case_id}",
        intro=f"It {words}.",
        fields=(
            Choice("sure", "Do it", (Option("yes", "with these words"),), "yes"),
            *(Text(f"blank {n}", name, required=True) for n, name in enumerate(names)),
        ),
        apply="does it",
    )
    answers = await host.sheet(plan)
    if answers is None:
        return None
    return with_blanks(prepared, {name: answers[f"blank {n}"] for n, name in enumerate(names)})


async def _tell_done(host: Host, opened: Opened, prepared: Prepared, many: Many) -> None:
    """Show the cases as they are now, and what was done for as long as it can be taken back."""
    bench = host.need_bench()
    bench.written()
    case_ids = [id for result in many.done if result.outcome for id in result.outcome.cases]
    try:
        await bench.cases_changed(case_ids)
        await bench.renew_numbers()
    except StoreError as error:
        host.say(f"Not now: {error}")
        return
    words = dry_run(bench.session, prepared)
    back = f" {host.desk.glyphs.dot} u takes all of it back" if many.undo_until else ""
    host.say(f"{prepared.macro.name}, {opened.case.row.id}: {words}{back}")
    host.show_hints()


# ---- on many


async def run_on_marked(host: Host, chosen: Marked, macro: Macro) -> None:
    """Run a macro on every marked case, as one act; a case that needs a person is left out."""
    bench = host.need_bench()
    session, done = bench.session, f"done with {macro.name}"
    if not chosen.rows:
        host.say("Every marked case has changed since you marked it: look at them again.")
        return
    if not await _sure_of_all(host, chosen, macro, done):
        return
    results: list[Result] = []
    group = session.desk.new_id()
    for row in chosen.rows:
        results.append(await _one(host, row.case_id, row.version, macro, group))
    await tell(host, chosen, done, results)


async def _sure_of_all(host: Host, chosen: Marked, macro: Macro, done: str) -> bool:
    """Say what would become of the first of them, and ask; from ten on for the number."""
    session = host.need_bench().session
    opened = await session.open(chosen.first)
    words = ""
    if opened is not None:
        prepared = await _prepare(host, opened, macro, host.need_bench().offering.answers)
        words = f"In {chosen.first} it {dry_run(session, prepared)}."
    sure = Choice("sure", "Do it", (Option("yes", f"{macro.name}, in all of them"),), "yes")
    plan = SheetPlan(title=str(chosen.first), intro=words, fields=(sure,), apply="does it")
    sheet = guarded(plan, chosen, done)
    assert sheet is not None
    while True:
        answers = await host.sheet(sheet)
        if answers is None:
            return False
        problem = miscounted(chosen, answers)
        if not problem:
            return True
        from agentdesk.sheetplan import refilled

        sheet = refilled(sheet, {}, problem)


async def _one(host: Host, case_id: int, version: int, macro: Macro, group: str) -> Result:
    bench = host.need_bench()
    session = bench.session
    try:
        opened = await session.open(case_id)
        if opened is None:
            return Result(case_id, "It is not there.")
        if opened.case.row.version != version:
            return Result(case_id, f"{case_id} changed since you marked it.")
        prepared = await _prepare(host, opened, macro, bench.offering.answers)
        if prepared.blanks:
            return Result(case_id, f"{prepared.blanks[0]} must be filled in by hand.")
        await run(session, opened, prepared, group)
    except Refused as refused:
        return Result(case_id, refused.sentence)
    except StoreError as error:
        return Result(case_id, f"Not now: {error}")
    return Result(case_id)
