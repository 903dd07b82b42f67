"""The customer pane: opening what it tells of beside the case, folding, unfolding, promises."""

from typing import TYPE_CHECKING

from agentdesk.seat.session import Opened
from agentdesk.tui.desk.actions import complaints
from agentdesk.tui.desk.customer.about import Target, verified_now
from agentdesk.tui.desk.customer_pane import CustomerPane
from agentdesk.tui.desk.host import Action, Host

if TYPE_CHECKING:
    from agentdesk.tui.kit.preview import Preview

DEEPER = ("l", "right")
MASKED = "That is masked until the customer is verified: v does it."


async def open_chosen(host: Host) -> None:
    """Open what the cursor is on; an arrow only unfolds it in place, if it can."""
    pane = host.desk.customer
    target = pane.target
    if target is None:
        host.say("Nothing here can be opened.")
    elif target.kind == "section":
        pane.unfold_section(target.id)
    elif target.kind == "more":
        pane.show_whole(target.id)
    elif target.kind == "contact" and host.router.given[-1:] in [(key,) for key in DEEPER]:
        if target not in pane.unfolded:
            await _unfold(host, pane, target)
    else:
        await open_target(host, target)


async def open_target(host: Host, target: Target) -> bool:
    """Open a target beside the case, and what is opened there; say whether one went elsewhere."""
    if target.kind == "promise":
        await _settle(host, int(target.id))
        return False
    at: object = None
    while True:
        page = await _page(host, target, at)
        if page is None:
            host.say("It is not there any more.")
            return False
        at = await host.beside(page)
        if not isinstance(at, Target):
            return False
        if at == target and target.case_id is not None:
            await go_to(host, target.case_id)
            return True
        if await open_target(host, at):
            return True


async def _page(host: Host, target: Target, at: object) -> "Preview | None":
    """Return the page that shows a target; ``None`` when it is not there."""
    from agentdesk.tui.desk.customer import pages
    from agentdesk.tui.kit.preview import Preview

    reads, now = host.need_bench().session.store.reads, host.need_bench().session.now
    pane, glyphs = host.desk.customer, host.desk.glyphs
    if target.case_id is not None:
        case = await reads.case(target.case_id)
        if case is None:
            return None
        title = f"Case {case.row.id} {glyphs.dot} {case.subject}"
        return Preview(
            title,
            lambda cells: pages.case_page(case, pane.look(cells)),
            itself=target,
            enter="goes there",
            glyphs=glyphs,
        )
    if target.kind == "organisation":
        people = await reads.organisation(target.id)
        return Preview(
            target.id,
            lambda cells: pages.organisation_page(people, pane.look(cells)),
            at=at,
            glyphs=glyphs,
        )
    if target.kind == "person":
        person = await reads.customer(target.id, now)
        if person is None:
            return None
        name = person.customer.preferred_name or person.customer.name
        return Preview(
            name, lambda cells: pages.person_page(person, pane.look(cells)), at=at, glyphs=glyphs
        )
    return Preview("What is covered now", pane.rights, enter="", glyphs=glyphs)


async def go_to(host: Host, case_id: int) -> None:
    """Leave the open case for another one."""
    bench = host.need_bench()
    if not await bench.open(case_id):
        host.say(f"There is no case {case_id}.")
        return
    host.desk.queue.select(case_id)
    host.desk.go("case")
    host.show_hints()
    await host.seen(case_id)


# ---- in place


def fold(host: Host) -> bool:
    """Fold the section the cursor is in, if an arrow or ``h`` asked for it."""
    return host.router.given[-1:] in [("h",), ("left",)] and host.desk.customer.fold()


async def _toggle(host: Host) -> None:
    if host.desk.pane == "case":
        host.need_bench().unfold()
        return
    if host.desk.pane != "customer":
        return
    pane = host.desk.customer
    target = pane.target
    if target is None:
        host.say("Nothing here can be unfolded.")
    elif target.kind == "contact":
        await _unfold(host, pane, target)
    elif target.kind == "section":
        pane.unfold_section(target.id)
    elif target.kind == "more":
        pane.show_whole(target.id)
    else:
        pane.fold()


async def _unfold(host: Host, pane: CustomerPane, target: Target) -> None:
    from agentdesk.tui.desk.customer.contacts import first_lines

    if target in pane.unfolded or target.case_id is None:
        pane.toggle(target, ())
        return
    case = await host.need_bench().session.store.reads.case(target.case_id)
    if case is not None:
        pane.toggle(target, first_lines(case, target.id, pane.look(0)))


async def _organisation(host: Host) -> None:
    opened = await known(host)
    if opened is None or opened.customer is None:
        return
    name = opened.customer.customer.organisation
    if is_masked(host, opened, "none"):
        host.say(MASKED)
    elif not name:
        host.say("No organisation is known of this customer.")
    else:
        await open_target(host, Target("organisation", name))


# ---- promises


async def _promise(host: Host) -> None:
    """Promise something; on the line of a promise, say whether it was kept."""
    target = host.desk.customer.target if host.desk.pane == "customer" else None
    if target is not None and target.kind == "promise":
        await _settle(host, int(target.id))
    else:
        await complaints.ACTIONS["case.promise"](host)


async def _settle(host: Host, promise_id: int | None = None) -> None:
    from agentdesk.seat.customer_sheets import settle_sheet, settled
    from agentdesk.tui.desk.actions.asking import ask_until

    opened = await known(host)
    if opened is None or opened.customer is None:
        return
    if is_masked(host, opened, "none"):
        host.say(MASKED)
        return
    found = [p for p in opened.customer.promises if promise_id in (None, p[0].id)]
    if not found:
        host.say("Nothing is promised to this customer.")
        return
    await ask_until(host, settle_sheet(found), lambda answers: settled(host.ids(), found, answers))
    await host.need_bench().open(opened.case.row.id, by="change")


async def settle(host: Host) -> None:
    """Settle a promise of this customer."""
    await _settle(host)


async def known(host: Host) -> Opened | None:
    """Return the case that keys act on with its customer, or say that nobody is known."""
    from agentdesk.tui.desk.actions.asking import case_of

    opened = await case_of(host)
    if opened is not None and opened.customer is None:
        host.say("Nobody is known in this case yet. Say whose case it is with Ctrl+P.")
        return None
    return opened


def is_masked(host: Host, opened: Opened, at_most: str = "partial") -> bool:
    """Say whether the customer is verified no further than this."""
    order = ("none", "partial", "full")
    state = verified_now(opened.case.row, host.need_bench().session.now)
    return order.index(state) <= order.index(at_most)


ACTIONS: dict[str, Action] = {
    "customer.unfold": _toggle,
    "customer.organisation": _organisation,
    "case.promise": _promise,
    "promise.settle": settle,
}
