"""Searching everything: opening the place, typing, moving over the hits, opening one."""

from agentdesk.data.errors import StoreError
from agentdesk.domain.search.hits import Hit
from agentdesk.tui.desk.finding import Finding
from agentdesk.tui.desk.host import Action, Host


async def finding_of(host: Host) -> Finding:
    """Return the searching of this desk, made on first use."""
    place = await host.desk.need_search_place()
    if host.desk.finding is None:
        host.desk.finding = Finding(host.need_bench().session, place)
    return host.desk.finding


async def open_search(host: Host, text: str | None = None) -> None:
    """Go to the place for searching; with a text, search for it."""
    finding = await finding_of(host)
    finding.behind = False
    place = host.desk.search_place
    assert place is not None
    if text is not None or not place.hits.hits:
        wanted = finding.text if text is None else text
        place.line.put(wanted)
        await finding.search(wanted)
    if text is None:
        place.line.box.select_all()
        to_line(host)
    elif place.hits.hits:
        finding.remember()
        to_hits(host)
    else:
        to_line(host)


def to_line(host: Host) -> None:
    """Put the keyboard into the line."""
    place = host.desk.search_place
    assert place is not None
    host.desk.show_pane("search")
    host.desk.call_after_refresh(place.hits.take_cursor, False)
    host.desk.set_focus(place.line.box, scroll_visible=False)
    host.show_hints()


def to_hits(host: Host) -> None:
    """Put the keyboard into the hits."""
    place = host.desk.search_place
    assert place is not None
    host.desk.show_pane("search")
    # A place that was out of sight has no width until it is laid out.
    host.desk.call_after_refresh(place.hits.take_cursor, True)
    host.desk.set_focus(place.hits, scroll_visible=False)
    host.show_hints()


async def come_back(host: Host) -> bool:
    """Go back to the search that the case was opened from; ``False`` if it was not."""
    finding = host.desk.finding
    if finding is None or not finding.behind:
        return False
    finding.behind = False
    await host.close_composer()
    to_hits(host)
    host.say("")
    return True


async def _search(host: Host) -> None:
    await open_search(host)


async def _leave(host: Host) -> None:
    finding = host.desk.finding
    if finding is not None:
        finding.remember()
        finding.behind = False
    host.desk.go("queue")
    host.say("")
    host.show_hints()


async def _results(host: Host) -> None:
    place, finding = host.desk.search_place, host.desk.finding
    if place is None or finding is None:
        return
    # What is written last may still be on its way to the search, or to the store and back.
    if finding.shown != (place.line.box.value, finding.order):
        await finding.search(place.line.box.value)
    if place.hits.hits:
        finding.remember()
        to_hits(host)


async def _line(host: Host) -> None:
    to_line(host)


async def _older(host: Host) -> None:
    place, finding = host.desk.search_place, host.desk.finding
    if place is None or finding is None:
        return
    text = finding.history.up(place.line.box.value)
    place.line.put(text)
    await finding.search(text)


async def _order(host: Host) -> None:
    if host.desk.finding is not None:
        await host.desk.finding.turn_order()


def _move(by: int) -> Action:
    async def move(host: Host) -> None:
        place = host.desk.search_place
        if place is None:
            return
        if by < 0 and place.hits.at == 0:
            to_line(host)
        else:
            place.hits.move(by)

    return move


def _page(pages: float) -> Action:
    async def page(host: Host) -> None:
        place = host.desk.search_place
        if place is not None:
            place.hits.move(int(pages * place.hits.page_rows()) or (1 if pages > 0 else -1))

    return page


async def _top(host: Host) -> None:
    if host.desk.search_place is not None:
        host.desk.search_place.hits.move(-(10**9))


async def _end(host: Host) -> None:
    if host.desk.search_place is not None:
        host.desk.search_place.hits.move(10**9)


async def _open(host: Host) -> None:
    place, finding = host.desk.search_place, host.desk.finding
    hit = place.hits.chosen if place is not None else None
    if hit is None or finding is None:
        return
    if hit.case_id is not None:
        await _open_case(host, finding, hit.case_id)
    elif hit.kind == "customer":
        name = hit.title.replace('"', " ")
        await open_search(host, f'customer:"{name}"')
    elif hit.kind == "answer":
        await _show_answer(host, hit)
    else:
        finding.behind = False
        await host.run_command("view.h")


async def _open_case(host: Host, finding: Finding, case_id: int) -> None:
    bench = host.need_bench()
    if not await bench.open(case_id):
        host.say(f"Case {case_id} is not there any more.")
        return
    host.desk.queue.select(case_id)
    finding.behind = True
    host.desk.go("case")
    host.show_hints()
    await host.seen(case_id)


async def _show_answer(host: Host, hit: Hit) -> None:
    from agentdesk.tui.kit.reading import Reading

    answers = await host.need_bench().session.store.reads.answers()
    for answer in answers:
        if answer.id == hit.ref:
            page = Reading(answer.name, answer.body.split("\n"), glyphs=host.desk.glyphs)
            await host.beside(page)


async def _keep(host: Host) -> None:
    finding = host.desk.finding
    if finding is None or not finding.text.strip():
        host.say("Search for something first.")
        return
    text = finding.text.strip().replace("\\", "\\\\").replace('"', '\\"')
    name = finding.text.strip()[:30].replace("\\", " ").replace('"', "'")
    host.copy_to_clipboard(
        f'views:\n  - id: my-search\n    key: x\n    name: "{name}"\n    search: "{text}"\n'
    )
    host.say("Copied: paste it into your settings, and f x opens this search.")


async def typed(host: Host, text: str) -> None:
    """Search for what is typed so far; the search before was given up."""
    finding = await finding_of(host)
    try:
        await finding.search(text)
    except StoreError as error:
        host.say(f"Not now: {error}")


async def more(host: Host) -> None:
    """Fetch the hits below those shown."""
    if host.desk.finding is not None:
        await host.desk.finding.more()


ACTIONS: dict[str, Action] = {
    "search": _search,
    "search.results": _results,
    "search.leave": _leave,
    "search.line": _line,
    "search.older": _older,
    "search.order": _order,
    "search.open": _open,
    "search.keep": _keep,
    "search.down": _move(1),
    "search.up": _move(-1),
    "search.top": _top,
    "search.end": _end,
    "search.page_down": _page(1),
    "search.page_up": _page(-1),
}
