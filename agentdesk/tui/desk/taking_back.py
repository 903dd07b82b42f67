"""Undo and redo from the desk: an act with all its parts; what was sent comes back as a draft."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from agentdesk.data.errors import StoreError
from agentdesk.desk.desk import Desk
from agentdesk.desk.groups import TakenBack, UndoLine
from agentdesk.tui.desk.host import Host


async def take_back(app: Host, command_id: str) -> None:
    """Undo the act that a command is part of. Raises ``Refused`` or ``StoreError``."""
    from agentdesk.desk.groups import undo
    from agentdesk.seat.taking_back import draft_again

    back = await _done(app, lambda desk: undo(desk, command_id))
    bench = app.need_bench()
    session = bench.session
    until = session.now + session.setup.limits.undo
    label = back.label.removeprefix("undid ")
    bench.taken_back = UndoLine(label, until, command_id, ())
    drafts = [await draft_again(session, r.outcome) for r in back.results if r.outcome is not None]
    found = next((draft for draft in drafts if draft is not None), None)
    said = f"Taken back: {label}." if len(back.results) == 1 else _capital(back.sentence())
    if found is not None:
        key = "n" if found.kind == "note" else "i"
        said += f" The text is a draft again: {key} opens it."
    app.say(said)


async def do_again(app: Host) -> None:
    """Redo what was taken back last. Raises ``Refused`` or ``StoreError``."""
    from agentdesk.desk.groups import redo

    again = await _done(app, redo)
    app.need_bench().taken_back = None
    app.say("" if len(again.results) == 1 else f"{again.label}: done again.")


async def _done(app: Host, act: Callable[[Desk], Awaitable[TakenBack]]) -> TakenBack:
    """Do it, and show the cases as they are now."""
    bench = app.need_bench()
    try:
        back = await act(bench.session.desk)
    except StoreError as error:
        bench.not_written(error)
        raise
    bench.written()
    outcomes = [result.outcome for result in back.results if result.outcome is not None]
    # It is done, whatever becomes of the reading: the feed brings the rest.
    with suppress(StoreError):
        changed = [id for outcome in outcomes for id in outcome.cases]
        await bench.cases_changed(changed)
        if bench.opened is not None and bench.opened.case.row.id not in changed:
            # What was taken back may have been about its customer.
            await bench.open(bench.opened.case.row.id, by="change")
        await bench.renew_numbers()
    return back


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
