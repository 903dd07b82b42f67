"""Keeping what is being written: while it is typed, and when its box is left."""

from typing import TYPE_CHECKING

from agentdesk.seat.when import when

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp
    from agentdesk.tui.desk.composer import ComposerBox


async def keep(app: "DeskApp", box: "ComposerBox") -> bool:
    """Keep what is in the text box; ``False`` when the store did not take it."""
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
    writing, text = box.writing, "" if box.untouched else box.text
    bench = app.need_bench()
    kept = await bench.keep_draft(
        writing.case_id, writing.kind, text, writing.to, writing.seen_message
    )
    if kept:
        box.end()
        app.desk.leave_composer()
        await bench.here(writing.case_id, "looking")
        await bench.mark_draft(writing.case_id, bool(text.strip()))
        app.say("The draft is kept." if text.strip() else "")
    else:
        box.not_kept()
