"""Leaving the desk: what would stay open, and the order in which everything ends."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from agentdesk.data.errors import StoreError
from agentdesk.domain.views import Draft
from agentdesk.seat.sitting import leave
from agentdesk.seat.writing import FILES
from agentdesk.tui.desk.drafting import keep

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp

UNKEPT = "What you are writing is only on this screen: the store does not take it now."


async def open_ends(app: "DeskApp") -> str:
    """Return a sentence when something would be left open by quitting now."""
    if app.bench is None:
        return ""
    session = app.bench.session
    if not await kept(app):
        return UNKEPT
    try:
        drafts = await session.store.live.drafts(session.me.id)
    except StoreError:
        # Nobody is kept from leaving because the store is away.
        drafts = ()
    held = any(act.label.startswith("sent") for act in app.bench.undoable)
    leaves = "A send can still be taken back. It leaves on time, even without the desk."
    return " ".join(filter(None, (leaves if held else "", _drafts_words(drafts))))


def _drafts_words(drafts: Iterable[Draft]) -> str:
    """Say which cases have an unsent text; files that go along with it are no text."""
    cases = sorted({draft.case_id for draft in drafts if draft.kind != FILES})
    if not cases:
        return ""
    named = ", ".join(map(str, cases[:4])) + (" and more" if len(cases) > 4 else "")
    if len(cases) == 1:
        return f"Your text in case {named} is not sent. It is kept."
    return f"Your texts in {len(cases)} cases are not sent ({named}). They are kept."


async def leave_unseen(app: "DeskApp") -> None:
    """Leave without a question, for want of room to ask it, unless words would be lost."""
    if await kept(app):
        await app.shut()


async def kept(app: "DeskApp") -> bool:
    """Keep what is being written, and say whether the store took it."""
    box = app.desk.composer
    return box is None or not box.behind or await keep(app, box)


async def _go_offline(app: "DeskApp") -> None:
    """Say that nobody sits here any more; a store that is silent is not waited for."""
    bench = app.bench
    if bench is None or bench.silent_since is not None:
        return
    await leave(bench.session)


async def shut(app: "DeskApp", code: int) -> None:
    """Stop following, close the store, end with an exit code."""
    await app.leave_questions()
    # A reading that began now would outlive the store it reads.
    for group in ("open", "extend", "filter", "counting"):
        app.workers.cancel_group(app, group)
    if app.bench is not None:
        # Whoever leaves before everything was read does not sit down any more.
        app.workers.cancel_group(app, "opening")
    for stop in app.followers:
        await stop()
    # No sign of this desk is given any more.
    await _go_offline(app)
    if app.bench is not None:
        with suppress(StoreError):
            await app.bench.session.store.close()
    app.exit(code, return_code=code)
