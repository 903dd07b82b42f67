"""Complaints step by step, goodwill, and promises: made, kept, or not kept."""

from agentdesk.data.unit import Command
from agentdesk.tui.desk.actions.asking import Answers, Fields, ask_and_do, case_of
from agentdesk.tui.desk.host import Action, Host

_SHOWN = 24
"""So much of a promise's words stands on a sheet."""


async def _complaint(host: Host) -> None:
    """Open a complaint, or do what comes next for the one that is open."""
    from agentdesk.seat.care import complaint_command, complaint_sheet

    if not (opened := await case_of(host)):
        return
    if opened.case.complaint is not None:
        await _next_step(host, "")
        return
    plan = complaint_sheet(host.need_bench().session.setup, opened.case.row)
    await ask_and_do(host, opened, plan, complaint_command)


def _step(do: str) -> Action:
    async def step(host: Host) -> None:
        await _next_step(host, do)

    return step


async def _next_step(host: Host, do: str) -> None:
    from agentdesk.seat.care import step_command, step_sheet

    if not (opened := await case_of(host)):
        return
    complaint, number = opened.case.complaint, opened.case.row.id
    if complaint is None:
        host.say(f"Case {number} has no complaint: ! opens one.")
        return
    plan = step_sheet(host.need_bench().session.setup, complaint.row, do)
    if plan is None:
        host.say(f"The complaint of case {number} is closed.")
        return
    await ask_and_do(host, opened, plan, step_command)


async def _goodwill(host: Host) -> None:
    from agentdesk.seat.care import goodwill_command, goodwill_sheet

    if opened := await case_of(host):
        plan = goodwill_sheet(host.need_bench().session, opened.case)
        await ask_and_do(host, opened, plan, goodwill_command)


async def _promise(host: Host) -> None:
    """Promise something; or say of an open promise that it was kept, or was not."""
    from agentdesk.seat.asks import ASKS
    from agentdesk.seat.sheets import promise_sheet

    if not (opened := await case_of(host)):
        return
    session, view = host.need_bench().session, opened.case
    pending = [(row.id, text[:_SHOWN]) for row, text in view.promises if row.settled_at is None]

    def make(about: Fields, answers: Answers) -> Command | str:
        return ASKS["promise"].make(session, view.row, about, answers)

    await ask_and_do(host, opened, promise_sheet(view.row, pending), make)


ACTIONS: dict[str, Action] = {
    "case.complaint": _complaint,
    "complaint.acknowledge": _step("acknowledge"),
    "complaint.investigate": _step("investigate"),
    "complaint.decide": _step("decide"),
    "complaint.close": _step("close"),
    "case.goodwill": _goodwill,
    "case.promise": _promise,
}
