"""The work on a case: take, hand over, wait, resolve, and taking things back."""

from agentdesk.data.unit import Command
from agentdesk.domain.rows import CaseRow
from agentdesk.seat.bulk import DONE, Marked
from agentdesk.tui.desk.actions.asking import Answers, Fields, about, ask_and_do, case_of
from agentdesk.tui.desk.bulk import for_each, marked
from agentdesk.tui.desk.host import Action, Host


async def _take_next(host: Host) -> None:
    from agentdesk.desk.taking import TakeNext

    outcome = await host.do(TakeNext(**host.ids()))
    if outcome is not None:
        await _show_mine(host, int(outcome.result["case_id"]))


async def _take(host: Host) -> None:
    from agentdesk.desk.taking import Take

    case_id = host.need_bench().case_id
    if case_id is None:
        host.say("No case is highlighted.")
    elif await host.do(Take(**host.ids(), case_id=case_id)):
        await _show_mine(host, case_id)


async def _show_mine(host: Host, case_id: int) -> None:
    bench = host.need_bench()
    await bench.cases_changed([case_id])
    host.desk.queue.select(case_id)
    await bench.open(case_id)
    host.desk.go("case")
    host.show_hints()
    await host.seen(case_id)


async def _release(host: Host) -> None:
    from agentdesk.desk.taking import Release

    if chosen := marked(host):
        await for_each(host, chosen, "given back", lambda row, about, answers: Release(**about))
    elif opened := await case_of(host):
        await host.do(Release(**about(host, opened)))


def _asking(name: str) -> Action:
    """Return what asks with a sheet and does what was answered."""

    async def ask(host: Host) -> None:
        from agentdesk.seat.asks import ASKS

        if name in DONE and (chosen := marked(host)):
            await _ask_for_marked(host, chosen, name)
            return
        if not (opened := await case_of(host)):
            return
        session, row, asked = host.need_bench().session, opened.case.row, ASKS[name]
        plan = asked.plan(session, row)
        if plan is None:
            host.say("There is no other queue of this tier.")
            return

        def make(about: Fields, answer: Answers) -> Command | str:
            return asked.make(session, row, about, answer)

        await ask_and_do(host, opened, plan, make)

    return ask


async def _ask_for_marked(host: Host, chosen: Marked, name: str) -> None:
    """Ask as for the first of the marked cases, then do it to all of them."""
    from agentdesk.seat.asks import ASKS

    session, asked = host.need_bench().session, ASKS[name]
    first = await session.store.reads.case_row(chosen.first)
    plan = asked.plan(session, first) if first is not None else None
    if plan is None and chosen.rows:
        host.say("There is nothing to choose from for these cases.")
        return

    def make(row: CaseRow, about: Fields, answers: Answers) -> Command | str:
        return asked.make(session, row, about, answers)

    await for_each(host, chosen, DONE[name], make, plan)


async def _resolve(host: Host) -> None:
    from agentdesk.seat.asks import ASKS
    from agentdesk.seat.sheets import resolve_sheet
    from agentdesk.tui.desk.actions.writing import begin_writing

    if chosen := marked(host):
        await _ask_for_marked(host, chosen, "resolve")
        return
    if not (opened := await case_of(host)):
        return
    session, row = host.need_bench().session, opened.case.row
    instead = False

    def make(about: Fields, answer: Answers) -> Command | str:
        return ASKS["resolve"].make(session, row, about, answer)

    def letter() -> None:
        nonlocal instead
        instead = True

    await ask_and_do(host, opened, resolve_sheet(session.setup, row), make, letter=letter)
    if instead:
        await begin_writing(host, opened, "reply")


async def _resume(host: Host) -> None:
    from agentdesk.desk.waiting import Resume, Wake

    if not (opened := await case_of(host)):
        return
    snoozed = opened.case.row.wake_at is not None
    await host.do(Wake(**about(host, opened)) if snoozed else Resume(**about(host, opened)))


ACTIONS: dict[str, Action] = {
    "case.next": _take_next,
    "case.take": _take,
    "case.release": _release,
    "case.assign": _asking("assign"),
    "case.escalate": _asking("escalate"),
    "case.resolve": _resolve,
    "case.wait": _asking("wait"),
    "case.resume": _resume,
    "case.transfer": _asking("transfer"),
    "case.reopen": _asking("reopen"),
    "case.close": _asking("close"),
    "case.priority": _asking("priority"),
    "case.tags": _asking("tags"),
    "case.verify": _asking("verify"),
}
