"""Moving: in the queue, in a text, between panes."""

from agentdesk.seat.views import OWN
from agentdesk.tui.desk.actions.customers import fold, open_chosen
from agentdesk.tui.desk.actions.searching import come_back
from agentdesk.tui.desk.actions.viewing import clear_filter
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.prose import ProseView


def _prose(app: Host) -> ProseView | None:
    screen = app.desk
    if screen.pane == "case":
        return screen.case_text
    return screen.customer if screen.pane == "customer" else None


def _move(by: int) -> Action:
    async def move(app: Host) -> None:
        screen = app.desk
        if screen.pane == "queue":
            screen.queue.move(by)
        elif screen.pane == "answers":
            screen.answers.move(by)
        elif screen.pane == "customer":
            screen.customer.move(by)
        elif prose := _prose(app):
            prose.line(by)

    return move


def _page(pages: float) -> Action:
    async def page(app: Host) -> None:
        screen = app.desk
        if screen.pane == "queue":
            screen.queue.move_page(pages)
        elif screen.pane == "answers":
            screen.answers.move(int(pages * 8))
        elif prose := _prose(app):
            prose.page(pages)

    return page


async def _top(app: Host) -> None:
    if app.desk.pane == "queue":
        app.desk.queue.to_top()
    elif app.desk.pane == "answers":
        app.desk.answers.move(-len(app.desk.answers.offer.answers))
    elif app.desk.pane == "customer":
        app.desk.customer.to_first()
    elif prose := _prose(app):
        prose.to_top()


async def _end(app: Host) -> None:
    if app.desk.pane == "queue":
        app.desk.queue.to_end()
    elif app.desk.pane == "answers":
        app.desk.answers.move(len(app.desk.answers.offer.answers))
    elif app.desk.pane == "customer":
        app.desk.customer.to_last()
    elif prose := _prose(app):
        prose.to_end()


def _go(pane: str) -> Action:
    async def go(app: Host) -> None:
        if pane != "queue" and app.desk.pane == "queue":
            await app.open_selected()
        if pane == "queue":
            # A text left open would stand beside other cases than its own.
            await app.close_composer()
        app.desk.go(pane)
        app.show_hints()

    return go


def _go_next(by: int) -> Action:
    async def go(app: Host) -> None:
        if app.desk.pane == "queue":
            await app.open_selected()
        app.desk.go_next(by)
        app.show_hints()

    return go


async def _mine(app: Host) -> None:
    listing = app.need_bench().listing
    app.desk.go("queue")
    if not listing.mine:
        app.say("You have no case. T takes the next one.")
        return
    if not listing.view.whole or listing.text:
        await listing.switch(OWN[0])
    app.desk.queue.select(app.desk.queue.model.mine[0].case_id)


async def _open(app: Host) -> None:
    pane = app.desk.pane
    if pane == "queue":
        if await app.open_selected():
            app.desk.go("case")
            app.show_hints()
    elif pane == "case":
        app.need_bench().unfold()
    elif pane == "customer":
        await open_chosen(app)
    elif pane == "answers":
        from agentdesk.tui.desk.actions.inserting import insert_answer

        await insert_answer(app)


async def _back(app: Host) -> None:
    if app.desk.pane == "customer" and fold(app):
        return
    if app.desk.pane == "queue" and app.need_bench().listing.text:
        await clear_filter(app)
        return
    box = app.desk.composer
    writing = box is not None and box.writing is not None
    if app.desk.pane in ("customer", "answers") and (app.desk.narrow or writing):
        app.desk.go("case")
    elif app.desk.pane != "queue" and await come_back(app):
        return
    else:
        app.desk.go("queue")
    app.say("")
    app.show_hints()


async def _next_mine(app: Host) -> None:
    bench = app.need_bench()
    now = bench.case_id
    waiting = [r for r in bench.listing.mine if r.wrote_at is not None and r.case_id != now]
    if not waiting:
        app.say("None of your other cases waits for you.")
        return
    await app.close_composer()
    box = app.desk.composer
    if box is not None and box.writing is not None:
        return
    app.desk.queue.select(waiting[0].case_id)
    await bench.open(waiting[0].case_id)
    app.desk.go("case")
    app.show_hints()


ACTIONS: dict[str, Action] = {
    "move.down": _move(1),
    "move.up": _move(-1),
    "move.top": _top,
    "move.end": _end,
    "move.half_down": _page(0.5),
    "move.half_up": _page(-0.5),
    "move.page_down": _page(1),
    "move.page_up": _page(-1),
    "case.open": _open,
    "case.back": _back,
    "pane.queue": _go("queue"),
    "pane.case": _go("case"),
    "pane.customer": _go("customer"),
    "pane.answers": _go("answers"),
    "pane.next": _go_next(1),
    "pane.previous": _go_next(-1),
    "pane.mine": _mine,
    "case.next_mine": _next_mine,
}
