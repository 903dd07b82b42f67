"""Who the customer is: what is known of them, consent, whose case it is, two names that are one."""

from agentdesk.data.unit import Command
from agentdesk.desk.identities import MergeCustomers, preview_merge
from agentdesk.domain.views import CustomerView
from agentdesk.seat import customer_sheets as sheets
from agentdesk.tui.desk.actions.asking import about, ask_until, case_of
from agentdesk.tui.desk.actions.customers import is_masked, known
from agentdesk.tui.desk.host import Action, Host

NOBODY = "Nobody is known as “{}”. Try a part of the name, an address or a number."


async def _change(host: Host) -> None:
    opened = await known(host)
    if opened is None or opened.customer is None:
        return
    view = opened.customer
    plan = sheets.change_sheet(view, masked=is_masked(host, opened, "none"))
    done = await ask_until(host, plan, lambda answers: sheets.changed(host.ids(), view, answers))
    if done is not None:
        await _again(host)


async def _consent(host: Host) -> None:
    opened = await known(host)
    if opened is None or opened.customer is None:
        return
    view = opened.customer
    plan = sheets.consent_sheet(view, masked=is_masked(host, opened))
    done = await ask_until(host, plan, lambda answers: sheets.consented(host.ids(), view, answers))
    if done is not None:
        await _again(host)


async def _set(host: Host) -> None:
    from agentdesk.desk.customers import SetCustomer

    opened = await case_of(host)
    if opened is None:
        return
    who = await look_up(host, "Whose case is it", None)
    if who is not None:
        await host.do(SetCustomer(**about(host, opened), customer_id=who.facts.id))


async def _merge(host: Host) -> None:
    await merge_with(host, "")


async def merge_with(host: Host, text: str) -> None:
    """Fold another identity of the customer into this one, or this one into the other."""
    opened = await known(host)
    if opened is None or opened.customer is None:
        return
    other = await look_up(host, "Merge with", opened.customer, text)
    if other is None:
        return
    masked = is_masked(host, opened)
    session = host.need_bench().session
    source, target = other.facts.id, opened.customer.facts.id
    while True:
        shown = await preview_merge(session.store.reads, source, target, session.now)
        if shown is None:
            host.say("One of them is not known any more.")
            return
        plan = sheets.merge_sheet(shown, masked=masked)
        answer = await host.sheet(plan)
        if answer is None:
            return
        if answer["do"] == "turn":
            source, target = target, source
            continue
        command: Command = MergeCustomers(**host.ids(), from_id=source, into_id=target)
        if await host.do(command) is not None:
            await _again(host)
        return


async def look_up(
    host: Host, title: str, view: CustomerView | None, text: str = ""
) -> CustomerView | None:
    """Ask for a customer by name, address or number; others like ``view`` are offered.

    Raises ``Refused`` when the only one found is ``view`` itself.
    """
    session = host.need_bench().session
    reads = session.store.reads
    written = text or await _written(host, title, view)
    if not written:
        return None
    found = await reads.find_customers(written, 10)
    others = [one for one in found if view is None or one.facts.id != view.facts.id]
    if not others:
        if found and view is not None:
            await preview_merge(reads, view.facts.id, view.facts.id, session.now)
        host.say(NOBODY.format(written[:30]))
        return None
    if len(others) == 1:
        return others[0]
    opened = await case_of(host)
    masked = opened is None or is_masked(host, opened)
    answer = await host.sheet(sheets.which_sheet(others, title, masked=masked))
    return None if answer is None else next(o for o in others if o.facts.id == answer["who"])


async def _written(host: Host, title: str, view: CustomerView | None) -> str | None:
    """Ask for words to look somebody up with, at the foot of the screen."""
    from agentdesk.tui.kit.typed_line import Candidate, History, TypedLine

    hint = Candidate("", f"{title}: a name, an address or a number, then Enter")
    names = await _like(host, view) if view is not None else []

    def complete(line: str) -> list[Candidate]:
        if not line:
            return [hint, *(Candidate(name, where) for name, where in names)]
        low = line.casefold()
        return [Candidate(name, where) for name, where in names if low in name.casefold()]

    return await host.ask(TypedLine(complete, History(), prompt="?", glyphs=host.desk.glyphs))


async def _like(host: Host, view: CustomerView) -> list[tuple[str, str]]:
    """Return who has a name like theirs: those they may be the same as."""
    words = view.customer.name.split()
    if not words:
        return []
    found = await host.need_bench().session.store.reads.find_customers(words[-1], 8)
    others = [one for one in found if one.facts.id != view.facts.id]
    return [
        (one.customer.name, one.customer.organisation or "a name like theirs") for one in others
    ]


async def _again(host: Host) -> None:
    """Show the open case and its customer as they are now."""
    bench = host.need_bench()
    if bench.opened is not None:
        await bench.open(bench.opened.case.row.id, by="change")


ACTIONS: dict[str, Action] = {
    "customer.change": _change,
    "customer.consent": _consent,
    "customer.set": _set,
    "customer.merge": _merge,
}
