"""Undo from the desk: what was sent comes back as a draft, whole."""

from typing import TYPE_CHECKING

from agentdesk.domain.views import Draft

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp


async def take_back(app: "DeskApp", command_id: str) -> None:
    """Undo a command. The text of a reply or note is a draft again."""
    from agentdesk.desk.undo import Undo

    bench = app.need_bench()
    outcome = await app.do(Undo(**app.ids(), undo=command_id))
    if outcome is None:
        return
    session = bench.session
    for case_id in outcome.cases:
        view = await session.store.reads.case(case_id)
        if view is None:
            continue
        for item in view.items:
            message = item.message
            if message.command != command_id or not message.recalled:
                continue
            kind = "note" if message.direction == "note" else "reply"
            await session.store.live.save_draft(
                Draft(
                    session.me.id,
                    case_id,
                    kind,
                    message.body,
                    message.to[0] if message.to else "",
                    view.row.last_message_id,
                    session.now,
                )
            )
            word = "n" if kind == "note" else "i"
            app.say(f"Taken back. The text is a draft again: {word} opens it.")
            return
    app.say("Taken back.")
