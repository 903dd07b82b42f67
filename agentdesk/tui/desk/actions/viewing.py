"""What the queue pane lists: saved views, and the filter typed over them."""

from agentdesk.seat.views import views_of
from agentdesk.tui.desk.host import Action, Host


async def show_view(host: Host, key: str) -> None:
    """Show the view under a key in the queue pane."""
    bench = host.need_bench()
    view = views_of(bench.session).get(key)
    if view is None:
        host.say(f"No view is under f {key}. f alone lists those there are.")
        return
    if view.search:
        from agentdesk.tui.desk.actions.searching import open_search

        await open_search(host, view.search)
        return
    _close_line(host)
    host.desk.go("queue")
    await bench.listing.switch(view)
    host.say("")
    host.show_hints()


def _view(key: str) -> Action:
    async def show(host: Host) -> None:
        await show_view(host, key)

    return show


async def _saved(host: Host) -> None:
    await show_view(host, host.router.given[-1])


async def _filter(host: Host) -> None:
    line = await host.desk.need_filter()
    line.open(host.need_bench().listing.text)
    host.show_hints()


async def _keep(host: Host) -> None:
    line, listing = host.desk.filter_line, host.need_bench().listing
    # The last letters may still be on their way from the line to the list.
    late = line is not None and line.box.value != listing.text
    if line is not None and late:
        listing.typed(line.box.value)
    _close_line(host)
    host.desk.go("queue")
    if late:
        await listing.show()
    host.show_hints()


async def clear_filter(host: Host) -> None:
    """Drop the words typed over the view; the cursor stays on its case."""
    _close_line(host)
    host.desk.go("queue")
    listing = host.need_bench().listing
    await listing.switch(listing.view)
    host.show_hints()


def _close_line(host: Host) -> None:
    line = host.desk.filter_line
    if line is not None:
        line.close()


ACTIONS: dict[str, Action] = {
    **{f"view.{key}": _view(key) for key in "aemwzlr"},
    "view.saved": _saved,
    "filter": _filter,
    "filter.keep": _keep,
    "filter.clear": clear_filter,
}
