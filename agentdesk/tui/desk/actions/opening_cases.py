"""A new case, or a call or visit logged: whose it is, looked up as one types, then what it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.views import CustomerView
from agentdesk.tui.desk.host import Action, Host

if TYPE_CHECKING:
    from agentdesk.seat.new_cases import Caller
    from agentdesk.tui.kit.picker import Pick

_NEW = "new customer"
_FOUND = 8


async def _new(host: Host) -> None:
    caller = await _whose(host)
    if caller is not None:
        await _ask_and_log(host, caller)


async def _whose(host: Host) -> "Caller | None":
    """Look the customer up by number, mail or name; or take what was typed as a new one."""
    from agentdesk.seat.new_cases import Caller
    from agentdesk.tui.kit.picker import Picker

    reads = host.need_bench().session.store.reads

    async def find(typed: str) -> "Sequence[Pick]":
        return await _candidates(host, typed)

    chosen = await host.ask(
        Picker(
            find,
            prompt="Who",
            asks="number, mail or name of the customer",
            glyphs=host.desk.glyphs,
        )
    )
    if chosen is None:
        return None
    if chosen.hint == _NEW:
        return Caller(None, chosen.value)
    bench = host.need_bench()
    seen = bench.opened.case.row.id if bench.opened is not None else None
    return Caller(await reads.customer(chosen.value, bench.session.now), chosen.label, seen)


async def _candidates(host: Host, typed: str) -> "Sequence[Pick]":
    """Return the customers that fit, and last a new one; nothing for nothing typed."""
    from agentdesk.tui.kit.picker import Pick

    if not typed:
        return ()
    try:
        views = await host.need_bench().session.store.reads.find_customers(typed, _FOUND)
    except StoreError as error:
        host.say(f"Not now: {error}")
        views = ()
    picks = [Pick(view.facts.id, view.customer.name, _known_by(view)) for view in views]
    return (*picks, Pick(typed, typed, _NEW))


def _known_by(view: CustomerView) -> str:
    """Tell customers of one name apart: by an address or number, and whom they are with."""
    words = [view.contacts[0].value if view.contacts else "", view.customer.organisation]
    return ", ".join(word for word in words if word)


async def _ask_and_log(host: Host, caller: "Caller") -> None:
    """Ask until it is logged, or left; warn once of what may be there already."""
    from agentdesk.seat.new_cases import (
        Warning,
        alike,
        contact_command,
        contact_sheet,
        same_name,
    )
    from agentdesk.sheetplan import refilled

    session = host.need_bench().session
    plan = contact_sheet(session, caller)
    warned: set[Warning] = set()
    while True:
        answers = await host.sheet(plan)
        if answers is None:
            return
        warning = alike(caller, answers)
        if not warning and caller.known is None:
            known = await session.store.reads.find_customers(answers["name"], _FOUND)
            warning = same_name(known, answers)
        made = contact_command(session, caller, answers)
        if isinstance(made, str):
            plan = refilled(plan, answers, made)
        elif warning and warning not in warned:
            warned.add(warning)
            plan = refilled(plan, answers, str(warning))
        else:
            outcome = await host.do(made)
            if outcome is not None:
                await _go_there(host, int(outcome.result["case_id"]))
                return
            plan = refilled(plan, answers, host.need_bench().note)


async def _go_there(host: Host, case_id: int) -> None:
    bench = host.need_bench()
    host.desk.queue.select(case_id)
    if not await bench.open(case_id):
        raise Refused(f"Case {case_id} cannot be shown.")
    host.desk.go("case")
    host.show_hints()
    await host.seen(case_id)


ACTIONS: dict[str, Action] = {"case.new": _new}
