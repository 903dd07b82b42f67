"""Undo from the desk: what was sent or noted comes back as a draft, whole."""

from agentdesk.domain.views import Draft
from agentdesk.tui.desk.host import Host


async def take_back(app: Host, command_id: str) -> None:
    """Undo a command. The text of a reply or note is a draft again."""
    from agentdesk.desk.undo import Undo

    bench = app.need_bench()
    outcome = await app.do(Undo(**app.ids(), target=command_id))
    if outcome is None:
        return
    back = outcome.result.get("draft")
    if not back:
        app.say("Taken back.")
        return
    session = bench.session
    case_id, kind = int(back["case_id"]), str(back["kind"])
    view = await session.store.reads.case(case_id)
    found = [i.message for i in view.items if i.message.id == back["message_id"]] if view else []
    if view is None or not found:
        app.say("Taken back.")
        return
    message = found[0]
    to = message.to[0] if message.to else ""
    seen = view.row.last_message_id
    await session.store.live.save_draft(
        Draft(session.me.id, case_id, kind, message.body, to, seen, session.now)
    )
    app.say(f"Taken back. The text is a draft again: {'n' if kind == 'note' else 'i'} opens it.")
