"""Keeping what is being written: while it is typed, and when its box is left."""

from contextlib import suppress
from typing import TYPE_CHECKING

from agentdesk.data.errors import StoreError
from agentdesk.seat.when import when

if TYPE_CHECKING:
    from agentdesk.seat.writing import Writing
    from agentdesk.tui.desk.app import DeskApp
    from agentdesk.tui.desk.composer import ComposerBox
    from agentdesk.tui.desk.host import Host


async def keep(app: "DeskApp", box: "ComposerBox") -> bool:
    """Keep what is in the text box; ``False`` when the store did not take it."""
    async with box.storing:
        return await _keep(app, box)


async def forget(app: "Host", writing: "Writing", *kinds: str) -> None:
    """Close the text box over what was posted, and delete its drafts.

    A draft that is kept a moment later than the post would be there to be sent again.
    """
    box, bench = app.desk.composer, app.need_bench()
    if box is None:
        return
    box.end()
    async with box.storing:
        # It is posted, whatever becomes of the draft: a box left open would be sent twice.
        with suppress(StoreError):
            for kind in kinds:
                await bench.session.store.live.drop_draft(
                    bench.session.me.id, writing.case_id, kind
                )


async def _keep(app: "DeskApp", box: "ComposerBox") -> bool:
    bench, writing, text = app.need_bench(), box.writing, box.text
    if writing is None:
        return True
    session = bench.session
    if not await bench.keep_draft(
        writing.case_id,
        writing.kind,
        text,
        writing.to,
        writing.seen_message,
        again=box.refused,
    ):
        box.not_kept()
        return False
    box.kept(text, when(session.now, session.now, session.zone))
    await bench.here(writing.case_id, "typing")
    return True


async def close_composer(app: "DeskApp") -> None:
    """Leave the text box; the draft is kept."""
    box = app.desk.composer
    if box is None or box.writing is None:
        return
    bench = app.need_bench()
    async with box.storing:
        writing, text = box.writing, "" if box.untouched else box.text
        kept = await bench.keep_draft(
            writing.case_id, writing.kind, text, writing.to, writing.seen_message
        )
        if kept:
            box.end()
    if kept:
        app.desk.leave_composer()
        await bench.here(writing.case_id, "looking")
        await bench.mark_draft(writing.case_id, bool(text.strip()))
        app.say("The draft is kept." if text.strip() else "")
    else:
        box.not_kept()
